"""A fully connected network: the forward pass and backpropagation.

For layers l = 1 … L, with a⁰ = X, rows as examples, and C the mean cost of the batch::

    zˡ = aˡ⁻¹ Wˡ + bˡ          aˡ = f(zˡ)                     forward
    δᴸ = ∂C/∂zᴸ                                               (BP1)
    δˡ = (δˡ⁺¹ Wˡ⁺¹ᵀ) ⊙ f′(zˡ)                                (BP2)
    ∂C/∂bˡ = sum of the rows of δˡ                            (BP3)
    ∂C/∂Wˡ = aˡ⁻¹ᵀ δˡ                                         (BP4)

Source: Nielsen, *Neural Networks and Deep Learning*, ch. 2; BP1-BP4 are his numbers.

Three devices make it fast.  The bias is the weight of a unit that is always 1, so that
one product gives a W + b, and one both gradients.  All parameters lie in one vector, so
that an update is one subtraction; W and b are views into it.  And nothing is allocated
in the loop: each batch size has its buffers, in memory unit after unit.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nnlib import _checks, activations, initializers, losses
from nnlib.optimizers import SGD

Array = NDArray[np.floating]


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
        self.sizes = _checked_sizes(sizes)
        self.L = len(self.sizes) - 1
        self.stack = _checked_stack(stack)
        self.dtype = _checked_dtype(dtype)
        self.loss = losses.get(loss)
        self.f = [None, *_checked_hidden(hidden, self.L - 1), self.loss.paired(output)]
        if self.sizes[-1] == 1 and self.f[-1].name == "softmax":
            raise ValueError(
                "softmax over a single output is always 1; use two output units, or "
                "output='sigmoid' with loss='binary_cross_entropy'"
            )
        self._allocate_parameters()
        self._draw(init, bias, seed)
        self._buffers: dict[tuple[int, ...], _Buffers] = {}
        self._shape: tuple[int, ...] | None = None  # of the X in the buffers
        self._fitting: tuple | None = (
            None  # shapes of X and Y that ``step`` has checked
        )
        self._sgd = SGD()

    def forward(self, X: ArrayLike) -> Array:
        """The outputs a[L] for inputs X of shape ``(n, features)``.

        X is shared by a stack, or has shape ``(*stack, n, features)``: one for each
        network.  Raises ValueError for a wrong shape or NaN.
        """
        X = _checks.array(X, "X")
        self._check_inputs_shape(X.shape)
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
            self._check_inputs_shape(X.shape)
            self.loss.check_shapes((*self.stack, X.shape[-2], self.sizes[-1]), Y)
            self._fitting = (X.shape, Y.shape)
        if not isinstance(learning_rate, float):
            learning_rate = self.checked_rate(learning_rate)
        with np.errstate(all="ignore"):
            self.backpropagate(X, Y)
            self._sgd.update(self.parameters, self.gradient, learning_rate)

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
        twin = type(self)(**self.config(), init="zeros")
        twin.parameters[...] = self.parameters
        return twin

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
        for l in range(1, self.L + 1):
            np.matmul(self._a1[l - 1], self._Wb[l], self.z[l])
            self.f[l].forward(self.z[l], self.a[l])

    def run_backward(self, Y):
        L, z, a, delta, work = self.L, self.z, self.a, self.delta, self._work
        self.loss.backward(delta[L], z[L], a[L], Y, self._n, self.f[L], work[L])  # BP1
        for l in range(L, 0, -1):
            np.matmul(self._a1T[l - 1], delta[l], self._dWb[l])  # BP3 and BP4
            if l > 1:
                np.matmul(delta[l], self._WT[l], delta[l - 1])  # BP2
                self.f[l - 1].backward(delta[l - 1], z[l - 1], a[l - 1], work[l - 1])

    def load(self, X):
        """Take X as a[0], and the buffers for its number of examples."""
        if X.shape != self._shape:
            key = X.shape[:-1]
            if key not in self._buffers:
                if len(self._buffers) >= 8:
                    self._buffers.clear()
                self._buffers[key] = _Buffers(self.sizes, self.stack, key, self.dtype)
            buffers = self._buffers[key]
            self.z, self.a, self.delta = buffers.z, buffers.a, buffers.delta
            self._a1, self._a1T, self._work = buffers.a1, buffers.a1T, buffers.work
            self._n, self._shape = buffers.n, X.shape
        self.a[0][...] = X

    def _allocate_parameters(self):
        """W and b of all layers in one vector, and views into it."""
        shapes = [(i + 1, o) for i, o in zip(self.sizes, self.sizes[1:], strict=False)]
        slopes = [l for l in range(1, self.L) if self.f[l].learned]
        count = sum(rows * columns for rows, columns in shapes) + len(slopes)
        self.parameters = np.zeros((*self.stack, count), self.dtype)
        self.gradient = np.zeros_like(self.parameters)
        self._Wb, self._dWb, self.places = [None], [None], [None]
        start = 0
        for rows, columns in shapes:
            part = (..., slice(start, start + rows * columns))
            self.places.append(range(start, start + rows * columns))
            start += rows * columns
            shape = (*self.stack, rows, columns)
            self._Wb.append(self.parameters[part].reshape(shape))
            self._dWb.append(self.gradient[part].reshape(shape))
        self._WT = [None, *(Wb[..., :-1, :].swapaxes(-1, -2) for Wb in self._Wb[1:])]
        self.W = PerLayer(Wb if Wb is None else Wb[..., :-1, :] for Wb in self._Wb)
        self.b = PerLayer(Wb if Wb is None else Wb[..., -1, :] for Wb in self._Wb)
        self.dW = PerLayer(Wb if Wb is None else Wb[..., :-1, :] for Wb in self._dWb)
        self.db = PerLayer(Wb if Wb is None else Wb[..., -1, :] for Wb in self._dWb)
        for place, l in enumerate(slopes, start):
            slope, gradient = (
                vector[..., place, None, None]
                for vector in (self.parameters, self.gradient)
            )
            slope[...] = self.f[l].alpha
            self.places[l] = [*self.places[l], place]
            self.f[l] = self.f[l].bind(slope, gradient)

    def _draw(self, init, bias, seed):
        """Fill W and b; each network of a stack draws from its own random stream."""
        drawn = []
        for values, given, what in ((self.W, init, "init"), (self.b, bias, "bias")):
            for l, rule in enumerate(_rules(given, self.L, what), 1):
                if isinstance(rule, initializers.Initializer):
                    gain = np.broadcast_to(rule.gain, self.stack)
                    drawn.append((l, values[l], rule, gain))
                else:
                    _assign(values[l], rule, self.stack, f"the {what} of layer {l}")
        drawn.sort(key=lambda entry: entry[0])
        seed = _checked_seed(seed)
        if not drawn:
            return
        streams = _streams(seed, self.stack)
        for k, rng in zip(np.ndindex(self.stack), streams, strict=True):
            for l, values, rule, gain in drawn:
                shape = values.shape[len(k) :]
                values[k] = gain[k] * rule(rng, *self.sizes[l - 1 : l + 1], shape)

    def _check_inputs_shape(self, shape):
        features, lead = self.sizes[0], shape[:-2]
        if len(shape) >= 2 and shape[-1] == features and lead in ((), self.stack):
            if shape[-2] == 0:
                raise ValueError(
                    f"X has shape {shape}: the batch is empty; give n >= 1"
                )
            return
        fix = f"give {features} features for each example"
        if shape == (features,):
            fix = "a single example is X[None, :]"
        elif len(shape) == 1 and features == 1:
            fix = "make the row of examples a column: X[:, None]"
        elif len(shape) == 2 and shape[0] == features:
            fix = "rows are examples: give X.T"
        elif lead:
            fix = f"the leading axes must be those of the stack, {self.stack}"
        stacked = f" or {(*self.stack, 'n', features)}" if self.stack else ""
        raise ValueError(
            f"X has shape {shape}, expected (n, {features}){stacked}: {fix}"
        )

    def checked_data(self, X: ArrayLike, Y: ArrayLike) -> tuple[Array, NDArray]:
        """X and Y as arrays, once they are known to fit the network and each other."""
        X = _checks.array(X, "X")
        self._check_inputs_shape(X.shape)
        X = _checks.floats(X, "the inputs X").astype(self.dtype, copy=False)
        outputs = (*self.stack, X.shape[-2], self.sizes[-1])
        return X, self.checked_targets(Y, outputs)

    def checked_targets(self, Y: ArrayLike, shape: tuple[int, ...]) -> NDArray:
        """Y as an array, once it is known to fit outputs of this shape."""
        Y = _checks.array(Y, "Y")
        self.loss.check_shapes(shape, Y)
        Y = self.loss.check_targets(Y, shape[-1])
        return Y if Y.dtype.kind in "iu" else Y.astype(self.dtype, copy=False)

    def checked_rate(self, learning_rate: Any) -> Any:
        """The learning rate as a number or with shape ``(*stack, 1)``."""
        rate = np.asarray(learning_rate)
        if rate.dtype.kind not in "fiu":
            raise TypeError(
                f"the learning rate must be a number, got {learning_rate!r}"
            )
        if rate.ndim and rate.shape != self.stack:
            raise ValueError(
                f"the learning rate has shape {rate.shape}; give one number, or one "
                f"for each network: shape {self.stack}"
            )
        if not (np.isfinite(rate) & (rate >= 0)).all():
            raise ValueError(
                "the learning rate must be finite and not negative, got "
                f"{learning_rate!r}"
            )
        return (
            rate[..., None].astype(self.dtype) if rate.ndim else rate.astype(self.dtype)
        )


class PerLayer(tuple):
    """One array for each layer; assigning to an item copies into the array."""

    def __setitem__(self, l: int, value: ArrayLike) -> None:
        self[l][...] = value


class _Buffers:
    """Arrays for z, a and δ of every layer, for batches of one shape.

    Memory holds unit after unit, so that the unit that is always 1 (the last column of
    ``a1``) leaves the others in one piece.
    """

    def __init__(self, sizes, stack, batch, dtype):
        self.n = np.array(batch[-1], dtype)

        def layer(units):
            return np.ones((*stack, units, batch[-1]), dtype).swapaxes(-1, -2)

        self.a1 = [np.ones((*batch, sizes[0] + 1), dtype)]
        self.a1 += [layer(units + 1) for units in sizes[1:]]
        self.a1T = [a1.swapaxes(-1, -2) for a1 in self.a1]
        self.a = [a1[..., :-1] for a1 in self.a1]
        self.z = [None, *(layer(units) for units in sizes[1:])]
        self.delta = [None, *(layer(units) for units in sizes[1:])]
        widest = layer(max(sizes[1:]))  # one scratch space serves all layers
        self.work = [None, *(widest[..., :units] for units in sizes[1:])]


def _checked_sizes(sizes):
    if isinstance(sizes, str) or not isinstance(sizes, Sequence | np.ndarray):
        raise TypeError(f"sizes must be a list such as [64, 30, 10], got {sizes!r}")
    if len(sizes) < 2:
        raise ValueError(
            f"sizes must hold the inputs and at least one layer, such as [64, 10], got "
            f"{sizes!r}"
        )
    return tuple(_checks.count(units, "each of sizes") for units in sizes)


def _checked_stack(stack):
    if not isinstance(stack, tuple | list):
        raise TypeError(
            f"stack must be a tuple of lengths such as (20,), or () for one network, "
            f"got {stack!r}"
        )
    return tuple(_checks.count(k, "an axis of stack") for k in stack)


def _checked_dtype(dtype):
    name = dtype.name if isinstance(dtype, np.dtype) else dtype
    name = dtype.__name__ if isinstance(dtype, type) else name
    if not isinstance(name, str) or name not in ("float64", "float32"):
        raise ValueError(f'dtype must be "float64" or "float32", got {dtype!r}')
    return np.dtype(name)


def _checked_hidden(hidden, count):
    several = isinstance(hidden, list | tuple)
    if several and len(hidden) != count:
        raise ValueError(
            f"hidden names {len(hidden)} activations, but there are {count} hidden "
            "layers; give one name for all, or one for each"
        )
    found = [activations.get(f) for f in (hidden if several else [hidden] * count)]
    for f in found:
        if not isinstance(f, activations.Activation):
            raise ValueError(
                f"{f.name} mixes the units of a layer, so it stands in the output "
                "layer only; choose a hidden activation among "
                f"{', '.join(activations.NAMES)}"
            )
    return found


def _rules(given, L, what):
    """One rule for each layer: an Initializer, or an array of values."""
    if isinstance(given, list | tuple):
        if len(given) != L:
            raise ValueError(f"{what} has {len(given)} entries for {L} layers")
    else:
        given = [given] * L
    return [initializers.get(g) if isinstance(g, str) else g for g in given]


def _assign(into, values, stack, what):
    """Copy given values into the weights or biases of a layer, for all networks."""
    values = _checks.floats(values, what)
    shape = into.shape[len(stack) :]
    if values.shape not in ((), shape, into.shape):
        stacked = f" or {into.shape}" if stack else ""
        raise ValueError(f"{what} has shape {values.shape}, expected {shape}{stacked}")
    into[...] = values


def _checked_seed(seed):
    if isinstance(seed, np.random.SeedSequence):
        return seed
    return np.random.SeedSequence(_checks.count(seed, "seed", least=0))


def _streams(seed, stack):
    """A random generator for each network of the stack."""
    if not stack:
        return [np.random.default_rng(seed)]
    fresh = np.random.SeedSequence(
        seed.entropy, spawn_key=seed.spawn_key, pool_size=seed.pool_size
    )
    return [np.random.default_rng(child) for child in fresh.spawn(int(np.prod(stack)))]
