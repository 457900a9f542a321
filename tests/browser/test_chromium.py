"""What happens on a machine without Chromium."""

import pytest

from tests.browser import jupyterlab


@pytest.mark.parametrize(
    ("required", "outcome"),
    [("0", pytest.skip.Exception), ("1", pytest.fail.Exception)],
)
def test_without_chromium_the_tests_are_skipped_or_fail(monkeypatch, required, outcome):
    monkeypatch.setenv("NNLIB_CHROMIUM", "no-such-chromium")
    monkeypatch.setenv("NNLIB_REQUIRE_BROWSER", required)
    with pytest.raises(outcome, match=r"no Chromium: none of chromium, .* is"):
        jupyterlab.chromium_or_skip()


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
