"""Run a learner's function on every case of an exercise, whatever it does.

Nothing that it does raises here: an exception, an exit, an interrupt and an endless
loop are outcomes too.
"""

import copy
import io
import traceback
from collections.abc import Callable
from contextlib import redirect_stdout
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from .exercise import Exercise
from .time_limit import OutOfTime, within

PRINTED = 100
"""Characters shown of what a function printed."""

INTERRUPTED = "interrupted. Does a loop never end?"


@dataclass(frozen=True)
class Outcome:
    """What one call gave: a value, or the error it ended with.

    Also what it printed, and the first of its arguments that it overwrote.
    """

    value: Any = None
    error: str = ""
    where: str = ""
    printed: str = ""
    overwrote: str = ""


def outcomes(exercise: Exercise, function: Callable[..., Any]) -> list[Outcome]:
    """What ``function`` gives on each case, up to one that takes too long."""
    done: list[Outcome] = []
    printed = io.StringIO()
    alarm: Literal["raise", "ignore"] = "raise" if exercise.strict else "ignore"

    def run() -> None:
        for case in exercise.cases:
            done.append(_outcome(exercise, function, case, printed))
            if done[-1].error == INTERRUPTED:
                break

    # Both contexts are outside: OutOfTime must not fall into their leaving.
    with redirect_stdout(printed), np.errstate(all=alarm, under="ignore"):
        try:
            within(exercise.seconds, run)
        except OutOfTime:
            error = f"stopped after {exercise.seconds:g} s. Does a loop never end?"
            done.append(Outcome(error=error, printed=_taken(printed)))
    return done


def arguments(case: Any) -> tuple[Any, ...]:
    """The case as arguments, copied: a function may overwrite what it is given."""
    return copy.deepcopy(case if isinstance(case, tuple) else (case,))


def _outcome(
    exercise: Exercise, function: Callable[..., Any], case: Any, printed: io.StringIO
) -> Outcome:
    given = arguments(case)
    try:
        outcome = Outcome(function(*given))
    except KeyboardInterrupt:
        outcome = Outcome(error=INTERRUPTED)
    except OutOfTime:
        raise
    except BaseException as error:
        message = traceback.format_exception_only(error)[-1].strip()
        if "operand" in message and " ^" in message:
            message += ". A power is written `**`."
        outcome = Outcome(error=message, where=_where(error, function))
    pairs = zip(exercise.parameters, given, arguments(case), strict=True)
    changed = [name for name, after, before in pairs if not _same(after, before)]
    return replace(outcome, printed=_taken(printed), overwrote=", ".join(changed))


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


def _same(a: Any, b: Any) -> bool:
    if isinstance(a, list):
        return len(a) == len(b) and all(map(_same, a, b))
    return a is b or np.array_equal(a, b)
