"""The exercises of notebook 02, activation gallery."""

import numpy as np

from ..exercise import Exercise, Wrong

EXERCISES = [
    Exercise(
        id="02.1",
        title="the slope of tanh from its output",
        name="slope",
        cases=[0.0, 0.5, -0.9, np.array([-0.99, 0.1, 0.7])],
        solution="""
            def slope(a):
                return 1 - a**2
        """,
        shows="Backpropagation needs only the output: a = tanh z is already there, and "
        "tanh′(z) = 1 − a² costs one product.",
        wrong=[
            Wrong(
                """
                def slope(a):
                    return 1 - np.tanh(a) ** 2
                """,
                hint="The argument is already the output a = tanh z. Here tanh is "
                "taken a second time.",
            ),
            Wrong(
                """
                def slope(a):
                    return a * (1 - a)
                """,
                hint="This is the shortcut of another S-shaped curve, the sigmoid.",
            ),
            Wrong(
                """
                def slope(a):
                    return 1 - a
                """,
                hint="The slope is the same at z and at −z. Is yours the same at a and "
                "at −a?",
            ),
            Wrong(
                """
                def slope(a):
                    return a**2 - 1
                """,
                hint="tanh rises everywhere. What sign has its slope?",
            ),
        ],
        hints=[
            "Write tanh z as sinh z / cosh z, and use the rule for a quotient.",
            "cosh² z − sinh² z = 1. Divide the numerator of the slope by cosh² z.",
            "Then put a in the place of sinh z / cosh z.",
        ],
    ),
    Exercise(
        id="02.2",
        title="which of the two is steeper",
        name="steeper",
        cases=[0.0, 1.0, -1.5, 1.8, -1.8, 5.0, -5.0, 1.65, -1.68],
        solution="""
            from nnlib.activations import sigmoid, tanh

            def steeper(z):
                higher = tanh.derivative(z) > sigmoid.derivative(z)
                return "tanh" if higher else "sigmoid"
        """,
        shows="tanh is the steeper one only near the centre, for |z| < 1.66. In the "
        "tails it is the flatter one.",
        wrong=[
            Wrong(
                """
                def steeper(z):
                    return "tanh" if np.tanh(z) > 1 / (1 + np.exp(-z)) else "sigmoid"
                """,
                hint="This compares the heights of the two curves. Steepness is about "
                "their derivatives.",
            ),
            Wrong(
                """
                def steeper(z):
                    return "tanh" if z < 1.66 else "sigmoid"
                """,
                hint="Right for positive z. Both slopes are even functions: what does "
                "that say about negative z?",
            ),
            Wrong(
                """
                def steeper(z):
                    return "tanh"
                """,
                hint="That holds near the centre. Look at both slopes on a log axis, "
                "further out.",
            ),
            Wrong(
                """
                def steeper(z):
                    return "sigmoid" if abs(z) < 1.66 else "tanh"
                """,
                hint="The two names are the wrong way round: try z = 0, where you know "
                "both slopes.",
            ),
        ],
        hints=[
            "Every activation of `nnlib.activations` has a `derivative`.",
            "Compare `sigmoid.derivative(z)` with `tanh.derivative(z)`.",
            "Return one of the two texts with `… if … else …`.",
        ],
    ),
    Exercise(
        id="02.3",
        title="a sigmoid that never overflows",
        name="stable_sigmoid",
        cases=[
            0.0,
            2.0,
            -2.0,
            40.0,
            -40.0,
            800.0,
            -800.0,
            -700.0,
            np.array([[-1000.0, -1.0, 0.0], [1.0, 30.0, 1000.0]]),
        ],
        atol=1e-307,
        strict=True,
        solution="""
            def stable_sigmoid(z):
                e = np.exp(-np.abs(z))
                return np.where(z >= 0, 1, e) / (1 + e)
        """,
        shows="The exponent is never positive, so that nothing overflows; and the tail "
        "keeps all its digits, because nothing is subtracted from 1.",
        wrong=[
            Wrong(
                """
                def stable_sigmoid(z):
                    return 1 / (1 + np.exp(-z))
                """,
                hint="For very negative z the exponent −z is large and positive. Which "
                "equal form has its exponent negative there?",
            ),
            Wrong(
                """
                def stable_sigmoid(z):
                    return np.exp(z) / (1 + np.exp(z))
                """,
                hint="This cures the negative side and breaks the positive one. Each "
                "side needs the form that suits it.",
            ),
            Wrong(
                """
                def stable_sigmoid(z):
                    left = np.exp(z) / (1 + np.exp(z))
                    return np.where(z >= 0, 1 / (1 + np.exp(-z)), left)
                """,
                hint="`np.where` chooses between two finished arrays: both sides are "
                "computed for every z, the overflowing one too.",
            ),
            Wrong(
                """
                def stable_sigmoid(z):
                    return 1 / (1 + np.exp(-np.clip(z, -500, 500)))
                """,
                hint="Clipping stops the overflow, and the value stops too: beyond the "
                "limit the curve is a constant.",
            ),
            Wrong(
                """
                def stable_sigmoid(z):
                    return (1 + np.tanh(z / 2)) / 2
                """,
                hint="On the negative side this adds 1 to a number that is nearly −1. "
                "Which digits survive that?",
            ),
            Wrong(
                """
                def stable_sigmoid(z):
                    if z >= 0:
                        return 1 / (1 + np.exp(-z))
                    return np.exp(z) / (1 + np.exp(z))
                """,
                hint="Right for one number at a time. An array has no single answer to "
                "`z >= 0`: a layer holds many z.",
            ),
        ],
        hints=[
            "Multiply 1/(1 + e^−z) above and below by e^z. Which form is safe where?",
            "Both forms can be written with e = exp(−|z|), which is at most 1.",
            "The denominator is 1 + e on both sides; choose the numerator by the sign.",
        ],
    ),
    Exercise(
        id="02.4",
        title="the derivative of leaky ReLU, kink included",
        name="leaky_slope",
        cases=[
            (np.array([-2.0, 3.0]), 0.1),
            (np.array([-0.5, 0.0, 0.5]), 0.01),
            (np.array([[-1.0, 0.0], [4.0, -3.0]]), 0.3),
        ],
        solution="""
            def leaky_slope(z, negative_slope):
                return np.where(z > 0, 1, negative_slope)
        """,
        shows="At the kink there is no derivative, so that a convention is needed: "
        "here leaky ReLU takes the negative slope at 0.",
        wrong=[
            Wrong(
                """
                def leaky_slope(z, negative_slope):
                    return np.where(z >= 0, 1, negative_slope)
                """,
                hint="Right except at one point. Which slope does the convention of "
                "section 1 take at the kink?",
            ),
            Wrong(
                """
                def leaky_slope(z, negative_slope):
                    return np.where(z > 0, z, negative_slope * z)
                """,
                hint="This is leaky ReLU itself. Its derivative no longer depends on "
                "how large z is.",
            ),
            Wrong(
                """
                def leaky_slope(z, negative_slope):
                    return np.where(z > 0, 1, 0)
                """,
                hint="This is the derivative of plain ReLU: nothing leaks through.",
            ),
            Wrong(
                """
                def leaky_slope(z, negative_slope):
                    return np.where(z > 0, 1, -negative_slope)
                """,
                hint="“Negative slope” is the slope on the negative side. Does leaky "
                "ReLU rise or fall there?",
            ),
            Wrong(
                """
                def leaky_slope(z, negative_slope):
                    return 1 if z > 0 else negative_slope
                """,
                hint="Right for one number at a time. An array has no single answer to "
                "`z > 0`: a layer holds many z.",
            ),
        ],
        hints=[
            "There are only two slopes: one for z > 0, one for the rest.",
            "`np.where(condition, this, that)` chooses for each element.",
        ],
    ),
    Exercise(
        id="02.5",
        title="where rounding kills the slope",
        name="z",
        solution="""
            z = 0
            a = np.float32(0.5)
            while a * (1 - a) > 0:
                z = z + 1
                a = 1 / (1 + np.exp(np.float32(-z)))
        """,
        shows="In single precision 1 + e^−z rounds to 1 from z = 17 on, and the "
        "shortcut a(1 − a) to exactly 0, though the true slope is still 4e-8. In "
        "double precision it takes until z = 37.",
        wrong=[
            Wrong(
                "z = 37",
                hint="That is where it happens in double precision. How many digits "
                "has a float32?",
            ),
            Wrong(
                "z = 16",
                hint="Near. Print `a * (1 - a)` at your z: is it exactly 0?",
            ),
            Wrong(
                "z = 18",
                hint="It is 0 here, and it was 0 before.",
            ),
            Wrong(
                "z = 89",
                hint="That is where e^z overflows in single precision. The slope is "
                "lost long before, when a can no longer be told from 1.",
            ),
            Wrong(
                "z = 104",
                hint="That is where e^−z itself becomes 0 in single precision. The "
                "slope is lost long before, when a can no longer be told from 1.",
            ),
        ],
        hints=[
            "Compute `a = 1 / (1 + np.exp(np.float32(-z)))` for whole numbers z, and "
            "look at `a * (1 - a)`.",
            "A `while` loop that adds 1 to z until the product is 0 finds it.",
        ],
    ),
]
