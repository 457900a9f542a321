"""Every live figure of every notebook, at the ends and options of every control."""

import json

import nbformat
import pytest

from nnlib.notebook import store
from tests.notebooks import lint
from tests.project import NOTEBOOKS

SWEEP = """\
import json

from nnlib.notebook.explore import sweep

print(json.dumps([record._asdict() for record in sweep()], default=str))"""
FIGURE = """\
import matplotlib.pyplot as plt
from nnlib.notebook import explore

fig, ax = plt.subplots(figsize=(4, 2))
point, = ax.plot([0], [0], "o")
ax.set(xlim=(-1, 11), ylim=(-1, 1))

@explore(fig, at=(0, 10))
def move(at=5):
    BODY
    point.set_data([at], [0])
    return f"The point is at {at}."
"""
LIVE = [path for path in NOTEBOOKS if lint.live_cells(store.read(path))]


def swept(notebook, folder):
    """The records of a sweep after all cells of the notebook have run."""
    notebook.cells.append(nbformat.v4.new_code_cell(SWEEP))
    path = folder / "swept.ipynb"
    path.write_text(store.text_of(notebook), encoding="utf-8")
    return json.loads(store.execute(path).cells[-1].outputs[0].text)


@pytest.mark.parametrize("path", LIVE, ids=lambda path: path.stem)
def test_every_live_figure_answers_everywhere(path, tmp_path):
    notebook = store.read(path)
    figures = len(lint.live_cells(notebook))
    records = swept(notebook, tmp_path)
    assert {record["figure"] for record in records} == set(range(figures))
    for figure in range(figures):
        own = [record for record in records if record["figure"] == figure]
        assert max(record["difference"] for record in own) <= 4
        assert len({record["sentence"] for record in own}) > 1


def test_no_notebook_is_left_out():
    assert {"00_start_here", "07_vanishing_gradients"} <= {path.stem for path in LIVE}


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("1 / (10 - at)", "ZeroDivisionError"),
        ("if at == 10: return 'The point is at nan.'", "nan"),
        ("if at == 10: plt.figure()", "pyplot"),
        ("if at == 10: ax.set_visible(False); fig.set_visible(False)", "blank"),
    ],
    ids=["raises", "says nan", "calls pyplot", "blank"],
)
def test_a_broken_live_figure_is_named_with_its_values(tmp_path, body, reason):
    source = FIGURE.replace("BODY", body)
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)])
    with pytest.raises(store.StoreError) as caught:
        swept(notebook, tmp_path)
    message = str(caught.value)
    assert "code cell 2" in message and "10" in message
    assert reason in message


def test_a_sound_live_figure_passes(tmp_path):
    source = FIGURE.replace("BODY", "")
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)])
    records = swept(notebook, tmp_path)
    assert {record["values"]["at"] for record in records} >= {0, 10}
