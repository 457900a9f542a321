"""Networks drawn from their weights."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.text import Text
from numpy.typing import ArrayLike

from . import style

MOST = 16
"""Units of a layer that can still be told apart in a drawing."""

WIDEST, THINNEST = 6.0, 0.4  # of a line, in points
RADIUS = 15.0  # of a unit, in points


class Diagram:
    """A network as circles for its units and lines for its weights.

    A line is the wider, the larger the weight; it is solid where the weight is positive
    and dashed where it is negative, so that no colour is needed.  ``full`` is the size
    of a weight that is drawn with the widest line, and ``names`` are the texts in the
    units, layer by layer.  ``set`` moves the lines to other
    weights, so that a live figure needs no new artists.

    ``units[l][k]`` is the text in unit k of layer l, layer 0 the inputs, and
    ``edges[l][i][j]`` the line from unit i of layer l - 1 to unit j of layer l;
    ``at(l, k)`` is the place of a unit.  The axes are emptied of ticks and frame.

    Raises ValueError for a layer of more than 16 units, for names of another number
    than its units, or for weights that do not fit.
    """

    def __init__(
        self,
        ax: Axes,
        sizes: Sequence[int],
        names: Sequence[Sequence[str]] = (),
        full: float = 4.0,
    ) -> None:
        if max(sizes) > MOST:
            raise ValueError(
                f"a layer of {max(sizes)} units cannot be drawn; at most {MOST} can"
            )
        self.sizes, self.full = list(sizes), full
        ax.set(xlim=(-0.5, len(sizes) - 0.5), ylim=(-0.5, 0.5))
        ax.axis("off")
        self.edges: list[list[list[Line2D]]] = [[]] + [
            [
                [self._line(ax, self.at(l - 1, i), self.at(l, j)) for j in range(n_out)]
                for i in range(n_in)
            ]
            for l, (n_in, n_out) in enumerate(pairwise(sizes), start=1)
        ]
        self.units: list[list[Text]] = [
            [self._unit(ax, self.at(l, k), l) for k in range(n)]
            for l, n in enumerate(sizes)
        ]
        for units, texts in zip(self.units, names, strict=False):
            for unit, text in zip(units, texts, strict=True):
                unit.set_text(text)

    def at(self, l: int, k: int) -> tuple[float, float]:
        """Where unit k of layer l is: layers from left to right, units downwards."""
        n = self.sizes[l]
        return l, 0.5 - (k + 0.5) / n

    def set(self, W: Sequence[ArrayLike]) -> None:
        """Draw the weights ``W[0]`` of layer 1, of shape ``(n_in, n_out)``, and so on.

        ``diagram.set(net.W[1:])`` draws those of a network.
        """
        shapes = [np.shape(w) for w in W]
        expected = list(pairwise(self.sizes))
        if shapes != expected:
            raise ValueError(f"expected weights of shapes {expected}, got {shapes}")
        for lines, weights in zip(self.edges[1:], W, strict=True):
            for row, weights_of_row in zip(lines, np.asarray(weights), strict=True):
                for line, w in zip(row, weights_of_row, strict=True):
                    self._draw(line, float(w))

    def _draw(self, line: Line2D, w: float) -> None:
        share = min(abs(w) / self.full, 1.0)
        width = THINNEST + (WIDEST - THINNEST) * share
        color = style.BLUE if w >= 0 else style.VERMILION
        if (line.get_linewidth(), line.get_color()) != (width, color):
            dashes = "-" if w >= 0 else (0, (2, 0.8))
            line.set(linewidth=width, linestyle=dashes, color=color)

    @staticmethod
    def _line(ax: Axes, start: tuple[float, float], end: tuple[float, float]) -> Line2D:
        (line,) = ax.plot(*zip(start, end, strict=True), zorder=1, marker="")
        return line

    @staticmethod
    def _unit(ax: Axes, place: tuple[float, float], l: int) -> Text:
        ax.plot(
            *place,
            "s" if l == 0 else "o",
            ms=2 * RADIUS,
            mfc="white",
            mec=style.INK,
            mew=1.2,
            zorder=2,
        )
        return ax.text(*place, "", ha="center", va="center", zorder=3)
