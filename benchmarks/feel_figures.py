"""In the kernel of ``benchmarks.feel``: two figures, each made live in three ways.

The same drawing everywhere; only who redraws it, and how much, differs.
"""

import gc
import json
import os
import time
from collections.abc import Callable
from statistics import median

import ipywidgets as widgets
import numpy as np
import psutil
from IPython.display import display
from matplotlib import pyplot as plt
from matplotlib.figure import Figure

from nnlib import Network, activations
from nnlib.notebook import explore, style

Z = np.linspace(-8, 8, 401)
SIGMOID, TANH = activations.get("sigmoid"), activations.get("tanh")
RANGE = (-8, 8, 0.1)

rng = np.random.default_rng(0)
IMAGES, LABELS = rng.random((64, 64)), rng.integers(0, 10, 64)
NET = Network([64, *[50] * 10, 10], hidden="tanh", output="softmax", seed=0,
              loss="sparse_categorical_cross_entropy")  # fmt: skip
LAYERS = np.arange(1, 12)
WEIGHTS = [NET.W[layer].copy() for layer in LAYERS]

MARGINS = {"left": 0.1, "right": 0.98, "bottom": 0.14, "top": 0.92, "wspace": 0.3}

Move = Callable[[float], str]
#: For each live figure: a function that moves it in the kernel, as the page would.
moves: dict[tuple[str, str], Callable[[float], None]] = {}


def two_axes(figure: Figure) -> Move:
    """Two functions, their slopes on a log scale, and a cursor in both."""
    left, right = figure.subplots(1, 2)
    for name, function in (("sigmoid", SIGMOID), ("tanh", TANH)):
        left.plot(Z, function(Z), **style.of(name), label=name)
        right.semilogy(Z, function.derivative(Z), **style.of(name))
    left.set(title="Which one flattens first?", xlabel="z", ylabel="activation a")
    right.set(xlabel="z", ylabel="slope, log scale", ylim=(1e-7, 2))
    left.legend()
    (point,) = left.plot([], [], "o", color="k")
    (tangent,) = left.plot([], [], color="k", lw=1)
    cursor = right.axvline(0, **style.of("bound"))

    def move(at: float) -> str:
        a, slope = TANH(at), TANH.derivative(at)
        point.set_data([at], [a])
        tangent.set_data([at - 1, at + 1], [a - slope, a + slope])
        cursor.set_xdata([at, at])
        return f"tanh({at:+.1f}) = {a:+.4f}, with a slope of {slope:.2e}."

    return move


def four_axes(figure: Figure) -> Move:
    """Ten hidden layers at one scale of their weights: gradients, signals, units."""
    (left, right), (below, last) = figure.subplots(2, 2)
    (norms,) = left.semilogy(LAYERS, LAYERS, **style.marked("tanh"))
    (sizes,) = right.plot(LAYERS, LAYERS, **style.marked("sigmoid"))
    bars = below.bar(np.linspace(-1, 1, 20), np.ones(20), width=0.1)
    image = last.imshow(np.zeros((64, 50)), vmin=-1, vmax=1, aspect="auto")
    left.set(title="Gradients", xlabel="layer l", ylabel="RMS of δ", ylim=(1e-12, 1))
    right.set(title="Signals", xlabel="layer l", ylabel="RMS of a", ylim=(0, 1))
    below.set(title="Activations of layer 10", xlabel="a", ylim=(0, 1))
    last.set(title="Units of layer 10", xlabel="unit", ylabel="example")

    def move(at: float) -> str:
        for layer, weights in zip(LAYERS, WEIGHTS, strict=True):
            NET.W[layer][:] = np.exp(at / 8) * weights
        NET.forward(IMAGES)
        NET.backward(LABELS)
        norms.set_ydata([np.sqrt((NET.delta[layer] ** 2).mean()) for layer in LAYERS])
        sizes.set_ydata([np.sqrt((NET.a[layer] ** 2).mean()) for layer in LAYERS])
        counts, _ = np.histogram(NET.a[10], bins=20, range=(-1, 1))
        for bar, count in zip(bars, counts / counts.sum(), strict=True):
            bar.set_height(count)
        image.set_data(NET.a[10])
        return f"At {at:+.1f}, layer 1 sees {norms.get_ydata()[0]:.1e}."

    return move


def build(name: str, figure: Figure) -> Move:
    """Draw a figure; margins are fixed, for a layout engine is no part of a move."""
    figure.subplots_adjust(**MARGINS, hspace=0.4)
    return FIGURES[name][0](figure)


FIGURES = {"two axes": (two_axes, (8, 4)), "four axes": (four_axes, (10, 7))}


def show_explore(name: str) -> None:
    figure = plt.figure(figsize=FIGURES[name][1], layout="none")
    draw = build(name, figure)

    @explore(figure, at=RANGE)
    def move(at: float = 0.0) -> str:
        return draw(at)

    moves[name, "explore"] = lambda at: move.controls["at"].set_state({"value": at})


def show_interact(name: str) -> None:
    def move(at: float = 0.0) -> None:
        figure = plt.figure(figsize=FIGURES[name][1], layout="none")
        print(build(name, figure)(at))
        plt.show()

    box = widgets.interactive(move, at=RANGE)
    display(box)
    moves[name, "interact"] = lambda at: box.children[0].set_state({"value": at})


def show_ipympl(name: str) -> None:
    from ipympl.backend_nbagg import Canvas, FigureManager

    figure = Figure(figsize=FIGURES[name][1], layout="none")
    canvas = Canvas(figure)
    FigureManager(canvas, 0)
    draw = build(name, figure)
    sentence, slider = widgets.Label(), widgets.FloatSlider(0, min=-8, max=8, step=0.1)

    def move(_change: object = None) -> None:
        sentence.value = draw(slider.value)
        canvas.draw_idle()

    def move_and_draw(at: float) -> None:
        slider.set_state({"value": at})
        canvas.draw()
        canvas.get_diff_image()

    move()
    slider.observe(move, "value")
    display(widgets.VBox([canvas, sentence, slider]))
    moves[name, "ipympl"] = move_and_draw


def kernel_time(name: str, kind: str, count: int) -> str:
    """Median seconds of a move in the kernel, and bytes that ``count`` moves leave."""
    process, times = psutil.Process(os.getpid()), []
    for step in range(count + 20):
        if step == 20:
            gc.collect()
            before = process.memory_info().rss
        began = time.perf_counter()
        moves[name, kind](round(-8 + (step % 160) / 10 + 0.1, 1))
        times.append(time.perf_counter() - began)
    gc.collect()
    growth = process.memory_info().rss - before
    return json.dumps({"kernel": median(times[20:]), "growth": growth, "moves": count})
