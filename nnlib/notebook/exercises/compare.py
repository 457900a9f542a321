"""Compare a learner's value with the expected one, and put both into words."""

from collections.abc import Callable, Generator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Tolerance = Callable[[float], float]
"""How far a number may be off that expected number."""

_NUMERIC = bool, int, float, np.generic, np.ndarray, list, tuple


class Difference(NamedTuple):
    """Both values as text, and what kind of difference it is where that needs words."""

    got: str
    expected: str
    remark: str = ""


def difference(got: Any, expected: Any, tolerance: Tolerance) -> Difference | None:
    """How ``got`` differs from ``expected``; None where it does not.

    Numbers, lists and arrays are compared by shape and by value, within what
    ``tolerance`` allows for each expected number; text by equality; the items of a
    tuple one by one.
    """
    if isinstance(expected, tuple):
        return _difference_of_tuples(got, expected, tolerance)
    if isinstance(expected, str):
        if isinstance(got, str) and got == expected:
            return None
        return Difference(*_apart(got, expected), _mistyped(got, expected))
    mine, right = numbers(got), numbers(expected)
    if mine is None or right is None:
        if got is expected:
            return None
        return Difference(*_apart(got, expected), _mistyped(got, expected))
    if mine.shape != right.shape:
        return Difference(
            *_apart(got, expected),
            f"Got shape {mine.shape}, expected shape {right.shape}.",
        )
    wrong = ~_close(mine, right, tolerance)
    if not wrong.any():
        return None
    if mine.size == 1:
        return Difference(*_apart(got, expected))
    first = tuple(int(i) for i in np.argwhere(wrong)[0])
    a, b = _apart(mine[first], right[first])
    return Difference(
        *_apart(got, expected),
        f"They first differ at index {list(first)}: got {a}, expected {b}.",
    )


def _close(
    mine: NDArray[np.float64], right: NDArray[np.float64], tolerance: Tolerance
) -> NDArray[np.bool]:
    same = (mine == right) | (np.isnan(mine) & np.isnan(right))
    finite = np.isfinite(mine) & np.isfinite(right)
    allowed = np.array(
        [tolerance(float(x)) if np.isfinite(x) else 0 for x in right.flat]
    )
    apart = np.abs(np.where(finite, mine, 0) - np.where(finite, right, 0))
    return same | (finite & (apart <= allowed.reshape(right.shape)))


def numbers(value: Any) -> NDArray[np.float64] | None:
    """The value as an array of floats; None where it is not made of numbers."""
    if not isinstance(value, _NUMERIC) or isinstance(value, np.ma.MaskedArray):
        return None
    try:
        array = np.asarray(value)
    except Exception:  # ragged rows, or an item of a class of the learner's own
        return None
    return array.astype(float) if array.dtype.kind in "biuf" else None


def kind(value: Any) -> str:
    """What sort of thing it is, in words: "an array of shape (3, 1)"."""
    if value is None or value is ...:
        return f"`{value}`"
    if isinstance(value, np.ma.MaskedArray):
        return "a masked array"
    if isinstance(value, np.ndarray):
        numeric = value.dtype.kind in "biuf"
        what = "an array" if numeric else f"an array of {value.dtype.name} values"
        return f"{what} of shape {value.shape}"
    if isinstance(value, complex | np.complexfloating):
        return "a complex number"
    if isinstance(value, Generator):
        return "a generator (`yield` where `return` belongs?)"
    if isinstance(value, list | tuple):
        return f"a {type(value).__name__} of {len(value)} items"
    if isinstance(value, str):
        return "text"
    if isinstance(value, bool | np.bool):
        return f"`{value}`"
    if isinstance(value, int | float | np.number):
        return "a number"
    if isinstance(value, type):
        return f"the class `{value.__name__}`"
    if callable(value):
        return "a function"
    return f"an object of type `{type(value).__name__}`"


def shown(value: Any, digits: int = 4) -> str:
    """The value as one short line of text; never runs the value's own code."""
    array = numbers(value)
    if array is not None:
        text = np.array2string(
            np.asarray(value),
            separator=", ",
            threshold=16,
            max_line_width=10_000,
            formatter={"float_kind": lambda x: f"{x:.{digits}g}"},
        )
        return " ".join(text.split())
    if isinstance(value, str):
        return repr(value[:60] + "…" if len(value) > 60 else str(value))
    if isinstance(value, list | tuple) and len(value) <= 4:
        items = ", ".join(shown(item, digits) for item in value)
        if isinstance(value, list):
            return f"[{items}]"
        return f"({items},)" if len(value) == 1 else f"({items})"
    return kind(value).replace("`", "")


def _difference_of_tuples(
    got: Any, expected: tuple, tolerance: Tolerance
) -> Difference | None:
    count = len(expected)
    if not isinstance(got, tuple | list) or len(got) != count:
        return Difference(
            *_apart(got, expected),
            f"{count} values were expected, returned together as a tuple, and this is "
            f"{kind(got)}.",
        )
    for i, (mine, right) in enumerate(zip(got, expected, strict=True), start=1):
        if found := difference(mine, right, tolerance):
            remark = f"Value {i} of the {count} returned differs. {found.remark}"
            return found._replace(remark=remark.strip())
    return None


def _mistyped(got: Any, expected: Any) -> str:
    if got is None:
        return "Nothing came back: a function hands over its result with `return`."
    if kind(got) == kind(expected):
        alike = isinstance(got, str) and got.strip().lower() == expected.lower()
        return "Only capitals or spaces differ." if alike else ""
    return f"What was expected is {kind(expected)}, and this is {kind(got)}."


def _apart(got: Any, expected: Any) -> tuple[str, str]:
    """Both as text, with as many digits as it takes to tell them apart."""
    for digits in (4, 8, 17):
        texts = shown(got, digits), shown(expected, digits)
        if texts[0] != texts[1]:
            break
    return texts
