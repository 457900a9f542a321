"""Can the browser do what the notebooks need?  It is asked itself, by a script.

What is looked for is what JupyterLab 4 and the scripts of this package use.
"""

import time
import webbrowser
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

SECONDS = 60.0
"""How long the command waits for the browser to answer."""

WAITING = "Whether this browser is recent enough shows once its script has run."
LATEST = "use Firefox 121, Chrome or Edge 105, Safari 16.4, or a later one"

_PAGE = """<!DOCTYPE html>
<html lang="en"><meta charset="utf-8"><title>Your browser</title>
<h1>Your browser</h1>
"""
_SCRIPT = Path(__file__).with_name("browser.js").read_text(encoding="utf-8")
_REPORT = """
var request = new XMLHttpRequest();
request.open("POST", "/");
request.send(nnlibBrowserLacks.join(", "));
"""


def note(more: str = "") -> str:
    """HTML that says how recent the browser is that shows it; ``more`` is run after.

    A script that an old browser cannot read stops nothing but itself.
    """
    return (
        f'<p class="nnlib-browser" role="status">{WAITING}</p>'
        "<script>(class { static { window.nnlibReadsStaticBlocks = true; } });</script>"
        f"<script>{_SCRIPT}{more}</script>"
    )


def advice(seconds: float = SECONDS) -> str:
    """Open a page in the browser and wait for what it says: nothing where all is well.

    The page comes from this machine and its answer goes nowhere else.
    """
    with _Server() as server:
        print(f"A page opens in your browser. If none does, open {server.url}")
        webbrowser.open(server.url)
        end = time.monotonic() + seconds
        while server.lacks is None and (left := end - time.monotonic()) > 0:
            server.timeout = left
            server.handle_request()
    if server.lacks is None:
        return f"it has said nothing in {seconds:g} s; is JavaScript switched on?"
    return f"it lacks {server.lacks}; {LATEST}" if server.lacks else ""


class _Server(HTTPServer):
    """Gives the page to whoever asks on this machine, and takes its answer."""

    lacks: str | None = None

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Page)
        self.url = f"http://127.0.0.1:{self.server_port}/"


class _Page(BaseHTTPRequestHandler):
    server: _Server
    timeout = 5  # seconds for one request, so that a connection left open ends

    def do_GET(self) -> None:
        self._answer(_PAGE + note(_REPORT))

    def do_POST(self) -> None:
        said = self.rfile.read(min(int(self.headers["Content-Length"]), 500)).decode()
        self.server.lacks = "".join(filter(str.isprintable, said))
        self._answer("")

    def _answer(self, page: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(page.encode())

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the terminal is for the findings."""
