"""Predictions: a learner commits to a guess, and only then sees what is right and why.

Live, a prediction is a widget.  Stored, it is the question, the choices, and the answer
in a part that opens without a kernel, whatever the learner has guessed.
"""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import anywidget
import traitlets
from IPython.display import display

from .. import learner
from ..message import markup
from .expected import Expected, Number, Pick

_open: dict[str, "Prediction"] = {}


def predict(
    id: str,
    question: str,
    choices: Sequence[str] | tuple[float, float],
    *,
    answer: str | float,
    why: str,
    unit: str = "",
    tolerance: float | None = None,
    factor: float | None = None,
) -> None:
    """Ask for a prediction, and answer it once the learner has committed.

    ``choices`` is a list of texts, and ``answer`` one of them; or it is the range
    ``(low, high)`` of a number in ``unit``.  A number counts as right within
    ``tolerance`` of the answer, or within a ``factor`` of it where the range spans
    decades: give one of the two.  The texts may set `` `code` `` between backticks.

    The cells below never wait.  "Class vote" turns the question into a tally: number
    keys and clicks add votes, "Reveal" answers, "Next class" starts over.

    Raises ValueError where the question cannot be answered as it is put.
    """
    if not re.fullmatch(r"\d\d\.[a-z]", id):
        raise ValueError(f"a prediction is named like '07.a', got {id!r}")
    expected: Expected
    if any(isinstance(choice, str) for choice in choices):
        if unit or tolerance is not None or factor is not None:
            raise ValueError("a tolerance, a factor and a unit belong to a number")
        expected = Pick(choices, answer)
    else:
        expected = Number(choices, answer, unit, tolerance, factor)
    if id in _open:
        _open.pop(id).close()
    _open[id] = Prediction(id, question, expected, why)
    display(_open[id])


class Prediction(anywidget.AnyWidget):
    """The widget of one prediction; ``widget.js`` draws what these traits say."""

    _esm = Path(__file__).with_name("widget.js")
    _css = Path(__file__).with_name("widget.css")

    label = traitlets.Unicode().tag(sync=True)
    question = traitlets.Unicode().tag(sync=True)
    options = traitlets.List(traitlets.Unicode()).tag(sync=True)
    correct = traitlets.Int().tag(sync=True)
    number = traitlets.Dict(allow_none=True).tag(sync=True)
    answer = traitlets.Unicode().tag(sync=True)
    why = traitlets.Unicode().tag(sync=True)

    guess = traitlets.Any(None, allow_none=True).tag(sync=True)
    revealed = traitlets.Bool(False).tag(sync=True)
    right = traitlets.Bool(False).tag(sync=True)
    feedback = traitlets.Unicode().tag(sync=True)
    voting = traitlets.Bool(False).tag(sync=True)
    votes = traitlets.List(traitlets.Int()).tag(sync=True)

    def __init__(self, id: str, question: str, expected: Expected, why: str):
        self._id, self._expected = id, expected
        state, _ = learner.read()
        earlier = state["predictions"].get(id, {}).get("guess")
        super().__init__(
            label=f"Prediction {id}",
            question=markup(question),
            options=[markup(option) for option in expected.options],
            correct=expected.correct,
            number=expected.entry,
            answer=markup(expected.answer_text),
            why=markup(why),
            guess=expected.guess_from(earlier),
        )
        offers = [f"  - {offer}" for offer in expected.offers]
        self._plain = "\n".join([f"{self.label}: {question}", *offers])
        self._offers = [markup(offer) for offer in expected.offers]
        self._judge(self.guess)
        self.observe(lambda change: self._committed(change.new), "guess")

    def _committed(self, guess: float | None) -> None:
        self._judge(guess)
        if guess is None:
            problem = learner.forget_guess(self._id)
        else:
            text = self._expected.on_file(guess)
            problem = learner.record_guess(self._id, text, self.right)
        self.feedback = f"{self.feedback} {markup(problem)}".strip()

    def _judge(self, guess: float | None) -> None:
        self.right = guess is not None and self._expected.is_right(guess)
        said = "" if guess is None else self._expected.feedback(guess)
        self.feedback = markup(said)

    def __repr__(self) -> str:
        return self._plain

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict, dict]:
        data, metadata = super()._repr_mimebundle_(**kwargs) or ({}, {})
        data["text/plain"] = self._plain
        data["text/html"] = self._static_html()
        return data, metadata

    def _static_html(self) -> str:
        """The question unanswered, and the answer in a part that can be opened."""
        offers = "".join(f"<li>{offer}</li>" for offer in self._offers)
        return (
            f'<div class="nnlib-predict"><p><strong>{self.label}.</strong> '
            f"{self.question}</p><ul>{offers}</ul><details><summary>Answer</summary>"
            f"<p><strong>{self.answer}.</strong> {self.why}</p></details></div>"
        )
