"""Notebook 7 and Voila: the first live figure of notebook 00 is there, and moves."""

import shutil
import socket
import sys
import time
from contextlib import contextmanager
from os import environ
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from tests.browser.jupyterlab import (
    SERVER_SECONDS,
    TOKEN,
    WAIT_SECONDS,
    LiveFigure,
    own_folders,
    running,
)
from tests.project import ROOT

START = ROOT / "notebooks" / "00_start_here.ipynb"


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def wait_until_it_answers(url: str, process, log) -> None:
    deadline = time.monotonic() + SERVER_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        try:
            with urlopen(url):
                return
        except URLError:
            time.sleep(0.1)
    raise RuntimeError(f"no answer from {url}:\n{log.read_text()}")


@contextmanager
def serving(folder, command: list[str], path: str):
    """The address of ``path`` on a server that shows a copy of notebook 00."""
    root = folder / "root"
    root.mkdir()
    shutil.copy(START, root)
    port = free_port()
    with running(
        [sys.executable, "-m", *command, "--no-browser", f"--port={port}"],
        folder,
        environ | own_folders(folder),
    ) as process:
        url = f"http://127.0.0.1:{port}/{path}"
        wait_until_it_answers(url, process, folder / "server.log")
        yield url


@pytest.fixture
def page(browser):
    context = browser.new_context(viewport={"width": 1280, "height": 1000})
    page = context.new_page()
    page.set_default_timeout(WAIT_SECONDS * 1000)
    yield page
    context.close()


def assert_it_moves(page) -> None:
    figure = LiveFigure(page, page.locator("body"))
    figure.root.scroll_into_view_if_needed()
    before = figure.settled()
    assert "the slope is" in before[1]
    figure.move_by_keyboard()
    figure.wait_for_change(before)


def test_notebook_7_moves_the_first_live_figure(tmp_path, page):
    command = ["notebook", "--allow-root", "--expose-app-in-browser"]
    command += [f"--ServerApp.root_dir={tmp_path / 'root'}"]
    command += [f"--IdentityProvider.token={TOKEN}"]
    with serving(tmp_path, command, f"notebooks/{START.name}?token={TOKEN}") as url:
        page.goto(url)
        page.wait_for_function(
            "() => window.jupyterapp?.shell.currentWidget?.context?.isReady"
        )
        page.evaluate(
            "() => jupyterapp.shell.currentWidget.sessionContext.ready.then(() =>"
            " jupyterapp.commands.execute('notebook:run-all-cells'))"
        )
        assert_it_moves(page)
        page.evaluate("() => jupyterapp.serviceManager.sessions.shutdownAll()")


def test_voila_moves_the_first_live_figure(tmp_path, page):
    with serving(tmp_path, ["voila", str(tmp_path / "root" / START.name)], "") as url:
        page.goto(url)
        assert_it_moves(page)
