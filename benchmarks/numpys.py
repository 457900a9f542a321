"""The contenders that need NumPy alone: nnlib, two ways by hand, and the floor."""

from itertools import pairwise
from math import prod

import numpy as np
from numpy import add, divide, exp, matmul, maximum, multiply, negative, sign, subtract

from benchmarks.problems import Contender, flat
from nnlib import Network, fit

MATCHED = {
    "identity": "quadratic",
    "sigmoid": "binary_cross_entropy",
    "softmax": "categorical_cross_entropy",
}


class NNLib(Contender):
    name = "nnlib"

    def __init__(self, problem, start):
        self.net = Network(
            problem.sizes,
            hidden=problem.hidden,
            output=problem.output,
            loss=MATCHED[problem.output],
            init=start[::2],
            bias=start[1::2],
            stack=problem.stack,
        )
        self.rate = problem.rate

    def step(self, X, Y):
        self.net.step(X, Y, self.rate)

    def train(self, X, Y, epochs, batch, seed):
        history = fit(
            self.net,
            X,
            Y,
            epochs=epochs,
            batch_size=batch,
            learning_rate=self.rate,
            seed=seed,
            record=("loss",),
            progress=False,
        )
        return list(history.loss)

    def parameters(self):
        return self.net.parameters


class Textbook(Contender):
    """BP1-BP4 in the fewest lines; every other contender is compared with it."""

    name = "NumPy, textbook"

    def __init__(self, problem, start):
        self.W = [W.copy() for W in start[::2]]
        self.b = [b.copy() for b in start[1::2]]
        self.relu, self.output = problem.hidden == "relu", problem.output
        self.rate = problem.rate

    def forward(self, X):
        activations = [X]
        for W, b in zip(self.W[:-1], self.b[:-1], strict=True):
            z = activations[-1] @ W + b
            activations.append(np.maximum(z, 0) if self.relu else 1 / (1 + np.exp(-z)))
        return activations, activations[-1] @ self.W[-1] + self.b[-1]

    def step(self, X, Y):
        activations, z = self.forward(X)
        if self.output == "sigmoid":
            z = 1 / (1 + np.exp(-z))
        elif self.output == "softmax":
            e = np.exp(z - z.max(axis=-1, keepdims=True))
            z = e / e.sum(axis=-1, keepdims=True)
        delta = (z - Y) / len(X)
        for l in reversed(range(len(self.W))):
            a = activations[l]
            dW, db = a.T @ delta, delta.sum(axis=0)
            if l > 0:
                delta = delta @ self.W[l].T * (a > 0 if self.relu else a * (1 - a))
            self.W[l] -= self.rate * dW
            self.b[l] -= self.rate * db

    def loss(self, X, Y):
        return mean_cost(self.forward(X)[1], Y, self.output)

    def parameters(self):
        pairs = zip(self.W, self.b, strict=True)
        return flat([array for pair in pairs for array in pair])


class Hand(Contender):
    """A step written for speed: for this network, this loss and this rule alone.

    Nothing is allocated in the loop.  The bias is the weight of a unit that is always
    1.  All parameters lie in one vector.  Memory holds unit after unit; a is written
    over z; constants are arrays, which ufuncs take faster than Python numbers.  It
    leaves a, δ and the gradient of the mean cost, as ``nnlib`` does, so that another
    update rule could follow.
    """

    name = "NumPy, by hand"

    def __init__(self, problem, start):
        self.problem = problem
        self.stack = problem.stack
        self.theta = flat(start, self.stack)
        self.gradient = np.zeros_like(self.theta)
        self.rate = np.array(problem.rate)
        self.Wb, self.dWb = self._layers(self.theta), self._layers(self.gradient)
        self.move = np.empty_like(self.theta)
        self.steppers = {}

    def _layers(self, vector):
        views, start = [], 0
        for n_in, n_out in pairwise(self.problem.sizes):
            stop = start + (n_in + 1) * n_out
            part = vector[..., start:stop]
            views.append(part.reshape(*self.stack, n_in + 1, n_out))
            start = stop
        return views

    def stepper(self, n):
        if n not in self.steppers:
            self.steppers[n] = self._stepper(n)
        return self.steppers[n]

    def step(self, X, Y):
        self.stepper(X.shape[-2])(X, Y)

    def _stepper(self, n):
        sizes, L = self.problem.sizes, len(self.problem.sizes) - 1

        def unit_after_unit(units, memory=None):
            shape = (*self.stack, units, n)
            if memory is None:
                memory = np.ones(prod(shape))
            return memory[: prod(shape)].reshape(shape).swapaxes(-1, -2)

        a1 = [np.ones((*self.stack, n, sizes[0] + 1))]
        a1 += [unit_after_unit(units + 1) for units in sizes[1:]]
        a = [with_one[..., :-1] for with_one in a1]
        delta = [None, *map(unit_after_unit, sizes[1:])]
        scratch = np.empty(prod((*self.stack, max(sizes[1:]), n)))
        slope = [None, *(unit_after_unit(units, scratch) for units in sizes[1:])]
        *forward, top = [(a1[l], self.Wb[l], a[l + 1]) for l in range(L)]
        backward = [
            (
                a1[l].swapaxes(-1, -2),
                delta[l + 1],
                self.dWb[l],
                self.Wb[l][..., :-1, :].swapaxes(-1, -2),
                delta[l],
                a[l],
                slope[l],
            )
            for l in range(L - 1, 0, -1)
        ]
        bottom = a1[0].swapaxes(-1, -2), delta[1], self.dWb[0]
        inputs, output, delta_output = a[0], a[L], delta[L]
        zero, one, share = map(np.array, (0.0, 1.0, 1 / n))
        relu, kind = self.problem.hidden == "relu", self.problem.output
        theta, gradient, move = self.theta, self.gradient, self.move
        rate = self.rate
        greatest, total = np.maximum.reduce, np.add.reduce

        def step(X, Y):
            inputs[...] = X
            for below, Wb, here in forward:
                matmul(below, Wb, here)
                if relu:
                    maximum(here, zero, out=here)
                else:
                    negative(here, here)
                    exp(here, here)
                    add(here, one, here)
                    divide(one, here, here)
            matmul(*top)
            if kind == "softmax":
                subtract(output, greatest(output, -1, None, None, True), output)
                exp(output, output)
                divide(output, total(output, -1, None, None, True), output)
            elif kind == "sigmoid":
                negative(output, output)
                exp(output, output)
                add(output, one, output)
                divide(one, output, output)
            subtract(output, Y, delta_output)
            multiply(delta_output, share, delta_output)
            for below, above, dWb, WT, here, activation, work in backward:
                matmul(below, above, dWb)
                matmul(above, WT, here)
                if relu:
                    sign(activation, work)
                else:
                    subtract(one, activation, work)
                    multiply(work, activation, work)
                multiply(here, work, here)
            matmul(*bottom)
            multiply(gradient, rate, move)
            subtract(theta, move, theta)

        return step

    def loss(self, X, Y):
        a = X
        for Wb in self.Wb[:-1]:
            z = a @ Wb[:-1] + Wb[-1]
            relu = self.problem.hidden == "relu"
            a = np.maximum(z, 0) if relu else 1 / (1 + np.exp(-z))
        z = a @ self.Wb[-1][:-1] + self.Wb[-1][-1]
        return mean_cost(z, Y, self.problem.output)

    def parameters(self):
        return self.theta


class Floor(Contender):
    """The matrix products of a step and nothing else, laid out as in ``Hand``."""

    name = "matrix products alone"

    def __init__(self, problem, start):
        rng = np.random.default_rng(3)
        sizes, L = problem.sizes, len(problem.sizes) - 1

        def layer(units):
            return rng.normal(size=(*problem.stack, units, problem.batch)).swapaxes(
                -1, -2
            )

        W = start[::2]
        a = [rng.normal(size=(*problem.stack, problem.batch, sizes[0]))]
        a += [layer(units) for units in sizes[1:]]
        delta = [layer(units) for units in sizes]
        self.products = [(a[l], W[l], np.empty_like(a[l + 1])) for l in range(L)]
        for l in range(L - 1, -1, -1):
            self.products += [
                (a[l].swapaxes(-1, -2), delta[l + 1], np.empty_like(W[l])),
                (delta[l + 1], W[l].swapaxes(-1, -2), np.empty_like(delta[l])),
            ]
        self.products.pop()  # no error is sent to the inputs

    def step(self, X, Y):
        for product in self.products:
            matmul(*product)


def mean_cost(z, Y, output):
    if output == "identity":
        costs = (z - Y) ** 2 / 2
    elif output == "sigmoid":
        costs = np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z))) - Y * z
    else:
        z = z - z.max(axis=-1, keepdims=True)
        costs = np.log(np.exp(z).sum(axis=-1)) - (z * Y).sum(axis=-1)
    return float(costs.mean())
