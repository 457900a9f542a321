"""Make the README's picture: ``python -m tests.browser.picture``.

It shows the second live figure of notebook 04, run in JupyterLab in Chromium, with its
first slider moved by keyboard to the error of a hidden unit.
"""

import shutil
import tempfile
from pathlib import Path

from nnlib.notebook.authoring import store
from tests.browser.jupyterlab import (
    NotebookPage,
    find_chromium,
    running_chromium,
    running_server,
)
from tests.notebooks import lint
from tests.project import ROOT

NOTEBOOK = ROOT / "notebooks" / "04_backpropagation.ipynb"
PICTURE = ROOT / "docs" / "live-figure.png"
STEPS = 8


def main() -> None:
    chromium = find_chromium()
    if chromium is None:
        raise SystemExit("no Chromium found; set NNLIB_CHROMIUM to its path")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "root").mkdir()
        shutil.copy(NOTEBOOK, folder / "root")
        with running_server(folder) as server, running_chromium(chromium) as browser:
            page = browser.new_page(
                viewport={"width": 1280, "height": 1000}, device_scale_factor=2
            )
            notebook = NotebookPage(page, server, NOTEBOOK)
            notebook.run_all()
            index = lint.live_cells(store.read(NOTEBOOK))[1]
            figure = notebook.live_figure(index)
            before = figure.settled()
            for _ in range(STEPS):
                figure.sliders.first.press("ArrowRight")
            figure.wait_for_change(before)
            figure.root.screenshot(path=PICTURE)
    print(PICTURE.relative_to(ROOT))


if __name__ == "__main__":
    main()
