"""The exercise of notebook 00, start here."""

from ..exercise import Exercise, Wrong

EXERCISES = [
    Exercise(
        id="00.1",
        title="a first value",
        name="a",
        solution="""
            from nnlib.activations import sigmoid

            a = sigmoid(2.0)
        """,
        shows="σ(2) ≈ 0.88. This is how every exercise works: you hand in a value or a "
        "function, and it answers.",
        rtol=1e-3,
        wrong=[
            Wrong(
                "a = 2.0",
                hint="This is the pre-activation z. The activation a is what the "
                "sigmoid makes of it.",
            ),
            Wrong(
                "a = 1 / (1 + np.exp(2.0))",
                hint="This is below ½, as for a negative z. Look at the sign in the "
                "exponent.",
            ),
            Wrong(
                """
                from nnlib.activations import sigmoid

                a = sigmoid.derivative(2.0)
                """,
                hint="This is the slope of the sigmoid at z = 2, not its value there.",
            ),
            Wrong(
                "a = np.tanh(2.0)",
                hint="This is another S-shaped curve: one that runs from −1 to 1.",
            ),
        ],
        hints=[
            "The sigmoid is imported at the top of this notebook. It is called like "
            "any other function.",
            "The number z goes between the brackets: `sigmoid(…)`.",
        ],
    ),
]
