"""The experiments of notebook 12: what healthy and sick trainings show."""

import numpy as np

from .. import clinic
from . import Result, conclusion

SEEDS = (101, 100, 104, 109, 103, 106, 102, 122, 107)
BEDS = dict(zip("ABCDEFGHI", SEEDS, strict=True))


@conclusion(
    "12.1",
    "In a healthy training the last update of the first epoch moves every matrix of "
    "weights by less than three hundredths of its size, and some by more than a "
    "thousandth.",
    number="largest ratio of the two trainings",
    unless={"names": ("rate too high", "rate too high")},
    rtol=0.5,
)
def healthy_updates(seed: int, names: tuple[str, str] = ("ReLU", "tanh")) -> Result:
    largest = [clinic.moved(clinic.case(name, seed)) for name in names]
    holds = all(0.001 < one < 0.03 for one in largest)
    return Result(holds, max(largest))


@conclusion(
    "12.2",
    "A network that is trained on shuffled labels learns more than a quarter of its "
    "own examples and gets fewer than a fifth of the held-out ones right.",
    number="share right of its own examples",
    unless={"name": "over-fitting"},
    claims=("T09",),
    rtol=0.5,
)
def learns_nonsense(seed: int, name: str = "shuffled labels") -> Result:
    history = clinic.case(name, seed)
    own, other = clinic.right(history), clinic.held_out(history)
    return Result(own > 0.25 and other < 0.2, own, np.array([own, other]))


@conclusion(
    "12.3",
    "In six layers of sigmoids the gradient of layer 1 is less than a hundredth of "
    "that of the last hidden layer, though less than a tenth of layer 1 is saturated.",
    number="gradient of layer 1 over that of the last hidden layer",
    unless={"name": "inputs not scaled"},
    rtol=0.5,
)
def vanishes_unsaturated(seed: int, name: str = "vanishing gradient") -> Result:
    history = clinic.case(name, seed)
    ratio = clinic.first_over_last(history)
    return Result(ratio < 0.01 and clinic.saturated(history) < 0.1, ratio)


@conclusion(
    "12.4",
    "An exploding gradient is seen after the first epoch; over-fitting takes more than "
    "fifteen.",
    number="first epoch at which over-fitting is seen",
    unless={"late": "exploding gradient"},
    trial=3,
    rtol=0.5,
)
def what_shows_first(seed: int, late: str = "over-fitting") -> Result:
    first = {
        name: clinic.first_epoch(clinic.case(name, seed), clinic.WARD[name].shows)
        for name in ("exploding gradient", late)
    }
    epoch = first[late]
    holds = first["exploding gradient"] == 1 and epoch is not None and epoch > 15
    return Result(holds, epoch or np.inf)
