"""The exhibits of notebook 13: what decides the claims that need no draw.

A claim about something random is decided by a ``Conclusion`` of its notebook, on seeds
that no wording has seen.  The others are decided here, each by one number.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnlib import Network, activations, gradcheck, losses, theory
from nnlib.activations import relu, sigmoid, softmax, softplus, tanh

from ..drawing import tables
from . import Result, conclusion, nb08

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Exhibit:
    """What decides the claim ``id``: a sentence, and the experiment behind it."""

    id: str
    sentence: str
    number: str
    """What the number is, with its unit."""
    experiment: Callable[[], Result]

    def __call__(self) -> Result:
        return self.experiment()


EXHIBITS: dict[str, Exhibit] = {}


def exhibit(
    id: str, sentence: str, *, number: str
) -> Callable[[Callable[[], Result]], Exhibit]:
    """Make a function without arguments the exhibit of a claim."""

    def decorate(experiment: Callable[[], Result]) -> Exhibit:
        EXHIBITS[id] = Exhibit(id, sentence, number, experiment)
        return EXHIBITS[id]

    return decorate


Z = np.linspace(-30, 30, 600_001)


# Activations


@exhibit(
    "A01",
    "The sigmoid's slope falls all the way from z = 0 on, and at z = 5 less than a "
    "thirtieth of it is left.",
    number="slope at 5 over slope at 0",
)
def flattens() -> Result:
    ratio = float(sigmoid.derivative(5.0) / sigmoid.derivative(0.0))
    falling = np.all(np.diff(sigmoid.derivative(Z[Z >= 0])) <= 0)
    return Result(bool(falling) and ratio < 1 / 30, ratio)


@exhibit(
    "A03",
    "On 600 001 points both formulas give what the package gives for tanh.",
    number="largest difference",
)
def two_formulas() -> Result:
    up, down = np.exp(Z), np.exp(-Z)
    formulas = (up - down) / (up + down), 2 * sigmoid(2 * Z) - 1
    off = max(np.abs(tanh(Z) - formula).max() for formula in formulas)
    return Result(off < 1e-15, float(off))


@exhibit(
    "A04",
    "At z = 3 tanh has less than a quarter of the slope of the sigmoid: it flattens "
    "sooner.",
    number="slope of tanh over that of the sigmoid at z = 3",
)
def tanh_flattens_sooner() -> Result:
    ratio = float(tanh.derivative(3.0) / sigmoid.derivative(3.0))
    return Result(ratio < 0.25, ratio)


@exhibit(
    "A05",
    "For z ~ N(1, 1) the outputs of tanh have mean 0.55 and standard deviation 0.50.",
    number="mean of the outputs",
)
def not_standardised() -> Result:
    mean = theory.gaussian_mean(lambda z: tanh(z + 1), 1.0)
    square = theory.gaussian_mean(lambda z: tanh(z + 1) ** 2, 1.0)
    moments = np.round([mean, np.sqrt(square - mean**2)], 2)
    return Result(moments.tolist() == [0.55, 0.5], float(mean))


@exhibit(
    "A06",
    "In double precision σ(z) is exactly 1 from z = 37 on, and its slope exactly 0 "
    "from z = −746 down.",
    number="first whole z at which σ(z) is 1",
)
def rounds_to_one() -> Result:
    z = np.arange(-800.0, 801.0)
    first = z[sigmoid(z) == 1].min()
    flat = z[(z < 0) & (sigmoid.derivative(z) == 0)].max()
    steepest = sigmoid.derivative(Z).max()
    return Result(first == 37 and flat == -746 and steepest == 0.25, float(first))


@exhibit(
    "A07",
    "Central differences of softplus give the sigmoid, to within 10⁻⁹.",
    number="largest difference",
)
def softplus_slope() -> Result:
    z, h = np.linspace(-20, 20, 4001), 1e-5
    off = np.abs((softplus(z + h) - softplus(z - h)) / (2 * h) - sigmoid(z)).max()
    return Result(off < 1e-9, float(off))


@exhibit(
    "A08",
    "Softplus lies ln 2 above ReLU at z = 0, and less than 0.01 beyond z = ±5.",
    number="largest gap, at z = 0",
)
def softplus_gap() -> Result:
    gap = softplus(Z) - relu(Z)
    far = gap[np.abs(Z) > 5].max()
    return Result(np.isclose(gap.max(), np.log(2)) and far < 0.01, float(gap.max()))


@exhibit(
    "A09",
    "The earliest paper that this series cites for ReLU is Fukushima's of 1969, for "
    "softplus that of Dugas and others of 2000.",
    number="years from ReLU to softplus",
)
def who_was_first() -> Result:
    years = [int(f.source.split(";")[0].split()[-1]) for f in (relu, softplus)]
    return Result(years == [1969, 2000], years[1] - years[0])


@exhibit(
    "A10",
    "For z ~ N(0, 1) the derivative of ReLU is 0 on half of the values and 1 on the "
    "other half.",
    number="mean of the derivative",
)
def half_of_the_slopes() -> Result:
    mean = float(np.mean(relu.derivative(Z[Z != 0])))  # as many below 0 as above
    values = np.unique(relu.derivative(Z)).tolist()
    return Result(bool(np.isclose(mean, 0.5)) and values == [0.0, 1.0], mean)


@exhibit(
    "A11",
    "On 600 001 points ReLU is z where z ≥ 0, and 0 elsewhere.",
    number="largest difference",
)
def relu_by_definition() -> Result:
    off = np.abs(relu(Z) - np.where(Z >= 0, Z, 0)).max()
    return Result(off == 0, float(off))


@exhibit(
    "A12",
    "A PReLU unit that is to fit |z| learns the slope −1 for negative z: it need not "
    "shrink them, nor keep their sign.",
    number="slope learned, from 0.25",
)
def learned_slope() -> Result:
    z, alpha = np.linspace(-1, 1, 201), 0.25
    for _ in range(200):
        a = np.where(z > 0, z, alpha * z)
        alpha -= np.mean((a - np.abs(z)) * np.minimum(z, 0))  # ∂C/∂α
    return Result(abs(alpha + 1) < 1e-6, float(alpha))


@exhibit(
    "A14",
    "For z ~ N(0, 1) the correlation of z and σ(z) is above 0.99: there the sigmoid "
    "is almost a straight line.",
    number="correlation of z and σ(z)",
)
def nearly_linear() -> Result:
    covariance = theory.gaussian_mean(lambda z: z * sigmoid(z), 1.0)
    variance = theory.gaussian_mean(lambda z: (sigmoid(z) - 0.5) ** 2, 1.0)
    correlation = float(covariance / np.sqrt(variance))
    return Result(correlation > 0.99, correlation)


@exhibit(
    "A15",
    "Of the fifteen activations of the package that take a single number, one is "
    "linear: the identity.",
    number="linear activations of fifteen",
)
def one_is_linear() -> Result:
    z = np.linspace(-4, 4, 81)
    names = [name for name in activations.NAMES if name != "softmax"]
    linear = [
        f.name for f in map(activations.get, names) if np.allclose(f(z), f(1.0) * z)
    ]
    return Result(linear == ["identity"] and len(names) == 15, len(linear))


@exhibit(
    "A16",
    "In the stored benchmark sigmoid and tanh take more than twice ReLU's time an "
    "element forwards, and with the way back about half as much again.",
    number="time of the sigmoid over that of ReLU, forwards",
)
def cheaper() -> Result:
    stored = tables.stored("activations")["ns per element"]
    names = ("sigmoid", "tanh")
    forwards = [stored[name]["forward"] / stored["relu"]["forward"] for name in names]
    both = [sum(stored[k].values()) / sum(stored["relu"].values()) for k in names]
    holds = min(forwards) > 2 and min(both) > 1.2 and max(both) < 2.0
    return Result(holds, forwards[0])


@exhibit(
    "A17",
    "A ReLU unit whose z is below 0 on every example has a gradient of exactly 0 in "
    "all its weights and its bias; at z = 1000 the slope is still 1.",
    number="largest gradient of that unit",
)
def cannot_learn() -> Result:
    rng = np.random.default_rng(17)
    net = Network([3, 4, 2], "relu", "identity", "quadratic", "he_normal", seed=17)
    net.b[1][0] = -100.0
    X = rng.normal(size=(20, 3))
    net.forward(X)
    net.backward(rng.normal(size=(20, 2)))
    largest = float(max(np.abs(net.dW[1][:, 0]).max(), abs(net.db[1][0])))
    others = np.abs(net.dW[1][:, 1:]).max()
    below = bool((net.z[1][:, 0] < 0).all())
    steep = float(relu.derivative(1000.0)) == 1
    return Result(below and largest == 0 and bool(others > 0) and steep, largest)


# Losses


def random_logits(outputs: int = 4) -> tuple[Array, Array]:
    """Logits of twenty examples, and one-hot labels."""
    rng = np.random.default_rng(13)
    return rng.normal(0, 3, (20, outputs)), np.eye(outputs)[
        rng.integers(outputs, size=20)
    ]


def slope(cost: Callable[[Array], float], z: Array, h: float = 1e-5) -> Array:
    """∂C/∂z by central differences."""
    found = np.empty_like(z)
    for place in np.ndindex(z.shape):
        step = np.zeros_like(z)
        step[place] = h
        found[place] = (cost(z + step) - cost(z - step)) / (2 * h)
    return found


@exhibit(
    "L01",
    "Central differences give the same δ as the formulas: (a − y)/n for cross-entropy "
    "and (a − y) σ′(z)/n for the quadratic cost.",
    number="largest difference of the two",
)
def what_cancels() -> Result:
    z, y = random_logits()
    a, n = sigmoid(z), len(z)
    entropy = slope(lambda x: losses.get("binary_cross_entropy").from_logits(x, y), z)
    squares = slope(lambda x: losses.get("quadratic")(sigmoid(x), y), z)
    off = max(
        np.abs(entropy - (a - y) / n).max(),
        np.abs(squares - (a - y) * sigmoid.derivative(z) / n).max(),
    )
    return Result(off < 1e-9, float(off))


@exhibit(
    "L04",
    "Where the true class has the logit −5 and the other one 5, its δ is a − 1 with "
    "log-likelihood, more than a thousand times that of softmax with the quadratic "
    "cost.",
    number="δ with log-likelihood over δ with the quadratic cost",
)
def softmax_does_not_stall() -> Result:
    z, y = np.array([[-5.0, 5.0]]), np.array([[1.0, 0.0]])
    entropy = losses.get("categorical_cross_entropy").delta(z, y)
    squares = losses.get("quadratic").delta(z, y, "softmax")
    ratio = float(entropy[0, 0] / squares[0, 0])
    exact = np.isclose(entropy[0, 0], softmax(z)[0, 0] - 1)
    return Result(bool(exact) and ratio > 1000, ratio)


@exhibit(
    "L08",
    "Sigmoids of the logits 2, 1 and 0 add up to more than 2, softmax to 1.",
    number="sum of the three sigmoids",
)
def adds_up() -> Result:
    z = np.array([2.0, 1.0, 0.0])
    total = float(sigmoid(z).sum())
    return Result(total > 2 and bool(np.isclose(softmax(z).sum(), 1)), total)


@exhibit(
    "L09",
    "In double precision e^z overflows above z = 709.78: as code the formula needs the "
    "largest logit subtracted first.",
    number="largest logit with a finite e^z",
)
def overflows() -> Result:
    largest = float(np.log(np.finfo(float).max))
    safe = softmax(np.array([1000.0, 999.0]))
    return Result(
        round(largest, 2) == 709.78 and bool(np.isfinite(safe).all()), largest
    )


@exhibit(
    "L11",
    "Softmax over two logits with categorical cross-entropy costs what one sigmoid of "
    "their difference costs with the binary one.",
    number="largest difference of the costs, twenty examples",
)
def two_nodes() -> Result:
    z, y = random_logits(2)
    categorical, binary = map(
        losses.get, ("categorical_cross_entropy", "binary_cross_entropy")
    )
    off = max(
        abs(categorical.from_logits(one, t) - binary.from_logits(d, t[:, :1]))
        for one, t, d in zip(
            z[:, None], y[:, None], z[:, None, :1] - z[:, None, 1:], strict=True
        )
    )
    return Result(off < 1e-12, float(off))


@exhibit(
    "L12",
    "For z below 0 the output of tanh is negative and has no logarithm; the package "
    "refuses the pair.",
    number="share of outputs without a logarithm, z evenly from −30 to 30",
)
def no_logarithm() -> Result:
    try:
        Network([2, 1], output="tanh", loss="binary_cross_entropy")
    except ValueError:
        negative = float(np.mean(tanh(Z[Z != 0]) < 0))
        return Result(negative == 0.5, negative)
    return Result(False, 0.0)


@exhibit(
    "L13",
    "With one sigmoid, binary cross-entropy takes one column of 0 and 1; one-hot rows "
    "of two are refused.",
    number="columns of labels for one output",
)
def one_column() -> Result:
    net = Network([2, 1], output="sigmoid", loss="binary_cross_entropy")
    X, y = np.eye(2), np.array([0.0, 1.0])
    column = np.isfinite(net.cost(X, y[:, None]))
    try:
        net.cost(X, losses.one_hot(y.astype(int), 2))
    except ValueError:
        return Result(bool(column), 1)
    return Result(False, np.nan)


@exhibit(
    "L14",
    "Integer labels and one-hot rows cost the same on the same logits, to the last "
    "digit.",
    number="difference of the costs",
)
def two_codings() -> Result:
    z, y = random_logits()
    rows = losses.get("categorical_cross_entropy").from_logits(z, y)
    numbers = losses.get("sparse_categorical_cross_entropy").from_logits(
        z, y.argmax(axis=1)
    )
    return Result(rows == numbers, float(rows - numbers))


@exhibit(
    "L15",
    "Categorical cross-entropy takes shares as well: with 0.7, 0.2 and 0.1 the cost is "
    "smallest at these outputs, where it is their entropy and not 0.",
    number="smallest cost",
)
def entropy_floor() -> Result:
    shares = np.array([[0.7, 0.2, 0.1]])
    loss = losses.get("categorical_cross_entropy")
    floor = float(loss(shares, shares))
    others = np.random.default_rng(15).dirichlet(np.ones(3), (1000, 1))
    least = min(float(loss(a, shares)) for a in others)
    same = np.isclose(floor, -np.sum(shares * np.log(shares)))
    return Result(bool(same) and floor < least, floor)


@exhibit(
    "L16",
    "Softmax gives the same when the last logit is subtracted from all, and so becomes "
    "0: one output fewer would do.",
    number="largest difference of the outputs",
)
def one_fewer() -> Result:
    z, _ = random_logits()
    off = np.abs(softmax(z) - softmax(z - z[:, -1:])).max()
    return Result(off < 1e-15, float(off))


@exhibit(
    "L19",
    "The quadratic cost of two outputs is the sum of the costs of each: a network may "
    "predict two numbers at once.",
    number="difference from the sum",
)
def two_numbers() -> Result:
    a, y = random_logits(2)
    cost = losses.get("quadratic")
    off = cost(a, y) - cost(a[:, :1], y[:, :1]) - cost(a[:, 1:], y[:, 1:])
    return Result(abs(off) < 1e-12, float(off))


@exhibit(
    "L21",
    "When three of four observations are 1, cross-entropy is least where the "
    "likelihood is largest, at a = ¾.",
    number="a at the least cross-entropy",
)
def most_likely() -> Result:
    y, a = np.array([1.0, 1.0, 0.0, 1.0]), np.linspace(0.01, 0.99, 99)
    cost = [
        losses.get("binary_cross_entropy")(np.full((4, 1), p), y[:, None]) for p in a
    ]
    likelihood = [np.prod(np.where(y == 1, p, 1 - p)) for p in a]
    best = a[np.argmin(cost)], a[np.argmax(likelihood)]
    return Result(np.allclose(best, 0.75), float(best[0]))


@exhibit(
    "L22",
    "With one-hot rows the categorical cross-entropy of each of twenty examples is "
    "−ln a of its true class.",
    number="largest difference",
)
def true_class() -> Result:
    z, y = random_logits()
    a = softmax(z)
    loss = losses.get("categorical_cross_entropy")
    off = max(
        abs(loss(one[None], t[None]) + np.log(one[t.argmax()]))
        for one, t in zip(a, y, strict=True)
    )
    return Result(off < 1e-12, float(off))


@exhibit(
    "L23",
    "The three matched pairs have δ = (a − y)/n, and every other pair that is allowed "
    "has not.",
    number="largest difference from (a − y)/n, matched pairs",
)
def matched() -> Result:
    z, y = random_logits()
    off = {}
    for name in ("quadratic", "binary_cross_entropy", "categorical_cross_entropy"):
        loss = losses.get(name)
        for output in ("identity", "sigmoid", "softmax"):
            if loss.outputs is None or output in loss.outputs:
                simple = (activations.get(output)(z) - y) / len(z)
                differs = np.abs(loss.delta(z, y, output) - simple).max()
                off[name, output] = differs, output == loss.matched
    most = max(differs for differs, pair in off.values() if pair)
    least = min(differs for differs, pair in off.values() if not pair)
    return Result(bool(most < 1e-15 and least > 1e-3), float(most))


@exhibit(
    "L24",
    "At z = −1 tanh is negative, and no probability is.",
    number="tanh at z = −1",
)
def negative_probability() -> Result:
    value = float(tanh(-1.0))
    return Result(value < 0 and bool((sigmoid(Z) >= 0).all()), value)


@exhibit(
    "L25",
    "With one output the mean squared error is twice the quadratic cost: the same "
    "minimum, another rate.",
    number="mean squared error over quadratic cost",
)
def half() -> Result:
    a, y = random_logits(1)
    ratio = float(
        losses.get("mean_squared_error")(a, y) / losses.get("quadratic")(a, y)
    )
    return Result(bool(np.isclose(ratio, 2)), ratio)


@exhibit(
    "L26",
    "An output of 0.5 and one of 1.5 cost the same where 1 is right: the loss is not "
    "the difference, for it has no sign.",
    number="quadratic cost of either",
)
def forgets_the_sign() -> Result:
    below, above = (
        float(losses.get("quadratic")(np.array([[a]]), np.array([[1.0]])))
        for a in (0.5, 1.5)
    )
    return Result(below == above > 0, below)


# Formulas


def net_of_sigmoids() -> tuple[Network, Array, Array]:
    """Four layers of five sigmoids with the quadratic cost, after both passes."""
    rng = np.random.default_rng(4)
    net = Network([5, 5, 5, 5], "sigmoid", "sigmoid", "quadratic", "normal", seed=4)
    X, Y = rng.normal(size=(8, 5)), rng.random((8, 5))
    net.forward(X)
    net.backward(Y)
    return net, X, Y


def error(found: Any, right: Any) -> float:
    """The largest difference, relative to the largest entry of what is right."""
    return float(np.abs(found - right).max() / np.abs(right).max())


@exhibit(
    "F01",
    "In a network of sigmoids, 5-5-5-5, the output error of BP1 is that of the code, "
    "and central differences confirm the gradients that follow.",
    number="relative error of the gradients, output layer",
)
def bp1() -> Result:
    net, X, Y = net_of_sigmoids()
    off = gradcheck(net, X, Y).errors[3]
    same = error((net.a[3] - Y) * sigmoid.derivative(net.z[3]) / 8, net.delta[3])
    return Result(off < 1e-6 and same < 1e-12, float(off))


@exhibit(
    "F02",
    "With z of the output layer, as printed, δ of layer 1 is wrong by more than a "
    "tenth; with z of its own layer it is right.",
    number="relative error as printed",
)
def bp2_as_printed() -> Result:
    net, *_ = net_of_sigmoids()
    passed = net.delta[2] @ net.W[2].T
    off = error(passed * sigmoid.derivative(net.z[3]), net.delta[1])
    right = error(passed * sigmoid.derivative(net.z[1]), net.delta[1])
    return Result(right < 1e-12 and off > 0.1, off)


@exhibit(
    "F03",
    "The sum of δ over the batch is what central differences give for the bias, in "
    "every layer.",
    number="largest relative error",
)
def bp3() -> Result:
    net, X, Y = net_of_sigmoids()
    delta = [None, *(net.delta[l].copy() for l in (1, 2, 3))]
    off = max(
        error(delta[l].sum(axis=0), numerical(net, net.b[l], X, Y)) for l in (1, 2, 3)
    )
    return Result(off < 1e-7, off)


def numerical(net: Network, parameters: Array, X: Array, Y: Array) -> Array:
    """∂C/∂parameters by central differences; they are put back."""
    start = parameters.copy()

    def cost(values: Array) -> float:
        parameters[...] = values
        return float(net.cost(X, Y))

    found = slope(cost, start)
    parameters[...] = start
    return found


@exhibit(
    "F04",
    "Inputs times δ, summed over the batch, is what central differences give for the "
    "weights, in every layer.",
    number="largest relative error",
)
def bp4() -> Result:
    net, X, Y = net_of_sigmoids()
    found = [None, *(net.a[l - 1].T @ net.delta[l] for l in (1, 2, 3))]
    off = max(error(found[l], numerical(net, net.W[l], X, Y)) for l in (1, 2, 3))
    return Result(off < 1e-7, off)


@exhibit(
    "F05",
    "Without the sum over k a pre-activation has one of its five inputs, and is wrong "
    "by more than a third.",
    number="relative error without the sum",
)
def without_the_sum() -> Result:
    net, X, _ = net_of_sigmoids()
    one = X[:, :1] * net.W[1][0] + net.b[1]
    off = error(one, net.z[1])
    return Result(off > 1 / 3, off)


@exhibit(
    "F06",
    "σ of the inputs x, in place of z, is off by more than a third in some unit.",
    number="largest difference from σ(z)",
)
def input_for_z() -> Result:
    net, X, _ = net_of_sigmoids()
    off = float(np.abs(sigmoid(X) - net.a[1]).max())
    return Result(off > 1 / 3, off)


@exhibit(
    "F07",
    "The formula is right in the output layer. In layer 1 there is no y to compare "
    "with; taken literally it is wrong by more than the gradient itself.",
    number="relative error in layer 1",
)
def output_layer_only() -> Result:
    net, _, Y = net_of_sigmoids()
    found = [
        net.a[l - 1].T @ ((net.a[l] - Y) * sigmoid.derivative(net.z[l])) / 8
        for l in (1, 3)
    ]
    below, top = error(found[0], net.dW[1]), error(found[1], net.dW[3])
    return Result(top < 1e-12 and below > 1, below)


@exhibit(
    "F08",
    "Without 1/n a batch of eight has a gradient eight times as long.",
    number="factor between the two forms",
)
def without_the_mean() -> Result:
    net, _, Y = net_of_sigmoids()
    summed = net.a[2].T @ ((net.a[3] - Y) * sigmoid.derivative(net.z[3]))
    factor = np.linalg.norm(summed) / np.linalg.norm(net.dW[3])
    return Result(np.isclose(factor, 8), float(factor))


@exhibit(
    "F09",
    "At z = 0 the slope is 0.25, the largest there is, and at z = 1 it is 0.20. It is "
    "small where a = σ(z) is close to 0 or 1.",
    number="slope at z = 0",
)
def steep_at_zero() -> Result:
    at_zero, at_one = sigmoid.derivative(np.array([0.0, 1.0]))
    return Result(at_zero == 0.25 and round(at_one, 2) == 0.2, float(at_zero))


@exhibit(
    "F10",
    "As printed it gives 0.31 at z = 0, where the slope is 0.25. Right is σ(z)(1 − "
    "σ(z)).",
    number="value of the printed formula at z = 0",
)
def slope_as_printed() -> Result:
    printed = float(sigmoid(0.0) * sigmoid(1 - sigmoid(0.0)))
    right = sigmoid(0.0) * (1 - sigmoid(0.0))
    return Result(right == 0.25 and 0.31 < printed < 0.312, printed)


@exhibit(
    "F11",
    "With unit k, that of the input, in y − a in place of unit j, that of the output, "
    "the gradient is wrong by more than a tenth.",
    number="relative error as printed",
)
def wrong_index() -> Result:
    net, _, Y = net_of_sigmoids()
    right = net.a[2].T @ (net.a[3] - Y) / 8
    own = np.sum(net.a[2] * net.a[3], axis=0)[:, None]  # Σ a_k a_k, whatever j
    printed = (own - net.a[2].T @ Y) / 8
    off = error(printed, right)
    return Result(off > 0.1, off)


STARTS = ((0.6, 0.9), (2.0, 2.0))


def neuron(loss: str, start: tuple[float, float], rate: float, updates: int) -> Array:
    """Nielsen's neuron, x = 1 and y = 0: its output before and after each update."""
    (w, b), X, Y = start, np.ones((1, 1)), np.zeros((1, 1))
    net = Network([1, 1], output="sigmoid", loss=loss, init=[[[w]]], bias=[[b]])
    a = [net.forward(X).item()]
    for _ in range(updates):
        net.step(X, Y, rate)
        a.append(net.forward(X).item())
    return np.array(a)


@exhibit(
    "F12",
    "In both figures the required output is 0. 0.09 and 0.20 are what the neuron says "
    "after 300 updates.",
    number="output of the first neuron after 300 updates",
)
def required_is_zero() -> Result:
    ends = [neuron("quadratic", start, 0.15, 300)[-1] for start in STARTS]
    return Result(np.round(ends, 2).tolist() == [0.09, 0.2], float(ends[0]))


@exhibit(
    "F13",
    "In 150 updates w and b go from 2 to 1.32, a quarter of their way in 300. It is "
    "the output that hardly moves, from 0.98 to 0.93.",
    number="w and b after 150 updates",
)
def they_do_change() -> Result:
    a = neuron("quadratic", STARTS[1], 0.15, 300)
    z = np.log(a / (1 - a))
    gone = (z[150] - z[0]) / (z[300] - z[0])
    outputs = np.round(a[[0, 150]], 2).tolist()
    holds = round(z[150] / 2, 2) == 1.32 and 0.24 < gone < 0.27  # w = b = z/2
    return Result(holds and outputs == [0.98, 0.93], float(z[150] / 2))


@exhibit(
    "F15",
    "The sentence names one loss twice. Compared are the quadratic cost and "
    "cross-entropy: at a = 0.98 for y = 0 the second has 51 times the slope in z.",
    number="slope of cross-entropy over that of the quadratic cost",
)
def which_two() -> Result:
    z, y = np.log([[0.98 / 0.02]]), np.zeros((1, 1))
    entropy = losses.get("binary_cross_entropy").delta(z, y)
    squares = losses.get("quadratic").delta(z, y, "sigmoid")
    ratio = float((entropy / squares).item())
    return Result(round(ratio) == 51, ratio)


@exhibit(
    "F16",
    "With the gradient a − y the neuron that starts at (0.6, 0.9) ends at 0.42 with "
    "η = 0.005, and not at 0.04 as in the figure: that steps along ∂C/∂a.",
    number="output after 300 updates at η = 0.005",
)
def other_gradient() -> Result:
    end = neuron("binary_cross_entropy", STARTS[0], 0.005, 300)[-1]
    w, b = STARTS[0]
    for _ in range(300):
        wrong = 1 / (1 - sigmoid(w + b).item())  # ∂C/∂a
        w, b = w - 0.005 * wrong, b - 0.005 * wrong
    printed = round(sigmoid(w + b).item(), 2)
    return Result(round(end, 4) == 0.4177 and printed == 0.04, float(end))


# Vanishing and exploding


@conclusion(
    "13.2",
    "Through 30 layers of 100 units an error grows more than tenfold with sigmoids at "
    "σ_w = 16, whose slope is ¼ at most, and less than a thousandth of it is left with "
    "SELU at σ_w = 0.5, whose slope reaches 1.76, in each of ten networks.",
    number="δ of layer 1 over δ of layer 30, sigmoids at σ_w = 16, smallest",
    unless={"scales": (1.0, 0.5)},
    claims=("V05", "A13"),
    rtol=0.3,
)
def slope_is_not_it(seed: int, scales: tuple[float, float] = (16.0, 0.5)) -> Result:
    gentle, steep = (
        nb08.reaches(nb08.passes(seed, name, scale=scale))
        for name, scale in zip(("sigmoid", "selu"), scales, strict=True)
    )
    holds = (gentle > 10).all() and (steep < 1e-3).all()
    return Result(bool(holds), float(gentle.min()), (gentle, steep))


@exhibit(
    "V06",
    "Two matrices of spectral radius ½ have a product of spectral radius above 9.",
    number="spectral radius of the product",
)
def matrices_are_not_numbers() -> Result:
    A, B = np.array([[0.5, 3.0], [0.0, 0.5]]), np.array([[0.5, 0.0], [3.0, 0.5]])
    radius = [np.abs(np.linalg.eigvals(M)).max() for M in (A, B, A @ B)]
    return Result(max(radius[:2]) == 0.5 and radius[2] > 9, float(radius[2]))


@exhibit(
    "V16",
    "In single precision an error that each layer makes ten times as large is infinite "
    "after 39 layers, and so are the weights after one update with it.",
    number="layers until the error is infinite",
)
def single_precision() -> Result:
    W = np.full((100, 100), 0.1, np.float32)
    delta, a = np.ones(100, np.float32), np.ones(100, np.float32)
    layers = 0
    with np.errstate(all="ignore"):
        while np.isfinite(delta).all():
            delta, layers = W @ delta, layers + 1
        W -= np.float32(0.1) * np.outer(a, delta)
    return Result(layers == 39 and bool(np.isinf(W).all()), layers)


@conclusion(
    "13.1",
    "Through thirty convolutions with ReLU and 1/fan-in less than a ten-thousandth of "
    "the error passes, in the median of ten networks.",
    number="share of the error that passes, median",
    unless={"gain": 2.0},
    claims=("V18",),
    rtol=0.5,
)
def convolutions_vanish(seed: int, gain: float = 1.0) -> Result:
    rng, n, channels = np.random.default_rng(seed), 10, 32
    a, passed = rng.normal(size=(n, 64, channels)), []
    for _ in range(30):
        K = rng.normal(0, np.sqrt(gain / (3 * channels)), (3, n, channels, channels))
        z = np.sum([np.roll(a, k - 1, axis=1) @ K[k] for k in range(3)], axis=0)
        passed.append((K, z))
        a = np.maximum(z, 0)
    delta = rng.normal(size=a.shape)
    start = np.sqrt(np.mean(delta**2, axis=(1, 2)))
    for K, z in reversed(passed):
        delta = delta * (z > 0)
        back = [np.roll(delta @ K[k].swapaxes(1, 2), 1 - k, axis=1) for k in range(3)]
        delta = np.sum(back, axis=0)
    share = np.median(np.sqrt(np.mean(delta**2, axis=(1, 2))) / start)
    return Result(bool(share < 1e-4), float(share))


# Training and capacity


@exhibit(
    "T01",
    "Ten linear layers and one, the product of their matrices, give the same outputs.",
    number="relative error",
)
def collapse() -> Result:
    rng = np.random.default_rng(1)
    net = Network([5, *[8] * 9, 3], "identity", "identity", "quadratic", seed=1)
    X, product = rng.normal(size=(20, 5)), np.eye(5)
    for l in range(1, 11):
        product = product @ net.W[l]
    off = error(X @ product, net.forward(X))
    return Result(off < 1e-12, off)


@exhibit(
    "T15",
    "Eight layers of two ReLUs fold the line into 256 straight pieces; sixteen ReLUs "
    "in one layer make at most 17.",
    number="straight pieces of eight layers of two",
)
def folds() -> Result:
    x = np.linspace(0, 1, 2**13 + 1)
    for _ in range(8):
        x = 2 * relu(x) - 4 * relu(x - 0.5)
    pieces = 1 + int(np.count_nonzero(np.abs(np.diff(x, 2)) > 1e-9))
    return Result(pieces == 256, pieces)


@exhibit(
    "T16",
    "Nine parameters, with two hidden units, answer all of XOR; linear layers, however "
    "many, answer three of its four points.",
    number="points of four that linear layers get right",
)
def parameters_do_not_count() -> Result:
    X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], float)
    y = np.array([0, 1, 1, 0])
    grid = np.linspace(-2, 2, 41)
    w, v, b = np.meshgrid(grid, grid, grid)
    answers = (X[:, 0, None] * w.ravel() + X[:, 1, None] * v.ravel() + b.ravel()) > 0
    linear = int((answers == y[:, None]).sum(axis=0).max())
    hidden = relu(X.sum(axis=1, keepdims=True) - np.array([0.0, 1.0]))
    nine = hidden @ np.array([1.0, -2.0]) > 0.5
    return Result(linear == 3 and bool((nine == y).all()), linear)
