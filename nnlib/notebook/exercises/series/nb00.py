"""The exercise of notebook 00, start here."""

import numpy as np

from nnlib.activations import sigmoid

from ..exercise import exercise


@exercise(
    "00.1",
    "a first value",
    digits=3,
    hints=[
        "The sigmoid is imported at the top of this notebook. It is called like "
        "any other function.",
        "The number z goes between the brackets: `sigmoid(…)`.",
    ],
    shows=(
        "σ(2) ≈ 0.88. This is how every exercise works: you hand in a value or a "
        "function, and it answers."
    ),
)
def a():
    return sigmoid(2.0)


a.slip(
    2.0,
    "This is the pre-activation z. The activation a is what the sigmoid makes of it.",
)

a.slip(
    1 / (1 + np.exp(2.0)),
    "This is below ½, as for a negative z. Look at the sign in the exponent.",
)

a.slip(
    sigmoid.derivative(2.0),
    "This is the slope of the sigmoid at z = 2, not its value there.",
)

a.slip(
    np.tanh(2.0),
    "This is another S-shaped curve: one that runs from −1 to 1.",
)

a.slip(
    1.0,
    "Near, but rounded too far: σ stays below 1. Three digits are asked for.",
)

a.slip(
    0.25,
    "That is the largest slope. The activation is the value σ(z) at z = 2.",
)

a.slip(
    1 + np.exp(-2.0),
    "This is the denominator. One division is missing.",
)

a.slip(
    0.9,
    "Near, but rounded too far: three digits are asked for.",
)
