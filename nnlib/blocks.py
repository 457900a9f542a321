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
        for l, (a1_below, Wb, z, a, f) in enumerate(self._buffer.upward, 1):
            np.matmul(a1_below, Wb, z)
            f.forward(z, a)
            if self._skips(l):
                a += self.a[l - 1]

    def run_backward(self, Y):
        self.run_output_backward(Y)
        g = None
        layers = zip(range(self.L - 1, 0, -1), self._buffer.downward, strict=True)
        for l, (delta_above, WT, layer) in layers:
            delta, z, _, f, work, a1T_below, dWb = layer
            below = np.matmul(delta_above, WT)
            g = below + g if self._skips(l + 1) else below
            np.copyto(delta, g)
            f.backward(delta, z, f(z), work)
            np.matmul(a1T_below, delta, dWb)

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
        for l, (a1_below, Wb, u, a, f) in enumerate(self._buffer.upward, 1):
            np.matmul(a1_below, Wb, u)
            if l < self.L:
                u -= u.mean(axis=-1, keepdims=True)
                variance = (u * u).mean(axis=-1, keepdims=True)
                self._spread[l] = np.sqrt(variance + self.epsilon)
                u /= self._spread[l]
            f.forward(u, a)

    def run_backward(self, Y):
        self.run_output_backward(Y)
        layers = zip(range(self.L - 1, 0, -1), self._buffer.downward, strict=True)
        for l, (delta_above, WT, layer) in layers:
            d, u, a, f, work, a1T_below, dWb = layer
            np.matmul(delta_above, WT, d)
            f.backward(d, u, a, work)
            along = (d * u).mean(axis=-1, keepdims=True)
            d -= d.mean(axis=-1, keepdims=True) + u * along
            d /= self._spread[l]
            np.matmul(a1T_below, d, dWb)
