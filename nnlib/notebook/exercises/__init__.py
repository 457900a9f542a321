"""Exercises that answer back: check, hint, solution and scoreboard.

Each notebook NN has a module ``series/nbNN.py`` with its exercises; the prompts stand
in the notebook.  What these functions show in a notebook that was run from the top
depends on nothing but the notebook: hints and solutions count what was asked since the
kernel started, and ``scoreboard()`` stores the untried table whatever the learner has
done.
"""

import pkgutil
from collections import Counter
from functools import cache
from importlib import import_module
from typing import Any

from IPython.display import display

from .. import learner
from ..drawing.style import BLUE, GREEN, VERMILION
from ..message import Literal, Message, columns
from . import series
from .as_text import as_text
from .board import Board
from .exercise import Exercise
from .judging import Verdict, judge

__all__ = ["check", "exercises", "hint", "scoreboard", "solution"]

_tried: set[str] = set()
_asked: Counter[tuple[str, str]] = Counter()


def check(id: str, answer: Any) -> None:
    """Check an answer to exercise ``id`` and say how it stands.

    The answer is the function or the value that the exercise asks for.  An untouched
    stub is "not tried yet".  Otherwise it says passed and what that shows, or gives
    the first case that fails, with a hint when the mistake is a known one.
    """
    exercise = _find(id)
    verdict = judge(exercise, answer)
    note = ""
    if verdict.state != "untried":
        _tried.add(id)
        passed = verdict.state == "passed"
        note = learner.record_exercise(id, passed, as_text(answer))
    display(_report(exercise, verdict, note))


def hint(id: str) -> None:
    """Show the next hint for exercise ``id``; after the last, the last again."""
    exercise = _find(id)
    _asked["hint", id] += 1
    count = len(exercise.hints)
    number = min(_asked["hint", id], count)
    after = [] if number < count else [f'The last hint. `solution("{id}")` comes next.']
    title = f"Hint {number} of {count} for {id}."
    display(Message(BLUE, title, exercise.hints[number - 1], after))


def solution(id: str) -> None:
    """Show a worked solution of exercise ``id``, after a try or when asked twice."""
    exercise = _find(id)
    _asked["solution", id] += 1
    if id not in _tried and _asked["solution", id] == 1:
        title = f"Exercise {id} is not tried yet."
        lead = f'Try it, or look at `hint("{id}")`. Asked again, this shows a solution.'
        display(Message(BLUE, title, lead))
        return
    code = Literal(exercise.source)
    title = f"One solution of {id}, {exercise.title}."
    display(Message(BLUE, title, "", [code, exercise.shows]))


def scoreboard() -> None:
    """Show how far you have come, and offer to start a notebook over.

    Your answers are kept in one file on this machine; the table says where.  Nothing
    leaves the machine.  What a notebook stores is always the table of a learner who has
    not begun.
    """
    board = _board()
    board.refresh()
    display(board)


@cache
def _board() -> Board:
    """The one widget of all scoreboards in a notebook: each shows the same."""
    return Board(exercises())


@cache
def exercises() -> list[Exercise]:
    """Every exercise of the series, in order."""
    names = sorted(module.name for module in pkgutil.iter_modules(series.__path__))
    modules = [import_module(f".{name}", series.__name__) for name in names]
    found = [v for m in modules for v in vars(m).values() if isinstance(v, Exercise)]
    return sorted(found, key=lambda exercise: exercise.id)


def _find(id: str) -> Exercise:
    known = {exercise.id: exercise for exercise in exercises()}
    if id not in known:
        near = [other for other in known if other[:2] == str(id)[:2]] or list(known)
        raise ValueError(f"no exercise {id!r}; there are {', '.join(near)}")
    return known[id]


def _report(exercise: Exercise, verdict: Verdict, note: str) -> Message:
    title = f"Exercise {exercise.id}, {exercise.title}:"
    notes = [note] if note else []
    if verdict.state == "untried":
        lead = "Replace the `...` or `None` and run the cell again."
        help = f'`hint("{exercise.id}")` gives a hint.'
        return Message(BLUE, f"{title} not tried yet.", f"{lead} {help}")
    if verdict.state == "passed":
        aside = [verdict.remark] if verdict.remark else []
        return Message(GREEN, f"{title} passed.", exercise.shows, [*aside, *notes])
    body: list[str | Literal] = []
    if verdict.facts:
        body.append(Literal(columns(verdict.facts)))
    if verdict.hint:
        body.append(f"Hint: {verdict.hint}")
    return Message(VERMILION, f"{title} not yet.", verdict.remark, [*body, *notes])
