"""What the notebook tools say to a learner: the same words as HTML and as plain text.

Colours come with words, never alone, and everything that is not written here is
escaped.  Text inherits the page's colour, so that it is readable in a dark theme.
"""

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass

PRE = "margin:0 0 0.5em;white-space:pre-wrap"


@dataclass(frozen=True)
class Literal:
    """Text shown as it stands, in a fixed width: code, or values in columns."""

    text: str


@dataclass(frozen=True)
class Message:
    """A bold title, the sentences that follow it, and paragraphs below.

    All of them may set `` `code` `` between backticks.
    """

    colour: str
    title: str
    lead: str
    body: Sequence[str | Literal] = ()

    @property
    def html(self) -> str:
        lead = f"<p><strong>{markup(self.title)}</strong> {markup(self.lead)}".rstrip()
        return (
            f'<div class="nnlib-message" role="status" style="border-left:4px solid '
            f'{self.colour};padding-left:12px">{lead}</p>'
            + "".join(map(_html, self.body))
            + "</div>"
        )

    def __repr__(self) -> str:
        return "\n".join([f"{self.title} {self.lead}".rstrip(), *map(_text, self.body)])

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        return {"text/plain": repr(self), "text/html": self.html}


def markup(text: str) -> str:
    """``text`` as HTML: escaped, with `` `code` `` set as code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", html.escape(text, quote=False))


def columns(rows: Sequence[Sequence[str]]) -> str:
    """The rows as plain text in aligned columns."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )


def _html(part: str | Literal) -> str:
    if isinstance(part, Literal):
        return f'<pre style="{PRE}"><code>{html.escape(part.text)}</code></pre>'
    return f"<p>{markup(part)}</p>"


def _text(part: str | Literal) -> str:
    if isinstance(part, Literal):
        return "\n".join(f"    {line}".rstrip() for line in part.text.splitlines())
    return part
