"""The still units of a figure as pixels, with room for the moving ones between them.

In drawing order, the still units before the first moving one make the background, and
each later run of still units makes a transparent layer that is laid over what was drawn
before it.  Axes that do not overlap share their layers, so four axes cost no more
layers than one.
"""

from collections.abc import Iterable
from itertools import chain, zip_longest

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox, BboxBase

from ._artists import blocks_of, units_of

# Still units and, drawn above them, moving units.  A picture is a list of such runs.
Run = tuple[list[Artist], list[Artist]]

# Axes that overlap, each with the pixels that it reaches, in drawing order.
Cluster = list[tuple[BboxBase, Artist]]


class Layers:
    """A background and what lies over it, for one division into still and moving."""

    def __init__(
        self, figure: Figure, still: set[Artist], renderer: RendererAgg
    ) -> None:
        self.figure = figure
        self._clusters = _clusters(figure, still, renderer)
        self._runs = self._arrange(still)
        renderer.clear()
        for unit in self._runs[0][0]:
            unit.draw(renderer)
        self._background = np.array(renderer.buffer_rgba())
        self._overlays = []
        for units, _ in self._runs[1:]:
            sheet = new_renderer(figure)
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
        by_cluster = [
            _runs(chain.from_iterable(units_of(block) for _, block in cluster), still)
            for cluster in self._clusters
        ]
        self._moving_in = [
            [unit for _, moving in runs for unit in moving] for runs in by_cluster
        ]
        together: list[Run] = []
        for level in zip_longest(*by_cluster, fillvalue=([], [])):
            together.append(([], []))
            for units, moving in level:
                together[-1][0].extend(units)
                together[-1][1].extend(moving)
        return _join(chain(_runs(below, still), together, _runs(above, still)))

    def _reaches_over(self, renderer: RendererAgg) -> bool:
        """Whether an unclipped moving unit overlaps a cluster that is not its own."""
        if len(self._clusters) == 1:
            return False
        for own, moving in enumerate(self._moving_in):
            others = self._clusters[:own] + self._clusters[own + 1 :]
            for unit in moving:
                if unit.get_clip_on() and unit.get_clip_box() is not None:
                    continue
                extent = unit.get_tightbbox(renderer)
                for box, _ in chain.from_iterable(others):
                    if extent is not None and box.overlaps(extent):
                        return True
        return False


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


def _whole(pixels: np.ndarray) -> np.ndarray:
    """A flat view with one number for each pixel, which is faster to pick from."""
    return pixels.reshape(-1).view(np.uint32)


def new_renderer(figure: Figure) -> RendererAgg:
    """An empty sheet of the size of the figure."""
    width, height = figure.canvas.get_width_height(physical=True)
    return RendererAgg(width, height, figure.dpi)


def _levels(figure: Figure) -> tuple[list[Artist], list[Artist], list[Artist]]:
    """The blocks below all axes, from the first to the last axes, and above."""
    blocks = blocks_of(figure)
    places = [place for place, block in enumerate(blocks) if isinstance(block, Axes)]
    if not places:
        return blocks, [], []
    first, last = places[0], places[-1] + 1
    return blocks[:first], blocks[first:last], blocks[last:]


def _runs(units: Iterable[Artist], still: set[Artist]) -> list[Run]:
    return _join(([unit], []) if unit in still else ([], [unit]) for unit in units)


def _join(runs: Iterable[Run]) -> list[Run]:
    """The same units in the same order, in as few runs as possible."""
    joined: list[Run] = [([], [])]
    for still, moving in runs:
        if still and joined[-1][1]:
            joined.append(([], []))
        joined[-1][0].extend(still)
        joined[-1][1].extend(moving)
    return joined


def _clusters(
    figure: Figure, still: set[Artist], renderer: RendererAgg
) -> list[Cluster]:
    """The axes in groups that do not overlap one another."""
    clusters: list[Cluster] = []
    for block in _levels(figure)[1]:
        box = _extent(block, still, renderer)
        own: Cluster = []
        apart = []
        for cluster in clusters:
            if any(box.overlaps(other) for other, _ in cluster):
                own += cluster
            else:
                apart.append(cluster)
        clusters = [*apart, [*own, (box, block)]]
    return clusters


def _extent(block: Artist, still: set[Artist], renderer: RendererAgg) -> BboxBase:
    """The pixels that a block can reach; an artist of the figure reaches them all."""
    if not isinstance(block, Axes):
        assert block.figure is not None
        return block.figure.bbox
    boxes = [block.bbox]
    for unit in units_of(block):
        box = unit.get_tightbbox(renderer) if unit in still else None
        if box is not None and np.isfinite(box.extents).all():
            boxes.append(box)
    return Bbox.union(boxes).padded(2)
