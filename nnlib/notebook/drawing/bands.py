"""Many runs as one line and one area: their median, and where most of them lie."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

BEYOND = 1e30  # of every axis


class Band:
    """The median of many runs, drawn over the range from 10 to 90 % of them.

    ``Band(ax, label="sigmoid", **style.of("sigmoid"))`` draws nothing yet; ``set``
    moves it, so that a live figure needs no new artists.

    A run at ∞ is drawn beyond every axis, and so is NaN, a run that has diverged: they
    count among the largest.
    """

    def __init__(self, ax: Axes, **line: Any) -> None:
        (self.median,) = ax.plot([], [], **line)
        color = self.median.get_color()
        self.range = ax.fill_between([], [], color=color, alpha=0.25, linewidth=0)

    def set(self, x: ArrayLike, runs: ArrayLike) -> None:
        """Draw ``runs`` of shape ``(len(x), ...)``: all axes but the first are runs."""
        x, runs = np.asarray(x), np.asarray(runs)
        runs = runs.reshape(len(x), -1)
        drawn = np.nan_to_num(runs, nan=BEYOND, posinf=BEYOND, neginf=-BEYOND)
        low, middle, high = np.percentile(np.asarray(drawn), [10, 50, 90], axis=1)
        self.median.set_data(x, middle)
        there, back = np.column_stack([x, low]), np.column_stack([x, high])[::-1]
        self.range.set_verts([np.concatenate([there, back])])
