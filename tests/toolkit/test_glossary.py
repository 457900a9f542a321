"""The glossary names a notebook of the series for every term, and links to it."""

import re

from nnlib.notebook.authoring.glossary import TERMS, table
from nnlib.notebook.series import SERIES
from tests.project import NOTEBOOKS


def test_terms_stand_in_the_order_of_the_notebooks_that_explain_them():
    numbers = [term.notebook for term in TERMS]
    assert numbers == sorted(numbers)
    assert set(numbers) <= {entry.number for entry in SERIES}
    assert len({term.name for term in TERMS}) == len(TERMS)


def test_a_term_links_to_its_notebook_once_that_exists():
    there = {path.name for path in NOTEBOOKS}
    for term, line in zip(TERMS, table().splitlines()[2:], strict=True):
        assert line.startswith(f"| **{term.name}** |")
        link = re.search(r"\[(\d\d)\]\((.+)\) \|$", line)
        exists = any(name.startswith(term.notebook) for name in there)
        assert bool(link) == exists
        if link:
            assert link[1] == term.notebook
            assert link[2] in there
