"""Every term of a trace is what its own numbers give, and what the network has."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from nnlib import Network, activations, losses
from nnlib.notebook.drawing.trace import name, trace
from nnlib.notebook.drawing.traced import TracedNetwork

HIDDEN = [f for f in activations.NAMES if f != "softmax"]
W = [[[0.5, -0.4], [0.3, 0.8]], [[0.7, -0.3], [-0.6, 0.9]]]
TARGETS = {
    "quadratic": [1.0],
    "mean_squared_error": [1.0],
    "binary_cross_entropy": [1.0],
    "categorical_cross_entropy": [0.0, 1.0],
    "sparse_categorical_cross_entropy": 1,
}
SPACE = {f: activations.get(f) for f in activations.NAMES} | {"ln": np.log}


def small(hidden="sigmoid", loss="quadratic"):
    outputs = np.size(TARGETS[loss]) + loss.startswith("sparse")
    bias = [[0.1, -0.2], [0.2, -0.1][:outputs]]
    start = [np.array(W[0]), np.array(W[1])[:, :outputs]]
    output = "sigmoid" if outputs == 1 else "softmax"
    return Network([2, 2, outputs], hidden, output, loss, start, bias)


def computed(numbers):
    """The value of a formula in numbers, such as ½·(0.6 − 1)² or −ln(0.5)."""
    for sign, python in {"·": "*", "−": "-", "½": "0.5", "²": "**2"}.items():
        numbers = numbers.replace(sign, python)
    return eval(numbers, {"exp": np.exp} | SPACE)


@pytest.mark.parametrize("loss", losses.NAMES)
@pytest.mark.parametrize("hidden", HIDDEN)
def test_the_numbers_of_each_formula_give_its_value(hidden, loss):
    for term in trace(small(hidden, loss), [1.0, 0.7], TARGETS[loss]):
        assert computed(term.numbers) == pytest.approx(term.value, abs=3e-3)


def test_with_softmax_the_error_of_an_output_has_a_term_for_each_output():
    net = small(loss="categorical_cross_entropy")
    terms = trace(net, [1.0, 0.5], [0.0, 1.0])
    assert len(terms) == 37
    first = next(term for term in terms if term.phase == "BP1")
    assert first.symbols == "∂C/∂a²₁·∂a²₁/∂z²₁ + ∂C/∂a²₂·∂a²₂/∂z²₁"
    assert first.text.endswith(f" = {first.value:.4f} = a²₁ − y₁")
    assert first.value == pytest.approx(net.a[2][0, 0])


def test_an_error_is_called_a_minus_y_where_it_is():
    for loss, target in TARGETS.items():
        net = small(loss=loss)
        for term in trace(net, [1.0, 0.5], target):
            if term.phase == "BP1":
                y = np.eye(2)[target] if "sparse" in loss else target
                a_minus_y = net.a[2][0] - y
                is_so = np.isclose(term.value, a_minus_y[term.place[2]])
                assert is_so == ("−" in term.note)


def test_every_number_of_the_network_has_its_term_in_order():
    net = small()
    terms = trace(net, [1.0, 0.5], [1.0], rate=0.5)
    assert len(terms) == 28
    phases = [term.phase for term in terms]
    assert phases[:7] == ["forward"] * 6 + ["loss"]
    assert phases[7:10] == ["BP1", "BP2", "BP2"]
    assert phases[-9:] == ["update"] * 9
    known = {("a", 0, 0), ("a", 0, 1)}
    known |= {
        ("w", l, i, j) for l, n in ((1, 2), (2, 1)) for i in (0, 1) for j in range(n)
    }
    known |= {("b", 1, 0), ("b", 1, 1), ("b", 2, 0)}
    for term in terms:
        assert set(term.uses) <= known
        known.add(term.place)
    moved = net.copy()
    moved.step(np.array([[1.0, 0.5]]), np.array([[1.0]]), 0.5)
    new = {term.place: term.value for term in terms[-9:]}
    assert new["w", 1, 0, 1] == pytest.approx(moved.W[1][0, 1], rel=1e-12)
    assert new["b", 2, 0] == pytest.approx(moved.b[2][0], rel=1e-12)


def test_places_have_the_symbols_of_the_equations():
    assert name(("z", 1, 0)) == "z¹₁"
    assert name(("δ", 2, 0)) == "δ²₁"
    assert name(("w", 1, 0, 1)) == "w¹₁₂"
    assert name(("∂w", 2, 1, 0)) == "∂C/∂w²₂₁"
    assert name(("∂b", 1, 1)) == "∂C/∂b¹₂"
    assert name(("C",)) == "C"


def test_what_is_known_is_written_what_is_used_is_lit():
    net = small()
    terms = trace(net, [1.0, 0.5], [1.0])
    drawn = TracedNetwork(Figure().subplots(), [2, 2, 1])
    drawn.show(net, terms, 0)
    assert drawn.texts["w", 1, 0, 0].get_text() == "0.500"
    assert drawn.texts["z", 1, 0].get_text() == ""
    drawn.show(net, terms, 1)
    assert drawn.texts["z", 1, 0].get_text() == "0.750"
    assert drawn.halos["w", 1, 0, 0].get_visible()
    assert not drawn.halos["w", 1, 0, 1].get_visible()
    assert terms[0].text.endswith("= 0.5000·1.0000 + 0.3000·0.5000 + 0.1000 = 0.7500")


def test_one_network_makes_room_for_the_other():
    ax = Figure().subplots()
    drawn = {n: TracedNetwork(ax, [2, 2, n]) for n in (1, 2)}
    net = small(loss="categorical_cross_entropy")
    terms = trace(net, [1.0, 0.5], [0.0, 1.0])
    drawn[1].hide()
    drawn[2].show(net, terms, 37)
    seen = {text.get_text() for text in ax.texts if text.get_visible()}
    assert "w²₂₂ = " in seen
    drawn[2].hide()
    assert not any(part.get_visible() for part in [*ax.texts, *ax.lines])


def test_behind_the_last_term_all_numbers_stand_and_none_is_marked():
    net = small()
    terms = trace(net, [1.0, 0.5], [1.0])
    drawn = TracedNetwork(Figure().subplots(), [2, 2, 1])
    drawn.show(net, terms, len(terms) + 1)
    assert all(text.get_text() for text in drawn.texts.values())
    assert {text.get_fontweight() for text in drawn.texts.values()} == {"normal"}
