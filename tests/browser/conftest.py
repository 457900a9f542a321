"""JupyterLab and Chromium for the browser tests."""

import os
import shutil

import pytest

from tests.browser.jupyterlab import (
    CHROMIUM_NAMES,
    NotebookPage,
    find_chromium,
    running_chromium,
    running_server,
)
from tests.project import NOTEBOOKS


@pytest.fixture(scope="session")
def chromium():
    """The path of a Chromium; skips, or fails where NNLIB_REQUIRE_BROWSER is 1."""
    path = find_chromium()
    if path is None:
        reason = (
            f"no Chromium: none of {', '.join(CHROMIUM_NAMES)} is on the PATH; "
            "install one, or set NNLIB_CHROMIUM to its path"
        )
        if os.environ.get("NNLIB_REQUIRE_BROWSER") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    return path


@pytest.fixture(scope="module")
def browser(chromium):
    with running_chromium(chromium) as browser:
        yield browser


@pytest.fixture(scope="module")
def server(chromium, tmp_path_factory):
    """JupyterLab on a copy of the notebooks."""
    folder = tmp_path_factory.mktemp("jupyterlab")
    (folder / "root").mkdir()
    for path in NOTEBOOKS:
        shutil.copy(path, folder / "root")
    with running_server(folder) as server:
        yield server


@pytest.fixture(scope="module", params=NOTEBOOKS, ids=lambda path: path.stem)
def notebook(request, browser, server):
    """One notebook after the other, each open in a window of its own."""
    context = browser.new_context(viewport={"width": 1280, "height": 1000})
    page = context.new_page()
    yield NotebookPage(page, server, request.param)
    page.evaluate("() => jupyterapp.serviceManager.sessions.shutdownAll()")
    context.close()
