"""``python -m nnlib.notebook.experiments``: make the stored tables anew."""

from . import nb10, stored

stored.make({"remedies": nb10.table})
