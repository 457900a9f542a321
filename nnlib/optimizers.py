"""Update rules: how the gradient moves the parameters.

Each rule updates in place: ``optimizer.update(parameters, gradient, learning_rate)``
with two arrays of shape ``(*stack, parameters of a network)`` and a learning rate that
is a number or has the shape ``(*stack, 1)``.  What a rule remembers (a velocity,
running moments) belongs to one network: use a fresh optimizer for each training.
"""

import numpy as np

from nnlib import _checks


class SGD:
    """θ ← θ − η g."""

    def update(self, parameters, gradient, learning_rate):
        parameters -= learning_rate * gradient


class Momentum:
    """v ← β v − η g,  θ ← θ + v.

    Source: Polyak 1964; in this form Sutskever et al. 2013.
    """

    def __init__(self, beta: float = 0.9):
        self.beta = _fraction("beta", beta)
        self._velocity = None

    def update(self, parameters, gradient, learning_rate):
        if self._velocity is None:
            self._velocity = np.zeros_like(parameters)
        _check_memory(self, self._velocity, parameters)
        self._velocity *= self.beta
        self._velocity -= learning_rate * gradient
        parameters += self._velocity


class Adam:
    """m ← β₁m + (1−β₁)g,  v ← β₂v + (1−β₂)g²,  θ ← θ − η m̂/(√v̂ + ε).

    m̂ and v̂ are the moments divided by 1 − βᵗ after t updates.

    Source: Kingma & Ba 2015, algorithm 1.
    """

    def __init__(self, beta1: float = 0.9, beta2: float = 0.999, epsilon: float = 1e-8):
        self.beta1, self.beta2 = _fraction("beta1", beta1), _fraction("beta2", beta2)
        self.epsilon = _checks.positive(epsilon, "epsilon")
        self._t = 0
        self._m = self._v = self._work = None

    def update(self, parameters, gradient, learning_rate):
        if self._m is None:
            self._m, self._v = np.zeros_like(parameters), np.zeros_like(parameters)
            self._work = np.empty_like(parameters)
        _check_memory(self, self._m, parameters)
        self._t += 1
        m, v, work = self._m, self._v, self._work
        m *= self.beta1
        m += np.multiply(gradient, 1 - self.beta1, work)
        v *= self.beta2
        np.multiply(gradient, gradient, work)
        v += np.multiply(work, 1 - self.beta2, work)
        np.sqrt(np.divide(v, 1 - self.beta2**self._t, work), work)
        work += self.epsilon
        np.divide(m, work, work)
        work *= learning_rate / (1 - self.beta1**self._t)
        parameters -= work


@np.errstate(all="ignore")
def clip(gradient, norm: float):
    """Scale, in place, each network's gradient down to ``norm`` where it is longer.

    Source: Pascanu, Mikolov & Bengio 2013.
    """
    largest = np.abs(gradient).max(axis=-1, keepdims=True)  # its square may overflow
    largest = np.where((largest > 0) & np.isfinite(largest), largest, 1)
    unit = gradient / largest
    length = np.sqrt((unit * unit).sum(axis=-1, keepdims=True))
    room = norm / largest / np.maximum(length, np.finfo(gradient.dtype).tiny)
    gradient *= np.minimum(1, room)


def _fraction(name, value):
    return _checks.number(value, name, "at least 0 and below 1", lambda x: 0 <= x < 1)


def _check_memory(rule, memory, parameters):
    """Raise ValueError where a rule remembers the training of other parameters."""
    if memory.shape != parameters.shape:
        kind = type(rule).__name__
        raise ValueError(
            f"this {kind} remembers the training of parameters of shape "
            f"{memory.shape}, and is now given {parameters.shape}; use a fresh "
            f"{kind}() for each network"
        )


NAMES = {"sgd": SGD, "momentum": Momentum, "adam": Adam}


def get(optimizer):
    """A fresh optimizer of that name; an optimizer is handed back as it is.

    Raises ValueError for an unknown name, TypeError for anything else.
    """
    if hasattr(optimizer, "update") and not isinstance(optimizer, type | dict | set):
        return optimizer
    return NAMES[_checks.by_name(optimizer, NAMES, "optimizer")]()
