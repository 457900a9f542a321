"""The plan of the series: the minutes of its notebooks and the map.

``python -m nnlib.notebook.authoring.plan`` estimates the minutes of every notebook of
the folder ``notebooks`` and writes them into ``minutes.json`` beside this module, into
the opening of each notebook, and into the map in README.md.  Notebook 00 shows that map
in an output: the command says when it has to be run and stored again.
"""

import json
from pathlib import Path

from ..series import SERIES

FILE = Path(__file__).with_name("minutes.json")


def estimated() -> dict[str, dict[str, int]]:
    """The minutes ``in_class`` and ``alone`` of each notebook that exists, by name."""
    return json.loads(FILE.read_text(encoding="utf-8"))


START = "<!-- map: written by python -m nnlib.notebook.authoring.plan -->"
END = "<!-- end of map -->"


def table(link: str = "") -> str:
    """The map as a Markdown table, the links to the notebooks after ``link``."""
    lines = [
        "| | notebook | in class | alone | read first |",
        "|---|---|---:|---:|---|",
    ]
    minutes = estimated()
    for entry in SERIES:
        needs = ", ".join(entry.needs)
        title, in_class, alone = f"{entry.title} (to come)", "", ""
        if entry.name in minutes:
            title = f"[{entry.title}]({link}{entry.name}.ipynb)"
            in_class = f"{minutes[entry.name]['in_class']} min"
            alone = f"{minutes[entry.name]['alone']} min"
        lines.append(f"| {entry.number} | {title} | {in_class} | {alone} | {needs} |")
    return "\n".join(lines)


def with_part(text: str, start: str, end: str, part: str) -> str:
    """The text with ``part`` in place of what stands between two of its lines.

    Raises ValueError unless each of the two lines occurs once.
    """
    if text.count(start) != 1 or text.count(end) != 1:
        raise ValueError(f"expected one {start!r} and one {end!r}")
    before, rest = text.split(start)
    after = rest.split(end)[1]
    return f"{before}{start}\n{part}\n{end}{after}"


def with_map(readme: str) -> str:
    """The text of README.md with its map as ``table`` gives it."""
    return with_part(readme, START, END, table("notebooks/"))


def main() -> None:
    """Estimate the minutes anew; write them and the map in the present folder."""
    from . import minutes, store  # they need ``nbformat``

    before = estimated()
    known = {}
    for path in sorted(Path("notebooks").glob("*.ipynb")):
        known[path.stem] = minutes.minutes(path)._asdict()
        notebook = store.read(path)
        opening = notebook.cells[0]
        opening.source = with_part(
            opening.source, minutes.START, minutes.END, minutes.block(path)
        )
        path.write_text(store.text_of(notebook), encoding="utf-8", newline="\n")
        print(f"{path.stem}: {known[path.stem]}")
    text = json.dumps(known, indent=1)
    FILE.write_text(f"{text}\n", encoding="utf-8", newline="\n")
    readme = Path("README.md")
    page = with_map(readme.read_text(encoding="utf-8"))
    readme.write_text(page, encoding="utf-8", newline="\n")
    if known != before:
        print("The map has changed, and notebook 00 shows it. Store it again:")
        print("python -m nnlib.notebook.authoring.store notebooks/00_start_here.ipynb")


if __name__ == "__main__":
    main()
