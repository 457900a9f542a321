"""The stored tables of experiments: complete, and what a run gives today."""

import pytest

from nnlib.notebook.experiments import nb10, stored


def test_the_race_has_every_remedy_in_every_setting():
    rows = stored.load("remedies")["rows"]
    assert list(rows) == list(nb10.SETTINGS)
    for row in rows.values():
        assert list(row) == list(nb10.REMEDIES)


def test_a_row_of_the_race_comes_out_the_same():
    known = stored.load("remedies")["rows"]["half"]["tanh"]
    found = nb10.row("tanh", "half")
    assert found == pytest.approx(known, abs=0.02)


def test_making_writes_what_is_loaded(tmp_path, monkeypatch):
    monkeypatch.setattr(stored, "FOLDER", tmp_path)
    stored.make({"small": lambda: {"one": 1.5}})
    content = stored.load("small")
    assert content["rows"] == {"one": 1.5}
    assert set(content["versions"]) == {"nnlib", "numpy"}
