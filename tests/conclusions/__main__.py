"""Put every conclusion of the series to seeds that no wording has seen.

``python -m tests.conclusions`` runs those that are new or worded anew, and all of the
notebooks that are named; it writes the table, and exits with 1 where a sentence holds
on fewer than 18 of its 20 seeds.
"""

import argparse
import sys

from nnlib.notebook.experiments import conclusions

from .table import ENOUGH, FILE, read, run, write


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.conclusions")
    parser.add_argument("notebook", nargs="*", help='such as "07": all of its rows')
    asked = parser.parse_args().notebook
    stored = {row.id: row for row in read()}
    rows = []
    for one in conclusions():
        row = stored.get(one.id)
        new = row is None or (row.sentence, row.trial) != (one.sentence, one.trial)
        if row is None or new or one.id[:2] in asked:
            row = run(one)
            print(
                f"{row.id}: holds on {row.holds} of 20, {row.number}, {row.seconds} s"
            )
        rows.append(row)
    write(rows)
    print(f"written: {FILE.name}")
    return int(any(row.holds < ENOUGH for row in rows))


if __name__ == "__main__":
    sys.exit(main())
