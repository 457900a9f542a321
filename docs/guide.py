"""The teacher's guide: what the book says of objectives, courses and the inventory.

Objectives, exercises, predictions and minutes come from the notebooks; what a teacher
is told besides stands in ``guide.toml``.
"""

import ast
import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from nnlib.notebook import trial
from nnlib.notebook.authoring import plan, store
from nnlib.notebook.exercises import exercises
from nnlib.notebook.series import COURSE, SERIES

GUIDE = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
ENTRIES = {entry.number: entry for entry in SERIES}
TITLES = {exercise.id: exercise.title for exercise in exercises()}
LETTERS = "ABCDEF"
GOAL = re.compile(r"^\d\. (.+)$", re.MULTILINE)
HEADING = re.compile(r"^## (.+)$", re.MULTILINE)
CHECK = re.compile(r'^check\("(\d\d\.\d+)"', re.MULTILINE)
TEST = "test_the_solution_passes"


class GuideError(Exception):
    """A guide that does not fit the notebooks; the message says where."""


class Objective(NamedTuple):
    """A goal of a notebook's opening, and the exercises that it is tied to."""

    text: str
    exercises: list[str]


class Question(NamedTuple):
    """A prediction of a notebook; ``choices`` is empty where it asks for a number."""

    id: str
    text: str
    choices: list[str]
    answer: str
    why: str


class Step(NamedTuple):
    """A part of a session: its first minute, how long it takes, and what it is."""

    start: int
    minutes: int
    text: str


@cache
def _cells(number: str) -> Any:
    return store.read(COURSE / "notebooks" / f"{ENTRIES[number].name}.ipynb").cells


def objectives(number: str) -> list[Objective]:
    """The goals in the opening of a notebook, in order."""
    goals = GOAL.findall(_cells(number)[0].source)
    return [
        Objective(
            re.sub(r" \([^()]*\)", "", goal).rstrip(".;"),
            re.findall(rf"\b{number}\.\d\b", goal),
        )
        for goal in goals
    ]


def sections(number: str) -> dict[str, str]:
    """The section in which each exercise of a notebook is checked."""
    title = ""
    found: dict[str, str] = {}
    for cell in _cells(number):
        if cell.cell_type == "markdown":
            title = [title, *HEADING.findall(cell.source)][-1]
        else:
            found |= dict.fromkeys(CHECK.findall(cell.source), title)
    return found


@cache
def questions(number: str) -> dict[str, Question]:
    """The predictions of a notebook, by their ids: its calls of ``predict`` alone."""
    found: dict[str, Question] = {}

    def predict(id, question, choices, *, answer, why, unit="", **_):
        texts = choices if isinstance(choices, list) else []
        right = f"{answer} {unit}".strip()
        found[id] = Question(id, question, texts, right, why)

    for cell in _cells(number):
        if cell.cell_type == "code" and re.search(r"^predict\(", cell.source, re.M):
            for node in ast.parse(cell.source).body:
                if ast.unparse(node).startswith("predict("):
                    exec(ast.unparse(node), {"predict": predict, "trial": trial})
    return found


def inventory() -> list[tuple[str, Question]]:
    """What is given and asked in each question of the concept inventory, in order.

    Raises GuideError for a question that no notebook has, or without choices.
    """
    asked = []
    for id, given in GUIDE["inventory"].items():
        question = questions(id[:2]).get(id)
        if question is None or not question.choices:
            raise GuideError(
                f"the inventory has {id}, but its notebook has no such prediction with "
                "choices; name another in docs/guide.toml"
            )
        asked.append((given, question))
    return asked


def steps(course: dict[str, Any], session: dict[str, Any]) -> list[Step]:
    """The steps of a session in order, by the minutes in class of the notebooks.

    The test takes a minute for each question on a notebook of the course.  Raises
    GuideError where the steps need more than the session lasts.
    """
    taken = _taken(course)
    found, start = [], 0
    for step in session["steps"]:
        if step == "test":
            asked = [n for n, id in enumerate(GUIDE["inventory"], 1) if id[:2] in taken]
            minutes, every = len(asked), len(asked) == len(GUIDE["inventory"])
            numbers = "all questions" if every else f"questions {_listed(asked)}"
            text = f"[Concept inventory](inventory.md), {numbers}"
        else:
            entry = ENTRIES[step]
            minutes = plan.estimated()[entry.name]["in_class"]
            text = f"[{step} · {entry.title}]({entry.name}.ipynb)"
        found.append(Step(start, minutes, text))
        start += minutes
    if start + session["free"] > session["minutes"]:
        raise GuideError(
            f"{course['title']}: a session of {session['minutes']} minutes holds "
            f"{start}, and {session['free']} are to stay free; take out a step"
        )
    return found


def _listed(items: Iterable[object]) -> str:
    return ", ".join(map(str, items))


def _taken(course: dict[str, Any]) -> set[str]:
    """The notebooks of a course, by number."""
    return {s for session in course["sessions"] for s in session["steps"]} - {"test"}


def needed(course: dict[str, Any]) -> list[str]:
    """The notebooks that a course builds on and does not take, by number."""
    found: set[str] = set()
    waiting = _taken(course)
    while waiting:
        needs = set(ENTRIES[waiting.pop()].needs)
        waiting |= needs - found
        found |= needs
    return sorted(found - _taken(course))


def write_guide(source: Path) -> None:
    """Fill in the pages of the guide in the folder of the book's sources."""
    pages = {
        "guide.md": _notebooks,
        "objectives.md": _objectives,
        "courses.md": _courses,
        "inventory.md": _inventory,
        "inventory_key.md": _key,
    }
    for name, lines in pages.items():
        text = (source / name).read_text(encoding="utf-8")
        filled = text.replace("<!-- generated -->", "\n".join(lines()))
        (source / name).write_text(filled, encoding="utf-8")


def _notebooks() -> Iterator[str]:
    for number, told in GUIDE["notebooks"].items():
        entry = ENTRIES[number]
        minutes = plan.estimated()[entry.name]
        yield f"## {number} · {entry.title}\n"
        times = f"{minutes['in_class']} minutes in class, {minutes['alone']} alone"
        yield f"[The notebook]({entry.name}.ipynb): {times}.\n"
        yield "**Objectives**\n"
        for objective in objectives(number):
            yield f"1. {objective.text}"
        yield "\n**What the predictions sort out**\n"
        yield "| prediction | the belief | the answer |\n|---|---|---|"
        for id, question in questions(number).items():
            yield f"| {id} | {told['believed'][id]} | {_plain(question.answer)} |"
        yield "\n**Ask the room**\n"
        yield from (f"- {question}" for question in told["ask"])
        yield "\n**Where readers got stuck**\n"
        yield from (f"- {sentence}" for sentence in told["stuck"])
        if told["homework"]:
            yield "\n**Homework**\n"
            yield from (f"- {id}, {TITLES[id]}" for id in told["homework"])
        yield ""


def _objectives() -> Iterator[str]:
    for number, entry in ENTRIES.items():
        where = sections(number)
        yield f"## {number} · {entry.title}\n"
        yield "| objective | section | exercise | test |\n|---|---|---|---|"
        for text, ids in objectives(number):
            for id in ids:
                test = f"`{TEST}[{id}]`"
                yield f"| {text} | {where[id]} | {id}, {TITLES[id]} | {test} |"
        yield ""


def _courses() -> Iterator[str]:
    for course in GUIDE["courses"]:
        yield f"## {course['title']}\n\n{course['what']}\n"
        before = [f"[{n}]({ENTRIES[n].name}.ipynb)" for n in needed(course)]
        if before:
            yield f"It builds on notebooks {_listed(before)}.\n"
        for count, session in enumerate(course["sessions"], 1):
            yield f"**Session {count}, {session['minutes']} minutes**\n"
            parts = steps(course, session)
            for start, minutes, text in parts:
                yield f"1. {_clock(start)} {text} ({minutes} minutes)"
            end = parts[-1].start + parts[-1].minutes
            left = session["minutes"] - end
            yield f"1. {left} minutes for a break and for questions\n"


def _clock(minutes: int) -> str:
    return f"{minutes // 60}:{minutes % 60:02}"


def _inventory() -> Iterator[str]:
    yield "````{container} nnlib-inventory\n"
    for given, question in inventory():
        yield f"1. {_plain(f'{given} {question.text}'.strip())}\n"
        for letter, choice in zip(LETTERS, question.choices, strict=False):
            yield f"   - **{letter}** {_plain(choice)}"
        yield ""
    yield "````"


def _key() -> Iterator[str]:
    yield "````{container} nnlib-inventory\n"
    for _, question in inventory():
        letter = LETTERS[question.choices.index(question.answer)]
        believed = GUIDE["notebooks"][question.id[:2]]["believed"][question.id]
        place = f"[prediction {question.id}]({ENTRIES[question.id[:2]].name}.ipynb)"
        yield f"1. **{letter}** {_plain(question.answer)} ({place})\n"
        yield f"   {_plain(question.why)}\n"
        yield f"   *The belief:* {believed}\n"
    yield "````"


def _plain(text: str) -> str:
    """Text as Markdown: what means something there is escaped, code is kept."""
    return re.sub(
        r"`[^`]*`|[|*_<$\\]", lambda m: m[0] if m[0][0] == "`" else f"\\{m[0]}", text
    )
