"""A network drawn from its weights."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from nnlib import Network
from nnlib.notebook.drawing.diagrams import Diagram


@pytest.fixture
def ax():
    return Figure().subplots()


def test_width_and_line_style_tell_size_and_sign_without_colour(ax):
    diagram = Diagram(ax, [2, 1], full=4.0)
    diagram.set([[[4.0], [-1.0]]])
    large, small = (row[0] for row in diagram.edges[1])
    assert large.get_linewidth() > 2 * small.get_linewidth()
    assert large.get_linestyle() == "-" and small.get_linestyle() == "--"
    assert large.get_color() != small.get_color()


def test_it_draws_what_a_network_has(ax):
    net = Network([2, 3, 1], output="sigmoid", loss="binary_cross_entropy")
    diagram = Diagram(ax, net.sizes)
    diagram.set(net.W[1:])
    for l in (1, 2):
        for i, row in enumerate(diagram.edges[l]):
            for j, line in enumerate(row):
                assert (line.get_linestyle() == "-") == (net.W[l][i, j] >= 0)
                start, end = line.get_xydata()
                assert tuple(start) == pytest.approx(diagram.at(l - 1, i))
                assert tuple(end) == pytest.approx(diagram.at(l, j))
    assert [len(units) for units in diagram.units] == [2, 3, 1]


def test_a_weight_beyond_the_full_one_is_drawn_at_the_widest(ax):
    diagram = Diagram(ax, [1, 2], full=1.0)
    diagram.set([[[1.0, 50.0]]])
    first, second = diagram.edges[1][0]
    assert first.get_linewidth() == second.get_linewidth()


def test_what_cannot_be_drawn_is_refused(ax):
    with pytest.raises(ValueError, match="17 units cannot be drawn; at most 16"):
        Diagram(ax, [2, 17, 1])
    with pytest.raises(ValueError, match=r"expected weights of shapes \[\(2, 1\)\]"):
        Diagram(ax, [2, 1]).set([np.zeros((1, 2))])


def test_units_show_their_names(ax):
    diagram = Diagram(ax, [2, 1], [["x₁", "x₂"], ["a"]])
    names = [[unit.get_text() for unit in units] for units in diagram.units]
    assert names == [["x₁", "x₂"], ["a"]]
    with pytest.raises(ValueError):
        Diagram(ax, [2, 1], [["x₁"]])
