"""What a learner has answered: a journal on the learner's own machine.

The journal is ``journal.jsonl`` in the user's data directory, or in the folder that the
environment variable ``NNLIB_HOME`` names: one line of JSON for each answer, oldest
first.  Lines are only ever added, each in one piece, so that two kernels can write at
once.  A line that cannot be read, or that a later version wrote, is passed over and
stays.  What version 0.1 kept in ``learner.json`` counts as older.  Nothing leaves the
machine.

Reading never writes, so running a notebook leaves no trace until the learner answers
something.  Functions that write return a sentence for the learner when something went
wrong, and an empty string otherwise: a full disk must not stop an exercise.
"""

import errno
import json
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import platformdirs

# JupyterLite takes a file whose name says JSON for one value, and waits for ever.
NAME = "journal.txt" if sys.platform == "emscripten" else "journal.jsonl"

State = dict[str, dict[str, dict[str, Any]]]


def path() -> Path:
    """The journal, whether or not it exists yet.

    Raises RuntimeError where there is no home directory to look in.
    """
    moved = os.environ.get("NNLIB_HOME")
    if moved:
        return Path(moved).expanduser() / NAME
    return platformdirs.user_data_path("nnlib", appauthor=False) / NAME


def entries() -> list[dict[str, Any]]:
    """Every line of the journal that can be read, oldest first.

    Raises OSError or RuntimeError where the journal is there and cannot be opened.
    """
    lines = _bytes(path()).split(b"\n")
    return [*_before(), *(entry for line in lines if (entry := _read(line)))]


def read() -> tuple[State, str]:
    """How things stand, and a sentence when the journal could not be opened.

    For each exercise, how often it was tried and whether it passed once; for each
    prediction, the last guess and whether it was right.  Both count from the last time
    that their notebook was started over.
    """
    state: State = {"exercises": {}, "predictions": {}}
    try:
        for entry in entries():
            _follow(state, entry)
    except (OSError, RuntimeError) as error:
        return state, f"Your answers could not be read ({_reason(error)})."
    return state, ""


def record_exercise(id: str, passed: bool, answer: str = "") -> str:
    """Note one more try; an exercise that has passed once stays passed.

    ``answer`` is what was handed to the check, as text.
    """
    entry = {"kind": "exercise", "id": id, "passed": passed, "answer": answer}
    return _append(entry)


def record_guess(id: str, guess: str | float | None, right: bool = False) -> str:
    """Note what was predicted, and whether it was right; None takes a guess back."""
    return _append({"kind": "prediction", "id": id, "guess": guess, "right": right})


def start_over(notebook: str) -> str:
    """Forget the answers in one notebook, such as "05"; the journal keeps them."""
    return _append({"kind": "start over", "id": notebook})


def _follow(state: State, entry: dict[str, Any]) -> None:
    """Bring the state up to date with one entry; what it does not know is no news."""
    match entry:
        case {"kind": "exercise", "id": str(id), "passed": bool(passed)}:
            before = state["exercises"].get(id, {"tries": 0, "passed": False})
            state["exercises"][id] = {
                "tries": before["tries"] + 1,
                "passed": before["passed"] or passed,
            }
        case {"kind": "prediction", "id": str(id), "guess": None}:
            state["predictions"].pop(id, None)
        case {
            "kind": "prediction",
            "id": str(id),
            "guess": str() | int() | float() as guess,
            "right": bool(right),
        }:
            state["predictions"][id] = {"guess": guess, "right": right}
        case {"kind": "start over", "id": str(notebook)}:
            for answers in state.values():
                for id in [id for id in answers if id.startswith(f"{notebook}.")]:
                    del answers[id]


def _read(line: bytes) -> dict[str, Any]:
    """A line of the journal; nothing where it makes no sense."""
    try:
        entry = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return {}
    return entry if isinstance(entry, dict) else {}


def _before() -> Iterator[dict[str, Any]]:
    """What the one JSON object of version 0.1 says, as entries of a journal."""
    for answers, kind in [("exercises", "exercise"), ("predictions", "prediction")]:
        match _read(_bytes(path().with_name("learner.json"))).get(answers):
            case dict(known):
                for id, answer in known.items():
                    if isinstance(answer, dict):
                        yield {"kind": kind, "id": id, **answer}


def _bytes(file: Path) -> bytes:
    """What the file holds; nothing where there is none."""
    try:
        return file.read_bytes()
    except FileNotFoundError:
        return b""


def _append(entry: dict[str, Any]) -> str:
    """Add one line, in one piece; a sentence for the learner where that fails."""
    entry = {"time": time.strftime("%Y-%m-%dT%H:%M:%S%z"), **entry}
    line = json.dumps(entry, ensure_ascii=False).encode() + b"\n"
    try:
        path().parent.mkdir(parents=True, exist_ok=True)
        with open(path(), "ab+", buffering=0) as journal:
            if _is_cut_short(journal):
                line = b"\n" + line
            if journal.write(line) < len(line):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path()))
    except (OSError, RuntimeError) as error:
        return f"Your answer could not be saved ({_reason(error)})."
    return ""


def _is_cut_short(journal: Any) -> bool:
    """Whether the last line has no end: a disk was full, or someone edited it.

    Or another kernel is writing it; then an empty line follows, which is no answer.
    """
    if journal.seek(0, os.SEEK_END) == 0:
        return False
    journal.seek(-1, os.SEEK_END)
    return journal.read(1) != b"\n"


def _reason(error: Exception) -> str:
    reason = getattr(error, "strerror", None) or str(error)
    return f"{reason}: {name}" if (name := getattr(error, "filename", None)) else reason
