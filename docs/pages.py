"""A stored notebook made into a page of the book.

The text and the numbers are the stored ones.  Pictures become files of their own, live
figures and predictions get what moves and judges them, exercises their hints.
"""

import base64
import html
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_output
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from nnlib.notebook.authoring.record import save
from nnlib.notebook.exercises import exercises
from nnlib.notebook.exercises.exercise import Exercise
from nnlib.notebook.live.picture import WIDGET_VIEW
from nnlib.notebook.message import markup

CHECK = re.compile(r'^check\("(\d\d\.\d+)"', re.MULTILINE)
EXERCISES = {exercise.id: exercise for exercise in exercises()}
BUTTON = """
<p class="nnlib-run"><a href="lite/notebooks/index.html?path={name}">Run it</a> in this
browser, with your own values and code. Python takes half a minute to start.</p>
"""


def make_page(
    stored: NotebookNode, executed: NotebookNode, record: dict[str, Any], folder: Path
) -> None:
    """Make the stored notebook a page, in place; its pictures are saved in ``folder``.

    ``executed`` is the same notebook after a run, and ``record`` what was recorded of
    that run; an output that neither knows stays the picture or the text that it is.
    """
    for index, cell in enumerate(stored.cells):
        if cell.cell_type != "code":
            continue
        views = iter(_views(executed.cells[index]))
        tried = CHECK.search(cell.source)
        for place, output in enumerate(cell.outputs):
            if "data" not in output:
                continue
            view = next(views, None)
            content = _content(output, view, record, folder)
            if tried and "nnlib-message" in content:
                content = _exercise(EXERCISES[tried[1]])
            if content:
                data = {"text/html": content}
                cell.outputs[place] = new_output("display_data", data)


def add_button(page: NotebookNode, name: str) -> None:
    """Put a button under the title that opens the notebook in JupyterLite."""
    title, _, rest = page.cells[0].source.partition("\n")
    page.cells[0].source = f"{title}\n{BUTTON.format(name=name)}{rest}"


def _views(cell: NotebookNode) -> Iterator[str | None]:
    """The widget that each output of a cell shows, printed text left out."""
    for output in cell.outputs:
        if "data" in output:
            yield output.data.get(WIDGET_VIEW, {}).get("model_id")


def _content(
    output: NotebookNode, view: str | None, record: dict[str, Any], folder: Path
) -> str:
    """The output as HTML; nothing where it is neither a picture nor HTML."""
    if view in record["figures"]:
        return _figure(output, record["figures"][view], folder)
    if view in record["predictions"]:
        asking = _linked(json.dumps(record["predictions"][view]))
        static = _linked(output.data["text/html"])
        return f'<div class="nnlib-question">{static}{_data(asking)}</div>'
    if "image/png" in output.data:
        return f'<div class="nnlib-still">{_picture(output, folder)}</div>'
    return _linked(output.data.get("text/html", ""))


def _picture(output: NotebookNode, folder: Path) -> str:
    png = base64.b64decode(output.data["image/png"])
    name, width, height = save(png, folder)
    alt = html.escape(output.metadata["image/png"]["alt"])
    return (
        f'<img class="dark-light" src="{_address(folder)}{name}" alt="{alt}" '
        f'width="{width}" height="{height}" loading="lazy">'
    )


def _figure(output: NotebookNode, figure: dict[str, Any], folder: Path) -> str:
    """A picture and its sentence, with all that ``figures.js`` needs to move them."""
    sentence = html.escape(output.data["text/plain"])
    moving = json.dumps(figure | {"folder": _address(folder)})
    return (
        f'<div class="nnlib-figure">{_picture(output, folder)}'
        f'<p class="nnlib-sentence" role="status">{sentence}</p>{_data(moving)}</div>'
    )


def _exercise(exercise: Exercise) -> str:
    """The hints and the solution of an exercise, each inside the one before it."""
    code = highlight(exercise.source, PythonLexer(), HtmlFormatter())
    inner = _folded(f"A solution of {exercise.id}", f"{code}<p>{exercise.shows}</p>")
    count = len(exercise.hints)
    for number in range(count, 0, -1):
        text = f"<p>{markup(exercise.hints[number - 1])}</p>"
        inner = _folded(f"Hint {number} of {count} for {exercise.id}", text + inner)
    lead = f"<strong>Exercise {exercise.id}, {markup(exercise.title)}.</strong>"
    return (
        f'<div class="nnlib-exercise"><p>{lead} The notebook checks your answer.</p>'
        f"{inner}</div>"
    )


def _folded(summary: str, content: str) -> str:
    return f"<details><summary>{summary}</summary>{content}</details>"


def _data(text: str) -> str:
    """JSON for a script of the page, which nothing in it can end."""
    safe = text.replace("<", r"\u003c")
    return f'<script type="application/json">{safe}</script>'


def _linked(text: str) -> str:
    """Links to notebooks lead to their pages, in the same tab."""
    page = re.sub(r"(\b\d\d_\w+)\.ipynb", r"\1.html", text)
    return re.sub(r' target=\\?"_blank\\?"', "", page)


def _address(folder: Path) -> str:
    return f"{folder.parent.name}/{folder.name}/"
