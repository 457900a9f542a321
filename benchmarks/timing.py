"""Clocks: contenders in turns, so that a disturbance hits all of them alike."""

import random
import time
import tracemalloc
from collections.abc import Callable
from statistics import median

SAMPLE = 0.002  # seconds of a sample, which is as many calls as that takes


def race(runs: dict[str, Callable[[], object]], rounds: int) -> dict[str, dict]:
    """Seconds per call of each: of ``each`` round, their ``best`` and their ``median``.

    In each round every contender is sampled once, in random order.  ``cores`` is CPU
    time over wall time: 1 for a single busy thread, less when others had the core.
    """
    rng = random.Random(0)
    calls = {name: _calls(run) for name, run in runs.items()}
    walls: dict[str, list[float]] = {name: [] for name in runs}
    cpu = dict.fromkeys(runs, 0.0)
    for _ in range(rounds):
        for name in rng.sample(list(runs), len(runs)):
            wall, used = _sample(runs[name], calls[name])
            walls[name].append(wall / calls[name])
            cpu[name] += used
    return {
        name: {
            "each": times,
            "best": min(times),
            "median": median(times),
            "cores": cpu[name] / (sum(times) * calls[name]),
        }
        for name, times in walls.items()
    }


def _calls(run):
    """How many calls make a sample, after a few to warm up."""
    calls, wall = 1, 0.0
    while True:
        wall, _ = _sample(run, calls)
        if wall >= SAMPLE or calls >= 1000:
            break
        calls *= 2
    return max(1, round(calls * SAMPLE / wall))


def _sample(run, calls):
    cpu, wall = time.process_time(), time.perf_counter()
    for _ in range(calls):
        run()
    return time.perf_counter() - wall, time.process_time() - cpu


def peak_memory(work: Callable[[], object]) -> int:
    """The bytes that ``work`` holds at its peak, as NumPy and Python report them."""
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        tracemalloc.reset_peak()
        work()
        return tracemalloc.get_traced_memory()[1] - before
    finally:
        tracemalloc.stop()
