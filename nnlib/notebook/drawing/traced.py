"""A drawn network that fills with the numbers of a trace."""

from typing import Any

import matplotlib as mpl
from matplotlib.artist import Artist
from matplotlib.axes import Axes

from nnlib.network import Network

from . import style
from .diagrams import Diagram
from .stamp import Stamp
from .trace import Place, Term, digits, name, value_at


class TracedNetwork:
    """A drawn network on which the terms of a trace appear one after the other.

    ``show(net, terms, step)`` writes every number that is known after so many terms,
    boxes the newest, and shades those that it is made of, with a wide band under the
    weights among them.  The symbol of a gradient at an edge comes with its number: it
    would cover the line.  ``hide()`` makes room on the axes for a network of another
    shape, until the next ``show``.
    """

    def __init__(self, ax: Axes, sizes: list[int]) -> None:
        before = set(ax.get_children())
        self.diagram = Diagram(ax, sizes)
        ax.set(xlim=(-0.24, len(sizes) - 0.76), ylim=(-0.44, 0.46))
        self.labels: dict[Place, Artist] = {}
        self.texts = {
            p: self._text(ax, p, *at) for p, at in self._places(sizes).items()
        }
        self.halos = {p: self._halo(ax, p) for p in self.texts if p[0] == "w"}
        coming = {*self.halos.values()}
        coming |= {label for p, label in self.labels.items() if p[0] == "∂w"}
        self._all = set(ax.get_children()) - before
        self._always = self._all - coming
        self._looks: dict[Place, tuple[str, bool, bool]] = {}

    def hide(self) -> None:
        """Draw nothing until the next ``show``."""
        for part in self._all:
            part.set_visible(False)

    def show(self, net: Network, terms: list[Term], step: int) -> None:
        """Draw the state after ``step`` terms of the trace of ``net``, or after all."""
        for part in self._always:
            part.set_visible(True)
        self.diagram.set(net.W[1:])
        now = terms[step - 1] if 0 < step <= len(terms) else None
        shown = {p: value_at(net, p) for p in self.texts if p[0] in "wb"}
        shown |= {("a", 0, k): float(x) for k, x in enumerate(net.a[0][0])}
        shown |= {term.place: term.value for term in terms[:step]}
        lit = set(now.uses) if now else set()
        for p, text in self.texts.items():
            said = digits(shown[p], 3) if p in shown else ""
            new = now is not None and p == now.place
            self._write(p, text, (said, new, p in lit))
            if p[0] == "∂w":
                self.labels[p].set_visible(p in shown)
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
        box = {"fc": style.LIT if lit else "white", "ec": style.INK if new else "none"}
        text.set_bbox(box)

    def _places(self, sizes: list[int]) -> dict[Place, tuple[float, float]]:
        """Where each number is written."""
        at = self.diagram.at
        places: dict[Place, tuple[float, float]] = {}
        for l, n in enumerate(sizes):
            for k in range(n):
                x, y = at(l, k)
                x -= 0.03  # of what is written about a unit, the middle is there
                places["a", l, k] = x, y - 0.085
                if l == 0:
                    continue
                places["δ", l, k], places["z", l, k] = (x, y - 0.13), (x, y + 0.085)
                places["∂b", l, k], places["b", l, k] = (x, y + 0.13), (x, y + 0.175)
                for i in range(sizes[l - 1]):
                    x, x0, y0 = l, *at(l - 1, i)
                    share = 0.37 if sizes[l] > 1 else 0.48  # clear of a crossing
                    middle, height = x0 + share * (x - x0), y0 + share * (y - y0)
                    places["w", l, i, k] = middle, height + 0.03
                    places["∂w", l, i, k] = middle, height - 0.03
        places[("C",)] = len(sizes) - 1.03, at(len(sizes) - 1, 0)[1] - 0.19
        return places

    def _text(self, ax: Axes, place: Place, x: float, y: float) -> Any:
        """The symbol of a place, and behind it the number, which comes."""
        symbol = f"∂C/∂{place[0][-1]}" if place[0].startswith("∂") else name(place)
        size = mpl.rcParams["legend.fontsize"]
        look: dict[str, Any] = {"va": "center", "fontsize": size, "zorder": 5}
        label = Stamp(x, y, f"{symbol} = ", ha="right", color=style.GREY, **look)
        label.set_bbox({"fc": "white", "ec": "none"})
        self.labels[place] = ax.add_artist(label)
        return ax.add_artist(Stamp(x, y, "", ha="left", **look))

    def _halo(self, ax: Axes, place: Place) -> Any:
        _, l, i, j = place
        ends = zip(self.diagram.at(l - 1, i), self.diagram.at(l, j), strict=True)
        (line,) = ax.plot(
            *ends, color=style.ORANGE, lw=14, ls="-", zorder=0, visible=False
        )
        return line
