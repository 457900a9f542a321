"""The exercises of notebook 02, activation gallery."""

import numpy as np

from nnlib.activations import elu, gelu, leaky_relu, relu, sigmoid, softplus, tanh

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


@slope.mistake("One sign is wrong. At a = 0.9 tanh is nearly flat.")
def _(a):
    return 1 + a**2


@slope.mistake("This is the slope of 1 − a² over a. The slope over z is asked for.")
def _(a):
    return -2 * a


@slope.mistake(
    "1 − a² it is, without the root. 1/cosh z would have the root, and the slope is "
    "1/cosh² z."
)
def _(a):
    return np.sqrt(1 - a**2)


@slope.mistake("At a = 0 this gives 0, but tanh is steepest there.")
def _(a):
    return a**2


@slope.mistake("This is the root of the slope at z = a: a is the output, not z.")
def _(a):
    return 1 / np.cosh(a)


@slope.mistake("That is softsign's slope from its output, for positive a.")
def _(a):
    return (1 - np.abs(a)) ** 2


@slope.mistake("The sigmoid's, stretched: 4a(1 − a) would need a between 0 and 1.")
def _(a):
    return 4 * a * (1 - a)


@slope.mistake(
    "That is the slope of the way back, from a to z. The other is asked for."
)
def _(a):
    return 1 / (1 - a**2)


@slope.mistake(
    "That falls like 1/a² and belongs to another curve. Start from sinh/cosh."
)
def _(a):
    return 1 / (1 + a**2)


@slope.mistake("1/cosh² z is 1 − a² already. Here it is squared once more.")
def _(a):
    return (1 - a**2) ** 2


@slope.mistake("A slope of 1 at a = 0 is right. Between there and ±1 it is no line.")
def _(a):
    return 1 - np.abs(a)


@slope.mistake("At a = −0.9 this is 3.61, but tanh is nowhere steeper than 1.")
def _(a):
    return (1 - a) ** 2


@slope.mistake("This is a itself. At a = 0 the slope is 1.")
def _(a):
    return a


@slope.mistake("1 − 2a falls below 0 from a = ½ on. tanh rises everywhere.")
def _(a):
    return 1 - 2 * a


@exercise(
    "02.2",
    "which of two passes more gradient",
    cases=[
        (sigmoid, tanh, 0.0),
        (sigmoid, tanh, 5.0),
        (tanh, sigmoid, -1.8),
        (relu, softplus, 3.0),
        (gelu, sigmoid, 1.0),
        (gelu, relu, -0.5),
        (relu, gelu, -2.0),
        (relu, leaky_relu, 1.0),
        (elu, tanh, -3.0),
    ],
    hints=[
        "Every activation of `nnlib.activations` has a `derivative`, and a `name`.",
        "Compare `f.derivative(z)` with `g.derivative(z)`. Can a slope be negative?",
        "The size of a number is `abs(…)`. Return one of the two names with "
        "`… if … else …`.",
    ],
    shows=(
        "What passes the gradient on is the size of the slope at the z that occurs. "
        "No activation is the steeper one everywhere."
    ),
)
def steeper(f, g, z):
    more = abs(g.derivative(z)) > abs(f.derivative(z))
    return g.name if more else f.name


@steeper.mistake(
    "This compares the heights of the two curves. Steepness is about their derivatives."
)
def _(f, g, z):
    return g.name if g(z) > f(z) else f.name


@steeper.mistake("This compares the sizes of the outputs, not of the slopes.")
def _(f, g, z):
    return g.name if abs(g(z)) > abs(f(z)) else f.name


@steeper.mistake(
    "A slope can be negative, as in GELU's dip. It passes gradient on all the same."
)
def _(f, g, z):
    return g.name if g.derivative(z) > f.derivative(z) else f.name


@steeper.mistake("The two names are the wrong way round.")
def _(f, g, z):
    return f.name if abs(g.derivative(z)) > abs(f.derivative(z)) else g.name


@steeper.mistake("This compares the slopes at 0. They are asked for at z.")
def _(f, g, z):
    return g.name if abs(g.derivative(0.0)) > abs(f.derivative(0.0)) else f.name


@steeper.mistake("Where both slopes are equal, f is the answer.")
def _(f, g, z):
    return g.name if abs(g.derivative(z)) >= abs(f.derivative(z)) else f.name


@steeper.mistake(
    "This is right for tanh and the sigmoid alone. f and g can be any two activations."
)
def _(f, g, z):
    return "tanh" if abs(z) < 1.66 else "sigmoid"


@steeper.mistake("This compares each at its steepest. The slopes are asked for at z.")
def _(f, g, z):
    everywhere = np.linspace(-9, 9, 901)
    most = [np.abs(h.derivative(everywhere)).max() for h in (f, g)]
    return g.name if most[1] > most[0] else f.name


@steeper.mistake("This is the larger slope itself. Whose is it?")
def _(f, g, z):
    return max(abs(g.derivative(z)), abs(f.derivative(z)))


@steeper.mistake("f and g are what they are called here. Their names: `f.name`.")
def _(f, g, z):
    return "f" if abs(f.derivative(z)) >= abs(g.derivative(z)) else "g"


@steeper.mistake("That says whether f is the steeper one. Its name is asked for.")
def _(f, g, z):
    return bool(abs(f.derivative(z)) >= abs(g.derivative(z)))


@steeper.mistake("That is the difference of the slopes. Which one is larger in size?")
def _(f, g, z):
    return f.derivative(z) - g.derivative(z)


@steeper.mistake("This takes the slopes at |z|. GELU's are not alike at z and at −z.")
def _(f, g, z):
    more = abs(g.derivative(abs(z))) > abs(f.derivative(abs(z)))
    return g.name if more else f.name


@steeper.mistake("The slopes are taken at the outputs. They belong to z.")
def _(f, g, z):
    return g.name if abs(g.derivative(g(z))) > abs(f.derivative(f(z))) else f.name


@steeper.mistake("This is f whatever comes. What decides?")
def _(f, g, z):
    return f.name


@steeper.mistake("This is g whatever comes. What decides?")
def _(f, g, z):
    return g.name


@steeper.mistake("This returns the flatter one.")
def _(f, g, z):
    more = abs(g.derivative(z)) < abs(f.derivative(z))
    return g.name if more else f.name


@exercise(
    "02.3",
    "the spread at which half of a layer is flat",
    rtol=0.03,
    hints=[
        "tanh is saturated beyond |z| = 2.18; its card says so too.",
        "Half of N(0, 1) lies beyond ±0.674. Where does half of N(0, s²) lie beyond?",
        "Or move the slider of the figure until the sentence says 50 %.",
    ],
    shows=(
        "Half of N(0, s²) lies beyond ±0.674 s, and that is ±2.18 at s = 3.2. The "
        "sigmoid, stretched to twice the width, gets there at twice that."
    ),
)
def s_half():
    edge = np.arccosh(np.sqrt(20))  # 1/cosh² z = 0.05
    return edge / 0.6745  # half of N(0, 1) lies beyond ±0.6745


s_half.slip(6.46, "That is so for the sigmoid. tanh is asked for.", to=6.54)
s_half.slip(2.18, "That is the edge of saturation: an |z|, not a spread.", to=2.21)
s_half.slip(
    1.46, "The edge times 0.674. Which of the two is divided by which?", to=1.49
)
s_half.slip(4.36, "That is the edge of saturation of the sigmoid.", to=4.4)
s_half.slip(
    0.67, "That is where half of N(0, 1) lies beyond. And of N(0, s²)?", to=0.68
)
s_half.slip(1.0, "At s = 1 only 3 % of the tanh units are saturated.")
s_half.slip(
    1.11,
    "With this s one in twenty is saturated. The 5 % belong to the slope; half of the "
    "units are asked for.",
    to=1.12,
)
s_half.slip(2.9, "Near: at this s somewhat less than half are saturated.", to=3.12)
s_half.slip(3.34, "Near: at this s somewhat more than half are saturated.", to=3.6)
s_half.slip(10.4, "That is s², the variance. The spread is s.", to=10.7)
s_half.slip(8.0, "At s = 8 nearly four in five tanh units are saturated.")

s_half.slip(2.0, "At s = 2 somewhat more than a quarter are saturated.")
s_half.slip(4.0, "At s = 4 nearly six in ten are saturated.")
s_half.slip(5.0, "At s = 5 two in three are saturated.")
s_half.slip(6.0, "At s = 6, where the figure starts, it is 72 %.")
s_half.slip(
    0.3, "Upside down: the edge divided by 0.674, and not the other way.", to=0.31
)
s_half.slip(-3.34, "A spread is positive.", to=-3.14)
s_half.slip(
    1.64, "1.645 belongs to one in ten of N(0, 1). Half lies beyond ±0.674.", to=1.65
)
s_half.slip(0.5, "That is the share of the units. At which s is it reached?")
s_half.slip(0.05, "That is the part of the slope that counts as saturated.")


@exercise(
    "02.4",
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
    "Nothing overflows, but every z below −709 gets the value of −709: at −720 it is "
    "too large by a factor of e¹¹."
)
def _(z):
    return 1 / (1 + np.exp(-np.clip(z, -709, 709)))


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


@stable_sigmoid.mistake("On the wrong side: this is σ(−z).")
def _(z):
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, e, 1) / (1 + e)


@stable_sigmoid.mistake(
    "The exponent is safe, and the sign of z is lost: σ(−2) and σ(2) come out alike."
)
def _(z):
    return 1 / (1 + np.exp(-np.abs(z)))


@stable_sigmoid.mistake(
    "Nothing overflows, but every z below −700 gets the value of −700: at −720 it is "
    "too large by a factor of e²⁰."
)
def _(z):
    return 1 / (1 + np.exp(-np.clip(z, -700, 700)))


@stable_sigmoid.mistake(
    "A float32 ends at e^−103, and a clip at 88 ends before that. Keep float64."
)
def _(z):
    return 1 / (1 + np.exp(-np.clip(np.float32(z), -88, 88)))


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
    36,
    "That is where it happens in double precision. How many digits has a float32?",
    to=37,
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
    88,
    "That is where e^z overflows in single precision. The slope is "
    "lost long before, when a can no longer be told from 1.",
    to=89,
)

z.slip(
    103,
    "That is where e^−z itself becomes 0 in single precision. The "
    "slope is lost long before, when a can no longer be told from 1.",
    to=104,
)

z.slip(
    16.6,
    "Honest: 24 binary digits last for ln 2²⁴ = 16.6. Which is the first whole number "
    "after that?",
    to=16.7,
)

z.slip(
    23,
    "A float32 has 24 binary digits. e^−z falls faster than 2^−z.",
    to=24,
)

z.slip(
    7,
    "A float32 has about 7 decimal digits. e^−z falls by one in 2.3 steps of z.",
)

z.slip(15, "Too early: e^−15 is 3e-7, and a float32 near 1 still sees it.")

z.slip(
    14,
    "Too early: e^−14 is 8e-7, and a float32 near 1 still sees it.",
)

z.slip(19, "It is 0 here, and it was 0 two steps before.")

z.slip(
    17.3,
    "That is ln 2²⁵. 1 + e^−z rounds to 1 before that, once e^−z is below 2⁻²⁴.",
    to=17.4,
)

z.slip(0, "At z = 0 the product is ¼, its largest value.")

z.slip(-17, "There a is small and 1 − a is 1: the product is a. And for z > 0?")

z.slip(
    710,
    "That is where e^z overflows in double precision.",
    to=746,
)

z.slip(8, "That is how many digits a float32 shows. e^−z falls by one in 2.3 steps.")
