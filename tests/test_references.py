"""Published numbers, reproduced with the package."""

import itertools

import numpy as np
import pytest

from nnlib import Network, activations, initializers, theory
from nnlib.activations import Elementwise, sigmoid
from nnlib.notebook.experiments import nb09

# Nielsen, Neural Networks and Deep Learning, ch. 3: one neuron, x = 1, y = 0

STARTS = [(0.6, 0.9), (2.0, 2.0)]


def neuron(loss, w, b):
    return Network([1, 1], output="sigmoid", loss=loss, init=[[[w]]], bias=[[b]])


def outputs(net, learning_rate, updates):
    """a before training and after each update."""
    X, Y = np.array([[1.0]]), np.array([[0.0]])
    a = [net.forward(X).item()]
    for _ in range(updates):
        net.step(X, Y, learning_rate)
        a.append(net.forward(X).item())
    return a


@pytest.mark.parametrize(
    ("loss", "learning_rate", "start", "published"),
    [
        ("quadratic", 0.15, STARTS[0], {0: 0.8176, 300: 0.0940}),
        ("quadratic", 0.15, STARTS[1], {0: 0.9820, 150: 0.9334, 300: 0.2028}),
        ("binary_cross_entropy", 0.15, STARTS[0], {0: 0.8176, 300: 0.0116}),
        ("binary_cross_entropy", 0.15, STARTS[1], {0: 0.9820, 300: 0.0120}),
        ("binary_cross_entropy", 0.005, STARTS[0], {300: 0.4177}),
        ("binary_cross_entropy", 0.005, STARTS[1], {300: 0.7796}),
    ],
)
def test_nielsens_neuron(loss, learning_rate, start, published):
    a = outputs(neuron(loss, *start), learning_rate, 300)
    assert {epoch: round(a[epoch], 4) for epoch in published} == published


def test_the_gradient_behind_the_books_interactive_figures():
    """∂C/∂a in place of ∂C/∂z ends near 0.04 and 0.05 at η = 0.005, as published."""
    for (w, b), published in zip(STARTS, (0.04, 0.05), strict=True):
        for _ in range(300):
            a = sigmoid(w + b)
            wrong = 1 / (1 - a)  # ∂C/∂a of −ln(1 − a)
            w, b = w - 0.005 * wrong, b - 0.005 * wrong
        assert round(sigmoid(w + b).item(), 2) == published


CONSTANTS = {
    "quadratic": lambda z: np.exp(z) + 3 * z - 3 * np.exp(-z) - np.exp(-2 * z) / 2,
    "binary_cross_entropy": lambda z: z - np.exp(-z),
}


@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("loss", CONSTANTS)
def test_gradient_flow_of_the_neuron(loss, start):
    """F(z) + 2ηt stays what it was as η → 0: the deviation falls in step with η."""
    F, deviations = CONSTANTS[loss], []
    for eta in (0.02, 0.01, 0.005):
        updates = round(15 / eta)
        z = np.array(
            [np.log(a / (1 - a)) for a in outputs(neuron(loss, *start), eta, updates)]
        )
        time = eta * np.arange(updates + 1)
        deviations.append(np.abs(F(z) + 2 * time - F(z[0])).max())
    assert deviations[-1] < 0.03
    for coarse, fine in itertools.pairwise(deviations):
        assert coarse / fine == pytest.approx(2, rel=0.05)


# Nielsen, ch. 5, problem: where |w σ′(wa + b)| ≥ 1


def width_of_the_interval(w):
    """The length of the interval of a, centred on wa + b = 0, by bisection."""
    if abs(w) * sigmoid.derivative(0.0) < 1:
        return 0.0
    inside, outside = 0.0, 50.0
    for _ in range(200):
        z = (inside + outside) / 2
        if abs(w) * sigmoid.derivative(z) >= 1:
            inside = z
        else:
            outside = z
    return 2 * inside / abs(w)


def test_nielsens_widest_interval():
    assert width_of_the_interval(3.999) == 0
    assert width_of_the_interval(4.001) > 0
    assert width_of_the_interval(-6.894) == width_of_the_interval(6.894)
    w = np.append(np.arange(4, 30, 0.5), np.arange(6.8, 7, 0.001))
    widths = np.array([width_of_the_interval(x) for x in w])
    assert round(widths.max(), 4) == 0.4477
    assert w[widths.argmax()] == pytest.approx(6.894, abs=5e-4)
    root = np.sqrt(1 - 4 / 6.894)  # the closed form of the problem
    closed = 2 / 6.894 * np.log(6.894 * (1 + root) / 2 - 1)
    assert width_of_the_interval(6.894) == pytest.approx(closed, rel=1e-12)


# Prince, Understanding Deep Learning, ch. 7: a chain of scalars


class Sine(Elementwise):
    name = "sine"
    limits = derivative_limits = (np.nan, np.nan)

    def _f(self, z):
        return np.sin(z)

    def _df(self, z):
        return np.cos(z)


class Exponential(Elementwise):
    name = "exponential"
    limits = derivative_limits = (0, np.inf)

    def _f(self, z):
        return np.exp(z)

    def _df(self, z):
        return np.exp(z)


class Cosine(Elementwise):
    name = "cosine"
    limits = derivative_limits = (np.nan, np.nan)

    def _f(self, z):
        return np.cos(z)

    def _df(self, z):
        return -np.sin(z)


def test_princes_chain_rule():
    """β₃ + ω₃ cos(β₂ + ω₂ exp(β₁ + ω₁ sin(β₀ + ω₀ x))), squared error."""
    net = Network(
        [1, 1, 1, 1, 1],
        hidden=[Sine(), Exponential(), Cosine()],
        output="identity",
        loss="mean_squared_error",
        init=[0.1, -0.4, 2.0, 3.0],
        bias=[1.0, 2.0, -3.0, 0.4],
    )
    X, Y = np.array([[2.3]]), np.array([[2.0]])
    net.forward(X)
    assert round(net.cost(X, Y).item(), 3) == 0.139
    net.backward(Y)
    found = {
        "f": [net.z[l].item() for l in (1, 2, 3, 4)],
        "dℓ/dβ": [net.db[l].item() for l in (1, 2, 3, 4)],
        "dℓ/dω": [net.dW[l].item() for l in (1, 2, 3, 4)],
    }
    published = {
        "f": [1.230, 1.623, 7.137, 2.372],
        "dℓ/dβ": [2.281, -17.060, -1.683, 0.745],
        "dℓ/dω": [5.246, -16.079, -8.530, 0.489],
    }
    assert {
        name: [round(x, 3) for x in row] for name, row in found.items()
    } == published


# Glorot & Bengio 2010, He et al. 2015: what a layer does to the error


def backward_factor(hidden, init, width=200, depth=12, networks=6):
    """RMS of δˡ over that of δˡ⁺¹, over layers and networks, far below the loss."""
    net = Network(
        [width] * depth + [width],
        hidden,
        "identity",
        "quadratic",
        init,
        stack=(networks,),
        seed=1,
    )
    rng = np.random.default_rng(0)
    net.forward(rng.normal(size=(20, width)))
    net.backward(1e6 * rng.normal(size=(20, width)))  # an error from outside
    rms = [np.sqrt((net.delta[l] ** 2).mean()) for l in (1, depth)]
    return (rms[0] / rms[1]) ** (1 / (depth - 1))


@pytest.mark.parametrize(
    ("hidden", "init", "factor"),
    [
        ("identity", "uniform", 0.577),
        ("identity", "glorot_normal", 1.0),
        ("identity", "glorot_uniform", 1.0),
        ("identity", "lecun_normal", 1.0),
        ("relu", "he_normal", 1.0),
        ("relu", "he_uniform", 1.0),
        ("relu", "lecun_normal", 0.7071),
        ("relu", "glorot_normal", 0.7071),
    ],
)
def test_backward_factors(hidden, init, factor):
    """1/√3 for U(±1/√n) in the linear regime; 1 for ReLU with He, else 1/√2."""
    assert backward_factor(hidden, init) == pytest.approx(factor, rel=0.01)


@pytest.mark.parametrize(
    ("name", "bound"),
    [("uniform", (1 / 80) ** 0.5), ("glorot_uniform", (6 / 200) ** 0.5)],
)
def test_glorots_bounds(name, bound):
    W = initializers.get(name)(np.random.default_rng(0), 80, 120)
    assert 0.999 * bound < np.abs(W).max() <= bound
    assert 80 * W.var() == pytest.approx(80 * bound**2 / 3, rel=0.03)


# Klambauer et al. 2017


def test_the_constants_of_selu():
    scale = activations.selu(1.0)
    assert scale == 1.0507009873554805
    assert activations.selu(-1e4) == pytest.approx(
        -scale * 1.6732632423543772, rel=1e-15
    )


def test_selu_keeps_mean_0_and_variance_1():
    z, step = np.linspace(-12, 12, 240001, retstep=True)
    density = np.exp(-z * z / 2) / np.sqrt(2 * np.pi)
    f = activations.selu(z)
    assert (f * density).sum() * step == pytest.approx(0, abs=1e-8)
    assert (f * f * density).sum() * step == pytest.approx(1, abs=1e-8)


# Dive into Deep Learning, numerical stability: products of 4 × 4 matrices


def test_products_of_random_matrices_explode():
    """100 factors from N(0, 1): entries of about 10²⁴, as a network without activation.

    The growth per factor is the Lyapunov exponent (ψ(2) + ln 2)/2 = 0.558 (Newman
    1986), 24.2 decades in 100 factors.
    """
    net = Network(
        [4] * 101, "identity", "identity", "quadratic", "normal", stack=(300,), seed=0
    )
    products = net.forward(np.eye(4))
    decades = np.log10(np.abs(products).max(axis=(-2, -1)))
    assert 23.3 < np.median(decades) < 27.4
    lyapunov = 100 * ((1 - np.euler_gamma) + np.log(2)) / 2 / np.log(10)
    assert decades.mean() == pytest.approx(lyapunov, abs=0.5)
    assert np.mean((decades > 23.3) & (decades < 27.4)) > 0.5


# the tent map: linear pieces by composition


def tent_network(layers):
    """The tent map 2 relu(x) − 4 relu(x − ½), composed with itself."""
    first, between = np.array([[1.0, 1.0]]), np.array([[2.0, 2.0], [-4.0, -4.0]])
    last, shift = np.array([[2.0], [-4.0]]), np.array([0.0, -0.5])
    return Network(
        [1, *[2] * layers, 1],
        "relu",
        "identity",
        "quadratic",
        init=[first, *[between] * (layers - 1), last],
        bias=[*[shift] * layers, 0.0],
    )


def pieces(net, n=2**13):
    """Linear pieces on [0, 1] of a network of one input, all kinks at multiples of 1/n.

    Kinks elsewhere count double or not at all.
    """
    y = net.forward(np.linspace(0, 1, n + 1)[:, None])[:, 0]
    slopes = np.diff(y) * n
    return 1 + np.count_nonzero(np.abs(np.diff(slopes)) > 1e-6)


@pytest.mark.parametrize("layers", range(1, 9))
def test_the_tent_map_doubles_its_pieces_with_each_layer(layers):
    net = tent_network(layers)
    assert pieces(net) == 2**layers
    x = np.linspace(0, 1, 2**layers + 1)
    assert np.array_equal(net.forward(x[:, None])[:, 0], np.arange(2**layers + 1) % 2)


def test_one_hidden_layer_has_a_piece_for_each_unit_and_one_more():
    rng = np.random.default_rng(0)
    kinks = np.sort(rng.choice(np.arange(1, 2**13), 16, replace=False)) / 2**13
    net = Network(
        [1, 16, 1],
        "relu",
        "identity",
        "quadratic",
        init=[np.ones((1, 16)), rng.normal(size=(16, 1))],
        bias=[-kinks, 0.0],
    )
    assert pieces(net) == 17
    assert tent_network(8).parameters.size == net.parameters.size == 49


# Depth, width and luck: what weights do at the start


def test_the_shrinking_of_vgg():
    """He et al. 2015: weights of std 0.01 pass 1/(1.7 · 10⁴) from conv10 to conv2."""
    filters = np.array([64, 128, 128, 256, 256, 512, 512, 512, 512])
    shrunk = 1 / (0.01 * np.sqrt(9 * filters / 2))
    assert np.prod(shrunk) == pytest.approx(1.7e4, rel=0.02)
    assert np.prod(np.round(shrunk, 1)) == pytest.approx(17023, abs=1)  # as he rounds


@pytest.mark.parametrize(("variance", "layers"), [(1.0, 22), (1.3, 47), (1.5, 95)])
def test_trainable_depth(variance, layers):
    """Schoenholz et al. 2017: 6ξ below the edge of chaos, tanh with σ_b² = 0.05."""
    chi = theory.limiting_factor("tanh", variance**0.5, 0.05**0.5) ** 2
    assert round(-6 / np.log(chi)) == layers


def test_the_edge_of_chaos_of_tanh():
    """Schoenholz et al. 2017: critical σ_w² = 1.761 at σ_b² = 0.05."""
    below, above = theory.limiting_factor(
        "tanh", np.sqrt([1.7605, 1.7615]), np.sqrt(0.05)
    )
    assert below < 1 < above


def test_the_trainable_depth_in_chaos():
    """Schoenholz et al. 2017: 6ξ = 54 at σ_w² = 3, from two inputs' correlation c*."""
    w2, b2 = 3.0, 0.05
    q = theory.fixed_point("tanh", w2**0.5, b2**0.5)
    x, weight = np.polynomial.hermite_e.hermegauss(80)
    weight = np.outer(weight, weight) / (2 * np.pi)
    u, v = np.sqrt(q) * np.stack(np.meshgrid(x, x, indexing="ij"))

    def mean(f, c):
        return np.sum(weight * f(u) * f(c * u + np.sqrt(1 - c**2) * v))

    c = 0.5
    for _ in range(500):
        c = (w2 * mean(np.tanh, c) + b2) / q
    slope = w2 * mean(lambda z: 1 / np.cosh(z) ** 2, c)
    assert round(-6 / np.log(slope)) == 54


def test_the_spread_of_lengths():
    """Hanin & Rolnick 2018: E[q²] = ∏(1 + 5/n), here ten ReLU layers of 50 units."""
    rng = np.random.default_rng(0)
    squares = []
    for part in np.sqrt(2) * np.ones((15, 1000, 1, 50)):
        for _ in range(10):
            W = rng.normal(0, np.sqrt(2 / 50), (1000, 50, 50))
            part = np.maximum(part @ W, 0)
        squares.append(np.mean(np.mean(part**2, axis=(1, 2)) ** 2))
    assert np.mean(squares) / 4 == pytest.approx((1 + 5 / 50) ** 10, rel=0.05)


@pytest.mark.parametrize(
    ("width", "published"), [(2, 0.9437), (3, 0.7369), (4, 0.4755)]
)
def test_born_dead(width, published):
    """Lu et al. 2019: ten ReLU layers, silent for one input; exact, and drawn."""
    assert nb09.silent_share(width, 10) == pytest.approx(published, abs=5e-5)
    drawn = nb09.born(1, width, 10, 5000)[0, -1]
    assert drawn == pytest.approx(published, abs=0.02)


def test_born_dead_on_both_rays():
    """Lu et al. 2019: of such networks of width 2 more than 90 % are constants."""
    assert nb09.born(1, 2, 10, 5000)[1, -1] == pytest.approx(0.911, abs=0.01)
