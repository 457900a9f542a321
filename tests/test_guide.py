"""The teacher's guide fits the notebooks."""

import re
import shutil

import pytest

from docs import guide
from nnlib.notebook.authoring import minutes
from tests.project import NOTEBOOKS, ROOT
from tests.toolkit import test_exercises

SITE = ROOT / "docs" / "site"
MARK = "<!-- generated -->"
NUMBERS = [path.stem[:2] for path in NOTEBOOKS]
COURSES = guide.GUIDE["courses"]
courses = pytest.mark.parametrize("course", COURSES, ids=lambda course: course["title"])


@pytest.mark.parametrize("number", NUMBERS[1:])
def test_an_objective_has_an_exercise_that_its_notebook_checks(number):
    checked = guide.sections(number)
    goals = guide.objectives(number)
    assert [goal.text for goal in goals if not goal.exercises] == []
    tied = [id for goal in goals for id in goal.exercises]
    assert sorted(tied) == sorted(checked)
    assert {*tied} <= {*test_exercises.IDS} and hasattr(test_exercises, guide.TEST)


@pytest.mark.parametrize("number", NUMBERS)
def test_a_teacher_is_told_of_every_prediction_and_of_homework_that_exists(number):
    told = guide.GUIDE["notebooks"][number]
    assert [*told["believed"]] == [*guide.questions(number)]
    assert {*told["homework"]} <= {*guide.sections(number)}
    assert told["ask"]


@pytest.mark.parametrize("number", NUMBERS)
def test_a_teacher_is_told_where_readers_got_stuck_in_tasks_that_exist(number):
    told = guide.GUIDE["notebooks"][number]["stuck"]
    assert 2 <= len(told) <= 4
    named = {*re.findall(r"\b\d\d\.(?:\d|[a-j])\b", " ".join(told))}
    tasks = {*guide.sections(number), *guide.questions(number)}
    assert named and named <= tasks


def test_the_inventory_has_twenty_questions_of_the_notebooks():
    asked = [question for _, question in guide.inventory()]
    assert len(asked) == 20
    assert all(question.answer in question.choices for question in asked)
    assert all(len(question.choices) <= len(guide.LETTERS) for question in asked)


def test_a_question_that_no_notebook_has_is_named(monkeypatch):
    monkeypatch.setitem(guide.GUIDE, "inventory", {"07.z": ""})
    with pytest.raises(guide.GuideError, match=r"the inventory has 07\.z"):
        guide.inventory()


def test_a_question_without_choices_is_named(monkeypatch):
    monkeypatch.setitem(guide.GUIDE, "inventory", {"09.e": ""})
    with pytest.raises(guide.GuideError, match=r"the inventory has 09\.e"):
        guide.inventory()


@courses
def test_the_times_of_a_course_are_those_of_its_notebooks(course):
    for session in course["sessions"]:
        clock = 0
        for step, taken in zip(
            session["steps"], guide.steps(course, session), strict=True
        ):
            assert taken.start == clock
            clock += taken.minutes
            if step != "test":
                path = NOTEBOOKS[NUMBERS.index(step)]
                assert taken.minutes == minutes.minutes(path).in_class
        assert clock + session["free"] <= session["minutes"]


@courses
def test_a_course_takes_notebooks_after_those_that_they_build_on(course):
    order = [s for session in course["sessions"] for s in session["steps"]]
    order = [step for step in order if step != "test"]
    for place, number in enumerate(order):
        later = order[place:]
        assert not {*guide.ENTRIES[number].needs} & {*later}


def test_a_session_that_is_too_full_is_named():
    session = {"minutes": 60, "free": 0, "steps": ["07", "08"]}
    course = {"title": "A rush", "sessions": [session]}
    with pytest.raises(guide.GuideError, match="A rush: a session of 60 minutes holds"):
        guide.steps(course, session)


def test_what_means_something_in_markdown_is_escaped_and_code_is_not():
    assert guide._plain("|z| * `a * b`") == r"\|z\| \* `a * b`"


def test_the_pages_are_filled_in(tmp_path):
    pages = [page for page in SITE.glob("*.md") if MARK in page.read_text("utf-8")]
    for page in pages:
        shutil.copy(page, tmp_path)
    guide.write_guide(tmp_path)
    texts = {page.name: (tmp_path / page.name).read_text("utf-8") for page in pages}
    assert not [name for name, text in texts.items() if MARK in text]
    assert texts["inventory.md"].count("\n1. ") == 20
    assert texts["inventory_key.md"].count("\n1. ") == 20
    assert "The belief" not in texts["inventory.md"]
