"""The clinic of notebook 12: each sickness shows its sign, and no other one."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from nnlib import Network, fit
from nnlib.notebook import clinic
from nnlib.notebook.clinic import HEALTHY, PANELS, WARD, Patient
from nnlib.notebook.dashboard import RECORD, Board, dashboard, in_words
from nnlib.notebook.experiments.nb12 import BEDS

SEEDS = range(200, 220)


@pytest.fixture(autouse=True)
def no_figure_is_left_open():
    yield
    plt.close("all")


def fitting(history):
    """The diagnoses that fit a training."""
    return [name for name, sickness in WARD.items() if sickness.shows(history)]


@pytest.mark.parametrize("name", WARD)
def test_a_sickness_shows_its_sign_and_no_other(name):
    for seed in SEEDS:
        history = WARD[name].plan.train(seed)
        assert fitting(history) == [name], seed
        assert not clinic.is_healthy(history), seed


@pytest.mark.parametrize("name", HEALTHY)
def test_a_healthy_training_shows_no_sign(name):
    for seed in SEEDS:
        history = HEALTHY[name].train(seed)
        assert fitting(history) == [], seed
        assert clinic.is_healthy(history), seed


@pytest.mark.parametrize("name", WARD)
def test_its_cure_makes_it_healthy(name):
    sickness = WARD[name]
    for seed in SEEDS[:3]:
        one = Patient(seed, sickness.plan.train(seed), sickness.plan)
        assert clinic.is_healthy(one.treat(**sickness.cure)), seed


def test_the_nine_beds_hold_the_nine_sicknesses():
    found = [fitting(clinic.patient(seed).history) for seed in BEDS.values()]
    assert sorted(found) == sorted([name] for name in WARD)


def test_a_patient_does_not_tell_what_it_has():
    assert repr(clinic.patient(BEDS["C"])) == f"Patient(seed={BEDS['C']})"


def test_a_diagnosis_needs_the_panel_that_tells_it():
    one = clinic.patient(BEDS["C"])
    said = repr(one.diagnose("rate too low", "update"))
    assert said.startswith("Right, and seen: from the first epoch on an update")
    for panel in set(PANELS) - {"update"}:
        said = repr(one.diagnose("rate too low", panel))
        assert said.startswith(f"It is rate too low. But {panel!r} does not tell")


def test_a_wrong_diagnosis_hears_what_would_show_and_what_does():
    said = repr(clinic.patient(BEDS["C"]).diagnose("dead units", "worst layer"))
    assert said.startswith("No. If it were dead units: more than nine in ten units")
    assert "of its worst layer were dead" in said


def test_a_vanishing_gradient_is_not_one_that_a_dead_layer_stops():
    said = repr(clinic.patient(BEDS["B"]).diagnose("vanishing gradient", "gradient"))
    assert said.startswith("No.") and "no gradient got through" in said


def test_what_a_panel_cannot_show_runs_along_its_edge():
    board = Board()
    board.set(clinic.patient(BEDS["B"]).history, 3)
    for line in board.lines["gradient"]:
        assert set(line.get_ydata()) == {board.panels["gradient"].get_ylim()[0]}


@pytest.mark.parametrize(
    "name, panel, said",
    [
        ("influenza", "loss", "no diagnosis 'influenza'; there are vanishing gradient"),
        ("dead units", "xray", "no panel 'xray'; there are loss, share right"),
    ],
)
def test_an_unknown_word_is_named(name, panel, said):
    with pytest.raises(ValueError, match=said):
        clinic.patient(BEDS["C"]).diagnose(name, panel)


def test_an_unknown_setting_is_named():
    with pytest.raises(TypeError, match="no setting 'rate'; there are hidden, output"):
        clinic.patient(BEDS["C"]).treat(rate=0.1)


def test_a_sign_has_a_first_epoch_or_none():
    history = clinic.case("over-fitting", 200)
    first = clinic.first_epoch(history, clinic.overfits)
    assert clinic.overfits(clinic._until(history, first))
    assert not clinic.overfits(clinic._until(history, first - 1))
    assert clinic.first_epoch(history, clinic.is_dead) is None
    assert clinic.first_epoch(clinic.case("dead units", 200), clinic.is_dead) == 1


@pytest.fixture
def learners_own():
    """A learner's own run, without held-out examples."""
    X = np.random.default_rng(0).normal(size=(40, 3))
    y = (X.sum(axis=1) > 0).astype(int)
    net = Network([3, 8, 8, 2], "tanh", "softmax", "sparse_categorical_cross_entropy")
    return lambda record: fit(net, X, y, 5, 10, 0.1, record=record, progress=False)


def test_the_dashboard_takes_a_run_without_held_out_examples(learners_own):
    history = learners_own(RECORD)
    figure = dashboard(history)
    assert figure.error is None
    assert in_words(history, 5).startswith("Epoch 5: loss ")
    assert "held out" not in in_words(history, 5)


def test_the_dashboard_draws_what_was_recorded():
    history, board = clinic.case("ReLU", 200), Board()
    board.set(history, 7)
    own, held_out = board.lines["loss"]
    first, *_ = board.lines["gradient"]
    np.testing.assert_array_equal(own.get_ydata(), history.loss[:8])
    np.testing.assert_array_equal(held_out.get_ydata(), history.validation_loss[:8])
    np.testing.assert_array_equal(first.get_ydata(), history.gradient_norms[:8, 0])


def test_the_dashboard_says_what_has_to_be_recorded(learners_own):
    with pytest.raises(ValueError, match=r"no update_ratios, saturated_shares.*RECORD"):
        Board().set(learners_own(["accuracy", "gradient_norms"]), 0)
