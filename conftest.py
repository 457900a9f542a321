"""What holds for every test: own learner's state, one thread, no chosen backend.

The kernels of the notebooks and the servers of the browser tests inherit it.
"""

import os
import shutil
import tempfile

import pytest

pytest_plugins = ["tests.notebooks.sweep"]


def pytest_configure(config: pytest.Config) -> None:
    """Before anything is imported: the environment of this process and others."""
    home = tempfile.mkdtemp(prefix="nnlib-home-")
    config.add_cleanup(lambda: shutil.rmtree(home, ignore_errors=True))
    os.environ["NNLIB_HOME"] = home
    os.environ.pop("MPLBACKEND", None)
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[name] = "1"
    os.environ["TQDM_DISABLE"] = "1"  # a bar depends on how fast the machine is
