"""Predictions: a learner commits to a guess, and only then sees what is right."""

from .widget import predict, recall, unlock

__all__ = ["predict", "recall", "unlock"]
