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
RATES = (0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
EPOCHS = {"regression": 60, "binary": 60, "multi-class": 200, "multi-label": 60}
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
    """200 digits and three labels: even, above 4, with a closed loop (0, 6, 8, 9)."""
    digits = data.digits()
    rows = np.random.default_rng(seed).permutation(len(digits.y))[:200]

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
            dtype="float32",
        )
        history = fit(
            net,
            X,
            Y,
            epochs=EPOCHS[task],
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


def in_words(scores: Array) -> str:
    """The median with the middle eight of ten: "0.95 (0.94-0.96)"."""
    low, median, high = np.percentile(scores, [10, 50, 90])
    return f"{median:.2f} ({low:.2f}-{high:.2f})"


def middle(task: str, output: str, loss: str, seed: int) -> tuple[float, float]:
    """The median score of a pairing that is not refused, and its median cost."""
    found = pair(task, output, loss, seed)
    if isinstance(found, str):
        raise ValueError(found)
    return float(np.median(found.scores)), float(np.median(found.cost))


@conclusion(
    "11.1",
    "A linear output explains more than nine tenths of the variance in the median, "
    "tanh less than 85 % and the sigmoid less than half.",
    number="share of the variance explained with tanh, median",
    unless={"outputs": ("identity", "identity", "sigmoid")},
    claims=("L17", "L18"),
    rtol=0.1,
)
def range_limits(
    seed: int, outputs: tuple[str, str, str] = ("identity", "tanh", "sigmoid")
) -> Result:
    linear, tanh, sigmoid = (
        middle("regression", output, "quadratic", seed)[0] for output in outputs
    )
    return Result(linear > 0.9 and tanh < 0.85 and sigmoid < 0.5, tanh)


@conclusion(
    "11.2",
    "With sigmoids and categorical cross-entropy the median cost ends below 0.05 and "
    "fewer than 65 % of the test points are right; with softmax more than 85 % are.",
    number="share right with sigmoids, median",
    unless={"outputs": ("softmax", "sigmoid")},
    claims=("L23", "L20"),
    rtol=0.3,
)
def the_liar(seed: int, outputs: tuple[str, str] = ("sigmoid", "softmax")) -> Result:
    (lying, cost), (honest, _) = (
        middle("multi-class", output, "categorical_cross_entropy", seed)
        for output in outputs
    )
    return Result(cost < 0.05 and lying < 0.65 and honest > 0.85, lying)


@conclusion(
    "11.3",
    "Where several labels can be true at once, softmax gets fewer than eight in ten of "
    "them right with either loss that takes it, and sigmoids with binary cross-entropy "
    "more than 85 %.",
    number="share right with softmax, the better of the two medians",
    unless={"softmax": "sigmoid"},
    claims=("L20",),
    rtol=0.1,
)
def one_sum_for_all(seed: int, softmax: str = "softmax") -> Result:
    best = max(middle("multi-label", softmax, loss, seed)[0] for loss in LOSSES[:2])
    right = middle("multi-label", "sigmoid", "binary_cross_entropy", seed)[0]
    return Result(best < 0.8 and right > 0.85, best)


@conclusion(
    "11.4",
    "With two classes all four pairings that are not refused get more than 80 % of the "
    "test points right, in the median of ten networks.",
    number="share right with the weakest pairing, median",
    unless={"task": "multi-class"},
    claims=("L06", "L24"),
    rtol=0.1,
)
def two_classes_forgive(seed: int, task: str = "binary") -> Result:
    pairs = [(output, "quadratic") for output in OUTPUTS[:3]]
    pairs.append(("sigmoid", "binary_cross_entropy"))
    weakest = min(middle(task, *one, seed)[0] for one in pairs)
    return Result(weakest > 0.8, weakest)


@conclusion(
    "11.5",
    "With three classes softmax and categorical cross-entropy end at most six points "
    "behind sigmoids with binary cross-entropy, and behind softmax with the quadratic "
    "cost, in the median of ten networks.",
    number="share right with softmax and categorical cross-entropy, median",
    unless={"output": "sigmoid"},
    claims=("L20", "L23"),
    rtol=0.1,
)
def softmax_is_not_behind(seed: int, output: str = "softmax") -> Result:
    matched = middle("multi-class", output, "categorical_cross_entropy", seed)[0]
    others = [
        middle("multi-class", "sigmoid", "binary_cross_entropy", seed)[0],
        middle("multi-class", "softmax", "quadratic", seed)[0],
    ]
    return Result(matched > max(others) - 0.06, matched, others)
