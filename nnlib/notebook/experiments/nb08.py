"""The experiments of notebook 08: how weights decide what reaches the first layer."""

from functools import cache
from typing import Any, NamedTuple

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


class Seen(NamedTuple):
    """What is drawn of ten networks: values of the first, and what reaches layer 1."""

    a: list[Array]
    delta: list[Array]
    reached: float
    spread: tuple[float, float]


def seen(activation: str, rule: str, layers: list[int]) -> Seen:
    """a, and δ in units of its RMS in layer 30, in some layers of the first network.

    With the median share of the error that reaches layer 1, and the spread of a in
    layers 1 and 30.  The networks themselves, 100 MB, are not kept.
    """
    net = passes(0, activation, rule)
    top = rms([net.delta[30]])[0, 0]
    return Seen(
        [net.a[l][0].copy() for l in layers],
        [net.delta[l][0] / top for l in layers],
        float(np.median(reaches(net))),
        (float(net.a[1][0].std()), float(net.a[30][0].std())),
    )


@conclusion(
    "08.1",
    "With tanh and σ_w = 0.5 less than a millionth of the error reaches layer 1 of 30, "
    "with σ_w = 2 it is more than ten times as large there, in each of ten networks.",
    number="δ of layer 1 over δ of layer 30 at σ_w = 2, smallest",
    unless={"scales": (1.0, 1.1)},
    claims=("V07", "V14"),
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
    number="δ of layer 1 over δ of layer 30 with He's weights, median",
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


def learn(
    net: Network, rate: float, epochs: int, images: int = 1437, **more: Any
) -> History:
    """Train on the digits in batches of 20; ``more`` goes to ``fit``."""
    return fit(
        net,
        DIGITS.X[:images],
        ONE_HOT[:images],
        epochs=epochs,
        batch_size=20,
        learning_rate=rate,
        record=("loss", "accuracy"),
        progress=False,
        **more,
    )


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
    """Train ten ReLU networks on the digits."""
    net = Network(
        [64, *[width] * layers, 10],
        hidden="relu",
        init=rule,
        stack=(DRAWS,),
        seed=seed,
        dtype="float32",
    )
    return learn(net, rate, epochs, clip_norm=clip_norm, seed=seed)


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


@conclusion(
    "08.6",
    "With 30 layers, five epochs and the rate 0.01 the median of ten networks gets "
    "more than a sixth of the digits right with He's weights; with 1/fan-in all ten "
    "are guessing.",
    number="share right with He's weights, median",
    unless={"rules": ("lecun_normal", "he_normal")},
    claims=("V10",),
    rtol=0.5,
)
def he_trains_thirty(
    seed: int, rules: tuple[str, str] = ("he_normal", "lecun_normal")
) -> Result:
    he, small = (train(seed, rule, 30, 0.01, 5).accuracy[-1] for rule in rules)
    holds = np.median(he) > 1 / 6 and small.max() < 0.15
    return Result(bool(holds), float(np.median(he)), (he, small))


def escape(seed: int, noises: tuple[float, ...], steps: int = 600) -> Array:
    """The step at which ten hidden units that started alike differ by 0.1 in a weight.

    ``noises`` is the size of what sets them apart at the start.  Shape (noises, draws);
    inf where ``steps`` were not enough.
    """
    rng = np.random.default_rng(seed)
    shape = len(noises), DRAWS, 64
    alike = np.repeat(rng.normal(0, 0.3, (1, DRAWS, 64, 1)), 10, axis=-1)
    noise = np.array(noises)[:, None, None, None] * rng.normal(size=(*shape, 10))
    start = [alike + noise, np.full((10, 10), 0.1)]
    net = Network([64, 10, 10], "tanh", init=start, stack=shape[:2])
    parted = np.full(shape[:2], np.inf)
    for step in range(1, steps + 1):
        net.step(DIGITS.X[:50], ONE_HOT[:50], 1.0)
        apart = np.ptp(net.W[1], axis=-1).max(axis=-1) > 0.1
        parted[apart & np.isinf(parted)] = step
        if np.isfinite(parted).all():
            break
    return parted


@conclusion(
    "08.7",
    "A noise that is a thousand times smaller costs the median network between 15 and "
    "60 steps more until its units have parted, from 10⁻³ down to 10⁻¹².",
    number="steps that the last factor of a thousand costs",
    unless={"noises": (1e-3, 1e-3, 1e-3, 1e-3)},
    rtol=0.5,
)
def escape_is_logarithmic(
    seed: int, noises: tuple[float, ...] = (1e-3, 1e-6, 1e-9, 1e-12)
) -> Result:
    parted = escape(seed, noises)
    more = np.diff(np.median(parted, axis=1))
    return Result(
        bool((more > 15).all() and (more < 60).all()), float(more[-1]), parted
    )


@cache
def deep_tanh(
    seed: int, variance: float, layers: int, rate: float = 0.01, epochs: int = 5
) -> Array:
    """Shares right of ten tanh networks, σ_b² = 0.05, σ_w² = ``variance``."""
    net = Network(
        [64, *[32] * layers, 10],
        hidden="tanh",
        init=get("lecun_normal", np.sqrt(variance)),
        bias=get("normal", np.sqrt(0.05)),
        stack=(DRAWS,),
        seed=seed,
        dtype="float32",
    )
    return learn(net, rate, epochs, images=700).accuracy[-1]


@conclusion(
    "08.8",
    "Forty layers of tanh at the rate 0.01, five epochs: at σ_w² = 1 the median of ten "
    "networks is guessing, at σ_w² = 1.5 it is not.",
    number="share right at σ_w² = 1.5, median",
    unless={"variances": (1.0, 0.7)},
    rtol=0.5,
)
def depth_scale(seed: int, variances: tuple[float, float] = (1.0, 1.5)) -> Result:
    short, long = (np.median(deep_tanh(seed, v, 40)) for v in variances)
    return Result(bool(short < 0.15 and long > 0.2), float(long), (short, long))


@cache
def five_by_hundred(seed: int, activation: str, rule: str) -> Array:
    """Test shares right of ten networks with five layers of 100 after two epochs."""
    net = Network(
        [64, *[100] * 5, 10],
        activation,
        init=rule,
        stack=(DRAWS,),
        seed=seed,
        dtype="float32",
    )
    learn(net, 0.2, 2)
    right = net.forward(DIGITS.X_test).argmax(axis=-1) == DIGITS.y_test
    return right.mean(axis=-1)


@conclusion(
    "08.9",
    "Five layers of 100, two epochs at the rate 0.2: with uniform weights all ten "
    "networks of sigmoids guess and the median of tanh gets between 65 % and 85 % of "
    "the test digits right; with Glorot's weights it gets more than 85 %.",
    number="share right of tanh with Glorot's weights, median",
    unless={"rules": ("glorot_uniform", "uniform")},
    claims=("V13",),
    trial=2,
    rtol=0.1,
)
def glorots_race(
    seed: int, rules: tuple[str, str] = ("uniform", "glorot_uniform")
) -> Result:
    sigmoid = five_by_hundred(seed, "sigmoid", rules[0])
    old, new = (five_by_hundred(seed, "tanh", rule) for rule in rules)
    holds = (
        sigmoid.max() < 0.15 and 0.65 < np.median(old) < 0.85 and np.median(new) > 0.85
    )
    return Result(bool(holds), float(np.median(new)), (sigmoid, old, new))


@conclusion(
    "08.10",
    "With 22 layers and a variance of 1/fan-in no larger rate of 0.1, 0.3 and 1 helps: "
    "after three epochs the median of ten networks is guessing.",
    number="share right at the best of the three rates, median",
    unless={"rule": "he_normal", "rates": (0.02, 0.05)},
    claims=("V10",),
    rtol=0.3,
)
def no_rate_helps(
    seed: int,
    rule: str = "lecun_normal",
    rates: tuple[float, ...] = (0.1, 0.3, 1.0),
) -> Result:
    shares = [np.median(train(seed, rule, 22, rate, 3).accuracy[-1]) for rate in rates]
    return Result(bool(max(shares) < 0.15), float(max(shares)), shares)


@conclusion(
    "08.11",
    "Without clipping the gradient over 200 images becomes longer within twenty "
    "updates, for the median network more than 1.2 times as long as at the start.",
    number="longest gradient over the first, median, at most 10",
    unless={"rate": 0.001},
    claims=("V08",),
    rtol=0.5,
)
def steps_too_long(seed: int, rate: float = 0.5, updates: int = 20) -> Result:
    sizes = [64, *[50] * 6, 10]
    net = Network(sizes, "relu", init="he_normal", stack=(DRAWS,), seed=seed)
    rng = np.random.default_rng(seed)
    norms = [length_of_gradient(net)]
    for _ in range(updates):
        rows = rng.choice(len(DIGITS.X), 20, replace=False)
        with np.errstate(all="ignore"):  # some networks overflow
            net.step(DIGITS.X[rows], ONE_HOT[rows], rate)
            norms.append(length_of_gradient(net))
    most = np.max(np.nan_to_num(norms, nan=np.inf), axis=0)
    longer = np.minimum(most / norms[0], 10)
    return Result(bool(np.median(longer) > 1.2), float(np.median(longer)), longer)


def length_of_gradient(net: Network) -> Array:
    """The norm of the whole gradient over 200 images, for each network of a stack."""
    net.forward(DIGITS.X[:200])
    net.backward(ONE_HOT[:200])
    parts = [*net.dW[1:], *net.db[1:]]
    return np.sqrt(sum((part**2).sum(axis=(-2, -1)) for part in parts))
