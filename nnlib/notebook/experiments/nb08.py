"""The experiments of notebook 08: how weights decide what reaches the first layer."""

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnlib import History, Network, data, fit, losses
from nnlib.initializers import get

from . import Result, conclusion

Array = NDArray[np.floating[Any]]

DRAWS = 10
DIGITS = data.digits()
ONE_HOT = losses.one_hot(DIGITS.y, 10)


def rms(arrays: Any) -> Array:
    """The root of the mean square over examples and units: (layers, networks)."""
    return np.array([np.sqrt(np.mean(a**2, axis=(-2, -1))) for a in arrays])


def passes(
    seed: int,
    activation: str,
    rule: str = "lecun_normal",
    scale: float = 1.0,
    sigma_b: float = 0.0,
    layers: int = 30,
    draws: int = DRAWS,
) -> Network:
    """Networks of ``layers`` × 100 units after a pass of 64 digits, and back."""
    net = Network(
        [64, *[100] * layers, 10],
        hidden=activation,
        init=get(rule, scale),
        bias=get("normal", sigma_b),
        stack=(draws,),
        seed=seed,
    )
    net.forward(DIGITS.X[:64])
    net.backward(ONE_HOT[:64])
    return net


def reaches(net: Network) -> Array:
    """The RMS of δ of layer 1 over that of the highest hidden layer."""
    delta = rms((net.delta[1], net.delta[-2]))
    return delta[0] / delta[1]


@conclusion(
    "08.1",
    "With tanh and σ_w = 0.5 less than a millionth of the error reaches layer 1 of 30, "
    "with σ_w = 2 it is more than ten times as large there, in each of ten networks.",
    number="layer 1 over layer 30 at σ_w = 2, smallest",
    unless={"scales": (1.0, 1.1)},
    claims=("V07",),
    rtol=0.3,
)
def both_sides(seed: int, scales: tuple[float, float] = (0.5, 2.0)) -> Result:
    small, large = (reaches(passes(seed, "tanh", scale=s)) for s in scales)
    holds = (small < 1e-6).all() & (large > 10).all()
    return Result(bool(holds), float(large.min()), (small, large))


@conclusion(
    "08.2",
    "Through 30 layers of ReLU less than a thousandth of the error passes with "
    "Glorot's weights, and between a tenth and ten times of it with He's, in each of "
    "ten networks.",
    number="layer 1 over layer 30 with He's weights, median",
    unless={"activation": "tanh"},
    claims=("V10", "V11"),
    rtol=0.3,
)
def relu_needs_its_rule(seed: int, activation: str = "relu") -> Result:
    glorot, he = (
        reaches(passes(seed, activation, rule))
        for rule in ("glorot_normal", "he_normal")
    )
    holds = (glorot < 1e-3).all() & (he > 0.1).all() & (he < 10).all()
    return Result(bool(holds), float(np.median(he)), (glorot, he))


@cache
def train(
    seed: int,
    rule: str,
    layers: int,
    rate: float,
    epochs: int,
    width: int = 32,
    clip_norm: float | None = None,
) -> History:
    """Train ten ReLU networks on the digits, in batches of 20."""
    net = Network(
        [64, *[width] * layers, 10],
        hidden="relu",
        init=rule,
        stack=(DRAWS,),
        seed=seed,
    )
    return fit(
        net,
        DIGITS.X,
        ONE_HOT,
        epochs=epochs,
        batch_size=20,
        learning_rate=rate,
        clip_norm=clip_norm,
        record=("loss", "accuracy"),
        progress=False,
        seed=seed,
    )


@conclusion(
    "08.3",
    "With 22 layers of ReLU, six epochs and He's weights the median of ten networks "
    "gets more than a quarter of the digits right; with a variance of 1/fan-in it gets "
    "fewer than a fifth.",
    number="share right with He's weights, median",
    unless={"rules": ("lecun_normal", "he_normal")},
    claims=("V10",),
    rtol=0.5,
)
def he_trains(
    seed: int, rules: tuple[str, str] = ("he_normal", "lecun_normal")
) -> Result:
    he, small = (
        np.median(train(seed, rule, 22, 0.02, 6).accuracy[-1]) for rule in rules
    )
    return Result(bool(he > 0.25 and small < 0.2), float(he))


@conclusion(
    "08.4",
    "At the rate 0.5 and with He's weights the median of ten networks of six layers "
    "gets fewer than six digits in ten right after four epochs; with the gradient "
    "clipped to a norm of 1 it gets more than eight.",
    number="share right with clipping, median",
    unless={"clip_norm": 1e9},
    claims=("V08",),
    rtol=0.3,
)
def clipping_saves(seed: int, clip_norm: float = 1.0) -> Result:
    free, clipped = (
        train(seed, "he_normal", 6, 0.5, 4, 50, clip) for clip in (None, clip_norm)
    )
    shares = [np.median(np.nan_to_num(h.accuracy[-1])) for h in (free, clipped)]
    holds = shares[0] < 0.6 and shares[1] > 0.8
    return Result(bool(holds), float(shares[1]), (free, clipped))


@conclusion(
    "08.5",
    "Of a hundred draws of 30 layers the middle ninety differ in length by more than a "
    "factor of ten thousand at width 10, and by less than one of two hundred at width "
    "100.",
    number="95th over 5th percentile at width 100",
    unless={"widths": (100, 10)},
    rtol=0.5,
)
def luck(seed: int, widths: tuple[int, int] = (10, 100)) -> Result:
    lengths = {width: lengths_at_the_top(seed, width) for width in widths}
    low, high = np.percentile(list(lengths.values()), [5, 95], axis=1)
    spread = high / np.maximum(low, 1e-300)
    return Result(bool(spread[0] > 1e4 and spread[1] < 200), float(spread[1]), lengths)


def lengths_at_the_top(seed: int, width: int, layers: int = 30) -> Array:
    """The mean square of the last layer for a hundred draws of a ReLU network (He)."""
    rng = np.random.default_rng(seed)
    a = np.ones((100, 1, width))
    for _ in range(layers):
        a = np.maximum(a @ rng.normal(0, np.sqrt(2 / width), (100, width, width)), 0)
    return np.mean(a**2, axis=(1, 2))
