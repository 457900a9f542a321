"""Gradient checking: backpropagation against finite differences of the cost."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from nnlib import _checks
from nnlib._parameters import Parameters
from nnlib.network import Network

EPSILON = np.finfo(np.float64).eps
SMALLEST, LARGEST = 1e-270, 1e90  # sizes beyond count as these


@dataclass
class GradientCheck:
    """What a gradient check found, for layers l = 1 … L (index 0 is unused).

    ``errors[l]`` is the largest |numerical − analytic| among the checked parameters of
    layer l, relative to the largest of their gradients, each times the step of its
    parameter: so inputs of very different sizes count alike.  For a stack it is the
    largest over the networks.  ``gradients[l]`` is the largest gradient, and
    ``changes[l]`` the largest change of the cost by a step.  ``kinks[l]`` counts the
    parameters left out because their step carries a pre-activation over a kink of its
    activation, where the difference is no derivative.

    ``cost`` is the cost, of a stack the largest.  Its rounding error is ε ``cost``: an
    error in a layer whose changes are not a thousand times larger says nothing.
    """

    cost: float
    checked: list[Any] = field(default_factory=lambda: [None])
    errors: list[Any] = field(default_factory=lambda: [None])
    gradients: list[Any] = field(default_factory=lambda: [None])
    changes: list[Any] = field(default_factory=lambda: [None])
    kinks: list[Any] = field(default_factory=lambda: [None])

    @property
    def worst(self) -> float:
        """The largest relative error of the layers that can be checked, or NaN."""
        layers = range(1, len(self.errors))
        return max((self.errors[l] for l in layers if self.resolved(l)), default=np.nan)

    def resolved(self, l: int) -> bool:
        """Whether the gradients of layer l are large enough to be checked."""
        return bool(self.changes[l] >= 1e3 * EPSILON * self.cost)

    def __repr__(self) -> str:
        if not np.isfinite(self.cost):
            return f"nothing can be checked: the cost is {self.cost}"
        return "\n".join(map(self._line, range(1, len(self.errors))))

    def _line(self, l):
        line = (
            f"layer {l}: relative error {self.errors[l]:.1e} "
            f"over {self.checked[l]} parameters"
        )
        if self.kinks[l]:
            line += f", {self.kinks[l]} left out at a kink"
        if not self.resolved(l):
            line += (
                f" (gradients of {self.gradients[l]:.0e} are too small to check beside "
                f"a cost of {self.cost:.0e})"
            )
        return line


@np.errstate(all="ignore")
def gradcheck(
    net: Network, X: ArrayLike, Y: ArrayLike, samples: int = 200, seed: int = 0
) -> GradientCheck:
    """Compare the gradients of ``net`` on X, Y with central differences.

    (C(θ + h) − C(θ − h)) / 2h has an error of about h² from the curvature and ε/h from
    rounding, where h is the move of a pre-activation z: ε^(1/3) balances them and
    leaves about 1e-10.  The step of a weight is that move divided by the largest
    activation that the weight meets.  At most ``samples`` parameters of a layer are
    checked, drawn by ``seed``.  The work is done on a float64 copy: the network stays
    as it is.

    Raises ValueError or TypeError for X and Y that do not fit, and for parameters that
    are not finite.
    """
    samples = _checks.count(samples, "samples")
    rng = np.random.default_rng(_checks.count(seed, "seed", least=0))
    net._check_parameters()
    twin = type(net)(**{**net.config(), "dtype": "float64"}, init="zeros")
    twin.parameters[...] = net.parameters
    X, Y = twin._checked_data(X, Y)
    twin.forward(X)
    twin.backward(Y)
    steps = _steps(twin)
    report = GradientCheck(float(np.max(_cost(twin, Y))))
    for l in range(1, net.L + 1):
        places = _sample(rng, twin.places[l], samples)
        analytic = twin.gradient[..., places].copy()
        numerical = np.empty_like(analytic)
        smooth = np.ones(len(places), dtype=bool)
        for i, place in enumerate(places):
            numerical[..., i], smooth[i] = _difference(twin, X, Y, place, steps)
        _report(report, analytic, numerical, steps[..., places], smooth)
    return report


def _steps(net):
    """The step of each parameter, in an array like ``net.parameters``."""
    learned = sum(len(f.learned) for f in net.f[1:])
    steps = Parameters(net.sizes, net.stack, net.dtype, learned)
    for l in range(1, net.L + 1):
        a = np.abs(net.a[l - 1])
        terms = a @ np.abs(net.W[l]) + np.abs(net.b[l])[..., None, :]  # what z sums up
        move = np.cbrt(EPSILON * np.clip(terms.max(axis=-2), 1, LARGEST))
        steps.b[l] = move
        steps.W[l] = move[..., None, :] / _reach(a.max(axis=-2))[..., None]
        if net.f[l].learned:
            z = np.abs(net.z[l]).max(axis=(-2, -1))
            steps.vector[..., net.places[l][-1]] = np.cbrt(EPSILON) / _reach(z)
    return steps.vector


def _reach(x):
    """x where a step divided by it stays a number; 1 where there is nothing to move."""
    return np.where(x > 0, np.maximum(x, SMALLEST), 1)


def _difference(net, X, Y, place, steps):
    """The central difference at one parameter, and whether no kink was crossed."""
    theta, h = net.parameters[..., place].copy(), steps[..., place]
    up, down = theta + h, theta - h
    costs, sides = [], []
    for moved in (up, down):
        net.parameters[..., place] = moved
        net._forward(X)
        costs.append(_cost(net, Y))
        sides.append(_sides_of_kinks(net))
    net.parameters[..., place] = theta
    smooth = all(map(np.array_equal, *sides))
    return (costs[0] - costs[1]) / (up - down), smooth


def _cost(net, Y):
    """The cost of the last forward pass."""
    return net.loss.cost(net.z[net.L], Y, net.f[net.L])


def _sample(rng, places, samples):
    if len(places) <= samples:
        return np.array(places)
    return np.sort(rng.choice(places, samples, replace=False))


def _sides_of_kinks(net):
    """For each kink of each activation, which pre-activations lie above it."""
    return [
        net.z[l] > kink
        for l in range(1, net.L + 1)
        for kink in getattr(net.f[l], "kinks", ())
    ]


def _report(report, analytic, numerical, steps, smooth):
    changes = [(g * steps)[..., smooth] for g in (analytic, numerical)]
    scale = np.maximum(*map(np.abs, changes)).max(axis=-1, initial=0)
    error = np.abs(changes[0] - changes[1]).max(axis=-1, initial=0)
    report.checked.append(int(smooth.sum()))
    report.errors.append(float(np.max(error / np.where(scale > 0, scale, 1))))
    report.gradients.append(float(np.abs(analytic[..., smooth]).max(initial=0)))
    report.changes.append(float(np.max(scale)))
    report.kinks.append(int((~smooth).sum()))
