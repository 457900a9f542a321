"""What Matplotlib draws, in which order, and whether it has changed.

A **block** is an axes or an artist of the figure itself; a **unit** is what is drawn in
one go: a direct child of an axes, or a block that draws in its own way; a **part** is
an artist inside a unit.  Everything here that Matplotlib keeps to itself is read in
this module alone.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.legend import Legend

# Parts that an artist draws without naming them as its children, and attributes whose
# replacement Matplotlib does not report.
_HIDDEN_PARTS = ("_bbox_patch", "arrow_patch", "_text")
_UNREPORTED = ("_A", "xy", "_xy1", "_xy2", "_slope")

_BEST = 0  # the code of loc="best", which looks for a place at every draw


def blocks_of(figure: Figure) -> list[Artist]:
    """The axes and the artists of the figure itself, in drawing order."""
    return sorted(
        (child for child in figure.get_children() if not child.get_animated()),
        key=lambda child: -np.inf if child is figure.patch else child.get_zorder(),
    )


def units_of(block: Any) -> list[Artist]:
    """What a block draws, in drawing order."""
    if type(block).draw is not Axes.draw:
        return [block]
    if not block.get_visible():
        return []
    framed = block.axison and block._frameon
    hidden: set[Artist] = {block.patch}
    if not framed:
        hidden.update(block.spines.values())
    if not block.axison:
        hidden.update(block._axis_map.values())
    units = sorted(
        (
            child
            for child in block.get_children()
            if child not in hidden and not child.get_animated()
        ),
        key=lambda child: child.get_zorder(),
    )
    return [block.patch, *units] if framed else units


def state_of(figure: Figure) -> list[Any]:
    """What moves more than single units when it changes."""
    state: list[Any] = [figure.get_size_inches().tolist(), figure.dpi]
    axes: Any
    for axes in figure.axes:
        state += (
            axes,
            axes._position.extents.tolist(),  # get_position() marks the axes
            axes.viewLim.extents.tolist(),
            [axis.get_scale() for axis in axes._axis_map.values()],
            (axes.get_visible(), axes.axison, axes._frameon),
            (axes.get_zorder(), axes.get_aspect()),
        )
    return state


def autoscale(figure: Figure) -> None:
    """Find the limits that are due, and leave no mark, for limits are compared."""
    axes: Any
    for axes in figure.axes:
        marks = [(part, part._stale) for part in (axes, *axes._axis_map.values())]
        axes._unstale_viewLim()
        for part, mark in marks:
            part._stale = mark


def unmark(blocks: Iterable[Any]) -> None:
    """Take the mark of a change from blocks that were drawn."""
    for block in blocks:
        block._stale = False


def pin_legends(figure: Figure) -> None:
    """Keep each legend that looks for the best place in the one that it has found."""
    for axes in figure.axes:
        legend: Any = axes.get_legend()
        if legend is not None and legend._loc_real == _BEST:
            _pin(legend)


def allow_second_removal(artist: Any) -> None:
    """Let an artist that was removed be removed once more, without effect."""
    artist._remove_method = _already_removed


class Watch:
    """Watches a unit from the moment that it is drawn."""

    def __init__(self, unit: Artist) -> None:
        self._parts = [*_parts_of(unit)]
        self._unreported: list[tuple[dict[str, Any], str, Any]] = []
        for part in self._parts:
            part._stale = False
            attributes = vars(part)
            self._unreported += [
                (attributes, name, attributes[name])
                for name in _UNREPORTED
                if name in attributes
            ]

    def sees_a_change(self) -> bool:
        return any(part._stale for part in self._parts) or any(
            attributes[name] is not value
            for attributes, name, value in self._unreported
        )


class AxisWatch(Watch):
    """Watches an axis, which marks itself each time that limits are set, even alike."""

    def __init__(self, axis: Axis) -> None:
        super().__init__(axis)
        self._axis = self._parts.pop(0)
        self._settings = _settings_of(axis)

    def sees_a_change(self) -> bool:
        if self._axis._stale and _settings_of(self._axis) != self._settings:
            return True
        return super().sees_a_change()


def watch(unit: Artist) -> Watch:
    """Note how a unit stands, to see later whether it has changed."""
    return AxisWatch(unit) if isinstance(unit, Axis) else Watch(unit)


def _parts_of(artist: Artist) -> Iterator[Any]:
    """The artist and everything that is drawn with it."""
    yield artist
    for child in _children_of(artist):
        yield from _parts_of(child)
    for name in _HIDDEN_PARTS:
        part = getattr(artist, name, None)
        if isinstance(part, Artist):
            yield from _parts_of(part)


def _children_of(artist: Artist) -> list[Artist]:
    if isinstance(artist, Axis):  # get_children() would look for new ticks
        ticks = [*artist.majorTicks, *artist.minorTicks]
        return [artist.label, artist.offsetText, *ticks]
    return artist.get_children()


def _settings_of(axis: Any) -> list[dict[str, Any]]:
    """What an axis is set to, but for its mark; its ticks are parts of their own."""
    own = {name: value for name, value in vars(axis).items() if name != "_stale"}
    inner = (
        axis._major_tick_kw,
        axis._minor_tick_kw,
        vars(axis.major),
        vars(axis.minor),
    )
    return [own, *map(dict, inner)]


def _pin(legend: Legend) -> None:
    place = legend.get_window_extent().min
    for location in range(1, 11):
        legend.set_loc(location)
        if np.allclose(legend.get_window_extent().min, place):
            return


def _already_removed(artist: Artist) -> None:
    """Stands in for the method that takes an artist out of its axes."""
