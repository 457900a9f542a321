"""Judge a learner's answer: run it on every case, compare, and recognise mistakes.

Nothing that a learner hands in raises here: an exception, a wrong type, a wrong shape
and an endless loop are answers too, and are judged.
"""

import copy
import dis
import inspect
import io
import traceback
from collections.abc import Callable, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass, replace
from types import CodeType
from typing import Any, Literal

import numpy as np

from .compare import difference, kind, numbers, shown
from .exercise import Exercise, Goal
from .time_limit import OutOfTime, within

PRINTED = 100
"""Characters shown of what a function printed."""


@dataclass(frozen=True)
class Outcome:
    """What one call gave: a value, or the error it ended with; and what it printed."""

    value: Any = None
    error: str = ""
    where: str = ""
    printed: str = ""
    interrupted: bool = False


@dataclass(frozen=True)
class Verdict:
    """How the answer stands, what was seen, what that means, and what may help."""

    state: Literal["untried", "passed", "failed"]
    facts: Sequence[tuple[str, str]] = ()
    remark: str = ""
    hint: str = ""


def judge(exercise: Exercise, answer: Any) -> Verdict:
    """The verdict on ``answer``; never raises because of what the answer is."""
    if untouched(answer):
        return Verdict("untried")
    if exercise.cases:
        return _judge_function(exercise, answer)
    if exercise.goal:
        return _judge_by_goal(exercise, exercise.goal, answer)
    return _judge_value(exercise, answer)


def untouched(answer: Any) -> bool:
    """Whether it is still the stub: None, `...`, or a function of nothing but those."""
    if answer is None or answer is ...:
        return True
    code = getattr(answer, "__code__", None)
    if not isinstance(code, CodeType):
        return False
    steps = [s for s in dis.get_instructions(code) if s.opname not in ("RESUME", "NOP")]
    return all(
        step.opname in ("LOAD_CONST", "RETURN_CONST", "RETURN_VALUE")
        and (step.argval is None or step.argval is ...)
        for step in steps
    )


def outcomes(exercise: Exercise, function: Callable[..., Any]) -> list[Outcome]:
    """What ``function`` gives on each case, up to one that takes too long."""
    done: list[Outcome] = []
    printed = io.StringIO()
    alarm: Literal["raise", "ignore"] = "raise" if exercise.strict else "ignore"

    def run() -> None:
        for case in exercise.cases:
            outcome = _outcome(function, _arguments(case))
            done.append(replace(outcome, printed=_taken(printed)))
            if outcome.interrupted:
                break

    # Both contexts are outside: OutOfTime must not fall into their leaving.
    with redirect_stdout(printed), np.errstate(all=alarm, under="ignore"):
        try:
            within(exercise.seconds, run)
        except OutOfTime:
            error = f"stopped after {exercise.seconds:g} s. Does a loop never end?"
            done.append(Outcome(error=error, printed=_taken(printed)))
    return done


def _judge_function(exercise: Exercise, answer: Any) -> Verdict:
    if not callable(answer):
        return Verdict(
            "failed",
            remark=f"A function was expected, and this is {kind(answer)}. Hand in the "
            f'function without calling it: `check("{exercise.id}", {exercise.name})`.',
        )
    if used := _borrowed(exercise, answer):
        return Verdict(
            "failed",
            remark=f"`{used}` is what this exercise asks you to write: do without it.",
        )
    got = outcomes(exercise, answer)
    expected = outcomes(exercise, exercise.solution)
    for case, mine, right in zip(exercise.cases, got, expected, strict=False):
        if _unfinished(mine.value):
            return Verdict("untried")
        if fault := _fault(mine, right, exercise):
            facts, remark = fault
            facts = [("input", _inputs(exercise.solution, case)), *facts]
            return Verdict("failed", facts, remark, _recognised(exercise, got))
    return Verdict("passed")


def _fault(
    mine: Outcome, right: Outcome, exercise: Exercise
) -> tuple[list[tuple[str, str]], str] | None:
    """What to show, and what to say about it, where an outcome is not the right one."""
    facts = [("printed", mine.printed)] if mine.printed else []
    if mine.error:
        facts += [("error", mine.error)]
        return facts + ([("where", mine.where)] if mine.where else []), ""
    found = difference(mine.value, right.value, exercise.tolerance)
    if found is None:
        return None
    return [*facts, ("got", found.got), ("expected", found.expected)], found.remark


def _judge_value(exercise: Exercise, answer: Any) -> Verdict:
    found = difference(answer, exercise.answer, exercise.tolerance)
    if found is None:
        return Verdict("passed")
    same_kind = kind(answer) == kind(
        exercise.answer
    )  # then a remark would give it away
    return Verdict(
        "failed",
        [("got", found.got)],
        "" if same_kind else found.remark,
        _recognised_value(exercise, answer),
    )


def _judge_by_goal(exercise: Exercise, goal: Goal, answer: Any) -> Verdict:
    value = numbers(answer)
    if value is None or value.shape != () or not np.isfinite(value):
        return Verdict(
            "failed",
            [("got", shown(answer))],
            f"A finite number was expected, and this is {kind(answer)}.",
        )
    reached = goal.measure(float(value))
    if goal.low <= reached <= goal.high:
        return Verdict("passed")
    facts = [
        ("got", f"{exercise.name} = {shown(answer)}"),
        ("gives", f"{goal.what} = {shown(reached)}"),
        ("wanted", f"{goal.low:g} to {goal.high:g}"),
    ]
    return Verdict("failed", facts, hint=_recognised_value(exercise, answer))


def _recognised(exercise: Exercise, got: Sequence[Outcome]) -> str:
    """The hint of the mistake that does the same on every case, if any does."""
    for mistake in exercise.mistakes:
        known = outcomes(exercise, mistake.answer)
        if all(map(lambda a, b: _alike(exercise, a, b), got, known)):
            return mistake.hint
    return ""


def _recognised_value(exercise: Exercise, answer: Any) -> str:
    for mistake in exercise.mistakes:
        if _alike(exercise, Outcome(answer), Outcome(mistake.answer)):
            return mistake.hint
    return ""


def _borrowed(exercise: Exercise, answer: Any) -> str:
    """The first of the names to do without that the answer is or uses, if any."""
    code = getattr(answer, "__code__", None)
    used = {getattr(answer, "name", ""), getattr(answer, "__name__", "")}
    if isinstance(code, CodeType):
        used = {*code.co_names, *code.co_freevars}
    return next((name for name in exercise.without if name in used), "")


def _alike(exercise: Exercise, a: Outcome, b: Outcome) -> bool:
    if a.error or b.error:
        return a.error == b.error
    return difference(a.value, b.value, exercise.tolerance) is None


def _outcome(function: Callable[..., Any], arguments: tuple) -> Outcome:
    try:
        return Outcome(function(*arguments))
    except KeyboardInterrupt:
        return Outcome(error="interrupted. Does a loop never end?", interrupted=True)
    except (Exception, SystemExit) as error:
        message = traceback.format_exception_only(error)[-1].strip()
        return Outcome(error=message, where=_where(error, function))


def _where(error: BaseException, function: Callable[..., Any]) -> str:
    """The last line of the learner's own code that the error passed through."""
    code = getattr(function, "__code__", None)
    own = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if code is not None and frame.filename == code.co_filename
    ]
    if not own:
        return "the call itself"
    return f"line {own[-1].lineno}: {own[-1].line}".rstrip(": ")


def _taken(printed: io.StringIO) -> str:
    """The first of what was printed, in one line; the rest is dropped."""
    text = printed.getvalue().strip()
    printed.seek(0)
    printed.truncate()
    start = text[:PRINTED].replace("\n", " | ")
    return f"{start} …" if len(text) > PRINTED else start


def _arguments(case: Any) -> tuple:
    """The case as arguments, copied: a function may overwrite what it is given."""
    return copy.deepcopy(case if isinstance(case, tuple) else (case,))


def _inputs(solution: Callable[..., Any], case: Any) -> str:
    names = inspect.signature(solution).parameters
    pairs = zip(names, _arguments(case), strict=True)
    return ", ".join(f"{name} = {shown(value, 12)}" for name, value in pairs)


def _unfinished(value: Any) -> bool:
    """Whether a `...` of the stub is still in the result."""
    items = value if isinstance(value, tuple | list) else [value]
    return any(item is ... for item in items)
