"""Every solution passes, every known mistake gets its hint, nothing breaks a check."""

import dataclasses
import json
import math
import re
import signal
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest
from ipywidgets.widgets.widget import _instances

from nnlib import activations, losses
from nnlib.notebook import exercises as package
from nnlib.notebook import learner
from nnlib.notebook.exercises.exercise import Goal, exercise
from nnlib.notebook.exercises.judging import judge, untouched
from nnlib.notebook.exercises.running import arguments
from nnlib.notebook.exercises.time_limit import OutOfTime, within
from nnlib.notebook.series import SERIES

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
ALL = package.exercises()
IDS = [exercise.id for exercise in ALL]
LEAST_HINTS = 7  # of wrong answers that are recognised, for each exercise


@exercise(
    "99.1",
    "twice",
    cases=[1.0, np.array([1.0, 2.0, -3.0]), np.zeros((3, 1))],
    hints=["Add it to itself.", "Use `*`."],
    shows="Twice is twice.",
    seconds=0.2,
)
def double(z):
    return 2 * z


@double.mistake("This is a square.")
def _(z):
    return z**2


@exercise("99.2", "a third", digits=3, hints=["Divide."], shows="1/3 is 0.333.")
def third():
    a = 2
    return a / 6


third.slip(0.3, "This has one digit.")
third.slip(0.34, "This comes from rounded numbers.", to=0.36)
third.slip(1, "More than everything.", to=math.inf)


@pytest.fixture
def said(monkeypatch, nnlib_home):
    """What is displayed, for a learner who has done nothing."""
    shown = []
    monkeypatch.setattr(package, "display", shown.append)
    package._tried.clear()
    package._asked.clear()
    return shown


@pytest.mark.parametrize("exercise", ALL, ids=IDS)
def test_the_solution_passes(exercise):
    assert judge(exercise, exercise.answer).state == "passed"


def other_forms(value):
    """The same value as a learner might have it."""
    if isinstance(value, tuple):
        return [list(value), tuple(other_forms(item)[0] for item in value)]
    if isinstance(value, str):
        return [np.str_(value)]
    array = np.array(value)
    return [array, array.tolist(), array[()], array.astype(np.longdouble)]


@pytest.mark.parametrize("exercise", ALL, ids=IDS)
def test_a_right_answer_passes_in_another_form(exercise):
    right = exercise.answer
    if not exercise.cases:
        assert {judge(exercise, x).state for x in other_forms(right)} == {"passed"}
        if exercise.digits:
            assert judge(exercise, float(f"{right:.{exercise.digits}g}")).hint == ""
        return
    for form in range(len(other_forms(right(*arguments(exercise.cases[-1]))))):

        def converted(*given, form=form):
            return other_forms(right(*given))[form]

        assert judge(exercise, converted).state == "passed"


@pytest.mark.parametrize("exercise", ALL, ids=IDS)
def test_a_known_mistake_fails_with_its_own_hint(exercise):
    for mistake in exercise.mistakes:
        ends = [mistake.answer] if mistake.to is None else [mistake.answer, mistake.to]
        for answer in ends:
            if mistake.to is None or math.isfinite(answer):
                verdict = judge(exercise, answer)
                assert (verdict.state, verdict.hint) == ("failed", mistake.hint)


@pytest.mark.parametrize("exercise", ALL, ids=IDS)
def test_no_two_known_mistakes_are_alike(exercise):
    for mistake in exercise.mistakes:
        others = [other for other in exercise.mistakes if other is not mistake]
        verdict = judge(dataclasses.replace(exercise, mistakes=others), mistake.answer)
        assert verdict.hint not in [other.hint for other in others], mistake.hint


@pytest.mark.parametrize("exercise", ALL, ids=IDS)
def test_an_exercise_is_complete(exercise):
    assert exercise.hints and exercise.shows
    assert exercise.title[0].islower() or exercise.title.startswith("ReLU")
    assert not (exercise.cases and exercise.goal)
    assert len(exercise.mistakes) >= LEAST_HINTS


@pytest.mark.parametrize("exercise", ALL, ids=IDS)
def test_the_solution_that_is_shown_is_one(exercise):
    """It runs in a notebook that has the imports of its module, and passes."""
    names = dict(vars(sys.modules[exercise.solution.__module__]))
    names.pop(exercise.name, None)
    exec(exercise.source, names)
    assert judge(exercise, names[exercise.name]).state == "passed"


def test_exercises_are_numbered_in_order():
    counted = {}
    for id in IDS:
        counted.setdefault(id[:2], []).append(int(id[3:]))
    assert all(found == list(range(1, len(found) + 1)) for found in counted.values())
    assert list(counted) == sorted(counted)
    assert set(counted) <= {notebook.number for notebook in SERIES}


WRITTEN = [entry for entry in SERIES if (NOTEBOOKS / f"{entry.name}.ipynb").exists()]


@pytest.mark.parametrize("notebook", WRITTEN, ids=lambda notebook: notebook.number)
def test_a_notebook_and_its_module_name_the_same_exercises(notebook):
    file = NOTEBOOKS / f"{notebook.name}.ipynb"
    cells = json.loads(file.read_text(encoding="utf-8"))["cells"]
    code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    checked = re.findall(r'\bcheck\(\s*"([^"]+)"', "\n".join(code))
    helped = re.findall(r'\b(?:hint|solution)\(\s*"([^"]+)"', "\n".join(code))
    assert sorted(checked) == [id for id in IDS if id[:2] == notebook.number]
    assert set(helped) <= set(checked)


def solved(id):
    return next(exercise for exercise in ALL if exercise.id == id).answer


def test_the_solutions_agree_with_the_package():
    z = np.linspace(-6, 6, 49)
    sigmoid, tanh = activations.sigmoid, activations.tanh
    assert solved("00.1") == sigmoid(2.0)
    assert solved("02.1")(tanh(z)) == pytest.approx(tanh.derivative(z), rel=1e-10)
    draws = np.random.default_rng(0).normal(0, solved("02.3"), 100_000)
    assert np.mean(tanh.derivative(draws) < 0.05) == pytest.approx(0.5, abs=0.01)
    assert solved("02.4")(z) == pytest.approx(sigmoid(z), rel=1e-14)
    assert solved("02.5") == 17
    assert solved("05.5") == pytest.approx(1 / sigmoid.derivative(4.0), rel=1e-12)
    wrong_side = np.linspace(0, 6, 60_001)
    push = losses.get("quadratic").delta(wrong_side[:, None, None], [[0.0]], "sigmoid")
    assert solved("05.3") == pytest.approx(wrong_side[push.argmax()], abs=1e-4)
    assert solved("07.5") * sigmoid.derivative(0.0) == 1


def test_one_neuron_by_finite_differences():
    def cost(w, b):
        return (activations.sigmoid(2 * w + b) - 1) ** 2 / 2

    w, b, h = -1.0, 0.5, 1e-6
    new_w, new_b = solved("05.4")(w, b, 2.0, 1.0, 0.5)
    slope_w = (cost(w + h, b) - cost(w - h, b)) / (2 * h)
    slope_b = (cost(w, b + h) - cost(w, b - h)) / (2 * h)
    assert new_w == pytest.approx(w - 0.5 * slope_w, rel=1e-9)
    assert new_b == pytest.approx(b - 0.5 * slope_b, rel=1e-9)


def test_the_chain_by_finite_differences():
    w = np.array([1.5, -2.0, 3.0, 0.5])
    sigma = activations.sigmoid

    def last_z(first_z):
        z = [first_z]
        for weight in w[1:]:
            z.append(weight * sigma(z[-1]))
        return np.array(z)

    h = 1e-6
    slope = (last_z(0.4 + h)[-1] - last_z(0.4 - h)[-1]) / (2 * h)
    assert solved("07.2")(w, last_z(0.4)) == pytest.approx(slope, rel=1e-8)


def no_body(z): ...


def only_a_docstring(z):
    """What it should do."""


def docstring_and_dots(z):
    """What it should do."""
    ...


def returns_dots(z):
    return ...


def returns_none(z):
    return None


def fills_in(z):
    half = z / 2
    return half, ...


STUBS = [None, ..., no_body, only_a_docstring, docstring_and_dots, returns_dots]
STUBS += [returns_none, lambda z: ..., fills_in]


@pytest.mark.parametrize("stub", STUBS)
def test_a_stub_is_not_tried_yet(stub):
    assert judge(double, stub).state == "untried"


@pytest.mark.parametrize(
    "answer",
    [lambda z: z, lambda z: 0, lambda z: print, lambda z: z.nothing, len, 0, "", False],
)
def test_an_answer_is_not_a_stub(answer):
    assert not untouched(answer)


class Spiteful:
    """An object that raises whatever is done with it."""

    def __repr__(self):
        raise RuntimeError("no")

    __str__ = __eq__ = __len__ = __iter__ = __array__ = __float__ = __bool__ = __repr__
    __hash__ = None


def endless_recursion(*arguments):
    return endless_recursion(*arguments)


class SpitefulError(Exception):
    def __str__(self):
        raise RuntimeError("no")


def raise_spitefully(*_):
    raise SpitefulError


ODD_VALUES = [
    True,
    3,
    10**400,
    math.nan,
    -math.inf,
    1e300,
    1j,
    "text",
    b"bytes",
    "x" * 10**5,
    [],
    {},
    [1, [2, 3]],
    (1, 2),
    [None, "a"],
    np.array([]),
    np.array(["a"]),
    np.array([None, 1]),
    np.ones((2, 2, 2)),
    np.array([1 + 1j]),
    np.float32(0.5),
    object(),
    Spiteful(),
    [Spiteful()],
    Spiteful,
    int,
    np,
    range(3),
    np.ma.masked,
]
ODD_FUNCTIONS = [lambda *_, value=value: value for value in [None, *ODD_VALUES]] + [
    lambda: 1,
    lambda a, b, c, d, e, f: a,
    lambda *_: 1 / 0,
    lambda *_: sys.exit("bye"),
    lambda *_: (i for i in range(3)),
    lambda *_: print,
    endless_recursion,
    raise_spitefully,
    np.add,
    activations.sigmoid,
]


@pytest.mark.parametrize("exercise", [*ALL, double], ids=[*IDS, "double"])
def test_no_answer_breaks_a_check(exercise):
    right = exercise.answer
    for answer in [*ODD_VALUES, *ODD_FUNCTIONS]:
        verdict = judge(exercise, answer)
        message = package._report(exercise, verdict, "")
        assert verdict.state == "failed" or (
            verdict.state == "passed" and answer is not right
        )
        assert len(repr(message)) < 1500 and len(message.html) < 2500


def test_a_value_passes_to_the_digits_that_are_asked_for():
    assert {judge(third, x).state for x in (1 / 3, 0.333, np.float32(1 / 3))} == {
        "passed"
    }
    assert judge(third, 0.334).state == judge(third, 0.33).state == "failed"
    assert judge(third, 0.3).hint == "This has one digit."
    assert third.source == "a = 2\nthird = a / 6"


relu = activations.relu


def sigmoid(z):
    return 2 * z


def borrows(z):
    return relu(2 * z) - relu(-2 * z)


def borrows_from_the_module(z):
    def inner():
        return activations.get("relu")(2 * z) - activations.relu(-2 * z)

    return inner()


def calls_itself_and_a_helper(z):
    return borrows(z) if np.ndim(z) < 9 else calls_itself_and_a_helper(z)


def test_what_the_exercise_asks_to_be_written_is_not_to_be_borrowed():
    own = dataclasses.replace(double, without=("nnlib.activations",))
    remark = "It uses `nnlib.activations`, and here that is yours to write."
    for answer in (borrows, borrows_from_the_module, calls_itself_and_a_helper):
        assert judge(double, answer).state == "passed"
        assert judge(own, answer).remark == remark
    assert judge(own, relu).remark == remark
    assert judge(own, lambda z: sigmoid(z)).state == "passed"  # a name is free


def interrupts(*_):
    signal.raise_signal(signal.SIGINT)  # what the kernel's stop button does
    return 1.0


def test_an_interrupt_is_an_answer_too(said):
    facts = judge(double, interrupts).facts
    assert facts[1] == ("error", "interrupted. Does a loop never end?")
    goal = Goal("what it gives", interrupts, 0, 1)
    slow = dataclasses.replace(third, goal=goal)
    assert judge(slow, 0.5).remark == "Interrupted before there was a verdict."


def test_a_number_of_a_range_is_a_known_mistake():
    for value in (0.34, np.float32(0.35), 0.36):
        assert judge(third, value).hint == "This comes from rounded numbers."
    assert judge(third, math.inf).hint == "More than everything."
    assert judge(third, math.nan).hint == judge(third, [1.0]).hint == ""


def test_a_number_that_is_nearly_right_is_told_the_digits():
    near = "Near. 3 digits are asked for: round at the very end."
    assert judge(third, 0.33).hint == near
    assert judge(third, 0.32).hint == judge(third, 0.33 + 1j).hint == ""


def test_a_known_mistake_does_not_reach_a_goal():
    goal = Goal("its square", lambda x: x**2, 0.9, 1.1)
    one = dataclasses.replace(third, goal=goal, mistakes=[])
    one.slip(-math.inf, "A scale is positive.", to=0)
    assert judge(one, 1.0).state == "passed"
    assert judge(one, -1.0).hint == "A scale is positive."
    assert ("gives", "its square = 4") in judge(one, 2).facts


def test_an_argument_that_is_overwritten_is_named():
    def overwrites(z):
        z *= 2
        return z

    verdict = judge(double, overwrites)
    assert (verdict.state, verdict.remark[:17]) == ("passed", "It overwrites `z`")
    assert "It overwrites" in repr(package._report(double, verdict, ""))
    assert judge(double, overwrites).state == "passed"  # the cases are not changed


@pytest.mark.parametrize(
    "answer", [lambda: 1, lambda a, b: a, lambda *, z: z, lambda z, w, *more: z]
)
def test_another_number_of_arguments_is_named(answer):
    remark = judge(double, answer).remark
    assert remark.startswith("It is called with `(z)`, and yours takes `(")


def test_arguments_may_have_defaults_and_other_names():
    assert judge(double, lambda x, factor=2, **_: factor * x).state == "passed"


def test_an_exit_is_named():
    assert "a function ends with `return`" in judge(double, sys.exit).remark


def test_a_text_that_differs_in_its_capitals_is_named():
    steeper = next(exercise for exercise in ALL if exercise.id == "02.2")
    verdict = judge(steeper, lambda f, g, z: steeper.solution(f, g, z).title())
    assert verdict.remark == "Only capitals or spaces differ."


def test_wrong_numbers_in_a_list_are_not_told_the_right_ones():
    weights = next(exercise for exercise in ALL if exercise.id == "01.2")
    for answer in ([1, 5, 5], (1.0, 5.0, 5.0), np.array([1.0, 5.0, 5.0])):
        assert judge(weights, answer).remark == ""
    assert judge(weights, [[1, -2], 0]).remark != ""


def test_a_power_written_as_in_other_languages_is_explained():
    verdict = judge(double, lambda z: z ^ 2)
    assert "A power is written `**`." in str(verdict)


def test_without_threads_there_is_no_limit(monkeypatch):
    def start(_):
        raise RuntimeError("can't start new thread")  # what Pyodide says

    monkeypatch.setattr(threading.Thread, "start", start)
    assert within(0.01, lambda: time.sleep(0.05)) is None
    assert judge(double, lambda z: 2 * z).state == "passed"


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (np.ma.array([2.0], mask=[True]), "a masked array"),
        (2j, "a complex number"),
        (np.array([2j]), "complex128"),
        (np.array([None]), "object"),
        ((x for x in [2.0]), "`yield` where `return` belongs?"),
        (map(float, [2]), "`map`"),
        ({2.0}, "`set`"),
    ],
)
def test_what_is_no_plain_number_is_named(value, said):
    assert said in judge(double, lambda z: value).remark


def test_the_first_failing_case_is_shown():
    verdict = judge(double, lambda z: np.where(np.asarray(z) < 0, -6.5, 2 * z))
    assert verdict.facts == [
        ("input", "z = [1, 2, -3]"),
        ("got", "[2, 4, -6.5]"),
        ("expected", "[2, 4, -6]"),
    ]
    assert verdict.remark == "They first differ at index [2]: got -6.5, expected -6."


def test_a_wrong_shape_is_named():
    verdict = judge(double, lambda z: 2 * np.ravel(z) if np.ndim(z) else 2 * z)
    assert verdict.remark == "Got shape (3,), expected shape (3, 1)."


def test_a_forgotten_return_is_named():
    def forgets(z):
        z = 2 * z

    assert "`return`" in judge(double, forgets).remark


def test_a_small_difference_is_shown_with_enough_digits():
    verdict = judge(double, lambda z: 2.00001 * z)
    assert verdict.facts[1:] == [("got", "2.00001"), ("expected", "2")]


def test_a_called_function_is_named():
    verdict = judge(double, 4.0)
    assert verdict.remark.startswith("A function was expected, and this is a number.")
    assert '`check("99.1", double)`' in verdict.remark


def test_an_error_is_shown_with_its_input_and_line():
    def divides(z):
        half = z / 2
        return half / 0 if isinstance(z, float) else half

    line = divides.__code__.co_firstlineno + 2
    assert judge(double, divides).facts == [
        ("input", "z = 1"),
        ("error", "ZeroDivisionError: float division by zero"),
        ("where", f"line {line}: return half / 0 if isinstance(z, float) else half"),
    ]


def test_what_was_printed_is_shown_with_the_case_that_fails(capsys):
    def prints(z):
        print("z is", z)
        return 2 * z if isinstance(z, float) else z

    assert judge(double, prints).facts[1] == ("printed", "z is [ 1.  2. -3.]")
    assert capsys.readouterr().out == ""


def test_a_flood_of_prints_is_cut():
    def floods(z):
        while True:
            print(z)

    before = np.geterr()
    facts = dict(judge(double, floods).facts)
    assert facts["error"].startswith("stopped after")
    assert facts["printed"].startswith("1.0 | 1.0 |") and len(facts["printed"]) < 300
    assert facts["printed"].endswith(" …")
    assert np.geterr() == before


def test_a_mistake_is_recognised_by_what_it_does():
    def another_way(z):
        return np.multiply(z, z).tolist()

    assert judge(double, another_way).hint == "This is a square."


def test_overflow_is_a_failure_only_where_the_exercise_says_so():
    def overflows(z):
        return 2 * z + 0 * np.minimum(np.exp(1000 + np.abs(z)), 1)

    strict = dataclasses.replace(double, strict=True)
    assert judge(double, overflows).state == "passed"
    assert "FloatingPointError: overflow" in judge(strict, overflows).facts[1][1]

    def silences(z):
        with np.errstate(over="ignore"):
            return overflows(z)

    assert judge(double, silences).state == "passed"
    assert judge(strict, silences).remark.startswith("It silences NumPy's warnings.")


def spins(z):
    while True:
        pass


def spins_and_catches(z):
    while True:
        try:
            int("not a number")
        except Exception:
            continue


def spins_and_catches_all(z):
    while True:
        try:
            int("not a number")
        except:  # noqa: E722
            continue


@pytest.mark.parametrize("endless", [spins, spins_and_catches, spins_and_catches_all])
@pytest.mark.parametrize("in_thread", [False, True])
def test_an_endless_loop_is_stopped_and_leaves_nothing_running(endless, in_thread):
    threads, verdicts = threading.active_count(), []
    start = time.perf_counter()
    if in_thread:
        thread = threading.Thread(
            target=lambda: verdicts.append(judge(double, endless))
        )
        thread.start()
        thread.join()
    else:
        verdicts.append(judge(double, endless))
    assert 0.2 <= time.perf_counter() - start < 5
    assert threading.active_count() == threads
    assert verdicts[0].state == "failed"
    assert verdicts[0].facts[:2] == [
        ("input", "z = 1"),
        ("error", "stopped after 0.2 s. Does a loop never end?"),
    ]


def test_a_call_that_ends_at_the_limit_leaves_no_exception_behind():
    ended = []

    def ends_after(seconds):
        until = time.perf_counter() + seconds
        while time.perf_counter() < until:
            pass
        return True

    for seconds in [*np.linspace(0.005, 0.045, 20), 10]:
        try:
            ended.append(within(0.01, lambda seconds=seconds: ends_after(seconds)))
        except OutOfTime:
            ended.append(False)
    ends_after(0.1)  # an exception left behind would be raised here
    assert not ended[-1]


def test_check_says_how_it_stands(said):
    package.check("02.1", None)
    package.check("02.1", lambda a: 1 - a)
    package.check("02.1", lambda a: 1 - a * a)
    untried, failed, passed = said
    assert "not tried yet" in repr(untried) and "not tried yet" in untried.html
    assert "Hint: The slope is the same at z and at −z." in repr(failed)
    assert "passed" in repr(passed) and "Backpropagation needs only" in passed.html
    assert learner.read()[0]["exercises"] == {"02.1": {"tries": 2, "passed": True}}


def test_an_untouched_stub_says_the_same_whatever_the_learner_has_done(said):
    package.check("02.1", None)
    package.check("02.1", lambda a: 1 - a * a)
    package.check("02.1", None)
    assert repr(said[0]) == repr(said[2]) and said[0].html == said[2].html


def test_an_untouched_stub_is_not_recorded(said, nnlib_home):
    package.check("02.1", no_body)
    assert not nnlib_home.exists()


def test_what_a_learner_returns_is_escaped(said):
    package.check("02.2", lambda f, g, z: "<img src=x onerror=alert(1)>")
    assert "<img" not in said[0].html and "&lt;img" in said[0].html


def test_hints_come_one_by_one_and_the_last_stays(said):
    exercise = next(exercise for exercise in ALL if exercise.id == "02.1")
    for _ in range(len(exercise.hints) + 1):
        package.hint("02.1")
    assert all(h in repr(m) for h, m in zip(exercise.hints, said, strict=False))
    assert repr(said[-1]) == repr(said[-2])
    assert "The last hint" in repr(said[-1]) and "The last hint" not in repr(said[0])


def test_the_solution_comes_when_asked_twice(said):
    package.solution("02.1")
    package.solution("02.1")
    assert "def slope" not in repr(said[0]) and "not tried yet" in repr(said[0])
    assert "def slope(a):\n        return 1 - a**2" in repr(said[1])


def test_the_solution_comes_after_a_try(said):
    package.check("02.1", lambda a: a)
    package.solution("02.1")
    assert "def slope" in repr(said[1])


@pytest.mark.parametrize("ask", [package.hint, package.solution])
def test_an_unknown_exercise_is_named_with_the_known_ones(said, ask):
    with pytest.raises(
        ValueError, match=r"no exercise '02\.9'; there are 02\.1, 02\.2"
    ):
        ask("02.9")


def test_a_problem_with_the_journal_is_said(said, nnlib_home):
    learner.path().mkdir(parents=True)
    package.check("02.1", lambda a: a)
    assert "Your answer could not be saved" in repr(said[0])


def test_progress_shows_what_was_done_and_stores_the_untried_table(said):
    package.scoreboard()
    before, fresh = said[0].children[0].value, said[0]._repr_mimebundle_()
    package.check("02.1", lambda a: 1 - a * a)
    learner.record_guess("02.a", "tanh′", right=False)
    package.scoreboard()
    after, later = said[-1].children[0].value, said[-1]._repr_mimebundle_()
    for form in ("text/plain", "text/html"):
        assert fresh[form] == later[form]
    assert "0 of 5" in fresh["text/plain"]
    assert "1 of 5" in after and "1 of 5" not in before
    assert re.search(r"02 Activation gallery.*?>1</td><td[^>]*>0</td>", after)
    assert str(learner.path()) in after
    assert str(learner.path()) not in fresh["text/html"] + fresh["text/plain"]


def test_a_scoreboard_that_is_shown_again_needs_no_more_widgets(said):
    package.scoreboard()
    alive = len(_instances)
    for _ in range(20):
        package.scoreboard()
    assert len(_instances) == alive


def test_a_notebook_is_started_over_from_the_scoreboard(said):
    for id in ("02.1", "05.3"):
        package.check(id, next(e.answer for e in ALL if e.id == id))
    package.scoreboard()
    table, controls = said[-1].children
    menu, button = controls.children
    assert "1 of 5" in table.value and "1 of 6" in table.value
    menu.value = "02"
    button.click()
    assert "1 of 5" not in table.value and "1 of 6" in table.value
    assert "Notebook 02 starts afresh" in table.value
    assert set(learner.read()[0]["exercises"]) == {"05.3"}


tanh = activations.tanh


def test_an_attribute_is_not_taken_for_an_import_of_the_same_name():
    own = dataclasses.replace(double, without=("nnlib.activations",))

    def borrows(z):
        return 2 * z + 0 * tanh(z)

    def has_a_namesake(z):
        return 2 * z + 0 * np.tanh(z)

    assert judge(own, borrows).state == "failed"
    assert judge(own, has_a_namesake).state == "passed"
