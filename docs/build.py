"""Build the book: ``python -m docs.build`` in the project's folder.

The website is in ``build/book/html`` afterwards.  Every notebook is run, and its live
figures are rendered at every place of their controls; nothing is fetched from a
network.  Name notebooks, and only their figures move: the others keep their stored
pictures, and the build takes seconds.

With ``--lite`` the website holds a JupyterLite too, and each page a button that opens
its notebook there.  That needs the extra ``lite`` and a network.
"""

import argparse
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib import resources
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell
from sphinx.cmd.build import build_main

from nnlib.notebook.authoring import plan, record, store
from nnlib.notebook.page import script
from nnlib.notebook.predictions import widget

from .guide import GuideError, write_guide
from .lite.build import build as build_lite
from .lite.lock import LiteError
from .pages import add_button, make_page

ROOT = Path(__file__).parents[1]
SITE = Path(__file__).with_name("site")
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
BUILD = ROOT / "build" / "book"
MYST_NB = "jupyter_execute"  # what it writes beside the website
MATHJAX = ("tex-chtml.js", "input/tex", "output/chtml/fonts")
NOTHING: dict[str, Any] = {"figures": {}, "predictions": {}}
RECORD = """\
from pathlib import Path
from nnlib.notebook.authoring.record import record
record(Path({folder!r}))
"""
RECORD_SECONDS = 1800  # ten times what the largest needs on a quiet machine


class BuildError(Exception):
    """A book that cannot be built; the message says why, and what mends it."""


def build(
    notebooks: Sequence[Path],
    moving: Iterable[Path],
    folder: Path,
    lite: bool = False,
    wheels: Path | None = None,
) -> Path:
    """Build a page of each notebook in ``folder``; the figures of ``moving`` move.

    With ``lite`` a button on each page runs its notebook in a JupyterLite, which gets
    Pyodide's packages from the folder ``wheels`` or, without one, from their content
    network.  Returns the folder of the website.

    Raises BuildError where the folder holds anything but an earlier build or where
    Sphinx warns of anything, GuideError where the teacher's guide does not fit the
    notebooks, StoreError where a notebook cannot be run, LiteError where something for
    the JupyterLite cannot be had.
    """
    source, site, cache = (folder / name for name in ("source", "html", "cache"))
    _clear(folder, source, site, cache, folder / MYST_NB)
    shutil.copytree(SITE, source)
    if lite:
        build_lite(notebooks, site / "lite", wheels)
    _write_map(source / "index.md")
    write_guide(source)
    _write_scripts(source / "static")
    moving = set(moving)
    with ThreadPoolExecutor(os.cpu_count()) as pool:  # each waits for its own kernel
        pages = [
            pool.submit(write_page, path, path in moving, lite, source)
            for path in notebooks
        ]
        try:
            for page in pages:
                print(page.result(), flush=True)
        finally:
            pool.shutdown(cancel_futures=True)  # after a failure the rest is no use
    options = ["--quiet", "--jobs", "auto", "--fail-on-warning", "--keep-going"]
    options += ["--doctree-dir", str(cache)]
    if build_main([*options, str(source), str(site)]):
        raise BuildError("Sphinx has warned of what it prints above; mend that first")
    for source_map in site.rglob("*.map"):
        source_map.unlink()  # of the theme's scripts, which nobody debugs here
    return site


def _clear(folder: Path, *parts: Path) -> None:
    """Remove the parts of an earlier build.

    Raises BuildError where the folder holds anything else.
    """
    others = {*folder.glob("*")} - {*parts}
    if others:
        names = ", ".join(sorted(path.name for path in others))
        raise BuildError(
            f"{folder} holds {names}, which is no part of the book; name a folder that "
            "is new, empty or holds an earlier build alone"
        )
    for part in parts:
        if part.exists():
            shutil.rmtree(part)


def write_page(path: Path, moves: bool, runs: bool, source: Path) -> str:
    """Write the page of one notebook; returns a line that says what it cost."""
    began = time.perf_counter()
    pictures = source / "extra" / "pictures" / path.stem
    pictures.mkdir(parents=True)
    stored = store.read(path)
    executed, kept = _recorded(path, pictures) if moves else (stored, NOTHING)
    make_page(stored, executed, kept, pictures)
    if runs:
        add_button(stored, path.name)
    (source / path.name).write_text(store.text_of(stored), encoding="utf-8")
    megabytes = sum(file.stat().st_size for file in pictures.iterdir()) / 1e6
    seconds = time.perf_counter() - began
    figures = len(kept["figures"])
    return f"{path.stem}: {figures} moving, {megabytes:.1f} MB, {seconds:.0f} s"


def _recorded(path: Path, pictures: Path) -> tuple[NotebookNode, dict[str, Any]]:
    """A notebook after a run, and the record of it; the pictures are in their folder.

    Raises StoreError where it cannot be run.
    """
    notebook = store.normalise(store.read(path))
    with tempfile.TemporaryDirectory() as folder:
        notebook.cells.append(new_code_cell(RECORD.format(folder=folder)))
        executed = store.run(notebook, path, RECORD_SECONDS)
        kept = json.loads(Path(folder, record.FILE).read_text(encoding="utf-8"))
        for picture in Path(folder).glob("*.webp"):
            shutil.move(picture, pictures)
    return executed, kept


def _write_map(index: Path) -> None:
    """Put the map of the series into the first page."""
    text = index.read_text(encoding="utf-8")
    filled = plan.with_part(text, plan.START, plan.END, plan.table())
    index.write_text(filled, encoding="utf-8")


def _write_scripts(static: Path) -> None:
    """MathJax, and the widget of the predictions as the notebooks have it.

    The widget comes as a plain script: a browser that opens a page from a folder, with
    no server, refuses modules.
    """
    write_mathjax(static)
    home = Path(widget.__file__).parent
    code = script(home / "widget.js").replace("export default", "const PREDICTION =")
    (static / "prediction.js").write_text(code, encoding="utf-8")
    shutil.copy(home / "widget.css", static / "prediction.css")


def write_mathjax(static: Path) -> None:
    """MathJax as files, in a folder of its own."""
    mathjax = resources.files("mathjax") / "static" / "mathjax" / "es5"
    with resources.as_file(mathjax) as files:
        copy_parts(files, MATHJAX, static / "mathjax")


def copy_parts(source: Path, parts: Iterable[str], target: Path) -> None:
    """Copy files and folders, each to the place that it has in its source."""
    for part in parts:
        place = target / part
        place.parent.mkdir(parents=True, exist_ok=True)
        if (source / part).is_dir():
            shutil.copytree(source / part, place, dirs_exist_ok=True)
        else:
            shutil.copy(source / part, place)


def named(parser: argparse.ArgumentParser, notebooks: Iterable[Path]) -> Sequence[Path]:
    """The notebooks that a command names, or all; it ends where one is not there."""
    found = [path.resolve() for path in notebooks] or NOTEBOOKS
    missing = [str(path) for path in found if path not in NOTEBOOKS]
    if missing:
        parser.error(f"no such notebook: {', '.join(missing)}")
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; returns 1 if a notebook or Sphinx fails."""
    parser = argparse.ArgumentParser(
        prog="python -m docs.build",
        description="Build the website of the series in build/book/html.",
    )
    parser.add_argument(
        "notebooks",
        nargs="*",
        type=Path,
        help="the notebooks whose figures move; default: all",
    )
    parser.add_argument(
        "--folder", type=Path, default=BUILD, help="where instead of build/book"
    )
    parser.add_argument(
        "--lite",
        action="store_true",
        help="with a JupyterLite that runs the notebooks, and a button on each page",
    )
    parser.add_argument(
        "--wheels",
        type=Path,
        metavar="FOLDER",
        help="for --lite: take Pyodide's packages from this folder into the website, "
        "so that a browser fetches nothing from elsewhere",
    )
    options = parser.parse_args(arguments)
    if options.wheels and not options.lite:
        parser.error("--wheels is for --lite")
    moving = named(parser, options.notebooks)
    try:
        site = build(NOTEBOOKS, moving, options.folder, options.lite, options.wheels)
    except (BuildError, GuideError, LiteError, store.StoreError) as error:
        print(error, file=sys.stderr)
        return 1
    print(f"Open {site / 'index.html'}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
