"""What a network with one output says to each point of a plane."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from numpy.typing import ArrayLike

from . import style

NOWHERE = Path(np.empty((0, 2)))


class Surface:
    """The outputs over a square: shaded from 0, light, to 1, dark, with a line at ½.

    The rows of ``grid`` are the points, and ``set`` draws the outputs there, so that a
    live figure needs no new artists.
    """

    def __init__(self, ax: Axes, low: float, high: float, points: int = 66) -> None:
        self.axis = np.linspace(low, high, points)
        self.grid = np.stack(np.meshgrid(self.axis, self.axis), axis=-1).reshape(-1, 2)
        half = (high - low) / (points - 1) / 2  # a pixel is around its point
        self.shade = ax.imshow(
            np.zeros((points, points)),
            extent=(low - half, high + half) * 2,
            origin="lower",
            cmap="Blues",
            vmin=0,
            vmax=1,
            alpha=0.6,
        )
        self.border = PathPatch(NOWHERE, fill=False, edgecolor=style.INK, linewidth=2.5)
        ax.add_patch(self.border)
        ax.set(xlim=(low, high), ylim=(low, high))
        ax.grid(False)
        self._aside = Figure().subplots()

    def set(self, a: ArrayLike) -> None:
        """Draw the outputs at the points of the grid."""
        a = np.reshape(a, (len(self.axis), len(self.axis)))
        self.shade.set_data(a)
        border = NOWHERE
        if a.min() < 0.5 < a.max():
            contour = self._aside.contour(self.axis, self.axis, a, levels=[0.5])
            (border,) = contour.get_paths()
            contour.remove()
        self.border.set_path(border)
        self.border.stale = True  # which set_path does not say
