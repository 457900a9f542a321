"""Hand in: one file with a learner's exercises, for the teacher; nothing is sent."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from IPython.display import display

from . import learner
from .drawing.style import BLUE, GREEN, VERMILION
from .handed_in import Answer, HandIn, is_id, printable, read, utc
from .message import Message


def hand_in(name: str = "") -> None:
    """Write your exercises into one file beside the notebook, to give to a teacher.

    The file is called after ``name``; handing in again replaces it.  Without a name
    nothing is written.

    Raises TypeError where the name is no text.
    """
    if not isinstance(name, str):
        raise TypeError(f"expected your name in quotes, got {name!r}")
    display(_written(printable(name).strip()))


def _written(name: str) -> Message:
    """Write the file, and say what it holds or why there is none."""
    if not name:
        lead = "Put your name between the quotes and run the cell again: it writes a "
        lead += "file with your exercises beside the notebook. Nothing is sent."
        return Message(BLUE, "Nothing is handed in yet.", lead)
    try:
        answers = _answers(learner.entries())
    except (OSError, RuntimeError) as error:
        return Message(VERMILION, "Your answers could not be read.", f"{error}")
    if not answers:
        return Message(BLUE, "There is nothing to hand in.", "Try an exercise first.")
    work = HandIn(name, utc(datetime.now(UTC)), tuple(answers))
    file = _file(name)
    try:
        if file.exists():
            read(file)  # only a hand-in is replaced
        file.write_text(work.text, encoding="utf-8", newline="\n")
    except ValueError as error:
        lead = f"There is already a file `{file}`, and {error}. Rename that one."
        return Message(VERMILION, "Nothing is written.", lead)
    except OSError as error:
        return Message(VERMILION, "The file could not be written.", f"{error}")
    lead = f"{len(answers)} exercises, {work.passed} of them passed, are in the file "
    lead += f"`{file}` beside this notebook. Give it to your teacher."
    after = "It holds your name, your answers and when you gave them, nothing else."
    return Message(GREEN, "Written.", lead, [after])


def _file(name: str) -> Path:
    """Beside the notebook, called after the learner."""
    words = re.sub(r"\W+", "-", name).strip("-")
    return Path(f"hand-in-{words[:60]}.json")


def _answers(entries: Iterable[dict[str, Any]]) -> list[Answer]:
    """The state of each exercise, from the journal, since it was last started over."""
    found: dict[str, Answer] = {}
    for entry in entries:
        match entry:
            case {"kind": "exercise", "id": str(id), "passed": bool(passed)} if is_id(
                id
            ):
                before = found.get(id)
                tries = before.tries + 1 if before else 1
                if before and before.passed and not passed:
                    found[id] = Answer(id, True, tries, before.time, before.text)
                else:
                    found[id] = Answer(id, passed, tries, *_time_and_text(entry))
            case {"kind": "start over", "id": str(notebook)}:
                for id in [id for id in found if id.startswith(f"{notebook}.")]:
                    del found[id]
    return [found[id] for id in sorted(found)]


def _time_and_text(entry: dict[str, Any]) -> tuple[str, str]:
    """What an entry says of the two; nothing where an early version wrote it."""
    try:
        time = utc(datetime.strptime(entry["time"], "%Y-%m-%dT%H:%M:%S%z"))
    except (KeyError, TypeError, ValueError, OverflowError):
        time = ""
    text = entry.get("answer")
    return time, printable(text, "\n\t") if isinstance(text, str) else ""
