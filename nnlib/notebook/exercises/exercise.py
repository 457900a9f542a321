"""The form in which an exercise is written down.

    Exercise(
        id="02.1",
        title="The slope of tanh from its output",
        name="slope",                       # what the learner defines and hands in
        cases=[0.0, 0.5, np.array([-0.9, 0.3])],
        solution='''
            def slope(a):
                return 1 - a**2
        ''',
        shows="…what passing it shows",
        wrong=[Wrong('''
            def slope(a):
                return 1 - np.tanh(a)**2
        ''', hint="…names the idea")],
        hints=["…", "…"],
    )

The prompt stands in the notebook.  ``np`` is there for the solution and the wrong
answers; whatever else they need, they import.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from textwrap import dedent
from typing import Any, NamedTuple

import numpy as np


class Wrong(NamedTuple):
    """An answer that rests on a known misconception.

    It is recognised by what it does: an answer that gives the same outputs on every
    case gets its hint, however it is written.
    """

    source: str
    hint: str


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
    gives, within the relative tolerance ``rtol`` or the absolute ``atol``, or with a
    ``goal`` whatever reaches it.  ``strict`` makes a floating-point overflow, an
    invalid operation and a division by zero count as failures.
    """

    id: str
    title: str
    name: str
    solution: str
    shows: str
    wrong: Sequence[Wrong]
    hints: Sequence[str]
    cases: Sequence[Any] = ()
    goal: Goal | None = None
    rtol: float = 1e-6
    atol: float = 1e-12
    strict: bool = False
    seconds: float = 5.0

    def answer(self, source: str) -> Any:
        """What ``source`` defines under the exercise's name."""
        names = {"np": np}
        exec(dedent(source), names)
        return names[self.name]
