"""The series in a JupyterLite in a browser: nothing installed, nothing fetched.

The packages that Pyodide builds are in no index of Python packages.  Put those that
``docs/lite/lock.json`` names into a folder, from Pyodide's content network or from a
package that holds them, and name it:

    NNLIB_LITE_WHEELS=FOLDER pytest tests/browser/test_lite.py

That needs the extra ``lite``, a network for the build, and some minutes.
"""

import os
import re
import time
from pathlib import Path
from statistics import median

import pytest
from playwright.sync_api import expect

from docs.lite.build import build
from docs.serving import Silent, answering, serving
from nnlib.notebook.authoring import store
from tests.browser.jupyterlab import LiveFigure, NotebookPage, Server
from tests.notebooks import lint
from tests.project import NOTEBOOKS

WHEELS = os.environ.get("NNLIB_LITE_WHEELS")
pytestmark = pytest.mark.skipif(
    WHEELS is None,
    reason="NNLIB_LITE_WHEELS names no folder with Pyodide's packages",
)
BY_NUMBER = {path.name[:2]: path for path in NOTEBOOKS}
START_SECONDS, MOVE_SECONDS = 30, 0.2
STARTS, MOVES = 3, 20
CHROMIUM_ASKS = {"content-autofill.googleapis.com:443"}  # of itself, about any form
TASKS = {  # of a notebook: a prediction, an exercise, a wrong answer and a right one
    "00": (
        "predict-a",
        "exercise-answer",
        'a = 2.0\ncheck("00.1", a)',
        'a = sigmoid(2.0)\ncheck("00.1", a)',
    ),
    "05": (
        "predict-b",
        "ex-deltas-answer",
        'check("05.1", lambda a, y: (a - y, a - y))',
        'check("05.1", lambda a, y: ((a - y) * a * (1 - a), a - y))',
    ),
    "07": (
        "predict-a",
        "ex-weight-answer",
        'w = 1.0\ncheck("07.5", w)',
        'w = 4.0\ncheck("07.5", w)',
    ),
}
MOVE = """async root => {
    const image = root.querySelector(".nnlib-frame img");
    const moved = new Promise(done => new MutationObserver(done)
        .observe(image, { attributes: true, attributeFilter: ["src"] }));
    const began = performance.now();
    root.querySelector(".noUi-handle").dispatchEvent(
        new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true }));
    await moved;
    await image.decode();
    return (performance.now() - began) / 1000;
}"""


class LitePage(NotebookPage):
    """A notebook that is open in JupyterLite."""

    ADDRESS = "{url}notebooks/index.html?path={name}"
    RUN_SECONDS = 600

    def reload(self) -> None:
        self.save()
        self.page.reload()
        self._wait_until_open()

    def cell(self, id: str) -> int:
        """The position of a cell."""
        ids = f"() => {self.CELLS}.map(cell => cell.model.id)"
        return self.page.evaluate(ids).index(id)

    def live_cells(self) -> list[int]:
        path = next(path for path in NOTEBOOKS if path.name == self.path.name)
        return lint.live_cells(store.read(path))

    def first_figure(self) -> LiveFigure:
        return self.live_figure(self.live_cells()[0])

    def complaints(self) -> list[str]:
        """What the page has complained of.

        A browser also reports each folder of which the site has no list, as for those
        that a learner makes.
        """
        listing = re.compile(r"404 .*(/all\.json|favicon\.ico)\)$")
        return [error for error in self.errors if not listing.search(error)]


@pytest.fixture(scope="module")
def site(chromium, tmp_path_factory):
    """The JupyterLite of the book, on a server of this machine."""
    folder = tmp_path_factory.mktemp("lite") / "lite"
    build(NOTEBOOKS, folder, Path(WHEELS))
    with serving(folder) as url:
        yield Server(url, folder / "files")


@pytest.fixture(scope="module")
def outside():
    """A proxy for all that would leave this machine: it refuses, and keeps a list."""
    asked = []

    class Refuse(Silent):
        def do_CONNECT(self):
            if self.path not in CHROMIUM_ASKS:
                asked.append(self.path)
            self.send_error(502)

        do_GET = do_HEAD = do_POST = do_CONNECT

    with answering(Refuse) as url:
        yield url, asked


@pytest.fixture(params=TASKS)
def number(request):
    return request.param


@pytest.fixture
def context(browser, outside):
    """A browser that has forgotten everything."""
    proxy = {"server": outside[0], "bypass": "127.0.0.1"}
    context = browser.new_context(viewport={"width": 1280, "height": 1000}, proxy=proxy)
    yield context
    context.close()


def test_a_notebook_runs_and_its_answers_survive_a_reload(context, site, number):
    notebook = LitePage(context.new_page(), site, BY_NUMBER[number])
    notebook.run_all()
    assert notebook.failures() == []

    for index in notebook.live_cells():
        figure = notebook.live_figure(index)
        before = figure.settled()
        figure.move_by_keyboard()
        figure.wait_for_change(before)

    prediction, exercise, wrong, right = TASKS[number]
    asked = notebook.show_cell(notebook.cell(prediction))
    choice = asked.get_by_role("radio").first
    choice.check()
    asked.get_by_role("button", name="Lock in").click()
    expect(asked).to_contain_text("You said")
    asked.get_by_role("button", name="Predict again").click()
    expect(choice).not_to_be_checked()
    choice.check()
    asked.get_by_role("button", name="Lock in").click()
    expect(asked).to_contain_text("You said")

    task = notebook.cell(exercise)
    expect(notebook.run_cell(task, wrong)).to_contain_text("not yet.")
    expect(notebook.run_cell(task, right)).to_contain_text("passed.")
    handing_in = notebook.cell("hand-in")
    handed_in = notebook.run_cell(handing_in, 'hand_in("Zoë")')
    expect(handed_in).to_contain_text("1 exercises, 1 of them passed")

    notebook.reload()
    notebook.run_all()
    asked = notebook.show_cell(notebook.cell(prediction))
    expect(asked).to_contain_text("You have predicted this before.")
    expect(asked.get_by_role("radio").first).to_be_checked()
    expect(notebook.run_cell(task)).to_contain_text("passed.")
    expect(notebook.run_cell(handing_in)).to_contain_text("Written.")
    assert notebook.complaints() == []


def test_the_first_figure_comes_soon_and_moves_at_once(context, site):
    """Measured where nothing else runs; the figures are printed (``pytest -s``)."""
    if os.getloadavg()[0] > 1:
        pytest.skip("this machine is busy; times would say nothing")
    starts, moves = [], []
    for _ in range(STARTS):
        began = time.perf_counter()
        notebook = LitePage(context.new_page(), site, BY_NUMBER["00"])
        notebook.run_all(wait=False)
        figure = notebook.first_figure()
        starts.append(time.perf_counter() - began)
        figure.settled()
        moves += [figure.root.evaluate(MOVE) for _ in range(MOVES)]
        notebook.page.close()
    start, move = median(starts), median(moves)
    print(f"first figure {start:.1f} s after opening, a move in {1000 * move:.0f} ms")
    assert start < START_SECONDS
    assert move < MOVE_SECONDS


def test_nothing_has_left_this_machine(context, outside):
    """After all of the above; and what does is noticed."""
    asked = outside[1]
    assert asked == []
    page = context.new_page()
    page.goto("about:blank")
    page.evaluate("fetch('https://pypi.org/simple/').catch(() => {})")
    page.wait_for_timeout(1000)
    assert asked == ["pypi.org:443"]
