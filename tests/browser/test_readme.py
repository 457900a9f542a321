"""The README's first command, from the shell to the picture in the browser."""

import os
import re
import shutil
import sys
import time
from pathlib import Path

import pytest

from tests.browser.jupyterlab import (
    SERVER_SECONDS,
    WAIT_SECONDS,
    own_folders,
    running,
)
from tests.project import NOTEBOOKS, readme_commands

NOTE_ADDRESS = """\
import pathlib, sys, urllib.parse, urllib.request
file = urllib.request.url2pathname(urllib.parse.urlsplit(sys.argv[1]).path)
html = pathlib.Path(file).read_text()
target = pathlib.Path(__file__).with_name("opened.html")
target.with_suffix(".part").write_text(html)
target.with_suffix(".part").rename(target)
"""


@pytest.fixture
def opened(chromium, tmp_path):
    """The address that the command opens in the learner's browser."""
    (tmp_path / "notebooks").mkdir()
    for path in NOTEBOOKS:
        shutil.copy(path, tmp_path / "notebooks")
    browser = tmp_path / "browser.py"
    browser.write_text(NOTE_ADDRESS)
    program, *arguments = readme_commands()["lab"].split(" && ")[-1].split()
    installed = Path(sys.executable).with_name(Path(program).name)
    command = [str(installed), *arguments]
    environment = os.environ | own_folders(tmp_path / "own")
    environment["BROWSER"] = f"{sys.executable} {browser} %s"
    with running(command, tmp_path, environment) as process:
        yield _address(process, tmp_path)


def _address(process, folder):
    page = folder / "opened.html"
    deadline = time.monotonic() + SERVER_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        if page.exists():
            return re.search(r'href="(http[^"]+)"', page.read_text()).group(1)
        time.sleep(0.05)
    raise AssertionError((folder / "server.log").read_text())


def test_the_command_opens_jupyterlab_on_the_first_notebook(opened, browser):
    page = browser.new_page()
    page.set_default_timeout(WAIT_SECONDS * 1000)
    page.goto(opened)
    title = page.locator(".jp-Notebook h1").first
    title.wait_for()
    assert title.inner_text().startswith("00 ")
    page.locator(".jp-Notebook img").first.wait_for()
    page.locator(".jp-NotebookPanel [data-status='idle']").wait_for()
    page.close()
