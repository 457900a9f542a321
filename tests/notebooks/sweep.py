"""A pytest plugin: the kernel that has run a notebook sweeps its live figures."""

from collections import defaultdict
from itertools import groupby

import nbformat
import pytest
from nbval.plugin import IPyNbCell, IPyNbFile

SWEEP = """\
from nnlib.notebook.live.sweep import sweep

sentences = {{}}
for record in sweep():
    sentences.setdefault(record.figure, set()).add(record.sentence)
assert len(sentences) == {figures}, f"live figures swept: {{[*sentences]}}"
for figure, said in sentences.items():
    assert len(said) > 1, f"live figure {{figure}} says nothing but {{said}}"
"""


class Sweep(IPyNbCell):
    """A cell behind the last one of the file; it prints nothing, or fails."""

    def reportinfo(self):
        return self.path, 0, f"{self.path.name}::sweep"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put a sweep behind each notebook that is run whole."""
    with_sweeps = []
    for parent, group in groupby(items, lambda item: item.parent):
        own = [*group]
        with_sweeps += own
        if isinstance(parent, IPyNbFile):
            code = [cell for cell in parent.nb.cells if cell.cell_type == "code"]
            if len(own) == len(code):
                with_sweeps.append(_sweep(parent, len(code)))
    items[:] = with_sweeps


def _sweep(notebook: IPyNbFile, number: int) -> Sweep:
    from tests.notebooks import lint

    source = SWEEP.format(figures=len(lint.live_cells(notebook.nb)))
    cell = nbformat.v4.new_code_cell(source, execution_count=number + 1)
    options = defaultdict(bool, check=True)
    return Sweep.from_parent(
        notebook, name="sweep", cell_num=number, cell=cell, options=options
    )
