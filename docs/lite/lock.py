"""What the browser gets: which packages, of which version, with which checksum.

``lock.json`` holds it for all but ``nnlib``, which each build brings fresh.
"""

import json
import zipfile
from collections.abc import Iterable, Mapping
from email.parser import BytesHeaderParser
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name, parse_wheel_filename

KERNEL = ("ipykernel", "piplite", "pyodide_kernel")
"""Packages whose wheels lie in that of the kernel's extension."""

STARTED = (*KERNEL, "comm", "ipython", "jedi", "micropip", "sqlite3", "ssl")
"""What the kernel asks for before the first cell runs, in its own spelling."""

PAGE_SIDE = {"jupyterlab-widgets", "widgetsnbextension"}
"""What ipywidgets requires and never imports: it is the page that has it."""

BROWSER = {"sys_platform": "emscripten", "platform_system": "Emscripten", "extra": ""}

FILE = Path(__file__).with_name("lock.json")

Package = dict[str, Any]


class LiteError(Exception):
    """A JupyterLite that cannot be built; the message says why, and what mends it."""


def read() -> dict[str, Any]:
    """The lock: Pyodide, the wheels from PyPI, and an entry for each package."""
    return json.loads(FILE.read_text(encoding="utf-8"))


def required(lines: Iterable[str]) -> list[Requirement]:
    """Of a package's requirements, those that hold in the browser."""
    return [
        each
        for each in map(Requirement, lines)
        if (each.marker is None or each.marker.evaluate(BROWSER))
        and canonicalize_name(each.name) not in PAGE_SIDE
    ]


def entry(wheel: Path, sha256: str) -> Package:
    """What a lock says of a pure Python wheel."""
    name, version, *_ = parse_wheel_filename(wheel.name)
    with zipfile.ZipFile(wheel) as files:
        tops = {file.partition("/")[0].removesuffix(".py") for file in files.namelist()}
        info = next(top for top in tops if top.endswith(".dist-info"))
        metadata = BytesHeaderParser().parsebytes(files.read(f"{info}/METADATA"))
    needs = required(metadata.get_all("Requires-Dist", []))
    return {
        "name": name,
        "version": str(version),
        "file_name": wheel.name,
        "sha256": sha256,
        "depends": sorted(canonicalize_name(each.name) for each in needs),
        "imports": sorted(top for top in tops if top.isidentifier()),
        "install_dir": "site",
        "package_type": "package",
        "unvendored_tests": False,
    }


def closure(packages: Mapping[str, Package], names: Iterable[str]) -> list[str]:
    """The names, and all that they depend on.

    Raises LiteError for one that is not among the packages.
    """
    found: set[str] = set()
    waiting = set(names)
    while waiting:
        name = waiting.pop()
        if name not in packages:
            raise LiteError(f"{name} is needed in the browser and not in the lock")
        found.add(name)
        waiting |= set(map(canonicalize_name, packages[name]["depends"])) - found
    return sorted(found)
