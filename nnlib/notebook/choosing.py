"""The chooser of notebook 11: from a kind of question to a line of code."""

from collections.abc import Mapping
from typing import NamedTuple


class Pairing(NamedTuple):
    """A matched output and loss, and how their labels are written down."""

    output: str
    loss: str
    labels: str


KINDS: Mapping[str, Pairing] = {
    "a number": Pairing("identity", "mean_squared_error", "the numbers, in columns"),
    "a number from 0 to 1": Pairing(
        "sigmoid", "binary_cross_entropy", "the numbers, in columns"
    ),
    "one of two": Pairing("sigmoid", "binary_cross_entropy", "0 or 1, in a column"),
    "one of several": Pairing("softmax", "categorical_cross_entropy", "one-hot rows"),
    "any of several": Pairing(
        "sigmoid", "binary_cross_entropy", "0 or 1 for each label"
    ),
}
INTEGERS = Pairing("softmax", "sparse_categorical_cross_entropy", "integers from 0")
SINGLE = ("a number", "a number from 0 to 1", "one of two")

HIDDEN: Mapping[str, tuple[str, str, str]] = {
    "a few layers": ("32, 32", "relu", "he_normal"),
    "many layers": ("*[32] * 8", "relu", "he_normal"),
    "smooth outputs": ("32, 32", "tanh", "glorot_normal"),
}
"""Widths, activation and first weights."""


class Advice(NamedTuple):
    """The pairing, the number of output units, and the code that builds a network."""

    pairing: Pairing
    units: int
    line: str


def advise(
    kind: str,
    coding: str = "rows",
    features: int = 64,
    classes: int = 3,
    hidden: str = "a few layers",
) -> Advice:
    """What fits a kind of question: a key of ``KINDS``.

    ``coding`` is "rows" or "integers" and matters for one of several; ``classes`` is
    the number of classes or labels, where there are several; ``hidden`` is a key of
    ``HIDDEN``.  Raises KeyError for a kind or hidden layers that are not known.
    """
    pairing = KINDS[kind]
    if kind == "one of several" and coding == "integers":
        pairing = INTEGERS
    units = 1 if kind in SINGLE else classes
    widths, activation, init = HIDDEN[hidden]
    line = (
        f"Network([{features}, {widths}, {units}], {activation!r}, "
        f"{pairing.output!r},\n        {pairing.loss!r}, init={init!r})"
    )
    return Advice(pairing, units, line)
