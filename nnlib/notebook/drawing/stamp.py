"""A text that costs little to draw, for figures with many numbers that move."""

from functools import cache
from typing import Any, NamedTuple

import numpy as np
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.font_manager import FontProperties
from matplotlib.text import Text


class Letter(NamedTuple):
    """The pixels of a letter, bottom row first, on a square with room on all sides."""

    pixels: np.ndarray
    width: float


class Stamp(Text):
    """A text of one line, put together from letters that are drawn once for all.

    Setting type takes most of the time of such a figure.  Position, alignment, words,
    size, weight and colour are those of a ``Text`` that is centred on its height; of
    its box the colours count, and it is a rectangle.
    """

    def draw(self, renderer: Any) -> None:
        """Lay the letters over the picture, one beside the other."""
        self.stale = False
        if not (self.get_visible() and self.get_text()):
            return
        size = renderer.points_to_pixels(self.get_fontsize())
        look = size, self.get_fontweight(), self.get_color(), renderer.dpi
        letters = [_letter(character, *look) for character in self.get_text()]
        width = sum(letter.width for letter in letters)
        x, y = self.get_transform().transform(self.get_position())
        share = {"left": 0.0, "center": 0.5, "right": 1.0}
        x -= width * share[self.get_horizontalalignment()]
        gc, box = renderer.new_gc(), self.get_bbox_patch()
        if box is not None:
            frame = _frame(round(width + 0.4 * size), round(1.2 * size), *_colors(box))
            corner = round(x - 0.2 * size), round(y - 0.6 * size)
            renderer.draw_image(gc, *corner, frame)
        for letter in letters:
            corner = round(x - size), round(y - 1.3 * size)
            renderer.draw_image(gc, *corner, letter.pixels)
            x += letter.width


@cache
def _letter(character: str, size: float, weight: str, color: str, dpi: float) -> Letter:
    """A letter whose origin is as far from the lower left corner as its size."""
    side = round(3 * size)
    sheet = RendererAgg(side, side, dpi)
    font = FontProperties(size=size * 72 / dpi, weight=weight)
    gc = sheet.new_gc()
    gc.set_foreground(color)
    sheet.draw_text(gc, round(size), side - round(size), character, font, 0)
    width, _, _ = sheet.get_text_width_height_descent(character, font, ismath=False)
    return Letter(np.asarray(sheet.buffer_rgba())[::-1].copy(), width)


def _colors(box: Any) -> tuple[Any, Any]:
    return box.get_facecolor(), box.get_edgecolor()


@cache
def _frame(width: int, height: int, inside: Any, edge: Any) -> np.ndarray:
    """A filled rectangle; an edge that is seen is drawn."""
    pixels = np.full((height, width, 4), np.uint8(255 * np.array(inside)))
    if edge[3]:
        for side in (pixels[:1], pixels[-1:], pixels[:, :1], pixels[:, -1:]):
            side[:] = np.uint8(255 * np.array(edge))
    return pixels
