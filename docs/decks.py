"""A notebook made into a deck: the parts of its main path, as HTML.

A browser lays the parts out on slides; ``deck/deck.js`` says how.
"""

import base64
import html
import re
import struct
from collections.abc import Collection, Iterator
from pathlib import Path
from string import Template

from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbformat import NotebookNode
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from nnlib.notebook.authoring.store import StoreError

from .pages import CHECK

HERE = Path(__file__).with_name("deck")
SCREEN, PROJECTOR = 'style.use("screen")', 'style.use("projector")'
LONGEST_SENTENCE = 200  # what is longer describes several panels, one by one
CODE = HtmlFormatter(style="xcode", nowrap=True)


def main_path(notebook: NotebookNode) -> NotebookNode:
    """The notebook without what goes deeper, in place."""
    notebook.cells = [cell for cell in notebook.cells if _type(cell) != "skip"]
    return notebook


def for_projector(notebook: NotebookNode, path: Path) -> NotebookNode:
    """The notebook, in place, with figures in the projector's style.

    Raises StoreError where it does not choose the screen's style once.
    """
    choosing = [cell for cell in notebook.cells if SCREEN in cell.source]
    if len(choosing) != 1:
        raise StoreError(
            f"{path}: {len(choosing)} cells hold {SCREEN}; expected one, the imports"
        )
    choosing[0].source = choosing[0].source.replace(SCREEN, PROJECTOR)
    return notebook


def title_of(notebook: NotebookNode) -> str:
    return notebook.cells[0].source.splitlines()[0].removeprefix("# ")


def deck(notebook: NotebookNode, decks: Collection[str]) -> str:
    """The page that shows a notebook as slides.

    Links to notebooks lead to their decks; those that are not among ``decks``, the
    names of all that are made, become plain text.
    """
    template = Template((HERE / "deck.html").read_text(encoding="utf-8"))
    parts: list[str] = []
    for cell in notebook.cells:
        if _type(cell) == "slide":
            parts.append("</section>\n<section>" if parts else "<section>")
        if _type(cell) == "subslide":
            parts.append("<hr>")
        parts += _parts(cell)
    slides = _linked("\n".join([*parts, "</section>"]), decks)
    return template.substitute(title=html.escape(title_of(notebook)), slides=slides)


def index(titles: dict[str, str]) -> str:
    """The page that leads to the decks, by the names of their files."""
    template = Template((HERE / "index.html").read_text(encoding="utf-8"))
    items = [
        f'<li><a href="{name}.html">{html.escape(title)}</a></li>'
        for name, title in titles.items()
    ]
    return template.substitute(decks="\n".join(items))


def _type(cell: NotebookNode) -> str | None:
    return cell.metadata.get("slideshow", {}).get("slide_type")


def _parts(cell: NotebookNode) -> Iterator[str]:
    """What a cell has to show: its text, or its code where that is not folded.

    What a check says before anybody has tried is not shown.
    """
    if cell.cell_type == "markdown":
        yield _markdown(cell.source)
        return
    if "hide-input" not in cell.metadata.get("tags", []):
        code = highlight(cell.source, PythonLexer(), CODE)
        yield f'<pre class="code"><code>{code}</code></pre>'
    for output in cell.outputs:
        shown = _output(output)
        if not (CHECK.search(cell.source) and "nnlib-message" in shown):
            yield shown


def _markdown(text: str) -> str:
    renderer = IPythonRenderer(escape=False, exclude_anchor_links=True)
    return str(MarkdownWithMath(renderer=renderer).render(text))


def _linked(slides: str, decks: Collection[str]) -> str:
    def link(found: re.Match[str]) -> str:
        name, text = found.groups()
        return f'<a href="{name}.html">{text}</a>' if name in decks else text

    return re.sub(r'<a href="(\d\d_\w+)\.ipynb"[^>]*>(.*?)</a>', link, slides)


def _output(output: NotebookNode) -> str:
    if output.output_type == "stream":
        return _printed(output.text.strip("\n"))
    data = output.data
    if "image/png" in data:
        return _figure(output)
    if "text/html" in data:
        return f'<div class="output">{data["text/html"]}</div>'
    if "text/markdown" in data:
        return _markdown(data["text/markdown"])
    return _printed(data["text/plain"])


def _printed(text: str) -> str:
    return f'<pre class="printed">{html.escape(text)}</pre>'


def _figure(output: NotebookNode) -> str:
    """A picture, and below it the sentence that a live figure says."""
    png = output.data["image/png"]
    width, height = struct.unpack(">II", base64.b64decode(png)[16:24])
    alt = output.metadata["image/png"]["alt"]
    sentence = f"<p>{html.escape(alt)}</p>" if len(alt) <= LONGEST_SENTENCE else ""
    return (
        f'<figure><img src="data:image/png;base64,{png.strip()}" '
        f'alt="{html.escape(alt)}" width="{width}" height="{height}">'
        f"{sentence}</figure>"
    )


def code_colours() -> str:
    """The style sheet of coloured code."""
    return str(CODE.get_style_defs(".code"))
