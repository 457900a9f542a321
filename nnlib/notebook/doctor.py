"""Is everything here that the notebooks need, and if not, what to do about it.

``python -m nnlib.notebook.doctor`` looks from a terminal, notebook 00 from its kernel.
The command ends with status 0 where all is well and with 1 where something is amiss;
with ``--browser`` it opens a page that looks at the browser too.

A package that may be missing is imported where it is used.
"""

import argparse
import hashlib
import platform
import sys
import tempfile
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, metadata, requires, version
from pathlib import Path
from typing import NamedTuple

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from nnlib import data

from . import browser

EXTENSIONS = {  # of JupyterLab, and the package that brings each
    "@jupyter-widgets/jupyterlab-manager": "jupyterlab_widgets",
    "anywidget": "anywidget",
}


class Finding(NamedTuple):
    """One thing that was looked at; ``advice`` is empty where all is well."""

    what: str
    advice: str = ""


def look() -> list[Finding]:
    """Look at Python, the packages, Jupyter, the folders to write in, and the data.

    All but the first two wait until these are in place.
    """
    found = [_python(), *map(_package, _required())]
    if any(finding.advice for finding in found):
        rest = "Jupyter, the folders and the data"
        return [*found, Finding(rest, "mend the above, and they are looked at")]
    if sys.platform != "emscripten":  # there the page brings kernel and extensions
        found.append(_server() if _in_a_kernel() else _kernel())
        found += [_extension(*names) for names in EXTENSIONS.items()]
    return [*found, *_folders(), _digits()]


def check_installation() -> None:
    """Print what ``look`` finds, and show what this browser says of itself."""
    from IPython.display import display

    _tell(look())
    if _in_a_kernel():
        page = {"text/plain": browser.WAITING, "text/html": browser.note()}
        display(page, raw=True)


def main() -> int:
    """Print what there is to say; 0 where all is well, and 1 otherwise."""
    parser = argparse.ArgumentParser(
        prog="python -m nnlib.notebook.doctor",
        description="Look whether all is here that the notebooks need.",
    )
    parser.add_argument(
        "--browser", action="store_true", help="look at your browser too: opens a page"
    )
    asked = parser.parse_args()
    found = look()
    if asked.browser:
        found.append(Finding("a recent browser", browser.advice()))
    _tell(found)
    return int(any(finding.advice for finding in found))


def _tell(found: list[Finding]) -> None:
    """A line for each finding, with advice where something is amiss."""
    for finding in found:
        print(f"{'!!' if finding.advice else 'ok'}  {finding.what}")
        if finding.advice:
            print(f"    {finding.advice}")
    amiss = sum(bool(finding.advice) for finding in found)
    if amiss:
        print(f"{amiss} of {len(found)} need attention: see the lines marked !!")
    else:
        print("Everything is in place.")


def _python() -> Finding:
    wanted, here = metadata("nnlib")["Requires-Python"], platform.python_version()
    what = f"Python {wanted}"
    if here in SpecifierSet(wanted):
        return Finding(what)
    return Finding(what, f"this is Python {here}; make the environment with another")


def _required() -> list[Requirement]:
    """What nnlib asks for on this machine, without what only its tests need."""
    lines = map(Requirement, requires("nnlib") or [])
    return [r for r in lines if r.marker is None or r.marker.evaluate({"extra": ""})]


def _package(requirement: Requirement) -> Finding:
    what = f"{requirement.name} {requirement.specifier}".strip()
    mend = _install(f'"{requirement.name}{requirement.specifier}"')
    try:
        here = version(requirement.name)
    except PackageNotFoundError:
        return Finding(what, f"it is missing; {mend}")
    if here in requirement.specifier:
        return Finding(what)
    return Finding(what, f"version {here} is installed; {mend}")


def _install(what: str) -> str:
    command = f"{sys.executable} -m pip install {what}"
    return f"run in a terminal: {command}, then restart JupyterLab"


def _in_a_kernel() -> bool:
    from IPython import get_ipython

    return hasattr(get_ipython(), "kernel")


ONE_ENVIRONMENT = "JupyterLab and its kernel in one environment"


def _kernel() -> Finding:
    """From a terminal: which Python would JupyterLab start as a notebook's kernel?"""
    from jupyter_client.kernelspec import KernelSpecManager
    from jupyter_client.manager import KernelManager

    folder = KernelSpecManager().get_kernel_spec("python3").resource_dir
    program = KernelManager(kernel_name="python3").format_kernel_cmd()[0]
    if _folder_of(program) == _folder_of(sys.executable):
        return Finding(ONE_ENVIRONMENT)
    return Finding(
        ONE_ENVIRONMENT,
        f"the kernel python3 of {folder} is {program}; remove it: "
        f"{sys.executable} -m jupyter kernelspec remove python3",
    )


def _server() -> Finding:
    """From a kernel: with which Python does the JupyterLab run that started it?

    A parent process that is another program, or does not give its full path, is no
    fault.
    """
    import psutil

    parent = psutil.Process().parent()
    command = parent.cmdline() if parent else []
    jupyter = any(Path(part).name.startswith("jupyter") for part in command[1:3])
    if not jupyter or not Path(command[0]).is_absolute():
        return Finding(ONE_ENVIRONMENT)
    if _folder_of(command[0]) == _folder_of(sys.executable):
        return Finding(ONE_ENVIRONMENT)
    return Finding(
        ONE_ENVIRONMENT,
        f"JupyterLab runs with {command[0]}, this kernel with {sys.executable}; close "
        f"JupyterLab and start that one: {sys.executable} -m jupyterlab",
    )


def _folder_of(program: str) -> Path:
    """Its folder tells the environment: in it, a Python may have several names."""
    return Path(program).parent.resolve()


def _extension(name: str, package: str) -> Finding:
    from jupyter_core.paths import jupyter_path
    from jupyter_server.services.config import ConfigManager

    what = f"{name} in JupyterLab"
    places = [Path(place, name) for place in jupyter_path("labextensions")]
    if not any((place / "package.json").is_file() for place in places):
        mend = _install(f"--force-reinstall --no-deps {package}")
        return Finding(what, f"it is in none of JupyterLab's folders; {mend}")
    page = ConfigManager(config_dir_name="labconfig").get("page_config")
    switches = page.get("disabledExtensions", {}).items()
    off = [plugin for plugin, disabled in switches if disabled]
    for plugin in off:
        if plugin.partition(":")[0] == name:
            mend = f"{sys.executable} -m jupyter labextension enable {plugin}"
            return Finding(what, f"{plugin} is switched off; switch it on: {mend}")
    return Finding(what)


def _folders() -> list[Finding]:
    """Whether all can be written that the notebooks and JupyterLab write."""
    from . import learner

    found = [
        _writable(
            "a folder for your answers",
            lambda: learner.path().parent,
            "make it writable, or name another in the environment variable NNLIB_HOME",
        ),
        _writable(
            "a folder where notebooks can be saved",
            Path.cwd,
            "make it writable, or work in a copy elsewhere: "
            f"{sys.executable} -m nnlib.notebook.start FOLDER",
        ),
    ]
    if sys.platform != "emscripten":
        from jupyter_core.paths import jupyter_runtime_dir

        found.append(
            _writable(
                "a folder for what Jupyter notes while it runs",
                lambda: Path(jupyter_runtime_dir()),
                "make it writable, or name another in JUPYTER_RUNTIME_DIR",
            )
        )
    return found


def _writable(what: str, find: Callable[[], Path], mend: str) -> Finding:
    """Try to write in a folder, or where it will be made; no trace is left."""
    try:
        folder = find().absolute()
        there = next(place for place in (folder, *folder.parents) if place.exists())
        tempfile.TemporaryFile(dir=there).close()
    except (OSError, RuntimeError) as error:
        return Finding(what, f"{error}; {mend}")
    return Finding(what)


def _digits() -> Finding:
    what = "the digits: 1797 images"
    mend = "install nnlib again"
    try:
        found = hashlib.sha256(data.DIGITS_FILE.read_bytes()).hexdigest()
    except OSError as error:
        return Finding(what, f"{error}; {mend}")
    if found == data.DIGITS_SHA256:
        return Finding(what)
    return Finding(what, f"{data.DIGITS_FILE} is damaged; {mend}")


if __name__ == "__main__":
    sys.exit(main())
