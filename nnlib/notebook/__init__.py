"""What only a notebook needs: live figures, predictions, exercises and styles."""

from .._progress import progress_bar
from . import style
from .bands import Band
from .exercises import check, hint, progress, solution
from .explore import explore
from .picture import show
from .quiz import predict

__all__ = [
    "Band",
    "check",
    "explore",
    "hint",
    "predict",
    "progress",
    "progress_bar",
    "show",
    "solution",
    "style",
]
