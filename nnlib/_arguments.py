"""The arguments of a network, checked: each message names what would fit."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from nnlib import _checks, activations


def checked_sizes(sizes):
    if isinstance(sizes, str) or not isinstance(sizes, Sequence | np.ndarray):
        raise TypeError(f"sizes must be a list such as [64, 30, 10], got {sizes!r}")
    if len(sizes) < 2:
        raise ValueError(
            f"sizes must hold the inputs and at least one layer, such as [64, 10], got "
            f"{sizes!r}"
        )
    return tuple(_checks.count(units, "each of sizes") for units in sizes)


def checked_stack(stack):
    if not isinstance(stack, tuple | list):
        raise TypeError(
            f"stack must be a tuple of lengths such as (20,), or () for one network, "
            f"got {stack!r}"
        )
    return tuple(_checks.count(k, "an axis of stack") for k in stack)


def checked_dtype(dtype):
    name = dtype.name if isinstance(dtype, np.dtype) else dtype
    name = dtype.__name__ if isinstance(dtype, type) else name
    if not isinstance(name, str) or name not in ("float64", "float32"):
        raise ValueError(f'dtype must be "float64" or "float32", got {dtype!r}')
    return np.dtype(name)


def checked_hidden(hidden, count):
    several = isinstance(hidden, list | tuple)
    if several and len(hidden) != count:
        raise ValueError(
            f"hidden names {len(hidden)} activations, but there are {count} hidden "
            "layers; give one name for all, or one for each"
        )
    found = [activations.get(f) for f in (hidden if several else [hidden] * count)]
    for f in found:
        if not isinstance(f, activations.Elementwise):
            raise ValueError(
                f"{f.name} mixes the units of a layer, so it stands in the output "
                "layer only; choose a hidden activation among "
                f"{', '.join(activations.NAMES)}"
            )
    return found


def check_inputs_shape(shape, features, stack):
    """Raise ValueError unless X of this shape fits the network."""
    lead = shape[:-2]
    if len(shape) >= 2 and shape[-1] == features and lead in ((), stack):
        if shape[-2] == 0:
            raise ValueError(f"X has shape {shape}: the batch is empty; give n >= 1")
        return
    fix = f"give {features} features for each example"
    if shape == (features,):
        fix = "a single example is X[None, :]"
    elif len(shape) == 1 and features == 1:
        fix = "make the row of examples a column: X[:, None]"
    elif len(shape) == 2 and shape[0] == features:
        fix = "rows are examples: give X.T"
    elif lead:
        fix = f"the leading axes must be those of the stack, {stack}"
    stacked = f" or {(*stack, 'n', features)}" if stack else ""
    raise ValueError(f"X has shape {shape}, expected (n, {features}){stacked}: {fix}")


def checked_rate(learning_rate: Any, stack, dtype) -> Any:
    """The learning rate as an array of no axes, or of shape ``(*stack, 1)``."""
    rate = np.asarray(learning_rate)
    if rate.dtype.kind not in "fiu":
        raise TypeError(f"the learning rate must be a number, got {learning_rate!r}")
    if rate.ndim and rate.shape != stack:
        raise ValueError(
            f"the learning rate has shape {rate.shape}; give one number, or one for "
            f"each network: shape {stack}"
        )
    if not (np.isfinite(rate) & (rate >= 0)).all():
        raise ValueError(
            f"the learning rate must be finite and not negative, got {learning_rate!r}"
        )
    return (rate[..., None] if rate.ndim else rate).astype(dtype)
