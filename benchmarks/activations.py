"""What an activation costs: ``python -m benchmarks.activations``.

Measures ``forward`` and ``backward`` of every elementwise activation, as a network
calls them, and the step of a whole layer with each; writes ``activations.json``, which
notebook 02 reads.
"""

import argparse
import json
import os
import platform
from pathlib import Path

import numpy as np

from benchmarks import THREAD_COUNTS
from benchmarks.timing import race
from nnlib import activations

NAMES = [name for name in activations.NAMES if name != "softmax"]
WIDTHS = (30, 100, 512)
BATCH = 64
PRODUCTS = "products"


class Layer:
    """A layer of ``width`` units under another one, and over one as wide."""

    def __init__(self, width: int) -> None:
        rng = np.random.default_rng(0)
        self.below = rng.standard_normal((BATCH, width))
        self.W = rng.normal(0, 1 / np.sqrt(width), (width, width))
        self.above = rng.standard_normal((BATCH, width))
        # In memory unit after unit, as in nnlib.Network.
        self.z, self.a, self.delta, self.work, self.down = (
            np.zeros((width, BATCH)).T for _ in range(5)
        )
        self.dW = np.zeros_like(self.W)
        np.matmul(self.below, self.W, self.z)

    def products(self) -> None:
        """The three products of a step: z = a W, δ Wᵀ and aᵀ δ."""
        np.matmul(self.below, self.W, self.z)
        np.matmul(self.above, self.W.T, self.delta)
        np.matmul(self.below.T, self.delta, self.dW)

    def refresh(self) -> None:
        """A new δ: ``backward`` works in place, and would shrink it to nothing."""
        np.copyto(self.delta, self.above)

    def forward(self, name: str):
        f = activations.get(name)
        return lambda: f.forward(self.z, self.a)

    def backward(self, name: str):
        f = activations.get(name)
        f.forward(self.z, self.a)
        a = self.a.copy(order="A")

        def run() -> None:
            self.refresh()
            f.backward(self.delta, self.z, a, self.work)

        return run

    def passed(self, name: str, back: bool):
        """The step with ``name`` on the way forward, and ``back`` too if asked."""
        f = activations.get(name)

        def run() -> None:
            np.matmul(self.below, self.W, self.z)
            f.forward(self.z, self.a)
            np.matmul(self.above, self.W.T, self.delta)
            if back:
                f.backward(self.delta, self.z, self.a, self.work)
            np.matmul(self.below.T, self.delta, self.dW)

        return run


def elements(width: int, rounds: int) -> dict[str, dict[str, float]]:
    """Nanoseconds per element of ``forward`` and of ``backward``, medians."""
    layer = Layer(width)
    forward = race({name: layer.forward(name) for name in NAMES}, rounds)
    runs = {name: layer.backward(name) for name in NAMES}
    backward = race({**runs, "refresh": layer.refresh}, rounds)
    refresh = backward["refresh"]["median"]
    ns = 1e9 / layer.z.size
    return {
        name: {
            "forward": round(ns * forward[name]["median"], 3),
            "backward": round(max(0.0, ns * (backward[name]["median"] - refresh)), 3),
        }
        for name in NAMES
    }


def layers(width: int, rounds: int) -> dict[str, dict[str, float]]:
    """Microseconds of the step of a layer with each activation, and of its parts.

    All are clocked by turns in one race.  A part is what the step takes longer with it
    than without it, so that products, forward and backward add up to the step.
    """
    layer = Layer(width)
    steps = {
        (name, back): layer.passed(name, back)
        for name in NAMES
        for back in (False, True)
    }
    clocks = race({PRODUCTS: layer.products, **steps}, rounds)
    us = {key: 1e6 * clock["median"] for key, clock in clocks.items()}
    return {
        name: {
            "products": round(us[PRODUCTS], 2),
            "forward": round(us[name, False] - us[PRODUCTS], 2),
            "backward": round(us[name, True] - us[name, False], 2),
            "step": round(us[name, True], 2),
        }
        for name in NAMES
    }


def measure(rounds: int) -> dict:
    """Both tables, with what they were measured on."""
    with np.errstate(all="ignore"):
        return {
            "versions": {
                "Python": platform.python_version(),
                "NumPy": np.__version__,
            },
            "machine": platform.machine(),
            "threads": {name: os.environ[name] for name in THREAD_COUNTS},
            "rounds": rounds,
            "batch": BATCH,
            "ns per element": elements(100, rounds),
            "µs per layer": {str(width): layers(width, rounds) for width in WIDTHS},
        }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=60, help="samples of each")
    into = Path(__file__).with_suffix(".json")
    parser.add_argument("--into", type=Path, default=into, help="a file")
    given = parser.parse_args()
    text = json.dumps(measure(given.rounds), indent=1, ensure_ascii=False) + "\n"
    given.into.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
