"""Checks of what a caller hands over: each names what was given and how to mend it.

``what`` is the argument as the caller would write it, such as ``X`` or ``init[0]``, so
that a value can be pointed at: X[5, 3].
"""

import difflib
import math
from collections.abc import Callable, Collection, Sequence
from numbers import Real
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

LARGEST = {np.dtype(t): float(np.finfo(t).max) for t in (np.float32, np.float64)}

# single values


def number(
    value: Any,
    what: str,
    kind: str = "finite",
    fits: Callable[[float], bool] = math.isfinite,
) -> float:
    """value as a finite float for which ``fits`` holds; ``kind`` says it in words."""
    if isinstance(value, bool) or not isinstance(value, Real):
        raise TypeError(f"{what} must be a number, got {value!r}")
    try:
        x = float(value)
    except OverflowError:  # an integer beyond 1.8e308
        x = math.inf
    if not (math.isfinite(x) and fits(x)):
        raise ValueError(f"{what} must be {kind}, got {value!r}")
    return x


def positive(value: Any, what: str) -> float:
    """value as a finite number above 0."""
    return number(value, what, "positive and finite", lambda x: x > 0)


def not_negative(value: Any, what: str) -> float:
    """value as a finite number that is at least 0."""
    return number(value, what, "at least 0 and finite", lambda x: x >= 0)


def count(value: Any, what: str, least: int = 1) -> int:
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


def seed_sequence(seed: Any) -> np.random.SeedSequence:
    """An integer or a SeedSequence as a SeedSequence."""
    if isinstance(seed, np.random.SeedSequence):
        return seed
    return np.random.SeedSequence(count(seed, "seed", least=0))


def generator(seed: Any) -> np.random.Generator:
    """The generator that starts from a seed; one that is given goes on as it is."""
    if isinstance(seed, np.random.Generator):
        return seed
    return np.random.default_rng(seed_sequence(seed))


# arrays


def array(x: ArrayLike, what: str) -> NDArray:
    """x as an array; TypeError for a masked one, ValueError for ragged rows."""
    if type(x) is np.ndarray:
        return x
    if _masked(x):
        raise TypeError(
            f"{what} is a masked array, and a mask would be lost; leave the masked "
            "examples out, or fill them with a number: .filled(0.0)"
        )
    try:
        return np.asarray(x)
    except ValueError as error:
        raise ValueError(
            f"{what} must form an array, but its rows differ in length; give every "
            "example the same number of values"
        ) from error


def _masked(x):
    if isinstance(x, list | tuple):
        return any(map(_masked, x))
    return isinstance(x, np.ma.MaskedArray)


def floats(x: ArrayLike, what: str) -> NDArray[np.floating]:
    """x as a float array without NaN; float32 and float64 are kept."""
    x = array(x, what)
    if x.dtype.kind not in "fiub":
        raise TypeError(f"{what} must be numbers, got an array of dtype {x.dtype}")
    if x.dtype not in (np.float32, np.float64):
        with np.errstate(all="ignore"):
            x = x.astype(np.float64)
    _refuse(np.isnan(x), x, what, "NaN", "replace or leave out such values first")
    return x


def finite(
    x: ArrayLike, what: str, dtype: np.dtype | None = None
) -> NDArray[np.floating]:
    """x as an array of finite floats, of ``dtype`` if one is given."""
    x = floats(x, what)
    fix = "replace or leave out such values first"
    _refuse(np.isinf(x), x, what, "infinite", fix)
    if dtype is None or x.dtype == dtype:
        return x
    with np.errstate(all="ignore"):
        cast = x.astype(dtype)
    fix = f"it ends at {LARGEST[cast.dtype]:.3g}; rescale the values, or use float64"
    _refuse(np.isinf(cast), x, what, f"too large for {cast.dtype}", fix)
    return cast


def _refuse(bad, x, what, fault, fix):
    """Raise ValueError that names the first place where ``bad`` is true, if any."""
    if bad.any():
        value, place, among = _first(bad, x, what)
        shown = "" if fault == "NaN" else f": {value}"
        raise ValueError(f"{place} is {fault}{shown}{among}; {fix}")


def _first(bad, x, what):
    """The first value where ``bad`` is true, its place, and how many there are."""
    if not x.ndim:
        return x[()], what, ""
    first = tuple(int(i) for i in np.argwhere(bad)[0])
    among = f" (the first of {bad.sum()} among {x.size} values)"
    return x[first], f"{what}{list(first)}", among


def fitting(
    values: ArrayLike, what: str, into: NDArray, axes: int
) -> NDArray[np.floating]:
    """values as finite numbers that can be copied into the array ``into``.

    They have its shape, or that of a single network (its last ``axes`` axes), or are
    one number.
    """
    values = finite(values, what, into.dtype)
    shape = into.shape[into.ndim - axes :]
    if values.shape not in ((), shape, into.shape):
        stacked = f" or {into.shape}" if shape != into.shape else ""
        raise ValueError(
            f"{what} has shape {values.shape}, expected {shape}{stacked}, or one number"
        )
    return values


def probabilities(p: NDArray[np.floating], what: str, fix: str) -> None:
    """Raise ValueError unless every value lies in [0, 1]."""
    outside = (p < 0) | (p > 1)
    if outside.any():
        value, place, among = _first(outside, p, what)
        raise ValueError(
            f"{what} must lie in [0, 1], got {value:.6g} at {place}{among}; {fix}"
        )


def labels(y: ArrayLike, classes: int, what: str = "y") -> NDArray[np.integer]:
    """y as integer labels 0 … classes − 1."""
    y = array(y, what)
    if y.dtype.kind not in "iu":
        raise TypeError(
            f"labels must be integers 0 … {classes - 1}, got dtype {y.dtype}; for "
            f"class numbers stored as floats use {what}.astype(int)"
        )
    outside = (y < 0) | (y >= classes)
    if outside.any():
        value, place, among = _first(outside, y, what)
        raise ValueError(
            f"labels must lie in 0 … {classes - 1} for {classes} classes, got {value} "
            f"at {place}{among}; labels count from 0, and the output layer needs one "
            "unit per class"
        )
    return y


# the arguments of a network


def sizes(given: Any) -> tuple[int, ...]:
    """The units of each layer, inputs first."""
    if isinstance(given, str) or not isinstance(given, Sequence | np.ndarray):
        raise TypeError(f"sizes must be a list such as [64, 30, 10], got {given!r}")
    if len(given) < 2:
        raise ValueError(
            f"sizes must hold the inputs and at least one layer, such as [64, 10], got "
            f"{given!r}"
        )
    return tuple(count(units, "each of sizes") for units in given)


def stack(given: Any) -> tuple[int, ...]:
    """The leading axes of networks trained side by side."""
    if not isinstance(given, tuple | list):
        raise TypeError(
            f"stack must be a tuple of lengths such as (20,), or () for one network, "
            f"got {given!r}"
        )
    return tuple(count(k, "an axis of stack") for k in given)


def dtype(given: Any) -> np.dtype:
    """float64 or float32."""
    name = given.name if isinstance(given, np.dtype) else given
    name = given.__name__ if isinstance(given, type) else name
    if not isinstance(name, str) or name not in ("float64", "float32"):
        raise ValueError(f'dtype must be "float64" or "float32", got {given!r}')
    return np.dtype(name)


def inputs_shape(shape: tuple[int, ...], features: int, stack: tuple[int, ...]) -> None:
    """Raise ValueError unless inputs X of this shape fit the network."""
    lead = shape[:-2]
    if len(shape) >= 2 and shape[-1] == features and lead in ((), stack):
        if shape[-2] == 0:
            raise ValueError(f"X has shape {shape}: the batch is empty; give n >= 1")
        return
    fix = f"give {features} features for each example"
    if shape == (features,):
        fix = "a single example is X[None, :]"
    elif len(shape) == 1 and features == 1:
        fix = "make the row of examples a column: X[:, None]"
    elif len(shape) == 2 and shape[0] == features:
        fix = "rows are examples: give X.T"
    elif lead:
        fix = f"the leading axes must be those of the stack, {stack}"
    stacked = f" or {(*stack, 'n', features)}" if stack else ""
    raise ValueError(f"X has shape {shape}, expected (n, {features}){stacked}: {fix}")


def learning_rate(given: Any, stack: tuple[int, ...], dtype: np.dtype) -> NDArray:
    """One rate as an array without axes, or one for each network: ``(*stack, 1)``."""
    if isinstance(given, float) and 0 <= given <= LARGEST[dtype]:
        return np.array(given, dtype)  # at once, for this is asked in every step
    rate = array(given, "learning_rate")
    if rate.dtype.kind not in "fiu":
        raise TypeError(f"the learning rate must be a number, got {given!r}")
    if rate.ndim and rate.shape != stack:
        raise ValueError(
            f"the learning rate has shape {rate.shape}; give one number, or one for "
            f"each network: shape {stack}"
        )
    rate = finite(rate, "learning_rate")
    if (rate < 0).any():  # before the cast, in which a small one becomes −0
        value, place, among = _first(rate < 0, rate, "learning_rate")
        raise ValueError(
            f"the learning rate must not be negative, got {value} at {place}{among}"
        )
    rate = finite(rate, "learning_rate", dtype)
    return rate[..., None] if rate.ndim else rate
