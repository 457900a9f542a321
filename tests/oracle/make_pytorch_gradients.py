"""Write pytorch_gradients.npz: costs and gradients that PyTorch finds by autograd.

Run by hand, in an environment with ``torch==2.13.0``; the tests need the file alone::

    python tests/oracle/make_pytorch_gradients.py

For each network of ``NETWORKS`` the file holds its JSON description, the data ``X`` and
``Y``, the outputs ``a`` and the cost ``C``, and as flat vectors, layer after layer, the
``parameters`` (W by rows, then b), their ``gradient`` and the errors ``delta`` (∂C/∂z,
by rows); ``dalpha`` is the gradient of each prelu's slope.  All of it is float64, and
written in terms of PyTorch's own functions.
"""

import json
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

FILE = Path(__file__).with_name("pytorch_gradients.npz")

ACTIVATIONS = {
    "identity": lambda z: z,
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": F.relu,
    "leaky_relu": lambda z, negative_slope: F.leaky_relu(z, negative_slope),
    "elu": lambda z, alpha: F.elu(z, alpha),
    "selu": F.selu,
    # by default a straight line from z = 20 on, with an error of e^−20
    "softplus": lambda z: F.softplus(z, threshold=700),
    "softsign": F.softsign,
    "gelu": F.gelu,
    "silu": F.silu,
    "mish": F.mish,
    # F.hardsigmoid differentiates with 1/6 in single precision
    "hard_sigmoid": lambda z: F.relu6(z + 3) / 6,
    "softmax": lambda z: F.softmax(z, dim=-1),
}


def sum_over_units(losses):
    return losses.sum(dim=-1).mean()


COSTS = {
    ("quadratic", None): lambda z, a, y: sum_over_units((a - y) ** 2) / 2,
    ("mean_squared_error", None): lambda z, a, y: F.mse_loss(a, y),
    ("binary_cross_entropy", "sigmoid"): lambda z, a, y: sum_over_units(
        F.binary_cross_entropy_with_logits(z, y, reduction="none")
    ),
    ("binary_cross_entropy", "softmax"): lambda z, a, y: sum_over_units(
        F.binary_cross_entropy(a, y, reduction="none")
    ),
    ("categorical_cross_entropy", "softmax"): lambda z, a, y: F.cross_entropy(z, y),
    ("categorical_cross_entropy", "sigmoid"): lambda z, a, y: (
        -sum_over_units(y * F.logsigmoid(z))
    ),
    ("sparse_categorical_cross_entropy", "softmax"): lambda z, a, y: F.cross_entropy(
        z, y
    ),
}

# name: sizes, hidden activations, output, loss, kind of targets, scale of the weights
NETWORKS = {
    "sigmoid, quadratic": (
        [6, 5, 4, 3],
        [["sigmoid", {}]] * 2,
        "sigmoid",
        "quadratic",
        "shares",
        1.0,
    ),
    "tanh, softmax, soft labels": (
        [5, 8, 6, 4],
        [["tanh", {}]] * 2,
        "softmax",
        "categorical_cross_entropy",
        "distribution",
        0.7,
    ),
    "relu, softmax, integer labels": (
        [8, 10, 8, 5],
        [["relu", {}]] * 2,
        "softmax",
        "sparse_categorical_cross_entropy",
        "labels",
        0.6,
    ),
    "rectifiers, linear": (
        [4, 6, 6, 6, 6, 3],
        [
            ["leaky_relu", {"negative_slope": 0.1}],
            ["prelu", {"alpha": 0.3}],
            ["elu", {"alpha": 1.5}],
            ["selu", {}],
        ],
        "identity",
        "mean_squared_error",
        "numbers",
        0.6,
    ),
    "smooth ones, binary": (
        [5, 6, 6, 6, 6, 2],
        [["gelu", {}], ["silu", {}], ["mish", {}], ["softplus", {}]],
        "sigmoid",
        "binary_cross_entropy",
        "shares",
        0.8,
    ),
    "softmax under the quadratic cost": (
        [4, 7, 6, 5],
        [["hard_sigmoid", {}], ["softsign", {}]],
        "softmax",
        "quadratic",
        "distribution",
        1.5,
    ),
    "softmax under the binary cross-entropy": (
        [4, 6, 4],
        [["prelu", {"alpha": -0.2}]],
        "softmax",
        "binary_cross_entropy",
        "shares",
        1.0,
    ),
    "sigmoid under the categorical cross-entropy": (
        [4, 6, 5, 3],
        [["tanh", {}], ["sigmoid", {}]],
        "sigmoid",
        "categorical_cross_entropy",
        "distribution",
        2.0,
    ),
    "sixteen layers": (
        [6, *[6] * 15, 4],
        [["tanh", {}]] * 15,
        "softmax",
        "categorical_cross_entropy",
        "distribution",
        0.4,
    ),
    "saturated": (
        [4, 5, 3],
        [["tanh", {}]],
        "softmax",
        "sparse_categorical_cross_entropy",
        "labels",
        12.0,
    ),
}


def targets(kind, n, units, generator):
    if kind == "labels":
        return torch.randint(units, (n,), generator=generator)
    if kind == "numbers":
        return torch.randn(n, units, generator=generator, dtype=torch.float64)
    shares = torch.rand(n, units, generator=generator, dtype=torch.float64)
    if kind == "distribution":
        shares /= shares.sum(dim=-1, keepdim=True)
    return shares


def flat(tensors):
    return torch.cat([tensor.reshape(-1) for tensor in tensors])


def solve(sizes, hidden, output, loss, kind, scale, generator, n=7):
    """The arrays of one network."""

    def draw(*shape):
        return torch.randn(*shape, generator=generator, dtype=torch.float64)

    X, Y = draw(n, sizes[0]), targets(kind, n, sizes[-1], generator)
    parameters, alphas, z, a = [], [], [], X
    for l in range(1, len(sizes)):
        W = scale * draw(sizes[l - 1], sizes[l])
        b = 0.5 * draw(sizes[l])
        parameters += [W.requires_grad_(), b.requires_grad_()]
        z.append(a @ W + b)
        z[-1].retain_grad()
        name, options = hidden[l - 1] if l <= len(hidden) else (output, {})
        if name == "prelu":
            slope = torch.tensor([options["alpha"]], dtype=torch.float64)
            alphas.append(slope.requires_grad_())
            a = F.prelu(z[-1], alphas[-1])
        else:
            a = ACTIVATIONS[name](z[-1], **options)
    whatever = loss in ("quadratic", "mean_squared_error")
    C = COSTS[loss, None if whatever else output](z[-1], a, Y)
    C.backward()
    arrays = {
        "X": X,
        "Y": Y,
        "a": a,
        "C": C,
        "parameters": flat(parameters),
        "gradient": flat([parameter.grad for parameter in parameters]),
        "delta": flat([logits.grad for logits in z]),
    }
    if alphas:
        arrays["dalpha"] = flat([slope.grad for slope in alphas])
    return {name: tensor.detach().numpy() for name, tensor in arrays.items()}


def main():
    stored = {"torch": np.array(torch.__version__)}
    for number, (name, network) in enumerate(NETWORKS.items()):
        sizes, hidden, output, loss, kind, scale = network
        generator = torch.Generator().manual_seed(number)
        arrays = solve(sizes, hidden, output, loss, kind, scale, generator)
        config = {"sizes": sizes, "hidden": hidden, "output": output, "loss": loss}
        stored[f"{name}/config"] = np.array(json.dumps(config))
        stored |= {f"{name}/{key}": array for key, array in arrays.items()}
    np.savez_compressed(FILE, **stored)
    print(f"{FILE.name}: {len(NETWORKS)} networks, {FILE.stat().st_size} bytes")


if __name__ == "__main__":
    main()
