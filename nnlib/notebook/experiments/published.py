"""Published numbers, each beside what the package gives for the same set-up."""

import itertools
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from nnlib import Network, activations, data, fit, theory
from nnlib.activations import sigmoid, tanh

from . import nb09, stored
from .nb13 import STARTS, neuron

Array = NDArray[np.float64]


class Row(NamedTuple):
    """A published number; ``measure`` gives ours as text, and how far it agrees."""

    source: str
    setup: str
    published: str
    measure: Callable[[], tuple[str, str]]


ROWS: list[Row] = []


def published(source: str, setup: str, number: str) -> Callable[[Any], Any]:
    """Make a function the measurement of a row."""

    def decorate(measure: Callable[[], tuple[str, str]]) -> Any:
        ROWS.append(Row(source, setup, number, measure))
        return measure

    return decorate


def agrees(holds: Any) -> str:
    return "reproduced" if holds else "not reproduced"


def digits(numbers: Any, places: int) -> str:
    return ", ".join(f"{x:.{places}f}" for x in np.atleast_1d(numbers))


def ends(loss: str, rate: float) -> list[float]:
    return [neuron(loss, start, rate, 300)[-1] for start in STARTS]


@published(
    "Nielsen, ch. 3, one neuron",
    "quadratic cost, η = 0.15, output after 300 updates",
    "0.0940, 0.2028",
)
def _() -> tuple[str, str]:
    found = digits(ends("quadratic", 0.15), 4)
    return found, agrees(found == "0.0940, 0.2028")


@published(
    "Nielsen, ch. 3, one neuron",
    "cross-entropy, η = 0.15",
    "0.0116, 0.0120 (recomputed)",
)
def _() -> tuple[str, str]:
    found = digits(ends("binary_cross_entropy", 0.15), 4)
    return found, agrees(found == "0.0116, 0.0120")


@published(
    "Nielsen, ch. 3, interactive figures",
    "cross-entropy, η = 0.005",
    "near 0.04 and 0.05",
)
def _() -> tuple[str, str]:
    found = digits(ends("binary_cross_entropy", 0.005), 4)
    return found, "not reproduced: his figures step along ∂C/∂a in place of ∂C/∂z"


@published(
    "gradient flow of that neuron",
    "with η → 0 constant in time t: e^z + 3z − 3e^(−z) − e^(−2z)/2 + 2ηt; with "
    "cross-entropy z − e^(−z) + 2ηt",
    "no drift (recomputed)",
)
def _() -> tuple[str, str]:
    kept = {
        "quadratic": lambda z: np.exp(z) + 3 * z - 3 * np.exp(-z) - np.exp(-2 * z) / 2,
        "binary_cross_entropy": lambda z: z - np.exp(-z),
    }

    def drift(loss: str, rate: float) -> float:
        a = neuron(loss, STARTS[0], rate, round(15 / rate))
        flow = kept[loss](np.log(a / (1 - a))) + 2 * rate * np.arange(len(a))
        return float(np.abs(flow - flow[0]).max())

    coarse, fine = ([drift(loss, rate) for loss in kept] for rate in (0.02, 0.01))
    text = f"drift {digits(coarse, 4)} at η = 0.02, {digits(fine, 4)} at 0.01"
    halved = np.divide(coarse, fine)
    return text, agrees(np.all((halved > 1.9) & (halved < 2.1)))


@published(
    "Nielsen, ch. 5",
    "sigmoids, W ~ N(0, 1/n), b ~ N(0, 1): norm of the mean δ of a hidden layer over "
    "that of the layer below",
    "5.7, 4.1, 4.1 (one draw, his four norms divided)",
)
def _() -> tuple[str, str]:
    digits_ = data.digits()
    rng = np.random.default_rng(5)
    net = Network(
        [64, 30, 30, 30, 30, 10],
        "sigmoid",
        "sigmoid",
        "binary_cross_entropy",
        "lecun_normal",
        bias=[rng.normal(size=(100, n)) for n in (30, 30, 30, 30, 10)],
        stack=(100,),
        seed=5,
    )
    net.forward(digits_.X[:300])
    net.backward(np.eye(10)[digits_.y[:300]])
    norms = [np.linalg.norm(net.delta[l].mean(axis=-2), axis=-1) for l in range(1, 5)]
    ratios = [np.median(above / below) for below, above in itertools.pairwise(norms)]
    agree = min(ratios) > 4 and max(ratios) < 6
    return f"medians of 100: {digits(ratios, 1)}", agrees(agree)


@published(
    "Nielsen, ch. 5, problem",
    "widest interval of a with |w σ′(wa + b)| ≥ 1",
    "0.4477 at w = 6.894",
)
def _() -> tuple[str, str]:
    w = np.arange(4.001, 20, 0.001)
    widths = 2 / w * np.log(w * (1 + np.sqrt(1 - 4 / w)) / 2 - 1)
    best = widths.argmax()
    text = f"{widths[best]:.4f} at w = {w[best]:.3f}"
    return text, agrees(text == "0.4477 at w = 6.894")


PRINCE = "0.139; 2.281, −17.060, −1.683, 0.745; 5.246, −16.079, −8.530, 0.489"


@published(
    "Prince, ch. 7",
    "a chain of sine, exponential and cosine: loss; slopes in β₀ to β₃; in ω₀ to ω₃",
    PRINCE,
)
def _() -> tuple[str, str]:
    start = np.array([1.0, 2.0, -3.0, 0.4, 0.1, -0.4, 2.0, 3.0])
    bends: list[Callable[[Any], Any]] = [np.sin, np.exp, np.cos]

    def loss(p: Array) -> float:
        f = p[0] + p[4] * 2.3
        for k, bend in enumerate(bends, 1):
            f = p[k] + p[4 + k] * bend(f)
        return float((f - 2) ** 2)

    steps = 1e-6 * np.eye(8)
    slopes = [(loss(start + h) - loss(start - h)) / 2e-6 for h in steps]
    parts = loss(start), slopes[:4], slopes[4:]
    found = "; ".join(digits(part, 3) for part in parts).replace("-", "−")
    return found, agrees(found == PRINCE)


@published(
    "Glorot and Bengio 2010 †",
    "U(±1/√n): factor in the linear regime; mean singular value of a tanh layer's "
    "Jacobian, and with the normalised rule",
    "0.577; about 0.5 and 0.8",
)
def _() -> tuple[str, str]:
    means = []
    for rule in ("uniform", "glorot_uniform"):
        net = Network([64, *[100] * 5, 10], "tanh", init=rule, seed=10)
        net.forward(data.digits().X[:20])
        jacobians = [net.W[l] * tanh.derivative(net.z[l])[:, None] for l in range(2, 6)]
        means.append(np.linalg.svd(jacobians, compute_uv=False).mean())
    factor = float(theory.limiting_factor("identity", np.sqrt(1 / 3)))
    agree = round(factor, 3) == 0.577 and np.round(means, 1).tolist() == [0.5, 0.8]
    return f"{factor:.3f}; {digits(means, 2)}", agrees(agree)


@published(
    "He, Zhang, Ren and Sun 2015 †", "ReLU with 2/n, and with 1/n: factor", "1, 1/√2"
)
def _() -> tuple[str, str]:
    found = digits(theory.limiting_factor("relu", np.sqrt([2.0, 1.0])), 4)
    return found, agrees(found == "1.0000, 0.7071")


@published(
    "Klambauer and others 2017",
    "SELU: λ, α, and the fixed point q*",
    "1.0507009873554805, 1.6732632423543778, 1",
)
def _() -> tuple[str, str]:
    scale = activations.selu(1.0)
    alpha, q = -activations.selu(-100.0) / scale, theory.fixed_point("selu", 1.0)
    found = f"{scale:.16f}, {alpha:.16f}, {q:.4f}"
    agree = np.allclose([scale, alpha], [1.0507009873554805, 1.6732632423543778], 1e-15)
    return found, agrees(agree and abs(q - 1) < 1e-6)


@published(
    "mean field",
    "z ~ N(0, 1): E[σ′²], E[tanh′²], E[tanh²]",
    "0.04484, 0.46440, 0.39429 (recomputed)",
)
def _() -> tuple[str, str]:
    found = digits(
        [
            theory.gaussian_mean(lambda z: sigmoid.derivative(z) ** 2, 1.0),
            theory.gaussian_mean(lambda z: tanh.derivative(z) ** 2, 1.0),
            theory.gaussian_mean(lambda z: tanh(z) ** 2, 1.0),
        ],
        5,
    )
    return found, agrees(found == "0.04484, 0.46440, 0.39429")


@published("mean field", "√χ* of SELU with LeCun's weights", "1.035")
def _() -> tuple[str, str]:
    found = f"{float(theory.limiting_factor('selu', 1.0)):.3f}"
    return found, agrees(found == "1.035")


@published(
    "Dive into Deep Learning",
    "100 products of 4 × 4 matrices from N(0, 1): log₁₀ of the largest entry",
    "about 24",
)
def _() -> tuple[str, str]:
    rng = np.random.default_rng(100)
    product = np.broadcast_to(np.eye(4), (300, 4, 4))
    for _ in range(100):
        product = product @ rng.normal(size=(300, 4, 4))
    decades = np.log10(np.abs(product).max(axis=(1, 2)))
    low, middle, high = np.percentile(decades, [10, 50, 90])
    text = f"median {middle:.0f} of 300, middle eight tenths {low:.0f} to {high:.0f}"
    return text, agrees(23 < middle < 26)


@published(
    "tent map",
    "straight pieces: eight layers of two; one layer of 16",
    "256; at most 17",
)
def _() -> tuple[str, str]:
    x = np.linspace(0, 1, 2**13 + 1)
    y, kinks = x, np.arange(1, 17) / 2**5
    for _ in range(8):
        y = 2 * np.maximum(y, 0) - 4 * np.maximum(y - 0.5, 0)
    flat = np.maximum(x[:, None] - kinks, 0) @ (-1.0) ** np.arange(16)
    pieces = [1 + np.count_nonzero(np.abs(np.diff(c, 2)) > 1e-9) for c in (y, flat)]
    return f"{pieces[0]}, {pieces[1]}", agrees(pieces == [256, 17])


@published(
    "Lu, Shin, Su and Karniadakis 2019 †",
    "ten ReLU layers of width 2, fitting |x|: share that collapses to a constant",
    "more than 90 % of 1000",
)
def _() -> tuple[str, str]:
    one, both = 100 * nb09.born(0, 2, 10, 20_000)[:, -1]
    exact = 100 * nb09.silent_share(2, 10)
    text = f"constant from the start {both:.1f} %; for one input {one:.1f} %"
    close = abs(one - exact) < 1
    return f"{text}, exact {exact:.2f} %", agrees(close and both > 90)


@published(
    "He, Zhang, Ren and Sun 2015 †",
    "ReLU networks of 22 and of 30 layers: share of digits right with 2/n",
    "30 layers learn with 2/n and stall with 1/n",
)
def _() -> tuple[str, str]:
    numbers = stored.load("trial")["rows"]
    found = [np.median(numbers[id]) for id in ("08.3", "08.6")]
    text = f"{digits(found, 2)}; with 1/n less than 0.2, and guessing"
    return text, agrees(min(found) > 1 / 6)


@published(
    "He, Zhang, Ren and Sun 2015 †",
    "weights of std 0.01 in VGG: what is left of the gradient",
    "1/(1.7·10⁴)",
)
def _() -> tuple[str, str]:
    filters = np.array([64, 128, 128, 256, 256, 512, 512, 512, 512])
    shrunk = 1 / (0.01 * np.sqrt(9 * filters / 2))
    exact, rounded = np.prod(shrunk), np.prod(np.round(shrunk, 1))
    text = f"1/{exact:.0f}, from rounded factors 1/{rounded:.0f}"
    return text, agrees(round(exact / 1e4, 1) == 1.7)


@published(
    "Glorot and Bengio 2010 †",
    "five layers of 100 tanh: share of digits right with the normalised rule",
    "better than with the standard one; sigmoids fail",
)
def _() -> tuple[str, str]:
    found = float(np.median(stored.load("trial")["rows"]["08.9"]))
    return f"{found:.2f}, against less than 0.85 and guessing", agrees(found > 0.85)


@published(
    "Schoenholz and others 2017",
    "tanh, σ_b² = 0.05, depth that can be trained; here 40 layers",
    "up to about 6ξ",
)
def _() -> tuple[str, str]:
    chi = theory.limiting_factor("tanh", np.sqrt([1.0, 1.5]), np.sqrt(0.05)) ** 2
    short, long = -6 / np.log(chi)
    found = float(np.median(stored.load("trial")["rows"]["08.8"]))
    text = f"guessing where 6ξ = {short:.0f}; {found:.2f} right where 6ξ = {long:.0f}"
    fits = short < 40 < long and found > 0.2
    return text, "in part: two scales at one depth" if fits else agrees(False)


@published(
    "Hanin and Rolnick 2018 †",
    "ReLU, ten layers of 50: mean square q of a layer's length, E[q²] = ∏(1 + 5/n)",
    "grows with the sum of 1/width: 2.59 (recomputed)",
)
def _() -> tuple[str, str]:
    rng = np.random.default_rng(0)
    a, grown = np.ones((1000, 1, 50)), []
    for _ in range(10):
        before = np.mean(a**2, axis=(1, 2))
        a = np.maximum(a @ rng.normal(0, np.sqrt(2 / 50), (1000, 50, 50)), 0)
        grown.append(np.mean((np.mean(a**2, axis=(1, 2)) / before) ** 2))
    found = float(np.prod(grown))  # layers are independent, and tails of q² are heavy
    return f"{found:.2f}, 1000 networks, layer by layer", agrees(
        abs(found - 2.59) < 0.3
    )


@published(
    "Golik, Doetsch and Ney 2013 †",
    "two layers of 64 sigmoids, softmax: share of digits right, squared error",
    "does not converge well",
)
def _() -> tuple[str, str]:
    entropy, squares = np.median(
        list(stored.load("published")["rows"]["golik"].values()), axis=1
    )
    text = f"{squares:.2f} after 20 epochs, with cross-entropy {entropy:.2f}"
    return text, "in part: slower and a little worse, but it does converge"


@published(
    "Hui and Belkin 2021 †",
    "square loss without softmax, 28 tasks",
    "as good or better in most",
)
def _() -> tuple[str, str]:
    return "none", "not tried; it stands beside Golik as the disagreement that it is"


@published(
    "Guo, Pleiss, Sun and Weinberger 2017",
    "temperature scaling: calibration error, after over before",
    "0.08 (16.53 to 1.26 %) and 0.31 (3.02 to 0.93 %), photographs",
)
def _() -> tuple[str, str]:
    found = float(np.median(stored.load("trial")["rows"]["06.4"]))
    text = f"{found:.2f} (digits, 60 to train, 400 to fit the temperature)"
    return text, "in part: it falls, and less" if 0.31 < found < 0.7 else agrees(False)


@published(
    "Saxe, McClelland and Ganguli 2013 †",
    "deep linear networks of 2, 4, 8, 16, 32 layers, orthogonal starts: updates at the "
    "best of 13 rates, median of three (never: not in 1000)",
    "independent of depth; Gaussian starts are not",
)
def _() -> tuple[str, str]:
    rows = stored.load("published")["rows"]["saxe"]
    said = {
        k: ", ".join("never" if x is None else str(x) for x in v)
        for k, v in rows.items()
    }
    text = f"{said['orthogonal']}; Gaussian {said['glorot_normal']}"
    return text, "in part: the contrast, and not the independence"


def deep_linear(init: str, layers: int, width: int = 20, draws: int = 3) -> int | None:
    """Updates until the cost is a twentieth of what it was, at the best of 13 rates.

    The median of three draws; None where 1000 updates do not do it.
    """
    rates = np.broadcast_to(np.geomspace(0.003, 3, 13)[:, None], (13, draws))
    rng = np.random.default_rng(0)
    U, V = (np.linalg.qr(rng.normal(size=(width, width)))[0] for _ in range(2))
    X = np.eye(width) * np.sqrt(width)
    Y = X @ (U * np.linspace(0.5, 1.5, width)) @ V
    net = Network(
        [width] * (layers + 1),
        "identity",
        "identity",
        "quadratic",
        init,
        stack=rates.shape,
    )
    start, reached = net.cost(X, Y), np.full(rates.shape, np.inf)
    with np.errstate(all="ignore"):
        for update in range(1, 1001):
            net.step(X, Y, rates)
            there = np.isinf(reached) & (net.cost(X, Y) < start / 20)
            reached[there] = update
            best = np.median(reached, axis=1).min()
            if np.isfinite(best):
                return int(best)
    return None


def squared_error_with_softmax(loss: str) -> list[float]:
    """The share of test digits right of five networks, at the best of four rates."""
    digits_ = data.digits()
    rates = np.repeat([0.3, 1.0, 3.0, 10.0], 5)
    net = Network([64, 64, 64, 10], "sigmoid", "softmax", loss, stack=(20,), seed=0)
    Y, Y_test = np.eye(10)[digits_.y], np.eye(10)[digits_.y_test]
    history = fit(
        net,
        digits_.X,
        Y,
        20,
        20,
        rates,
        validation_data=(digits_.X_test, Y_test),
        record=("accuracy",),
        progress=False,
    )
    right = history.validation_accuracy[-1].reshape(4, 5)
    return [float(x) for x in right[np.median(right, axis=1).argmax()]]


def table() -> dict[str, dict[str, Sequence[Any]]]:
    """What takes minutes: to be stored."""
    losses = ("categorical_cross_entropy", "quadratic")
    return {
        "saxe": {
            init: [deep_linear(init, layers) for layers in (2, 4, 8, 16, 32)]
            for init in ("orthogonal", "glorot_normal")
        },
        "golik": {loss: squared_error_with_softmax(loss) for loss in losses},
    }
