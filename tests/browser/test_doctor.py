"""The doctor asks a real browser how recent it is: of a terminal, and of a notebook."""

import os
import re
import subprocess
import sys

import nbformat
import pytest
from playwright.sync_api import expect

from nnlib.notebook.authoring import store
from tests.browser.jupyterlab import open_notebook, own_folders
from tests.project import ROOT

SECONDS = 120
OLDER = "delete window.structuredClone; delete Object.hasOwn;"
CHECK = "from nnlib.notebook.doctor import check_installation\ncheck_installation()"


@pytest.fixture
def command(tmp_path):
    """The command in a terminal, with a browser that opens nothing of its own."""
    environment = {**os.environ, **own_folders(tmp_path / "own")}
    environment |= {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    environment["BROWSER"] = f"{sys.executable} -c pass %s"
    with subprocess.Popen(
        [sys.executable, "-m", "nnlib.notebook.doctor", "--browser"],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield process
        process.kill()


@pytest.mark.parametrize("old", [False, True])
def test_the_command_says_how_recent_the_browser_is(command, browser, old):
    address = re.search(r"http://\S+", command.stdout.readline()).group()
    context = browser.new_context()
    if old:
        context.add_init_script(OLDER)
    page = context.new_page()
    page.goto(address)
    expected = "too old" if old else "is recent enough"
    expect(page.locator(".nnlib-browser")).to_contain_text(expected)
    printed, _ = command.communicate(timeout=SECONDS)
    context.close()
    assert command.returncode == int(old)
    if old:
        assert "!!  a recent browser" in printed
        assert "it lacks Object.hasOwn, structuredClone; use Firefox" in printed
    else:
        assert "ok  a recent browser\nEverything is in place." in printed


def test_a_notebook_says_how_recent_its_browser_is(browser, server):
    cell = nbformat.v4.new_code_cell(CHECK)
    path = server.root / "doctor.ipynb"
    notebook = nbformat.v4.new_notebook(cells=[cell], metadata=store.METADATA)
    nbformat.write(notebook, path)
    with open_notebook(browser, server, path) as shown:
        outputs = shown.run_cell(0)
        expect(outputs).to_contain_text("Everything is in place.")
        expect(outputs).to_contain_text("This browser is recent enough")
        assert shown.errors == []
    path.unlink()
