"""What only a notebook needs: live figures, predictions, exercises and styles.

A name is imported when it is first asked for, so that the commands of this package,
such as ``python -m nnlib.notebook.doctor``, run where another package is missing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .._progress import progress_bar
    from .drawing import Band, style
    from .exercises import check, hint, scoreboard, solution
    from .handing_in import hand_in
    from .live import explore, show
    from .predictions import predict, recall

__all__ = [
    "Band",
    "check",
    "explore",
    "hand_in",
    "hint",
    "predict",
    "progress_bar",
    "recall",
    "scoreboard",
    "show",
    "solution",
    "style",
]

_HOMES = {
    ".._progress": ["progress_bar"],
    ".drawing": ["Band", "style"],
    ".exercises": ["check", "hint", "scoreboard", "solution"],
    ".handing_in": ["hand_in"],
    ".live": ["explore", "show"],
    ".predictions": ["predict", "recall"],
}


def __getattr__(name: str) -> Any:
    for home, names in _HOMES.items():
        if name in names:
            return getattr(import_module(home, __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
