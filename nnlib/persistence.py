"""Networks on disk: a NumPy archive of numbers and text, without pickles.

A file holds ``format`` (an integer), ``config`` (JSON) and ``parameters`` (an array).
"""

import json
import zipfile
from os import PathLike

import numpy as np

from nnlib import activations
from nnlib.blocks import NormalizedNetwork, ResidualNetwork
from nnlib.network import Network

FORMAT = 1
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
    these networks, or of a later format; OSError where it cannot be read.
    """
    if not zipfile.is_zipfile(path):
        raise ValueError(
            f"{path} is not a network saved by nnlib: it is no .npz archive"
        )
    try:
        with np.load(path, allow_pickle=False) as archive:
            version, text = int(archive["format"]), str(archive["config"])
            parameters = archive["parameters"]
        if version != FORMAT:
            raise ValueError(f"its format is {version}, this version reads {FORMAT}")
        config = json.loads(text)
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
    except (ValueError, KeyError, TypeError, zipfile.BadZipFile) as error:
        raise ValueError(f"{path} is not a network saved by nnlib: {error}") from error
    net.parameters[...] = parameters
    return net
