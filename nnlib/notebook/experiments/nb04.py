"""The experiments of notebook 04: what slopes of zero and faulty passes let through."""

from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnlib import Network, activations, data, losses

from . import Result, conclusion

Array = NDArray[np.floating[Any]]
Layers = list[Array]


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


def slope_down(fault: str, f: Any, z: Layers, l: int) -> Array:
    """What BP2 multiplies by on the way to layer l, right or with one of the faults."""
    if fault == "B":
        return f.derivative(z[3])
    if fault == "E":
        return f(z[l]) >= 0
    if fault == "F":
        return np.exp(np.minimum(z[l], 0))
    return f.derivative(z[l])


def bend_of(fault: str) -> Any:
    """The activation of the hidden layers of a faulty pass."""
    alpha = {"alpha": 0.5} if fault == "F" else {}
    return activations.get(FAULTS.get(fault, "tanh"), **alpha)


def backward(
    X: Array, Y: Array, W: Layers, b: Layers, f: Any, fault: str = ""
) -> tuple[Layers, Layers, Array]:
    """∂C/∂W, ∂C/∂b and the outputs of three layers; a fault of "" is none.

    Layers count from 1, the output is sigmoid, and the cost is the quadratic one.
    Leading axes of W and b are networks side by side.
    """
    sigmoid = activations.sigmoid
    a, z, dW, db = ([X] * 4 for _ in range(4))
    for l in (1, 2, 3):
        z[l] = a[l - 1] @ W[l] + b[l]
        a[l] = sigmoid(z[l]) if l == 3 else f(z[l])
    delta = (a[3] - Y) / len(Y)
    if fault != "A":
        delta = delta * sigmoid.derivative(z[3])
    for l in (3, 2, 1):
        dW[l] = (a[l] if fault == "D" else a[l - 1]).swapaxes(-1, -2) @ delta
        add = np.mean if fault == "C" else np.sum
        db[l] = add(delta, axis=-2, keepdims=True)
        if l > 1:
            delta = delta @ W[l].swapaxes(-1, -2) * slope_down(fault, f, z, l - 1)
    return dW, db, a[3]


def learned(seed: int, fault: str, steps: int = 200, rate: float = 2.0) -> Array:
    """The share of digits that ten networks get right after training with a fault.

    Ten inputs are drawn as mixtures of the pixels of 200 digits, and the networks are
    10-10-10-10.
    """
    rng = np.random.default_rng(seed)
    digits = data.digits()
    X, labels = digits.X[:200] @ rng.normal(size=(64, 10)), digits.y[:200]
    X, Y = (X - X.mean(axis=0)) / X.std(axis=0), losses.one_hot(labels, 10)
    W: Layers = [rng.normal(0, 0.5, (10, 10, 10)) for _ in range(4)]
    b: Layers = [np.zeros((10, 1, 10)) for _ in range(4)]
    output = Y
    for _ in range(steps + 1):
        dW, db, output = backward(X, Y, W, b, bend_of(fault), fault)
        for l in (1, 2, 3):
            W[l] -= rate * dW[l]
            b[l] -= rate * db[l]
    return np.mean(output.argmax(axis=-1) == labels, axis=-1)


def eight_examples() -> tuple[Array, Array, Layers, Layers]:
    """Inputs, targets, weights and biases of a network 4-4-4-4, drawn."""
    rng = np.random.default_rng(0)
    X, Y = rng.normal(size=(8, 4)), rng.random((8, 4))
    W: Layers = [X, *(rng.normal(0, 0.7, (4, 4)) for _ in range(3))]
    b: Layers = [X, *(rng.normal(0, 0.3, 4) for _ in range(3))]
    return X, Y, W, b


def checked(found: Any, f: Any) -> list[str]:
    """What a gradient check says of ``found(X, Y, W, b, f)``: dW, db and more.

    "right" or "WRONG" for the weights and for the biases of layers 3, 2 and 1.
    """
    X, Y, W, b = eight_examples()
    dW, db, *_ = found(X, Y, W, b, f)

    def cost() -> float:
        *_, output = backward(X, Y, W, b, f)
        return float(np.sum((output - Y) ** 2) / (2 * len(X)))

    verdicts = []
    for l in (3, 2, 1):
        for gradient, parameters in ((dW, W), (db, b)):
            measured = _nudged(parameters[l], cost)
            error = np.abs(np.reshape(gradient[l], measured.shape) - measured).max()
            right = error < 1e-6 * np.abs(measured).max()
            verdicts.append("right" if right else "WRONG")
    return verdicts


def _nudged(parameters: Array, cost: Any, h: float = 1e-6) -> Array:
    """The gradient of a cost, by nudges to both sides of each parameter."""
    slopes = np.empty_like(parameters)
    for i in np.ndindex(parameters.shape):
        old, C = parameters[i], []
        for value in (old + h, old - h):
            parameters[i] = value
            C.append(cost())
        parameters[i], slopes[i] = old, (C[0] - C[1]) / (2 * h)
    return slopes


def reports(right: Any) -> list[list[str]]:
    """Rows of a table: the gradient check of a right pass, and of each faulty one."""
    rows = [["the right one", *checked(right, activations.get("tanh"))]]
    for fault in FAULTS:
        faulty = partial(backward, fault=fault)
        rows.append([fault, *checked(faulty, bend_of(fault))])
    return rows


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
