"""Bad input: documented errors with a message, and nothing is changed.

Every call that is drawn here is wrong in one argument.  It must raise ValueError or
TypeError, say something, name the shape where a shape is wrong, and leave the
parameters of the network as they were, bit for bit.
"""

import math
import re
from functools import partial
from itertools import product

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nnlib import (
    Network,
    activations,
    data,
    fit,
    gradcheck,
    initializers,
    losses,
    optimizers,
)
from nnlib.blocks import NormalizedNetwork, ResidualNetwork
from nnlib.pretraining import pretrain

N = 3  # examples in the good data
CHEAP = {
    "deadline": None,
    "derandomize": True,
    "database": None,
    "suppress_health_check": [HealthCheck.too_slow, HealthCheck.filter_too_much],
}


def networks():
    return {
        "classifier": Network([4, 5, 2]),
        "sparse": Network([4, 5, 2], loss="sparse_categorical_cross_entropy"),
        "binary": Network([4, 1], output="sigmoid", loss="binary_cross_entropy"),
        "regression": Network([1, 3, 2], "relu", "identity", "mean_squared_error"),
        "stack": Network([4, 5, 2], hidden="prelu", stack=(2, 3)),
        "float32": Network([4, 2], output="softmax", loss="quadratic", dtype="float32"),
    }


NETS = networks()
START = {name: net.parameters.copy() for name, net in NETS.items()}
SPARSE = {"sparse"}


def good_data(name):
    net = NETS[name]
    X = np.linspace(-1, 1, N * net.sizes[0]).reshape(N, -1)
    if name in SPARSE:
        return X, np.arange(N) % net.sizes[-1]
    return X, np.eye(2)[np.arange(N) % 2][:, : net.sizes[-1]]


DATA = {name: good_data(name) for name in NETS}


# what is wrong with an argument


NOT_NUMBERS = st.sampled_from(
    [
        None,
        "text",
        b"bytes",
        object(),
        {},
        {1, 2},
        math.sqrt,
        Network,
        [None],
        ["1", "2"],
        [[1.0], [1.0, 2.0]],
        np.array(["a", "b"]),
        np.array([None, 1]),
        np.array([[1j, 2.0]]),
        np.array(["2020-01-01"], dtype="datetime64[D]"),
        np.ma.array([[1.0, 2.0]], mask=[[False, True]]),
        1j,
    ]
)
NO_COUNT = st.sampled_from(
    [
        -1,
        -7,
        1.5,
        2.0,
        "3",
        None,
        math.nan,
        math.inf,
        [2],
        (1,),
        {},
        1j,
        True,
        np.ones(2),
    ]
)
NO_NAME = st.one_of(
    st.text(max_size=12).filter(
        lambda text: (
            text
            not in {
                *activations.NAMES,
                *losses.NAMES,
                *initializers.NAMES,
                *optimizers.NAMES,
            }
        )
    ),
    st.sampled_from([3, 2.5, b"tanh", 1j, object(), {}, {"tanh"}, math.tanh, Network]),
)


SHAPES = [shape for axes in range(4) for shape in product(range(6), repeat=axes)]
SHAPES += [(1, 1, 1, 1), (2, 3, 3, 0), (2, 3, 0, 4), (3, 2, 3, 4), (2, 3, 4, 3)]


def shapes_other_than(*valid):
    """Arrays of any other shape, among them empty ones; None stands for n ≥ 1."""

    def fits(shape, pattern):
        return len(shape) == len(pattern) and all(
            n == p or (p is None and n > 0) for n, p in zip(shape, pattern, strict=True)
        )

    wrong = [s for s in SHAPES if not any(fits(s, pattern) for pattern in valid)]
    return st.sampled_from(wrong).map(np.zeros)


NO_OPTIMIZER = NO_NAME.filter(lambda value: not hasattr(value, "update"))


def with_nan(array):
    """The same array with NaN or infinity in one place."""

    def put(place, value):
        spoiled = np.array(array, dtype=np.float64)
        spoiled.flat[place] = value
        return spoiled

    values = st.sampled_from([math.nan, math.inf, -math.inf])
    return st.builds(put, st.integers(0, array.size - 1), values)


def bad_inputs(name):
    net = NETS[name]
    valid = [(None, net.sizes[0])]
    if net.stack:
        valid.append((*net.stack, None, net.sizes[0]))
    X, _ = DATA[name]
    return st.one_of(NOT_NUMBERS, shapes_other_than(*valid), with_nan(X))


def bad_targets(name):
    """Targets that do not fit N examples."""
    net = NETS[name]
    units = net.sizes[-1]
    if name in SPARSE:
        wrong = st.lists(st.integers(-3, 5), min_size=N, max_size=N).filter(
            lambda y: min(y) < 0 or max(y) >= units
        )
        return st.one_of(
            NOT_NUMBERS,
            shapes_other_than((N,)),
            wrong,
            wrong.map(lambda y: np.array(y, dtype=np.float64)),
            st.sampled_from([np.ones(N), np.ones(N, bool), np.eye(2)[[0] * N]]),
        )
    valid = [(N, units)]
    if net.stack:
        valid.append((*net.stack, N, units))
    _, Y = DATA[name]
    choices = [NOT_NUMBERS, shapes_other_than(*valid), with_nan(Y)]
    if net.loss.name != "quadratic" and net.loss.name != "mean_squared_error":
        outside = st.floats(-1e6, 1e6).filter(lambda x: not 0 <= x <= 1)
        choices.append(outside.map(lambda x: np.full((N, units), x)))
    if net.loss.name == "categorical_cross_entropy":
        share = st.floats(0, 1).filter(lambda x: abs(2 * x - 1) > 1e-5)
        choices.append(share.map(lambda x: np.full((N, units), x)))
    return st.one_of(choices)


NO_RATE = {
    name: st.one_of(
        st.floats(max_value=-1e-300),
        st.sampled_from([math.nan, math.inf, "fast", None, 1j, {}, [0.1, "a"], True]),
        shapes_other_than((), NETS[name].stack),
    )
    for name in NETS
}
NO_POSITIVE = st.one_of(
    st.floats(max_value=0), st.sampled_from([math.nan, "1", [1.0, 2.0], 1j, {}])
)


def call(function, *args, **kwargs):
    """Calls of the function; one of the arguments is a strategy, and is wrong."""
    drawn = [value for value in (*args, *kwargs.values()) if is_drawn(value)]
    if not drawn:
        return st.just(partial(function, *args, **kwargs))
    (wrong,) = drawn

    def put(bad):
        first = (bad if is_drawn(value) else value for value in args)
        named = {
            key: bad if is_drawn(value) else value for key, value in kwargs.items()
        }
        return partial(function, *first, **named)

    return wrong.map(put)


def is_drawn(value):
    return isinstance(value, st.SearchStrategy)


def one_wrong(function, *good, **wrong):
    """Calls of the function with good arguments, and one wrong keyword argument."""
    return [call(function, *good, **{key: value}) for key, value in wrong.items()]


def calls_of_networks():
    for name, net in NETS.items():
        X, Y = DATA[name]
        bad_X, bad_Y = bad_inputs(name), bad_targets(name)
        yield call(net.forward, bad_X)
        yield call(lambda Y, net=net, X=X: (net.forward(X), net.backward(Y)), bad_Y)
        for function in (
            net.cost,
            *(lambda *data, f=f, net=net: f(net, *data) for f in (fit, gradcheck)),
        ):
            yield call(function, bad_X, Y)
            yield call(function, X, bad_Y)
        width = net.sizes[0]
        yield call(
            net.step,
            shapes_other_than((None, width), (*net.stack, None, width)),
            Y,
            0.5,
        )
        units = (net.sizes[-1],) if name not in SPARSE else ()
        yield call(
            net.step, X, shapes_other_than((N, *units), (*net.stack, N, *units)), 0.5
        )
        yield from one_wrong(
            fit,
            net,
            X,
            Y,
            epochs=NO_COUNT,
            batch_size=st.one_of(NO_COUNT, st.just(0)),
            learning_rate=NO_RATE[name],
            optimizer=NO_OPTIMIZER,
            seed=NO_COUNT,
            clip_norm=NO_POSITIVE,
            record=st.one_of(
                st.text(min_size=1),
                st.lists(NO_NAME, min_size=1),
                st.sampled_from([3, None, [None]]),
            ),
            validation_data=st.one_of(
                st.sampled_from([5, (X,), (X, Y, Y), "ab", X]),
                st.tuples(bad_X, st.just(Y)),
                st.tuples(st.just(X), bad_Y),
            ),
        )
        yield from one_wrong(
            gradcheck,
            net,
            X,
            Y,
            samples=st.one_of(NO_COUNT, st.just(0)),
            seed=st.sampled_from([-1, "a", 1.5]),
        )
    yield call(pretrain, NETS["classifier"], bad_inputs("classifier"))
    yield from one_wrong(
        pretrain, NETS["classifier"], DATA["classifier"][0], epochs=NO_COUNT
    )


def calls_of_the_constructor():
    sizes = st.one_of(
        st.sampled_from(["64", None, 3, {3: 2}, {3, 2}, 2.5, 1j, [[3, 2]], np.eye(2)]),
        st.lists(st.integers(-2, 5), max_size=4).filter(
            lambda s: len(s) < 2 or min(s) < 1
        ),
        st.tuples(st.just(3), NO_COUNT),
    )
    weights = st.one_of(
        NO_NAME.filter(lambda value: not isinstance(value, int | float)),
        NOT_NUMBERS,
        st.sampled_from([math.nan, math.inf, -math.inf]),
        st.lists(st.just("zeros"), max_size=4).filter(lambda rules: len(rules) != 2),
        st.lists(
            shapes_other_than((4, 5), (5, 2), (5,), (2,), ()), min_size=2, max_size=2
        ),
    )
    yield call(Network, sizes)
    yield from one_wrong(
        Network,
        [4, 5, 2],
        hidden=st.one_of(
            NO_NAME,
            st.sampled_from(
                [None, "softmax", [], ["tanh"] * 2, ["softmax"], [None], (3,)]
            ),
        ),
        output=NO_NAME,
        loss=NO_NAME,
        init=weights,
        bias=st.one_of(weights, st.just("orthogonal")),
        seed=NO_COUNT,
        stack=st.one_of(
            st.sampled_from(
                [5, None, "ab", 2.5, (0,), (2, 0), [[2]], {"a": 1}, object()]
            ),
            st.tuples(NO_COUNT),
        ),
        dtype=st.sampled_from(
            [
                "float16",
                "f",
                "double?",
                "int64",
                int,
                complex,
                None,
                3,
                [],
                {},
                np.eye(2),
                object(),
            ]
        ),
    )
    yield call(Network, [4, 1])  # softmax over one unit
    pairs = [(f, loss) for loss in losses.NAMES for f in activations.NAMES]
    undefined = [
        {"output": f, "loss": loss}
        for f, loss in pairs
        if "cross_entropy" in loss and f not in ("sigmoid", "softmax")
    ]
    for pair in undefined:
        yield call(Network, [4, 2], **pair)


def calls_of_losses():
    a = np.full((N, 2), 0.5)
    for name in losses.NAMES:
        loss = losses.get(name)
        sparse = name.startswith("sparse")
        y = np.zeros(N, int) if sparse else a
        units = None if sparse else 2
        shapes = shapes_other_than(
            *((*stack, N, units) for stack in ((), (None,), (None, None)))
        )
        bad_z = st.one_of(NOT_NUMBERS, shapes, with_nan(a))
        bad_y = st.one_of(
            NOT_NUMBERS,
            shapes_other_than((N,) if sparse else (N, 2)),
            with_nan(np.zeros(N) if sparse else a),
        )
        for function in (loss, loss.gradient, loss.from_logits, loss.delta):
            yield call(function, bad_z, y)
            yield call(function, a, bad_y)
        for function in (loss.from_logits, loss.delta):
            yield call(function, a, y, NO_NAME)
            if "cross_entropy" in name:
                outputs = set(activations.NAMES) - {"sigmoid", "softmax"}
                yield call(function, a, y, st.sampled_from(sorted(outputs)))
        if "cross_entropy" in name:
            outside = st.floats(allow_nan=False).filter(lambda x: not 0 <= x <= 1)
            outputs = outside.map(lambda x: np.full((N, 2), x))
            yield call(loss, outputs, y)
            yield call(loss.gradient, outputs, y)
    yield call(losses.get, st.one_of(NO_NAME, st.none()))
    yield call(
        losses.one_hot, st.sampled_from([[0, 3], [-1], [0.5], ["a"], None, [True]]), 3
    )


def calls_of_rules():
    yield call(initializers.get, st.one_of(NO_NAME, st.none()))
    gains = st.sampled_from(
        [math.nan, math.inf, None, "a", 1j, {}, [1.0, [2.0]], object()]
    )
    yield call(initializers.get, "he_normal", gains)
    yield call(optimizers.get, st.one_of(NO_OPTIMIZER, st.none()))
    fractions = st.one_of(
        st.floats().filter(lambda x: not 0 <= x < 1),
        st.sampled_from(["0.9", None, 1j, [0.5, 0.5], {}]),
    )
    yield from one_wrong(optimizers.Momentum, beta=fractions)
    yield from one_wrong(
        optimizers.Adam,
        beta1=fractions,
        beta2=fractions,
        epsilon=st.one_of(NO_POSITIVE, st.just(None)),
    )
    yield call(activations.get, st.one_of(NO_NAME, st.none()))


BAD_CALLS = [
    *calls_of_networks(),
    *calls_of_the_constructor(),
    *calls_of_losses(),
    *calls_of_rules(),
]


def assert_unchanged():
    for name, net in NETS.items():
        assert np.array_equal(net.parameters, START[name])


@given(st.lists(st.one_of(BAD_CALLS), min_size=20, max_size=20))
@settings(max_examples=500, **CHEAP)
def test_ten_thousand_bad_calls(bad_calls):
    """Twenty in an example, for an example costs more than a call."""
    for bad_call in bad_calls:
        with pytest.raises((ValueError, TypeError)) as caught:
            bad_call()
        assert len(str(caught.value)) > 10
        assert_unchanged()


def calls_with_wrong_shapes():
    for name, net in NETS.items():
        X, Y = DATA[name]
        axes = [(), net.stack] if net.stack else [()]
        wrong_X = shapes_other_than(*((*a, None, net.sizes[0]) for a in axes))
        units = () if name in SPARSE else (net.sizes[-1],)
        wrong_Y = shapes_other_than(*((*a, N, *units) for a in axes))
        for function in (net.cost, partial(fit, net), partial(gradcheck, net)):
            yield call(function, wrong_X, Y)
            yield call(function, X, wrong_Y)
        yield call(net.step, wrong_X, Y, 0.5)
        yield call(net.step, X, wrong_Y, 0.5)
        yield call(partial(fit, net, X, Y), learning_rate=shapes_other_than((), *axes))
        for function in (net.loss.from_logits, net.loss.delta):
            yield call(function, np.zeros((N, net.sizes[-1])), wrong_Y)


@given(st.one_of([*calls_with_wrong_shapes()]))
@settings(max_examples=1000, **CHEAP)
def test_a_wrong_shape_is_named(bad_call):
    given_shapes = [
        str(value.shape)
        for value in (*bad_call.args, *bad_call.keywords.values())
        if isinstance(value, np.ndarray)
    ]
    with pytest.raises(ValueError) as caught:
        bad_call()
    assert any(shape in str(caught.value) for shape in given_shapes)
    assert_unchanged()


@pytest.mark.parametrize("name", NETS)
def test_backward_before_forward(name):
    net = networks()[name]
    with pytest.raises(RuntimeError, match=r"net\.forward\(X\)"):
        net.backward(DATA[name][1])
    assert np.array_equal(net.parameters, START[name])


@pytest.mark.parametrize("thing", [{}, {1, 2}], ids=str)
def test_a_dict_is_no_optimizer(thing):
    """It has an ``update``, but not that one."""
    with pytest.raises(TypeError, match="optimizer"):
        optimizers.get(thing)
    with pytest.raises(TypeError, match="optimizer"):
        fit(NETS["classifier"], *DATA["classifier"], optimizer=thing)
    assert_unchanged()


X, Y = DATA["classifier"]
NET = NETS["classifier"]
SLIPS = {
    "stack as a number": partial(Network, [4, 2], stack=5),
    "stack of None": partial(Network, [4, 2], stack=None),
    "dtype as an array": partial(Network, [4, 2], dtype=np.zeros(2)),
    "sizes of text": partial(Network, ["4", "2"]),
    "rows of different lengths": partial(NET.forward, [[1.0], [1.0, 2.0]]),
    "labels of different lengths": partial(NET.cost, X, [[1, 0], [1], [0, 1]]),
    "record of None": partial(fit, NET, X, Y, record=None),
    "record of a number": partial(fit, NET, X, Y, record=3),
    "clip_norm as text": partial(fit, NET, X, Y, clip_norm="1"),
    "clip_norm for each layer": partial(fit, NET, X, Y, clip_norm=[1.0, 2.0]),
    "validation X alone": partial(fit, NET, X, Y, validation_data=X),
    "validation data without Y": partial(fit, NET, X, Y, validation_data=(X,)),
    "validation_data as a number": partial(fit, NET, X, Y, validation_data=5),
    "beta as text": partial(optimizers.Momentum, beta="0.9"),
    "beta1 of None": partial(optimizers.Adam, beta1=None),
    "epsilon as text": partial(optimizers.Adam, epsilon="1e-8"),
    "gain as text": partial(initializers.get, "he_normal", gain="2"),
    "gain of an object": partial(initializers.get, "he_normal", gain={}),
    "samples as text": partial(gradcheck, NET, X, Y, samples="many"),
    "seed of gradcheck": partial(gradcheck, NET, X, Y, seed="a"),
    "slope as text": partial(activations.get, "leaky_relu", negative_slope="0.1"),
}
RAW = (
    "not iterable|after \\*|truth value|not supported between|inhomogeneous|"
    "could not convert|positional argument|must be a string|unhashable|unpack|"
    "ufunc|SeedSequence expects|non-negative"
)


@pytest.mark.parametrize("slip", SLIPS)
def test_messages_are_written_for_the_reader(slip):
    """Not what Python or NumPy happen to say some lines later."""
    with pytest.raises((ValueError, TypeError)) as caught:
        SLIPS[slip]()
    assert not re.search(RAW, str(caught.value))
    assert_unchanged()


# every array that is given: no NaN, no infinity, no mask, nothing beyond its dtype


def spots():
    """Where an array of floats is given: a call that takes it, and a good one.

    Its name is what the message calls it.
    """
    X, Y = DATA["classifier"]
    rates = np.full((2, 3), 0.1)
    W, b = np.full((4, 2), 0.5), np.zeros(2)

    def new(**arguments):
        return Network([4, 5, 2], **arguments)

    def backward(Y, **arguments):
        net = new(**arguments)
        net.forward(X)
        net.backward(Y)

    return {
        "forward, X": (lambda X, **a: new(**a).forward(X), X),
        "backward, Y": (backward, Y),
        "cost, X": (lambda X, **a: new(**a).cost(X, Y), X),
        "cost, Y": (lambda Y, **a: new(**a).cost(X, Y), Y),
        "fit, X": (lambda X, **a: fit(new(**a), X, Y), X),
        "fit, Y": (lambda Y, **a: fit(new(**a), X, Y), Y),
        "validation, X": (
            lambda x, **a: fit(new(**a), X, Y, validation_data=(x, Y)),
            X,
        ),
        "validation, Y": (
            lambda y, **a: fit(new(**a), X, Y, validation_data=(X, y)),
            Y,
        ),
        "fit, learning_rate": (
            lambda η, **a: fit(new(stack=(2, 3), **a), X, Y, learning_rate=η),
            rates,
        ),
        "step, learning_rate": (
            lambda η, **a: new(stack=(2, 3), **a).step(X, Y, η),
            rates,
        ),
        "gradcheck, X": (lambda X, **a: gradcheck(new(**a), X, Y), X),
        "gradcheck, Y": (lambda Y, **a: gradcheck(new(**a), X, Y), Y),
        "pretrain, X": (lambda X, **a: pretrain(new(**a), X), X),
        "network, init[0]": (lambda W, **a: Network([4, 2], init=[W], **a), W),
        "network, bias[0]": (lambda b, **a: Network([4, 2], bias=[b], **a), b),
        "stack, init[0]": (
            lambda W, **a: Network([4, 2], init=[W], stack=(3,), **a),
            np.stack([W] * 3),
        ),
    }


def spots_of_losses():
    a, y = np.full((N, 2), 0.5), np.full((N, 2), 0.5)
    found = {}
    for name in losses.NAMES:
        if name.startswith("sparse"):
            continue
        loss = losses.get(name)
        for function, what in (
            (loss, "a"),
            (loss.gradient, "a"),
            (loss.from_logits, "z"),
            (loss.delta, "z"),
        ):
            key = f"{name}.{getattr(function, '__name__', 'call')}"
            found[f"{key}, {what}"] = (lambda x, f=function: f(x, y), a)
            found[f"{key}, y"] = (lambda x, f=function: f(a, x), y)
    return found


SPOTS = spots()
NO_CAST = {  # gradcheck works in float64; targets of a classifier lie in [0, 1]
    "gradcheck, X",
    *(spot for spot in SPOTS if spot.endswith(", Y")),
}
EVERY_SPOT = SPOTS | spots_of_losses()


def spoiled(array, value):
    array = array.copy()
    array.flat[-1] = value
    return array, str([n - 1 for n in array.shape])


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
@pytest.mark.parametrize("spot", EVERY_SPOT)
def test_what_is_no_number_is_named_with_its_place(spot, value):
    function, good = EVERY_SPOT[spot]
    bad, place = spoiled(good, value)
    what = spot.split(", ")[1] + place
    fault = "NaN" if math.isnan(value) else f"infinite: {value}"
    with pytest.raises(ValueError, match=re.escape(f"{what} is {fault} (the first of")):
        function(bad)


@pytest.mark.parametrize("value", [1e39, -1e300])
@pytest.mark.parametrize("spot", [key for key in SPOTS if key not in NO_CAST])
def test_what_overflows_in_float32_is_named_with_its_place(spot, value):
    function, good = SPOTS[spot]
    function(good.astype(np.float32), dtype="float32")
    value = abs(value) if "rate" in spot else value  # the sign would be refused first
    bad, place = spoiled(good, value)
    message = re.escape(f"{spot.split(', ')[1]}{place} is too large for float32")
    with pytest.raises(ValueError, match=message):
        function(bad, dtype="float32")


def test_targets_that_overflow_in_float32():
    net = Network([1, 2], output="identity", loss="quadratic", dtype="float32")
    X, (Y, place) = np.zeros((N, 1)), spoiled(np.zeros((N, 2)), 1e39)
    net.forward(X)
    good = np.zeros((N, 2))
    for bad in (
        partial(net.backward, Y),
        partial(net.cost, X, Y),
        partial(fit, net, X, Y),
        partial(fit, net, X, good, validation_data=(X, Y)),
    ):
        with pytest.raises(ValueError, match=re.escape(f"Y{place} is too large for")):
            bad()


OUT_OF_RANGE = {
    "binary": ([[0.0], [1.0], [1.5]], "got 1.5 at Y[2, 0]"),
    "classifier": ([[0, 1], [-0.5, 1.5], [1, 0]], "got -0.5 at Y[1, 0]"),
    "sparse": ([0, 1, 2], "got 2 at Y[2]"),
    "stack": (np.full((2, 3, N, 2), 0.6), "Y[0, 0, 0] sums to 1.2"),
}


@pytest.mark.parametrize("name", OUT_OF_RANGE)
def test_targets_out_of_range_are_named_with_their_place(name):
    net, (X, _) = NETS[name], DATA[name]
    Y, message = OUT_OF_RANGE[name]
    net.forward(X)
    for bad in (
        partial(net.backward, Y),
        partial(net.cost, X, Y),
        partial(fit, net, X, Y),
        partial(gradcheck, net, X, Y),
    ):
        with pytest.raises(ValueError, match=re.escape(message)):
            bad()
    with pytest.raises(
        ValueError, match=r"negative, got -0.5 at learning_rate\[0, 1\]"
    ):
        NETS["stack"].step(*DATA["stack"], np.full((2, 3), 0.1) - [0, 0.6, 0])
    assert_unchanged()


def test_starts_that_overflow_in_float32():
    for bad in (
        partial(Network, [4, 2], init=initializers.get("he_normal", gain=1e60)),
        partial(Network, [4, 2], bias=1e39),
        partial(Network, [4, 3, 2], activations.get("prelu", alpha=-1e39)),
    ):
        with pytest.raises(ValueError, match="too large for float32"):
            bad(dtype="float32")
        bad()


MASKED = {
    "a masked array": lambda x: np.ma.array(x, mask=np.arange(x.size).reshape(x.shape)),
    "one without a masked value": np.ma.array,
    "masked rows in a list": lambda x: [np.ma.array(row, mask=True) for row in x],
}


@pytest.mark.parametrize("masked", MASKED)
@pytest.mark.parametrize("spot", [*EVERY_SPOT, "step, X", "step, Y", "sparse, y"])
def test_a_mask_is_never_dropped(spot, masked):
    X, Y = DATA["classifier"]
    net = networks()["classifier"]
    more = {
        "step, X": (lambda X: net.step(X, Y, 0.5), X),
        "step, Y": (lambda Y: net.step(X, Y, 0.5), Y),
        "sparse, y": (lambda y: losses.one_hot(y, 3), np.array([0, 1, 2])),
    }
    function, good = (EVERY_SPOT | more)[spot]
    what = spot.split(", ")[1]
    with pytest.raises(TypeError, match=rf"{re.escape(what)} is a masked array"):
        function(MASKED[masked](good))
    assert np.array_equal(net.parameters, START["classifier"])


def test_an_empty_mask_or_a_list_of_numbers_is_another_matter():
    assert np.isfinite(NETS["classifier"].forward([[1, 2, 3, 4], (1, 2, 3, 4)])).all()


# a program that has asked NumPy to raise


def quiet_calls():
    """Calls that overflow, underflow or divide on their way to a right answer."""
    rng = np.random.default_rng(0)
    X = rng.normal(size=(20, 4)) * [1e-300, 1.0, 1e3, 1e100]
    Y = np.eye(2)[rng.integers(2, size=20)]
    tiny = {"init": "normal", "bias": "normal"}

    def passes(kind, hidden):
        net = kind([4, 6, 6, 2], hidden, **tiny)
        a = net.forward(X)
        net.backward(Y)
        net.step(X, Y, 1e-200)
        return a, net.gradient, net.cost(X, Y)

    def training(**arguments):
        net = Network([4, 6, 2], stack=(2,), **tiny)
        rates = [1e-3, 1e300]
        history = fit(net, X, Y, epochs=2, learning_rate=rates, **arguments)
        return *history.values(), history.diverged

    for kind in (Network, ResidualNetwork, NormalizedNetwork):
        for hidden in activations.NAMES:
            if hidden != "softmax":
                yield f"{kind.__name__}, {hidden}", partial(passes, kind, hidden)
    for optimizer in optimizers.NAMES:
        yield optimizer, partial(training, optimizer=optimizer, clip_norm=1e-200)
    yield "record", partial(training, record=RECORDS, validation_data=(X, Y))
    yield "gradcheck", lambda: gradcheck(Network([4, 6, 2]), X, Y).errors[1:]
    z = rng.normal(size=(20, 2)) * [1e-200, 1e200]
    p = np.array([[1e-300, 1.0], [0.0, 1.0]])
    for name in losses.NAMES:
        loss, y = losses.get(name), Y
        target = np.array([[1e-310, 1.0], [1.0, 0.0]])
        if name.startswith("sparse"):
            y, target = Y.argmax(axis=-1), np.array([0, 1])
        for output in ("sigmoid", "softmax"):
            yield (
                f"{name}, {output}",
                lambda loss=loss, y=y, output=output: (
                    loss.from_logits(z, y, output),
                    loss.delta(z, y, output),
                ),
            )
        yield (
            f"{name}, outputs",
            lambda loss=loss, y=target: (loss(p, y), loss.gradient(p, y)),
        )
    for name in ("xor", "moons", "circles", "spirals"):
        yield name, partial(getattr(data, name), 12, noise=1e-310)
    yield "curve", partial(data.curve, "chirp", noise=1e-310)
    yield "digits", data.digits


RECORDS = (
    "accuracy",
    "gradient_norms",
    "update_ratios",
    "saturated_shares",
    "dead_shares",
    "histograms",
)
QUIET_CALLS = dict(quiet_calls())


@pytest.mark.parametrize("name", QUIET_CALLS)
def test_numpy_that_raises_changes_nothing(name):
    expected = QUIET_CALLS[name]()
    with np.errstate(all="raise"):
        found = QUIET_CALLS[name]()
    for one, other in zip(expected, found, strict=True):
        assert np.array_equal(one, other, equal_nan=True)
