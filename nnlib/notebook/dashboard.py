"""A dashboard over the recorded history of a training."""

from collections.abc import Iterable
from typing import Any

import matplotlib.pyplot as plt
import numpy as np

from nnlib import History, _records

from .drawing import style
from .live import explore

#: What ``fit`` has to record for it: all that it can.
RECORD = _records.NAMES
PANELS = ("loss", "share right", "gradient", "update", "worst layer", "activations")


class Board:
    """Six panels of one training; ``set`` shows another, up to an epoch.

    A dot marks the epoch.  A gradient or an update that the panel cannot show, 0 among
    them, runs along its edge.

    Drawn are the loss and the share right (on its own and on held-out examples), the
    gradient norm and the size of an update for layer 1, the last hidden layer and the
    output layer, the largest saturated and dead share of a hidden layer, and the
    activations of layer 1 and of the last hidden layer at the epoch.
    """

    def __init__(self) -> None:
        self.figure, axes = plt.subplots(2, 3, figsize=(8, 5))
        self.panels = dict(zip(PANELS, axes.ravel(), strict=True))
        for name, ax in self.panels.items():
            ax.set(title=name, xlabel="a" if name == "activations" else "epoch")
        self.panels["loss"].set(yscale="log", ylim=(1e-4, 1e3), ylabel="C")
        self.panels["share right"].set_ylim(-0.03, 1.03)
        self.panels["gradient"].set(yscale="log", ylim=(1e-7, 1e3), ylabel="‖∂C/∂W‖")
        self.panels["update"].set(yscale="log", ylim=(1e-6, 10), ylabel="‖ΔW‖/‖W‖")
        self.panels["worst layer"].set(ylim=(-0.03, 1.03), ylabel="share")
        self.panels["activations"].set(ylim=(0, 1.05), yticks=[])
        run = (style.BLUE, "-", "own"), (style.VERMILION, "--", "held out")
        units = (style.SKY, "-", "saturated"), (style.INK, "-.", "dead")
        layers = (
            (style.GREEN, "-", "layer 1"),
            (style.ORANGE, "--", "last hidden"),
            (style.GREY, ":", "output"),
        )
        self.lines = {
            "loss": self._lines("loss", run),
            "share right": self._lines("share right", run),
            "gradient": self._lines("gradient", layers),
            "update": self._lines("update", layers),
            "worst layer": self._lines("worst layer", units),
        }
        self.steps = [
            self.panels["activations"].stairs(
                np.zeros(40), np.linspace(0, 1, 41), color=color, ls=ls, lw=2
            )
            for color, ls, _ in layers[:2]
        ]
        named = [self.lines[name] for name in ("loss", "gradient", "worst layer")]
        self.figure.legend(
            handles=[line for lines in named for line in lines],
            loc="outside upper center",
            ncols=4,
        )

    def _lines(self, panel: str, looks: Iterable[tuple[str, str, str]]) -> list[Any]:
        ax = self.panels[panel]
        return [
            ax.plot([], [], color=color, ls=ls, label=label)[0]
            for color, ls, label in looks
        ]

    def set(self, history: History, epoch: int) -> None:
        """Show ``history`` up to ``epoch``; held-out curves where there are any.

        Raises ValueError where the history lacks what is drawn.
        """
        missing = [name for name in RECORD if name not in history]
        if missing:
            raise ValueError(
                f"the history has no {', '.join(missing)}; record them with "
                "fit(…, record=RECORD)"
            )
        unknown = np.full(len(history.loss), np.nan)
        layers = [0, -2, -1]
        drawn = {
            "loss": [history.loss, history.get("validation_loss", unknown)],
            "share right": [
                history.accuracy,
                history.get("validation_accuracy", unknown),
            ],
            "gradient": history.gradient_norms[:, layers].T,
            "update": history.update_ratios[:, layers].T,
            "worst layer": [
                history.saturated_shares[:, :-1].max(axis=-1),
                history.dead_shares[:, :-1].max(axis=-1),
            ],
        }
        for name, curves in drawn.items():
            low, high = self.panels[name].get_ylim()
            for line, curve in zip(self.lines[name], curves, strict=True):
                line.set_data(range(epoch + 1), np.clip(curve, low, high)[: epoch + 1])
                line.set(marker="o", markersize=4, markevery=[epoch], clip_on=False)
        for steps, l in zip(self.steps, (0, -2), strict=True):
            heights = np.nan_to_num(history.histograms[epoch, l])
            edges = history.histogram_edges[l]
            steps.set_data(heights / max(heights.max(), 1e-9), edges)
        for name, ax in self.panels.items():
            if name != "activations":
                ax.set_xlim(0, len(history.loss) - 1)
        edges = np.array([history.histogram_edges[l] for l in (0, -2)])
        self.panels["activations"].set_xlim(edges.min(), edges.max())


def dashboard(history: History) -> Any:
    """A live figure of a training: the slider walks through its epochs.

    ``dashboard(fit(net, X, y, record=RECORD, validation_data=(X_test, y_test)))``.
    Raises ValueError where the history lacks what is drawn.
    """
    board = Board()
    last = len(history.loss) - 1

    @explore(board.figure, epoch=(0, last, 1))
    def training(epoch: int = last) -> str:
        board.set(history, epoch)
        return in_words(history, epoch)

    return training


def in_words(history: History, epoch: int) -> str:
    """The numbers of an epoch as one sentence."""
    norms = history.gradient_norms[epoch]
    held_out = ""
    if "validation_accuracy" in history:
        held_out = (
            f" (held out: loss {history.validation_loss[epoch]:.3g}, "
            f"{history.validation_accuracy[epoch]:.0%})"
        )
    return (
        f"Epoch {epoch}: loss {history.loss[epoch]:.3g}, "
        f"{history.accuracy[epoch]:.0%} right{held_out}; gradient of layer 1 "
        f"{norms[0]:.2g}, of the last hidden layer {norms[-2]:.2g}."
    )
