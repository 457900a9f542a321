"""The benchmark runs, compares work that is the same, and its stored table is whole."""

import json
import subprocess
import sys
from itertools import product

import pytest

from benchmarks import feel, grid, speed, tables
from benchmarks.feel_figures import FIGURES
from benchmarks.numpys import Floor, Hand, NNLib, Textbook
from benchmarks.peers import PEERS, Jax
from benchmarks.problems import DifferentWork
from nnlib.notebook.authoring.plan import with_part
from tests.project import ROOT

ALONE = (Hand, NNLib, Textbook)
STORED = ROOT / "benchmarks"


def contenders(results):
    return {row["name"]: set(row["times"]) for row in results["rows"]}


def expected(peers):
    kinds = {kind.name for kind in (*ALONE, *peers)}
    rows = {problem.name: kinds | {Floor.name} for problem in speed.STEPS}
    rows["digits epoch B10"] = kinds
    at_once = (Floor, Hand, NNLib, *(peer for peer in peers if peer is Jax))
    rows["100 × [64, 30, 10] B10"] = {
        *(f"{kind.name}, 100 at once" for kind in at_once),
        *(f"{kind.name}, one by one" for kind in (Hand, NNLib)),
    }
    rows["2500 neurons × 300 epochs"] = set(grid.WAYS)
    return rows


def test_one_command_measures_what_needs_numpy_alone(tmp_path):
    command = [sys.executable, "-m", "benchmarks.speed", "--rounds", "1", "--no-peers"]
    done = subprocess.run(
        [*command, "--into", tmp_path],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    results = json.loads((tmp_path / "speed.json").read_text(encoding="utf-8"))
    assert contenders(results) == expected(())
    page = (tmp_path / "speed.md").read_text(encoding="utf-8")
    assert page == tables.markdown(results)
    assert done.stdout.strip() == page.strip()


@pytest.mark.parametrize("problem", speed.STEPS[:6], ids=lambda problem: problem.name)
def test_contenders_agree_after_three_steps(problem):
    row = speed.step(problem, ALONE, rounds=1)
    for kind in ALONE:
        assert row["times"][kind.name]["deviation"] < 1e-11


def test_a_contender_that_does_other_work_is_refused():
    class Halved(Hand):
        name = "half the learning rate"

        def __init__(self, problem, start):
            super().__init__(problem, start)
            self.rate /= 2

    with pytest.raises(DifferentWork, match="half the learning rate: the parameters"):
        speed.step(speed.DIGITS, [Halved], rounds=1)
    with pytest.raises(DifferentWork, match="half the learning rate: the parameters"):
        speed.epoch([Halved], rounds=1)


def test_the_stored_table_is_whole():
    results = json.loads((STORED / "speed.json").read_text(encoding="utf-8"))
    assert contenders(results) == expected(PEERS)
    assert [row["name"] for row in results["memory"]] == [p.name for p in speed.STEPS]
    assert results["missing"] == []
    assert set(results["threads"].values()) == {"1"}
    page = (STORED / "speed.md").read_text(encoding="utf-8")
    assert page == tables.markdown(results)
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    part = tables.summary(results)
    assert with_part(readme, tables.START, tables.END, part) == readme


def test_the_stored_table_of_the_feel_is_whole():
    results = json.loads((STORED / "feel.json").read_text(encoding="utf-8"))
    rows = [(row["figure"], row["kind"]) for row in results["rows"]]
    assert rows == [*product(FIGURES, feel.KINDS)]
    page = (STORED / "feel.md").read_text(encoding="utf-8")
    assert page == feel.markdown(results)
