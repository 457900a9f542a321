"""Every notebook is built alike: its opening, its main path, what is optional."""

import re
from functools import cache

import pytest

from nnlib.notebook.authoring import minutes, store
from nnlib.notebook.authoring.minutes import DEEPER
from tests.notebooks import lint
from tests.project import NOTEBOOKS

# Notebook 00 is no lesson: it says how a lesson works.
LESSONS = [path for path in NOTEBOOKS if not path.name.startswith("00")]
lessons = pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)


@cache
def parts(path):
    """The cells of each section, by its heading of level 2, in order."""
    found = {"": []}
    for cell in lint.cells_of(store.read(path)):
        markdown = cell.cell.cell_type == "markdown"
        title = re.match(r"## (.+)", cell.cell.source) if markdown else None
        if title:
            assert title[1] not in found
            found[title[1]] = []
        found[[*found][-1]].append(cell)
    return found


def main_path(path):
    sections = parts(path).items()
    return [
        c for title, cells in sections if not title.startswith(DEEPER) for c in cells
    ]


def count(cells, name):
    return sum(cell.calls().count(name) for cell in cells)


@lessons
def test_it_opens_with_goals_that_are_tied_to_exercises(path):
    opening = parts(path)[""][0].cell.source
    assert "**You will be able to**" in opening
    goals = re.findall(r"^\d\. .+$", opening, re.M)
    assert len(goals) >= 3
    number = path.name[:2]
    assert [goal for goal in goals if not re.search(rf"\b{number}\.\d", goal)] == []


@lessons
def test_it_asks_what_is_remembered_before_it_starts(path):
    titles = [*parts(path)]
    assert titles[1] == "Before we start"
    assert 2 <= count(parts(path)["Before we start"], "recall") <= 3


@lessons
def test_its_main_path_fits_into_a_class(path):
    assert DEEPER in parts(path)
    assert count(main_path(path), "explore") <= 5
    assert 3 <= count(main_path(path), "check") <= 4
    assert count(main_path(path), "predict") >= 2
    assert 35 <= minutes.minutes(path).in_class <= 50


@lessons
def test_it_imports_in_one_folded_cell(path):
    cells = [cell for section in parts(path).values() for cell in section]
    imports = [c for c in cells if re.search(r"^(import|from) ", c.python, re.M)]
    assert len(imports) == 1
    assert imports[0].folded


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_section_starts_with_its_heading(path):
    """A heading of level 2 opens its cell, so that sections are made of whole cells."""
    for section in parts(path).values():
        for cell in section:
            if cell.cell.cell_type == "markdown":
                assert not re.search(r"(?<!\A)^## ", cell.cell.source, re.M)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_slides_leave_out_what_is_optional(path):
    for title, section in parts(path).items():
        kinds = [
            c.cell.metadata.get("slideshow", {}).get("slide_type") for c in section
        ]
        if title.startswith(DEEPER):
            assert set(kinds) == {"skip"}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_another_notebook_is_named_with_a_link_once_it_exists(path):
    there = {other.stem[:2]: other.name for other in NOTEBOOKS}
    for section in parts(path).values():
        for cell in section:
            if cell.cell.cell_type != "markdown":
                continue
            text = re.sub(r"\[[^\]]*\]\((\d\d)_[^)]*\)", "", cell.cell.source)
            for number in re.findall(r"\b[Nn]otebooks? (\d\d)\b", text):
                assert number == path.name[:2] or number not in there, cell.name
            for file in re.findall(r"\]\((\d\d_\w+\.ipynb)\)", cell.cell.source):
                assert file in there.values(), cell.name
