"""Predictions: a learner commits to a guess, and only then sees what is right and why.

Live, a prediction is a widget.  Stored, it is the question, the choices, and the answer
in a part that opens without a kernel, whatever the learner has guessed.
"""

import html
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import anywidget
import traitlets
from IPython.display import display

from .. import learner
from ..message import markup
from ..page import script
from ..series import SERIES
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
    expected = _expected(choices, answer, unit, tolerance, factor)
    _ask(Prediction(id, f"Prediction {id}", question, expected, markup(why)))


def recall(
    id: str,
    question: str,
    choices: Sequence[str] | tuple[float, float],
    *,
    answer: str | float,
    why: str,
    see: str,
    unit: str = "",
    tolerance: float | None = None,
    factor: float | None = None,
) -> None:
    """Ask for something that an earlier notebook has taught, as ``predict`` does.

    ``see`` is the number of that notebook, such as "02", or with a heading of it
    "02#The-heading": the answer links to it.

    Raises ValueError where the question cannot be answered as it is put, or where there
    is no such notebook.
    """
    if not re.fullmatch(r"\d\d\.r\d", id):
        raise ValueError(f"a recall question is named like '07.r1', got {id!r}")
    expected = _expected(choices, answer, unit, tolerance, factor)
    why = f"{markup(why)} See {_link(see)}."
    _ask(Prediction(id, f"Do you remember? {id}", question, expected, why))


def asked() -> list["Prediction"]:
    """The predictions and recall questions that stand open, oldest first."""
    return list(_open.values())


def unlock(notebook: str) -> None:
    """Take the guesses out of what stands open of a notebook, such as "05"."""
    for id, prediction in _open.items():
        if id.startswith(f"{notebook}."):
            prediction.answer_to(None)


def _link(see: str) -> str:
    """A link to a notebook of the same folder, in a tab of its own."""
    number, _, heading = see.partition("#")
    for entry in SERIES:
        if entry.number == number:
            place = html.escape(f"{entry.name}.ipynb" + f"#{heading}" * bool(heading))
            return f'<a href="{place}" target="_blank">{number} · {entry.title}</a>'
    raise ValueError(f"see names a notebook, such as '02', got {see!r}")


def _expected(
    choices: Sequence[Any],
    answer: Any,
    unit: str,
    tolerance: float | None,
    factor: float | None,
) -> Expected:
    if not any(isinstance(choice, str) for choice in choices):
        return Number(choices, answer, unit, tolerance, factor)
    if unit or tolerance is not None or factor is not None:
        raise ValueError("a tolerance, a factor and a unit belong to a number")
    return Pick(choices, answer)


def _ask(prediction: "Prediction") -> None:
    """Show it, in the place of what an earlier run of its cell has shown."""
    if earlier := _open.pop(prediction.id, None):
        earlier.close()
    _open[prediction.id] = prediction
    display(prediction)


def _for_page(guess: Any, _widget: Any) -> Any:
    """A guess as the page gets it: JupyterLite drops what is None on the way."""
    return "" if guess is None else guess


class Prediction(anywidget.AnyWidget):
    """The widget of one prediction; ``widget.js`` draws what these traits say.

    The page sends a guess as the message ``{"guess": ...}`` and shows no verdict before
    the kernel has answered.
    """

    _esm = script(Path(__file__).with_name("widget.js"))
    _css = Path(__file__).with_name("widget.css").read_text(encoding="utf-8")

    label = traitlets.Unicode().tag(sync=True)
    question = traitlets.Unicode().tag(sync=True)
    options = traitlets.List(traitlets.Unicode()).tag(sync=True)
    correct = traitlets.Int().tag(sync=True)
    number = traitlets.Dict(allow_none=True).tag(sync=True)
    answer = traitlets.Unicode().tag(sync=True)
    why = traitlets.Unicode().tag(sync=True)

    guess = traitlets.Any(None, allow_none=True).tag(sync=True, to_json=_for_page)
    revealed = traitlets.Bool(False).tag(sync=True)
    right = traitlets.Bool(False).tag(sync=True)
    feedback = traitlets.Unicode().tag(sync=True)
    voting = traitlets.Bool(False).tag(sync=True)
    votes = traitlets.List(traitlets.Int()).tag(sync=True)

    def __init__(
        self, id: str, label: str, question: str, expected: Expected, why: str
    ) -> None:
        self.id, self._expected = id, expected
        state, _ = learner.read()
        earlier = state["predictions"].get(id, {}).get("guess")
        super().__init__(
            label=label,
            question=markup(question),
            options=[markup(option) for option in expected.options],
            correct=expected.correct,
            number=expected.entry,
            answer=markup(expected.answer_text),
            why=why,
            guess=expected.guess_from(earlier),
        )
        offers = [f"  - {offer}" for offer in expected.offers]
        self._plain = "\n".join([f"{self.label}: {question}", *offers])
        self._offers = [markup(offer) for offer in expected.offers]
        self._judge(self.guess)
        self.on_msg(lambda _widget, said, _buffers: self.commit(said["guess"]))

    def commit(self, guess: float | None) -> None:
        """Judge a guess, note it and reveal the answer; None takes the guess back."""
        with self.hold_sync():
            self.answer_to(guess)
            text = None if guess is None else self._expected.on_file(guess)
            problem = learner.record_guess(self.id, text, self.right)
            self.feedback = f"{self.feedback} {markup(problem)}".strip()

    def answer_to(self, guess: float | None) -> None:
        """Show the verdict on a guess and the answer; neither where there is none."""
        with self.hold_sync():
            self.guess, self.revealed = guess, guess is not None
            self._judge(guess)

    def without_kernel(self) -> dict[str, Any]:
        """All that a page needs to ask the question and to judge a guess by itself."""
        names = ["id", "label", "question", "options", "number"]
        names += ["correct", "answer", "why"]
        return {"rules": self._expected.rules} | {n: getattr(self, n) for n in names}

    def close(self) -> None:
        """Take it off the page and free it, with its layout, a widget of its own."""
        self.layout.close()
        super().close()

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
