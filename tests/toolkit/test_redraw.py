"""Fast frames against full redraws, over everything that a figure can hold."""

from collections.abc import Callable
from io import BytesIO

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib import pyplot as plt
from matplotlib.axis import XAxis
from matplotlib.figure import Figure

from nnlib.notebook.live.redraw import Redrawer

Z = np.linspace(-3, 3, 61)
TOLERANCE = 4  # of 255

Move = Callable[[float], None]
SCENES: dict[str, Callable[[], tuple[Figure, Move]]] = {}


def scene(build: Callable[[], tuple[Figure, Move]]) -> Callable:
    SCENES[build.__name__] = build
    return build


@pytest.fixture(autouse=True)
def small_figures():
    with mpl.rc_context({"figure.figsize": (4, 2.4), "figure.dpi": 60}):
        yield
    plt.close("all")


def subplots(*shape, layout="constrained", **options):
    return plt.subplots(*shape, layout=layout, **options)


@scene
def lines_and_grid():
    fig, (left, right) = subplots(1, 2)
    left.plot(Z, np.tanh(Z))
    (curve,) = left.plot(Z, Z)
    (point,) = right.plot([], [], "o")
    right.axhline(0)
    left.grid()
    right.grid()

    def move(t):
        curve.set_ydata(np.tanh(Z * t))
        point.set_data([t], [t])

    return fig, move


@scene
def log_axes():
    fig, ax = subplots()
    ax.set(xscale="symlog", yscale="log", ylim=(1e-6, 10))
    (curve,) = ax.plot(Z, np.exp(-np.abs(Z)))
    cursor = ax.axvline(0, ls=":")

    def move(t):
        curve.set_ydata(np.exp(-5 * t * np.abs(Z)))
        cursor.set_xdata([t, t])

    return fig, move


@scene
def twin_axes():
    fig, ax = subplots()
    other = ax.twinx()
    (below,) = ax.plot(Z, Z, lw=6)
    (above,) = other.plot(Z, -Z, lw=6)
    ax.grid()
    ax.legend([below, above], ["one", "two"], loc="center")

    def move(t):
        below.set_ydata(t * Z)
        above.set_ydata(-(t**2) * Z)

    return fig, move


@scene
def image_and_colour_bar():
    fig, ax = subplots()
    values = np.arange(64.0).reshape(8, 8)
    image = ax.imshow(values, vmin=0, vmax=64)
    fig.colorbar(image)
    return fig, lambda t: image.set_data(values * t)


@scene
def colour_limits():
    fig, (left, right) = subplots(1, 2)
    values = np.arange(64.0).reshape(8, 8)
    image = left.imshow(values)
    fig.colorbar(image)
    (point,) = right.plot([0.5], [0.5], "o")

    def move(t):
        image.set_clim(0, 10 + 90 * t)
        point.set_data([t], [0.5])

    return fig, move


@scene
def arrays_of_collections():
    fig, (left, right) = subplots(1, 2)
    mesh = left.pcolormesh(np.arange(6), np.arange(6), np.eye(5), vmin=0, vmax=1)
    dots = right.scatter(Z, Z, c=Z, vmin=-3, vmax=3)

    def move(t):
        mesh.set_array(t * np.eye(5) + 0.1)
        dots.set_array(t * Z)

    return fig, move


@scene
def scatter_offsets():
    fig, ax = subplots()
    dots = ax.scatter(Z, Z, s=40)
    ax.set(xlim=(-3, 3), ylim=(-3, 3))
    return fig, lambda t: dots.set_offsets(np.column_stack([Z, t * Z]))


@scene
def bars():
    fig, ax = subplots()
    rectangles = ax.bar(range(5), np.ones(5))
    ax.set_ylim(0, 2)

    def move(t):
        for place, rectangle in enumerate(rectangles):
            rectangle.set_height(t * place)

    return fig, move


@scene
def legend_text():
    fig, ax = subplots()
    (curve,) = ax.plot(Z, Z)
    legend = ax.legend([curve], ["t = 0.00"], loc="upper left")

    def move(t):
        legend.get_texts()[0].set_text(f"t = {t:.2f}")
        curve.set_ydata(t * Z)

    return fig, move


@scene
def legend_that_finds_its_place():
    fig, ax = subplots()
    (curve,) = ax.plot(Z, Z**2, label="one")
    ax.set_ylim(-9, 9)
    ax.legend()
    return fig, lambda t: curve.set_ydata((t - 0.5) * Z**2)


@scene
def legend_made_anew():
    fig, ax = subplots()
    (curve,) = ax.plot(Z, Z)

    def move(t):
        curve.set_label(f"slope {t:.2f}")
        ax.legend(loc="upper left")

    return fig, move


@scene
def titles_and_labels():
    fig, (left, right) = subplots(1, 2)
    heading = fig.suptitle("heading")

    def move(t):
        left.set_title(f"title {t:.2f}")
        right.set_xlabel(f"label {t:.2f}")
        heading.set_text(f"heading {t:.2f}")

    return fig, move


@scene
def filled_band_replaced():
    fig, (left, right) = subplots(1, 2)
    left.plot(Z, Z)
    bands = [left.fill_between(Z, Z, 0)]
    left.set_ylim(-3, 3)
    right.plot(Z, Z)

    def move(t):
        bands.pop().remove()
        bands.append(left.fill_between(Z, t * Z, 0, alpha=0.5))

    return fig, move


@scene
def artists_added_and_removed():
    fig, ax = subplots()
    ax.set(xlim=(0, 1), ylim=(0, 1))
    added = []

    def move(t):
        for artist in added:
            artist.remove()
        added[:] = [ax.text(t, t, "here"), ax.axvline(t)] if t < 0.7 else []

    return fig, move


@scene
def annotation_with_arrow():
    fig, ax = subplots()
    note = ax.annotate(
        "here", (0.5, 0.5), (0.2, 0.8), arrowprops={"arrowstyle": "->"}, bbox={}
    )

    def move(t):
        note.xy = (t, t)

    return fig, move


@scene
def text_in_a_box():
    fig, ax = subplots()
    text = ax.text(0.5, 0.5, "boxed", bbox={"facecolor": "white"})

    def move(t):
        text.set_bbox({"facecolor": (t, 1, 1)})
        text.set_text(f"{t:.2f}" if t < 0.7 else "")

    return fig, move


@scene
def endless_line():
    fig, ax = subplots()
    line = ax.axline((0, 0), slope=1)
    ax.set(xlim=(-1, 1), ylim=(-1, 1))
    return fig, lambda t: line.set_slope(2 * t)


@scene
def limits():
    fig, (left, right) = subplots(1, 2)
    (curve,) = left.plot(Z, Z)
    (point,) = right.plot([0.5], [0.5], "o")
    right.set(xlim=(0, 1), ylim=(0, 1))

    def move(t):
        curve.set_ydata(t * Z)
        if t > 0.5:
            left.set_ylim(-3 * t, 3 * t)
        point.set_data([t], [t])

    return fig, move


@scene
def autoscaled():
    fig, ax = subplots()
    (curve,) = ax.plot(Z, Z)

    def move(t):
        curve.set_ydata(t * Z)
        ax.relim()
        ax.autoscale_view()

    return fig, move


@scene
def scale_and_ticks():
    fig, ax = subplots()
    (curve,) = ax.plot(Z, np.exp(Z))

    def move(t):
        curve.set_ydata(np.exp(t * Z))
        ax.set_yscale("log" if t > 0.5 else "linear")
        ax.set_xticks([-t, 0, t], labels=[f"{-t:.1f}", "zero", f"{t:.1f}"])

    return fig, move


@scene
def one_tick_label():
    fig, ax = subplots()
    (curve,) = ax.plot(Z, Z)
    ax.set_xticks([-1, 0, 1])

    def move(t):
        curve.set_ydata(t * Z)
        ax.get_xticklabels()[1].set_color((t, 0, 0))

    return fig, move


@scene
def looks():
    fig, ax = subplots()
    (curve,) = ax.plot(Z, Z, lw=8)
    (other,) = ax.plot(Z, -Z, lw=8)

    def move(t):
        curve.set(color=(t, 0, 0), linewidth=2 + 6 * t, alpha=t, visible=t > 0.2)
        other.set_zorder(1 if t > 0.5 else 3)

    return fig, move


@scene
def frames_and_backgrounds():
    fig, (left, right) = subplots(1, 2)
    (curve,) = left.plot(Z, Z)

    def move(t):
        curve.set_ydata(t * Z)
        left.set_facecolor((1, 1, t))
        right.spines["left"].set_color((t, 0, 0))
        right.set_visible(t < 0.8)
        fig.set_facecolor((1, 1, 1 - t / 4))

    return fig, move


@scene
def axis_switched_off():
    fig, ax = subplots()
    (curve,) = ax.plot(Z, Z)

    def move(t):
        curve.set_ydata(t * Z)
        ax.set_axis_off() if t > 0.5 else ax.set_axis_on()

    return fig, move


@scene
def position():
    fig, ax = subplots(layout="none")
    return fig, lambda t: ax.set_position([0.2, 0.2, 0.3 + t / 2, 0.6])


@scene
def inset():
    fig, ax = subplots()
    ax.plot(Z, Z)
    small = ax.inset_axes([0.6, 0.1, 0.35, 0.35])
    (curve,) = small.plot(Z, Z)

    def move(t):
        curve.set_ydata(t * Z)
        small.set_ylim(-3, 3 * t + 0.1)

    return fig, move


@scene
def overlapping_axes():
    fig = plt.figure()
    below = fig.add_axes((0.1, 0.1, 0.6, 0.8))
    above = fig.add_axes((0.4, 0.3, 0.5, 0.5))
    (hidden,) = below.plot(Z, Z, lw=5)
    (shown,) = above.plot(Z, -Z, lw=5)

    def move(t):
        hidden.set_ydata(t * Z)
        shown.set_ydata(-t * Z)

    return fig, move


@scene
def label_that_wanders_into_the_neighbour():
    fig, (left, right) = subplots(1, 2)
    label = left.text(0, 0.5, "wandering label")
    right.set_facecolor("wheat")
    return fig, lambda t: label.set_x(2.5 * t)


@scene
def figure_text_and_legend():
    fig, (left, right) = subplots(1, 2)
    (curve,) = left.plot(Z, Z)
    right.plot(Z, Z)
    text = fig.text(0.5, 0.5, "over everything", color="red")
    fig.legend([curve], ["curve"], loc="upper right")

    def move(t):
        curve.set_ydata(t * Z)
        text.set_position((t, t))

    return fig, move


@scene
def figure_background_artist():
    fig, ax = subplots()
    (curve,) = ax.plot(Z, Z)
    shape = mpl.patches.Circle((0.5, 0.5), 0.3, color="wheat", zorder=-1)
    fig.add_artist(shape)

    def move(t):
        curve.set_ydata(t * Z)
        shape.set_radius(t)

    return fig, move


@scene
def polar():
    fig, ax = subplots(subplot_kw={"projection": "polar"})
    (curve,) = ax.plot(Z, np.abs(Z))
    return fig, lambda t: curve.set_ydata(t * np.abs(Z))


@scene
def three_dimensional():
    fig, (flat, deep) = plt.figure(), (None, None)
    flat, deep = fig.add_subplot(1, 2, 1), fig.add_subplot(1, 2, 2, projection="3d")
    (curve,) = deep.plot(Z, Z, Z)
    (point,) = flat.plot([0.5], [0.5], "o")

    def move(t):
        curve.set_data_3d(Z, Z, t * Z)
        deep.view_init(azim=90 * t)
        point.set_data([t], [0.5])

    return fig, move


@scene
def subfigures():
    fig = plt.figure()
    left, right = fig.subfigures(1, 2)
    ax, other = left.subplots(), right.subplots()
    (curve,) = ax.plot(Z, Z)
    (wave,) = other.plot(Z, Z)

    def move(t):
        curve.set_ydata(t * Z)
        wave.set_ydata(-t * Z)
        other.set_xlim(-3, 3 if t < 0.5 else 4)

    return fig, move


@scene
def table_cells():
    fig, ax = subplots()
    table = ax.table([["a", "b"], ["c", "d"]], loc="center")
    return fig, lambda t: table[0, 0].get_text().set_text(f"{t:.2f}")


@scene
def patches_and_collections():
    fig, ax = subplots()
    circle = ax.add_patch(mpl.patches.Circle((0.5, 0.5), 0.1))
    segments = mpl.collections.LineCollection([[(0, 0), (1, 1)]])
    ax.add_collection(segments)
    polygon = ax.fill([0, 1, 1], [0, 0, 1], alpha=0.5)[0]
    arrows = ax.quiver([0.5], [0.5], [1.0], [1.0])
    stairs = ax.stairs([1, 2, 3])
    ax.set(xlim=(0, 1), ylim=(0, 1))

    def move(t):
        circle.set(center=(t, t), radius=t / 4)
        segments.set_segments([[(0, t), (1, 1 - t)]])
        polygon.set_xy([(0, 0), (1, 0), (1, t)])
        arrows.set_UVC([t], [1 - t])
        stairs.set_data([t, 1 - t, t])

    return fig, move


@scene
def contours_replaced():
    fig, ax = subplots()
    x, y = np.meshgrid(Z, Z)
    drawn = [ax.contourf(x, y, x * y)]

    def move(t):
        drawn.pop().remove()
        drawn.append(ax.contourf(x, y, x * y + t * x, levels=[-4, 0, 4]))

    return fig, move


@scene
def one_of_four_axes_zooms():
    fig, axes = subplots(2, 2)
    curves = [ax.plot(Z, Z)[0] for ax in axes.flat]

    def move(t):
        for curve in curves:
            curve.set_ydata(t * Z)
        axes[1, 1].set_xlim(-3 * t - 0.1, 3)

    return fig, move


@scene
def quiver():
    fig, ax = subplots()
    x, y = np.meshgrid(Z[::10], Z[::10])
    arrows = ax.quiver(x, y, x, y)
    return fig, lambda t: arrows.set_UVC(t * y - x, x)


@scene
def drawn_by_the_callback():
    fig, ax = subplots()
    ax.axis("off")
    text = ax.text(0.5, 0.5, "")

    def move(t):
        text.set_text(f"t = {t:.2f}")
        fig.canvas.draw_idle()

    return fig, move


@scene
def saved_by_the_callback():
    fig, (left, right) = subplots(1, 2)
    (curve,) = left.plot(Z, Z)
    right.plot(Z, Z)

    def move(t):
        curve.set_ydata(t * Z)
        fig.savefig(BytesIO(), dpi=30)

    return fig, move


@scene
def drawn_and_changed_again():
    fig, ax = subplots()
    (curve,) = ax.plot(Z, Z)
    (point,) = ax.plot([0], [0], "o")

    def move(t):
        curve.set_ydata(t * Z)
        fig.canvas.draw()
        point.set_data([t], [t])

    return fig, move


# Scenes in which every move changes what only a full redraw can show.
SLOW = {
    "drawn_and_changed_again",
    "drawn_by_the_callback",
    "saved_by_the_callback",
    "autoscaled",
    "axis_switched_off",
    "colour_limits",
    "frames_and_backgrounds",
    "limits",
    "one_of_four_axes_zooms",
    "one_tick_label",
    "position",
    "scale_and_ticks",
    "subfigures",
    "titles_and_labels",
}


@pytest.fixture
def whole_draws(monkeypatch):
    """The full redraws so far."""
    draws = []
    full = Redrawer.full
    monkeypatch.setattr(Redrawer, "full", lambda self: draws.append(1) or full(self))
    return draws


@pytest.mark.parametrize("name", SCENES)
def test_every_frame_is_the_full_redraw(name, whole_draws):
    fig, move = SCENES[name]()
    move(0.4)
    redrawer = Redrawer(fig)
    redrawer.full()
    for t, compared in [(0.4, 1), (0.9, 1), (0.1, 0), (0.6, 0), (0.2, 1), (0.75, 1)]:
        move(t)
        frame = redrawer.frame()
        assert not (frame == frame[0, 0]).all()
        if compared:
            difference = frame.astype(int) - redrawer.reference()
            assert np.abs(difference).max() <= TOLERANCE, t
    assert (len(whole_draws) > 1) == (name in SLOW)


def test_an_axis_that_has_changed_stands_still_again(monkeypatch):
    fig, ax = subplots()
    (curve,) = ax.plot(Z, Z)
    redrawer = Redrawer(fig)
    ax.set_xlim(-5, 5)
    redrawer.full()
    drawn = []
    draw = XAxis.draw
    monkeypatch.setattr(XAxis, "draw", lambda *given: drawn.append(1) or draw(*given))
    for t in (0.4, 0.9, 0.1):
        ax.set_xlim(-5, 5)
        curve.set_ydata(t * Z)
        redrawer.frame()
    assert len(drawn) == 1  # for what stands still


def test_a_figure_that_grows_is_drawn_and_compared_in_its_new_size():
    fig, ax = subplots()
    ax.plot(Z, Z)
    redrawer = Redrawer(fig)
    redrawer.full()
    small = redrawer.reference()
    fig.set_size_inches(5, 3)
    frame, whole = redrawer.frame(), redrawer.reference()
    assert (small.shape, whole.shape) == ((144, 240, 4), (180, 300, 4))
    assert np.abs(frame.astype(int) - whole).max() <= TOLERANCE


def draw_by_hand(figure, text):
    text.draw(figure.canvas.get_renderer())


# Every way to draw a figure, or a part of it: each takes Matplotlib's marks of changes.
DOORS = {
    "draw": lambda figure, text: figure.canvas.draw(),
    "draw_idle": lambda figure, text: figure.canvas.draw_idle(),
    "figure": lambda figure, text: figure.draw(figure.canvas.get_renderer()),
    "without rendering": lambda figure, text: figure.draw_without_rendering(),
    "tight layout": lambda figure, text: figure.tight_layout(),
    "axes": lambda figure, text: text.axes.redraw_in_frame(),
    "artist": lambda figure, text: text.axes.draw_artist(text),
    "by hand": draw_by_hand,
    "buffer": lambda figure, text: figure.canvas.print_to_buffer(),
    "png": lambda figure, text: figure.savefig(BytesIO(), dpi=30),
    "pdf": lambda figure, text: figure.savefig(BytesIO(), format="pdf"),
    "svg": lambda figure, text: figure.savefig(BytesIO(), format="svg"),
    "tight": lambda figure, text: figure.savefig(BytesIO(), bbox_inches="tight"),
}


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("axis", ["on", "off"])
@pytest.mark.parametrize("moved_after", [True, False])
def test_whoever_draws_nothing_freezes(door, axis, moved_after):
    fig, ax = subplots()
    ax.axis(axis)
    ax.set(xlim=(-3, 3), ylim=(-3, 3))
    (curve,) = ax.plot(Z, Z)
    text = ax.text(0, 0, "")
    redrawer = Redrawer(fig)
    redrawer.full()
    for t in (0.4, 0.9, 0.1, 0.6):
        text.set_text(f"t = {t}")
        curve.set_ydata(t * Z)
        DOORS[door](fig, text)
        if moved_after:
            text.set_x(t)
        frame = redrawer.frame().astype(int)
        assert np.abs(frame - redrawer.reference()).max() <= TOLERANCE, t


def test_a_frame_that_could_not_be_drawn_leaves_no_trace():
    fig, (left, right) = subplots(1, 2)
    (curve,) = left.plot(Z, Z)
    text = right.text(0.5, 0.5, "")
    redrawer = Redrawer(fig)
    redrawer.full()
    for t, words in [(0.4, "a"), (0.8, r"$\frac$"), (0.8, "b"), (0.1, "c")]:
        left.set_xlabel(f"t = {t}")
        curve.set_ydata(t * Z)
        text.set_text(words)
        if words.startswith("$"):
            with pytest.raises(ValueError, match="frac"):
                redrawer.frame()
            redrawer.recover()
        else:
            frame = redrawer.frame().astype(int)
            assert np.abs(frame - redrawer.reference()).max() <= TOLERANCE, t
