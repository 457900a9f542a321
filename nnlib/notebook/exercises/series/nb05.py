"""The exercises of notebook 05, MSE against cross-entropy.

One sigmoid neuron: z = w x + b, a = σ(z), and the target y.
"""

import numpy as np

from ..exercise import exercise


@exercise(
    "05.1",
    "the error of one neuron under both costs",
    cases=[(0.9820, 0.0), (0.25, 1.0), (0.5, 0.5), (0.1, 0.3)],
    hints=[
        "The error is δ = ∂C/∂z = ∂C/∂a · σ′(z), for both costs.",
        "σ′(z) from the output is a(1 − a).",
        "For C = −y ln a − (1 − y) ln(1 − a), ∂C/∂a = (a − y)/(a(1 − a)).",
    ],
    shows=(
        "The two differ by the factor σ′ = a(1 − a) alone. Cross-entropy has it "
        "in ∂C/∂a as 1/(a(1 − a)), and the two cancel."
    ),
)
def deltas(a, y):
    return (a - y) * a * (1 - a), a - y


@deltas.mistake(
    "The first is ∂C/∂a of the quadratic cost. The error is ∂C/∂z: "
    "one step of the chain rule is missing."
)
def _(a, y):
    return a - y, a - y


@deltas.mistake(
    "The second is ∂C/∂a of the cross-entropy. The error is ∂C/∂z: "
    "multiply by the slope of the sigmoid and see what is left."
)
def _(a, y):
    return (a - y) * a * (1 - a), (a - y) / (a * (1 - a))


@deltas.mistake("The sign is turned. When a is above y, the cost grows with z.")
def _(a, y):
    return (y - a) * a * (1 - a), y - a


@deltas.mistake(
    "The quadratic cost of this notebook is ½(a − y)². What does the "
    "½ do to the derivative?"
)
def _(a, y):
    return 2 * (a - y) * a * (1 - a), a - y


@deltas.mistake("The slope is taken at a where z belongs. a is already σ(z).")
def _(a, y):
    s = 1 / (1 + np.exp(-a))
    return (a - y) * s * (1 - s), a - y


@deltas.mistake("Both are there. Which of the two costs keeps the factor σ′?")
def _(a, y):
    return a - y, (a - y) * a * (1 - a)


@deltas.mistake(
    "The second still holds σ′. ∂C/∂a of the cross-entropy has a(1 − a) below the "
    "line: what does the slope of the sigmoid make of it?"
)
def _(a, y):
    delta = (a - y) * a * (1 - a)
    return delta, delta


@deltas.mistake("This is right for the target 0 alone: y is missing.")
def _(a, y):
    return a * a * (1 - a), a


@deltas.mistake("These are the two costs. The error is the slope of a cost over z.")
def _(a, y):
    return (a - y) ** 2 / 2, -y * np.log(a) - (1 - y) * np.log(1 - a)


@deltas.mistake("The error has a sign: it says to which side z is wrong.")
def _(a, y):
    return np.abs(a - y) * a * (1 - a), np.abs(a - y)


@deltas.mistake("The slope of the sigmoid is a(1 − a), and here it is a alone.")
def _(a, y):
    return (a - y) * a, a - y


@deltas.mistake(
    "The first is the slope of the sigmoid alone. How wrong the output is, a − y, "
    "is missing."
)
def _(a, y):
    return a * (1 - a), a - y


@deltas.mistake(
    "The sign of the first is turned: the derivative of ½(a − y)² is a − y."
)
def _(a, y):
    return (y - a) * a * (1 - a), a - y


@deltas.mistake(
    "The sign of the second is turned. Is the minus in front of its bracket still "
    "there?"
)
def _(a, y):
    return (a - y) * a * (1 - a), y - a


@deltas.mistake(
    "A sign in the second: the derivative of ln(1 − a) is −1/(1 − a), and there is "
    "a minus in front of the bracket as well."
)
def _(a, y):
    return (a - y) * a * (1 - a), -y * (1 - a) - (1 - y) * a


@deltas.mistake(
    "A sign in the second: −y/a keeps its minus, and only the other term becomes "
    "positive."
)
def _(a, y):
    return (a - y) * a * (1 - a), y * (1 - a) + (1 - y) * a


@deltas.mistake(
    "Brackets: `1 - y / 1 - a` is 1 − y − a, for a division comes before a difference."
)
def _(a, y):
    return (a - y) * a * (1 - a), (-y / a + 1 - y / 1 - a) * a * (1 - a)


@deltas.mistake(
    "The second has one of its two terms alone, and is right for the target 0 only."
)
def _(a, y):
    return (a - y) * a * (1 - a), (1 - y) * a


@deltas.mistake(
    "The second has one of its two terms alone, and is right for the target 1 only."
)
def _(a, y):
    return (a - y) * a * (1 - a), -y * (1 - a)


@deltas.mistake("The slope of the sigmoid is a(1 − a), and here it is 1 − a alone.")
def _(a, y):
    return (a - y) * (1 - a), a - y


@deltas.mistake("1 − a² is the slope of tanh. The neuron is a sigmoid.")
def _(a, y):
    return (a - y) * (1 - a**2), a - y


@deltas.mistake("The derivative of a square has no square: ½u² has the slope u.")
def _(a, y):
    return (a - y) ** 2 * a * (1 - a), a - y


@deltas.mistake(
    "The first is the cost times σ′. BP1 asks for the slope of the cost, ∂C/∂a."
)
def _(a, y):
    return (a - y) ** 2 / 2 * a * (1 - a), a - y


@deltas.mistake(
    "The ½ of the cost is still there. The square brings down a 2: what is left?"
)
def _(a, y):
    return (a - y) / 2 * a * (1 - a), a - y


@deltas.mistake(
    "Both are ∂C/∂a. The error is ∂C/∂z: one more factor, the same for both costs."
)
def _(a, y):
    return a - y, (a - y) / (a * (1 - a))


@deltas.mistake("In both the slope is taken at a where z belongs. a is already σ(z).")
def _(a, y):
    s = 1 / (1 + np.exp(-a))
    slope = s * (1 - s)
    return (a - y) * slope, (a - y) / (a * (1 - a)) * slope


@exercise(
    "05.2",
    "the rate that makes the first steps equal",
    cases=[(2.0, 2.0, 0.15), (0.6, 0.9, 0.15), (-1.0, 1.0, 0.5), (0.5, -3.0, 2.0)],
    hints=[
        "A step is −η δ in both parameters (x = 1). Set the two steps equal.",
        "η_quadratic · (a − y) σ′(z) = η · (a − y): the a − y cancels.",
    ],
    shows=(
        "A rate makes up for σ′, but only for one start: (2, 2) needs a rate 57 "
        "times as large, (0.6, 0.9) one 6.7 times as large. Examples that share a "
        "network share its rate."
    ),
)
def matched_rate(w, b, eta):
    a = 1 / (1 + np.exp(-(w + b)))
    return eta / (a * (1 - a))


@matched_rate.mistake(
    "That makes the quadratic cost slower still. Its gradient is the "
    "smaller one, so its rate must be the larger one."
)
def _(w, b, eta):
    a = 1 / (1 + np.exp(-(w + b)))
    return eta * a * (1 - a)


@matched_rate.mistake("4 is 1/σ′ at z = 0 only. How large is σ′ at z = w + b?")
def _(w, b, eta):
    return 4 * eta


@matched_rate.mistake("The bias is left out of the pre-activation z.")
def _(w, b, eta):
    a = 1 / (1 + np.exp(-w))
    return eta / (a * (1 - a))


@matched_rate.mistake("The factor between the two errors is σ′ = a(1 − a), not a.")
def _(w, b, eta):
    a = 1 / (1 + np.exp(-(w + b)))
    return eta / a


WIRED_IN = "That is the factor at (2, 2), wired in. What is it at another start?"


@matched_rate.mistake(WIRED_IN)
def _(w, b, eta):
    return 57 * eta


@matched_rate.mistake(WIRED_IN)
def _(w, b, eta):
    return 56.6 * eta


@matched_rate.mistake(WIRED_IN)
def _(w, b, eta):
    a = 1 / (1 + np.exp(-4))
    return eta / (a * (1 - a))


@matched_rate.mistake("The factor between the two errors is σ′ = a(1 − a), not 1 − a.")
def _(w, b, eta):
    a = 1 / (1 + np.exp(-(w + b)))
    return eta / (1 - a)


@matched_rate.mistake("The a − y is in both errors, so it cancels, for any y.")
def _(w, b, eta):
    a = 1 / (1 + np.exp(-(w + b)))
    return eta / (a * a * (1 - a))


@matched_rate.mistake("a is already σ(z): its slope is a(1 − a), not σ′(a).")
def _(w, b, eta):
    a = 1 / (1 + np.exp(-(w + b)))
    s = 1 / (1 + np.exp(-a))
    return eta / (s * (1 - s))


@matched_rate.mistake("One factor σ′ stands between the two errors, not two.")
def _(w, b, eta):
    a = 1 / (1 + np.exp(-(w + b)))
    return eta / (a * (1 - a)) ** 2


@matched_rate.mistake("This is the factor alone. The rate is the factor times eta.")
def _(w, b, eta):
    a = 1 / (1 + np.exp(-(w + b)))
    return 1 / (a * (1 - a))


@matched_rate.mistake(
    "This is the same rate again. The first steps differ by the factor σ′."
)
def _(w, b, eta):
    return eta


@matched_rate.mistake(
    "a(1 − a) asks for the output. Here z = w + b stands in its place: send it "
    "through the sigmoid first."
)
def _(w, b, eta):
    z = w + b
    return eta / (z * (1 - z))


@matched_rate.mistake("The weight is left out of the pre-activation z.")
def _(w, b, eta):
    a = 1 / (1 + np.exp(-b))
    return eta / (a * (1 - a))


@matched_rate.mistake("1 − a² is the slope of tanh. The neuron is a sigmoid.")
def _(w, b, eta):
    a = 1 / (1 + np.exp(-(w + b)))
    return eta / (1 - a**2)


@matched_rate.mistake(
    "That is the factor at (0.6, 0.9), wired in. What is it at another start?"
)
def _(w, b, eta):
    return 6.7 * eta


@matched_rate.mistake("Both w and b move, but under both costs: no 2 is left over.")
def _(w, b, eta):
    a = 1 / (1 + np.exp(-(w + b)))
    return 2 * eta / (a * (1 - a))


@matched_rate.mistake("Both w and b move, but under both costs: no ½ is left over.")
def _(w, b, eta):
    a = 1 / (1 + np.exp(-(w + b)))
    return eta / (a * (1 - a)) / 2


@matched_rate.mistake("A negative rate climbs. The two errors have the same sign.")
def _(w, b, eta):
    a = 1 / (1 + np.exp(-(w + b)))
    return -eta / (a * (1 - a))


@matched_rate.mistake(
    "0.15 is wired in. The rate of cross-entropy is handed over as `eta`."
)
def _(w, b, eta):
    a = 1 / (1 + np.exp(-(w + b)))
    return 0.15 / (a * (1 - a))


@matched_rate.mistake("z is a sum, w · 1 + b, and here it is a product.")
def _(w, b, eta):
    a = 1 / (1 + np.exp(-w * b))
    return eta / (a * (1 - a))


@matched_rate.mistake(
    "It is not the size of the output that stands between the two errors. What is?"
)
def _(w, b, eta):
    a = 1 / (1 + np.exp(-(w + b)))
    return eta * a


@exercise(
    "05.3",
    "the mistake that the quadratic cost hears best",
    rtol=0.015,
    hints=[
        "For y = 0 the error is δ = a · a(1 − a) = a² − a³.",
        "Its slope over a is 2a − 3a². Where is that 0, other than at a = 0?",
        "From the output back to z: z = ln(a/(1 − a)).",
    ],
    shows=(
        "Beyond z = ln 2 the push falls while the mistake grows: an example that "
        "is further out counts for less. That is the plateau, and the deaf ear to "
        "outliers, in one number."
    ),
)
def z_loudest():
    a = 2 / 3  # where a² (1 − a), the error for y = 0, is largest
    return np.log(a / (1 - a))


z_loudest.slip(
    0.0,
    "σ′ is largest at 0, but the push is (a − y) σ′, and the mistake "
    "a − y still grows there.",
)

z_loudest.slip(
    2 / 3,
    "This is an output a. Which z gives it?",
)

z_loudest.slip(
    -np.log(2),
    "The sign is turned. The target is 0: on which side of z = 0 is the neuron wrong?",
)

z_loudest.slip(
    np.log(3),
    "The largest of a³(1 − a) lies here. How often does a stand in (a − 0) · a(1 − a)?",
)

z_loudest.slip(
    np.inf,
    "That is so under cross-entropy, whose push is a − y. The "
    "quadratic cost multiplies it by σ′.",
)

z_loudest.slip(
    0.5,
    "At the output ½ the slope σ′ is largest, but that is an output, and the push has "
    "a − y in it too.",
)

z_loudest.slip(
    4 / 27,
    "This is how strong the push is at its strongest. Where is that, on the axis of z?",
)

z_loudest.slip(
    1 / 3,
    "This is an output, and that for the target 1. For 0 the push is a²(1 − a).",
)

z_loudest.slip(
    0.25,
    "This is the largest slope of the sigmoid. At which z is (a − y) σ′ largest?",
)

z_loudest.slip(
    np.log(2 + np.sqrt(3)),
    "Here σ′ falls most steeply. The push is σ′ times the mistake a − y.",
)


z_loudest.slip(
    4.0,
    "This is where the start (2, 2) lies. The push has nearly gone there.",
)

z_loudest.slip(
    1.5,
    "This is the start (0.6, 0.9). The push is stronger there than at (2, 2), but "
    "not at its strongest.",
)

z_loudest.slip(
    2.0,
    "This is where the point stands at first. Move it along the hump.",
)

z_loudest.slip(
    0.75,
    "Near, but past the top: here the push is falling again. The second digit counts.",
    to=1.05,
)

z_loudest.slip(
    0.52,
    "Near, but short of the top: here the push is still growing. The second digit "
    "counts.",
    to=0.65,
)

z_loudest.slip(
    np.log10(2),
    "A logarithm to base 10. The inverse of the sigmoid has the natural one, `np.log`.",
)

z_loudest.slip(
    np.log(2 / 3),
    "This is ln a. The z of an output a is ln(a/(1 − a)).",
)

z_loudest.slip(
    5.0,
    "So far out the cost is level: σ′ has become smaller than a − y can make up for.",
    to=1000,
)

z_loudest.slip(
    -1000,
    "For negative z a neuron with the target 0 is right, and there is little to push.",
    to=-0.75,
)


@exercise(
    "05.4",
    "one update of the neuron",
    cases=[
        (2.0, 2.0, 1.0, 0.0, 0.15),
        (0.6, 0.9, 1.0, 0.0, 0.15),
        (-1.0, 0.5, 2.0, 1.0, 0.5),
    ],
    hints=[
        "Forward first: z = w x + b, then a = σ(z).",
        "Then δ of the quadratic cost, as in exercise 05.1.",
        "∂C/∂w = δ · ∂z/∂w, and each parameter moves by −η times its gradient.",
    ],
    shows=(
        "One forward pass, one δ, and both parameters move against their "
        "gradient: ∂C/∂w = δ x and ∂C/∂b = δ."
    ),
)
def update(w, b, x, y, eta):
    a = 1 / (1 + np.exp(-(w * x + b)))
    delta = (a - y) * a * (1 - a)
    return w - eta * delta * x, b - eta * delta


@update.mistake("This climbs. The gradient points to where the cost grows.")
def _(w, b, x, y, eta):
    a = 1 / (1 + np.exp(-(w * x + b)))
    delta = (a - y) * a * (1 - a)
    return w + eta * delta * x, b + eta * delta


@update.mistake(
    "σ′ is forgotten: this is the update of the cross-entropy, and "
    "the cost here is the quadratic one."
)
def _(w, b, x, y, eta):
    a = 1 / (1 + np.exp(-(w * x + b)))
    delta = a - y
    return w - eta * delta * x, b - eta * delta


@update.mistake(
    "w and b move by the same amount here. What is ∂z/∂w, and what is ∂z/∂b?"
)
def _(w, b, x, y, eta):
    a = 1 / (1 + np.exp(-(w * x + b)))
    delta = (a - y) * a * (1 - a)
    return w - eta * delta, b - eta * delta


@update.mistake("The bias is not multiplied by the input. What is ∂z/∂b?")
def _(w, b, x, y, eta):
    a = 1 / (1 + np.exp(-(w * x + b)))
    delta = (a - y) * a * (1 - a)
    return w - eta * delta * x, b - eta * delta * x


@update.mistake(
    "The bias is updated with the gradient of the weight that has "
    "already moved. Both gradients belong to the same forward pass."
)
def _(w, b, x, y, eta):
    a = 1 / (1 + np.exp(-(w * x + b)))
    delta = (a - y) * a * (1 - a)
    w = w - eta * delta * x
    a = 1 / (1 + np.exp(-(w * x + b)))
    delta = (a - y) * a * (1 - a)
    return w, b - eta * delta


@update.mistake("x = 1 is wired in. It stands in z, and in ∂z/∂w.")
def _(w, b, x, y, eta):
    a = 1 / (1 + np.exp(-(w + b)))
    delta = (a - y) * a * (1 - a)
    return w - eta * delta, b - eta * delta


@update.mistake("x = 1 is wired into z. What is z for another input?")
def _(w, b, x, y, eta):
    a = 1 / (1 + np.exp(-(w + b)))
    delta = (a - y) * a * (1 - a)
    return w - eta * delta * x, b - eta * delta


@update.mistake("The target 0 is wired in: y is missing.")
def _(w, b, x, y, eta):
    a = 1 / (1 + np.exp(-(w * x + b)))
    delta = a * a * (1 - a)
    return w - eta * delta * x, b - eta * delta


@update.mistake("These are the steps alone. The new w is the old one plus its step.")
def _(w, b, x, y, eta):
    a = 1 / (1 + np.exp(-(w * x + b)))
    delta = (a - y) * a * (1 - a)
    return -eta * delta * x, -eta * delta


@update.mistake("These are the gradients. A parameter moves by −η times its gradient.")
def _(w, b, x, y, eta):
    a = 1 / (1 + np.exp(-(w * x + b)))
    delta = (a - y) * a * (1 - a)
    return delta * x, delta


@update.mistake("The learning rate is missing: a step is −η times the gradient.")
def _(w, b, x, y, eta):
    a = 1 / (1 + np.exp(-(w * x + b)))
    delta = (a - y) * a * (1 - a)
    return w - delta * x, b - delta


@update.mistake("The cost is ½(a − y)²: the ½ cancels the 2 of its derivative.")
def _(w, b, x, y, eta):
    a = 1 / (1 + np.exp(-(w * x + b)))
    delta = 2 * (a - y) * a * (1 - a)
    return w - eta * delta * x, b - eta * delta


@update.mistake("a is already σ(z): its slope is a(1 − a), not σ′(a).")
def _(w, b, x, y, eta):
    a = 1 / (1 + np.exp(-(w * x + b)))
    s = 1 / (1 + np.exp(-a))
    delta = (a - y) * s * (1 - s)
    return w - eta * delta * x, b - eta * delta


@update.mistake("The two come back in the wrong order: w first, then b.")
def _(w, b, x, y, eta):
    a = 1 / (1 + np.exp(-(w * x + b)))
    delta = (a - y) * a * (1 - a)
    return b - eta * delta, w - eta * delta * x


@update.mistake("b has not moved. What is ∂C/∂b?")
def _(w, b, x, y, eta):
    a = 1 / (1 + np.exp(-(w * x + b)))
    delta = (a - y) * a * (1 - a)
    return w - eta * delta * x, b


@update.mistake("w has not moved. What is ∂C/∂w?")
def _(w, b, x, y, eta):
    a = 1 / (1 + np.exp(-(w * x + b)))
    delta = (a - y) * a * (1 - a)
    return w, b - eta * delta


@update.mistake("∂z/∂w is not w. By what is w multiplied in z = w x + b?")
def _(w, b, x, y, eta):
    a = 1 / (1 + np.exp(-(w * x + b)))
    delta = (a - y) * a * (1 - a)
    return w - eta * delta * w, b - eta * delta


@update.mistake("∂z/∂b is not b. How much does z grow when b grows by 1?")
def _(w, b, x, y, eta):
    a = 1 / (1 + np.exp(-(w * x + b)))
    delta = (a - y) * a * (1 - a)
    return w - eta * delta * x, b - eta * delta * b


@update.mistake("These steps are made of the cost. They are to be made of its slope.")
def _(w, b, x, y, eta):
    a = 1 / (1 + np.exp(-(w * x + b)))
    delta = (a - y) ** 2 / 2
    return w - eta * delta * x, b - eta * delta


@update.mistake("The bias is missing in the forward pass: z = w x + b.")
def _(w, b, x, y, eta):
    a = 1 / (1 + np.exp(-w * x))
    delta = (a - y) * a * (1 - a)
    return w - eta * delta * x, b - eta * delta


@update.mistake(
    "The sigmoid is missing: z is compared with the target, and not a = σ(z)."
)
def _(w, b, x, y, eta):
    z = w * x + b
    delta = z - y
    return w - eta * delta * x, b - eta * delta


@update.mistake("How wrong the output is, a − y, is missing in δ.")
def _(w, b, x, y, eta):
    a = 1 / (1 + np.exp(-(w * x + b)))
    delta = a * (1 - a)
    return w - eta * delta * x, b - eta * delta


@update.mistake("σ′ = a(1 − a) asks for the output a, and here it is made of z.")
def _(w, b, x, y, eta):
    z = w * x + b
    a = 1 / (1 + np.exp(-z))
    delta = (a - y) * z * (1 - z)
    return w - eta * delta * x, b - eta * delta


@update.mistake("The slope of the sigmoid is a(1 − a), and here it is a alone.")
def _(w, b, x, y, eta):
    a = 1 / (1 + np.exp(-(w * x + b)))
    delta = (a - y) * a
    return w - eta * delta * x, b - eta * delta


@update.mistake("0.15 is wired in. The learning rate is handed over as `eta`.")
def _(w, b, x, y, eta):
    a = 1 / (1 + np.exp(-(w * x + b)))
    delta = (a - y) * a * (1 - a)
    return w - 0.15 * delta * x, b - 0.15 * delta


@update.mistake("w descends, and b climbs. Both move against their gradient.")
def _(w, b, x, y, eta):
    a = 1 / (1 + np.exp(-(w * x + b)))
    delta = (a - y) * a * (1 - a)
    return w - eta * delta * x, b + eta * delta


@update.mistake(
    "The ½ of the cost is still there. The square brings down a 2: what is left?"
)
def _(w, b, x, y, eta):
    a = 1 / (1 + np.exp(-(w * x + b)))
    delta = (a - y) / 2 * a * (1 - a)
    return w - eta * delta * x, b - eta * delta


@exercise(
    "05.5",
    "how much steeper cross-entropy starts",
    digits=3,
    hints=[
        "Write both δ and divide one by the other: y cancels.",
        "What is left is 1/σ′(z), at z = w x + b with w = b = 2 and x = 1.",
    ],
    shows=(
        "At (w, b) = (2, 2) the first gradient of cross-entropy is 57 times that "
        "of the quadratic cost: δ without its factor σ′ = 0.0177."
    ),
)
def ratio():
    a = 1 / (1 + np.exp(-(2 * 1 + 2)))
    return 1 / (a * (1 - a))


@ratio.mistake("This is the ratio for the other start, (0.6, 0.9).")
def _():
    a = 1 / (1 + np.exp(-(0.6 * 1 + 0.9)))
    return 1 / (a * (1 - a))


@ratio.mistake("The ratio is the other way round: which gradient is the larger?")
def _():
    a = 1 / (1 + np.exp(-(2 * 1 + 2)))
    return a * (1 - a)


ratio.slip(
    4.0,
    "That is 1/σ′ at the centre of the sigmoid. This neuron starts far from it.",
)


@ratio.mistake(
    "The pre-activation is z = w x + b: w alone, or b alone, is only half of it."
)
def _():
    a = 1 / (1 + np.exp(-2))
    return 1 / (a * (1 - a))


@ratio.mistake("This compares the two costs. The question is about their gradients.")
def _():
    a = 1 / (1 + np.exp(-(2 * 1 + 2)))
    return -np.log(1 - a) / (a**2 / 2)


ratio.slip(57, "That is it to two digits. Three are asked for.")

for rounded in (57.6, 57.8):
    ratio.slip(
        rounded,
        "Close: this is made of rounded numbers, 0.98 over 0.017. Compute a with all "
        "its digits, and round at the end.",
    )

ratio.slip(
    3200,
    "This is the square of it: the slope of the cost over the updates goes with δ². "
    "The gradient goes with δ.",
    to=3222,
)


@ratio.mistake("This is 1/(1 − a), the ∂C/∂a of cross-entropy. Compare the two ∂C/∂z.")
def _():
    return 1 + np.exp(4)


@ratio.mistake("This is eᶻ: close to 1/σ′(z) for large z, but not equal to it.")
def _():
    return np.exp(4)


@ratio.mistake("Both w and b move, but under both costs: no 2 is left over.")
def _():
    a = 1 / (1 + np.exp(-(2 * 1 + 2)))
    return 2 / (a * (1 - a))


@ratio.mistake(
    "The ½ of the quadratic cost cancels the 2 of its derivative: no ½ is left over."
)
def _():
    a = 1 / (1 + np.exp(-(2 * 1 + 2)))
    return 1 / (2 * a * (1 - a))


@ratio.mistake(
    "This is the first gradient of cross-entropy. How many times that of the "
    "quadratic cost is it?"
)
def _():
    a = 1 / (1 + np.exp(-(2 * 1 + 2)))
    return a


@ratio.mistake(
    "This is the first gradient of the quadratic cost. How many times larger is "
    "that of cross-entropy?"
)
def _():
    a = 1 / (1 + np.exp(-(2 * 1 + 2)))
    return a**2 * (1 - a)


ratio.slip(
    50,
    "This is made of rounded numbers, such as 0.98 and 0.02. Compute a with all its "
    "digits, and round at the end.",
    to=51.1,
)

ratio.slip(
    56,
    "Two digits, and cut off where they should be rounded. Three are asked for.",
)


@exercise(
    "05.6",
    "the epoch at which half the cost is gone",
    cases=[
        np.array([0.8, 0.7, 0.5, 0.39, 0.2]),
        np.array([0.48, 0.45, 0.42, 0.4]),
        np.array([0.5, 0.25, 0.3, 0.1]),
        np.array([1.0, 0.6, 0.4, 0.55, 0.2, 0.1]),
        np.array([0.4, 0.9, 0.42, 0.3, 0.19]),
    ],
    hints=[
        "Epoch 0 is `costs[0]`, the cost before training.",
        "Go through the costs in order, and return the first epoch that is low enough.",
        "After the loop, nothing was low enough: return `np.inf`.",
    ],
    shows=(
        "One number for a whole curve, with the plateau in it. A run that never "
        "gets there needs an answer too: infinity sorts and compares correctly."
    ),
)
def half_epoch(costs):
    for epoch, cost in enumerate(costs):
        if cost <= costs[0] / 2:
            return epoch
    return np.inf


@half_epoch.mistake(
    "`argmax` of a row of False is 0. What does yours say about a run "
    "that never halves its cost?"
)
def _(costs):
    return np.argmax(costs <= costs[0] / 2)


@half_epoch.mistake("Exactly half counts as half.")
def _(costs):
    below = np.flatnonzero(costs < costs[0] / 2)
    return below[0] if len(below) else np.inf


@half_epoch.mistake("Half of what? The first cost is not always 1.")
def _(costs):
    below = np.flatnonzero(costs <= 0.5)
    return below[0] if len(below) else np.inf


@half_epoch.mistake(
    "Counting works while the cost only falls. Here it comes back up once."
)
def _(costs):
    above = np.sum(costs > costs[0] / 2)
    return above if above < len(costs) else np.inf


@half_epoch.mistake(
    "The length of the run is no answer for one that never gets "
    "there: a longer run would give another."
)
def _(costs):
    return np.argmax(np.append(costs <= costs[0] / 2, True))


@half_epoch.mistake("One too many. Entry 0 is the cost before training: epoch 0.")
def _(costs):
    below = np.flatnonzero(costs <= costs[0] / 2)
    return below[0] + 1 if len(below) else np.inf


@half_epoch.mistake("This is the last epoch that is low enough, not the first.")
def _(costs):
    below = np.flatnonzero(costs <= costs[0] / 2)
    return below[-1] if len(below) else np.inf


@half_epoch.mistake("This is the cost there. The epoch is its place in the list.")
def _(costs):
    below = costs[costs <= costs[0] / 2]
    return below[0] if len(below) else np.inf


@half_epoch.mistake("The closest to half is not the first that is at most half.")
def _(costs):
    return np.argmin(np.abs(costs - costs[0] / 2))


@half_epoch.mistake(
    "−1 sorts before every epoch, and a run that never gets there is last."
)
def _(costs):
    below = np.flatnonzero(costs <= costs[0] / 2)
    return below[0] if len(below) else -1


@half_epoch.mistake(
    "Half of the largest cost is not half of the first: a cost may rise before it "
    "falls."
)
def _(costs):
    low = np.flatnonzero(costs <= np.max(costs) / 2)
    return low[0] if len(low) else np.inf


@half_epoch.mistake("The last epoch is no answer for a run that never gets there.")
def _(costs):
    low = np.flatnonzero(costs <= costs[0] / 2)
    return low[0] if len(low) else len(costs) - 1


@half_epoch.mistake(
    "It gives up at epoch 0. `return np.inf` belongs behind the loop, not into it."
)
def _(costs):
    return np.inf + 0 * costs[0]


@half_epoch.mistake(
    "One too few. Where the loop starts at `costs[1]`, its first epoch is 1."
)
def _(costs):
    low = np.flatnonzero(costs[1:] <= costs[0] / 2)
    return low[0] if len(low) else np.inf


@half_epoch.mistake(
    "This is half of the way to the last cost. Half of the first cost is meant."
)
def _(costs):
    low = np.flatnonzero(costs <= (costs[0] + costs[-1]) / 2)
    return low[0] if len(low) else np.inf


@half_epoch.mistake(
    "This looks for a cost that is half of the one before it. Compare with `costs[0]`."
)
def _(costs):
    low = np.flatnonzero(costs[1:] <= costs[:-1] / 2)
    return low[0] + 1 if len(low) else np.inf


@half_epoch.mistake(
    "The comparison is turned round: epoch 0 is above half in every run."
)
def _(costs):
    return np.argmax(costs >= costs[0] / 2)


@half_epoch.mistake(
    "This is the epoch with the lowest cost, not the first that is low enough."
)
def _(costs):
    return np.argmin(costs)


@half_epoch.mistake("A cost is hardly ever exactly half. At most half is asked for.")
def _(costs):
    equal = np.flatnonzero(costs == costs[0] / 2)
    return equal[0] if len(equal) else np.inf


@half_epoch.mistake(
    "NaN is neither before nor after an epoch. A run that never gets there is last."
)
def _(costs):
    low = np.flatnonzero(costs <= costs[0] / 2)
    return low[0] if len(low) else np.nan


@half_epoch.mistake("These are all the epochs that are low enough. Which is the first?")
def _(costs):
    return np.flatnonzero(costs <= costs[0] / 2)


@half_epoch.mistake(
    "A run that never gets there has no first entry to take: that case is yours to "
    "answer."
)
def _(costs):
    return np.flatnonzero(costs <= costs[0] / 2)[0]


@half_epoch.mistake(
    "From here on it stays below half. The first time that it gets there may be "
    "earlier."
)
def _(costs):
    above = np.flatnonzero(costs > costs[0] / 2)
    return above[-1] + 1 if above[-1] + 1 < len(costs) else np.inf
