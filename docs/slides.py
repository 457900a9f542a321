"""Show the series as slides: ``python -m docs.slides`` in the project's folder.

Every notebook is run with figures in the projector's style, and its main path becomes a
deck for reveal.js in ``build/slides/html``, which opens in the browser.  Name notebooks
to show only those.  A notebook runs again once it or the package has changed; nothing
is fetched from a network.
"""

import argparse
import functools
import hashlib
import os
import shutil
import sys
import threading
import webbrowser
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib import metadata
from pathlib import Path

from nbformat import NotebookNode

from nnlib.notebook.authoring import store

from .build import ROOT, SITE, copy_parts, named, write_mathjax
from .decks import HERE, code_colours, deck, for_projector, index, main_path, title_of
from .serving import serving

BUILD = ROOT / "build" / "slides"
REVEAL = "sphinx_revealjs/_static/revealjs"  # in the package sphinx-revealjs
CELL_SECONDS = 600  # fifty times what the longest needs on a quiet machine
PARTS = (
    "dist/reveal.css",
    "dist/reveal.js",
    "dist/theme/fonts/source-sans-pro",
    "plugin/zoom/zoom.js",
)


def build(notebooks: Sequence[Path], folder: Path, stored: bool) -> Path:
    """Build a deck of each notebook in ``folder``; returns the folder of the pages.

    Raises StoreError where a notebook cannot be run.
    """
    pages, cache = folder / "html", folder / "cache"
    cache.mkdir(parents=True, exist_ok=True)
    _write_static(pages / "static")
    read = _stored if stored else functools.partial(_projected, cache=cache)
    titles = {path.stem: title_of(store.read(path)) for path in notebooks}
    for name, notebook in zip(titles, _each(read, notebooks), strict=True):
        (pages / f"{name}.html").write_text(deck(notebook, titles), encoding="utf-8")
        print(titles[name], flush=True)
    (pages / "index.html").write_text(index(titles), encoding="utf-8")
    return pages


def _each(
    read: Callable[[Path], NotebookNode], notebooks: Iterable[Path]
) -> Iterable[NotebookNode]:
    """The notebooks, several of them running at a time."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:  # each waits for its own kernel
        try:
            yield from pool.map(read, notebooks)
        finally:
            pool.shutdown(cancel_futures=True)  # after a failure the rest is no use


def _stored(path: Path) -> NotebookNode:
    return main_path(store.read(path))


def _projected(path: Path, cache: Path) -> NotebookNode:
    """The main path after a run in the projector's style, or as that was kept."""
    notebook = for_projector(_stored(path), path)
    kept = cache / f"{path.stem}-{_digest(notebook)}.ipynb"
    if not kept.exists():
        executed = store.run(store.normalise(notebook), path, CELL_SECONDS)
        for earlier in cache.glob(f"{path.stem}-*.ipynb"):
            earlier.unlink()
        kept.write_text(store.text_of(store.normalise(executed)), encoding="utf-8")
    return store.read(kept)


def _digest(notebook: NotebookNode) -> str:
    """What a run depends on, in short: the notebook, the package, stored tables."""
    found = hashlib.sha256(store.text_of(notebook).encode())
    sources = [*(ROOT / "nnlib").rglob("*.*"), *(ROOT / "benchmarks").glob("*.json")]
    for path in sorted(sources):
        if path.suffix != ".pyc":
            found.update(path.read_bytes())
    return found.hexdigest()[:16]


def _write_static(static: Path) -> None:
    """What the pages share: reveal.js, MathJax, our script and style."""
    reveal = Path(str(metadata.distribution("sphinx-revealjs").locate_file(REVEAL)))
    copy_parts(reveal, PARTS, static / "reveal")
    write_mathjax(static)
    for file in (HERE / "deck.css", HERE / "deck.js", SITE / "static" / "favicon.svg"):
        shutil.copy(file, static)
    (static / "code.css").write_text(code_colours(), encoding="utf-8")


def show(pages: Path, first: str) -> None:
    """Serve the pages on this machine, and open the first in the browser."""
    with serving(pages) as address:
        print(f"{address}{first} (stop with Ctrl-C)", flush=True)
        webbrowser.open(address + first)
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            print()


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; returns 1 if a notebook fails."""
    parser = argparse.ArgumentParser(
        prog="python -m docs.slides",
        description="Show the main paths of the notebooks as slides in the browser.",
    )
    parser.add_argument("notebooks", nargs="*", type=Path, help="default: all")
    parser.add_argument(
        "--stored",
        action="store_true",
        help="run nothing: the stored pictures, whose text is smaller",
    )
    parser.add_argument(
        "--build", action="store_true", help="write the pages, and do not open them"
    )
    parser.add_argument(
        "--folder", type=Path, default=BUILD, help="where instead of build/slides"
    )
    options = parser.parse_args(arguments)
    notebooks = named(parser, options.notebooks)
    try:
        pages = build(notebooks, options.folder, options.stored)
    except store.StoreError as error:
        print(error, file=sys.stderr)
        return 1
    first = "index.html" if len(notebooks) > 1 else f"{notebooks[0].stem}.html"
    if options.build:
        print(f"Open {pages / first}")
    else:
        show(pages, first)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
