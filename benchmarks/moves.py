"""How long a move of a slider takes in the kernel: ``python -m benchmarks.moves``.

Runs each notebook, then moves each control of each live figure forty times, from one
neighbour of its middle to the other, and stores the medians in ``moves.json``.
Figures whose cost grows with a setting are measured at the setting in ``AT``.
"""

import json
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

import ipywidgets as widgets
import nbformat

from nnlib.notebook.authoring import store
from nnlib.notebook.live.figure import registry

TABLE = Path(__file__).with_name("moves.json")
NOTEBOOKS = sorted(Path(__file__).parents[1].glob("notebooks/*.ipynb"))
AT = {"reach": {"layers": 20}}  # 20 hidden layers of 100 units, a batch of 64
MOVES = 40
LINE = "{notebook:28} {figure:12} {control:12} {milliseconds:6.1f} ms"
CELL = "import benchmarks.moves\nprint(benchmarks.moves.measured())"


def measured() -> str:
    """In the notebook's kernel: median milliseconds by figure and control, as JSON."""
    return json.dumps(
        [
            {"figure": live.name, **_control(live, name)}
            for live in registry
            for name in live.controls
        ]
    )


def _control(live: Any, name: str) -> dict[str, Any]:
    live.set(**AT.get(live.name, {}))
    one, other = _two_values(live.controls[name])
    times = []
    for move in range(MOVES + 2):
        began = time.perf_counter()
        live.controls[name].value = other if move % 2 else one
        times.append(1000 * (time.perf_counter() - began))
        if live.error is not None:
            raise live.error
    live.reset()
    return {
        "control": name,
        "at": AT.get(live.name, {}),
        "milliseconds": round(statistics.median(times[2:]), 1),
    }


def _two_values(widget: Any) -> tuple[Any, Any]:
    """Two values of a control, near its present one."""
    now = widget.value
    if isinstance(widget, widgets.Dropdown | widgets.SelectionSlider):
        values = [value for _, value in widget._options_full]
        return now, values[(widget.index + 1) % len(values)]
    if isinstance(now, bool):
        return now, not now
    step = widget.step
    return now, now + step if now + step <= widget.max else now - step


def main() -> None:
    """Measure every notebook, print the table and store it."""
    table = []
    with tempfile.TemporaryDirectory() as folder:
        for path in NOTEBOOKS:
            notebook = store.read(path)
            notebook.cells.append(nbformat.v4.new_code_cell(CELL))
            copy = Path(folder) / path.name
            copy.write_text(store.text_of(notebook), encoding="utf-8")
            for row in json.loads(store.execute(copy).cells[-1].outputs[0].text):
                table.append({"notebook": path.stem, **row})
                print(LINE.format(**table[-1]))
    TABLE.write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
