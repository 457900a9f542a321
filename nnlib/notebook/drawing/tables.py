"""Small tables in a notebook, and the stored benchmark tables that they read."""

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ..message import columns, markup
from ..series import COURSE


class Table:
    """A table with a caption: HTML on the page, aligned text where there is none.

    ``header`` and every row are texts, one for each column; the first names the row.
    Numbers come rounded, as texts, so that the plain form is the same everywhere.

    Raises ValueError for a row of another length than the header.
    """

    def __init__(
        self, caption: str, header: Sequence[str], rows: Sequence[Sequence[str]]
    ) -> None:
        for row in rows:
            if len(row) != len(header):
                raise ValueError(
                    f"the header has {len(header)} columns and the row {list(row)} has "
                    f"{len(row)}; give one text for each column"
                )
        self.caption, self.header = caption, header
        self.rows = [list(row) for row in rows]

    def __repr__(self) -> str:
        return f"{self.caption}\n{columns([self.header, *self.rows])}"

    def _repr_html_(self) -> str:
        sides = ["left", *map(_side, list(zip(*self.rows, strict=True))[1:])]
        sides += ["right"] * (len(self.header) - len(sides))
        head = _row(self.header, sides, "col", "th")
        body = "".join(_row(row, sides, "row", "td") for row in self.rows)
        return (
            '<table><caption style="caption-side:top;text-align:left;'
            'white-space:nowrap">'
            f"{markup(self.caption)}</caption>"
            f"<thead>{head}</thead><tbody>{body}</tbody></table>"
        )


def stored(name: str) -> Any:
    """The table ``benchmarks/NAME.json`` as it was measured and stored.

    It is looked for beside the folder of the notebook, then in what nnlib is installed
    from.  Raises FileNotFoundError if it is in neither.
    """
    file = Path("benchmarks", f"{name}.json")
    for folder in (Path.cwd().parent, COURSE):
        if (folder / file).exists():
            return json.loads((folder / file).read_text(encoding="utf-8"))
    raise FileNotFoundError(
        f"no {file}; open the notebook in a checkout of the project, or measure it "
        f"there: python -m benchmarks.{name}"
    )


def _side(column: Sequence[str]) -> str:
    """Numbers are set to the right, a column of words to the left."""
    numbers = [re.match(r"[−+<≈]?\d", cell) is not None for cell in column]
    return "right" if 2 * sum(numbers) >= len(numbers) else "left"


def _row(cells: Sequence[str], sides: Sequence[str], scope: str, tag: str) -> str:
    """A row: the first cell names it."""
    first, *rest = [
        f'style="text-align:{side}">{markup(cell)}'
        for cell, side in zip(cells, sides, strict=True)
    ]
    scoped = ' scope="col"' if tag == "th" else ""
    others = "".join(f"<{tag}{scoped} {cell}</{tag}>" for cell in rest)
    return f'<tr><th scope="{scope}" {first}</th>{others}</tr>'
