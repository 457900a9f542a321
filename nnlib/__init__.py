"""Activation functions, losses and backpropagation, small enough to read.

Conventions, the same everywhere: rows are examples, so inputs ``X`` have shape
``(n, features)``; ``W[l]`` has shape ``(n_in, n_out)`` and maps layer l − 1 to layer l,
``z = a @ W + b``; layers count from 1, as in the equations; ``delta[l]`` is ∂C/∂z of
layer l, for C the mean cost over the batch, so that a matched output has
δ = (a − y)/n.  Leading axes are networks trained side by side.
"""

from nnlib import activations, data, initializers, losses, optimizers, theory
from nnlib.gradcheck import gradcheck
from nnlib.network import Network
from nnlib.training import History, TrainingDiverged, fit

__all__ = [
    "History",
    "Network",
    "TrainingDiverged",
    "activations",
    "data",
    "fit",
    "gradcheck",
    "initializers",
    "losses",
    "optimizers",
    "theory",
]
