"""What plain ``pytest`` says of a notebook that no longer tells the truth."""

import re
import subprocess
import sys

import nbformat
import pytest

from nnlib.notebook.authoring import store
from tests.project import ROOT

SOURCES = [
    "import numpy as np",
    "print(np.round(np.tanh([0, 1, 2]), 4))",
    "6 * 7",
    "print('kept')",
    "print(np.e > 2)",
]
CHANGES = [  # what is changed in the file, by cell, and the reason that pytest gives
    (1, "0.7616", "0.7617", "mismatch 'stdout'"),
    (2, '"42"', '"43"', "mismatch 'text/plain'"),
    (3, r'"kept\n"', '""', "mismatch 'stdout'"),
    (4, "np.e", "nq.e", "NameError: name 'nq' is not defined"),
]


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    """What pytest prints about a true notebook and a copy with all the changes."""
    folder = tmp_path_factory.mktemp("nbval")
    true = folder / "true.ipynb"
    cells = [nbformat.v4.new_code_cell(source) for source in SOURCES]
    true.write_text(store.text_of(nbformat.v4.new_notebook(cells=cells)))
    store.store(true)
    text = true.read_text(encoding="utf-8")
    for _, old, new, _ in CHANGES:
        assert text.count(old) == 1
        text = text.replace(old, new)
    (folder / "false.ipynb").write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-c", ROOT / "pyproject.toml"]
    command += ["--rootdir", folder, "-p", "no:cacheprovider", "-n0", folder]
    printed = subprocess.run(command, capture_output=True, text=True).stdout
    return re.sub(r"\x1b\[[\d;]*m", "", printed)


def test_what_is_true_passes_and_what_is_not_fails(report):
    failed = re.findall(r"^FAILED .*?(\w+\.ipynb::Cell \d)", report, re.M)
    assert failed == [f"false.ipynb::Cell {cell}" for cell, *_ in CHANGES], report
    assert "4 failed, 6 passed" in report


@pytest.mark.parametrize(("cell", "reason"), [(cell, why) for cell, *_, why in CHANGES])
def test_a_failure_names_the_cell_and_the_reason(report, cell, reason):
    title = rf"_ false\.ipynb::Cell {cell} _"
    section = re.search(title + r"(.+?)\n(____|====)", report, re.S)
    assert reason in section.group(1), report
