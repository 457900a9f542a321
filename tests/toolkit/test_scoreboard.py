"""The learner's file: where it is, what it survives, that nothing else is written."""

import json
import os
import subprocess
import sys
from pathlib import Path

import platformdirs
import pytest

from nnlib.notebook import learner


def run(code, home, **environment):
    return subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "NNLIB_HOME": str(home), **environment},
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
    ).stdout


def test_the_file_is_in_the_user_data_directory(monkeypatch):
    monkeypatch.delenv("NNLIB_HOME", raising=False)
    folder = platformdirs.user_data_dir("nnlib", appauthor=False)
    assert learner.path() == Path(folder) / "learner.json"


def test_nnlib_home_moves_the_file(nnlib_home):
    assert learner.record_exercise("02.1", passed=True) == ""
    assert [path.name for path in nnlib_home.iterdir()] == ["learner.json"]


def test_reading_writes_nothing(nnlib_home):
    assert learner.read() == ({"exercises": {}, "predictions": {}}, "")
    assert not nnlib_home.exists()


def test_what_was_recorded_is_read_back(nnlib_home):
    learner.record_exercise("02.1", passed=False)
    learner.record_exercise("02.1", passed=True)
    learner.record_exercise("02.1", passed=False)
    learner.record_guess("02.a", "tanh′", right=False)
    learner.record_guess("07.a", 0.25, right=True)
    learner.forget_guess("07.a")
    state, problem = learner.read()
    assert problem == ""
    assert state["exercises"] == {"02.1": {"tries": 3, "passed": True}}
    assert state["predictions"] == {"02.a": {"guess": "tanh′", "right": False}}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"null",
        b"[]",
        b'{"exercises": {}}',
        b'{"exercises": [], "predictions": {}}',
        b'{"exercises": {"02.1": 3}, "predictions": {}}',
        b'{"exercises": {}, "predictions": {"02.a": {"guess": null, "right": true}}}',
    ],
)
def test_a_damaged_file_is_kept_aside_and_named_once(nnlib_home, content):
    nnlib_home.mkdir()
    learner.path().write_bytes(content)
    state, problem = learner.read()
    assert state == {"exercises": {}, "predictions": {}}
    assert "damaged" in problem and str(learner.path()) in problem
    assert learner.path().read_bytes() == content
    note = learner.record_exercise("02.1", passed=True)
    aside = nnlib_home / "learner.damaged-1.json"
    assert "damaged" in note and str(aside) in note
    assert aside.read_bytes() == content
    assert learner.record_exercise("02.2", passed=True) == ""
    assert set(learner.read()[0]["exercises"]) == {"02.1", "02.2"}


def test_an_older_damaged_file_is_not_overwritten(nnlib_home):
    nnlib_home.mkdir()
    for content in ("first", "second"):
        learner.path().write_text(content)
        learner.record_exercise("02.1", passed=True)
    kept = sorted(nnlib_home.glob("learner.damaged-*.json"))
    assert [path.read_text() for path in kept] == ["first", "second"]


def test_a_folder_that_cannot_be_written_is_said_and_not_raised(tmp_path, monkeypatch):
    in_the_way = tmp_path / "file"
    in_the_way.write_text("not a folder")
    monkeypatch.setenv("NNLIB_HOME", str(in_the_way / "home"))
    assert "could not be saved" in learner.record_exercise("02.1", passed=True)


def test_a_file_that_cannot_be_read_is_said_and_not_raised(nnlib_home):
    learner.path().mkdir(parents=True)
    state, problem = learner.read()
    assert state == {"exercises": {}, "predictions": {}}
    assert "could not be read" in problem


def test_a_failed_write_leaves_the_old_file_and_no_temporary_one(
    nnlib_home, monkeypatch
):
    learner.record_exercise("02.1", passed=True)
    before = learner.path().read_bytes()

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    assert "No space left on device" in learner.record_exercise("02.2", passed=True)
    assert learner.path().read_bytes() == before
    assert [path.name for path in nnlib_home.iterdir()] == ["learner.json"]


def test_a_file_that_another_kernel_has_open_is_tried_again(nnlib_home, monkeypatch):
    replace, refusals = os.replace, [PermissionError(13, "in use")] * 3

    def busy(*names):
        if refusals:
            raise refusals.pop()
        replace(*names)

    monkeypatch.setattr(os, "replace", busy)
    assert learner.record_exercise("02.1", passed=True) == ""
    assert "02.1" in learner.read()[0]["exercises"]


def test_a_lock_left_by_a_dead_kernel_is_broken(nnlib_home, monkeypatch):
    monkeypatch.setattr(learner, "LOCK_SECONDS", 0.05)
    nnlib_home.mkdir()
    (nnlib_home / "learner.lock").touch()
    assert learner.record_exercise("02.1", passed=True) == ""
    assert [path.name for path in nnlib_home.iterdir()] == ["learner.json"]


def test_two_kernels_writing_at_once_lose_nothing(nnlib_home):
    code = (
        "import sys; from nnlib.notebook import learner\n"
        "for i in range(40): learner.record_exercise(f'{sys.argv[1]}.{i}', True)"
    )
    kernels = [
        subprocess.Popen([sys.executable, "-c", code, name]) for name in ("02", "05")
    ]
    assert [kernel.wait(timeout=60) for kernel in kernels] == [0, 0]
    assert len(json.loads(learner.path().read_text())["exercises"]) == 80


WATCHED = """
import os, sys
written = []

def note(event, arguments):
    if event == "open" and isinstance(arguments[0], str | os.PathLike):
        mode, flags = arguments[1], arguments[2]
        if flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            written.append(os.fspath(arguments[0]))
    elif event in ("os.mkdir", "os.rename", "os.remove"):
        written.extend(os.fspath(name) for name in arguments[:1])

sys.addaudithook(note)
from nnlib.notebook import exercises
from nnlib.notebook.predictions import widget as quiz
exercises.check("02.1", lambda a: 1 - a)
exercises.check("02.1", lambda a: 1 - a**2)
exercises.hint("02.1")
exercises.solution("02.1")
quiz.predict("02.a", "Which?", ["this", "that"], answer="this", why="It is.")
quiz._open["02.a"].guess = 1
exercises.scoreboard()
home = os.environ["NNLIB_HOME"]
assert any(name.startswith(home) for name in written), written
allowed = home, os.environ["MPLCONFIGDIR"]  # Matplotlib keeps a list of fonts
print([name for name in written if not name.startswith(allowed)])
"""


def test_nothing_is_written_elsewhere(tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    names = "HOME USERPROFILE APPDATA LOCALAPPDATA XDG_DATA_HOME XDG_CONFIG_HOME"
    moved = dict.fromkeys(names.split(), str(elsewhere))
    moved |= {"PYTHONDONTWRITEBYTECODE": "1", "MPLCONFIGDIR": str(tmp_path / "fonts")}
    output = run(WATCHED, tmp_path / "home", **moved).splitlines()
    assert output[-1] == "[]"
    assert list(elsewhere.iterdir()) == []
    assert [path.name for path in (tmp_path / "home").iterdir()] == ["learner.json"]
