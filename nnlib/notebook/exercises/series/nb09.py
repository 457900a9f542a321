"""The exercises of notebook 09, the ReLU family and dead units."""

import numpy as np

from ..exercise import exercise

SOME = np.array([[0.0, 0.0, 1.2, 0.0], [0.0, 0.7, 0.0, 0.0], [0.0, 0.1, 0.4, 0.0]])
NONE = np.array([[0.3, 0.0], [0.0, 0.2], [0.0, 0.0]])
SIGNED = np.array([[0, -1, 2, -0.5, 2, 0, -2], [0, 1, -2, -3, 0, -1, -1]])


@exercise(
    "09.1",
    "how many units are dead",
    cases=[(SOME,), (NONE,), (SIGNED,)],
    hints=[
        "A column of a is one unit. When is the unit of a column dead?",
        "`(a == 0).all(axis=0)` is true for a column that is 0 on every row.",
    ],
    shows="A unit counts as dead when it is 0 on every example, not on some.",
)
def dead(a):
    return int((a == 0).all(axis=0).sum())


@dead.mistake("That counts zeros: units that are silent, example by example.")
def _(a):
    return int((a == 0).sum())


@dead.mistake("That is the share of zeros, of silence. Dead is silent on every row.")
def _(a):
    return float((a == 0).mean())


@dead.mistake("That is the share of dead units. The number of them is asked for.")
def _(a):
    return float((a == 0).all(axis=0).mean())


@dead.mistake("`axis=1` runs over units: this counts examples that silence a layer.")
def _(a):
    return int((a == 0).all(axis=1).sum())


@dead.mistake("These are silent on some example. Dead is silent on every one.")
def _(a):
    return int((a == 0).any(axis=0).sum())


@dead.mistake("These are the units that are alive.")
def _(a):
    return int((a != 0).any(axis=0).sum())


@dead.mistake("That looks at the first example alone.")
def _(a):
    return int((a[0] == 0).sum())


@dead.mistake("That tells which units are dead. How many are there?")
def _(a):
    return (a == 0).all(axis=0)


@dead.mistake("A sum of 0 is not enough: −1 and 1 add up to 0, and the unit is alive.")
def _(a):
    return int((a.sum(axis=0) == 0).sum())


@dead.mistake("A negative value is alive too: leaky ReLU puts it out. Dead is 0.")
def _(a):
    return int((a <= 0).all(axis=0).sum())


@dead.mistake("A largest value of 0 leaves room for negative ones, and they are alive.")
def _(a):
    return int((a.max(axis=0) == 0).sum())


@dead.mistake("That is the number of examples. A unit is a column.")
def _(a):
    return len(a)


@dead.mistake("That is the number of units, dead or alive.")
def _(a):
    return a.shape[1]


@dead.mistake("Silent on half of the examples is healthy. Dead is silent on all.")
def _(a):
    return int(((a == 0).mean(axis=0) >= 0.5).sum())


@dead.mistake("That looks at the last example alone.")
def _(a):
    return int((a[-1] == 0).sum())


@dead.mistake("That asks whether the whole layer is dead. Go column by column.")
def _(a):
    return int((a == 0).all())


@dead.mistake("That counts the activations that are not 0.")
def _(a):
    return int((a != 0).sum())


@exercise(
    "09.2",
    "the chance of a silent layer",
    cases=[(2, 10), (3, 10), (4, 1), (1, 3), (10, 50)],
    hints=[
        "A layer of n units is silent with the chance 2⁻ⁿ, and is not with 1 − 2⁻ⁿ.",
        "The network is well if layer 1 is not silent and layer 2 is not and …",
    ],
    shows="The chance is 1 − (1 − 2⁻ⁿ)ᴸ: it nears 1 with depth, at any width.",
)
def born_silent(n, L):
    return 1 - (1 - 2.0**-n) ** L


@born_silent.mistake("That is the chance for one layer. There are L.")
def _(n, L):
    return 2.0**-n


@born_silent.mistake("Chances of L layers add up only while they are small.")
def _(n, L):
    return L * 2.0**-n


@born_silent.mistake("That asks all L layers to be silent. One is enough.")
def _(n, L):
    return 2.0 ** (-n * L)


@born_silent.mistake("That is the chance that every layer is well. Subtract it from 1.")
def _(n, L):
    return (1 - 2.0**-n) ** L


@born_silent.mistake("That asks every unit of the network to be active.")
def _(n, L):
    return 1 - 0.5 ** (n * L)


@born_silent.mistake(
    "n and L are exchanged: a layer has n units, the network L layers."
)
def _(n, L):
    return 1 - (1 - 2.0**-L) ** n


@born_silent.mistake("A layer is silent if all n units are: (½)ⁿ, not 1/(2n).")
def _(n, L):
    return 1 - (1 - 1 / (2 * n)) ** L


@born_silent.mistake("Steps between layers are L − 1, but every layer can be silent.")
def _(n, L):
    return 1 - (1 - 2.0**-n) ** (L - 1)


@born_silent.mistake("Cutting the sum at 1 does not mend it: chances do not add up.")
def _(n, L):
    return min(1.0, L * 2.0**-n)


@born_silent.mistake("That is the chance that one layer is not silent.")
def _(n, L):
    return 1 - 2.0**-n


@born_silent.mistake("A layer has n units, and all of them are silent: (½)ⁿ.")
def _(n, L):
    return 2.0**-L


@born_silent.mistake("One layer too many: there are L.")
def _(n, L):
    return 1 - (1 - 2.0**-n) ** (L + 1)


@exercise(
    "09.3",
    "the width for thirty layers",
    hints=[
        "Your function of 09.2 with L = 30: try one width after the other.",
        "Or solve 1 − (1 − 2⁻ⁿ)³⁰ = 0.01 for n, and round up.",
    ],
    shows="Twelve units a layer: the width grows with the logarithm of the depth.",
)
def width():
    return 12


width.slip(11, "Near: at 11 the chance is 1.5 %.")
width.slip(13, "It does, but 12 would do.")
width.slip(7, "One layer of 7 is silent with less than 1 %. There are thirty.")
width.slip(6.64, "That is log₂ 100: right for one layer. There are thirty.", to=6.65)
width.slip(11.5, "A layer has whole units: round up.", to=11.6)
width.slip(10, "At 10 the chance is 2.9 %.")
width.slip(8, "At 8 the chance is 11 %.")
width.slip(5, "At 5 the chance is 61 %.")
width.slip(3, "At 3 nearly every network has a silent layer.")
width.slip(14, "More than is needed.", to=np.inf)
