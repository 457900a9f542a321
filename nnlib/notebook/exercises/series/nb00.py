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

a.slip(0.5, "That is the value at z = 0. At z = 2 it is larger.")

a.slip(
    np.exp(-2.0),
    "That is e^−z alone. It belongs into the denominator, beside the 1.",
)

a.slip(
    np.exp(2.0),
    "That is e^z. The activation is 1/(1 + e^−z), which stays below 1.",
)

a.slip(
    1 - np.exp(-2.0),
    "1 − e^−z is near. The formula divides: 1/(1 + e^−z).",
)

a.slip(
    1 / (1 - np.exp(-2.0)),
    "This is above 1. Look at the sign in the denominator.",
)

a.slip(
    sigmoid(1.0),
    "That is the value at z = 1.",
)

a.slip(
    sigmoid(5.0),
    "That is the value at z = 5, where the unit is saturated.",
)

a.slip(
    sigmoid(-4.0),
    "That is the value at z = −4, where the slider of the figure starts.",
)
