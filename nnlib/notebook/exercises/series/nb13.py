"""The exercises of notebook 13, claims on trial."""

import numpy as np

from nnlib import theory

from ..exercise import Goal, exercise

CASES = [
    ([True] * 18 + [False] * 2,),
    ([True] * 17 + [False] * 3,),
    ([False, *[True] * 19],),
    ([True] * 9 + [False],),
    ([True] * 35 + [False] * 5,),
    ([True] * 36 + [False] * 4,),
    ([True] * 20,),
    ([True] * 5 + [False] * 15,),
    ([True] * 17 + [False] * 2,),
]


@exercise(
    "13.1",
    "when a sentence is kept",
    cases=CASES,
    hints=[
        "The mean of truth values is the share that is true.",
        "Nine tenths or more: `np.mean(holds) >= 0.9`.",
    ],
    shows="Two of twenty may fail, one of ten, four of forty.",
)
def kept(holds):
    return bool(np.mean(holds) >= 0.9)


@kept.mistake("Nine tenths are enough: two of twenty may fail.")
def _(holds):
    return all(holds)


@kept.mistake("Nine tenths itself is enough: 18 of 20 is kept.")
def _(holds):
    return bool(np.mean(holds) > 0.9)


@kept.mistake("More than half is not enough. Nine tenths are asked for.")
def _(holds):
    return bool(np.mean(holds) > 0.5)


@kept.mistake("There need not be twenty seeds: take the share, not the count.")
def _(holds):
    return sum(holds) >= 18


@kept.mistake("One seed that agrees is what this series does not accept.")
def _(holds):
    return any(holds)


@kept.mistake("That is the first seed alone.")
def _(holds):
    return holds[0]


@kept.mistake("That is the share. Is it large enough? Answer True or False.")
def _(holds):
    return np.mean(holds)


@kept.mistake("At most two may fail if there are twenty. For forty it is four.")
def _(holds):
    return len(holds) - sum(holds) <= 2


@kept.mistake("Rounded first, 0.875 is kept as well. Compare the share as it is.")
def _(holds):
    return round(np.mean(holds), 1) >= 0.9


@kept.mistake(
    "That is True where the sentence falls. It is to be True where it is kept."
)
def _(holds):
    return np.mean(holds) < 0.9


@kept.mistake("That asks for at most nine tenths. At least nine tenths are asked for.")
def _(holds):
    return np.mean(holds) <= 0.9


@kept.mistake("Of twenty, two may fail. That lets one fail, whatever their number.")
def _(holds):
    return len(holds) - sum(holds) < 2


@kept.mistake("That is how many hold. Is it enough of them? Answer True or False.")
def _(holds):
    return sum(holds)


@kept.mistake("A mean of truth values is at most 1: compare it with 0.9.")
def _(holds):
    return np.mean(holds) >= 90


@kept.mistake("More than 18 of 20 may hold, too.")
def _(holds):
    return sum(holds) == 18


@kept.mistake("One answer for all seeds is asked for, not one for each.")
def _(holds):
    return [held >= 0.9 for held in holds]


@exercise(
    "13.2",
    "how easily chance passes",
    digits=2,
    hints=[
        "Twenty coins: in how many of the 2²⁰ cases are 18, 19 or 20 of them heads?",
        "18 of 20 can be chosen in 190 ways, 19 in 20, and 20 in one.",
    ],
    shows="211 of 1 048 576: two in ten thousand. On one seed it is one in two.",
)
def chance():
    return 211 / 2**20


chance.slip(0.5, "That is the chance on one seed. Here 18 of 20 have to hold.")
chance.slip(190 / 2**20, "That is exactly 18. With 19 and 20 it is kept too.")
chance.slip(1 / 2**20, "That is all twenty. 18 are enough, and there are many ways.")
chance.slip(1 / 2**18, "That is 18 given seeds. Any 18 of the twenty will do.")
chance.slip(190 / 2**18, "The other two have to fail: those are halves as well.")
chance.slip(211, "That is the number of ways. Divide by all of them.")
chance.slip(3 / 2**20, "18 can be chosen in many ways, not in one.")
chance.slip(0.02, "In per cent it is 0.02. Give it as a share.", to=0.0202)
chance.slip(0.9, "That is the share which is asked for, not its chance.")
chance.slip(21 / 2**20, "That is 19 and 20. And 18?")
chance.slip(1351 / 2**20, "That has 17 in it as well. At least 18 have to hold.")
chance.slip(422 / 2**20, "That counts 18 and more that fail, too.")
chance.slip(401 / 2**20, "Which of the two fails first does not matter: 190 pairs.")
chance.slip(1 - 211 / 2**20, "That is the chance that it is not kept.")
chance.slip(2**20 / 211, "The other way up: a probability is at most 1.")
chance.slip(0.9**20, "That is all of twenty, with nine in ten. A coin has one in two.")
chance.slip(0.677, "That holds nine times in ten. A coin does so one time in two.")
chance.slip(3 / 21, "The counts from 0 to 20 are not equally likely.")
chance.slip(0.1, "That is the share which may fail, not a chance.")


def left_of_selu(scale: float) -> float:
    """What 30 layers of SELU leave of an error; 0 for what is no scale."""
    if not 0 < scale < np.inf:
        return 0.0
    return float(theory.limiting_factor("selu", scale) ** 30)


@exercise(
    "13.3",
    "a slope above 1 that vanishes",
    goal=Goal("share of an error that 30 layers leave", left_of_selu, 1e-3, 1e-2),
    hints=[
        "At σ_w = 1 the error grows. Take less.",
        '`theory.limiting_factor("selu", 0.9) ** 30` tells what 0.9 leaves.',
    ],
    shows="Slopes up to 1.76, and the error vanishes: the weights decide.",
)
def scale():
    return 0.57


scale.slip(1.0, "At σ_w = 1, LeCun's rule, the error grows a little in each layer.")
scale.slip(1.01, "That way it grows. The error is to shrink.", to=np.inf)
scale.slip(0.7, "The error does not shrink yet. Take less.", to=0.999)
scale.slip(0.5923, "It shrinks, but more than a hundredth is left.", to=0.6999)
scale.slip(0.05, "It shrinks too much: less than a thousandth is left.", to=0.5484)
scale.slip(0.0, "With weights of 0 nothing passes at all.")
scale.slip(-np.inf, "A standard deviation is not below 0.", to=-1e-9)
