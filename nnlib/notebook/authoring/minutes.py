"""How long a notebook takes, estimated from what it holds.

A reader takes a minute for 150 words of text or 20 visible lines of code, 2 minutes for
a live figure, 5 for an exercise and 1 for a prediction or a recall question.  Folded
code costs nothing.  A class takes the main path, all but the section "Going deeper"; a
learner alone takes everything.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from IPython.core.inputtransformer2 import TransformerManager

from .store import read

WORDS, LINES = 150, 20  # a minute
FIGURE, EXERCISE, PREDICTION = 2.0, 5.0, 1.0  # minutes

DEEPER = "Going deeper"
OPENING = "Opening"
START, END = "<!-- minutes -->", "<!-- end of minutes -->"


class Section(NamedTuple):
    """A part of a notebook below a heading of level 2, and its minutes."""

    title: str
    minutes: int

    @property
    def deeper(self) -> bool:
        """Whether a class leaves it out."""
        return self.title.startswith(DEEPER)


class Minutes(NamedTuple):
    """The minutes of the main path, and of everything."""

    in_class: int
    alone: int


def sections(path: Path) -> list[Section]:
    """The sections of a notebook in order, each with its minutes, rounded."""
    title, spent = OPENING, 0.0
    found = []
    for part in _parts(path):
        if isinstance(part, str):
            found.append(Section(title, round(spent)))
            title, spent = part, 0.0
        else:
            spent += part
    return [*found, Section(title, round(spent))]


def minutes(path: Path) -> Minutes:
    """The minutes of the main path and of everything: sums over the sections."""
    parts = sections(path)
    main = sum(section.minutes for section in parts if not section.deeper)
    return Minutes(main, sum(section.minutes for section in parts))


def block(path: Path) -> str:
    """What a notebook says of its minutes, as Markdown."""
    parts, total = sections(path), minutes(path)
    lines = [
        f"*Estimated: {total.in_class} minutes in class, {total.alone} alone.*",
        "",
        "| section | minutes |",
        "|---|---|",
    ]
    lines += [f"| {s.title} | {s.minutes} |" for s in parts if not s.deeper]
    optional = sum(s.minutes for s in parts if s.deeper)
    if optional:
        lines.append(f"| {DEEPER} (optional) | {optional} |")
    return "\n".join(lines)


def _parts(path: Path) -> Iterator[str | float]:
    """The titles of the sections, and between them the minutes of each piece."""
    for cell in read(path).cells:
        if cell.cell_type == "markdown":
            text = re.sub(f"{START}.*?{END}", "", cell.source, flags=re.S)
            for piece in re.split(r"^(?=## )", text, flags=re.M):
                if piece.startswith("## "):
                    yield piece.splitlines()[0].removeprefix("## ").strip()
                yield len(re.findall(r"\S*\w\S*", piece)) / WORDS
        elif cell.cell_type == "code":
            yield _minutes_of_code(cell)


def _minutes_of_code(cell: Any) -> float:
    tree = ast.parse(TransformerManager().transform_cell(cell.source))
    calls = [
        getattr(node.func, "id", getattr(node.func, "attr", ""))
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
    ]
    folded = cell.metadata.get("jupyter", {}).get("source_hidden", False)
    lines = 0 if folded else len(cell.source.splitlines())
    return (
        lines / LINES
        + FIGURE * calls.count("explore")
        + EXERCISE * calls.count("check")
        + PREDICTION * (calls.count("predict") + calls.count("recall"))
    )
