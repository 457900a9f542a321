"""The weights and biases of a network: one vector, views into it, and their start.

All parameters lie in one vector, so that an update is one subtraction.  The bias of a
layer is the last row of its ``Wb``: the weights of a unit that is always 1, so that one
product gives a W + b, and one both gradients.
"""

from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from nnlib import _checks, initializers


class Parameters:
    """The parameters of every layer, or their gradient; entry 0 of each list is None.

    ``vector`` has shape ``(*stack, count)``; its last ``slopes`` numbers are learned
    slopes of activations.  ``Wb[l]``, ``W[l]`` and ``b[l]`` are views into it, and
    ``places[l]`` are the indices of layer l.
    """

    def __init__(self, sizes, stack, dtype, slopes=0):
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
        self.W = PerLayer(Wb if Wb is None else Wb[..., :-1, :] for Wb in self.Wb)
        self.b = PerLayer(Wb if Wb is None else Wb[..., -1, :] for Wb in self.Wb)


class PerLayer(tuple):
    """One array for each layer; assigning to an item copies into the array."""

    def __setitem__(self, l: int, value: ArrayLike) -> None:
        self[l][...] = value


def fill(theta: Parameters, init: Any, bias: Any, seed: Any, stack: tuple) -> None:
    """Fill W and b; each network of a stack draws from its own random stream.

    Raises ValueError or TypeError for rules, arrays or seeds that do not fit.
    """
    drawn = []
    for values, given, what in ((theta.W, init, "init"), (theta.b, bias, "bias")):
        for l, rule in enumerate(_rules(given, len(values) - 1, what), 1):
            if isinstance(rule, initializers.Initializer):
                gain = np.broadcast_to(rule.gain, stack)
                drawn.append((l, values[l], rule, gain))
            else:
                _assign(values[l], rule, stack, f"the {what} of layer {l}")
    drawn.sort(key=lambda entry: entry[0])
    seed = _checked_seed(seed)
    if not drawn:
        return
    for k, rng in zip(np.ndindex(stack), _streams(seed, stack), strict=True):
        for l, values, rule, gain in drawn:
            n_in, n_out = theta.W[l].shape[-2:]
            values[k] = gain[k] * rule(rng, n_in, n_out, values.shape[len(k) :])


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
