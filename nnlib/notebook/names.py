"""What the code of a function names."""

from types import CodeType


def names_in(code: CodeType) -> set[str]:
    """The global names and the attributes in a code, and in functions inside it."""
    inner = [part for part in code.co_consts if isinstance(part, CodeType)]
    return set(code.co_names).union(*map(names_in, inner))
