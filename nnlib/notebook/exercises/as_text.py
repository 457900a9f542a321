"""A learner's answer as text, for the journal: the code of a function, or the value."""

import inspect
from typing import Any

from .compare import shown

LONGEST = 10_000
"""Characters that are kept of an answer."""


def as_text(answer: Any) -> str:
    """What the learner wrote, as far as it is known; runs nothing of the answer."""
    text = shown(answer, 17)
    if inspect.isfunction(answer):
        try:
            text = inspect.getsource(answer)
        except Exception:  # nobody has kept the code, or a decorator hides it
            text = f"{answer.__name__}: its code is not known"
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
