"""Judge a learner's answer: compare it on every case, and recognise mistakes.

Nothing that a learner hands in raises here: a wrong type, a wrong shape and an error
are answers too, and are judged.
"""

import dis
import inspect
from collections.abc import Sequence
from dataclasses import dataclass, replace
from types import CodeType
from typing import Any, Literal

import numpy as np

from ..names import names_in
from .compare import difference, kind, numbers, shown
from .exercise import Exercise, Goal
from .running import Outcome, arguments, outcomes


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
    try:
        if exercise.cases:
            return _judge_function(exercise, answer)
        if exercise.goal:
            return _judge_by_goal(exercise, exercise.goal, answer)
        return _judge_value(exercise, answer)
    except KeyboardInterrupt:
        return Verdict("failed", remark="Interrupted before there was a verdict.")


def untouched(answer: Any) -> bool:
    """Whether it is the stub: None, ``...``, or a function of nothing but those."""
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


def _judge_function(exercise: Exercise, answer: Any) -> Verdict:
    if remark := _misuse(exercise, answer):
        return Verdict("failed", remark=remark)
    got = outcomes(exercise, answer)
    expected = outcomes(exercise, exercise.solution)
    for case, mine, right in zip(exercise.cases, got, expected, strict=False):
        if _unfinished(mine.value):
            return Verdict("untried")
        if fault := _fault(mine, right, exercise):
            facts, remark = fault
            facts = [("input", _inputs(exercise, case)), *facts]
            return Verdict("failed", facts, remark, _recognised(exercise, got))
    for overwrote in (mine.overwrote for mine in got if mine.overwrote):
        remark = f"It overwrites `{overwrote}`, which belongs to whoever calls it."
        return Verdict("passed", remark=remark)
    return Verdict("passed")


def _misuse(exercise: Exercise, answer: Any) -> str:
    """What to say where the answer cannot be called as the exercise asks."""
    asked = inspect.signature(exercise.solution)
    if not callable(answer):
        return (
            f"A function was expected, and this is {kind(answer)}. Hand in the "
            f'function without calling it: `check("{exercise.id}", {exercise.name})`.'
        )
    used = _uses(answer)
    if any(name.startswith(tuple(exercise.without)) for name in used):
        return f"It uses `{exercise.without[0]}`, and here that is yours to write."
    if exercise.strict and used & {"errstate", "seterr"}:
        return "It silences NumPy's warnings. Here there is to be nothing to warn of."
    try:
        signature = inspect.signature(answer)
    except Exception:  # one written in C does not tell
        return ""
    try:
        signature.bind(*asked.parameters)
    except TypeError:
        return f"It is called with `{asked}`, and yours takes `{signature}`."
    return ""


def _uses(thing: Any, seen: tuple[Any, ...] = ()) -> set[str]:
    """The names and the modules that a function uses, itself or through helpers."""
    used = {thing.__name__ if inspect.ismodule(thing) else type(thing).__module__}
    if inspect.isfunction(thing) and thing not in seen:
        used |= names_in(thing.__code__)
        helpers = [thing.__globals__.get(name) for name in _globals(thing.__code__)]
        used.update(*(_uses(helper, (*seen, thing)) for helper in helpers))
    return used


def _globals(code: CodeType) -> set[str]:
    """The names that are looked up as such: of ``np.tanh``, ``np`` and not ``tanh``."""
    inner = [part for part in code.co_consts if isinstance(part, CodeType)]
    steps = dis.get_instructions(code)
    own = {step.argval for step in steps if step.opname == "LOAD_GLOBAL"}
    return own.union(*map(_globals, inner))


def _fault(
    mine: Outcome, right: Outcome, exercise: Exercise
) -> tuple[list[tuple[str, str]], str] | None:
    """What to show, and what to say about it, where an outcome is not the right one."""
    facts = [("printed", mine.printed)] if mine.printed else []
    if mine.error:
        facts += [("error", mine.error)]
        return facts + ([("where", mine.where)] if mine.where else []), _about(mine)
    found = difference(mine.value, right.value, exercise.tolerance)
    if found is None:
        return None
    return [*facts, ("got", found.got), ("expected", found.expected)], found.remark


def _about(failed: Outcome) -> str:
    """What the name of an error does not say."""
    if failed.error.startswith("SystemExit"):
        return "`exit` ends the whole program; a function ends with `return`."
    if failed.error.startswith("FloatingPointError"):
        return "NumPy would warn and go on; this exercise asks for better."
    return ""


def _judge_value(exercise: Exercise, answer: Any) -> Verdict:
    found = difference(answer, exercise.answer, exercise.tolerance)
    if found is None:
        return Verdict("passed")
    gives_away = _of_one_shape(answer, exercise.answer)
    remark = "" if gives_away else found.remark
    hint = _recognised_value(exercise, answer)
    if exercise.digits and not hint and _agrees(answer, exercise, exercise.digits - 1):
        hint = f"Near. {exercise.digits} digits are asked for: round at the very end."
    return Verdict("failed", [("got", found.got)], remark, hint)


def _of_one_shape(answer: Any, right: Any) -> bool:
    """Whether only numbers or words are wrong, which a remark would tell."""
    mine, asked = numbers(answer), numbers(right)
    if mine is None or asked is None:
        return kind(answer) == kind(right)
    return mine.shape == asked.shape


def _judge_by_goal(exercise: Exercise, goal: Goal, answer: Any) -> Verdict:
    value = numbers(answer)
    if value is None or value.shape != () or not np.isfinite(value):
        remark = f"A finite number was expected, and this is {kind(answer)}."
        return Verdict("failed", [("got", shown(answer))], remark)
    hint = _recognised_value(exercise, answer)
    reached = goal.measure(float(value))
    if goal.low <= reached <= goal.high and not hint:
        return Verdict("passed")
    facts = [
        ("got", f"{exercise.name} = {shown(answer)}"),
        ("gives", f"{goal.what} = {shown(reached)}"),
        ("wanted", f"{goal.low:g} to {goal.high:g}"),
    ]
    return Verdict("failed", facts, hint=hint)


def _recognised(exercise: Exercise, got: Sequence[Outcome]) -> str:
    """The hint of the mistake that does the same on every case, if any does."""
    for mistake in exercise.mistakes:
        if _gives(exercise, mistake.answer, got):
            return mistake.hint
    return ""


def _gives(exercise: Exercise, function: Any, got: Sequence[Outcome]) -> bool:
    """Whether ``function`` gives the same, asked case by case until it does not."""
    for case, mine in zip(exercise.cases, got, strict=False):
        known = outcomes(replace(exercise, cases=[case]), function)
        if not _alike(exercise, mine, known[-1]):
            return False
    return True


def _recognised_value(exercise: Exercise, answer: Any) -> str:
    for mistake in exercise.mistakes:
        if mistake.to is not None:
            found = _between(mistake.answer, answer, mistake.to)
        else:
            found = difference(answer, mistake.answer, exercise.tolerance) is None
        if found:
            return mistake.hint
    return ""


def _between(low: float, answer: Any, high: float) -> bool:
    value = numbers(answer)
    return value is not None and value.shape == () and low <= float(value) <= high


def _agrees(answer: Any, exercise: Exercise, digits: int) -> bool:
    """Whether a number agrees with the right one to so many digits."""
    coarser = replace(exercise, digits=digits)
    return difference(answer, exercise.answer, coarser.tolerance) is None


def _alike(exercise: Exercise, a: Outcome, b: Outcome) -> bool:
    if a.error or b.error:
        return a.error.partition(":")[0] == b.error.partition(":")[0]
    return difference(a.value, b.value, exercise.tolerance) is None


def _inputs(exercise: Exercise, case: Any) -> str:
    pairs = zip(exercise.parameters, arguments(case), strict=True)
    return ", ".join(f"{name} = {shown(value, 12)}" for name, value in pairs)


def _unfinished(value: Any) -> bool:
    """Whether a ``...`` of the stub is still in the result."""
    items = value if isinstance(value, tuple | list) else [value]
    return any(item is ... for item in items)
