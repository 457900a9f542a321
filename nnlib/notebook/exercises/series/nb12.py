"""The exercises of notebook 12, diagnosing training."""

from dataclasses import replace

import numpy as np

from ... import clinic
from ...experiments.nb12 import BEDS
from ..exercise import Goal, exercise

BEFORE, AFTER = np.random.default_rng(12).normal(size=(2, 3, 4)).round(1) + 0.0  # no -0
PAIRS = [
    (BEFORE, AFTER),
    (np.eye(2), 1.01 * np.eye(2)),
    (np.array([[3.0, 4.0]]), np.array([[4.0, 3.0]])),
]


@exercise(
    "12.1",
    "how far an update moves the weights",
    cases=PAIRS,
    hints=[
        "The length of a matrix is the root of the sum of its squares.",
        "‖after − before‖ / ‖before‖, with `np.linalg.norm` for the lengths.",
    ],
    shows="The step in units of the weights: layers of any size can be compared.",
)
def ratio(before, after):
    return np.linalg.norm(after - before) / np.linalg.norm(before)


@ratio.mistake("That is the step alone. How large is it beside the weights?")
def _(before, after):
    return np.linalg.norm(after - before)


@ratio.mistake("Lengths can agree while the weights have turned: subtract first.")
def _(before, after):
    return abs(np.linalg.norm(after) - np.linalg.norm(before)) / np.linalg.norm(before)


@ratio.mistake("These are squares: take the roots.")
def _(before, after):
    return np.sum((after - before) ** 2) / np.sum(before**2)


@ratio.mistake("Upside down: the step stands above.")
def _(before, after):
    return np.linalg.norm(before) / np.linalg.norm(after - before)


@ratio.mistake("Steps of both signs cancel in a mean. Take lengths.")
def _(before, after):
    return np.mean(after - before) / np.linalg.norm(before)


@ratio.mistake("That compares the largest single weights. Take the whole matrix.")
def _(before, after):
    return np.abs(after - before).max() / np.abs(before).max()


@ratio.mistake("That is how long the matrix is now, beside before. Where is the step?")
def _(before, after):
    return np.linalg.norm(after) / np.linalg.norm(before)


@ratio.mistake("Without squares: that is the sum of sizes, another length.")
def _(before, after):
    return np.abs(after - before).sum() / np.abs(before).sum()


@ratio.mistake("Beside the weights as they were: this divides by those after the step.")
def _(before, after):
    return np.linalg.norm(after - before) / np.linalg.norm(after)


@ratio.mistake("Only one of the two lengths has its root.")
def _(before, after):
    return np.linalg.norm(after - before) / np.sum(before**2)


@ratio.mistake("With the 2 it is another norm: how far a matrix stretches a vector.")
def _(before, after):
    return np.linalg.norm(after - before, 2) / np.linalg.norm(before, 2)


@ratio.mistake("That is one number for each column. Leave the axis out.")
def _(before, after):
    return np.linalg.norm(after - before, axis=0) / np.linalg.norm(before, axis=0)


@ratio.mistake("That is one number for each row. Leave the axis out.")
def _(before, after):
    return np.linalg.norm(after - before, axis=1) / np.linalg.norm(before, axis=1)


@ratio.mistake("Positive and negative entries cancel in a sum. Take lengths.")
def _(before, after):
    return np.sum(after - before) / np.sum(before)


@ratio.mistake("A standard deviation leaves the mean out, and a length does not.")
def _(before, after):
    return np.std(after - before) / np.std(before)


@ratio.mistake("That is in per cent. The ratio itself is asked for.")
def _(before, after):
    return 100 * np.linalg.norm(after - before) / np.linalg.norm(before)


@ratio.mistake("Entry by entry, a weight near 0 outweighs all. First the two lengths.")
def _(before, after):
    with np.errstate(divide="ignore", invalid="ignore"):
        return (after - before) / before


@ratio.mistake("A mean over single ratios: a weight near 0 outweighs all others.")
def _(before, after):
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.mean(np.abs((after - before) / before))


@ratio.mistake("The length comes before the division: this divides single entries.")
def _(before, after):
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.linalg.norm((after - before) / before)


@ratio.mistake("A length is never below 0: the square comes before the root.")
def _(before, after):
    return -np.linalg.norm(after - before) / np.linalg.norm(before)


@ratio.mistake("A ratio of rows, averaged, is another number: take the whole matrix.")
def _(before, after):
    steps = np.linalg.norm(after - before, axis=1)
    return np.mean(steps / np.linalg.norm(before, axis=1))


@ratio.mistake("A mean square above wants one below: the entries were counted once.")
def _(before, after):
    return np.sqrt(np.mean((after - before) ** 2)) / np.linalg.norm(before)


@exercise(
    "12.2",
    "what ails bed C",
    hints=[
        "Go through the panels one by one. Which of them look as in a healthy run?",
        "The gradient is level and few units are dead. How far do the weights move?",
    ],
    shows="The gradient is level and the steps are tiny: only the rate is left.",
)
def diagnosis():
    return "rate too low", "update"


for name, sickness in clinic.WARD.items():
    for panel in clinic.PANELS:
        if name != "rate too low":
            hint = (
                f"{name.capitalize()} would mean that {sickness.sign}. Does {panel!r} "
                "show that?"
            )
            diagnosis.slip((name, panel), hint)
        elif panel not in sickness.panels:
            hint = (
                f"It is that. But {panel!r} looks so in other beds too: what tells it?"
            )
            diagnosis.slip((name, panel), hint)


for name, sickness in clinic.WARD.items():
    for panel in sickness.panels:
        diagnosis.slip((panel, name), "The diagnosis comes first, then the panel.")
        for written in (
            (name.capitalize(), panel),
            (name.capitalize(), panel.capitalize()),
        ):
            diagnosis.slip(written, "Write both in small letters, as they stand above.")
for name in "too low", "learning rate too low", "rate", "too slow", "low rate":
    diagnosis.slip((name, "update"), "Write the diagnosis as the table calls it.")


def held_out_at(rate: float) -> float:
    """The share of held-out digits right when bed H trains with this rate instead.

    0 for what is no rate: one below 0, or none that is finite.
    """
    if not 0 <= rate < np.inf:
        return 0.0
    plan = replace(clinic.WARD["rate too high"].plan, learning_rate=rate)
    return clinic.held_out(plan.train(BEDS["H"]))


@exercise(
    "12.3",
    "a cure for bed H",
    goal=Goal("share of held-out digits right", held_out_at, 0.85, 1.0),
    hints=[
        "It trains at the rate 5. An update moves the weights by half of their size.",
        "A healthy update is a hundred times smaller.",
    ],
    shows="Trained at your rate, it gets 85 % or more of the held-out digits right.",
)
def new_rate():
    return 0.05


new_rate.slip(5.0, "That is the rate that it had.")
new_rate.slip(5.1, "The other way: the steps are too long already.", to=np.inf)
new_rate.slip(
    0.8, "Still too high: the updates are far longer than a healthy run's.", to=4.99
)
new_rate.slip(0.0, "At the rate 0 nothing moves at all.")
new_rate.slip(
    -np.inf, "Descent goes against the gradient: a rate is above 0.", to=-1e-11
)
new_rate.slip(1e-11, "With this rate it would lie in bed C.", to=1e-4)
new_rate.slip(
    1.1e-4, "It learns, but 25 epochs are not enough at this pace.", to=0.0145
)
