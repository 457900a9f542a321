"""A hub as ``deploy`` configures it, and learners at it, without a browser."""

import json
import re
import socket
import subprocess
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import psutil
import requests
import websocket
from jupyter_server.services.kernels.connection.base import (
    deserialize_msg_from_ws_v1,
    serialize_msg_to_ws_v1,
)
from playwright.sync_api import Browser, expect

from tests.browser.jupyterlab import running
from tests.project import ROOT

DEPLOY = ROOT / "deploy"
FOLDER = "nnlib-notebooks"
START_SECONDS = 300
WAIT = START_SECONDS * 1000  # milliseconds
RUN_SECONDS = 1800  # of a notebook, while all others run theirs
PROTOCOL = "v1.kernel.websocket.jupyter.org"


@contextmanager
def users(count: int, folder: Path) -> Iterator[dict[str, str]]:
    """So many new users of this machine, as the script makes them: their passwords."""
    names = [f"nnlib-test-{number:02}" for number in range(1, count + 1)]
    remove_users(names)
    listed = folder / "class.txt"
    listed.write_text("".join(f"{name}\n" for name in names))
    try:
        command = ["sh", DEPLOY / "learners.sh", listed]
        made = subprocess.run(command, check=True, capture_output=True, text=True)
        yield dict(line.split() for line in made.stdout.splitlines())
    finally:
        remove_users(names)


def remove_users(names: list[str]) -> None:
    for name in names:
        try:
            home = home_of(name)
        except RuntimeError:
            continue  # there is no such user
        for process in processes_of(home.stat().st_uid):
            process.kill()
        subprocess.run(["userdel", "--remove", name], check=True, capture_output=True)


def home_of(name: str) -> Path:
    return Path(f"~{name}").expanduser()


def processes_of(uid: int) -> list[psutil.Process]:
    return [
        process
        for process in psutil.process_iter(["uids"])
        if process.info["uids"] and process.info["uids"].real == uid
    ]


def free_ports(count: int) -> list[int]:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [made.getsockname()[1] for made in sockets]
    for made in sockets:
        made.close()
    return ports


@contextmanager
def running_hub(installed: Path, folder: Path) -> Iterator[str]:
    """The hub of an environment, with the configuration of ``deploy``: its address."""
    page, hub, proxy = (f"http://127.0.0.1:{port}" for port in free_ports(3))
    command = [str(installed / "bin" / "jupyterhub")]
    command += ["-f", str(DEPLOY / "jupyterhub_config.py")]
    command += [f"--JupyterHub.bind_url={page}", f"--JupyterHub.hub_bind_url={hub}"]
    command += [f"--ConfigurableHTTPProxy.api_url={proxy}"]
    environment = {"PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8"}
    with running(command, folder, environment) as process:
        deadline = time.monotonic() + START_SECONDS
        while process.poll() is None and time.monotonic() < deadline:
            try:
                requests.get(f"{page}/hub/health", timeout=5).raise_for_status()
            except requests.RequestException:
                time.sleep(0.1)
            else:
                yield page
                return
        log = (folder / "server.log").read_text()
        raise RuntimeError(f"the hub did not start:\n{log}")


class Moves(NamedTuple):
    """What is known of a live figure: the comms of its picture and of one slider."""

    picture: str
    slider: str
    places: list[int | float]


class Learner:
    """A learner: logs in with the form, runs a notebook, moves a slider."""

    def __init__(self, hub: str, name: str, password: str):
        self.hub, self.name, self.password = hub, name, password
        self.home = home_of(name)
        self.server = f"{hub}/user/{name}"
        self.web = requests.Session()
        self.failures: list[str] = []
        self.models: dict[str, dict] = {}  # of the widgets: their state, by the comm
        self.frames: dict[str, int] = {}  # of the pictures: how many have come

    def log_in(self) -> None:
        """Log in, and wait until the server that this starts shows JupyterLab."""
        form = self.web.get(f"{self.hub}/hub/login")
        token = re.search(r'name="_xsrf" value="([^"]+)"', form.text)[1]
        answers = {"username": self.name, "password": self.password, "_xsrf": token}
        page = self.web.post(form.url, data=answers)
        page.raise_for_status()
        deadline = time.monotonic() + START_SECONDS
        while not page.url.startswith(f"{self.server}/lab"):
            if time.monotonic() > deadline:
                raise TimeoutError(f"{self.name} is still at {page.url}")
            time.sleep(1)
            page = self.web.get(f"{self.server}/lab")
            page.raise_for_status()

    def leave(self) -> None:
        self.socket.close()
        self.web.close()

    def ask(self, method: str, what: str, /, **body) -> dict:
        cookies = {c.name: c.value for c in self.web.cookies if self.name in c.path}
        answer = self.web.request(
            method,
            f"{self.server}/api/{what}",
            json=body or None,
            headers={"X-XSRFToken": cookies["_xsrf"]},
        )
        answer.raise_for_status()
        return answer.json() if answer.content else {}

    def open(self, notebook: str) -> list[dict]:
        """Open a notebook with a kernel of its own; returns its cells."""
        path = f"{FOLDER}/{notebook}"
        cells = self.ask("GET", f"contents/{path}")["content"]["cells"]
        started = self.ask(
            "POST",
            "sessions",
            path=path,
            name=notebook,
            type="notebook",
            kernel={"name": "python3"},
        )
        kernel = started["kernel"]["id"]
        self.session = uuid.uuid4().hex
        address = f"{self.server}/api/kernels/{kernel}/channels"
        cookies = [f"{c.name}={c.value}" for c in self.web.cookies if c.name != "_xsrf"]
        self.socket = websocket.create_connection(
            f"{address.replace('http', 'ws', 1)}?session_id={self.session}",
            cookie="; ".join(cookies),
            subprotocols=[PROTOCOL],
            timeout=RUN_SECONDS,
        )
        return cells

    def send(self, channel: str, kind: str, subshell=None, metadata=None, **content):
        header = {
            "msg_id": uuid.uuid4().hex,
            "msg_type": kind,
            "session": self.session,
            "username": self.name,
            "date": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
            "version": "5.4",
            "subshell_id": subshell,
        }
        parts = [header, {}, metadata or {}, content]
        packed = [json.dumps(part).encode() for part in parts]
        self.socket.send_binary(serialize_msg_to_ws_v1(packed, channel))
        return header["msg_id"]

    def receive(self) -> tuple[str, str, dict]:
        """The next message: its type, the id of what it answers, and its content."""
        _, parts = deserialize_msg_from_ws_v1(self.socket.recv())
        header, parent, _, content = map(json.loads, parts[:4])
        kind, comm = header["msg_type"], content.get("comm_id")
        if kind == "comm_open":
            self.models[comm] = content["data"]["state"]
            self.models[comm]["cell"] = parent["msg_id"]
        elif kind == "comm_msg" and ["png"] in content["data"].get("buffer_paths", []):
            self.frames[comm] = self.frames.get(comm, 0) + 1
        elif kind == "error":
            self.failures.append(f"{content['ename']}: {content['evalue']}")
        elif kind == "stream" and content["name"] == "stderr":
            self.failures.append(f"stderr: {content['text']}")
        return kind, parent.get("msg_id", ""), content

    def answer_to(self, message: str, kind: str) -> dict:
        while True:
            received, parent, content = self.receive()
            if received == kind and parent == message:
                return content

    def run(self, source: str, cell: str = "a cell") -> str:
        """Run code as a cell; returns what it prints."""
        message = self.send(
            "shell",
            "execute_request",
            metadata={"cellId": cell},
            code=source,
            silent=False,
            store_history=True,
            user_expressions={},
            allow_stdin=True,
            stop_on_error=True,
        )
        printed, ended = "", set()
        while len(ended) < 2:
            kind, parent, content = self.receive()
            if parent != message:
                continue
            if kind == "stream":
                printed += content["text"]
            if kind == "execute_reply":
                ended.add("reply")
            if kind == "status" and content["execution_state"] == "idle":
                ended.add("idle")
        return printed

    def run_all(self, notebook: str) -> None:
        for cell in self.open(notebook):
            if cell["cell_type"] == "code":
                self.run(cell["source"], cell["id"])
        request = self.send("control", "create_subshell_request")
        self.subshell = self.answer_to(request, "create_subshell_reply")["subshell_id"]

    def figures(self) -> list[Moves]:
        """The live figures that have a slider of numbers, in their order."""
        found = []
        for picture, state in self.models.items():
            if "answers" not in state:
                continue
            for comm, other in self.models.items():
                if other["cell"] == state["cell"] and "SliderModel" in other.get(
                    "_model_name", ""
                ):
                    found.append(Moves(picture, comm, places(other)))
                    break
        return found

    def move(self, figure: Moves, value: float) -> float:
        """Move the slider; the seconds until the new picture has come."""
        before = self.frames.get(figure.picture, 0)
        start = time.perf_counter()
        data = {"method": "update", "state": {"value": value}, "buffer_paths": []}
        self.send(
            "shell",
            "comm_msg",
            self.subshell,
            comm_id=figure.slider,
            data=data,
        )
        while self.frames.get(figure.picture, 0) == before:
            self.receive()
        return time.perf_counter() - start


def places(slider: dict) -> list[int | float]:
    low, high, step = slider["min"], slider["max"], slider["step"]
    count = round((high - low) / step)
    return [low + step * number for number in range(count + 1)]


class Memory(threading.Thread):
    """Looks every few seconds what each user's processes hold, in MB.

    A page that several processes share counts in parts (Linux calls it PSS).
    """

    def __init__(self, names: list[str], seconds: float = 5):
        super().__init__(daemon=True)
        self.uids = {home_of(name).stat().st_uid: name for name in names}
        self.most = dict.fromkeys(names, 0.0)
        self.most_of_all = 0.0
        self.seconds, self.over = seconds, threading.Event()

    def run(self) -> None:
        while not self.over.wait(self.seconds):
            self.look()

    def look(self) -> dict[str, float]:
        now = dict.fromkeys(self.most, 0.0)
        for process in psutil.process_iter(["uids"]):
            uids = process.info["uids"]
            if uids and uids.real in self.uids:
                now[self.uids[uids.real]] += proportional(process.pid)
        self.most = {name: max(self.most[name], now[name]) for name in now}
        self.most_of_all = max(self.most_of_all, sum(now.values()))
        return now


def proportional(pid: int) -> float:
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except (FileNotFoundError, ProcessLookupError):  # it has ended meanwhile
        return 0.0
    return int(re.search(r"^Pss: +(\d+) kB", text, re.M)[1]) * 1024 / 1e6


class Browsing:
    """A learner at JupyterLab in Chromium, with the mouse and the keyboard."""

    def __init__(self, browser: Browser, hub: str, name: str, password: str):
        self.hub, self.name, self.password = hub, name, password
        self.home = home_of(name)
        context = browser.new_context(viewport={"width": 1280, "height": 1000})
        self.page = context.new_page()
        self.page.set_default_timeout(WAIT)

    def log_in(self) -> None:
        """Log in, and wait until the notebooks are listed."""
        self.page.goto(self.hub)
        self.page.fill("#username_input", self.name)
        self.page.fill("#password_input", self.password)
        self.page.click("#login_submit")
        self.page.locator(".jp-DirListing-item").first.wait_for()

    def run_all(self, notebook: str) -> list[str]:
        """Open a notebook, run it from the menu, save: what went wrong in its cells."""
        page = self.page
        page.locator(".jp-DirListing-item", has_text=notebook).dblclick()
        page.locator(".jp-Notebook h1", has_text=notebook[:2]).wait_for()
        state = page.locator(".jp-Notebook-ExecutionIndicator")
        expect(state).to_have_attribute("data-status", "idle", timeout=WAIT)
        self.choose("Edit", "Clear Outputs of All Cells")
        self.choose("Run", "Run All Cells")
        cells = self.saved(notebook)
        while any(cell["execution_count"] is None for cell in cells):
            page.wait_for_timeout(2000)
            cells = self.saved(notebook)
        return [
            f"{self.name}: {output.get('evalue', output.get('text'))}"
            for cell in cells
            for output in cell["outputs"]
            if output["output_type"] == "error" or output.get("name") == "stderr"
        ]

    def choose(self, menu: str, item: str) -> None:
        for name in (menu, item):
            self.page.get_by_role("menuitem", name=name, exact=True).click()

    def saved(self, notebook: str) -> list[dict]:
        """Save, and read the cells of code in the file."""
        file, begun = self.home / FOLDER / notebook, time.time()
        self.page.keyboard.press("Control+s")
        text = ""
        while file.stat().st_mtime < begun or not text.endswith("}\n"):
            self.page.wait_for_timeout(200)
            text = file.read_text(encoding="utf-8")
        cells = json.loads(text)["cells"]
        return [cell for cell in cells if cell["cell_type"] == "code"]

    def move(self, key: str) -> float:
        """Move the first slider with a key; the seconds until the picture is there."""
        picture = self.page.locator(".nnlib-live .nnlib-picture").first
        before = picture.get_attribute("data-answers")
        self.page.locator(".nnlib-controls .noUi-handle").first.focus()
        start = time.perf_counter()
        self.page.keyboard.press(key)
        expect(picture).not_to_have_attribute("data-answers", before)
        return time.perf_counter() - start
