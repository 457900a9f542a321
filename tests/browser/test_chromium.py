"""What happens on a machine without Chromium."""

import os
import subprocess
import sys

import pytest

from tests.browser import jupyterlab
from tests.project import ROOT


@pytest.mark.parametrize(
    ("required", "outcome", "code"), [("0", "1 skipped", 0), ("1", "1 error", 1)]
)
def test_without_chromium_the_tests_are_skipped_or_fail(required, outcome, code):
    command = [sys.executable, "-m", "pytest", "-n0", "-p", "no:cacheprovider"]
    command.append("tests/browser/test_readme.py")
    environment = os.environ | {
        "NNLIB_CHROMIUM": "no-such-chromium",
        "NNLIB_REQUIRE_BROWSER": required,
    }
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert done.returncode == code, done.stdout
    assert outcome in done.stdout and "no Chromium: " in done.stdout


def test_chromium_is_found_by_name_or_by_path(monkeypatch):
    installed = {
        "google-chrome": "/bin/google-chrome",
        "/own/chromium": "/own/chromium",
    }
    monkeypatch.setattr(jupyterlab.shutil, "which", installed.get)
    monkeypatch.delenv("NNLIB_CHROMIUM", raising=False)
    assert jupyterlab.find_chromium() == "/bin/google-chrome"
    monkeypatch.setenv("NNLIB_CHROMIUM", "/own/chromium")
    assert jupyterlab.find_chromium() == "/own/chromium"
    monkeypatch.setenv("NNLIB_CHROMIUM", "/nowhere/chromium")
    assert jupyterlab.find_chromium() is None
