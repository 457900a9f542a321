"""Try a live figure at every end and option, and check each picture it gives."""

import re
import time
import warnings
from collections.abc import Iterator
from itertools import product
from math import prod
from typing import Any, NamedTuple

import ipywidgets as widgets
import numpy as np

from .controls import trait_of
from .figure import LiveFigure, registry

TOLERANCE = 4  # of 255: what blending a cached layer may cost
FEW = 32  # corners

State = dict[str, Any]  # what a page tells a widget that was moved


class Record(NamedTuple):
    """One move of the sweep: which figure, where, and what it answered."""

    figure: int
    values: dict[str, Any]
    sentence: str
    difference: int
    milliseconds: float


def sweep() -> list[Record]:
    """Try every live figure of this kernel: each control's ends, and each option.

    Each control moves alone around the defaults, then all together through their
    corners if these are few, as the page would move them.  Every fast frame is compared
    with a full redraw.

    Returns one record per move.  Raises AssertionError, with the figure, its values
    and the cause, for an exception, a warning, a picture that is blank or more than 4
    of 255 off, or a sentence that says "nan".
    """
    return [
        record
        for place, live in enumerate(registry)
        for record in _sweep_figure(place, live)
    ]


def _sweep_figure(place: int, live: LiveFigure) -> Iterator[Record]:
    """The records of one live figure; AssertionError at the first that is wrong."""
    start = {name: _state_of(widget) for name, widget in live.controls.items()}
    ends = {name: _ends_of(widget) for name, widget in live.controls.items()}
    moves = [start]
    moves += [start | {name: end} for name in ends for end in ends[name]]
    if prod(map(len, ends.values())) <= FEW:
        moves += [
            dict(zip(ends, corner, strict=True)) for corner in product(*ends.values())
        ]
    moves = [move for i, move in enumerate(moves) if move not in moves[:i]]
    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)  # such as a glyph that is missing
        warnings.simplefilter("error", RuntimeWarning)
        live.refresh()
        for move in moves:
            milliseconds = _drive(place, live, move)
            yield _check(place, live, milliseconds)
        _drive(place, live, start)


def _drive(place: int, live: LiveFigure, move: dict[str, State]) -> float:
    """Move the controls as a page would; the milliseconds until all have answered."""
    began = time.perf_counter()
    for name, state in move.items():
        live.controls[name].set_state(state)
        if live.error is not None:
            raise AssertionError(
                f"{_name(place, live)} raised {live.error!r}"
            ) from live.error
    return 1000 * (time.perf_counter() - began)


def _check(place: int, live: LiveFigure, milliseconds: float) -> Record:
    shown, whole = live.compare()
    difference = int(np.abs(shown.astype(int) - whole).max())
    problems = {
        f"differs from a full redraw by {difference} of 255": difference > TOLERANCE,
        "is blank": (shown == shown[0, 0]).all(),
        f"says {live.sentence!r}": re.search(r"\bnan\b", live.sentence) is not None,
    }
    for problem, found in problems.items():
        if found:
            raise AssertionError(f"{_name(place, live)} {problem}")
    return Record(place, live.values, live.sentence, difference, milliseconds)


def _name(place: int, live: LiveFigure) -> str:
    return f"live figure {place} of this kernel ({live.name}), at {live.values}:"


def _state_of(widget: widgets.Widget) -> State:
    """What the page would say to bring the widget where it is now."""
    name = trait_of(widget)
    return {name: getattr(widget, name)}


def _ends_of(widget: widgets.Widget) -> list[State]:
    """The states at both ends, or at each option, or else the one that it has."""
    if isinstance(widget, widgets.SelectMultiple):
        return [{"index": ()}, {"index": tuple(range(len(widget.options)))}]
    if widget.has_trait("index"):
        return [{"index": place} for place in range(len(widget.options))]
    if isinstance(widget.value, bool):
        return [{"value": False}, {"value": True}]
    if not widget.has_trait("max"):
        return [_state_of(widget)]
    low, high = widget.min, widget.max
    if isinstance(widget, widgets.FloatLogSlider):
        low, high = widget.base**low, widget.base**high
    if isinstance(widget.value, tuple):
        return [{"value": pair} for pair in ([low, low], [low, high], [high, high])]
    return [{"value": low}, {"value": high}]
