"""The terms of the series, and the notebook that explains each."""

import tomllib
from pathlib import Path
from typing import NamedTuple

from ..series import SERIES
from .plan import estimated


class Term(NamedTuple):
    """A term, its Chinese name in the sources, its meaning, its notebook's number."""

    name: str
    chinese: str
    meaning: str
    notebook: str


FILE = Path(__file__).with_name("glossary.toml")
TERMS = [Term(**term) for term in tomllib.loads(FILE.read_text("utf-8"))["terms"]]


def table() -> str:
    """The terms as a Markdown table, each linked to its notebook once that exists."""
    links = {
        entry.number: f"[{entry.number}]({entry.name}.ipynb)"
        for entry in SERIES
        if entry.name in estimated()
    }
    lines = ["| term | Chinese | meaning | explained in |", "|---|---|---|---:|"]
    lines += [
        f"| **{t.name}** | {t.chinese} | {t.meaning} | "
        f"{links.get(t.notebook, t.notebook)} |"
        for t in TERMS
    ]
    return "\n".join(lines)
