"""Every notebook in a real JupyterLab in a real Chromium, as a learner meets it.

All share one window, and the tests of a notebook follow each other: opened, then run.
"""

from nnlib.notebook.authoring import store
from tests.notebooks import lint


def test_opened_without_running_it_shows_every_stored_picture(notebook):
    notebook.assert_stored_pictures_are_shown()
    assert notebook.errors == []


def test_runs_and_every_live_figure_moves(notebook):
    notebook.run_all()
    assert notebook.failures() == []
    dragged = False  # one slider of a notebook; a figure may have menus alone
    for index in lint.live_cells(store.read(notebook.path)):
        figure = notebook.live_figure(index)
        moves = [figure.move_by_keyboard]
        if not dragged and figure.sliders.count() > 0:
            moves.append(figure.move_by_mouse)
            dragged = True
        for move in moves:
            before = figure.state()
            move()
            figure.wait_for_change(before)
        assert figure.error.inner_text() == ""
        assert figure.images.count() == 1
    assert notebook.errors == []
