"""The exercises of notebook 02, activation gallery."""

import numpy as np

from nnlib.activations import sigmoid, tanh

from ..exercise import exercise


@exercise(
    "02.1",
    "the slope of tanh from its output",
    cases=[0.0, 0.5, -0.9, np.array([-0.99, 0.1, 0.7])],
    hints=[
        "Write tanh z as sinh z / cosh z, and use the rule for a quotient.",
        "cosh² z − sinh² z = 1. Divide the numerator of the slope by cosh² z.",
        "Then put a in the place of sinh z / cosh z.",
    ],
    shows=(
        "Backpropagation needs only the output: a = tanh z is already there, and "
        "tanh′(z) = 1 − a² costs one product."
    ),
)
def slope(a):
    return 1 - a**2


@slope.mistake(
    "The argument is already the output a = tanh z. Here tanh is taken a second time."
)
def _(a):
    return 1 - np.tanh(a) ** 2


@slope.mistake("This is the shortcut of another S-shaped curve, the sigmoid.")
def _(a):
    return a * (1 - a)


@slope.mistake(
    "The slope is the same at z and at −z. Is yours the same at a and at −a?"
)
def _(a):
    return 1 - a


@slope.mistake("tanh rises everywhere. What sign has its slope?")
def _(a):
    return a**2 - 1


@exercise(
    "02.2",
    "which of the two is steeper",
    cases=[0.0, 1.0, -1.5, 1.8, -1.8, 5.0, -5.0, 1.65, -1.68],
    hints=[
        "Every activation of `nnlib.activations` has a `derivative`.",
        "Compare `sigmoid.derivative(z)` with `tanh.derivative(z)`.",
        "Return one of the two texts with `… if … else …`.",
    ],
    shows=(
        "tanh is the steeper one only near the centre, for |z| < 1.66. In the "
        "tails it is the flatter one."
    ),
)
def steeper(z):
    higher = tanh.derivative(z) > sigmoid.derivative(z)
    return "tanh" if higher else "sigmoid"


@steeper.mistake(
    "This compares the heights of the two curves. Steepness is about their derivatives."
)
def _(z):
    return "tanh" if np.tanh(z) > 1 / (1 + np.exp(-z)) else "sigmoid"


@steeper.mistake(
    "Right for positive z. Both slopes are even functions: what does "
    "that say about negative z?"
)
def _(z):
    return "tanh" if z < 1.66 else "sigmoid"


@steeper.mistake(
    "That holds near the centre. Look at both slopes on a log axis, further out."
)
def _(z):
    return "tanh"


@steeper.mistake(
    "The two names are the wrong way round: try z = 0, where you know both slopes."
)
def _(z):
    return "sigmoid" if abs(z) < 1.66 else "tanh"


@exercise(
    "02.3",
    "a sigmoid that never overflows",
    cases=[
        0.0,
        2.0,
        -2.0,
        40.0,
        -40.0,
        800.0,
        -800.0,
        -700.0,
        -720.0,
        np.array([[-1000.0, -1.0, 0.0], [1.0, 30.0, 1000.0]]),
    ],
    atol=1e-320,
    strict=True,
    without=("nnlib.activations",),
    hints=[
        "Multiply 1/(1 + e^−z) above and below by e^z. Which form is safe where?",
        "Both forms can be written with e = exp(−|z|), which is at most 1.",
        "The denominator is 1 + e on both sides; choose the numerator by the sign.",
    ],
    shows=(
        "The exponent is never positive, so that nothing overflows; and the tail "
        "keeps all its digits, because nothing is subtracted from 1."
    ),
)
def stable_sigmoid(z):
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, e) / (1 + e)


@stable_sigmoid.mistake(
    "For very negative z the exponent −z is large and positive. Which "
    "equal form has its exponent negative there?"
)
def _(z):
    return 1 / (1 + np.exp(-z))


@stable_sigmoid.mistake(
    "This cures the negative side and breaks the positive one. Each "
    "side needs the form that suits it."
)
def _(z):
    return np.exp(z) / (1 + np.exp(z))


@stable_sigmoid.mistake(
    "`np.where` chooses between two finished arrays: both sides are "
    "computed for every z, the overflowing one too."
)
def _(z):
    left = np.exp(z) / (1 + np.exp(z))
    return np.where(z >= 0, 1 / (1 + np.exp(-z)), left)


@stable_sigmoid.mistake(
    "Clipping stops the overflow, and the value stops too: beyond the "
    "limit the curve is a constant."
)
def _(z):
    return 1 / (1 + np.exp(-np.clip(z, -500, 500)))


@stable_sigmoid.mistake(
    "On the negative side this adds 1 to a number that is nearly −1. "
    "Which digits survive that?"
)
def _(z):
    return (1 + np.tanh(z / 2)) / 2


@stable_sigmoid.mistake(
    "Right for one number at a time. An array has no single answer to "
    "`z >= 0`: a layer holds many z."
)
def _(z):
    if z >= 0:
        return 1 / (1 + np.exp(-z))
    return np.exp(z) / (1 + np.exp(z))


@exercise(
    "02.4",
    "the derivative of leaky ReLU, kink included",
    cases=[
        (np.array([-2.0, 3.0]), 0.1),
        (np.array([-0.5, 0.0, 0.5]), 0.01),
        (np.array([[-1.0, 0.0], [4.0, -3.0]]), 0.3),
    ],
    hints=[
        "There are only two slopes: one for z > 0, one for the rest.",
        "`np.where(condition, this, that)` chooses for each element.",
    ],
    shows=(
        "At the kink there is no derivative, so that a convention is needed: "
        "here leaky ReLU takes the negative slope at 0."
    ),
)
def leaky_slope(z, negative_slope):
    return np.where(z > 0, 1, negative_slope)


@leaky_slope.mistake(
    "Right except at one point. Which slope does the convention of "
    "section 1 take at the kink?"
)
def _(z, negative_slope):
    return np.where(z >= 0, 1, negative_slope)


@leaky_slope.mistake(
    "This is leaky ReLU itself. Its derivative no longer depends on how large z is."
)
def _(z, negative_slope):
    return np.where(z > 0, z, negative_slope * z)


@leaky_slope.mistake("This is the derivative of plain ReLU: nothing leaks through.")
def _(z, negative_slope):
    return np.where(z > 0, 1, 0)


@leaky_slope.mistake(
    "“Negative slope” is the slope on the negative side. Does leaky "
    "ReLU rise or fall there?"
)
def _(z, negative_slope):
    return np.where(z > 0, 1, -negative_slope)


@leaky_slope.mistake(
    "Right for one number at a time. An array has no single answer to "
    "`z > 0`: a layer holds many z."
)
def _(z, negative_slope):
    return 1 if z > 0 else negative_slope


@exercise(
    "02.5",
    "where rounding kills the slope",
    hints=[
        "Compute `a = 1 / (1 + np.exp(np.float32(-z)))` for whole numbers z, and "
        "look at `a * (1 - a)`.",
        "A `while` loop that adds 1 to z until the product is 0 finds it.",
    ],
    shows=(
        "In single precision 1 + e^−z rounds to 1 from z = 17 on, and the "
        "shortcut a(1 − a) to exactly 0, though the true slope is still 4e-8. In "
        "double precision it takes until z = 37."
    ),
)
def z():
    z = 0
    a = np.float32(0.5)
    while a * (1 - a) > 0:
        z = z + 1
        a = 1 / (1 + np.exp(np.float32(-z)))
    return z


z.slip(
    37,
    "That is where it happens in double precision. How many digits has a float32?",
)

z.slip(
    16,
    "Near. Print `a * (1 - a)` at your z: is it exactly 0?",
)

z.slip(
    18,
    "It is 0 here, and it was 0 before.",
)

z.slip(
    89,
    "That is where e^z overflows in single precision. The slope is "
    "lost long before, when a can no longer be told from 1.",
)

z.slip(
    104,
    "That is where e^−z itself becomes 0 in single precision. The "
    "slope is lost long before, when a can no longer be told from 1.",
)
