"""A learner's copy of the series: complete, and never overwritten."""

import os
import subprocess
import sys

import pytest

from nnlib.notebook import start
from tests.project import NOTEBOOKS, ROOT


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_copy_is_complete_and_can_be_written(tmp_path):
    folder = tmp_path / "courses" / "networks"
    assert start.copy(folder)
    assert contents(folder) == {path.name: path.read_bytes() for path in NOTEBOOKS}
    assert all(os.access(path, os.W_OK) for path in folder.iterdir())
    assert [path.name for path in folder.parent.iterdir()] == ["networks"]


def test_a_copy_that_is_there_stays_as_it_is(tmp_path):
    folder = tmp_path / "networks"
    start.copy(folder)
    (folder / start.FIRST).write_text("answers", encoding="utf-8")
    (folder / NOTEBOOKS[-1].name).unlink()
    before = contents(folder)
    assert not start.copy(folder)
    assert contents(folder) == before


@pytest.mark.parametrize("name", ["essay.txt", None])
def test_what_else_is_there_is_left_alone(tmp_path, name):
    folder = tmp_path / "essays"
    if name is None:
        folder.write_text("a file", encoding="utf-8")
    else:
        folder.mkdir()
        (folder / name).write_text("an essay", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "nnlib.notebook.start", str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 2
    assert f"{folder} is there already and holds no 00_start_here" in done.stderr
    assert folder.is_file() or contents(folder) == {name: b"an essay"}


def test_a_copy_that_cannot_be_made_leaves_nothing(tmp_path, monkeypatch):
    (tmp_path / "notebooks" / "a.ipynb").mkdir(parents=True)
    monkeypatch.setattr(start, "COURSE", tmp_path)
    with pytest.raises(OSError):
        start.copy(tmp_path / "networks")
    assert [path.name for path in tmp_path.iterdir()] == ["notebooks"]
