"""A fully connected network: the forward pass and backpropagation.

For layers l = 1 … L, with a⁰ = X, rows as examples, and C the mean cost of the batch::

    zˡ = aˡ⁻¹ Wˡ + bˡ          aˡ = f(zˡ)                     forward
    δᴸ = ∂C/∂zᴸ = ∂C/∂aᴸ ⊙ f′(zᴸ)                             (BP1)
    δˡ = (δˡ⁺¹ (Wˡ⁺¹)ᵀ) ⊙ f′(zˡ)                              (BP2)
    ∂C/∂bˡ = sum of the rows of δˡ                            (BP3)
    ∂C/∂Wˡ = (aˡ⁻¹)ᵀ δˡ                                       (BP4)

The 1/n of the mean is in δᴸ, so that BP3 and BP4 only sum.  (The ⊙ of BP1 is for an
elementwise f; softmax has a Jacobian.)

Source: Nielsen, *Neural Networks and Deep Learning*, ch. 2; BP1-BP4 are his numbers.

The bias is the weight of a unit that is always 1: ``a1[l]`` is a[l] with a column of
ones behind it, ``Wb[l]`` is W[l] with b[l] as its last row.  So one product gives
a W + b, and one product gives BP4 in its upper rows and BP3 in its last.  All
parameters lie in one vector (``nnlib._parameters``), so that an update is one
subtraction; the arrays that a pass fills are kept for the next (``nnlib._buffers``).
"""

import copy
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy import matmul
from numpy.typing import ArrayLike, NDArray

from nnlib import _checks, activations, losses
from nnlib._buffers import Buffers
from nnlib._parameters import Parameters, PerLayer, fill
from nnlib.optimizers import SGD

Array = NDArray[np.floating]

sgd = SGD()
KEPT_SHAPES = 8  # of batches whose buffers are kept, those for validation among them


class Network:
    """A fully connected network, or a stack of them trained side by side.

    ``sizes`` are the units of each layer, inputs first: ``[64, 30, 10]``.  ``hidden``
    is the activation of the hidden layers, or a list with one for each; ``output`` is
    that of the last layer.  ``loss`` is categorical_cross_entropy if it is left out,
    and then ``output`` must be softmax.

    ``init`` is an initializer, or a list with an initializer or an array of shape
    ``(n_in, n_out)`` for each layer; ``bias`` likewise, with arrays of shape
    ``(n_out,)``, or a number.  ``dtype`` is "float64" or "float32".

    ``stack`` are the leading axes of networks trained side by side; ``()`` is one
    network.  ``seed`` is an integer or a ``numpy.random.SeedSequence``; network k of a
    stack of K draws from ``SeedSequence(seed).spawn(K)[k]``.  Arrays of ``init`` and
    ``bias`` may have the stack's axes in front.

    The network then has, for each layer l = 1 … L,

    - ``W[l]``, ``b[l]``, its parameters, of shapes ``(*stack, n_in, n_out)`` and
      ``(*stack, n_out)``;
    - ``z[l]``, ``a[l]``, what the last forward pass saw, ``(*stack, n, units)``;
      a[0] is X;
    - ``delta[l]``, ``dW[l]``, ``db[l]``: ∂C/∂z, ∂C/∂W and ∂C/∂b of the last backward
      pass;
    - ``f[l]``, its activation.

    Index 0 of the others is unused (None), so that l reads as in the equations.
    ``parameters`` holds all of W and b, and ``gradient`` all of dW and db, as
    ``(*stack, count)``; ``places[l]`` are the indices that belong to layer l.  W, b, dW
    and db are views into these two.  z, a and delta are overwritten by the next pass.

    Assigning to any of these arrays copies into it, as in ``net.W[1] = 0.5`` or
    ``net.parameters -= 0.5 * net.gradient``; the rest of a network is fixed.

    Raises ValueError or TypeError for sizes, names, shapes or values that do not fit.
    """

    parameters: Array
    gradient: Array
    W: PerLayer
    b: PerLayer
    dW: PerLayer
    db: PerLayer
    z: PerLayer
    a: PerLayer
    delta: PerLayer

    def __init__(
        self,
        sizes: Sequence[int],
        hidden: Any = "sigmoid",
        output: Any = "softmax",
        loss: Any = None,
        init: Any = "glorot_normal",
        bias: Any = "zeros",
        seed: Any = 0,
        stack: tuple[int, ...] = (),
        dtype: Any = "float64",
    ) -> None:
        self.sizes = _checks.sizes(sizes)
        self.L = len(self.sizes) - 1
        self.stack = _checks.stack(stack)
        self.dtype = _checks.dtype(dtype)
        f = [None, *_hidden_activations(hidden, self.L - 1), activations.get(output)]
        self.loss = losses.default_for(f[-1]) if loss is None else losses.get(loss)
        self.loss.paired(f[-1])
        if self.sizes[-1] == 1 and f[-1].name == "softmax":
            raise ValueError(
                "softmax over a single output is always 1; use two output units, or "
                "output='sigmoid' with loss='binary_cross_entropy'"
            )
        learned = [l for l in range(1, self.L + 1) if f[l].learned]
        form = self.sizes, self.stack, self.dtype, len(learned)
        theta, grad = Parameters(*form), Parameters(*form, "d")
        self._theta, self._grad = theta, grad
        self.parameters, self.W, self.b = theta.vector, theta.W, theta.b
        self.gradient, self.dW, self.db = grad.vector, grad.W, grad.b
        self.places = theta.places
        first_slope = theta.vector.shape[-1] - len(learned)  # they stand at the end
        for place, l in enumerate(learned, first_slope):
            f[l] = self._with_own_slope(f[l], l, place)
        self.f = tuple(f)
        fill(theta, init, bias, seed, self.stack)
        self._batches: dict[tuple[int, ...], Buffers] = {}
        self._shape: tuple[int, ...] | None = None  # of the X in the present batch
        self._known: tuple | None = None  # shapes of X and Y that ``step`` found to fit

    @np.errstate(all="ignore")
    def forward(self, X: ArrayLike) -> Array:
        """The outputs a[L] for inputs X of shape ``(n, features)``.

        X is shared by a stack, or has shape ``(*stack, n, features)``: one for each
        network.  Raises ValueError for a wrong shape, NaN or infinity.
        """
        self._forward(self._checked_inputs(X))
        return self.a[self.L].copy()

    @np.errstate(all="ignore")
    def backward(self, Y: ArrayLike) -> None:
        """Fill delta, dW and db for the targets Y of the inputs of the last forward.

        Raises ValueError or TypeError for targets that do not fit the loss, and
        RuntimeError before the first forward pass.
        """
        if self._shape is None:
            raise RuntimeError("backward needs a forward pass first: net.forward(X)")
        self._backward(self._checked_targets(Y, self.a[self.L].shape))

    @np.errstate(all="ignore")
    def step(self, X: ArrayLike, Y: ArrayLike, learning_rate: Any) -> None:
        """Forward, backward, and one update θ ← θ − η ∂C/∂θ.

        The learning rate is a number or an array of the stack's shape.  The shapes of X
        and Y are checked, their values are not: ``fit`` does that once for a whole data
        set.  Raises ValueError or TypeError for shapes or a rate that do not fit.
        """
        X, Y = _checks.array(X, "X"), _checks.array(Y, "Y")
        if (X.shape, Y.shape) != self._known:
            _checks.inputs_shape(X.shape, self.sizes[0], self.stack)
            self.loss.check_shapes((*self.stack, X.shape[-2], self.sizes[-1]), Y)
            self._known = X.shape, Y.shape
        rate = _checks.learning_rate(learning_rate, self.stack, self.dtype)
        self._forward(X)
        self._backward(Y)
        sgd.update(self.parameters, self.gradient, rate)

    @np.errstate(all="ignore")
    def cost(self, X: ArrayLike, Y: ArrayLike) -> Any:
        """The mean cost C on X and Y, from the logits: of the stack's shape.

        It leaves the last pass as it is: ``backward`` still answers to ``forward``.
        Raises ValueError or TypeError for X and Y that do not fit.
        """
        X, Y = self._checked_data(X, Y)
        other = self.copy()
        other._forward(X)
        return self.loss.cost(other.z[self.L], Y, other.f[self.L])

    def _forward(self, X):
        """The forward pass, without checks: fills z and a."""
        batch = self._take(X)
        a1, z, a = batch.a1, batch.z, batch.a
        Wb, f = self._theta.Wb, self.f
        for l in range(1, self.L + 1):
            matmul(a1[l - 1], Wb[l], z[l])  # z = a W + b
            f[l].forward(z[l], a[l])  # a = f(z)

    def _backward(self, Y):
        """Backpropagation, without checks: fills delta, dW and db."""
        batch = self._batch
        z, a, a1T = batch.z, batch.a, batch.a1T
        delta, work, n = batch.delta, batch.work, batch.n
        WT, dWb, f, L = self._theta.WT, self._grad.Wb, self.f, self.L
        self.loss.backward(delta[L], z[L], a[L], Y, n, f[L], work[L])  # BP1, with 1/n
        for l in range(L - 1, 0, -1):
            matmul(delta[l + 1], WT[l + 1], delta[l])  # BP2: δ Wᵀ, which is ∂C/∂a
            f[l].backward(delta[l], z[l], a[l], work[l])  # BP2: … ⊙ f′(z)
        for l in range(1, L + 1):
            matmul(a1T[l - 1], delta[l], dWb[l])  # BP4 and, in the last row, BP3

    def _take(self, X):
        """Take X as a[0]; the buffers for its shape are handed back."""
        if X.shape != self._shape:
            if X.shape not in self._batches:
                if len(self._batches) >= KEPT_SHAPES:
                    self._batches.clear()
                self._batches[X.shape] = Buffers(
                    self.sizes, self.stack, X.shape[:-1], self.dtype
                )
            self._batch, self._shape = self._batches[X.shape], X.shape
            vars(self).update(self._batch.views)  # z, a and delta
        self._batch.a[0][...] = X
        return self._batch

    def copy(self) -> "Network":
        """An independent network with the same parameters."""
        return copy.copy(self)

    def __reduce__(self):
        """What pickle and the module ``copy`` keep: W and b must stay views."""
        return _remade, (type(self), self.config(), self.parameters)

    def config(self) -> dict[str, Any]:
        """The arguments that make a network of this shape."""
        return {
            "sizes": list(self.sizes),
            "hidden": list(self.f[1:-1]),
            "output": self.f[-1],
            "loss": self.loss,
            "stack": self.stack,
            "dtype": self.dtype.name,
        }

    def __setattr__(self, name: str, value: Any) -> None:
        """Copy into the arrays, so that they stay views; refuse what would do harm."""
        held = vars(self).get(name)
        if held is None or name.startswith("_"):
            super().__setattr__(name, value)
        elif isinstance(held, PerLayer):
            held.assign(value)
        elif name in ("parameters", "gradient"):
            if value is not held:  # as it is after ``parameters -= …``
                held[...] = _checks.fitting(value, name, held, 1)
        elif name in ("sizes", "L", "stack", "dtype", "loss", "f", "places"):
            raise AttributeError(
                f"the {name} of a network is fixed; make another Network"
            )
        else:
            super().__setattr__(name, value)

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

    def _with_own_slope(self, f, l, place):
        """f with a slope that is learned: one number of the network's parameters."""
        start = f.parameters["alpha"]  # f may be bound to another network by now
        slope = self.parameters[..., place, None, None]
        gradient = self.gradient[..., place, None, None]
        slope[...] = _checks.finite(start, f"alpha of {f.name}", self.dtype)
        self.places[l] = [*self.places[l], place]
        return f.bind(slope, gradient)

    def _check_parameters(self):
        """Raise ValueError that names the first parameter that is not finite."""
        for l in range(1, self.L + 1):
            _checks.finite(self.W[l], f"W[{l}]")
            _checks.finite(self.b[l], f"b[{l}]")
        _checks.finite(self.parameters, "parameters")  # learned slopes among them

    def _checked_inputs(self, X: ArrayLike) -> Array:
        """X as an array, once it is known to fit the network."""
        X = _checks.array(X, "X")
        _checks.inputs_shape(X.shape, self.sizes[0], self.stack)
        return _checks.finite(X, "X", self.dtype)

    def _checked_targets(self, Y: ArrayLike, shape: tuple[int, ...]) -> NDArray:
        """Y as an array, once it is known to fit outputs of this shape."""
        Y = _checks.array(Y, "Y")
        self.loss.check_shapes(shape, Y)
        Y = self.loss.check_targets(Y, shape[-1], "Y")
        return Y if Y.dtype.kind in "iu" else _checks.finite(Y, "Y", self.dtype)

    def _checked_data(self, X: ArrayLike, Y: ArrayLike) -> tuple[Array, NDArray]:
        """X and Y as arrays, once they are known to fit the network and each other."""
        X = self._checked_inputs(X)
        outputs = (*self.stack, X.shape[-2], self.sizes[-1])
        return X, self._checked_targets(Y, outputs)


def _hidden_activations(hidden, count):
    """The activations of the hidden layers, each of which must be elementwise."""
    several = isinstance(hidden, list | tuple)
    if several and len(hidden) != count:
        raise ValueError(
            f"hidden names {len(hidden)} activations, but there are {count} hidden "
            "layers; give one name for all, or one for each"
        )
    found = [activations.get(f) for f in (hidden if several else [hidden] * count)]
    for f in found:
        if not isinstance(f, activations.Elementwise):
            raise ValueError(
                f"{f.name} mixes the units of a layer, so it stands in the output "
                "layer only; choose a hidden activation among "
                f"{', '.join(activations.NAMES)}"
            )
    return found


def _remade(kind, config, parameters):
    net = kind(**config, init="zeros")
    net.parameters[...] = parameters
    return net
