"""Activation functions, each beside its derivative.

An activation f is applied to the pre-activations z of a layer, one by one, and gives
the activations a = f(z).  Softmax is the exception: it acts on a whole row of them.

ReLU and its family stand in ``relu``, the threshold unit in ``steps``, the others in
``smooth`` and ``softmax``; what all of them share is in ``base``.
"""

from typing import Any

from nnlib import _checks
from nnlib.activations.base import Activation, Elementwise
from nnlib.activations.relu import elu, leaky_relu, prelu, relu, selu
from nnlib.activations.smooth import (
    gelu,
    identity,
    mish,
    sigmoid,
    silu,
    softplus,
    softsign,
    tanh,
)
from nnlib.activations.softmax import log_softmax, softmax
from nnlib.activations.steps import binary_step, hard_sigmoid

_BY_NAME = {
    f.name: f
    for f in (
        identity,
        sigmoid,
        tanh,
        relu,
        leaky_relu,
        prelu,
        elu,
        selu,
        softplus,
        softsign,
        gelu,
        silu,
        mish,
        hard_sigmoid,
        binary_step,
        softmax,
    )
}
NAMES = tuple(_BY_NAME)

__all__ = ["NAMES", "Activation", "Elementwise", "get", "log_softmax", *NAMES]


def get(activation: Any, **parameters: float) -> Any:
    """The activation called by its name, with parameters if any are given.

    An activation is handed back as it is, so that functions can accept both.

    Raises ValueError for an unknown name or a parameter out of range, TypeError for an
    unknown parameter, or parameters beside an activation that has its own.
    """
    if isinstance(activation, Activation):
        if parameters:
            raise TypeError(
                f"parameters go with a name, but {parameters} came with the activation "
                f"{activation!r}; use get({activation.name!r}, ...)"
            )
        return activation
    default = _BY_NAME[_checks.by_name(activation, NAMES, "activation")]
    for key in parameters.keys() - default.parameters.keys():
        raise TypeError(
            f"{activation} has no parameter {key!r}; it takes "
            f"{', '.join(default.parameters) or 'none'}"
        )
    return type(default)(**parameters) if parameters else default
