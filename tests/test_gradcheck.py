"""The gradient check: it passes what is right, and catches each classic mistake."""

import re

import numpy as np
import pytest

from nnlib import Network, activations, gradcheck, losses
from nnlib.blocks import NormalizedNetwork, ResidualNetwork

HIDDEN = [name for name in activations.NAMES if name != "softmax"]


def example(loss, sizes, n=5, seed=0, own=()):
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(*own, n, sizes[0]))
    if loss.startswith("sparse"):
        return X, rng.integers(sizes[-1], size=(*own, n))
    return X, rng.dirichlet(np.ones(sizes[-1]), size=(*own, n))


# what is right


@pytest.mark.parametrize("loss", losses.NAMES)
@pytest.mark.parametrize("hidden", HIDDEN)
def test_right_networks_pass(hidden, loss):
    sizes = [4, 6, 5, 3]
    net = Network(sizes, hidden, losses.get(loss).matched, loss, bias="normal", seed=1)
    report = gradcheck(net, *example(loss, sizes))
    for l, parameters in ((1, 30), (2, 35), (3, 18)):
        learned = l < 3 and hidden == "prelu"
        assert report.checked[l] + report.kinks[l] == parameters + learned
        assert report.checked[l] > 0.9 * parameters
        assert report.errors[l] < 1e-7
    assert report.worst == max(report.errors[1:])


@pytest.mark.parametrize(
    ("loss", "output"),
    [
        ("quadratic", "sigmoid"),
        ("quadratic", "softmax"),
        ("mean_squared_error", "tanh"),
        ("binary_cross_entropy", "softmax"),
        ("categorical_cross_entropy", "sigmoid"),
        ("sparse_categorical_cross_entropy", "sigmoid"),
    ],
)
def test_mismatched_outputs_pass(loss, output):
    net = Network([4, 6, 3], "tanh", output, loss, seed=1)
    assert gradcheck(net, *example(loss, net.sizes)).worst < 1e-8


@pytest.mark.parametrize("loss", ["quadratic", "mean_squared_error"])
def test_a_learned_slope_of_the_output_layer_passes(loss):
    net = Network([4, 6, 3], "tanh", "prelu", loss, seed=1)
    report = gradcheck(net, *example(loss, net.sizes))
    assert report.checked[2] + report.kinks[2] == 6 * 3 + 3 + 1
    assert report.worst < 1e-8


@pytest.mark.parametrize("kind", [ResidualNetwork, NormalizedNetwork])
@pytest.mark.parametrize("hidden", ["tanh", "sigmoid", "gelu", "prelu", "softplus"])
def test_blocks_pass(kind, hidden):
    net = kind([4, 6, 6, 5, 5, 3], hidden, bias="normal", seed=1)
    report = gradcheck(net, *example("categorical_cross_entropy", net.sizes))
    assert report.worst < 1e-5


def test_skips_reach_the_input_where_it_is_as_wide():
    net = ResidualNetwork([4, 4, 4, 4], "tanh", seed=1)
    X, Y = example("categorical_cross_entropy", net.sizes)
    net.forward(X)
    first = np.tanh(X @ net.W[1]) + X
    np.testing.assert_allclose(net.a[1], first, rtol=1e-13)
    np.testing.assert_allclose(net.a[2], np.tanh(first @ net.W[2]) + first, rtol=1e-13)
    np.testing.assert_allclose(net.z[3], net.a[2] @ net.W[3], rtol=1e-13)
    assert gradcheck(net, X, Y).worst < 1e-8


def test_normalised_layers_have_mean_0_and_variance_1():
    net = NormalizedNetwork([4, 50, 40, 3], "identity", init="normal", seed=1)
    net.forward(np.random.default_rng(0).normal(size=(7, 4)))
    for l in (1, 2):
        np.testing.assert_allclose(net.z[l].mean(axis=-1), 0, atol=1e-14)
        np.testing.assert_allclose(net.z[l].var(axis=-1), 1, rtol=1e-4)


@pytest.mark.parametrize("own", [False, True])
def test_a_stack_is_checked_as_a_whole(own):
    sizes = [3, 5, 4]
    net = Network(sizes, "tanh", stack=(2, 2), seed=3)
    X, Y = example("categorical_cross_entropy", sizes, own=(2, 2) if own else ())
    assert gradcheck(net, X, Y).worst < 1e-8


def test_float32_networks_are_checked_in_float64():
    net = Network([4, 6, 3], "tanh", dtype="float32", seed=1)
    assert gradcheck(net, *example("categorical_cross_entropy", net.sizes)).worst < 1e-8


def test_the_network_and_the_data_stay_as_they_are():
    net = Network([4, 6, 3], seed=1)
    X, Y = example("categorical_cross_entropy", net.sizes)
    net.forward(X)
    net.backward(Y)
    kept = net.parameters.copy(), net.gradient.copy(), net.z[1].copy()
    X.flags.writeable = Y.flags.writeable = False
    gradcheck(net, X[:3], Y[:3])
    for before, now in zip(kept, (net.parameters, net.gradient, net.z[1]), strict=True):
        assert np.array_equal(before, now)


def test_large_layers_are_sampled():
    net = Network([40, 30, 3], "tanh", seed=1)
    X, Y = example("categorical_cross_entropy", net.sizes)
    report = gradcheck(net, X, Y, samples=20, seed=1)
    assert report.checked[1:] == [20, 20]
    assert report.worst < 1e-8
    again = gradcheck(net, X, Y, samples=20, seed=1)
    assert again.errors == report.errors


# what is wrong


class ByHand(Network):
    """Backpropagation written out; subclasses make one mistake each."""

    def _backward(self, Y):
        delta = self.output_error(Y)
        for l in range(self.L, 0, -1):
            self.delta[l][...] = delta
            self.dW[l], self.db[l] = self.weight_gradient(l), self.bias_gradient(l)
            if l > 1:
                delta = self.arriving(l) * self.slope(l - 1)

    def output_error(self, Y):
        return (self.a[self.L] - Y) / len(Y)

    def arriving(self, l):
        return self.delta[l] @ self.W[l].T

    def slope(self, l):
        return self.f[l].derivative(self.z[l])

    def weight_gradient(self, l):
        return self.a[l - 1].T @ self.delta[l]

    def bias_gradient(self, l):
        return self.delta[l].sum(axis=0)


class NoSquareInTanh(ByHand):
    def slope(self, l):
        return 1 - self.a[l]


class ForgottenSlope(ByHand):
    def slope(self, l):
        return 1


class SlopeOfTheLayerAbove(ByHand):
    def slope(self, l):
        return self.f[l].derivative(self.z[min(l + 1, self.L)])


class SlopeAtTheActivation(ByHand):
    def slope(self, l):
        return self.f[l].derivative(self.a[l])


class ForgottenMean(ByHand):
    def output_error(self, Y):
        return self.a[self.L] - Y


class TargetMinusOutput(ByHand):
    def output_error(self, Y):
        return (Y - self.a[self.L]) / len(Y)


class SlopeOfTheOutputLeftIn(ByHand):
    def output_error(self, Y):
        a = self.a[self.L]
        return (a - Y) * a * (1 - a) / len(Y)


class TransposedWeights(ByHand):
    def arriving(self, l):
        return self.delta[l] @ self.W[l]


class TransposedGradient(ByHand):
    def weight_gradient(self, l):
        return self.delta[l].T @ self.a[l - 1]


class ActivationsOfTheWrongLayer(ByHand):
    def weight_gradient(self, l):
        return self.a[l].T @ self.delta[l]


class MeanInsteadOfSum(ByHand):
    def bias_gradient(self, l):
        return self.delta[l].mean(axis=0)


class BiasForgotten(ByHand):
    def bias_gradient(self, l):
        return 0 if l == 1 else super().bias_gradient(l)


class FirstExampleOnly(ByHand):
    def weight_gradient(self, l):
        return self.a[l - 1][:1].T @ self.delta[l][:1]


# each mistake, and the layers that it reaches
MISTAKES = {
    ByHand: [],
    NoSquareInTanh: [1, 2],
    ForgottenSlope: [1, 2],
    SlopeOfTheLayerAbove: [1, 2],
    SlopeAtTheActivation: [1, 2],
    ForgottenMean: [1, 2, 3],
    TargetMinusOutput: [1, 2, 3],
    SlopeOfTheOutputLeftIn: [1, 2, 3],
    TransposedWeights: [1, 2],
    TransposedGradient: [1, 2, 3],
    ActivationsOfTheWrongLayer: [1, 2, 3],
    MeanInsteadOfSum: [1, 2, 3],
    BiasForgotten: [1],
    FirstExampleOnly: [1, 2, 3],
}


@pytest.mark.parametrize("kind", MISTAKES, ids=lambda kind: kind.__name__)
def test_mistakes_are_caught_in_the_layers_they_reach(kind):
    net = kind([4, 4, 4, 4], "tanh", bias="normal", seed=1)
    report = gradcheck(net, *example("categorical_cross_entropy", net.sizes))
    for l in (1, 2, 3):
        if l in MISTAKES[kind]:
            assert report.errors[l] > 0.05
        else:
            assert report.errors[l] < 1e-8
    assert (report.worst > 0.05) == bool(MISTAKES[kind])
    assert "too small" not in repr(report)


def test_one_wrong_weight_among_many_is_found():
    class OneWrong(ByHand):
        def weight_gradient(self, l):
            dW = super().weight_gradient(l)
            if l == 2:
                dW[3, 2] *= 1.001
            return dW

    net = OneWrong([4, 6, 5, 3], "tanh", bias="normal", seed=1)
    report = gradcheck(net, *example("categorical_cross_entropy", net.sizes))
    assert report.errors[2] > 1e-5
    assert max(report.errors[1], report.errors[3]) < 1e-8


def test_a_wrong_activation_is_caught():
    class WrongTanh(type(activations.tanh)):
        def backward(self, delta, z, a, work):
            np.multiply(delta, 1 - a, delta)

    net = Network([4, 6, 3], WrongTanh(), bias="normal", seed=1)
    report = gradcheck(net, *example("categorical_cross_entropy", net.sizes))
    assert report.errors[1] > 0.05
    assert report.errors[2] < 1e-8


def test_a_wrong_slope_of_a_prelu_is_caught():
    class WrongPrelu(type(activations.prelu)):
        def alpha_gradient(self, delta_a, z):
            return 2 * super().alpha_gradient(delta_a, z)

    net = Network([4, 6, 3], WrongPrelu(), bias="normal", seed=1)
    report = gradcheck(net, *example("categorical_cross_entropy", net.sizes))
    assert report.errors[1] > 1e-3
    assert report.errors[2] < 1e-8


# kinks and vanishing layers


@pytest.mark.parametrize("hidden", ["relu", "leaky_relu", "prelu", "selu"])
def test_kinks_are_left_out_and_counted(hidden):
    """An input of 0 and no bias put every unit of that example on the kink."""
    net = Network([3, 5, 2], hidden, seed=1)
    X = np.vstack([np.zeros(3), np.random.default_rng(0).normal(size=(4, 3))])
    report = gradcheck(net, X, np.eye(2)[[0, 1, 0, 1, 0]])
    assert report.kinks[1] >= 5  # the biases of the layer; weights meet a 0
    assert report.checked[1] + report.kinks[1] == 20 + (hidden == "prelu")
    assert report.kinks[2] == 0
    assert report.worst < 1e-8
    assert f"{report.kinks[1]} left out at a kink" in repr(report)


def test_a_jump_does_not_hide_behind_its_kink():
    """Only what crosses the kink is left out: a mistake elsewhere is still found."""
    net = ForgottenSlope([3, 5, 2], "relu", seed=1)
    X = np.vstack([np.zeros(3), np.random.default_rng(0).normal(size=(4, 3))])
    report = gradcheck(net, X, np.eye(2)[[0, 1, 0, 1, 0]])
    assert report.kinks[1] >= 5
    assert report.errors[1] > 0.05


def test_smooth_activations_have_nothing_left_out():
    for hidden in ("identity", "sigmoid", "tanh", "softplus", "gelu", "silu", "mish"):
        net = Network([3, 5, 2], hidden, seed=1)
        report = gradcheck(net, np.zeros((2, 3)), np.eye(2))
        assert report.kinks[1:] == [0, 0]


def vanishing(kind=Network):
    """Sigmoids ten layers deep: layer 1 has gradients of about 1e-12."""
    net = kind([6, *[6] * 10, 3], "sigmoid", init="glorot_normal", seed=1)
    for l in range(1, 8):
        net.W[l] *= 0.3
    return net, example("categorical_cross_entropy", net.sizes)


def test_vanishing_layers_are_called_too_small_to_check():
    net, (X, Y) = vanishing()
    net.forward(X)
    net.backward(Y)
    report = gradcheck(net, X, Y)
    lines = repr(report).splitlines()
    assert len(lines) == 11
    assert np.abs(net.dW[1]).max() < 1e-9
    assert "too small to check" in lines[0]
    assert "too small" not in lines[-1]
    for l, line in enumerate(lines, 1):
        assert line.startswith(f"layer {l}: ")
        if "too small" not in line:
            assert report.errors[l] < 1e-2, line


def test_vanishing_layers_do_not_count_as_errors():
    """The worst error is that of the layers that could be checked."""
    net, data = vanishing()
    assert gradcheck(net, *data).worst < 1e-2
    wrong, data = vanishing(ForgottenMean)
    assert gradcheck(wrong, *data).worst > 0.05


def test_a_network_at_its_optimum_passes():
    net = Network([2, 2], output="identity", loss="quadratic", init="zeros")
    report = gradcheck(net, np.ones((3, 2)), np.zeros((3, 2)))
    assert report.worst < 1e-3 or "too small" in repr(report)


# inputs, weights and targets of very different sizes


SCALES = {
    "large": np.array([1e5, 1.0, 1.0, 1.0]),
    "small": np.array([1e-7, 1.0, 1.0, 1.0]),
    "from small to large": np.array([1e-9, 1e-3, 1e3, 1e9]),
    "all large": np.full(4, 1e8),
    "all small": np.full(4, 1e-8),
    "tiny": np.array([1e-250, 1.0, 1.0, 1.0]),
    "nothing": np.array([0.0, 1.0, 1.0, 1.0]),
}


def badly_scaled(scale, kind=Network, hidden="tanh", **arguments):
    """A network whose weights make up for the sizes of its inputs."""
    net = kind([4, 5, 3], hidden, bias="normal", seed=1, **arguments)
    X, Y = example("categorical_cross_entropy", net.sizes, n=20)
    net.W[1] /= np.where(scale > 0, scale, 1)[:, None]
    return net, X * scale + scale, Y


@pytest.mark.parametrize("hidden", ["tanh", "sigmoid", "prelu", "softplus"])
@pytest.mark.parametrize("scale", SCALES)
def test_the_sizes_of_the_inputs_do_not_matter(scale, hidden):
    report = gradcheck(*badly_scaled(SCALES[scale], hidden=hidden))
    assert report.resolved(1)
    assert report.resolved(2)
    assert report.worst < 1e-7


@pytest.mark.parametrize("stack", [(), (2,)])
@pytest.mark.parametrize("scale", SCALES)
def test_nor_do_they_hide_a_mistake(scale, stack):
    """Each column of the inputs in turn has its gradient wrong by a thousandth."""
    for column in np.flatnonzero(SCALES[scale]):

        class OneColumnWrong(Network):
            def _backward(self, Y, column=column):
                super()._backward(Y)
                self.dW[1][..., column, :] *= 1.001

        arguments = badly_scaled(SCALES[scale], OneColumnWrong, stack=stack)
        report = gradcheck(*arguments)
        assert report.errors[1] > 1e-5
        assert report.errors[2] < 1e-7


def test_logistic_regression_of_prices_and_rates():
    """Inputs of N(1e5, 3e4²) and N(0, 1), with weights to match."""
    rng = np.random.default_rng(0)
    X = np.column_stack([rng.normal(1e5, 3e4, 20), rng.normal(size=20)])
    net = Network(
        [2, 1],
        output="sigmoid",
        loss="binary_cross_entropy",
        init=[np.array([[1e-5], [1.0]])],
    )
    assert gradcheck(net, X, rng.integers(2, size=(20, 1))).worst < 1e-9


@pytest.mark.parametrize("size", [1e-6, 1.0, 1e3])
def test_the_size_of_the_targets_does_not_matter(size):
    net = Network([3, 5, 2], "tanh", "identity", "quadratic", seed=1)
    X, Y = example("quadratic", net.sizes)
    report = gradcheck(net, X, size * Y)
    assert report.resolved(1)
    assert report.worst < 1e-7


def test_targets_far_from_the_outputs_drown_the_differences():
    """A cost of 3e23 has a rounding error of 6e7: what is left is said to be so."""
    net = Network([3, 5, 2], "tanh", "identity", "quadratic", seed=1)
    X, Y = example("quadratic", net.sizes)
    report = gradcheck(net, X, 1e12 * Y)
    assert np.isnan(report.worst)
    for line in repr(report).splitlines():
        assert line.endswith("e+11 are too small to check beside a cost of 3e+23)")


def test_a_cost_that_overflows_is_called_so():
    net = Network([1, 1], output="identity", loss="quadratic")
    report = gradcheck(net, [[1.0]], [[1e200]])
    assert repr(report) == "nothing can be checked: the cost is inf"
    assert np.isnan(report.worst)


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_a_network_that_is_lost_is_not_checked(value):
    net = Network([2, 2, 2], "prelu")
    spoiled = {"W[2][1, 0]": net.W[2][1, :1], "b[1][1]": net.b[1][1:]}
    for name, place in (*spoiled.items(), ("parameters[12]", net.parameters[-1:])):
        kept = place.copy()
        place[...] = value
        with pytest.raises(ValueError, match=rf"^{re.escape(name)} is"):
            gradcheck(net, np.eye(2), np.eye(2))
        place[...] = kept


# the report


def test_the_report_names_each_layer():
    net = Network([4, 6, 3], "tanh", seed=1)
    lines = repr(gradcheck(net, *example("categorical_cross_entropy", net.sizes)))
    first, second = lines.splitlines()
    assert first.startswith("layer 1: relative error ")
    assert "over 30 parameters" in first
    assert "over 21 parameters" in second


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((np.zeros((2, 5)), np.eye(3)[:2]), "X has shape"),
        ((np.zeros((2, 4)), np.array([0, 1])), "one_hot"),
        ((np.full((2, 4), np.nan), np.eye(3)[:2]), "NaN"),
    ],
)
def test_data_that_do_not_fit(arguments, message):
    with pytest.raises(ValueError, match=message):
        gradcheck(Network([4, 6, 3]), *arguments)
    with pytest.raises(ValueError, match="samples"):
        gradcheck(Network([4, 3]), np.zeros((1, 4)), np.eye(3)[:1], samples=0)
