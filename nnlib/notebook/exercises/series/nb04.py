"""The exercises of notebook 04, backpropagation."""

import numpy as np

from nnlib.activations import relu, sigmoid, tanh

from ..exercise import exercise


@exercise(
    "04.1",
    "an error by hand",
    digits=3,
    hints=[
        "First the error of the output: (a − y) · σ′, with σ′ = a(1 − a).",
        "Then one step down: times the weight, times σ′ of the hidden unit.",
        "σ′ of the hidden unit is 0.3 · 0.7.",
    ],
    shows=(
        "δ of the output is −0.032, and a step down multiplies it by the weight and by "
        "the slope: −0.032 · 1.5 · 0.21."
    ),
)
def delta_2():
    delta = (0.8 - 1) * 0.8 * (1 - 0.8)
    return delta * 1.5 * 0.3 * (1 - 0.3)


delta_2.slip(-0.032, "That is the error of the output. One step down is asked for.")
delta_2.slip(-0.048, "σ′ of the hidden unit is missing.")
delta_2.slip(
    -0.063, "σ′ of the output is missing: that would be right for cross-entropy."
)
delta_2.slip(-0.00672, "The weight between the two units is missing.")
delta_2.slip(0.01008, "The sign: the output is below its target, so δ is negative.")
delta_2.slip(-0.0144, "σ′ is a(1 − a). Here the hidden unit has a alone.")
delta_2.slip(-0.3, "That is (a − y) times the weight. Two slopes are missing.")
delta_2.slip(-0.00302, "One factor too many: a of the hidden unit belongs to ∂C/∂w.")


@exercise(
    "04.2",
    "one step of BP2",
    cases=[
        (
            np.array([[0.5, -1.0]]),
            np.array([[1.0, 2.0], [0.5, -1.0], [0.0, 3.0]]),
            np.array([[0.3, -2.0, 1.0]]),
            sigmoid,
        ),
        (
            np.array([[0.1, 0.2], [-0.4, 0.3]]),
            np.array([[2.0, 1.0], [-1.0, 0.5]]),
            np.array([[1.0, -0.5], [0.2, 0.7]]),
            tanh,
        ),
        (
            np.array([[1.0], [-2.0]]),
            np.array([[3.0], [0.5]]),
            np.array([[-1.0, 2.0], [0.5, -0.3]]),
            relu,
        ),
    ],
    hints=[
        "Shapes: δ above is (n, n_out), W is (n_in, n_out), z is (n, n_in).",
        "`delta_above @ W.T` has the shape of z: each unit sums over its ways up.",
        "The last factor is `f.derivative(z)`, entry by entry with `*`.",
    ],
    shows=(
        "One product sums over all ways from a unit to the layer above, for all "
        "examples at once; the slope of the unit itself comes last."
    ),
)
def step_down(delta_above, W, z, f):
    return (delta_above @ W.T) * f.derivative(z)


@step_down.mistake("The slope is missing: ⊙ f′(z).")
def _(delta_above, W, z, f):
    return delta_above @ W.T


@step_down.mistake("f(z) is the activation. BP2 takes its slope.")
def _(delta_above, W, z, f):
    return (delta_above @ W.T) * f(z)


@step_down.mistake("The slope belongs to z. Here it is taken at a = f(z).")
def _(delta_above, W, z, f):
    return (delta_above @ W.T) * f.derivative(f(z))


@step_down.mistake("W leads upwards as it is. On the way down it is transposed.")
def _(delta_above, W, z, f):
    return (delta_above @ W) * f.derivative(z)


@step_down.mistake("⊙ is entry by entry: `*`, not `@`.")
def _(delta_above, W, z, f):
    return (delta_above @ W.T) @ f.derivative(z).T


@step_down.mistake("The sum of the two factors is taken. They are multiplied.")
def _(delta_above, W, z, f):
    return delta_above @ W.T + f.derivative(z)


@step_down.mistake("The mean over the examples is in δ already: no further 1/n.")
def _(delta_above, W, z, f):
    return (delta_above @ W.T) * f.derivative(z) / (2 * len(z))


@step_down.mistake("The sign is turned. Nothing in BP2 changes it.")
def _(delta_above, W, z, f):
    return -(delta_above @ W.T) * f.derivative(z)


@step_down.mistake(
    "The ways are summed over the examples too: one δ for each is asked."
)
def _(delta_above, W, z, f):
    return ((delta_above @ W.T) * f.derivative(z)).sum(axis=0)


@exercise(
    "04.3",
    "which equation is broken",
    hints=[
        "An error in BP1 enters every layer. One in BP2 spares the output layer.",
        "BP3 concerns the biases alone, BP4 the weights alone.",
        "Look at layer 3 first: is it right? Then at W and b apart.",
    ],
    shows=(
        "The layers and the parameters that are wrong name the equation: BP1 spoils "
        "all, BP2 what lies below the output, BP3 the biases, BP4 the weights."
    ),
)
def suspects():
    return ("BP1", "BP2", "BP3", "BP4", "BP2", "BP2")


for answer, hint in [
    (
        ("BP2", "BP1", "BP3", "BP4", "BP2", "BP2"),
        "A and B are exchanged: in which of the two is the output layer right?",
    ),
    (
        ("BP1", "BP2", "BP4", "BP3", "BP2", "BP2"),
        "C and D are exchanged: in C the biases are wrong, and what gives them?",
    ),
    (
        ("BP1", "BP1", "BP3", "BP4", "BP1", "BP1"),
        "An error in BP1 would spoil the output layer too. In B, E and F it is right.",
    ),
    (
        ("BP1", "BP1", "BP3", "BP4", "BP2", "BP2"),
        "An error in BP1 would spoil the output layer too. In B it is right.",
    ),
    (
        ("BP1", "BP2", "BP3", "BP4", "BP4", "BP4"),
        "In E and F weights and biases are wrong, below the output. What do both hang "
        "on?",
    ),
    (
        ("BP1", "BP2", "BP3", "BP4", "BP2", "BP4"),
        "In F biases are wrong too, and BP4 does not touch them.",
    ),
    (
        ("BP1", "BP2", "BP3", "BP4", "BP1", "BP2"),
        "In E the output layer is right, so BP1 is.",
    ),
    (
        ("BP4", "BP2", "BP3", "BP4", "BP2", "BP2"),
        "In A the biases are wrong too, in every layer.",
    ),
]:
    suspects.slip(answer, hint)


@exercise(
    "04.4",
    "a backward pass repaired",
    cases=[
        (
            np.array([[1.0, 0.5], [-1.0, 2.0], [0.3, -0.7]]),
            np.array([[1.0], [0.0], [1.0]]),
            np.array([[0.5, -0.4, 0.2], [0.3, 0.8, -1.0]]),
            np.array([[0.7], [-0.6], [0.4]]),
        ),
        (
            np.array([[0.2, -1.0]]),
            np.array([[0.0]]),
            np.array([[1.0, 0.3], [-0.5, 2.0]]),
            np.array([[1.5], [-1.0]]),
        ),
    ],
    hints=[
        "Three lines are wrong. Take the equations one by one: BP1 for the output.",
        "BP1 of the quadratic cost: (a − y) · a(1 − a), and C is a mean: divided by n.",
        "BP4: ∂C/∂W = (activation of the layer below)ᵀ δ. Below layer 1 is X.",
    ],
    shows="Both gradients agree with the finite differences on every case.",
)
def gradients(X, Y, W1, W2):
    a1 = 1 / (1 + np.exp(-(X @ W1)))
    a2 = 1 / (1 + np.exp(-(a1 @ W2)))
    delta2 = (a2 - Y) * a2 * (1 - a2) / len(X)
    delta1 = (delta2 @ W2.T) * a1 * (1 - a1)
    return X.T @ delta1, a1.T @ delta2


def _activations(X, W1, W2):
    a1 = 1 / (1 + np.exp(-(X @ W1)))
    return a1, 1 / (1 + np.exp(-(a1 @ W2)))


@gradients.mistake("BP1: the slope of the output is missing.")
def _(X, Y, W1, W2):
    a1, a2 = _activations(X, W1, W2)
    delta2 = (a2 - Y) / len(X)
    delta1 = (delta2 @ W2.T) * a1 * (1 - a1)
    return X.T @ delta1, a1.T @ delta2


@gradients.mistake("BP1: C is a mean over the examples, and 1/n is missing.")
def _(X, Y, W1, W2):
    a1, a2 = _activations(X, W1, W2)
    delta2 = (a2 - Y) * a2 * (1 - a2)
    delta1 = (delta2 @ W2.T) * a1 * (1 - a1)
    return X.T @ delta1, a1.T @ delta2


@gradients.mistake("BP1: both the slope of the output and 1/n are missing.")
def _(X, Y, W1, W2):
    a1, a2 = _activations(X, W1, W2)
    delta2 = a2 - Y
    delta1 = (delta2 @ W2.T) * a1 * (1 - a1)
    return X.T @ delta1, a1.T @ delta2


@gradients.mistake("BP2: the slope of the hidden layer is missing.")
def _(X, Y, W1, W2):
    a1, a2 = _activations(X, W1, W2)
    delta2 = (a2 - Y) * a2 * (1 - a2) / len(X)
    return X.T @ (delta2 @ W2.T), a1.T @ delta2


@gradients.mistake(
    "BP2: the slope is that of the output. The hidden units have theirs."
)
def _(X, Y, W1, W2):
    a1, a2 = _activations(X, W1, W2)
    delta2 = (a2 - Y) * a2 * (1 - a2) / len(X)
    delta1 = (delta2 @ W2.T) * a2 * (1 - a2)
    return X.T @ delta1, a1.T @ delta2


@gradients.mistake("The two gradients are in the wrong order: W1 first.")
def _(X, Y, W1, W2):
    a1, a2 = _activations(X, W1, W2)
    delta2 = (a2 - Y) * a2 * (1 - a2) / len(X)
    delta1 = (delta2 @ W2.T) * a1 * (1 - a1)
    return a1.T @ delta2, X.T @ delta1


@gradients.mistake("The sign of BP1 is turned: the cost falls against the gradient.")
def _(X, Y, W1, W2):
    a1, a2 = _activations(X, W1, W2)
    delta2 = (Y - a2) * a2 * (1 - a2) / len(X)
    delta1 = (delta2 @ W2.T) * a1 * (1 - a1)
    return X.T @ delta1, a1.T @ delta2


@exercise(
    "04.5",
    "the slope of a new activation",
    cases=[0.0, 1.0, -2.0, np.array([-0.5, 0.3, 4.0])],
    hints=[
        "The derivative of z is 1. For sin² z use the chain rule.",
        "The derivative of sin² z is 2 sin z cos z.",
    ],
    shows=(
        "1 + 2 sin z cos z, which is 1 + sin 2z: never negative, and 0 at some z. "
        "Backpropagation needs nothing else of an activation."
    ),
)
def snake_slope(z):
    return 1 + np.sin(2 * z)


@snake_slope.mistake("This is the function itself.")
def _(z):
    return z + np.sin(z) ** 2


@snake_slope.mistake("The derivative of sin² z is 2 sin z cos z: the cos is missing.")
def _(z):
    return 1 + 2 * np.sin(z)


@snake_slope.mistake("The derivative of z is missing.")
def _(z):
    return np.sin(2 * z)


@snake_slope.mistake("The 2 of the square is missing.")
def _(z):
    return 1 + np.sin(z) * np.cos(z)


@snake_slope.mistake("The sin of the outer derivative is missing: 2 sin z cos z.")
def _(z):
    return 1 + 2 * np.cos(z)


@snake_slope.mistake("The sign: the derivative of sin is cos, without a minus.")
def _(z):
    return 1 - np.sin(2 * z)


@snake_slope.mistake("The square stays: (cos z)² is not the derivative of (sin z)².")
def _(z):
    return 1 + np.cos(z) ** 2
