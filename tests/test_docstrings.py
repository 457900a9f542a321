"""The docstrings of the package are all written in one way.

Plain sentences, with code between double backticks: a summary of one line, an empty
line and the rest; no sections, no roles.
"""

import ast
import re

import pytest

from tests.project import ROOT

FILES = sorted((ROOT / "nnlib").rglob("*.py"))

SECTION = re.compile(
    r"^ *(Args|Arguments|Attributes|Examples?|Notes?|Parameters|Raises|Returns|Yields)"
    r":?$|^ *-{3,}$",
    re.MULTILINE,
)
ROLE = re.compile(r":\w+:`")
ONE_BACKTICK = re.compile(r"(?<!`)`(?!`)")
CODE = re.compile(r"``.+?``", re.DOTALL)
ONE_SPACE = re.compile(r"[a-z)`]\. [A-Z]")


def faults(docstring: str) -> list[str]:
    """What is written in another way."""
    summary = docstring.partition("\n\n")[0]
    patterns = {
        "has a section": SECTION.search(docstring),
        "has a role": ROLE.search(docstring),
        "has code in one backtick": ONE_BACKTICK.search(CODE.sub("", docstring)),
        "has a sentence after one space": ONE_SPACE.search(docstring),
        "has a summary of two lines": re.search(r"\n", summary),
        "has a summary without an end": not summary.endswith((".", ":", "?")),
    }
    return [fault for fault, found in patterns.items() if found]


def docstrings(tree: ast.Module) -> list[str]:
    kinds = ast.Module | ast.ClassDef | ast.FunctionDef
    nodes = [node for node in ast.walk(tree) if isinstance(node, kinds)]
    return [text for node in nodes if (text := ast.get_docstring(node))]


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_docstrings_are_plain_sentences(file):
    found = docstrings(ast.parse(file.read_text(encoding="utf-8")))
    assert [(text, faults(text)) for text in found if faults(text)] == []


@pytest.mark.parametrize(
    ("docstring", "fault"),
    [
        ("The mean.\n\nReturns\n-------\nA number.", "has a section"),
        ("The mean.\n\nArgs:\n    x: numbers.", "has a section"),
        ("The mean, a :class:`Result`.", "has a role"),
        ("The mean of `x`.", "has code in one backtick"),
        ("The mean. Of all.", "has a sentence after one space"),
        ("The mean of\nall.", "has a summary of two lines"),
        ("The mean", "has a summary without an end"),
    ],
)
def test_other_ways_are_seen(docstring, fault):
    assert fault in faults(docstring)
