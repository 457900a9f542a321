"""The experiments of notebook 09: what ReLU drops, how units die, and the rescue."""

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnlib import History, Network, data, fit, losses

from . import Result, conclusion

Array = NDArray[Any]

DRAWS = 10
BIASES = (-2.0, -1.0, -0.5, 0.0, 0.5)
RATES = (0.1, 0.3, 1.0, 2.0, 4.0)
RACE_RATES = (0.1, 0.3, 0.6, 1.0, 2.0, 4.0)
RULES = {
    "relu": "he_normal",
    "leaky_relu": "he_normal",
    "prelu": "he_normal",
    "elu": "lecun_normal",
    "selu": "lecun_normal",
    "tanh": "glorot_normal",
    "sigmoid": "glorot_normal",
    "identity": "glorot_normal",
}


def spirals(seed: int) -> tuple[Array, Array]:
    """120 points on three arms, and their labels, one-hot."""
    X, y = data.spirals(120, seed=seed)
    return X, losses.one_hot(y, 3)


def network(
    seed: int,
    activation: str = "relu",
    rule: str | None = None,
    biases: Any = 0.0,
    stack: tuple[int, ...] = (DRAWS,),
    dtype: str = "float64",
) -> Network:
    """Networks 2-16-16-3; ``biases`` is where the biases of hidden units start."""
    start = np.broadcast_to(np.asarray(biases, float)[..., None], (*stack, 16))
    return Network(
        [2, 16, 16, 3],
        hidden=activation,
        init=rule or RULES[activation],
        bias=[start, start, 0.0],
        stack=stack,
        seed=seed,
        dtype=dtype,
    )


@cache
def dying(
    seed: int,
    rule: str = "he_normal",
    biases: tuple[float, ...] = BIASES,
    rates: tuple[float, ...] = RATES,
    activation: str = "relu",
    epochs: int = 60,
    dtype: str = "float64",
) -> History:
    """Train ten networks for each start of the biases and each rate.

    The axes of an entry are epoch, bias, rate, draw, and for ``dead_shares`` layer.
    Their shares are printed, so they are in double precision: in single, which is twice
    as fast, another processor may print others.
    """
    stack = len(biases), len(rates), DRAWS
    starts = np.array(biases)[:, None, None]
    net = network(seed, activation, rule, starts, stack, dtype)
    return fit(
        net,
        *spirals(seed),
        epochs=epochs,
        batch_size=30,
        learning_rate=np.broadcast_to(np.array(rates)[:, None], stack),
        record=("loss", "accuracy", "dead_shares"),
        progress=False,
        seed=seed,
    )


@cache
def lives(
    seed: int,
    rate: float = 1.0,
    bias: float = 0.0,
    epochs: int = 60,
    activation: str = "relu",
) -> tuple[Array, Array]:
    """Which unit puts out something other than 0 for which example, epoch by epoch.

    Two arrays of shape (epochs + 1, draws, examples, units), one for each hidden layer.
    """
    X, Y = spirals(seed)
    net = network(seed, activation, biases=bias)
    rng = np.random.default_rng(seed)
    seen: list[list[Array]] = []
    for epoch in range(epochs + 1):
        if epoch > 0:
            fit(net, X, Y, 1, 30, rate, seed=rng, record=(), progress=False)
        net.forward(X)
        seen.append([np.not_equal(net.a[l], 0) for l in (1, 2)])
    first, second = zip(*seen, strict=True)
    return np.array(first), np.array(second)


def revived(active: Array) -> Array:
    """How many units were dead after an epoch and alive after the next: per network."""
    alive = np.any(active, axis=-2)
    return (~alive[:-1] & alive[1:]).any(axis=0).sum(axis=-1)


@conclusion(
    "09.1",
    "Of 500 sums of a hundred signals between a fifth and three tenths change their "
    "sign when the negative signals are dropped.",
    number="share of sums that change their sign",
    unless={"slope": 0.6},
    claims=("T13",),
)
def signs_change(seed: int, slope: float = 0.0) -> Result:
    whole, kept = sums(seed, 100, slope)
    share = float(np.mean(np.sign(whole) != np.sign(kept)))
    return Result(0.2 < share < 0.3, share, (whole, kept))


def sums(seed: int, n: int, slope: float, draws: int = 500) -> tuple[Array, Array]:
    """Sums of n weighted signals, and the same with negative signals times ``slope``.

    Both have the standard deviation 1.
    """
    rng = np.random.default_rng(seed)
    w, x = rng.normal(size=(2, draws, n))
    whole, kept = (w * x).sum(axis=1), (w * np.where(x > 0, x, slope * x)).sum(axis=1)
    return whole / np.sqrt(n), kept / np.sqrt(n * (1 + slope**2) / 2)


@conclusion(
    "09.2",
    "After sixty epochs at the rate 0.3, from He's weights and zero biases, the median "
    "network has between 40 % and 70 % of its hidden activations at zero, but fewer "
    "than one hidden unit in eight is dead.",
    number="share of activations at zero, median",
    unless={"bias": -1.0},
    claims=("T12", "A10"),
    rtol=0.3,
)
def silent_is_not_dead(seed: int, bias: float = 0.0) -> Result:
    last = np.concatenate([layer[-1] for layer in lives(seed, 0.3, bias)], axis=-1)
    silent = np.median(1 - last.mean(axis=(-2, -1)))
    dead = np.median(1 - last.any(axis=-2).mean(axis=-1))
    return Result(bool(0.4 < silent < 0.7 and dead < 1 / 8), float(silent), dead)


@conclusion(
    "09.3",
    "From He's weights the median network that starts with biases of −1 has more than "
    "nine tenths of layer 2 dead after sixty epochs at the rate 0.3, and the one that "
    "starts with zero biases but learns at the rate 4 as well; with zero biases and "
    "the rate 0.3 it has fewer than a fifth.",
    number="dead share of layer 2 at the rate 4, median",
    unless={"biases": (-0.5, 0.5)},
    claims=("A17",),
    rtol=0.3,
)
def what_kills(seed: int, biases: tuple[float, float] = (-1.0, 0.0)) -> Result:
    history = dying(seed, biases=biases, rates=(0.3, 4.0))
    dead = np.median(history.dead_shares[-1, ..., 1], axis=-1)
    (low_bias, _), (healthy, high_rate) = dead
    holds = low_bias > 0.9 and high_rate > 0.9 and healthy < 0.2
    return Result(bool(holds), float(high_rate), dead)


@conclusion(
    "09.4",
    "In ten networks and sixty epochs at the rate 1 no dead unit of layer 1 comes "
    "back, and more than ten dead units of layer 2 do.",
    number="units of layer 2 that come back",
    unless={"activation": "tanh"},
    claims=("T14", "A17"),
    rtol=0.5,
)
def who_comes_back(seed: int, activation: str = "relu") -> Result:
    first, second = (revived(layer) for layer in lives(seed, activation=activation))
    holds = first.sum() == 0 and second.sum() > 10
    return Result(bool(holds), float(second.sum()), (first, second))


def silent_share(width: Any, depth: Any) -> Any:
    """The chance that some layer is silent for one input: 1 − (1 − 2⁻ᵐ)ᴸ."""
    return 1 - (1 - 2.0 ** -np.asarray(width)) ** np.asarray(depth)


def born(seed: int, width: int, depth: int = 30, draws: int = 500) -> Array:
    """The share of networks with a silent layer at the start, for each depth.

    Row 0 is for the input 1, row 1 for both 1 and −1, which with zero biases stand for
    every number there is.  Shape (2, depth).
    """
    rng = np.random.default_rng(seed)
    a = np.broadcast_to([[1.0], [-1.0]], (draws, 2, 1))
    silent = np.zeros((depth, draws, 2), bool)
    for l in range(depth):
        n_in = a.shape[-1]
        W = rng.normal(0, np.sqrt(2 / n_in), (draws, n_in, width))
        a = np.maximum(a @ W, 0)
        silent[l] = (a == 0).all(axis=-1)
    return np.array([silent[..., 0].mean(axis=1), silent.all(axis=-1).mean(axis=1)])


@conclusion(
    "09.5",
    "Of 1000 networks with ten layers of width 2 more than nine in ten have a silent "
    "layer for one input, and more than 87 % for all.",
    number="share that is silent for all inputs",
    unless={"width": 3},
    rtol=0.1,
)
def born_dead(seed: int, width: int = 2) -> Result:
    one, both = born(seed, width, 10, 1000)[:, -1]
    return Result(bool(one > 0.9 and both > 0.87), float(both), (one, both))


@conclusion(
    "09.6",
    "When the biases start at −1, then after sixty epochs at the rate 0.3 the median "
    "networks of ReLU and of leaky ReLU get fewer than half of the points right, those "
    "of PReLU, ELU and SELU more than half.",
    number="share right of the weakest of the three, median",
    unless={"bias": 0.0},
    claims=("V11", "T06"),
    rtol=0.5,
)
def the_rescue(seed: int, bias: float = -1.0) -> Result:
    right = {
        name: float(np.median(after_start(seed, name, bias).accuracy[-1]))
        for name in ("relu", "leaky_relu", "prelu", "elu", "selu")
    }
    weakest = min(right[name] for name in ("prelu", "elu", "selu"))
    holds = max(right["relu"], right["leaky_relu"]) < 0.5 < weakest
    return Result(holds, weakest, right)


def after_start(
    seed: int, activation: str, bias: float, rate: float = 0.3, epochs: int = 60
) -> History:
    """Ten networks from one start of the biases; the axes are epoch, draw."""
    history = dying(seed, RULES[activation], (bias,), (rate,), activation, epochs)
    alone = History()
    alone.update({name: rows[:, 0, 0] for name, rows in history.items()})
    alone["accuracy"] = np.nan_to_num(alone["accuracy"])
    return alone


def epochs_to(history: History, goal: float = 0.95) -> Array:
    """The first epoch with ``goal`` of the points right; inf if there is none."""
    there = history.accuracy >= goal
    return np.where(there.any(axis=0), there.argmax(axis=0), np.inf)


def race(
    seed: int,
    activation: str,
    rates: tuple[float, ...] = RACE_RATES,
    epochs: int = 200,
) -> tuple[float, float]:
    """The best rate, and the epochs that nine of ten networks need with it."""
    history = dying(
        seed, RULES[activation], (0.0,), rates, activation, epochs, dtype="float32"
    )
    needed = np.percentile(epochs_to(history)[0], 90, axis=-1, method="lower")
    return rates[int(needed.argmin())], float(needed.min())


def updates(seed: int, names: tuple[str, str]) -> float:
    """The updates that the second activation needs, over those of the first."""
    first, second = (race(seed, name, (0.3, 0.6, 1.0, 2.0), 130)[1] for name in names)
    return second / first


@conclusion(
    "09.7",
    "Each at its best rate, tanh needs more than one and a half times as many updates "
    "as ReLU until nine of ten networks get 95 % of the points right.",
    number="updates of tanh over those of ReLU",
    unless={"names": ("relu", "leaky_relu")},
    claims=("T05", "T06"),
    rtol=0.5,
)
def fewer_updates(seed: int, names: tuple[str, str] = ("relu", "tanh")) -> Result:
    found = updates(seed, names)
    return Result(found > 1.5, found)


@conclusion(
    "09.8",
    "Counted in updates, each at its best rate, ELU needs between 0.7 and 1.6 times "
    "those of tanh.",
    number="updates of ELU over those of tanh",
    unless={"names": ("relu", "elu")},
    claims=("T05",),
    rtol=0.5,
)
def like_tanh(seed: int, names: tuple[str, str] = ("tanh", "elu")) -> Result:
    found = updates(seed, names)
    return Result(0.7 < found < 1.6, found)


@conclusion(
    "09.9",
    "On a batch of thirty points fewer than one in fifty weights of layer 1 has a "
    "gradient of exactly 0, although about half of the slopes above them are 0.",
    number="share of weights of layer 1 whose gradient is 0",
    unless={"bias": -1.0},
    claims=("T14",),
    rtol=0.5,
)
def zero_gradients(seed: int, bias: float = 0.0) -> Result:
    net = network(seed, biases=bias)
    X, Y = spirals(seed)
    net.forward(X[:30])
    net.backward(Y[:30])
    slopes = float(np.mean(net.z[1] <= 0))
    share = float(np.mean(net.dW[1] == 0))
    return Result(share < 0.02 and 0.4 < slopes < 0.6, share, slopes)


@conclusion(
    "09.10",
    "The identity drops nothing, and after sixty epochs at the rate 0.3 its median "
    "network gets fewer than two thirds of the points right; those of ReLU and of "
    "leaky ReLU get more than four fifths.",
    number="share right with the identity, median",
    unless={"bias": -1.0},
    claims=("T13",),
    rtol=0.3,
)
def dropping_serves(seed: int, bias: float = 0.0) -> Result:
    right = {
        name: float(np.median(after_start(seed, name, bias).accuracy[-1]))
        for name in ("identity", "leaky_relu", "relu")
    }
    holds = right["identity"] < 2 / 3 and min(right["leaky_relu"], right["relu"]) > 0.8
    return Result(holds, right["identity"], right)
