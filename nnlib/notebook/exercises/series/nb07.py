"""The exercises of notebook 07, vanishing gradients."""

import numpy as np

from nnlib import Network, data

from ..exercise import Exercise, Goal, Wrong

DEPTH, WIDTH, SEEDS, EXAMPLES = 30, 100, 5, 50


def backward_factor(sigma_w: float) -> float:
    """The backward factor per layer of deep sigmoid networks on digits.

    Weights are N(0, σ_w²/n_in), biases 0.  The factor is the geometric mean, over the
    hidden layers and over a stack of seeds, of the RMS of δ of a layer over that of the
    next.
    """
    net = Network(
        [64, *[WIDTH] * DEPTH, 10],
        hidden="sigmoid",
        loss="sparse_categorical_cross_entropy",
        init="lecun_normal",
        stack=(SEEDS,),
    )
    digits = data.digits()
    with np.errstate(all="ignore"):
        for l in range(1, net.L + 1):
            net.W[l][...] *= sigma_w
        net.forward(digits.X[:EXAMPLES])
        net.backward(digits.y[:EXAMPLES])
        rms = [np.sqrt(np.mean(net.delta[l] ** 2, axis=(1, 2))) for l in (1, DEPTH)]
        return float(np.exp(np.mean(np.log(rms[0] / rms[1])) / (DEPTH - 1)))


EXERCISES = [
    Exercise(
        id="07.1",
        title="the factor of each layer",
        name="factors",
        cases=[
            [np.array([[1.0, -1.0]]), np.array([[4.0, 4.0]])],
            [np.array([[3.0, 4.0]]), np.array([[2.0, -2.0, 2.0, 2.0]])],
            [
                np.array([[0.1, -0.3], [0.2, 0.0]]),
                np.array([[1.0, 0.0, 2.0], [-1.0, 1.0, 0.5]]),
                np.array([[0.6], [-0.4]]),
            ],
        ],
        solution="""
            def factors(deltas):
                rms = np.array([np.sqrt(np.mean(delta**2)) for delta in deltas])
                return rms[:-1] / rms[1:]
        """,
        shows="The factor compares each layer with the next one up, so that a value "
        "below 1 means: the error shrinks on its way down. RMS makes layers of "
        "different width comparable.",
        wrong=[
            Wrong(
                """
                def factors(deltas):
                    rms = np.array([np.sqrt(np.mean(delta**2)) for delta in deltas])
                    return rms[1:] / rms[:-1]
                """,
                hint="Upside down: the error travels from the last layer to the first. "
                "What divides what, if shrinking means below 1?",
            ),
            Wrong(
                """
                def factors(deltas):
                    norm = np.array([np.sqrt(np.sum(delta**2)) for delta in deltas])
                    return norm[:-1] / norm[1:]
                """,
                hint="These are norms: a wider layer has a larger one, whatever its "
                "values. RMS has a mean where the norm has a sum.",
            ),
            Wrong(
                """
                def factors(deltas):
                    size = np.array([np.mean(np.abs(delta)) for delta in deltas])
                    return size[:-1] / size[1:]
                """,
                hint="This is the mean of the absolute values. In RMS the values are "
                "squared first, and the root is taken last.",
            ),
            Wrong(
                """
                def factors(deltas):
                    size = np.array([np.mean(delta**2) for delta in deltas])
                    return size[:-1] / size[1:]
                """,
                hint="The mean of the squares is there. One step of RMS is missing.",
            ),
            Wrong(
                """
                def factors(deltas):
                    rms = np.array([np.sqrt(np.mean(delta**2)) for delta in deltas])
                    return rms[:-1] / rms[-1]
                """,
                hint="Every layer is compared with the last one. A factor belongs to a "
                "single step.",
            ),
        ],
        hints=[
            "First one number for each layer: `np.sqrt(np.mean(delta**2))`.",
            "Put these into an array, from the first layer to the last.",
            "Then divide each by the one above: `[:-1]` and `[1:]` line them up.",
        ],
    ),
    Exercise(
        id="07.2",
        title="the product along a chain",
        name="shrink",
        cases=[
            (np.array([1.0, 1.0]), np.array([0.0, 3.0])),
            (np.array([5.0, 0.5, -2.0]), np.array([1.0, -1.0, 0.5])),
            (np.array([2.0, 3.0, 4.0, 0.1]), np.array([0.0, 2.0, -4.0, 1.0])),
        ],
        solution="""
            from nnlib.activations import sigmoid

            def shrink(w, z):
                return np.prod(w[1:] * sigmoid.derivative(z[:-1]))
        """,
        shows="δ¹ = δᴸ times one factor w σ′ for each step down, and each factor pairs "
        "the weight above with the slope below. The first weight and the last slope "
        "take no part.",
        wrong=[
            Wrong(
                """
                from nnlib.activations import sigmoid

                def shrink(w, z):
                    return np.prod(w * sigmoid.derivative(z))
                """,
                hint="One factor too many. There are L layers: how many steps lead "
                "from the last down to the first?",
            ),
            Wrong(
                """
                from nnlib.activations import sigmoid

                def shrink(w, z):
                    return np.prod(w[1:] * sigmoid.derivative(z[1:]))
                """,
                hint="The slope is taken one layer too high: δˡ carries σ′ at its own "
                "zˡ, and the weight of the layer above.",
            ),
            Wrong(
                """
                from nnlib.activations import sigmoid

                def shrink(w, z):
                    return np.prod(w[:-1] * sigmoid.derivative(z[:-1]))
                """,
                hint="The weight is taken one layer too low. Which weight lies between "
                "zˡ and zˡ⁺¹?",
            ),
            Wrong(
                """
                def shrink(w, z):
                    return np.prod(w[1:])
                """,
                hint="σ′ is forgotten: between two weights the error passes an "
                "activation.",
            ),
            Wrong(
                """
                from nnlib.activations import sigmoid

                def shrink(w, z):
                    return np.prod(sigmoid.derivative(z[:-1]))
                """,
                hint="The weights are left out. The product of slopes alone is the "
                "popular story, not the chain rule.",
            ),
            Wrong(
                """
                from nnlib.activations import sigmoid

                def shrink(w, z):
                    return np.prod(w[1:] * sigmoid(z[:-1]))
                """,
                hint="These are the outputs, the forward product. What vanishes is the "
                "backward one.",
            ),
            Wrong(
                """
                def shrink(w, z):
                    return np.prod(0.25 * w[1:])
                """,
                hint="0.25 is the bound that σ′ reaches only at z = 0. Use the slope "
                "at each z.",
            ),
        ],
        hints=[
            "BP2 for a single unit: δˡ = wˡ⁺¹ δˡ⁺¹ σ′(zˡ).",
            "Write it for l = L − 1, then put that into l = L − 2, and so on to l = 1.",
            "`w[0]` is the weight of layer 1. `w[1:]` leaves out the first entry and "
            "`z[:-1]` the last.",
        ],
    ),
    Exercise(
        id="07.3",
        title="the least weight that does not shrink",
        name="w",
        solution="w = 4.0",
        shows="A factor |w σ′(z)| of 1 needs |w| ≥ 4, and then only at z = 0. Nielsen "
        "sets this as a problem in his chapter 5.",
        wrong=[
            Wrong(
                "w = 1.0",
                hint="Then the factor is σ′(z) itself. How large can that be?",
            ),
            Wrong(
                "w = 0.25",
                hint="That is the largest slope of the sigmoid. The product of it and "
                "w has to reach 1.",
            ),
            Wrong(
                "w = 5.0",
                hint="The ceiling 0.2 is often quoted. What is σ′ at z = 0?",
            ),
            Wrong(
                "w = 6.894",
                hint="That is the weight for which the interval of good inputs is the "
                "widest, not the least weight.",
            ),
        ],
        hints=[
            "How large is σ′(z) at most, and at which z?",
            "|w| times that largest slope must be 1.",
        ],
    ),
    Exercise(
        id="07.4",
        title="how deep is too deep",
        name="layers",
        solution="""
            layers = 0
            while 0.21**layers >= 1e-6:
                layers = layers + 1
        """,
        shows="At a factor of 0.21 a layer, nine layers leave less than a millionth: "
        "0.21⁹ ≈ 8e-7. The loss is exponential, so the answer is a logarithm.",
        wrong=[
            Wrong(
                "layers = 10",
                hint="This uses the bound 0.25. The factor here is smaller: 0.21.",
            ),
            Wrong(
                "layers = 8",
                hint="Near: 0.21 to the power 8 is still above a millionth.",
            ),
            Wrong(
                "layers = 5",
                hint="This adds up what is lost. Factors multiply.",
            ),
            Wrong(
                "layers = 6",
                hint="That would be right for a factor of 0.1. Divide by its "
                "logarithm.",
            ),
        ],
        hints=[
            "After n layers, 0.21ⁿ of the gradient is left.",
            "Try n = 1, 2, 3, … or solve 0.21ⁿ = 1e-6 with logarithms and round up.",
        ],
    ),
    Exercise(
        id="07.5",
        title="plateau or over-fitting",
        name="diagnose",
        cases=[
            (np.array([0.10, 0.10, 0.10]), np.array([0.10, 0.11, 0.10])),
            (np.array([0.10, 0.10, 0.55, 0.98]), np.array([0.11, 0.10, 0.52, 0.94])),
            (np.array([0.10, 0.80, 1.00]), np.array([0.09, 0.70, 0.76])),
            (np.array([0.10, 0.70, 1.00]), np.array([0.10, 0.12, 0.11])),
            (np.array([0.10, 0.35, 0.60]), np.array([0.10, 0.36, 0.59])),
        ],
        solution="""
            def diagnose(training, test):
                if training[-1] < 0.2:
                    return "plateau"
                if training[-1] - test[-1] > 0.1:
                    return "over-fitting"
                return "learns"
        """,
        shows="A plateau is seen on the training set already, before any test. "
        "Over-fitting is a gap between two curves, of which the upper one has left the "
        "plateau.",
        wrong=[
            Wrong(
                """
                def diagnose(training, test):
                    if test[-1] < 0.2:
                        return "plateau"
                    if training[-1] - test[-1] > 0.1:
                        return "over-fitting"
                    return "learns"
                """,
                hint="A network can guess on the test set and know every example of "
                "the training set. Which of the two tells that it has not trained?",
            ),
            Wrong(
                """
                def diagnose(training, test):
                    if training[-1] < 0.2:
                        return "plateau"
                    if test[-1] < 0.8:
                        return "over-fitting"
                    return "learns"
                """,
                hint="A low test share alone is not over-fitting: the training share "
                "may be as low. What is compared with what?",
            ),
            Wrong(
                """
                def diagnose(training, test):
                    if training[1] < 0.2:
                        return "plateau"
                    if training[-1] - test[-1] > 0.1:
                        return "over-fitting"
                    return "learns"
                """,
                hint="That judges the beginning. A run that waits and then learns has "
                "left its plateau: look at the last epoch.",
            ),
            Wrong(
                """
                def diagnose(training, test):
                    if training[-1] < 0.2:
                        return "plateau"
                    if test[-1] - training[-1] > 0.1:
                        return "over-fitting"
                    return "learns"
                """,
                hint="The gap has the other sign: which set does an over-fitted "
                "network know better?",
            ),
            Wrong(
                """
                def diagnose(training, test):
                    if test[-1] < 0.2:
                        return "over-fitting"
                    return "learns"
                """,
                hint="This takes every failure for over-fitting, as the claim above "
                "does. The network that guesses on both sets has not fitted anything.",
            ),
        ],
        hints=[
            "`training[-1]` is the share of training digits right after the last "
            "epoch.",
            "First ask whether the network trains at all, and only then whether what "
            "it learned holds on new digits.",
            "Guessing is `training[-1] < 0.2`. A gap is a difference of two shares.",
        ],
    ),
    Exercise(
        id="07.6",
        title="a deep sigmoid network that passes gradients",
        name="sigma_w",
        solution="sigma_w = 10.0",
        goal=Goal("factor per layer", backward_factor, 0.9, 1.1),
        shows="The sigmoid does not have to make gradients vanish: with weights this "
        "large, thirty layers pass the error on. It is the product of weight and slope "
        "that counts.",
        rtol=0.02,
        wrong=[
            Wrong(
                "sigma_w = 1.0",
                hint="Each slope is at most a quarter. What must the weights make up "
                "for?",
            ),
            Wrong(
                "sigma_w = np.sqrt(2)",
                hint="That is He's choice, made for ReLU, whose slope is 1 on half of "
                "its inputs.",
            ),
            Wrong(
                "sigma_w = 4.0",
                hint="That would do if every slope were 0.25. As the weights grow, the "
                "pre-activations spread, and most slopes are smaller.",
            ),
        ],
        hints=[
            "Drag the scale of the first figure until the points are level, with 30 "
            "layers and the sigmoid.",
            "The answer is well above 4: larger weights push the units to where their "
            "slope is small.",
        ],
    ),
]
