"""Loss functions, each beside its gradient and its pairing with the output activation.

Outputs ``a`` and logits ``z`` have shape ``(n, units)``, or ``(..., n, units)`` for
networks trained side by side.  A loss returns the cost C, the mean over the n examples:
one number per network.  Targets ``y`` have the shape of the outputs, or ``(n, units)``
shared by the whole stack; for ``sparse_categorical_cross_entropy`` they are integers of
shape ``(n,)`` or ``(..., n)``.

Each loss is computed from the outputs, ``loss(a, y)`` and ``loss.gradient(a, y)``, or
from the logits, ``loss.from_logits(z, y)`` and ``loss.delta(z, y)``.  The second way
keeps the cross-entropies exact where the outputs have saturated.  Its ``output`` is by
default the matched activation of the loss, for which δ = ∂C/∂z = (a − y)/n (times
2/units for ``mean_squared_error``).

All of them raise ValueError or TypeError for shapes or values that do not fit.

Sources: Nielsen, *Neural Networks and Deep Learning*, ch. 2 and 3 (quadratic cost,
cross-entropy); Bishop, *Pattern Recognition and Machine Learning*, ch. 4.3 and 5.2
(matched outputs).
"""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nnlib import _checks, activations
from nnlib.activations import log_softmax, sigmoid, softmax, softplus

Array = NDArray[np.floating]


def one_hot(y: ArrayLike, classes: int) -> Array:
    """Integer labels ``(..., n)`` as rows with a single 1: ``(..., n, classes)``.

    Raises ValueError for a label outside 0 … classes − 1, TypeError for labels that
    are not integers.
    """
    labels = _checks.labels(y, classes)
    return (labels[..., None] == np.arange(classes)).astype(np.float64)


class Loss:
    """The cost of outputs or of logits, and its gradients."""

    name: str
    matched: str  # the output activation for which δ is a difference of a and y
    outputs: tuple[str, ...] | None = None  # those it is defined for; None: any

    @np.errstate(all="ignore")
    def __call__(self, a: ArrayLike, y: ArrayLike) -> Any:
        """C(a, y), the mean over the examples: of the stack's shape, or one number."""
        a, y = self._checked_outputs(a, y)
        return _mean(self._example_loss(a, y))

    @np.errstate(all="ignore")
    def gradient(self, a: ArrayLike, y: ArrayLike) -> Array:
        """∂C/∂a, of the shape of a."""
        a, y = self._checked_outputs(a, y)
        return self._example_slope(a, y) / a.shape[-2]

    @np.errstate(all="ignore")
    def from_logits(self, z: ArrayLike, y: ArrayLike, output: Any = None) -> Any:
        """C(f(z), y) for the output activation f, exact where f(z) has saturated."""
        f = self.paired(output)
        z, y = self._checked(z, y, "z")
        return _mean(self._example_loss_from_logits(z, y, f))

    @np.errstate(all="ignore")
    def delta(self, z: ArrayLike, y: ArrayLike, output: Any = None) -> Array:
        """δ = ∂C/∂z for the output activation f, exact where f(z) has saturated."""
        f = self.paired(output)
        z, y = self._checked(z, y, "z")
        return self._example_delta(z, y, f) / z.shape[-2]

    @np.errstate(all="ignore")
    def cost(self, z: Array, y: Array, f: Any) -> Any:
        """``from_logits`` without its checks, for a network that has made them."""
        return _mean(self._example_loss_from_logits(z, self.dense(y, z.shape[-1]), f))

    def backward(self, delta, z, a, y, n, f, work) -> None:
        """BP1 in place: write δ = ∂C/∂z, with its 1/n, into ``delta``; a is f(z).

        ``n`` is the number of examples, and ``work`` scratch.
        """
        if f.name == self.matched:
            np.subtract(a, y, delta)
            np.divide(delta, n, delta)
        else:
            delta[...] = self._example_delta(z, y, f) / n

    def paired(self, output: Any = None) -> Any:
        """The output activation, once it is known to go with this loss.

        Raises ValueError where the loss of such outputs is not defined.
        """
        f = activations.get(self.matched if output is None else output)
        if self.outputs is None or f.name in self.outputs:
            return f
        fix = f"use output={self.matched!r}"
        if f.name == "tanh":
            fix += ", or read (1 + tanh z)/2 as a probability, which is sigmoid(2z)"
        raise ValueError(
            f"{self.name} takes the logarithm of the outputs, so they must be "
            f"probabilities strictly between 0 and 1, which {f.name} does not give; "
            f"{fix}"
        )

    def check_shapes(self, shape: tuple[int, ...], y: NDArray) -> None:
        """Raise ValueError unless targets ``y`` fit outputs of this shape."""
        if y.shape in (shape, shape[-2:]) and len(shape) > 1 and 0 not in shape:
            return
        self._check_outputs_shape(shape)
        fix = f"give targets of shape {shape[-2:]}"
        if y.shape == shape[-2:-1]:
            if shape[-1] == 1:
                fix = "make the row a column: y[:, None]"
            elif y.dtype.kind in "iu":
                fix = (
                    f"for integer labels use losses.one_hot(y, {shape[-1]}), or the "
                    "loss sparse_categorical_cross_entropy"
                )
        raise ValueError(
            f"{self.name}: the targets have shape {y.shape}, the outputs {shape}; {fix}"
        )

    def check_targets(self, y: NDArray, units: int, what: str = "y") -> NDArray:
        """``y`` as an array, once its values are known to suit this loss."""
        return _checks.finite(y, what)

    def dense(self, y: NDArray, units: int) -> NDArray:
        """Targets in the shape of the outputs."""
        return y

    def __repr__(self) -> str:
        return self.name

    def _check_outputs_shape(self, shape):
        if len(shape) < 2 or 0 in shape:
            raise ValueError(
                f"{self.name}: expected outputs of shape (n, units) with at least one "
                f"example, got {shape}; a row of examples with one unit is a[:, None], "
                "a single example is a[None, :]"
            )

    def _checked(self, z: ArrayLike, y: ArrayLike, what: str) -> tuple[Array, Array]:
        z, y = _checks.finite(z, what), _checks.array(y, "y")
        self.check_shapes(z.shape, y)
        y = self.dense(self.check_targets(y, z.shape[-1]), z.shape[-1])
        return z, _checks.finite(y, "y", z.dtype)

    def _checked_outputs(self, a: ArrayLike, y: ArrayLike) -> tuple[Array, Array]:
        a, y = self._checked(a, y, "a")
        if self.outputs is not None:
            fix = "give outputs of softmax or sigmoid, or use from_logits for logits"
            if a.min() >= -1 and a.max() <= 1:
                fix += "; outputs of tanh in (−1, 1) become probabilities by (1 + a)/2"
            _checks.probabilities(a, "a", fix)
        return a, y

    def _example_loss(self, a, y):
        """The loss of each example, summed over the units: shape (..., n)."""
        raise NotImplementedError

    def _example_slope(self, a, y):
        """∂(loss of an example)/∂a."""
        raise NotImplementedError

    def _example_loss_from_logits(self, z, y, f):
        """The loss of each example from its logits."""
        raise NotImplementedError

    def _example_delta(self, z, y, f):
        """∂(loss of an example)/∂z."""
        raise NotImplementedError


class Quadratic(Loss):
    """C = 1/(2n) Σ‖a − y‖²,  ∂C/∂a = (a − y)/n.

    The cost of Nielsen's book: units/2 times ``mean_squared_error``.
    """

    name = "quadratic"
    matched = "identity"

    def _weight(self, units):
        return 1 / 2

    def _example_loss(self, a, y):
        return self._weight(a.shape[-1]) * ((a - y) ** 2).sum(axis=-1)

    def _example_slope(self, a, y):
        return 2 * self._weight(a.shape[-1]) * (a - y)

    def _example_loss_from_logits(self, z, y, f):
        return self._example_loss(f(z), y)

    def _example_delta(self, z, y, f):
        a = f(z)
        slope = self._example_slope(a, y)
        if f.name == "softmax":
            return a * (slope - (slope * a).sum(axis=-1, keepdims=True))
        return slope * f.derivative(z)

    def backward(self, delta, z, a, y, n, f, work) -> None:
        np.subtract(a, y, delta)
        np.multiply(delta, 2 * self._weight(delta.shape[-1]) / n, delta)  # ∂C/∂a
        if f.name != self.matched:  # for the identity f′ is 1
            f.backward(delta, z, a, work)  # ⊙ f′(z)


class MeanSquaredError(Quadratic):
    """C = mean of (a − y)² over examples and units,  ∂C/∂a = 2(a − y)/(n units).

    The MSE of the frameworks: 2/units times ``quadratic``.
    """

    name = "mean_squared_error"

    def _weight(self, units):
        return 1 / units


class BinaryCrossEntropy(Loss):
    """C = −1/n Σ [y ln a + (1 − y) ln(1 − a)],  ∂C/∂a = (a − y)/(a(1 − a) n).

    Each unit is its own yes-or-no question: summed over the units, averaged over the
    examples.  Targets are any numbers in [0, 1].  From the logits of a sigmoid:
    C = 1/n Σ [y softplus(−z) + (1 − y) softplus(z)].
    """

    name = "binary_cross_entropy"
    matched = "sigmoid"
    outputs = ("sigmoid", "softmax")

    def check_targets(self, y, units, what="y"):
        y = super().check_targets(y, units, what)
        _checks.probabilities(y, what, "rescale the targets to [0, 1]")
        return y

    def _example_loss(self, a, y):
        return -(_times(y, np.log(a)) + _times(1 - y, np.log1p(-a))).sum(axis=-1)

    def _example_slope(self, a, y):
        at_the_ends = _times(1 - y, 1 / (1 - a)) - _times(y, 1 / a)
        return np.where((a > 0) & (a < 1), (a - y) / (a * (1 - a)), at_the_ends)

    def _example_loss_from_logits(self, z, y, f):
        if f.name == "sigmoid":
            return (_times(y, softplus(-z)) + _times(1 - y, softplus(z))).sum(axis=-1)
        log_a, log_rest = log_softmax(z), _log_rest(z)
        return -(_times(y, log_a) + _times(1 - y, log_rest)).sum(axis=-1)

    def _example_delta(self, z, y, f):
        if f.name == "sigmoid":
            return (1 - y) * sigmoid(z) - y * sigmoid(-z)
        # softmax: Σ_k ∂L/∂a_k a_k (1[j = k] − a_j), with the factor a_j/(1 − a_k) of
        # k ≠ j taken as one exponential, for its parts can be 0 and infinite
        log_a, log_rest = log_softmax(z), _log_rest(z)
        a = np.exp(log_a)
        ratio = np.exp((log_a - log_rest)[..., None, :] + log_a[..., :, None])
        pull = (1 - y)[..., None, :] * ratio - y[..., None, :] * a[..., :, None]
        others = np.where(np.eye(z.shape[-1], dtype=bool), 0, pull).sum(axis=-1)
        return (1 - y) * a - y * np.exp(log_rest) - others


class CategoricalCrossEntropy(Loss):
    """C = −1/n Σ y ln a,  ∂C/∂a = −y/(a n), for rows y that sum to 1.

    With one-hot rows it is the log-likelihood cost: −ln a of the true class.
    """

    name = "categorical_cross_entropy"
    matched = "softmax"
    outputs = ("softmax", "sigmoid")

    def check_targets(self, y, units, what="y"):
        y = super().check_targets(y, units, what)
        _checks.probabilities(y, what, "give one-hot rows")
        off = np.abs(y.sum(axis=-1) - 1)
        if np.any(off > 1e-6):
            row = tuple(int(i) for i in np.argwhere(off > 1e-6)[0])
            raise ValueError(
                f"{self.name}: each row of the targets must sum to 1, but "
                f"{what}{list(row)} sums to {y[row].sum():.6g}; for several "
                "independent labels use binary_cross_entropy"
            )
        return y

    def _example_loss(self, a, y):
        return -_times(y, np.log(a)).sum(axis=-1)

    def _example_slope(self, a, y):
        return np.where(y == 0, 0, -y / a)

    def _example_loss_from_logits(self, z, y, f):
        log_a = log_softmax(z) if f.name == "softmax" else -softplus(-z)
        return -_times(y, log_a).sum(axis=-1)

    def _example_delta(self, z, y, f):
        if f.name == "softmax":
            return (1 - y) * softmax(z) - y * np.exp(_log_rest(z))
        return -y * sigmoid(-z)


class SparseCategoricalCrossEntropy(CategoricalCrossEntropy):
    """The categorical cross-entropy with integer labels: C = −1/n Σ ln a_y.

    ``y`` has shape ``(n,)``, or ``(..., n)`` for a stack, with values 0 … units − 1.
    """

    name = "sparse_categorical_cross_entropy"

    def check_shapes(self, shape, y):
        self._check_outputs_shape(shape)
        if y.shape in (shape[:-1], shape[-2:-1]):
            return
        fix = f"give integers of shape {shape[-2:-1]}"
        if y.shape in (shape, shape[-2:]):
            fix = (
                "these look like one-hot rows: use categorical_cross_entropy, or "
                "y.argmax(axis=-1)"
            )
        raise ValueError(
            f"{self.name} takes one integer label per example, for outputs of shape "
            f"{shape}; got targets of shape {y.shape}: {fix}"
        )

    def check_targets(self, y, units, what="y"):
        return _checks.labels(y, units, what)

    def dense(self, y, units):
        rows = y[..., None] == np.arange(units)
        return rows.astype(np.float32)  # 0 and 1 are exact, in half of the memory

    def backward(self, delta, z, a, y, n, f, work) -> None:
        super().backward(delta, z, a, self.dense(y, a.shape[-1]), n, f, work)


def _mean(examples):
    return examples.sum(axis=-1) / examples.shape[-1]


def _times(y, x):
    """y x, and 0 where y is 0 even if x is infinite."""
    return np.where(y == 0, 0, y * x)


def _log_rest(z):
    """ln(1 − softmax(z)): the logarithm of what the other classes get together."""
    others = np.where(np.eye(z.shape[-1], dtype=bool), -np.inf, z[..., None, :])
    top = others.max(axis=-1)
    log_sum = top + np.log(np.exp(others - top[..., None]).sum(axis=-1))
    return -softplus(z - log_sum)


quadratic = Quadratic()
mean_squared_error = MeanSquaredError()
binary_cross_entropy = BinaryCrossEntropy()
categorical_cross_entropy = CategoricalCrossEntropy()
sparse_categorical_cross_entropy = SparseCategoricalCrossEntropy()

_ALL = {
    loss.name: loss
    for loss in (
        quadratic,
        mean_squared_error,
        binary_cross_entropy,
        categorical_cross_entropy,
        sparse_categorical_cross_entropy,
    )
}
NAMES = tuple(_ALL)


def default_for(f: Any) -> Loss:
    """The loss of a network that names none: categorical_cross_entropy, for softmax.

    Raises ValueError for the output activation f of another network, with the pairings
    that would fit.
    """
    if f.name == categorical_cross_entropy.matched:
        return categorical_cross_entropy
    matched = [loss.name for loss in _ALL.values() if loss.matched == f.name]
    fitting = " or ".join(map(repr, matched or ["quadratic", "mean_squared_error"]))
    raise ValueError(
        f"the default loss, categorical_cross_entropy, does not fit output={f.name!r}: "
        f"use output='softmax' with it, or output={f.name!r} with loss={fitting}"
    )


def get(loss: str | Loss) -> Loss:
    """The loss of that name; a loss is handed back as it is.

    Raises ValueError for an unknown name, TypeError for anything else.
    """
    if isinstance(loss, Loss):
        return loss
    return _ALL[_checks.by_name(loss, NAMES, "loss")]
