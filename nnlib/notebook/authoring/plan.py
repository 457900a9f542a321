"""The plan of the series: every notebook with its title, its minutes and what it needs.

``python -m nnlib.notebook.authoring.plan`` writes the map in README.md anew.
"""

from pathlib import Path
from typing import NamedTuple


class Entry(NamedTuple):
    """A notebook: file name without ending, title, minutes of class time, and the
    numbers of the notebooks to read first."""

    name: str
    title: str
    minutes: int
    needs: tuple[str, ...]

    @property
    def number(self) -> str:
        return self.name[:2]


SERIES = (
    Entry("00_start_here", "Start here", 10, ()),
    Entry("01_neurons_and_nonlinearity", "Neurons and nonlinearity", 30, ("00",)),
    Entry("02_activation_gallery", "Activation gallery", 40, ("01",)),
    Entry("03_loss_functions", "Loss functions", 35, ("01",)),
    Entry("04_backpropagation", "Backpropagation", 50, ("02", "03")),
    Entry("05_mse_vs_cross_entropy", "MSE against cross-entropy", 50, ("04",)),
    Entry("06_softmax_and_log_likelihood", "Softmax and log-likelihood", 40, ("05",)),
    Entry("07_vanishing_gradients", "Vanishing gradients", 50, ("04",)),
    Entry(
        "08_exploding_and_initialization",
        "Exploding gradients and initialisation",
        50,
        ("07",),
    ),
    Entry(
        "09_relu_family_and_dead_units", "The ReLU family and dead units", 40, ("08",)
    ),
    Entry("10_remedies_raced", "Remedies raced", 45, ("09",)),
    Entry("11_choosing", "Choosing", 35, ("06", "09")),
    Entry("12_diagnosing_training", "Diagnosing training", 45, ("09",)),
    Entry("13_claims_on_trial", "Claims on trial", 40, ("11",)),
)

START = "<!-- map: written by python -m nnlib.notebook.authoring.plan -->"
END = "<!-- end of map -->"


def table(notebooks: Path, link: str = "") -> str:
    """The map as a Markdown table.

    Notebooks that are in the folder ``notebooks`` are linked, their file name after
    ``link``; the others are marked as to come.
    """
    lines = ["| | notebook | minutes | read first |", "|---|---|---|---|"]
    for entry in SERIES:
        file = f"{entry.name}.ipynb"
        title = (
            f"[{entry.title}]({link}{file})"
            if (notebooks / file).exists()
            else f"{entry.title} (to come)"
        )
        needs = ", ".join(entry.needs)
        lines.append(f"| {entry.number} | {title} | {entry.minutes} | {needs} |")
    return "\n".join(lines)


def with_part(text: str, start: str, end: str, part: str) -> str:
    """The text with ``part`` in place of what stands between two of its lines.

    Raises ValueError unless each of the two lines occurs once.
    """
    if text.count(start) != 1 or text.count(end) != 1:
        raise ValueError(f"expected one {start!r} and one {end!r}")
    before, rest = text.split(start)
    after = rest.split(end)[1]
    return f"{before}{start}\n{part}\n{end}{after}"


def with_map(readme: str, notebooks: Path) -> str:
    """The text of README.md with its map as ``table`` gives it."""
    return with_part(readme, START, END, table(notebooks, "notebooks/"))


def main() -> None:
    """Write the map in the README.md of the present folder."""
    readme = Path("README.md")
    text = with_map(readme.read_text(encoding="utf-8"), Path("notebooks"))
    readme.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
