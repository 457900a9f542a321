"""The experiments of notebook 11: outputs and losses, paired on four tasks."""

from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from nnlib import Network, data, fit, losses

from . import Result, conclusion

Array = NDArray[Any]

OUTPUTS = ("identity", "sigmoid", "tanh", "softmax")
LOSSES = ("quadratic", "binary_cross_entropy", "categorical_cross_entropy")
RATES = (0.03, 0.1, 0.3, 1.0, 3.0)
DRAWS = 10
CHOOSING = 5  # further draws, on which the rate is chosen


class Task(NamedTuple):
    """Examples to learn from and to be tested on; dense targets."""

    X: Array
    Y: Array
    X_test: Array
    Y_test: Array
    question: str


def numbers(seed: int) -> Task:
    """Regression: twice a sine with noise, so that targets run from −2 to 2."""
    (X, y), (X_test, y_test) = (data.curve("sine", 120, seed=s) for s in parts(seed))
    return Task(X, 2 * y, X_test, 2 * y_test, "a number")


def two_classes(seed: int) -> Task:
    """Two moons, labels 0 and 1 in a column."""
    (X, y), (X_test, y_test) = (data.moons(120, seed=s) for s in parts(seed))
    return Task(X, y[:, None], X_test, y_test[:, None], "one of two")


def several_classes(seed: int) -> Task:
    """Three spiral arms, labels one-hot."""
    (X, y), (X_test, y_test) = (data.spirals(120, seed=s) for s in parts(seed))
    return Task(
        X, losses.one_hot(y, 3), X_test, losses.one_hot(y_test, 3), "one of three"
    )


def several_labels(seed: int) -> Task:
    """300 digits and three labels: even, above 4, with a closed loop (0, 6, 8, 9)."""
    digits = data.digits()
    rows = np.random.default_rng(seed).permutation(len(digits.y))[:300]

    def labels(y: Array) -> Array:
        return np.stack([y % 2 == 0, y > 4, np.isin(y, (0, 6, 8, 9))], axis=1) * 1.0

    return Task(
        digits.X[rows],
        labels(digits.y[rows]),
        digits.X_test,
        labels(digits.y_test),
        "any of three",
    )


def parts(seed: int) -> list[np.random.SeedSequence]:
    """Seeds for the examples to learn from and for those of the test."""
    return np.random.SeedSequence(seed).spawn(2)


TASKS: Mapping[str, Any] = {
    "regression": numbers,
    "binary": two_classes,
    "multi-class": several_classes,
    "multi-label": several_labels,
}


def score(task: str, a: Array, y: Array) -> Array:
    """The share of variance explained, or of labels that are right, per network."""
    if task == "regression":
        missed = np.mean((a - y) ** 2, axis=(-2, -1)) / np.var(y)
        return 1 - missed
    if task == "multi-class":
        return np.mean(a.argmax(axis=-1) == y.argmax(axis=-1), axis=-1)
    return np.mean((a > 0.5) == (y > 0.5), axis=(-2, -1))


class Pairing(NamedTuple):
    """How ten networks with this output and loss did, each at the chosen rate."""

    scores: Array
    cost: Array
    rate: float


@cache
def pair(
    task: str,
    output: str,
    loss: str,
    seed: int = 0,
    rates: tuple[float, ...] = RATES,
    epochs: int = 60,
) -> Pairing | str:
    """Train the pairing on the task; the sentence of the library if it is refused.

    The rate is the one whose second worst of five further networks scores best.
    """
    X, Y, X_test, Y_test, _ = TASKS[task](seed)
    stack = len(rates), CHOOSING + DRAWS
    try:
        net = Network(
            [X.shape[1], 16, Y.shape[1]],
            "tanh",
            output,
            loss,
            stack=stack,
            seed=seed,
        )
        history = fit(
            net,
            X,
            Y,
            epochs=epochs,
            batch_size=30,
            learning_rate=np.broadcast_to(np.array(rates)[:, None], stack),
            record=(),
            progress=False,
            seed=seed,
        )
    except ValueError as refusal:
        return str(refusal)
    scores = np.nan_to_num(score(task, net.forward(X_test), Y_test), nan=-np.inf)
    best = int(np.sort(scores[:, :CHOOSING], axis=1)[:, 1].argmax())
    return Pairing(
        scores[best, CHOOSING:], history.loss[-1, best, CHOOSING:], rates[best]
    )
