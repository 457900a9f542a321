"""The table of a class: it shows what learners hand in, and runs nothing of it."""

import csv
import html
import json
import os
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from nnlib.notebook import collect, handed_in
from nnlib.notebook.handed_in import Answer, HandIn
from tests.project import ROOT

TIME = "2026-11-25 12:00"
ADA = HandIn("Ada", TIME, (Answer("02.1", True, 3, TIME, "def slope(a): …"),))
BOB = HandIn("bob", TIME, (Answer("00.1", False, 1, "", "0.5"),))

EVIL = [
    "<script>document.title = 'run'</script>",
    "</pre></details><img src=x onerror=\"document.title = 'run'\">",
    '"><svg onload=alert(1)>',
    '=HYPERLINK("http://example.org", "Ada")',
    "  =1+1",
    "@SUM(A1)",
    "+1",
    "-1",
    "\t=1",
    "＝1+1",
    "Ada;=1+1",
    'Ada"\n=1+1,"',
    "\x1b[2J",
    "\u202egnp.exe",
    "{table}",
    "\x00",
]


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "class").mkdir()
    return tmp_path / "class"


def put(folder, name, work):
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text(work.text, encoding="utf-8")


def run(folder, cwd, **environment):
    """The command, as a teacher calls it."""
    return subprocess.run(
        [sys.executable, "-m", "nnlib.notebook.collect", str(folder)],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
    )


class Page(HTMLParser):
    """The tags, the attributes, and the text of each cell and answer of a page."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.attributes, self.texts = set(), set(), []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attributes}
        self.texts.append("")

    def handle_data(self, data):
        if self.texts:
            self.texts[-1] += data


def test_the_command_makes_a_page_and_a_table(folder, tmp_path):
    put(folder, "hand-in-bob.json", BOB)
    put(folder, "later/hand-in-Ada.json", ADA)
    done = run(folder, tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "2 hand-ins" in done.stdout and "learners' own" in done.stdout
    (table,) = tmp_path.glob("hand-ins-*.csv")
    with table.open(encoding="utf-8-sig", newline="") as stream:
        assert list(csv.reader(stream)) == [
            ["name", "file", "written (UTC)", "passed, says the file", "00.1", "02.1"],
            ["Ada", str(Path("later/hand-in-Ada.json")), TIME, "1", "", "passed (3)"],
            ["bob", "hand-in-bob.json", TIME, "0", "not yet (1)", ""],
        ]
    (page,) = (path.read_text("utf-8") for path in tmp_path.glob("hand-ins-*.html"))
    assert "verdicts are the learners' own" in page
    assert "def slope(a): …" in page and "02.1: passed, 2026-11-25 12:00" in page


FOREIGN = {
    "essay.docx": (b"PK\x03\x04", "no JSON"),
    "empty.json": (b"", "no JSON"),
    "cut.json": (ADA.text.encode()[:-20], "no JSON"),
    "deep.json": (b"[" * 100_000, "no JSON"),
    "digits.json": (b"9" * 10_000, "no JSON"),
    "list.json": (b"[]", "something else"),
    "other.json": (b'{"format": "other"}', "something else"),
    "bare.json": (b'{"format": "nnlib hand-in"}', "are missing"),
    "later.json": (ADA.text.replace(": 1,", ": 2,", 1).encode(), "a later version"),
    "no-id.json": (ADA.text.replace("02.1", "=1+1").encode(), "an answer"),
    "tries.json": (ADA.text.replace(": 3,", ": -3,", 1).encode(), "an answer"),
    "time.json": (ADA.text.replace("2026", "MMXXVI").encode(), "are missing"),
    "nobody.json": (HandIn(" ", TIME, ()).text.encode(), "are missing"),
    "twice.json": (HandIn("Ada", TIME, ADA.answers * 2).text.encode(), "twice"),
    "large.json": (b" " * (handed_in.LARGEST + 1), "larger than 5 MB"),
}


def test_what_is_no_hand_in_is_named_and_skipped(folder, tmp_path):
    put(folder, "hand-in-Ada.json", ADA)
    for name, (content, _) in FOREIGN.items():
        (folder / name).write_bytes(content)
    done = run(folder, tmp_path)
    assert done.returncode == 0
    (page,) = (path.read_text("utf-8") for path in tmp_path.glob("hand-ins-*.html"))
    for name, (_, reason) in FOREIGN.items():
        (line,) = (line for line in done.stdout.splitlines() if f" {name}:" in line)
        assert line.startswith("skipped ") and reason in line
        assert html.escape(line.removeprefix("skipped ")) in page


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere no such names exist")
@pytest.mark.parametrize(
    "name",
    [b"=1+1", b"-x", b"<img src=x>", b"a\nb", b"\xff\xfe", b"\x1b[2J", "⟨σ⟩".encode()],
)
def test_no_name_of_a_file_is_taken_for_something_else(folder, tmp_path, name):
    for file, content in [(name, ADA.text), (name + b".bad", "")]:
        with open(os.path.join(os.fsencode(folder), file), "w") as stream:
            stream.write(content)
    done = run(folder, tmp_path, PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stderr) == (0, "")
    skipped, summary, _ = done.stdout.splitlines()
    assert skipped.startswith("skipped ") and skipped.endswith("something else")
    assert summary.startswith("1 hand-ins") and summary.isprintable()
    (page,) = (path.read_text("utf-8") for path in tmp_path.glob("hand-ins-*.html"))
    assert "<img" not in page
    (table,) = tmp_path.glob("hand-ins-*.csv")
    with table.open(encoding="utf-8-sig", newline="") as stream:
        file = list(csv.reader(stream))[1][1]
    assert file.isprintable() and not file.startswith(("=", "-"))


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="no /proc on this system")
def test_where_nothing_can_be_written_the_command_says_so(folder):
    put(folder, "hand-in-Ada.json", ADA)
    done = run(folder, "/proc")
    assert done.returncode == 2
    assert "call this where a file can be written" in done.stderr


def test_a_folder_without_hand_ins_makes_no_table(folder, tmp_path):
    (folder / "essay.txt").write_text("…", encoding="utf-8")
    done = run(folder, tmp_path)
    assert done.returncode == 1
    assert "No hand-in is in" in done.stdout
    assert [path.name for path in tmp_path.iterdir()] == ["class"]


def test_what_is_no_folder_is_refused(tmp_path):
    done = run(tmp_path / "nowhere", tmp_path)
    assert done.returncode == 2
    assert "nowhere is no folder; give the one that holds the files" in done.stderr


TEXTS = st.text() | st.sampled_from(EVIL)
IDS = st.from_regex(r"[0-9]{2}\.[0-9]{1,3}", fullmatch=True)
ANSWERS = st.builds(
    Answer,
    id=IDS,
    passed=st.booleans(),
    tries=st.integers(1, 99),
    time=st.sampled_from(["", TIME]),
    text=TEXTS,
)
WORKS = st.builds(
    HandIn,
    name=TEXTS.filter(str.strip),
    written=st.just(TIME),
    answers=st.lists(ANSWERS, max_size=3, unique_by=lambda a: a.id).map(tuple),
)


def as_read(work, folder):
    """The work as it comes out of a file; JSON holds what UTF-8 cannot."""
    file = folder / "work.json"
    file.write_text(json.dumps(json.loads(work.text)), encoding="ascii")
    return handed_in.read(file)


@given(st.lists(WORKS, min_size=1, max_size=3), TEXTS)
@example([HandIn(text, TIME, ()) for text in EVIL], "=1+1")
@example([HandIn("?", TIME, (Answer("02.1", True, 1, "", t),)) for t in EVIL], "")
def test_nothing_of_a_file_becomes_html_or_a_formula(tmp_path_factory, works, skipped):
    folder = tmp_path_factory.mktemp("class")
    found = [collect.Found("a.json", as_read(work, folder)) for work in works]
    usual = Page(collect.page([collect.Found("a.json", ADA)], ["b.json: no"]))
    page = Page(collect.page(found, [skipped]))
    assert page.tags <= usual.tags
    assert page.attributes <= usual.attributes
    table = collect.rows(found)
    shown = {text.strip() for text in page.texts}
    assert {cell.strip() for row in table for cell in row} <= shown
    for _, work in found:
        assert {answer.text.strip() for answer in work.answers} <= shown
    collect.write_csv(folder / "table.csv", table)
    raw = (folder / "table.csv").read_text(encoding="utf-8-sig")
    for separator in ",;\t":
        cells = csv.reader(raw.splitlines(), delimiter=separator)
        for cell in [cell for row in cells for cell in row]:
            assert not cell.lstrip().startswith(("=", "+", "-", "@", "＝"))
    with open(folder / "table.csv", encoding="utf-8-sig", newline="") as stream:
        read = list(csv.reader(stream))
    for row, cells in zip(table, read, strict=True):
        for text, cell in zip(row, cells, strict=True):
            assert cell in (text, f"'{text}")


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)
NEARLY = st.fixed_dictionaries(
    {"format": st.just("nnlib hand-in")},
    optional={
        "version": JSON,
        "name": st.text() | JSON,
        "written": st.just(TIME) | JSON,
        "answers": JSON
        | st.lists(
            st.fixed_dictionaries(
                {"id": IDS | JSON, "passed": st.booleans() | JSON},
                optional={"tries": JSON, "time": JSON, "text": JSON},
            )
        ),
    },
)


@given(st.binary() | (JSON | NEARLY).map(lambda found: json.dumps(found).encode()))
def test_a_file_is_a_hand_in_or_is_refused_with_a_reason(tmp_path_factory, content):
    file = tmp_path_factory.getbasetemp() / "fuzz.json"
    file.write_bytes(content)
    try:
        work = handed_in.read(file)
    except ValueError as error:
        assert str(error).startswith(("it is ", "a later version"))
    else:
        collect.page([collect.Found("fuzz.json", work)], [])
