"""The notebooks of the series, in order, and where they are."""

from pathlib import Path
from typing import NamedTuple

_PACKAGE = Path(__file__).parents[1]
_BROUGHT = _PACKAGE / "course"

COURSE = _BROUGHT if _BROUGHT.exists() else _PACKAGE.parent
"""Holds ``notebooks`` and ``benchmarks``: what the wheel brought, or the checkout."""


class Entry(NamedTuple):
    """A notebook: file name without ending, title, numbers of those to read first."""

    name: str
    title: str
    needs: tuple[str, ...]

    @property
    def number(self) -> str:
        return self.name[:2]


SERIES = (
    Entry("00_start_here", "Start here", ()),
    Entry("01_neurons_and_nonlinearity", "Neurons and nonlinearity", ("00",)),
    Entry("02_activation_gallery", "Activation gallery", ("01",)),
    Entry("03_loss_functions", "Loss functions", ("01",)),
    Entry("04_backpropagation", "Backpropagation", ("02", "03")),
    Entry("05_mse_vs_cross_entropy", "MSE against cross-entropy", ("04",)),
    Entry("06_softmax_and_log_likelihood", "Softmax and log-likelihood", ("05",)),
    Entry("07_vanishing_gradients", "Vanishing gradients", ("04",)),
    Entry(
        "08_exploding_and_initialization",
        "Exploding gradients and initialisation",
        ("07",),
    ),
    Entry("09_relu_family_and_dead_units", "The ReLU family and dead units", ("08",)),
    Entry("10_remedies_raced", "Remedies raced", ("09",)),
    Entry("11_choosing", "Choosing", ("06", "09")),
    Entry("12_diagnosing_training", "Diagnosing training", ("11",)),
    Entry("13_claims_on_trial", "Claims on trial", ("11",)),
)
