"""A fully connected network: the forward pass and backpropagation.

For layers l = 1 … L, with a⁰ = X, rows as examples, and C the mean cost of the batch::

    zˡ = aˡ⁻¹ Wˡ + bˡ          aˡ = f(zˡ)                     forward
    δᴸ = ∂C/∂zᴸ                                               (BP1)
    δˡ = (δˡ⁺¹ Wˡ⁺¹ᵀ) ⊙ f′(zˡ)                                (BP2)
    ∂C/∂bˡ = sum of the rows of δˡ                            (BP3)
    ∂C/∂Wˡ = aˡ⁻¹ᵀ δˡ                                         (BP4)

Source: Nielsen, *Neural Networks and Deep Learning*, ch. 2; BP1-BP4 are his numbers.

Three devices make it fast.  The bias is the weight of a unit that is always 1, so that
one product gives a W + b, and one both gradients (``a1`` is a with that unit, ``Wb`` is
W with b as its last row).  All parameters lie in one vector, so that an update is one
subtraction: see ``nnlib._parameters``.  And nothing is allocated in the loop: see
``nnlib._buffers``.
"""

from collections.abc import Sequence
from contextvars import copy_context
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nnlib import _checks, losses
from nnlib._arguments import (
    check_inputs_shape,
    checked_dtype,
    checked_hidden,
    checked_rate,
    checked_sizes,
    checked_stack,
)
from nnlib._buffers import Buffers
from nnlib._parameters import Parameters, fill
from nnlib.optimizers import SGD

Array = NDArray[np.floating]

# A context without NumPy's warnings: a run in a copy of it costs half of np.errstate.
QUIET = copy_context()
QUIET.run(np.seterr, all="ignore")


class Network:
    """A fully connected network, or a stack of them side by side.

    Parameters
    ----------
    sizes : the units of each layer, inputs first: ``[64, 30, 10]``.
    hidden : the activation of the hidden layers, or a list with one for each.
    output, loss : the output activation and the loss, by name.
    init : an initializer by name, or a list with one array for each layer, of shape
        ``(n_in, n_out)`` or ``(*stack, n_in, n_out)``.
    bias : an initializer by name, a number, or a list of arrays of shape ``(n_out,)``
        or ``(*stack, n_out)``.
    seed : an integer or a ``numpy.random.SeedSequence``.  Network k of a stack draws
        from ``SeedSequence(seed).spawn(K)[k]``.
    stack : the leading axes of networks trained side by side; ``()`` is one network.
    dtype : "float64" or "float32".

    Attributes
    ----------
    W[l], b[l] : parameters of layer l = 1 … L, shapes ``(*stack, n_in, n_out)`` and
        ``(*stack, n_out)``: views, so that assigning into them changes the network.
    z[l], a[l] : what the last forward pass saw, ``(*stack, n, units)``; a[0] is X.
    delta[l], dW[l], db[l] : ∂C/∂z, ∂C/∂W and ∂C/∂b of the last backward pass.
    f[l] : the activation of layer l.
    parameters, gradient : all of W and b, and of dW and db, as ``(*stack, count)``;
        ``places[l]`` are the indices that belong to layer l.

    Index 0 of the lists is unused (None), so that l reads as in the equations; z, a and
    delta are overwritten by the next pass.

    Raises
    ------
    ValueError or TypeError for sizes, names, shapes or values that do not fit.
    """

    def __init__(
        self,
        sizes: Sequence[int],
        hidden: Any = "sigmoid",
        output: Any = "softmax",
        loss: Any = "categorical_cross_entropy",
        init: Any = "glorot_normal",
        bias: Any = "zeros",
        seed: Any = 0,
        stack: tuple[int, ...] = (),
        dtype: Any = "float64",
    ) -> None:
        self.sizes = checked_sizes(sizes)
        self.L = len(self.sizes) - 1
        self.stack = checked_stack(stack)
        self.dtype = checked_dtype(dtype)
        self.loss = losses.get(loss)
        self.f = [None, *checked_hidden(hidden, self.L - 1), self.loss.paired(output)]
        if self.sizes[-1] == 1 and self.f[-1].name == "softmax":
            raise ValueError(
                "softmax over a single output is always 1; use two output units, or "
                "output='sigmoid' with loss='binary_cross_entropy'"
            )
        slopes = [l for l in range(1, self.L) if self.f[l].learned]
        theta, nabla = (
            Parameters(self.sizes, self.stack, self.dtype, len(slopes))
            for _ in range(2)
        )
        self._theta, self._nabla, self.places = theta, nabla, theta.places
        self.parameters, self.W, self.b = theta.vector, theta.W, theta.b
        self.gradient, self.dW, self.db = nabla.vector, nabla.W, nabla.b
        for place, l in enumerate(slopes, -len(slopes)):
            self._bind_slope(l, place)
        fill(theta, init, bias, seed, self.stack)
        self._buffers: dict[tuple[int, ...], Buffers] = {}
        self._shape: tuple[int, ...] | None = None  # of the X in the buffers
        # What ``step`` has checked: shapes of X and Y, and a learning rate.
        self._fitting: tuple | None = None
        self._rate: tuple = (None, None)
        self._sgd = SGD()

    def forward(self, X: ArrayLike) -> Array:
        """The outputs a[L] for inputs X of shape ``(n, features)``.

        X is shared by a stack, or has shape ``(*stack, n, features)``: one for each
        network.  Raises ValueError for a wrong shape or NaN.
        """
        X = _checks.array(X, "X")
        check_inputs_shape(X.shape, self.sizes[0], self.stack)
        self.load(_checks.floats(X, "the inputs X"))
        with np.errstate(all="ignore"):
            self.run_forward()
        return self.a[self.L].copy()

    def backward(self, Y: ArrayLike) -> None:
        """Fill delta, dW and db for the targets Y of the inputs of the last forward."""
        if self._shape is None:
            raise RuntimeError("backward needs a forward pass first: net.forward(X)")
        Y = self.checked_targets(Y, self.a[self.L].shape)
        with np.errstate(all="ignore"):
            self.run_backward(Y)

    def step(self, X: NDArray, Y: NDArray, learning_rate: Any) -> None:
        """Forward, backward, and one update θ ← θ − η ∂C/∂θ.

        The learning rate is a number or an array of the stack's shape.  The shapes are
        checked, the values are not: ``fit`` does that once for a whole data set.
        """
        X, Y = np.asarray(X), np.asarray(Y)
        if (X.shape, Y.shape) != self._fitting:
            check_inputs_shape(X.shape, self.sizes[0], self.stack)
            self.loss.check_shapes((*self.stack, X.shape[-2], self.sizes[-1]), Y)
            self._fitting = (X.shape, Y.shape)
        given, rate = self._rate
        if learning_rate is not given:
            rate = checked_rate(learning_rate, self.stack, self.dtype)
            if isinstance(learning_rate, float):  # an array could change in place
                self._rate = learning_rate, rate
        QUIET.copy().run(self._descend, X, Y, rate)

    def _descend(self, X, Y, rate):
        self.backpropagate(X, Y)
        self._sgd.update(self.parameters, self.gradient, rate)

    def backpropagate(self, X: NDArray, Y: NDArray) -> None:
        """Forward and backward without any check: the loop of ``fit``."""
        self.load(X)
        self.run_forward()
        self.run_backward(Y)

    def cost(self, X: ArrayLike, Y: ArrayLike) -> Any:
        """The mean cost C on X and Y, from the logits: of the stack's shape."""
        a = self.forward(X)
        Y = self.checked_targets(Y, a.shape)
        return self.loss.cost(self.z[self.L], Y, self.f[self.L])

    def copy(self) -> "Network":
        """An independent network with the same parameters."""
        return _remade(type(self), self.config(), self.parameters)

    def __reduce__(self):
        """What pickle and ``copy.deepcopy`` keep: W and b must stay views."""
        return _remade, (type(self), self.config(), self.parameters)

    def config(self) -> dict[str, Any]:
        """The arguments that make a network of this shape."""
        return {
            "sizes": list(self.sizes),
            "hidden": self.f[1:-1],
            "output": self.f[-1],
            "loss": self.loss.name,
            "stack": self.stack,
            "dtype": self.dtype.name,
        }

    def __repr__(self) -> str:
        hidden = [repr(f) for f in self.f[1:-1]]
        same = hidden[0] if len(set(hidden)) == 1 else f"[{', '.join(hidden)}]"
        stack = f", stack={self.stack}" if self.stack else ""
        return (
            f"{type(self).__name__}({list(self.sizes)}, "
            f"{f'hidden={same}, ' if hidden else ''}output={self.f[-1]!r}, "
            f"loss={self.loss!r}{stack}): {self.parameters.shape[-1]} parameters"
            f"{' each' if self.stack else ''}"
        )

    def run_forward(self):
        for a1_below, Wb, z, a, f in self._buffer.upward:
            np.matmul(a1_below, Wb, z)  # z = a W + b
            f.forward(z, a)  # a = f(z)

    def run_backward(self, Y):
        self.run_output_backward(Y)
        for delta_above, WT, layer in self._buffer.downward:
            delta, z, a, f, work, a1T_below, dWb = layer
            np.matmul(delta_above, WT, delta)  # BP2
            f.backward(delta, z, a, work)
            np.matmul(a1T_below, delta, dWb)  # BP3 and BP4

    def run_output_backward(self, Y):
        delta, z, a, f, work, a1T_below, dWb = self._buffer.output
        self.loss.backward(delta, z, a, Y, self._buffer.n, f, work)  # BP1
        np.matmul(a1T_below, delta, dWb)  # BP3 and BP4

    def load(self, X):
        """Take X as a[0], and the buffers for its number of examples."""
        if X.shape != self._shape:
            key = X.shape[:-1]
            if key not in self._buffers:
                if len(self._buffers) >= 8:
                    self._buffers.clear()
                made = Buffers(self.f, self._theta, self._nabla, key)
                self._buffers[key] = made
            self._buffer, self._shape = self._buffers[key], X.shape
            self.z, self.a = self._buffer.z, self._buffer.a
            self.delta = self._buffer.delta
        self.a[0][...] = X

    def _bind_slope(self, l, place):
        """Let the network learn the slope of layer l: one number of its parameters."""
        slope, gradient = (
            vector[..., place, None, None]
            for vector in (self.parameters, self.gradient)
        )
        slope[...] = self.f[l].alpha
        self.places[l] = [*self.places[l], self.parameters.shape[-1] + place]
        self.f[l] = self.f[l].bind(slope, gradient)

    def checked_data(self, X: ArrayLike, Y: ArrayLike) -> tuple[Array, NDArray]:
        """X and Y as arrays, once they are known to fit the network and each other."""
        X = _checks.array(X, "X")
        check_inputs_shape(X.shape, self.sizes[0], self.stack)
        X = _checks.floats(X, "the inputs X").astype(self.dtype, copy=False)
        outputs = (*self.stack, X.shape[-2], self.sizes[-1])
        return X, self.checked_targets(Y, outputs)

    def checked_targets(self, Y: ArrayLike, shape: tuple[int, ...]) -> NDArray:
        """Y as an array, once it is known to fit outputs of this shape."""
        Y = _checks.array(Y, "Y")
        self.loss.check_shapes(shape, Y)
        Y = self.loss.check_targets(Y, shape[-1])
        return Y if Y.dtype.kind in "iu" else Y.astype(self.dtype, copy=False)


def _remade(kind, config, parameters):
    net = kind(**config, init="zeros")
    net.parameters[...] = parameters
    return net
