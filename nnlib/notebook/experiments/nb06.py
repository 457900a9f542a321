"""The experiments of notebook 06: softmax, its gradients, and what confidence means."""

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnlib import Network, activations, data, fit, losses

from . import Result, conclusion

Array = NDArray[np.floating[Any]]

DRAWS = 10
BINS = 10
softmax = activations.softmax
DIGITS = data.digits()
HELD = slice(1000, 1400)
"""Training images that no network of these experiments is trained on."""


@cache
def classifier(seed: int, images: int, epochs: int = 0, draws: int = DRAWS) -> Network:
    """Networks 64-30-10, tanh and softmax, trained on the first images by Adam.

    Without ``epochs`` it is so many that each network makes about 2000 updates.
    """
    net = Network([64, 30, 10], "tanh", stack=(draws,), seed=seed, dtype="float32")
    batch = 20
    epochs = epochs or round(2000 * batch / images)
    fit(
        net,
        DIGITS.X[:images],
        losses.one_hot(DIGITS.y[:images], 10),
        epochs=epochs,
        batch_size=batch,
        learning_rate=0.005,
        optimizer="adam",
        record=(),
        progress=False,
        seed=seed,
    )
    return net


def logits(net: Network, X: Array) -> Array:
    """The logits of every network on X, of shape (draws, n, 10)."""
    net.forward(X)
    return net.z[net.L].copy()


def confidence(z: Array, y: NDArray[np.integer[Any]]) -> tuple[Array, Array]:
    """The largest probability of each answer, and whether the answer is right."""
    a = softmax(z)
    return a.max(axis=-1), (a.argmax(axis=-1) == y).astype(float)


def ece(sure: Array, right: Array, bins: int = BINS) -> float:
    """The expected calibration error of one network.

    Answers are put into bins by their confidence; in each the mean confidence is
    compared with the share of right answers, and bins count by their size.

    Source: Guo, Pleiss, Sun and Weinberger 2017.
    """
    place = np.minimum((sure * bins).astype(int), bins - 1)
    gaps = [abs(sure[place == k].sum() - right[place == k].sum()) for k in range(bins)]
    return float(np.sum(gaps) / len(sure))


TEMPERATURES = np.geomspace(0.3, 6, 60)


def best_temperature(z: Array, y: NDArray[np.integer[Any]]) -> float:
    """The temperature with the smallest cross-entropy on logits of shape (n, 10)."""
    loss = losses.get("sparse_categorical_cross_entropy")
    return float(
        TEMPERATURES[np.argmin([loss.from_logits(z / T, y) for T in TEMPERATURES])]
    )


@cache
def regressions(seed: int, masked: bool, updates: int = 400) -> Array:
    """The share of test digits that ten softmax regressions get right.

    They are trained on 300 images in batches of 20 at rate 0.5, with δ = a − y or,
    ``masked``, with the entry of the true class alone.
    """
    X, y = DIGITS.X[:300], DIGITS.y[:300]
    Y = losses.one_hot(y, 10)
    rng = np.random.default_rng(seed)
    W = rng.normal(0, 0.1, (DRAWS, 64, 10))
    b = np.zeros((DRAWS, 1, 10))
    for _ in range(updates):
        rows = rng.integers(0, len(X), 20)
        delta = (softmax(X[rows] @ W + b) - Y[rows]) / 20
        if masked:
            delta = delta * Y[rows]
        W -= 0.5 * X[rows].T @ delta
        b -= 0.5 * delta.sum(axis=1, keepdims=True)
    answers = (DIGITS.X_test @ W + b).argmax(axis=-1)
    return np.mean(answers == DIGITS.y_test, axis=-1)


def calibration(seed: int, images: int, T: Any = 1.0) -> tuple[Array, Array]:
    """Mean confidence minus share right, and ECE, of ten networks on the test set."""
    z = logits(classifier(seed, images), DIGITS.X_test)
    T = np.broadcast_to(T, len(z))
    gaps, errors = [], []
    for zk, Tk in zip(z, T, strict=True):
        sure, right = confidence(zk / Tk, DIGITS.y_test)
        gaps.append(sure.mean() - right.mean())
        errors.append(ece(sure, right))
    return np.array(gaps), np.array(errors)


def held_out(seed: int, count: int) -> NDArray[np.integer[Any]]:
    """Some of the held-out images, drawn anew for each of the ten networks."""
    rng = np.random.default_rng(seed)
    images = np.arange(HELD.start, HELD.stop)
    return np.array([rng.choice(images, count, replace=False) for _ in range(DRAWS)])


def fitted_temperatures(seed: int, images: int, count: int) -> Array:
    """The best temperature of each of ten networks on ``count`` images of its own."""
    z = logits(classifier(seed, images), DIGITS.X)
    drawn = zip(z, held_out(seed, count), strict=True)
    return np.array([best_temperature(zk[rows], DIGITS.y[rows]) for zk, rows in drawn])


RATES = {
    "categorical_cross_entropy": (0.5, 1.5, 4),
    "quadratic": (1, 3, 8),
}


@cache
def deep(seed: int, loss: str, epochs: int) -> Array:
    """The share of test digits right after training from random weights, sorted.

    Ten networks 64-64-64-10 with softmax learn 300 images, at the rate of three
    with which their median gets most test digits right.
    """
    found = []
    for rate in RATES[loss]:
        sizes = [64, 64, 64, 10]
        net = Network(
            sizes,
            "sigmoid",
            "softmax",
            loss,
            stack=(DRAWS,),
            seed=seed,
            dtype="float32",
        )
        fit(
            net,
            DIGITS.X[:300],
            losses.one_hot(DIGITS.y[:300], 10),
            epochs=epochs,
            learning_rate=rate,
            record=(),
            progress=False,
            seed=seed,
        )
        right = logits(net, DIGITS.X_test).argmax(axis=-1) == DIGITS.y_test
        found.append(np.sort(right.mean(axis=-1)))
    return max(found, key=np.median)


@conclusion(
    "06.1",
    "Trained with the gradient of the true class alone, each of ten softmax "
    "regressions gets fewer test digits right than its twin, by at least three "
    "percentage points.",
    number="percentage points fewer, smallest of ten",
    unless={"masked": False},
    claims=("L03",),
    rtol=0.3,
)
def true_class_alone(seed: int, masked: bool = True) -> Result:
    full, part = regressions(seed, False), regressions(seed, masked)
    lost = 100 * (full - part)
    return Result(bool((lost >= 3).all()), float(lost.min()), (full, part))


@conclusion(
    "06.2",
    "Trained on 60 images, each of ten networks is on average surer of its answers "
    "than it is right, by at least five percentage points.",
    number="mean confidence minus share right in percentage points, smallest",
    unless={"images": 900},
    claims=("L10",),
    rtol=0.3,
)
def surer_than_right(seed: int, images: int = 60) -> Result:
    gap = 100 * calibration(seed, images)[0]
    return Result(bool((gap >= 5).all()), float(gap.min()), gap)


@conclusion(
    "06.3",
    "Trained on 900, none of ten is off by more than three.",
    number="largest gap in percentage points",
    unless={"images": 60},
    claims=("L10",),
    rtol=0.5,
)
def honest_with_many(seed: int, images: int = 900) -> Result:
    gap = np.abs(100 * calibration(seed, images)[0])
    return Result(bool((gap <= 3).all()), float(gap.max()), gap)


@conclusion(
    "06.4",
    "Fitted on 400 further images, a temperature lowers the calibration error of each "
    "of ten networks that were trained on 60.",
    number="calibration error after over before, median",
    unless={"images": 900, "count": 20},
    claims=("L10",),
    rtol=0.3,
)
def temperature_helps(seed: int, images: int = 60, count: int = 400) -> Result:
    before = calibration(seed, images)[1]
    T = fitted_temperatures(seed, images, count)
    after = calibration(seed, images, T)[1]
    return Result(bool((after < before).all()), float(np.median(after / before)), T)


@conclusion(
    "06.5",
    "Fitted on 20 images, it raises that of at least six of ten networks that were "
    "trained on 900.",
    number="of ten that get worse",
    unless={"images": 60},
    claims=("L10",),
    trial=2,
    rtol=0.3,
)
def temperature_hurts(seed: int, images: int = 900, count: int = 20) -> Result:
    before = calibration(seed, images)[1]
    T = fitted_temperatures(seed, images, count)
    worse = (calibration(seed, images, T)[1] > before).sum()
    return Result(bool(worse >= 6), float(worse), T)


@conclusion(
    "06.6",
    "Of the 360 test images fewer than thirty get a wrong answer from any of ten "
    "networks, and at least five get one from all ten.",
    number="images that all ten get wrong",
    unless={"images": 60},
    rtol=0.5,
)
def the_same_images(seed: int, images: int = 900) -> Result:
    right = confidence(logits(classifier(seed, images), DIGITS.X_test), DIGITS.y_test)[
        1
    ]
    wrong = (1 - right).sum(axis=0)
    everybody = int((wrong == DRAWS).sum())
    return Result(bool((wrong > 0).sum() < 30 and everybody >= 5), everybody, wrong)


@conclusion(
    "06.7",
    "Each of the ten gives some wrong answer with a probability above 0.95; of all "
    "their wrong answers at least one in seven has one above 0.9, and at most four "
    "in ten.",
    number="share of wrong answers with a probability above 0.9",
    unless={"T": 3.0},
    claims=("L10",),
    rtol=0.5,
)
def sure_of_errors(seed: int, T: float = 1.0) -> Result:
    z = logits(classifier(seed, 900), DIGITS.X_test)
    sure, right = confidence(z / T, DIGITS.y_test)
    surest = np.max(sure * (1 - right), axis=-1)
    share = np.mean(sure[right == 0] > 0.9)
    holds = (surest > 0.95).all() and 1 / 7 <= share <= 0.4
    return Result(bool(holds), float(share), surest)


@conclusion(
    "06.8",
    "After ten epochs from random weights, each cost at its best rate, the median of "
    "ten networks gets at least ten percentage points fewer test digits right with the "
    "quadratic cost than with cross-entropy.",
    number="percentage points that the median loses",
    unless={"epochs": 30},
    claims=("L05",),
    rtol=0.5,
)
def golik(seed: int, epochs: int = 10) -> Result:
    entropy, quadratic = (deep(seed, loss, epochs) for loss in RATES)
    lost = 100 * (np.median(entropy) - np.median(quadratic))
    return Result(bool(lost >= 10), float(lost), (entropy, quadratic))


@conclusion(
    "06.9",
    "Answers drawn so that each promise is kept, 360 for each of those networks with "
    "its temperature, still give a calibration error between 0.02 and 0.06, and more "
    "than half of what is found.",
    number="calibration error of the drawn answers over the one found, medians",
    unless={"count": 0},
    claims=("L10",),
    rtol=0.3,
)
def floor_of_ece(seed: int, count: int = 400) -> Result:
    T = fitted_temperatures(seed, 60, count) if count else np.ones(DRAWS)
    z = logits(classifier(seed, 60), DIGITS.X_test) / T[:, None, None]
    sure, right = confidence(z, DIGITS.y_test)
    drawn = np.random.default_rng(seed).random(sure.shape) < sure
    low = np.median([ece(s, d) for s, d in zip(sure, drawn, strict=True)])
    found = np.median([ece(s, r) for s, r in zip(sure, right, strict=True)])
    return Result(bool(0.02 <= low <= 0.06 and low > found / 2), float(low / found))
