"""Checks of what a caller hands over: each names what was given and how to mend it."""

import difflib
import math
from collections.abc import Collection
from numbers import Real
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray


def array(x: ArrayLike, what: str) -> NDArray:
    """x as an array; ValueError for rows of different lengths."""
    try:
        return np.asarray(x)
    except ValueError as error:
        raise ValueError(
            f"{what} must form an array, but its rows differ in length; give every "
            "example the same number of values"
        ) from error


def positive(value: Any, what: str) -> float:
    """value as a finite number above 0."""
    if isinstance(value, bool) or not isinstance(value, Real):
        raise TypeError(f"{what} must be a number, got {value!r}")
    if not 0 < float(value) < math.inf:
        raise ValueError(f"{what} must be positive and finite, got {value!r}")
    return float(value)


def floats(x: ArrayLike, what: str) -> NDArray[np.floating]:
    """x as a float array without NaN; float32 and float64 are kept."""
    x = array(x, what)
    if x.dtype.kind not in "fiub":
        raise TypeError(f"{what} must be numbers, got an array of dtype {x.dtype}")
    if x.dtype not in (np.float32, np.float64):
        x = x.astype(np.float64)
    nan = np.isnan(x)
    if nan.any():
        first = tuple(int(i) for i in np.argwhere(nan)[0])
        raise ValueError(
            f"{what} contain NaN ({nan.sum()} of {x.size} values, the first at index "
            f"{first}); remove or replace those values first"
        )
    return x


def probabilities(p: NDArray[np.floating], what: str, fix: str) -> None:
    """Raise ValueError unless every value lies in [0, 1]."""
    outside = (p < 0) | (p > 1)
    if outside.any():
        raise ValueError(
            f"{what} must lie in [0, 1], got {p[outside].flat[0]:.6g} "
            f"({outside.sum()} of {p.size} values are outside); {fix}"
        )


def labels(y: ArrayLike, classes: int) -> NDArray[np.integer]:
    """y as integer labels 0 … classes − 1."""
    y = array(y, "the labels")
    if y.dtype.kind not in "iu":
        raise TypeError(
            f"labels must be integers 0 … {classes - 1}, got dtype {y.dtype}; for "
            "class numbers stored as floats use y.astype(int)"
        )
    if y.size and (y.min() < 0 or y.max() >= classes):
        bad = y.min() if y.min() < 0 else y.max()
        raise ValueError(
            f"labels must lie in 0 … {classes - 1} for {classes} classes, got {bad}; "
            "labels count from 0, and the output layer needs one unit per class"
        )
    return y


def count(value, what: str, least: int = 1) -> int:
    """value as an integer that is at least ``least``."""
    if isinstance(value, bool) or not isinstance(value, int | np.integer):
        raise TypeError(f"{what} must be an integer, got {value!r}")
    if value < least:
        raise ValueError(f"{what} must be at least {least}, got {value}")
    return int(value)


def by_name(name: str, known: Collection[str], what: str) -> str:
    """name, once it is known; otherwise ValueError with the nearest name and all."""
    if not isinstance(name, str):
        raise TypeError(f"{what} is given by name, got {name!r}")
    if name not in known:
        near = difflib.get_close_matches(name.lower(), known, n=1)
        guess = f"did you mean {near[0]!r}? " if near else ""
        raise ValueError(
            f"unknown {what} {name!r}; {guess}The names are {', '.join(known)}"
        )
    return name
