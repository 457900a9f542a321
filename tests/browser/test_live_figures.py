"""What happens to a live figure in JupyterLab beyond a good move."""

import nbformat
import pytest
from playwright.sync_api import expect

from nnlib.notebook.authoring import store
from tests.browser.jupyterlab import open_notebook

IMPORTS = """\
import time
import matplotlib.pyplot as plt
from nnlib import data
from nnlib.notebook import explore, style
from tqdm.auto import tqdm
style.use("screen")"""
FIGURE = """\
fig, ax = plt.subplots(figsize=(5, 2))
point, = ax.plot([], [], "o")
ax.set(xlim=(-1, 101), ylim=(-1, 5))
SETS = {"xor": data.xor(8), "moons": data.moons(8)}

@explore(fig, at=(0, 100), row=(0, 4), points=SETS, slow=False)
def move(at=97, row=3, points=SETS["xor"], slow=False):
    print(f"row {row}")
    for _ in tqdm(range(30 * slow), disable=not slow):
        time.sleep(0.1)
    point.set_data([at], [row])
    return f"At {at} in row {row}{', slowly' * slow}; {points[0][0]}.\""""
COUNT = """\
for i in range(20):
    print("cell", i)
    time.sleep(0.1)"""
RESTART = """async () => {
    await jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart();
}"""


@pytest.fixture(scope="module")
def notebook(browser, server):
    cells = [nbformat.v4.new_code_cell(source) for source in (IMPORTS, FIGURE, COUNT)]
    path = server.root / "live.ipynb"
    live = store.normalise(nbformat.v4.new_notebook(cells=cells))
    path.write_text(store.text_of(live), encoding="utf-8")
    with open_notebook(browser, server, path) as notebook:
        notebook.run_all()
        yield notebook


@pytest.fixture
def figure(notebook):
    notebook.run_cell(1)
    return notebook.live_figure(1)


def test_each_of_two_players_plays_after_the_other_has_come_to_its_end(figure):
    for name, end in [("at", "At 100 in row 3"), ("row", "At 100 in row 4")]:
        figure.root.get_by_role("button", name=f"Play {name}").click()
        expect(figure.sentence).to_contain_text(end)
        expect(figure.root.get_by_role("button", name=f"Play {name}")).to_be_visible()
    figure.root.get_by_role("button", name="Play at").click()
    expect(figure.sentence).to_contain_text("At 1 in row 4")
    figure.root.get_by_role("button", name="Stop at").click()


def test_a_menu_of_data_sets_switches_the_picture(figure):
    before = figure.state()
    figure.menus.first.press("ArrowDown")
    figure.root.locator(".nnlib-frame[aria-busy='false']").wait_for()
    expect(figure.sentence).not_to_have_text(before[1])


def test_what_a_move_prints_is_shown_and_what_a_cell_prints_is_not(notebook, figure):
    prints = figure.root.locator(".nnlib-prints")
    counting = notebook.run_cell(2, wait=False)
    expect(counting).to_contain_text("cell 1")
    figure.sliders.first.press("ArrowRight")
    expect(prints).to_have_text("row 3")
    expect(counting).to_have_text("".join(f"cell {i}\n" for i in range(20)))
    expect(prints).to_have_text("row 3")


def test_a_progress_bar_is_shown_while_a_move_takes_its_time(figure):
    figure.root.get_by_role("checkbox", name="slow").check()
    prints = figure.root.locator(".nnlib-prints")
    expect(prints).to_contain_text("/30")
    assert figure.frame.get_attribute("aria-busy") == "true"
    expect(figure.sentence).to_contain_text("slowly")
    expect(prints).to_contain_text("30/30")


def test_after_a_restart_a_slider_says_that_no_kernel_answers(notebook, figure):
    silent = figure.root.locator(".nnlib-silent")
    figure.sliders.first.press("ArrowRight")
    expect(figure.sentence).to_contain_text("At 98")
    notebook.page.wait_for_timeout(3000)
    expect(silent).to_be_hidden()
    before = figure.state()
    notebook.page.evaluate(RESTART)
    figure.sliders.first.press("ArrowRight")
    expect(silent).to_have_text(
        "No kernel answers. If it was restarted, run this cell again."
    )
    assert figure.state() == before
    notebook.run_cell(0)
    notebook.run_cell(1)
    figure = notebook.live_figure(1)
    figure.sliders.first.press("ArrowRight")
    expect(figure.sentence).to_contain_text("At 98")
    expect(figure.root.locator(".nnlib-silent")).to_be_hidden()
    assert notebook.errors == []
