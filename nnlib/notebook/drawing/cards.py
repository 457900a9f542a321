"""Drawings that several notebooks share."""

import math
import re
from collections.abc import Sequence
from textwrap import wrap
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from numpy.typing import NDArray

from nnlib import activations

from . import style

Array = NDArray[np.float64]

SATURATED = 0.05
"""A unit is saturated where |f′| is below this share of its maximum."""

WIDTH, HEIGHT = 4.0, 1.95  # of a card, in inches where its text has 9 points
SPAN = 6.0  # the picture on it goes from −SPAN to SPAN


def cards(names: Sequence[str]) -> tuple[Figure, str]:
    """A card for each activation, two in a row, and the sentence that says the same.

    A card has the picture of f (in the colour of its role) and f′ (grey, dashed), both
    formulas, range, limits, where f is saturated, and the first source, all from the
    attributes of the activation.  ``show(*cards(["sigmoid", "tanh"]))`` shows it.
    """
    rows = -(-len(names) // 2)
    scale = _points() / 9
    fig = Figure(figsize=(2 * WIDTH * scale, rows * HEIGHT * scale))
    fig.set_layout_engine("none")
    said = []
    for place, name in enumerate(names):
        row, column = divmod(place, 2)
        left, top = column * WIDTH, (rows - row) * HEIGHT
        f = activations.get(name)
        facts = _facts(f)
        _draw_curves(_axes(fig, left + 0.3, top - 1.6, 1.3, 1.38), f)
        _write(fig, left + 1.75, top - 0.12, f, facts)
        about = ", ".join(f"{key} {value}" for key, value in facts.items())
        said.append(f"{style.label(name)}: {about}.")
    return fig, " ".join(said)


def saturated_tails(f: Any) -> tuple[float, float]:
    """Below the first z and above the second, |f′| is less than 5 % of its maximum.

    −∞ or ∞ where there is no such tail, NaN for both where f′ is 0 everywhere.  Found
    on a grid from −50 to 50, to 0.001.
    """
    z = np.linspace(-50, 50, 100_001)
    slope = np.abs(_values(f, z)[1])
    if not slope.any():
        return math.nan, math.nan
    steep = np.flatnonzero(slope >= SATURATED * slope.max())
    low, high = z[steep[0]], z[steep[-1]]
    return (
        low if steep[0] > 0 else -math.inf,
        high if steep[-1] < len(z) - 1 else math.inf,
    )


def _values(f: Any, z: Array) -> tuple[Array, Array]:
    """f and f′; of softmax a₁ and ∂a₁/∂z₁ among three, while the other logits are 0."""
    if f.name != "softmax":
        return f(z), f.derivative(z)
    logits = np.stack([z, 0 * z, 0 * z], axis=-1)
    return f(logits)[:, 0], f.jacobian(logits)[:, 0, 0]


def _facts(f: Any) -> dict[str, str]:
    low, high = map(_number, f.limits)
    facts = {
        "range": _interval(f),
        "limits": f"{low} and {high}",
        "saturated": _tails(*saturated_tails(f)),
    }
    for key, value in f.parameters.items():
        learned = ", then learned" if key in f.learned else ""
        facts[key] = f"{_number(value)}{learned}"
    return facts


def _interval(f: Any) -> str:
    """The range, with a square bracket where f reaches its bound."""
    values = _values(f, np.linspace(-SPAN, SPAN, 12_001))[0]
    low, high = f.range
    if np.isin(values, f.range).all():
        return f"{{{_number(low)}, {_number(high)}}}"
    left = "[" if np.abs(values - low).min() < 1e-6 else "("
    right = "]" if np.abs(values - high).min() < 1e-6 else ")"
    return f"{left}{_number(low)}, {_number(high)}{right}"


def _tails(low: float, high: float) -> str:
    if math.isnan(low):
        return "everywhere"
    parts = [f"z < {_place(low)}"] if low > -math.inf else []
    parts += [f"z > {_place(high)}"] if high < math.inf else []
    if len(parts) == 2 and _place(-low) == _place(high):
        return f"|z| > {_place(high)}"
    return " or ".join(parts) or "nowhere"


def _place(z: float) -> str:
    return _number(round(z, 1) + 0.0)  # −0.0 becomes 0.0


def _number(x: float) -> str:
    if math.isinf(x):
        return "∞" if x > 0 else "−∞"
    return f"{x:.3g}".replace("-", "−")


def _points() -> float:
    """The size of the text on a card: that of a legend in the style in use."""
    return FontProperties(size=mpl.rcParams["legend.fontsize"]).get_size_in_points()


def _fraction(fig: Figure, x: float, y: float) -> tuple[float, float]:
    """A length on the cards as a fraction of the figure, whose width is two cards."""
    width, height = fig.get_size_inches()
    return x / (2 * WIDTH), y / (2 * WIDTH) * width / height


def _axes(fig: Figure, left: float, bottom: float, width: float, height: float) -> Axes:
    place, size = _fraction(fig, left, bottom), _fraction(fig, width, height)
    return fig.add_axes((*place, *size))


def _draw_curves(ax: Axes, f: Any) -> None:
    z = np.linspace(-SPAN, SPAN, 1201)
    value, slope = _values(f, z)
    ax.plot(z, _broken(slope), color=style.GREY, linestyle="--", linewidth=1.2)
    ax.plot(z, _broken(value), **style.of(f.name))
    ax.set(xlim=(-SPAN, SPAN), ylim=(-2, 3))
    ax.set(xticks=[-4, 0, 4], yticks=[-1, 0, 1, 2])
    ax.set_xlabel("z", labelpad=0)


def _broken(y: Array) -> Array:
    """y with a gap where it jumps, so that no line is drawn there."""
    jumps = np.abs(np.diff(y, append=y[-1])) > 0.1
    return np.where(jumps, np.nan, y)


def _write(fig: Figure, left: float, top: float, f: Any, facts: dict[str, str]) -> None:
    """The text of a card, from its upper left corner down."""
    small = _points()

    def line(y: float, text: str, **look: Any) -> None:
        fig.text(*_fraction(fig, left, y), text, va="top", fontsize=small, **look)

    line(top, style.label(f.name), weight="bold")
    y = top
    slopes = f.derivative_formula.split(r",\quad")
    argument = ["a_i", r"\partial a_i/\partial z_j"]
    heads = argument if f.name == "softmax" else ["f(z)", "f'(z)"]
    y -= 0.2
    formulas = [f"{heads[0]} = {f.formula}", f"{heads[1]} = {slopes[0]}", *slopes[1:]]
    for formula in map(_spaced, formulas):
        line(y, f"${formula}$")
        y -= 0.37 if r"\dfrac" in formula or r"\sum" in formula else 0.2
    y += 0.16
    for key, value in facts.items():
        y -= 0.18
        line(y, f"{key} {value}")
    for text in wrap(f.source, 32):
        y -= 0.18
        line(y, text, color=style.GREY)


def _spaced(formula: str) -> str:
    """The formula for Matplotlib: large fractions, a gap before a function's name."""
    formula = formula.replace(r"\frac", r"\dfrac")
    return re.sub(r"(?<=\w )(\\(?:min|tanh))", r"\\,\1", formula)
