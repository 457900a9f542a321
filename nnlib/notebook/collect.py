"""A table of a class, from the files that ``hand_in`` has written.

``python -m nnlib.notebook.collect FOLDER`` reads every file in the folder and those
below it, and writes two new ones where it is called: a page with the table and all
answers, and the table as CSV.  What is no hand-in is named and skipped.  Nothing that
the files hold is run, and nothing of it becomes a script or a formula.
"""

import argparse
import csv
import html
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from string import Template
from typing import NamedTuple

from . import handed_in
from .handed_in import HandIn, printable

PAGE = Template(Path(__file__).with_name("collect.html").read_text(encoding="utf-8"))


class Found(NamedTuple):
    """A file, named as seen from the folder, and what its learner hands in."""

    file: str
    work: HandIn


def collect(folder: Path) -> tuple[list[Found], list[str]]:
    """What is handed in, by name; and of each other file why it is skipped."""
    found, skipped = [], []
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        file = printable(str(path.relative_to(folder)))
        try:
            found.append(Found(file, handed_in.read(path)))
        except OSError as error:
            skipped.append(f"{file}: {error.strerror}")
        except ValueError as error:
            skipped.append(f"{file}: {error}")
    return sorted(found, key=lambda one: (one.work.name.casefold(), one.file)), skipped


def rows(found: Sequence[Found]) -> list[list[str]]:
    """The table of the class: a header, then a row for each file."""
    ids = sorted({answer.id for one in found for answer in one.work.answers})
    header = ["name", "file", "written (UTC)", "passed, says the file", *ids]
    table = [header]
    for file, work in found:
        verdicts = {
            answer.id: f"{'passed' if answer.passed else 'not yet'} ({answer.tries})"
            for answer in work.answers
        }
        cells = [verdicts.get(id, "") for id in ids]
        table.append([work.name, file, work.written, str(work.passed), *cells])
    return table


def page(found: Sequence[Found], skipped: Sequence[str]) -> str:
    """The table and the answers as a page of HTML, in which all is text."""
    header, *body = rows(found)
    lines = [_row(header, "col"), *(_row(row, "row") for row in body)]
    missed = "".join(f"<li>{html.escape(line)}</li>" for line in skipped)
    return PAGE.substitute(
        table="\n".join(lines),
        skipped=f"<p>Skipped:</p><ul>{missed}</ul>" if missed else "",
        answers="\n".join(map(_answers, found)),
    )


def write_csv(file: Path, table: Iterable[Sequence[str]]) -> None:
    """Write the table, with every cell in quotes and none a formula.

    The mark at its start tells spreadsheets that it is UTF-8.
    """
    with open(file, "x", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream, quoting=csv.QUOTE_ALL)
        writer.writerows([_no_formula(cell) for cell in row] for row in table)


def main() -> int:
    """Write the two files and say what was skipped; 1 where nobody hands in."""
    parser = argparse.ArgumentParser(
        prog="python -m nnlib.notebook.collect",
        description="Make a table of a class from what its learners hand in.",
    )
    parser.add_argument("folder", type=Path, help="where the files are")
    folder = parser.parse_args().folder
    if not folder.is_dir():
        parser.error(f"{folder} is no folder; give the one that holds the files")
    found, skipped = collect(folder)
    for line in skipped:
        _print(f"skipped {line}")
    if not found:
        _print(f"No hand-in is in {folder}.")
        return 1
    name = f"hand-ins-{datetime.now():%Y-%m-%d-%H%M%S}"
    try:
        with open(f"{name}.html", "x", encoding="utf-8", newline="\n") as stream:
            stream.write(page(found, skipped))
        write_csv(Path(f"{name}.csv"), rows(found))
    except OSError as error:
        parser.error(f"{error}; call this where a file can be written")
    _print(f"{len(found)} hand-ins are in {name}.html and {name}.csv.")
    _print("The verdicts are the learners' own: anyone can change a file.")
    return 0


def _print(line: str) -> None:
    """Print it, with a mark for what the terminal cannot show."""
    encoding = sys.stdout.encoding
    print(line.encode(encoding, "replace").decode(encoding))


def _row(cells: Sequence[str], scope: str) -> str:
    """A row of the table; its first cell names it, and all cells of the header do."""
    heads = len(cells) if scope == "col" else 1
    head = [f'<th scope="{scope}">{html.escape(cell)}</th>' for cell in cells[:heads]]
    rest = [f"<td>{html.escape(cell)}</td>" for cell in cells[heads:]]
    return f"<tr>{''.join([*head, *rest])}</tr>"


def _answers(one: Found) -> str:
    """The answers of a learner, each below a line that opens it."""
    lines = [f"<h2>{html.escape(one.work.name)}</h2><p>{html.escape(one.file)}</p>"]
    for answer in one.work.answers:
        verdict = "passed" if answer.passed else "not yet"
        time = f", {answer.time}" if answer.time else ""
        lines.append(
            f"<details><summary>{answer.id}: {verdict}{time}</summary>"
            f"<pre>{html.escape(answer.text)}</pre></details>"
        )
    return "\n".join(lines)


def _no_formula(cell: str) -> str:
    """The cell, with an apostrophe where a spreadsheet would take it for a formula.

    Full-width forms of the signs count too.
    """
    first = unicodedata.normalize("NFKC", cell.lstrip())[:1]
    return f"'{cell}" if first and first in "=+-@" else cell


if __name__ == "__main__":
    sys.exit(main())
