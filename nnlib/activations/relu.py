"""ReLU and its family: made of two pieces, of which the right one is a straight line.

Where the pieces meet the slope jumps: a kink.  The docstrings say which side the kink
belongs to.
"""

import copy
import math
from typing import Any

import numpy as np

from nnlib import _checks
from nnlib.activations.base import Array, Elementwise, times_exp

INF = math.inf


class Relu(Elementwise):
    """The rectified linear unit: passes what is positive, blocks the rest.

    f(z) = max(z, 0),  f′(z) = 1 for z > 0 and 0 otherwise; at the kink f′(0) = 0.
    Range [0, ∞), limits 0 and ∞.  It is dead on the left and never saturates on the
    right.

    Source: Fukushima, Visual feature extraction by a multilayered network of analog
    threshold elements, 1969; Nair and Hinton, Rectified linear units improve restricted
    Boltzmann machines, ICML 2010.
    """

    name = "relu"
    limits, derivative_limits, kinks = (0, INF), (0, 1), (0.0,)
    formula, derivative_formula = r"\max(z, 0)", r"[z > 0]"
    source = "Fukushima 1969; Nair and Hinton 2010"

    def _f(self, z: Array) -> Array:
        return np.maximum(z, 0)

    def _df(self, z: Array) -> Array:
        return np.where(z > 0, 1.0, 0.0)

    def forward(self, z: Array, out: Array) -> None:
        np.maximum(z, 0, out=out)

    def backward(self, delta: Array, z: Array, a: Array, work: Array) -> None:
        np.multiply(delta, np.sign(a, work), delta)  # a ≥ 0, so its sign is [z > 0]


class LeakyRelu(Elementwise):
    """ReLU with a small slope s on the left, so that a unit cannot die.

    f(z) = z for z > 0 and s z otherwise,  f′(z) = 1 for z > 0 and s otherwise; at the
    kink f′(0) = s.  Range (−∞, ∞), limits −∞ and ∞ (0 and ∞ for s = 0).  It never
    saturates while s > 0.  ``negative_slope`` is s, from 0 (ReLU) to 1 (identity).

    Source: Maas, Hannun and Ng, Rectifier nonlinearities improve neural network
    acoustic models, 2013.
    """

    name = "leaky_relu"
    kinks = (0.0,)
    formula = r"\max(z, 0) + s \min(z, 0)"
    derivative_formula = r"[z > 0] + s\,[z \leq 0]"
    source = "Maas, Hannun and Ng 2013"
    negative_slope: float

    def __init__(self, negative_slope: float = 0.01) -> None:
        kind = "from 0 to 1, so that the left half is the flatter one"
        s = _checks.number(
            negative_slope,
            "negative_slope of leaky_relu",
            kind,
            lambda s: 0 <= s <= 1,
        )
        self._keep(negative_slope=s)

    @property
    def limits(self) -> tuple[float, float]:
        return (-INF if self.negative_slope else 0, INF)

    @property
    def derivative_limits(self) -> tuple[float, float]:
        return self.negative_slope, 1

    def _f(self, z: Array) -> Array:
        return np.where(z > 0, z, self.negative_slope * z)

    def _df(self, z: Array) -> Array:
        return np.where(z > 0, 1, self.negative_slope)


class Prelu(Elementwise):
    """Leaky ReLU whose slope α on the left is learned.

    f(z) = z for z > 0 and α z otherwise,  f′(z) = 1 for z > 0 and α otherwise; at the
    kink f′(0) = α.  Range (−∞, ∞), limits −∞ and ∞ while α > 0.  It never saturates
    while α ≠ 0.

    ``alpha`` is the slope that training starts from, any finite number.  A network
    calls ``bind`` to put an array of its own in place of that number; ``parameters``
    keeps the start, ``alpha`` holds the present value.

    Source: He, Zhang, Ren and Sun, Delving deep into rectifiers, ICCV 2015.
    """

    name = "prelu"
    kinks, learned = (0.0,), ("alpha",)
    formula = r"\max(z, 0) + \alpha \min(z, 0)"
    derivative_formula = r"[z > 0] + \alpha\,[z \leq 0]"
    source = "He, Zhang, Ren and Sun 2015"
    alpha: Any
    gradient: Array | None = None

    def __init__(self, alpha: float = 0.25) -> None:
        self._keep(alpha=_checks.number(alpha, "alpha of prelu"))

    def bind(self, alpha: Array, gradient: Array) -> "Prelu":
        """A copy that reads α from one array and writes ∂C/∂α into the other.

        ``backward`` writes it.  Both arrays have the shape (..., 1, 1) and are not
        copied: when training changes ``alpha`` in place, the activation follows.
        """
        bound = copy.copy(self)
        vars(bound).update(alpha=alpha, gradient=gradient)
        return bound

    def alpha_gradient(self, delta_a: Array, z: Array) -> Array:
        """∂C/∂α = Σ ∂C/∂a min(z, 0) over examples and units, shape (..., 1, 1).

        ``delta_a`` is ∂C/∂a, of the shape (..., n, units) of z.
        """
        return np.sum(delta_a * np.minimum(z, 0), axis=(-2, -1), keepdims=True)

    @property
    def limits(self) -> tuple[Any, float]:
        return (np.where(self.alpha == 0, 0, np.copysign(INF, -self.alpha))[()], INF)

    @property
    def derivative_limits(self) -> tuple[float, float]:
        return self.alpha, 1

    @property
    def range(self) -> tuple[float, float]:
        """Of all slopes together, where ``alpha`` is an array."""
        return float(np.min(self.limits[0], initial=0)), INF

    def _f(self, z: Array) -> Array:
        return np.where(z > 0, z, self.alpha * z)

    def _df(self, z: Array) -> Array:
        return np.where(z > 0, 1, self.alpha)

    def forward(self, z: Array, out: Array) -> None:
        np.minimum(z, 0, out=out)
        np.multiply(out, self.alpha, out)
        np.add(out, np.maximum(z, 0), out)

    def backward(self, delta: Array, z: Array, a: Array, work: Array) -> None:
        if self.gradient is not None:
            self.gradient[...] = self.alpha_gradient(delta, z)  # delta is ∂C/∂a still
        np.less_equal(z, 0, work)
        np.multiply(work, self.alpha, work)
        np.add(work, z > 0, work)  # α [z ≤ 0] + [z > 0]
        np.multiply(delta, work, delta)


class Elu(Elementwise):
    """The exponential linear unit: ReLU with a curved left half that goes below zero.

    f(z) = z for z > 0 and α(e^z − 1) otherwise,  f′(z) = 1 for z > 0 and α e^z
    otherwise; at 0, f′(0) = α.  There f′ jumps unless α = 1, where only f″ does.
    Range (−α, ∞), limits −α and ∞.  It saturates on the left.  ``alpha`` is α ≥ 0.

    Source: Clevert, Unterthiner and Hochreiter, Fast and accurate deep network learning
    by exponential linear units (ELUs), ICLR 2016.
    """

    name = "elu"
    derivative_limits, kinks = (0, 1), (0.0,)
    formula = r"\max(z, 0) + \alpha (e^{\min(z, 0)} - 1)"
    derivative_formula = r"[z > 0] + \alpha e^z\,[z \leq 0]"
    source = "Clevert, Unterthiner and Hochreiter 2016"
    alpha: float

    def __init__(self, alpha: float = 1.0) -> None:
        self._keep(alpha=_checks.not_negative(alpha, "alpha of elu"))

    @property
    def limits(self) -> tuple[float, float]:
        return -self.alpha, INF

    def _f(self, z: Array) -> Array:
        return np.where(z > 0, z, self.alpha * np.expm1(np.minimum(z, 0)))

    def _df(self, z: Array) -> Array:
        return np.where(z > 0, 1, times_exp(self.alpha, np.minimum(z, 0)))


SELU_ALPHA, SELU_SCALE = 1.6732632423543778, 1.0507009873554805
_selu_elu = Elu(SELU_ALPHA)


class Selu(Elementwise):
    """ELU scaled so that the activations of a deep network keep mean 0 and variance 1.

    f(z) = λ elu(z; α) = λz for z > 0 and λα(e^z − 1) otherwise,  f′(z) = λ for z > 0
    and λα e^z otherwise; at the kink f′(0) = λα, with α = 1.6732632423543778 and
    λ = 1.0507009873554805.  Range (−λα, ∞), limits −λα = −1.758… and ∞.  It saturates
    on the left.

    Source: Klambauer, Unterthiner, Mayr and Hochreiter, Self-normalizing neural
    networks, NIPS 2017.
    """

    name = "selu"
    limits, derivative_limits = (-SELU_SCALE * SELU_ALPHA, INF), (0, SELU_SCALE)
    kinks = (0.0,)
    formula = r"\lambda\,(\max(z, 0) + \alpha (e^{\min(z, 0)} - 1))"
    derivative_formula = r"\lambda\,([z > 0] + \alpha e^z\,[z \leq 0])"
    source = "Klambauer, Unterthiner, Mayr and Hochreiter 2017"

    def _f(self, z: Array) -> Array:
        return SELU_SCALE * _selu_elu._f(z)

    def _df(self, z: Array) -> Array:
        return SELU_SCALE * _selu_elu._df(z)


relu = Relu()
leaky_relu = LeakyRelu()
prelu = Prelu()
elu = Elu()
selu = Selu()
