"""One example on its way through a small network and back, one number at a time.

``trace(net, x, y)`` lists every term of the forward pass, the loss, backpropagation and
one update, each with its formula in symbols and in numbers.  The numbers are those of
the network's own arrays: the list cannot disagree with ``network.py``.
"""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from nnlib.activations import softmax
from nnlib.network import Network

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
    note: str = ""

    @property
    def text(self) -> str:
        """Name, formula in symbols, in numbers, value and note, as one line."""
        formula = f"{name(self.place)} = {self.symbols} = {self.numbers}"
        return f"{formula} = {digits(self.value)}{self.note}"


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
    X, Y = np.atleast_2d(x), np.asarray(y)[None]
    net.forward(X)
    net.backward(Y)
    targets = net.loss.dense(Y, net.sizes[-1])
    return [
        *_forward(net),
        _cost(net, targets[0], float(net.cost(X, Y))),
        *_output_errors(net, net.loss.gradient(net.a[net.L], Y)[0]),
        *_backward(net),
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
        for j in range(net.sizes[l]):
            yield _activation(net, l, j)


def _activation(net: Network, l: int, j: int) -> Term:
    z, f = ("z", l, j), net.f[l].name
    uses: list[Place] = [z]
    symbols, numbers = f"f({name(z)})", f"{f}({digits(value_at(net, z))})"
    if f == "softmax":
        uses = [("z", l, k) for k in range(net.sizes[l])]
        symbols = _share([f"exp({name(p)})" for p in uses], j)
        numbers = _share([f"exp({digits(value_at(net, p))})" for p in uses], j)
    value = float(net.a[l][0, j])
    return Term("forward", ("a", l, j), symbols, numbers, value, tuple(uses))


def _share(powers: list[str], j: int) -> str:
    return f"{powers[j]}/({' + '.join(powers)})"


LOSSES = {
    "quadratic": ("½·", "({a} − {y})²"),
    "mean_squared_error": ("{share}", "({a} − {y})²"),
    "binary_cross_entropy": ("−", "{y}·ln({a}) + (1 − {y})·ln(1 − {a})"),
    "categorical_cross_entropy": ("−", "{y}·ln({a})"),
    "sparse_categorical_cross_entropy": ("−", "ln({a})"),
}
"""The loss of an example: a factor, and what is summed over the outputs."""


def _cost(net: Network, targets: Any, cost: float) -> Term:
    """The loss of the example; the sparse one looks at the output of the label."""
    factor, summand = LOSSES[net.loss.name]
    sparse = net.loss.name.startswith("sparse")
    share = "" if len(targets) == 1 else f"1/{len(targets)}·"
    outputs = [("a", net.L, k) for k, y in enumerate(targets) if y or not sparse]

    def formula(a: Any, y: Any) -> str:
        total = " + ".join(summand.format(a=a(p), y=y(p)) for p in outputs)
        return factor.format(share=share) + (f"({total})" if " + " in total else total)

    return Term(
        "loss",
        ("C",),
        formula(name, lambda p: _target(net, p)),
        formula(
            lambda p: f"{digits(value_at(net, p))}", lambda p: f"{targets[p[2]]:g}"
        ),
        cost,
        tuple(outputs),
    )


def _target(net: Network, output: Place) -> str:
    """The symbol of the target of an output."""
    return "y" if net.sizes[-1] == 1 else "y" + str(output[2] + 1).translate(SUB)


def _output_errors(net: Network, slopes: Any) -> Iterator[Term]:
    """BP1: z of an output acts on its own a, and under softmax on every one."""
    L = net.L
    matched = net.f[L].name == net.loss.matched
    for k in range(net.sizes[L]):
        a, z = ("a", L, k), ("z", L, k)
        if net.f[L].name == "softmax":
            outputs = [("a", L, j) for j in range(net.sizes[L])]
            links = [f"∂{name(p)}/∂{name(z)}" for p in outputs]
            bends = softmax.jacobian(net.z[L])[0, :, k]
            uses = tuple(outputs)
        else:
            outputs, links = [a], [f"f′({name(z)})"]
            bends = np.array([_slope(net, z)])
            uses = a, z
        chain = [f"∂C/∂{name(p)}" for p in outputs]
        numbers = zip([slopes[p[2]] for p in outputs], bends, strict=True)
        plain = net.loss.name != "mean_squared_error"  # whose δ is twice a − y
        yield Term(
            "BP1",
            ("δ", L, k),
            _sum(zip(chain, links, strict=True)),
            _sum(map(_number, pair) for pair in numbers),
            float(net.delta[L][0, k]),
            uses,
            f" = {name(a)} − {_target(net, a)}" if plain and matched else "",
        )


def _backward(net: Network) -> Iterator[Term]:
    L = net.L
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
                f"·{digits(_slope(net, z))}",
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
                _at(net, d),
                float(net.db[l][j]),
                (d,),
            )


def _update(net: Network, rate: float) -> Iterator[Term]:
    for l in range(1, net.L + 1):
        for j in range(net.sizes[l]):
            places = [("w", l, i, j) for i in range(net.sizes[l - 1])] + [("b", l, j)]
            for p in places:
                g = (f"∂{p[0]}", *p[1:])
                yield Term(
                    "update",
                    p,
                    f"{name(p)} − η·{name(g)}",
                    f"{_at(net, p)} − {rate:g}·{_at(net, g)}",
                    value_at(net, p) - rate * value_at(net, g),
                    (p, g),
                )


def _sum(products: Iterable[Iterable[str]]) -> str:
    return " + ".join("·".join(factors) for factors in products)


def value_at(net: Network, place: Place) -> float:
    """The number that stands at a place of the network's last pass."""
    kind, l, *units = place
    arrays = {"w": net.W, "b": net.b, "∂w": net.dW, "∂b": net.db}
    if kind in arrays:
        return float(arrays[kind][l][tuple(units)])
    return float({"z": net.z, "a": net.a, "δ": net.delta}[kind][l][0, units[0]])


def _at(net: Network, place: Place) -> str:
    return _number(value_at(net, place))


def _number(value: float) -> str:
    number = digits(value)
    return f"({number})" if number[0] == "-" else number


def digits(value: float, behind: int = 4) -> str:
    """A number with so many digits behind the point, and 0 without a sign."""
    return f"{round(value, behind) + 0.0:.{behind}f}"


def _slope(net: Network, z: Place) -> float:
    return np.asarray(net.f[z[1]].derivative(value_at(net, z))).item()
