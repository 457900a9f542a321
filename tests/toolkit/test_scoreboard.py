"""The learner's journal: where it is, what it survives, that no more is written."""

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


NOTHING = {"exercises": {}, "predictions": {}}


def test_the_journal_is_in_the_user_data_directory(monkeypatch):
    monkeypatch.delenv("NNLIB_HOME", raising=False)
    folder = platformdirs.user_data_dir("nnlib", appauthor=False)
    assert learner.path() == Path(folder) / "journal.jsonl"


def test_nnlib_home_moves_the_journal(nnlib_home):
    assert learner.record_exercise("02.1", passed=True) == ""
    assert [path.name for path in nnlib_home.iterdir()] == ["journal.jsonl"]


def test_reading_writes_nothing(nnlib_home):
    assert learner.read() == (NOTHING, "")
    assert not nnlib_home.exists()


def test_what_was_recorded_is_read_back(nnlib_home):
    learner.record_exercise("02.1", passed=False)
    learner.record_exercise("02.1", passed=True)
    learner.record_exercise("02.1", passed=False)
    learner.record_guess("02.a", "tanh′", right=False)
    learner.record_guess("07.a", 0.25, right=True)
    learner.record_guess("07.a", None)
    state, problem = learner.read()
    assert problem == ""
    assert state["exercises"] == {"02.1": {"tries": 3, "passed": True}}
    assert state["predictions"] == {"02.a": {"guess": "tanh′", "right": False}}


def test_starting_over_concerns_one_notebook_and_the_past_is_kept(nnlib_home):
    for notebook in ("02", "05"):
        learner.record_exercise(f"{notebook}.1", passed=True)
        learner.record_guess(f"{notebook}.a", 1, right=True)
    learner.start_over("05")
    state, _ = learner.read()
    assert set(state["exercises"]) == {"02.1"} and set(state["predictions"]) == {"02.a"}
    learner.record_exercise("05.1", passed=False)
    assert learner.read()[0]["exercises"]["05.1"] == {"tries": 1, "passed": False}
    assert [entry["kind"] for entry in learner.entries()].count("exercise") == 3


UNREADABLE = [
    b"{",
    b"\xff\xfe",
    b"null",
    b"[]",
    b"[" * 100_000,
    b'{"kind": "exercise"}',
    b'{"kind": "exercise", "id": "02.1", "passed": "maybe"}',
    b'{"kind": "prediction", "id": "02.a", "guess": [1], "right": true}',
    b'{"kind": "of a later version", "id": "02.1", "more": {}}',
]


@pytest.mark.parametrize("line", UNREADABLE)
@pytest.mark.parametrize("end", [b"\n", b"", b"\r\n"])
def test_a_line_that_makes_no_sense_is_passed_over_and_kept(nnlib_home, line, end):
    learner.record_exercise("02.1", passed=True)
    before = learner.path().read_bytes() + line + end
    learner.path().write_bytes(before)
    assert learner.record_exercise("02.2", passed=True) == ""
    assert learner.path().read_bytes().startswith(before)
    state, problem = learner.read()
    assert (set(state["exercises"]), problem) == ({"02.1", "02.2"}, "")
    assert state["exercises"]["02.1"]["tries"] == 1


def test_a_byte_order_mark_and_unknown_fields_are_read_over(nnlib_home):
    nnlib_home.mkdir()
    line = '{"kind": "exercise", "id": "02.1", "passed": true, "mood": "good"}\n'
    learner.path().write_text(line, encoding="utf-8-sig")
    assert learner.read()[0]["exercises"] == {"02.1": {"tries": 1, "passed": True}}


def test_answers_kept_by_version_0_1_count_as_older(nnlib_home):
    nnlib_home.mkdir()
    state = {
        "exercises": {"02.1": {"tries": 3, "passed": True}, "05.1": None},
        "predictions": {"02.a": {"guess": "tanh′", "right": False}},
    }
    old = nnlib_home / "learner.json"
    old.write_text(json.dumps(state), encoding="utf-8")
    assert set(learner.read()[0]["exercises"]) == {"02.1"}
    assert learner.read()[0]["predictions"] == state["predictions"]
    learner.start_over("02")
    assert learner.read() == (NOTHING, "")
    assert json.loads(old.read_text(encoding="utf-8")) == state
    for damaged in ("", "{", "[]", '{"exercises": []}'):
        old.write_text(damaged)
        assert learner.read() == (NOTHING, "")


def test_a_link_stays_a_link(nnlib_home, tmp_path):
    nnlib_home.mkdir()
    elsewhere = tmp_path / "backed up.jsonl"
    elsewhere.touch()
    learner.path().symlink_to(elsewhere)
    learner.record_exercise("02.1", passed=True)
    assert learner.path().is_symlink() and elsewhere.read_bytes()
    assert "02.1" in learner.read()[0]["exercises"]


def test_a_folder_that_cannot_be_written_is_said_and_not_raised(tmp_path, monkeypatch):
    in_the_way = tmp_path / "file"
    in_the_way.write_text("not a folder")
    monkeypatch.setenv("NNLIB_HOME", str(in_the_way / "home"))
    for note in (
        learner.record_exercise("02.1", passed=True),
        learner.record_guess("02.a", 1, right=True),
        learner.start_over("02"),
    ):
        assert "could not be saved" in note and str(in_the_way) in note


def test_a_journal_that_cannot_be_read_is_said_and_not_raised(nnlib_home):
    learner.path().mkdir(parents=True)
    state, problem = learner.read()
    assert state == NOTHING
    assert "could not be read" in problem


def test_a_full_disk_is_said_and_not_raised(monkeypatch):
    monkeypatch.setattr(learner, "path", lambda: Path("/dev/full"))
    if not Path("/dev/full").exists():
        pytest.skip("there is no /dev/full on this system")
    assert "No space left" in learner.record_exercise("02.1", passed=True)


def test_a_disk_that_fills_in_the_middle_of_a_line_is_said(nnlib_home):
    pytest.importorskip("resource", reason="no limits on this system")
    learner.record_exercise("02.1", passed=True)
    code = f"""
import resource, signal
from nnlib.notebook import learner
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
room = {learner.path().stat().st_size + 10}
resource.setrlimit(resource.RLIMIT_FSIZE, (room, resource.RLIM_INFINITY))
print(learner.record_exercise("02.2", passed=True))
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)
print(learner.record_exercise("02.3", passed=True))"""
    said = run(code, nnlib_home).splitlines()
    assert "could not be saved" in said[0] and said[1] == ""
    assert set(learner.read()[0]["exercises"]) == {"02.1", "02.3"}


@pytest.mark.parametrize("home", ["~nobody-of-this-name/x", None])
def test_no_home_directory_is_said_and_not_raised(monkeypatch, home):
    def homeless(*_, **__):
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("NNLIB_HOME", raising=False)
    if home:
        monkeypatch.setenv("NNLIB_HOME", home)
    monkeypatch.setattr(platformdirs, "user_data_path", homeless)
    assert "home directory" in learner.read()[1]
    assert "home directory" in learner.record_exercise("02.1", passed=True)


def test_two_kernels_writing_at_once_lose_nothing(nnlib_home):
    code = (
        "import sys; from nnlib.notebook import learner\n"
        "for i in range(200): learner.record_exercise(f'{sys.argv[1]}.{i}', True)"
    )
    kernels = [
        subprocess.Popen([sys.executable, "-c", code, name]) for name in ("02", "05")
    ]
    assert [kernel.wait(timeout=60) for kernel in kernels] == [0, 0]
    assert len(learner.read()[0]["exercises"]) == 400
    lines = [*filter(None, learner.path().read_bytes().splitlines())]
    written = sorted(json.loads(line)["id"] for line in lines)
    assert written == sorted(f"{n}.{i}" for n in ("02", "05") for i in range(200))


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
quiz._open["02.a"].commit(1)
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
    assert [path.name for path in (tmp_path / "home").iterdir()] == ["journal.jsonl"]
