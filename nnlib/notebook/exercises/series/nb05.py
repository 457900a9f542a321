"""The exercises of notebook 05, MSE against cross-entropy.

One sigmoid neuron: z = w x + b, a = σ(z), and the target y.
"""

import numpy as np

from ..exercise import Exercise, Wrong

EXERCISES = [
    Exercise(
        id="05.1",
        title="the error of one neuron under both costs",
        name="deltas",
        cases=[(0.9820, 0.0), (0.25, 1.0), (0.5, 0.5), (0.1, 0.3)],
        solution="""
            def deltas(a, y):
                return (a - y) * a * (1 - a), a - y
        """,
        shows="The two differ by the factor σ′ = a(1 − a) alone. Cross-entropy has it "
        "in ∂C/∂a as 1/(a(1 − a)), and the two cancel.",
        wrong=[
            Wrong(
                """
                def deltas(a, y):
                    return a - y, a - y
                """,
                hint="The first is ∂C/∂a of the quadratic cost. The error is ∂C/∂z: "
                "one step of the chain rule is missing.",
            ),
            Wrong(
                """
                def deltas(a, y):
                    return (a - y) * a * (1 - a), (a - y) / (a * (1 - a))
                """,
                hint="The second is ∂C/∂a of the cross-entropy. The error is ∂C/∂z: "
                "multiply by the slope of the sigmoid and see what is left.",
            ),
            Wrong(
                """
                def deltas(a, y):
                    return (y - a) * a * (1 - a), y - a
                """,
                hint="The sign is turned. When a is above y, the cost grows with z.",
            ),
            Wrong(
                """
                def deltas(a, y):
                    return 2 * (a - y) * a * (1 - a), a - y
                """,
                hint="The quadratic cost of this notebook is ½(a − y)². What does the "
                "½ do to the derivative?",
            ),
            Wrong(
                """
                def deltas(a, y):
                    s = 1 / (1 + np.exp(-a))
                    return (a - y) * s * (1 - s), a - y
                """,
                hint="The slope is taken at a where z belongs. a is already σ(z).",
            ),
            Wrong(
                """
                def deltas(a, y):
                    return a - y, (a - y) * a * (1 - a)
                """,
                hint="Both are there. Which of the two costs keeps the factor σ′?",
            ),
        ],
        hints=[
            "The error is δ = ∂C/∂z = ∂C/∂a · σ′(z), for both costs.",
            "σ′(z) from the output is a(1 − a).",
            "For C = −y ln a − (1 − y) ln(1 − a), ∂C/∂a = (a − y)/(a(1 − a)).",
        ],
    ),
    Exercise(
        id="05.2",
        title="one update of the neuron",
        name="update",
        cases=[
            (2.0, 2.0, 1.0, 0.0, 0.15),
            (0.6, 0.9, 1.0, 0.0, 0.15),
            (-1.0, 0.5, 2.0, 1.0, 0.5),
        ],
        solution="""
            def update(w, b, x, y, eta):
                a = 1 / (1 + np.exp(-(w * x + b)))
                delta = (a - y) * a * (1 - a)
                return w - eta * delta * x, b - eta * delta
        """,
        shows="One forward pass, one δ, and both parameters move against their "
        "gradient: ∂C/∂w = δ x and ∂C/∂b = δ.",
        wrong=[
            Wrong(
                """
                def update(w, b, x, y, eta):
                    a = 1 / (1 + np.exp(-(w * x + b)))
                    delta = (a - y) * a * (1 - a)
                    return w + eta * delta * x, b + eta * delta
                """,
                hint="This climbs. The gradient points to where the cost grows.",
            ),
            Wrong(
                """
                def update(w, b, x, y, eta):
                    a = 1 / (1 + np.exp(-(w * x + b)))
                    delta = a - y
                    return w - eta * delta * x, b - eta * delta
                """,
                hint="σ′ is forgotten: this is the update of the cross-entropy, and "
                "the cost here is the quadratic one.",
            ),
            Wrong(
                """
                def update(w, b, x, y, eta):
                    a = 1 / (1 + np.exp(-(w * x + b)))
                    delta = (a - y) * a * (1 - a)
                    return w - eta * delta, b - eta * delta
                """,
                hint="w and b move by the same amount here. What is ∂z/∂w, and what is "
                "∂z/∂b?",
            ),
            Wrong(
                """
                def update(w, b, x, y, eta):
                    a = 1 / (1 + np.exp(-(w * x + b)))
                    delta = (a - y) * a * (1 - a)
                    return w - eta * delta * x, b - eta * delta * x
                """,
                hint="The bias is not multiplied by the input. What is ∂z/∂b?",
            ),
            Wrong(
                """
                def update(w, b, x, y, eta):
                    a = 1 / (1 + np.exp(-(w * x + b)))
                    delta = (a - y) * a * (1 - a)
                    w = w - eta * delta * x
                    a = 1 / (1 + np.exp(-(w * x + b)))
                    delta = (a - y) * a * (1 - a)
                    return w, b - eta * delta
                """,
                hint="The bias is updated with the gradient of the weight that has "
                "already moved. Both gradients belong to the same forward pass.",
            ),
        ],
        hints=[
            "Forward first: z = w x + b, then a = σ(z).",
            "Then δ of the quadratic cost, as in exercise 05.1.",
            "∂C/∂w = δ · ∂z/∂w, and each parameter moves by −η times its gradient.",
        ],
    ),
    Exercise(
        id="05.3",
        title="how much steeper cross-entropy starts",
        name="ratio",
        solution="""
            a = 1 / (1 + np.exp(-(2 * 1 + 2)))
            ratio = 1 / (a * (1 - a))
        """,
        shows="At (w, b) = (2, 2) the first gradient of cross-entropy is 57 times that "
        "of the quadratic cost: δ without its factor σ′ = 0.0177.",
        rtol=5e-3,
        wrong=[
            Wrong(
                """
                a = 1 / (1 + np.exp(-(0.6 * 1 + 0.9)))
                ratio = 1 / (a * (1 - a))
                """,
                hint="This is the ratio for the other start, (0.6, 0.9).",
            ),
            Wrong(
                """
                a = 1 / (1 + np.exp(-(2 * 1 + 2)))
                ratio = a * (1 - a)
                """,
                hint="The ratio is the other way round: which gradient is the larger?",
            ),
            Wrong(
                "ratio = 4.0",
                hint="That is 1/σ′ at the centre of the sigmoid. This neuron starts "
                "far from it.",
            ),
            Wrong(
                """
                a = 1 / (1 + np.exp(-2))
                ratio = 1 / (a * (1 - a))
                """,
                hint="The pre-activation is z = w x + b: w alone, or b alone, is only "
                "half of it.",
            ),
            Wrong(
                """
                a = 1 / (1 + np.exp(-(2 * 1 + 2)))
                ratio = -np.log(1 - a) / (a**2 / 2)
                """,
                hint="This compares the two costs. The question is about their "
                "gradients.",
            ),
        ],
        hints=[
            "Write both δ and divide one by the other: y cancels.",
            "What is left is 1/σ′(z), at z = w x + b with w = b = 2 and x = 1.",
        ],
    ),
    Exercise(
        id="05.4",
        title="the epoch at which half the cost is gone",
        name="half_epoch",
        cases=[
            np.array([0.8, 0.7, 0.5, 0.39, 0.2]),
            np.array([0.48, 0.45, 0.42, 0.4]),
            np.array([0.5, 0.25, 0.3, 0.1]),
            np.array([1.0, 0.6, 0.4, 0.55, 0.2, 0.1]),
        ],
        solution="""
            def half_epoch(costs):
                for epoch, cost in enumerate(costs):
                    if cost <= costs[0] / 2:
                        return epoch
                return np.inf
        """,
        shows="One number for a whole curve, with the plateau in it. A run that never "
        "gets there needs an answer too: infinity sorts and compares correctly.",
        wrong=[
            Wrong(
                """
                def half_epoch(costs):
                    return np.argmax(costs <= costs[0] / 2)
                """,
                hint="`argmax` of a row of False is 0. What does yours say about a run "
                "that never halves its cost?",
            ),
            Wrong(
                """
                def half_epoch(costs):
                    below = np.flatnonzero(costs < costs[0] / 2)
                    return below[0] if len(below) else np.inf
                """,
                hint="Exactly half counts as half.",
            ),
            Wrong(
                """
                def half_epoch(costs):
                    below = np.flatnonzero(costs <= 0.5)
                    return below[0] if len(below) else np.inf
                """,
                hint="Half of what? The first cost is not always 1.",
            ),
            Wrong(
                """
                def half_epoch(costs):
                    above = np.sum(costs > costs[0] / 2)
                    return above if above < len(costs) else np.inf
                """,
                hint="Counting works while the cost only falls. Here it comes back up "
                "once.",
            ),
            Wrong(
                """
                def half_epoch(costs):
                    return np.argmax(np.append(costs <= costs[0] / 2, True))
                """,
                hint="The length of the run is no answer for one that never gets "
                "there: a longer run would give another.",
            ),
            Wrong(
                """
                def half_epoch(costs):
                    below = np.flatnonzero(costs <= costs[0] / 2)
                    return below[0] + 1 if len(below) else np.inf
                """,
                hint="One too many. Entry 0 is the cost before training: epoch 0.",
            ),
        ],
        hints=[
            "Epoch 0 is `costs[0]`, the cost before training.",
            "Go through the costs in order, and return the first epoch that is low "
            "enough.",
            "After the loop, nothing was low enough: return `np.inf`.",
        ],
    ),
    Exercise(
        id="05.5",
        title="the rate that makes the first steps equal",
        name="matched_rate",
        cases=[(2.0, 2.0, 0.15), (0.6, 0.9, 0.15), (-1.0, 1.0, 0.5), (0.5, -3.0, 2.0)],
        solution="""
            def matched_rate(w, b, eta):
                a = 1 / (1 + np.exp(-(w + b)))
                return eta / (a * (1 - a))
        """,
        shows="A rate makes up for σ′, but only for one start: (2, 2) needs a rate 57 "
        "times as large, (0.6, 0.9) one 6.7 times as large. Examples that share a "
        "network share its rate.",
        wrong=[
            Wrong(
                """
                def matched_rate(w, b, eta):
                    a = 1 / (1 + np.exp(-(w + b)))
                    return eta * a * (1 - a)
                """,
                hint="That makes the quadratic cost slower still. Its gradient is the "
                "smaller one, so its rate must be the larger one.",
            ),
            Wrong(
                """
                def matched_rate(w, b, eta):
                    return 4 * eta
                """,
                hint="4 is 1/σ′ at z = 0 only. How large is σ′ at z = w + b?",
            ),
            Wrong(
                """
                def matched_rate(w, b, eta):
                    a = 1 / (1 + np.exp(-w))
                    return eta / (a * (1 - a))
                """,
                hint="The bias is left out of the pre-activation z.",
            ),
            Wrong(
                """
                def matched_rate(w, b, eta):
                    a = 1 / (1 + np.exp(-(w + b)))
                    return eta / a
                """,
                hint="The factor between the two errors is σ′ = a(1 − a), not a.",
            ),
        ],
        hints=[
            "A step is −η δ in both parameters (x = 1). Set the two steps equal.",
            "η_quadratic · (a − y) σ′(z) = η · (a − y): the a − y cancels.",
        ],
    ),
    Exercise(
        id="05.6",
        title="the mistake that the quadratic cost hears best",
        name="z_loudest",
        solution="""
            a = 2 / 3  # where a² (1 − a), the error for y = 0, is largest
            z_loudest = np.log(a / (1 - a))
        """,
        shows="Beyond z = ln 2 the push falls while the mistake grows: an example that "
        "is further out counts for less. That is the plateau, and the deaf ear to "
        "outliers, in one number.",
        rtol=0.015,
        wrong=[
            Wrong(
                "z_loudest = 0.0",
                hint="σ′ is largest at 0, but the push is (a − y) σ′, and the mistake "
                "a − y still grows there.",
            ),
            Wrong(
                "z_loudest = 2 / 3",
                hint="This is an output a. Which z gives it?",
            ),
            Wrong(
                "z_loudest = -np.log(2)",
                hint="The sign is turned. The target is 0: on which side of z = 0 is "
                "the neuron wrong?",
            ),
            Wrong(
                "z_loudest = np.log(3)",
                hint="The largest of a³(1 − a) lies here. How often does a stand in "
                "(a − 0) · a(1 − a)?",
            ),
            Wrong(
                "z_loudest = np.inf",
                hint="That is so under cross-entropy, whose push is a − y. The "
                "quadratic cost multiplies it by σ′.",
            ),
        ],
        hints=[
            "For y = 0 the error is δ = a · a(1 − a) = a² − a³.",
            "Its slope over a is 2a − 3a². Where is that 0, other than at a = 0?",
            "From the output back to z: z = ln(a/(1 − a)).",
        ],
    ),
]
