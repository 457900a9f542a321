"""The smooth activations, each beside its derivative, and the identity.

In the code e is e^−|z|, which never overflows; the formulas are written in it so that
nothing is lost by cancellation.  ``times_exp(c, x)`` is c e^x.
"""

import math

import numpy as np

from nnlib import _checks
from nnlib.activations.base import ONE, Array, Elementwise, times_exp

INF = math.inf


class Identity(Elementwise):
    """The identity: the output of a regression, and a layer without non-linearity.

    f(z) = z,  f′(z) = 1.  Range (−∞, ∞), limits −∞ and ∞.  It never saturates.

    Source: Widrow and Hoff, Adaptive switching circuits, 1960 (Adaline learns from its
    linear output).
    """

    name = "identity"
    limits, derivative_limits = (-INF, INF), (1, 1)
    formula, derivative_formula = "z", "1"
    source = "Widrow and Hoff 1960"

    def _f(self, z: Array) -> Array:
        return z

    def _df(self, z: Array) -> Array:
        return np.ones_like(z)


class Sigmoid(Elementwise):
    """The logistic function: squeezes z into (0, 1), smoothly.

    f(z) = 1/(1 + e^−z),  f′(z) = f(z)(1 − f(z)) = e^−z/(1 + e^−z)².
    Range (0, 1), limits 0 and 1.  It saturates on both sides; f′ is at most 1/4, at 0.

    The shortcut a(1 − a) of the training loop is exactly 0 from z = 37 on, because a
    rounds to 1 there; ``derivative`` keeps its digits.

    Source: Verhulst 1838, for growing populations; in networks Rumelhart, Hinton and
    Williams, Learning representations by back-propagating errors, Nature 1986.
    """

    name = "sigmoid"
    limits, derivative_limits = (0, 1), (0, 0)
    formula, derivative_formula = r"\frac{1}{1 + e^{-z}}", r"\sigma(z)(1 - \sigma(z))"
    source = "Verhulst 1838; in networks Rumelhart, Hinton and Williams 1986"

    def _f(self, z: Array) -> Array:
        e = np.exp(-np.abs(z))
        return np.where(z > 0, 1, e) / (1 + e)

    def _df(self, z: Array) -> Array:
        e = np.exp(-np.abs(z))
        return e / (1 + e) ** 2

    def forward(self, z: Array, out: Array) -> None:
        one = ONE[out.dtype]
        np.negative(z, out)
        np.exp(out, out)
        np.add(out, one, out)
        np.divide(one, out, out)  # 1/(1 + e^−z)

    def backward(self, delta: Array, z: Array, a: Array, work: Array) -> None:
        np.subtract(ONE[a.dtype], a, work)
        np.multiply(work, a, work)  # a(1 − a)
        np.multiply(delta, work, delta)


class Tanh(Elementwise):
    """The hyperbolic tangent: a sigmoid stretched to (−1, 1), with f(0) = 0.

    f(z) = (e^z − e^−z)/(e^z + e^−z) = 2σ(2z) − 1,  f′(z) = 1 − f(z)² = 1/cosh²z.
    Range (−1, 1), limits −1 and 1.  It saturates on both sides, and faster than the
    sigmoid; f′ is at most 1, at 0.

    Source: in networks, as far as we know, from the 1980s on; LeCun, Bottou, Orr and
    Müller, Efficient BackProp, 1998, recommend it over the sigmoid.
    """

    name = "tanh"
    limits, derivative_limits = (-1, 1), (0, 0)
    formula = r"\frac{e^z - e^{-z}}{e^z + e^{-z}}"
    derivative_formula = r"\frac{1}{\cosh^2 z}"
    source = "in networks from the 1980s on, as far as we know"

    def _f(self, z: Array) -> Array:
        return np.tanh(z)

    def _df(self, z: Array) -> Array:
        return (1 / np.cosh(z)) ** 2

    def forward(self, z: Array, out: Array) -> None:
        np.tanh(z, out)

    def backward(self, delta: Array, z: Array, a: Array, work: Array) -> None:
        np.multiply(a, a, work)
        np.subtract(ONE[a.dtype], work, work)  # 1 − a²
        np.multiply(delta, work, delta)


class Softplus(Elementwise):
    """A ReLU with its corner rounded off; the antiderivative of the sigmoid.

    f(z) = ln(1 + e^βz)/β,  f′(z) = σ(βz).  Range (0, ∞), limits 0 and ∞.  It saturates
    on the left.  ``beta`` is β, from 1e-6 to 1e6: the larger, the nearer to ReLU, from
    which it is never further than ln 2/β.

    Source: Dugas, Bengio, Bélisle, Nadeau and Garcia, Incorporating second-order
    functional knowledge for better option pricing, NIPS 2000.
    """

    name = "softplus"
    limits, derivative_limits = (0, INF), (0, 1)
    formula, derivative_formula = r"\ln(1 + e^{\beta z}) / \beta", r"\sigma(\beta z)"
    source = "Dugas, Bengio, Bélisle, Nadeau and Garcia 2000"
    beta: float

    def __init__(self, beta: float = 1.0) -> None:
        kind = "from 1e-6 to 1e6; beyond, only a straight line or a ReLU is left"
        b = _checks.number(beta, "beta of softplus", kind, lambda b: 1e-6 <= b <= 1e6)
        self._keep(beta=b)

    def _f(self, z: Array) -> Array:
        x = self.beta * z
        near = np.maximum(z, 0) + np.log1p(np.exp(-np.abs(x))) / self.beta
        return np.where(x > -40, near, times_exp(1 / self.beta, x))

    def _df(self, z: Array) -> Array:
        return sigmoid._f(self.beta * z)


class Softsign(Elementwise):
    """A squeezing function like tanh, with tails that fade slowly.

    f(z) = z/(1 + |z|),  f′(z) = 1/(1 + |z|)².  Range (−1, 1), limits −1 and 1.
    It saturates on both sides, but as 1/z² where tanh does as e^−2|z|.  At 0 f″ jumps.

    Source: Elliott, A better activation function for artificial neural networks, 1993.
    """

    name = "softsign"
    limits, derivative_limits, kinks = (-1, 1), (0, 0), (0.0,)
    formula, derivative_formula = r"\frac{z}{1 + |z|}", r"\frac{1}{(1 + |z|)^2}"
    source = "Elliott 1993"

    def _f(self, z: Array) -> Array:
        return z / (1 + np.abs(z))

    def _df(self, z: Array) -> Array:
        return (1 / (1 + np.abs(z))) ** 2


_erfc = np.vectorize(math.erfc, otypes=[np.float64])


class Gelu(Elementwise):
    """The Gaussian error linear unit: z times the share of N(0, 1) that lies below z.

    f(z) = z Φ(z),  f′(z) = Φ(z) + z φ(z), with φ(z) = e^(−z²/2)/√(2π) and
    Φ(z) = erfc(−z/√2)/2.  Range [−0.16997…, ∞), its minimum at z = −0.75179…; limits 0
    and ∞.  It fades out on the left.  This is the exact form, not the one with tanh.

    Source: Hendrycks and Gimpel, Gaussian error linear units (GELUs), 2016.
    """

    name = "gelu"
    limits, derivative_limits = (0, INF), (0, 1)
    range = (-0.16997120747990366, INF)
    formula, derivative_formula = r"z\,\Phi(z)", r"\Phi(z) + z\,\varphi(z)"
    source = "Hendrycks and Gimpel 2016"

    def _f(self, z: Array) -> Array:
        t = np.maximum(-z, 10)  # in the left tail Φ(z) = φ(t)/hazard(t)
        return np.where(z > -10, z * _Phi(z), _times_phi(-t / _hazard(t), t))

    def _df(self, z: Array) -> Array:
        return _Phi(z) + _times_phi(z, z)


def _Phi(z: Array) -> Array:
    """Φ(z), the share of N(0, 1) below z; its last digits fade for z < −10."""
    return _erfc(-z / math.sqrt(2)) / 2


def _hazard(t: Array) -> Array:
    """φ(t)/(1 − Φ(t)) for t ≥ 10, by Laplace's continued fraction."""
    h = t
    for k in range(15, 0, -1):
        h = t + k / h
    return h


def _times_phi(c: Array, t: Array) -> Array:
    """c φ(t), without the three digits that a rounded t² costs e^(−t²/2) in the tail.

    t² = r² + (t − r)(t + r), for an r near t whose square is exact.
    """
    r = np.round(np.clip(t, -50, 50) * 1024) / 1024
    rest = np.exp((r - t) * (r + t) / 2)
    return times_exp(c / math.sqrt(2 * math.pi) * rest, -r * r / 2)


class Silu(Elementwise):
    """The sigmoid-weighted linear unit, also called swish: z times its own gate σ(z).

    f(z) = z σ(z),  f′(z) = σ(z)(1 + z(1 − σ(z))).  Range [−0.27846…, ∞), its minimum at
    z = −1.27846…; limits 0 and ∞.  It fades out on the left.

    Source: Hendrycks and Gimpel, Gaussian error linear units (GELUs), 2016; Elfwing,
    Uchibe and Doya, Sigmoid-weighted linear units for neural network function
    approximation in reinforcement learning, Neural Networks 2018.
    """

    name = "silu"
    limits, derivative_limits = (0, INF), (0, 1)
    range = (-0.27846454276107379, INF)
    formula = r"z\,\sigma(z)"
    derivative_formula = r"\sigma(z)\,(1 + z (1 - \sigma(z)))"
    source = "Hendrycks and Gimpel 2016; Elfwing, Uchibe and Doya 2018"

    def _f(self, z: Array) -> Array:
        c = z / (1 + np.exp(-np.abs(z)))  # f is c on the right, c e^z on the left
        return np.where(z > 0, c, times_exp(c, -np.abs(z)))

    def _df(self, z: Array) -> Array:
        e = np.exp(-np.abs(z))
        right = (1 + (1 + z) * e) / (1 + e) ** 2
        left = (1 + z + e) / (1 + e) ** 2  # times e^z
        return np.where(z > 0, right, times_exp(left, -np.abs(z)))


class Mish(Elementwise):
    """z times a gate that is the tanh of softplus.

    f(z) = z t with t = tanh(ln(1 + e^z)) = (2e^z + e^2z)/(2 + 2e^z + e^2z),
    f′(z) = t + z(1 − t²)σ(z).  Range [−0.30884…, ∞), its minimum at z = −1.19243…;
    limits 0 and ∞.  It fades out on the left.

    Source: Misra, Mish: a self regularized non-monotonic activation function, BMVC
    2020.
    """

    name = "mish"
    limits, derivative_limits = (0, INF), (0, 1)
    range = (-0.30884341301725041, INF)
    formula = r"z \tanh(\ln(1 + e^z))"
    derivative_formula = r"t + z (1 - t^2)\,\sigma(z),\quad t = \tanh(\ln(1 + e^z))"
    source = "Misra 2020"

    def _f(self, z: Array) -> Array:
        e = np.exp(-np.abs(z))
        right = z * ((1 + 2 * e) / (1 + 2 * e + 2 * e * e))
        left = z * ((2 + e) / (2 + 2 * e + e * e))  # times e^z
        return np.where(z > 0, right, times_exp(left, -np.abs(z)))

    def _df(self, z: Array) -> Array:
        e = np.exp(-np.abs(z))
        d, d_left = 1 + 2 * e + 2 * e * e, 2 + 2 * e + e * e
        right = (1 + 2 * e) / d + z * (4 * e * e * (1 + e) / d**2)
        left = (2 + e) / d_left + z * (4 * (1 + e) / d_left**2)  # times e^z
        return np.where(z > 0, right, times_exp(left, -np.abs(z)))


identity = Identity()
sigmoid = Sigmoid()
tanh = Tanh()
softplus = Softplus()
softsign = Softsign()
gelu = Gelu()
silu = Silu()
mish = Mish()
