"""British spelling, of notebooks, README, the book and the texts in the code.

The dictionary is Harper's; ``words.txt`` has the names and terms that it lacks.
"""

import ast
import inspect
import io
import re
import tokenize
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import harper
import pytest

from benchmarks import tables
from nnlib.notebook.authoring import store
from nnlib.notebook.authoring.plan import with_part
from tests.project import NOTEBOOKS, ROOT

PAGES = [ROOT / "README.md", ROOT / "benchmarks" / "README.md"]
BOOK = [ROOT / "docs" / "guide.toml", *sorted((ROOT / "docs" / "site").glob("*.md"))]
FILES = [*NOTEBOOKS, *PAGES, *BOOK, *sorted((ROOT / "nnlib").rglob("*.py"))]
LISTED = (ROOT / "tests" / "words.txt").read_text(encoding="utf-8").splitlines()

NOT_PROSE = re.compile(
    r"\\[A-Za-z]+"  # a command of LaTeX
    r"|:\w+:(?=`)"  # the role of a link in a docstring
    r"|\w+(?:[._]\w+)+|\w+(?==)"  # an identifier: np.exp, learning_rate, seed=0
    r"|(?<=\w)['’]s\b"  # of a name that has no form with it in the dictionary
)
WORD = re.compile(r"[A-Za-zÀ-ÿ][a-zà-ÿ]{2,}|[A-Z]{3,}")
"""What is checked: shorter ones, with digits or with capitals inside are symbols."""


@cache
def linter() -> harper.Linter:
    """The checker with its other rules, those of grammar and style, off."""
    made = harper.Linter(harper.Dialect.BRITISH)
    rules = made.get_lint_config()
    made.set_lint_config({rule: rule == "SpellCheck" for rule in rules})
    return made


class Unknown(NamedTuple):
    place: str
    word: str
    nearest: list[str]  # words of the dictionary

    def __str__(self) -> str:
        nearest = " or ".join(self.nearest) or "nothing near it"
        return f"{self.place}: {self.word}? The dictionary has {nearest}."


def in_markdown(text: str, place: str) -> Iterator[Unknown]:
    """Every word that the dictionary lacks; code spans, formulas and links are none."""
    for lint in linter().lint(NOT_PROSE.sub("", text)):
        if WORD.fullmatch(lint.problem_text):
            nearest = [near.replacement_text for near in lint.suggestions]
            yield Unknown(place, lint.problem_text, nearest)


def in_python(code: str, place: str) -> Iterator[Unknown]:
    """The same of its comments and of its strings, if they have more than one word."""
    for token in tokenize.generate_tokens(io.StringIO(code).readline):
        if token.type == tokenize.COMMENT:
            yield from in_markdown(token.string.lstrip("# "), place)
    for node in ast.walk(ast.parse(code)):
        match node:
            case ast.Constant(value=str(text)) if " " in text:
                yield from in_string(inspect.cleandoc(text), place)


def in_string(text: str, place: str) -> Iterator[Unknown]:
    """The same of a text, which may be code, as the solution of an exercise is."""
    try:
        ast.parse(text)
    except SyntaxError:
        yield from in_markdown(text, place)
    else:
        yield from in_python(text, place)


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def unknown(path: Path) -> list[Unknown]:
    name = name_of(path)
    if path.suffix == ".py":
        return list(in_python(path.read_text(encoding="utf-8"), name))
    if path.suffix in (".md", ".toml"):  # keys and tables of TOML read as symbols
        page = path.read_text(encoding="utf-8")
        if tables.START in page:  # names and versions of machines and packages
            page = with_part(page, tables.START, tables.END, "")
        return list(in_markdown(page, name))
    notebook, found = store.read(path), []
    for index, cell in enumerate(notebook.cells):
        check = in_python if cell.cell_type == "code" else in_markdown
        found += check(cell.source, f"{name}, {store.cell_name(notebook, index)}")
    return found


def listed(word: str) -> str | None:
    """The line of the list that allows the word; a small letter allows a capital."""
    return next((form for form in (word, word.lower()) if form in LISTED), None)


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_every_word_is_in_the_dictionary_or_on_the_list(path):
    wrong = [str(found) for found in unknown(path) if not listed(found.word)]
    advice = "A name or a term that is right belongs in tests/words.txt."
    assert not wrong, "\n".join(["", *wrong, advice])


def test_the_list_is_in_order_and_holds_only_what_is_needed():
    needed = {listed(found.word) for path in FILES for found in unknown(path)} - {None}
    assert sorted(needed, key=lambda word: (word.casefold(), word)) == LISTED


@pytest.mark.parametrize(
    ("check", "text", "words"),
    [
        (in_markdown, "A gradeint; the colour, not the color.", ["gradeint", "color"]),
        (in_markdown, "| a | neurn |\n|---|---|\n| laier | b |", ["neurn", "laier"]),
        (in_markdown, "The neuorn’s weight, `wieght`, $\\wieght$", ["neuorn"]),
        (in_markdown, "# 激活函数\n\n[slpoe](https://exmaple.org/slpoe) σ′", ["slpoe"]),
        (in_markdown, "<!-- neurn -->\n```sh\nneurn\n```\n$$\nneurn\n$$", []),
        (in_python, "neurn = f'{laier}.jsno'  # the slpoe", ["slpoe"]),
        (in_python, "def f():\n    '''One.\n\n    A slpoe\n    '''", ["slpoe"]),
        (in_python, "print(f'the {neurn} slpoe ' 'of z')", ["slpoe"]),
        (in_python, "solution = 'neurn = 1  # the slpoe'", ["slpoe"]),
        (in_python, "'the ``neurn``, :func:`neurn` and \\\\neurn z'", []),
        (in_python, "# net.neurn, my_neurn, neurn=0, NeurnLaier, slpoe's", ["slpoe"]),
    ],
)
def test_what_is_checked_and_what_is_not(check, text, words):
    assert [found.word for found in check(text, "here")] == words
