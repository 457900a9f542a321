"""The weights and biases of a network: one vector, views into it, and their start.

All parameters lie in one vector, so that an update is one subtraction.  The bias of a
layer is the last row of its ``Wb``: the weights of a unit that is always 1, so that one
product gives a W + b, and one both gradients.
"""

from collections.abc import Iterable
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from nnlib import _checks, initializers


class PerLayer(tuple):
    """One array for each layer; assigning to an entry copies into its array.

    ``name`` is what messages call it, and ``axes`` counts the axes of one network.
    """

    name: str
    axes: int

    def __new__(cls, arrays: Iterable, name: str, axes: int) -> "PerLayer":
        self = super().__new__(cls, arrays)
        self.name, self.axes = name, axes
        return self

    def __getnewargs__(self):
        return tuple(self), self.name, self.axes

    def __setitem__(self, l: int, values: ArrayLike) -> None:
        if values is not self[l]:  # as it is after ``W[l] -= …``
            self[l][...] = self._fitting(l, values)

    def assign(self, values: Any) -> None:
        """Copy one array for each layer; ValueError or TypeError if they do not fit."""
        if values is self:
            return
        if not isinstance(values, list | tuple):
            raise TypeError(
                f"{self.name} is a list with an array for each layer, got {values!r}; "
                f"assign to {self.name}[l] to change one layer"
            )
        unused = [l for l, array in enumerate(self) if array is None]
        if len(values) != len(self) or any(values[l] is not None for l in unused):
            raise ValueError(
                f"{self.name} has entries 0 … {len(self) - 1}, of which entry 0 is "
                f"{'None' if unused else 'X'}; got {len(values)} entries; assign to "
                f"{self.name}[l] to change one layer"
            )
        layers = [l for l in range(len(self)) if l not in unused]
        for l, copied in [(l, self._fitting(l, values[l])) for l in layers]:
            self[l][...] = copied

    def _fitting(self, l, values):
        if self[l] is None:
            raise ValueError(f"{self.name}[{l}] is unused: layers count from 1")
        return _checks.fitting(values, f"{self.name}[{l}]", self[l], self.axes)


class Parameters:
    """The parameters of every layer, or their gradient; entry 0 of each list is None.

    ``vector`` has shape ``(*stack, count)``; its last ``slopes`` numbers are learned
    slopes of activations.  ``Wb[l]``, ``W[l]`` and ``b[l]`` are views into it, and
    ``places[l]`` are the indices of layer l.  ``d`` stands before the names of a
    gradient.
    """

    def __init__(self, sizes, stack, dtype, slopes=0, d=""):
        shapes = [(n_in + 1, n_out) for n_in, n_out in pairwise(sizes)]
        count = sum(rows * columns for rows, columns in shapes) + slopes
        self.vector = np.zeros((*stack, count), dtype)
        self.Wb, self.places, start = [None], [None], 0
        for rows, columns in shapes:
            stop = start + rows * columns
            part = self.vector[..., start:stop]
            self.Wb.append(part.reshape(*stack, rows, columns))
            self.places.append(range(start, stop))
            start = stop
        W = [Wb[..., :-1, :] for Wb in self.Wb[1:]]
        b = [Wb[..., -1, :] for Wb in self.Wb[1:]]
        self.W = PerLayer([None, *W], f"{d}W", 2)
        self.b = PerLayer([None, *b], f"{d}b", 1)
        self.WT = [None, *(array.swapaxes(-1, -2) for array in W)]


def fill(theta: Parameters, init: Any, bias: Any, seed: Any, stack: tuple) -> None:
    """Fill W and b; each network of a stack draws from its own random stream.

    Raises ValueError or TypeError for rules, arrays or seeds that do not fit.
    """
    drawn = []
    for values, given, what in ((theta.W, init, "init"), (theta.b, bias, "bias")):
        L = len(values) - 1
        for l, rule in enumerate(_rules(given, L, what), 1):
            if isinstance(rule, initializers.Initializer):
                gain = np.broadcast_to(rule.gain, stack)
                drawn.append((l, values[l], rule, gain))
            else:
                name = f"{what}[{l - 1}]" if isinstance(given, list | tuple) else what
                values[l][...] = _checks.fitting(rule, name, values[l], values.axes)
    drawn.sort(key=lambda entry: entry[0])
    seed = _checks.seed_sequence(seed)
    if not drawn:
        return
    for k, rng in zip(np.ndindex(stack), _streams(seed, stack), strict=True):
        for l, values, rule, gain in drawn:
            n_in, n_out = theta.W[l].shape[-2:]
            with np.errstate(all="ignore"):
                start = gain[k] * rule(rng, n_in, n_out, values.shape[len(k) :])
            name = f"the start of layer {l} by {rule}, "
            values[k] = _checks.finite(start, name, values.dtype)


def _rules(given, L, what):
    """One rule for each layer: an Initializer, or an array of values."""
    if isinstance(given, list | tuple):
        if len(given) != L:
            raise ValueError(f"{what} has {len(given)} entries for {L} layers")
    else:
        given = [given] * L
    return [initializers.get(g) if isinstance(g, str) else g for g in given]


def _streams(seed, stack):
    """A random generator for each network of the stack."""
    if not stack:
        return [np.random.default_rng(seed)]
    fresh = np.random.SeedSequence(
        seed.entropy, spawn_key=seed.spawn_key, pool_size=seed.pool_size
    )
    return [np.random.default_rng(child) for child in fresh.spawn(int(np.prod(stack)))]
