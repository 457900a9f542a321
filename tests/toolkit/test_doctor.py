"""The check of the installation finds each fault, when there is one, and its mend."""

import json
import os
import subprocess
import sys
import venv
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path

import nbformat
import pytest

from nnlib.notebook import browser, doctor
from tests.browser.jupyterlab import own_folders
from tests.project import ROOT

SECONDS = 120
MODULE = "nnlib.notebook.doctor"
POSIX = pytest.mark.skipif(
    os.name == "nt", reason="Windows starts a kernel by way of another process"
)


@pytest.fixture
def environment(tmp_path):
    """Where JupyterLab and the learner keep what is theirs: folders of the test."""
    return {**os.environ, **own_folders(tmp_path / "own"), "PYTHONPATH": str(ROOT)}


@pytest.fixture
def elsewhere(tmp_path):
    """The Python of another environment, which finds the same packages."""
    venv.create(tmp_path / "elsewhere", symlinks=os.name != "nt")
    folder = "Scripts" if os.name == "nt" else "bin"
    program = tmp_path / "elsewhere" / folder / Path(sys.executable).name
    ask = "import sysconfig; print(sysconfig.get_path('purelib'))"
    packages, own = (
        subprocess.check_output([python, "-c", ask], text=True).strip()
        for python in (sys.executable, program)
    )
    Path(own, "packages.pth").write_text(packages)
    return str(program)


def examine(environment, python=sys.executable, cwd=ROOT):
    """Exit status and what is amiss, of the command in an environment."""
    done = subprocess.run(
        [python, "-m", MODULE],
        env=environment,
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=SECONDS,
    )
    assert done.stderr == ""
    return done.returncode, amiss(done.stdout)


def amiss(printed):
    """What each line marked !! has found, with its advice."""
    lines = printed.splitlines()
    pairs = pairwise(lines)
    return {a.removeprefix("!!  "): b.strip() for a, b in pairs if a.startswith("!!")}


def mend(advice, environment):
    """Do what the advice says after its last colon."""
    command = advice.rpartition(": ")[2].split()
    subprocess.run(
        command,
        env=environment,
        input="y\n",
        check=True,
        capture_output=True,
        text=True,
        timeout=SECONDS,
    )


def described(folder, name, **fields):
    """Metadata of a distribution, in a folder that Python looks through first."""
    info = folder / f"{name}-{fields['Version']}.dist-info"
    info.mkdir(parents=True)
    lines = [f"{key}: {value}" for key, value in fields.items()]
    (info / "METADATA").write_text("\n".join(["Metadata-Version: 2.1", *lines]))
    return os.pathsep.join([str(folder), str(ROOT)])


def test_all_is_well_where_the_tests_run(environment):
    assert examine(environment) == (0, {})


def test_another_python_is_said(environment, tmp_path):
    known = {"Name": "nnlib", "Version": "9", "Requires-Python": ">=99"}
    environment["PYTHONPATH"] = described(tmp_path / "first", "nnlib", **known)
    status, found = examine(environment)
    assert status == 1
    assert "this is Python 3" in found["Python >=99"]


def test_a_package_too_old_is_named_with_the_command(environment, tmp_path):
    known = {"Name": "numpy", "Version": "1.26"}
    environment["PYTHONPATH"] = described(tmp_path / "first", "numpy", **known)
    status, found = examine(environment)
    assert status == 1
    assert "version 1.26 is installed" in found["numpy >=2.0"]
    assert f'{sys.executable} -m pip install "numpy>=2.0"' in found["numpy >=2.0"]


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege on Windows")
@pytest.mark.parametrize("name", ["anywidget", "ipykernel", "jupyterlab", "psutil"])
def test_a_package_that_is_missing_is_named_with_the_command(
    environment, tmp_path, name
):
    """Python sees all packages but one: links to them, without its own folder."""
    some = tmp_path / "packages"
    some.mkdir()
    for place in map(Path, sys.path):
        if place.name in ("site-packages", "dist-packages"):
            for item in place.iterdir():
                if not item.name.startswith((name, "nnlib.pth", "__editable__")):
                    (some / item.name).symlink_to(item)
    environment["PYTHONPATH"] = os.pathsep.join([str(some), str(ROOT)])
    program = tmp_path / "python"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -S "$@"\n')
    program.chmod(0o755)
    status, found = examine(environment, str(program))
    assert status == 1
    (advice,) = (advice for what, advice in found.items() if what.startswith(name))
    assert "it is missing" in advice and f'pip install "{name}' in advice


def test_a_kernel_of_another_environment_is_said_and_removed(environment, tmp_path):
    folder = tmp_path / "jupyter" / "kernels" / "python3"
    folder.mkdir(parents=True)
    program = str(tmp_path / "gone" / "python")
    spec = {"argv": [program, "-m", "ipykernel_launcher"], "display_name": "Python"}
    (folder / "kernel.json").write_text(json.dumps(spec))
    environment["JUPYTER_PATH"] = str(tmp_path / "jupyter")
    status, found = examine(environment)
    assert status == 1
    advice = found[doctor.ONE_ENVIRONMENT]
    assert program in advice and str(folder) in advice
    mend(advice, environment)
    assert not folder.exists()
    assert examine(environment) == (0, {})


@POSIX
@pytest.mark.parametrize("same", [True, False])
def test_the_jupyter_of_another_environment_is_said_in_the_notebook(
    environment, tmp_path, elsewhere, same
):
    """A Jupyter program of another environment runs a notebook with this kernel."""
    folder = tmp_path / "jupyter" / "kernels" / "this"
    folder.mkdir(parents=True)
    argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    spec = {"argv": argv, "display_name": "This", "language": "python"}
    (folder / "kernel.json").write_text(json.dumps(spec))
    environment["JUPYTER_PATH"] = str(tmp_path / "jupyter")
    code = f"from {MODULE} import check_installation\ncheck_installation()"
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
    nbformat.write(notebook, tmp_path / "check.ipynb")
    program = tmp_path / "jupyter-execute"
    program.write_text("from nbclient.cli import main\nmain()")
    python = sys.executable if same else elsewhere
    command = [python, program, "--inplace", "--kernel_name=this", "check.ipynb"]
    subprocess.run(command, env=environment, cwd=tmp_path, check=True, timeout=SECONDS)
    printed, page = nbformat.read(tmp_path / "check.ipynb", 4).cells[0].outputs
    assert "nnlib-browser" in page.data["text/html"]
    found = amiss(printed.text)
    if same:
        assert found == {} and printed.text.endswith("Everything is in place.\n")
    else:
        assert list(found) == [doctor.ONE_ENVIRONMENT]
        assert elsewhere in found[doctor.ONE_ENVIRONMENT]


def test_extensions_that_jupyterlab_does_not_find_are_named(environment, elsewhere):
    status, found = examine(environment, elsewhere)
    assert status == 1
    assert list(found) == [f"{name} in JupyterLab" for name in doctor.EXTENSIONS]
    for package, advice in zip(doctor.EXTENSIONS.values(), found.values(), strict=True):
        assert f"{elsewhere} -m pip install" in advice and package in advice
        assert version(package)


def test_extensions_that_are_switched_off_are_said_and_switched_on(environment):
    switch = [sys.executable, "-m", "jupyter", "labextension", "disable"]
    switch += [*doctor.EXTENSIONS, "--level=user"]
    subprocess.run(
        switch, env=environment, check=True, capture_output=True, timeout=SECONDS
    )
    status, found = examine(environment)
    assert status == 1
    assert list(found) == [f"{name} in JupyterLab" for name in doctor.EXTENSIONS]
    for advice in found.values():
        assert "switched off" in advice
        mend(f"{advice} --level=user", environment)
    assert examine(environment) == (0, {})


@pytest.mark.parametrize(
    ("variable", "what"),
    [
        ("NNLIB_HOME", "a folder for your answers"),
        ("JUPYTER_RUNTIME_DIR", "a folder for what Jupyter notes while it runs"),
    ],
)
def test_a_folder_that_cannot_be_made_is_said(environment, tmp_path, variable, what):
    (tmp_path / "file").write_text("in the way")
    environment[variable] = str(tmp_path / "file" / "folder")
    status, found = examine(environment)
    assert status == 1
    assert str(tmp_path / "file") in found[what] and variable in found[what]
    assert [path.name for path in tmp_path.glob("file*")] == ["file"]


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="no /proc on this system")
def test_a_folder_where_nothing_can_be_saved_is_said(environment):
    """In /proc nobody can make a file."""
    status, found = examine(environment, cwd="/proc")
    assert status == 1
    assert "nnlib.notebook.start" in found["a folder where notebooks can be saved"]


@pytest.mark.parametrize("content", [None, b"", b"PK\x03\x04 cut short"])
def test_digits_that_are_missing_or_damaged_are_named(
    monkeypatch, tmp_path, capsys, content
):
    file = tmp_path / "digits.npz"
    if content is not None:
        file.write_bytes(content)
    monkeypatch.setattr("nnlib.data.DIGITS_FILE", file)
    doctor.check_installation()
    found = amiss(capsys.readouterr().out)
    assert str(file) in found["the digits: 1797 images"]
    assert "install nnlib again" in found["the digits: 1797 images"]


def test_a_browser_that_says_nothing_is_not_waited_for(monkeypatch, capsys):
    monkeypatch.setenv("BROWSER", f"{sys.executable} -c pass %s")
    assert "it has said nothing in 0.1 s" in browser.advice(seconds=0.1)
    assert "http://127.0.0.1:" in capsys.readouterr().out
