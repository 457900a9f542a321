"""The trial of notebook 13: every claim is decided by an experiment that ran."""

import math
import subprocess
import sys

import pytest

from nnlib.notebook import cheatsheet, experiments, trial
from nnlib.notebook.experiments import published, stored
from nnlib.notebook.experiments.nb13 import EXHIBITS
from nnlib.notebook.trial import CLAIMS, TOPICS, VERDICTS

CONCLUSIONS = {one.id: one for one in experiments.conclusions()}


def test_there_are_ninety_three_claims_in_five_topics():
    counts = [len(trial.matching(topic)) for topic in TOPICS.values()]
    assert counts == [17, 26, 16, 18, 16]
    assert len({claim.id for claim in CLAIMS}) == sum(counts) == 93
    assert {claim.verdict for claim in CLAIMS} == set(VERDICTS)


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.id)
def test_a_claim_is_decided_by_one_experiment(claim):
    if claim.decided:
        assert claim.id in CONCLUSIONS[claim.decided].claims
        assert claim.id not in EXHIBITS
    else:
        assert EXHIBITS[claim.id]().holds
    assert math.isfinite(trial.number(claim))
    assert all(trial.card(claim).values())


def test_every_exhibit_decides_a_claim():
    assert set(EXHIBITS) == {claim.id for claim in CLAIMS if not claim.decided}


def test_the_stored_numbers_are_those_of_the_experiments():
    rows = stored.load("trial")["rows"]
    deciding = {claim.decided for claim in CLAIMS if claim.decided}
    assert set(rows) == deciding | trial.FURTHER
    for id in (
        "02.1",
        "05.2",
        "05.12",
        "09.1",
    ):  # no training: the same on every machine
        found = [CONCLUSIONS[id](seed).number for seed in trial.SEEDS]
        assert rows[id] == pytest.approx(found, rel=1e-3)


def test_a_claim_can_be_run_on_another_seed():
    claim = next(claim for claim in CLAIMS if claim.id == "T13")
    assert trial.stands(claim, seed=3)


def test_a_question_does_not_hold_its_answer():
    question = trial.question("T11")
    assert question["answer"] in question["choices"]
    assert CONCLUSIONS["10.4"].sentence not in question["question"]
    assert CONCLUSIONS["10.4"].sentence in question["why"]


def test_filters_are_combined():
    both = trial.matching("losses", "convention")
    assert [claim.id for claim in both] == ["L16", "L19", "L25", "L26"]
    assert trial.matching("vanishing and exploding", "convention") == []


@pytest.mark.parametrize(
    ("x", "said"),
    [
        (0.0, "0"),
        (-8.9e-16, "below 10⁻⁹"),
        (2.6e-5, "2.6·10⁻⁵"),
        (-0.75, "−0.75"),
        (11013.2, "11,013"),
    ],
)
def test_a_number_in_words(x, said):
    assert trial.in_words(x) == said


@pytest.mark.parametrize("row", published.ROWS, ids=lambda row: row.source[:20])
def test_a_published_number_is_reproduced_or_it_is_said_why_not(row):
    ours, verdict = row.measure()
    assert ours
    assert verdict == "reproduced" or verdict.startswith(
        ("in part: ", "not reproduced: ", "not tried; ")
    )


def test_the_deep_linear_networks_are_those_that_are_stored():
    rows = stored.load("published")["rows"]["saxe"]
    for init in ("orthogonal", "glorot_normal"):
        assert published.deep_linear(init, 2) == rows[init][0]


def test_the_cheat_sheet_is_one_page_that_needs_nothing_else(tmp_path):
    file = tmp_path / "sheet.html"
    command = [sys.executable, "-m", "nnlib.notebook.cheatsheet", str(file)]
    subprocess.run(command, check=True, capture_output=True)
    page = file.read_text(encoding="utf-8")
    assert page.count("<table") == len(cheatsheet.sheet()) == 6
    assert "http" not in page
    assert '<th scope="row" style="text-align:left">SELU</th>' in page


def test_the_cheat_sheet_asks_where_to():
    command = [sys.executable, "-m", "nnlib.notebook.cheatsheet"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "python -m nnlib.notebook.cheatsheet sheet.html" in done.stderr
