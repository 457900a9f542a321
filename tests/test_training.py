"""Training: what it learns, what it records, and how it ends."""

import itertools
import os
import re
import subprocess
import sys

import numpy as np
import pytest

from nnlib import (
    History,
    Network,
    TrainingDiverged,
    activations,
    data,
    fit,
    losses,
    optimizers,
)
from nnlib.pretraining import pretrain

EVERYTHING = (
    "loss",
    "accuracy",
    "gradient_norms",
    "update_ratios",
    "saturated_shares",
    "dead_shares",
    "histograms",
)


def blobs(n=60, features=4, classes=3, seed=0):
    """Classes around different centres; labels are integers."""
    rng = np.random.default_rng(seed)
    y = rng.integers(classes, size=n)
    return rng.normal(size=(classes, features))[y] + rng.normal(
        size=(n, features)
    ) / 3, y


def sparse_net(sizes=(4, 6, 3), **arguments):
    return Network(sizes, loss="sparse_categorical_cross_entropy", **arguments)


# what it learns


@pytest.mark.parametrize(
    ("optimizer", "learning_rate"), [("sgd", 0.5), ("momentum", 0.1), ("adam", 0.005)]
)
def test_the_digits_are_learned(optimizer, learning_rate):
    """At least 98 % of the training set and 93 % of the test set after 10 epochs."""
    X, y, X_test, y_test = data.digits()
    history = fit(
        sparse_net([64, 30, 10]),
        X,
        y,
        epochs=10,
        optimizer=optimizer,
        learning_rate=learning_rate,
        validation_data=(X_test, y_test),
        record=("accuracy",),
    )
    assert history.accuracy[0] < 0.3
    assert history.accuracy[-1] > 0.98
    assert history.validation_accuracy[-1] > 0.93
    assert history.loss[-1] < 0.1 < 2 < history.loss[0]


def test_xor_needs_its_hidden_layer():
    X, y = data.xor()
    Y = y[:, None]
    pair = {"output": "sigmoid", "loss": "binary_cross_entropy"}
    training = {"epochs": 500, "batch_size": 4, "learning_rate": 1.0}
    deep = Network([2, 4, 1], "tanh", **pair, init="normal", seed=1)
    assert fit(deep, X, Y, **training).accuracy[-1] == 1
    flat = Network([2, 1], **pair, init="normal", seed=1)
    history = fit(flat, X, Y, **training)
    assert history.accuracy[-1] <= 0.75
    assert history.loss[-1] == pytest.approx(np.log(2), abs=1e-3)


def test_a_line_is_fitted_exactly():
    """Linear regression ends in the least-squares solution."""
    rng = np.random.default_rng(0)
    X = rng.normal(size=(40, 3))
    Y = X @ rng.normal(size=(3, 2)) + 0.1 * rng.normal(size=(40, 2)) + 1
    net = Network([3, 2], output="identity", loss="quadratic")
    fit(net, X, Y, epochs=300, batch_size=40, learning_rate=0.5)
    best = np.linalg.lstsq(np.column_stack([X, np.ones(40)]), Y, rcond=None)[0]
    np.testing.assert_allclose(net.W[1], best[:3], atol=1e-10)
    np.testing.assert_allclose(net.b[1], best[3], atol=1e-10)


def test_the_slope_of_a_prelu_is_learned():
    """Data from slope −1/2 lead the slope there."""
    X = np.linspace(-2, 2, 40)[:, None]
    Y = np.where(X > 0, X, -X / 2)
    net = Network([1, 1, 1], "prelu", "identity", "quadratic", init=[1.0, 1.0])
    assert net.f[1].alpha == 0.25
    fit(net, X, Y, epochs=500, batch_size=40, learning_rate=0.2)
    assert net.f[1].alpha.item() == pytest.approx(-0.5, abs=1e-3)
    assert activations.prelu.alpha == 0.25


class Recording:
    """An optimizer that keeps the gradients and calls another one."""

    def __init__(self, rule=None):
        self.rule, self.gradients = rule, []

    def update(self, parameters, gradient, learning_rate):
        self.gradients.append(gradient.copy())
        if self.rule is not None:
            self.rule.update(parameters, gradient, learning_rate)


def test_fit_is_a_loop_of_steps():
    """One batch an epoch, SGD: the same as calling step."""
    X, y = blobs(n=10)
    one, other = sparse_net(), sparse_net()
    fit(one, X, y, epochs=5, batch_size=100, learning_rate=0.5)
    for _ in range(5):
        other.step(X, y, 0.5)
    np.testing.assert_allclose(one.parameters, other.parameters, rtol=1e-12, atol=1e-15)


# mini-batches


def seen_batches(n, batch_size, epochs, seed=0):
    """Which examples each update saw, one list for each epoch.

    With one unit for each example, only the rows of a batch have a gradient.
    """
    net = Network([n, 1], output="identity", loss="quadratic", init="zeros")
    spy = Recording()
    fit(
        net,
        np.eye(n),
        np.arange(1.0, n + 1)[:, None],
        epochs=epochs,
        batch_size=batch_size,
        optimizer=spy,
        seed=seed,
    )
    # a gradient is −y/size, y counts from 1: its size tells whether the mean was taken
    batches = []
    for gradient in spy.gradients:
        rows = gradient[:n]
        examples = np.flatnonzero(rows)
        np.testing.assert_allclose(rows[examples], -(examples + 1) / len(examples))
        batches.append(list(examples))
    each = -(-n // batch_size)
    return [batches[start : start + each] for start in range(0, len(batches), each)]


@pytest.mark.parametrize(
    ("n", "batch_size"), [(10, 5), (11, 4), (7, 1), (5, 8), (6, 6)]
)
def test_each_epoch_sees_each_example_once(n, batch_size):
    epochs = seen_batches(n, batch_size, epochs=4)
    assert len(epochs) == 4
    for batches in epochs:
        sizes = [len(batch) for batch in batches]
        assert sizes[:-1] == [batch_size] * (len(batches) - 1)
        assert sorted(itertools.chain(*batches)) == list(range(n))


def test_epochs_are_shuffled_anew():
    first, second, third = seen_batches(50, 5, epochs=3)
    assert first != second != third != first
    assert seen_batches(50, 5, epochs=3) == [first, second, third]
    assert seen_batches(50, 5, epochs=3, seed=1)[0] != first


def test_labels_stay_with_their_examples():
    """Shuffled labels could not be learned."""
    X, y = blobs(n=200)
    assert fit(sparse_net(), X, y, epochs=10).accuracy[-1] > 0.95


@pytest.mark.parametrize("dense", [True, False])
def test_data_of_each_network_are_shuffled_with_its_own_labels(dense):
    X, y = zip(*(blobs(n=150, seed=seed) for seed in range(3)), strict=True)
    X, y = np.array(X), np.array(y)
    loss = "categorical_cross_entropy" if dense else "sparse_categorical_cross_entropy"
    net = Network([4, 6, 3], loss=loss, stack=(3,))
    Y = np.eye(3)[y] if dense else y
    history = fit(net, X, Y, epochs=10)
    assert history.accuracy.shape == (11, 3)
    assert (history.accuracy[-1] > 0.9).all()


# clipping


def test_clipped_training_never_moves_further():
    X, y = blobs()
    free, bounded = Recording(optimizers.SGD()), Recording(optimizers.SGD())
    fit(sparse_net(), X, y, epochs=3, optimizer=free)
    fit(sparse_net(), X, y, epochs=3, optimizer=bounded, clip_norm=0.05)
    lengths = [max(np.linalg.norm(g) for g in spy.gradients) for spy in (free, bounded)]
    assert lengths[0] > 0.1
    assert lengths[1] == pytest.approx(0.05)


# the history


def shapes(history):
    return {name: np.shape(rows) for name, rows in history.items()}


@pytest.mark.parametrize("stack", [(), (2,), (2, 3)])
def test_shapes_of_the_history(stack):
    X, y = blobs()
    net = sparse_net([4, 6, 5, 3], stack=stack)
    history = fit(net, X, y, epochs=2, validation_data=(X, y), record=EVERYTHING)
    bins = history.histograms.shape[-1]
    assert shapes(history) == {
        "loss": (3, *stack),
        "accuracy": (3, *stack),
        "validation_loss": (3, *stack),
        "validation_accuracy": (3, *stack),
        "gradient_norms": (3, *stack, 3),
        "update_ratios": (3, *stack, 3),
        "saturated_shares": (3, *stack, 3),
        "dead_shares": (3, *stack, 3),
        "histograms": (3, *stack, 3, bins),
        "histogram_edges": (3, bins + 1),
    }
    assert np.shape(history.diverged) == stack
    assert not np.any(history.diverged)
    assert history.interrupted is False


@pytest.mark.parametrize("name", EVERYTHING)
def test_only_what_was_asked_for_is_recorded(name):
    X, y = blobs()
    history = fit(sparse_net(), X, y, epochs=1, record=(name,))
    extra = {"histogram_edges"} if name == "histograms" else set()
    assert set(history) == {"loss", name} | extra
    assert history[name] is getattr(history, name)
    missing = "dead_shares" if name != "dead_shares" else "accuracy"
    with pytest.raises(AttributeError, match=rf"{missing}.*there is.*loss"):
        getattr(history, missing)


def test_no_epochs_leave_the_start_alone():
    X, y = blobs()
    net = sparse_net()
    kept = net.parameters.copy()
    history = fit(net, X, y, epochs=0)
    assert np.array_equal(net.parameters, kept)
    assert history.loss.shape == (1,)


def independent_rows(net, X, y):
    """Every entry of a row, from whole arrays and the definitions in the docstring."""
    n, L = len(X), net.L
    a = [X]
    z = [None]
    for l in range(1, L + 1):
        z.append(a[-1] @ net.W[l] + net.b[l])
        a.append(net.f[l](z[-1]))
    delta = a[L] - np.eye(net.sizes[-1])[y]
    norms = []
    for l in range(L, 0, -1):
        norms.insert(0, np.sqrt(((a[l - 1].T @ delta / n) ** 2).sum()))
        if l > 1:
            delta = delta @ net.W[l].T * net.f[l - 1].derivative(z[l - 1])
    wide = np.linspace(-20, 20, 200001)
    saturated = [np.nan] * L
    for l in range(1, L):
        f = net.f[l].derivative
        saturated[l - 1] = (np.abs(f(z[l])) < 0.05 * np.abs(f(wide)).max()).mean()
    return {
        "loss": -np.log(a[L][np.arange(n), y]).mean(),
        "accuracy": (a[L].argmax(axis=1) == y).mean(),
        "gradient_norms": norms,
        "saturated_shares": saturated,
        "dead_shares": [(a[l] == 0).all(axis=0).mean() for l in range(1, L + 1)],
    }, a


@pytest.mark.parametrize("hidden", ["sigmoid", "relu", "tanh", "gelu"])
def test_rows_of_the_history_are_what_they_say(hidden):
    """Before and after training, on 600 examples: more than are scored at once."""
    X, y = blobs(n=600)
    net = sparse_net([4, 20, 15, 3], hidden=hidden, init="normal", bias="normal")
    net.b[1][0] = -50  # a unit that is saturated, or dead
    start = net.copy()
    history = fit(net, X, y, epochs=2, learning_rate=0.2, record=EVERYTHING)
    for row, state in ((0, start), (2, net)):
        expected, a = independent_rows(state, X, y)
        for name, value in expected.items():
            np.testing.assert_allclose(
                history[name][row], value, rtol=1e-10, atol=1e-15, err_msg=name
            )
        for l in (1, 2, 3):
            edges = history.histogram_edges[l - 1]
            inside = np.clip(a[l], edges[0], edges[-1])
            shares = np.histogram(inside, edges)[0] / inside.size
            np.testing.assert_allclose(
                history.histograms[row, l - 1], shares, atol=2 / inside.size
            )
            assert history.histograms[row, l - 1].sum() == pytest.approx(1)
    assert (history.dead_shares[:, 0] > 0).all() == (hidden in ("relu", "gelu"))
    assert (history.saturated_shares[:, 0] >= 1 / 20).all()


def test_validation_rows_belong_to_the_validation_set():
    X, y = blobs(n=100)
    held_out = blobs(n=37, seed=5)
    net = sparse_net()
    start = net.copy()
    history = fit(net, X, y, epochs=3, validation_data=held_out)
    for row, state in ((0, start), (-1, net)):
        expected, _ = independent_rows(state, *held_out)
        assert history.validation_loss[row] == pytest.approx(expected["loss"])
        assert history.validation_accuracy[row] == expected["accuracy"]
    alone = sparse_net()
    fit(alone, X, y, epochs=3)
    assert np.array_equal(alone.parameters, net.parameters)


def test_update_ratios_are_those_of_the_last_update():
    X, y = blobs(n=25)
    net = sparse_net()

    class Watching(optimizers.SGD):
        def update(self, parameters, gradient, learning_rate):
            self.before = [None, *(W.copy() for W in net.W[1:])]
            super().update(parameters, gradient, learning_rate)

    watching = Watching()
    history = fit(
        net, X, y, epochs=2, optimizer=watching, batch_size=10, record=EVERYTHING
    )
    assert np.isnan(history.update_ratios[0]).all()
    for l in (1, 2):
        before = watching.before[l]
        ratio = np.linalg.norm(net.W[l] - before) / np.linalg.norm(before)
        assert history.update_ratios[2, l - 1] == pytest.approx(ratio, rel=1e-12)


def test_recording_does_not_change_the_training():
    X, y = blobs()
    ends = []
    for record in ((), EVERYTHING):
        net = sparse_net()
        fit(net, X, y, epochs=3, record=record)
        ends.append(net.parameters)
    assert np.array_equal(*ends)


def test_accuracy_of_each_kind_of_target():
    X, y = blobs(n=40, classes=2)
    dense = Network([4, 2])
    sparse = sparse_net([4, 2])
    assert np.array_equal(
        fit(dense, X, np.eye(2)[y], epochs=2).accuracy,
        fit(sparse, X, y, epochs=2).accuracy,
    )
    one_unit = Network([4, 1], output="sigmoid", loss="binary_cross_entropy", seed=2)
    start = ((one_unit.forward(X) > 0.5) == y[:, None]).mean()
    assert fit(one_unit, X, y[:, None], epochs=1).accuracy[0] == start
    regression = Network([4, 1], output="identity", loss="quadratic")
    history = fit(regression, X, X[:, :1], epochs=1, validation_data=(X, X[:, :1]))
    assert "accuracy" not in history
    assert "validation_accuracy" not in history
    soft = Network([4, 2])
    assert "accuracy" not in fit(soft, X, np.full((40, 2), 0.5), epochs=1)


@pytest.mark.parametrize("n", [3, 100, 360, 600, 1437])
def test_a_perfect_score_is_exactly_one(n):
    X = np.tile([1.0, -1.0], (n, 1))
    net = sparse_net([2, 2], init=[np.eye(2)])
    assert fit(net, X, np.zeros(n, int), epochs=0).accuracy[0] == 1
    assert fit(net, -X, np.zeros(n, int), epochs=0).accuracy[0] == 0


def test_repr_of_a_history():
    X, y = blobs()
    assert "2 epochs, loss" in repr(fit(sparse_net(), X, y, epochs=2))
    assert "(3,)" in repr(fit(sparse_net(stack=(3,)), X, y, epochs=2))


# seeds and data


def test_a_seed_fixes_the_training():
    X, y = blobs()
    ends = {}
    for run, seed in (("a", 0), ("b", 0), ("c", 1)):
        net = sparse_net()
        history = fit(net, X, y, epochs=2, seed=seed)
        ends[run] = (net.parameters, history.loss)
    for first, second in zip(ends["a"], ends["b"], strict=True):
        assert np.array_equal(first, second)
    assert not np.array_equal(ends["a"][0], ends["c"][0])


def test_a_loop_of_single_epochs_needs_one_generator():
    """The same integer repeats a shuffle; a generator goes on as one fit does."""
    X, y = blobs()

    def in_single_epochs(seed):
        net = sparse_net()
        for _ in range(3):
            fit(net, X, y, epochs=1, seed=seed)
        return net.parameters

    whole = sparse_net()
    fit(whole, X, y, epochs=3, seed=7)
    assert np.array_equal(in_single_epochs(np.random.default_rng(7)), whole.parameters)
    assert not np.array_equal(in_single_epochs(7), whole.parameters)
    orders = [seen_batches(20, 5, 1, seed=7) for _ in range(2)]
    assert orders[0] == orders[1]
    rng = np.random.default_rng(7)
    orders = [seen_batches(20, 5, 1, seed=rng)[0] for _ in range(2)]
    assert orders == seen_batches(20, 5, 2, seed=7)
    sequence = np.random.SeedSequence(7)
    assert seen_batches(20, 5, 2, seed=sequence) == seen_batches(20, 5, 2, seed=7)


def test_data_are_not_changed():
    X, y = blobs()
    Y = np.eye(3)[y]
    for array in (X, y, Y):
        array.flags.writeable = False
    fit(sparse_net(), X, y, epochs=2, validation_data=(X, y), record=EVERYTHING)
    fit(Network([4, 3]), X, Y, epochs=2, validation_data=(X, Y), record=EVERYTHING)


def test_global_random_numbers_are_left_alone():
    X, y = blobs()
    np.random.seed(3)  # noqa: NPY002
    state = np.random.get_state()[1].copy()  # noqa: NPY002
    fit(sparse_net(), X, y, epochs=1)
    assert np.array_equal(np.random.get_state()[1], state)  # noqa: NPY002


# how it ends


def test_divergence_keeps_the_history():
    rng = np.random.default_rng(0)
    X, Y = rng.normal(size=(20, 3)), rng.normal(size=(20, 1))
    net = Network([3, 8, 1], "relu", "identity", "quadratic")
    with pytest.raises(TrainingDiverged, match=r"learning rate below 1000") as caught:
        fit(net, X, Y, epochs=50, learning_rate=1000.0)
    history = caught.value.history
    assert isinstance(history, History)
    assert 2 <= len(history.loss) < 51
    assert np.isfinite(history.loss[:-1]).all()
    assert not np.isfinite(history.loss[-1])
    assert len(history.gradient_norms) == len(history.loss)
    assert history.diverged
    assert "50" in str(caught.value)
    assert isinstance(caught.value, ArithmeticError)


def test_each_network_of_a_stack_is_recorded_as_it_is_alone():
    X, y = blobs(n=300)
    net = sparse_net([4, 6, 5, 3], hidden="relu", stack=(2, 3), seed=5)
    history = fit(net, X, y, epochs=2, record=EVERYTHING)
    children = np.random.SeedSequence(5).spawn(6)
    for k, place in enumerate(np.ndindex(2, 3)):
        one = sparse_net([4, 6, 5, 3], hidden="relu", seed=children[k])
        alone = fit(one, X, y, epochs=2, record=EVERYTHING)
        for name in EVERYTHING:
            np.testing.assert_allclose(
                history[name][:, *place], alone[name], rtol=1e-12, err_msg=name
            )


def test_a_stack_carries_on_without_the_diverged():
    rng = np.random.default_rng(0)
    X, Y = rng.normal(size=(20, 3)), rng.normal(size=(20, 1))
    shape = {"hidden": "relu", "output": "identity", "loss": "quadratic"}
    rates = np.array([0.01, 1000.0, 0.02])
    net = Network([3, 8, 1], **shape, stack=(3,), seed=5)
    history = fit(net, X, Y, epochs=20, learning_rate=rates)
    assert np.array_equal(history.diverged, [False, True, False])
    assert history.loss.shape == (21, 3)
    assert not np.isfinite(history.loss[-1, 1])
    children = np.random.SeedSequence(5).spawn(3)
    for k in (0, 2):
        one = Network([3, 8, 1], **shape, seed=children[k])
        alone = fit(one, X, Y, epochs=20, learning_rate=rates[k])
        assert np.array_equal(net.parameters[k], one.parameters)
        assert np.array_equal(history.loss[:, k], alone.loss)
        assert alone.loss[-1] < alone.loss[0]


def two_of_six_diverge(**arguments):
    """A stack of shape (2, 3); networks (0, 1) and (1, 2) have rates far too large."""
    X, y = blobs()
    rates = np.array([[0.1, 1e200, 0.2], [0.3, 0.1, 1e300]])
    net = sparse_net(hidden="relu", stack=(2, 3), seed=5)
    given = {"epochs": 4, "record": EVERYTHING, "validation_data": blobs(seed=1)}
    history = fit(net, X, y, learning_rate=rates, **{**given, **arguments})
    return rates, history


def test_who_diverges_is_nan_in_every_record_from_then_on_and_no_one_else():
    rates, history = two_of_six_diverge()
    lost = rates > 1
    assert np.array_equal(history.diverged, lost)
    children = np.random.SeedSequence(5).spawn(6)
    X, y = blobs()
    for k, child in zip(np.ndindex(2, 3), children, strict=True):
        one = sparse_net(hidden="relu", seed=child)
        arguments = {"record": EVERYTHING, "validation_data": blobs(seed=1)}
        try:
            alone = fit(one, X, y, epochs=4, learning_rate=rates[k], **arguments)
        except TrainingDiverged as error:
            alone = error.history
        for name, rows in alone.items():
            if name == "histogram_edges":
                continue
            here = history[name][(slice(None), *k)]
            assert np.array_equal(here[: len(rows)], rows, equal_nan=True), name
            assert np.isnan(here[len(rows) :]).all()
            assert np.isnan(here[-1]).all() == lost[k], name
            if name != "update_ratios":
                assert np.isfinite(here[0]).sum() > 0


def test_who_has_diverged_stays_so():
    """Even if its parameters, and so its loss, become finite again."""
    X, y = blobs(n=10)

    class TooFarAndBack(optimizers.SGD):
        def __init__(self):
            self.updates = 0

        def update(self, parameters, gradient, learning_rate):
            self.updates += 1
            if self.updates == 2:
                self.kept = parameters[1].copy()
                parameters[1] = np.nan
            if self.updates == 4:
                parameters[1] = self.kept

    net = sparse_net(stack=(3,))
    history = fit(net, X, y, epochs=5, optimizer=TooFarAndBack())
    assert np.array_equal(history.diverged, [False, True, False])
    assert np.array_equal(np.isnan(history.loss[:, 1]), [0, 0, 1, 1, 1, 1])
    assert np.array_equal(np.isnan(history.accuracy[:, 1]), [0, 0, 1, 1, 1, 1])
    assert np.isfinite(history.loss[:, [0, 2]]).all()


def test_a_history_names_who_has_diverged():
    _, history = two_of_six_diverge()
    first = np.isnan(history.loss).argmax(axis=0)
    assert repr(history) == (
        "History of 4 epochs, (2, 3) networks; diverged: network (0, 1) in epoch "
        f"{first[0, 1]}, (1, 2) in epoch {first[1, 2]}"
    )


def test_a_stack_of_which_nothing_is_left_has_diverged():
    rng = np.random.default_rng(0)
    X, Y = rng.normal(size=(20, 3)), rng.normal(size=(20, 1))
    net = Network([3, 8, 1], "relu", "identity", "quadratic", stack=(2,))
    with pytest.raises(
        TrainingDiverged, match=r"network 0 in epoch \d, 1 in"
    ) as caught:
        fit(net, X, Y, epochs=50, learning_rate=1000.0)
    assert caught.value.history.diverged.all()
    assert len(caught.value.history.loss) < 51


@pytest.mark.parametrize("value", [np.nan, np.inf])
@pytest.mark.parametrize("place", ["W[1][2, 0]", "b[2][1]"])
def test_a_start_that_is_not_finite_is_named_and_nothing_else_blamed(place, value):
    X, y = blobs()
    net = sparse_net()
    spoiled = {"W[1][2, 0]": net.W[1][2], "b[2][1]": net.b[2][1:]}[place]
    spoiled[:1] = value
    kept = net.parameters.copy()
    for epochs in (0, 3):
        with pytest.raises(ValueError, match=rf"^{re.escape(place)} is") as caught:
            fit(net, X, y, epochs=epochs)
        assert "learning" not in str(caught.value)
    assert np.array_equal(net.parameters, kept, equal_nan=True)


def test_a_stack_that_starts_with_one_lost_carries_on_with_the_others():
    X, y = blobs()
    net, whole = sparse_net(stack=(3,)), sparse_net(stack=(3,))
    net.parameters[1] = np.nan
    history = fit(net, X, y, epochs=3)
    assert np.array_equal(history.diverged, [False, True, False])
    assert np.isnan(history.loss[:, 1]).all()
    expected = fit(whole, X, y, epochs=3)
    assert np.array_equal(history.loss[:, [0, 2]], expected.loss[:, [0, 2]])


def test_a_start_that_overflows_is_not_blamed_on_the_learning_rate():
    net = Network([1, 1], output="identity", loss="quadratic", init=[[[1e200]]])
    with pytest.raises(TrainingDiverged, match="not finite before training") as caught:
        fit(net, [[1.0]], [[0.0]])
    assert "learning" not in str(caught.value)
    assert len(caught.value.history.loss) == 1


class Interrupting:
    """SGD that is stopped by hand in its kth update."""

    def __init__(self, k):
        self.left, self.rule = k, optimizers.SGD()

    def update(self, parameters, gradient, learning_rate):
        self.left -= 1
        if self.left == 0:
            raise KeyboardInterrupt
        self.rule.update(parameters, gradient, learning_rate)
        self.learned = parameters.copy()


@pytest.mark.parametrize("stack", [(), (2,)])
def test_an_interrupt_keeps_what_was_learned(stack):
    """60 examples in tens: the 15th update is the third one of epoch 3."""
    X, y = blobs(n=60)
    net, stopped = sparse_net(stack=stack), Interrupting(15)
    history = fit(net, X, y, epochs=10, optimizer=stopped, validation_data=(X, y))
    assert history.interrupted is True
    assert np.array_equal(net.parameters, stopped.learned)
    whole = fit(sparse_net(stack=stack), X, y, epochs=10, validation_data=(X, y))
    for name, rows in history.items():
        assert len(rows) == 3
        assert np.array_equal(rows, whole[name][:3])
    assert not np.any(history.diverged)
    assert "2 epochs" in repr(history)


def test_an_interrupt_before_the_first_epoch_is_over():
    X, y = blobs()
    net = sparse_net()
    start = net.parameters.copy()
    history = fit(net, X, y, optimizer=Interrupting(1))
    assert history.interrupted
    assert history.loss.shape == (1,)
    assert np.array_equal(net.parameters, start)


def test_an_interrupt_while_an_epoch_is_recorded():
    """Only the recorder asks tanh for its derivative."""
    X, y = blobs(n=60)

    class Watched(type(activations.tanh)):
        def derivative(self, z):
            if stopped.left == 0:
                raise KeyboardInterrupt
            return super().derivative(z)

    class CountingDown(Interrupting):
        def update(self, parameters, gradient, learning_rate):
            self.left -= 1
            self.rule.update(parameters, gradient, learning_rate)
            self.learned = parameters.copy()

    stopped = CountingDown(12)  # the last update of epoch 2
    net = sparse_net(hidden=Watched())
    history = fit(net, X, y, epochs=10, optimizer=stopped, record=EVERYTHING)
    assert history.interrupted
    assert np.array_equal(net.parameters, stopped.learned)
    assert {len(history[name]) for name in EVERYTHING} == {2}
    assert np.isfinite(history.loss).all()


def test_other_errors_are_not_swallowed():
    class Broken:
        def update(self, parameters, gradient, learning_rate):
            raise ZeroDivisionError("broken rule")

    X, y = blobs()
    with pytest.raises(ZeroDivisionError, match="broken rule"):
        fit(sparse_net(), X, y, optimizer=Broken())


# what is refused, before anything is changed


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"record": ("loss", "acuracy")}, ValueError, "did you mean 'accuracy'"),
        ({"record": "loss"}, ValueError, "record"),
        ({"optimizer": "addam"}, ValueError, "did you mean 'adam'"),
        ({"optimizer": optimizers.Adam}, TypeError, "optimizer"),
        ({"epochs": -1}, ValueError, "epochs must be at least 0, got -1"),
        ({"epochs": 2.0}, TypeError, "epochs must be an integer"),
        ({"batch_size": 0}, ValueError, "batch_size must be at least 1"),
        ({"learning_rate": -0.1}, ValueError, "learning rate"),
        ({"learning_rate": np.nan}, ValueError, "learning_rate is NaN"),
        ({"learning_rate": [0.1, 0.2]}, ValueError, r"shape \(2,\)"),
        ({"learning_rate": "fast"}, TypeError, "learning rate"),
        ({"seed": -1}, ValueError, "seed"),
        ({"clip_norm": 0}, ValueError, "clip_norm must be positive"),
        ({"clip_norm": np.nan}, ValueError, "clip_norm must be positive"),
        (
            {"validation_data": (np.zeros((3, 5)), [0, 1, 2])},
            ValueError,
            r"^validation_data: X has shape \(3, 5\)",
        ),
        (
            {"validation_data": (np.zeros((3, 4)), [0, 1, 3])},
            ValueError,
            "^validation_data: labels .* got 3",
        ),
        ({"validation_data": (np.zeros((3, 4)),)}, TypeError, "got tuple of length 1"),
    ],
)
def test_arguments_that_do_not_fit(arguments, error, message):
    X, y = blobs()
    net = sparse_net()
    kept = net.parameters.copy()
    with pytest.raises(error, match=message):
        fit(net, X, y, **arguments)
    assert np.array_equal(net.parameters, kept)


# the progress bar

SLOW = """
import sys, time
import numpy as np
from nnlib import Network, fit

class Slow:
    def update(self, parameters, gradient, learning_rate):
        time.sleep(0.5)

net = Network([1, 1], output="identity", loss="quadratic")
fit(net, np.ones((1, 1)), np.ones((1, 1)), epochs=int(sys.argv[1]), optimizer=Slow(),
    progress=sys.argv[2] == "True")
"""


def test_a_progress_bar_appears_after_two_seconds_unless_it_is_not_wanted():
    cases = {
        "long": ("6", "True", {}),
        "short": ("2", "True", {}),
        "progress=False": ("6", "False", {}),
        "TQDM_DISABLE": ("6", "True", {"TQDM_DISABLE": "1"}),
    }
    runs = {
        name: subprocess.Popen(
            [sys.executable, "-W", "error", "-c", SLOW, epochs, progress],
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "TQDM_DISABLE": "", **environment},
        )
        for name, (epochs, progress, environment) in cases.items()
    }
    shown = {name: run.communicate(timeout=60)[1] for name, run in runs.items()}
    assert [run.returncode for run in runs.values()] == [0] * 4
    assert "epoch" in shown["long"]
    assert {name: text for name, text in shown.items() if name != "long"} == {
        "short": "",
        "progress=False": "",
        "TQDM_DISABLE": "",
    }


# pre-training


def test_pretraining_makes_each_layer_a_code_of_the_one_before():
    """Layer by layer, the best linear map back loses little of what went in."""
    rng = np.random.default_rng(0)
    hidden_causes = rng.normal(size=(200, 2))
    X = np.tanh(hidden_causes @ rng.normal(size=(2, 8)))

    def loss_of_codes(net):
        net.forward(X)
        lost = []
        for l in (1, 2):
            codes = np.column_stack([net.a[l], np.ones(200)])
            back = codes @ np.linalg.lstsq(codes, net.a[l - 1], rcond=None)[0]
            lost.append(
                ((back - net.a[l - 1]) ** 2).sum() / net.a[l - 1].var(axis=0).sum()
            )
        return np.array(lost) / 200

    net = Network([8, 4, 2, 3], "tanh", seed=1)
    output_layer = net.W[3].copy(), net.b[3].copy()
    before = loss_of_codes(net)
    pretrain(net, X, epochs=60, learning_rate=0.05)
    after = loss_of_codes(net)
    assert (after < before).all()
    assert (after < 0.1).all()
    assert net.b[1].any()  # trained with the weights, from 0
    assert net.b[2].any()
    assert np.array_equal(net.W[3], output_layer[0])
    assert np.array_equal(net.b[3], output_layer[1])


def test_pretraining_a_stack_is_pretraining_its_networks():
    X, _ = blobs()
    several = Network([4, 5, 3, 2], seed=3, stack=(2,))
    pretrain(several, X, epochs=2, seed=1)
    for k, child in enumerate(np.random.SeedSequence(3).spawn(2)):
        one = Network([4, 5, 3, 2], seed=child)
        pretrain(one, X, epochs=2, seed=1)
        assert np.array_equal(several.parameters[k], one.parameters)


def test_pretraining_refuses_what_fit_refuses():
    net = Network([4, 5, 2])
    kept = net.parameters.copy()
    with pytest.raises(ValueError, match="X has shape"):
        pretrain(net, np.zeros((3, 5)))
    assert np.array_equal(net.parameters, kept)


def test_losses_by_name_are_those_of_the_module():
    """A network records the cost that its loss computes from the outputs."""
    X, y = blobs()
    for name in losses.NAMES:
        sparse = name.startswith("sparse")
        loss = losses.get(name)
        net = Network([4, 5, 3], output=loss.matched, loss=name)
        Y = y if sparse else np.eye(3)[y]
        start = loss(net.forward(X), Y)
        assert fit(net, X, Y, epochs=0).loss[0] == pytest.approx(start, rel=1e-12)


def test_pretraining_names_the_network_that_diverged_and_changes_nothing():
    X = np.random.default_rng(0).normal(size=(40, 6))
    net = Network([6, 5, 4, 2], hidden="tanh", stack=(3,))
    start = net.parameters.copy()
    rates = np.array([0.05, 1e80, 0.05])
    with pytest.raises(TrainingDiverged, match=r"layer 1 .* network \[1\]"):
        pretrain(net, X, epochs=3, learning_rate=rates, progress=False)
    assert np.array_equal(net.parameters, start)
