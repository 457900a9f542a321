"""What can be predicted: one of several texts, or a number in a range.

A guess counts as right or not, is answered in words, and is kept on file.
"""

import math
import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

PARTS = 5
"""A class votes on a number by the part of its range, one of so many."""


class Expected:
    """What a prediction expects; a guess is a number in both of its forms.

    ``offers`` says what can be answered, ``options`` are what a class votes for, of
    which ``correct`` is right, ``entry`` describes the field for a number, and
    ``rules`` is what judges one.
    """

    offers: list[str]
    options: list[str]
    correct: int
    answer_text: str
    entry: dict[str, Any] | None = None
    rules: dict[str, Any] | None = None

    def is_right(self, guess: float) -> bool:
        raise NotImplementedError

    def feedback(self, guess: float) -> str:
        """What the learner said, and how far off that was."""
        raise NotImplementedError

    def on_file(self, guess: float) -> str | float:
        """The guess as it is kept: it must outlive a change of the question."""
        raise NotImplementedError

    def guess_from(self, on_file: Any) -> float | None:
        """The guess kept on file; None where the question no longer offers it."""
        raise NotImplementedError


class Pick(Expected):
    """One of several texts; a guess is the position of a text, counted from 0."""

    def __init__(self, choices: Sequence[Any], answer: Any) -> None:
        texts = list(choices)
        if not all(isinstance(text, str) for text in texts):
            raise ValueError(f"choices are texts, or a range (low, high); got {texts}")
        if len(texts) < 2 or len(set(texts)) < len(texts):
            raise ValueError(f"at least two different choices are needed, got {texts}")
        if answer not in texts:
            raise ValueError(f"the answer must be one of {texts}, got {answer!r}")
        self.options = texts
        self.offers = texts
        self.correct = texts.index(answer)
        self.answer_text = answer

    def is_right(self, guess: float) -> bool:
        return guess == self.correct

    def feedback(self, guess: float) -> str:
        verdict = "right" if self.is_right(guess) else "not so"
        return f"You said “{self.on_file(guess)}”: {verdict}."

    def on_file(self, guess: float) -> str:
        return self.options[int(guess)]

    def guess_from(self, on_file: Any) -> int | None:
        return self.options.index(on_file) if on_file in self.options else None


class Number(Expected):
    """A number between ``low`` and ``high``; a guess is the number itself."""

    def __init__(
        self,
        limits: Sequence[Any],
        answer: Any,
        unit: str,
        tolerance: float | None,
        factor: float | None,
    ) -> None:
        low, high = limits
        if not low <= answer <= high:
            raise ValueError(f"the answer {answer} is outside {low} to {high}")
        if (tolerance is None) == (factor is None):
            raise ValueError("a number needs either a tolerance or a factor")
        if factor is not None and not (factor > 1 and low > 0):
            raise ValueError(
                f"a factor above 1 and a range above 0 go together; got the factor "
                f"{factor} and the range {low} to {high}"
            )
        self._low, self._high, self._answer = low, high, float(answer)
        self._unit, self._tolerance, self._factor = unit, tolerance or 0.0, factor
        edges = self._edges()
        self.options = [
            self._measured(f"{in_text(a)} to {in_text(b)}") for a, b in pairwise(edges)
        ]
        self.correct = sum(edge < answer for edge in edges[1:-1])
        self.answer_text = self._measured(in_text(self._answer))
        span = self._measured(f"{in_text(low)} to {in_text(high)}")
        rule = f"A number from {span}. {self._leeway()} counts as right."
        self.entry = {"low": low, "high": high, "unit": unit, "rule": rule}
        self.rules = {"answer": self._answer, "tolerance": tolerance, "factor": factor}
        self.offers = [rule]

    def is_right(self, guess: float) -> bool:
        # Rounding must not decide: 0.3 − 0.1 is a little more or less than 0.2.
        if self._factor is not None:
            return self._ratio(guess) <= self._factor * (1 + 1e-9)
        return abs(guess - self._answer) <= self._tolerance * (1 + 1e-9)

    def feedback(self, guess: float) -> str:
        said = f"You said {self._measured(in_text(guess))}"
        right = "right, and " if self.is_right(guess) else ""
        if guess == self._answer:
            return f"{said}: exactly right."
        direction = "high" if guess > self._answer else "low"
        return f"{said}: {right}{self._distance(guess)} too {direction}."

    def on_file(self, guess: float) -> float:
        return guess

    def guess_from(self, on_file: Any) -> float | None:
        inside = isinstance(on_file, int | float) and self._low <= on_file <= self._high
        return float(on_file) if inside else None

    def _edges(self) -> list[float]:
        """Where the parts of the range meet: equal steps, or steps of whole decades."""
        steps = [i / PARTS for i in range(PARTS + 1)]
        if self._factor is None:
            return [self._low + (self._high - self._low) * step for step in steps]
        ratio = self._high / self._low
        decades = math.log10(ratio)
        if decades < 2:
            return [self._low * ratio**step for step in steps]
        step = 10 ** math.ceil(decades / PARTS - 1e-9)
        count = math.ceil(decades / math.log10(step) - 1e-9)
        return [*(self._low * step**i for i in range(count)), self._high]

    def _leeway(self) -> str:
        if self._factor is not None:
            return f"Within a factor of {in_text(self._factor)}"
        return f"Within {self._measured(in_text(self._tolerance))}"

    def _distance(self, guess: float) -> str:
        if self._factor is not None:
            return f"{in_text(self._ratio(guess))} times"
        return self._measured(in_text(abs(guess - self._answer)))

    def _ratio(self, guess: float) -> float:
        return max(guess / self._answer, self._answer / guess)

    def _measured(self, amount: str) -> str:
        return f"{amount} {self._unit}".strip()


def in_text(number: float) -> str:
    """Three significant digits, whole numbers in full, and 1e-6 for 1e-06."""
    if not (float(number).is_integer() and abs(number) < 1e6):
        number = float(f"{number:.3g}")
    return re.sub(r"e([+-])0*", lambda e: e[0].strip("+0"), f"{number:g}")
