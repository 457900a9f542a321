"""The experiments behind the conclusions of the series, one module for each notebook.

A conclusion is a sentence of a notebook about something random.  Its experiment is a
function of a seed: it draws, trains, measures, and returns a ``Result``.  The cell
of the notebook calls it with a seed and draws what it returns; ``python -m
tests.conclusions`` calls it with seeds that no wording has seen.

    @conclusion(
        "07.3",
        "Every one of ten networks has left the plateau after 60 epochs.",
        number="networks that left it",
        unless={"epochs": 5},
        claims=("T08",),
    )
    def plateau_ends(seed, draws=10, epochs=60):
        ...
        return Result(left == draws, left, curves)

Networks that are trained on many examples are in single precision (float32): that takes
about half the time, and what a sentence says of ten networks does not hang on the last
digits.  Where something is compared to more than seven digits it stays double.
"""

import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any


@dataclass(frozen=True)
class Result:
    """What an experiment found: whether its sentence holds, and the deciding number.

    ``data`` is whatever the notebook draws from it; it is not part of the repr.
    """

    holds: bool
    number: float
    data: Any = field(default=None, repr=False, compare=False)


@dataclass(frozen=True)
class Conclusion:
    """A sentence of notebook ``id[:2]`` and the experiment that decides it.

    Called with a seed, and a changed set-up if wanted, it gives a ``Result``.
    """

    id: str
    sentence: str
    number: str
    """What the number is, with its unit."""
    unless: Mapping[str, Any]
    """A changed set-up in which the sentence does not hold."""
    claims: tuple[str, ...]
    trial: int
    """How often the sentence has been put to seeds it had not seen."""
    rtol: float
    """How far the number may be off on another machine."""
    experiment: Callable[..., Result]

    def __call__(self, seed: int, **setup: Any) -> Result:
        return self.experiment(seed, **setup)


def conclusion(
    id: str,
    sentence: str,
    *,
    number: str,
    unless: Mapping[str, Any],
    claims: tuple[str, ...] = (),
    trial: int = 1,
    rtol: float = 0.02,
) -> Callable[[Callable[..., Result]], Conclusion]:
    """Make a function of a seed the experiment behind ``sentence``.

    ``sentence`` stands verbatim in its notebook.  Raise ``trial`` by one when it has
    been worded anew, so that it meets fresh seeds.
    """

    def decorate(experiment: Callable[..., Result]) -> Conclusion:
        return Conclusion(id, sentence, number, unless, claims, trial, rtol, experiment)

    return decorate


def conclusions(notebook: str = "") -> list[Conclusion]:
    """The conclusions of one notebook, such as "07", or of all of them, in order."""
    modules = [
        import_module(f".{module.name}", __name__)
        for module in sorted(pkgutil.iter_modules(__path__), key=lambda m: m.name)
        if module.name.startswith(f"nb{notebook}")
    ]
    found = [
        value
        for module in modules
        for value in vars(module).values()
        if isinstance(value, Conclusion)
    ]
    return sorted(found, key=lambda c: [int(part) for part in c.id.split(".")])
