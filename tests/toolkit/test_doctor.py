"""The check of the installation says what is amiss, and what to do about it."""

from importlib.metadata import PackageNotFoundError

import pytest
from packaging.requirements import Requirement

from nnlib.notebook import doctor as installation


def test_what_the_tests_run_in_is_complete_but_for_the_kernel(capsys):
    installation.check_installation()
    lines = capsys.readouterr().out.splitlines()
    amiss = [line for line in lines if line.startswith("!!")]
    assert all("kernel" in line for line in amiss)
    assert any("numpy" in line for line in lines)
    assert any("jupyterlab" in line for line in lines)


@pytest.mark.parametrize(
    ("found", "words"),
    [("1.2.3", "version 1.2.3 is installed"), (None, "it is missing")],
)
def test_a_package_that_is_missing_or_too_old_is_named_with_the_command(
    monkeypatch, found, words
):
    def version(name):
        if found is None:
            raise PackageNotFoundError(name)
        return found

    monkeypatch.setattr(installation, "version", version)
    finding = installation._package(Requirement("numpy>=2.0"))
    assert words in finding.advice
    assert '-m pip install "numpy>=2.0"' in finding.advice


def test_digits_that_are_not_there_are_named(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr("nnlib.data.DIGITS_FILE", tmp_path / "digits.npz")
    installation.check_installation()
    assert "install the project again" in capsys.readouterr().out
