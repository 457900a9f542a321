"""How fast: ``python -m benchmarks.speed`` measures, prints and stores the tables.

A training step and an epoch on the digits against other ways to train the same network,
a hundred networks at once, a grid of 2500 neurons, and the memory of a step.  Before
anything is timed, the parameters that each contender reaches are compared with those of
a textbook step.
"""

import argparse
import json
import os
import platform
from functools import partial
from pathlib import Path
from statistics import median

import numpy as np

from benchmarks import THREAD_COUNTS, grid, tables
from benchmarks.numpys import Floor, Hand, NNLib, Textbook
from benchmarks.peers import PEERS, Jax, installed
from benchmarks.problems import Problem, deviation, flat, one_hot
from benchmarks.timing import peak_memory, race
from nnlib import data
from nnlib.notebook.authoring.plan import with_part

DIGITS = Problem((64, 30, 10), batch=10)
STEPS = (
    Problem((2, 16, 16, 1), batch=32),
    Problem((2, 16, 16, 1), batch=32, hidden="relu", quadratic=True, rate=0.1),
    DIGITS,
    Problem((64, 30, 10), batch=64),
    Problem((64, 100, 100, 100, 10), batch=128),
    Problem((64, 100, 100, 100, 10), batch=128, hidden="relu", rate=0.1),
    Problem((64, *[100] * 20, 10), batch=64),
    Problem((784, 512, 512, 10), batch=256, hidden="relu", rate=0.1),
)
STACK = Problem((64, 30, 10), batch=10, stack=(100,))
EPOCHS = 3
HERE = Path(__file__).parent
README = HERE.parent / "README.md"


def step(problem, kinds, rounds):
    """Seconds of a training step."""
    start, (X, Y) = problem.start(), problem.examples()
    reference = _after_three_steps(Textbook(problem, start), X, Y)
    runs, gaps = {}, {}
    for kind in (Floor, *kinds):
        contender = kind(problem, start)
        if kind is not Floor:
            found = _after_three_steps(contender, X, Y)
            gaps[kind.name] = deviation(kind.name, found, reference, flat(start))
        runs[kind.name] = partial(contender.stepper(len(X)), *contender.data(X, Y))
    return _row("step", problem.name, race(runs, rounds), gaps, Hand.name)


def epoch(kinds, rounds):
    """Seconds of an epoch on the digits: shuffling, the steps, the loss of the set."""
    start = DIGITS.start()
    X, labels, *_ = data.digits()
    task = {
        "X": X,
        "Y": one_hot(labels),
        "epochs": EPOCHS,
        "batch": DIGITS.batch,
        "seed": 0,
    }
    reference = Textbook(DIGITS, start)
    losses = reference.train(**task)
    runs, gaps = {}, {}
    for kind in kinds:
        contender = kind(DIGITS, start)
        found = contender.train(**task)
        gaps[kind.name] = deviation(
            kind.name, contender.parameters(), reference.parameters(), flat(start)
        )
        if kind.own_loss:
            np.testing.assert_allclose(found, losses, rtol=1e-9, err_msg=kind.name)
        runs[kind.name] = partial(contender.train, **task)
    return _row(
        "epoch",
        "digits epoch B10",
        race(runs, rounds),
        gaps,
        Hand.name,
        dict.fromkeys(runs, EPOCHS),
    )


def many(peers, rounds):
    """Seconds of a step of one network of a hundred, at once and one by one."""
    start, (X, Y) = STACK.start(), STACK.examples()
    networks = STACK.stack[0]
    references = [
        _after_three_steps(Textbook(DIGITS, [array[k] for array in start]), X, Y)
        for k in range(networks)
    ]
    runs, gaps, counts = {}, {}, {}
    for kind in (Floor, Hand, NNLib, *(peer for peer in peers if peer is Jax)):
        name = f"{kind.name}, {networks} at once"
        contender = kind(STACK, start)
        if kind is not Floor:
            found = _after_three_steps(contender, X, Y)
            gaps[name] = deviation(
                name, found, np.stack(references), flat(start, STACK.stack)
            )
        runs[name] = partial(contender.stepper(len(X)), *contender.data(X, Y))
        counts[name] = networks
    for kind in (Hand, NNLib):
        contender = kind(DIGITS, DIGITS.start())
        runs[f"{kind.name}, one by one"] = partial(contender.stepper(len(X)), X, Y)
    title, beside = f"{networks} × {STACK.name}", f"{NNLib.name}, {networks} at once"
    return _row("many", title, race(runs, rounds), gaps, beside, counts)


def neurons(rounds):
    """Seconds of the whole grid."""
    w, b = grid.starts()
    reference = np.array(grid.loop(w, b))
    runs, gaps = {}, {}
    for name, way in grid.WAYS.items():
        gaps[name] = deviation(name, np.array(way(w, b)), reference, np.array([w, b]))
        runs[name] = partial(way, w, b)
    title = f"{w.size} neurons × {grid.EPOCHS} epochs"
    return _row("neurons", title, race(runs, rounds), gaps, next(iter(runs)))


def memory(problem):
    """Bytes at the peak of building a network and taking its first steps."""
    start, (X, Y) = problem.start(), problem.examples()

    def first_steps(kind):
        contender = kind(problem, start)
        for _ in range(3):
            contender.step(X, Y)

    peaks = {}
    for kind in (Hand, NNLib):
        first_steps(kind)  # what is loaded and cached only once does not count
        peaks[kind.name] = peak_memory(partial(first_steps, kind))
    return {"name": problem.name, "bytes": peaks}


def _after_three_steps(contender, X, Y):
    x, y = contender.data(X, Y)
    take = contender.stepper(len(X))
    for _ in range(3):
        take(x, y)
    return np.array(contender.parameters())


def _row(task, name, times, gaps, beside, counts=None):
    """The clocks of a race, per step, epoch or network, with what was compared.

    The ratio is that to the contender ``beside`` in the same round, so that a machine
    which is slow for a while is slow for both; the median over the rounds.
    """
    counts = dict.fromkeys(times, 1) | (counts or {})
    row = {}
    for contender, clock in times.items():
        pairs = zip(clock["each"], times[beside]["each"], strict=True)
        ratio = median(one / other for one, other in pairs)
        row[contender] = {
            "best": _rounded(clock["best"] / counts[contender]),
            "median": _rounded(clock["median"] / counts[contender]),
            "ratio": _rounded(ratio * counts[beside] / counts[contender]),
            "cores": _rounded(clock["cores"]),
        }
        if contender in gaps:
            row[contender]["deviation"] = _rounded(gaps[contender])
    return {"task": task, "name": name, "beside": beside, "times": row}


def _rounded(value):
    return float(f"{value:.4g}")


def measure(rounds, peers):
    """All rows, with what they were measured on."""
    versions = installed(kind.package for kind in PEERS)
    present = [kind for kind in peers if versions[kind.package]]
    kinds = (Hand, NNLib, Textbook, *present)
    rows = [step(problem, kinds, rounds) for problem in STEPS]
    rows.append(epoch(kinds, max(1, rounds // 5)))
    rows.append(many(present, rounds))
    rows.append(neurons(max(1, rounds // 10)))
    blas = np.show_config(mode="dicts")["Build Dependencies"]["blas"]
    return {
        "versions": {
            "Python": platform.python_version(),
            "NumPy": np.__version__,
            "BLAS": f"{blas['name']} {blas['version']}",
            **{kind.package: versions[kind.package] for kind in present},
        },
        "missing": [name for name, version in versions.items() if version is None],
        "processor": _processor(),
        "threads": {name: os.environ[name] for name in THREAD_COUNTS},
        "rounds": rounds,
        "rows": rows,
        "memory": [memory(problem) for problem in STEPS],
    }


def _processor():
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except FileNotFoundError:
        return platform.processor()
    names = [line.split(":")[1].strip() for line in lines if "model name" in line]
    return names[0] if names else platform.machine()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=100, help="samples of each")
    parser.add_argument("--no-peers", action="store_true", help="NumPy alone")
    parser.add_argument(
        "--into", type=Path, default=HERE, help="a folder; README.md only if not given"
    )
    given = parser.parse_args()
    results = measure(given.rounds, () if given.no_peers else PEERS)
    page = tables.markdown(results)
    given.into.joinpath("speed.json").write_text(json.dumps(results, indent=1) + "\n")
    given.into.joinpath("speed.md").write_text(page, encoding="utf-8")
    if given.into == HERE:
        whole, part = README.read_text(encoding="utf-8"), tables.summary(results)
        whole = with_part(whole, tables.START, tables.END, part)
        README.write_text(whole, encoding="utf-8", newline="\n")
    print(page)


if __name__ == "__main__":
    main()
