"""The experiments of notebook 05: what a cost changes, and what it does not.

Races are run by one rule.  A cost trains at the rate with which nine of ten starts or
networks do best: the 90th percentile decides, not the median, so that a rate cannot win
by leaving a tenth of them behind.  It is found for each start and each cost on a grid.
"""

from collections.abc import Iterator
from functools import cache
from statistics import NormalDist
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nnlib import Network, data, losses
from nnlib.activations import sigmoid

from . import Result, conclusion

Array = NDArray[np.float64]

COSTS = ("quadratic", "binary_cross_entropy")

#: δ of one sigmoid neuron, from its output a and its target y.
DELTA = {
    "quadratic": lambda a, y: (a - y) * a * (1 - a),
    "binary_cross_entropy": lambda a, y: a - y,
}

TARGET = 0.1
"""The target of the neuron's races: unlike 0 it can be overshot."""


def descend(z: ArrayLike, rate: ArrayLike, cost: str, updates: int, y: float) -> Array:
    """z = w + b of neurons with x = 1, before and after each update.

    w and b both move by −ηδ, so z moves by −2ηδ.  The result has shape ``(updates + 1,
    ...)``, behind it the shape of z and the rate together.
    """
    start, rate = np.broadcast_arrays(np.asarray(z, float), rate)
    path = np.empty((updates + 1, *start.shape))
    path[0] = start
    for t in range(updates):
        path[t + 1] = path[t] - 2 * rate * DELTA[cost](sigmoid(path[t]), y)
    return path


def first(reached: NDArray[np.bool_]) -> Array:
    """The first index along axis 0 that is True; infinity where none is."""
    return np.where(reached.any(axis=0), reached.argmax(axis=0), np.inf)


def half_epochs(z: ArrayLike, rate: float, cost: str, updates: int = 300) -> Array:
    """The epoch at which half the cost of a neuron with the target 0 is gone."""
    path = descend(z, rate, cost, updates, y=0.0)
    costs = losses.get(cost).from_logits(path[..., None, None], [[0.0]], "sigmoid")
    return first(costs <= costs[0] / 2)


def nine_of_ten(values: ArrayLike) -> Any:
    """What nine of ten do not exceed, over the last axis: one of the values."""
    return np.percentile(np.asarray(values), 90, axis=-1, method="higher")


# One neuron from many starts


class Race(NamedTuple):
    """The neurons of one cost: their rate, and the update at which each is home."""

    rate: Any
    home: Array
    path: Array


NEURON_RATES = np.array([1, 2, 3, 5, 7, 10, 14, 20, 30, 50])
NEAR = 0.01


def settled(path: Array) -> Array:
    """The update from which on an output stays within 0.01 of its target."""
    far = np.abs(sigmoid(path) - TARGET) >= NEAR
    return first(~np.logical_or.accumulate(far[::-1])[::-1])


@cache
def neuron_races(
    seed: int, spread: float = 2.0, starts: int = 100
) -> dict[str, dict[str, Race]]:
    """Three races of one neuron, w and b from N(0, spread²), the target 0.1."""
    z = np.random.default_rng(seed).normal(0, spread, (2, starts)).sum(axis=0)
    slow, quick = COSTS

    def run(cost: str, rate: Any) -> Race:
        path = descend(z, rate, cost, 1000, TARGET)
        return Race(rate, settled(path), path)

    def best(cost: str) -> Race:
        home = settled(descend(z, NEURON_RATES[:, None], cost, 1000, TARGET))
        return run(cost, NEURON_RATES[nine_of_ten(home).argmin()])

    matched = 0.15 / sigmoid.derivative(z)
    return {
        "same rate": {slow: run(slow, 0.15), quick: run(quick, 0.15)},
        "matched first steps": {slow: run(slow, matched), quick: run(quick, 0.15)},
        "best rates": {slow: best(slow), quick: best(quick)},
    }


def slowdown(race: dict[str, Race]) -> float:
    """How many times as many updates the quadratic cost needs for nine of ten."""
    slow, quick = (nine_of_ten(race[cost].home) for cost in COSTS)
    return float(slow / quick)


@conclusion(
    "05.1",
    "With matched first steps the quadratic cost needs less than twice as many "
    "updates as cross-entropy.",
    number="updates for nine of ten starts, quadratic cost over cross-entropy",
    unless={"race": "same rate"},
    claims=("L07",),
)
def neuron_matched(seed: int, race: str = "matched first steps") -> Result:
    races = neuron_races(seed)
    ratio = slowdown(races[race])
    return Result(ratio < 2, ratio, races)


@conclusion(
    "05.2",
    "With one rate for all starts, the best of each cost, the quadratic cost needs at "
    "least three times as many.",
    number="updates for nine of ten starts, quadratic cost over cross-entropy",
    unless={"spread": 0.5},
    claims=("L07",),
)
def neuron_at_best_rates(seed: int, spread: float = 2.0) -> Result:
    races = neuron_races(seed, spread)
    ratio = slowdown(races["best rates"])
    return Result(ratio >= 3, ratio, races)


# The digits


DIGITS = data.digits()
ONE_HOT = losses.one_hot(DIGITS.y, 10)
STARTS = {"Glorot": ("glorot_normal", "zeros"), "N(0, 1)": ("normal", "normal")}
DIGIT_RATES = {
    "quadratic": np.array([0.5, 2, 5, 10]),
    "binary_cross_entropy": np.array([0.5, 1, 2, 5]),
}


def digits_net(
    cost: str, start: str, seed: int, draws: int, layers: int = 1, rates: int = 1
) -> Network:
    """Networks 64-30-…-10, a row of the same draws for each of the rates."""
    init, bias = STARTS[start]
    form = ([64, *[30] * layers, 10], "sigmoid", "sigmoid", cost, init, bias, seed)
    net = Network(*form, stack=(rates, draws), dtype="float32")
    net.parameters[...] = Network(*form, stack=(draws,), dtype="float32").parameters
    return net


def train(net: Network, rate: Any, epochs: int, seed: int) -> Iterator[int]:
    """Train on the digits in batches of 10; stop after each epoch, the first is 0."""
    rng = np.random.default_rng(seed)
    rate = np.broadcast_to(rate, net.stack)
    yield 0
    for epoch in range(1, epochs + 1):
        order = rng.permutation(len(DIGITS.X))
        for batch in order[: len(order) // 10 * 10].reshape(-1, 10):
            net.step(DIGITS.X[batch], ONE_HOT[batch], rate)
        yield epoch


def answers(net: Network, X: Array) -> NDArray[np.intp]:
    return net.forward(X).argmax(axis=-1)


def share_wrong(net: Network) -> Array:
    """The share of test digits that each network gets wrong."""
    return np.mean(answers(net, DIGITS.X_test) != DIGITS.y_test, axis=-1)


def digits_missing(net: Network) -> Array:
    """How many of the ten digits each network never answers with."""
    given = losses.one_hot(answers(net, DIGITS.X_test), 10).any(axis=-2)
    return np.sum(~given, axis=-1)


class DigitsRace(NamedTuple):
    """The networks of one cost: their rates, and what they get wrong at each look.

    ``wrong`` has shape ``(looks, draws)``; ``missing`` counts, for each network,
    the digits that it never answers with in the end.
    """

    rate: Array
    wrong: Array
    missing: Array


@cache
def digits_races(
    seed: int, start: str, draws: int, looks: tuple[int, ...]
) -> dict[str, dict[str, DigitsRace]]:
    """Three races of networks 64-30-10 on the digits, looked at after some epochs."""
    slow, quick = COSTS

    def run(cost: str, rates: Array) -> tuple[list[DigitsRace], int]:
        """The race at each row of rates, and the row that is best on training data."""
        net = digits_net(cost, start, seed, draws, rates=len(rates))
        epochs = train(net, rates, looks[-1], seed)
        wrong = np.array([share_wrong(net) for epoch in epochs if epoch in looks])
        races = map(DigitsRace, rates, wrong.swapaxes(0, 1), digits_missing(net))
        trained = np.mean(answers(net, DIGITS.X[:360]) != DIGITS.y[:360], axis=-1)
        return list(races), nine_of_ten(trained).argmin()

    (slows, slow_best), (quicks, quick_best) = (
        run(cost, np.repeat(DIGIT_RATES[cost][:, None], draws, axis=1))
        for cost in COSTS
    )
    norms = {cost: gradient_norms(cost, start, seed, draws) for cost in COSTS}
    (matched,), _ = run(slow, 0.5 * (norms[quick] / norms[slow])[None])
    return {
        "same rate": {slow: slows[0], quick: quicks[0]},
        "matched first steps": {slow: matched, quick: quicks[0]},
        "best rates": {slow: slows[slow_best], quick: quicks[quick_best]},
    }


def gradient_norms(cost: str, start: str, seed: int, draws: int) -> Array:
    """The length of the whole gradient before training, for each network."""
    net = digits_net(cost, start, seed, draws)
    net.forward(DIGITS.X)
    net.backward(ONE_HOT)
    return np.sqrt(np.sum(net.gradient[0] ** 2, axis=-1))


@conclusion(
    "05.3",
    "From Glorot's start, each at its best rate, neither cost makes 1.5 times as many "
    "errors as the other.",
    number="errors of the median network, quadratic cost over cross-entropy",
    unless={"race": "same rate"},
    claims=("L05",),
)
def even_from_glorot(
    seed: int,
    race: str = "best rates",
    draws: int = 10,
    looks: tuple[int, ...] = (0, 6),
) -> Result:
    races = digits_races(seed, "Glorot", draws, looks)
    slow, quick = (np.median(races[race][cost].wrong[-1]) for cost in COSTS)
    return Result(2 / 3 < slow / quick < 1.5, float(slow / quick), races)


@conclusion(
    "05.4",
    "From N(0, 1), each at its best rate, the worst network of the quadratic cost "
    "makes at least 1.5 times as many errors as the worst of cross-entropy.",
    number="errors of the worst network, quadratic cost over cross-entropy",
    unless={"start": "Glorot"},
    claims=("L05", "L07"),
)
def left_behind(
    seed: int, start: str = "N(0, 1)", draws: int = 10, looks: tuple[int, ...] = (0, 6)
) -> Result:
    races = digits_races(seed, start, draws, looks)
    slow, quick = (np.max(races["best rates"][cost].wrong[-1]) for cost in COSTS)
    return Result(slow >= 1.5 * quick, float(slow / quick), races)


@conclusion(
    "05.5",
    "Some networks with the quadratic cost never answer with some digit, and none with "
    "cross-entropy.",
    number="networks of ten without some digit, quadratic cost",
    unless={"start": "Glorot"},
    claims=("L05", "L07"),
)
def digits_left_out(
    seed: int, start: str = "N(0, 1)", draws: int = 10, looks: tuple[int, ...] = (0, 6)
) -> Result:
    races = digits_races(seed, start, draws, looks)
    slow, quick = (np.sum(races["best rates"][cost].missing > 0) for cost in COSTS)
    return Result(bool(slow > 0 and quick == 0), float(slow), races)


# Outliers


BAYES = NormalDist().cdf(1.5)
"""The largest share of clean examples that any rule can get right."""

CLOUD_RATES = np.array([0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50])


def clouds(rng: np.random.Generator, share: float, at: float) -> tuple[Array, Array]:
    """200 points around (±1.5, 0); a share of them, of class 1, is moved to (at, 0)."""
    y = np.arange(200) % 2
    X = rng.normal(size=(200, 2)) + np.where(y[:, None] == 1, [1.5, 0], [-1.5, 0])
    moved = np.flatnonzero(y == 1)[: round(share * 200)]
    X[moved] = 0.5 * rng.normal(size=(len(moved), 2)) + [at, 0]
    return X, y[:, None].astype(float)


def share_right(w: Array, b: Array) -> Array:
    """The exact share of clean examples on the right side of w·x + b = 0."""
    length = np.sqrt(np.sum(w**2, axis=-1))
    cdf = np.vectorize(NormalDist().cdf)
    one, zero = (cdf((1.5 * w[..., 0] + side * b) / length) for side in (1, -1))
    return (one + zero) / 2


class Separated(NamedTuple):
    """Neurons trained with some share of outliers, one for each data set."""

    rate: float
    X: Array
    w: Array
    b: Array
    right: Array
    """The share of clean examples that each gets right."""


@cache
def separate(
    seed: int, cost: str, share: float, at: float = -6.0, draws: int = 20
) -> Separated:
    """Neurons from w = b = 0, 300 updates, at the rate that brings the cost lowest."""
    sets = [clouds(np.random.default_rng([seed, k]), share, at) for k in range(draws)]
    X, y = (np.array(arrays) for arrays in zip(*sets, strict=True))
    stack = (len(CLOUD_RATES), draws)
    net = Network([2, 1], (), "sigmoid", cost, "zeros", stack=stack)
    X, y = (np.broadcast_to(v, (*stack, *v.shape[1:])) for v in (X, y))
    for _ in range(300):
        net.step(X, y, np.broadcast_to(CLOUD_RATES[:, None], stack))
    best = nine_of_ten(net.cost(X, y)).argmin()
    w, b = net.W[1][best, ..., 0], net.b[1][best, ..., 0]
    return Separated(CLOUD_RATES[best], X[best], w, b, share_right(w, b))


@conclusion(
    "05.6",
    "With one outlier among ten examples the neuron with the quadratic cost stays "
    "within a percentage point of the best rule, and that with cross-entropy loses "
    "more than four.",
    number="percentage points that cross-entropy loses, median of 20 data sets",
    unless={"share": 0.0},
    claims=("L05",),
)
def outliers(seed: int, share: float = 0.1) -> Result:
    fits = {cost: separate(seed, cost, share) for cost in COSTS}
    slow, quick = (100 * (BAYES - np.median(fits[cost].right)) for cost in COSTS)
    return Result(bool(slow < 1 and quick > 4), float(quick), fits)


# Hidden layers


def rms_of_delta(
    seed: int, cost: str, layers: int, start: str = "Glorot", draws: int = 20
) -> Array:
    """The RMS of δ of every layer before training: shape (layers + 1, draws)."""
    net = digits_net(cost, start, seed, draws, layers)
    net.forward(DIGITS.X[:200])
    net.backward(ONE_HOT[:200])
    return np.array([np.sqrt(np.mean(δ[0] ** 2, axis=(-2, -1))) for δ in net.delta[1:]])


@conclusion(
    "05.7",
    "Under both costs a layer passes on the same part of δ to the one below, to within "
    "5 %.",
    number="largest difference of the median factors of a layer, in %",
    unless={"start": "N(0, 1)"},
    claims=("L02",),
)
def passed_on(seed: int, start: str = "Glorot", layers: int = 5) -> Result:
    rms = {cost: rms_of_delta(seed, cost, layers, start) for cost in COSTS}
    slow, quick = (np.median(rms[c][:-1] / rms[c][1:], axis=1) for c in COSTS)
    apart = 100 * np.max(np.abs(quick / slow - 1))
    return Result(bool(apart < 5), float(apart), rms)


class Plateau(NamedTuple):
    """Deep networks of one cost: test digits right after each epoch, and when half."""

    right: Array
    left: Array


PLATEAU_RATES = {"quadratic": 5.0, "binary_cross_entropy": 2.0}


@cache
def plateau(
    seed: int, cost: str, layers: int, draws: int = 10, epochs: int = 60
) -> Plateau:
    """Train until every network has half of the test digits right, or has run out."""
    net = digits_net(cost, "Glorot", seed, draws, layers)
    right = []
    for _ in train(net, PLATEAU_RATES[cost], epochs, seed):
        right.append(1 - share_wrong(net)[0])
        if np.max(right, axis=0).min() >= 0.5:
            break
    return Plateau(np.array(right), first(np.array(right) >= 0.5))


@conclusion(
    "05.8",
    "Under either cost the plateau is at least 1.5 times as long with three hidden "
    "layers as with two.",
    number="epochs of the median network, three layers over two, the smaller of both",
    unless={"layers": (1, 2)},
    claims=("L02",),
)
def longer_with_depth(seed: int, layers: tuple[int, int] = (2, 3)) -> Result:
    epochs = [
        [np.median(plateau(seed, cost, depth).left) for depth in layers]
        for cost in COSTS
    ]
    ratio = min(deep / shallow for shallow, deep in epochs)
    return Result(bool(ratio >= 1.5), float(ratio), epochs)


@conclusion(
    "05.9",
    "With four hidden layers every network with cross-entropy is still on the plateau "
    "after five epochs, and every one of them has left it after sixty.",
    number="epoch in which the last of ten leaves it",
    unless={"layers": 2},
    claims=("L02",),
    rtol=0.3,
)
def still_slow(seed: int, layers: int = 4) -> Result:
    left = plateau(seed, "binary_cross_entropy", layers).left
    return Result(left.min() > 5 and left.max() <= 60, float(left.max()), left)


# Lost digits


class Lost(NamedTuple):
    """Networks from N(0, 1), on the way to losing digits.

    ``own`` is the mean output of each digit's unit on images of that digit, after 0, 1,
    2 … 20 updates: shape ``(21, draws, 10)``.  ``missing`` counts the digits that each
    network never answers with, after every fifth epoch.
    """

    own: Array
    missing: Array


@cache
def lost(
    seed: int,
    rate: float = 5.0,
    epochs: int = 40,
    draws: int = 20,
    cost: str = "quadratic",
) -> Lost:
    """Twenty updates that are watched, then whole epochs."""
    net = digits_net(cost, "N(0, 1)", seed, draws)
    rng = np.random.default_rng(seed)
    X, y = DIGITS.X[:300], DIGITS.y[:300]
    own = []
    for _ in range(21):
        a = net.forward(X)[0]
        own.append(np.stack([a[:, y == k, k].mean(-1) for k in range(10)], -1))
        batch = rng.choice(len(DIGITS.X), 10, replace=False)
        net.step(DIGITS.X[batch], ONE_HOT[batch], np.full(net.stack, rate))
    looks = (epoch for epoch in train(net, rate, epochs, seed) if epoch % 5 == 0)
    return Lost(np.array(own), np.array([digits_missing(net)[0] for _ in looks]))


@conclusion(
    "05.10",
    "Five updates at η = 5 push more than four in ten of all outputs below 0.02 on the "
    "images of their own digit; before them it is fewer than two in ten.",
    number="share of outputs below 0.02 on their own digit after five updates",
    unless={"rate": 0.1},
    claims=("L07",),
)
def thrown(seed: int, rate: float = 5.0) -> Result:
    own = lost(seed, rate, epochs=0).own
    before, after = (np.mean(own[t] < 0.02) for t in (0, 5))
    return Result(bool(before < 0.2 and after > 0.4), float(after), own)


@conclusion(
    "05.13",
    "Cross-entropy at η = 2 pushes more than three in ten of them there too, but after "
    "twenty updates fewer than one in ten are left; with the quadratic cost it is "
    "still more than three in ten.",
    number="share below 0.02 after twenty updates, cross-entropy",
    unless={"rate": 5.0},
    claims=("L07",),
)
def pulled_back(seed: int, rate: float = 2.0) -> Result:
    quick = lost(seed, rate, epochs=0, cost="binary_cross_entropy").own
    slow = lost(seed, epochs=0).own
    there, left = (np.mean(quick[t] < 0.02) for t in (5, 20))
    still = np.mean(slow[20] < 0.02)
    return Result(bool(there > 0.3 and left < 0.1 and still > 0.3), float(left), quick)


@conclusion(
    "05.11",
    "Of the digits that are missing after ten epochs, some are found again by the end "
    "of the fortieth.",
    number="digits missing in 20 networks after 40 epochs, over those after ten",
    unless={"later": 10},
    claims=("L07",),
)
def fetched_again(seed: int, later: int = 40) -> Result:
    missing = lost(seed).missing.sum(axis=1)
    then, now = missing[2], missing[later // 5]
    return Result(bool(now < then), float(now / then), missing)


# Where the rule holds


@conclusion(
    "05.12",
    "With linear outputs about half of them lie outside (0, 1) before any training.",
    number="share of linear outputs outside (0, 1), mean of 20 networks",
    unless={"output": "sigmoid"},
    claims=("L06",),
)
def outside(seed: int, output: str = "identity") -> Result:
    net = Network([64, 30, 10], "sigmoid", output, "quadratic", seed=seed, stack=(20,))
    a = net.forward(DIGITS.X)
    share = float(np.mean((a <= 0) | (a >= 1)))
    return Result(0.4 < share < 0.7, share)
