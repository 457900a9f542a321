"""The experiments of notebook 01: what a non-linearity adds, and who finds it."""

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnlib import Network, activations, data, fit

from . import Result, conclusion

Array = NDArray[np.floating[Any]]

DRAWS = 10


def points(name: str, seed: int = 0) -> tuple[Array, NDArray[np.integer[Any]]]:
    """Two hundred points of two classes, their coordinates within about [-1.2, 1.2]."""
    if name == "xor":
        X, y = data.xor(200, noise=0.12, seed=seed)
        return 1.6 * (X - 0.5), y
    if name == "moons":
        X, y = data.moons(200, seed=seed)
        return (X - [0.5, 0.25]) * [0.75, 1.2], y
    if name == "circles":
        return data.circles(200, noise=0.08, seed=seed)
    return data.spirals(200, arms=2, seed=seed)


def train(
    X: Array,
    y: NDArray[np.integer[Any]],
    hidden: list[int],
    activation: str,
    seed: int = 0,
    draws: int = DRAWS,
    epochs: int = 60,
    batch_size: int = 20,
) -> Network:
    """Networks with one sigmoid output, trained side by side by Adam at rate 0.05.

    Weights and biases start from N(0, 1), divided in deep networks by √fan-in.
    """
    shallow = len(hidden) == 1
    net = Network(
        [X.shape[1], *hidden, 1],
        hidden=activation,
        output="sigmoid",
        loss="binary_cross_entropy",
        init="normal" if shallow else "lecun_normal",
        bias="normal" if shallow else "zeros",
        stack=(draws,),
        seed=seed,
    )
    fit(
        net,
        X,
        y[:, None].astype(float),
        epochs=epochs,
        batch_size=batch_size,
        learning_rate=0.05,
        optimizer="adam",
        record=(),
        progress=False,
        seed=seed,
    )
    return net


def right(net: Network, X: Array, y: NDArray[np.integer[Any]]) -> Array:
    """The share of points on the right side, for each network."""
    return np.mean((net.forward(X)[..., 0] > 0.5) == y, axis=-1)


@conclusion(
    "01.1",
    "On the circles, each of ten networks of ten linear layers gets fewer than three "
    "points in four right, and each with one hidden layer of eight tanh units more "
    "than 95 %.",
    number="largest share right of a linear network",
    unless={"name": "moons"},
    claims=("T02",),
    rtol=0.05,
)
def linear_layers_draw_lines(seed: int, name: str = "circles") -> Result:
    X, y = points(name, seed)
    deep = right(train(X, y, [8] * 9, "identity", seed, epochs=20), X, y)
    bent = right(train(X, y, [8], "tanh", seed), X, y)
    holds = (deep < 0.75).all() & (bent > 0.95).all()
    return Result(bool(holds), float(deep.max()), (deep, bent))


@cache
def xor_networks(
    seed: int, h: int, activation: str = "tanh", updates: int = 1500
) -> Network:
    """A hundred networks 2-h-1, trained on the four points of XOR."""
    X, y = data.xor()
    return train(X, y, [h], activation, seed, 100, updates, batch_size=4)


def xor_found(net: Network) -> NDArray[np.bool_]:
    """Which networks get all four points right."""
    return right(net, *data.xor()) == 1


@conclusion(
    "01.2",
    "Of a hundred networks with two hidden tanh units, at least thirty find XOR in "
    "1500 updates, and at least thirty do not.",
    number="networks of a hundred that find it",
    unless={"h": 8},
    claims=("T03",),
    rtol=0.2,
)
def two_units_may_fail(seed: int, h: int = 2) -> Result:
    found = xor_found(xor_networks(seed, h)).sum()
    return Result(bool(30 <= found <= 70), float(found))


@conclusion(
    "01.3",
    "With eight, at least ninety-eight of a hundred do.",
    number="networks of a hundred that find it",
    unless={"h": 2},
    claims=("T03",),
)
def eight_units_find_it(seed: int, h: int = 8) -> Result:
    found = xor_found(xor_networks(seed, h)).sum()
    return Result(bool(found >= 98), float(found))


@conclusion(
    "01.4",
    "In every stuck network two points with different labels get the same output, to "
    "within 0.01.",
    number="largest difference of such a pair",
    unless={"updates": 100},
    claims=("T03",),
    rtol=5.0,
)
def stuck_alike(seed: int, updates: int = 1500) -> Result:
    net = xor_networks(seed, 2, updates=updates)
    a = net.forward(data.xor()[0])[..., 0]
    apart = [np.abs(a[:, i] - a[:, j]) for i in (0, 3) for j in (1, 2)]
    closest = np.min(apart, axis=0)[~xor_found(net)]
    return Result(bool((closest < 0.01).all()), float(closest.max()))


@conclusion(
    "01.7",
    "With 5000 updates at most five more of the hundred find it.",
    number="more of a hundred that find it",
    unless={"updates": 100},
    claims=("T03",),
    rtol=3.0,
)
def no_way_out(seed: int, updates: int = 1500) -> Result:
    soon, late = (xor_found(xor_networks(seed, 2, updates=u)) for u in (updates, 5000))
    more = late.sum() - soon.sum()
    return Result(bool(more <= 5), float(more))


@conclusion(
    "01.8",
    "On the spirals the median of ten networks with three tanh units gets more than "
    "85 % of the points right.",
    number="share of points, median network",
    unless={"h": 1},
    claims=("T03",),
    rtol=0.1,
)
def spirals_take_three(seed: int, h: int = 3) -> Result:
    X, y = points("spirals", seed)
    median = np.median(right(train(X, y, [h], "tanh", seed), X, y))
    return Result(bool(median > 0.85), float(median))


INSIDE = np.linspace(-1, 1, 201)[:, None]


def target(x: Array) -> Array:
    """The curve that is fitted, a sine with one period in [-1, 1]."""
    return np.sin(np.pi * x)


def fitted(seed: int, h: int, activation: str, x: Array) -> Array:
    """The curves of ten networks 1-h-1, fitted to the sine on [-1, 1], at x.

    The hidden weights are drawn from N(0, 9), the centres uniformly from [-1, 1], and
    the output weights are those with the smallest squared error on 201 points.  The
    activation "z²" is the square.
    """
    f = np.square if activation == "z²" else activations.get(activation)
    rng = np.random.default_rng(seed)
    curves = []
    for _ in range(DRAWS):
        w, centre = 3 * rng.normal(size=h), rng.uniform(-1, 1, h)

        def features(x: Array, w: Array = w, centre: Array = centre) -> Array:
            hidden = f(w * (x - centre))
            return np.concatenate([hidden, np.ones_like(x)], axis=1)

        v = np.linalg.lstsq(features(INSIDE), target(INSIDE), rcond=1e-10)[0]
        curves.append((features(x) @ v)[:, 0])
    return np.array(curves)


@conclusion(
    "01.5",
    "Thirty-two tanh units fit the sine between −1 and 1 to within 0.05, in each of "
    "ten draws.",
    number="largest error",
    unless={"h": 3},
    claims=("T04",),
    rtol=2.0,
)
def units_fit_a_curve(seed: int, h: int = 32) -> Result:
    error = np.abs(fitted(seed, h, "tanh", INSIDE) - target(INSIDE)[:, 0])
    return Result(bool((error < 0.05).all()), float(error.max()))


@conclusion(
    "01.6",
    "Between 1.5 and 3 each of the ten is off by more than 1 somewhere.",
    number="smallest of the largest errors",
    unless={"start": 0.0, "end": 1.0},
    claims=("T04",),
    rtol=2.0,
)
def not_outside(seed: int, start: float = 1.5, end: float = 3.0) -> Result:
    x = np.linspace(start, end, 50)[:, None]
    error = np.abs(fitted(seed, 32, "tanh", x) - target(x)[:, 0]).max(axis=1)
    return Result(bool((error > 1).all()), float(error.min()))
