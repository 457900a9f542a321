"""A stamp looks like the text that it stands for."""

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from nnlib.notebook.drawing.stamp import Stamp


def drawn(kind, dpi, box=None, **look):
    """Where a figure has ink, and its pixels."""
    figure = Figure((3, 1), dpi=dpi)
    text = kind(0.5, 0.5, "∂C/∂w¹₁₂ = -0.450", va="center", fontsize=9, **look)
    text.set_bbox(box)
    figure.add_artist(text)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    pixels = np.asarray(canvas.buffer_rgba())[..., :3].astype(int)
    return np.argwhere((pixels < 160).any(axis=-1)), pixels


@pytest.mark.parametrize("dpi", [100, 200])
@pytest.mark.parametrize("ha", ["left", "center", "right"])
@pytest.mark.parametrize("weight", ["normal", "bold"])
def test_its_letters_stand_where_those_of_a_text_do(ha, weight, dpi):
    (text, _), (stamp, _) = (
        drawn(kind, dpi, ha=ha, weight=weight) for kind in (Text, Stamp)
    )
    assert np.abs(text.min(axis=0) - stamp.min(axis=0)).max() <= 0.04 * dpi
    assert np.abs(text.max(axis=0) - stamp.max(axis=0)).max() <= 0.04 * dpi
    assert len(stamp) == pytest.approx(len(text), rel=0.15)


def test_it_has_the_colours_of_its_box_and_none_when_the_box_is_gone():
    ink, _ = drawn(Stamp, 100)
    boxed, pixels = drawn(Stamp, 100, {"facecolor": "#ffe9b0", "edgecolor": "#222222"})
    assert len(boxed) > len(ink)
    assert (pixels == (0xFF, 0xE9, 0xB0)).all(axis=-1).any()


def test_what_is_hidden_or_empty_is_not_drawn():
    figure = Figure((3, 1))
    for text, visible in [("", True), ("0.5", False)]:
        figure.add_artist(Stamp(0.5, 0.5, text, visible=visible))
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    assert (np.asarray(canvas.buffer_rgba()) == 255).all()
