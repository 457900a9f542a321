"""Softmax: a row of logits becomes a row of probabilities."""

import numpy as np
from numpy.typing import ArrayLike

from nnlib.activations.base import Activation, Array, as_floats, quiet


class Softmax(Activation):
    """Turns a row of k logits into k probabilities, over the last axis.

    f(z)ᵢ = e^zᵢ/Σⱼ e^zⱼ,  ∂aᵢ/∂zⱼ = aᵢ([i = j] − aⱼ).  Range (0, 1), the sum is 1; the
    limits are those of aᵢ for zᵢ alone.  It saturates when one logit leads by far.
    Adding a number to all logits changes nothing: the largest is taken off first, so
    that no exponential overflows.  A logit of ∞ takes everything (several share it),
    one of −∞ gets nothing.

    Source: Bridle, Probabilistic interpretation of feedforward classification network
    outputs, 1990.
    """

    name = "softmax"
    limits, derivative_limits = (0, 1), (0, 0)
    formula, derivative_formula = r"e^{z_i} / \sum_j e^{z_j}", r"a_i ([i = j] - a_j)"
    source = "Bridle 1990"

    @quiet
    def __call__(self, z: ArrayLike) -> Array:
        x = as_floats(z)
        e = np.exp(_below_largest(x))
        return (e / e.sum(axis=-1, keepdims=True)).astype(x.dtype, copy=False)

    def derivative(self, z: ArrayLike) -> Array:
        raise TypeError(
            "softmax has no elementwise derivative: each output depends on every "
            "logit; softmax.jacobian(z) gives ∂a_i/∂z_j"
        )

    @quiet
    def jacobian(self, z: ArrayLike) -> Array:
        """∂aᵢ/∂zⱼ at [..., i, j], shape (..., k, k) for z of shape (..., k)."""
        x = as_floats(z)
        a = self(x.astype(np.float64))
        J = -a[..., :, np.newaxis] * a[..., np.newaxis, :]
        i = np.arange(a.shape[-1])
        J[..., i, i] = 0
        # On the diagonal aᵢ(1 − aᵢ), with 1 − aᵢ as the sum of the others.
        J[..., i, i] = -J.sum(axis=-1)
        return J.astype(x.dtype, copy=False)

    def forward(self, z: Array, out: Array) -> None:
        np.subtract(z, np.maximum.reduce(z, axis=-1, keepdims=True), out)
        np.exp(out, out)
        np.divide(out, np.add.reduce(out, axis=-1, keepdims=True), out)

    def backward(self, delta: Array, z: Array, a: Array, work: Array) -> None:
        """Turn ``delta`` = ∂C/∂a into ∂C/∂z in place: aᵢ(δᵢ − Σⱼ δⱼaⱼ)."""
        np.multiply(delta, a, work)
        np.subtract(delta, np.add.reduce(work, axis=-1, keepdims=True), delta)
        np.multiply(delta, a, delta)


@quiet
def log_softmax(z: ArrayLike) -> Array:
    """ln softmax(z) over the last axis, exact also where softmax rounds to 0 or to 1.

    Same shape as z, float32 kept.  Raises as softmax does.
    """
    x = as_floats(z)
    below = _below_largest(x)
    e = np.exp(below)
    np.put_along_axis(e, below.argmax(axis=-1)[..., np.newaxis], 0, axis=-1)
    log_sum = np.log1p(e.sum(axis=-1, keepdims=True))
    return (below - log_sum).astype(x.dtype, copy=False)


def _below_largest(z: Array) -> Array:
    """z minus the largest of its row, in float64; 0 for the largest, even for ∞."""
    if z.ndim == 0 or z.shape[-1] == 0:
        raise ValueError(
            "softmax needs at least one logit on the last axis, got an array of shape "
            f"{z.shape}"
        )
    z = z.astype(np.float64)
    largest = z.max(axis=-1, keepdims=True)
    return np.subtract(z, largest, out=np.zeros_like(z), where=z != largest)


softmax = Softmax()
