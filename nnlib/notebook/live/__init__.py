"""Live figures: ``explore`` makes one, ``show`` shows a still one."""

from .figure import explore, registry
from .picture import show

__all__ = ["explore", "registry", "show"]
