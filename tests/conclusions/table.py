"""The table of conclusions: what each sentence gave on 20 seeds it had not seen.

``table.json`` holds every number, ``table.md`` is for readers.
"""

import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from nnlib.notebook.experiments import Conclusion

FILE = Path(__file__).with_name("table.md")
NUMBERS = FILE.with_suffix(".json")
SEEDS = 20
ENOUGH = 18  # of them, for a sentence to stand

HEAD = """# Conclusions

Each sentence stands verbatim in its notebook. It was worded on other seeds than the 20
that it was tried on here; "holds" counts those on which it is true, "number" is the
median and the range of what decides it. Written by `python -m tests.conclusions`.

| id | sentence | claims | holds | number | what it is | s |
|---|---|---|---:|---:|---|---:|
"""


class Row(NamedTuple):
    """A sentence and what it gave, seed after seed."""

    id: str
    sentence: str
    trial: int
    claims: list[str]
    what: str
    verdicts: list[bool]
    numbers: list[float]
    seconds: float
    """The median time of a seed, on the processor: what else runs does not count."""

    @property
    def holds(self) -> int:
        return sum(self.verdicts)

    @property
    def number(self) -> str:
        low, *_, high = sorted(self.numbers)
        middle = sorted(self.numbers)[len(self.numbers) // 2]
        return f"{middle:.3g} ({low:.3g} to {high:.3g})"


def unseen(trial: int) -> range:
    """The seeds of a trial; words are found on seeds below 1000."""
    return range(1000 * trial, 1000 * trial + SEEDS)


def run(one: Conclusion, seeds: Sequence[int] | None = None) -> Row:
    """Try a conclusion on its seeds."""
    results, times = [], []
    for seed in unseen(one.trial) if seeds is None else seeds:
        began = time.process_time()
        results.append(one(seed))
        times.append(time.process_time() - began)
    return Row(
        one.id,
        one.sentence,
        one.trial,
        list(one.claims),
        one.number,
        [bool(result.holds) for result in results],
        [float(f"{result.number:.6g}") for result in results],
        round(sorted(times)[len(times) // 2], 1),
    )


def read() -> list[Row]:
    """The rows as they were stored."""
    if not NUMBERS.exists():
        return []
    stored: list[dict[str, Any]] = json.loads(NUMBERS.read_text(encoding="utf-8"))
    return [Row(**row) for row in stored]


def write(rows: Sequence[Row]) -> None:
    """Store the rows, for the tests and for readers."""
    lines = ",\n".join(json.dumps(row._asdict(), ensure_ascii=False) for row in rows)
    NUMBERS.write_text(f"[\n{lines}\n]\n", encoding="utf-8", newline="\n")
    FILE.write_text(rendered(rows), encoding="utf-8", newline="\n")


def rendered(rows: Sequence[Row]) -> str:
    """The table as Markdown."""
    lines = [
        f"| {row.id} | {_cell(row.sentence)} | {' '.join(row.claims)} "
        f"| {row.holds}/{len(row.verdicts)} | {row.number} | {_cell(row.what)} "
        f"| {row.seconds:.1f} |\n"
        for row in rows
    ]
    return HEAD + "".join(lines)


def _cell(text: str) -> str:
    return text.replace("|", r"\|")
