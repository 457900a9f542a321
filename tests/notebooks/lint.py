"""The rules that every stored notebook keeps, each a function that yields its breaches.

A breach is a line of text that names the cell and the reason.
"""

import ast
import io
import re
import tokenize
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from IPython.core.inputtransformer2 import TransformerManager
from nbformat import NotebookNode

from nnlib.notebook.authoring import store

MAX_LINES, MAX_FOLDED = 15, 30
MAX_COLUMNS = 88
MAX_MEGABYTES = 2
PRINTS = {"print", "display"}
DRAWS = {"explore", "show"}
ASKS = {"predict", "recall"}
NBVAL_MARKERS = re.compile(
    r"nbval[_-](ignore|skip|check|raises)|pytest_validate|raises-exception", re.I
)
ABSOLUTE_PATH = re.compile(
    r"(?<![\w.:/])/(home|root|Users|tmp|private|var|usr|opt|mnt|work|workspaces)/"
    r"|\b[A-Za-z]:\\(?=\w)|\bfile://"
)


class Cell(NamedTuple):
    """A cell, the name that messages give it and, for code, its Python."""

    name: str
    cell: NotebookNode
    python: str

    @property
    def tree(self) -> ast.Module:
        return ast.parse(self.python)

    @property
    def folded(self) -> bool:
        """Whether JupyterLab folds the code away."""
        return self.cell.metadata.get("jupyter", {}).get("source_hidden", False)

    @property
    def outputs(self) -> list[NotebookNode]:
        return self.cell.get("outputs", [])

    def calls(self) -> list[str]:
        """Names of the functions called when the cell runs, decorators included."""
        return list(_calls(self.tree))


def _calls(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Call):
        yield getattr(node.func, "id", getattr(node.func, "attr", ""))
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
        children = getattr(node, "decorator_list", [])
    else:
        children = ast.iter_child_nodes(node)
    for child in children:
        yield from _calls(child)


Breaches = Iterator[str]
RULES: list[Callable[[list[Cell]], Breaches]] = []


def rule(function: Callable[[list[Cell]], Breaches]):
    RULES.append(function)
    return function


def problems(path: Path) -> list[str]:
    """Every breach in the notebook; an empty list if it keeps all rules."""
    notebook = store.read(path)
    cells = list(cells_of(notebook))
    found = list(not_python(cells))
    if not found:
        found = [message for check in RULES for message in check(cells)]
    found += store.differences(path)
    if notebook.metadata.get("widgets"):
        found.append("the notebook stores widget state in metadata.widgets")
    if notebook.metadata.get("kernelspec") != store.METADATA["kernelspec"]:
        found.append("the kernelspec is not python3 of language python")
    megabytes = path.stat().st_size / 1e6
    if megabytes > MAX_MEGABYTES:
        found.append(f"the file has {megabytes:.1f} MB, more than {MAX_MEGABYTES}")
    if not any(cell.outputs for cell in cells):
        found.append("the notebook is stored without outputs")
    return [f"{path.name}, {message}" for message in found]


def cells_of(notebook: NotebookNode) -> Iterator[Cell]:
    transform = TransformerManager().transform_cell
    for index, cell in enumerate(notebook.cells):
        python = transform(cell.source) if cell.cell_type == "code" else ""
        name = store.cell_name(notebook, index)
        yield Cell(name, cell, python)


def live_cells(notebook: NotebookNode) -> list[int]:
    """Positions of the cells that make a live figure."""
    cells = enumerate(cells_of(notebook))
    makers = {"explore", "dashboard"}
    return [index for index, cell in cells if not makers.isdisjoint(cell.calls())]


def not_python(cells: list[Cell]) -> Breaches:
    for cell in cells:
        try:
            ast.parse(cell.python)
        except SyntaxError as error:
            yield f"{cell.name}, line {error.lineno} is not Python: {error.msg}"


def code(cells: list[Cell]) -> list[Cell]:
    return [cell for cell in cells if cell.cell.cell_type == "code"]


@rule
def executed_in_order(cells: list[Cell]) -> Breaches:
    for number, cell in enumerate(code(cells), start=1):
        count = cell.cell.execution_count
        if not cell.cell.source.strip():
            yield f"{cell.name} is empty"
        if count is None:
            yield f"{cell.name} was not executed"
        elif count != number:
            yield f"{cell.name} has execution count {count} instead of {number}"


@rule
def outputs_are_stored(cells: list[Cell]) -> Breaches:
    for cell in code(cells):
        if not cell.outputs and PRINTS & set(cell.calls()):
            yield f"{cell.name} prints, but no output is stored"


@rule
def every_figure_left_a_picture(cells: list[Cell]) -> Breaches:
    for cell in code(cells):
        figures = [name for name in cell.calls() if name in DRAWS]
        pictures = sum("image/png" in output.get("data", {}) for output in cell.outputs)
        if pictures < len(figures):
            calls = ", ".join(f"{name}(...)" for name in figures)
            stored = f"stores {pictures} of {len(figures)} pictures"
            yield f"{cell.name} has {calls}, but {stored}"


@rule
def pictures_have_alt_text(cells: list[Cell]) -> Breaches:
    for cell in code(cells):
        for output in cell.outputs:
            for kind in output.get("data", {}):
                if not kind.startswith("image/"):
                    continue
                alt = output.metadata.get(kind, {}).get("alt", "")
                if kind != "image/png":
                    yield f"{cell.name} stores {kind}, but pictures are image/png"
                elif not alt.strip():
                    yield f"{cell.name} stores a picture without alt text"


@rule
def no_widget_view(cells: list[Cell]) -> Breaches:
    for cell in code(cells):
        if any(store.WIDGET_VIEW in output.get("data", {}) for output in cell.outputs):
            yield f"{cell.name} stores a widget view"


@rule
def no_error_and_no_stderr(cells: list[Cell]) -> Breaches:
    for cell in code(cells):
        for output in cell.outputs:
            if output.output_type == "error":
                yield f"{cell.name} stores an error: {output.ename}: {output.evalue}"
            if output.get("name") == "stderr":
                yield f"{cell.name} stores text of stderr: {output.text.strip()}"


@rule
def short_cells(cells: list[Cell]) -> Breaches:
    for cell in code(cells):
        lines = cell.cell.source.splitlines()
        most = MAX_FOLDED if cell.folded else MAX_LINES
        if len(lines) > most:
            yield f"{cell.name} has {len(lines)} lines, more than {most}"
        for number, line in enumerate(lines, start=1):
            if len(line) > MAX_COLUMNS:
                yield (
                    f"{cell.name}, line {number} has {len(line)} columns, "
                    f"more than {MAX_COLUMNS}"
                )


@rule
def folded_code_says_what_it_makes(cells: list[Cell]) -> Breaches:
    for cell in code(cells):
        if cell.folded != ("hide-input" in cell.cell.metadata.get("tags", [])):
            yield f"{cell.name} is folded in JupyterLab or in static pages, not in both"
        comment = cell.cell.source.startswith("# ")
        if cell.folded and not comment and not ASKS & set(cell.calls()):
            yield f"{cell.name} is folded and has no first comment that says what for"


@rule
def no_trailing_semicolon(cells: list[Cell]) -> Breaches:
    for cell in code(cells):
        tokens = tokenize.generate_tokens(io.StringIO(cell.python).readline)
        last = None
        for token in tokens:
            if (
                token.type == tokenize.NEWLINE
                and last is not None
                and last.string == ";"
            ):
                yield f"{cell.name} ends line {last.start[0]} with a semicolon"
            if token.type != tokenize.COMMENT:
                last = token


@rule
def no_star_import(cells: list[Cell]) -> Breaches:
    for cell in code(cells):
        for node in ast.walk(cell.tree):
            if isinstance(node, ast.ImportFrom) and node.names[0].name == "*":
                yield f"{cell.name} imports everything from {node.module} with a star"


@rule
def no_absolute_path(cells: list[Cell]) -> Breaches:
    for cell in cells:
        texts = [cell.cell.source]
        for output in cell.outputs:
            texts.append(output.get("text", ""))
            texts += [
                content
                for kind, content in output.get("data", {}).items()
                if kind.startswith("text/")
            ]
        for text in texts:
            if found := ABSOLUTE_PATH.search(text):
                path = text[found.start() : found.end() + 20].split("\n")[0]
                yield f"{cell.name} has an absolute path: {path}"


@rule
def unique_ids(cells: list[Cell]) -> Breaches:
    seen: set[str] = set()
    for cell in cells:
        identity = cell.cell.get("id")
        if identity is None:
            yield f"{cell.name} has no id"
        elif identity in seen:
            yield f"{cell.name} has the id of an earlier cell"
        else:
            seen.add(identity)


@rule
def every_output_is_compared(cells: list[Cell]) -> Breaches:
    for cell in code(cells):
        text = cell.cell.source + " ".join(cell.cell.metadata.get("tags", []))
        if found := NBVAL_MARKERS.search(text):
            yield f"{cell.name} is excepted from the comparison by {found.group()}"
