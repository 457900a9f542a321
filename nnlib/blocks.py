"""Networks with identity skips or with normalised layers.

Both keep the parameters of a plain ``Network`` and change two of its equations, which
stand in their docstrings.
"""

import numpy as np

from nnlib.network import Network


class ResidualNetwork(Network):
    """A network with identity skips, wherever a hidden layer is as wide as its input.

    With gˡ = ∂C/∂aˡ::

        aˡ = f(zˡ) + aˡ⁻¹
        δˡ = gˡ ⊙ f′(zˡ)      gˡ⁻¹ = δˡ Wˡᵀ + gˡ

    so that part of the gradient reaches every layer undiminished.

    Source: He, Zhang, Ren & Sun 2016, *Deep residual learning for image recognition*.
    """

    def run_forward(self):
        for l in range(1, self.L + 1):
            np.matmul(self._a1[l - 1], self._Wb[l], self.z[l])
            self.f[l].forward(self.z[l], self.a[l])
            if self._skips(l):
                self.a[l] += self.a[l - 1]

    def run_backward(self, Y):
        L, z, a, delta, work = self.L, self.z, self.a, self.delta, self._work
        self.loss.backward(delta[L], z[L], a[L], Y, self._n, self.f[L], work[L])
        g = None
        for l in range(L, 0, -1):
            np.matmul(self._a1T[l - 1], delta[l], self._dWb[l])
            if l > 1:
                below = np.matmul(delta[l], self._WT[l])
                g = below + g if self._skips(l) else below
                delta[l - 1][...] = g
                f = self.f[l - 1]
                f.backward(delta[l - 1], z[l - 1], f(z[l - 1]), work[l - 1])

    def _skips(self, l):
        return l < self.L and self.sizes[l] == self.sizes[l - 1]


class NormalizedNetwork(Network):
    """A network whose hidden layers are normalised, example by example.

    With m and s the mean and the standard deviation over the units of a layer, and d
    the error that arrives behind the activation::

        u = (aˡ⁻¹ Wˡ + bˡ − m) / s                       aˡ = f(u)
        d = (δˡ⁺¹ Wˡ⁺¹ᵀ) ⊙ f′(u)      δˡ = (d − mean(d) − u mean(d ⊙ u)) / s

    ``z[l]`` holds u, ``delta[l]`` is ∂C/∂(aˡ⁻¹ Wˡ + bˡ).  There is no learned gain or
    offset behind the normalisation.

    Source: Ba, Kiros & Hinton 2016, *Layer normalization*.
    """

    epsilon = 1e-5  # added to the variance, for layers whose units are all alike

    def run_forward(self):
        self._spread = [None] * (self.L + 1)
        for l in range(1, self.L + 1):
            u = np.matmul(self._a1[l - 1], self._Wb[l], self.z[l])
            if l < self.L:
                u -= u.mean(axis=-1, keepdims=True)
                variance = (u * u).mean(axis=-1, keepdims=True)
                self._spread[l] = np.sqrt(variance + self.epsilon)
                u /= self._spread[l]
            self.f[l].forward(u, self.a[l])

    def run_backward(self, Y):
        L, z, a, delta, work = self.L, self.z, self.a, self.delta, self._work
        self.loss.backward(delta[L], z[L], a[L], Y, self._n, self.f[L], work[L])
        for l in range(L, 0, -1):
            np.matmul(self._a1T[l - 1], delta[l], self._dWb[l])
            if l > 1:
                d, u = np.matmul(delta[l], self._WT[l], delta[l - 1]), z[l - 1]
                self.f[l - 1].backward(d, u, a[l - 1], work[l - 1])
                along = (d * u).mean(axis=-1, keepdims=True)
                d -= d.mean(axis=-1, keepdims=True) + u * along
                d /= self._spread[l - 1]
