"""The lint of every notebook, and a broken copy for every rule of the lint."""

import copy
import re

import nbformat
import pytest

from nnlib.notebook.authoring import store
from tests.notebooks import lint
from tests.project import NOTEBOOKS

SOURCES = [
    "import base64\n\nfrom IPython.display import display",
    "def show(alt):\n"
    "    data = {'image/png': base64.b64decode(PIXEL), 'text/plain': alt}\n"
    "    display(data, raw=True, metadata={'image/png': {'alt': alt}})\n"
    "\n"
    "PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgAB'\n"
    "PIXEL += 'SK+kcQAAAABJRU5ErkJggg=='",
    "show('One white pixel')",
    "print(6 * 7)",
]


@pytest.fixture(scope="module")
def good(tmp_path_factory):
    """A small notebook as the normalising command leaves it."""
    path = tmp_path_factory.mktemp("lint") / "90_good.ipynb"
    cells = [nbformat.v4.new_markdown_cell("# A good notebook")]
    cells += [nbformat.v4.new_code_cell(source) for source in SOURCES]
    cells[0].metadata["slideshow"] = {"slide_type": "slide"}
    cells[3].metadata["tags"] = ["figure"]
    for number, cell in enumerate(cells):
        cell.id = f"c{number}"
    path.write_text(store.text_of(nbformat.v4.new_notebook(cells=cells)))
    store.store(path)
    return path


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_keeps_every_rule(path):
    problems = lint.problems(path)
    assert not problems, "\n" + "\n".join(problems)


def test_a_good_notebook_has_no_problems(good):
    assert lint.problems(good) == []


def source(index, text):
    def change(notebook):
        notebook.cells[index].source = text

    return change


def cell(index, **fields):
    def change(notebook):
        notebook.cells[index].update(nbformat.from_dict(fields))

    return change


def fold(index, text):
    def change(notebook):
        folded = {"jupyter": {"source_hidden": True}, "tags": ["hide-input"]}
        notebook.cells[index].metadata = nbformat.from_dict(folded)
        notebook.cells[index].source = text

    return change


def output(index, **fields):
    def change(notebook):
        notebook.cells[index].outputs[0].update(nbformat.from_dict(fields))

    return change


def add_output(index, **fields):
    def change(notebook):
        notebook.cells[index].outputs.append(nbformat.from_dict(fields))

    return change


def data(index, **fields):
    def change(notebook):
        notebook.cells[index].outputs[0].data.update(fields)

    return change


def metadata(**fields):
    def change(notebook):
        notebook.metadata.update(nbformat.from_dict(fields))

    return change


def no_outputs(notebook):
    for each in notebook.cells[1:]:
        each.outputs = []


BROKEN = [
    (cell(4, execution_count=None), "code cell 4 (id c4) was not executed"),
    (cell(4, execution_count=9), "code cell 4 (id c4) has execution count 9 instead"),
    (source(4, ""), "code cell 4 (id c4) is empty"),
    (source(4, "print("), "code cell 4 (id c4), line 1 is not Python"),
    (cell(4, outputs=[]), "code cell 4 (id c4) prints, but no output is stored"),
    (no_outputs, "the notebook is stored without outputs"),
    (cell(3, outputs=[]), "code cell 3 (id c3) has show(...), but stores 0 of 1"),
    (
        source(3, "@explore(fig)\ndef move():\n    pass\n\nshow('x')"),
        "code cell 3 (id c3) has explore(...), show(...), but stores 1 of 2",
    ),
    (output(3, metadata={}), "code cell 3 (id c3) stores a picture without alt text"),
    (
        output(3, metadata={"image/png": {"alt": " "}}),
        "code cell 3 (id c3) stores a picture without alt text",
    ),
    (
        data(3, **{"image/svg+xml": "<svg/>"}),
        "code cell 3 (id c3) stores image/svg+xml",
    ),
    (data(3, **{store.WIDGET_VIEW: {}}), "code cell 3 (id c3) stores a widget view"),
    (metadata(widgets={"state": {}}), "the notebook stores widget state"),
    (
        add_output(
            4, output_type="error", ename="KeyError", evalue="'a'", traceback=[]
        ),
        "code cell 4 (id c4) stores an error: KeyError: 'a'",
    ),
    (
        add_output(4, output_type="stream", name="stderr", text="Careful\n"),
        "code cell 4 (id c4) stores text of stderr: Careful",
    ),
    (source(4, "print(1)\n" * 16), "code cell 4 (id c4) has 16 lines, more than 15"),
    (fold(4, "print(1)\n" * 31), "code cell 4 (id c4) has 31 lines, more than 30"),
    (fold(4, "print(1)"), "code cell 4 (id c4) is folded and has no first comment"),
    (
        cell(4, metadata={"jupyter": {"source_hidden": True}}),
        "code cell 4 (id c4) is folded in JupyterLab or in static pages, not in both",
    ),
    (
        source(4, f"print('{'x' * 81}')"),
        "code cell 4 (id c4), line 1 has 90 columns, more than 88",
    ),
    (source(4, "print(1);"), "code cell 4 (id c4) ends line 1 with a semicolon"),
    (
        source(4, "print(1)\nprint(2);  # quiet"),
        "code cell 4 (id c4) ends line 2 with a semicolon",
    ),
    (
        source(4, "from numpy import *\nprint(1)"),
        "code cell 4 (id c4) imports everything from numpy",
    ),
    (source(4, "print('/usr/share/x')"), "code cell 4 (id c4) has an absolute path"),
    (source(0, r"See C:\Users\ada"), "markdown cell 1 (id c0) has an absolute path"),
    (output(4, text="/tmp/x\n"), "code cell 4 (id c4) has an absolute path: /tmp/x"),
    (cell(4, id="c3"), "code cell 4 (id c3) has the id of an earlier cell"),
    (
        lambda notebook: notebook.cells[4].pop("id"),
        "code cell 4 (id missing) has no id",
    ),
    (cell(4, id="no spaces"), "code cell 4 (id no spaces): id not in the stored form"),
    (source(4, "print(1)  # a\n# NBVAL_SKIP"), "code cell 4 (id c4) is excepted"),
    (
        cell(4, metadata={"tags": ["raises-exception"]}),
        "code cell 4 (id c4) is excepted from the comparison by raises-exception",
    ),
    (
        cell(4, metadata={"execution": {"iopub.execute_input": "2026-01-01"}}),
        "code cell 4 (id c4): metadata not in the stored form",
    ),
    (metadata(authors=["Ada"]), "the notebook's metadata is not the stored form"),
    (metadata(kernelspec={"name": "venv"}), "the kernelspec is not python3"),
    (
        lambda notebook: notebook.update(nbformat_minor=4),
        "the notebook format is not 4.5",
    ),
    (
        add_output(4, output_type="stream", name="stdout", text="x" * 2_000_000),
        "the file has 2.0 MB, more than 2",
    ),
]


@pytest.mark.parametrize(("change", "message"), BROKEN, ids=[m for _, m in BROKEN])
def test_a_broken_notebook_is_named_with_the_reason(good, tmp_path, change, message):
    notebook = copy.deepcopy(store.read(good))
    change(notebook)
    path = tmp_path / good.name
    path.write_text(store.text_of(notebook), encoding="utf-8")
    problems = lint.problems(path)
    assert any(line.startswith(f"90_good.ipynb, {message}") for line in problems), (
        "\n".join(problems) or "no problem found"
    )


def test_another_layout_of_the_file_is_a_problem(good, tmp_path):
    path = tmp_path / good.name
    path.write_text(good.read_text(encoding="utf-8").rstrip("\n"), encoding="utf-8")
    assert lint.problems(path) == [
        "90_good.ipynb, the layout of the JSON is not the stored form"
    ]


def test_every_rule_is_broken_by_some_copy(good):
    """Each rule function finds something in at least one of the broken copies."""
    silent = {check.__name__ for check in lint.RULES}
    for change, _ in BROKEN:
        notebook = copy.deepcopy(store.read(good))
        change(notebook)
        cells = list(lint.cells_of(notebook))
        if list(lint.not_python(cells)):
            continue
        silent -= {check.__name__ for check in lint.RULES if list(check(cells))}
    assert not silent


@pytest.mark.parametrize(
    "text",
    ["x/home/y", "https://example.org/home/a", "a/b", "1/usr", "dC/dz", "../tmp/x"],
)
def test_what_is_no_absolute_path(text):
    assert not re.search(lint.ABSOLUTE_PATH, text)
