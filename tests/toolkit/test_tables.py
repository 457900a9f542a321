"""A table says the same as HTML and as text; stored measurements are found and read."""

import json
from xml.etree import ElementTree

import pytest

from nnlib.notebook.drawing import tables
from nnlib.notebook.drawing.tables import Table

CELLS = Table(
    "Share of units at `z < 0`, by R&D",
    ["", "s = 1", "s = 16"],
    [["sigmoid", "0.0%", "78.5%"], ["`x < y` & z", "27.6%", "3%"]],
)


@pytest.fixture
def page():
    return ElementTree.fromstring(CELLS._repr_html_())


def words(elements):
    return ["".join(element.itertext()) for element in elements]


def test_the_text_is_aligned_under_the_caption():
    assert repr(CELLS).splitlines() == [
        "Share of units at `z < 0`, by R&D",
        "             s = 1  s = 16",
        "sigmoid      0.0%   78.5%",
        "`x < y` & z  27.6%  3%",
    ]


def test_the_page_has_the_same_words(page):
    assert page.tag == "table"
    assert words(page.iter("caption")) == ["Share of units at z < 0, by R&D"]
    assert [words(row) for row in page.iter("tr")] == [
        ["", "s = 1", "s = 16"],
        ["sigmoid", "0.0%", "78.5%"],
        ["x < y & z", "27.6%", "3%"],
    ]
    assert words(page.iter("code")) == ["z < 0", "x < y"]


def test_headers_are_named_as_such_and_numbers_stand_on_the_right(page):
    head, *body = page.iter("tr")
    assert [(cell.tag, cell.get("scope")) for cell in head] == [("th", "col")] * 3
    for row in body:
        tags = [(cell.tag, cell.get("scope")) for cell in row]
        assert tags == [("th", "row"), ("td", None), ("td", None)]
    for row in (head, *body):
        sides = [cell.get("style") for cell in row]
        assert sides == ["text-align:left", *["text-align:right"] * 2]


def test_words_stand_on_the_left():
    rows = [["a", "vanishes", "1"], ["b", "2 layers", "−3"], ["c", "none", "< 9"]]
    page = ElementTree.fromstring(Table("T", ["", "what", "n"], rows)._repr_html_())
    for row in page.iter("tr"):
        sides = [cell.get("style") for cell in row]
        assert sides == [f"text-align:{side}" for side in ("left", "left", "right")]


def test_a_table_without_rows_shows_its_header():
    page = ElementTree.fromstring(Table("T", ["", "n"], [])._repr_html_())
    assert [words(row) for row in page.iter("tr")] == [["", "n"]]


def test_what_was_given_can_change_afterwards():
    row = ["a", "1"]
    table = Table("A caption", ["", "x"], [row])
    row[1] = "2"
    assert table.rows == [["a", "1"]]


@pytest.mark.parametrize("row", [["a"], ["a", "1", "2"], []])
def test_a_row_of_another_length_is_refused(row):
    with pytest.raises(ValueError, match=rf"2 columns and the row .* has {len(row)}"):
        Table("A caption", ["", "x"], [["b", "3"], row])


@pytest.fixture
def copy_of_the_project(tmp_path, monkeypatch):
    """Another folder with notebooks/, where the kernel runs, and benchmarks/."""
    for folder in ("notebooks", "benchmarks"):
        (tmp_path / folder).mkdir()
    monkeypatch.chdir(tmp_path / "notebooks")
    return tmp_path


def test_a_table_beside_the_notebook_comes_first(copy_of_the_project):
    file = copy_of_the_project / "benchmarks" / "activations.json"
    file.write_text('{"µs per layer": 1}', encoding="utf-8")
    assert tables.stored("activations") == {"µs per layer": 1}


def test_otherwise_it_is_that_of_the_checkout(copy_of_the_project):
    file = tables.COURSE / "benchmarks" / "activations.json"
    assert tables.stored("activations") == json.loads(file.read_text(encoding="utf-8"))


def test_a_table_that_is_nowhere_is_named_with_the_command(copy_of_the_project):
    with pytest.raises(FileNotFoundError, match=r"python -m benchmarks\.nothing"):
        tables.stored("nothing")
