"""What every activation has in common.

An activation states its formulas f and f′ for finite float64 numbers; this module makes
them fit for every input (scalars, lists, float32, infinities, NaN), checks parameters,
and gives each activation its name, its repr and its place in a training loop.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nnlib import _checks

Array = NDArray[np.floating[Any]]

# Running out of range is expected in a tail (e^−1000 is 0) and passes in silence.  An
# invalid operation or a division by zero would be a mistake in a formula: it warns.
quiet = np.errstate(over="ignore", under="ignore")


# In the loop of a small network a 0-d array is half the price of the number 1.
ONE = {np.dtype(t): np.array(1, t) for t in (np.float32, np.float64)}


class Activation:
    """What describes an activation, elementwise or not.

    ``activations.get`` calls it by its ``name``.  ``formula`` and
    ``derivative_formula`` are the right-hand sides in LaTeX, and ``source`` says who
    introduced it, and when.  ``kinks`` holds every z where f, f′ or f″ jumps: a
    quadrature is split there, and finite differences across it are not to be trusted.
    ``learned`` names the parameters that a network trains.
    """

    name: str
    formula: str
    derivative_formula: str
    source: str
    kinks: tuple[float, ...] = ()
    learned: tuple[str, ...] = ()
    _parameters: Mapping[str, float] = {}

    @property
    def limits(self) -> tuple[float, float]:
        """f at −∞ and at +∞."""
        raise NotImplementedError

    @property
    def derivative_limits(self) -> tuple[float, float]:
        """f′ at −∞ and at +∞; where it is 0, f saturates or fades out."""
        raise NotImplementedError

    @property
    def range(self) -> tuple[float, float]:
        """The infimum and the supremum of f; of a monotone f, its limits."""
        return self.limits

    @property
    def parameters(self) -> dict[str, float]:
        """The parameters that, with the name, make this activation again."""
        return dict(self._parameters)

    def _keep(self, **parameters: float) -> None:
        """Make each parameter an attribute, and all of them ``parameters``."""
        vars(self).update(parameters, _parameters=parameters)

    def __setattr__(self, name: str, value: object) -> None:
        if name in self._parameters:
            raise AttributeError(
                f"{name!r} of {self!r} is fixed, because networks share it; make "
                f"another one: activations.get({self.name!r}, {name}={value!r})"
            )
        super().__setattr__(name, value)

    def __repr__(self) -> str:
        given = ", ".join(f"{key}={value!r}" for key, value in self.parameters.items())
        return f"{self.name}({given})" if given else self.name

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Activation):
            return NotImplemented
        return (self.name, self.parameters) == (other.name, other.parameters)

    def __hash__(self) -> int:
        return hash((self.name, *self.parameters.items()))


class Elementwise(Activation):
    """An elementwise activation f with its derivative f′.

    ``f(z)`` and ``f.derivative(z)`` are exact to the last digits for every finite z.
    They take scalars, lists and arrays of any shape and give an array of that shape (a
    NumPy scalar for a scalar); float32 stays float32, other real numbers become
    float64.  Infinities give the limits, NaN stays NaN.  Complex numbers, strings and
    objects raise TypeError.

    ``forward`` and ``backward`` are what a network calls in its training loop.  They
    may overflow on the way to a right result: wrap the loop in ``np.errstate``.  An
    activation overrides them only where that is measured to pay: in place, or with f′
    computed from the output a.
    """

    def __call__(self, z: ArrayLike) -> Array:
        """a = f(z), same shape as z."""
        return _evaluate(self._f, self.limits, z)

    def derivative(self, z: ArrayLike) -> Array:
        """f′(z), same shape as z."""
        return _evaluate(self._df, self.derivative_limits, z)

    def _f(self, z: Array) -> Array:
        """f for finite z."""
        raise NotImplementedError

    def _df(self, z: Array) -> Array:
        """f′ for finite z."""
        raise NotImplementedError

    def forward(self, z: Array, out: Array) -> None:
        """Write f(z) into ``out``, which must not overlap z."""
        np.copyto(out, self._f(z), casting="same_kind")

    def backward(self, delta: Array, z: Array, a: Array, work: Array) -> None:
        """Multiply ``delta`` by f′(z) in place; a is f(z), ``work`` is scratch."""
        np.multiply(delta, self._df(z), delta)


def as_floats(z: ArrayLike) -> Array:
    """z as an array: float32 and float64 are kept, other real numbers become float64.

    Raises TypeError for masked arrays, complex numbers, strings and objects.
    """
    x = _checks.array(z, "z")
    if x.dtype.kind not in "fiub":
        raise TypeError(
            f"z must hold real numbers, got dtype {x.dtype}; convert it first, for "
            "example by np.asarray(z, dtype=float), or by z.real if it is complex"
        )
    return x if x.dtype in (np.float32, np.float64) else x.astype(np.float64)


@quiet
def _evaluate(formula: Any, limits: tuple[float, float], z: ArrayLike) -> Array:
    """formula(z) in float64, with its limits at ±∞, rounded once to the dtype of z."""
    x = as_floats(z)
    finite = np.isfinite(x)
    y = formula(np.where(finite, x, 0).astype(np.float64, copy=False))
    if not finite.all():
        at_infinity = np.where(x > 0, limits[1], np.where(x < 0, limits[0], np.nan))
        y = np.where(finite, y, at_infinity)
    return y.astype(x.dtype, copy=False)[()]


def times_exp(c: Any, x: Array) -> Array:
    """c e^x, exact also where e^x alone would be subnormal and short of digits."""
    half = np.exp(x / 2)
    return c * half * half
