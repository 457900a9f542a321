"""The wheel in an environment of its own: a copy of the series, run in JupyterLab."""

import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

from tests.browser.jupyterlab import (
    TOKEN,
    Server,
    address_of,
    open_notebook,
    own_folders,
    running,
)
from tests.project import ROOT

WHERE = "import nnlib\nprint(nnlib.__file__)"


@pytest.fixture
def installed(tmp_path):
    """The Python of a new environment with the wheel; other packages are those here."""
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    venv.create(tmp_path / "new", symlinks=os.name != "nt")
    folder = "Scripts" if os.name == "nt" else "bin"
    python = tmp_path / "new" / folder / Path(sys.executable).name
    install = [sys.executable, "-m", "pip", "--python", python, "install", "--no-deps"]
    subprocess.run([*install, wheel], check=True, capture_output=True)
    ask = [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    packages = Path(subprocess.check_output(ask, text=True).strip())
    (packages / "others.pth").write_text(sysconfig.get_path("purelib"))
    return python


@pytest.fixture
def started(installed, tmp_path, chromium):
    """JupyterLab as the command starts it, on the folder that it makes."""
    environment = {**os.environ, **own_folders(tmp_path)}
    environment["JUPYTER_PATH"] = str(Path(sys.prefix, "share", "jupyter"))
    environment.pop("PYTHONPATH", None)
    command = [str(installed), "-m", "nnlib.notebook.start", "course", "--no-browser"]
    command += ["--allow-root", "--expose-app-in-browser", "--ServerApp.port=0"]
    command += [f"--IdentityProvider.token={TOKEN}"]
    with running(command, tmp_path, environment) as process:
        yield Server(
            address_of(process, tmp_path, tmp_path / "runtime"), tmp_path / "course"
        )


def test_notebook_00_runs_from_the_copied_folder(started, installed, browser):
    path = started.root / "00_start_here.ipynb"
    with open_notebook(browser, started, path) as notebook:
        notebook.run_all()
        assert notebook.failures() == []
        printed = "".join(output.get("text", "") for output in notebook.outputs()[3])
        assert printed.endswith("Everything is in place.\n")
        notebook.show_cell(7).locator(".nnlib-live img").wait_for()
        where = notebook.run_cell(11, WHERE).inner_text()
        assert Path(where.strip()).is_relative_to(installed.parents[1])
    assert not (started.root.parent / "notebooks").exists()
