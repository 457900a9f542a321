"""The exercises of notebook 10, remedies raced."""

import numpy as np

from ..exercise import exercise

RNG = np.random.default_rng(10)


def short(*shape):
    return RNG.normal(size=shape).round(1) + 0.0  # no -0


SKIPS = [
    (short(3, 4), short(4, 4), short(3, 4)),
    (short(2, 3), np.zeros((3, 3)), short(2, 3)),
    (np.zeros((1, 2)), short(2, 2), np.array([[1.0, -2.0]])),
]


@exercise(
    "10.1",
    "what pre-training leaves of the budget",
    hints=[
        "Count in epochs of one layer. The whole network has seven: 30 · 7 = 210.",
        "Six autoencoders, two layers each, four epochs: 6 · 2 · 4 = 48.",
        "What is left of 210 pays for epochs of seven. Only whole ones count.",
    ],
    shows="23 epochs of fine-tuning: pre-training has cost nearly seven of thirty.",
)
def epochs_left():
    return 23


epochs_left.slip(26, "Four epochs of each autoencoder, and there are six of them.")
epochs_left.slip(6, "That counts an epoch of an autoencoder as one of the network.")
epochs_left.slip(30, "Then pre-training would be free.")
epochs_left.slip(23.1, "Only whole epochs can be trained: round down.", to=23.2)
epochs_left.slip(24, "Rounded up, that is more than the budget.")
epochs_left.slip(162, "That is in epochs of one layer. The network has seven.")
epochs_left.slip(
    27, "162 layers' epochs are left. The network has seven layers, not six."
)
epochs_left.slip(26.5, "An autoencoder has two layers: in, and out again.", to=26.6)
epochs_left.slip(22, "The budget is 30 epochs of seven layers: six hidden, one output.")
epochs_left.slip(6.8, "That is about what pre-training costs. What is left?", to=7)
epochs_left.slip(48, "That is what pre-training costs, in epochs of one layer.")
epochs_left.slip(28, "That takes off one autoencoder. There are six.", to=29)
epochs_left.slip(18, "30 − 12 takes six autoencoders of two layers for whole epochs.")
epochs_left.slip(4, "That is how long each autoencoder is trained.")
epochs_left.slip(210, "That is the whole budget, in epochs of one layer.")
epochs_left.slip(180, "The network has seven layers of weights: 30 · 7, not 30 · 6.")
epochs_left.slip(-18, "30 − 48 mixes epochs of seven layers with epochs of one.")
epochs_left.slip(186, "An autoencoder has two layers; and 210 counts single layers.")
epochs_left.slip(
    3.4, "That is what one layer of each would cost. What is left?", to=3.5
)
epochs_left.slip(16, "Each autoencoder has two layers, not four.", to=16.3)
epochs_left.slip(0, "The budget is not used up: 48 of 210 are spent.")


@exercise(
    "10.2",
    "the gradient past a skip",
    cases=SKIPS,
    hints=[
        "aˡ has two ways on: through the weights of layer l + 1, and past them.",
        "Paths add up. The first gives δ Wᵀ, as in BP2; the second passes g on.",
    ],
    shows="g = δ Wᵀ + g: whatever the weights do, the second part arrives whole.",
)
def past_skip(delta, W, g):
    return delta @ W.T + g


@past_skip.mistake("That is the plain network. The way past the weights is missing.")
def _(delta, W, g):
    return delta @ W.T


@past_skip.mistake("That is the skip alone. The way through the weights is missing.")
def _(delta, W, g):
    return g.copy()


@past_skip.mistake("Backwards the weights are transposed: δ Wᵀ.")
def _(delta, W, g):
    return delta @ W + g


@past_skip.mistake("Paths add up; they do not multiply.")
def _(delta, W, g):
    return (delta @ W.T) * g


@past_skip.mistake("g goes past the weights: it is not multiplied with them.")
def _(delta, W, g):
    return (delta + g) @ W.T


@past_skip.mistake("Paths add up: no minus.")
def _(delta, W, g):
    return delta @ W.T - g


@past_skip.mistake("Paths add up: it is the sum, not the mean.")
def _(delta, W, g):
    return (delta @ W.T + g) / 2


@past_skip.mistake("The second way carries g = ∂C/∂a of the layer above, not its δ.")
def _(delta, W, g):
    return delta @ W.T + delta


@past_skip.mistake("δ belongs to the layer above: the weights lead back from there.")
def _(delta, W, g):
    return delta + g


@past_skip.mistake("Exchanged: δ goes through the weights, and g past them.")
def _(delta, W, g):
    return g @ W.T + delta


@past_skip.mistake("g comes once: the skip is one way.")
def _(delta, W, g):
    return delta @ W.T + 2 * g


@past_skip.mistake(
    "Both ways are to be added up, not multiplied, and δ needs the weights."
)
def _(delta, W, g):
    return delta * g


@past_skip.mistake("An example is a row: δ Wᵀ, not W δᵀ. And the way past is missing.")
def _(delta, W, g):
    return W @ delta.T


@past_skip.mistake("Paths add up to one gradient; side by side they have two shapes.")
def _(delta, W, g):
    return np.hstack([delta @ W.T, g])


@past_skip.mistake("Paths add up: one gradient is asked for, not two.")
def _(delta, W, g):
    return delta @ W.T, g


@past_skip.mistake("Each example keeps its own gradient: nothing is summed over rows.")
def _(delta, W, g):
    return (delta @ W.T).sum(axis=0) + g


@past_skip.mistake("Each example keeps its own gradient: no mean over rows.")
def _(delta, W, g):
    return (delta @ W.T).mean(axis=0) + g


@past_skip.mistake("g goes past the weights, and δ comes through them once, without g.")
def _(delta, W, g):
    return (delta @ W.T) * (1 + g)


@past_skip.mistake("Only the forward pass has an activation: no ReLU on a gradient.")
def _(delta, W, g):
    return np.maximum(delta @ W.T, 0) + g


@past_skip.mistake("∂C/∂a is asked for. The slope f′ comes later, on the way to δ.")
def _(delta, W, g):
    return 0.25 * (delta @ W.T + g)


@past_skip.mistake("Paths add up: no minus.")
def _(delta, W, g):
    return g - delta @ W.T


@past_skip.mistake("The derivative past the weights is 1, and it multiplies g.")
def _(delta, W, g):
    return delta @ W.T + 1


@past_skip.mistake(
    "Two ways, two parts: δ comes through the weights and not past them."
)
def _(delta, W, g):
    return delta @ W.T + g + delta


@past_skip.mistake("Both ways count, not the larger of the two.")
def _(delta, W, g):
    return np.maximum(delta @ W.T, g)


@past_skip.mistake("One number for each example and unit is asked for: no sum.")
def _(delta, W, g):
    return float((delta @ W.T + g).sum())


@past_skip.mistake("That is turned: a row for each example, so δ Wᵀ and g as they are.")
def _(delta, W, g):
    return W @ delta.T + g.T


@past_skip.mistake("A matrix product with Wᵀ is needed: `@`, not `*`.")
def _(delta, W, g):
    return delta[:, None] * W.T + g


@past_skip.mistake("δ and g take two ways: they are not multiplied with each other.")
def _(delta, W, g):
    return (delta * g) @ W.T


@exercise(
    "10.3",
    "are they tied?",
    cases=[
        ((0.80, 0.90), (0.85, 0.95)),
        ((0.85, 0.95), (0.80, 0.90)),
        ((0.80, 0.90), (0.91, 0.95)),
        ((0.91, 0.95), (0.80, 0.90)),
        ((0.70, 0.95), (0.80, 0.90)),
        ((0.80, 0.90), (0.70, 0.95)),
        ((0.80, 0.90), (0.90, 0.95)),
        ((0.90, 0.95), (0.80, 0.90)),
        ((0.80, 0.90), (0.82, 0.88)),
        ((0.80, 0.90), (0.85, 0.90)),
        ((0.60, 0.90), (0.85, 0.95)),
    ],
    hints=[
        "When are they not tied? When one ends before the other begins.",
        "`a[1] < b[0]` or `b[1] < a[0]`: turn that round.",
    ],
    shows="Two bands overlap when neither ends before the other begins.",
)
def tied(a, b):
    return a[1] >= b[0] and b[1] >= a[0]


@tied.mistake("That holds whenever b is the better one, however far away.")
def _(a, b):
    return b[1] >= a[0]


@tied.mistake("That holds whenever a is the better one, however far away.")
def _(a, b):
    return a[1] >= b[0]


@tied.mistake("One of the two always holds. Both have to.")
def _(a, b):
    return a[1] >= b[0] or b[1] >= a[0]


@tied.mistake("That asks a to lie inside b. Overlapping is enough.")
def _(a, b):
    return b[0] <= a[0] and a[1] <= b[1]


@tied.mistake("That asks b to lie inside a. Overlapping is enough.")
def _(a, b):
    return a[0] <= b[0] and b[1] <= a[1]


@tied.mistake("Turned round: this is true when they do not overlap.")
def _(a, b):
    return a[1] < b[0] or b[1] < a[0]


@tied.mistake("Bands that touch, such as 0.80-0.90 and 0.90-0.95, share a value.")
def _(a, b):
    return a[1] > b[0] and b[1] > a[0]


@tied.mistake("The middles of two bands can differ while they overlap.")
def _(a, b):
    return abs(sum(a) / 2 - sum(b) / 2) < 0.01


@tied.mistake("This compares only where they begin and end, not what lies between.")
def _(a, b):
    return a[0] == b[0] or a[1] == b[1]


@tied.mistake("Only one side is compared, and touching bands share a value.")
def _(a, b):
    return a[0] < b[1]


@tied.mistake("Only one side is compared, and touching bands share a value.")
def _(a, b):
    return a[1] > b[0]


@tied.mistake("Then no two of these are tied. A shared value need not be an end.")
def _(a, b):
    return a[0] == b[0]


@tied.mistake("That asks for the end of a inside b. What if a contains b?")
def _(a, b):
    return b[0] <= a[1] <= b[1]


@tied.mistake("That asks for the beginning of a inside b. What if a contains b?")
def _(a, b):
    return b[0] <= a[0] <= b[1]


@tied.mistake("That asks for the middle of a inside b. Overlapping is enough.")
def _(a, b):
    return b[0] <= sum(a) / 2 <= b[1]


@tied.mistake("That compares how wide they are.")
def _(a, b):
    return a[1] - a[0] > b[1] - b[0]


@tied.mistake("The second comparison allows touching bands, the first does not.")
def _(a, b):
    return a[1] > b[0] and b[1] >= a[0]


@tied.mistake("The first comparison allows touching bands, the second does not.")
def _(a, b):
    return a[1] >= b[0] and b[1] > a[0]


@tied.mistake("That asks one of them to lie inside the other. Overlapping is enough.")
def _(a, b):
    return (b[0] <= a[0] and a[1] <= b[1]) or (a[0] <= b[0] and b[1] <= a[1])


@tied.mistake("That asks whether an end of a lies inside b. What if a contains b?")
def _(a, b):
    return b[0] <= a[0] <= b[1] or b[0] <= a[1] <= b[1]


@tied.mistake("That asks whether an end of b lies inside a. What if b contains a?")
def _(a, b):
    return a[0] <= b[0] <= a[1] or a[0] <= b[1] <= a[1]


@tied.mistake("That compares the four ends. A band also holds all that lies between.")
def _(a, b):
    return bool(set(a) & set(b))


@tied.mistake("That takes it for granted that b begins inside a. a may begin inside b.")
def _(a, b):
    return a[0] <= b[0] <= a[1]


@tied.mistake("That takes it for granted that b ends inside a. a may end inside b.")
def _(a, b):
    return a[0] <= b[1] <= a[1]


@tied.mistake("That is how much they share. Is it anything at all?")
def _(a, b):
    return min(a[1], b[1]) - max(a[0], b[0])


@tied.mistake("That is a lead of a over b. Tied means that neither leads.")
def _(a, b):
    return a[0] > b[1]


@tied.mistake("That is a lead of b over a. Tied means that neither leads.")
def _(a, b):
    return b[0] > a[1]


@tied.mistake("`True` or `False` is asked for: the comparison itself, not a word.")
def _(a, b):
    return "yes" if a[1] >= b[0] and b[1] >= a[0] else "no"


@tied.mistake("That asks whether they touch. They may share much more.")
def _(a, b):
    return abs(a[1] - b[0]) < 0.01
