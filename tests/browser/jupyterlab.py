"""A JupyterLab server of its own, and a notebook as a person sees it in Chromium."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

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
WAIT_SECONDS = 60
STILL_MILLISECONDS = 200
SCROLLS = 20
POLL_MILLISECONDS = 100
TOKEN = "test"

expect.set_options(timeout=WAIT_SECONDS * 1000)


def find_chromium() -> str | None:
    """NNLIB_CHROMIUM if it is set, else the system's Chromium or Chrome, else None."""
    named = os.environ.get("NNLIB_CHROMIUM")
    candidates = [named] if named else CHROMIUM_NAMES
    return next(filter(None, map(shutil.which, candidates)), None)


def chromium_or_skip() -> str:
    """The path of a Chromium; skips, or fails where NNLIB_REQUIRE_BROWSER is 1."""
    path = find_chromium()
    if path is not None:
        return path
    reason = (
        f"no Chromium: none of {', '.join(CHROMIUM_NAMES)} is on the PATH; "
        "install one, or set NNLIB_CHROMIUM to its path"
    )
    if os.environ.get("NNLIB_REQUIRE_BROWSER") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


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
    """JupyterLab on ``folder / "root"``, its files, but sockets, in ``folder``.

    On Linux its kernels talk through sockets in the file system.  A free port, which
    they would be given, can be taken by another process before they listen to it; such
    a kernel never answers.
    """
    root = folder / "root"
    root.mkdir(exist_ok=True)
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"]
    command += ["--expose-app-in-browser", f"--ServerApp.root_dir={root}"]
    command += ["--ServerApp.port=0", f"--IdentityProvider.token={TOKEN}"]
    if sys.platform == "linux":
        command.append("--KernelManager.transport=ipc")
    environment = os.environ | own_folders(folder)
    with tempfile.TemporaryDirectory() as short:  # a socket's name has 107 characters
        environment["JUPYTER_RUNTIME_DIR"] = short
        with running(command, folder, environment) as process:
            yield Server(address_of(process, folder, Path(short)), root)


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


def address_of(process: subprocess.Popen, folder: Path, runtime: Path) -> str:
    """The server's address, once it is listening."""
    description = runtime / f"jpserver-{process.pid}.json"
    deadline = time.monotonic() + SERVER_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        if description.exists() and (text := description.read_text()):
            return json.loads(text)["url"]
        time.sleep(0.05)
    log = (folder / "server.log").read_text()
    raise RuntimeError(f"JupyterLab did not start:\n{log}")


@contextmanager
def open_notebook(
    browser: Browser, server: Server, path: Path, height: int = 1000
) -> Iterator["NotebookPage"]:
    """A notebook of the server, in a window of its own; its kernel ends with it."""
    with window(browser, height) as page:
        notebook = NotebookPage(page, server, path)
        yield notebook
        notebook.shut_down()


@contextmanager
def window(browser: Browser, height: int = 1000) -> Iterator[Page]:
    """A window of a browser that has forgotten everything."""
    context = browser.new_context(viewport={"width": 1280, "height": height})
    yield context.new_page()
    context.close()


class NotebookPage:
    """A notebook that is open in JupyterLab.

    In a window that shows JupyterLab already, it is opened there.
    """

    PANEL = "jupyterapp.shell.currentWidget"
    CELLS = f"Array.from({PANEL}.content.widgets)"
    ADDRESS = f"{{url}}lab/tree/{{name}}?token={TOKEN}&reset"
    RUN_SECONDS = 120

    def __init__(self, page: Page, server: Server, path: Path):
        self.page = page
        self.path = server.root / path.name
        self.errors: list[str] = []
        page.on("pageerror", self._note)
        page.on("console", self._listen)
        page.set_default_timeout(WAIT_SECONDS * 1000)
        if page.url == "about:blank":
            page.goto(self.ADDRESS.format(url=server.url, name=path.name))
        else:
            page.evaluate(
                "path => { jupyterapp.commands.execute('docmanager:open', { path }); }",
                path.name,
            )
        self._wait_until_open()

    def _wait_until_open(self) -> None:
        self.page.wait_for_function(
            f"name => window.jupyterapp && {self.PANEL}?.context?.path === name"
            f" && {self.PANEL}.context.isReady && {self.PANEL}.content.widgets.length",
            arg=self.path.name,
            timeout=SERVER_SECONDS * 1000,
            polling=POLL_MILLISECONDS,
        )

    def _note(self, error) -> None:
        self.errors.append(str(error))

    def _listen(self, message) -> None:
        if message.type == "error":
            self.errors.append(f"{message.text} ({message.location.get('url', '')})")

    def shut_down(self) -> None:
        """Shut down every kernel."""
        self.page.evaluate("() => jupyterapp.serviceManager.sessions.shutdownAll()")

    def close(self) -> None:
        """Close the notebook, unsaved, with its kernel; JupyterLab stays."""
        self.page.evaluate(
            f"() => {{ {self.PANEL}.context.model.dirty = false;"
            f" {self.PANEL}.close(); }}"
        )
        self.shut_down()
        self.page.remove_listener("pageerror", self._note)
        self.page.remove_listener("console", self._listen)

    def show_cell(self, index: int) -> Locator:
        """Scroll to a cell, as a reader does, and return the element.

        A cell that runs can scroll too, and the later of two is carried out alone.
        """
        self.page.evaluate(
            f"""async ([index, often]) => {{
                const book = {self.PANEL}.content;
                book.activeCellIndex = index;
                const scroll = left => book.scrollToItem(index, "smart").catch(
                    error => {{ if (left) return scroll(left - 1); throw error; }});
                await scroll(often);
                await book.widgets[index].ready;
            }}""",
            [index, SCROLLS],
        )
        cell = self.page.locator(f".jp-Cell[data-windowed-list-index='{index}']")
        cell.wait_for()
        return cell

    def outputs(self) -> list[list[dict]]:
        """The outputs that the model of each cell holds; none for cells of text."""
        return self.page.evaluate(
            f"() => {self.CELLS}.map(cell => cell.model.outputs?.toJSON() ?? [])"
        )

    def assert_stored_pictures_are_shown(self) -> None:
        """Every stored picture can be seen, and no widget is missed."""
        stored = [
            sum("image/png" in output.get("data", {}) for output in outputs)
            for outputs in self.outputs()
        ]
        assert any(stored)
        for index, pictures in enumerate(stored):
            if pictures:
                images = self.show_cell(index).locator(".jp-OutputArea img:visible")
                expect(images, f"cell {index}").to_have_count(pictures)
                for image in images.all():
                    assert image.evaluate(
                        "async img => (await img.decode(), img.width)"
                    )
        page = self.page.locator(".jp-Notebook")
        expect(page).not_to_contain_text("displaying widget")

    def trusted(self) -> bool:
        return self.page.evaluate(
            f"() => {self.CELLS}.every(cell => cell.model.trusted)"
        )

    def trust(self) -> None:
        """Trust Notebook, and agree when asked."""
        self.page.evaluate("() => { jupyterapp.commands.execute('notebook:trust'); }")
        self.page.locator(".jp-Dialog .jp-mod-accept").click()
        self.page.locator(".jp-Dialog").wait_for(state="detached")

    def use_theme(self, name: str) -> None:
        """Settings → Theme, "JupyterLab Light" or "JupyterLab Dark"."""
        self.page.evaluate(
            "theme => jupyterapp.commands.execute('apputils:change-theme', { theme })",
            name,
        )
        body = self.page.locator("body")
        expect(body).to_have_attribute("data-jp-theme-name", name)
        expect(body.locator("#jupyterlab-splash")).to_have_count(0)

    def run_all(self, wait: bool = True) -> None:
        """Run → Run All Cells, and wait until every cell has run in the kernel."""
        self._run("notebook:run-all-cells", wait)

    def run_cell(
        self, index: int, source: str | None = None, wait: bool = True
    ) -> Locator:
        """Run a cell, with another source if one is given, and return its outputs."""
        cell = self.show_cell(index)
        if source is not None:
            self.page.evaluate(
                f"source => {self.PANEL}.content.activeCell.model.sharedModel"
                ".setSource(source)",
                source,
            )
        self._run("notebook:run-cell", wait)
        return cell.locator(".jp-Cell-outputArea")

    def _run(self, command: str, wait: bool = True) -> None:
        self.page.evaluate(
            f"command => {{ window.ran = false; {self.PANEL}.sessionContext.ready"
            ".then(() => jupyterapp.commands.execute(command))"
            ".then(() => { window.ran = true; }); }",
            command,
        )
        if wait:
            timeout = self.RUN_SECONDS * 1000
            self.page.wait_for_function(
                "() => window.ran", timeout=timeout, polling=POLL_MILLISECONDS
            )

    def restart_kernel(self) -> None:
        """Kernel → Restart Kernel, without the question whether one is sure."""
        self.page.evaluate(
            f"async () => {{ const session = {self.PANEL}.sessionContext.session;"
            " await session.kernel.restart(); }"
        )

    def save(self) -> None:
        self.page.evaluate("() => jupyterapp.commands.execute('docmanager:save')")

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
    """The picture, the sentence and the controls of one live figure."""

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
        self.frame = cell.locator(".nnlib-frame")
        self.sentence = cell.locator(".nnlib-sentence")
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
        picture, sentence = before
        expect(self.sentence).not_to_have_text(sentence)
        assert self.settled()[0] != picture, f"the same picture as at {sentence!r}"

    def move_by_keyboard(self) -> None:
        """Three steps of a slider with the arrow key, away from the end.

        In a figure that has menus alone, the next choice of the first menu, or
        the one before where the last is chosen.
        """
        if self.sliders.count() == 0:
            menu = self.menus.first
            at_end = menu.evaluate("menu => menu.selectedIndex === menu.length - 1")
            menu.press("ArrowUp" if at_end else "ArrowDown")
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
