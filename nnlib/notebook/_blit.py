"""Redraw only what moved.

Drawing a figure is mostly drawing its text: ticks, labels and titles that a slider
never touches. :class:`Redrawer` takes a figure over, finds out which artists a
callback has changed, and draws those alone, between cached layers of everything else.
When limits, scales, ticks or positions change, the whole figure is drawn.

A **unit** is what is drawn in one go: a direct child of an axes, or an artist of the
figure itself. A unit is **still** until it is seen to change; from then on it
**moves**. In drawing order, the still units before the first moving one make the
background, and each later run of still units makes a transparent layer that is laid
over what was drawn before it. Axes that do not overlap share their layers, so four
axes cost no more layers than one.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import chain, zip_longest
from typing import Any

import numpy as np
from matplotlib import pyplot as plt
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure
from matplotlib.legend import Legend
from matplotlib.transforms import Bbox

# Still units and, drawn above them, moving units. A picture is a list of such runs.
Run = tuple[list[Artist], list[Artist]]

# Axes that overlap, each with the pixels it reaches, in drawing order.
Cluster = list[tuple[Bbox, Artist]]

# Parts that an artist draws without naming them as its children, and attributes whose
# change Matplotlib does not report.
_HIDDEN_PARTS = ("_bbox_patch", "arrow_patch", "_text")
_UNREPORTED = ("_A", "xy", "_xy1", "_xy2", "_slope")

_BEST = 0  # the code of loc="best", which looks for a place at every draw


class Redrawer:
    """Draws one figure again and again, each time as little of it as possible.

    Taking a figure over closes it in pyplot, makes its background opaque and gives it
    a canvas of its own. The layout engine runs in the first :meth:`full` and is then
    switched off, so that axes never move under a slider.

    Matplotlib does not report arrays or transforms that are changed in place: hand
    changed data to the artist's setter.
    """

    def __init__(self, figure: Figure) -> None:
        plt.close(figure)
        self.figure = figure
        self.canvas = FigureCanvasAgg(figure)
        if to_rgba(figure.get_facecolor())[3] < 1:
            figure.set_facecolor("white")
        self._engine = figure.get_layout_engine()
        self._layers: _Layers | None = None
        self._note_all()
        self._still = set(self._seen)

    def full(self) -> np.ndarray:
        """Draw everything; a view of RGBA pixels, shape (height, width, 4)."""
        self._still -= self._changes()[0]
        self.canvas.draw()
        if self._fix_layout():
            self.canvas.draw()
        self._layers = None
        self._note_all()
        return self.pixels

    def frame(self) -> np.ndarray:
        """Draw what changed since the last frame; the same pixels as :meth:`full`."""
        moved, whole = self._changes()
        if whole:
            return self.full()
        self._still -= moved
        renderer = self.canvas.get_renderer()
        if self._layers is None or not self._layers.fit(self._still):
            self._layers = _Layers(self.figure, self._still, renderer)
            self._note_all()
        if not self._layers.draw(renderer):
            return self.full()
        self._note(self._layers.moving)
        return self.pixels

    @contextmanager
    def shrunk(self, share: float) -> Iterator[None]:
        """Draw at a share of the width, with text as large, and margins to suit."""
        figure, size = self.figure, self.figure.get_size_inches().copy()
        places = [(axes, axes.get_position(original=True)) for axes in figure.axes]
        figure.set_size_inches(size * [share, share**0.5])  # not too flat
        figure.set_layout_engine(self._engine)
        try:
            yield
        finally:
            figure.set_size_inches(size)
            figure.set_layout_engine("none")
            for axes, place in places:
                axes._set_position(place)

    @property
    def pixels(self) -> np.ndarray:
        """The last frame, as :meth:`full` gives it."""
        return np.asarray(self.canvas.buffer_rgba())

    def reference(self) -> np.ndarray:
        """Draw everything on another canvas; the cached layers are left alone."""
        renderer = _new_renderer(self.figure)
        self.figure.draw(renderer)
        self._note_all()
        return np.asarray(renderer.buffer_rgba())

    def rebind(self) -> bool:
        """Take the canvas back if pyplot has replaced it; whether it had."""
        if self.figure.canvas is self.canvas:
            return False
        plt.close(self.figure)
        self.figure.set_canvas(self.canvas)
        return True

    def forgive_removals(self) -> None:
        """Let artists that a failed callback removed be removed once more."""
        present = {unit for block in _blocks(self.figure) for unit in _units(block)}
        for unit in self._seen.keys() - present:
            unit._remove_method = _already_removed

    def _fix_layout(self) -> bool:
        """Stop axes and legends from finding a new place; whether any did."""
        moving = self.figure.get_layout_engine() is not None
        self.figure.set_layout_engine("none")
        for axes in self.figure.axes:
            legend = axes.get_legend()
            if legend is not None and legend._loc_real == _BEST:
                _pin(legend)
        return moving

    def _note_all(self) -> None:
        """Remember how the whole figure stands, so that the next change is seen."""
        self._seen: dict[Artist, list[Any]] = {}
        self._owned: dict[Artist, set[Artist]] = {}
        self._state = _state(self.figure)
        for block in _blocks(self.figure):
            units = _units(block)
            self._owned[block] = set(units)
            self._note(units)

    def _note(self, drawn: Iterable[Artist]) -> None:
        """Remember how the units that were drawn stand."""
        for unit in drawn:
            for part in _parts(unit):
                part._stale = False
            self._seen[unit] = _unreported(unit)
        for block in _blocks(self.figure):
            block._stale = False

    def _changes(self) -> tuple[set[Artist], bool]:
        """The units that changed, and whether the whole figure must be drawn."""
        moved: set[Artist] = set()
        whole = _state(self.figure) != self._state
        for block in _blocks(self.figure):
            units = _units(block)
            changed = {unit for unit in units if self._has_changed(unit)}
            gone = self._owned.get(block, set()) - set(units)
            for unit in gone:
                self._seen.pop(unit, None)
                self._still.discard(unit)
            self._owned[block] = set(units)
            whole |= any(isinstance(unit, Axis) for unit in changed)
            whole |= block.stale and not (changed or gone)
            moved |= changed
        return moved, whole

    def _has_changed(self, unit: Artist) -> bool:
        if unit not in self._seen or any(part.stale for part in _parts(unit)):
            return True
        before, now = self._seen[unit], _unreported(unit)
        return len(before) != len(now) or any(
            a is not b for a, b in zip(before, now, strict=True)
        )


class _Layers:
    """The still units of a figure as pixels: a background and what lies over it."""

    def __init__(self, figure: Figure, still: set[Artist], renderer: RendererAgg):
        self.figure = figure
        self._clusters = _clusters(figure, still, renderer)
        self._runs = self._arrange(still)
        renderer.clear()
        for unit in self._runs[0][0]:
            unit.draw(renderer)
        self._background = np.array(renderer.buffer_rgba())
        self._overlays = []
        for units, _ in self._runs[1:]:
            sheet = _new_renderer(figure)
            for unit in units:
                unit.draw(sheet)
            self._overlays.append(_Overlay(np.asarray(sheet.buffer_rgba())))

    @property
    def moving(self) -> list[Artist]:
        """The units that every frame draws."""
        return [unit for _, moving in self._runs for unit in moving]

    def fit(self, still: set[Artist]) -> bool:
        """Arrange the units anew; whether these layers hold the still ones as drawn."""
        drawn = [units for units, _ in self._runs]
        self._runs = self._arrange(still)
        return [units for units, _ in self._runs] == drawn

    def draw(self, renderer: RendererAgg) -> bool:
        """Draw a frame; False if a moving unit reaches into an axes not its own."""
        if self._reaches_over(renderer):
            return False
        pixels = np.asarray(renderer.buffer_rgba())
        np.copyto(pixels, self._background)
        for overlay, (_, moving) in zip_longest([None, *self._overlays], self._runs):
            if overlay is not None:
                overlay.lay_over(pixels)
            for unit in moving:
                unit.draw(renderer)
        return True

    def _arrange(self, still: set[Artist]) -> list[Run]:
        """The figure's units in drawing order, clusters of axes side by side."""
        below, _, above = _levels(self.figure)
        self._moving_in = []
        side_by_side = []
        for cluster in self._clusters:
            units = chain.from_iterable(_units(block) for _, block in cluster)
            runs = _runs(units, still)
            self._moving_in.append([unit for _, moving in runs for unit in moving])
            side_by_side.append(runs)
        merged: list[Run] = []
        for level in zip_longest(*side_by_side, fillvalue=([], [])):
            merged.append(([], []))
            for units, moving in level:
                merged[-1][0].extend(units)
                merged[-1][1].extend(moving)
        return _join(chain(_runs(below, still), merged, _runs(above, still)))

    def _reaches_over(self, renderer: RendererAgg) -> bool:
        """Whether an unclipped moving unit overlaps a cluster that is not its own."""
        if len(self._clusters) == 1:
            return False
        for own, moving in enumerate(self._moving_in):
            for unit in moving:
                if unit.get_clip_on() and unit.get_clip_box() is not None:
                    continue
                extent = unit.get_tightbbox(renderer)
                others = self._clusters[:own] + self._clusters[own + 1 :]
                for box, _ in chain.from_iterable(others):
                    if extent is not None and box.overlaps(extent):
                        return True
        return False


class _Overlay:
    """The pixels of a transparent layer that are not empty."""

    def __init__(self, sheet: np.ndarray) -> None:
        pixels = sheet.reshape(-1, 4)
        alpha = pixels[:, 3].astype(np.uint16)
        self._opaque = np.flatnonzero(alpha == 255)
        self._colours = pixels[self._opaque]
        self._partial = np.flatnonzero((alpha > 0) & (alpha < 255))
        alpha = alpha[self._partial, None]
        self._share = pixels[self._partial, :3] * alpha + 127
        self._rest = 255 - alpha

    def lay_over(self, picture: np.ndarray) -> None:
        """Blend the layer into an opaque picture, shape (height, width, 4)."""
        pixels = picture.reshape(-1, 4)
        pixels[self._opaque] = self._colours
        mixed = pixels[self._partial, :3] * self._rest + self._share
        pixels[self._partial, :3] = mixed // 255


def _already_removed(artist: Artist) -> None:
    """Stands in for the method that takes an artist out of its axes."""


def _pin(legend: Legend) -> None:
    """Keep a legend in the place that it found best."""
    place = legend.get_window_extent().min
    for location in range(1, 11):
        legend.set_loc(location)
        if np.allclose(legend.get_window_extent().min, place):
            return


def _new_renderer(figure: Figure) -> RendererAgg:
    width, height = figure.canvas.get_width_height(physical=True)
    return RendererAgg(width, height, figure.dpi)


def _state(figure: Figure) -> list[Any]:
    """What moves more than single units when it changes."""
    state: list[Any] = [figure.get_size_inches().tolist(), figure.dpi]
    for axes in figure.axes:
        state += (
            axes,
            axes._position.extents.tolist(),  # get_position() marks the axes stale
            axes.viewLim.extents.tolist(),
            [axis.get_scale() for axis in axes._axis_map.values()],
            (axes.get_visible(), axes.axison, axes.get_frame_on()),
            (axes.get_zorder(), axes.get_aspect()),
        )
    return state


def _blocks(figure: Figure) -> list[Artist]:
    """The axes and the artists of the figure itself, in drawing order."""
    return sorted(
        (child for child in figure.get_children() if not child.get_animated()),
        key=lambda child: -np.inf if child is figure.patch else child.get_zorder(),
    )


def _levels(figure: Figure) -> tuple[list[Artist], list[Artist], list[Artist]]:
    """The blocks below all axes, from the first to the last axes, and above."""
    blocks = _blocks(figure)
    places = [i for i, block in enumerate(blocks) if isinstance(block, Axes)]
    if not places:
        return blocks, [], []
    first, last = places[0], places[-1] + 1
    return blocks[:first], blocks[first:last], blocks[last:]


def _units(block: Artist) -> list[Artist]:
    """What a block draws, in drawing order; what draws in its own way is one unit."""
    if type(block).draw is not Axes.draw:
        return [block]
    axes: Axes = block
    if not axes.get_visible():
        return []
    hidden: set[Artist] = {axes.patch}
    framed = axes.axison and axes.get_frame_on()
    if not framed:
        hidden.update(axes.spines.values())
    if not axes.axison:
        hidden.update(axes._axis_map.values())
    units = sorted(
        (
            child
            for child in axes.get_children()
            if child not in hidden and not child.get_animated()
        ),
        key=lambda child: child.get_zorder(),
    )
    return [axes.patch, *units] if framed else units


def _parts(artist: Artist) -> Iterator[Artist]:
    """The artist and everything that is drawn with it."""
    yield artist
    for child in _children(artist):
        yield from _parts(child)
    for name in _HIDDEN_PARTS:
        part = getattr(artist, name, None)
        if isinstance(part, Artist):
            yield from _parts(part)


def _children(artist: Artist) -> list[Artist]:
    if isinstance(artist, Axis):  # get_children() would look for new ticks
        ticks = [*artist.majorTicks, *artist.minorTicks]
        return [artist.label, artist.offsetText, *ticks]
    return artist.get_children()


def _unreported(unit: Artist) -> list[Any]:
    """The objects whose replacement Matplotlib does not report."""
    return [
        vars(part)[name]
        for part in _parts(unit)
        for name in _UNREPORTED
        if name in vars(part)
    ]


def _join(runs: Iterable[Run]) -> list[Run]:
    """The same units in the same order, in as few runs as possible."""
    joined: list[Run] = [([], [])]
    for still, moving in runs:
        if still and joined[-1][1]:
            joined.append(([], []))
        joined[-1][0].extend(still)
        joined[-1][1].extend(moving)
    return joined


def _runs(units: Iterable[Artist], still: set[Artist]) -> list[Run]:
    return _join(([u], []) if u in still else ([], [u]) for u in units)


def _clusters(
    figure: Figure, still: set[Artist], renderer: RendererAgg
) -> list[Cluster]:
    """The axes in groups that do not overlap one another."""
    clusters: list[Cluster] = []
    for block in _levels(figure)[1]:
        own = [(_extent(block, still, renderer), block)]
        apart = []
        for cluster in clusters:
            if any(own[-1][0].overlaps(box) for box, _ in cluster):
                own = cluster + own
            else:
                apart.append(cluster)
        clusters = [*apart, own]
    return clusters


def _extent(block: Artist, still: set[Artist], renderer: RendererAgg) -> Bbox:
    """The pixels that a block can reach; an artist of the figure reaches them all."""
    if not isinstance(block, Axes):
        return block.figure.bbox
    boxes = [block.bbox]
    for unit in _units(block):
        box = unit.get_tightbbox(renderer) if unit in still else None
        if box is not None and np.isfinite(box.extents).all():
            boxes.append(box)
    return Bbox.union(boxes).padded(2)
