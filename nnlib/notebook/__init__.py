"""What only a notebook needs: live figures, predictions, exercises and styles."""

from .._progress import progress_bar
from .drawing import Band, style
from .exercises import check, hint, scoreboard, solution
from .live import explore, show
from .predictions import predict, recall

__all__ = [
    "Band",
    "check",
    "explore",
    "hint",
    "predict",
    "progress_bar",
    "recall",
    "scoreboard",
    "show",
    "solution",
    "style",
]
