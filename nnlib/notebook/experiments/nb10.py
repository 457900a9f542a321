"""The experiments of notebook 10: remedies for one deep network, raced."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnlib import History, Network, TrainingDiverged, fit, losses
from nnlib.blocks import NormalizedNetwork, ResidualNetwork
from nnlib.initializers import get
from nnlib.pretraining import pretrain

from . import Result, conclusion
from .nb08 import DIGITS, ONE_HOT, rms

Array = NDArray[Any]

DRAWS = 10
WIDTH = 32
BUDGET = 30  # epochs of the whole network
PRE_EPOCHS = 4  # epochs of each autoencoder
PRE_RATE = 0.03  # and the rate at which Adam trains it
HELD_OUT = DIGITS.X_test, losses.one_hot(DIGITS.y_test, 10)


@dataclass(frozen=True)
class Remedy:
    """What is changed in the sick network; the rates are those it may choose from."""

    activation: str = "sigmoid"
    rule: str = "glorot_normal"
    gain: float = 1.0
    kind: type[Network] = Network
    optimizer: str = "sgd"
    start: str = "random"
    rates: tuple[float, ...] = (0.01, 0.03, 0.1, 0.3, 1.0, 3.0)


REMEDIES: Mapping[str, Remedy] = {
    "none": Remedy(),
    "larger weights": Remedy(gain=4.0),
    "pre-training": Remedy(start="pre-trained", rates=(0.1, 0.3, 1.0, 3.0, 10.0)),
    "its scale alone": Remedy(start="rescaled", rates=(0.1, 0.3, 1.0, 3.0, 10.0)),
    "tanh": Remedy("tanh"),
    "ReLU": Remedy("relu", "he_normal"),
    "Adam": Remedy(optimizer="adam", rates=(0.001, 0.003, 0.01, 0.03, 0.1)),
    "normalisation": Remedy(kind=NormalizedNetwork),
    "skips": Remedy(kind=ResidualNetwork),
}


def layers_in_budget(layers: int) -> int:
    """The budget in epochs of a single layer; ``layers`` are hidden."""
    return BUDGET * (layers + 1)


def fine_tuning(layers: int, epochs: int = PRE_EPOCHS) -> int:
    """The epochs that pre-training leaves: an autoencoder has two layers."""
    return (layers_in_budget(layers) - 2 * epochs * layers) // (layers + 1)


def patient(
    name: str, seed: int, layers: int = 6, draws: int = DRAWS, images: int = 1437
) -> Network:
    """Networks as the remedy lets them start, 64-32-…-32-10, before labels are seen."""
    remedy = REMEDIES[name]
    net = remedy.kind(
        [64, *[WIDTH] * layers, 10],
        remedy.activation,
        init=get(remedy.rule, remedy.gain),
        stack=(draws,),
        seed=seed,
        dtype="float32",
    )
    if remedy.start == "pre-trained":
        net.parameters = pre_trained(seed, layers, draws, images).parameters
    if remedy.start == "rescaled":
        known = pre_trained(seed, layers, draws, images)
        for l in range(1, net.L):
            net.W[l] *= mean_size(known.W[l]) / mean_size(net.W[l])
    return net


def mean_size(W: Array) -> Array:
    """The root of the mean square weight of each network: (networks, 1, 1)."""
    return np.sqrt(np.mean(W**2, axis=(-2, -1), keepdims=True))


@cache
def pre_trained(seed: int, layers: int, draws: int, images: int) -> Network:
    """The sick networks after pre-training, before they have seen a label."""
    net = patient("none", seed, layers, draws)
    autoencoders(net, seed, images)
    return net


def autoencoders(
    net: Network,
    seed: int,
    images: int = 1437,
    epochs: int = PRE_EPOCHS,
    rate: float = PRE_RATE,
) -> list[Network]:
    """Pre-train ``net`` layer by layer; the autoencoders."""
    return pretrain(
        net,
        DIGITS.X[:images],
        epochs=epochs,
        batch_size=10,
        learning_rate=rate,
        optimizer="adam",
        seed=seed,
        record=(),
        progress=False,
    )


def reconstructions(seed: int, digits: Array, draws: int = 1) -> list[Array]:
    """The digits, and what comes back through the first one, two, … six layers.

    What comes back has the shape (networks, digits, pixels).
    """
    coders = autoencoders(patient("none", seed, draws=draws), seed)
    deep = range(1, len(coders) + 1)
    return [digits[None], *(decoded(coders[:depth], digits) for depth in deep)]


def decoded(coders: Sequence[Network], digits: Array) -> Array:
    """What comes back through these autoencoders: (networks, digits, pixels)."""
    code = digits
    for coder in coders:
        coder.forward(code)
        code = coder.a[1].copy()
    for coder in reversed(coders):
        code = code @ coder.W[2] + coder.b[2][:, None]
    return code


def variance_left(digits: Array, back: Array) -> float:
    """The variance between digits that comes back, over theirs; median network."""
    return float(np.median(back.var(axis=1).mean(axis=-1)) / digits.var(axis=0).mean())


@cache
def race(
    name: str,
    rate: float,
    seed: int,
    layers: int = 6,
    draws: int = DRAWS,
    images: int = 1437,
    epochs: int | None = None,
) -> tuple[History, Network]:
    """Train what ``patient`` gives for as long as the budget allows, or ``epochs``."""
    net = patient(name, seed, layers, draws, images)
    pre = REMEDIES[name].start == "pre-trained"
    allowed = fine_tuning(layers) if pre else BUDGET
    history = fit(
        net,
        DIGITS.X[:images],
        ONE_HOT[:images],
        epochs=allowed if epochs is None else epochs,
        batch_size=40,
        learning_rate=rate,
        optimizer=REMEDIES[name].optimizer,
        validation_data=HELD_OUT,
        record=("accuracy",),
        progress=False,
        seed=seed,
    )
    return history, net


def right(history: History) -> Array:
    """The shares of test digits that are right at the end; diverged is 0."""
    return np.nan_to_num(history.validation_accuracy[-1])


def choose(name: str, layers: int = 6, images: int = 1437) -> float:
    """The rate whose second worst of five networks ends best, on draws of its own."""
    second = {}
    for rate in REMEDIES[name].rates:
        try:
            history, _ = race(name, rate, 900, layers, 5, images)
        except TrainingDiverged:
            continue
        second[rate] = np.sort(right(history))[1]
    return max(second, key=second.__getitem__)


def error_sizes(net: Network) -> Array:
    """The RMS of δ of each hidden layer over 64 digits: (hidden layers, networks)."""
    net.forward(DIGITS.X[:64])
    net.backward(ONE_HOT[:64])
    return rms(net.delta[1:-1])


def factor(net: Network) -> float:
    """The backward factor per step between hidden layers, median over the networks."""
    sizes = error_sizes(net)
    return float(np.median((sizes[0] / sizes[-1]) ** (1 / (len(sizes) - 1))))


SETTINGS = {"6 layers": (6, 1437), "12 layers": (12, 1437), "half": (6, 718)}


def row(name: str, setting: str, seed: int = 0) -> dict[str, float]:
    """A row of the stored table: the rate, test shares right, factor before and after.

    ``low`` and ``high`` hold the middle 80 % of ten networks.
    """
    layers, images = SETTINGS[setting]
    rate = choose(name, layers, images)
    history, net = race(name, rate, seed, layers, images=images)
    low, median, high = np.percentile(right(history), [10, 50, 90])
    return {
        "rate": rate,
        "low": round(float(low), 3),
        "median": round(float(median), 3),
        "high": round(float(high), 3),
        "factor before": round(factor(patient(name, seed, layers, images=images)), 3),
        "factor after": round(factor(net), 3),
    }


def table() -> dict[str, dict[str, dict[str, float]]]:
    """The race in every setting, by setting and remedy; it takes some minutes."""
    return {
        setting: {name: row(name, setting) for name in REMEDIES} for setting in SETTINGS
    }


def middle_share(name: str, rate: float, seed: int, images: int = 1437) -> float:
    """The share of test digits that the median network gets right."""
    return float(np.median(right(race(name, rate, seed, images=images)[0])))


@conclusion(
    "10.1",
    "In 30 epochs at the rate 1 none of ten networks with six hidden layers of "
    "sigmoids leaves guessing.",
    number="largest share right",
    unless={"name": "tanh", "rate": 0.1},
    claims=("V17", "T08"),
    rtol=0.2,
)
def the_patient_guesses(seed: int, name: str = "none", rate: float = 1.0) -> Result:
    best = right(race(name, rate, seed)[0]).max()
    return Result(bool(best < 0.15), float(best))


@conclusion(
    "10.2",
    "With weights four times as large the median of ten sigmoid networks gets more "
    "than 90 % of the test digits right.",
    number="share right, median",
    unless={"name": "none"},
    claims=("T07", "V12"),
    rtol=0.1,
)
def larger_weights_do(seed: int, name: str = "larger weights") -> Result:
    middle = middle_share(name, 1.0, seed)
    return Result(middle > 0.9, middle)


@conclusion(
    "10.3",
    "With identity skips the median of ten sigmoid networks gets more than 90 % of the "
    "test digits right.",
    number="share right, median",
    unless={"name": "none"},
    claims=("V09",),
    rtol=0.1,
)
def skips_do(seed: int, name: str = "skips") -> Result:
    middle = middle_share(name, 1.0, seed, images=1000)
    return Result(middle > 0.9, middle)


@conclusion(
    "10.4",
    "Pre-training takes the median of ten networks from guessing to between a fifth "
    "and two thirds of the test digits.",
    number="share right, median",
    unless={"name": "none"},
    claims=("T11",),
    rtol=0.5,
)
def pre_training_helps(seed: int, name: str = "pre-training") -> Result:
    middle = middle_share(name, 3.0, seed, images=1300)
    return Result(0.2 < middle < 2 / 3, middle)


@conclusion(
    "10.5",
    "Random weights of the same sizes take it to more than six tenths.",
    number="share right, median",
    unless={"name": "none"},
    claims=("T11",),
    rtol=0.5,
)
def its_scale_does(seed: int, name: str = "its scale alone") -> Result:
    middle = middle_share(name, 1.0, seed, images=1300)
    return Result(middle > 0.6, middle)


@conclusion(
    "10.6",
    "Adam, which changes nothing about the gradient, takes the median of ten networks "
    "from guessing to more than half of the test digits.",
    number="share right, median",
    unless={"name": "none"},
    claims=("V17", "F14"),
    rtol=0.5,
)
def adam_does(seed: int, name: str = "Adam") -> Result:
    middle = middle_share(name, 0.01, seed)
    return Result(middle > 0.5, middle)


def few_images(seed: int, layers: int, images: int = 60) -> Array:
    """Test shares right of ten ReLU networks that learned from few digits."""
    net = Network(
        [64, *[WIDTH] * layers, 10],
        "relu",
        init="he_normal",
        stack=(DRAWS,),
        seed=seed,
        dtype="float32",
    )
    start = 100 * (seed % 10)
    part = slice(start, start + images)
    fit(
        net,
        DIGITS.X[part],
        ONE_HOT[part],
        epochs=150,
        batch_size=20,
        learning_rate=0.05,
        record=(),
        progress=False,
        seed=seed,
    )
    outputs = net.forward(DIGITS.X_test)
    return (outputs.argmax(axis=-1) == DIGITS.y_test).mean(axis=-1)


@conclusion(
    "10.7",
    "Trained on 60 digits, ReLU networks with eight hidden layers get fewer test "
    "digits right than those with one, in the median of ten.",
    number="share right with one layer minus that with eight, medians",
    unless={"layers": (1, 1)},
    claims=("T10",),
    rtol=0.5,
)
def deep_on_little(seed: int, layers: tuple[int, int] = (1, 8)) -> Result:
    shallow, deep = (np.median(few_images(seed, n)) for n in layers)
    return Result(bool(deep < shallow), float(shallow - deep), (shallow, deep))


@conclusion(
    "10.8",
    "Adam's networks start with a factor below 0.3 and end with one above 0.8, in the "
    "median of ten.",
    number="factor after training, median",
    unless={"name": "none"},
    claims=("V17",),
    rtol=0.5,
)
def training_mends_the_factor(seed: int, name: str = "Adam") -> Result:
    before, after = factor(patient(name, seed)), factor(race(name, 0.01, seed)[1])
    return Result(before < 0.3 and after > 0.8, after, (before, after))


@conclusion(
    "10.9",
    "In the median of ten networks what comes back through two layers keeps more than "
    "half of the variance between digits, and what comes back through six less than a "
    "twentieth.",
    number="share of the variance that comes back through six layers",
    unless={"depth": 3},
    claims=("T11",),
    rtol=1.0,
)
def codes_grow_alike(seed: int, depth: int = 6) -> Result:
    digits = DIGITS.X_test[:100]
    coders = autoencoders(patient("none", seed), seed)
    two = variance_left(digits, decoded(coders[:2], digits))
    last = variance_left(digits, decoded(coders[:depth], digits))
    return Result(two > 0.5 and last < 0.05, last)


@conclusion(
    "10.10",
    "With half as many epochs again, at a third of the rate, more than half a per cent "
    "of the variance between digits comes back through six layers, and the median of "
    "ten networks still gets fewer than three quarters of the test digits right.",
    number="share right, median",
    unless={"epochs": 2},
    claims=("T11",),
    rtol=0.5,
)
def longer_does_not_help(seed: int, epochs: int = 6) -> Result:
    digits, net = DIGITS.X_test[:100], patient("none", seed)
    coders = autoencoders(net, seed, 1200, epochs, PRE_RATE / 3)
    left = variance_left(digits, decoded(coders, digits))
    fit(
        net,
        DIGITS.X[:1200],
        ONE_HOT[:1200],
        epochs=fine_tuning(6, epochs),
        batch_size=40,
        learning_rate=1.0,
        record=(),
        progress=False,
        seed=seed,
    )
    said = net.forward(DIGITS.X_test).argmax(axis=-1)
    middle = float(np.median(np.mean(said == DIGITS.y_test, axis=-1)))
    return Result(left > 0.005 and middle < 3 / 4, middle, left)
