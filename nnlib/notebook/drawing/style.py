"""Styles for figures, and one look for each thing that the series draws.

The colours are those of Okabe and Ito (2008), which stay apart for colour-blind
readers.  Line styles and markers tell the same things apart once more, for print and
for those who see no colour.
"""

from types import MappingProxyType
from typing import Any

import matplotlib as mpl
import matplotlib.style
from cycler import cycler

BLACK, GREY = "#000000", "#595959"
BLUE, VERMILION, GREEN = "#0072B2", "#D55E00", "#009E73"
ORANGE, SKY, PURPLE = "#E69F00", "#56B4E9", "#CC79A7"
INK, GRID, LIT = "#222222", "#DDDDDD", "#FFE9B0"

SOLID, DASHED, DOTTED = "-", "--", ":"
DASH_DOT = (0, (6, 2, 1.2, 2))
DASH_DOT_DOT = (0, (6, 2, 1.2, 2, 1.2, 2))
SHORT, LONG = (0, (2, 1.2)), (0, (9, 1.8))

#: What lines take by turns where none has a role: colour, line style, marker.
CYCLE = (
    (BLUE, SOLID, "o"),
    (VERMILION, DASHED, "s"),
    (GREEN, DASH_DOT, "^"),
    (ORANGE, SHORT, "D"),
    (PURPLE, DASH_DOT_DOT, "v"),
    (SKY, LONG, "P"),
)

#: The fixed roles: what it is called, colour, line style, marker.
ROLES = MappingProxyType(
    {
        "identity": ("identity", BLACK, SOLID, "x"),
        "binary_step": ("binary step", BLACK, DASH_DOT, "+"),
        "sigmoid": ("sigmoid", BLUE, SOLID, "o"),
        "hard_sigmoid": ("hard sigmoid", BLUE, SHORT, "."),
        "tanh": ("tanh", VERMILION, DASHED, "s"),
        "softsign": ("softsign", SKY, DASH_DOT, "p"),
        "relu": ("ReLU", GREEN, SOLID, "^"),
        "leaky_relu": ("leaky ReLU", GREEN, DASHED, ">"),
        "prelu": ("PReLU", GREEN, DASH_DOT, "<"),
        "elu": ("ELU", ORANGE, SOLID, "D"),
        "selu": ("SELU", ORANGE, DASHED, "d"),
        "softplus": ("softplus", SKY, SOLID, "P"),
        "softmax": ("softmax", SKY, DASHED, "X"),
        "gelu": ("GELU", PURPLE, SOLID, "v"),
        "silu": ("SiLU", PURPLE, DASHED, "h"),
        "mish": ("Mish", PURPLE, DASH_DOT, "*"),
        "quadratic": ("quadratic cost", ORANGE, SOLID, "D"),
        "mean_squared_error": ("mean squared error", ORANGE, DASH_DOT, "d"),
        "binary_cross_entropy": ("binary cross-entropy", PURPLE, DASHED, "v"),
        "categorical_cross_entropy": ("cross-entropy", PURPLE, SOLID, "h"),
        "sparse_categorical_cross_entropy": ("cross-entropy", PURPLE, SHORT, "*"),
    }
)

#: Lines that are no data.
RULES = MappingProxyType(
    {
        "theory": {"color": BLACK, "linestyle": DASHED, "linewidth": 1.0},
        "bound": {"color": GREY, "linestyle": DOTTED, "linewidth": 1.2},
    }
)


#: Dots per inch; points of title, labels, ticks and legend; widths of lines.
SIZES = MappingProxyType(
    {
        "screen": (100, 11, 10, 9, 2.0),
        "projector": (150, 12, 11, 11, 2.5),
        "print": (200, 10, 9, 9, 1.6),
    }
)


def use(name: str) -> None:
    """Draw figures from now on for the "screen", the "projector" or "print".

    Figures keep their size in inches.  A projected one has half as many pixels again
    to an inch and larger text, so that its labels have 16 points and more on a slide
    1280 pixels wide, and it fills that slide.

    Raises ValueError for another name.
    """
    if name not in SIZES:
        raise ValueError(f"there is no style {name!r}; choose one of {[*SIZES]}")
    dpi, title, label, small, width = SIZES[name]
    mpl.style.use("default")  # whatever a matplotlibrc has set: TeX, absent fonts
    mpl.rcParams.update(
        {
            "figure.dpi": dpi,
            "figure.figsize": (8, 3),
            "figure.facecolor": "white",
            "figure.titlesize": title,
            "figure.constrained_layout.use": True,
            "savefig.dpi": dpi,
            "savefig.facecolor": "white",
            "font.size": label,
            "text.color": INK,
            "axes.facecolor": "white",
            "axes.edgecolor": GREY,
            "axes.labelcolor": INK,
            "axes.labelsize": label,
            "axes.titlesize": title,
            "axes.titlelocation": "left",
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.grid": True,
            "axes.axisbelow": True,
            "axes.prop_cycle": cycler(
                color=[color for color, _, _ in CYCLE],
                linestyle=[linestyle for _, linestyle, _ in CYCLE],
            ),
            "grid.color": GRID,
            "grid.linewidth": 0.8,
            "xtick.color": GREY,
            "ytick.color": GREY,
            "xtick.labelcolor": INK,
            "ytick.labelcolor": INK,
            "xtick.labelsize": small,
            "ytick.labelsize": small,
            "legend.fontsize": small,
            "legend.framealpha": 0.9,
            "legend.edgecolor": "white",
            "lines.linewidth": width,
            "lines.markersize": 3 * width,
        }
    )


def projecting() -> bool:
    """Whether figures are drawn for the projector now."""
    return mpl.rcParams["figure.dpi"] == SIZES["projector"][0]


def of(name: str) -> dict[str, Any]:
    """The line of an activation, a loss, the "theory" or a "bound", for ``plot``.

    ``ax.plot(z, tanh(z), **style.of("tanh"))``.  Raises ValueError for another name.
    """
    if name in RULES:
        return dict(RULES[name])
    _, color, linestyle, _ = _role(name)
    return {"color": color, "linestyle": linestyle}


def marked(name: str) -> dict[str, Any]:
    """The line of an activation or a loss, with a marker at each of a few points."""
    return {**of(name), "marker": _role(name)[3]}


def label(name: str) -> str:
    """What the series calls an activation or a loss: "leaky ReLU" for "leaky_relu"."""
    return _role(name)[0]


def _role(name: str) -> tuple[str, str, Any, str]:
    if name not in ROLES:
        known = ", ".join([*ROLES, *RULES])
        raise ValueError(f"there is no style for {name!r}; there are {known}")
    return ROLES[name]
