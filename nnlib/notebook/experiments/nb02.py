"""The experiments of notebook 02: how much of a layer is flat."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnlib import Network, activations, data
from nnlib.initializers import get

from . import Result, conclusion

Array = NDArray[np.floating[Any]]

DRAWS = 10


def flat(z: Array, activation: str) -> Array:
    """The share of pre-activations, over all but the first axis, that saturate.

    Saturated means a slope below 5 % of the largest.
    """
    slope = activations.get(activation).derivative
    return np.mean(slope(z) < 0.05 * slope(0.0), axis=tuple(range(1, z.ndim)))


def first_layer(
    seed: int, activation: str, scale: float = 1.0, mean: float = 0.0
) -> Array:
    """The pre-activations of ten layers of 100 units on 360 digits.

    The inputs are standardised, pixel by pixel.  Weights are N(0, scale²/fan-in), and
    every bias is ``mean``.  The result has shape (10, 360, 100).
    """
    X = data.digits().X[:360]
    X = (X - X.mean(axis=0)) / np.maximum(X.std(axis=0), 0.05)
    net = Network(
        [X.shape[1], 100, 10],
        hidden=activation,
        init=get("lecun_normal", scale),
        stack=(DRAWS,),
        seed=seed,
    )
    net.b[1] = mean
    net.forward(X)
    return net.z[1]


@conclusion(
    "02.1",
    "With weights of variance 1/fan-in and biases of 0, fewer than one in a hundred "
    "pre-activations saturate the sigmoid, in each of ten layers.",
    number="largest share of saturated pre-activations, of ten layers",
    unless={"scale": 5.0},
    claims=("A02",),
    rtol=0.3,
)
def hardly_flat(seed: int, scale: float = 1.0) -> Result:
    share = flat(first_layer(seed, "sigmoid", scale), "sigmoid")
    return Result(bool((share < 0.01).all()), float(share.max()), share)


@conclusion(
    "02.2",
    "With weights ten times as large, more than half of them do.",
    number="smallest share of saturated pre-activations, of ten layers",
    unless={"scale": 1.0},
    claims=("A02",),
)
def mostly_flat(seed: int, scale: float = 10.0) -> Result:
    share = flat(first_layer(seed, "sigmoid", scale), "sigmoid")
    return Result(bool((share > 0.5).all()), float(share.min()), share)


@conclusion(
    "02.3",
    "With tanh and every bias at 3, more than half are saturated though the weights "
    "are as they were.",
    number="smallest share of saturated pre-activations, of ten layers",
    unless={"mean": 0.0},
    claims=("A02", "A05"),
)
def flat_by_the_mean(seed: int, mean: float = 3.0) -> Result:
    share = flat(first_layer(seed, "tanh", mean=mean), "tanh")
    return Result(bool((share > 0.5).all()), float(share.min()), share)
