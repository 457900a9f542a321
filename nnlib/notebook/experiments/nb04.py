"""The experiment of notebook 04: what slopes of zero let through."""

import numpy as np

from nnlib import Network, data, losses

from . import Result, conclusion


@conclusion(
    "04.1",
    "In each of ten networks at least a third of the slopes of either hidden layer are "
    "0, and still more than half of the weights of layer 1 have a gradient.",
    number="smallest share of weights of layer 1 with a gradient",
    unless={"hidden": "tanh"},
    claims=("T14",),
)
def zeros_let_through(seed: int, hidden: str = "relu") -> Result:
    net = Network([64, 30, 30, 10], hidden, init="he_normal", stack=(10,), seed=seed)
    digits = data.digits()
    X = digits.X[:64]
    net.forward(X)
    net.backward(losses.one_hot(digits.y[:64], 10))
    f = net.f[1]
    silent = np.array([np.mean(f.derivative(net.z[l]) == 0, (1, 2)) for l in (1, 2)])
    inked = X.any(axis=0)  # some pixels are 0 in every image
    moving = np.mean(net.dW[1][:, inked] != 0, axis=(1, 2))
    holds = (silent > 1 / 3).all() & (moving > 0.5).all()
    return Result(bool(holds), float(moving.min()), (silent, moving))
