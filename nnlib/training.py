"""Training: mini-batches over epochs, and the history they leave."""

from collections.abc import Collection
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from nnlib import _checks, _records, optimizers
from nnlib._progress import progress_bar
from nnlib.network import Network


class History(dict):
    """What was recorded, by name and as attributes; row 0 is before training.

    ==================  =========================  =====================================
    loss                (epochs + 1, *stack)       mean cost on the training set
    accuracy            (epochs + 1, *stack)       share of training examples classified
    validation_loss     (epochs + 1, *stack)       right; absent unless the targets are
    validation_accuracy (epochs + 1, *stack)       classes
    gradient_norms      (epochs + 1, *stack, L)    ‖∂C/∂Wˡ‖ on the whole training set
    update_ratios       (epochs + 1, *stack, L)    ‖ΔWˡ‖/‖Wˡ‖ of the epoch's last update
    saturated_shares    (epochs + 1, *stack, L)    share of |f′(zˡ)| < 5 % of its peak
    dead_shares         (epochs + 1, *stack, L)    share of units 0 on every example
    histograms          (epochs + 1, *stack, L,    share of the activations aˡ in bins
                        bins)                      with the edges ``histogram_edges[l]``
    ==================  =========================  =====================================

    Column l − 1 belongs to layer l.  ``diverged`` marks the networks whose loss is no
    longer finite (an array of the stack's shape); ``interrupted`` tells whether the
    training was stopped by hand.
    """

    def __init__(self) -> None:
        super().__init__()
        self.diverged: Any = np.bool_(False)
        self.interrupted = False

    def __getattr__(self, name: str) -> Any:
        if name in self:
            return self[name]
        raise AttributeError(
            f"nothing called {name!r} was recorded; there is {', '.join(self)}"
        )

    def __repr__(self) -> str:
        epochs = len(self["loss"]) - 1
        if self["loss"].ndim > 1:
            return f"History of {epochs} epochs, {self['loss'].shape[1:]} networks"
        first, last = self["loss"][0], self["loss"][-1]
        return f"History of {epochs} epochs, loss {first:.3g} to {last:.3g}"


class TrainingDiverged(ArithmeticError):
    """The loss is no longer finite; ``history`` holds what was recorded until then."""

    def __init__(self, message: str, history: History) -> None:
        super().__init__(message)
        self.history = history


def fit(
    net: Network,
    X: ArrayLike,
    Y: ArrayLike,
    epochs: int = 30,
    batch_size: int = 10,
    learning_rate: Any = 0.5,
    optimizer: Any = "sgd",
    seed: int = 0,
    clip_norm: float | None = None,
    validation_data: tuple[ArrayLike, ArrayLike] | None = None,
    record: Collection[str] = ("loss", "accuracy", "gradient_norms"),
    progress: bool = True,
) -> History:
    """Train ``net`` on X, Y by mini-batches that are shuffled anew in each epoch.

    X has shape ``(n, features)``, Y fits the loss; for a stack both are shared, or have
    the stack's axes in front.  All networks of a stack see the same batches.

    ``learning_rate`` is a number or an array of the stack's shape; ``optimizer`` is
    "sgd", "momentum", "adam" or an object of ``nnlib.optimizers``; ``clip_norm`` bounds
    the length of each network's gradient.  ``record`` names the entries of the
    ``History`` that is returned; loss is always recorded.  A progress bar appears after
    two seconds.

    An interrupt (Ctrl-C, the stop button) ends the training; the network keeps what it
    has learned and the history is returned.

    Raises ValueError or TypeError for arguments that do not fit, before anything is
    changed; TrainingDiverged when the loss is no longer finite.  A stack carries on
    while one of its networks is well, and ``history.diverged`` marks the others.
    """
    epochs = _checks.count(epochs, "epochs", least=0)
    batch_size = _checks.count(batch_size, "batch_size")
    rng = _checks.generator(seed)
    rate = _checks.learning_rate(learning_rate, net.stack, net.dtype)
    rule = optimizers.get(optimizer)
    if clip_norm is not None:
        clip_norm = _checks.positive(clip_norm, "clip_norm")
    if isinstance(record, str):
        raise ValueError(f"record is a list of names: give [{record!r}]")
    if not isinstance(record, Collection):
        raise TypeError(f'record is a list of names such as ["loss"], got {record!r}')
    for name in record:
        _checks.by_name(name, _records.NAMES, "record")
    X, Y = net._checked_data(X, Y)
    recorders = {
        "": _records.Recorder(net, X, Y, {"loss": 0, **dict.fromkeys(record)}, epochs)
    }
    if validation_data is not None:
        names = ("loss", "accuracy") if "accuracy" in record else ("loss",)
        if not isinstance(validation_data, tuple | list) or len(validation_data) != 2:
            raise TypeError("validation_data is a pair (X, Y), got something else")
        held_out = net._checked_data(*validation_data)
        recorders["validation_"] = _records.Recorder(net, *held_out, names, epochs)

    history, before = History(), net.copy()
    bar = progress_bar(total=epochs, unit="epoch", show=progress)
    with np.errstate(all="ignore"), bar:
        for recorder in recorders.values():
            recorder.write(0, before)
        done = 0
        try:
            while done < epochs and _any_finite(recorders[""], done):
                x, y = _records.batch(X, Y, rng.permutation(X.shape[-2]))
                _epoch(net, x, y, batch_size, rule, rate, clip_norm, before)
                for recorder in recorders.values():
                    recorder.write(done + 1, before)
                done += 1
                bar.update()
        except KeyboardInterrupt:
            history.interrupted = True
    for prefix, recorder in recorders.items():
        history.update(
            {prefix + name: rows[: done + 1] for name, rows in recorder.rows.items()}
        )
    if "histograms" in record:
        history["histogram_edges"] = recorders[""].edges
    history.diverged = ~np.isfinite(history["loss"][-1])
    if history.diverged.all():
        raise TrainingDiverged(
            f"the loss is no longer finite after epoch {done} of {epochs}: try a "
            f"learning rate below {learning_rate!r}, or clip_norm; the error's "
            ".history holds the epochs until then",
            history,
        )
    return history


def _epoch(net, X, Y, batch_size, rule, rate, clip_norm, before) -> None:
    """One pass over the shuffled X, Y; ``before`` keeps what the last update moves."""
    n = X.shape[-2]
    for start in range(0, n, batch_size):
        if start + batch_size >= n:
            before.parameters[...] = net.parameters
        x, y = _records.batch(X, Y, slice(start, start + batch_size))
        net._forward(x)
        net._backward(y)
        if clip_norm is not None:
            optimizers.clip(net.gradient, clip_norm)
        rule.update(net.parameters, net.gradient, rate)


def _any_finite(recorder, epoch) -> bool:
    return bool(np.isfinite(recorder.rows["loss"][epoch]).any())
