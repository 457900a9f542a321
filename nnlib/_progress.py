"""A progress bar for what takes longer than two seconds."""

import os
from collections.abc import Iterable
from typing import Any


def progress_bar(
    iterable: Iterable[Any] | None = None, *, show: bool = True, **bar: Any
) -> Any:
    """tqdm's bar over ``iterable``, shown after two seconds and gone when it is done.

    None is shown where the environment variable TQDM_DISABLE is set; ``bar`` goes to
    tqdm.
    """
    from tqdm.auto import tqdm  # in a notebook it brings ipywidgets, so not before

    disable = not show or bool(os.environ.get("TQDM_DISABLE"))
    return tqdm(iterable, delay=2, leave=False, disable=disable, **bar)
