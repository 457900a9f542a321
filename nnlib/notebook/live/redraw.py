"""Redraw only what moved.

Drawing a figure is mostly drawing its text: ticks, labels and titles that a slider
never touches.  ``Redrawer`` takes a figure over, finds out which artists a
callback has changed, and draws those alone, between cached layers of everything else.
When limits, scales, ticks or positions change, or someone else has drawn the figure,
all of it is drawn.

A *block* is an axes or an artist of the figure itself; a *unit* is what is drawn in one
go: a child of an axes, or a block that draws in its own way.  A unit is still until it
is seen to change; from then on it moves, but for an axis, whose changes draw the whole
figure.  An artist that a callback adds moves from the start.  In drawing order, the
still units below the first moving one make the background, and each later run of still
units a transparent layer over what was drawn before it.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from matplotlib import pyplot as plt
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure

# Still units and, drawn above them, moving units.  A picture is a list of such runs.
Run = tuple[list[Artist], list[Artist]]

# Parts that an artist draws without naming them as its children, and attributes whose
# replacement Matplotlib does not report.
HIDDEN_PARTS = ("_bbox_patch", "arrow_patch", "_text")
UNREPORTED = ("_A", "xy", "_xy1", "_xy2", "_slope")

BEST = 0  # the code of loc="best", which looks for a place at every draw


class Canvas(FigureCanvasAgg):
    """Notes when somebody draws, or asks for what draws: the marks of changes may go.

    Matplotlib takes the mark off each artist that is drawn, whoever draws it.
    """

    def __init__(self, figure: Figure) -> None:
        super().__init__(figure)
        self.used = False
        self.mpl_connect("draw_event", self._note)  # of other canvases too: savefig

    def get_renderer(self) -> RendererAgg:
        self._note()
        return super().get_renderer()

    def _note(self, _event: Any = None) -> None:
        self.used = True


class Redrawer:
    """Draws one figure again and again, each time as little of it as possible.

    Taking a figure over closes it in pyplot, makes its background opaque and gives it a
    canvas of its own.  The layout engine runs in the first ``full`` and is then
    switched off, so that axes never move under a slider.

    Matplotlib does not report arrays or transforms that are changed in place: hand
    changed data to the artist's setter.
    """

    def __init__(self, figure: Figure) -> None:
        plt.close(figure)
        self.figure = figure
        self.canvas = Canvas(figure)
        if to_rgba(figure.get_facecolor())[3] < 1:
            figure.set_facecolor("white")
        self._engine = figure.get_layout_engine()
        self._layers: _Layers | None = None
        self._sheet: RendererAgg | None = None
        self._note_all()
        self._still = set(self._seen)

    @property
    def pixels(self) -> np.ndarray:
        """The last frame: a view of RGBA pixels, shape (height, width, 4)."""
        return np.asarray(self.canvas.buffer_rgba())

    def full(self) -> np.ndarray:
        """Draw everything; the pixels."""
        self._still -= self._changes()[0]
        engine = self.figure.get_layout_engine()
        if engine is not None:
            engine.execute(self.figure)
            self.figure.set_layout_engine("none")
        self.canvas.draw()
        _pin_legends(self.figure)
        self._layers = None
        self._note_all()
        return self.pixels

    def frame(self) -> np.ndarray:
        """Draw what changed since the last frame; the same pixels as ``full``."""
        moved, whole = self._changes()
        if whole or self.canvas.used:
            return self.full()
        self._still -= moved
        renderer = self.canvas.get_renderer()
        runs = _runs(_drawing_order(self.figure), self._still)
        if self._layers is None or not self._layers.fit(runs):
            self._layers = _Layers(runs, renderer, new_renderer(self.figure))
            self._note_all()
        self._layers.draw(renderer)
        self._note(unit for _, moving in runs for unit in moving)
        self.canvas.used = False
        return self.pixels

    def reference(self) -> np.ndarray:
        """Draw everything on another sheet; the cached layers are left alone.

        The sheet is kept: a new one would measure each text anew.
        """
        sheet = self._sheet
        if sheet is None or not _fits(sheet, self.figure):
            self._sheet = sheet = new_renderer(self.figure)
        sheet.clear()
        self.figure.draw(sheet)
        self._note_all()
        return np.array(sheet.buffer_rgba())

    @contextmanager
    def shrunk(self, share: float) -> Iterator[None]:
        """Draw at a share of the width, with text as large, and margins to suit."""
        figure = self.figure
        width, height = figure.get_size_inches()
        places = [
            (axes, axes.get_position(original=True), axes.get_in_layout())
            for axes in figure.axes
        ]
        figure.set_size_inches(width * share, height * share**0.4)  # not too flat
        figure.set_layout_engine(self._engine)
        try:
            yield
        finally:
            figure.set_size_inches(width, height)
            figure.set_layout_engine("none")
            for axes, place, in_layout in places:
                axes.set_position(place)  # which takes the axes out of the layout
                axes.set_in_layout(in_layout)

    def rebind(self) -> bool:
        """Take the canvas back if pyplot has replaced it; whether it had."""
        if self.figure.canvas is self.canvas:
            return False
        plt.close(self.figure)
        self.figure.set_canvas(self.canvas)
        return True

    def recover(self) -> None:
        """After an error: draw all, and let what was removed be removed once more."""
        self.canvas.used = True
        unit: Any
        for unit in self._seen.keys() - set(_drawing_order(self.figure)):
            unit._remove_method = lambda _artist: None

    def _note_all(self) -> None:
        """Remember how the whole figure stands, so that the next change is seen."""
        self._seen: dict[Artist, _Watch] = {}
        self._state = _state_of(self.figure)
        self._owned = {block: set(units_of(block)) for block in blocks_of(self.figure)}
        for units in self._owned.values():
            self._note(units)
        self.canvas.used = False

    def _note(self, drawn: Iterable[Artist]) -> None:
        """Remember how the units that were drawn stand."""
        for unit in drawn:
            self._seen[unit] = _watch(unit)
        for block in self._owned:
            block.stale = False

    def _changes(self) -> tuple[set[Artist], bool]:
        """The units that changed, and whether the whole figure must be drawn."""
        _find_limits(self.figure)
        moved: set[Artist] = set()
        whole = _state_of(self.figure) != self._state
        for block in blocks_of(self.figure):
            units = units_of(block)
            changed = {unit for unit in units if self._has_changed(unit)}
            gone = self._owned.get(block, set()) - set(units)
            for unit in gone:
                self._seen.pop(unit, None)
                self._still.discard(unit)
            self._owned[block] = set(units)
            rescaled = {unit for unit in changed if isinstance(unit, Axis)}
            whole |= bool(rescaled) or (block.stale and not (changed or gone))
            moved |= changed - rescaled
        return moved, whole

    def _has_changed(self, unit: Artist) -> bool:
        return unit not in self._seen or self._seen[unit].sees_a_change()


class _Layers:
    """The still units as pixels, with room for the moving ones between them."""

    def __init__(
        self, runs: list[Run], renderer: RendererAgg, sheet: RendererAgg
    ) -> None:
        self._runs = runs
        renderer.clear()
        _draw(runs[0][0], renderer)
        self._background = np.array(renderer.buffer_rgba())
        self._overlays = []
        for still, _ in runs[1:]:
            sheet.clear()
            _draw(still, sheet)
            self._overlays.append(_Overlay(np.asarray(sheet.buffer_rgba())))

    def fit(self, runs: list[Run]) -> bool:
        """Take other moving units; whether the still ones are those that were drawn."""
        same = [still for still, _ in runs] == [still for still, _ in self._runs]
        self._runs = runs
        return same

    def draw(self, renderer: RendererAgg) -> None:
        """Draw a frame."""
        pixels = np.asarray(renderer.buffer_rgba())
        np.copyto(pixels, self._background)
        _draw(self._runs[0][1], renderer)
        for overlay, (_, moving) in zip(self._overlays, self._runs[1:], strict=True):
            overlay.lay_over(pixels)
            _draw(moving, renderer)


class _Overlay:
    """The pixels of a transparent layer that are not empty."""

    def __init__(self, sheet: np.ndarray) -> None:
        alpha = sheet[..., 3].ravel()
        self._opaque = np.flatnonzero(alpha == 255)
        self._colours = _whole(sheet)[self._opaque]
        self._partial = np.flatnonzero((alpha > 0) & (alpha < 255))
        colours = sheet.reshape(-1, 4)[self._partial].astype(np.uint16)
        share = colours[:, 3:].copy()
        colours[:, 3] = 255  # what is laid over stays opaque
        self._added = colours * share + 128
        self._kept = 255 - share

    def lay_over(self, picture: np.ndarray) -> None:
        """Blend the layer into an opaque picture, shape (height, width, 4)."""
        pixels = _whole(picture)
        pixels[self._opaque] = self._colours
        below = pixels[self._partial].view(np.uint8).reshape(-1, 4)
        mixed = below * self._kept + self._added
        mixed = (mixed + (mixed >> 8)) >> 8  # divided by 255, and rounded
        pixels[self._partial] = _whole(mixed.astype(np.uint8))


class _Watch:
    """Watches a unit from the moment that it is drawn."""

    def __init__(self, unit: Artist) -> None:
        self._parts = [*_parts_of(unit)]
        for part in self._parts:
            part.stale = False
        self._unreported = [
            (vars(part), name, vars(part)[name])
            for part in self._parts
            for name in UNREPORTED
            if name in vars(part)
        ]

    def sees_a_change(self) -> bool:
        return any(part.stale for part in self._parts) or any(
            attributes[name] is not value
            for attributes, name, value in self._unreported
        )


class _AxisWatch(_Watch):
    """Watches an axis, which marks itself each time that limits are set, even alike."""

    def __init__(self, axis: Axis) -> None:
        super().__init__(axis)
        self._axis = self._parts.pop(0)
        self._settings = _settings_of(axis)

    def sees_a_change(self) -> bool:
        if self._axis.stale and _settings_of(self._axis) != self._settings:
            return True
        return super().sees_a_change()


def _watch(unit: Artist) -> _Watch:
    return _AxisWatch(unit) if isinstance(unit, Axis) else _Watch(unit)


def new_renderer(figure: Figure) -> RendererAgg:
    """An empty sheet of the size of the figure."""
    return RendererAgg(*_size_of(figure))


def _fits(sheet: RendererAgg, figure: Figure) -> bool:
    return (sheet.width, sheet.height, sheet.dpi) == _size_of(figure)


def _size_of(figure: Figure) -> tuple[int, int, float]:
    """Width and height of its pictures, in pixels, and the pixels of an inch."""
    return *figure.canvas.get_width_height(physical=True), figure.dpi


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
    framed = block.axison and block.get_frame_on()
    hidden: set[Artist] = {block.patch}
    if not framed:
        hidden.update(block.spines.values())
    if not block.axison:
        hidden.update((block.xaxis, block.yaxis))
    units = sorted(
        (
            child
            for child in block.get_children()
            if child not in hidden and not child.get_animated()
        ),
        key=lambda child: child.get_zorder(),
    )
    return [block.patch, *units] if framed else units


def _drawing_order(figure: Figure) -> list[Artist]:
    return [unit for block in blocks_of(figure) for unit in units_of(block)]


def _runs(order: Iterable[Artist], still: set[Artist]) -> list[Run]:
    """The units in the same order, in as few runs as possible."""
    runs: list[Run] = [([], [])]
    for unit in order:
        if unit not in still:
            runs[-1][1].append(unit)
        else:
            if runs[-1][1]:
                runs.append(([], []))
            runs[-1][0].append(unit)
    return runs


def _draw(units: Iterable[Artist], renderer: RendererAgg) -> None:
    for unit in units:
        unit.draw(renderer)


def _whole(pixels: np.ndarray) -> np.ndarray:
    """A flat view with one number for each pixel, which is faster to pick from."""
    return pixels.reshape(-1).view(np.uint32)


def _state_of(figure: Figure) -> list[Any]:
    """What moves more than single units when it changes."""
    state: list[Any] = [*figure.get_size_inches(), figure.dpi, figure.get_visible()]
    for axes in figure.axes:
        state += (
            axes,
            axes.get_position(original=True).bounds,
            (axes.get_xlim(), axes.get_ylim(), axes.get_xscale(), axes.get_yscale()),
            (axes.get_zorder(), axes.get_aspect()),
        )
    return state


def _find_limits(figure: Figure) -> None:
    """Find the limits that are due, and leave no mark, for limits are compared."""
    for axes in figure.axes:
        parts = (axes.xaxis, axes.yaxis, axes)
        marks = [part.stale for part in parts]
        axes.get_xlim()
        for part, mark in zip(parts, marks, strict=True):
            part.stale = mark


def _pin_legends(figure: Figure) -> None:
    """Keep each legend that looks for the best place in the one that it has found."""
    for axes in figure.axes:
        legend: Any = axes.get_legend()
        if legend is None or legend._loc_real != BEST:
            continue
        place = legend.get_window_extent().min
        for location in range(1, 11):
            legend.set_loc(location)
            if np.allclose(legend.get_window_extent().min, place):
                break


def _parts_of(artist: Artist) -> Iterator[Any]:
    """The artist and everything that is drawn with it."""
    yield artist
    children = artist.get_children()
    if isinstance(artist, Axis):  # whose get_children() would look for new ticks
        ticks = [*artist.majorTicks, *artist.minorTicks]
        children = [artist.label, artist.offsetText, *ticks]
    hidden = (getattr(artist, name, None) for name in HIDDEN_PARTS)
    for part in (*children, *hidden):
        if isinstance(part, Artist):
            yield from _parts_of(part)


def _settings_of(axis: Any) -> list[dict[str, Any]]:
    """What an axis is set to, but for its mark; its ticks are parts of their own."""
    own = {name: value for name, value in vars(axis).items() if name != "_stale"}
    ticks = (axis.get_tick_params("major"), axis.get_tick_params("minor"))
    return [own, *ticks, dict(vars(axis.major)), dict(vars(axis.minor))]
