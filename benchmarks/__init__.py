"""The measured claims of the README: ``python -m benchmarks.speed``.

Everything runs on one thread.  The libraries read that from the environment when they
are imported, so it is set here, before any of them.  (NPROC sizes the pool of XLA, the
compiler of JAX; it does not look at the other names.)
"""

import os

THREAD_COUNTS = (
    "OPENBLAS_NUM_THREADS",
    "OMP_NUM_THREADS",
    "MKL_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
    "NPROC",
)
os.environ.update(dict.fromkeys(THREAD_COUNTS, "1"))
