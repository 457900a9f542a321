"""What a page without a kernel needs of a notebook that has run.

Every live figure becomes pictures with their sentences, one for each place of its
controls; every prediction is written down with what judges a guess.
"""

import hashlib
import json
from collections.abc import Sequence
from io import BytesIO
from itertools import chain, product
from math import prod
from pathlib import Path
from typing import Any, NamedTuple

import ipywidgets as widgets
from PIL import Image

from ..live.controls import in_words, same
from ..live.figure import LiveFigure, registry
from ..predictions.widget import asked

FILE = "record.json"
POSITIONS = 34  # of a slider, at most, beside its ends and where it starts
COMBINATIONS = 250  # of all controls of a figure, at most
WITH_ONE_SLIDER = 900  # of its menus and boxes and one slider at a time, at most
STEP = 8  # of 255, between the shades that a picture keeps
STRIDES = [factor * 10**power for power in range(4) for factor in (1, 2, 5)]


class Position(NamedTuple):
    """A place of a control: the value that it stands for, and its label."""

    value: Any
    label: str


def record(folder: Path) -> None:
    """Write what this kernel shows into ``folder``: pictures, and ``record.json``.

    The file tells live figures and predictions by the widget that an output shows.
    """
    kept = {
        "figures": {live.view: _figure(live, folder) for live in registry},
        "predictions": {asking.model_id: asking.without_kernel() for asking in asked()},
    }
    (folder / FILE).write_text(json.dumps(kept), encoding="utf-8")


def save(png: bytes, folder: Path) -> tuple[str, int, int]:
    """Save a PNG as a WebP file, named after its content.

    Each colour is rounded by at most 4 of 255, as much as a live figure's quick frame
    may be off: that nearly halves the file.  Returns its name, and the picture's width
    and height.
    """
    image = Image.open(BytesIO(png)).convert("RGB")  # a figure has no holes
    image = image.point([min(255, round(v / STEP) * STEP) for v in range(256)] * 3)
    file = BytesIO()
    image.save(file, "webp", lossless=True)
    name = hashlib.sha256(file.getvalue()).hexdigest()[:16] + ".webp"
    (folder / name).write_bytes(file.getvalue())
    return name, image.width, image.height


def positions(control: widgets.Widget) -> list[Position]:
    """The positions that a control has on the page: all, or about 20 of a slider.

    Those of a slider are round numbers, its ends, and where it is now.  Raises
    ValueError for a control that is neither a menu, nor a box to tick, nor a slider
    with one handle.
    """
    if control.has_trait("options") and not isinstance(control.index, tuple):
        return [Position(value, label) for label, value in control._options_full]
    if isinstance(control.value, bool):
        return [Position(False, "off"), Position(True, "on")]
    if not control.has_trait("step") or isinstance(control.value, tuple):
        raise ValueError(
            f"{control.description!r} is a {type(control).__name__}, which the book "
            "cannot show; use a menu, a slider with one handle or a bool"
        )
    return [Position(value, in_words(control, value)) for value in _thinned(control)]


def _thinned(slider: widgets.Widget) -> list[float]:
    """The values of a slider, or if these are many, round ones among them."""
    low, step = slider.min, slider.step
    last = round((slider.max - low) / step)
    first = round(low / step)  # counted from zero, so that every stride meets it
    stride = next(s for s in STRIDES if last / s <= POSITIONS)
    steps = [n for n in range(last + 1) if (first + n) % stride == 0]
    grid = [round(low + step * n, 10) for n in sorted({0, *steps, last})]
    if isinstance(slider, widgets.FloatLogSlider):
        grid = [slider.base**power for power in grid]
    return sorted({*grid, slider.value})


def _figure(live: LiveFigure, folder: Path) -> dict[str, Any]:
    """The controls of a live figure, and what it shows at their places."""
    choices = [positions(widget) for widget in live.controls.values()]
    kinds = [_kind(widget) for widget in live.controls.values()]
    start = [
        next(i for i, (value, _) in enumerate(places) if same(value, now))
        for places, now in zip(choices, live.values.values(), strict=True)
    ]
    states = {}
    for move in _moves([len(places) for places in choices], start, kinds):
        chosen = [places[i].value for places, i in zip(choices, move, strict=True)]
        png, sentence = live.render(**dict(zip(live.controls, chosen, strict=True)))
        picture, _, _ = save(png, folder)
        states[",".join(map(str, move))] = {"picture": picture, "sentence": sentence}
    controls = [
        {"label": label, "kind": kind, "start": i, "positions": [p.label for p in all_]}
        for label, kind, i, all_ in zip(
            (widget.description for widget in live.controls.values()),
            kinds,
            start,
            choices,
            strict=True,
        )
    ]
    return {"controls": controls, "states": states}


def _moves(
    counts: Sequence[int], start: Sequence[int], kinds: Sequence[str]
) -> list[tuple[int, ...]]:
    """The places to render: as many combinations of controls as are affordable.

    All; or those of menus and boxes, with one slider at a time; or one control at a
    time, the others where they start.
    """
    every = range(len(counts))
    sliders = [i for i in every if kinds[i] == "range"]
    if prod(counts) <= COMBINATIONS:
        return _combinations(counts, start, [])
    menus = prod(count for i, count in enumerate(counts) if i not in sliders)
    if menus * sum(counts[i] for i in sliders) <= WITH_ONE_SLIDER:
        return _combinations(counts, start, sliders)
    return _combinations(counts, start, every)


def _combinations(
    counts: Sequence[int], start: Sequence[int], alone: Sequence[int]
) -> list[tuple[int, ...]]:
    """Every combination, but for the controls that move ``alone``, one at a time."""
    free = [
        [start[i]] if i in alone else range(count) for i, count in enumerate(counts)
    ]
    lines = [[*free[:i], range(counts[i]), *free[i + 1 :]] for i in alone]
    return list(
        dict.fromkeys(chain.from_iterable(product(*line) for line in [free, *lines]))
    )


def _kind(control: widgets.Widget) -> str:
    """The input that stands for a control on a page."""
    if control.has_trait("options"):
        slider = isinstance(control, widgets.SelectionSlider)
        return "range" if slider else "select"
    return "checkbox" if isinstance(control.value, bool) else "range"
