"""The cheat sheet of the series: one page, made from the package and its measurements.

``python -m nnlib.notebook.cheatsheet sheet.html`` writes it to be printed.
"""

import sys
from pathlib import Path
from typing import Any

import numpy as np

from nnlib import activations, theory

from . import choosing, clinic, trial
from .drawing import style
from .drawing.tables import Table
from .experiments import stored

SHOWN = ("sigmoid", "tanh", "relu", "leaky_relu", "elu", "selu", "softplus", "gelu")
STYLE = """
body { font: 9pt sans-serif; columns: 2; margin: 1cm; }
table { border-collapse: collapse; margin-bottom: 3mm; break-inside: avoid; }
caption { font-weight: bold; text-align: left; }
th, td { border-bottom: 0.2mm solid #999; padding: 0.4mm 1.5mm; }
@page { size: A4 landscape; margin: 0; }
"""


def sheet() -> list[Table]:
    """Its tables: activations, outputs, first weights, remedies, symptoms, claims."""
    return [_activations(), _outputs(), _weights(), _remedies(), _symptoms(), _claims()]


def page() -> str:
    """The sheet as a page of HTML that needs nothing else."""
    tables = "".join(table._repr_html_() for table in sheet())
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
        f"<title>nnlib: the cheat sheet</title><style>{STYLE}</style></head>"
        f"<body>{tables}</body></html>\n"
    )


def _activations() -> Table:
    z = np.linspace(-8, 8, 1601)
    rows = []
    for f in map(activations.get, SHOWN):
        factors = theory.limiting_factor(f, np.sqrt([1.0, 2.0]))
        low, high = (f"{x:.3g}".replace("-", "−").replace("inf", "∞") for x in f.range)
        rows.append(
            [
                style.label(f.name),
                f"{low} to {high}",
                f"{np.abs(f.derivative(z)).max():.2f}",
                *(f"{factor:.2f}" for factor in factors),
            ]
        )
    header = ["", "range", "steepest", "factor far up, Var W = 1/n", "2/n"]
    return Table("Activations, and what a layer does to the error", header, rows)


def _outputs() -> Table:
    rows = [
        [kind, pair.output, pair.loss.replace("_", " "), pair.labels]
        for kind, pair in choosing.KINDS.items()
    ]
    return Table("What is predicted", ["", "output", "loss", "labels"], rows)


def _weights() -> Table:
    uses = {"lecun_normal": "SELU", "glorot_normal": "tanh", "he_normal": "ReLU"}
    rows = [
        [name, f"{float(theory.weight_scale(name, 100)) ** 2:.3g}", use]
        for name, use in uses.items()
    ]
    return Table("First weights", ["", "fan-in × Var W", "for"], rows)


def _remedies() -> Table:
    found: Any = stored.load("remedies")["rows"]
    rows = [
        [name, *(f"{found[depth][name]['median']:.2f}" for depth in found)]
        for name in found["6 layers"]
        if all(name in found[depth] for depth in found)
    ]
    caption = "Deep sigmoid networks: share of digits right, stored medians"
    settings = [name.replace("half", "6 layers, half the images") for name in found]
    return Table(caption, ["remedy", *settings], rows)


def _symptoms() -> Table:
    rows = [[one.name, one.sign, one.advice] for one in clinic.WARD.values()]
    return Table("Symptoms and cures", ["", "sign", "cure"], rows)


def _claims() -> Table:
    rows = [
        [verdict, str(len(trial.matching(verdict=verdict)))]
        for verdict in trial.VERDICTS
    ]
    return Table("The claims on trial", ["verdict", "claims"], rows)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("say where: python -m nnlib.notebook.cheatsheet sheet.html")
    Path(sys.argv[1]).write_text(page(), encoding="utf-8")
    print(f"{sys.argv[1]} can be printed from a browser.")
