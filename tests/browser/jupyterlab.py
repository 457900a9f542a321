"""A JupyterLab server of its own, and a notebook as a person sees it in Chromium."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, Locator, Page, sync_playwright

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-background-timer-throttling",
    "--disable-renderer-backgrounding",
    "--disable-backgrounding-occluded-windows",
]
SERVER_SECONDS = 60
STOP_SECONDS = 10
RUN_SECONDS = 120
WAIT_SECONDS = 60
STILL_MILLISECONDS = 400
TOKEN = "test"


def find_chromium() -> str | None:
    """NNLIB_CHROMIUM if it is set, else the system's Chromium or Chrome, else None."""
    named = os.environ.get("NNLIB_CHROMIUM")
    candidates = [named] if named else CHROMIUM_NAMES
    return next(filter(None, map(shutil.which, candidates)), None)


@contextmanager
def running_chromium(path: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


class Server(NamedTuple):
    """A running server: its address and the folder that it shows."""

    url: str
    root: Path


def own_folders(folder: Path) -> dict[str, str]:
    """Environment variables that keep a server's files, and a learner's, in a folder.

    Its settings turn off the news, which JupyterLab fetches from the network.
    """
    settings = folder / "config" / "labconfig" / "page_config.json"
    settings.parent.mkdir(parents=True)
    news = {"@jupyterlab/apputils-extension:announcements": True}
    settings.write_text(json.dumps({"disabledExtensions": news}))
    places = {
        "JUPYTER_CONFIG_DIR": "config",
        "JUPYTER_DATA_DIR": "data",
        "JUPYTER_RUNTIME_DIR": "runtime",
        "JUPYTERLAB_SETTINGS_DIR": "settings",
        "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
        "IPYTHONDIR": "ipython",
        "NNLIB_HOME": "home",
    }
    return {name: str(folder / place) for name, place in places.items()}


@contextmanager
def running_server(folder: Path) -> Iterator[Server]:
    """JupyterLab on ``folder / "root"``, nothing of it outside ``folder``."""
    root = folder / "root"
    root.mkdir(exist_ok=True)
    environment = os.environ | own_folders(folder)
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"]
    command += ["--expose-app-in-browser", f"--ServerApp.root_dir={root}"]
    command += ["--ServerApp.port=0", f"--IdentityProvider.token={TOKEN}"]
    with running(command, folder, environment) as process:
        yield Server(_address(process, folder), root)


@contextmanager
def running(command: list[str], folder: Path, environment: dict[str, str]):
    """A server process that works in ``folder``, and writes server.log there."""
    with (folder / "server.log").open("w") as log:
        process = subprocess.Popen(
            command, cwd=folder, env=environment, stdout=log, stderr=log
        )
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(timeout=STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _address(process: subprocess.Popen, folder: Path) -> str:
    """The server's address, once it is listening."""
    description = folder / "runtime" / f"jpserver-{process.pid}.json"
    deadline = time.monotonic() + SERVER_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        if description.exists() and (text := description.read_text()):
            return json.loads(text)["url"]
        time.sleep(0.05)
    log = (folder / "server.log").read_text()
    raise RuntimeError(f"JupyterLab did not start:\n{log}")


class NotebookPage:
    """A notebook that is open in JupyterLab."""

    PANEL = "jupyterapp.shell.currentWidget"
    CELLS = f"Array.from({PANEL}.content.widgets)"

    def __init__(self, page: Page, server: Server, path: Path):
        self.page = page
        self.path = server.root / path.name
        self.errors: list[str] = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", self._listen)
        page.set_default_timeout(WAIT_SECONDS * 1000)
        page.goto(f"{server.url}lab/tree/{path.name}?token={TOKEN}&reset")
        page.wait_for_function(
            f"() => window.jupyterapp && {self.PANEL}?.context?.path === '{path.name}'"
            f" && {self.PANEL}.context.isReady && {self.PANEL}.content.widgets.length",
            timeout=SERVER_SECONDS * 1000,
        )

    def _listen(self, message) -> None:
        if message.type == "error":
            self.errors.append(f"{message.text} ({message.location.get('url', '')})")

    def show_cell(self, index: int) -> Locator:
        """Scroll to a cell, as a reader does, and return the element."""
        self.page.evaluate(
            f"async index => {{ const book = {self.PANEL}.content;"
            " book.activeCellIndex = index; await book.scrollToItem(index, 'smart');"
            " await book.widgets[index].ready; }",
            index,
        )
        cell = self.page.locator(f".jp-Cell[data-windowed-list-index='{index}']")
        cell.wait_for()
        return cell

    def outputs(self) -> list[list[dict]]:
        """The outputs that the model of each cell holds; none for cells of text."""
        return self.page.evaluate(
            f"() => {self.CELLS}.map(cell => cell.model.outputs?.toJSON() ?? [])"
        )

    def run_all(self) -> None:
        """Run → Run All Cells, and wait until every cell has run in the kernel."""
        self.page.evaluate(
            f"() => {{ window.ranAll = null; {self.PANEL}.sessionContext.ready"
            ".then(() => jupyterapp.commands.execute('notebook:run-all-cells'))"
            ".then(() => { window.ranAll = true; }); }"
        )
        self.page.wait_for_function("() => window.ranAll", timeout=RUN_SECONDS * 1000)

    def failures(self) -> list[str]:
        """Cells that show an error or wrote to stderr, with the text of it."""
        found = []
        for index, outputs in enumerate(self.outputs()):
            for output in outputs:
                if output["output_type"] == "error":
                    found.append(f"cell {index}: {output['ename']}: {output['evalue']}")
                if output.get("name") == "stderr":
                    found.append(f"cell {index} wrote to stderr: {output['text']}")
        return found

    def live_figure(self, index: int) -> "LiveFigure":
        return LiveFigure(self.page, self.show_cell(index))


class LiveFigure:
    """The picture, the sentence and the sliders of one live figure."""

    STATE = """async root => {
        const image = root.querySelector(".nnlib-frame img");
        if (!image.complete) {
            await new Promise(done => { image.onload = done; });
        }
        const canvas = document.createElement("canvas");
        canvas.width = image.naturalWidth;
        canvas.height = image.naturalHeight;
        canvas.getContext("2d").drawImage(image, 0, 0);
        const sentence = root.querySelector(".nnlib-sentence").textContent;
        return [canvas.toDataURL(), sentence, image.alt];
    }"""

    def __init__(self, page: Page, cell: Locator):
        self.page = page
        self.root = cell.locator(".nnlib-live")
        self.images = cell.locator(".jp-OutputArea img:visible")
        self.error = cell.locator(".nnlib-error")
        self.sliders = cell.locator(".nnlib-controls .noUi-handle:visible")
        self.menus = cell.locator(".nnlib-controls select:visible")
        self.root.wait_for()

    def state(self) -> tuple[str, str]:
        """The pixels of the picture and the sentence, as they are now."""
        pixels, sentence, alt = self.root.evaluate(self.STATE)
        assert alt == sentence
        return pixels, sentence

    def settled(self) -> tuple[str, str]:
        """The state once the kernel has answered and nothing moves any more."""
        before = None
        while before != (now := self.state()):
            before = now
            self.root.locator(".nnlib-frame[aria-busy='false']").wait_for()
            self.page.wait_for_timeout(STILL_MILLISECONDS)
        return now

    def wait_for_change(self, before: tuple[str, str]) -> None:
        """Return when picture and sentence both differ from ``before``; else raise."""
        deadline = time.monotonic() + WAIT_SECONDS
        while self.state() == before and time.monotonic() < deadline:
            self.page.wait_for_timeout(20)
        parts = zip(("picture", "sentence"), self.settled(), before, strict=True)
        same = [part for part, new, old in parts if new == old]
        assert not same, f"no change of {' and '.join(same)}: {before[1]!r}"

    def move_by_keyboard(self) -> None:
        """Three steps of a slider with the arrow key, away from the end.

        In a figure that has menus alone, the second choice of the first menu.
        """
        if self.sliders.count() == 0:
            self.menus.first.select_option(index=1)
            return
        slider = self.sliders.first
        value, end = (
            float(slider.get_attribute(name))
            for name in ("aria-valuenow", "aria-valuemax")
        )
        slider.focus()
        for _ in range(3):
            slider.press("ArrowLeft" if value == end else "ArrowRight")

    def move_by_mouse(self) -> None:
        """Drag the handle to the far third of its track."""
        slider = self.sliders.first
        track = slider.locator("xpath=ancestor::*[contains(@class, 'noUi-base')]")
        handle, line = slider.bounding_box(), track.bounding_box()
        x = handle["x"] + handle["width"] / 2
        y = handle["y"] + handle["height"] / 2
        share = 1 / 6 if x > line["x"] + line["width"] / 2 else 5 / 6
        self.page.mouse.move(x, y)
        self.page.mouse.down()
        self.page.mouse.move(line["x"] + line["width"] * share, y, steps=5)
        self.page.mouse.up()
