"""The trial of notebook 13: a card for every claim, with the number that decides it."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from . import experiments
from .experiments import Conclusion, stored
from .experiments.nb13 import EXHIBITS, Exhibit

FILE = Path(experiments.__file__).with_name("claims.toml")
RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
SEEDS = range(1, 6)  # of the stored numbers
FURTHER = {
    "06.4",
    "08.3",
    "08.6",
    "08.8",
}  # conclusions that published numbers stand beside

TOPICS: Mapping[str, str] = {
    "A": "activations",
    "L": "losses",
    "F": "formulas",
    "V": "vanishing and exploding",
    "T": "training and capacity",
}
VERDICTS = (
    "true",
    "true with conditions",
    "convention",
    "misleading",
    "false",
    "formula error",
)


class Claim(NamedTuple):
    """What people say, and what became of it.

    ``decided`` is the conclusion that decides it, or empty where the exhibit of the
    same id does.  ``setup`` says on what, where the sentence of the experiment was
    written beside its figure, and ``note`` is the condition or the reason.
    """

    id: str
    sources: str
    claim: str
    verdict: str
    notebook: str
    decided: str = ""
    setup: str = ""
    note: str = ""

    @property
    def topic(self) -> str:
        return TOPICS[self.id[0]]


CLAIMS = tuple(
    Claim(**row) for row in tomllib.loads(FILE.read_text(encoding="utf-8"))["claims"]
)


@cache
def _conclusions() -> Mapping[str, Conclusion]:
    return {one.id: one for one in experiments.conclusions()}


def decider(claim: Claim) -> Conclusion | Exhibit:
    """The experiment behind the verdict."""
    return _conclusions()[claim.decided] if claim.decided else EXHIBITS[claim.id]


def stands(claim: Claim, seed: int = 0) -> bool:
    """Whether the sentence behind the verdict holds, by running it now.

    A claim that needs no draw takes no notice of the seed.
    """
    experiment = decider(claim)
    if isinstance(experiment, Exhibit):
        return bool(experiment().holds)
    return bool(experiment(seed).holds)


@cache
def number(claim: Claim) -> float:
    """The deciding number: computed, or the stored median of five draws."""
    experiment = decider(claim)
    if isinstance(experiment, Exhibit):
        return experiment().number
    return float(np.median(stored.load("trial")["rows"][experiment.id]))


def in_words(x: float) -> str:
    """A number to two digits; what is below 10⁻⁹ is rounding, and is said to be so."""
    if abs(x) < 1e-9:
        return "below 10⁻⁹" if x else "0"
    if abs(x) >= 100:
        return f"{x:,.0f}"
    digits, _, power = f"{x:.2g}".replace("-", "−").partition("e")
    if not power:
        return digits
    return f"{digits}·10{str(int(power.replace('−', '-'))).translate(RAISED)}"


def card(claim: Claim) -> dict[str, str]:
    """What stands on the card of a claim, by its heading."""
    experiment = decider(claim)
    return {
        "claim": f"“{claim.claim}” ({claim.sources.replace(',', ', ')})",
        "found": f"{claim.setup} {experiment.sentence}".strip(),
        "number": f"{in_words(number(claim))} ({experiment.number})",
        "verdict": f"{claim.verdict}. {claim.note}".strip(),
        "more": f"notebook {claim.notebook}",
    }


def question(id: str) -> dict[str, Any]:
    """The claim of that id as a prediction: its card is what the answer opens."""
    claim = next(one for one in CLAIMS if one.id == id)
    shown = card(claim)
    return {
        "question": f"{shown['claim']}: which verdict?",
        "choices": list(VERDICTS[:2] + VERDICTS[3:]),
        "answer": claim.verdict,
        "why": f"{shown['found']} The number: {shown['number']}. {claim.note}".strip(),
    }


def matching(topic: str = "all", verdict: str = "all") -> list[Claim]:
    """The claims of a topic with a verdict; "all" for either."""
    return [
        claim
        for claim in CLAIMS
        if topic in ("all", claim.topic) and verdict in ("all", claim.verdict)
    ]


def table() -> dict[str, list[float]]:
    """The numbers of the conclusions that decide claims, on five draws."""
    deciding = {claim.decided for claim in CLAIMS if claim.decided} | FURTHER
    return {
        id: [float(f"{_conclusions()[id](seed).number:.4g}") for seed in SEEDS]
        for id in sorted(deciding)
    }
