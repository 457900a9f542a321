"""What only a notebook needs: live figures, predictions, exercises and styles."""

from . import style
from .explore import explore
from .picture import show

__all__ = ["explore", "show", "style"]
