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


@exercise(
    "05.6",
    "the epoch at which half the cost is gone",
    cases=[
        np.array([0.8, 0.7, 0.5, 0.39, 0.2]),
        np.array([0.48, 0.45, 0.42, 0.4]),
        np.array([0.5, 0.25, 0.3, 0.1]),
        np.array([1.0, 0.6, 0.4, 0.55, 0.2, 0.1]),
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
