"""The arrays that a pass over a batch fills, so that its loop allocates nothing."""

import numpy as np

from nnlib._parameters import PerLayer


class Buffers:
    """z, a and δ of every layer for batches of one shape; entry 0 of z and δ is None.

    ``a1[l]`` is a[l] with the unit that is always 1 as its last column, ``a1T[l]`` its
    transpose, and ``work[l]`` scratch.  Memory holds unit after unit, so that the unit
    that is always 1 leaves the others in one piece.
    """

    def __init__(self, sizes, stack, batch, dtype):
        n = batch[-1]
        self.n = np.array(n, dtype)  # NumPy divides faster by an array than by a number

        def layer(units):
            return np.ones((*stack, units, n), dtype).swapaxes(-1, -2)

        units = sizes[1:]
        inputs = np.ones((*batch, sizes[0] + 1), dtype)
        self.a1 = [inputs, *(layer(count + 1) for count in units)]
        self.a1T = [a1.swapaxes(-1, -2) for a1 in self.a1]
        self.a = [a1[..., :-1] for a1 in self.a1]
        self.z = [None, *map(layer, units)]
        self.delta = [None, *map(layer, units)]
        scratch = layer(max(units))  # one for all layers
        self.work = [None, *(scratch[..., :count] for count in units)]
        self.views = {
            name: PerLayer(getattr(self, name), name, 2) for name in ("z", "a", "delta")
        }
