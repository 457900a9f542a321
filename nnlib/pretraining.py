"""Greedy layer-wise pre-training with autoencoders."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from nnlib.network import Network
from nnlib.training import TrainingDiverged, fit


def pretrain(net: Network, X: ArrayLike, **training: Any) -> list[Network]:
    """Train the hidden layers of ``net`` one after the other to keep their input.

    Layer l becomes the first half of an autoencoder n_in – n_out – n_in with linear
    outputs and the quadratic cost; its codes are the input of layer l + 1.  The labels
    are not used; afterwards the whole network is trained as usual (fine-tuning).
    Returned are the autoencoders, that of layer 1 first.

    ``training`` goes to ``fit``: epochs, batch_size, learning_rate, optimizer, seed …
    Raises the errors of ``fit``, and TrainingDiverged where one network of a stack has
    diverged; ``net`` is then as it was.

    Source: Hinton, Osindero & Teh 2006 (with restricted Boltzmann machines); Bengio,
    Lamblin, Popovici & Larochelle 2007 (with autoencoders).
    """
    codes, coders = X, []
    for l in range(1, net.L):
        n_in, n_out = net.sizes[l - 1], net.sizes[l]
        coder = Network(
            [n_in, n_out, n_in],
            hidden=net.f[l],
            output="identity",
            loss="quadratic",
            init=[net.W[l], net.W[l].swapaxes(-1, -2)],
            bias=[net.b[l], 0.0],
            stack=net.stack,
            dtype=net.dtype.name,
        )
        history = fit(coder, codes, codes, **{"record": ("loss",), **training})
        if history.diverged.any():
            lost = ", ".join(map(str, np.argwhere(history.diverged).tolist()))
            raise TrainingDiverged(
                f"pre-training of layer {l} diverged in network {lost} of the stack; "
                "try a lower learning rate",
                history,
            )
        coders.append(coder)
        coder.forward(codes)
        codes = coder.a[1].copy()
    for l, coder in enumerate(coders, start=1):
        net.W[l], net.b[l] = coder.W[1], coder.b[1]
    return coders
