"""Colours that stay apart for every eye, text to be read, one look for each name."""

import re
from itertools import combinations

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib import pyplot as plt
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

from nnlib import activations, losses
from nnlib.notebook import progress_bar, style
from tests.project import ROOT

STYLES = ("screen", "projector", "print")

# Machado, Oliveira and Fernandes, "A physiologically-based model for simulation of
# color vision deficiency", IEEE TVCG 15 (2009), table 1, severity 1; on linear RGB.
SIMULATIONS = {
    "normal": np.eye(3),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
}

# CIE 1976 distances, of which 2.3 can be noticed side by side.
APART = 15
CLOSE = 40


@pytest.fixture(autouse=True)
def own_settings():
    with mpl.rc_context():
        yield
    plt.close("all")


def linear(color):
    srgb = np.array(to_rgb(color))
    return np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)


def lab(color, simulation):
    """CIE L*a*b* under D65 of a colour as it is seen with a deficiency."""
    rgb = np.clip(SIMULATIONS[simulation] @ linear(color), 0, 1)
    to_xyz = np.array(
        [
            [0.4124564, 0.3575761, 0.1804375],
            [0.2126729, 0.7151522, 0.0721750],
            [0.0193339, 0.1191920, 0.9503041],
        ]
    )
    x, y, z = np.cbrt(to_xyz @ rgb / [0.95047, 1.0, 1.08883])
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def distance(one, other, simulation):
    return np.linalg.norm(lab(one, simulation) - lab(other, simulation))


def contrast(one, other):
    """Contrast ratio of WCAG 2.2."""
    lighter, darker = sorted(
        (np.dot([0.2126, 0.7152, 0.0722], linear(color)) for color in (one, other)),
        reverse=True,
    )
    return (lighter + 0.05) / (darker + 0.05)


def test_the_measures_themselves():
    assert contrast("white", "black") == pytest.approx(21)
    assert lab("white", "normal") == pytest.approx([100, 0, 0], abs=0.01)
    red, green = "#D62728", "#2CA02C"  # Matplotlib's own cycle
    assert distance(red, green, "normal") > 100
    assert distance(red, green, "deuteranopia") < 40


@pytest.mark.parametrize("simulation", SIMULATIONS)
def test_colours_of_the_cycle_stay_apart(simulation):
    for one, other in combinations(style.CYCLE, 2):
        assert distance(one[0], other[0], simulation) > APART, (one, other)


@pytest.mark.parametrize("simulation", SIMULATIONS)
def test_where_colours_come_close_lines_and_markers_differ(simulation):
    for one, other in combinations(style.CYCLE, 2):
        if distance(one[0], other[0], simulation) < CLOSE:
            assert one[1] != other[1] and one[2] != other[2], (one, other)


def test_the_cycle_repeats_nothing():
    for looks in zip(*style.CYCLE, strict=True):
        assert len({str(look) for look in looks}) == len(style.CYCLE)


def test_every_activation_and_loss_has_a_look_of_its_own():
    for names in (activations.NAMES, losses.NAMES):
        looks = [(str(style.of(name)), style.marked(name)["marker"]) for name in names]
        assert len({line for line, _ in looks}) == len(names)
        assert len({marker for _, marker in looks}) == len(names)
        assert all(style.label(name) for name in names)


def test_the_theory_is_a_thin_dashed_black_line_and_bounds_are_dotted():
    theory = style.of("theory")
    assert to_rgb(theory["color"]) == (0, 0, 0) and theory["linestyle"] == "--"
    assert theory["linewidth"] < 1.5
    assert style.of("bound")["linestyle"] == ":"


def test_a_look_can_be_changed_without_changing_the_role():
    style.of("theory")["color"] = "red"
    assert style.of("theory")["color"] == style.BLACK


def test_unknown_names():
    with pytest.raises(ValueError, match="no style 'paper'; choose one of"):
        style.use("paper")
    for function in (style.of, style.marked, style.label):
        with pytest.raises(ValueError, match="no style for 'sigmod'; there are ident"):
            function("sigmod")


def make_figure():
    fig, ax = plt.subplots(figsize=(8, 3))
    ax.plot([0, 1], [0, 1], **style.of("sigmoid"), label="sigmoid")
    ax.set(title="title", xlabel="x", ylabel="y")
    ax.legend()
    fig.suptitle("heading")
    fig.draw_without_rendering()
    return fig, ax


def visible_texts(fig):
    return [t for t in fig.findobj(mpl.text.Text) if t.get_text() and t.get_visible()]


@pytest.mark.parametrize("name", STYLES)
def test_text_can_be_read(name):
    style.use(name)
    fig, ax = make_figure()
    assert to_rgb(fig.get_facecolor()) == to_rgb(ax.get_facecolor()) == (1, 1, 1)
    assert fig.get_facecolor()[3] == ax.get_facecolor()[3] == 1
    texts = visible_texts(fig)
    assert {"title", "heading", "x", "y", "sigmoid"} <= {t.get_text() for t in texts}
    for text in texts:
        assert contrast(text.get_color(), "white") >= 4.5, text
        assert text.get_fontsize() >= 9, text


def test_projected_text_has_16_points_on_a_slide_of_1280_pixels():
    style.use("projector")
    fig, _ = make_figure()
    width = fig.get_figwidth() * fig.dpi
    assert 1100 <= width <= 1280
    for text in visible_texts(fig):
        pixels = text.get_fontsize() * fig.dpi / 72
        assert pixels * 72 / 96 >= 16, text


def test_the_screen_has_100_dots_to_the_inch_and_light_frames():
    style.use("screen")
    fig, ax = make_figure()
    assert fig.dpi == 100
    assert fig.get_layout_engine() is not None
    assert not ax.spines["top"].get_visible() and not ax.spines["right"].get_visible()
    assert contrast(mpl.rcParams["grid.color"], "white") < 1.5


def test_one_style_leaves_nothing_behind_for_the_next():
    style.use("screen")
    before = dict(mpl.rcParams)
    style.use("projector")
    assert dict(mpl.rcParams) != before
    style.use("screen")
    assert dict(mpl.rcParams) == before


@pytest.mark.parametrize(
    "settings",
    [
        {"text.usetex": True},
        {"font.family": ["A Font That Nobody Has"]},
        {"font.family": "serif", "font.serif": ["Nor This One"]},
        {"axes.prop_cycle": mpl.cycler(color=["red"]), "lines.linestyle": "None"},
    ],
)
def test_whatever_a_matplotlibrc_has_set_the_figures_are_the_same(settings):
    def drawn():
        fig = Figure()
        fig.subplots().plot([0, 1], label="σ′(z)")
        canvas = FigureCanvasAgg(fig)
        canvas.draw()
        return np.asarray(canvas.buffer_rgba()).copy()

    style.use("screen")
    usual = drawn()
    with mpl.rc_context(settings):
        style.use("screen")
        assert (drawn() == usual).all()


def test_progress_bars_are_disabled_by_a_wish_to_disable_them(monkeypatch):
    for wish, disabled in [("", False), ("0", False), ("false", False), ("1", True)]:
        monkeypatch.setenv("TQDM_DISABLE", wish)
        assert progress_bar(range(3)).disable is disabled


def test_the_palette_stands_in_one_place():
    colours = re.compile(r"#[0-9A-Fa-f]{6}\b")
    package = ROOT / "nnlib" / "notebook"
    with_colours = [p for p in package.rglob("*.py") if colours.search(p.read_text())]
    assert with_colours == [package / "drawing" / "style.py"]
