"""What holds for every test: own learner's state, one thread, no chosen backend.

The kernels of the notebooks and the servers of the browser tests inherit it.
"""

import os
import shutil
import signal
import tempfile

import pytest
from xdist.scheduler import LoadFileScheduling

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
    # What a shell starts in the background ignores interrupts; kernels inherit that.
    signal.signal(signal.SIGINT, signal.default_int_handler)


class Scheduling(LoadFileScheduling):
    """A file is run by one process, in order; in a browser each notebook is a file.

    Those are the longest, and so the processes end at about the same time.
    """

    def _split_scope(self, nodeid: str) -> str:
        file, _, test = nodeid.partition("::")
        in_browser = file == "tests/browser/test_notebooks.py"
        return file + test[test.index("[") :] if in_browser else file


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log) -> Scheduling:
    return Scheduling(config, log)
