"""JupyterLab and Chromium for the browser tests."""

import shutil

import pytest

from tests.browser.jupyterlab import (
    NotebookPage,
    chromium_or_skip,
    running_chromium,
    running_server,
    window,
)
from tests.project import NOTEBOOKS


@pytest.fixture(scope="session")
def chromium():
    """The path of a Chromium; skips, or fails where NNLIB_REQUIRE_BROWSER is 1."""
    return chromium_or_skip()


@pytest.fixture(scope="module")
def browser(chromium):
    with running_chromium(chromium) as browser:
        yield browser


@pytest.fixture(scope="session")
def server(chromium, tmp_path_factory):
    """JupyterLab on a copy of the notebooks."""
    folder = tmp_path_factory.mktemp("jupyterlab")
    (folder / "root").mkdir()
    for path in NOTEBOOKS:
        shutil.copy(path, folder / "root")
    with running_server(folder) as server:
        yield server


@pytest.fixture(scope="module")
def lab(browser):
    """A window for JupyterLab, which takes seconds to start."""
    with window(browser) as page:
        yield page


@pytest.fixture(scope="module", params=NOTEBOOKS, ids=lambda path: path.stem)
def notebook(request, lab, server):
    """One notebook after the other, in the same JupyterLab."""
    notebook = NotebookPage(lab, server, request.param)
    yield notebook
    notebook.close()
