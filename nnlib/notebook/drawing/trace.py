"""One example on its way through a small network and back, one number at a time.

``trace(net, x, y)`` lists every term of the forward pass, the loss, backpropagation and
one update, each with its formula in symbols and in numbers.  The numbers are those of
the network's own arrays: the list cannot disagree with ``network.py``.
"""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from numpy.typing import ArrayLike

from nnlib.network import Network

from . import style
from .diagrams import Diagram

SUPER, SUB = (
    str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"),
    str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"),
)

Place = tuple[Any, ...]
"""("z" | "a" | "δ", l, k) of a unit, ("w" | "∂w", l, i, j) of an edge,
("b" | "∂b", l, k) of a bias, or ("C",)."""


class Term(NamedTuple):
    """One number that is computed: where it stands, how, and from which others."""

    phase: str
    place: Place
    symbols: str
    numbers: str
    value: float
    uses: tuple[Place, ...]

    @property
    def text(self) -> str:
        """Name, formula in symbols, in numbers, and value, as one line."""
        return (
            f"{name(self.place)} = {self.symbols} = {self.numbers} = {self.value:.4f}"
        )


def name(place: Place) -> str:
    """The symbol of a place, such as δ¹₂ for unit 2 of layer 1."""
    kind, *where = place
    if not where:
        return "C"
    l, *units = where
    below = "".join(str(k + 1) for k in units)
    symbol = f"{kind[-1]}{str(l).translate(SUPER)}{below.translate(SUB)}"
    return f"∂C/∂{symbol}" if kind.startswith("∂") else symbol


def trace(net: Network, x: ArrayLike, y: ArrayLike, rate: float = 1.0) -> list[Term]:
    """Every term for one example x of shape ``(features,)`` and its target y.

    ``net`` keeps its parameters; its last pass is that of x and y afterwards.  Raises
    the errors of ``Network.forward`` and ``Network.backward``.
    """
    X, Y = np.atleast_2d(x), np.atleast_2d(y)
    net.forward(X)
    net.backward(Y)
    cost = float(net.cost(X, Y))
    return [
        *_forward(net),
        _cost(net, Y, cost),
        *_backward(net, Y),
        *_update(net, rate),
    ]


def _forward(net: Network) -> Iterator[Term]:
    for l in range(1, net.L + 1):
        for j in range(net.sizes[l]):
            below = range(net.sizes[l - 1])
            pairs = [(("w", l, i, j), ("a", l - 1, i)) for i in below]
            b = ("b", l, j)
            yield Term(
                "forward",
                ("z", l, j),
                f"{_sum(map(name, p) for p in pairs)} + {name(b)}",
                f"{_sum((_at(net, w), _at(net, a)) for w, a in pairs)} + {_at(net, b)}",
                float(net.z[l][0, j]),
                (*(p for pair in pairs for p in pair), b),
            )
            z = ("z", l, j)
            yield Term(
                "forward",
                ("a", l, j),
                f"f({name(z)})",
                f"{net.f[l].name}({_value(net, z):.4f})",
                float(net.a[l][0, j]),
                (z,),
            )


def _cost(net: Network, Y: Any, cost: float) -> Term:
    outputs = [("a", net.L, k) for k in range(net.sizes[-1])]
    said = ", ".join(_at(net, a) for a in outputs)
    wanted = ", ".join(f"{t:g}" for t in Y[0])
    return Term(
        "loss",
        ("C",),
        "loss of " + " and ".join(map(name, outputs)),
        f"{style.label(net.loss.name)} of {said} for the target {wanted}",
        cost,
        tuple(outputs),
    )


def _backward(net: Network, Y: Any) -> Iterator[Term]:
    L = net.L
    slope_of_loss = net.loss.gradient(net.a[L], Y)
    for k in range(net.sizes[L]):
        a, z = ("a", L, k), ("z", L, k)
        yield Term(
            "BP1",
            ("δ", L, k),
            f"∂C/∂{name(a)}·f′({name(z)})",
            f"{slope_of_loss[0, k]:.4f}·{_slope(net, z):.4f}",
            float(net.delta[L][0, k]),
            (a, z),
        )
    for l in range(L - 1, 0, -1):
        for i in range(net.sizes[l]):
            above = range(net.sizes[l + 1])
            pairs = [(("w", l + 1, i, j), ("δ", l + 1, j)) for j in above]
            z = ("z", l, i)
            yield Term(
                "BP2",
                ("δ", l, i),
                f"({_sum(map(name, p) for p in pairs)})·f′({name(z)})",
                f"({_sum((_at(net, w), _at(net, d)) for w, d in pairs)})"
                f"·{_slope(net, z):.4f}",
                float(net.delta[l][0, i]),
                (*(p for pair in pairs for p in pair), z),
            )
    for l in range(L, 0, -1):
        for j in range(net.sizes[l]):
            d = ("δ", l, j)
            for i in range(net.sizes[l - 1]):
                a = ("a", l - 1, i)
                yield Term(
                    "BP4",
                    ("∂w", l, i, j),
                    f"{name(a)}·{name(d)}",
                    f"{_at(net, a)}·{_at(net, d)}",
                    float(net.dW[l][i, j]),
                    (a, d),
                )
            yield Term(
                "BP3",
                ("∂b", l, j),
                name(d),
                f"{_value(net, d):.4f}",
                float(net.db[l][j]),
                (d,),
            )


def _update(net: Network, rate: float) -> Iterator[Term]:
    for l in range(1, net.L + 1):
        for j in range(net.sizes[l]):
            places = [("w", l, i, j) for i in range(net.sizes[l - 1])] + [("b", l, j)]
            for p in places:
                g = (f"∂{p[0]}", *p[1:])
                old, slope = _value(net, p), _value(net, g)
                yield Term(
                    "update",
                    p,
                    f"{name(p)} − η·{name(g)}",
                    f"{old:.4f} − {rate:g}·{slope:.4f}",
                    old - rate * slope,
                    (p, g),
                )


def _sum(products: Iterable[Iterable[str]]) -> str:
    return " + ".join("·".join(factors) for factors in products)


def _value(net: Network, place: Place) -> float:
    """The number that stands at a place of the network's last pass."""
    kind, l, *units = place
    arrays = {"w": net.W, "b": net.b, "∂w": net.dW, "∂b": net.db}
    if kind in arrays:
        return float(arrays[kind][l][tuple(units)])
    return float({"z": net.z, "a": net.a, "δ": net.delta}[kind][l][0, units[0]])


def _at(net: Network, place: Place) -> str:
    value = _value(net, place)
    return f"({value:.4f})" if value < 0 else f"{value:.4f}"


def _slope(net: Network, z: Place) -> float:
    return np.asarray(net.f[z[1]].derivative(_value(net, z))).item()


class TracedNetwork:
    """A drawn network on which the terms of a trace appear one after the other.

    ``show(net, terms, step)`` writes every number that is known after so many terms,
    boxes the newest, and shades those that it is made of, with a wide band under the
    weights among them.  The symbol of a gradient at an edge comes with its number: it
    would cover the line.
    """

    def __init__(self, ax: Axes, sizes: list[int]) -> None:
        self.diagram = Diagram(ax, sizes)
        ax.set(xlim=(-0.35, len(sizes) - 0.65), ylim=(-0.44, 0.46))
        self.labels: dict[Place, list[Artist]] = {}
        self.texts = {
            p: self._text(ax, p, *at) for p, at in self._places(sizes).items()
        }
        self.halos = {p: self._halo(ax, p) for p in self.texts if p[0] == "w"}
        self._looks: dict[Place, tuple[str, bool, bool]] = {}

    def show(self, net: Network, terms: list[Term], step: int) -> None:
        """Draw the state after ``step`` terms of the trace of ``net``."""
        self.diagram.set(net.W[1:])
        now = terms[step - 1] if step else None
        shown = {p: _value(net, p) for p in self.texts if p[0] in "wb"}
        shown |= {("a", 0, k): float(x) for k, x in enumerate(net.a[0][0])}
        shown |= {term.place: term.value for term in terms[:step]}
        lit = set(now.uses) if now else set()
        for p, text in self.texts.items():
            said = f"{shown[p]:.3f}" if p in shown else ""
            new = now is not None and p == now.place
            self._write(p, text, (said, new, p in lit))
            for label in self.labels[p] if p[0] == "∂w" else ():
                label.set_visible(p in shown)
        for p, halo in self.halos.items():
            halo.set_visible(p in lit)

    def _write(self, place: Place, text: Any, look: tuple[str, bool, bool]) -> None:
        """Write a number, boxed if it is new and shaded if it is used."""
        if self._looks.get(place) == look:
            return
        self._looks[place] = look
        said, new, lit = look
        text.set_text(said)
        text.set_fontweight("bold" if new or lit else "normal")
        box = {"boxstyle": "round,pad=0.15", "fc": style.LIT if lit else "white"}
        text.set_bbox(
            box | {"ec": style.INK if new else "none"} if new or lit else None
        )

    def _places(self, sizes: list[int]) -> dict[Place, tuple[float, float]]:
        """Where each number is written."""
        at = self.diagram.at
        places: dict[Place, tuple[float, float]] = {}
        for l, n in enumerate(sizes):
            for k in range(n):
                x, y = at(l, k)
                places["a", l, k] = x, y - 0.085
                if l == 0:
                    continue
                places["δ", l, k], places["z", l, k] = (x, y - 0.13), (x, y + 0.085)
                places["∂b", l, k], places["b", l, k] = (x, y + 0.13), (x, y + 0.175)
                for i in range(sizes[l - 1]):
                    x0, y0 = at(l - 1, i)
                    share = 0.36 if l == 1 else 0.48
                    middle, height = x0 + share * (x - x0), y0 + share * (y - y0)
                    places["w", l, i, k] = middle, height + 0.025
                    places["∂w", l, i, k] = middle, height - 0.025
        places[("C",)] = len(sizes) - 1, at(len(sizes) - 1, 0)[1] - 0.19
        return places

    def _text(self, ax: Axes, place: Place, x: float, y: float) -> Any:
        """The symbol of a place, and behind it the number, which comes."""
        symbol = f"∂C/∂{place[0][-1]}" if place[0].startswith("∂") else name(place)
        look: dict[str, Any] = {"va": "center", "fontsize": 9, "zorder": 5}
        under = {"boxstyle": "square,pad=0.1", "fc": "white", "ec": "none"}
        symbol_text = ax.text(
            x, y, f"{symbol} = ", ha="right", color=style.GREY, bbox=under, **look
        )
        self.labels[place] = [symbol_text]
        if place[0] in ("w", "∂w"):  # no line behind the number
            room = Rectangle((x, y - 0.02), 0.17, 0.04, color="white", lw=0, zorder=4)
            self.labels[place].append(ax.add_patch(room))
        return ax.text(x, y, "", ha="left", **look)

    def _halo(self, ax: Axes, place: Place) -> Any:
        _, l, i, j = place
        ends = zip(self.diagram.at(l - 1, i), self.diagram.at(l, j), strict=True)
        (line,) = ax.plot(
            *ends, color=style.ORANGE, lw=14, ls="-", zorder=0, visible=False
        )
        return line
