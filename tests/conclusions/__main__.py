"""Put every conclusion of the series to seeds that no wording has seen.

``python -m tests.conclusions`` runs those that are new or worded anew, or those of the
notebooks that are named, and writes ``table.md``; it exits with 1 where a sentence
holds on fewer than 18 of its 20 seeds.
"""

import argparse
import sys

from nnlib.notebook.experiments import conclusions

from .table import ENOUGH, FILE, Row, read, run, write


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.conclusions")
    parser.add_argument("notebook", nargs="*", help='such as "07": all of its rows')
    asked = parser.parse_args().notebook
    old = {row.id: row for row in read()}
    rows: list[Row] = []
    for one in conclusions():
        before = old.get(one.id)
        same = before is not None and (before.sentence, before.trial) == (
            one.sentence,
            one.trial,
        )
        row = before if same and one.id[:2] not in asked else run(one)
        rows.append(row)
        print(f"{row.id}: holds on {row.holds} of 20, {row.number}, {row.seconds:.1f} s")
        sys.stdout.flush()
        write(rows + [old[c.id] for c in conclusions() if c.id in old][len(rows) :])
    write(rows)
    print(f"written: {FILE.name}")
    return int(any(row.holds < ENOUGH for row in rows))


if __name__ == "__main__":
    sys.exit(main())
