"""Is everything here that the notebooks need, and if not, what to do about it."""

import platform
import sys
from importlib.metadata import PackageNotFoundError, metadata, requires, version
from typing import NamedTuple

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from nnlib import data


class Finding(NamedTuple):
    """One thing that was looked at; ``advice`` is empty where all is well."""

    what: str
    advice: str


def look() -> list[Finding]:
    """Look at Python, at the packages and the kernel, and at the data."""
    found = [_python()]
    for line in requires("nnlib") or []:
        requirement = Requirement(line)
        if requirement.marker is None or requirement.marker.evaluate({"extra": "lab"}):
            found.append(_package(requirement))
    found += [_kernel(), _digits()]
    return found


def check_installation() -> None:
    """Print what ``look`` finds: a line each, with advice where something is amiss."""
    found = look()
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
        return Finding(what, "")
    return Finding(what, f"this is Python {here}; make the environment with another")


def _package(requirement: Requirement) -> Finding:
    what = f"{requirement.name} {requirement.specifier}".strip()
    install = f'run in a terminal: {sys.executable} -m pip install "{requirement.name}'
    install += f'{requirement.specifier}", then restart the kernel'
    try:
        here = version(requirement.name)
    except PackageNotFoundError:
        return Finding(what, f"it is missing; {install}")
    if here in requirement.specifier:
        return Finding(what, "")
    return Finding(what, f"version {here} is installed; {install}")


def _kernel() -> Finding:
    what = "a Jupyter kernel, for the sliders"
    if "ipykernel" in sys.modules:
        return Finding(what, "")
    return Finding(what, "open the notebook in JupyterLab: jupyter lab notebooks")


def _digits() -> Finding:
    what = "the digits: 1797 images"
    try:
        found = data.digits()
    except OSError as error:
        return Finding(what, f"{error}; install the project again: pip install -e .")
    if len(found.y) + len(found.y_test) == 1797:
        return Finding(what, "")
    return Finding(what, "the file is damaged; install the project again")
