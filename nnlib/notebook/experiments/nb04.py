"""The experiments of notebook 04: what slopes of zero and faulty passes let through."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnlib import Network, activations, data, losses

from . import Result, conclusion

Array = NDArray[np.floating[Any]]


@conclusion(
    "04.1",
    "In each of ten networks at least a third of the slopes of either hidden layer are "
    "0, and still more than half of the weights of layer 1 have a gradient.",
    number="smallest share of weights of layer 1 with a gradient",
    unless={"hidden": "tanh"},
    claims=("T14",),
)
def zeros_let_through(seed: int, hidden: str = "relu") -> Result:
    net = Network([64, 30, 30, 10], hidden, init="he_normal", stack=(10,), seed=seed)
    digits = data.digits()
    X = digits.X[:64]
    net.forward(X)
    net.backward(losses.one_hot(digits.y[:64], 10))
    f = net.f[1]
    silent = np.array([np.mean(f.derivative(net.z[l]) == 0, (1, 2)) for l in (1, 2)])
    inked = X.any(axis=0)  # some pixels are 0 in every image
    moving = np.mean(net.dW[1][:, inked] != 0, axis=(1, 2))
    holds = (silent > 1 / 3).all() & (moving > 0.5).all()
    return Result(bool(holds), float(moving.min()), (silent, moving))


FAULTS = {"A": "tanh", "B": "tanh", "C": "tanh", "D": "tanh", "E": "relu", "F": "elu"}
"""The six faulty passes of the bug hunt, each with its activation."""


def slope_down(fault: str, f: Any, z: list[Array], l: int) -> Array:
    """What BP2 multiplies by on the way to layer l, right or with one of the faults."""
    if fault == "B":
        return f.derivative(z[3])
    if fault == "E":
        return f(z[l]) >= 0
    if fault == "F":
        return np.exp(np.minimum(z[l], 0))
    return f.derivative(z[l])


def learned(seed: int, fault: str, steps: int = 200, rate: float = 2.0) -> Array:
    """The share of digits that ten networks get right after training with a fault.

    Ten inputs are drawn as mixtures of the pixels of 200 digits, and the networks are
    10-10-10-10, with sigmoid outputs and the quadratic cost.  A fault of "" is none.
    """
    rng = np.random.default_rng(seed)
    digits = data.digits()
    X, labels = digits.X[:200] @ rng.normal(size=(64, 10)), digits.y[:200]
    X, Y = (X - X.mean(axis=0)) / X.std(axis=0), losses.one_hot(labels, 10)
    sigmoid = activations.sigmoid
    alpha = {"alpha": 0.5} if fault == "F" else {}
    f = activations.get(FAULTS.get(fault, "tanh"), **alpha)
    W = [rng.normal(0, 0.5, (10, 10, 10)) for _ in range(4)]
    b = [np.zeros((10, 1, 10)) for _ in range(4)]
    a, z = [X] * 4, [X] * 4
    for _ in range(steps + 1):
        for l in (1, 2, 3):
            z[l] = a[l - 1] @ W[l] + b[l]
            a[l] = sigmoid(z[l]) if l == 3 else f(z[l])
        delta = (a[3] - Y) / len(Y)
        if fault != "A":
            delta = delta * sigmoid.derivative(z[3])
        for l in (3, 2, 1):
            dW = (a[l] if fault == "D" else a[l - 1]).swapaxes(-1, -2) @ delta
            db = delta.mean(-2) if fault == "C" else delta.sum(-2)
            if l > 1:
                down = delta @ W[l].swapaxes(-1, -2)
                delta = down * slope_down(fault, f, z, l - 1)
            W[l] -= rate * dW
            b[l] -= rate * db[:, None]
    return np.mean(a[3].argmax(axis=-1) == labels, axis=-1)


@conclusion(
    "04.2",
    "With five of the six mistakes the median of ten networks gets more than four in "
    "ten of the digits right, with D fewer than two in ten, and with A more than with "
    "no mistake.",
    number="lowest median of the five",
    unless={"rate": 0.0},
    rtol=0.2,
)
def mistakes_learn(seed: int, rate: float = 2.0) -> Result:
    share = {bug: np.median(learned(seed, bug, rate=rate)) for bug in ["", *FAULTS]}
    still = min(share[bug] for bug in "ABCEF")
    holds = still > 0.4 and share["D"] < 0.2 and share["A"] > share[""]
    return Result(bool(holds), float(still), share)
