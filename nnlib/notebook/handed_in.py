"""The file that a learner hands in: its form, and how it is read.

It is JSON.  It holds the name that the learner has given, when it was written, and for
each exercise that was tried: its id, whether it has passed, the number of tries, and
the answer as text with its time.  Times are UTC.  It holds nothing else of the learner
or the machine.
"""

import json
import re
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

VERSION = 1

LARGEST = 5_000_000
"""Bytes of the largest file that is read."""


@dataclass(frozen=True)
class Answer:
    """An exercise that was tried: the answer that passed, or else the last one."""

    id: str
    passed: bool
    tries: int
    time: str
    text: str


@dataclass(frozen=True)
class HandIn:
    """What one learner hands in."""

    name: str
    written: str
    answers: tuple[Answer, ...]

    @property
    def passed(self) -> int:
        """How many of the exercises have passed."""
        return sum(answer.passed for answer in self.answers)

    @property
    def text(self) -> str:
        """What the file contains."""
        head = {"format": "nnlib hand-in", "version": VERSION}
        return json.dumps(head | asdict(self), ensure_ascii=False, indent=1) + "\n"


def printable(text: str, keep: str = "") -> str:
    """The text with a mark for each character that steers and does not show.

    Those are line ends, escapes, and what turns the direction of writing.
    """
    return "".join(c if c.isprintable() or c in keep else "\ufffd" for c in text)


def is_id(text: str) -> bool:
    """Whether it could name an exercise, such as "07.2"."""
    return re.fullmatch(r"[0-9]{2}\.[0-9]{1,3}", text) is not None


def utc(time: datetime) -> str:
    """The time as the file gives it."""
    return time.astimezone(UTC).strftime("%Y-%m-%d %H:%M")


def read(file: Path) -> HandIn:
    """A file that a learner has handed in.

    Raises ValueError where it is none or is damaged, and OSError where it cannot be
    opened.
    """
    if file.stat().st_size > LARGEST:
        raise ValueError(f"it is larger than {LARGEST // 1_000_000} MB")
    try:
        found = json.loads(file.read_bytes().decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise ValueError("it is no JSON: damaged, or something else") from None
    match found:
        case {"format": "nnlib hand-in", "version": int(version)} if version > VERSION:
            raise ValueError("a later version of nnlib has written it; install that")
        case {
            "format": "nnlib hand-in",
            "name": str(name),
            "written": str(written),
            "answers": [*items],
        } if name.strip() and _is_time(written):
            answers = tuple(map(_answer, items))
            if len({answer.id for answer in answers}) < len(answers):
                raise ValueError("it is damaged: an exercise stands in it twice")
            return HandIn(printable(name).strip(), written, answers)
        case {"format": "nnlib hand-in"}:
            raise ValueError("it is damaged: name, time or answers are missing")
    raise ValueError("it is something else than a hand-in")


def _answer(item: Any) -> Answer:
    match item:
        case {
            "id": str(id),
            "passed": bool(passed),
            "tries": int(tries),
            "time": str(time),
            "text": str(text),
        } if is_id(id) and 0 < tries < 1_000_000 and (not time or _is_time(time)):
            return Answer(id, passed, int(tries), time, printable(text, "\n\t"))
    raise ValueError("it is damaged: an answer cannot be read")


def _is_time(text: str) -> bool:
    """Whether it is a time in UTC as ``utc`` writes it."""
    pattern = r"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}"
    return re.fullmatch(pattern, text) is not None
