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


@dead.mistake("Those are examples, and whether they silence the layer. Turn the axis.")
def _(a):
    return (a == 0).all(axis=1)


@dead.mistake("That counts, unit by unit, the examples that it speaks for.")
def _(a):
    return np.count_nonzero(a, axis=0)


@dead.mistake("That counts, unit by unit, the examples on which it is silent.")
def _(a):
    return (a == 0).sum(axis=0)


@dead.mistake("These are shares of silence, one a unit. How many of them are 1?")
def _(a):
    return (a == 0).mean(axis=0)


@dead.mistake("These are the numbers of the dead units. How many are there?")
def _(a):
    return np.flatnonzero((a == 0).all(axis=0))


@dead.mistake("That says whether any unit is dead. How many are?")
def _(a):
    return bool((a == 0).all(axis=0).any())


@dead.mistake("These are the units that are never silent.")
def _(a):
    return int((a != 0).all(axis=0).sum())


@dead.mistake("A smallest value of 0 is silence on one example. Dead is silent on all.")
def _(a):
    return int((a.min(axis=0) == 0).sum())


@dead.mistake("That is the share of units that are alive.")
def _(a):
    return float((a != 0).any(axis=0).mean())


@dead.mistake("That is how many units an example silences, on average.")
def _(a):
    return float((a == 0).sum(axis=1).mean())


@dead.mistake(
    "The loop ends at the number of examples. Units are columns: `a.shape[1]`."
)
def _(a):
    return sum(bool((a[:, j] == 0).all()) for j in range(len(a)))


@dead.mistake("Silent on most examples is not dead. Dead is silent on all.")
def _(a):
    return int(((a == 0).mean(axis=0) > 0.5).sum())


@exercise(
    "09.2",
    "the chance of a silent layer",
    cases=[(2, 10), (3, 10), (4, 1), (1, 3), (10, 50)],
    hints=[
        "A layer of m units is silent with the chance 2⁻ᵐ, and is not with 1 − 2⁻ᵐ.",
        "The network is well if layer 1 is not silent and layer 2 is not and …",
    ],
    shows="The chance is 1 − (1 − 2⁻ᵐ)ᴸ: it nears 1 with depth, at any width.",
)
def born_silent(m, L):
    return 1 - (1 - 2.0**-m) ** L


@born_silent.mistake("That is the chance for one layer. There are L.")
def _(m, L):
    return 2.0**-m


@born_silent.mistake("Chances of L layers add up only while they are small.")
def _(m, L):
    return L * 2.0**-m


@born_silent.mistake("That asks all L layers to be silent. One is enough.")
def _(m, L):
    return 2.0 ** (-m * L)


@born_silent.mistake("That is the chance that every layer is well. Subtract it from 1.")
def _(m, L):
    return (1 - 2.0**-m) ** L


@born_silent.mistake(
    "That is the chance that not all layers are silent. One is enough."
)
def _(m, L):
    return 1 - 0.5 ** (m * L)


@born_silent.mistake(
    "m and L are exchanged: a layer has m units, the network L layers."
)
def _(m, L):
    return 1 - (1 - 2.0**-L) ** m


@born_silent.mistake("A layer is silent if all m units are: (½)ᵐ, not 1/(2m).")
def _(m, L):
    return 1 - (1 - 1 / (2 * m)) ** L


@born_silent.mistake("Steps between layers are L − 1, but every layer can be silent.")
def _(m, L):
    return 1 - (1 - 2.0**-m) ** (L - 1)


@born_silent.mistake("Cutting the sum at 1 does not mend it: chances do not add up.")
def _(m, L):
    return min(1.0, L * 2.0**-m)


@born_silent.mistake("That is the chance that one layer is not silent.")
def _(m, L):
    return 1 - 2.0**-m


@born_silent.mistake("A layer has m units, and all of them are silent: (½)ᵐ.")
def _(m, L):
    return 2.0**-L


@born_silent.mistake("One layer too many: there are L.")
def _(m, L):
    return 1 - (1 - 2.0**-m) ** (L + 1)


@born_silent.mistake("That is the chance of exactly one silent layer. More count too.")
def _(m, L):
    return L * 2.0**-m * (1 - 2.0**-m) ** (L - 1)


@born_silent.mistake("That lets the last layer be the first silent one. Any may be.")
def _(m, L):
    return 2.0**-m * (1 - 2.0**-m) ** (L - 1)


@born_silent.mistake("That is the prediction above, for two units. Here there are m.")
def _(m, L):
    return 1 - 0.75**L


@born_silent.mistake("A chance from 0 to 1 is asked for, and this is in per cent.")
def _(m, L):
    return 100 * (1 - (1 - 2.0**-m) ** L)


@born_silent.mistake("Chances of L layers to be well multiply: a power, not times L.")
def _(m, L):
    return 1 - (1 - 2.0**-m) * L


@born_silent.mistake("The chances ½ of m units multiply: (½)ᵐ, not m times ½.")
def _(m, L):
    return 1 - (1 - m / 2) ** L


@born_silent.mistake("That is one silent unit a layer. All m have to be silent.")
def _(m, L):
    return 1 - 0.5**L


@born_silent.mistake("L layers are tried, not m times L.")
def _(m, L):
    return 1 - (1 - 2.0**-m) ** (m * L)


@born_silent.mistake(
    "The power has lost its minus sign: the chance is ½ for each unit."
)
def _(m, L):
    return 1 - (1 - 2.0**m) ** L


@born_silent.mistake("A chance of 1/m? Each of m units is silent with the chance ½.")
def _(m, L):
    return 1 - (1 - 1 / m) ** L


@born_silent.mistake("That is right for rare events only. The exact chance is a power.")
def _(m, L):
    return 1 - np.exp(-L * 2.0**-m)


@born_silent.mistake(
    "Both inputs of a pair? One input is asked for: 2⁻ᵐ, not its square."
)
def _(m, L):
    return 1 - (1 - 4.0**-m) ** L


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
width.slip(9, "At 9 the chance is 5.7 %.")
width.slip(6, "At 6 the chance is 38 %.")
width.slip(4, "At 4 the chance is 86 %.")
width.slip(1, "At 1 and at 2 nearly every network has a silent layer.", to=2)
width.slip(0, "That is a chance. How many units does a layer need?", to=0.5)
width.slip(11.9, "Nearly. A layer has whole units.", to=11.999)
width.slip(-np.inf, "A width is positive: check a sign of your logarithms.", to=-1e-9)
