"""The neuron grid: 2500 single neurons, each with its own start, 300 epochs each.

A neuron gets x = 1 and should answer y = 0; its cost is (a − y)²/2.  Starts are a grid
of weights and biases.  Every function here returns the weights and biases at the end.
"""

import math

import numpy as np

from nnlib import Network

EPOCHS, RATE = 300, 0.15
X, Y = 1.0, 0.0


def starts():
    w, b = np.meshgrid(np.linspace(-4, 4, 50), np.linspace(-4, 4, 50))
    return w.ravel(), b.ravel()


def nnlib_layer(w, b):
    """One layer of 2500 outputs: with the quadratic cost they do not touch."""
    net = _network([1, w.size], [w[None]], [b], ())
    x, y = np.full((1, 1), X), np.full((1, w.size), Y)
    for _ in range(EPOCHS):
        net.step(x, y, RATE)
    return net.W[1].ravel(), net.b[1]


def nnlib_stack(w, b):
    """2500 networks with one neuron each."""
    net = _network([1, 1], [w[:, None, None]], [b[:, None]], (w.size,))
    x, y = np.full((1, 1), X), np.full((1, 1), Y)
    for _ in range(EPOCHS):
        net.step(x, y, RATE)
    return net.W[1].ravel(), net.b[1].ravel()


def _network(sizes, init, bias, stack):
    return Network(
        sizes, output="sigmoid", loss="quadratic", init=init, bias=bias, stack=stack
    )


def by_hand(w, b):
    """Vectorised, without temporaries."""
    w, b = w.copy(), b.copy()
    a, slope = np.empty_like(w), np.empty_like(w)
    x, y, one, rate = map(np.array, (X, Y, 1.0, RATE))
    for _ in range(EPOCHS):
        np.multiply(w, x, a)
        np.add(a, b, a)
        np.negative(a, a)
        np.exp(a, a)
        np.add(a, one, a)
        np.divide(one, a, a)
        np.subtract(one, a, slope)
        np.multiply(slope, a, slope)
        np.subtract(a, y, a)
        np.multiply(a, slope, a)
        np.multiply(a, rate, a)
        np.subtract(b, a, b)
        np.multiply(a, x, a)
        np.subtract(w, a, w)
    return w, b


def textbook(w, b):
    """Vectorised, as one writes it."""
    for _ in range(EPOCHS):
        a = 1 / (1 + np.exp(-(w * X + b)))
        delta = (a - Y) * a * (1 - a)
        w = w - RATE * delta * X
        b = b - RATE * delta
    return w, b


def loop(w, b):
    """One neuron after the other, in Python."""
    ends = []
    for w_k, b_k in zip(w.tolist(), b.tolist(), strict=True):
        for _ in range(EPOCHS):
            a = 1 / (1 + math.exp(-(w_k * X + b_k)))
            delta = (a - Y) * a * (1 - a)
            w_k -= RATE * delta * X
            b_k -= RATE * delta
        ends.append((w_k, b_k))
    return tuple(np.array(ends).T)


WAYS = {
    "nnlib, one layer": nnlib_layer,
    "nnlib, a stack": nnlib_stack,
    "NumPy, by hand": by_hand,
    "NumPy, textbook": textbook,
    "Python loop": loop,
}
