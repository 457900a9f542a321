"""Gradient checking: backpropagation against finite differences of the cost."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from nnlib import _checks
from nnlib.network import Network


@dataclass
class GradientCheck:
    """What a gradient check found, for layers l = 1 … L (index 0 is unused).

    ``errors[l]`` is max|numerical − analytic| over the checked parameters of layer l,
    relative to the largest of those gradients; for a stack, its largest over the
    networks.  ``gradients[l]`` is that largest gradient.  ``kinks[l]`` counts the
    parameters left out because their step carries a pre-activation over a kink of its
    activation, where the difference is no derivative.  ``resolution`` is the rounding
    error of the differences: an error in a layer whose gradients are not a thousand
    times larger says nothing.
    """

    resolution: float
    checked: list[Any] = field(default_factory=lambda: [None])
    errors: list[Any] = field(default_factory=lambda: [None])
    gradients: list[Any] = field(default_factory=lambda: [None])
    kinks: list[Any] = field(default_factory=lambda: [None])

    @property
    def worst(self) -> float:
        """The largest relative error of the layers that can be checked, or NaN."""
        layers = range(1, len(self.errors))
        return max((self.errors[l] for l in layers if self.resolved(l)), default=np.nan)

    def resolved(self, l: int) -> bool:
        """Whether the gradients of layer l are large enough to be checked."""
        return self.gradients[l] >= 1e3 * self.resolution

    def __repr__(self) -> str:
        lines = []
        for l in range(1, len(self.errors)):
            line = (
                f"layer {l}: relative error {self.errors[l]:.1e} "
                f"over {self.checked[l]} parameters"
            )
            if self.kinks[l]:
                line += f", {self.kinks[l]} left out at a kink"
            if not self.resolved(l):
                line += (
                    f" (gradients of {self.gradients[l]:.0e} are too small to check)"
                )
            lines.append(line)
        return "\n".join(lines)


def gradcheck(
    net: Network, X: ArrayLike, Y: ArrayLike, samples: int = 200, seed: int = 0
) -> GradientCheck:
    """Compare the gradients of ``net`` on X, Y with central differences.

    (C(θ + h) − C(θ − h)) / 2h has an error of about h² from the curvature and ε/h from
    rounding; h = ε^(1/3) max(1, |θ|) balances them and leaves about 1e-10.  At most
    ``samples`` parameters of a layer are checked, drawn by ``seed``.  The work is done
    on a float64 copy: the network stays as it is.

    Raises the errors of ``forward`` and ``backward`` for X and Y that do not fit.
    """
    samples = _checks.count(samples, "samples")
    rng = np.random.default_rng(_checks.count(seed, "seed", least=0))
    twin = type(net)(**{**net.config(), "dtype": "float64"}, init="zeros")
    twin.parameters[...] = net.parameters
    cost = twin.cost(X, Y)
    twin.forward(X)
    twin.backward(Y)
    X, Y = twin._checked_data(X, Y)
    step = np.finfo(np.float64).eps ** (1 / 3)
    report = GradientCheck(resolution=float(np.max(cost) * 2e-16 / step))
    for l in range(1, net.L + 1):
        places = _sample(rng, twin.places[l], samples)
        analytic = twin.gradient[..., places].copy()
        numerical = np.empty_like(analytic)
        smooth = np.ones(len(places), dtype=bool)
        for i, place in enumerate(places):
            theta = twin.parameters[..., place].copy()
            h = step * np.maximum(1, np.abs(theta))
            sides = []
            for sign in (1, -1):
                twin.parameters[..., place] = theta + sign * h
                twin.forward(X)
                sides.append(_sides_of_kinks(twin))
                high = twin.loss.cost(twin.z[twin.L], Y, twin.f[twin.L])
                numerical[..., i] = high if sign == 1 else numerical[..., i] - high
            twin.parameters[..., place] = theta
            numerical[..., i] /= 2 * h
            smooth[i] = all(map(np.array_equal, *sides))
        _report(report, analytic[..., smooth], numerical[..., smooth], smooth)
    return report


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


def _report(report, analytic, numerical, smooth):
    scale = np.maximum(np.abs(analytic), np.abs(numerical)).max(axis=-1, initial=0)
    error = np.abs(analytic - numerical).max(axis=-1, initial=0)
    worst = np.max(error / np.where(scale > 0, scale, 1))
    report.checked.append(int(smooth.sum()))
    report.errors.append(float(worst))
    report.gradients.append(float(np.max(scale)))
    report.kinks.append(int((~smooth).sum()))
