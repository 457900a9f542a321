"""``python -m nnlib.notebook.experiments``: make the stored tables anew.

With names, as in ``python -m nnlib.notebook.experiments trial``, only those.
"""

import sys

from .. import trial
from . import nb10, published, stored

TABLES = {"remedies": nb10.table, "trial": trial.table, "published": published.table}
wanted = sys.argv[1:] or [*TABLES]
stored.make({name: TABLES[name] for name in wanted})
