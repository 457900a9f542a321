"""What is recorded of a notebook for a page without a kernel."""

import json

import ipywidgets as widgets
import matplotlib.pyplot as plt
import numpy as np
import pytest
from PIL import Image

from nnlib.notebook import explore, predict
from nnlib.notebook.authoring.record import FILE, positions, record
from nnlib.notebook.live.figure import registry
from nnlib.notebook.live.sweep import TOLERANCE


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


class Shown:
    """A live figure of given controls, and the record of the kernel that shows it."""

    def __init__(self, folder, **controls):
        registry.clear()
        fig, ax = plt.subplots(figsize=(2, 1))
        (point,) = ax.plot([0], [0], "o")
        ax.set(xlim=(-1, 60), ylim=(-1, 60))

        @explore(fig, **controls)
        def move(a=7, b=0, large=False):
            point.set(data=([a], [b]), markersize=9 if large else 3)
            return f"{'Large' if large else 'Small'} at {a}, {b}."

        record(folder)
        kept = json.loads((folder / FILE).read_text())
        self.live, self.folder = move, folder
        self.controls = kept["figures"][move.view]["controls"]
        self.states = kept["figures"][move.view]["states"]
        self.predictions = kept["predictions"].values()

    def state(self, **labels):
        """The state where the controls have these labels, the others their start."""
        places = [
            control["positions"].index(labels[control["label"]])
            if control["label"] in labels
            else control["start"]
            for control in self.controls
        ]
        return self.states[",".join(map(str, places))]


def test_few_combinations_are_all_rendered(tmp_path):
    shown = Shown(tmp_path, a=(0, 50), large=False)
    assert [control["kind"] for control in shown.controls] == ["range", "checkbox"]
    a, large = (control["positions"] for control in shown.controls)
    assert len(shown.states) == len(a) * len(large)
    assert shown.state()["sentence"] == shown.live.sentence
    assert shown.state(a="50", large="on")["sentence"] == "Large at 50, 0."


def test_sliders_of_many_combinations_move_one_at_a_time_for_every_option(tmp_path):
    shown = Shown(tmp_path, a=(0, 30), b=(0, 30), large=[True, False])
    assert len(shown.states) == 2 * (31 + 31 - 1)
    assert shown.state(b="30", large="True")["sentence"] == "Large at 7, 30."
    with pytest.raises(KeyError):
        shown.state(a="30", b="30")


def test_controls_of_too_many_combinations_move_one_at_a_time(tmp_path):
    widths = {str(i): i for i in range(9)}
    shown = Shown(tmp_path, a=(0, 30), b=widths, large=[False, 1, 2, 3])
    assert len(shown.states) == 31 + 9 + 4 - 2
    assert shown.state(b="8")["sentence"] == "Small at 7, 8."


def test_a_recorded_picture_has_nearly_the_pixels_of_the_figure(tmp_path):
    shown = Shown(tmp_path, a=(5, 9), b=(0, 5))
    png, _ = shown.live.render()
    (tmp_path / "rendered.png").write_bytes(png)
    kept = Image.open(tmp_path / shown.state()["picture"])
    rendered = Image.open(tmp_path / "rendered.png").convert("RGB")
    difference = np.asarray(kept).astype(int) - np.asarray(rendered)
    assert np.abs(difference).max() <= TOLERANCE


def test_predictions_are_recorded_with_what_judges_them(nnlib_home, tmp_path):
    predict("99.a", "Which?", ["1", "2"], answer="2", why="2 = 1 + 1.")
    shown = Shown(tmp_path, a=(0, 9))
    (asked,) = [p for p in shown.predictions if p["id"] == "99.a"]
    assert (asked["options"], asked["correct"], asked["rules"]) == (["1", "2"], 1, None)
