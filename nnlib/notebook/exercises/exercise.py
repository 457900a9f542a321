"""The form in which an exercise is written down: as functions.

    @exercise(
        "02.1",
        "the slope of tanh from its output",
        cases=[0.0, 0.5, np.array([-0.9, 0.3])],
        hints=["…", "…"],
        shows="…what passing it shows",
    )
    def slope(a):
        return 1 - a**2

    @slope.mistake("This takes tanh once more: a is already the output.")
    def _(a):
        return 1 - np.tanh(a) ** 2

The function is the solution, and its name what the learner defines and hands in.  Where
the answer is a value, the function has no parameters and returns it, and a mistake is a
value too: ``ratio.slip(4.0, "This is the ratio at z = 0.")``, or a range of values:
``ratio.slip(57.5, "This comes from rounded numbers.", to=58)``.

The prompt stands in the notebook.
"""

import inspect
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from textwrap import dedent
from typing import Any, NamedTuple


class Mistake(NamedTuple):
    """An answer that rests on a known misconception, and the hint that it earns.

    It is recognised by what it does: an answer that gives the same on every case gets
    the hint, however it is written.  With ``to``, every number from ``answer`` to
    ``to`` is that mistake.
    """

    answer: Any
    hint: str
    to: float | None = None


class Goal(NamedTuple):
    """For an answer that is one of many: what it leads to must fall in a range."""

    what: str
    measure: Callable[[float], float]
    low: float
    high: float


@dataclass(frozen=True, kw_only=True)
class Exercise:
    """One exercise: how it is checked, what helps, what solves it.

    With ``cases`` the answer is a function, called once with each case (a tuple holds
    several arguments); without, it is a value.  What is expected is what the solution
    gives, within the relative tolerance ``rtol`` or the absolute ``atol``, or to so
    many significant ``digits``, or with a ``goal`` whatever reaches it and is no
    known mistake.  ``strict`` makes a floating-point overflow, an invalid operation and
    a division by zero count as failures.  ``without`` are modules that the learner's
    function must not call, because they hold what it is asked to write.
    """

    id: str
    title: str
    solution: Callable[..., Any]
    shows: str
    hints: Sequence[str]
    cases: Sequence[Any] = ()
    goal: Goal | None = None
    rtol: float = 1e-6
    atol: float = 1e-12
    digits: int | None = None
    strict: bool = False
    without: Sequence[str] = ()
    seconds: float = 5.0
    mistakes: list[Mistake] = field(default_factory=list)

    @property
    def name(self) -> str:
        """What the learner defines and hands in."""
        return self.solution.__name__

    @property
    def parameters(self) -> list[str]:
        """The names of the arguments that the learner's function is called with."""
        return list(inspect.signature(self.solution).parameters)

    @property
    def answer(self) -> Any:
        """A right answer: the solution itself, or the value that it returns."""
        return self.solution if self.cases else self.solution()

    @property
    def source(self) -> str:
        """The solution as a learner would write it."""
        lines = inspect.getsource(self.solution).splitlines()
        start = next(i for i, line in enumerate(lines) if line.startswith("def "))
        if self.cases:
            return "\n".join(lines[start:])
        body = dedent("\n".join(lines[start + 1 :]))
        return re.sub(r"^return ", f"{self.name} = ", body, flags=re.M)

    def tolerance(self, expected: float) -> float:
        """How far a number may be off."""
        if self.digits is None or not expected:
            return self.atol + self.rtol * abs(expected)
        return 0.5 * 10.0 ** (math.floor(math.log10(abs(expected))) + 1 - self.digits)

    def mistake(self, hint: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Make a function a known mistake that earns ``hint``."""

        def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
            self.mistakes.append(Mistake(function if self.cases else function(), hint))
            return function

        return decorate

    def slip(self, value: Any, hint: str, to: float | None = None) -> None:
        """Make a value, or all numbers from it ``to`` another, a known mistake."""
        self.mistakes.append(Mistake(value, hint, to))


def exercise(
    id: str, title: str, **form: Any
) -> Callable[[Callable[..., Any]], Exercise]:
    """Make a function the solution of an exercise; ``form`` goes to ``Exercise``."""

    def decorate(solution: Callable[..., Any]) -> Exercise:
        return Exercise(id=id, title=title, solution=solution, **form)

    return decorate
