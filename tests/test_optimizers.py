"""Update rules against their published formulas, written out again."""

import numpy as np
import pytest

from nnlib import Network, fit, optimizers


def classes(n=60):
    """Three classes around different centres, as one-hot rows."""
    rng = np.random.default_rng(0)
    y = rng.integers(3, size=n)
    return rng.normal(size=(3, 4))[y] + rng.normal(size=(n, 4)) / 3, np.eye(3)[y]


def plain_sgd(theta, gradients, eta):
    for g in gradients:
        theta = theta - eta * g
    return theta


def plain_momentum(theta, gradients, eta, beta=0.9):
    velocity = 0
    for g in gradients:
        velocity = beta * velocity - eta * g
        theta = theta + velocity
    return theta


def plain_adam(theta, gradients, eta, beta1=0.9, beta2=0.999, epsilon=1e-8):
    m = v = 0
    for t, g in enumerate(gradients, 1):
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g**2
        m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
        theta = theta - eta * m_hat / (np.sqrt(v_hat) + epsilon)
    return theta


RULES = {"sgd": plain_sgd, "momentum": plain_momentum, "adam": plain_adam}


@pytest.mark.parametrize("shape", [(7,), (3, 7)])
@pytest.mark.parametrize("name", RULES)
def test_update_rules(name, shape):
    rng = np.random.default_rng(1)
    theta, gradients = rng.normal(size=shape), rng.normal(size=(20, *shape))
    eta = 0.1 if len(shape) == 1 else np.array([[0.1], [0.01], [1.0]])
    expected = RULES[name](theta, gradients, eta)
    rule, moved = optimizers.get(name), theta.copy()
    for g in gradients:
        kept = g.copy()
        rule.update(moved, g, eta)
        assert np.array_equal(g, kept)
    np.testing.assert_allclose(moved, expected, rtol=1e-12)


@pytest.mark.parametrize("name", ["momentum", "adam"])
@pytest.mark.parametrize(("first", "second"), [((7,), (8,)), ((7,), (3, 7))])
def test_a_rule_that_remembers_another_network_says_so(name, first, second):
    rule, theta = optimizers.get(name), np.zeros(second)
    rule.update(np.zeros(first), np.ones(first), 0.1)
    kind = type(rule).__name__
    with pytest.raises(ValueError, match=rf"this {kind} remembers .* fresh {kind}\(\)"):
        rule.update(theta, np.ones(second), 0.1)
    assert not theta.any()
    rule.update(np.zeros(first), np.ones(first), 0.1)  # its own still


@pytest.mark.parametrize(
    ("rule", "plain", "options"),
    [
        (optimizers.Momentum, plain_momentum, {"beta": 0.5}),
        (optimizers.Momentum, plain_momentum, {"beta": 0.0}),
        (optimizers.Adam, plain_adam, {"beta1": 0.5, "beta2": 0.9, "epsilon": 0.1}),
        (optimizers.Adam, plain_adam, {"beta1": 0.0, "beta2": 0.0}),
    ],
)
def test_their_options(rule, plain, options):
    rng = np.random.default_rng(2)
    theta, gradients = rng.normal(size=5), rng.normal(size=(9, 5))
    expected, optimizer = plain(theta, gradients, 0.1, **options), rule(**options)
    for g in gradients:
        optimizer.update(theta, g, 0.1)
    np.testing.assert_allclose(theta, expected, rtol=1e-12)


def test_the_first_step_of_adam_has_the_length_of_the_learning_rate():
    theta = np.zeros(4)
    optimizers.Adam().update(theta, np.array([1e-3, -5.0, 1e4, -1.0]), 0.25)
    np.testing.assert_allclose(theta, [-0.25, 0.25, -0.25, 0.25], rtol=1e-4)


@pytest.mark.parametrize("name", RULES)
def test_training_with_whole_batches_is_the_plain_loop(name):
    """fit against a loop that knows nothing of fit; order changes rounding alone."""
    X, Y = classes()
    rate = {"sgd": 0.5, "momentum": 0.1, "adam": 0.05}[name]
    net = Network([4, 3], seed=1)
    W, b = net.W[1].copy(), net.b[1].copy()
    fit(net, X, Y, epochs=12, batch_size=60, learning_rate=rate, optimizer=name)
    theta, gradients = np.append(W.ravel(), b), []
    for _ in range(12):
        now = RULES[name](theta, gradients, rate)
        z = X @ now[:12].reshape(4, 3) + now[12:]
        a = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
        gradients.append(np.append((X.T @ (a - Y) / 60).ravel(), (a - Y).mean(axis=0)))
    end = RULES[name](theta, gradients, rate)
    np.testing.assert_allclose(net.W[1].ravel(), end[:12], rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(net.b[1], end[12:], rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("name", RULES)
def test_an_optimizer_by_name_is_fresh_each_time(name):
    X, Y = classes()
    ends = []
    for _ in range(2):
        net = Network([4, 6, 3])
        fit(net, X, Y, epochs=2, optimizer=name, learning_rate=0.01)
        ends.append(net.parameters)
    assert np.array_equal(*ends)


@pytest.mark.parametrize("stack", [(), (4,)])
def test_clip(stack):
    rng = np.random.default_rng(0)
    gradient = rng.normal(size=(*stack, 50)) * (10 ** np.arange(-2.0, 2.0))[:, None]
    gradient = gradient if stack else gradient[2]
    before = gradient.copy()
    optimizers.clip(gradient, 3.0)
    length = np.sqrt((before**2).sum(axis=-1))
    clipped = np.sqrt((gradient**2).sum(axis=-1))
    np.testing.assert_allclose(clipped, np.minimum(length, 3.0), rtol=1e-14)
    direction = (before * gradient).sum(axis=-1) / (length * clipped)
    np.testing.assert_allclose(direction, 1, rtol=1e-14)
    short = np.atleast_1d(length <= 3)
    assert np.array_equal(np.atleast_2d(gradient)[short], np.atleast_2d(before)[short])


def test_clip_of_nothing_is_nothing():
    gradient = np.zeros(5)
    optimizers.clip(gradient, 1.0)
    assert not gradient.any()


@pytest.mark.parametrize(
    ("dtype", "size"), [("float32", 1e25), ("float64", 1e200), ("float64", 1e-200)]
)
def test_clip_keeps_the_direction_where_a_square_has_no_float(dtype, size):
    gradient = np.array([3 * size, 4 * size], dtype)
    before = gradient.copy()
    with np.errstate(all="ignore"):  # as in fit
        optimizers.clip(gradient, 1.0)
    expected = [0.6, 0.8] if size > 1 else before
    np.testing.assert_allclose(gradient, expected, rtol=1e-6)


@pytest.mark.parametrize(
    ("rule", "options"),
    [
        (optimizers.Momentum, {"beta": 1.0}),
        (optimizers.Momentum, {"beta": -0.1}),
        (optimizers.Momentum, {"beta": np.nan}),
        (optimizers.Adam, {"beta1": 1.0}),
        (optimizers.Adam, {"beta2": 2.0}),
        (optimizers.Adam, {"epsilon": 0.0}),
    ],
)
def test_options_out_of_range(rule, options):
    with pytest.raises(ValueError, match=next(iter(options))):
        rule(**options)
