"""The stored costs of the activations are whole: notebook 02 reads them by name."""

import json

import pytest

from benchmarks import activations
from nnlib.activations import NAMES
from nnlib.notebook.drawing import tables

ELEMENTWISE = {name for name in NAMES if name != "softmax"}


@pytest.fixture(scope="module")
def stored():
    return tables.stored("activations")


def shape(results):
    """The names at every level, whatever was measured."""
    if not isinstance(results, dict):
        return type(results)
    return {name: shape(part) for name, part in results.items()}


def test_it_is_what_the_benchmark_measures(stored):
    assert shape(stored) == shape(activations.measure(rounds=1))
    assert set(stored["threads"].values()) == {"1"}


def test_it_has_both_directions_of_every_elementwise_activation(stored):
    per_element = stored["ns per element"]
    assert set(per_element) == ELEMENTWISE
    assert all(set(row) == {"forward", "backward"} for row in per_element.values())


def test_a_layer_is_measured_at_three_widths_with_and_without_activations(stored):
    per_layer = stored["µs per layer"]
    assert list(per_layer) == ["30", "100", "512"]
    for steps in per_layer.values():
        assert set(steps) == ELEMENTWISE


def test_the_parts_of_a_layer_add_up_to_its_step(stored):
    for steps in stored["µs per layer"].values():
        for parts in steps.values():
            whole = parts["products"] + parts["forward"] + parts["backward"]
            assert whole == pytest.approx(parts["step"], abs=0.05)


def test_the_command_stores_what_it_measures(tmp_path, monkeypatch, capsys):
    file = tmp_path / "activations.json"
    command = ["activations", "--rounds", "1", "--into", str(file)]
    monkeypatch.setattr("sys.argv", command)
    activations.main()
    text = file.read_text(encoding="utf-8")
    assert json.loads(text)["rounds"] == 1
    assert capsys.readouterr().out.strip() == text.strip()
