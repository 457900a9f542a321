"""What the sweep says of live figures that break, and what plain ``pytest`` does."""

import nbformat
import pytest
from nbval.plugin import IPyNbFile

from nnlib.notebook.authoring import store
from tests.notebooks.sweep import SWEEP, pytest_collection_modifyitems
from tests.project import NOTEBOOKS

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


def sweep_notebook(body, folder, figures=1):
    """Run a notebook of one live figure, and the sweep of ``figures`` behind it."""
    sources = [FIGURE.replace("BODY", body), SWEEP.format(figures=figures)]
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    path = folder / "swept.ipynb"
    path.write_text(store.text_of(nbformat.v4.new_notebook(cells=cells)))
    store.execute(path)


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
    with pytest.raises(store.StoreError) as caught:
        sweep_notebook(body, tmp_path)
    message = str(caught.value)
    assert "code cell 2" in message and "10" in message
    assert reason in message


@pytest.mark.parametrize(
    ("body", "figures", "reason"),
    [
        ("return 'The point is somewhere.'", 1, "says nothing but"),
        ("", 2, "live figures swept"),
    ],
    ids=["one sentence", "one is missing"],
)
def test_a_sweep_of_too_little_fails(tmp_path, body, figures, reason):
    with pytest.raises(store.StoreError, match=reason):
        sweep_notebook(body, tmp_path, figures)


def test_a_sound_live_figure_passes(tmp_path):
    sweep_notebook("", tmp_path)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_swept_if_it_is_run_whole(request, path):
    assert request.config.pluginmanager.hasplugin("tests.notebooks.sweep")
    cells = [*IPyNbFile.from_parent(request.session, path=path).collect()]
    whole, part = cells.copy(), cells[:-1]
    for items in (whole, part):
        pytest_collection_modifyitems(items)
    assert [item.name for item in whole[len(cells) :]] == ["sweep"]
    assert part == cells[:-1]
