"""The exercises of notebook 07, vanishing gradients."""

import numpy as np

from nnlib import Network, data
from nnlib.activations import sigmoid

from ..exercise import Goal, exercise

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


@exercise(
    "07.1",
    "the factor of each layer",
    cases=[
        [np.array([[1.0, -1.0]]), np.array([[4.0, 4.0]])],
        [np.array([[3.0, 4.0]]), np.array([[2.0, -2.0, 2.0, 2.0]])],
        [
            np.array([[0.1, -0.3], [0.2, 0.0]]),
            np.array([[1.0, 0.0, 2.0], [-1.0, 1.0, 0.5]]),
            np.array([[0.6], [-0.4]]),
        ],
    ],
    hints=[
        "First one number for each layer: `np.sqrt(np.mean(delta**2))`.",
        "Put these into an array, from the first layer to the last.",
        "Then divide each by the one above: `[:-1]` and `[1:]` line them up.",
    ],
    shows=(
        "The factor compares each layer with the next one up, so that a value "
        "below 1 means: the error shrinks on its way down. RMS makes layers of "
        "different width comparable."
    ),
)
def factors(deltas):
    rms = np.array([np.sqrt(np.mean(delta**2)) for delta in deltas])
    return rms[:-1] / rms[1:]


@factors.mistake(
    "Upside down: the error travels from the last layer to the first. "
    "What divides what, if shrinking means below 1?"
)
def _(deltas):
    rms = np.array([np.sqrt(np.mean(delta**2)) for delta in deltas])
    return rms[1:] / rms[:-1]


@factors.mistake(
    "These are norms: a wider layer has a larger one, whatever its "
    "values. RMS has a mean where the norm has a sum."
)
def _(deltas):
    norm = np.array([np.sqrt(np.sum(delta**2)) for delta in deltas])
    return norm[:-1] / norm[1:]


@factors.mistake(
    "This is the mean of the absolute values. In RMS the values are "
    "squared first, and the root is taken last."
)
def _(deltas):
    size = np.array([np.mean(np.abs(delta)) for delta in deltas])
    return size[:-1] / size[1:]


@factors.mistake("The mean of the squares is there. One step of RMS is missing.")
def _(deltas):
    size = np.array([np.mean(delta**2) for delta in deltas])
    return size[:-1] / size[1:]


@factors.mistake(
    "Every layer is compared with the last one. A factor belongs to a single step."
)
def _(deltas):
    rms = np.array([np.sqrt(np.mean(delta**2)) for delta in deltas])
    return rms[:-1] / rms[-1]


@exercise(
    "07.2",
    "the product along a chain",
    cases=[
        (np.array([1.0, 1.0]), np.array([0.0, 3.0])),
        (np.array([5.0, 0.5, -2.0]), np.array([1.0, -1.0, 0.5])),
        (np.array([2.0, 3.0, 4.0, 0.1]), np.array([0.0, 2.0, -4.0, 1.0])),
    ],
    hints=[
        "BP2 for a single unit: δˡ = wˡ⁺¹ δˡ⁺¹ σ′(zˡ).",
        "Write it for l = L − 1, then put that into l = L − 2, and so on to l = 1.",
        "`w[0]` is the weight of layer 1. `w[1:]` leaves out the first entry and "
        "`z[:-1]` the last.",
    ],
    shows=(
        "δ¹ = δᴸ times one factor w σ′ for each step down, and each factor pairs "
        "the weight above with the slope below. The first weight and the last slope "
        "take no part."
    ),
)
def shrink(w, z):
    return np.prod(w[1:] * sigmoid.derivative(z[:-1]))


@shrink.mistake(
    "One factor too many. There are L layers: how many steps lead "
    "from the last down to the first?"
)
def _(w, z):
    return np.prod(w * sigmoid.derivative(z))


@shrink.mistake(
    "The slope is taken one layer too high: δˡ carries σ′ at its own "
    "zˡ, and the weight of the layer above."
)
def _(w, z):
    return np.prod(w[1:] * sigmoid.derivative(z[1:]))


@shrink.mistake(
    "The weight is taken one layer too low. Which weight lies between zˡ and zˡ⁺¹?"
)
def _(w, z):
    return np.prod(w[:-1] * sigmoid.derivative(z[:-1]))


@shrink.mistake("σ′ is forgotten: between two weights the error passes an activation.")
def _(w, z):
    return np.prod(w[1:])


@shrink.mistake(
    "The weights are left out. The product of slopes alone is the "
    "popular story, not the chain rule."
)
def _(w, z):
    return np.prod(sigmoid.derivative(z[:-1]))


@shrink.mistake(
    "These are the outputs, the forward product. What vanishes is the backward one."
)
def _(w, z):
    return np.prod(w[1:] * sigmoid(z[:-1]))


@shrink.mistake(
    "0.25 is the bound that σ′ reaches only at z = 0. Use the slope at each z."
)
def _(w, z):
    return np.prod(0.25 * w[1:])


@exercise(
    "07.3",
    "the least weight that does not shrink",
    hints=[
        "How large is σ′(z) at most, and at which z?",
        "|w| times that largest slope must be 1.",
    ],
    shows=(
        "A factor |w σ′(z)| of 1 needs |w| ≥ 4, and then only at z = 0. Nielsen "
        "sets this as a problem in his chapter 5."
    ),
)
def w():
    return 4.0


w.slip(
    1.0,
    "Then the factor is σ′(z) itself. How large can that be?",
)

w.slip(
    0.25,
    "That is the largest slope of the sigmoid. The product of it and w has to reach 1.",
)

w.slip(
    5.0,
    "The ceiling 0.2 is often quoted. What is σ′ at z = 0?",
)

w.slip(
    6.894,
    "That is the weight for which the interval of good inputs is the "
    "widest, not the least weight.",
)


@exercise(
    "07.4",
    "how deep is too deep",
    hints=[
        "After n layers, 0.21ⁿ of the gradient is left.",
        "Try n = 1, 2, 3, … or solve 0.21ⁿ = 1e-6 with logarithms and round up.",
    ],
    shows=(
        "At a factor of 0.21 a layer, nine layers leave less than a millionth: "
        "0.21⁹ ≈ 8e-7. The loss is exponential, so the answer is a logarithm."
    ),
)
def layers():
    layers = 0
    while 0.21**layers >= 1e-6:
        layers = layers + 1
    return layers


layers.slip(
    10,
    "This uses the bound 0.25. The factor here is smaller: 0.21.",
)

layers.slip(
    8,
    "Near: 0.21 to the power 8 is still above a millionth.",
)

layers.slip(
    5,
    "This adds up what is lost. Factors multiply.",
)

layers.slip(
    6,
    "That would be right for a factor of 0.1. Divide by its logarithm.",
)


@exercise(
    "07.5",
    "plateau or over-fitting",
    cases=[
        (np.array([0.10, 0.10, 0.10]), np.array([0.10, 0.11, 0.10])),
        (np.array([0.10, 0.10, 0.55, 0.98]), np.array([0.11, 0.10, 0.52, 0.94])),
        (np.array([0.10, 0.80, 1.00]), np.array([0.09, 0.70, 0.76])),
        (np.array([0.10, 0.70, 1.00]), np.array([0.10, 0.12, 0.11])),
        (np.array([0.10, 0.35, 0.60]), np.array([0.10, 0.36, 0.59])),
        (np.array([0.10, 0.10, 0.10, 0.10, 0.40]), np.full(5, 0.35)),
        (np.array([0.10, 0.60, 0.10]), np.array([0.10, 0.60, 0.10])),
        (np.array([0.10, 0.80, 0.90]), np.array([0.10, 0.40, 0.85])),
        (np.array([0.10, 0.90, 0.95]), np.array([0.10, 0.90, 0.50])),
        (np.array([0.10, 0.40, 0.50]), np.array([0.10, 0.45, 0.65])),
        (np.array([0.10, 0.70, 0.55]), np.array([0.10, 0.50, 0.50])),
    ],
    hints=[
        "`training[-1]` is the share of training digits right after the last epoch.",
        "First ask whether the network trains at all, and only then whether what "
        "it learned holds on new digits.",
        "Guessing is `training[-1] < 0.2`. A gap is a difference of two shares.",
    ],
    shows=(
        "A plateau is seen on the training set already, before any test. "
        "Over-fitting is a gap between two curves, of which the upper one has left the "
        "plateau."
    ),
)
def diagnose(training, test):
    if training[-1] < 0.2:
        return "plateau"
    if training[-1] - test[-1] > 0.1:
        return "over-fitting"
    return "learns"


@diagnose.mistake(
    "A network can guess on the test set and know every example of "
    "the training set. Which of the two tells that it has not trained?"
)
def _(training, test):
    if test[-1] < 0.2:
        return "plateau"
    if training[-1] - test[-1] > 0.1:
        return "over-fitting"
    return "learns"


@diagnose.mistake(
    "A low test share alone is not over-fitting: the training share "
    "may be as low. What is compared with what?"
)
def _(training, test):
    if training[-1] < 0.2:
        return "plateau"
    if test[-1] < 0.8:
        return "over-fitting"
    return "learns"


@diagnose.mistake(
    "That judges the beginning. A run that waits and then learns has "
    "left its plateau: look at the last epoch."
)
def _(training, test):
    if training[1] < 0.2:
        return "plateau"
    if training[-1] - test[-1] > 0.1:
        return "over-fitting"
    return "learns"


@diagnose.mistake(
    "The gap has the other sign: which set does an over-fitted network know better?"
)
def _(training, test):
    if training[-1] < 0.2:
        return "plateau"
    if test[-1] - training[-1] > 0.1:
        return "over-fitting"
    return "learns"


@diagnose.mistake(
    "This takes every failure for over-fitting, as the claim above "
    "does. The network that guesses on both sets has not fitted anything."
)
def _(training, test):
    if test[-1] < 0.2:
        return "over-fitting"
    return "learns"


@exercise(
    "07.6",
    "a deep sigmoid network that passes gradients",
    goal=Goal("factor per layer", backward_factor, 0.9, 1.1),
    rtol=0.02,
    hints=[
        "Drag the scale of the first figure until the points are level, with 30 "
        "layers and the sigmoid.",
        "The answer is well above 4: larger weights push the units to where their "
        "slope is small.",
    ],
    shows=(
        "The sigmoid does not have to make gradients vanish: with weights this "
        "large, thirty layers pass the error on. It is the product of weight and slope "
        "that counts."
    ),
)
def sigma_w():
    return 10.0


sigma_w.slip(
    -np.inf,
    "The scale is a standard deviation: a positive number.",
    to=0.0,
)

sigma_w.slip(
    1.0,
    "Each slope is at most a quarter. What must the weights make up for?",
)

sigma_w.slip(
    np.sqrt(2),
    "That is He's choice, made for ReLU, whose slope is 1 on half of its inputs.",
)

sigma_w.slip(
    4.0,
    "That would do if every slope were 0.25. As the weights grow, the "
    "pre-activations spread, and most slopes are smaller.",
)
