"""The chooser of notebook 11: every answer builds a network that trains."""

import numpy as np
import pytest

from nnlib import Network, fit
from nnlib.notebook.experiments import nb11


@pytest.mark.parametrize("depth", nb11.DEFAULTS)
@pytest.mark.parametrize("labels", ["rows", "integers"])
@pytest.mark.parametrize("kind", nb11.KINDS)
def test_the_line_builds_a_network_that_learns(kind, labels, depth):
    advice = nb11.advise(kind, labels, 2, depth)
    net = eval(advice.line, {"Network": Network})
    assert (net.f[-1].name, net.loss.name) == (advice.output, advice.loss)
    rng = np.random.default_rng(0)
    X, k = rng.normal(size=(60, 2)), net.sizes[-1]
    Y = (X @ rng.normal(size=(2, k)) > 0).astype(float)
    if kind == "one of several":
        Y = (X @ rng.normal(size=(2, k))).argmax(axis=1)
        Y = Y if labels == "integers" else np.eye(k)[Y]
    loss = fit(net, X, Y, 30, 10, 0.02, progress=False).loss
    assert loss[-1] < loss[0]


def test_matched_pairs_only():
    """δ = a − y, over n, for everything that it recommends."""
    for kind in nb11.KINDS:
        net = eval(nb11.advise(kind, features=2).line, {"Network": Network})
        matched = net.loss.matched
        assert net.f[-1].name == matched
