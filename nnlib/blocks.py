"""Networks with identity skips or with normalised layers.

Both keep the parameters of a plain ``Network`` and change two of its equations, which
stand in their docstrings.
"""

import numpy as np
from numpy import matmul

from nnlib.network import Network


class ResidualNetwork(Network):
    """A network with identity skips, wherever a hidden layer is as wide as its input.

    With gˡ = ∂C/∂aˡ::

        aˡ = f(zˡ) + aˡ⁻¹
        gˡ = δˡ⁺¹ (Wˡ⁺¹)ᵀ + gˡ⁺¹      δˡ = gˡ ⊙ f′(zˡ)

    so that part of the gradient reaches every layer undiminished.  The output layer has
    no skip; where a layer has none, its terms aˡ⁻¹ and gˡ are left out.

    Source: He, Zhang, Ren & Sun 2016, *Deep residual learning for image recognition*.
    """

    def _forward(self, X):
        batch = self._take(X)
        a1, z, a = batch.a1, batch.z, batch.a
        Wb, f = self._theta.Wb, self.f
        for l in range(1, self.L + 1):
            matmul(a1[l - 1], Wb[l], z[l])  # z = a W + b
            f[l].forward(z[l], a[l])  # a = f(z)
            if self._skips(l):
                a[l] += a[l - 1]  # … + a of the layer below

    def _backward(self, Y):
        batch = self._batch
        z, a, a1T = batch.z, batch.a, batch.a1T
        delta, work, n = batch.delta, batch.work, batch.n
        WT, dWb, f, L = self._theta.WT, self._grad.Wb, self.f, self.L
        self.loss.backward(delta[L], z[L], a[L], Y, n, f[L], work[L])  # BP1, with 1/n
        g = [None] * (L + 1)
        for l in range(L - 1, 0, -1):
            g[l] = delta[l + 1] @ WT[l + 1]  # g = δ Wᵀ
            if self._skips(l + 1):
                g[l] += g[l + 1]  # … + g of the layer above
            delta[l][...] = g[l]
            f[l].backward(delta[l], z[l], f[l](z[l]), work[l])  # δ = g ⊙ f′(z)
        for l in range(1, L + 1):
            matmul(a1T[l - 1], delta[l], dWb[l])  # BP4 and, in the last row, BP3

    def _skips(self, l):
        return l < self.L and self.sizes[l] == self.sizes[l - 1]


class NormalizedNetwork(Network):
    """A network whose hidden layers are normalised, example by example.

    With m and s the mean and the standard deviation over the units of a layer, and d
    the error that arrives behind the activation::

        u = (aˡ⁻¹ Wˡ + bˡ − m) / s                       aˡ = f(u)
        d = (δˡ⁺¹ (Wˡ⁺¹)ᵀ) ⊙ f′(u)      δˡ = (d − mean(d) − u mean(d ⊙ u)) / s

    ``z[l]`` holds u, ``delta[l]`` is ∂C/∂(aˡ⁻¹ Wˡ + bˡ).  There is no learned gain or
    offset behind the normalisation.

    Source: Ba, Kiros & Hinton 2016, *Layer normalization*.
    """

    epsilon = 1e-5  # added to the variance, for layers whose units are all alike

    def _forward(self, X):
        batch = self._take(X)
        a1, z, a = batch.a1, batch.z, batch.a
        Wb, f, L = self._theta.Wb, self.f, self.L
        self._s = [None] * (L + 1)
        for l in range(1, L + 1):
            u = matmul(a1[l - 1], Wb[l], z[l])  # a W + b
            if l < L:
                u -= _mean(u)
                self._s[l] = np.sqrt(_mean(u * u) + self.epsilon)
                u /= self._s[l]
            f[l].forward(u, a[l])  # a = f(u)

    def _backward(self, Y):
        batch = self._batch
        z, a, a1T = batch.z, batch.a, batch.a1T
        delta, work, n = batch.delta, batch.work, batch.n
        WT, dWb, f, L = self._theta.WT, self._grad.Wb, self.f, self.L
        self.loss.backward(delta[L], z[L], a[L], Y, n, f[L], work[L])  # BP1, with 1/n
        for l in range(L - 1, 0, -1):
            u, d = z[l], matmul(delta[l + 1], WT[l + 1], delta[l])
            f[l].backward(d, u, a[l], work[l])  # d = δ Wᵀ ⊙ f′(u)
            d -= _mean(d) + u * _mean(d * u)
            d /= self._s[l]  # δ = (d − mean(d) − u mean(d ⊙ u)) / s
        for l in range(1, L + 1):
            matmul(a1T[l - 1], delta[l], dWb[l])  # BP4 and, in the last row, BP3


def _mean(x):
    """The mean over the units of a layer, for each example."""
    return x.mean(axis=-1, keepdims=True)
