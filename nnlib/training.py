"""Training: mini-batches over epochs, and the history they leave."""

from collections.abc import Collection, Sized
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from nnlib import _checks, _records, optimizers
from nnlib._progress import progress_bar
from nnlib._records import Recorder, batch
from nnlib.network import Network


class History(dict):
    """What was recorded, by name and as attributes; row 0 is before training.

    Each entry has shape ``(epochs + 1, *stack)``, and the last four have one axis more,
    ``(epochs + 1, *stack, L)``, whose column l − 1 belongs to layer l:

    - ``loss``, the mean cost on the training set, and ``validation_loss``;
    - ``accuracy``, the share of training examples that are classified right, and
      ``validation_accuracy``; both are absent unless the targets are classes;
    - ``gradient_norms``, ‖∂C/∂Wˡ‖ on the whole training set;
    - ``update_ratios``, ‖ΔWˡ‖/‖Wˡ‖ of the epoch's last update;
    - ``saturated_shares``, the share of |f′(zˡ)| below 5 % of its peak;
    - ``dead_shares``, the share of units that are 0 on every example.

    ``histograms``, of shape ``(epochs + 1, *stack, L, bins)``, are the shares of the
    activations aˡ in bins with the edges ``histogram_edges[l - 1]``.

    A network whose loss is no longer finite has diverged: all its entries are NaN from
    that epoch on, and ``diverged``, an array of the stack's shape, is true for it.
    ``interrupted`` tells whether the training was stopped by hand.
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
        if "loss" not in self:
            return "History, empty"
        loss = self["loss"]
        start = f"History of {len(loss) - 1} epochs, "
        if loss.ndim == 1:
            return f"{start}loss {loss[0]:.3g} to {loss[-1]:.3g}"
        return f"{start}{loss.shape[1:]} networks{_list_of_diverged(self)}"


def _list_of_diverged(history):
    """Which networks of a stack have diverged, and when, as the end of a sentence."""
    if history["loss"].ndim == 1:
        return ""
    first = np.isnan(history["loss"]).argmax(axis=0)
    lost = [tuple(map(int, k)) for k in np.argwhere(history.diverged)]
    named = [f"{k[0] if len(k) == 1 else k} in epoch {first[k]}" for k in lost[:8]]
    more = f" and {len(lost) - 8} more" if len(lost) > 8 else ""
    return f"; diverged: network {', '.join(named)}{more}" if lost else ""


class TrainingDiverged(ArithmeticError):
    """The loss is no longer finite; ``history`` holds what was recorded until then."""

    def __init__(self, message: str, history: History) -> None:
        super().__init__(message)
        self.history = history

    def __reduce__(self):
        return type(self), (str(self), self.history)


def fit(
    net: Network,
    X: ArrayLike,
    Y: ArrayLike,
    epochs: int = 30,
    batch_size: int = 10,
    learning_rate: Any = 0.5,
    optimizer: Any = "sgd",
    seed: Any = 0,
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

    ``seed`` is an integer, or a ``numpy.random.Generator``, which goes on from where it
    stands.  Calls with the same integer shuffle alike: a loop of ``fit(…, epochs=1)``
    would repeat one order in every epoch, so give all its calls one generator, such as
    ``seed=rng``.

    An interrupt (Ctrl-C, the stop button) ends the training; the network keeps what it
    has learned and the history is returned.

    Raises ValueError or TypeError for arguments that do not fit and for a network whose
    parameters are not finite, before anything is changed; TrainingDiverged when the
    loss is no longer finite.  A stack carries on while one of its networks is well, and
    ``history.diverged`` marks the others.
    """
    epochs = _checks.count(epochs, "epochs", least=0)
    batch_size = _checks.count(batch_size, "batch_size")
    rng = _checks.generator(seed)
    rate = _checks.learning_rate(learning_rate, net.stack, net.dtype)
    rule = optimizers.get(optimizer)
    if clip_norm is not None:
        clip_norm = _checks.positive(clip_norm, "clip_norm")
    names = _checked_record(record)
    X, Y = net._checked_data(X, Y)
    recorders = {"": Recorder(net, X, Y, names, epochs)}
    if validation_data is not None:
        X_held_out, Y_held_out = _checked_validation(net, validation_data)
        scores = [name for name in ("loss", "accuracy") if name in names]
        held_out = Recorder(net, X_held_out, Y_held_out, scores, epochs)
        recorders["validation_"] = held_out
    if not np.isfinite(net.parameters).all(axis=-1).any():
        net._check_parameters()

    history, before = History(), net.copy()
    bar = progress_bar(total=epochs, unit="epoch", show=progress)
    with np.errstate(all="ignore"), bar:
        diverged = _record(recorders, 0, before, np.zeros(net.stack, bool))
        done = 0
        try:
            while done < epochs and not diverged.all():
                x, y = batch(X, Y, rng.permutation(X.shape[-2]))
                _epoch(net, x, y, batch_size, rule, rate, clip_norm, before)
                diverged = _record(recorders, done + 1, before, diverged)
                done += 1
                bar.update()
        except KeyboardInterrupt:
            history.interrupted = True
    for prefix, recorder in recorders.items():
        history.update(
            {prefix + name: rows[: done + 1] for name, rows in recorder.rows.items()}
        )
    if "histograms" in names:
        history["histogram_edges"] = recorders[""].edges
    history.diverged = diverged
    if diverged.all():
        raise TrainingDiverged(_advice(history, done, epochs, learning_rate), history)
    return history


def _checked_record(record):
    """The names to record, each once, and loss among them."""
    if isinstance(record, str):
        raise ValueError(f"record is a list of names: give [{record!r}]")
    if not isinstance(record, Collection):
        raise TypeError(f'record is a list of names such as ["loss"], got {record!r}')
    for name in record:
        _checks.by_name(name, _records.NAMES, "record")
    return list(dict.fromkeys(["loss", *record]))


def _checked_validation(net, pair):
    """X and Y of the validation set, once they are known to fit."""
    if not isinstance(pair, tuple | list) or len(pair) != 2:
        length = f" of length {len(pair)}" if isinstance(pair, Sized) else ""
        raise TypeError(
            f"validation_data is a pair (X, Y), got {type(pair).__name__}{length}"
        )
    try:
        return net._checked_data(*pair)
    except (ValueError, TypeError) as error:
        raise type(error)(f"validation_data: {error}") from error


def _epoch(net, X, Y, batch_size, rule, rate, clip_norm, before) -> None:
    """One pass over the shuffled X, Y; ``before`` keeps what the last update moves."""
    n = X.shape[-2]
    for start in range(0, n, batch_size):
        if start + batch_size >= n:
            before.parameters[...] = net.parameters
        x, y = batch(X, Y, slice(start, start + batch_size))
        net._forward(x)
        net._backward(y)
        if clip_norm is not None:
            optimizers.clip(net.gradient, clip_norm)
        rule.update(net.parameters, net.gradient, rate)


def _record(recorders, epoch, before, diverged):
    """Write a row, and tell which networks have diverged by now: theirs are NaN."""
    for recorder in recorders.values():
        recorder.write(epoch, before)
    diverged = diverged | ~np.isfinite(recorders[""].rows["loss"][epoch])
    for recorder in recorders.values():
        for rows in recorder.rows.values():
            rows[epoch, diverged] = np.nan
    return diverged


def _advice(history, done, epochs, learning_rate):
    """Why a training has ended without a finite loss, and what may help."""
    if done == 0:
        return (
            "the loss is not finite before training: the numbers overflow; scale the "
            "inputs, the targets or the weights down"
        )
    return (
        f"the loss is no longer finite after epoch {done} of {epochs}: try a learning "
        f"rate below {learning_rate!r}, or clip_norm; the error's .history holds the "
        f"epochs until then{_list_of_diverged(history)}"
    )
