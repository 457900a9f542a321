"""Execute notebooks and store their outputs: the one command that writes them.

``python -m nnlib.notebook.authoring.store`` runs every notebook of ``notebooks/`` from
top to bottom in a fresh kernel and writes it back in one normal form, so that the file
changes only where the text, the code or the results changed.  Name notebooks to run
only those.
``--check`` runs nothing, writes nothing and reports what is not in the normal form.
"""

import argparse
import copy
import hashlib
import json
import os
import re
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import nbformat
import zmq
from nbclient import NotebookClient
from nbclient.exceptions import CellControlSignal, CellExecutionError, DeadKernelError
from nbclient.output_widget import OutputWidget
from nbformat import NotebookNode

from ..live.picture import WIDGET_VIEW

METADATA = {
    "kernelspec": {
        "display_name": "Python 3 (ipykernel)",
        "language": "python",
        "name": "python3",
    },
    "language_info": {
        "file_extension": ".py",
        "mimetype": "text/x-python",
        "name": "python",
        "pygments_lexer": "ipython3",
    },
}
CELL_METADATA = ("slideshow", "tags", "jupyter")
STEADY = {
    "MKL_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "TQDM_DISABLE": "1",  # a progress bar depends on how fast the machine is
}
SECONDS_PER_CELL = 60
SLOW_SECONDS = 20.0
LONG_RUNS = {"08": 40.0, "10": 60.0, "13": 60.0}  # notebooks that train a lot
LARGE_MEGABYTES = 2.0


class StoreError(Exception):
    """A notebook that cannot be stored; the message names the cell and the reason."""


def read(path: Path) -> NotebookNode:
    """The notebook as it stands in the file, nothing repaired."""
    text = path.read_text(encoding="utf-8")
    if json.loads(text).get("nbformat") != 4:
        raise StoreError(f"{path}: expected notebook format 4; save it in JupyterLab")
    return nbformat.v4.reads(text)


def text_of(notebook: NotebookNode) -> str:
    """What a file that holds this notebook contains."""
    return nbformat.v4.writes(notebook) + "\n"


def cell_name(notebook: NotebookNode, index: int) -> str:
    """How messages name a cell: by its kind, its number among them, and its id.

    Code cells are numbered as JupyterLab numbers them when all have run.
    """
    cell = notebook.cells[index]
    number = sum(other.cell_type == cell.cell_type for other in notebook.cells[:index])
    return f"{cell.cell_type} cell {number + 1} (id {cell.get('id', 'missing')})"


def normalise(notebook: NotebookNode) -> NotebookNode:
    """A copy in the normal form.

    Cell ids are kept, and made from the source where one is missing or used twice;
    execution counts are 1, 2, ... in order; widget views and all metadata that depends
    on the run or the machine are removed; neighbouring pieces of printed text are
    joined.
    """
    result = copy.deepcopy(notebook)
    result.nbformat, result.nbformat_minor = 4, 5
    result.metadata = nbformat.from_dict(METADATA)
    taken: set[str] = set()
    executed = 0
    for cell in result.cells:
        cell.id = _cell_id(cell, taken)
        taken.add(cell.id)
        kept = {
            key: cell.metadata[key] for key in CELL_METADATA if key in cell.metadata
        }
        cell.metadata = nbformat.from_dict(kept)
        if cell.cell_type == "code":
            executed += 1
            cell.execution_count = executed
            cell.outputs = _normal_outputs(cell.outputs, executed)
    return result


def _cell_id(cell: NotebookNode, taken: set[str]) -> str:
    """The cell's own id if it is valid and free, else one made from its source."""
    candidate = cell.get("id", "")
    attempt = 0
    while not re.fullmatch(r"[a-zA-Z0-9_-]{1,64}", candidate) or candidate in taken:
        seed = f"{cell.cell_type} {attempt} {cell.source}"
        candidate = hashlib.sha256(seed.encode()).hexdigest()[:8]
        attempt += 1
    return candidate


def _normal_outputs(outputs: list[NotebookNode], count: int) -> list[NotebookNode]:
    kept: list[NotebookNode] = []
    for output in outputs:
        if output.output_type == "execute_result":
            output.execution_count = count
        if "data" in output:
            output.data.pop(WIDGET_VIEW, None)
            if not output.data:
                continue
        if (
            output.output_type == "stream"
            and kept
            and kept[-1].get("name") == output.name
        ):
            kept[-1].text += output.text
        else:
            kept.append(output)
    return kept


def differences(path: Path) -> list[str]:
    """What the command would change without running a cell, one line for each place."""
    notebook = read(path)
    normal = normalise(notebook)
    if path.read_bytes() == text_of(normal).encode():
        return []
    found = []
    if notebook.metadata != normal.metadata:
        found.append("the notebook's metadata is not the stored form")
    if (notebook.nbformat, notebook.nbformat_minor) != (4, 5):
        found.append("the notebook format is not 4.5")
    for index, (now, then) in enumerate(zip(notebook.cells, normal.cells, strict=True)):
        parts = [key for key in then if now.get(key) != then[key]]
        if parts:
            name = cell_name(notebook, index)
            found.append(f"{name}: {', '.join(parts)} not in the stored form")
    return found or ["the layout of the JSON is not the stored form"]


def execute(path: Path) -> NotebookNode:
    """Run a copy of the notebook in a fresh kernel and return it in the normal form.

    Raises StoreError as ``run`` does.
    """
    return normalise(run(normalise(read(path)), path))


def run(notebook: NotebookNode, path: Path, seconds: int | None = None) -> NotebookNode:
    """Run a notebook, in place, in a fresh kernel that works beside ``path``.

    The kernel uses one thread for linear algebra, shows no progress bars and has an
    empty ``NNLIB_HOME``, so that neither the machine nor a learner's progress shows in
    what is stored.

    Raises StoreError if a cell raises, takes more than ``seconds`` (without them,
    ``SECONDS_PER_CELL``), or writes to stderr.
    """
    started = 0

    def note(cell: NotebookNode, cell_index: int) -> None:
        nonlocal started
        started = cell_index

    client = NotebookClient(
        notebook,
        timeout=SECONDS_PER_CELL if seconds is None else seconds,
        kernel_name=METADATA["kernelspec"]["name"],
        resources={"metadata": {"path": str(path.parent)}},
        force_raise_errors=True,
        record_timing=False,
        extra_arguments=["--IPKernelApp.log_level=ERROR"],
        on_cell_start=note,
    )
    client.widget_registry = {"@jupyter-widgets/output": {"OutputModel": WakingOutput}}
    with tempfile.TemporaryDirectory() as home:
        environment = os.environ | STEADY | {"NNLIB_HOME": home}
        environment.pop("MPLBACKEND", None)
        try:
            client.execute(env=environment)
        except (CellControlSignal, DeadKernelError) as error:
            reason = (
                f"{error.ename}: {error.evalue}"
                if isinstance(error, CellExecutionError)
                else str(error)
            )
            place = cell_name(notebook, started)
            raise StoreError(f"{path}, {place}: {reason}") from error
    for index, cell in enumerate(notebook.cells):
        for output in cell.get("outputs", []):
            if output.get("name") == "stderr":
                place = cell_name(notebook, index)
                text = output.text.strip()
                raise StoreError(f"{path}, {place} wrote to stderr: {text}")
    return notebook


class WakingOutput(OutputWidget):
    """What a live figure prints, and nbclient tells the kernel that it shows.

    It does so while it waits for the kernel on the same socket, past the loop that
    waits, which then can miss that the answer has come, and wait for a cell's limit.
    To ask the socket for its events wakes the loop.
    """

    def send(self, *arguments: Any, **named: Any) -> None:
        super().send(*arguments, **named)
        self.kernel_client.shell_channel.socket.get(zmq.EVENTS)


def store(path: Path) -> str:
    """Execute one notebook, write it back, and return a line that says what it cost.

    Raises StoreError as ``execute`` does; the file is then left as it was.
    """
    start = time.perf_counter()
    text = text_of(execute(path))
    seconds = time.perf_counter() - start
    path.write_text(text, encoding="utf-8", newline="\n")
    megabytes = len(text.encode()) / 1e6
    line = f"{path}: {seconds:.1f} s, {megabytes:.2f} MB"
    budget = LONG_RUNS.get(path.name[:2], SLOW_SECONDS)
    if seconds > budget:
        line += f"; more than {budget:.0f} s, make it faster"
    if megabytes > LARGE_MEGABYTES:
        line += f"; more than {LARGE_MEGABYTES:.0f} MB, make its pictures smaller"
    return line


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; returns 1 if a notebook fails or, with --check, differs."""
    parser = argparse.ArgumentParser(
        prog="python -m nnlib.notebook.authoring.store",
        description="Execute notebooks and store their outputs in one normal form.",
    )
    parser.add_argument(
        "notebooks", nargs="*", type=Path, help="default: all of notebooks/"
    )
    parser.add_argument(
        "--check", action="store_true", help="run and write nothing, report differences"
    )
    options = parser.parse_args(arguments)
    paths = options.notebooks or sorted(Path("notebooks").glob("*.ipynb"))
    if not paths:
        parser.error("no notebooks/*.ipynb here; run it in the project's folder")
    missing = [str(path) for path in paths if not path.is_file()]
    if missing:
        parser.error(f"no such notebook: {', '.join(missing)}")
    return _check_all(paths) if options.check else _store_all(paths)


def _check_all(paths: Iterable[Path]) -> int:
    found = [f"{path}, {line}" for path in paths for line in differences(path)]
    for line in found:
        print(line, file=sys.stderr)
    return 1 if found else 0


def _store_all(paths: Iterable[Path]) -> int:
    failed = 0
    for path in paths:
        try:
            print(store(path), flush=True)
        except StoreError as error:
            print(error, file=sys.stderr)
            failed = 1
    return failed


if __name__ == "__main__":
    raise SystemExit(main())
