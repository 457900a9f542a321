"""The chooser of notebook 11: every answer builds a network that trains."""

import numpy as np
import pytest

from nnlib import Network, fit
from nnlib.notebook import choosing


@pytest.mark.parametrize("hidden", choosing.HIDDEN)
@pytest.mark.parametrize("coding", ["rows", "integers"])
@pytest.mark.parametrize("kind", choosing.KINDS)
def test_the_line_builds_a_network_that_learns(kind, coding, hidden):
    pairing, k, line = choosing.advise(kind, coding, 2, 4, hidden)
    net = eval(line, {"Network": Network})
    assert (net.f[-1].name, net.loss.name) == (pairing.output, pairing.loss)
    assert net.sizes[0] == 2
    assert net.sizes[-1] == k == (4 if "several" in kind else 1)
    rng = np.random.default_rng(0)
    X = rng.normal(size=(60, 2))
    Y = (X @ rng.normal(size=(2, k)) > 0).astype(float)
    if kind == "one of several":
        Y = (X @ rng.normal(size=(2, k))).argmax(axis=1)
        Y = Y if coding == "integers" else np.eye(k)[Y]
    loss = fit(net, X, Y, 30, 10, 0.02, progress=False).loss
    assert loss[-1] < loss[0]


def test_matched_pairs_only():
    """δ = a − y, over n, for everything that it recommends."""
    for kind in choosing.KINDS:
        net = eval(choosing.advise(kind, features=2).line, {"Network": Network})
        matched = net.loss.matched
        assert net.f[-1].name == matched
