"""The median of many runs and the range of most of them."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from nnlib.notebook import Band


def band(x, runs):
    made = Band(Figure().subplots(), color="red")
    made.set(x, runs)
    (path,) = made.range.get_paths()
    return made.median.get_ydata(), path.vertices


def test_the_line_is_the_median_and_the_area_goes_from_10_to_90_percent():
    runs = np.arange(22.0).reshape(2, 11)
    median, area = band([0, 1], runs)
    assert median.tolist() == [5, 16]
    assert {1.0, 9.0, 12.0, 20.0} == set(area[:, 1])


def test_all_axes_but_the_first_are_runs():
    runs = np.random.default_rng(0).normal(size=(4, 2, 3, 5))
    median, _ = band(range(4), runs)
    assert median == pytest.approx(np.median(runs.reshape(4, -1), axis=1))


@pytest.mark.parametrize("odd", [np.inf, np.nan])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_run_that_has_diverged_leaves_the_median_of_the_others(odd, dtype):
    runs = np.array([[1, 2, odd], [1, 2, 3], [odd, 2, odd]], dtype)
    median, area = band([0, 1, 2], runs)
    assert median[:2].tolist() == [2, 2] and median[2] > 1e29
    assert np.isfinite(area).all()


def test_a_run_at_minus_infinity_counts_among_the_least():
    median, _ = band([0], [[-np.inf, 1, 2]])
    assert median.tolist() == [1]
