"""The measured numbers as tables in Markdown."""

from statistics import median

HAND, NNLIB = "NumPy, by hand", "nnlib"
START = "<!-- speed: written by python -m benchmarks.speed -->"
END = "<!-- end of speed -->"
SHORT = {  # the columns, and not the rows, of the README's table
    "[64, 30, 10] B10": "64-30-10, batch 10",
    "[64, 30, 10] B64": "64-30-10, batch 64",
    "[64, 100, 100, 100, 10] B128": "64-100-100-100-10, batch 128",
    "digits epoch B10": "epoch on the digits",
}
LEFT_OUT = ("matrix products alone", "NumPy, textbook", "PyTorch eager, bare tensors")


def markdown(results) -> str:
    """The page ``speed.md``."""
    steps = [row for row in results["rows"] if row["task"] in ("step", "epoch")]
    lists = [row for row in results["rows"] if row["task"] in ("many", "neurons")]
    parts = [
        "<!-- written by python -m benchmarks.speed -->",
        "Time of a training step, and of an epoch on the digits with its loss:",
        _steps(steps),
        "The networks of the first table trained a hundred at a time (time for a step "
        "of one network), and single neurons (time for all):",
        *map(_list, lists),
        "Memory at the peak of building a network and taking three steps:",
        _memory(results["memory"]),
        _footnote(results) + " Ratios: median over the rounds.",
    ]
    return "\n\n".join(parts) + "\n"


def summary(results) -> str:
    """The README's table."""
    rows = [row for row in results["rows"] if row["name"] in SHORT]
    names = [name for name in _names(rows) if name not in LEFT_OUT]
    lines = [[name, *(_time(row["times"].get(name)) for row in rows)] for name in names]
    head = ["a training step", *(SHORT[row["name"]] for row in rows)]
    return f"{_table(head, lines)}\n\n{_footnote(results)}"


def _names(rows):
    return list(dict.fromkeys(name for row in rows for name in row["times"]))


def _steps(rows):
    lines = [
        [name, *(_time(row["times"].get(name)) for row in rows)]
        for name in _names(rows)
    ]
    ratios = [row["times"][NNLIB]["ratio"] for row in rows]
    lines.append([f"{NNLIB} ÷ by hand", *(f"{ratio:.2f}" for ratio in ratios)])
    return _table(["", *(row["name"] for row in rows)], lines)


def _list(row):
    times = row["times"]
    return _table(
        [row["name"], "time", f"÷ {row['beside']}"],
        [
            [name, _time(clock), f"{clock['ratio']:.2f}"]
            for name, clock in times.items()
        ],
    )


def _memory(rows):
    lines = [
        [name, *(_bytes(row["bytes"][name]) for row in rows)] for name in (HAND, NNLIB)
    ]
    ratios = [row["bytes"][NNLIB] / row["bytes"][HAND] for row in rows]
    lines.append([f"{NNLIB} ÷ by hand", *(f"{ratio:.2f}" for ratio in ratios)])
    return _table(["", *(row["name"] for row in rows)], lines)


def _footnote(results):
    clocks = [clock for row in results["rows"] for clock in row["times"].values()]
    noise = median(clock["median"] / clock["best"] for clock in clocks) - 1
    versions = ", ".join(f"{name} {v}" for name, v in results["versions"].items())
    missing = ", ".join(results["missing"])
    return (
        f"float64, one thread (at most {max(c['cores'] for c in clocks):.2f} cores "
        f"busy), {results['processor']}; best of up to {results['rounds']} rounds, all "
        f"contenders in turns; the median lies {noise:.0%} above the best. {versions}."
        + (f" Not installed, so not measured: {missing}." if missing else "")
    )


def _time(clock):
    if clock is None:
        return "–"
    size, unit = (1e-3, "ms") if clock["best"] >= 1e-3 else (1e-6, "µs")
    return f"{_digits(clock['best'] / size)} {unit}"


def _bytes(count):
    size, unit = (2**20, "MiB") if count >= 2**20 else (2**10, "KiB")
    return f"{_digits(count / size)} {unit}"


def _digits(value):
    """Three significant digits, without an exponent."""
    return f"{value:.{2 if value < 10 else 1 if value < 100 else 0}f}"


def _table(head, lines):
    rows = [head, ["---"] + ["---:"] * (len(head) - 1), *lines]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)
