"""Pictures in a notebook: as PNG bytes, as a stored output, as a live widget."""

import base64
import struct
import zlib
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import anywidget
import numpy as np
import traitlets
from IPython.display import display
from matplotlib.figure import Figure
from matplotlib.image import imread

from ..page import script
from .redraw import Redrawer

FAST, SMALL = 1, 7  # zlib levels: for a frame on its way to the screen, for a file
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"


def show(fig: Figure, alt: str) -> None:
    """Show a still figure: a picture, and one sentence for those who cannot see it.

    The sentence is the alternative text of the picture and the output's plain text.
    The figure is closed in pyplot, so that it is shown once.

    Raises ValueError where ``alt`` is not one line of text.
    """
    sentence = one_line(alt, "alt")
    display_picture(encode(Redrawer(fig).full(), SMALL), sentence)


def display_picture(png: bytes, sentence: str, view: str | None = None) -> None:
    """Display a picture with its sentence, and a live view of it if there is one."""
    bundle: dict[str, Any] = {
        "text/plain": sentence,
        "image/png": base64.b64encode(png).decode(),
    }
    if view is not None:
        bundle[WIDGET_VIEW] = {
            "version_major": 2,
            "version_minor": 0,
            "model_id": view,
        }
    display(bundle, raw=True, metadata={"image/png": {"alt": sentence}})


def one_line(text: object, name: str) -> str:
    """``text``, if it is one line of words; an error that calls it ``name`` if not."""
    if not isinstance(text, str):
        raise TypeError(f"{name} must be one sentence, a str; got {text!r}")
    if not text.strip() or len(text.splitlines()) != 1:
        raise ValueError(f"{name} must be one line that says something; got {text!r}")
    return text


def encode(pixels: np.ndarray, level: int = FAST) -> bytes:
    """RGBA pixels of shape (height, width, 4), uint8, as a PNG file.

    Source: PNG Specification, third edition, sections 5, 7 and 11.
    """
    height, width, _ = pixels.shape
    rows = np.empty((height, 1 + 4 * width), np.uint8)
    rows[:, 0] = 0  # filter type "none": every row stands for itself
    rows[:, 1:] = pixels.reshape(height, -1)
    header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)  # 8 bits, RGBA
    chunks = (
        (b"IHDR", header),
        (b"IDAT", zlib.compress(rows.data, level)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def decode(png: bytes) -> np.ndarray:
    """The RGBA pixels of a PNG file that ``encode`` made."""
    return np.rint(255 * imread(BytesIO(png), format="png")).astype(np.uint8)


def tile(panels: Sequence[tuple[str, np.ndarray]], columns: int, dpi: float) -> Figure:
    """A figure of captioned pictures, all of one size, in rows of ``columns``."""
    height, width, _ = panels[0][1].shape
    caption = round(0.3 * dpi)
    rows = -(-len(panels) // columns)
    size = (columns * width / dpi, rows * (height + caption) / dpi)
    sheet = Figure(figsize=size, dpi=dpi, facecolor="white")
    sheet.set_layout_engine("none")
    for place, (text, pixels) in enumerate(panels):
        row, column = divmod(place, columns)
        left, bottom = column * width, (rows - 1 - row) * (height + caption)
        sheet.figimage(pixels, left, bottom, origin="upper")
        x, y = left + width / 2, bottom + height + caption / 2
        sheet.text(x, y, text, transform=None, ha="center", va="center", weight="bold")
    return sheet


def _chunk(kind: bytes, data: bytes) -> bytes:
    checksum = zlib.crc32(data, zlib.crc32(kind))
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", checksum)


class Picture(anywidget.AnyWidget):
    """A picture that changes, with the sentence that says what it shows.

    ``answers`` counts the moves that have been answered, by a picture or by an error.
    The front end reports its pixels per CSS pixel in ``ratio``, and while ``playing``
    is not empty it asks for the next step each time the last one is on the screen.
    """

    _esm = script(Path(__file__).with_name("picture.js"))
    _css = Path(__file__).with_name("picture.css").read_text(encoding="utf-8")

    png = traitlets.Bytes().tag(sync=True)
    width = traitlets.Float().tag(sync=True)
    height = traitlets.Float().tag(sync=True)
    sentence = traitlets.Unicode().tag(sync=True)
    error = traitlets.Unicode().tag(sync=True)
    busy = traitlets.Bool().tag(sync=True)
    answers = traitlets.Int().tag(sync=True)
    playing = traitlets.Unicode().tag(sync=True)
    ratio = traitlets.Float(1.0).tag(sync=True)

    def __repr__(self) -> str:
        return self.sentence
