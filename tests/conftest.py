"""What the tests of the package share."""

import matplotlib
import pytest
from hypothesis import settings

matplotlib.use("agg")

# The same examples on every run, and no limit that a busy machine would exceed.
settings.register_profile("nnlib", derandomize=True, deadline=None)
settings.load_profile("nnlib")


@pytest.fixture
def nnlib_home(tmp_path, monkeypatch):
    """A folder for a learner's state, not made yet, for one test alone."""
    monkeypatch.setenv("NNLIB_HOME", str(tmp_path / "home"))
    return tmp_path / "home"
