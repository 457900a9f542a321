"""Redraw only what moved.

Drawing a figure is mostly drawing its text: ticks, labels and titles that a slider
never touches.  :class:`Redrawer` takes a figure over, finds out which artists a
callback has changed, and draws those alone, between cached layers of everything else.
When limits, scales, ticks or positions change, the whole figure is drawn.

A unit (see ``_artists``) is *still* until it is seen to change; from then on it
*moves*.  An artist that a callback adds moves from the start.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import numpy as np
from matplotlib import pyplot as plt
from matplotlib.artist import Artist
from matplotlib.axis import Axis
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure

from ._artists import (
    Watch,
    allow_second_removal,
    autoscale,
    blocks_of,
    pin_legends,
    state_of,
    units_of,
    unmark,
    watch,
)
from ._layers import Layers, new_renderer


class Redrawer:
    """Draws one figure again and again, each time as little of it as possible.

    Taking a figure over closes it in pyplot, makes its background opaque and gives it a
    canvas of its own.  The layout engine runs in the first :meth:`full` and is then
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
        self._layers: Layers | None = None
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
        pin_legends(self.figure)
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
            self._layers = Layers(self.figure, self._still, renderer)
            self._note_all()
        if not self._layers.draw(renderer):
            return self.full()
        self._note(self._layers.moving)
        return self.pixels

    def reference(self) -> np.ndarray:
        """Draw everything on another sheet; the cached layers are left alone."""
        renderer = new_renderer(self.figure)
        self.figure.draw(renderer)
        self._note_all()
        return np.asarray(renderer.buffer_rgba())

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

    def forgive_removals(self) -> None:
        """Let artists that a failed callback removed be removed once more."""
        present = {unit for units in self._units().values() for unit in units}
        for unit in self._seen.keys() - present:
            allow_second_removal(unit)

    def _units(self) -> dict[Artist, list[Artist]]:
        return {block: units_of(block) for block in blocks_of(self.figure)}

    def _note_all(self) -> None:
        """Remember how the whole figure stands, so that the next change is seen."""
        self._seen: dict[Artist, Watch] = {}
        self._state = state_of(self.figure)
        self._owned = {block: set(units) for block, units in self._units().items()}
        for units in self._owned.values():
            self._note(units)

    def _note(self, drawn: Iterable[Artist]) -> None:
        """Remember how the units that were drawn stand."""
        self._seen.update((unit, watch(unit)) for unit in drawn)
        unmark(self._owned)

    def _changes(self) -> tuple[set[Artist], bool]:
        """The units that changed, and whether the whole figure must be drawn."""
        autoscale(self.figure)
        moved: set[Artist] = set()
        whole = state_of(self.figure) != self._state
        for block, units in self._units().items():
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
        return unit not in self._seen or self._seen[unit].sees_a_change()
