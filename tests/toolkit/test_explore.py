"""Live figures in this process: what a page would see, and what it would send."""

import base64
import functools
import gc
import importlib
import io
import threading
import time
import tracemalloc
import warnings
import weakref
from types import SimpleNamespace

import ipywidgets as widgets
import matplotlib as mpl
import nbformat
import numpy as np
import pytest
from matplotlib import pyplot as plt
from PIL import Image

from nnlib import data
from nnlib.notebook import explore, show
from nnlib.notebook.authoring import store
from nnlib.notebook.drawing import style
from nnlib.notebook.live.figure import registry
from nnlib.notebook.live.picture import encode
from nnlib.notebook.live.sweep import sweep

Z = np.linspace(-3, 3, 61)
explore_module = importlib.import_module("nnlib.notebook.live.figure")
picture_module = importlib.import_module("nnlib.notebook.live.picture")


@pytest.fixture(autouse=True)
def clean_slate():
    with mpl.rc_context({"figure.figsize": (4, 2.4), "figure.dpi": 60}):
        yield
    for live in list(registry):
        live.close()
    assert plt.get_fignums() == []


@pytest.fixture(autouse=True)
def displayed(monkeypatch):
    """What was displayed: (bundle, metadata), one for each output."""
    outputs = []

    def display(bundle, *, raw, metadata):
        assert raw
        outputs.append((bundle, metadata))

    monkeypatch.setattr(picture_module, "display", display)
    return outputs


def make_live(extra=lambda at: None, **controls):
    """A live figure of one point, and the values that its function was called with."""
    fig, ax = plt.subplots()
    ax.plot(Z, np.tanh(Z))
    (point,) = ax.plot([], [], "o")
    calls = []

    @explore(fig, at=(-3, 3, 0.5), **controls)
    def move(at=0.0, kind="a", on=True, n=2):
        calls.append(at)
        point.set_data([at], [np.tanh(at)])
        point.set_visible(on)
        extra(at)
        return f"At {at:+.1f}, {kind}, {n}."

    return move, calls


def pixels(png):
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGBA")).astype(int)


def assert_right(live):
    """The picture shown is that of a full redraw."""
    shown, whole = live.compare()
    assert np.abs(shown.astype(int) - whole).max() <= 4


def as_the_page(live, name, value):
    """Move a control as the front end does."""
    live.controls[name].set_state({"value": value})


# What is displayed and stored


def test_stored_output_is_a_view_a_picture_and_the_sentence(displayed):
    live, _ = make_live()
    ((bundle, metadata),) = displayed
    assert set(bundle) == {
        "text/plain",
        "image/png",
        picture_module.WIDGET_VIEW,
    }
    assert bundle["text/plain"] == "At +0.0, a, 2."
    assert metadata == {"image/png": {"alt": "At +0.0, a, 2."}}
    stored = base64.b64decode(bundle["image/png"])
    assert pixels(stored).shape == (144, 240, 4)
    np.testing.assert_array_equal(pixels(stored), pixels(live.render()[0]))


def test_two_runs_store_the_same_text(displayed):
    for _ in range(2):
        make_live(kind=["a", "b"], n=(1, 5))
    first, second = (bundle["text/plain"] for bundle, _ in displayed)
    assert first == second
    assert "0x" not in repr(registry[0])


def test_show_displays_a_still_figure_once_with_its_sentence(displayed):
    fig, ax = plt.subplots(facecolor="none")
    ax.plot(Z, Z)
    show(fig, "A straight line.")
    ((bundle, metadata),) = displayed
    assert set(bundle) == {"text/plain", "image/png"}
    assert bundle["text/plain"] == metadata["image/png"]["alt"] == "A straight line."
    shown = pixels(base64.b64decode(bundle["image/png"]))
    assert (shown[..., 3] == 255).all()
    assert shown[0, 0, :3].tolist() == [255, 255, 255]


@pytest.mark.parametrize("alt", ["", "  ", "two\nlines"])
def test_show_wants_one_line(alt):
    fig, _ = plt.subplots()
    with pytest.raises(ValueError, match="one line"):
        show(fig, alt)
    plt.close(fig)


def test_encode_is_a_png_of_the_same_pixels():
    rng = np.random.default_rng(0)
    frame = rng.integers(0, 256, (7, 5, 4), dtype=np.uint8)
    np.testing.assert_array_equal(pixels(encode(frame)), frame)


# Controls


def test_abbreviations_make_the_controls_of_interact():
    fig, _ = plt.subplots()

    @explore(
        fig,
        whole=(0, 10),
        part=(0, 1, 0.05),
        choice=["a", "b"],
        named={"one": 1.0, "two": 2.0},
        on=True,
        text="hello",
        own=widgets.FloatLogSlider(min=-3, max=0, description="η"),
        labels={"part": "learning rate"},
    )
    def move(whole=7, part=0.25, choice="b", named=2.0, on=False, text="hi", own=0.1):
        return "A sentence."

    kinds = [type(widget).__name__ for widget in move.controls.values()]
    assert kinds == [
        "IntSlider",
        "FloatSlider",
        "Dropdown",
        "Dropdown",
        "Checkbox",
        "Text",
        "FloatLogSlider",
    ]
    assert move.values == {
        "whole": 7,
        "part": 0.25,
        "choice": "b",
        "named": 2.0,
        "on": False,
        "text": "hi",
        "own": 0.1,
    }
    assert move.controls["part"].description == "learning rate"
    assert move.controls["part"].readout_format == ".2f"
    assert move.controls["whole"].description == "whole"
    assert move.controls["own"].description == "η"


def test_names_become_labels():
    fig, _ = plt.subplots()

    @explore(fig, hidden_units=(1, 5))
    def move(hidden_units=2):
        return "A sentence."

    assert move.controls["hidden_units"].description == "hidden units"


def no_parameter():
    return "A sentence."


def one_parameter(at):
    return "A sentence."


def far_default(at=9.0):
    return "A sentence."


def clash(labels=1):
    return "A sentence."


@pytest.mark.parametrize(
    ("function", "controls", "error", "message"),
    [
        (no_parameter, {"at": (0, 1)}, TypeError, "no parameter 'at'"),
        (one_parameter, {"labels": {"at": "z"}}, TypeError, "control or a default"),
        (one_parameter, {"at": (0, 1), "labels": {"x": "z"}}, TypeError, "'x'"),
        (far_default, {"at": (0, 1, 0.1)}, ValueError, "default at=9.0"),
        (far_default, {"at": ["a", "b"]}, ValueError, "default at=9.0"),
        (far_default, {"at": None}, ValueError, "at=None makes no control"),
        (far_default, {"at": widgets.VBox()}, ValueError, "widget with a value"),
        (clash, {"labels": (0, 1)}, TypeError, "keyword of explore's own"),
    ],
)
def test_controls_that_do_not_fit(function, controls, error, message):
    fig, _ = plt.subplots()
    with pytest.raises(error, match=message):
        explore(fig, **controls)(function)
    assert registry == []
    plt.close(fig)


@pytest.mark.parametrize(
    ("answer", "error"), [(None, TypeError), ("", ValueError), ("a\nb", ValueError)]
)
def test_the_function_returns_one_sentence(answer, error):
    fig, _ = plt.subplots()
    with pytest.raises(error, match="what move returns"):

        @explore(fig, at=(0, 1))
        def move(at=0):
            return answer


def test_an_error_at_the_defaults_is_raised_in_the_cell(displayed):
    with pytest.raises(ZeroDivisionError):
        make_live(lambda at: 1 / at)
    assert registry == [] and displayed == []


# Moves


def test_a_later_cell_may_use_the_names_of_a_figure_for_something_else():
    notebook = {"explore": explore, "plt": plt}
    cell = """
fig, ax = plt.subplots()
point, = ax.plot([0], [0], "o")
unit = "cm"

@explore(fig, at=(0, 5))
def {name}(at=0):
    point.set_data([at], [at])
    said = [f"{{part}} {{unit}}" for part in (at,)]
    return "At " + said[0] + "."
"""
    exec(cell.format(name="first"), notebook)
    exec(cell.format(name="second"), notebook)
    notebook.update(point="a text", unit=None, ax=3)
    first, second = notebook["first"], notebook["second"]
    before = pixels(first.picture.png), pixels(second.picture.png)
    first.controls["at"].value = 3
    assert first.error is None
    assert first.sentence == "At 3 cm."
    assert (pixels(first.picture.png) != before[0]).any()
    assert (pixels(second.picture.png) == before[1]).all()


def test_a_move_is_answered_by_a_picture_and_its_sentence():
    live, _ = make_live()
    before = live.picture.png
    as_the_page(live, "at", 2.0)
    assert live.sentence == live.picture.sentence == "At +2.0, a, 2."
    assert live.picture.answers == 1
    assert live.picture.png != before
    expected = pixels(live.render(at=2.0)[0])
    assert np.abs(pixels(live.picture.png) - expected).max() <= 4


def test_the_picture_is_busy_while_the_function_runs():
    busy = []
    live, _ = make_live(lambda at: busy.append(registry and registry[0].picture.busy))
    as_the_page(live, "at", 1.0)
    assert busy[-1] is True
    assert live.picture.busy is False


def test_an_error_is_shown_in_place_and_the_next_move_recovers():
    def fail(at):
        if at == 1.0:
            raise ValueError("one is <too> many")

    live, _ = make_live(fail, n=(1, 5))
    as_the_page(live, "at", -1.0)
    good = live.picture.png
    as_the_page(live, "at", 1.0)
    assert live.picture.error == ("ValueError: one is <too> many\nwith at = 1, n = 2")
    assert isinstance(live.error, ValueError)
    assert (live.picture.png, live.sentence) == (good, "At -1.0, a, 2.")
    assert live.picture.answers == 2
    as_the_page(live, "at", 2.0)
    assert (live.picture.error, live.error) == ("", None)
    assert live.sentence == "At +2.0, a, 2."
    assert live.compare()[0].shape == (144, 240, 4)


def test_an_error_between_removing_and_drawing_an_artist_is_no_dead_end():
    fig, ax = plt.subplots()
    ax.set(xlim=(0, 1), ylim=(0, 1))
    bands = [ax.fill_between([0, 1], [0, 1])]

    @explore(fig, at=(0, 3))
    def move(at=0):
        bands[-1].remove()
        if at == 2:
            raise ValueError("no band here")
        bands.append(ax.fill_between([0, 1], [at / 3, 1]))
        return "A sentence."

    for at in (1, 2, 3):
        as_the_page(move, "at", at)
    assert move.error is None
    assert len(ax.collections) == 1
    assert_right(move)


@pytest.mark.parametrize(
    "use_pyplot",
    [lambda fig: plt.figure(), lambda fig: plt.plot([1]), lambda fig: plt.figure(fig)],
    ids=["new figure", "plot", "own figure"],
)
def test_pyplot_in_the_function_is_an_error_and_leaves_no_figure(use_pyplot):
    live, _ = make_live(
        lambda at: use_pyplot(registry[0]._redrawer.figure) if at == 1.0 else None
    )
    as_the_page(live, "at", 1.0)
    assert "pyplot" in live.picture.error
    assert plt.get_fignums() == []
    as_the_page(live, "at", 2.0)
    assert live.error is None and live.sentence == "At +2.0, a, 2."


def test_figures_of_a_running_cell_are_left_alone():
    inside, opened = threading.Event(), threading.Event()

    def wait(at):
        if at == 1.0:
            inside.set()
            assert opened.wait(5)

    live, _ = make_live(wait)
    thread = threading.Thread(target=as_the_page, args=(live, "at", 1.0))
    thread.start()
    assert inside.wait(5)
    fig = plt.figure()
    opened.set()
    thread.join()
    assert live.error is None
    assert plt.get_fignums() == [fig.number]
    plt.close(fig)


def test_moves_that_come_while_one_is_drawn_are_merged_and_the_last_one_wins():
    inside, go_on = threading.Event(), threading.Event()

    def wait(at):
        if at == -3.0:
            inside.set()
            assert go_on.wait(5)

    live, calls = make_live(wait)
    thread = threading.Thread(target=as_the_page, args=(live, "at", -3.0))
    thread.start()
    assert inside.wait(5)
    began = time.perf_counter()
    for at in (-2.0, -1.0, 1.0, 2.5):
        as_the_page(live, "at", at)
    assert time.perf_counter() - began < 1
    assert live.picture.answers == 0
    go_on.set()
    thread.join()
    assert calls == [0.0, -3.0, 2.5]
    assert live.picture.answers == 2
    assert live.sentence == "At +2.5, a, 2."


def test_two_threads_leave_the_last_picture_right():
    live, _ = make_live(n=(0, 50))

    def drag(name, values):
        for value in values:
            as_the_page(live, name, value)

    threads = [
        threading.Thread(target=drag, args=("at", np.tile([-3.0, 1.0, 3.0, 0.5], 6))),
        threading.Thread(target=drag, args=("n", range(30))),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert live.sentence == "At +0.5, a, 29."
    expected = pixels(live.render(at=0.5, n=29)[0])
    assert np.abs(pixels(live.picture.png) - expected).max() <= 4


def test_a_move_during_render_is_answered_after_it():
    inside, go_on = threading.Event(), threading.Event()

    def wait(at):
        if at == -3.0:
            inside.set()
            assert go_on.wait(5)

    live, _ = make_live(wait)
    thread = threading.Thread(target=live.render, kwargs={"at": -3.0})
    thread.start()
    assert inside.wait(5)
    as_the_page(live, "at", 1.0)
    go_on.set()
    thread.join()
    assert live.sentence == "At +1.0, a, 2."


def test_a_function_may_move_a_control_of_its_own():
    live, calls = make_live(
        lambda at: at == 3.0 and registry[0].controls["at"].set_state({"value": 1.0})
    )
    as_the_page(live, "at", 3.0)
    assert live.sentence == "At +1.0, a, 2."
    assert calls == [0.0, 3.0, 1.0]


def test_reset_moves_everything_back_and_draws_once():
    live, calls = make_live(kind=["a", "b"], n=(1, 5))
    as_the_page(live, "at", 2.0)
    live.controls["kind"].set_state({"index": 1})
    as_the_page(live, "n", 4)
    assert live.sentence == "At +2.0, b, 4."
    button = next(w for w in buttons(live) if w.description == "Reset")
    drawn = len(calls)
    button.click()
    assert live.sentence == "At +0.0, a, 2."
    assert len(calls) == drawn + 1


def live_widgets():
    return widgets.widget._instances


def buttons(live):
    row = live._box.children[1].children
    nested = [child for item in row for child in getattr(item, "children", [item])]
    return [widget for widget in nested if isinstance(widget, widgets.Button)]


def ask_for_a_step(live):
    """What the page sends when it has shown the last step."""
    live.picture._handle_custom_msg("step", [])


def test_an_integer_slider_plays_to_its_end_and_stops():
    live, _ = make_live(n=(1, 4))
    play, _reset = buttons(live)
    assert play.tooltip == "Play n"
    play.click()
    assert live.picture.playing == "n" and play.tooltip == "Stop n"
    for _ in range(2):
        ask_for_a_step(live)
    assert live.values["n"] == 4 and live.picture.answers == 2
    ask_for_a_step(live)
    assert live.picture.playing == "" and play.tooltip == "Play n"
    play.click()
    assert live.values["n"] == 1 and live.picture.playing == "n"
    play.click()
    ask_for_a_step(live)
    assert live.values["n"] == 1 and live.picture.playing == ""


def test_a_selection_slider_plays_and_an_error_stops_it():
    def fail(at):
        if registry and registry[0].values["kind"] == "c":
            raise ValueError("no c")

    live, _ = make_live(fail, kind=widgets.SelectionSlider(options=["a", "b", "c"]))
    buttons(live)[0].click()
    for _ in range(3):
        ask_for_a_step(live)
    assert "no c" in live.picture.error
    assert live.picture.playing == ""


def test_a_player_passes_equal_steps():
    fig, _ = plt.subplots()
    options = [("one", 1), ("and one more", 1), ("two", 2)]

    @explore(fig, n=widgets.SelectionSlider(options=options))
    def move(n=1):
        return f"{n}."

    buttons(move)[0].click()
    for answers in (1, 2):
        ask_for_a_step(move)
        assert move.picture.answers == answers
    assert move.values == {"n": 2}


def test_a_player_starts_where_a_move_went_wrong():
    live, _ = make_live(lambda at: at == 2.0 and 1 / 0, n=(1, 5))
    as_the_page(live, "n", 3)
    as_the_page(live, "at", 2.0)
    assert live.picture.error
    as_the_page(live, "at", 1.0)
    live.picture.error = "what went wrong is still shown"
    buttons(live)[0].click()
    ask_for_a_step(live)
    assert live.values["n"] == 4 and live.picture.playing == "n"


def test_names_that_are_no_controls_move_nothing():
    live, calls = make_live(n=(1, 5))
    with pytest.raises(TypeError, match="no control 'm'; there are"):
        live.set(n=4, m=3)
    assert live.values["n"] == 2 and len(calls) == 1


# Other pictures of the same figure


def test_render_moves_no_control_and_leaves_the_page_alone():
    live, _ = make_live(n=(1, 5))
    as_the_page(live, "n", 3)
    page = live.picture.get_state()
    png, sentence = live.render(at=-2.0)
    assert sentence == "At -2.0, a, 2."
    assert live.values == {"at": 0.0, "n": 3}
    assert live.picture.get_state() == page
    assert not np.array_equal(pixels(png), pixels(page["png"]))
    as_the_page(live, "at", 1.0)
    assert_right(live)
    assert live.sentence == "At +1.0, a, 3."


def test_render_refuses_unknown_names_and_passes_errors_on():
    live, _ = make_live(lambda at: 1 / (at - 1))
    with pytest.raises(TypeError, match="no control 'z'; there are \\['at'\\]"):
        live.render(z=1.0)
    with pytest.raises(ZeroDivisionError):
        live.render(at=1.0)


def test_a_grid_is_one_still_picture_of_several_values(displayed):
    live, _ = make_live(kind=["a", "b"])
    del displayed[:]
    live.grid(at=[-2.0, 0.0, 2.0])
    bundle, metadata = displayed[0]
    assert set(bundle) == {"text/plain", "image/png"}
    assert bundle["text/plain"] == metadata["image/png"]["alt"]
    assert "at = -2: At -2.0, a, 2." in bundle["text/plain"]
    sheet = pixels(base64.b64decode(bundle["image/png"]))
    assert sheet.shape[1] == 240
    as_the_page(live, "at", 1.0)
    assert pixels(live.picture.png).shape == (144, 240, 4)
    assert_right(live)
    np.testing.assert_array_equal(pixels(live.render()[0]), pixels(live._initial))
    live.grid(at=[-2.0, 0.0, 2.0])
    assert displayed[1] == displayed[0]
    live.grid(3, at=[0.0], kind=["a", "b"])
    assert displayed[2][0]["text/plain"].count("at = 0, kind = ") == 2


def test_for_the_projector_every_panel_of_a_grid_is_a_picture(displayed):
    style.use("projector")
    live, _ = make_live()
    del displayed[:]
    live.grid(2, at=[-2.0, 0.0])
    assert [bundle["text/plain"] for bundle, _ in displayed] == [
        "at = -2: At -2.0, a, 2.",
        "at = 0: At +0.0, a, 2.",
    ]
    for bundle, _ in displayed:
        panel = pixels(base64.b64decode(bundle["image/png"]))
        assert panel.shape[1] == pixels(live.render()[0]).shape[1]


def test_a_grid_names_an_option_by_its_label(displayed):
    live, _ = make_live(kind={"the first": "a", "the second": "b"})
    live.grid(kind=["b"])
    said = displayed[-1][0]["text/plain"]
    assert said.startswith("kind = the second: At +0.0, b, 2.")


@pytest.mark.parametrize(("ratio", "drawn"), [(0.5, 1), (1.0, 1), (1.5, 1.5), (3, 2)])
def test_a_sharper_screen_gets_more_pixels_on_the_same_space(ratio, drawn):
    live, _ = make_live()
    live.picture.set_state({"ratio": ratio})
    as_the_page(live, "at", 1.0)
    assert pixels(live.picture.png).shape == (144 * drawn, 240 * drawn, 4)
    assert (live.picture.width, live.picture.height) == (240, 144)
    assert_right(live)
    assert pixels(live.render()[0]).shape == (144, 240, 4)


# The registry and the sweep


def test_the_sweep_tries_ends_options_and_corners():
    live, _ = make_live(kind=["a", "b"], on=True, n=(1, 5))
    other, _ = make_live()
    as_the_page(live, "n", 3)
    assert registry == [live, other]
    records = sweep()
    mine = [record for record in records if record.figure == 0]
    tried = [tuple(record.values.values()) for record in mine]
    assert len(mine) == len({*tried})  # "a" and True are where it starts
    assert len(mine) == 1 + (2 + 1 + 1 + 2) + 2 * 2 * 2 * 2
    assert {(-3.0, "a", True, 3), (0.0, "b", True, 3), (3.0, "b", False, 5)} < {*tried}
    assert {record.figure for record in records} == {0, 1}
    assert max(record.difference for record in records) <= 4
    assert all(record.sentence.startswith("At ") for record in records)
    assert all(record.milliseconds > 0 for record in mine[1:3])
    assert live.values == {"at": 0.0, "kind": "a", "on": True, "n": 3}


def test_the_sweep_knows_the_ends_of_every_kind_of_control():
    fig, _ = plt.subplots()

    @explore(
        fig,
        a=widgets.FloatLogSlider(min=-2, max=1),
        b=widgets.IntRangeSlider(min=0, max=9),
        c=widgets.SelectMultiple(options=["x", "y"]),
        d=widgets.BoundedIntText(min=1, max=3),
        e="text",
    )
    def move(a=1.0, b=(2, 3), c=("x",), d=2, e="text"):
        return f"{a:g} {b} {c} {d} {e}"

    tried = [record.values for record in sweep()]
    assert {values["a"] for values in tried} == {0.01, 1.0, 10.0}
    assert {values["b"] for values in tried} == {(2, 3), (0, 0), (0, 9), (9, 9)}
    assert {values["c"] for values in tried} == {("x",), (), ("x", "y")}
    assert {values["d"] for values in tried} == {1, 2, 3}


def nothing_but_white(at):
    registry[0]._redrawer.figure.axes[0].set_visible(at < 3)


@pytest.mark.parametrize(
    ("extra", "message"),
    [
        (lambda at: at == 3.0 and 1 / 0, "ZeroDivisionError"),
        (lambda at: at == 3.0 and warnings.warn("glyph", stacklevel=1), "glyph"),
        (lambda at: np.array([at - 3.0]) / (at - 3.0), "invalid value"),
        (lambda at: registry and nothing_but_white(at), "is blank"),
    ],
    ids=["exception", "warning", "numpy warning", "blank"],
)
def test_the_sweep_fails_where_a_figure_does(extra, message):
    make_live(extra)
    with pytest.raises(AssertionError, match=message) as caught:
        sweep()
    assert "live figure 0" in str(caught.value)
    assert "'at': 3.0" in str(caught.value)


def test_the_sweep_names_the_original_error():
    make_live(lambda at: at == 3.0 and 1 / 0)
    with pytest.raises(AssertionError) as caught:
        sweep()
    assert isinstance(caught.value.__cause__, ZeroDivisionError)


def test_the_sweep_sees_a_picture_that_is_not_what_a_full_redraw_gives():
    fig, ax = plt.subplots()
    (curve,) = ax.plot(Z, Z)
    shift = mpl.transforms.Affine2D()
    curve.set_transform(shift + ax.transData)

    @explore(fig, at=(0, 3))
    def move(at=1):
        shift.clear().translate(at, 0)  # in place, which Matplotlib does not report
        return "A sentence."

    with pytest.raises(AssertionError, match="differs from a full redraw by"):
        sweep()


def test_the_sweep_reads_the_sentence():
    fig, _ = plt.subplots()

    @explore(fig, at=(0, 3))
    def move(at=1):
        return f"The value is {at if at < 3 else np.nan}."

    with pytest.raises(AssertionError, match="says 'The value is nan"):
        sweep()


# Memory


def test_closing_frees_the_figure_and_its_widgets():
    given = widgets.IntSlider(2, 1, 5)
    alive = len(live_widgets())
    live, _ = make_live(n=given)
    as_the_page(live, "n", 3)
    gone = weakref.ref(live), weakref.ref(live._redrawer.figure)
    live.close()
    assert registry == []
    assert len(live_widgets()) == alive
    assert given.comm is not None
    given.value = 4
    del live
    gc.collect()
    assert [reference() for reference in gone] == [None, None]


@pytest.mark.parametrize("knowing", ["the shell", "the kernel, in JupyterLite"])
def test_running_a_cell_again_frees_what_it_made_before(monkeypatch, knowing):
    shell = SimpleNamespace(execution_count=1, cell="A", kernel=SimpleNamespace())
    knows = shell if knowing == "the shell" else shell.kernel
    knows.get_parent = lambda: {"metadata": {"cellId": shell.cell}}
    monkeypatch.setattr(explore_module, "get_ipython", lambda: shell)
    first, _ = make_live()
    second, _ = make_live()
    shell.execution_count, shell.cell = 2, "B"
    other, _ = make_live()
    assert registry == [first, second, other]
    shell.execution_count, shell.cell = 3, "A"
    third, _ = make_live()
    assert registry == [other, third]


def test_where_nothing_tells_cells_apart_every_figure_stays(monkeypatch):
    shell = SimpleNamespace(execution_count=0)  # IPython in a terminal
    monkeypatch.setattr(explore_module, "get_ipython", lambda: shell)
    for shell.execution_count in range(2):
        make_live()
    assert len(registry) == 2


def test_moves_do_not_gather_memory():
    fig, ax = plt.subplots()
    ax.set_ylim(-3, 3)
    bands = [ax.fill_between(Z, Z)]

    @explore(fig, at=(0, 1000))
    def move(at=0):
        bands.pop().remove()
        bands.append(ax.fill_between(Z, at / 1000 * Z))
        return f"A sentence for {at}."

    for at in range(50):
        as_the_page(move, "at", at)
    gc.collect()
    tracemalloc.start()
    for at in range(50, 250):
        as_the_page(move, "at", at)
    gc.collect()
    growth, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert growth < 300_000


@pytest.mark.parametrize("codes, alive", [(("f()", "f( )"), 2), (("f()", "f()"), 1)])
def test_without_cell_ids_the_code_tells_cells_apart(monkeypatch, codes, alive):
    shell = SimpleNamespace(execution_count=0, code="")
    shell.get_parent = lambda: {"content": {"code": shell.code}}
    monkeypatch.setattr(explore_module, "get_ipython", lambda: shell)
    for shell.execution_count, shell.code in enumerate(codes):
        make_live()
    assert len(registry) == alive


# Any value, any function, whatever it does


DATA = {"xor": data.xor(8), "moons": data.moons(8), "none": None, "row": np.arange(3)}


OPTIONS = {
    "NumPy's numbers": [*np.array([1, 2, 5])],
    "lists": {"two": [30, 30], "one": [30]},
    "tuples": {"ab": ("a", "b"), "ac": ("a", "c")},
    "truths": {"one": 1, "yes": True, "half": 0.5},
    "functions": {"tanh": np.tanh, "exp": np.exp},
    "not a number": {"NaN": np.nan, "one": 1.0},
}
COPIES = {"lists": [30], "tuples": ("a", "c"), "NumPy's numbers": 5}


@pytest.mark.parametrize("kind", OPTIONS)
def test_a_menu_tells_its_options_apart(kind):
    fig, _ = plt.subplots()
    options = OPTIONS[kind]
    values = [*(options.values() if isinstance(options, dict) else options)]
    last = COPIES.get(kind, values[-1])
    seen = []

    @explore(fig, choice=OPTIONS[kind])
    def move(choice=last):
        seen.append(choice)
        return f"The choice is {len(seen)}."

    assert move.controls["choice"].index == len(values) - 1
    for place, value in enumerate(values):
        move.controls["choice"].set_state({"index": place})
        assert seen[-1] is value
    assert len(seen) == 1 + len(values)


@pytest.mark.parametrize(
    "menu", [widgets.Dropdown, widgets.ToggleButtons, widgets.SelectionSlider]
)
def test_a_menu_of_data_sets_may_be_a_widget(menu):
    fig, _ = plt.subplots()
    sets = [data.xor(8), data.moons(8)]
    seen = []

    @explore(fig, points=menu(options=[("xor", sets[0]), ("moons", sets[1])]))
    def move(points=sets[1]):
        seen.append(points)
        return "Points."

    move.set(points=sets[0])
    move.reset()
    assert [points is sets[1] for points in seen] == [True, False, True]


def test_a_menu_holds_any_value():
    fig, _ = plt.subplots()
    seen = []

    @explore(fig, points=DATA)
    def move(points=DATA["moons"]):
        seen.append(points)
        return "Points."

    assert move.controls["points"].index == 1
    for place, value in enumerate(DATA.values()):
        move.controls["points"].set_state({"index": place})
        assert seen[-1] is value
    assert move._say({"points": DATA["xor"]}) == "points = xor"
    move.set(points=DATA["xor"])
    move.reset()
    assert seen[-2] is DATA["xor"] and seen[-1] is DATA["moons"]
    assert move.error is None


def sliders():
    """Sliders, a value beside their steps, and the two steps that are nearest."""
    return [
        ((0.0, 1.0, 0.1), 0.25, "0.2", "0.3"),
        ((0, 10, 3), 4, "3", "6"),
        ((0.0, 1.0, 0.3), 0.95, "0.9", "1"),
        ((-1.0, 1.0, 0.5), -0.9, "-1", "-0.5"),
        (widgets.FloatSlider(value=0.25, min=0, max=1, step=0.1), 0.25, "0.2", "0.3"),
        (widgets.IntSlider(value=4, min=0, max=9, step=3), 4, "3", "6"),
        (
            widgets.FloatLogSlider(value=0.05, min=-3, max=0, step=1),
            0.05,
            "0.01",
            "0.1",
        ),
        (
            widgets.FloatRangeSlider(value=(0, 0.7), max=1, step=0.5),
            (0.0, 0.7),
            "0.5",
            "1",
        ),
        (widgets.IntRangeSlider(value=(1, 6), min=0, max=9, step=3), (1, 6), "0", "3"),
    ]


@pytest.mark.parametrize(("wish", "default", "low", "high"), sliders())
def test_a_default_beside_the_steps_is_refused(wish, default, low, high):
    fig, _ = plt.subplots()
    with pytest.raises(ValueError, match=rf"nearest are {low} and {high}$"):

        @explore(fig, at=wish)
        def move(at=default):
            return "A sentence."

    plt.close(fig)


@pytest.mark.parametrize("slider", [row[0] for row in sliders()[4:]])
def test_where_a_given_slider_starts_is_held_to_its_steps_too(slider):
    fig, _ = plt.subplots()
    with pytest.raises(ValueError, match="nearest are"):

        @explore(fig, at=slider)
        def move(at):
            return "A sentence."

    plt.close(fig)


def test_a_default_that_a_selection_slider_has_not_is_refused_with_the_nearest():
    fig, _ = plt.subplots()
    slider = widgets.SelectionSlider(options=[0.3, 0.1, 0.2])
    with pytest.raises(ValueError, match=r"nearest are 0\.2 and 0\.3$"):

        @explore(fig, at=slider)
        def move(at=0.25):
            return "A sentence."

    plt.close(fig)


@pytest.mark.parametrize(
    ("wish", "default"),
    [
        ((0.0, 1.0, 0.3), 1.0),
        ((0, 10, 3), 10),
        ((-np.pi, np.pi, np.pi / 50), 0.0),
        (widgets.FloatLogSlider(min=-5, max=0, step=0.1), 1e-3),
        (widgets.FloatSlider(min=0, max=1, step=None), 0.123),
        (widgets.RadioButtons(options=["a", "b"], index=None), None),
    ],
)
def test_a_default_on_the_steps_or_at_the_end_is_held(wish, default):
    fig, _ = plt.subplots()

    @explore(fig, at=wish)
    def move(at=default):
        return "A sentence."

    assert move.values == {"at": default}
    move.reset()
    assert move.error is None


@pytest.mark.parametrize(
    ("wish", "read_out"),
    [
        ((0, 2 * np.pi, np.pi / 50), ".2f"),
        ((0.0, 1.0, 0.1), ".1f"),
        ((0.0, 1.0, 0.25), ".2f"),
        ((0.5, 8.5, 1.0), ".1f"),
        ((0.0, 1.0, 1e-4), ".4f"),
        ((0.0, 1.0, 1e-6), ".4g"),
        ((0.0, 30.0, 1 / 3), ".1f"),
    ],
)
def test_a_read_out_has_the_digits_that_the_step_needs(wish, read_out):
    fig, _ = plt.subplots()

    @explore(fig, at=wish)
    def move(at=wish[0]):
        return "A sentence."

    assert move.controls["at"].readout_format == read_out


@pytest.mark.parametrize("interrupt", [KeyboardInterrupt, SystemExit])
def test_an_interrupted_move_says_so_and_the_next_one_works(interrupt):
    def stop(at):
        if at == 1:
            raise interrupt

    live, _ = make_live(stop)
    as_the_page(live, "at", 1.0)
    assert live.picture.error == f"{interrupt.__name__}\nwith at = 1"
    assert not live.picture.busy
    as_the_page(live, "at", 2.0)
    assert (live.picture.error, live.sentence) == ("", "At +2.0, a, 2.")
    assert_right(live)


PRINTING = """\
import matplotlib.pyplot as plt
import tqdm
from IPython.display import display
from nnlib.notebook import explore

fig, _ = plt.subplots()

@explore(fig, at=(0, 9))
def move(at=0):
    if at in (1, 2):
        print("at", at)
        display(f"shown at {at}")
        for _ in tqdm.tqdm(range(3), disable=False):
            pass
    if at == 2:
        raise ValueError
    return f"At {at}."
"""
SHOWN = """\
print([shown.get("text") or shown["data"]["text/plain"]
       for shown in move._prints.outputs])
"""


def test_what_a_move_prints_or_displays_is_shown_and_no_more_after_the_next(tmp_path):
    moves = [f"print('before')\nmove.set(at={at})\nprint('after')" for at in (1, 2, 3)]
    sources = [PRINTING, *(source for move in moves for source in (move, SHOWN))]
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    path = tmp_path / "prints.ipynb"
    path.write_text(store.text_of(nbformat.v4.new_notebook(cells=cells)))
    began = time.monotonic()
    outputs = [cell.outputs for cell in store.execute(path).cells[1:]]
    assert time.monotonic() - began < store.SECONDS_PER_CELL, "an answer was missed"
    assert all(said.text == "before\nafter\n" for (said,) in outputs[::2])
    for at, (shown,) in enumerate(outputs[1::2], start=1):
        if at == 3:
            assert shown.text == "[]\n"
        else:
            assert f"at {at}" in shown.text and f"'shown at {at}'" in shown.text
            assert "100%" in shown.text


def test_a_partial_function_is_a_function_too():
    fig, ax = plt.subplots()
    (point,) = ax.plot([], [], "o")

    def place(height, at=0.0):
        point.set_data([at], [height])
        return f"At {at:.1f}."

    live = explore(fig, at=(-1, 1, 0.5))(functools.partial(place, 0.5))
    as_the_page(live, "at", 1.0)
    assert (live.name, live.sentence) == ("place", "At 1.0.")


@pytest.mark.parametrize(
    ("base", "low", "high"), [(10, -3, 3), (2, -10, 10), (3, 0, 7)]
)
def test_the_ends_of_a_log_slider_are_swept(base, low, high):
    fig, _ = plt.subplots()
    slider = widgets.FloatLogSlider(value=base**low, base=base, min=low, max=high)
    seen = []

    @explore(fig, at=slider)
    def move(at=slider.value):
        seen.append(at)
        return f"At {at:.3g}."

    sweep()
    assert {min(seen), max(seen)} == {slider.base**slider.min, slider.base**slider.max}


def test_whoever_draws_the_figure_does_not_freeze_it():
    fig, ax = plt.subplots()
    ax.axis("off")
    text = ax.text(0.5, 0.5, "")

    @explore(fig, at=(0, 9))
    def move(at=0):
        text.set_text(f"at {at}")
        fig.canvas.draw_idle()
        return f"At {at}."

    before = move.picture.png
    as_the_page(move, "at", 5)
    assert move.picture.png != before
    assert_right(move)
    fig.savefig(io.BytesIO())  # as in a later cell
    as_the_page(move, "at", 7)
    assert_right(move)


def test_a_page_that_asks_hears_that_there_is_a_kernel(monkeypatch):
    live, _ = make_live()
    sent = []
    monkeypatch.setattr(
        type(live.picture), "send", lambda self, text: sent.append(text)
    )
    live.picture._handle_custom_msg("are you there", [])
    assert sent == ["yes"]
