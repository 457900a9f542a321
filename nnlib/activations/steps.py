"""Activations made of steps and straight lines: the threshold unit, and a sigmoid."""

import numpy as np

from nnlib.activations.base import Array, Elementwise


class HardSigmoid(Elementwise):
    """A sigmoid made of three straight lines.

    f(z) = clip((z + 3)/6, 0, 1),  f′(z) = 1/6 for −3 < z < 3 and 0 otherwise; at both
    kinks f′ = 0.  Range [0, 1], limits 0 and 1.  It is dead beyond ±3.

    Source: as far as we know Courbariaux, Bengio and David, BinaryConnect, NIPS 2015,
    with the slope 1/2; in this form, with the slope 1/6, Howard and others, Searching
    for MobileNetV3, ICCV 2019.
    """

    name = "hard_sigmoid"
    limits, derivative_limits, kinks = (0, 1), (0, 0), (-3.0, 3.0)
    formula = r"\min(\max((z + 3) / 6, 0), 1)"
    derivative_formula = r"[-3 < z < 3] / 6"
    source = "Courbariaux and others 2015; in this form Howard and others 2019"

    def _f(self, z: Array) -> Array:
        return np.clip((z + 3) / 6, 0, 1)

    def _df(self, z: Array) -> Array:
        return np.where(np.abs(z) < 3, 1 / 6, 0)


class BinaryStep(Elementwise):
    """The threshold unit: fires or does not.  No gradient passes.

    f(z) = 1 for z ≥ 0 and 0 otherwise,  f′(z) = 0; at the step f(0) = 1, f′(0) = 0.
    Range {0, 1}, limits 0 and 1.  It is saturated everywhere.

    Source: McCulloch and Pitts, A logical calculus of the ideas immanent in nervous
    activity, 1943.
    """

    name = "binary_step"
    limits, derivative_limits, kinks = (0, 1), (0, 0), (0.0,)
    formula, derivative_formula = r"[z \geq 0]", "0"
    source = "McCulloch and Pitts 1943"

    def _f(self, z: Array) -> Array:
        return np.where(z >= 0, 1.0, 0.0)

    def _df(self, z: Array) -> Array:
        return np.zeros_like(z)


hard_sigmoid = HardSigmoid()
binary_step = BinaryStep()
