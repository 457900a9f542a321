"""Data sets: the digits, shipped with the package, and small ones drawn from a seed.

>>> X, y, X_test, y_test = digits()
>>> X.shape, y.shape, X_test.shape
((1437, 64), (1437,), (360, 64))

Rows are examples, features are floats, class labels are integers 0, 1, ... of shape
``(n,)``.  A ``seed`` is an integer, a ``numpy.random.SeedSequence`` or a
``numpy.random.Generator``.  Nothing is fetched from a network.
"""

from collections.abc import Callable, Mapping
from math import pi
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from nnlib import _checks

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
Seed = int | np.random.SeedSequence | np.random.Generator

DIGITS_FILE = Path(__file__).with_name("digits.npz")
DIGITS_SHA256 = "4c962b0699d65ff98435f2916bac426c40bcfb46aaa43764eb5b6a84ed5ebfcc"


class Split(NamedTuple):
    """Examples to train on and to test on; unpacks in the order of its fields.

    ``X`` and ``X_test`` have shape ``(n, features)``; ``y`` and ``y_test``, ``(n,)``.
    """

    X: FloatArray
    y: IntArray
    X_test: FloatArray
    y_test: IntArray


def digits() -> Split:
    """1797 handwritten digits of 8 × 8 pixels, 1437 to train on and 360 to test on.

    A row of ``X`` is an image, pixel rows one after the other: ``X[0].reshape(8, 8)``.
    A pixel counts the inked points of a 4 × 4 square of the scan, 0 to 16, and is
    divided by 16 here, so features lie in [0, 1].  Labels are the digits 0 to 9.

    The split is stored with the images and never changes: 36 images of each digit are
    for testing, and both parts are in shuffled order, so that ``X[:64]`` is a fair
    sample.

    Source: E. Alpaydin and C. Kaynak, "Optical Recognition of Handwritten Digits", UCI
    Machine Learning Repository, 1998, https://doi.org/10.24432/C50P49 (its test set),
    licence CC BY 4.0, https://creativecommons.org/licenses/by/4.0/.  The pixel values
    are unchanged.  The SHA-256 of the file is ``DIGITS_SHA256``.
    """
    with np.load(DIGITS_FILE, allow_pickle=False) as stored:
        X = stored["images"].reshape(-1, 64) / 16.0
        y = stored["labels"].astype(np.int64)
        train, test = stored["train"], stored["test"]
    return Split(X[train], y[train], X[test], y[test])


def xor(
    n: int = 4, *, noise: float = 0.0, seed: Seed = 0
) -> tuple[FloatArray, IntArray]:
    """Exclusive or: label 1 where exactly one of two inputs is 1.

    The corners (0, 0), (0, 1), (1, 0), (1, 1) of the unit square in turn, until there
    are ``n`` points; the default is the truth table itself.

    Returns ``X`` of shape ``(n, 2)`` and ``y`` of shape ``(n,)``.  ``noise`` is the
    standard deviation of the Gaussian noise added to both inputs.

    Raises TypeError or ValueError if ``n`` is not an integer of at least 4, or
    ``noise`` is not a finite number of at least 0.
    """
    _checks.count(n, "n", least=4)
    _checks.not_negative(noise, "noise")
    corners = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])[np.arange(n) % 4]
    y = corners[:, 0] ^ corners[:, 1]
    return _with_noise(corners, noise, _checks.generator(seed)), y


def moons(
    n: int = 200, *, noise: float = 0.1, seed: Seed = 0
) -> tuple[FloatArray, IntArray]:
    """Two half circles of radius 1 that reach into each other.

    Class 0 arches over the origin; class 1 is the same arch turned upside down and
    moved to (1, 0.5).  Classes alternate, so they differ in size by at most one.

    Returns ``X`` of shape ``(n, 2)`` and ``y`` of shape ``(n,)``.  ``noise`` is the
    standard deviation of the Gaussian noise added to both coordinates.

    Raises TypeError or ValueError if ``n`` is not an integer of at least 2, or
    ``noise`` is not a finite number of at least 0.
    """
    _checks.count(n, "n", least=2)
    _checks.not_negative(noise, "noise")
    rng = _checks.generator(seed)
    y = np.arange(n) % 2
    angle = rng.uniform(0, pi, n)
    upper = np.column_stack([np.cos(angle), np.sin(angle)])
    points = np.where(y[:, None] == 0, upper, [1, 0.5] - upper)
    return _with_noise(points, noise, rng), y


def circles(
    n: int = 200, *, noise: float = 0.05, inner_radius: float = 0.5, seed: Seed = 0
) -> tuple[FloatArray, IntArray]:
    """Two circles around the origin: class 0 of radius 1, class 1 inside it.

    Classes alternate, so they differ in size by at most one.

    Returns ``X`` of shape ``(n, 2)`` and ``y`` of shape ``(n,)``.  ``noise`` is the
    standard deviation of the Gaussian noise added to both coordinates.

    Raises TypeError or ValueError if ``n`` is not an integer of at least 2, ``noise``
    is not a finite number of at least 0, or ``inner_radius`` is not between 0 and 1.
    """
    _checks.count(n, "n", least=2)
    _checks.not_negative(noise, "noise")
    _checks.number(inner_radius, "inner_radius", "between 0 and 1", lambda r: 0 < r < 1)
    rng = _checks.generator(seed)
    y = np.arange(n) % 2
    angle = rng.uniform(0, 2 * pi, n)
    radius = np.where(y == 0, 1.0, inner_radius)
    points = np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])
    return _with_noise(points, noise, rng), y


def spirals(
    n: int = 300,
    *,
    arms: int = 3,
    turns: float = 0.75,
    noise: float = 0.02,
    seed: Seed = 0,
) -> tuple[FloatArray, IntArray]:
    """Spiral arms that start at the origin and end on the unit circle, one per class.

    An arm makes ``turns`` turns on its way out.  Classes alternate, so they differ in
    size by at most one.

    Returns ``X`` of shape ``(n, 2)`` and ``y`` of shape ``(n,)`` with labels 0 to
    ``arms`` - 1.  ``noise`` is the standard deviation of the Gaussian noise added to
    both coordinates.

    Raises TypeError or ValueError if ``arms`` is not an integer of at least 2, ``n``
    not an integer of at least ``arms``, or ``noise`` or ``turns`` not a finite number
    of at least 0.
    """
    _checks.count(arms, "arms", least=2)
    _checks.count(n, "n", least=arms)
    _checks.not_negative(noise, "noise")
    _checks.not_negative(turns, "turns")
    rng = _checks.generator(seed)
    y = np.arange(n) % arms
    radius = rng.uniform(0, 1, n)
    angle = 2 * pi * (turns * radius + y / arms)
    points = np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])
    return _with_noise(points, noise, rng), y


CURVES: Mapping[str, Callable[[FloatArray], FloatArray]] = MappingProxyType(
    {
        "line": lambda x: 0.5 * x,
        "parabola": lambda x: x**2,
        "absolute": np.abs,
        "step": lambda x: np.where(x < 0, -0.5, 0.5),
        "sine": lambda x: np.sin(pi * x),
        "chirp": lambda x: np.sin(pi * (x + 1) ** 2),
    }
)


def curve(
    name: str, n: int = 100, *, noise: float = 0.1, seed: Seed = 0
) -> tuple[FloatArray, FloatArray]:
    """Noisy samples of a curve over [-1, 1], for regression.

    The curve without noise is ``CURVES[name]``, a function of x.  The x are drawn
    uniformly and sorted.

    Returns ``X`` of shape ``(n, 1)`` and the targets ``y`` of the same shape.
    ``noise`` is the standard deviation of the Gaussian noise added to y.

    Raises TypeError or ValueError if ``name`` is not in ``CURVES``, ``n`` is not an
    integer of at least 1, or ``noise`` is not a finite number of at least 0.
    """
    _checks.by_name(name, CURVES, "curve")
    _checks.count(n, "n")
    _checks.not_negative(noise, "noise")
    rng = _checks.generator(seed)
    X = np.sort(rng.uniform(-1, 1, (n, 1)), axis=0)
    return X, _with_noise(CURVES[name](X), noise, rng)


@np.errstate(under="ignore")
def _with_noise(
    points: npt.ArrayLike, noise: float, rng: np.random.Generator
) -> FloatArray:
    """The points, each coordinate moved by a normal number of that deviation."""
    points = np.asarray(points, dtype=float)
    return points + noise * rng.standard_normal(points.shape)
