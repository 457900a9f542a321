"""How a live figure feels, in JupyterLab in Chromium: ``python -m benchmarks.feel``.

The two figures of ``feel_figures``, each shown by ``explore``, by ``interact`` with a
fresh figure, and by ipympl, in one page and one kernel.  In each round all of them take
their turn, in random order, at key presses and at a drag; afterwards the kernel moves
each alone, and its memory is read.  The table is printed and stored as ``feel.md``, the
numbers as ``feel.json``.
"""

import argparse
import json
import os
import platform
import random
import tempfile
from importlib.metadata import PackageNotFoundError, version
from itertools import product
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import nbformat

from benchmarks.feel_figures import FIGURES
from nnlib.notebook.authoring import store
from tests.browser.jupyterlab import (
    NotebookPage,
    find_chromium,
    running_chromium,
    running_server,
)

HERE = Path(__file__).parent
KINDS = ("explore", "interact", "ipympl")
PACKAGES = (
    *("numpy", "matplotlib", "ipywidgets", "anywidget"),
    *("jupyterlab", "ipykernel", "ipympl"),
)
PRESSES = 5  # in a turn
DRAG = 30  # moves of the mouse in one second, there and back
MEMORY_MOVES = {"explore": 1000, "interact": 40, "ipympl": 100}

# Notes when keys and mouse came in, and when a new picture had been painted: at the
# first task after the first frame after an image is decoded or a canvas drawn.
WATCH = """root => {
  const feel = window.feel = { inputs: [], paints: [] };
  let due = false;
  const painted = () => {
    if (due) return;
    due = true;
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => {
        due = false;
        feel.paints.push(performance.now());
      };
      channel.port2.postMessage(0);
    });
  };
  const images = node => node.nodeName === "IMG" ? [node]
    : node.querySelectorAll ? [...node.querySelectorAll("img")] : [];
  window.feelObserver?.disconnect();
  window.feelObserver = new MutationObserver(changes => {
    for (const change of changes) {
      const nodes = change.type === "attributes" ? [change.target] : change.addedNodes;
      for (const image of [...nodes].flatMap(images)) {
        image.decode().then(painted, () => {});
      }
    }
  });
  window.feelObserver.observe(root,
    { subtree: true, childList: true, attributes: true, attributeFilter: ["src"] });
  const draw = window.feelDraw ??= CanvasRenderingContext2D.prototype.drawImage;
  CanvasRenderingContext2D.prototype.drawImage = function (...rest) {
    draw.apply(this, rest);
    if (root.contains(this.canvas)) painted();
  };
  for (const name of ["keydown", "pointermove"]) {
    root.addEventListener(name, event => feel.inputs.push(event.timeStamp), true);
  }
}"""

# No picture is expected any more: the kernel is idle, and nothing has come for a while.
QUIET = """() => {
  const { inputs, paints } = window.feel ?? { inputs: [], paints: [] };
  const last = Math.max(inputs.at(-1) ?? 0, paints.at(-1) ?? 0);
  const { kernel } = jupyterapp.shell.currentWidget.sessionContext.session;
  return kernel.status === "idle" && performance.now() - last > 400;
}"""

EXECUTE = """async code => {
  let text = "";
  const kernel = jupyterapp.shell.currentWidget.sessionContext.session.kernel;
  const future = kernel.requestExecute({ code });
  future.onIOPub = message => { text += message.content.text ?? ""; };
  const reply = await future.done;
  if (reply.content.status !== "ok") throw new Error(reply.content.evalue);
  return text;
}"""


class Figure:
    """One live figure on the page, and what was measured of it."""

    def __init__(self, notebook: NotebookPage, cell: int) -> None:
        self.notebook, self.page, self.cell = notebook, notebook.page, cell
        self.presses: list[float] = []
        self.frames: list[int] = []
        self.late: list[float] = []

    def take_a_turn(self) -> None:
        """Press the arrow key a few times, then drag the slider for a second."""
        root = self.notebook.show_cell(self.cell)
        handle = root.locator(".noUi-handle").first
        handle.scroll_into_view_if_needed()
        self._settle()
        root.evaluate(WATCH)
        handle.focus()
        for press in range(PRESSES + 1):
            self._clear()
            self.page.keyboard.press("ArrowLeft" if press % 2 else "ArrowRight")
            self.page.wait_for_function("feel.paints.length > 0")
            key, paint = self.page.evaluate("[feel.inputs[0], feel.paints[0]]")
            if press:  # the first one may find caches cold
                self.presses.append(paint - key)
            self._settle()
        self._drag(handle)

    def _drag(self, handle: Any) -> None:
        box = handle.bounding_box()
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        self.page.mouse.move(x, y)
        self.page.mouse.down()
        self._clear()
        for step in range(1, DRAG + 1):
            self.page.mouse.move(x + 3 * min(step, DRAG - step), y)
            self.page.wait_for_timeout(1000 / DRAG)
        self.page.mouse.up()
        self._settle()
        inputs, paints = self.page.evaluate("[feel.inputs, feel.paints]")
        self.frames.append(sum(paint <= inputs[-1] for paint in paints))
        self.late.append(max(0.0, paints[-1] - inputs[-1]))

    def _clear(self) -> None:
        self.page.evaluate("feel.inputs.length = feel.paints.length = 0")

    def _settle(self) -> None:
        self.page.wait_for_function(QUIET)

    def numbers(self) -> dict[str, Any]:
        """Milliseconds, and pictures in a second of dragging."""
        return {
            "press": median(self.presses),
            "press 95 %": quantiles(self.presses, n=20)[-1],
            "frames": median(self.frames),
            "late": median(self.late),
        }


def installed() -> dict[str, str]:
    """The versions of what is there."""
    found = {}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def measure(rounds: int) -> dict[str, Any]:
    """All numbers, by figure and kind."""
    versions = installed()
    kinds = [kind for kind in KINDS if kind != "ipympl" or kind in versions]
    contenders = [*product(FIGURES, kinds)]
    cells = [f"import sys\nsys.path.insert(0, {str(HERE.parent)!r})\n"
             "from benchmarks import feel_figures\n"
             "from nnlib.notebook import style\nstyle.use('screen')"]  # fmt: skip
    cells += [f"feel_figures.show_{kind}({name!r})" for name, kind in contenders]
    book = nbformat.v4.new_notebook(
        cells=[*map(nbformat.v4.new_code_cell, cells)], metadata=store.METADATA
    )
    chromium = find_chromium()
    if chromium is None:
        raise SystemExit("no Chromium found; set NNLIB_CHROMIUM to its path")
    rng = random.Random(0)
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "root" / "feel.ipynb"
        path.parent.mkdir()
        nbformat.write(book, path)
        with (
            running_server(Path(name)) as server,
            running_chromium(chromium) as browser,
        ):
            page = browser.new_page(viewport={"width": 1280, "height": 1000})
            notebook = NotebookPage(page, server, path)
            notebook.run_all()
            figures = {
                contender: Figure(notebook, cell)
                for cell, contender in enumerate(contenders, 1)
            }
            for turn in range(rounds):
                for contender in rng.sample(contenders, len(contenders)):
                    figures[contender].take_a_turn()
                print(f"round {turn + 1} of {rounds}", flush=True)
            rows = [
                {
                    "figure": name,
                    "kind": kind,
                    **figures[name, kind].numbers(),
                    **in_the_kernel(notebook, name, kind),
                }
                for name, kind in contenders
            ]
            versions["Chromium"] = browser.version
    return {
        "versions": {"Python": platform.python_version(), **versions},
        "missing": [kind for kind in KINDS if kind not in kinds],
        "cores": os.cpu_count(),
        "load": os.getloadavg() if hasattr(os, "getloadavg") else None,
        "rounds": rounds,
        "rows": rows,
    }


def in_the_kernel(notebook: NotebookPage, name: str, kind: str) -> dict[str, Any]:
    """Milliseconds of a move, and megabytes that many leave behind."""
    code = f"print(feel_figures.kernel_time({name!r}, {kind!r}, {MEMORY_MOVES[kind]}))"
    found = json.loads(notebook.page.evaluate(EXECUTE, code))
    return {
        "kernel": 1000 * found["kernel"],
        "growth": found["growth"] / 2**20,
        "moves": found["moves"],
    }


def markdown(results: dict[str, Any]) -> str:
    """The table of the results."""
    lines = [
        "<!-- written by python -m benchmarks.feel -->",
        "",
        "| | key press to paint | 95 % | pictures in a second of dragging "
        "| last one late by | kernel time of a move | memory |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    for row in results["rows"]:
        cells = (
            f"{row['figure']}, {row['kind']}",
            f"{row['press']:.0f} ms",
            f"{row['press 95 %']:.0f} ms",
            f"{row['frames']:.0f}",
            f"{row['late']:.0f} ms",
            f"{row['kernel']:.1f} ms",
            f"{row['growth']:+.1f} MiB in {row['moves']} moves",
        )
        lines.append(f"| {' | '.join(cells)} |")
    versions = ", ".join(f"{name} {v}" for name, v in results["versions"].items())
    missing = "".join(f" Not installed: {name}." for name in results["missing"])
    lines += ["", f"{results['cores']} cores. {versions}.{missing}"]
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=6, help="turns of each figure")
    parser.add_argument("--into", type=Path, default=HERE, help="a folder")
    given = parser.parse_args()
    results = measure(given.rounds)
    page = markdown(results)
    for name, text in (
        ("feel.json", json.dumps(results, indent=1) + "\n"),
        ("feel.md", page),
    ):
        (given.into / name).write_text(text, encoding="utf-8")
    print(page)


if __name__ == "__main__":
    main()
