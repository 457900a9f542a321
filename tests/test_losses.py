"""Losses against arithmetic of many digits, finite differences and their definitions.

The true values come from the definitions of the losses, written here for mpmath; true
gradients are mpmath's numerical derivatives of those, so no formula of a gradient is
repeated in the test.
"""

import mpmath as mp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from nnlib import activations, losses

QUICK = {"deadline": None, "derandomize": True, "database": None}

# Digits for mpmath: e^−2000 beside 1 needs 869; a difference quotient doubles them.
DIGITS = {"moderate": 60, "saturated": 300, "extreme": 900}
DENSE = [name for name in losses.NAMES if not name.startswith("sparse")]
CROSS_ENTROPIES = {
    "binary_cross_entropy": ("sigmoid", "softmax"),
    "categorical_cross_entropy": ("softmax", "sigmoid"),
}
PAIRS = [(loss, f) for loss, outputs in CROSS_ENTROPIES.items() for f in outputs]
PAIRS += [
    (loss, f)
    for loss in ("quadratic", "mean_squared_error")
    for f in ("identity", "sigmoid", "tanh", "softmax")
]


def true_outputs(z, output):
    """The output activation of one example, in mpmath."""
    if output == "softmax":
        exponentials = [mp.exp(x) for x in z]
        total = mp.fsum(exponentials)
        return [e / total for e in exponentials]
    f = {
        "identity": lambda x: x,
        "sigmoid": lambda x: 1 / (1 + mp.exp(-x)),
        "tanh": mp.tanh,
    }[output]
    return [f(x) for x in z]


def true_loss(name, a, y):
    """The loss of one example by its definition, in mpmath; a term with y = 0 is 0."""
    if name == "quadratic":
        return mp.fsum((p - t) ** 2 for p, t in zip(a, y, strict=True)) / 2
    if name == "mean_squared_error":
        return mp.fsum((p - t) ** 2 for p, t in zip(a, y, strict=True)) / len(a)
    if name == "categorical_cross_entropy":
        return -mp.fsum(t * mp.log(p) for p, t in zip(a, y, strict=True) if t)
    yes = [t * mp.log(p) for p, t in zip(a, y, strict=True) if t]
    no = [(1 - t) * mp.log(1 - p) for p, t in zip(a, y, strict=True) if t != 1]
    return -mp.fsum(yes + no)


def exact(row):
    return [mp.mpf(float(x)) for x in row]


def true_cost_from_logits(name, z, y, output, digits):
    with mp.workdps(digits):
        each = [
            true_loss(name, true_outputs(exact(row), output), exact(targets))
            for row, targets in zip(z, y, strict=True)
        ]
        return float(mp.fsum(each) / len(each))


def true_delta(name, z, y, output, digits):
    """∂C/∂z by differences in mpmath."""
    delta = np.empty_like(z)
    with mp.workdps(digits):
        for i, unit in np.ndindex(z.shape):
            row, targets = exact(z[i]), exact(y[i])

            def along(x, row=row, targets=targets, unit=unit):
                moved = [*row[:unit], x, *row[unit + 1 :]]
                return true_loss(name, true_outputs(moved, output), targets)

            delta[i, unit] = float(mp.diff(along, row[unit]) / len(z))
    return delta


LOGITS = {
    "moderate": [[0.3, -1.2, 2.0], [-0.5, 0.25, 4.0], [0.0, 0.0, 0.0]],
    "saturated": [[40.0, -3.0, 1.0], [-37.5, 36.0, -120.0], [300.0, -300.0, 299.0]],
    "extreme": [[1000.0, 0.0, -1000.0], [-1000.0, -1000.0, 0.0], [700.0, -700.0, 0.0]],
}
TARGETS = {
    "one-hot": [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]],
    "soft": [[0.25, 0.5, 0.25], [0.125, 0.0, 0.875], [0.5, 0.375, 0.125]],
}


@pytest.mark.parametrize("targets", TARGETS)
@pytest.mark.parametrize("logits", LOGITS)
@pytest.mark.parametrize(("name", "output"), PAIRS)
def test_value_and_delta_from_logits(name, output, logits, targets):
    loss, z, y = losses.get(name), np.array(LOGITS[logits]), np.array(TARGETS[targets])
    true = true_cost_from_logits(name, z, y, output, 2 * DIGITS[logits])
    assert loss.from_logits(z, y, output) == pytest.approx(true, rel=1e-13, abs=0)
    delta = loss.delta(z, y, output)
    assert delta.shape == z.shape
    rounding = 5e-324
    if name in ("quadratic", "mean_squared_error"):
        f = activations.get(output)  # a − y is rounded, and then carried to z
        rounding = 4e-16 * (f(z) if output == "softmax" else f.derivative(z)) + 5e-324
    elif targets == "soft":
        rounding = 4e-16  # a difference of two numbers up to 1
    expected = true_delta(name, z, y, output, DIGITS[logits])
    assert (np.abs(delta - expected) <= 1e-13 * np.abs(expected) + rounding).all()


@pytest.mark.parametrize("name", DENSE)
def test_value_and_gradient_from_outputs(name):
    loss = losses.get(name)
    a = np.array([[0.5, 0.3, 0.2], [0.1, 1e-12, 0.9], [1e-300, 0.25, 0.75]])
    for y in (np.array(rows) for rows in TARGETS.values()):
        with mp.workdps(DIGITS["saturated"]):
            rows = list(zip(map(exact, a), map(exact, y), strict=True))
            true = mp.fsum(true_loss(name, *row) for row in rows) / 3
            assert loss(a, y) == pytest.approx(float(true), rel=1e-14, abs=0)
            slopes = np.empty_like(a)
            for i, k in np.ndindex(a.shape):
                p, t = rows[i]

                def along(x, p=p, t=t, k=k):
                    return true_loss(name, [*p[:k], x, *p[k + 1 :]], t)

                slopes[i, k] = float(mp.diff(along, p[k], h=mp.mpf(10) ** -330) / 3)
        np.testing.assert_allclose(loss.gradient(a, y), slopes, rtol=1e-14, atol=1e-17)


@pytest.mark.parametrize(
    "f", [activations.get(name) for name in activations.NAMES], ids=str
)
@pytest.mark.parametrize("name", ["quadratic", "mean_squared_error"])
def test_quadratic_costs_go_with_every_output(name, f):
    """δ against central differences, and from_logits against the outputs."""
    loss, rng = losses.get(name), np.random.default_rng(3)
    z, y = rng.normal(size=(4, 5)), rng.normal(size=(4, 5))
    assert loss.from_logits(z, y, f) == pytest.approx(loss(f(z), y), rel=1e-14)
    numerical, h = np.empty_like(z), 1e-5
    for place in np.ndindex(z.shape):
        up, down = z.copy(), z.copy()
        up[place] += h
        down[place] -= h
        difference = loss.from_logits(up, y, f) - loss.from_logits(down, y, f)
        numerical[place] = difference / (2 * h)
    np.testing.assert_allclose(loss.delta(z, y, f), numerical, rtol=1e-7, atol=1e-9)


@pytest.mark.parametrize(("name", "output"), PAIRS)
def test_delta_is_the_gradient_times_the_slope_of_the_output(name, output):
    loss, f, rng = losses.get(name), activations.get(output), np.random.default_rng(5)
    z, y = rng.normal(size=(6, 4)), rng.dirichlet(np.ones(4), size=6)
    g = loss.gradient(f(z), y)
    if output == "softmax":
        expected = np.einsum("nij,ni->nj", f.jacobian(z), g)
    else:
        expected = g * f.derivative(z)
    np.testing.assert_allclose(loss.delta(z, y, f), expected, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize(
    ("name", "output"),
    [
        ("quadratic", "identity"),
        ("mean_squared_error", "identity"),
        ("binary_cross_entropy", "sigmoid"),
        ("categorical_cross_entropy", "softmax"),
        ("sparse_categorical_cross_entropy", "softmax"),
    ],
)
def test_matched_outputs_are_the_default_and_leave_a_minus_y(name, output):
    loss, rng = losses.get(name), np.random.default_rng(1)
    z, y = rng.normal(size=(5, 3)), rng.dirichlet(np.ones(3), size=5)
    if name.startswith("sparse"):
        y = np.array([0, 2, 1, 1, 0])
    dense = losses.one_hot(y, 3) if y.ndim == 1 else y
    ratio = 2 / 3 if name == "mean_squared_error" else 1
    a = activations.get(output)(z)
    assert loss.matched == output
    assert loss.from_logits(z, y) == loss.from_logits(z, y, output)
    assert np.array_equal(loss.delta(z, y), loss.delta(z, y, output))
    np.testing.assert_allclose(loss.delta(z, y), ratio * (a - dense) / 5, atol=1e-16)


def test_one_confident_mistake_costs_its_logit():
    """At z = ±1000 the probability is 0 in floating point, the loss is not infinite."""
    binary = losses.binary_cross_entropy
    z, wrong, right = np.array([[1000.0]]), np.array([[0.0]]), np.array([[1.0]])
    for sign, bad, good in ((1, wrong, right), (-1, right, wrong)):
        assert binary.from_logits(sign * z, bad) == 1000
        assert binary.from_logits(sign * z, good) == 0
        assert binary.delta(sign * z, bad) == sign
        assert binary.delta(sign * z, good) == 0
    several = losses.categorical_cross_entropy
    z = np.array([[1000.0, -1000.0, 0.0]])
    assert several.from_logits(z, np.array([[0.0, 1.0, 0.0]])) == 2000
    assert np.array_equal(several.delta(z, np.array([[0.0, 1.0, 0.0]])), [[1, -1, 0]])
    far = np.array([[1e308, 0.0]])
    assert several.from_logits(far, np.array([[0.0, 1.0]])) == 1e308
    assert binary.from_logits(far, np.array([[0.0, 1.0]])) == 1e308


def test_the_small_side_keeps_its_digits():
    """σ(−40) = 4.2e-18: lost in 1 − a, kept in δ and in the loss."""
    z, y = np.array([[40.0]]), np.array([[1.0]])
    assert losses.binary_cross_entropy.delta(z, y) == pytest.approx(-np.exp(-40.0))
    assert losses.binary_cross_entropy.from_logits(z, y) == pytest.approx(np.exp(-40.0))
    z, y = np.array([[40.0, 0.0]]), np.array([[1.0, 0.0]])
    small = np.exp(-40.0)
    delta = losses.categorical_cross_entropy.delta(z, y)
    np.testing.assert_allclose(delta, [[-small, small]], rtol=1e-14)


def test_an_infinite_loss_is_infinite():
    binary, several = losses.binary_cross_entropy, losses.categorical_cross_entropy
    assert binary(np.array([[0.0]]), np.array([[1.0]])) == np.inf
    assert binary(np.array([[1.0]]), np.array([[0.0]])) == np.inf
    assert binary(np.array([[0.0], [0.5]]), np.array([[0.5], [0.5]])) == np.inf
    assert several(np.array([[1.0, 0.0]]), np.array([[0.0, 1.0]])) == np.inf
    assert losses.sparse_categorical_cross_entropy([[1.0, 0.0]], [1]) == np.inf
    assert binary.gradient(np.array([[0.0]]), np.array([[1.0]])) == -np.inf
    assert binary.gradient(np.array([[1.0]]), np.array([[0.0]])) == np.inf
    assert several.gradient([[1.0, 0.0]], [[0.0, 1.0]])[0, 1] == -np.inf
    stack = np.array([[[0.0]], [[0.5]]])
    assert np.array_equal(binary(stack, [[1.0]]), [np.inf, np.log(2)])


def test_a_perfect_answer_costs_nothing_and_its_gradient_is_the_limit():
    """−ln(1 − a) rises with slope 1 from a = 0, −ln a falls with slope −1 to a = 1."""
    binary, several = losses.binary_cross_entropy, losses.categorical_cross_entropy
    a = y = np.array([[0.0, 1.0]])
    assert binary(a, y) == 0
    assert several(a, y) == 0
    assert np.array_equal(several.gradient(a, y), [[0, -1]])
    beside = binary.gradient(np.array([[1e-12, 1 - 1e-12]]), y)
    np.testing.assert_allclose(beside, [[1, -1]], rtol=1e-11)
    assert np.array_equal(binary.gradient(a, y), [[1, -1]])


unit_rows = arrays(np.float64, (3, 4), elements=st.floats(0.01, 1)).map(
    lambda rows: rows / rows.sum(axis=-1, keepdims=True)
)
logit_rows = arrays(np.float64, (3, 4), elements=st.floats(-30, 30))


@given(y=unit_rows, a=unit_rows)
@settings(max_examples=100, **QUICK)
def test_entropy_is_the_floor_of_the_cross_entropies(y, a):
    """C(a, y) ≥ C(y, y), the entropy of the labels."""
    several, binary = losses.categorical_cross_entropy, losses.binary_cross_entropy
    entropy = -(y * np.log(y)).sum(axis=-1).mean()
    assert several(y, y) == pytest.approx(entropy, rel=1e-12)
    assert several(a, y) >= entropy - 1e-12
    assert several.from_logits(np.log(y), y) == pytest.approx(entropy, rel=1e-9)
    bits = -(y * np.log(y) + (1 - y) * np.log1p(-y)).sum(axis=-1).mean()
    assert binary(y, y) == pytest.approx(bits, rel=1e-12)
    assert binary(a, y) >= bits - 1e-12


@given(z=logit_rows, y=unit_rows)
@settings(max_examples=100, **QUICK)
@pytest.mark.parametrize("name", DENSE)
def test_delta_of_a_softmax_sums_to_zero(name, z, y):
    """Adding the same number to all logits changes nothing."""
    loss = losses.get(name)
    delta = loss.delta(z, y, "softmax")
    assert np.abs(delta.sum(axis=-1)).max() <= 1e-14 * max(1, np.abs(delta).max())
    shifted = loss.from_logits(z + 8.0, y, "softmax")
    assert shifted == pytest.approx(loss.from_logits(z, y, "softmax"), rel=1e-9)


@given(z=logit_rows, y=arrays(np.int64, 3, elements=st.integers(0, 3)))
@settings(max_examples=100, **QUICK)
def test_sparse_is_categorical_with_integer_labels(z, y):
    sparse, dense = (
        losses.sparse_categorical_cross_entropy,
        losses.categorical_cross_entropy,
    )
    rows, a = losses.one_hot(y, 4), activations.softmax(z)
    assert sparse(a, y) == dense(a, rows)
    assert np.array_equal(sparse.gradient(a, y), dense.gradient(a, rows))
    for output in ("softmax", "sigmoid"):
        assert sparse.from_logits(z, y, output) == dense.from_logits(z, rows, output)
        deltas = [loss.delta(z, t, output) for loss, t in ((sparse, y), (dense, rows))]
        assert np.array_equal(*deltas)


@given(
    units=st.integers(1, 6),
    seed=st.integers(0, 2**32 - 1),
    output=st.sampled_from(["identity", "sigmoid", "tanh", "softmax"]),
)
@settings(max_examples=100, **QUICK)
def test_quadratic_is_half_the_units_times_mean_squared_error(units, seed, output):
    rng = np.random.default_rng(seed)
    z, y = rng.normal(size=(5, units)), rng.normal(size=(5, units))
    half, mean = losses.quadratic, losses.mean_squared_error
    for call in (
        lambda loss: loss(z, y),
        lambda loss: loss.gradient(z, y),
        lambda loss: loss.from_logits(z, y, output),
        lambda loss: loss.delta(z, y, output),
    ):
        np.testing.assert_allclose(call(half), units / 2 * call(mean), rtol=1e-13)
    assert mean(z, y) == pytest.approx(np.mean((z - y) ** 2), rel=1e-13)


@pytest.mark.parametrize("shape", [(), (3,), (2, 3), (1,)])
@pytest.mark.parametrize("shared", [True, False], ids=["shared y", "own y"])
@pytest.mark.parametrize("name", losses.NAMES)
def test_a_stack_gives_each_network_its_own_cost(name, shape, shared):
    loss, rng = losses.get(name), np.random.default_rng(7)
    z = 3 * rng.normal(size=(*shape, 5, 4))
    own = () if shared else shape
    y = rng.dirichlet(np.ones(4), size=(*own, 5))
    if name.startswith("sparse"):
        y = rng.integers(4, size=(*own, 5))
    a = activations.softmax(z)
    value, gradient = loss(a, y), loss.gradient(a, y)
    cost, delta = loss.from_logits(z, y), loss.delta(z, y)
    assert np.shape(value) == np.shape(cost) == shape
    assert gradient.shape == delta.shape == z.shape
    for k in np.ndindex(shape):
        one = y if shared else y[k]
        assert value[k] == loss(a[k], one)
        assert cost[k] == loss.from_logits(z[k], one)
        assert np.array_equal(gradient[k], loss.gradient(a[k], one))
        assert np.array_equal(delta[k], loss.delta(z[k], one))


@pytest.mark.parametrize("name", losses.NAMES)
def test_float32_is_kept_and_inputs_are_not_changed(name):
    loss, rng = losses.get(name), np.random.default_rng(2)
    z = rng.normal(size=(4, 3)).astype(np.float32)
    y = rng.dirichlet(np.ones(3), size=4).astype(np.float32)
    if name.startswith("sparse"):
        y = np.array([0, 1, 2, 0])
    a = activations.softmax(z)
    for array in (z, y, a):
        array.flags.writeable = False
    assert loss.gradient(a, y).dtype == loss.delta(z, y).dtype == np.float32
    double = loss.delta(z.astype(np.float64), y)
    np.testing.assert_allclose(loss.delta(z, y), double, rtol=1e-5, atol=1e-7)
    assert loss(a, y) == pytest.approx(loss(a.astype(np.float64), y), rel=1e-6)


@given(y=arrays(np.int64, (2, 5), elements=st.integers(0, 6)))
@settings(max_examples=50, **QUICK)
def test_one_hot(y):
    rows = losses.one_hot(y, 7)
    assert rows.shape == (2, 5, 7)
    assert np.array_equal(rows.argmax(axis=-1), y)
    assert np.array_equal(
        np.sort(rows, axis=-1)[..., -2:], np.broadcast_to([0, 1], (2, 5, 2))
    )


# what does not fit


@pytest.mark.parametrize("name", ["binary_cross_entropy", "categorical_cross_entropy"])
def test_tanh_under_cross_entropy_is_explained(name):
    loss, a = losses.get(name), np.tanh([[0.5, -0.5]])
    with pytest.raises(ValueError, match=r"\[0, 1\].*\(1 \+ a\)/2"):
        loss(a, [[1.0, 0.0]])
    with pytest.raises(ValueError, match=r"tanh.*output='s\w+'.*sigmoid\(2z\)"):
        loss.from_logits([[0.5, -0.5]], [[1.0, 0.0]], "tanh")
    with pytest.raises(ValueError, match="relu"):
        loss.delta([[0.5, -0.5]], [[1.0, 0.0]], "relu")


def test_the_remedy_for_tanh_is_right():
    """(1 + tanh z)/2 is σ(2z), as the message says."""
    z, y = np.array([[0.3], [-2.0]]), np.array([[1.0], [0.0]])
    loss = losses.binary_cross_entropy
    assert loss((1 + np.tanh(z)) / 2, y) == pytest.approx(loss.from_logits(2 * z, y))


@pytest.mark.parametrize("name", DENSE)
def test_a_row_of_targets_for_a_column_of_outputs(name):
    loss, a = losses.get(name), np.full((4, 1), 0.5)
    for call in (loss, loss.gradient, loss.from_logits, loss.delta):
        with pytest.raises(ValueError, match=r"\(4,\).*\(4, 1\).*y\[:, None\]"):
            call(a, np.array([0.0, 1.0, 1.0, 0.0]))


def test_a_column_of_targets_for_a_row_of_outputs():
    with pytest.raises(ValueError, match=r"\(4,\).*a\[:, None\]"):
        losses.binary_cross_entropy(np.full(4, 0.5), np.ones((4, 1)))


def test_integer_labels_where_rows_are_expected():
    with pytest.raises(ValueError, match=r"one_hot\(y, 3\).*sparse_categorical"):
        losses.categorical_cross_entropy(np.full((4, 3), 1 / 3), np.array([0, 1, 2, 0]))


def test_rows_where_integer_labels_are_expected():
    with pytest.raises(ValueError, match=r"categorical_cross_entropy.*argmax"):
        losses.sparse_categorical_cross_entropy(
            np.full((4, 3), 1 / 3), np.eye(3)[[0] * 4]
        )


@pytest.mark.parametrize(
    ("y", "error", "message"),
    [
        ([0, 1, 3], ValueError, r"0 … 2.*3 classes.*got 3 at y\[2\]"),
        ([0, -1, 2], ValueError, r"got -1 at y\[1\]"),
        ([0.0, 1.0, 2.0], TypeError, r"astype\(int\)"),
        (["a", "b", "c"], TypeError, "integers"),
        ([True, False, True], TypeError, "integers"),
    ],
)
def test_labels_that_are_none(y, error, message):
    z = np.zeros((3, 3))
    with pytest.raises(error, match=message):
        losses.sparse_categorical_cross_entropy.from_logits(z, y)
    with pytest.raises(error, match=message):
        losses.one_hot(y, 3)


def test_rows_that_are_no_distribution():
    z, loss = np.zeros((2, 3)), losses.categorical_cross_entropy
    with pytest.raises(ValueError, match=r"y\[1\] sums to 2.*binary_cross_entropy"):
        loss.from_logits(z, [[1, 0, 0], [1, 1, 0]])
    with pytest.raises(ValueError, match=r"\[0, 1\], got -1 at y\[1, 2\]"):
        loss.from_logits(z, [[1, 0, 0], [1, 1, -1]])
    with pytest.raises(ValueError, match=r"\[0, 1\], got 2 at y\[1, 1\]"):
        losses.binary_cross_entropy.from_logits(z, [[1, 0, 0], [0, 2, 0]])


@pytest.mark.parametrize("name", DENSE)
def test_nan_is_refused_wherever_it_stands(name):
    loss, good, bad = (
        losses.get(name),
        np.array([[1.0, 0.0]]),
        np.array([[np.nan, 0.0]]),
    )
    for call in (loss, loss.gradient, loss.from_logits, loss.delta):
        with pytest.raises(ValueError, match=r"^[az]\[0, 0\] is NaN"):
            call(bad, good)
        with pytest.raises(ValueError, match=r"^y\[0, 0\] is NaN"):
            call(good, bad)


def test_unknown_names():
    with pytest.raises(ValueError, match="did you mean 'quadratic'"):
        losses.get("quadratik")
    with pytest.raises(TypeError, match="by name"):
        losses.get(3)
    for name in losses.NAMES:
        assert losses.get(name).name == name
        assert losses.get(losses.get(name)) is losses.get(name)
