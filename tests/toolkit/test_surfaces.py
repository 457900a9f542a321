"""The border of a network is drawn where its output is ½."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from nnlib.notebook.drawing.surfaces import Surface


def surface(output):
    made = Surface(Figure().subplots(), -1, 1, 41)
    made.set(output(made.grid))
    return made


def test_the_border_is_where_the_output_is_a_half():
    made = surface(lambda X: X[:, 0] + 0.3)
    assert made.border.get_path().vertices[:, 0] == pytest.approx(0.2)


def test_a_border_of_two_pieces_has_a_gap_between_them():
    made = surface(lambda X: np.abs(X[:, 0]))
    path = made.border.get_path()
    assert np.abs(path.vertices[:, 0]) == pytest.approx(0.5, abs=1e-6)
    assert (path.codes == path.MOVETO).sum() == 2


def test_without_a_half_there_is_no_border_and_the_next_one_comes_back():
    made = surface(lambda X: 0 * X[:, 0])
    assert len(made.border.get_path().vertices) == 0
    made.set(made.grid[:, 1] + 0.5)
    assert len(made.border.get_path().vertices) > 0


def test_a_border_that_has_moved_is_to_be_drawn_again():
    made = surface(lambda X: X[:, 0] + 0.3)
    made.border.stale = False
    made.set(made.grid[:, 1] + 0.3)
    assert made.border.stale
