"""The mean-field predictions against mpmath, sampling, random networks and print."""

import itertools
import math

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnlib import activations, initializers, theory
from nnlib.notebook.experiments import nb08

NAMES = [name for name in activations.NAMES if name != "softmax"]
LAMBDA, ALPHA = 1.0507009873554805, 1.6732632423543778
exp, log1p, tanh = math.exp, math.log1p, math.tanh


def logistic(z):
    return 1 / (1 + exp(-z)) if z > -700 else 0.0


def softplus(z):
    return max(z, 0) + log1p(exp(-abs(z)))


def cdf(z):
    return math.erfc(-z / math.sqrt(2)) / 2


def elu(z, alpha):
    return z if z > 0 else alpha * math.expm1(z)


def elu_slope(z, alpha):
    return 1 if z > 0 else alpha * exp(z)


# f and f′ of one number, written down a second time from their definitions.
BY_HAND = {
    "identity": (lambda z: z, lambda z: 1),
    "sigmoid": (logistic, lambda z: logistic(z) * logistic(-z)),
    "tanh": (tanh, lambda z: 4 * logistic(2 * z) * logistic(-2 * z)),
    "relu": (lambda z: max(z, 0), lambda z: z > 0),
    "leaky_relu": (lambda z: max(z, 0.01 * z), lambda z: 1 if z > 0 else 0.01),
    "prelu": (lambda z: max(z, 0.25 * z), lambda z: 1 if z > 0 else 0.25),
    "elu": (lambda z: elu(z, 1), lambda z: elu_slope(z, 1)),
    "selu": (
        lambda z: LAMBDA * elu(z, ALPHA),
        lambda z: LAMBDA * elu_slope(z, ALPHA),
    ),
    "softplus": (softplus, logistic),
    "softsign": (lambda z: z / (1 + abs(z)), lambda z: 1 / (1 + abs(z)) ** 2),
    "gelu": (
        lambda z: z * cdf(z),
        lambda z: cdf(z) + z * exp(-z * z / 2) / math.sqrt(2 * math.pi),
    ),
    "silu": (
        lambda z: z * logistic(z),
        lambda z: logistic(z) * (1 + z * logistic(-z)),
    ),
    "mish": (
        lambda z: z * tanh(softplus(z)),
        lambda z: tanh(softplus(z)) + z * logistic(z) * (1 - tanh(softplus(z)) ** 2),
    ),
    "hard_sigmoid": (
        lambda z: min(max((z + 3) / 6, 0), 1),
        lambda z: (abs(z) < 3) / 6,
    ),
    "binary_step": (lambda z: z >= 0, lambda z: 0),
}


def mean_square_by_mpmath(g, q, scale=1.0):
    """E[g(z)²] for z ~ N(0, q), by adaptive tanh-sinh quadrature of plain floats."""
    s = math.sqrt(q)
    marks = [0.1 * s, s, 3 * s, 6 * s, 3.0] + [scale * 4.0**k for k in range(-1, 4)]
    ends = sorted({m for m in marks if m < 12 * s} | {12 * s})
    points = [-m for m in reversed(ends)] + [0.0] + ends
    total = mpmath.fp.quad(lambda z: g(z) ** 2 * exp(-z * z / q / 2), points)
    return total / math.sqrt(2 * math.pi * q)


@pytest.mark.parametrize("q", [1e-6, 1e-4, 0.1, 1.0, 10.0, 1e3, 1e6])
@pytest.mark.parametrize("name", NAMES)
def test_length_map_and_chi_agree_with_mpmath(name, q):
    f, slope = BY_HAND[name]
    expected = mean_square_by_mpmath(f, q), mean_square_by_mpmath(slope, q)
    assert theory.length_map(name, q, 1) == pytest.approx(expected[0], rel=1e-12)
    assert theory.chi(name, q, 1) == pytest.approx(expected[1], rel=1e-12)


@pytest.mark.parametrize("q", [1e-4, 1.0, 1e3])
@pytest.mark.parametrize("beta", [1e-6, 0.1, 30.0, 1e3, 1e6])
def test_the_corner_of_softplus_is_resolved_however_sharp(beta, q):
    f = activations.get("softplus", beta=beta)
    expected = mean_square_by_mpmath(lambda z: logistic(beta * z), q, 1 / beta)
    assert theory.chi(f, q, 1) == pytest.approx(expected, rel=1e-11)


@pytest.mark.parametrize("q", [1e-150, 1e-9, 0.7, 1e9, 1e150])
def test_gaussian_mean_gives_the_moments(q):
    assert theory.gaussian_mean(np.ones_like, q) == pytest.approx(1, rel=1e-13)
    assert theory.gaussian_mean(np.square, q) == pytest.approx(q, rel=1e-13)
    half = theory.gaussian_mean(np.abs, q)
    assert half == pytest.approx(math.sqrt(2 * q / math.pi), rel=1e-13)


def test_gaussian_mean_splits_at_every_kink():
    kinks = (-2.7, 0.3, 1.1)
    share = theory.gaussian_mean(lambda z: (z > -2.7) & (z < 1.1), 1.0, kinks)
    assert share == pytest.approx(cdf(1.1) - cdf(-2.7), rel=1e-12)
    corner = theory.gaussian_mean(lambda z: np.abs(z - 0.3), 1.0, kinks)
    density = math.exp(-0.045) / math.sqrt(2 * math.pi)
    assert corner == pytest.approx(2 * density + 0.3 * (2 * cdf(0.3) - 1), rel=1e-12)


@given(
    name=st.sampled_from(NAMES),
    exponents=st.lists(st.floats(-8, 8), min_size=1, max_size=5),
    sigma_w=st.floats(0, 20),
    sigma_b=st.floats(0, 5),
)
def test_arrays_give_what_numbers_give(name, exponents, sigma_w, sigma_b):
    q = 10 ** np.array(exponents)
    together = theory.length_map(name, q, sigma_w, sigma_b)
    apart = [theory.length_map(name, x, sigma_w, sigma_b) for x in q]
    np.testing.assert_allclose(together, apart, rtol=1e-13)
    together = theory.chi(name, q, sigma_w)
    np.testing.assert_allclose(
        together, [theory.chi(name, x, sigma_w) for x in q], rtol=1e-13
    )


def test_shapes():
    sigma_w, sigma_b = np.array([[1.0], [2.0]]), np.array([0.0, 0.1, 0.2])
    assert np.ndim(theory.chi("tanh", 1, 1)) == 0
    assert theory.chi("tanh", [1.0, 2.0], 1).shape == (2,)
    assert theory.length_map("tanh", 1.0, sigma_w, sigma_b).shape == (2, 3)
    assert theory.lengths("tanh", 1.0, 1.0, 0.0, 4).shape == (4,)
    factors = theory.backward_factors("tanh", 1.0, sigma_w, sigma_b, 4)
    assert factors.shape == theory.backward_product(factors).shape == (4, 2, 3)
    assert theory.fixed_point("tanh", sigma_w, sigma_b).shape == (2, 3)
    assert theory.limiting_factor("tanh", sigma_w, sigma_b).shape == (2, 3)


def test_published_means_at_q_1():
    assert f"{theory.chi('sigmoid', 1, 1):.5f}" == "0.04484"
    assert f"{theory.chi('tanh', 1, 1):.5f}" == "0.46440"
    assert f"{theory.length_map('tanh', 1, 1):.5f}" == "0.39429"


@pytest.mark.parametrize(
    ("name", "init", "printed"),
    [
        ("identity", "uniform", "0.577"),
        ("tanh", "uniform", "0.577"),
        ("relu", "he_normal", "1.0000"),
        ("relu", "glorot_normal", "0.7071"),
        ("selu", "lecun_normal", "1.035"),
    ],
)
def test_published_limits_of_the_backward_factor(name, init, printed):
    factor = theory.limiting_factor(name, theory.weight_scale(init, 100))
    assert f"{factor:.{len(printed) - 2}f}" == printed


def test_selu_keeps_the_length_1():
    assert theory.length_map("selu", 1, 1) == pytest.approx(1, abs=1e-13)
    for start in (0.01, 1, 50):
        assert theory.fixed_point("selu", 1, start=start) == pytest.approx(1, rel=1e-11)


@pytest.mark.parametrize("name", NAMES)
def test_at_0_and_infinity_the_means_are_limits(name):
    f = activations.get(name)
    assert theory.chi(name, 0, 1) == pytest.approx(theory.chi(name, 1e-30, 1))
    assert theory.chi(name, np.inf, 1) == pytest.approx(
        sum(slope**2 for slope in f.derivative_limits) / 2
    )
    assert theory.gaussian_mean(lambda z: f(z) ** 2, np.inf) == pytest.approx(
        sum(limit**2 for limit in f.limits) / 2
    )
    mixed = theory.chi(name, [0, 1, np.inf], 1)
    np.testing.assert_allclose(
        mixed, [theory.chi(name, x, 1) for x in (0, 1, np.inf)], rtol=1e-13
    )


def test_lengths_run_into_0_and_infinity_without_a_warning():
    q = theory.lengths("identity", 1.0, [1e-9, 1e9], 0.0, 40)
    np.testing.assert_allclose(q[:12, 0], 1e-18 ** np.arange(12), rtol=1e-12)
    np.testing.assert_allclose(q[:12, 1], 1e18 ** np.arange(12), rtol=1e-12)
    assert q[-1].tolist() == [0, np.inf]
    factors = theory.backward_factors("identity", 1.0, [1e-9, 1e9], 0.0, 40)
    np.testing.assert_allclose(factors, [[1e-9, 1e9]] * 40, rtol=1e-12)


def test_factors_and_products_belong_to_their_layers():
    q = [2.0]
    for _ in range(4):
        q.append(1.5**2 * theory.length_map("tanh", q[-1], 1) + 0.3**2)
    np.testing.assert_allclose(theory.lengths("tanh", 2.0, 1.5, 0.3, 5), q, rtol=1e-13)
    factors = theory.backward_factors("tanh", 2.0, 1.5, 0.3, 5)
    np.testing.assert_allclose(factors**2, theory.chi("tanh", q, 1.5), rtol=1e-13)
    product = theory.backward_product(factors)
    for l in range(1, 6):
        assert product[l - 1] == pytest.approx(math.prod(factors[l - 1 :]), rel=1e-13)


@pytest.mark.parametrize("sigma_b", [0.0, 0.4])
@pytest.mark.parametrize("sigma_w", [0.0, 0.6, 1.3])
def test_fixed_points_known_in_closed_form(sigma_w, sigma_b):
    for name, mean_square in (
        ("identity", 1),
        ("relu", 1 / 2),
        ("leaky_relu", 0.50005),
    ):
        keeps = sigma_w**2 * mean_square
        expected = sigma_b**2 / (1 - keeps) if keeps < 1 else np.inf
        q = theory.fixed_point(name, sigma_w, sigma_b)
        assert q == pytest.approx(expected, rel=1e-11, abs=1e-300)
    q = theory.fixed_point("binary_step", sigma_w, sigma_b)
    assert q == pytest.approx(sigma_w**2 / 2 + sigma_b**2, rel=1e-12, abs=1e-300)


def test_relu_with_he_weights_keeps_every_length():
    sigma_w = theory.weight_scale("he_normal", 100)
    for start in (1e-6, 0.3, 1.0, 1e6):
        assert theory.fixed_point("relu", sigma_w, start=start) == start
    assert theory.fixed_point("relu", sigma_w, 0.1) == np.inf
    q = theory.lengths("relu", 1.0, sigma_w, 0.1, 1000)
    np.testing.assert_allclose(q, 1 + 0.01 * np.arange(1000), rtol=1e-10)


@pytest.mark.parametrize("name", NAMES)
def test_fixed_point_is_where_lengths_end(name):
    """Run 60 layers: those that have settled are at q*, the others on their way."""
    sigma_w, sigma_b = np.meshgrid([0.5, 0.9, 1.2, 2.0], [0.0, 0.2, 1.0])
    for start in (1e-3, 30.0):
        q = theory.lengths(name, start, sigma_w, sigma_b, 60)
        limit = theory.fixed_point(name, sigma_w, sigma_b, start)
        step = q[-1] - q[-2]
        settled = np.abs(step) < 1e-9 * q[-1]
        np.testing.assert_allclose(limit[settled], q[-1][settled], rtol=1e-6)
        ahead = np.sign(limit - q[-1])
        assert (ahead == np.sign(step))[~settled].all()
        assert settled.any()


@pytest.mark.parametrize("name", NAMES)
def test_mean_square_grows_with_q(name):
    """What the search for the fixed point relies on."""
    steps = np.diff(theory.length_map(name, np.geomspace(1e-12, 1e12, 1001), 1))
    assert (steps >= -1e-15).all()


def test_lengths_can_end_in_two_places():
    """SiLU, σ_w² = 3: small lengths settle, large ones grow without bound."""
    assert theory.fixed_point("silu", math.sqrt(3), 0.1, start=0.01) < 0.1
    assert theory.fixed_point("silu", math.sqrt(3), 0.1, start=10.0) == np.inf


def test_tanh_wakes_up_at_sigma_w_1():
    below, at, above = theory.fixed_point("tanh", [0.99, 1.0, 1.01])
    assert below == at == 0
    # E[tanh²] = q − 2q² + 17q³/3 − …, hence q* ≈ (1 − 1/σ_w²)/2
    assert above == pytest.approx((1 - 1 / 1.01**2) / 2, rel=0.04)


def test_sigmoid_passes_errors_on_near_sigma_w_10():
    factors = theory.limiting_factor("sigmoid", [8.5, 10.0, 12.0])
    assert 0.9 < factors[0] < factors[1] < 1 < factors[2] < 1.1


def random_network(init, f, widths, rows, rng, sigma_b=0.0):
    """The weights and pre-activations of a random network, inputs N(0, 1): lists by
    layer, l = 1 …; index 0 is unused."""
    init = initializers.get(init)
    a = rng.normal(size=(rows, widths[0]))
    W, z = [None], [None]
    for n_in, n_out in itertools.pairwise(widths):
        W.append(init(rng, n_in, n_out))
        z.append(a @ W[-1] + rng.normal(0, sigma_b, n_out))
        a = f(z[-1])
    return W, z


def rms(x):
    return math.sqrt(np.mean(x**2))


@pytest.mark.parametrize(
    ("name", "init", "sigma_b", "tolerance"),
    [
        ("tanh", "he_normal", 0.0, 0.03),
        ("selu", "lecun_uniform", 0.0, 0.03),
        # Biases make the rows alike: 2000 numbers then, of which a mean square has a
        # standard deviation of √(2 / 2000) = 3 %.
        ("softsign", "glorot_normal", 0.5, 0.1),
    ],
)
def test_lengths_and_chi_in_a_wide_network(name, init, sigma_b, tolerance):
    f, width, depth = activations.get(name), 2000, 4
    sigma_w = theory.weight_scale(init, width)
    rng = np.random.default_rng(0)
    _, z = random_network(init, f, [width] * (depth + 1), 20, rng, sigma_b)
    q = theory.lengths(name, sigma_w**2 + sigma_b**2, sigma_w, sigma_b, depth)
    chi = theory.chi(name, q, sigma_w)
    for l in range(1, depth + 1):
        assert rms(z[l]) ** 2 == pytest.approx(q[l - 1], rel=tolerance)
        slope = sigma_w * rms(f.derivative(z[l]))
        assert slope**2 == pytest.approx(chi[l - 1], rel=tolerance)


def measured_factors(name, init, depth=30, width=100, seeds=20, rows=20):
    """RMS of δ of layers 1 … depth over that of the next, geometric mean over seeds,
    for an independent error at layer depth + 1: of all rows, and of the typical one."""
    f = activations.get(name)
    logs = np.empty((2, seeds, depth + 1))
    for seed in range(seeds):
        rng = np.random.default_rng(seed)
        W, z = random_network(init, f, [width] * (depth + 2), rows, rng)
        delta = rng.normal(size=z[-1].shape)
        for l in range(depth + 1, 0, -1):
            if l <= depth:
                delta = delta @ W[l + 1].T * f.derivative(z[l])
            squares = np.mean(delta**2, axis=1)
            logs[:, seed, l - 1] = (
                np.log(squares.mean()) / 2,
                np.log(squares).mean() / 2,
            )
    return np.exp(-np.diff(logs.mean(axis=1)))


@pytest.mark.parametrize(
    ("name", "init"),
    [
        ("identity", "orthogonal"),
        ("sigmoid", "lecun_normal"),
        ("sigmoid", "he_uniform"),
        ("tanh", "uniform"),
        ("tanh", "glorot_normal"),
        ("tanh", "he_normal"),
        ("relu", "he_normal"),
        ("relu", "glorot_uniform"),
        ("leaky_relu", "he_normal"),
        ("selu", "lecun_normal"),
        ("gelu", "lecun_normal"),
    ],
)
def test_measured_backward_factors(name, init):
    """Within 4 % in every layer, within 1 % a layer over all 30."""
    sigma_w = theory.weight_scale(init, 100)
    predicted = theory.backward_factors(name, sigma_w**2, sigma_w, 0, 30)
    measured, _ = measured_factors(name, init)
    np.testing.assert_allclose(measured, predicted, rtol=0.04)
    per_layer = (measured / predicted).prod() ** (1 / 30)
    assert per_layer == pytest.approx(1, abs=0.01)


RULES = [
    "lecun_normal",
    "glorot_normal",
    "he_normal",
    "he_uniform",
    "uniform",
    "orthogonal",
]


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("name", ["relu", "tanh", "sigmoid", "elu"])
def test_factors_of_a_real_loss_on_real_digits(name, rule):
    """Over 29 steps, 20 draws: 1.5 % in the geometric mean, 7 % in every layer."""
    net = nb08.passes(3, name, rule, draws=20)
    rms = np.sqrt([np.mean(delta**2) for delta in net.delta[1:-1]])
    measured = rms[:-1] / rms[1:]
    sigma_w = theory.weight_scale(rule, 100)
    predicted = theory.backward_factors(name, np.mean(net.z[1] ** 2), sigma_w, 0, 29)
    np.testing.assert_allclose(measured, predicted, rtol=0.07)
    assert np.log(measured / predicted).mean() == pytest.approx(0, abs=0.015)


def test_gelu_with_he_weights_follows_row_by_row():
    """Lengths of different rows part with depth; a few rows then make up the RMS."""
    sigma_w = theory.weight_scale("he_normal", 100)
    predicted = theory.backward_factors("gelu", sigma_w**2, sigma_w, 0, 30)
    over_all, typical = measured_factors("gelu", "he_normal")
    assert (typical / predicted).prod() ** (1 / 30) == pytest.approx(1, abs=0.02)
    assert (over_all / predicted).prod() ** (1 / 30) > 1.05


def test_unequal_widths_scale_the_factor_by_the_root_of_their_ratio():
    f, sigma_w = activations.tanh, 1.0
    rng = np.random.default_rng(0)
    W, z = random_network("lecun_normal", f, [500, 1000, 250], 50, rng)
    above = rng.normal(size=z[2].shape)
    measured = rms(above @ W[2].T * f.derivative(z[1])) / rms(above)
    factor = theory.backward_factors("tanh", sigma_w**2, sigma_w, 0, 1)[0]
    assert measured == pytest.approx(factor * math.sqrt(250 / 1000), rel=0.02)


@pytest.mark.parametrize("name", initializers.NAMES)
def test_weight_scale_is_that_of_the_weights(name):
    W = initializers.get(name)(np.random.default_rng(0), 300, 300)
    expected = theory.weight_scale(name, 300)
    assert math.sqrt(300 * W.var()) == pytest.approx(expected, rel=0.01)


def test_weight_scale_includes_the_gain():
    init = initializers.get("he_normal", gain=np.array([0.5, -3.0]))
    np.testing.assert_allclose(
        theory.weight_scale(init, 10), [math.sqrt(0.5), math.sqrt(18)]
    )
    assert theory.weight_scale(initializers.get("normal", gain=0.1), 400) == 2


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: theory.length_map("tanh", -1, 1), ValueError, "q must .* got -1"),
        (lambda: theory.length_map("tanh", 1, -2), ValueError, "sigma_w must .* -2"),
        (lambda: theory.length_map("tanh", 1, 1, -3), ValueError, "sigma_b must .* -3"),
        (lambda: theory.length_map("tanh", np.inf, 1), ValueError, "q must be finite"),
        (lambda: theory.length_map("tanh", np.nan, 1), ValueError, "q is NaN"),
        (lambda: theory.length_map("tanh", [], 1), ValueError, "q is empty"),
        (lambda: theory.length_map("tanh", "1", 1), TypeError, "q must be numbers"),
        (lambda: theory.length_map("tanh", 1j, 1), TypeError, "q must be numbers"),
        (lambda: theory.length_map("tan", 1, 1), ValueError, "did you mean 'tanh'"),
        (lambda: theory.length_map(np.tanh, 1, 1), TypeError, "activation"),
        (lambda: theory.length_map("softmax", 1, 1), ValueError, "elementwise"),
        (
            lambda: theory.length_map("tanh", [1, 2], [1, 2, 3]),
            ValueError,
            r"q \(2,\), sigma_w \(3,\)",
        ),
        (lambda: theory.chi("tanh", 1, np.inf), ValueError, "sigma_w must be finite"),
        (lambda: theory.chi("tanh", [1, -1], 1), ValueError, "q must .* got -1"),
        (lambda: theory.gaussian_mean(np.abs, -1), ValueError, "q must be at least 0"),
        (lambda: theory.lengths("tanh", 1, 1, 0, 0), ValueError, "depth .* at least 1"),
        (lambda: theory.lengths("tanh", 1, 1, 0, 2.0), TypeError, "depth"),
        (lambda: theory.lengths("tanh", -1, 1, 0, 2), ValueError, "q1 must .* -1"),
        (lambda: theory.backward_product([1, -1]), ValueError, "factors must .* -1"),
        (lambda: theory.fixed_point("tanh", 1, start=0), ValueError, "start must be"),
        (lambda: theory.fixed_point("tanh", 1, start=[1]), ValueError, "start must be"),
        (lambda: theory.fixed_point("tanh", np.nan), ValueError, "sigma_w is NaN"),
        (lambda: theory.weight_scale("heh_normal", 9), ValueError, "'he_normal'"),
        (lambda: theory.weight_scale("normal", 0), ValueError, "width .* at least 1"),
    ],
)
def test_bad_input_is_refused(call, error, message):
    with pytest.raises(error, match=message):
        call()


CALLS = {
    "gaussian_mean": lambda f: theory.gaussian_mean(
        f, [0.0, 1e-300, 1.0, 1e150, math.inf]
    ),
    "length_map": lambda f: theory.length_map(f, [0.0, 1.0, 1e150], 1.3, 0.1),
    "chi": lambda f: theory.chi(f, [0.0, 1.0, 1e150, math.inf], 1.3),
    "lengths": lambda f: theory.lengths(f, 1.0, [0.0, 1.3, 1e30], 0.1, 8),
    "backward_factors": lambda f: theory.backward_factors(f, 1.0, [0.5, 3.0], 0.0, 30),
    "backward_product": lambda _: theory.backward_product(np.full(500, 0.1)),
    "fixed_point": lambda f: theory.fixed_point(f, [0.0, 0.5, 1.3, 5.0], 0.1),
    "limiting_factor": lambda f: theory.limiting_factor(f, [0.5, 1.3, 5.0]),
    "weight_scale": lambda _: theory.weight_scale("he_normal", 100),
}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("call", CALLS)
def test_a_caller_who_makes_numpy_raise_gets_the_same_numbers(call, name):
    usual = CALLS[call](activations.get(name))
    with np.errstate(all="raise"):
        assert np.array_equal(CALLS[call](activations.get(name)), usual, equal_nan=True)


MASKED = np.ma.array([0.5, 1.0], mask=[False, True])


@pytest.mark.parametrize(
    ("function", "arguments"),
    [
        (theory.gaussian_mean, (np.tanh, MASKED)),
        (theory.length_map, ("tanh", MASKED, 1.0)),
        (theory.chi, ("tanh", 1.0, MASKED)),
        (theory.lengths, ("tanh", 1.0, 1.0, MASKED, 3)),
        (theory.backward_factors, ("tanh", MASKED, 1.0, 0.0, 3)),
        (theory.backward_product, (MASKED,)),
        (theory.fixed_point, ("tanh", MASKED)),
        (theory.limiting_factor, ("tanh", [MASKED, MASKED])),
        (initializers.get, ("he_normal", MASKED)),
    ],
)
def test_a_masked_array_is_refused(function, arguments):
    with pytest.raises(TypeError, match="mask"):
        function(*arguments)
