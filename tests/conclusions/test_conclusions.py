"""Every conclusion of the series stands, can fail, and gives what its table says."""

import json
import re
from pathlib import Path

import pytest

from nnlib.notebook.experiments import Conclusion, conclusions
from tests.conclusions.table import ENOUGH, FILE, read, rendered, unseen
from tests.project import ROOT

ALL = conclusions()
ROWS = {row.id: row for row in read()}
by_id = pytest.mark.parametrize("one", ALL, ids=lambda one: one.id)


def prose(notebook: Path) -> str:
    """The Markdown of a notebook, white space folded."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    texts = ["".join(c["source"]) for c in cells if c["cell_type"] == "markdown"]
    return re.sub(r"\s+", " ", " ".join(texts))


def test_the_table_lists_each_conclusion_once_and_is_the_one_for_readers():
    assert [one.id for one in ALL] == [row.id for row in read()]
    assert len({one.id for one in ALL}) == len(ALL)
    assert FILE.read_text(encoding="utf-8") == rendered(read())


@by_id
def test_it_stands_verbatim_in_its_notebook(one: Conclusion):
    (notebook,) = (ROOT / "notebooks").glob(f"{one.id[:2]}_*.ipynb")
    assert one.sentence in prose(notebook)


@by_id
def test_it_was_tried_as_it_is_worded_and_holds(one: Conclusion):
    """Try it anew with: python -m tests.conclusions."""
    row = ROWS[one.id]
    assert (row.sentence, row.trial) == (one.sentence, one.trial)
    assert (row.what, tuple(row.claims)) == (one.number, one.claims)
    assert row.holds >= ENOUGH
    assert row.seconds <= 2


@by_id
def test_its_first_two_seeds_give_what_the_table_says(one: Conclusion):
    row = ROWS[one.id]
    for seed, holds, number in zip(
        unseen(one.trial)[:2], row.verdicts, row.numbers, strict=False
    ):
        result = one(seed)
        assert bool(result.holds) == holds
        assert result.number == pytest.approx(number, rel=one.rtol)


@by_id
def test_it_answers_no_where_it_does_not_hold(one: Conclusion):
    assert one.unless, "give a changed set-up in which the sentence is false"
    assert not one(unseen(one.trial)[0], **one.unless).holds
