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
def delta_hidden():
    delta = (0.8 - 1) * 0.8 * (1 - 0.8)
    return delta * 1.5 * 0.3 * (1 - 0.3)


delta_hidden.slip(
    -0.032, "That is the error of the output. One step down is asked for."
)
delta_hidden.slip(-0.048, "σ′ of the hidden unit is missing.")
delta_hidden.slip(
    -0.063, "σ′ of the output is missing: that would be right for cross-entropy."
)
delta_hidden.slip(-0.00672, "The weight between the two units is missing.")
delta_hidden.slip(
    0.01008, "The sign: the output is below its target, so δ is negative."
)
delta_hidden.slip(-0.0144, "σ′ is a(1 − a). Here the hidden unit has a alone.")
delta_hidden.slip(-0.3, "That is (a − y) times the weight. Two slopes are missing.")
delta_hidden.slip(
    -0.00302, "One factor too many: a of the hidden unit belongs to ∂C/∂w."
)
delta_hidden.slip(-0.0096, "That is ∂C/∂w of the weight between the two units.")
delta_hidden.slip(
    -0.02016, "Twice too large: the ½ of the quadratic cost cancels the 2."
)
delta_hidden.slip(-0.0983, "1 − a² is the slope of tanh. The units are sigmoids.")
delta_hidden.slip(
    -0.0117,
    "σ′ of the hidden unit is taken at 0.3, but 0.3 is its a and not its z.",
)
delta_hidden.slip(
    -0.0157, "Here σ′ is taken at 0.8 and at 0.3. These are a, and σ′ is a(1 − a)."
)
delta_hidden.slip(
    -0.00448, "On the way down too the weight multiplies; it divides nothing."
)
delta_hidden.slip(
    -0.0504, "σ′ of the output is a(1 − a) = 0.16. Here the output has a alone."
)
delta_hidden.slip(
    -0.0126, "σ′ of the output is a(1 − a) = 0.16. Here the output has 1 − a alone."
)
delta_hidden.slip(
    -0.0336, "The output has a in place of σ′, and the weight is missing."
)
delta_hidden.slip(
    -0.00504, "Half too small: the slope of ½(a − y)² is a − y, the ½ is gone."
)
delta_hidden.slip(-0.00212, "The slope of the hidden unit comes in twice.")
delta_hidden.slip(-0.2, "That is a − y. Two slopes and a weight are missing.")
delta_hidden.slip(0.032, "That is the error of the output, with its sign turned.")


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
    return (delta_above @ W.T) * f.derivative(z) / len(z)


@step_down.mistake("a(1 − a) is right for the sigmoid. f can be any activation.")
def _(delta_above, W, z, f):
    return (delta_above @ W.T) * f(z) * (1 - f(z))


@step_down.mistake("This is W δ, a column for each example. Rows are examples here.")
def _(delta_above, W, z, f):
    return (W @ delta_above.T) * f.derivative(z).T


@step_down.mistake("Before ⊙, W δ has to be turned: rows are examples, as in z.")
def _(delta_above, W, z, f):
    return (W @ delta_above.T) * f.derivative(z)


@step_down.mistake("The slope is that of the units below, at z. δ is no place for it.")
def _(delta_above, W, z, f):
    return f.derivative(delta_above @ W.T)


@step_down.mistake("`*` pairs entries. The sum over the units above needs `@`.")
def _(delta_above, W, z, f):
    return delta_above * W.T * f.derivative(z)


@step_down.mistake("z itself is the factor here. BP2 takes the slope of f at z.")
def _(delta_above, W, z, f):
    return (delta_above @ W.T) * z


@step_down.mistake("The sign is turned. Nothing in BP2 changes it.")
def _(delta_above, W, z, f):
    return -(delta_above @ W.T) * f.derivative(z)


@step_down.mistake(
    "The ways are summed over the examples too: one δ for each is asked."
)
def _(delta_above, W, z, f):
    return ((delta_above @ W.T) * f.derivative(z)).sum(axis=0)


@step_down.mistake("⊙ f′(z) is entry by entry: `*`, not `@`. The shapes are alike.")
def _(delta_above, W, z, f):
    return delta_above @ W.T @ f.derivative(z)


@step_down.mistake(
    "That is the product of BP4: a gradient of weights. BP2 is asked for."
)
def _(delta_above, W, z, f):
    return f(z).T @ delta_above


@step_down.mistake(
    "z below and δ above do not meet in BP2: W leads from one to the other."
)
def _(delta_above, W, z, f):
    return z.T @ delta_above


@step_down.mistake("A mean over the examples: one δ for each of them is asked for.")
def _(delta_above, W, z, f):
    return ((delta_above @ W.T) * f.derivative(z)).mean(axis=0)


@step_down.mistake("The weights are missing: δ comes down over them, `@ W.T`.")
def _(delta_above, W, z, f):
    return f.derivative(z) * delta_above


@step_down.mistake(
    "The slope is that of the units below: it multiplies after the product with W.T."
)
def _(delta_above, W, z, f):
    return (delta_above * f.derivative(z)) @ W.T


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


RIGHT = dict(zip("ABCDEF", suspects.answer, strict=True))
SPOILS = {
    "BP1": "everything, the output layer too",
    "BP2": "weights and biases alike, and only below the output layer",
    "BP3": "biases alone",
    "BP4": "weights alone",
}
for bug in RIGHT:
    for equation, spoiled in SPOILS.items():
        if equation != RIGHT[bug]:
            suspects.slip(
                tuple((RIGHT | {bug: equation}).values()),
                f"Look at {bug} again: an error in {equation} spoils {spoiled}.",
            )

for digits, hint in {
    "213422": "A and B are exchanged: in which of the two is the output layer right?",
    "124322": "C and D are exchanged: in C the biases are wrong, and what gives them?",
    "113411": "In B, E and F the output layer is right; BP1 would spoil it.",
    "123411": "In E and F the output layer is right; BP1 would spoil it.",
    "113412": "In B and E the output layer is right; BP1 would spoil it.",
    "123434": "In E and F weights and biases are wrong. BP3 and BP4 spoil one kind.",
    "423122": "A and D are exchanged: in D biases are right; BP1 would spoil them.",
    "111111": "An error in BP1 enters every layer. In which reports is layer 3 right?",
    "222222": "An error in BP2 spares the output layer. Where is layer 3 wrong?",
    "123444": "In E and F both kinds are wrong, below the output. What do both use?",
    "123433": "In E and F the weights are wrong too, and BP3 does not touch them.",
}.items():
    suspects.slip(tuple(f"BP{digit}" for digit in digits), hint)

suspects.slip(
    tuple(name.lower() for name in RIGHT.values()),
    "The right ones, but the names are written with capitals.",
)
suspects.slip(
    tuple(int(name[-1]) for name in RIGHT.values()),
    "The right ones, but names are asked for, as in `BP1`.",
)


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
        (
            np.array([[0.5, -0.5], [1.0, 0.4]]),
            np.array([[1.0, 0.0], [0.0, 1.0]]),
            np.array([[0.3, -0.8], [0.6, 0.5]]),
            np.array([[0.9, -0.2], [-0.7, 0.4]]),
        ),
    ],
    hints=[
        "Two mistakes are in the line of BP1 and one in that of BP2.",
        "BP1 of the quadratic cost: (a − y) · a(1 − a), and C is a mean: divided by n.",
        "BP4: ∂C/∂W = (activation of the layer below)ᵀ δ. Below layer 1 is X.",
    ],
    shows=(
        "Both gradients are right: δ of the output has its slope and its 1/n back, "
        "and δ of the hidden layer the slope of its own units."
    ),
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


@gradients.mistake("This is the pass as it is printed. Start with BP1.")
def _(X, Y, W1, W2):
    a1, a2 = _activations(X, W1, W2)
    delta2 = a2 - Y
    delta1 = (delta2 @ W2.T) * a2 * (1 - a2)
    return X.T @ delta1, a1.T @ delta2


@gradients.mistake("One of three is mended: the slope in BP1. What is C a mean of?")
def _(X, Y, W1, W2):
    a1, a2 = _activations(X, W1, W2)
    delta2 = (a2 - Y) * a2 * (1 - a2)
    delta1 = (delta2 @ W2.T) * a2 * (1 - a2)
    return X.T @ delta1, a1.T @ delta2


@gradients.mistake("One of three is mended: 1/n. Which slope belongs to BP1?")
def _(X, Y, W1, W2):
    a1, a2 = _activations(X, W1, W2)
    delta2 = (a2 - Y) / len(X)
    delta1 = (delta2 @ W2.T) * a2 * (1 - a2)
    return X.T @ delta1, a1.T @ delta2


@gradients.mistake("The mean is taken twice: δ contains 1/n, and BP4 adds nothing.")
def _(X, Y, W1, W2):
    a1, a2 = _activations(X, W1, W2)
    delta2 = (a2 - Y) * a2 * (1 - a2) / len(X)
    delta1 = (delta2 @ W2.T) * a1 * (1 - a1)
    return X.T @ delta1 / len(X), a1.T @ delta2 / len(X)


@gradients.mistake("The mean is over the examples alone, not over the outputs.")
def _(X, Y, W1, W2):
    a1, a2 = _activations(X, W1, W2)
    delta2 = (a2 - Y) * a2 * (1 - a2) / a2.size
    delta1 = (delta2 @ W2.T) * a1 * (1 - a1)
    return X.T @ delta1, a1.T @ delta2


@gradients.mistake("The quadratic cost has a ½, which cancels the 2.")
def _(X, Y, W1, W2):
    a1, a2 = _activations(X, W1, W2)
    delta2 = 2 * (a2 - Y) * a2 * (1 - a2) / len(X)
    delta1 = (delta2 @ W2.T) * a1 * (1 - a1)
    return X.T @ delta1, a1.T @ delta2


@gradients.mistake("These are the two δ. BP4 makes the gradients of them.")
def _(X, Y, W1, W2):
    a1, a2 = _activations(X, W1, W2)
    delta2 = (a2 - Y) * a2 * (1 - a2) / len(X)
    return (delta2 @ W2.T) * a1 * (1 - a1), delta2


@gradients.mistake("Below layer 1 is X. Here it is the layer's own activation.")
def _(X, Y, W1, W2):
    a1, a2 = _activations(X, W1, W2)
    delta2 = (a2 - Y) * a2 * (1 - a2) / len(X)
    delta1 = (delta2 @ W2.T) * a1 * (1 - a1)
    return a1.T @ delta1, a1.T @ delta2


@gradients.mistake("BP4 of layer 2: below it is the hidden layer, a1, and not a2.")
def _(X, Y, W1, W2):
    a1, a2 = _activations(X, W1, W2)
    delta2 = (a2 - Y) * a2 * (1 - a2) / len(X)
    delta1 = (delta2 @ W2.T) * a1 * (1 - a1)
    return X.T @ delta1, a2.T @ delta2


@gradients.mistake("1 − a² is the slope of tanh. Both layers are sigmoids.")
def _(X, Y, W1, W2):
    a1, a2 = _activations(X, W1, W2)
    delta2 = (a2 - Y) * (1 - a2**2) / len(X)
    delta1 = (delta2 @ W2.T) * (1 - a1**2)
    return X.T @ delta1, a1.T @ delta2


@gradients.mistake(
    "1/n comes in once, in δ of the output. δ below takes it from there."
)
def _(X, Y, W1, W2):
    a1, a2 = _activations(X, W1, W2)
    delta2 = (a2 - Y) * a2 * (1 - a2) / len(X)
    delta1 = (delta2 @ W2.T) * a1 * (1 - a1) / len(X)
    return X.T @ delta1, a1.T @ delta2


@gradients.mistake(
    "1/n is in one of the two gradients. It belongs into δ of the output."
)
def _(X, Y, W1, W2):
    a1, a2 = _activations(X, W1, W2)
    delta2 = (a2 - Y) * a2 * (1 - a2)
    delta1 = (delta2 @ W2.T) * a1 * (1 - a1)
    return X.T @ delta1 / len(X), a1.T @ delta2


@gradients.mistake("Its slope is a(1 − a). Here the output has a alone.")
def _(X, Y, W1, W2):
    a1, a2 = _activations(X, W1, W2)
    delta2 = (a2 - Y) * a2 / len(X)
    delta1 = (delta2 @ W2.T) * a1 * (1 - a1)
    return X.T @ delta1, a1.T @ delta2


@gradients.mistake("Two gradients are asked for: return them both, W1's first.")
def _(X, Y, W1, W2):
    a1, a2 = _activations(X, W1, W2)
    delta2 = (a2 - Y) * a2 * (1 - a2) / len(X)
    return X.T @ ((delta2 @ W2.T) * a1 * (1 - a1))


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


@snake_slope.mistake("sin² z is (sin z)², not sin(z²).")
def _(z):
    return 1 + 2 * z * np.cos(z**2)


@snake_slope.mistake("The derivative of z is 1, and not z.")
def _(z):
    return z + np.sin(2 * z)


@snake_slope.mistake("sin² z is still there as it was. It has a derivative too.")
def _(z):
    return 1 + np.sin(z) ** 2


@snake_slope.mistake("2 sin z cos z is sin 2z, not cos 2z.")
def _(z):
    return 1 + np.cos(2 * z)


@snake_slope.mistake("That is the derivative of z alone.")
def _(z):
    return 1 + 0 * z


@snake_slope.mistake("The outer derivative of sin² is 2 sin z, without the square.")
def _(z):
    return 1 + 2 * np.sin(z) ** 2 * np.cos(z)


@snake_slope.mistake(
    "The inner derivative, cos z, is missing, and the square goes: 2 sin z cos z."
)
def _(z):
    return 1 + 2 * np.sin(z) ** 2


@snake_slope.mistake(
    "The square falls to the power one, and sin z stays: 2 sin z cos z."
)
def _(z):
    return 1 + 2 * np.cos(z) ** 2


@snake_slope.mistake("2 sin z cos z is sin 2z already: no further 2.")
def _(z):
    return 1 + 2 * np.sin(2 * z)


@snake_slope.mistake("The derivative of sin² z is sin 2z. Here it is −cos 2z.")
def _(z):
    return 1 - np.cos(2 * z)


@snake_slope.mistake("The outer and the inner derivative are multiplied, not added.")
def _(z):
    return 1 + 2 * np.sin(z) + np.cos(z)
