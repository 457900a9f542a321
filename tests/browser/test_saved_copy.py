"""A learner's own copy, saved and opened again: everything as it was left."""

import json
import shutil

import pytest
from playwright.sync_api import expect

from tests.browser.jupyterlab import NotebookPage, open_notebook, running_server
from tests.project import ROOT

NOTEBOOK = ROOT / "notebooks" / "00_start_here.ipynb"
CELL = {
    cell["id"]: index
    for index, cell in enumerate(json.loads(NOTEBOOK.read_text("utf-8"))["cells"])
}
MANAGER = "@jupyter-widgets/jupyterlab-manager"
SAVES_WIDGETS = f"() => jupyterapp.commands.isToggled('{MANAGER}:saveWidgetState')"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The folder of the server."""
    return tmp_path_factory.mktemp("saved")


@pytest.fixture(scope="module")
def server(folder, chromium):
    with running_server(folder) as server:
        yield server


@pytest.fixture(params=["brought", "switched off"])
def setting(request, folder, server):
    """The setting that the package brings to JupyterLab, at work or not.

    The learner has done nothing yet.
    """
    shutil.rmtree(folder / "home", ignore_errors=True)
    own = folder / "settings" / MANAGER / "plugin.jupyterlab-settings"
    own.unlink(missing_ok=True)
    if request.param == "switched off":
        own.parent.mkdir(parents=True, exist_ok=True)
        own.write_text(json.dumps({"saveState": False}))
    shutil.copy(NOTEBOOK, server.root)
    return request.param


def test_it_opens_again_as_it_was_left(browser, server, setting):
    with open_notebook(browser, server, NOTEBOOK) as notebook:
        assert notebook.page.evaluate(SAVES_WIDGETS) == (setting == "brought")
        notebook.run_all()
        figure = notebook.live_figure(CELL["first-figure"])
        before = figure.settled()
        figure.move_by_keyboard()
        figure.wait_for_change(before)
        left = figure.settled()
        asked = notebook.show_cell(CELL["predict-a"])
        asked.get_by_role("radio", name="slope 1/2").check()
        asked.get_by_role("button", name="Lock in").click()
        expect(asked.get_by_text("You said “slope 1/2”: not so.")).to_be_visible()
        answer = 'a = sigmoid(2.0)\ncheck("00.1", a)'
        notebook.run_cell(CELL["exercise-answer"], answer)
        notebook.save()

    with open_notebook(browser, server, NOTEBOOK) as notebook:
        assert_is_left(notebook, left)
        notebook.run_cell(CELL["imports"])
        notebook.save()
        notebook.close()
        again = NotebookPage(notebook.page, server, NOTEBOOK)
        assert_is_left(again, left)
        assert_says_that_no_kernel_answers(again, left)


def assert_is_left(notebook, left):
    figure = notebook.live_figure(CELL["first-figure"])
    assert figure.settled() == left
    asked = notebook.show_cell(CELL["predict-a"])
    expect(asked.get_by_text("How steep is the sigmoid")).to_be_visible()
    expect(asked.get_by_role("radio", name="slope 1/2")).to_be_checked()
    expect(asked.get_by_text("You said “slope 1/2”: not so.")).to_be_visible()
    checked = notebook.show_cell(CELL["exercise-answer"])
    expect(checked).to_contain_text("00.1, a first value: passed.")
    expect(notebook.show_cell(CELL["progress"])).to_contain_text("Your progress")
    expect(notebook.page.locator(".jp-Notebook")).not_to_contain_text("not found")
    assert notebook.errors == []


def assert_says_that_no_kernel_answers(notebook, left):
    figure = notebook.live_figure(CELL["first-figure"])
    figure.move_by_keyboard()
    expect(figure.root.get_by_text("No kernel answers.")).to_be_visible()
    assert figure.state() == left
    asked = notebook.show_cell(CELL["predict-a"])
    asked.get_by_role("button", name="Predict again").click()
    expect(asked.get_by_text("No kernel answers.")).to_be_visible()
    expect(asked.get_by_role("radio", name="slope 1/2")).to_be_checked()
