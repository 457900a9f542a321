"""Initial weights: the distribution and the scale of the numbers a network starts from.

An initializer is called as ``init(rng, n_in, n_out)`` and returns a weight matrix of
shape ``(n_in, n_out)``; n_in is the fan-in, n_out the fan-out.  All are centred on 0.

===============  ======================================  ============================
name             distribution                            source
===============  ======================================  ============================
zeros            0
normal           N(0, 1)
uniform          U(−1/√n_in, 1/√n_in), n_in Var W = 1/3  Glorot & Bengio 2010, eq. 1
lecun_normal     N(0, 1/n_in)                            LeCun et al. 1998,
lecun_uniform    U with the same variance                *Efficient BackProp*
glorot_normal    N(0, 2/(n_in + n_out))                  Glorot & Bengio 2010,
glorot_uniform   U(±√(6/(n_in + n_out)))                 eq. 16
he_normal        N(0, 2/n_in)                            He et al. 2015,
he_uniform       U with the same variance                *Delving deep into rectifiers*
orthogonal       QᵀQ or QQᵀ = 1, by QR of a normal one   Saxe et al. 2014
===============  ======================================  ============================
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnlib import _checks

_VARIANCE = {
    "normal": lambda n_in, n_out: 1.0,
    "uniform": lambda n_in, n_out: 1 / (3 * n_in),
    "lecun": lambda n_in, n_out: 1 / n_in,
    "glorot": lambda n_in, n_out: 2 / (n_in + n_out),
    "he": lambda n_in, n_out: 2 / n_in,
}

NAMES = (
    "zeros",
    "normal",
    "uniform",
    "lecun_normal",
    "lecun_uniform",
    "glorot_normal",
    "glorot_uniform",
    "he_normal",
    "he_uniform",
    "orthogonal",
)


@dataclass(frozen=True)
class Initializer:
    """A distribution of weights by name, times ``gain``.

    ``gain`` is a number, or an array of the stack's shape: one for each network.
    """

    name: str
    gain: Any = 1.0

    def __call__(
        self,
        rng: np.random.Generator,
        n_in: int,
        n_out: int,
        shape: tuple[int, ...] | None = None,
    ) -> NDArray[np.float64]:
        """Numbers of shape ``(n_in, n_out)``, or another for biases; without the gain.

        Raises ValueError for the orthogonal rule with a shape that is not a matrix.
        """
        shape = (n_in, n_out) if shape is None else shape
        if self.name == "zeros":
            return np.zeros(shape)
        if self.name == "orthogonal":
            return _orthogonal(rng, shape)
        family, _, kind = self.name.partition("_")
        std = np.sqrt(_VARIANCE[family](n_in, n_out))
        if "uniform" in (family, kind):
            return rng.uniform(-np.sqrt(3) * std, np.sqrt(3) * std, shape)
        return rng.normal(0, std, shape)


def _orthogonal(rng, shape):
    if len(shape) != 2:
        raise ValueError(
            f"the orthogonal initializer makes matrices, not shape {shape}; for biases "
            "use zeros, normal or uniform"
        )
    q, r = np.linalg.qr(rng.normal(size=(max(shape), min(shape))))
    q *= np.sign(np.diag(r))
    return q if shape[0] >= shape[1] else q.T


def get(init: str | Initializer, gain: Any = 1.0) -> Initializer:
    """The initializer of that name; an initializer is handed back as it is.

    Raises ValueError for an unknown name or a gain that is not finite, TypeError for
    anything else.
    """
    if isinstance(init, Initializer):
        return init
    _checks.by_name(init, NAMES, "initializer")
    if _checks.array(gain, f"the gain of {init}").dtype.kind not in "fiu":
        raise TypeError(f"the gain of {init!r} must be a number, got {gain!r}")
    _checks.finite(gain, f"the gain of {init}")
    return Initializer(init, gain)
