"""The command that executes notebooks and stores their outputs."""

import subprocess
import sys

import nbformat
import pytest

from nnlib.notebook.authoring import store

LIVE = """\
from IPython.display import display

view = {"application/vnd.jupyter.widget-view+json": {"model_id": "a1"}}
display(view | {"text/plain": "A slider"}, raw=True)
display(view, raw=True)"""


def code(source, **fields):
    """A code cell as an editor may leave it: not run, without an id."""
    cell = nbformat.v4.new_code_cell(source)
    del cell["id"]
    cell.update(nbformat.from_dict(fields))
    return cell


def book(*cells, **metadata):
    return nbformat.from_dict(
        {"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": cells}
    )


@pytest.fixture
def write(tmp_path):
    """A function that writes a notebook of these cells."""

    def write_(*cells, name="notebook.ipynb", **metadata):
        path = tmp_path / name
        path.write_text(store.text_of(book(*cells, **metadata)), encoding="utf-8")
        return path

    return write_


def test_outputs_are_stored_in_the_normal_form(write):
    timing = {"execution": {"iopub.status.busy": "now"}, "tags": ["figure"]}
    path = write(
        nbformat.v4.new_markdown_cell("# Title", metadata={"slideshow": {"a": 1}}),
        code("import sys\nsys.stdout.write('a'); sys.stdout.flush(); print('b')"),
        code(LIVE, metadata=timing),
        code("6 * 7", execution_count=77),
        language_info={"version": "3.0"},
        widgets={"state": {}},
    )
    line = store.store(path)
    assert "notebook.ipynb: " in line and line.endswith("0.00 MB")
    stored = store.read(path)
    text, printing, live, result = stored.cells
    assert stored.metadata == store.METADATA
    assert text.metadata == {"slideshow": {"a": 1}}
    assert live.metadata == {"tags": ["figure"]}
    assert [cell.execution_count for cell in stored.cells[1:]] == [1, 2, 3]
    assert [output.text for output in printing.outputs] == ["ab\n"]
    assert [output.data for output in live.outputs] == [{"text/plain": "A slider"}]
    assert result.outputs[0].execution_count == 3
    assert result.outputs[0].data == {"text/plain": "42"}
    assert store.differences(path) == []
    nbformat.validate(stored)


def test_storing_again_changes_nothing(write):
    path = write(code("print(1)"), code("print(1)"))
    store.store(path)
    first = path.read_bytes()
    store.store(path)
    assert path.read_bytes() == first
    assert first.endswith(b"}\n")


def test_ids_are_kept_and_made_once_from_the_source():
    cells = [code("a"), code("a"), code("b", id="kept"), code("c", id="kept")]
    cells.append(code("d", id="not valid"))
    first, second = (store.normalise(book(*cells)) for _ in range(2))
    ids = [cell.id for cell in first.cells]
    assert ids == [cell.id for cell in second.cells]
    assert len(set(ids)) == 5 and ids[2] == "kept" and "not valid" not in ids
    assert [cell.id for cell in store.normalise(first).cells] == ids


def test_the_kernel_has_one_thread_and_no_learner(write, tmp_path, monkeypatch):
    monkeypatch.setenv("NNLIB_HOME", str(tmp_path / "learner"))
    monkeypatch.setenv("MPLBACKEND", "agg")
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "8")
    path = write(
        code(
            "import os\n"
            "print(os.environ['OPENBLAS_NUM_THREADS'], os.environ['OMP_NUM_THREADS'])\n"
            "print('learner' in os.environ['NNLIB_HOME'])\n"
            "print(os.listdir(os.environ['NNLIB_HOME']))\n"
            "print('inline' in os.environ['MPLBACKEND'])\n"
            "print(os.path.exists('notebook.ipynb'))"
        )
    )
    store.store(path)
    printed = store.read(path).cells[0].outputs[0].text
    assert printed == "1 1\nFalse\n[]\nTrue\nTrue\n"


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("1 / 0", "code cell 2 (id c2): ZeroDivisionError: division by zero"),
        ("import warnings; warnings.warn('Careful')", "code cell 2 (id c2) wrote to"),
        ("import os; os._exit(1)", "code cell 2 (id c2): Kernel died"),
        (
            "import time; time.sleep(60)",
            "code cell 2 (id c2): A cell timed out while it was being executed, "
            "after 1 seconds",
        ),
    ],
    ids=["raises", "stderr", "kernel dies", "too slow"],
)
def test_a_failing_cell_is_named_and_the_file_kept(
    write, monkeypatch, capsys, source, message
):
    path = write(code("a = 1", id="c1"), code(source, id="c2"), code("b = 2", id="c3"))
    before = path.read_bytes()
    monkeypatch.setattr(store, "SECONDS_PER_CELL", 1)
    assert store.main([str(path)]) == 1
    assert f"notebook.ipynb, {message}" in capsys.readouterr().err
    assert path.read_bytes() == before


def test_a_tag_does_not_excuse_an_exception(write, capsys):
    path = write(code("1 / 0", metadata={"tags": ["raises-exception"]}))
    assert store.main([str(path)]) == 1
    assert "ZeroDivisionError" in capsys.readouterr().err


def test_the_others_are_stored_when_one_fails(write, capsys):
    bad = write(code("1 / 0"), name="a.ipynb")
    good = write(code("print(1)"), name="b.ipynb")
    assert store.main([str(bad), str(good)]) == 1
    assert "b.ipynb: " in capsys.readouterr().out
    assert store.differences(good) == []


def test_slow_and_large_notebooks_are_called_so(write, monkeypatch):
    path = write(code("print('x' * 10_000)"))
    monkeypatch.setattr(store, "SLOW_SECONDS", 0.1)
    monkeypatch.setattr(store, "LARGE_MEGABYTES", 0.01)
    line = store.store(path)
    assert "make it faster" in line and "make its pictures smaller" in line


def test_check_reports_and_writes_nothing(write, capsys):
    path = write(code("print(1)", id="c1"), name="old.ipynb")
    before = path.read_bytes()
    assert store.main(["--check", str(path)]) == 1
    assert "old.ipynb, code cell 1 (id c1): " in capsys.readouterr().err
    assert path.read_bytes() == before
    store.store(path)
    assert store.main(["--check", str(path)]) == 0


def test_without_arguments_it_takes_the_folder_notebooks(write, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as stopped:
        store.main(["--check"])
    assert stopped.value.code == 2
    (tmp_path / "notebooks").mkdir()
    store.store(write(code("1"), name="notebooks/a.ipynb"))
    assert store.main(["--check"]) == 0


def test_a_missing_file_is_named(capsys):
    with pytest.raises(SystemExit):
        store.main(["nowhere.ipynb"])
    assert "no such notebook: nowhere.ipynb" in capsys.readouterr().err


def test_an_old_format_is_refused(tmp_path, capsys):
    path = tmp_path / "old.ipynb"
    path.write_text('{"nbformat": 3, "worksheets": []}')
    assert store.main([str(path)]) == 1
    assert "expected notebook format 4" in capsys.readouterr().err


def test_the_command_runs_as_a_module(write):
    path = write(code("print(1)"))
    command = [sys.executable, "-m", "nnlib.notebook.authoring.store", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.startswith(f"{path}: ")
    assert store.differences(path) == []
