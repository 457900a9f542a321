"""What is recorded of a notebook for a page without a kernel."""

import json

import ipywidgets as widgets
import matplotlib.pyplot as plt
import pytest
from PIL import Image

from nnlib.notebook import explore, predict
from nnlib.notebook.authoring.record import FILE, positions, record
from nnlib.notebook.live.figure import registry


def labels(control):
    return [label for _, label in positions(control)]


def test_a_short_slider_keeps_every_step():
    assert labels(widgets.IntSlider(3, 1, 6)) == ["1", "2", "3", "4", "5", "6"]


def test_a_long_slider_keeps_round_numbers_its_ends_and_its_start():
    found = labels(widgets.FloatSlider(0.33, min=0.02, max=0.98, step=0.01))
    assert found[:3] == ["0.02", "0.05", "0.1"]
    assert found[-2:] == ["0.95", "0.98"]
    assert "0.33" in found and "0.35" in found
    assert len(found) == 22


def test_zero_is_among_the_positions_of_a_slider_around_it():
    found = [value for value, _ in positions(widgets.FloatSlider(0, min=-8, max=8))]
    assert found == sorted(set(found))
    assert {-8, -0.5, 0, 8} <= set(found)


def test_a_logarithmic_slider_keeps_its_powers():
    slider = widgets.FloatLogSlider(1.0, min=-2, max=2, step=1)
    assert [value for value, _ in positions(slider)] == [0.01, 0.1, 1, 10, 100]


def test_a_menu_and_a_box_keep_every_option():
    assert labels(widgets.Dropdown(options={"a": 1, "b": [2]})) == ["a", "b"]
    assert labels(widgets.Checkbox()) == ["off", "on"]


@pytest.mark.parametrize(
    "control",
    [
        widgets.Text(description="name"),
        widgets.IntRangeSlider(value=(1, 2), description="name"),
        widgets.SelectMultiple(options=["a"], description="name"),
    ],
    ids=["text", "two handles", "several at once"],
)
def test_another_control_is_named_with_what_to_use(control):
    with pytest.raises(ValueError, match=r"'name' is a .*, which the book cannot show"):
        positions(control)


@pytest.fixture
def live():
    """A live figure and a prediction, shown, with nothing else in the kernel."""
    registry.clear()
    fig, ax = plt.subplots(figsize=(2, 1))
    (point,) = ax.plot([0], [0], "o")
    ax.set(xlim=(-1, 60), ylim=(-1, 1))

    @explore(fig, at=(0, 50), large=False)
    def move(at=7, large=False):
        point.set(data=([at], [0]), markersize=9 if large else 3)
        return f"{'Large' if large else 'Small'} at {at}."

    yield move
    move.close()


def test_controls_with_many_combinations_move_one_at_a_time(live, nnlib_home, tmp_path):
    predict("99.a", "Which?", ["1", "2"], answer="2", why="2 = 1 + 1.")
    record(tmp_path)
    kept = json.loads((tmp_path / FILE).read_text())
    figure = kept["figures"][live.view]
    at, large = figure["controls"]
    assert (at["kind"], large["kind"]) == ("range", "checkbox")
    start = at["positions"].index("7")
    assert at["start"] == start
    states = figure["states"]
    assert len(states) == len(at["positions"]) + 1
    assert states[f"{start},0"]["sentence"] == live.sentence
    assert states[f"{start},1"]["sentence"] == "Large at 7."
    (asked,) = [p for p in kept["predictions"].values() if p["id"] == "99.a"]
    assert asked["correct"] == 1


def test_a_recorded_picture_has_the_pixels_of_the_figure(live, tmp_path):
    record(tmp_path)
    figure = json.loads((tmp_path / FILE).read_text())["figures"][live.view]
    start = figure["controls"][0]["positions"].index("7")
    name = figure["states"][f"{start},0"]["picture"]
    png, _ = live.render()
    (tmp_path / "rendered.png").write_bytes(png)
    with (
        Image.open(tmp_path / name) as kept,
        Image.open(tmp_path / "rendered.png") as r,
    ):
        assert kept.tobytes() == r.convert("RGB").tobytes()
