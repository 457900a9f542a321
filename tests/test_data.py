"""The shipped digits and the data sets drawn from a seed."""

import hashlib
import inspect
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnlib import data

SEEDED = {
    "xor": lambda **options: data.xor(**{"n": 40, "noise": 0.1} | options),
    "moons": data.moons,
    "circles": data.circles,
    "spirals": data.spirals,
    "curve": lambda **options: data.curve("sine", **options),
}
CLASSES = {"xor": 2, "moons": 2, "circles": 2, "spirals": 3}


@pytest.fixture(scope="module")
def published():
    """scikit-learn's copy; its import takes seconds, which only this file pays."""
    from sklearn.datasets import load_digits

    return load_digits()


def test_digits_are_the_published_ones(published):
    with np.load(data.DIGITS_FILE) as stored:
        np.testing.assert_array_equal(stored["images"], published.images)
        np.testing.assert_array_equal(stored["labels"], published.target)


def test_digits_file_has_the_stated_checksum():
    checksum = hashlib.sha256(data.DIGITS_FILE.read_bytes()).hexdigest()
    assert checksum == data.DIGITS_SHA256


def test_digits_state_source_and_licence():
    text = inspect.getdoc(data.digits)
    assert "https://doi.org/10.24432/C50P49" in text
    assert "CC BY 4.0" in text


def test_digits_have_the_documented_shapes_and_ranges():
    X, y, X_test, y_test = data.digits()
    assert X.shape == (1437, 64) and X_test.shape == (360, 64)
    assert y.shape == (1437,) and y_test.shape == (360,)
    assert X.dtype == X_test.dtype == np.float64
    assert y.dtype == y_test.dtype == np.int64
    assert X.min() == 0 and X.max() == 1
    assert set(y) == set(y_test) == set(range(10))


def test_the_split_uses_every_image_once(published):
    split = data.digits()
    rows = np.column_stack([published.data / 16, published.target])
    parts = [np.column_stack([split.X, split.y])]
    parts.append(np.column_stack([split.X_test, split.y_test]))
    ours = np.concatenate(parts)
    np.testing.assert_array_equal(ours[np.lexsort(ours.T)], rows[np.lexsort(rows.T)])
    np.testing.assert_array_equal(np.bincount(split.y_test), np.full(10, 36))


def test_the_first_digits_are_a_fair_sample():
    """Each digit is among the first 64, and none of them more than twice its share."""
    for y in (data.digits().y, data.digits().y_test):
        counts = np.bincount(y[:64], minlength=10)
        assert counts.min() >= 1 and counts.max() <= 2 * 6.4


def test_digits_can_be_changed_without_changing_the_next_ones():
    data.digits().X[:] = 0
    assert data.digits().X.max() == 1


@pytest.mark.parametrize("name", SEEDED)
def test_a_seed_decides_everything(name):
    first, again, other = (SEEDED[name](seed=seed)[0] for seed in (3, 3, 4))
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)


@pytest.mark.parametrize("name", SEEDED)
def test_a_seed_sequence_is_a_seed(name):
    by_number, by_sequence = (
        SEEDED[name](seed=seed)[0] for seed in (3, np.random.SeedSequence(3))
    )
    np.testing.assert_array_equal(by_number, by_sequence)


@pytest.mark.parametrize("name", CLASSES)
@given(n=st.integers(4, 60))
def test_shapes_and_balance(name, n):
    X, y = SEEDED[name](n=n)
    assert X.shape == (n, 2) and X.dtype == np.float64
    assert y.shape == (n,) and y.dtype == np.int64
    sizes = np.bincount(y, minlength=CLASSES[name])
    assert len(sizes) == CLASSES[name]
    assert sizes.max() - sizes.min() <= (2 if name == "xor" else 1)


def test_xor_without_noise_is_the_truth_table():
    X, y = data.xor()
    assert X.tolist() == [[0, 0], [0, 1], [1, 0], [1, 1]]
    assert y.tolist() == [0, 1, 1, 0]


def test_moons_without_noise_lie_on_two_half_circles():
    X, y = data.moons(100, noise=0)
    upper, lower = X[y == 0], X[y == 1]
    np.testing.assert_allclose(np.hypot(*upper.T), 1)
    np.testing.assert_allclose(np.hypot(*(lower - [1, 0.5]).T), 1)
    assert upper[:, 1].min() >= 0 and lower[:, 1].max() <= 0.5


def test_circles_without_noise_have_their_radii():
    X, y = data.circles(100, noise=0, inner_radius=0.3)
    np.testing.assert_allclose(np.hypot(*X.T), np.where(y == 0, 1, 0.3))


@pytest.mark.parametrize("arms", [2, 3, 5])
def test_spiral_arms_are_one_arm_turned(arms):
    X, y = data.spirals(60 * arms, arms=arms, turns=1.0, noise=0)
    radius = np.hypot(*X.T)
    assert set(y) == set(range(arms)) and radius.max() <= 1
    along = 2 * np.pi * (radius + y / arms)
    np.testing.assert_allclose(X[:, 0], radius * np.cos(along), atol=1e-12)
    np.testing.assert_allclose(X[:, 1], radius * np.sin(along), atol=1e-12)


@pytest.mark.parametrize("name", data.CURVES)
def test_curves_without_noise_are_the_named_functions(name):
    X, y = data.curve(name, 50, noise=0)
    assert X.shape == y.shape == (50, 1)
    assert X.min() >= -1 and X.max() <= 1 and np.all(np.diff(X[:, 0]) >= 0)
    np.testing.assert_array_equal(y, data.CURVES[name](X))
    assert np.abs(y).max() <= 1


@pytest.mark.parametrize(
    "make",
    [
        lambda noise: data.xor(20_000, noise=noise)[0] - data.xor(20_000)[0],
        lambda noise: np.subtract(
            data.moons(20_000, noise=noise)[0], data.moons(20_000, noise=0)[0]
        ),
        lambda noise: np.subtract(
            data.curve("sine", 20_000, noise=noise)[1],
            data.curve("sine", 20_000, noise=0)[1],
        ),
    ],
    ids=["xor", "moons", "curve"],
)
def test_noise_is_a_standard_deviation(make):
    """20 000 normal numbers: their deviation is within 3 % of the asked one."""
    assert np.std(make(0.2)) == pytest.approx(0.2, rel=0.03)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: data.xor(3), ValueError, "n must be at least 4, got 3"),
        (lambda: data.moons(1), ValueError, "n must be at least 2, got 1"),
        (lambda: data.moons(20.0), TypeError, "n must be an integer, got 20.0"),
        (lambda: data.moons(True), TypeError, "n must be an integer, got True"),
        (lambda: data.moons("20"), TypeError, "n must be an integer, got '20'"),
        (
            lambda: data.circles(noise=-0.1),
            ValueError,
            "noise must be at least 0 and finite, got -0.1",
        ),
        (
            lambda: data.circles(noise=np.nan),
            ValueError,
            "noise must be at least 0 and finite, got nan",
        ),
        (
            lambda: data.circles(noise=np.inf),
            ValueError,
            "noise must be at least 0 and finite, got inf",
        ),
        (lambda: data.circles(noise="0"), TypeError, "noise must be a number, got '0'"),
        (
            lambda: data.circles(inner_radius=1),
            ValueError,
            "inner_radius must be between 0 and 1, got 1",
        ),
        (lambda: data.circles(inner_radius="1"), TypeError, "inner_radius must be a"),
        (lambda: data.moons(seed="a"), TypeError, "seed must be an integer, got 'a'"),
        (lambda: data.xor(seed=-1), ValueError, "seed must be at least 0, got -1"),
        (lambda: data.spirals(arms=1), ValueError, "arms must be at least 2, got 1"),
        (lambda: data.spirals(2, arms=3), ValueError, "n must be at least 3, got 2"),
        (
            lambda: data.spirals(turns=-1),
            ValueError,
            "turns must be at least 0 and finite, got -1",
        ),
        (
            lambda: data.curve("sin"),
            ValueError,
            "unknown curve 'sin'; did you mean 'sine'? The names are line, ",
        ),
        (lambda: data.curve("sine", 0), ValueError, "n must be at least 1, got 0"),
    ],
)
def test_bad_arguments_are_named(call, error, message):
    with pytest.raises(error, match=re.escape(message)):
        call()
