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
    net = Network([64, 30, 10], "tanh", stack=(draws,), seed=seed)
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
    """Some of the held-out images, drawn."""
    rng = np.random.default_rng(seed)
    return rng.choice(np.arange(HELD.start, HELD.stop), count, replace=False)


def fitted_temperatures(seed: int, images: int, count: int) -> Array:
    """The best temperature of each of ten networks on ``count`` held-out images."""
    rows = held_out(seed, count)
    z = logits(classifier(seed, images), DIGITS.X[rows])
    return np.array([best_temperature(zk, DIGITS.y[rows]) for zk in z])


@conclusion(
    "06.1",
    "Trained with the gradient of the true class alone, each of ten softmax "
    "regressions gets fewer test digits right than its twin, by at least three "
    "percentage points.",
    number="smallest loss in percentage points",
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
    number="smallest gap in percentage points",
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
    "Fitted on 20 images, it raises that of at least seven of ten networks that were "
    "trained on 900.",
    number="of ten that get worse",
    unless={"images": 60},
    claims=("L10",),
    rtol=0.3,
)
def temperature_hurts(seed: int, images: int = 900, count: int = 20) -> Result:
    before = calibration(seed, images)[1]
    T = fitted_temperatures(seed, images, count)
    worse = (calibration(seed, images, T)[1] > before).sum()
    return Result(bool(worse >= 7), float(worse), T)
