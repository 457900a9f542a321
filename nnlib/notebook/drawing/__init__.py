"""What figures and tables of the notebooks share: one look for each thing."""

from . import cards, style, tables
from .bands import Band

__all__ = ["Band", "cards", "style", "tables"]
