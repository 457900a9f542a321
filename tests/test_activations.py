"""Activations against mpmath, against each other, and under every kind of input.

The formulas stand here a second time, in mpmath and from the definitions, so that a
slip in ``nnlib`` cannot hide in its own test.
"""

import copy
import pickle
import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from matplotlib.mathtext import MathTextParser
from mpmath import mp, mpf

from nnlib import activations
from nnlib.activations import Elementwise

pytestmark = pytest.mark.filterwarnings("error")

ELEMENTWISE = [name for name in activations.NAMES if name != "softmax"]
SELU_ALPHA, SELU_SCALE = mpf(1.6732632423543778), mpf(1.0507009873554805)
SUBNORMAL, LAST_PLACE = mpf(2) ** -1022, mpf(2) ** -1074


@pytest.fixture(autouse=True)
def strict():
    """What an activation does not silence itself is an error, as for a strict caller.

    60 digits are the mpmath precision of every test that does not ask for more.
    """
    with np.errstate(all="raise"), mp.workdps(60):
        yield


# ---------------------------------------------------------------------- exact formulas


def exp(x):
    """e^x; beyond e^±100000, which no double can tell from 0 and ∞, those."""
    if abs(x) < 100000:
        return mp.exp(x)
    return mpf(0) if x < 0 else mp.inf


def sigma(z):
    return 1 / (1 + exp(-z))


def sech(z):
    return 2 / (exp(z) + exp(-z))


def log_one_plus_exp(z):
    return mp.log1p(exp(z)) if z < 2000 else z  # e^−2000 of z more is beyond any digit


def phi(z):
    return exp(-z * z / 2) / mp.sqrt(2 * mp.pi)


def normal_share(z):
    return mp.erfc(max(min(-z, mpf(1000)), mpf(-1000)) / mp.sqrt(2)) / 2


def pieces(left, left_slope, right_slope=1):
    return (
        lambda z: right_slope * z if z > 0 else left(z),
        lambda z: right_slope if z > 0 else left_slope(z),
    )


def leaky(slope):
    return pieces(lambda z: mpf(slope) * z, lambda z: mpf(slope))


def elu(a, scale=1):
    return pieces(
        lambda z: scale * a * mp.expm1(z), lambda z: scale * a * exp(z), scale
    )


def softplus(beta):
    return lambda z: log_one_plus_exp(beta * z) / beta, lambda z: sigma(beta * z)


def gate(z):
    return mp.tanh(log_one_plus_exp(z))


EXACT = [
    ("identity", {}, lambda z: z, lambda z: mpf(1)),
    ("sigmoid", {}, sigma, lambda z: sigma(z) * sigma(-z)),
    ("tanh", {}, mp.tanh, lambda z: sech(z) ** 2),
    ("relu", {}, *leaky(0)),
    ("leaky_relu", {}, *leaky(0.01)),
    ("leaky_relu", {"negative_slope": 0.3}, *leaky(0.3)),
    ("prelu", {}, *leaky(0.25)),
    ("prelu", {"alpha": -1.7}, *leaky(-1.7)),
    ("elu", {}, *elu(mpf(1))),
    ("elu", {"alpha": 0.37}, *elu(mpf(0.37))),
    ("selu", {}, *elu(SELU_ALPHA, SELU_SCALE)),
    ("softplus", {}, *softplus(mpf(1))),
    ("softplus", {"beta": 0.07}, *softplus(mpf(0.07))),
    ("softplus", {"beta": 7.3}, *softplus(mpf(7.3))),
    ("softsign", {}, lambda z: z / (1 + abs(z)), lambda z: 1 / (1 + abs(z)) ** 2),
    (
        "gelu",
        {},
        lambda z: z * normal_share(z),
        lambda z: normal_share(z) + z * phi(z),
    ),
    (
        "silu",
        {},
        lambda z: z * sigma(z),
        lambda z: sigma(z) * (1 + z * sigma(-z)),
    ),
    (
        "mish",
        {},
        lambda z: z * gate(z),
        lambda z: gate(z) + z * sech(log_one_plus_exp(z)) ** 2 * sigma(z),
    ),
    (
        "hard_sigmoid",
        {},
        lambda z: min(max((z + 3) / 6, mpf(0)), mpf(1)),
        lambda z: mpf(1) / 6 if -3 < z < 3 else mpf(0),
    ),
    ("binary_step", {}, lambda z: mpf(z >= 0), lambda z: mpf(0)),
]
HUGE = [("elu", {"alpha": 1e200}, *elu(mpf(1e200)))]


def for_each(rows):
    names = ["-".join([row[0], *map(str, row[1].values())]) for row in rows]
    return pytest.mark.parametrize("name, parameters, f, df", rows, ids=names)


every_function = for_each(EXACT)


def neighbours(*points):
    """Each point with the doubles next to it."""
    points = np.array(points, dtype=float)
    return np.concatenate(
        [points, np.nextafter(points, -np.inf), np.nextafter(points, np.inf)]
    )


def binades(powers):
    """One number of random mantissa for each power of two, with both signs."""
    rng = np.random.default_rng(0)
    with np.errstate(under="ignore"):
        z = np.ldexp(1 + rng.random(len(powers)), powers)
    return np.concatenate([z, -z])


def adversarial():
    rng = np.random.default_rng(1)
    tails = np.concatenate(
        [
            rng.uniform(8, 60, 150),  # where 1 + e^−z rounds to 1
            rng.uniform(33, 39, 100),  # where φ fades into the subnormals
            rng.uniform(340, 380, 100),  # where sech² does
            rng.uniform(690, 760, 200),  # where e^−z does
            rng.uniform(690, 760, 60) / 7.3,
            rng.uniform(690, 760, 60) / 0.07,
            rng.uniform(1140, 1220, 40),  # where 1e200 e^−z does
            10 ** rng.uniform(153, 163, 60),  # where 1/z² does
        ]
    )
    crossings = np.array(
        [-0.7517915246935645, -1.2784645427610738, -1.1924312145154952]
    )
    close = np.array([10.0**-k for k in range(1, 17)])
    special = [0, 2.0**-1074, 2.0**-1022, 3, 10, 40, 40 / 7.3, 40 / 0.07, 36.7, 709.78]
    return np.concatenate(
        [
            tails,
            -tails,
            rng.normal(scale=4, size=400),
            (crossings[:, None] + np.append(close, -close)).ravel(),
            (np.array([[-3], [3]]) + np.append(close, -close)).ravel(),
            neighbours(*special, *(-x for x in special), *crossings),
            [1e308, -1e308],
        ]
    )


# Every power of two where a formula bends, every eighth where it is a straight line.
POWERS = np.r_[-1074:-60:8, -60:14, 14:1023:8, 1022]
POINTS = np.concatenate([binades(POWERS), adversarial()])


def assert_exact(got, z, true, near_zero=0, subnormal=1e-15):
    """Within 2e-13 of the true value, or two units in the last place if subnormal.

    ``near_zero`` is the absolute error that is allowed as well for |z| < 3, and
    ``subnormal`` the relative one for large subnormals, which have nearly all digits.
    """
    for x, y, t in zip(z, got, true, strict=True):
        bound = max(2 * LAST_PLACE, abs(t) * mpf(subnormal))
        if abs(t) >= SUBNORMAL:
            bound = max(abs(t) * mpf(2e-13), mpf(near_zero) if abs(x) < 3 else 0)
        assert abs(mpf(float(y)) - t) <= bound, f"at {x!r}: {y!r}, not {mp.nstr(t, 20)}"


def allowances(name, parameters):
    """What ``assert_exact`` allows besides: f′ may cross zero, βz may be rounded."""
    crosses_zero = name in ("gelu", "silu", "mish")
    return 1e-15 if crosses_zero else 0, 2e-13 if "beta" in parameters else 1e-15


@for_each(EXACT + HUGE)
def test_values_and_derivatives_are_exact_for_every_finite_double(
    name, parameters, f, df
):
    activation = activations.get(name, **parameters)
    exact = [mpf(float(z)) for z in POINTS]
    near_zero, subnormal = allowances(name, parameters)
    assert_exact(activation(POINTS), POINTS, [f(z) for z in exact], 0, subnormal)
    slopes = [df(z) for z in exact]
    assert_exact(activation.derivative(POINTS), POINTS, slopes, near_zero, subnormal)


@for_each(EXACT + HUGE)
def test_derivative_is_the_limit_of_differences(name, parameters, f, df):
    scale = 10 ** np.linspace(-3, 2.8, 40)
    points = np.random.default_rng(2).uniform(-1, 1, 40) * scale
    activation = activations.get(name, **parameters)
    with mp.workdps(900):  # a slope of e^−600 beside a value of 1, and some to spare
        h = mpf(10) ** -40
        slopes = [(f(mpf(z) + h) - f(mpf(z) - h)) / (2 * h) for z in points.tolist()]
        assert_exact(
            activation.derivative(points), points, slopes, *allowances(name, parameters)
        )


@pytest.mark.parametrize(
    "name, at_zero, slope_at_zero",
    [
        ("relu", 0, 0),
        ("leaky_relu", 0, 0.01),
        ("prelu", 0, 0.25),
        ("elu", 0, 1),
        ("selu", 0, 1.0507009873554805 * 1.6732632423543778),
        ("binary_step", 1, 0),
    ],
)
def test_convention_at_the_kink(name, at_zero, slope_at_zero):
    for zero in (0.0, -0.0):
        assert activations.get(name)(zero) == at_zero
        assert activations.get(name).derivative(zero) == slope_at_zero


def test_hard_sigmoid_is_flat_at_both_kinks():
    assert list(activations.hard_sigmoid([-3, 3])) == [0, 1]
    assert list(activations.hard_sigmoid.derivative([-3, 3])) == [0, 0]


# ------------------------------------------------------------------- dtypes and shapes


@pytest.mark.parametrize("name", ELEMENTWISE)
def test_float32_is_kept_and_close(name):
    with np.errstate(under="ignore", over="ignore"):
        z = np.concatenate([binades(np.arange(-149, 127)), adversarial()]).astype(
            np.float32
        )
    z = z[np.isfinite(z)]
    f = activations.get(name)
    for narrow, wide in (
        (f(z), f(z.astype(np.float64))),
        (f.derivative(z), f.derivative(z.astype(np.float64))),
    ):
        assert narrow.dtype == np.float32
        with np.errstate(under="ignore"):
            error = np.abs(narrow.astype(np.float64) - wide)
            assert np.all(error <= np.maximum(1e-6 * np.abs(wide), 2.0**-149))


@pytest.mark.parametrize("name", ELEMENTWISE)
@given(
    z=arrays(
        st.sampled_from([np.float64, np.float32, np.int64, np.uint8, np.float16, bool]),
        array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4),
    )
)
@settings(max_examples=25, deadline=None)
def test_any_real_array_keeps_its_shape(name, z):
    f = activations.get(name)
    before = z.copy()
    for result in (f(z), f.derivative(z)):
        assert result.shape == z.shape
        assert result.dtype == (np.float32 if z.dtype == np.float32 else np.float64)
        assert not np.shares_memory(result, z)
        assert np.array_equal(np.isnan(result), np.isnan(z))
    assert np.array_equal(z, before, equal_nan=z.dtype.kind == "f")


@pytest.mark.parametrize("name", ELEMENTWISE)
def test_scalars_and_lists(name):
    f = activations.get(name)
    for function in (f, f.derivative):
        for scalar in (2, 2.0, np.float64(2), np.array(2.0), True):
            assert isinstance(function(scalar), np.float64)
        assert isinstance(function(np.float32(2)), np.float32)
        assert function([[1, -2]]).shape == (1, 2)
        assert function([[1, -2]])[0, 1] == function(-2)
        assert function([]).shape == (0,)
        reverse = np.linspace(-3, 3, 7)[::-1]
        assert np.array_equal(function(reverse), [function(z) for z in reverse])


@pytest.mark.parametrize("name", activations.NAMES)
@pytest.mark.parametrize(
    "bad", [1j, [1 + 0j], "1", ["a"], None, [None], {1}, b"1", np.datetime64("2000")]
)
def test_what_is_not_real_raises(name, bad):
    f = activations.get(name)
    for function in (f, f.derivative if name != "softmax" else f.jacobian):
        with pytest.raises(TypeError, match="real numbers"):
            function(bad)


# -------------------------------------------------------- limits, ranges, descriptions


@every_function
def test_infinities_give_the_limits(name, parameters, f, df):
    activation = activations.get(name, **parameters)
    for function, limits in (
        (activation, activation.limits),
        (activation.derivative, activation.derivative_limits),
    ):
        assert tuple(function([-np.inf, np.inf])) == limits
        assert np.isnan(function(np.nan))
        for far, limit in zip(function([-1e308, 1e308]), limits, strict=True):
            if np.isinf(limit):
                assert abs(far) >= 1e305
                assert np.sign(far) == np.sign(limit)
            else:
                assert far == pytest.approx(limit, rel=1e-15, abs=1e-15)


@pytest.mark.parametrize("name", ["leaky_relu", "prelu"])
def test_a_flat_left_half_has_the_limit_0(name):
    key = {"leaky_relu": "negative_slope", "prelu": "alpha"}[name]
    f = activations.get(name, **{key: 0})
    assert f(-np.inf) == f.limits[0] == f.range[0] == 0


@every_function
def test_range_is_the_infimum_and_the_supremum(name, parameters, f, df):
    activation = activations.get(name, **parameters)
    lo, hi = activation.range
    z = np.concatenate([np.linspace(-50, 50, 100001), POINTS])
    values = activation(z)
    for bound, reached in ((lo, values.min()), (hi, values.max())):
        if np.isinf(bound):
            assert abs(reached) >= 1e305
        else:
            assert reached == pytest.approx(bound, rel=1e-7, abs=1e-7)
    assert lo - 1e-16 <= values.min()
    assert values.max() <= hi


@every_function
def test_kinks_are_where_a_derivative_jumps(name, parameters, f, df):
    """f, f′ and f″ on both sides of a grid that holds every kink."""
    activation = activations.get(name, **parameters)
    z, h = np.arange(-24, 25) / 4, 1e-5
    side = [activation.derivative(z + k * h) for k in (-2, -1, 1, 2)]
    step = np.abs(activation(z + h) - activation(z - h))
    bend = np.abs(side[2] - side[1])
    curve = np.abs((side[3] - side[2]) - (side[1] - side[0])) / h
    assert list(z[(step > 0.1) | (bend > 0.01) | (curve > 0.1)]) == list(
        activation.kinks
    )


@pytest.mark.parametrize("name", activations.NAMES)
def test_descriptions(name):
    f = activations.get(name)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Matplotlib's own, of its parser
        for latex in (f.formula, f.derivative_formula):
            assert MathTextParser("path").parse(f"${latex}$")[0] > 0
    first_author = f.source.split()[-2 if name == "tanh" else 0]
    text = type(f).__doc__
    for part in ("Range", "imit", "Source:", f.source.split(" ")[-1], "f(z)"):
        assert part in text
    assert first_author.strip(",") in text
    assert len(f.range) == len(f.limits) == len(f.derivative_limits) == 2


# ------------------------------------------------------------------ names, parameters


def test_names_and_instances():
    assert " ".join(activations.NAMES) == (
        "identity sigmoid tanh relu leaky_relu prelu elu selu softplus softsign gelu "
        "silu mish hard_sigmoid binary_step softmax"
    )
    for name in activations.NAMES:
        f = activations.get(name)
        assert f is getattr(activations, name)
        assert f.name == name
        assert activations.get(f) is f
        assert isinstance(f, Elementwise) == (name != "softmax")


@pytest.mark.parametrize(
    "name, parameters",
    [
        ("leaky_relu", {"negative_slope": 0.1}),
        ("prelu", {"alpha": 0.5}),
        ("elu", {"alpha": 2.0}),
        ("softplus", {"beta": 3.0}),
    ],
)
def test_parameters_describe_an_activation_completely(name, parameters):
    f = activations.get(name, **parameters)
    ((key, value),) = parameters.items()
    assert repr(f) == f"{name}({key}={value})"
    assert f.parameters == parameters
    assert getattr(f, key) == value
    default = activations.get(name)
    assert f != default
    assert activations.get(name, **default.parameters) == default
    for same in (
        activations.get(f.name, **f.parameters),
        copy.deepcopy(f),
        pickle.loads(pickle.dumps(f)),
    ):
        assert same == f
        assert hash(same) == hash(f)
        assert repr(same) == repr(f)


def test_equality_needs_the_same_name():
    assert activations.elu != activations.get("prelu", alpha=1)
    assert activations.relu != "relu"
    assert repr(activations.relu) == "relu"
    assert activations.relu.parameters == {}


@pytest.mark.parametrize(
    "name, key, wrong",
    [
        ("leaky_relu", "negative_slope", -0.1),
        ("leaky_relu", "negative_slope", 1.1),
        ("elu", "alpha", -1),
        ("softplus", "beta", 0),
        ("softplus", "beta", 1e7),
        *(
            (name, key, value)
            for name, key in (
                ("leaky_relu", "negative_slope"),
                ("prelu", "alpha"),
                ("elu", "alpha"),
                ("softplus", "beta"),
            )
            for value in (np.nan, np.inf, -np.inf, 10**400)
        ),
    ],
)
def test_parameters_out_of_range(name, key, wrong):
    with pytest.raises(ValueError, match=f"{key} of {name} must"):
        activations.get(name, **{key: wrong})


@pytest.mark.parametrize("wrong", ["0.1", True, None, 1j, [0.1], np.array([0.1])])
@pytest.mark.parametrize(
    "name, key",
    [
        ("leaky_relu", "negative_slope"),
        ("prelu", "alpha"),
        ("elu", "alpha"),
        ("softplus", "beta"),
    ],
)
def test_parameters_that_are_no_numbers(name, key, wrong):
    with pytest.raises(TypeError, match=f"{key} of {name} must be a number"):
        activations.get(name, **{key: wrong})


def test_numpy_numbers_become_python_floats():
    f = activations.get("elu", alpha=np.float32(0.5))
    assert type(f.alpha) is float
    assert activations.get("elu", alpha=np.int64(2)).alpha == 2


def test_get_explains_what_it_cannot_do():
    with pytest.raises(ValueError, match=r"'leaky_rulu'.*'leaky_relu'.*hard_sigmoid"):
        activations.get("leaky_rulu")
    with pytest.raises(ValueError, match="names are identity, sigmoid"):
        activations.get("xyz")
    with pytest.raises(TypeError, match="elu has no parameter 'beta'; it takes alpha"):
        activations.get("elu", beta=1)
    with pytest.raises(TypeError, match="relu has no parameter 'alpha'; it takes none"):
        activations.get("relu", alpha=1)
    with pytest.raises(TypeError, match="go with a name"):
        activations.get(activations.elu, alpha=2)
    for wrong in (None, 3, ["relu"], type(activations.relu)):
        with pytest.raises(TypeError, match="by name"):
            activations.get(wrong)


def test_a_shared_activation_cannot_be_changed():
    with pytest.raises(AttributeError, match=r"get\('elu', alpha=3\)"):
        activations.elu.alpha = 3
    activations.elu.parameters["alpha"] = 3
    assert activations.elu.parameters == {"alpha": 1.0}
    assert activations.elu(-np.inf) == -1


# ------------------------------------------------------------------- the training loop


def in_place(f, z, delta):
    """What a training step makes of z and delta, in arrays that are wider than z."""
    wide = np.full((3, *z.shape[:-1], z.shape[-1] + 1), 7, dtype=z.dtype)
    a, d, work = wide[..., :-1]
    d[...] = delta
    with np.errstate(over="ignore", under="ignore"):
        f.forward(z, a)
        f.backward(d, z, a, work)
    assert np.all(wide[..., -1] == 7)
    return a, d


@every_function
@pytest.mark.parametrize("dtype, close", [(np.float64, 1e-14), (np.float32, 1e-6)])
def test_in_place_forms_agree_with_the_exact_ones(
    name, parameters, f, df, dtype, close
):
    activation = activations.get(name, **parameters)
    rng = np.random.default_rng(3)
    z = np.concatenate([rng.uniform(-700, 700, 400), rng.normal(0, 6, 598), [0, -0.0]])
    z = z.reshape(10, 20, 5).astype(dtype)
    delta = rng.choice([1, -1], z.shape).astype(dtype)
    a, d = in_place(activation, z, delta)
    for got, exact in ((a, activation(z)), (d * delta, activation.derivative(z))):
        assert got.dtype == dtype
        assert np.all(np.abs(got - exact) <= close * np.maximum(1, np.abs(exact)))


@every_function
def test_in_place_forms_stay_numbers_at_any_size(name, parameters, f, df):
    activation = activations.get(name, **parameters)
    z = POINTS[:, None]
    a, d = in_place(activation, z, np.ones_like(z))
    assert np.isfinite(a).all()
    assert np.isfinite(d).all()
    assert a == pytest.approx(activation(z), rel=1e-13, abs=1e-13)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("units", [1, 2, 7, 30, 101])
@pytest.mark.parametrize("name", activations.NAMES)
def test_a_stack_gives_bit_for_bit_what_its_networks_give(name, units, dtype):
    f = activations.get(name)
    rng = np.random.default_rng(4)
    z = rng.normal(0, 4, (5, 13, units)).astype(dtype)
    delta = rng.normal(size=z.shape).astype(dtype)
    a, d = in_place(f, z, delta)
    for k in range(5):
        a_k, d_k = in_place(f, z[k], delta[k])
        assert np.array_equal(a_k, a[k])
        assert np.array_equal(d_k, d[k])
        assert np.array_equal(f(z[k]), f(z)[k])


def test_an_activation_of_ones_own_needs_its_formulas_alone():
    class Square(Elementwise):
        name = "square"
        limits, derivative_limits = (np.inf, np.inf), (-np.inf, np.inf)

        def _f(self, z):
            return z**2

        def _df(self, z):
            return 2 * z

    f = activations.get(Square())
    assert f([1, -3]).tolist() == [1, 9]
    assert f.derivative(-np.inf) == -np.inf
    a, d = in_place(f, np.array([[1.0, -3.0]]), np.array([[10.0, 100.0]]))
    assert a.tolist() == [[1, 9]]
    assert d.tolist() == [[20, -600]]


# ------------------------------------------------------------------------------- prelu


@pytest.mark.parametrize("stack", [(), (3,), (2, 3)])
def test_prelu_learns_the_array_it_is_bound_to(stack):
    rng = np.random.default_rng(5)
    alpha, gradient = rng.normal(size=(2, *stack, 1, 1))
    z, delta = rng.normal(size=(2, *stack, 8, 4))
    start = activations.get("prelu", alpha=0.1)
    f = start.bind(alpha, gradient)
    a, d = in_place(f, z, delta)
    assert np.array_equal(a, f(z))
    assert np.array_equal(d, delta * f.derivative(z))
    assert np.array_equal(gradient, f.alpha_gradient(delta, z))

    h = 1e-6
    difference = (delta * (start.bind(alpha + h, gradient)(z) - f(z))) / h
    assert gradient.shape == (*stack, 1, 1)
    assert gradient == pytest.approx(
        difference.sum(axis=(-2, -1), keepdims=True), abs=1e-8
    )

    alpha -= 0.5
    assert np.array_equal(f(z), np.where(z > 0, z, alpha * z))
    assert f.parameters == start.parameters == {"alpha": 0.1}
    assert f == start
    assert start.alpha == 0.1


@pytest.mark.parametrize("units", [1, 7, 30, 101])
def test_prelu_gradient_of_a_stack_bit_for_bit(units):
    rng = np.random.default_rng(6)
    z, delta = rng.normal(size=(2, 5, 97, units + 1))[..., :-1]
    stacked = activations.prelu.alpha_gradient(delta, z)
    for k in range(5):
        assert stacked[k] == activations.prelu.alpha_gradient(delta[k], z[k])


def test_a_bound_prelu_has_the_limits_of_its_slopes():
    alpha = np.array([0.5, 0, -2]).reshape(3, 1, 1)
    f = activations.prelu.bind(alpha, np.zeros_like(alpha))
    z = np.full((3, 1, 1), -np.inf)
    assert f(z).ravel().tolist() == [-np.inf, 0, np.inf]
    assert f.derivative(z).ravel().tolist() == [0.5, 0, -2]
    assert f.range == (-np.inf, np.inf)
    assert activations.get("prelu", alpha=-2).range == (0, np.inf)


def test_only_prelu_has_learned_parameters():
    learned = {n: activations.get(n).learned for n in activations.NAMES}
    assert learned.pop("prelu") == ("alpha",)
    assert set(learned.values()) == {()}


# ----------------------------------------------------------------------- softmax


LOGITS = [
    [0.0],
    [1, 2, 3],
    [0, -40],
    [0, -700, -744.5, 3],
    [1000, 999, -1000],
    [1e308, -1e308],
    [1e308, 1e308, 0],
    [2.0**-1074, 0, -(2.0**-1074)],
    [36.7, 0, 0, 36.7],
]


def exact_softmax(row):
    top = max(row)
    e = [exp(mpf(x) - mpf(top)) for x in row]
    return [x / mp.fsum(e) for x in e]


@pytest.mark.parametrize(
    "row", [*LOGITS, *np.random.default_rng(7).normal(0, 30, (20, 6)).tolist()]
)
def test_softmax_is_exact(row):
    a = exact_softmax(row)
    k = len(row)
    assert_exact(activations.softmax(row), row, a)
    rest = [mp.fsum(a[:i] + a[i + 1 :]) for i in range(k)]  # 1 − aᵢ, every digit of it
    jacobian = [
        a[i] * (rest[i] if i == j else -a[j]) for i in range(k) for j in range(k)
    ]
    assert_exact(activations.softmax.jacobian(row).ravel(), range(k * k), jacobian)
    with mp.workdps(800):
        logs = [
            -mp.log1p(mp.fsum(exp(mpf(y) - mpf(x)) for y in row[:i] + row[i + 1 :]))
            if x == max(row)
            else mpf(x)
            - max(row)
            - mp.log(mp.fsum(exp(mpf(y) - max(row)) for y in row))
            for i, x in enumerate(row)
        ]
        got = activations.log_softmax(row)
        finite = [i for i in range(k) if abs(logs[i]) < mpf(1.7e308)]
        assert_exact(got[finite], finite, [logs[i] for i in finite])
        assert np.all(np.delete(got, finite) == -np.inf)


logits = arrays(
    np.float64,
    array_shapes(min_dims=1, max_dims=3, min_side=1, max_side=5),
    elements=st.floats(-1e308, 1e308),
)


@given(z=logits)
@settings(deadline=None)
def test_softmax_is_a_distribution_for_any_finite_logits(z):
    a = activations.softmax(z)
    assert a.shape == z.shape
    assert np.all((a >= 0) & (a <= 1))
    assert np.abs(a.sum(axis=-1) - 1).max() <= 1e-15 * z.shape[-1]
    J = activations.softmax.jacobian(z)
    assert J.shape == (*z.shape, z.shape[-1])
    assert np.abs(J.sum(axis=-1)).max() <= 1e-15
    assert np.array_equal(J, J.swapaxes(-1, -2))
    logs = activations.log_softmax(z)
    assert not np.isnan(logs).any()
    assert np.all(logs <= 0)
    with np.errstate(under="ignore"):
        assert np.exp(logs) == pytest.approx(a, rel=1e-12, abs=1e-300)


@given(
    z=arrays(np.int64, (3, 4), elements=st.integers(-(2**40), 2**40)),
    shift=st.integers(-(2**50), 2**50),
)
@settings(deadline=None)
def test_softmax_does_not_see_a_shift(z, shift):
    for f in (
        activations.softmax,
        activations.softmax.jacobian,
        activations.log_softmax,
    ):
        assert np.array_equal(f(z + shift), f(z))


def test_softmax_in_place():
    rng = np.random.default_rng(8)
    z = rng.normal(0, 5, (4, 6, 3))
    delta = rng.normal(size=z.shape)
    a, d = in_place(activations.softmax, z, delta)
    assert a == pytest.approx(activations.softmax(z), rel=1e-14)
    expected = np.einsum("...ij,...j->...i", activations.softmax.jacobian(z), delta)
    assert d == pytest.approx(expected, rel=1e-12, abs=1e-15)
    a, d = in_place(
        activations.softmax, np.array([[1e308, -1e308, 0]]), np.ones((1, 3))
    )
    assert a.tolist() == [[1, 0, 0]]
    assert d.tolist() == [[0, 0, 0]]


def test_softmax_of_infinite_logits_and_nan():
    inf, nan = np.inf, np.nan
    z = [[inf, 0, 1], [-inf, 0, 0], [inf, inf, 0], [-inf, -inf, -inf], [nan, 0, inf]]
    a = activations.softmax(z)
    third = 1 / 3
    assert a[:4].tolist() == [[1, 0, 0], [0, 0.5, 0.5], [0.5, 0.5, 0], [third] * 3]
    assert np.isnan(a[4]).all()
    assert activations.log_softmax(z[1]).tolist() == [-inf, -np.log(2), -np.log(2)]
    assert activations.softmax.limits == (0, 1)


def test_softmax_shapes_and_dtypes():
    softmax = activations.softmax
    z = np.zeros((2, 0, 3), np.float32)
    for function in (softmax, activations.log_softmax, softmax.jacobian):
        assert function(z).dtype == np.float32
        assert function(z).shape[:3] == z.shape
        assert function([1, 2]).dtype == np.float64
        for empty in (1.0, [], np.zeros((3, 0))):
            with pytest.raises(ValueError, match="at least one logit"):
                function(empty)
    narrow = np.array([0, -80, -100], np.float32)
    wide = softmax(narrow.astype(np.float64))
    with np.errstate(under="ignore"):
        assert softmax(narrow) == pytest.approx(wide, rel=1e-6, abs=2.0**-149)


def test_softmax_has_no_elementwise_derivative():
    with pytest.raises(TypeError, match=r"elementwise derivative.*jacobian"):
        activations.softmax.derivative([1, 2])


# ---------------------------------------------------------------------- relations


numbers = st.floats(-1e150, 1e150)


@given(z=numbers)
def test_tanh_is_a_stretched_sigmoid(z):
    left, right = activations.tanh(z), 2 * activations.sigmoid(2 * z) - 1
    assert left == pytest.approx(right, rel=0, abs=4e-16)
    assert activations.tanh.derivative(z) == pytest.approx(
        4 * activations.sigmoid.derivative(2 * z), rel=4e-15, abs=1e-320
    )


@given(z=st.floats(-1e308, 1e308), beta=st.floats(1e-6, 1e6))
def test_softplus_is_the_antiderivative_of_the_sigmoid(z, beta):
    assert activations.softplus.derivative(z) == activations.sigmoid(z)
    with np.errstate(over="ignore", under="ignore"):
        sloped = activations.sigmoid(beta * z)
    assert activations.get("softplus", beta=beta).derivative(z) == sloped


@given(z=st.floats(-1e308, 1e308), beta=st.floats(1e-6, 1e6))
def test_softplus_lies_above_relu_by_at_most_ln_2_over_beta(z, beta):
    softplus = activations.get("softplus", beta=beta)(z)
    gap = softplus - activations.relu(z)
    assert 0 <= gap <= np.log(2) / beta + np.spacing(abs(softplus))


@given(z=st.floats(-1e308, 1e308))
def test_symmetries(z):
    f = activations
    assert f.tanh(-z) == -f.tanh(z)
    assert f.softsign(-z) == -f.softsign(z)
    for even in (f.tanh, f.softsign, f.sigmoid, f.hard_sigmoid):
        assert even.derivative(-z) == even.derivative(z)
    assert f.sigmoid(z) + f.sigmoid(-z) == pytest.approx(1, rel=2.5e-16)
    for gated in (f.silu, f.gelu):
        # z (gate(z) + gate(−z)) = z
        assert gated(z) - gated(-z) == pytest.approx(z, rel=5e-16, abs=2.0**-1073)


@given(z=st.floats(-1e308, 1e308))
def test_special_cases_are_the_plain_functions(z):
    f = activations
    assert f.get("leaky_relu", negative_slope=0)(z) == f.relu(z)
    assert f.get("leaky_relu", negative_slope=1)(z) == z
    assert f.get("prelu", alpha=0.01)(z) == f.leaky_relu(z)
    assert f.get("elu", alpha=0)(z) == f.relu(z)
    with np.errstate(under="ignore"):
        scaled = 1.0507009873554805 * f.get("elu", alpha=1.6732632423543778)(z)
    assert f.selu(z) == scaled


@pytest.mark.parametrize("name", sorted({*ELEMENTWISE} - {"gelu", "silu", "mish"}))
@given(z=st.floats(-1e308, 1e308), step=st.floats(0, 10))
@settings(max_examples=50)
def test_monotone_ones_never_fall(name, z, step):
    f = activations.get(name)
    with np.errstate(under="ignore"):
        assert f(z + step) >= f(z) - 1e-15 * abs(f(z))
    assert f.derivative(z) >= 0


@pytest.mark.parametrize("name", activations.NAMES)
def test_a_masked_array_is_refused(name):
    f = activations.get(name)
    masked = np.ma.array([0.0, -999.0], mask=[False, True])
    for function in (f, getattr(f, "jacobian", f.derivative), activations.log_softmax):
        for z in (masked, [masked, masked]):
            with pytest.raises(TypeError, match="z is a masked array"):
                function(z)
