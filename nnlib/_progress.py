"""A progress bar for what takes longer than two seconds."""

import os
import sys
from collections.abc import Iterable
from typing import Any


def progress_bar(
    iterable: Iterable[Any] | None = None, *, show: bool = True, **bar: Any
) -> Any:
    """tqdm's bar over ``iterable``, shown after two seconds and gone when it is done.

    None is shown where the environment variable TQDM_DISABLE says so; ``bar`` goes to
    tqdm.
    """
    from tqdm.auto import tqdm  # in a notebook it brings ipywidgets, so not before

    if sys.platform == "emscripten":
        tqdm.monitor_interval = 0  # a browser has no thread to watch the bar with
    wish = os.environ.get("TQDM_DISABLE", "")
    disable = not show or wish.lower() not in ("", "0", "false")
    return tqdm(iterable, delay=2, leave=False, disable=disable, **bar)
