"""The arrays that a pass over a batch fills, so that its loop allocates nothing."""

import numpy as np


class Buffers:
    """z, a and δ of every layer for batches of one shape; entry 0 of z and δ is None.

    Memory holds unit after unit, so that the unit that is always 1 (the last column of
    ``a1``) leaves the others in one piece.

    ``upward``, ``output`` and ``downward`` are what the forward pass, the last layer
    and the hidden layers on the way back read and write, in the order of their use.
    """

    def __init__(self, f, theta, nabla, batch):
        stack, dtype = theta.vector.shape[:-1], theta.vector.dtype
        L, n = len(f) - 1, batch[-1]
        self.n = np.array(n, dtype)

        def layer(units):
            return _transposed(np.ones((*stack, units, n), dtype))

        units = [W.shape[-1] for W in theta.W[1:]]
        a1 = [np.ones((*batch, theta.Wb[1].shape[-2]), dtype)]
        a1 += [layer(count + 1) for count in units]
        self.a = a = [with_one[..., :-1] for with_one in a1]
        self.z = z = [None, *map(layer, units)]
        self.delta = delta = [None, *map(layer, units)]
        scratch = layer(max(units))  # one for all layers
        work = [None, *(scratch[..., :count] for count in units)]

        WT = [None, *map(_transposed, theta.W[1:])]
        a1T = [*map(_transposed, a1)]
        layers = [
            (delta[l], z[l], a[l], f[l], work[l], a1T[l - 1], nabla.Wb[l])
            for l in range(1, L + 1)
        ]
        self.upward = [
            (a1[l - 1], theta.Wb[l], z[l], a[l], f[l]) for l in range(1, L + 1)
        ]
        self.output = layers[-1]
        self.downward = [
            (delta[l + 1], WT[l + 1], layers[l - 1]) for l in range(L - 1, 0, -1)
        ]


def _transposed(array):
    return array.swapaxes(-1, -2)
