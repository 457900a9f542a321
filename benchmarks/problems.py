"""What is computed: the networks, their data, and how a contender shows its work."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

ROUNDING = 1e-9


@dataclass(frozen=True)
class Problem:
    """Training of a network of sigmoid or relu units by plain SGD, in float64.

    Ten outputs stand for softmax and categorical cross-entropy.  A single one stands
    for sigmoid and binary cross-entropy or, with ``quadratic``, for a linear output and
    the quadratic cost.  ``stack`` is the shape of networks that are trained side by
    side; () is one network.
    """

    sizes: tuple[int, ...]
    batch: int
    hidden: str = "sigmoid"
    quadratic: bool = False
    rate: float = 0.5
    stack: tuple[int, ...] = ()

    @property
    def name(self) -> str:
        hidden = self.sizes[1:-1]
        if len(hidden) > 3:
            layers = f"{self.sizes[0]}-{hidden[0]}×{len(hidden)}-{self.sizes[-1]}"
        else:
            layers = str(list(self.sizes))
        kind = "" if self.hidden == "sigmoid" else f" {self.hidden}"
        cost = ", quadratic" if self.quadratic else ""
        return f"{layers} B{self.batch}{kind}{cost}"

    @property
    def output(self) -> str:
        """The activation of the outputs, which the loss matches."""
        if self.quadratic:
            return "identity"
        return "sigmoid" if self.sizes[-1] == 1 else "softmax"

    def start(self) -> list[np.ndarray]:
        """W₁, b₁, W₂, b₂, …: ``(*stack, n_in, n_out)`` and ``(*stack, n_out)``."""
        rng = np.random.default_rng(1)
        arrays = []
        for n_in, n_out in pairwise(self.sizes):
            std = np.sqrt(2 / (n_in + n_out))
            arrays += [
                rng.normal(0, std, (*self.stack, n_in, n_out)),
                rng.normal(0, 0.1, (*self.stack, n_out)),
            ]
        return arrays

    def examples(self) -> tuple[np.ndarray, np.ndarray]:
        """A batch of inputs X and dense targets Y."""
        rng = np.random.default_rng(2)
        X = rng.normal(size=(self.batch, self.sizes[0]))
        if self.output != "softmax":
            return X, rng.integers(2, size=(self.batch, 1)).astype(np.float64)
        return X, one_hot(rng.integers(self.sizes[-1], size=self.batch))


class Contender:
    """One way to train the network of a problem."""

    name: str
    package: str | None = None  # what must be installed besides NumPy
    own_loss = True  # whether ``loss`` is the cost of the whole set

    def __init__(self, problem: Problem, start: list[np.ndarray]):
        """A network with the parameters ``start``, which are copied."""
        raise NotImplementedError

    def data(self, X, Y):
        """X and dense targets Y as ``step`` takes them."""
        return X, Y

    def step(self, X, Y):
        """Forward, backward, and θ ← θ − η ∂C/∂θ."""
        raise NotImplementedError

    def stepper(self, n):
        """The step for batches of n examples."""
        return self.step

    def epoch(self, X, Y, batch):
        """One step for each batch, in order; the last one may be smaller."""
        for x, y in batches(*self.data(X, Y), batch):
            self.stepper(len(x))(x, y)

    def loss(self, X, Y) -> float:
        """The mean cost."""
        raise NotImplementedError

    def parameters(self) -> np.ndarray:
        """W₁, b₁, W₂, b₂, … one after the other: ``(*stack, count)``."""
        raise NotImplementedError

    def train(self, X, Y, epochs, batch, seed):
        """Epochs in fresh random order; the loss before training and after each."""
        rng = np.random.default_rng(seed)
        losses = [self.loss(X, Y)]
        for _ in range(epochs):
            order = rng.permutation(len(X))
            self.epoch(X[order], Y[order], batch)
            losses.append(self.loss(X, Y))
        return losses


class DifferentWork(ValueError):
    """A contender does not compute what the others do."""


def deviation(name: str, parameters, reference, start) -> float:
    """The largest difference from the reference, relative to how far that has moved.

    Raises DifferentWork where it is more than rounding explains.
    """
    gap = np.abs(parameters - reference).max() / np.abs(reference - start).max()
    if not gap <= ROUNDING:
        raise DifferentWork(
            f"{name}: the parameters differ from the reference by {gap:.1e} of the "
            f"way that training has taken them; rounding explains {ROUNDING:.0e}"
        )
    return float(gap)


def batches(X, Y, size):
    for start in range(0, len(X), size):
        yield X[start : start + size], Y[start : start + size]


def flat(arrays, stack=()) -> np.ndarray:
    return np.concatenate([np.reshape(array, (*stack, -1)) for array in arrays], -1)


def one_hot(labels) -> np.ndarray:
    return (labels[:, None] == np.arange(10)).astype(np.float64)
