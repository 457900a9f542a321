"""A server of this machine, for pages that no network is needed for."""

import functools
import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Silent(http.server.SimpleHTTPRequestHandler):
    """Serves files, and says nothing of it."""

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """The pages of a folder are served in the meantime; gives their address."""
    with answering(functools.partial(Silent, directory=folder)) as address:
        yield address


@contextmanager
def answering(handler: type | functools.partial) -> Iterator[str]:
    """Requests are answered by a handler in the meantime; gives the address."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
