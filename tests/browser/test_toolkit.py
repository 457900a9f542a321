"""What ``nnlib.notebook`` shows, in a real JupyterLab in Chromium, piece by piece.

The tests share one window on a small notebook, which has been stored: it is opened and
not run, then run once, and each test runs its own cell anew.
"""

import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from nnlib.notebook.authoring import store
from nnlib.notebook.exercises import exercises
from tests.browser.jupyterlab import open_notebook

(SLOPE,) = (exercise for exercise in exercises() if exercise.id == "02.1")
WRONG = "def slope(a):\n    return 1 - np.tanh(a) ** 2"
HINT = SLOPE.mistakes[0].hint
ENDLESS = """
def slope(a):
    while True:
        pass
"""
CELLS = {
    "imports": """\
import matplotlib.pyplot as plt
import numpy as np
from nnlib.notebook import check, explore, hint, predict, scoreboard, solution, style
style.use("screen")""",
    "figure": """\
MARKERS = {"circle": "o", "square": "s", "x": "x"}
fig, ax = plt.subplots(figsize=(5, 2))
point, = ax.plot([], [])
ax.set(xlim=(-1, 101), ylim=(-1, 1))

@explore(fig, at=(0, 100), shape=[*MARKERS], large=False)
def move(at=5, shape="circle", large=False):
    if at == 100:
        raise ValueError("the point has left the map")
    point.set(data=([at], [0]), marker=MARKERS[shape], markersize=18 if large else 6)
    return f"A {'large' if large else 'small'} {shape} at {at}.\"""",
    "choice": """\
predict("99.a", "Which one is prime?", ["91", "`93`", "97"], answer="97",
        why="The others are 7 · 13 and 3 · 31.")""",
    "number": """\
predict("99.b", "How long is a metre?", (1, 200), answer=100, tolerance=5,
        unit="cm", why="A hundredth of it is a centimetre.")""",
    "locked": """\
predict("99.c", "Which one is even?", ["1", "2"], answer="2", why="2 = 2 · 1.")""",
    "restarted": """\
predict("99.d", "Which one is odd?", ["2", "3"], answer="3", why="3 = 2 · 1 + 1.")""",
    "exercise": 'check("02.1", None)',
    "hint": 'hint("02.1")',
    "solution": 'solution("02.1")\nsolution("02.1")',
    "progress": "scoreboard()",
}
CELL = {name: index for index, name in enumerate(CELLS)}
START = "A small circle at 5."

# JupyterLab describes its own pictures by no text, whatever their metadata say.
OUTPUTS = {"include": [[".jp-OutputArea-output:not(.jp-RenderedImage)"]]}
# Its body has no height and hides what overflows: axe would hold all text for hidden.
BODY = "body { height: 100vh; }"
RESULTS = ["violations", "incomplete", "passes"]
NAMES = {"aria-input-field-name", "button-name", "image-alt", "label", "select-name"}
READ = [
    *("nnlib-sentence", "nnlib-error", ">Reset<", "Which one is prime?", "1 vote"),
    *("Answer: 97", "Your number", "Lock in", "You said “1”: not so.", "Answer: 2"),
    *("Hint: The argument", "Hint 1 of 3", "def slope", "Your progress", "Start over"),
]


def answer(source):
    """The cell of a learner who hands in a function for the exercise."""
    return f'{source}\ncheck("{SLOPE.id}", {SLOPE.name})'


@pytest.fixture(scope="module")
def stored(browser, server):
    """The notebook, opened and not run."""
    cells = [nbformat.v4.new_code_cell(source) for source in CELLS.values()]
    path = server.root / "toolkit.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    store.store(path)
    with open_notebook(browser, server, path, height=3000) as notebook:
        yield notebook


@pytest.fixture(scope="module")
def notebook(stored):
    """The notebook once it has run."""
    stored.run_all()
    assert stored.failures() == []
    return stored


@pytest.fixture
def figure(notebook):
    notebook.run_cell(CELL["figure"])
    figure = notebook.live_figure(CELL["figure"])
    expect(figure.sentence).to_have_text(START)
    return figure


@pytest.fixture(autouse=True)
def no_console_errors(stored):
    yield
    assert stored.errors == []


def test_a_stored_notebook_shows_what_it_stores_untrusted_and_trusted(stored):
    assert not stored.trusted()
    stored.assert_stored_pictures_are_shown()
    stored.trust()
    assert stored.trusted()
    stored.assert_stored_pictures_are_shown()
    choice = stored.show_cell(CELL["choice"]).locator(".jp-OutputArea")
    expect(choice.get_by_text("The others are")).to_be_hidden()
    choice.get_by_text("Answer", exact=True).click()
    expect(choice.get_by_text("The others are")).to_be_visible()


def test_a_menu_moves_by_keyboard_and_jupyterlab_leaves_it_the_keys(notebook, figure):
    mode = f"() => {notebook.PANEL}.content.mode"
    menu = figure.menus.first
    menu.focus()
    assert notebook.page.evaluate(mode) == "command"
    before = figure.state()
    menu.press("ArrowDown")
    expect(figure.sentence).to_have_text("A small square at 5.")
    assert figure.state()[0] != before[0]
    menu.press("x")  # a choice here; in JupyterLab it cuts the cell
    expect(figure.sentence).to_have_text("A small x at 5.")
    assert len(notebook.outputs()) == len(CELLS)


def test_a_checkbox_moves_by_keyboard_and_by_mouse(figure):
    before = figure.state()
    box = figure.root.get_by_role("checkbox", name="large")
    box.press("Space")
    expect(figure.sentence).to_have_text("A large circle at 5.")
    assert figure.state()[0] != before[0]
    box.click()
    expect(figure.sentence).to_have_text(START)


def test_reset_leads_every_control_back(figure):
    figure.sliders.first.press("ArrowRight")
    figure.menus.first.press("ArrowDown")
    figure.root.get_by_role("checkbox").press("Space")
    expect(figure.sentence).to_have_text("A large square at 6.")
    figure.root.get_by_role("button", name="Reset").click()
    expect(figure.sentence).to_have_text(START)
    assert figure.sliders.first.get_attribute("aria-valuenow") == "5.0"
    assert figure.menus.first.input_value() == "circle"
    assert not figure.root.get_by_role("checkbox").is_checked()


def test_play_walks_on_until_it_is_stopped(figure):
    figure.root.get_by_role("button", name="Play at").click()
    expect(figure.sentence).not_to_have_text(START)
    figure.root.get_by_role("button", name="Stop at").click()
    figure.root.get_by_role("button", name="Play at").wait_for()
    _, sentence = figure.settled()
    reached = float(figure.sliders.first.get_attribute("aria-valuenow"))
    assert sentence == f"A small circle at {reached:.0f}."
    assert 5 < reached < 99


def test_an_exception_is_shown_in_place_and_the_next_good_move_recovers(figure):
    before = figure.state()
    figure.sliders.first.press("End")
    expect(figure.error).to_have_text(
        "ValueError: the point has left the map\n"
        "with at = 100, shape = circle, large = False"
    )
    assert figure.state() == before
    figure.sliders.first.press("ArrowLeft")
    expect(figure.sentence).to_have_text("A small circle at 99.")
    expect(figure.error).to_be_hidden()
    assert figure.state()[0] != before[0]


def test_a_prediction_locks_then_reveals_and_remembers(notebook):
    asked = notebook.run_cell(CELL["choice"])
    choice = asked.get_by_role("radio", name="93")
    choice.press("Space")
    choice.press("Shift+Enter")  # runs the cell, as anywhere else in a notebook
    expect(choice).not_to_be_checked()
    choice.press("Space")
    expect(asked.get_by_text("The others are")).to_be_hidden()
    choice.press("Enter")
    outcome = asked.locator(".nnlib-predict-outcome")
    expect(outcome).to_contain_text("You said “93”: not so.")
    expect(outcome).to_contain_text("Answer: 97. The others are 7 · 13 and 3 · 31.")
    for radio in asked.get_by_role("radio").all():
        expect(radio).to_be_disabled()

    asked = notebook.run_cell(CELL["choice"])
    expect(asked.get_by_role("radio", name="93")).to_be_checked()
    expect(asked.get_by_text("The others are")).to_be_hidden()
    asked.get_by_role("button", name="Show the answer").click()
    expect(asked.locator(".nnlib-predict-outcome")).to_contain_text("“93”: not so.")
    asked.get_by_role("button", name="Predict again").click()
    asked.get_by_role("radio", name="97").check()
    asked.get_by_role("button", name="Lock in").click()
    expect(asked.locator(".nnlib-predict-outcome")).to_contain_text("“97”: right.")


def test_a_restarted_kernel_judges_no_guess(notebook):
    asked = notebook.run_cell(CELL["restarted"])
    notebook.restart_kernel()
    asked.get_by_role("radio", name="3").check()
    asked.get_by_role("button", name="Lock in").click()
    expect(asked.get_by_text("No kernel answers.")).to_be_visible()
    expect(asked.locator(".nnlib-right, .nnlib-wrong")).to_have_count(0)
    expect(asked.get_by_text("Answer:")).to_be_hidden()
    expect(asked.get_by_role("radio", name="3")).to_be_checked()

    notebook.run_all()
    asked.get_by_role("radio", name="3").check()
    asked.get_by_role("button", name="Lock in").click()
    expect(asked.get_by_text("You said “3”: right.")).to_be_visible()


def test_a_class_votes_before_the_answer_is_revealed(notebook):
    asked = notebook.run_cell(CELL["number"])
    asked.get_by_role("button", name="Class vote").click()
    for key in ("1", "3", "3", "5"):
        notebook.page.keyboard.press(key)
    votes = asked.locator(".nnlib-predict-count")
    expect(votes).to_have_text(["1", "0", "2", "0", "1"])
    notebook.page.keyboard.press("Backspace")
    votes.nth(0).click()
    expect(votes).to_have_text(["2", "0", "2", "0", "0"])
    expect(asked.get_by_text("Answer:")).to_be_hidden()
    asked.get_by_role("button", name="Reveal").click()
    expect(asked.get_by_text("Answer: 100 cm.")).to_be_visible()
    asked.get_by_role("button", name="Next class").click()
    expect(votes).to_have_text(["0"] * 5)
    expect(asked.get_by_text("Answer:")).to_be_hidden()


def test_an_exercise_answers_a_mistake_an_endless_loop_and_a_solution(notebook):
    for source, heading, text in [
        (WRONG, "not yet.", f"Hint: {HINT}"),
        (ENDLESS, "not yet.", "Does a loop never end?"),
        (SLOPE.source, "passed.", SLOPE.shows),
    ]:
        said = notebook.run_cell(CELL["exercise"], answer(source))
        expect(said).to_contain_text(heading)
        expect(said).to_contain_text(text)


@pytest.fixture(scope="module")
def all_at_once(notebook):
    """The page with an error, a vote, a locked prediction and a failed check."""
    notebook.page.add_style_tag(content=BODY)
    notebook.run_cell(CELL["figure"])
    figure = notebook.live_figure(CELL["figure"])
    figure.sliders.first.press("End")
    expect(figure.error).to_be_visible()
    vote = notebook.run_cell(CELL["choice"])
    vote.get_by_role("button", name="Class vote").click()
    vote.get_by_role("button", name="93").click()
    vote.get_by_role("button", name="Reveal").click()
    notebook.run_cell(CELL["number"])
    locked = notebook.run_cell(CELL["locked"])
    locked.get_by_role("radio", name="1").check()
    locked.get_by_role("button", name="Lock in").click()
    expect(locked.get_by_text("Answer: 2.")).to_be_visible()
    notebook.run_cell(CELL["exercise"], answer(WRONG))
    return notebook


@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark"])
def test_axe_finds_names_for_all_controls_and_contrast_in_all_texts(all_at_once, theme):
    all_at_once.use_theme(theme)
    options = {"resultTypes": RESULTS}
    found = Axe().run(all_at_once.page, OUTPUTS, options).response
    breaches, unsure, passed = (
        {rule["id"]: [node["html"] for node in rule["nodes"]] for rule in found[result]}
        for result in RESULTS
    )
    assert breaches == {}
    assert passed.keys() >= NAMES
    for text in READ:
        assert any(text in node for node in passed["color-contrast"]), text
    # A menu is painted over a picture of an arrow, which axe does not look into.
    menus = unsure.pop("color-contrast")
    assert all(menu.startswith("<select") for menu in menus) and unsure == {}
