"""The network against loops over examples, differences, PyTorch, and itself in a stack.

The loops are written from Nielsen's equations in his own convention: one example at a
time, columns, w[j, k] from unit k to unit j.  The activations are written out again
here, one number at a time.
"""

import copy
import itertools
import json
import math
import pickle
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from nnlib import (
    History,
    Network,
    TrainingDiverged,
    activations,
    data,
    fit,
    gradcheck,
    initializers,
    losses,
    optimizers,
)
from nnlib.blocks import NormalizedNetwork, ResidualNetwork


def sigma(z):
    return 1 / (1 + math.exp(-z))


def Phi(z):
    return math.erfc(-z / math.sqrt(2)) / 2


def phi(z):
    return math.exp(-z * z / 2) / math.sqrt(2 * math.pi)


def gate(z):
    return math.tanh(math.log(1 + math.exp(z)))


SELU = 1.0507009873554805, 1.6732632423543772

# name: f and f′ of one number
HIDDEN = {
    "identity": (lambda z: z, lambda z: 1),
    "sigmoid": (sigma, lambda z: sigma(z) * (1 - sigma(z))),
    "tanh": (math.tanh, lambda z: 1 - math.tanh(z) ** 2),
    "relu": (lambda z: max(z, 0), lambda z: float(z > 0)),
    "leaky_relu": (lambda z: z if z > 0 else 0.01 * z, lambda z: 1 if z > 0 else 0.01),
    "prelu": (lambda z: z if z > 0 else 0.25 * z, lambda z: 1 if z > 0 else 0.25),
    "elu": (
        lambda z: z if z > 0 else math.exp(z) - 1,
        lambda z: 1 if z > 0 else math.exp(z),
    ),
    "selu": (
        lambda z: SELU[0] * (z if z > 0 else SELU[1] * (math.exp(z) - 1)),
        lambda z: SELU[0] * (1 if z > 0 else SELU[1] * math.exp(z)),
    ),
    "softplus": (lambda z: math.log(1 + math.exp(z)), sigma),
    "softsign": (lambda z: z / (1 + abs(z)), lambda z: 1 / (1 + abs(z)) ** 2),
    "gelu": (lambda z: z * Phi(z), lambda z: Phi(z) + z * phi(z)),
    "silu": (
        lambda z: z * sigma(z),
        lambda z: sigma(z) + z * sigma(z) * (1 - sigma(z)),
    ),
    "mish": (
        lambda z: z * gate(z),
        lambda z: gate(z) + z * (1 - gate(z) ** 2) * sigma(z),
    ),
    "hard_sigmoid": (
        lambda z: min(max((z + 3) / 6, 0), 1),
        lambda z: 1 / 6 if -3 < z < 3 else 0,
    ),
    "binary_step": (lambda z: float(z >= 0), lambda z: 0),
}
PAIRS = [
    ("quadratic", "identity"),
    ("quadratic", "sigmoid"),
    ("quadratic", "softmax"),
    ("mean_squared_error", "identity"),
    ("mean_squared_error", "tanh"),
    ("binary_cross_entropy", "sigmoid"),
    ("binary_cross_entropy", "softmax"),
    ("categorical_cross_entropy", "softmax"),
    ("categorical_cross_entropy", "sigmoid"),
    ("sparse_categorical_cross_entropy", "softmax"),
    ("sparse_categorical_cross_entropy", "sigmoid"),
]
RIGHT = {
    "quadratic": "identity",
    "mean_squared_error": "identity",
    "binary_cross_entropy": "sigmoid",
    "categorical_cross_entropy": "softmax",
    "sparse_categorical_cross_entropy": "softmax",
}


def example_data(sizes, loss, n=6, seed=0, own=()):
    """X of shape (*own, n, features), and Y that suits the loss."""
    rng = np.random.default_rng(seed)
    X, units = rng.normal(size=(*own, n, sizes[0])), sizes[-1]
    if loss.startswith("sparse"):
        return X, rng.integers(units, size=(*own, n))
    return X, rng.dirichlet(np.ones(units), size=(*own, n))


# the equations


def output_and_gradient(loss, output, z, y):
    """a and ∂C_x/∂z of the output layer, for one example."""
    units = len(z)
    if output == "softmax":
        a = np.exp(z - z.max())
        a /= a.sum()
        jacobian = [
            [a[i] * ((i == j) - a[j]) for j in range(units)] for i in range(units)
        ]
    else:
        f, slope = HIDDEN[output]
        a = np.array([f(x) for x in z])
        jacobian = np.diag([slope(x) for x in z])
    if loss == "quadratic":
        nabla = a - y
    elif loss == "mean_squared_error":
        nabla = 2 * (a - y) / units
    elif loss == "binary_cross_entropy":
        nabla = -y / a + (1 - y) / (1 - a)
    else:
        nabla = -y / a
    return a, np.array(jacobian).T @ nabla


def example_cost(loss, a, y):
    if loss == "quadratic":
        return sum((a - y) ** 2) / 2
    if loss == "mean_squared_error":
        return sum((a - y) ** 2) / len(a)
    if loss == "binary_cross_entropy":
        return -sum(y * np.log(a) + (1 - y) * np.log(1 - a))
    return -sum(t * math.log(p) for t, p in zip(y, a, strict=True) if t > 0)


def loops(net, hidden, output, loss, X, Y):
    """z, a, δ of every example, the mean cost, and the means of BP3 and BP4."""
    w = [None, *(W.T for W in net.W[1:])]
    f, slope = HIDDEN[hidden]
    L, n = net.L, len(X)
    C, zs, activities, deltas = 0, [], [], []
    dw = [None, *(np.zeros_like(m) for m in w[1:])]
    db = [None, *(np.zeros_like(b) for b in net.b[1:])]
    for x, target in zip(X, Y, strict=True):
        y = np.eye(net.sizes[-1])[target] if loss.startswith("sparse") else target
        a, z, delta = [x] + [None] * L, [None] * (L + 1), [None] * (L + 1)
        for l in range(1, L + 1):
            z[l] = w[l] @ a[l - 1] + net.b[l]
            if l < L:
                a[l] = np.array([f(value) for value in z[l]])
        a[L], delta[L] = output_and_gradient(loss, output, z[L], y)
        for l in range(L - 1, 0, -1):
            delta[l] = (w[l + 1].T @ delta[l + 1]) * [slope(value) for value in z[l]]
        for l in range(1, L + 1):
            for j, k in np.ndindex(w[l].shape):
                dw[l][j, k] += a[l - 1][k] * delta[l][j] / n
            db[l] += delta[l] / n
        C += example_cost(loss, a[L], y) / n
        zs.append(z)
        activities.append(a)
        deltas.append(delta)
    return zs, activities, deltas, C, [None, *(m.T for m in dw[1:])], db


@pytest.mark.parametrize(("loss", "output"), PAIRS)
@pytest.mark.parametrize("hidden", HIDDEN)
def test_backpropagation_against_loops(hidden, loss, output):
    sizes = [4, 5, 6, 3]
    net = Network(
        sizes, hidden, output, loss, init="lecun_normal", bias="normal", seed=2
    )
    X, Y = example_data(sizes, loss)
    z, a, delta, C, dW, db = loops(net, hidden, output, loss, X, Y)
    outputs = net.forward(X)
    net.backward(Y)
    close = {"rtol": 1e-11, "atol": 1e-13}
    np.testing.assert_allclose(outputs, [rows[3] for rows in a], **close)
    assert net.cost(X, Y) == pytest.approx(C, rel=1e-12)
    for l in (1, 2, 3):
        np.testing.assert_allclose(net.z[l], [rows[l] for rows in z], **close)
        np.testing.assert_allclose(net.a[l], [rows[l] for rows in a], **close)
        mean = np.array([rows[l] for rows in delta]) / len(X)
        np.testing.assert_allclose(net.delta[l], mean, **close)
        np.testing.assert_allclose(net.db[l], db[l], **close)
        np.testing.assert_allclose(net.dW[l], dW[l], **close)


def test_every_hidden_activation_is_tested_here():
    assert {*HIDDEN, "softmax"} == set(activations.NAMES)
    assert {loss for loss, _ in PAIRS} == set(losses.NAMES)


def numerical_gradient(net, X, Y, h=1e-5):
    """∂C/∂θ by central differences, all at once: a stack with a step in each."""
    count = net.parameters.size
    config = {**net.config(), "stack": (2, count), "init": "zeros"}
    moved = type(net)(**config)
    moved.parameters[...] = net.parameters
    each = np.arange(count)
    moved.parameters[0, each, each] += h
    moved.parameters[1, each, each] -= h
    up, down = moved.cost(X, Y)
    return (up - down) / (2 * h)


@pytest.mark.parametrize("loss", losses.NAMES)
@pytest.mark.parametrize("hidden", HIDDEN)
def test_gradients_against_differences(hidden, loss):
    """Each hidden activation × loss × initializer; a prelu's slope is among them."""
    sizes = [3, 5, 4, 3]
    X, Y = example_data(sizes, loss)
    for init in initializers.NAMES:
        net = Network(sizes, hidden, RIGHT[loss], loss, init, bias="normal", seed=1)
        net.forward(X)
        net.backward(Y)
        numerical = numerical_gradient(net, X, Y)
        scale = max(1, np.abs(numerical).max())
        assert np.abs(net.gradient - numerical).max() < 1e-8 * scale, init


def test_gradients_hold_at_the_kinks_conventions():
    """z = 0 everywhere: relu passes nothing, leaky_relu and prelu their slope."""
    X, Y = np.ones((2, 1)), np.zeros((2, 1))
    passed = {"relu": 0, "leaky_relu": 0.01, "prelu": 0.25, "binary_step": 0}
    for hidden, slope in passed.items():
        net = Network([1, 1, 1], hidden, "identity", "quadratic", init="zeros")
        net.W[2], net.b[2] = 1.0, 1.0
        net.forward(X)
        net.backward(Y)
        below = (1 + (hidden == "binary_step")) / 2 * slope
        assert np.array_equal(net.delta[1], np.full((2, 1), below))


def test_the_gradient_of_the_mean_is_the_mean_of_the_gradients():
    sizes, n = [5, 7, 6, 4], 9
    for loss, output in PAIRS:
        net = Network(sizes, "tanh", output, loss, seed=3)
        X, Y = example_data(sizes, loss, n)
        gradients = []
        for i in range(n):
            net.forward(X[i : i + 1])
            net.backward(Y[i : i + 1])
            gradients.append(net.gradient.copy())
        net.forward(X)
        net.backward(Y)
        mean = np.mean(gradients, axis=0)
        np.testing.assert_allclose(net.gradient, mean, rtol=1e-11, atol=1e-15)


class TestMisprints:
    """Formulas as popular articles print them, beside the right ones (n = 8, 5-5-5-5).

    In the articles' order of indices, w[j, k] leads from unit k to unit j.
    """

    @pytest.fixture
    def net(self):
        net = Network([5] * 4, "sigmoid", "sigmoid", "quadratic", init="normal", seed=4)
        X, self.Y = example_data(net.sizes, "quadratic", n=8)
        net.forward(X)
        net.backward(self.Y)
        net.numerical = numerical_gradient(net, X, self.Y)
        return net

    @staticmethod
    def slope(z):
        return activations.sigmoid.derivative(z)

    @staticmethod
    def weight_differences(net, l):
        start = sum((i + 1) * o for i, o in itertools.pairwise(net.sizes[:l]))
        return net.numerical[start : start + 25].reshape(5, 5)

    @staticmethod
    def agree(value, other):
        return np.abs(value - other).max() < 1e-8

    def test_bp2_takes_the_slope_of_its_own_layer(self, net):
        arriving = net.delta[3] @ net.W[3].T
        right, printed = (
            arriving * self.slope(net.z[2]),
            arriving * self.slope(net.z[3]),
        )
        assert self.agree(net.a[1].T @ right, self.weight_differences(net, 2))
        assert not self.agree(net.a[1].T @ printed, self.weight_differences(net, 2))

    def test_the_output_formula_holds_in_the_output_layer_only(self, net):
        for l in (1, 2, 3):
            printed = (net.a[l] - self.Y) * self.slope(net.z[l]) / 8
            agrees = self.agree(
                net.a[l - 1].T @ printed, self.weight_differences(net, l)
            )
            assert agrees == (l == 3)

    def test_the_mean_over_the_examples_is_part_of_it(self, net):
        printed = (net.a[3] - self.Y) * self.slope(net.z[3])
        differences = self.weight_differences(net, 3)
        assert self.agree(net.a[2].T @ printed / 8, differences)
        assert not self.agree(net.a[2].T @ printed, differences)

    def test_the_weight_gradient_needs_its_indices_in_order(self, net):
        dw = net.delta[2].T @ net.a[1]  # [j, k] = Σ a_k δ_j
        assert self.agree(dw.T, self.weight_differences(net, 2))
        assert not self.agree(dw, self.weight_differences(net, 2))

    def test_cross_entropy_compares_the_outputs_with_the_targets(self):
        sizes = [5, 5, 5, 5]
        net = Network(sizes, "sigmoid", "sigmoid", "binary_cross_entropy", "normal")
        X, Y = example_data(sizes, "binary_cross_entropy", n=8)
        net.forward(X)
        net.numerical = numerical_gradient(net, X, Y)
        right = -net.a[2].T @ (Y - net.a[3]) / 8
        printed = -net.a[2].T @ (Y - net.a[2]) / 8
        assert self.agree(right, self.weight_differences(net, 3))
        assert not self.agree(printed, self.weight_differences(net, 3))

    def test_the_slope_of_the_sigmoid(self):
        z, s = np.linspace(-3, 3, 13), activations.sigmoid
        numerical = (s(z + 1e-5) - s(z - 1e-5)) / 2e-5
        assert self.agree(s(z) * (1 - s(z)), numerical)
        assert not self.agree(s(z) * s(1 - s(z)), numerical)


# PyTorch

STORED = np.load(Path(__file__).parent / "oracle" / "pytorch_gradients.npz")


@pytest.mark.parametrize(
    "name", [key.removesuffix("/config") for key in STORED if key.endswith("/config")]
)
def test_against_pytorch(name):
    expected = {
        key.split("/")[1]: STORED[key] for key in STORED if key.startswith(f"{name}/")
    }
    config = json.loads(str(expected["config"]))
    config["hidden"] = [
        activations.get(f, **options) for f, options in config["hidden"]
    ]
    net = Network(**config)
    parameters = expected["parameters"]
    net.parameters[: parameters.size] = parameters
    for l, (rows, columns) in enumerate(itertools.pairwise(net.sizes), 1):
        start = sum((i + 1) * o for i, o in itertools.pairwise(net.sizes[:l]))
        W = parameters[start : start + rows * columns].reshape(rows, columns)
        assert np.array_equal(net.W[l], W)
    a = net.forward(expected["X"])
    net.backward(expected["Y"])
    np.testing.assert_allclose(a, expected["a"], rtol=1e-12, atol=1e-15)
    assert net.cost(expected["X"], expected["Y"]) == pytest.approx(
        float(expected["C"]), rel=1e-13
    )
    gradient, slopes = np.split(net.gradient, [parameters.size])
    scale = np.abs(expected["gradient"]).max()
    assert np.abs(gradient - expected["gradient"]).max() < 2e-14 * scale
    np.testing.assert_allclose(slopes, expected.get("dalpha", []), rtol=1e-12)
    delta = np.concatenate([d.ravel() for d in net.delta[1:]])
    np.testing.assert_allclose(
        delta, expected["delta"], rtol=1e-11, atol=1e-15 * np.abs(delta).max()
    )


# the parameters


@pytest.mark.parametrize("stack", [(), (3,)])
def test_parameters_are_views(stack):
    net, X = Network([4, 3, 2], seed=1, stack=stack), np.ones((2, 4))
    before = net.forward(X)
    net.W[1][..., 0, 0] += 1.0
    assert not np.array_equal(net.forward(X), before)
    net.W[1][..., 0, 0] -= 1.0
    net.b[2] = np.array([5.0, -5.0])
    changed = net.forward(X)
    assert not np.array_equal(changed, before)
    assert np.array_equal(net.b[2], np.broadcast_to([5.0, -5.0], (*stack, 2)))
    net.W[2] *= 0
    assert not net.W[2].any()
    net.parameters[...] = 0
    assert not any(m.any() for m in (*net.W[1:], *net.b[1:]))
    assert net.W[0] is net.b[0] is net.dW[0] is net.db[0] is None
    for l, (n_in, n_out) in enumerate([(4, 3), (3, 2)], 1):
        assert net.W[l].shape == net.dW[l].shape == (*stack, n_in, n_out)
        assert net.b[l].shape == net.db[l].shape == (*stack, n_out)
        assert np.shares_memory(net.W[l], net.parameters)
        assert np.shares_memory(net.db[l], net.gradient)


ARRAYS = ("parameters", "gradient", "W", "b", "dW", "db", "z", "a", "delta")


def after_a_pass(stack=(), dtype="float64"):
    net = Network([4, 3, 3, 2], ["prelu", "tanh"], seed=1, stack=stack, dtype=dtype)
    X, Y = example_data(net.sizes, "categorical_cross_entropy", own=stack)
    net.forward(X)
    net.backward(Y)
    return net


def all_arrays(net):
    """Every array of a network, by the expression that reads it."""
    found = {}
    for name in ARRAYS:
        held = getattr(net, name)
        if isinstance(held, np.ndarray):
            found[name] = held
        else:
            entries = {f"{name}[{l}]": array for l, array in enumerate(held)}
            found |= {key: array for key, array in entries.items() if array is not None}
    return found


EXPRESSIONS = list(all_arrays(after_a_pass()))


@pytest.mark.parametrize("stack", [(), (2,)])
@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_assigning_to_an_array_copies_into_it(expression, stack):
    """Also in place, for ``x -= y`` assigns too; what is a view stays one."""
    net = after_a_pass(stack)
    held = all_arrays(net)
    expected = held[expression] - 0.25
    exec(f"net.{expression} = expected", {"net": net, "expected": expected})
    assert np.array_equal(held[expression], expected)
    exec(f"net.{expression} -= 0.25", {"net": net})
    assert np.array_equal(held[expression], expected - 0.25)
    exec(f"net.{expression} = 0.5", {"net": net})
    assert np.all(held[expression] == 0.5)
    exec(f"net.{expression} = one", {"net": net, "one": expected[(0,) * len(stack)]})
    assert np.array_equal(
        held[expression][(-1,) * len(stack)], expected[(0,) * len(stack)]
    )
    expected[...] = 7  # the copy is a copy
    assert not np.any(held[expression] == 7)
    for name, array in all_arrays(net).items():
        assert array is held[name]
    assert np.shares_memory(net.W[1], net.parameters)
    assert np.shares_memory(net.b[2], net.parameters)
    assert np.shares_memory(net.dW[1], net.gradient)
    assert np.shares_memory(net.f[1].alpha, net.parameters)


@pytest.mark.parametrize("name", [name for name in ARRAYS if len(name) < 6])
def test_assigning_all_layers_copies_into_each(name):
    net, other = after_a_pass(), after_a_pass()
    held = [array for array in getattr(net, name) if array is not None]
    for l, array in enumerate(getattr(other, name)):
        if array is not None:
            array[...] = l + 0.5
    setattr(net, name, getattr(other, name))
    assert all(
        map(np.shares_memory, held, [a for a in getattr(net, name) if a is not None])
    )
    assert [array.flat[0] for array in held] == [
        array.flat[0] for array in getattr(other, name) if array is not None
    ]


def test_an_update_written_out_is_a_step():
    X, Y = example_data([4, 3, 2], "categorical_cross_entropy")
    stepped, written = Network([4, 3, 2]), Network([4, 3, 2])
    stepped.step(X, Y, 0.5)
    for update in (
        "net.parameters = net.parameters - 0.5 * net.gradient",
        "net.parameters -= 0.5 * net.gradient",
        "for l in (1, 2):\n net.W[l] -= 0.5 * net.dW[l]\n net.b[l] -= 0.5 * net.db[l]",
        "net.W = [None, *(net.W[l] - 0.5 * net.dW[l] for l in (1, 2))]\n"
        "net.b = [None, *(net.b[l] - 0.5 * net.db[l] for l in (1, 2))]",
    ):
        written = Network([4, 3, 2])
        written.forward(X)
        written.backward(Y)
        exec(update, {"net": written})
        assert np.array_equal(written.parameters, stepped.parameters), update
        assert np.array_equal(written.copy().forward(X), stepped.forward(X))


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_what_does_not_fit_an_array_is_refused(expression):
    net = after_a_pass(dtype="float32")
    kept = {key: array.copy() for key, array in all_arrays(net).items()}
    array = kept[expression].astype(np.float64)
    spoiled = {value: array.copy() for value in (np.nan, np.inf, 1e39)}
    for value, wrong in spoiled.items():
        wrong.flat[-1] = value
    place = [n - 1 for n in array.shape]
    wrongs = [
        (spoiled[np.nan], ValueError, f"{expression}{place} is NaN"),
        (spoiled[np.inf], ValueError, f"{expression}{place} is infinite"),
        (spoiled[1e39], ValueError, f"{expression}{place} is too large for float32"),
        (np.ma.array(array), TypeError, f"{expression} is a masked array"),
        (array[..., :-1], ValueError, f"{expression} has shape"),
        ("text", TypeError, f"{expression} must be numbers"),
        (None, TypeError, f"{expression} must be numbers"),
    ]
    for wrong, error, message in wrongs:
        with pytest.raises(error, match=re.escape(message)):
            exec(f"net.{expression} = wrong", {"net": net, "wrong": wrong})
    for key, now in all_arrays(net).items():
        assert np.array_equal(now, kept[key])


@pytest.mark.parametrize("name", [name for name in ARRAYS if len(name) < 6])
def test_lists_that_do_not_fit_are_refused_whole(name):
    net = after_a_pass()
    kept = {key: array.copy() for key, array in all_arrays(net).items()}
    arrays = list(getattr(net, name))
    for wrong in (
        arrays[1:],
        [*arrays, arrays[-1]],
        [*arrays[:-1], np.zeros((9, 9, 9))],
        [*(a if a is None else a + 1 for a in arrays[:-1]), np.nan],
        0.5,
        np.zeros(3),
        "text",
        None,
    ):
        with pytest.raises((ValueError, TypeError), match=name):
            setattr(net, name, wrong)
    for key, now in all_arrays(net).items():
        assert np.array_equal(now, kept[key])


@pytest.mark.parametrize(
    "name", ["sizes", "L", "stack", "dtype", "loss", "f", "places"]
)
def test_what_a_network_is_made_of_is_fixed(name):
    net = Network([4, 3, 2])
    with pytest.raises(AttributeError, match=f"the {name} of a network is fixed"):
        setattr(net, name, getattr(Network([5, 4, 3, 2]), name))
    assert net.forward(np.ones((1, 4))).shape == (1, 2)


def test_cost_leaves_the_last_pass_alone():
    """Of each kind of network, in a stack, with as many examples or others."""
    for kind in (Network, ResidualNetwork, NormalizedNetwork):
        for stack in ((), (2,)):
            net = kind([4, 5, 5, 2], "tanh", stack=stack, seed=1)
            X, Y = example_data(net.sizes, "categorical_cross_entropy")
            net.forward(X)
            net.backward(Y)
            expected = net.gradient.copy()
            net.forward(X)
            assert np.array_equal(net.cost(X, Y), net.cost(X, Y))
            net.cost(3 * X, Y)
            net.cost(X[:2], Y[:2])
            assert np.array_equal(net.a[0], X)
            net.backward(Y)
            assert np.array_equal(net.gradient, expected)


def test_places_tell_the_layers_apart():
    net = Network([4, 3, 3, 2], hidden=["prelu", "tanh"])
    assert np.array_equal(
        np.sort(np.concatenate(net.places[1:])), np.arange(net.parameters.size)
    )
    for l in (1, 2, 3):
        net.parameters[...] = 0
        net.parameters[net.places[l]] = 1
        for other in (1, 2, 3):
            assert np.all(net.W[other] == (other == l))
            assert np.all(net.b[other] == (other == l))


def test_forward_returns_a_copy():
    net, X = Network([4, 3, 2]), np.ones((5, 4))
    first = net.forward(X)
    kept = first.copy()
    net.forward(-X)
    assert np.array_equal(first, kept)
    first[...] = 0
    assert net.a[2].all()


def test_a_pass_leaves_its_z_a_and_delta():
    net, X = Network([4, 3, 2]), np.arange(8.0).reshape(2, 4)
    a = net.forward(X)
    net.backward(np.eye(2))
    assert np.array_equal(net.a[0], X)
    assert np.array_equal(net.a[2], a)
    assert net.z[0] is None
    assert net.delta[0] is None
    for l, units in ((1, 3), (2, 2)):
        assert net.z[l].shape == net.a[l].shape == net.delta[l].shape == (2, units)
        np.testing.assert_allclose(net.z[l], net.a[l - 1] @ net.W[l] + net.b[l])


def test_matched_outputs_leave_a_minus_y_over_n():
    for loss, output in RIGHT.items():
        net = Network([3, 4], output=output, loss=loss)
        X, Y = example_data([3, 4], loss, n=5)
        a = net.forward(X)
        net.backward(Y)
        dense = np.eye(4)[Y] if loss.startswith("sparse") else Y
        ratio = 0.5 if loss == "mean_squared_error" else 1
        np.testing.assert_allclose(net.delta[1], ratio * (a - dense) / 5, atol=1e-16)


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_a_step_is_one_move_against_the_gradient(dtype):
    net = Network([4, 5, 3], "tanh", dtype=dtype)
    X, Y = example_data([4, 5, 3], "categorical_cross_entropy")
    X, Y = X.astype(dtype), Y.astype(dtype)
    net.forward(X)
    net.backward(Y)
    expected = net.parameters - np.asarray(0.25, dtype) * net.gradient
    net.step(X, Y, learning_rate=0.25)
    assert net.parameters.dtype == dtype
    assert np.array_equal(net.parameters, expected)
    net.step(X, Y, learning_rate=0.0)
    assert np.array_equal(net.parameters, expected)


def test_batches_of_many_sizes_do_not_disturb_each_other():
    net = Network([3, 4, 2], seed=1)
    X = np.random.default_rng(0).normal(size=(20, 3))
    whole = net.forward(X)
    for n in [*range(1, 20), 3, 20, 1]:
        np.testing.assert_allclose(net.forward(X[:n]), whole[:n], rtol=1e-13)
        assert net.z[1].shape == (n, 4)


def test_inputs_are_not_changed():
    sizes = [3, 4, 2]
    net = Network(sizes)
    X, Y = example_data(sizes, "categorical_cross_entropy")
    X.flags.writeable = Y.flags.writeable = False
    net.forward(X)
    net.backward(Y)
    net.cost(X, Y)
    net.step(X, Y, 0.5)
    net.a[0][...] = 0  # a copy, so X is safe


def test_lists_integers_and_other_layouts_are_taken():
    net = Network([2, 3, 2], seed=1)
    expected = net.forward(np.array([[1.0, 0.0], [2.0, 5.0]]))
    assert np.array_equal(net.forward([[1, 0], [2, 5]]), expected)
    assert np.array_equal(net.forward(np.array([[1, 2], [0, 5]]).T), expected)


def test_float32_is_close_to_float64():
    sizes = [6, 8, 4]
    X, Y = example_data(sizes, "categorical_cross_entropy")
    gradients = []
    for dtype in ("float32", "float64"):
        net = Network(sizes, "tanh", dtype=dtype)
        a = net.forward(X)
        net.backward(Y)
        assert a.dtype == net.z[1].dtype == net.delta[1].dtype == dtype
        assert net.W[1].dtype == net.dW[1].dtype == dtype
        gradients.append(net.gradient)
    np.testing.assert_allclose(*gradients, rtol=1e-4, atol=1e-6)


def test_overflowing_inputs_pass_without_a_warning():
    net = Network([2, 3, 2], hidden="sigmoid", init="normal")
    a = net.forward([[1e308, -1e308], [1e308, 1e308]])
    assert np.isfinite(a).all()
    net.backward(np.eye(2))
    net.step(np.full((1, 2), 1e300), np.array([[1.0, 0.0]]), 0.1)


# a stack


def twins(stack, kind=Network, seed=9, **arguments):
    """A stack, and separate networks with its child seeds."""
    children = np.random.SeedSequence(seed).spawn(int(np.prod(stack)))
    singles = {
        k: kind(**arguments, seed=child)
        for k, child in zip(np.ndindex(stack), children, strict=True)
    }
    return kind(**arguments, seed=seed, stack=stack), singles


def part(array, k, own):
    return array[k] if own else array


def assert_same_pass(several, singles, X, Y, own):
    outputs, cost = several.forward(X), several.cost(X, Y)
    several.backward(Y)
    for k, one in singles.items():
        x, y = part(X, k, own), part(Y, k, own)
        assert np.array_equal(outputs[k], one.forward(x))
        assert cost[k] == one.cost(x, y)
        one.backward(y)
        assert np.array_equal(several.gradient[k], one.gradient)
        for l in range(1, one.L + 1):
            assert np.array_equal(several.z[l][k], one.z[l])
            assert np.array_equal(several.delta[l][k], one.delta[l])
            assert np.array_equal(several.dW[l][k], one.dW[l])
            assert np.array_equal(several.db[l][k], one.db[l])


@pytest.mark.parametrize("own", [False, True], ids=["shared", "own data"])
@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("hidden", HIDDEN)
def test_a_stack_is_its_networks(hidden, dtype, own):
    stack, sizes, loss = (2, 2), [5, 7, 6, 3], "categorical_cross_entropy"
    several, singles = twins(stack, sizes=sizes, hidden=hidden, dtype=dtype)
    X, Y = example_data(sizes, loss, own=stack if own else ())
    for _ in range(3):
        assert_same_pass(several, singles, X, Y, own)
        several.step(X, Y, 0.5)
        for k, one in singles.items():
            one.step(part(X, k, own), part(Y, k, own), 0.5)
            assert np.array_equal(several.parameters[k], one.parameters)


@pytest.mark.parametrize("n", [1, 2, 10, 33])
@pytest.mark.parametrize(
    "sizes", [[1, 1], [64, 30, 10], [3, 1, 2], [9, 17, 8]], ids=str
)
@pytest.mark.parametrize(("loss", "output"), PAIRS)
def test_a_stack_is_its_networks_at_any_size(loss, output, sizes, n):
    if sizes[-1] == 1 and "softmax" in (output, losses.get(loss).matched):
        sizes = [1, 2]
    for stack in ((1,), (3,)):
        several, singles = twins(stack, sizes=sizes, output=output, loss=loss)
        X, Y = example_data(sizes, loss, n)
        assert_same_pass(several, singles, X, Y, own=False)


@pytest.mark.parametrize("kind", [ResidualNetwork, NormalizedNetwork])
@pytest.mark.parametrize("n", [1, 7])
def test_a_stack_of_blocks_is_its_networks(kind, n):
    sizes = [4, 6, 6, 6, 3]
    several, singles = twins((3,), kind, sizes=sizes, hidden="tanh")
    X, Y = example_data(sizes, "categorical_cross_entropy", n)
    assert_same_pass(several, singles, X, Y, own=False)


RECORD = (
    "accuracy",
    "gradient_norms",
    "update_ratios",
    "saturated_shares",
    "dead_shares",
    "histograms",
)
TRAININGS = {
    "sgd": {},
    "rates": {"learning_rate": np.array([0.1, 0.5, 2.0])},
    "momentum": {"optimizer": "momentum", "learning_rate": np.array([0.01, 0.1, 0.2])},
    "adam": {"optimizer": "adam", "learning_rate": np.array([0.001, 0.01, 0.1])},
    "adam, one rate": {"optimizer": "adam", "learning_rate": 0.01},
    "clipped": {"clip_norm": 0.3, "learning_rate": np.array([0.1, 0.5, 2.0])},
    "clipped momentum": {"clip_norm": 0.1, "optimizer": "momentum"},
}


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("own", [False, True], ids=["shared", "own data"])
@pytest.mark.parametrize("training", TRAININGS)
def test_training_a_stack_is_training_its_networks(training, own, dtype):
    arguments = {"batch_size": 8, "epochs": 3, "seed": 5, "record": RECORD}
    arguments |= TRAININGS[training]
    hidden = ["relu", "sigmoid"]
    several, singles = twins((3,), sizes=[6, 9, 8, 4], hidden=hidden, dtype=dtype)
    rng = np.random.default_rng(0)
    shape = (3, 300) if own else (300,)
    X = rng.normal(size=(*shape, 6))
    Y = losses.one_hot(rng.integers(4, size=shape), 4)
    rate = np.broadcast_to(arguments.pop("learning_rate", 0.5), 3)
    given = {**arguments, "learning_rate": rate if np.ptp(rate) else rate[0]}
    validation = (X[..., :20, :], Y[..., :20, :])
    history = fit(several, X, Y, validation_data=validation, **given)
    for (k,), one in singles.items():
        alone = fit(
            one,
            part(X, k, own),
            part(Y, k, own),
            validation_data=tuple(part(data, k, own) for data in validation),
            **arguments,
            learning_rate=rate[k],
        )
        assert np.array_equal(several.parameters[k], one.parameters)
        assert alone.keys() == history.keys()
        for name, rows in alone.items():
            if name != "histogram_edges":
                assert np.array_equal(history[name][:, k], rows, equal_nan=True), name


def test_a_learned_slope_for_each_network_of_a_stack():
    several, singles = twins((2,), sizes=[4, 5, 5, 3], hidden="prelu")
    X, Y = example_data([4, 5, 5, 3], "categorical_cross_entropy", n=20)
    fit(several, X, Y, epochs=3, learning_rate=[0.1, 0.5])
    for (k,), one in singles.items():
        fit(one, X, Y, epochs=3, learning_rate=[0.1, 0.5][k])
        assert np.array_equal(several.parameters[k], one.parameters)
        for l in (1, 2):
            assert np.array_equal(several.f[l].alpha[k], one.f[l].alpha)
            assert one.f[l].alpha != 0.25
    assert activations.prelu.alpha == 0.25


@pytest.mark.parametrize("place", ["hidden", "output"])
@pytest.mark.parametrize("stack", [(), (3,)])
def test_an_activation_of_another_network_gets_a_slope_of_its_own(place, stack):
    """It starts where the other one did, and leaves that one's slope alone."""
    X, Y = example_data([4, 5, 3], "quadratic")
    first = Network([4, 5, 3], "prelu", "identity", "quadratic")
    first.step(X, Y, 0.5)
    before = first.parameters.copy(), first.gradient.copy()
    layers = {"hidden": "tanh", "output": "identity"} | {place: first.f[1]}
    second = Network([4, 5, 3], loss="quadratic", stack=stack, **layers)
    own = second.f[1 if place == "hidden" else 2]
    assert np.all(own.alpha == 0.25)
    second.step(X, Y, 0.5)
    assert np.all(own.alpha != 0.25)
    assert np.array_equal(before, (first.parameters, first.gradient))


def test_initial_scales_and_targets_may_differ_within_a_stack():
    init = initializers.get("he_normal", gain=[0.5, 2.0])
    several = Network([3, 4, 2], "relu", init=init, seed=1, stack=(2,))
    X, _ = example_data([3, 4, 2], "quadratic")
    Y = np.stack([np.tile([1.0, 0.0], (6, 1)), np.tile([0.0, 1.0], (6, 1))])
    several.step(X, Y, 1.0)
    for k, child in enumerate(np.random.SeedSequence(1).spawn(2)):
        init = initializers.get("he_normal", gain=[0.5, 2.0][k])
        one = Network([3, 4, 2], "relu", init=init, seed=child)
        one.step(X, Y[k], 1.0)
        assert np.array_equal(several.parameters[k], one.parameters)


# copies, names


@pytest.mark.parametrize("kind", [Network, ResidualNetwork, NormalizedNetwork])
@pytest.mark.parametrize("stack", [(), (2,)])
@pytest.mark.parametrize(
    "copied",
    [Network.copy, copy.deepcopy, lambda net: pickle.loads(pickle.dumps(net))],
    ids=["copy", "deepcopy", "pickle"],
)
def test_a_copy_is_independent(kind, stack, copied):
    sizes = [4, 5, 5, 3]
    net = kind(sizes, hidden=["prelu", "gelu"], stack=stack, seed=2)
    X, Y = example_data(sizes, "categorical_cross_entropy")
    net.step(X, Y, 0.5)
    twin = copied(net)
    assert type(twin) is kind
    assert np.array_equal(twin.parameters, net.parameters)
    assert np.array_equal(twin.forward(X), net.forward(X))
    kept = net.parameters.copy()
    twin.step(X, Y, 0.5)
    assert np.array_equal(net.parameters, kept)
    assert not np.array_equal(twin.parameters, kept)


def public_things():
    """One of each public kind of thing that a program may want to send elsewhere."""
    X, Y = np.eye(4), np.eye(2)[[0, 1, 0, 1]]
    net = Network([4, 3, 2], seed=1)
    rule = optimizers.Adam()
    history = fit(net, X, Y, epochs=2, optimizer=rule, validation_data=(X, Y))
    lost = Network([4, 3, 2], "relu", "identity", "quadratic", stack=(2,))
    with pytest.raises(TrainingDiverged) as caught:
        fit(lost, X, Y, epochs=9, learning_rate=1e200)
    yield from (history, caught.value, caught.value.history, History())
    yield from (gradcheck(net, X, Y), data.digits(), initializers.get("normal", 2.0))
    yield from (rule, optimizers.SGD(), optimizers.Momentum(0.5), net.W, net.delta)
    yield from map(losses.get, losses.NAMES)
    yield from map(activations.get, activations.NAMES)
    yield from (kind([4, 3, 2]) for kind in (ResidualNetwork, NormalizedNetwork))


def content(thing):
    """All that a thing holds, as something that can be compared."""
    if isinstance(thing, np.ndarray):
        return thing.shape, thing.dtype, thing.tobytes()
    if isinstance(thing, Network):
        return type(thing), repr(thing.config()), content(thing.parameters)
    if isinstance(thing, dict):
        held = [(key, content(value)) for key, value in thing.items()]
        return type(thing), held, content(getattr(thing, "__dict__", None) or None)
    if isinstance(thing, list | tuple):
        return type(thing), [content(value) for value in thing]
    if hasattr(thing, "__dict__"):
        return type(thing), getattr(thing, "args", None), content(vars(thing))
    return type(thing), thing


@pytest.mark.parametrize(
    "copied",
    [copy.copy, copy.deepcopy, lambda thing: pickle.loads(pickle.dumps(thing))],
    ids=["copy", "deepcopy", "pickle"],
)
def test_public_things_survive_the_way_to_another_process(copied):
    for thing in public_things():
        assert content(copied(thing)) == content(thing)


# the default loss


@pytest.mark.parametrize("output", activations.NAMES)
def test_the_default_loss_is_refused_where_it_does_not_fit(output):
    """With two pairings, both of which work; named by hand, either is allowed."""
    if output == "softmax":
        assert Network([64, 30, 10]).loss is losses.categorical_cross_entropy
        return
    with pytest.raises(ValueError, match="the default loss") as caught:
        Network([64, 30, 10], output=output)
    message = str(caught.value)
    assert "output='softmax' with it" in message
    named = re.findall(
        r"'(\w+)'", message.partition(f"output={output!r} with loss=")[2]
    )
    assert named
    for loss in named:
        assert Network([64, 30, 10], output=output, loss=loss).loss.name == loss
    if output == "sigmoid":
        assert named == ["binary_cross_entropy"]
        categorical = {"output": "sigmoid", "loss": "categorical_cross_entropy"}
        assert Network([64, 30, 10], **categorical).f[2].name == "sigmoid"


def test_each_step_takes_the_rate_that_it_is_given():
    net, X, Y = Network([2, 3, 2], stack=(2,)), np.eye(2), np.eye(2)
    rates = np.array([0.5, 0.0])
    for rate, moved in [
        (0.5, [True, True]),
        (0.0, [False, False]),
        (rates, [True, False]),
        (rates, [False, True]),  # changed in place, see below
    ]:
        before = net.parameters.copy()
        net.step(X, Y, rate)
        assert (net.parameters != before).any(axis=-1).tolist() == moved
        rates[:] = rates[::-1].copy() if rate is rates else rates
    for rate in (math.nan, -1.0, math.inf, [0.5, math.inf]):
        with pytest.raises(ValueError, match=r"rate(\[1\])? (is NaN|must not|is inf)"):
            net.step(X, Y, rate)


def test_repr_names_sizes_activations_and_parameters():
    text = repr(Network([64, 30, 10], "tanh"))
    for piece in ("[64, 30, 10]", "tanh", "softmax", "categorical", "2260 parameters"):
        assert piece in text
    assert "stack=(3,)" in repr(Network([2, 2], stack=(3,)))
    leaky = activations.get("leaky_relu", negative_slope=0.2)
    assert "0.2" in repr(Network([2, 2, 2], hidden=leaky))
    assert "relu" in repr(Network([2, 2, 2, 2], hidden=["relu", "tanh"]))
    assert "44 parameters" in repr(Network([4, 5, 3], hidden="prelu"))  # one a slope


def test_import_costs_numpy_alone():
    code = (
        "import sys, nnlib\n"
        "heavy = {'matplotlib', 'ipywidgets', 'IPython', 'scipy', 'sklearn'}\n"
        "print(*heavy.intersection(sys.modules))"
    )
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], capture_output=True, text=True
    )
    assert (run.returncode, run.stdout, run.stderr) == (0, "\n", "")
