"""Every term of a trace is what its own numbers give, and what the network has."""

import re

import numpy as np
import pytest
from matplotlib.figure import Figure

from nnlib import Network, activations
from nnlib.notebook.drawing.trace import TracedNetwork, name, trace

HIDDEN = [f for f in activations.NAMES if f != "softmax"]
W = [[[0.5, -0.4], [0.3, 0.8]], [[0.7], [-0.6]]]


def small(hidden="sigmoid", loss="quadratic"):
    bias = [[0.1, -0.2], [0.2]]
    return Network([2, 2, 1], hidden, "sigmoid", loss, [np.array(w) for w in W], bias)


def computed(numbers):
    """The value of a formula in numbers, such as 0.5000·1.0000 + (-0.2000)."""
    return eval(numbers.replace("·", "*").replace("−", "-"))


@pytest.mark.parametrize("loss", ["quadratic", "binary_cross_entropy"])
@pytest.mark.parametrize("hidden", HIDDEN)
def test_the_numbers_of_each_formula_give_its_value(hidden, loss):
    terms = trace(small(hidden, loss), [1.0, 0.5], [1.0])
    checked = 0
    for term in terms:
        if not re.search(r"[a-zA-Z]", term.numbers):
            assert computed(term.numbers) == pytest.approx(term.value, abs=3e-3)
            checked += 1
    assert checked == 3 + 3 + 9 + 9  # z, δ, gradients, updates


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
