"""The clinic of notebook 12: sick trainings, made from seeds, and how to tell them.

``patient(seed)`` trains a network with one fault.  Each sickness has its sign as code,
a function of the recorded history, so that no two diagnoses fit one run.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cache
from typing import Any

import numpy as np

from nnlib import History, Network, TrainingDiverged, data, fit
from nnlib.initializers import get

from .dashboard import PANELS, RECORD
from .drawing.style import GREEN, VERMILION
from .message import Message

DIGITS = data.digits()


@dataclass(frozen=True)
class Plan:
    """What a training is made of; a sickness changes some of it."""

    hidden: str = "relu"
    output: str = "softmax"
    layers: int = 4
    init: Any = "he_normal"
    bias: float = 0.0
    scale: float = 1.0
    learning_rate: float = 0.05
    images: int = 400
    shuffled: bool = False
    epochs: int = 25

    def train(self, seed: int) -> History:
        """The history of a network 64-32-…-32-10, recorded even if it diverges."""
        rng = np.random.default_rng(seed)
        rows = rng.permutation(len(DIGITS.y))[: self.images]
        y = DIGITS.y[rows]
        if self.shuffled:
            y = rng.permutation(y)
        net = Network(
            [64, *[32] * self.layers, 10],
            self.hidden,
            self.output,
            "sparse_categorical_cross_entropy",
            init=self.init,
            bias=[*[self.bias] * self.layers, 0.0],
            seed=seed,
        )
        try:
            return fit(
                net,
                self.scale * DIGITS.X[rows],
                y,
                epochs=self.epochs,
                batch_size=20,
                learning_rate=self.learning_rate,
                validation_data=(self.scale * DIGITS.X_test, DIGITS.y_test),
                record=RECORD,
                progress=False,
                seed=seed,
            )
        except TrainingDiverged as stopped:
            return stopped.history


@dataclass(frozen=True)
class Sickness:
    """A fault, how the dashboard shows it, and what is done about it.

    ``panels`` are those of the dashboard that tell it from every other sickness.
    """

    name: str
    plan: Plan
    sign: str
    panels: tuple[str, ...]
    shows: Callable[[History], bool]
    advice: str
    cure: Mapping[str, Any]


def first_over_last(history: History) -> float:
    """‖∂C/∂W‖ of layer 1 over that of the last hidden layer, at the start.

    0 where a dead layer lets nothing through.
    """
    norms = history.gradient_norms[0]
    return float(norms[0] / norms[-2]) if norms[-2] else 0.0


def dead(history: History) -> float:
    """The share of dead units in the hidden layer that has most of them, at the end."""
    return float(_last(history.dead_shares)[:-1].max())


def dead_before(history: History) -> float:
    """The same at the start."""
    return float(history.dead_shares[0, :-1].max())


def saturated(history: History) -> float:
    """The share of saturated activations in layer 1 at the start."""
    return float(history.saturated_shares[0, 0])


def moved(history: History) -> float:
    """The largest ‖ΔW‖/‖W‖ of the first epoch."""
    ratios = history.update_ratios[1]
    return float(np.nan_to_num(ratios, nan=np.inf).max())


def right(history: History) -> float:
    """The share right on the training set at the end, 0 if it has diverged."""
    return float(np.nan_to_num(history.accuracy[-1]))


def held_out(history: History) -> float:
    """The share right on held-out digits at the end, 0 if it has diverged."""
    return float(np.nan_to_num(history.validation_accuracy[-1]))


def _last(rows: Any) -> Any:
    """The last row that is finite: a network that diverged has NaN from then on."""
    finite = np.isfinite(rows).reshape(len(rows), -1).all(axis=1)
    return rows[np.flatnonzero(finite)[-1]]


def explodes(history: History) -> bool:
    """The first layer's gradient is more than ten times that further up."""
    return first_over_last(history) > 10


def vanishes(history: History) -> bool:
    """It is less than a hundredth, and not 0, as below a dead layer."""
    return 0 < first_over_last(history) < 0.01


def is_dead(history: History) -> bool:
    """A hidden layer has died, and was so from the start."""
    return dead(history) > 0.9 and dead_before(history) > 0.9


def is_unscaled(history: History) -> bool:
    """Layer 1 is saturated before any training, though not dead."""
    return saturated(history) > 0.9 and not is_dead(history)


def lies(history: History) -> bool:
    """The loss is small, and the answers are not right."""
    return _last(history.loss) < 0.25 * np.log(10) and right(history) < 0.6


def is_too_fast(history: History) -> bool:
    """Updates are large, though the gradient is level."""
    calm = 0.01 < first_over_last(history) < 10 and not is_dead(history)
    return calm and moved(history) > 0.15 and right(history) < 0.5


def is_too_slow(history: History) -> bool:
    """Updates are tiny, though the gradient is level."""
    return first_over_last(history) > 0.01 and moved(history) < 3e-4


def is_shuffled(history: History) -> bool:
    """Its own examples are learned, the others are at guessing."""
    own, others = right(history), held_out(history)
    return own > 0.25 and others < 0.25 and own > 2 * others


def overfits(history: History) -> bool:
    """Its own examples are all right, the others not, and the losses lie far apart."""
    apart = _last(history.validation_loss) > 10 * _last(history.loss)
    return right(history) > 0.95 and held_out(history) < 0.8 and apart


def is_healthy(history: History) -> bool:
    """It learns its own examples and the others."""
    return right(history) > 0.9 and held_out(history) > 0.8


WARD: Mapping[str, Sickness] = {
    one.name: one
    for one in [
        Sickness(
            "vanishing gradient",
            Plan(hidden="sigmoid", init="glorot_normal", layers=6, learning_rate=0.5),
            "before training the gradient of layer 1 is less than a hundredth of that "
            "of the last hidden layer, and not 0",
            ("gradient",),
            vanishes,
            "an activation and a scale that pass it on, such as ReLU with He's weights",
            {"hidden": "relu", "init": "he_normal", "learning_rate": 0.05},
        ),
        Sickness(
            "exploding gradient",
            Plan(hidden="tanh", init=get("lecun_normal", 8.0), layers=8),
            "before training the gradient of layer 1 is more than ten times that of "
            "the last hidden layer",
            ("gradient",),
            explodes,
            "smaller first weights",
            {"init": "lecun_normal"},
        ),
        Sickness(
            "dead units",
            Plan(bias=-2.0),
            "more than nine in ten units of a layer are dead from the start, and no "
            "gradient gets through",
            ("worst layer", "activations"),
            is_dead,
            "biases that start at 0, or another activation",
            {"bias": 0.0},
        ),
        Sickness(
            "inputs not scaled",
            Plan(hidden="tanh", init="glorot_normal", scale=100.0),
            "more than nine in ten activations of layer 1 are saturated before "
            "training, and its units are not dead",
            ("worst layer", "activations"),
            is_unscaled,
            "inputs divided by their spread",
            {"scale": 1.0},
        ),
        Sickness(
            "wrong pairing",
            Plan(output="sigmoid"),
            "the loss gets small, and hardly any more answers are right",
            ("loss", "share right"),
            lies,
            "the output that the loss is made for",
            {"output": "softmax"},
        ),
        Sickness(
            "rate too high",
            Plan(hidden="tanh", init="glorot_normal", learning_rate=5.0),
            "from the first epoch on an update moves some weights by more than 15 %, "
            "and the gradient was level before training",
            ("update",),
            is_too_fast,
            "a hundredth of the rate",
            {"learning_rate": 0.05},
        ),
        Sickness(
            "rate too low",
            Plan(learning_rate=0.0001),
            "from the first epoch on an update moves all weights by less than 0.0003 "
            "of their size, and the gradient is level",
            ("update",),
            is_too_slow,
            "ten times the rate, and again until it learns",
            {"learning_rate": 0.05},
        ),
        Sickness(
            "shuffled labels",
            Plan(shuffled=True, images=200, epochs=60),
            "it learns more than a quarter of its own examples while held-out ones "
            "stay at guessing",
            ("share right",),
            is_shuffled,
            "labels that belong to their examples",
            {"shuffled": False},
        ),
        Sickness(
            "over-fitting",
            Plan(images=30, epochs=120, learning_rate=0.1),
            "all of its own examples are right, fewer than eight in ten held-out ones "
            "are, and the held-out loss is more than ten times its own",
            ("loss", "share right"),
            overfits,
            "more examples",
            {"images": 400, "epochs": 25},
        ),
    ]
}
HEALTHY = {"ReLU": Plan(), "tanh": Plan(hidden="tanh", init="glorot_normal")}


@cache
def case(name: str, seed: int) -> History:
    """The training of one sickness, or of "ReLU" or "tanh", which are healthy."""
    plan = HEALTHY[name] if name in HEALTHY else WARD[name].plan
    return plan.train(seed)


@dataclass(frozen=True)
class Patient:
    """A training with a fault that is not told; ``history`` is what can be seen."""

    seed: int
    history: History = field(repr=False)
    _plan: Plan = field(repr=False)

    def diagnose(self, name: str, panel: str) -> Message:
        """What speaks for or against a diagnosis, and for the panel that shows it.

        Raises ValueError for a name that the ward does not know, and for a panel that
        the dashboard does not have.
        """
        if name not in WARD:
            raise ValueError(f"no diagnosis {name!r}; there are {', '.join(WARD)}")
        if panel not in PANELS:
            raise ValueError(f"no panel {panel!r}; there are {', '.join(PANELS)}")
        sickness = WARD[name]
        if not sickness.shows(self.history):
            would = f"If it were {name}: {sickness.sign}."
            return Message(VERMILION, "No.", would, [evidence(self.history)])
        if panel not in sickness.panels:
            lead = f"But {panel!r} does not tell it from the others: {sickness.sign}."
            return Message(VERMILION, f"It is {name}.", lead)
        lead = f"{sickness.sign}. What helps: {sickness.advice}."
        return Message(GREEN, "Right, and seen:", lead)

    def treat(self, **changes: Any) -> History:
        """The same training with other settings, such as ``learning_rate=0.1``.

        Raises TypeError for a setting that a ``Plan`` does not have.
        """
        known = [one.name for one in fields(Plan)]
        for name in changes:
            if name not in known:
                raise TypeError(f"no setting {name!r}; there are {', '.join(known)}")
        return replace(self._plan, **changes).train(self.seed)


def patient(seed: int) -> Patient:
    """An unlabelled patient: its seed decides what it has, and how it came out."""
    names = list(WARD)
    name = names[int(np.random.default_rng([seed, 12]).integers(len(names)))]
    return Patient(seed, case(name, seed), WARD[name].plan)


def evidence(history: History) -> str:
    """The numbers that decide, as sentences."""
    ratio = first_over_last(history)
    gradient = "no gradient got through to layer 1"
    if ratio:
        gradient = f"layer 1 had {ratio:.2g} times the gradient of the last hidden one"
    return (
        f"Here, before training, {gradient}; {dead_before(history):.0%} of its worst "
        f"layer were dead, and {saturated(history):.0%} of layer 1 saturated. Updates "
        f"of the first epoch are up to {moved(history):.1g} of the weights. At the end "
        f"{right(history):.0%} are right, and {held_out(history):.0%} of held-out "
        f"ones; the losses are {_last(history.loss):.2g} and "
        f"{_last(history.validation_loss):.2g}."
    )


def first_epoch(history: History, shows: Callable[[History], bool]) -> int | None:
    """The first epoch from which on a sign is seen; None if it never is."""
    seen = [shows(_until(history, epoch)) for epoch in range(1, len(history.loss))]
    if not seen[-1]:
        return None
    return len(seen) + 1 - seen[::-1].index(False) if not all(seen) else 1


def _until(history: History, epoch: int) -> History:
    """What was known after that epoch."""
    known = History()
    known.update({name: rows[: epoch + 1] for name, rows in history.items()})
    return known
