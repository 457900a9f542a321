"""What the website's JupyterLite is built of: its lock, its files, its settings.

Whether it runs is tested in a browser, by ``tests/browser/test_lite.py``.
"""

import runpy
import sys
import tomllib
import zipfile

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name, parse_wheel_filename

from docs.lite import fetch, lock
from docs.lite.build import build, settings
from docs.lite.relock import EXTENSIONS, PURE, PYODIDE
from nnlib.notebook import learner
from tests.project import ROOT

LOCK = lock.read()
PACKAGES = LOCK["packages"]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
NEEDED = lock.required(PROJECT["project"]["dependencies"])


@pytest.mark.parametrize("requirement", NEEDED, ids=lambda each: each.name)
def test_the_lock_has_what_the_package_needs_in_a_browser(requirement):
    package = PACKAGES[canonicalize_name(requirement.name)]
    assert package["version"] in requirement.specifier


def test_the_lock_holds_what_is_loaded_and_nothing_else():
    kernel = settings()["jupyter-config-data"]["litePluginSettings"]
    (python,) = kernel.values()
    loaded = {*map(canonicalize_name, python["loadPyodideOptions"]["packages"])}
    assert "nnlib" in loaded
    needs = {canonicalize_name(each.name) for each in NEEDED}
    assert lock.closure(PACKAGES, loaded - {"nnlib"} | needs) == sorted(PACKAGES)


def test_a_package_that_is_not_in_the_lock_is_named():
    packages = {"a": {"depends": ["b"]}, "b": {"depends": ["c"]}}
    with pytest.raises(lock.LiteError, match="c is needed in the browser"):
        lock.closure(packages, ["a"])


def test_the_lock_has_the_versions_that_it_is_made_of():
    pinned = {(r.name, str(r.specifier)) for r in map(Requirement, EXTENSIONS + PURE)}
    wheels = (parse_wheel_filename(name) for name in LOCK["wheels"])
    assert {(name, f"=={version}") for name, version, *_ in wheels} == pinned
    assert LOCK["pyodide"]["info"]["version"] == PYODIDE


def test_every_package_has_one_checksum():
    for package in PACKAGES.values():
        assert len(bytes.fromhex(package["sha256"])) == 32
        known = LOCK["wheels"].get(package["file_name"], package["sha256"])
        assert known == package["sha256"]


def test_the_entry_of_a_wheel_says_what_it_needs_in_a_browser(tmp_path):
    wheel = tmp_path / "some_thing-1.2-py3-none-any.whl"
    metadata = """\
Name: some-thing
Requires-Dist: NumPy>=2
Requires-Dist: psutil; sys_platform != "emscripten"
Requires-Dist: pytest; extra == "test"
Requires-Dist: jupyterlab_widgets~=3.0
"""
    with zipfile.ZipFile(wheel, "w") as files:
        files.writestr("some_thing/__init__.py", "")
        files.writestr("other.py", "")
        files.writestr("some_thing-1.2.data/data/etc/settings", "")
        files.writestr("some_thing-1.2.dist-info/METADATA", metadata)
    entry = lock.entry(wheel, "a checksum")
    assert entry["name"] == "some-thing"
    assert entry["depends"] == ["numpy"]
    assert entry["imports"] == ["other", "some_thing"]


def test_a_file_that_is_not_what_the_lock_says_is_refused(tmp_path):
    file = tmp_path / "a.whl"
    with pytest.raises(lock.LiteError, match="is missing"):
        fetch.check(file, "0")
    file.write_bytes(b"wheel")
    fetch.check(file, fetch.sha256(file))
    with pytest.raises(lock.LiteError, match="has the checksum"):
        fetch.check(file, "0")


def test_without_the_extra_the_build_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setattr("docs.lite.build.find_spec", lambda name: None)
    with pytest.raises(
        lock.LiteError, match=r"jupyterlite_core is missing; .*\[lite\]"
    ):
        build([], tmp_path / "lite")
    assert not (tmp_path / "lite").exists()


def test_in_a_browser_the_journal_is_not_taken_for_json(monkeypatch):
    assert learner.NAME == "journal.jsonl"
    monkeypatch.setattr(sys, "platform", "emscripten")
    assert runpy.run_path(learner.__file__)["NAME"] == "journal.txt"
