"""What a learner hands in: a file that holds the exercises, and nothing else."""

import getpass
import json
import os
import platform
import re
from datetime import UTC, datetime
from pathlib import Path

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbclient import NotebookClient

from nnlib.notebook import hand_in, handed_in, handing_in, learner
from nnlib.notebook.authoring import store
from nnlib.notebook.exercises import check
from nnlib.notebook.exercises.as_text import LONGEST, as_text

KEYS = {"format", "version", "name", "written", "answers"}
CELL = "def slope(a):\n    # tanh′ from the output\n    return 1 - a**2\n"
ANSWER = {"id", "passed", "tries", "time", "text"}


@pytest.fixture
def folder(nnlib_home, tmp_path, monkeypatch):
    """An empty folder of notebooks, and a learner who has not begun."""
    (tmp_path / "notebooks").mkdir()
    monkeypatch.chdir(tmp_path / "notebooks")
    return tmp_path / "notebooks"


def slope(a):
    return 1 - a**2


def too_steep(a):
    return 1 - a


def handed(folder):
    """What the one file in the folder holds."""
    (file,) = folder.iterdir()
    return file.name, handed_in.read(file)


def test_without_a_name_nothing_is_written(folder, capsys):
    hand_in()
    hand_in("  ")
    assert capsys.readouterr().out.count("Put your name between the quotes") == 2
    assert list(folder.iterdir()) == []


def test_before_the_first_exercise_nothing_is_written(folder, capsys):
    hand_in("Ada")
    assert "Try an exercise first." in capsys.readouterr().out
    assert list(folder.iterdir()) == []


def test_a_name_without_quotes_is_refused(folder):
    with pytest.raises(TypeError, match="in quotes, got 7"):
        hand_in(7)


def test_the_answer_that_passed_is_handed_in(folder, capsys):
    check("02.1", too_steep)
    check("02.1", slope)
    check("02.1", too_steep)
    check("00.1", 0.5)
    hand_in("Ada Lovelace")
    assert "2 exercises, 1 of them passed" in capsys.readouterr().out
    name, work = handed(folder)
    assert (name, work.name) == ("hand-in-Ada-Lovelace.json", "Ada Lovelace")
    first, second = work.answers
    assert (first.id, first.passed, first.tries, first.text) == (
        "00.1",
        False,
        1,
        "0.5",
    )
    assert (second.id, second.passed, second.tries) == ("02.1", True, 3)
    assert second.text == "def slope(a):\n    return 1 - a**2\n"
    now = datetime.now(UTC)
    for time in (work.written, first.time, second.time):
        then = datetime.strptime(time, "%Y-%m-%d %H:%M").replace(tzinfo=UTC)
        assert abs((now - then).total_seconds()) < 120


def test_a_notebook_that_was_started_over_is_not_handed_in(folder):
    check("02.1", slope)
    check("00.1", 0.5)
    learner.start_over("02")
    hand_in("Ada")
    assert [answer.id for answer in handed(folder)[1].answers] == ["00.1"]


def test_the_file_holds_nothing_else(folder):
    check("02.1", slope)
    learner.record_guess("02.a", "a guess that is nobody's business")
    hand_in("Ada")
    (file,) = folder.iterdir()
    text = file.read_text(encoding="utf-8")
    held = json.loads(text)
    assert set(held) == KEYS
    assert [set(answer) for answer in held["answers"]] == [ANSWER]
    for other in (str(Path.home()), str(folder), platform.node(), "business"):
        assert other not in text
    assert getpass.getuser() not in re.findall(r"\w+", text)


def test_handing_in_again_replaces_the_file_and_no_other(folder, capsys):
    check("00.1", 0.5)
    hand_in("Ada")
    check("00.1", 0.88)
    hand_in("Ada")
    assert handed(folder)[1].answers[0].tries == 2
    (file,) = folder.iterdir()
    for other in ("not a hand-in", '{"mine": true}', ""):
        file.write_text(other)
        hand_in("Ada")
        assert "Rename that one" in capsys.readouterr().out
        assert file.read_text() == other


def test_a_folder_that_cannot_be_written_is_said(folder, capsys):
    check("00.1", 0.5)
    Path("hand-in-Ada.json").mkdir()
    hand_in("Ada")
    assert "could not be written" in capsys.readouterr().out


def test_a_journal_that_cannot_be_read_is_said(folder, capsys):
    learner.path().mkdir(parents=True)
    hand_in("Ada")
    assert "could not be read" in capsys.readouterr().out


def test_answers_of_an_earlier_version_have_no_text_and_no_time(folder):
    learner.path().parent.mkdir()
    lines = [
        '{"kind": "exercise", "id": "02.1", "passed": true}',
        '{"kind": "exercise", "id": "02.2", "passed": false, "time": "at noon"}',
        '{"kind": "exercise", "id": "../..", "passed": true}',
    ]
    learner.path().write_text("\n".join(lines))
    hand_in("Ada")
    answers = handed(folder)[1].answers
    assert [(a.id, a.time, a.text) for a in answers] == [
        ("02.1", "", ""),
        ("02.2", "", ""),
    ]


def test_answers_are_kept_as_text_and_not_run():
    class Loud:
        def __repr__(self):
            raise AssertionError("its code was run")

    made = {}
    exec("def made(a):\n    return a", made)
    assert as_text(slope) == "def slope(a):\n    return 1 - a**2\n"
    assert as_text(made["made"]) == "made: its code is not known"
    assert as_text(0.25) == "0.25"
    assert as_text(("tanh",)) == "('tanh',)"
    assert as_text((0.25, [1])) == "(0.25, [1])"
    assert as_text(Loud()) == "an object of type Loud"
    assert as_text(len) == "a function"
    assert as_text([Loud()] * 2) == "[an object of type Loud, an object of type Loud]"
    many = "\n    ".join(["def made(a):", *["a += 1"] * LONGEST])
    assert len(as_text(many)) < LONGEST


def test_a_cell_of_a_notebook_is_handed_in_as_it_was_written(folder):
    cells = [
        "from nnlib.notebook import check, hand_in",
        f"{CELL}\n\ncheck('02.1', slope)",
        "hand_in('Émilie du Châtelet')",
    ]
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(cell) for cell in cells],
        metadata=store.METADATA,
    )
    NotebookClient(notebook, timeout=60).execute()
    assert "Written." in notebook.cells[2].outputs[0].data["text/plain"]
    name, work = handed(folder)
    assert name == "hand-in-Émilie-du-Châtelet.json"
    assert work.answers[0].text == CELL


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)
ENTRIES = st.fixed_dictionaries(
    {"kind": st.sampled_from(["exercise", "start over", "prediction"]) | JSON},
    optional={
        "id": st.sampled_from(["02.1", "02.2", "02", "07.1"]) | JSON,
        "passed": st.booleans() | JSON,
        "time": st.sampled_from(["2026-11-25T12:00:00+0100"]) | JSON,
        "answer": st.text() | JSON,
    },
)


@given(st.lists(ENTRIES), st.text().filter(str.strip))
def test_whatever_the_journal_holds_the_file_can_be_read(tmp_path_factory, made, name):
    answers = handing_in._answers(made)
    name = handed_in.printable(name).strip()
    work = handed_in.HandIn(name, "2026-11-25 12:00", tuple(answers))
    beside = handing_in._file(name)
    assert beside.parent == Path(".") and len(os.fsencode(beside)) < 256
    file = tmp_path_factory.getbasetemp() / beside
    file.write_text(work.text, encoding="utf-8")
    assert handed_in.read(file) == work
    file.unlink()
