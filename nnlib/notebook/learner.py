"""What a learner has done, in one small JSON file on the learner's own machine.

The file is ``learner.json`` in the user's data directory, or in the folder that the
environment variable ``NNLIB_HOME`` names.  It holds, for each exercise, how often it
was tried and whether it passed, and for each prediction the guess.  Nothing leaves the
machine.  To start again, delete the file.

Reading never writes, so running a notebook leaves no trace until the learner answers
something.  Functions that write return a sentence for the learner when something went
wrong, and an empty string otherwise: a full disk must not stop an exercise.
"""

import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import platformdirs

State = dict[str, dict[str, dict[str, Any]]]
T = TypeVar("T")

LOCK_SECONDS = 2.0
"""A lock that stands longer was left behind by a kernel that died."""


class _Damaged(Exception):
    """The file is there, and is not what this module writes."""


def path() -> Path:
    """The learner's file, whether or not it exists yet."""
    moved = os.environ.get("NNLIB_HOME")
    folder = (
        Path(moved).expanduser()
        if moved
        else platformdirs.user_data_path("nnlib", appauthor=False)
    )
    return folder / "learner.json"


def read() -> tuple[State, str]:
    """What is on file, and a sentence when the file could not be used."""
    try:
        return _parse(), ""
    except _Damaged:
        return _nothing(), (
            f"The progress file {path()} is damaged. It will be kept aside, and a new "
            "one begun, with your next answer."
        )
    except OSError as error:
        return _nothing(), (
            f"The progress file {path()} could not be read ({error.strerror})."
        )


def record_exercise(id: str, passed: bool) -> str:
    """Note one more try; an exercise that has passed once stays passed."""

    def change(state: State) -> None:
        entry = state["exercises"].setdefault(id, {"tries": 0, "passed": False})
        entry["tries"] += 1
        entry["passed"] = entry["passed"] or passed

    return _update(change)


def record_guess(id: str, guess: str | float, right: bool) -> str:
    """Note what was predicted, and whether it was right."""

    def change(state: State) -> None:
        state["predictions"][id] = {"guess": guess, "right": right}

    return _update(change)


def forget_guess(id: str) -> str:
    """Forget one prediction."""

    def change(state: State) -> None:
        state["predictions"].pop(id, None)

    return _update(change)


def _nothing() -> State:
    return {"exercises": {}, "predictions": {}}


def _parse() -> State:
    """The state on file; empty without a file, _Damaged when it makes no sense."""
    try:
        state = json.loads(path().read_text(encoding="utf-8"))
    except FileNotFoundError:
        return _nothing()
    except ValueError as error:
        raise _Damaged from error
    if not _makes_sense(state):
        raise _Damaged
    return state


def _makes_sense(state: Any) -> bool:
    if not isinstance(state, dict) or state.keys() != _nothing().keys():
        return False
    if not all(isinstance(part, dict) for part in state.values()):
        return False
    return all(
        isinstance(entry, dict)
        and isinstance(entry.get("tries"), int)
        and isinstance(entry.get("passed"), bool)
        for entry in state["exercises"].values()
    ) and all(
        isinstance(entry, dict)
        and isinstance(entry.get("guess"), str | int | float)
        and isinstance(entry.get("right"), bool)
        for entry in state["predictions"].values()
    )


def _update(change: Callable[[State], None]) -> str:
    """Read, change and write the file while no other kernel does."""
    note = ""
    try:
        path().parent.mkdir(parents=True, exist_ok=True)
        with _lock():
            try:
                state = _parse()
            except _Damaged:
                state = _nothing()
                note = (
                    "Your progress file was damaged. It is kept as "
                    f"{_set_aside()}, and a new one has been begun."
                )
            change(state)
            _write(state)
    except OSError as error:
        return f"Your progress could not be saved in {path()} ({error.strerror})."
    return note


@contextmanager
def _lock() -> Iterator[None]:
    """Hold ``learner.lock``, which only one kernel can create."""
    lock = path().with_suffix(".lock")
    give_up = time.monotonic() + LOCK_SECONDS
    while not _created(lock):
        if time.monotonic() > give_up:
            lock.unlink(missing_ok=True)
            give_up = time.monotonic() + LOCK_SECONDS
        time.sleep(0.002)
    try:
        yield
    finally:
        _patiently(lambda: lock.unlink(missing_ok=True))


def _created(lock: Path) -> bool:
    flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY
    try:
        os.close(_patiently(lambda: os.open(lock, flags)))
    except FileExistsError:
        return False
    return True


def _write(state: State) -> None:
    """Replace the file in one step, so that no reader ever sees half of it."""
    text = json.dumps(state, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    temporary = path().with_suffix(f".{os.getpid()}.tmp")
    try:
        temporary.write_text(text, encoding="utf-8")
        _patiently(lambda: os.replace(temporary, path()))
    except OSError:
        temporary.unlink(missing_ok=True)
        raise


def _patiently(action: Callable[[], T]) -> T:
    """Do it, again where Windows refuses because another kernel has the file open."""
    for _ in range(10):
        try:
            return action()
        except PermissionError:
            time.sleep(0.005)
    return action()


def _set_aside() -> Path:
    """Rename the damaged file to the first free name, and return that name."""
    number = 1
    while (aside := path().with_suffix(f".damaged-{number}.json")).exists():
        number += 1
    _patiently(lambda: os.replace(path(), aside))
    return aside
