"""The experiments of notebook 07, vanishing gradients, on the digits."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnlib import History, Network, data, fit, losses
from nnlib.initializers import get

from . import Result, conclusion

Array = NDArray[np.floating[Any]]

DRAWS = 10
LEFT = 0.5  # a network that has more than this share right has left the plateau


def rms(arrays: Any) -> Array:
    """The root of the mean square over examples and units: (layers, networks)."""
    return np.array([np.sqrt(np.mean(a**2, axis=(-2, -1))) for a in arrays])


def factor(sizes: Array) -> Array:
    """The factor per step, from the lowest to the highest of the sizes of layers."""
    return (sizes[0] / sizes[-1]) ** (1 / (len(sizes) - 1))


def passes(
    seed: int, activation: str, scale: float, layers: int = 20, sigma_b: float = 0.0
) -> Network:
    """Ten networks of ``layers`` × 100 units after one pass forward and one back.

    Weights are N(0, scale²/fan-in), biases N(0, sigma_b²), and 64 digits the batch.
    """
    net = Network(
        [64, *[100] * layers, 10],
        hidden=activation,
        init=get("lecun_normal", scale),
        bias=get("normal", sigma_b),
        stack=(DRAWS,),
        seed=seed,
    )
    digits = data.digits()
    net.forward(digits.X[:64])
    net.backward(losses.one_hot(digits.y[:64], 10))
    return net


def train(
    seed: int,
    layers: int,
    epochs: int,
    scale: float = 1.0,
    learning_rate: float = 3.0,
    activation: str = "sigmoid",
    examples: int = 1437,
    tested: bool = False,
    record: tuple[str, ...] = ("accuracy",),
    **how: Any,
) -> History:
    """Train ten networks with ``layers`` × 30 hidden units on the digits."""
    digits = data.digits()
    test = digits.X_test, losses.one_hot(digits.y_test, 10)
    net = Network(
        [64, *[30] * layers, 10],
        hidden=activation,
        init=get("glorot_normal", scale),
        stack=(DRAWS,),
        seed=seed,
        dtype="float32",
    )
    return fit(
        net,
        digits.X[:examples],
        losses.one_hot(digits.y[:examples], 10),
        epochs=epochs,
        learning_rate=learning_rate,
        validation_data=test if tested else None,
        record=record,
        seed=seed,
        **how,
    )


def left_at(accuracy: Array) -> Array:
    """The epoch in which each network leaves the plateau; ∞ where it does not."""
    out = accuracy > LEFT
    return np.where(out.any(axis=0), out.argmax(axis=0), np.inf)


@conclusion(
    "07.1",
    "With weights of variance 1/fan-in, the sigmoid leaves between 0.22 and 0.25 of "
    "the error at each step down, in each of ten networks.",
    number="median factor per step",
    unless={"scale": 2.0},
    claims=("V01", "V02"),
)
def a_quarter(seed: int, scale: float = 1.0) -> Result:
    found = factor(rms(passes(seed, "sigmoid", scale).delta[1:-1]))
    holds = (found.min() > 0.22) & (found.max() < 0.25)
    return Result(bool(holds), float(np.median(found)), found)


@conclusion(
    "07.2",
    "With weights four times as large, each of ten sigmoid networks keeps between 0.55 "
    "and 0.75 of the error at a step.",
    number="median factor per step",
    unless={"scale": 1.0},
    claims=("V02", "V03"),
)
def above_the_bound(seed: int, scale: float = 4.0) -> Result:
    found = factor(rms(passes(seed, "sigmoid", scale).delta[1:-1]))
    holds = (found.min() > 0.55) & (found.max() < 0.75)
    return Result(bool(holds), float(np.median(found)), found)


@conclusion(
    "07.3",
    "From layer 2 to layer 20 the activations of a sigmoid network change by less than "
    "a tenth, while δ differs by more than ten orders of magnitude.",
    number="orders of magnitude of δ, median",
    unless={"activation": "tanh"},
    claims=("V04",),
    trial=2,
)
def backward_not_forward(seed: int, activation: str = "sigmoid") -> Result:
    net = passes(seed, activation, 1.0)
    a, delta = rms(net.a[2:-1]), rms(net.delta[2:-1])
    orders = np.log10(delta[-1] / delta[0])
    level = np.abs(a[0] / a[-1] - 1) < 0.1
    return Result(bool((level & (orders > 10)).all()), float(np.median(orders)))


@conclusion(
    "07.4",
    "With tanh, scale 0.5 and biases of 0, δ in layer 2 is more than a hundred "
    "thousand times smaller than in layer 20, and ∂C/∂W of layer 2 is within a factor "
    "of 3 of that of layer 20.",
    number="∂C/∂W of layer 2 over that of layer 20, median",
    unless={"sigma_b": 0.05},
    claims=("V15",),
    trial=2,
)
def level_gradient(seed: int, sigma_b: float = 0.0) -> Result:
    net = passes(seed, "tanh", 0.5, sigma_b=sigma_b)
    delta, dW = rms(net.delta[2:-1]), rms(net.dW[2:-1])
    shrunk, ratio = delta[-1] / delta[0], dW[0] / dW[-1]
    level = (ratio > 1 / 3) & (ratio < 3)
    return Result(bool(((shrunk > 1e5) & level).all()), float(np.median(ratio)))


@conclusion(
    "07.5",
    "With biases of standard deviation 0.05, ∂C/∂W falls as δ does: in layer 2 it is "
    "more than a thousand times smaller than in layer 20.",
    number="∂C/∂W of layer 2 over that of layer 20, median",
    unless={"sigma_b": 0.0},
    claims=("V15",),
    rtol=0.05,
)
def level_no_more(seed: int, sigma_b: float = 0.05) -> Result:
    dW = rms(passes(seed, "tanh", 0.5, sigma_b=sigma_b).dW[2:-1])
    ratio = dW[0] / dW[-1]
    return Result(bool((ratio < 1e-3).all()), float(np.median(ratio)))


@conclusion(
    "07.6",
    "With three hidden layers, every one of ten networks has left the plateau by epoch "
    "12.",
    number="last epoch in which one leaves it",
    unless={"layers": 4},
    claims=("T08",),
    rtol=0.3,
)
def three_layers_wait(
    seed: int, layers: int = 3, epochs: int = 12, **how: Any
) -> Result:
    run = train(seed, layers, epochs, **how)
    left = left_at(run.accuracy)
    return Result(bool((left <= 12).all()), float(left.max()), run)


@conclusion(
    "07.7",
    "With four, at least nine of ten networks still stand on it in epoch 9, and at "
    "least half of them have left it by epoch 34.",
    number="of ten, by epoch 34",
    unless={"layers": 3},
    claims=("T08", "V17"),
    trial=4,
    rtol=0.3,
)
def four_layers_wait_longer(
    seed: int, layers: int = 4, epochs: int = 34, **how: Any
) -> Result:
    run = train(seed, layers, epochs, **how)
    left = left_at(run.accuracy)
    by_9, by_34 = (left <= 9).sum(), (left <= 34).sum()
    return Result(bool(by_9 <= 1 and by_34 >= 5), float(by_34), run)


@conclusion(
    "07.8",
    "With five, none of ten has left it by epoch 20.",
    number="of ten, by epoch 20",
    unless={"layers": 4, "scale": 2.0},
    claims=("T08",),
    rtol=0.3,
)
def five_layers_wait_longest(
    seed: int, layers: int = 5, epochs: int = 20, **how: Any
) -> Result:
    run = train(seed, layers, epochs, **how)
    left = (left_at(run.accuracy) <= 20).sum()
    return Result(bool(left == 0), float(left), run)


@conclusion(
    "07.9",
    "With weights twice as large, at least eight of ten networks of four layers have "
    "left the plateau by epoch 12.",
    number="networks of ten that left it by epoch 12",
    unless={"scale": 1.0},
    claims=("T08",),
    rtol=0.3,
)
def larger_weights_wait_less(
    seed: int, scale: float = 2.0, epochs: int = 12, **how: Any
) -> Result:
    run = train(seed, 4, epochs, scale, **how)
    left = (left_at(run.accuracy) <= 12).sum()
    return Result(bool(left >= 8), float(left), run)


@conclusion(
    "07.10",
    "While a network of four layers stands on its plateau, the shares of training and "
    "of test digits that it gets right differ by less than 0.1 in the median.",
    number="largest difference of the shares in ten epochs, median network",
    unless={"layers": 1, "epochs": 60, "examples": 60},
    claims=("T09",),
    trial=2,
    rtol=0.3,
)
def no_gap_on_the_plateau(
    seed: int, layers: int = 4, epochs: int = 10, examples: int = 1437
) -> Result:
    run = train(seed, layers, epochs, examples=examples, tested=True)
    gap = np.abs(np.median(run.accuracy - run.validation_accuracy, axis=1))
    return Result(bool(gap.max() < 0.1), float(gap.max()), run)


@conclusion(
    "07.11",
    "Adam takes ten networks of four layers off the plateau within five epochs.",
    number="share right after five epochs, median",
    unless={"optimizer": "sgd", "learning_rate": 3.0},
    claims=("V17",),
    rtol=0.1,
)
def adam_waits_less(
    seed: int, optimizer: str = "adam", learning_rate: float = 0.01
) -> Result:
    record = ("accuracy", "update_ratios")
    run = train(
        seed, 4, 5, learning_rate=learning_rate, optimizer=optimizer, record=record
    )
    left = np.isfinite(left_at(run.accuracy))
    return Result(bool(left.all()), float(np.median(run.accuracy[-1])), run)


@conclusion(
    "07.12",
    "In the median of ten tanh networks of four layers, ‖∂C/∂W‖ of layer 1 is larger "
    "than that of the output layer, at the start as after 20 epochs.",
    number="layer 1 over the output layer at the end, median",
    unless={"activation": "sigmoid"},
    rtol=0.3,
)
def tanh_is_fast_below(seed: int, activation: str = "tanh") -> Result:
    record = ("accuracy", "gradient_norms")
    run = train(seed, 4, 20, activation=activation, learning_rate=0.1, record=record)
    ratio = np.median(run.gradient_norms[..., 0] / run.gradient_norms[..., -1], axis=1)
    return Result(bool(min(ratio[0], ratio[-1]) > 1), float(ratio[-1]), run)
