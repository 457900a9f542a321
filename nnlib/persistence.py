"""Networks on disk: a NumPy archive of numbers and text, without pickles.

A file holds ``format`` (an integer), ``config`` (JSON) and ``parameters`` (an array).
"""

import json
import zipfile
import zlib
from itertools import pairwise
from os import PathLike
from typing import BinaryIO

import numpy as np

from nnlib import activations
from nnlib.blocks import NormalizedNetwork, ResidualNetwork
from nnlib.network import Network

FORMAT = 1
KEYS = {"kind", "sizes", "hidden", "output", "loss", "stack", "dtype"}
KINDS = {kind.__name__: kind for kind in (Network, ResidualNetwork, NormalizedNetwork)}


def save(net: Network, path: str | PathLike[str]) -> None:
    """Write ``net`` to ``path``, whose name is taken as it is.

    Raises ValueError for a network of a class that ``load`` does not know.
    """
    kind = type(net).__name__
    if KINDS.get(kind) is not type(net):
        raise ValueError(f"cannot save a {kind}; known are {', '.join(KINDS)}")
    config = net.config()
    config["hidden"] = [[f.name, f.parameters] for f in config["hidden"]]
    config["output"] = [config["output"].name, config["output"].parameters]
    text = json.dumps({"kind": kind, **config})
    with open(path, "wb") as file:
        np.savez(file, format=FORMAT, config=text, parameters=net.parameters)


def load(path: str | PathLike[str]) -> Network:
    """The network that ``save`` wrote to ``path``.

    Nothing in the file is executed.  Raises ValueError for a file that is not one of
    these networks, or of another format; OSError where it cannot be read.
    """
    with open(path, "rb") as file:
        try:
            return _read(file)
        except UNREADABLE as error:
            raise ValueError(
                f"{path} is not a network saved by nnlib: {error!r}"
            ) from error


# What ValueError stands for when an archive is damaged, beside ValueError itself.
UNREADABLE = (
    AttributeError,
    EOFError,
    KeyError,
    NotImplementedError,
    RuntimeError,
    TypeError,
    ValueError,
    zipfile.BadZipFile,
    zlib.error,
)


def _read(file: BinaryIO) -> Network:
    if not zipfile.is_zipfile(file):
        raise ValueError("it is no .npz archive")
    file.seek(0)
    with np.load(file, allow_pickle=False) as archive:
        version, text = archive["format"], str(archive["config"])
        parameters = archive["parameters"]
    if version.dtype.kind not in "iu" or version.shape or version != FORMAT:
        raise ValueError(f"its format is {version}, this version reads {FORMAT}")
    config = json.loads(text)
    if not isinstance(config, dict) or set(config) != KEYS:
        raise ValueError(f"its description must have exactly {sorted(KEYS)}")
    _check_parameters(parameters, config)
    kind = KINDS[config.pop("kind")]
    config["hidden"] = [activations.get(n, **p) for n, p in config["hidden"]]
    name, numbers = config["output"]
    config["output"] = activations.get(name, **numbers)
    net = kind(**{**config, "stack": tuple(config["stack"])}, init="zeros")
    if parameters.shape != net.parameters.shape:
        raise ValueError(
            f"it holds parameters of shape {parameters.shape}, the network needs "
            f"{net.parameters.shape}"
        )
    net.parameters[...] = parameters
    return net


def _check_parameters(parameters, config):
    """Raise ValueError unless they can be those of such a network, before it is made.

    A layer with a learned slope has one parameter beside its weights and biases.
    """
    if parameters.dtype.name != config["dtype"]:
        raise ValueError(f"its parameters are {parameters.dtype.name}")
    sizes = config["sizes"]
    weights = sum((n_in + 1) * n_out for n_in, n_out in pairwise(sizes))
    if parameters.ndim == 0 or list(parameters.shape[:-1]) != config["stack"]:
        raise ValueError(f"its parameters have shape {parameters.shape}")
    if not 0 <= parameters.shape[-1] - weights <= len(sizes):
        raise ValueError(f"it holds {parameters.shape[-1]} parameters for {sizes}")
