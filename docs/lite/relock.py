"""Write ``lock.json`` anew: ``python -m docs.lite.relock`` in the project's folder.

The versions below belong together: the extension of the kernel asks for its Pyodide,
and the JupyterLab in ``jupyterlite-core``, see pyproject.toml, for that of the widgets.
Test a change in a browser: ``tests/browser/test_lite.py`` says how.
"""

import json
import tempfile
from importlib.metadata import requires
from pathlib import Path
from typing import Any

from packaging.utils import canonicalize_name

from . import fetch, lock
from .build import unpack_kernel

PYODIDE = "0.27.7"
EXTENSIONS = ("jupyterlab-widgets==3.0.15", "jupyterlite-pyodide-kernel==0.6.1")
PURE = (
    "anywidget==0.11.0",
    "comm==0.2.3",
    "ipywidgets==8.1.8",
    "platformdirs==4.14.8",
    "psygnal==0.16.1",
    "tqdm==4.70.1",
    "typing-extensions==4.16.0",
)


def locked(folder: Path) -> dict[str, Any]:
    """The lock for these versions; what it names is fetched into the folder."""
    archive = fetch.archive(PYODIDE, folder)
    integrity = fetch.npm_checksum(archive)
    core = fetch.pyodide(PYODIDE, folder, integrity)
    theirs = json.loads((core / "pyodide-lock.json").read_text(encoding="utf-8"))
    fetch.pip([*EXTENSIONS, *PURE], folder)
    wheels = {file.name: fetch.sha256(file) for file in sorted(folder.glob("*.whl"))}
    packages = theirs["packages"] | own(folder)
    wanted = lock.required(requires("nnlib") or [])
    names = map(canonicalize_name, [*lock.STARTED, *(each.name for each in wanted)])
    return {
        "pyodide": {"integrity": integrity, "info": theirs["info"]},
        "wheels": wheels,
        "packages": {name: packages[name] for name in lock.closure(packages, names)},
    }


def own(folder: Path) -> dict[str, lock.Package]:
    """The entries of the wheels in the folder, and of those inside the kernel's."""
    unpack_kernel(folder)
    entries = [lock.entry(file, fetch.sha256(file)) for file in folder.glob("*.whl")]
    return {entry["name"]: entry for entry in entries}


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        text = json.dumps(locked(Path(folder)), indent=1)
    lock.FILE.write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
