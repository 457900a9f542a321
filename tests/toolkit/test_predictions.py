"""A prediction commits, keeps the guess, and stores the unanswered state."""

import html

import pytest
from ipywidgets.widgets.widget import _instances

from nnlib.notebook import learner
from nnlib.notebook.predictions import widget as quiz

CHOICES = ["σ′", "tanh′", "about equal"]
WIDGET = "application/vnd.jupyter.widget-view+json"


@pytest.fixture
def ask(monkeypatch, nnlib_home):
    """Ask a question, and hand over the widget that is shown."""
    shown = []
    monkeypatch.setattr(quiz, "display", shown.append)

    def ask_(choices=CHOICES, id="02.b", question="Which is larger?", **how):
        how = {"answer": "σ′", "why": "Its tail is longer."} | how
        quiz.predict(id, question, choices, **how)
        return shown[-1]

    return ask_


def number(ask, limits=(0, 300), **how):
    how = {"answer": 150, "tolerance": 30, "unit": "epochs"} | how
    return ask(limits, id="05.a", question="When?", **how)


def stored(prediction):
    data, _ = prediction._repr_mimebundle_()
    return {form: content for form, content in data.items() if form != WIDGET}


def test_the_bundle_has_a_widget_and_two_static_forms(ask):
    data, metadata = ask()._repr_mimebundle_()
    assert set(data) == {WIDGET, "text/html", "text/plain"}
    assert metadata == {}


def test_the_static_form_asks_and_hides_the_answer(ask):
    forms = stored(ask())
    assert forms["text/plain"] == (
        "Prediction 02.b: Which is larger?\n  - σ′\n  - tanh′\n  - about equal"
    )
    before, details = forms["text/html"].split("<details>")
    assert all(f"<li>{choice}</li>" in before for choice in CHOICES)
    assert "Its tail" not in before and "Its tail is longer." in details


def test_the_static_form_of_a_number_states_range_unit_and_tolerance(ask):
    plain = stored(number(ask))["text/plain"]
    assert "from 0 to 300 epochs" in plain
    assert "Within 30 epochs counts as right." in plain
    assert "150" not in plain


def test_what_is_stored_does_not_depend_on_the_learner(ask):
    fresh = stored(ask())
    prediction = ask()
    prediction.commit(1)
    assert stored(prediction) == fresh
    prediction.voting = True
    prediction.votes = [0, 0, 2]
    assert stored(prediction) == fresh
    assert stored(ask()) == fresh


@pytest.mark.parametrize("heading", ["", '#Who-is-*-"first"?'])
def test_a_recall_question_links_back(ask, monkeypatch, heading):
    shown = []
    monkeypatch.setattr(quiz, "display", shown.append)
    how = {"answer": "σ′", "why": "Its tail is longer."}
    quiz.recall("05.r1", "Which is larger?", CHOICES, see=f"02{heading}", **how)
    (asked,) = shown
    assert asked.label == "Do you remember? 05.r1"
    place = f"02_activation_gallery.ipynb{html.escape(heading)}"
    link = f'<a href="{place}" target="_blank">02 · Activation gallery</a>'
    assert asked.why == f"Its tail is longer. See {link}."
    assert link in stored(asked)["text/html"].split("<details>")[1]
    asked.commit(0)
    assert learner.read()[0]["predictions"]["05.r1"]["right"]


@pytest.mark.parametrize("id, see", [("05.a", "02"), ("05.r1", "2"), ("05.r1", "14")])
def test_a_recall_question_is_named_and_points_to_a_notebook(id, see):
    with pytest.raises(ValueError, match=r"'07\.r1'|'02'"):
        quiz.recall(id, "Which?", CHOICES, answer="σ′", why="It is.", see=see)


def test_starting_over_unlocks_one_notebook(ask):
    prediction, other = ask(), ask(id="05.b")
    prediction.commit(1)
    other.commit(1)
    quiz.unlock("02")
    assert (prediction.guess, prediction.revealed) == (None, False)
    assert other.guess == 1


def test_a_cell_that_runs_again_leaves_one_widget(ask):
    ask(id="02.z")
    alive = len(_instances)
    for _ in range(20):
        ask(id="02.z")
    assert len(_instances) == alive


def test_texts_are_escaped(ask):
    bad = "<img src=x>"
    prediction = ask([bad, "ok"], question=bad, answer=bad, why=bad)
    prediction.commit(0)
    texts = [prediction.question, prediction.options[0], prediction.answer]
    texts += [prediction.why, prediction.feedback, stored(prediction)["text/html"]]
    assert all("<img" not in text and "&lt;img" in text for text in texts)


def test_code_is_set_as_code(ask):
    assert ask(why="Because of `np.exp`.").why == "Because of <code>np.exp</code>."


def test_asking_writes_nothing(ask, nnlib_home):
    ask()
    number(ask)
    assert not nnlib_home.exists()


def test_a_guess_is_judged_and_kept(ask):
    prediction = ask()
    prediction.commit(1)
    assert prediction.feedback == "You said “tanh′”: not so."
    assert not prediction.right
    expected = {"02.b": {"guess": "tanh′", "right": False}}
    assert learner.read()[0]["predictions"] == expected
    prediction.commit(None)
    assert prediction.feedback == ""
    prediction.commit(0)
    assert prediction.feedback == "You said “σ′”: right." and prediction.right


def test_what_the_page_sends_is_committed(ask):
    prediction = ask()
    prediction._handle_custom_msg({"guess": 1}, [])
    assert (prediction.guess, prediction.revealed) == (1, True)
    assert prediction.feedback == "You said “tanh′”: not so."
    prediction._handle_custom_msg({"guess": None}, [])
    assert (prediction.guess, prediction.revealed) == (None, False)


def test_no_guess_reaches_a_page_that_drops_none(ask):
    prediction = ask()
    prediction.commit(1)
    assert prediction.get_state(["guess"]) == {"guess": 1}
    prediction.commit(None)
    assert prediction.get_state(["guess"]) == {"guess": ""}


def test_predicting_again_forgets_the_guess(ask):
    prediction = ask()
    prediction.commit(1)
    prediction.commit(None)
    assert learner.read()[0]["predictions"] == {}


def test_an_earlier_guess_is_told_and_the_answer_not_revealed(ask):
    ask().commit(1)
    prediction = ask()
    assert prediction.guess == 1 and not prediction.revealed
    assert prediction.feedback == "You said “tanh′”: not so."


def test_an_earlier_guess_follows_its_text(ask):
    ask().commit(1)
    assert ask(["tanh′", "σ′"]).guess == 0
    assert ask(["neither", "σ′"]).guess is None


def test_an_earlier_number_outside_the_range_is_dropped(ask):
    number(ask).commit(20)
    assert number(ask).guess == 20
    assert number(ask, (100, 300)).guess is None


@pytest.mark.parametrize(
    "guess, right, feedback",
    [
        (150, True, "You said 150 epochs: exactly right."),
        (120, True, "You said 120 epochs: right, and 30 epochs too low."),
        (180, True, "You said 180 epochs: right, and 30 epochs too high."),
        (181, False, "You said 181 epochs: 31 epochs too high."),
        (0, False, "You said 0 epochs: 150 epochs too low."),
    ],
)
def test_a_number_is_told_how_far_off_it_is(ask, guess, right, feedback):
    prediction = number(ask)
    prediction.commit(guess)
    assert (prediction.right, prediction.feedback) == (right, feedback)


def test_rounding_does_not_decide(ask):
    prediction = number(ask, (0, 1), answer=0.1, tolerance=0.2, unit="")
    prediction.commit(0.3)
    assert prediction.right


@pytest.mark.parametrize(
    "guess, right, feedback",
    [
        (1e-6, True, "You said 1e-6: exactly right."),
        (2.5e-6, True, "You said 2.5e-6: right, and 2.5 times too high."),
        (1e-9, False, "You said 1e-9: 1000 times too low."),
    ],
)
def test_over_decades_a_number_is_judged_by_its_factor(ask, guess, right, feedback):
    prediction = number(ask, (1e-9, 1), answer=1e-6, tolerance=None, factor=3, unit="")
    prediction.commit(guess)
    assert (prediction.right, prediction.feedback) == (right, feedback)
    assert "Within a factor of 3 counts as right." in stored(prediction)["text/plain"]


def test_a_class_votes_on_parts_of_a_range(ask):
    linear = number(ask)
    assert linear.options[0] == "0 to 60 epochs" and linear.correct == 2
    few = number(ask, (0.5, 16), answer=2, tolerance=None, factor=2, unit="")
    assert few.options[:2] == ["0.5 to 1", "1 to 2"] and few.correct == 1
    uneven = number(ask, (1e-7, 0.5), answer=0.05, tolerance=None, factor=2, unit="")
    assert uneven.options == [
        "1e-7 to 1e-5",
        "1e-5 to 0.001",
        "0.001 to 0.1",
        "0.1 to 0.5",
    ]
    assert uneven.correct == 2
    decades = number(ask, (1e-10, 1), answer=3e-7, tolerance=None, factor=3, unit="")
    assert decades.options == [
        "1e-10 to 1e-8",
        "1e-8 to 1e-6",
        "1e-6 to 0.0001",
        "0.0001 to 0.01",
        "0.01 to 1",
    ]
    assert decades.correct == 1


def test_a_class_vote_is_not_kept_on_file(ask, nnlib_home):
    prediction = ask()
    prediction.voting = True
    prediction.votes = [0, 1, 1]
    prediction.revealed = True
    assert not nnlib_home.exists()


def test_asking_again_closes_the_widget_before(ask):
    first = ask()
    ask()
    assert first.comm is None


def test_a_problem_with_the_journal_is_said(ask, nnlib_home):
    learner.path().mkdir(parents=True)
    prediction = ask()
    prediction.commit(0)
    assert "right. Your answer could not be saved" in prediction.feedback


@pytest.mark.parametrize(
    "question, message",
    [
        ({"id": "2.b"}, "named like '07.a'"),
        ({"answer": "ReLU′"}, "must be one of"),
        ({"choices": ["σ′"]}, "at least two"),
        ({"choices": ["σ′", "σ′"]}, "at least two"),
        ({"choices": ["σ′", 1]}, "choices are texts"),
        ({"choices": (0, 1), "answer": 2, "tolerance": 1}, "outside 0 to 1"),
        ({"choices": (0, 1), "answer": 0.5}, "either a tolerance or a factor"),
        ({"choices": (0, 1), "answer": 0.5, "factor": 2}, "range above 0"),
        ({"choices": (0.1, 1), "answer": 0.5, "factor": 1}, "factor above 1"),
        ({"tolerance": 1}, "a tolerance, a factor and a unit belong to a number"),
    ],
)
def test_a_question_that_cannot_be_answered_is_refused(ask, question, message):
    with pytest.raises(ValueError, match=message):
        ask(**question)
