"""The exercises of notebook 07, vanishing gradients."""

import itertools

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
    "the factor of each step",
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


@factors.mistake(
    "That is one factor for the whole way. A step leads from a layer to the next, and "
    "each has its own."
)
def _(deltas):
    rms = np.array([np.sqrt(np.mean(delta**2)) for delta in deltas])
    return (rms[0] / rms[-1]) ** (1 / (len(rms) - 1))


@factors.mistake("`np.std` subtracts the mean first. RMS measures the distance from 0.")
def _(deltas):
    size = np.array([np.std(delta) for delta in deltas])
    return size[:-1] / size[1:]


@factors.mistake("The last layer has none above it, and so no factor.")
def _(deltas):
    rms = np.array([np.sqrt(np.mean(delta**2)) for delta in deltas])
    return np.append(rms[:-1] / rms[1:], 1.0)


@factors.mistake(
    "The order is turned round: the lowest layer comes first, as in `deltas`."
)
def _(deltas):
    rms = np.array([np.sqrt(np.mean(delta**2)) for delta in deltas])
    return (rms[:-1] / rms[1:])[::-1]


@factors.mistake("`np.var` subtracts the mean first, and there is no root in it.")
def _(deltas):
    size = np.array([np.var(delta) for delta in deltas])
    return size[:-1] / size[1:]


@factors.mistake(
    "A norm over the number of entries is no RMS: the mean belongs under the root."
)
def _(deltas):
    size = np.array([np.linalg.norm(delta) / delta.size for delta in deltas])
    return size[:-1] / size[1:]


@factors.mistake(
    "This takes a root for each example and the mean of the roots. All squares have "
    "one mean, and that one root."
)
def _(deltas):
    size = np.array([np.mean(np.sqrt(np.mean(delta**2, axis=1))) for delta in deltas])
    return size[:-1] / size[1:]


@factors.mistake(
    "With `axis=1` each example has a number of its own. One for each layer is "
    "asked for."
)
def _(deltas):
    size = [np.sqrt(np.mean(delta**2, axis=1)) for delta in deltas]
    return np.array([a / b for a, b in itertools.pairwise(size)])


@factors.mistake(
    "With `axis=0` each unit has a number of its own. One for each layer is asked for."
)
def _(deltas):
    size = [np.sqrt(np.mean(delta**2, axis=0)) for delta in deltas]
    return np.array([a / b for a, b in itertools.pairwise(size)])


@factors.mistake("These are the RMS values. A factor is the quotient of two of them.")
def _(deltas):
    rms = np.array([np.sqrt(np.mean(delta**2)) for delta in deltas])
    return rms


@factors.mistake(
    "Every layer is compared with the highest. A factor compares neighbours."
)
def _(deltas):
    rms = np.array([np.sqrt(np.mean(delta**2)) for delta in deltas])
    return rms / rms[-1]


@factors.mistake(
    "Every layer is compared with the lowest. A factor compares neighbours."
)
def _(deltas):
    rms = np.array([np.sqrt(np.mean(delta**2)) for delta in deltas])
    return rms / rms[0]


@factors.mistake("This is the largest entry of each layer. RMS takes all of them.")
def _(deltas):
    size = np.array([np.max(np.abs(delta)) for delta in deltas])
    return size[:-1] / size[1:]


@factors.mistake(
    "The mean comes first here, and positive and negative entries cancel. Square "
    "before the mean."
)
def _(deltas):
    size = np.array([np.abs(np.mean(delta)) for delta in deltas])
    return size[:-1] / size[1:]


@factors.mistake(
    "A difference depends on how large the error is as a whole. A factor is a quotient."
)
def _(deltas):
    rms = np.array([np.sqrt(np.mean(delta**2)) for delta in deltas])
    return rms[:-1] - rms[1:]


@factors.mistake("This is the mean of the factors. One for each step is asked for.")
def _(deltas):
    rms = np.array([np.sqrt(np.mean(delta**2)) for delta in deltas])
    return np.mean(rms[:-1] / rms[1:])


@factors.mistake(
    "This is what all steps together leave. One number for each step is asked for."
)
def _(deltas):
    rms = np.array([np.sqrt(np.mean(delta**2)) for delta in deltas])
    return rms[0] / rms[-1]


@factors.mistake(
    "The loop goes one too far: the highest layer has no neighbour above it."
)
def _(deltas):
    rms = np.array([np.sqrt(np.mean(delta**2)) for delta in deltas])
    return [rms[l] / rms[l + 1] for l in range(len(rms))]


@factors.mistake(
    "Index −1 is the last layer, so the lowest is compared with the highest."
)
def _(deltas):
    rms = np.array([np.sqrt(np.mean(delta**2)) for delta in deltas])
    return [rms[l] / rms[l - 1] for l in range(len(rms))]


@factors.mistake(
    "Here δ is divided by δ, entry by entry. First one number for each layer."
)
def _(deltas):
    return [a / b for a, b in itertools.pairwise(deltas)]


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


@shrink.mistake(
    "Both are taken one layer too low. Which weight and which slope lead from δᴸ to "
    "the layer below?"
)
def _(w, z):
    return np.prod(w[:-1] * sigmoid.derivative(z[1:]))


@shrink.mistake("These are the factors, one for each step. Factors multiply.")
def _(w, z):
    return w[1:] * sigmoid.derivative(z[:-1])


@shrink.mistake("Upside down: this is δᴸ/δ¹.")
def _(w, z):
    return 1 / np.prod(w[1:] * sigmoid.derivative(z[:-1]))


@shrink.mistake("These are the outputs, multiplied. They belong to the way forward.")
def _(w, z):
    return np.prod(sigmoid(z))


@shrink.mistake("The first weight takes no part: it leads from the input to layer 1.")
def _(w, z):
    return np.prod(w) * np.prod(sigmoid.derivative(z[:-1]))


@shrink.mistake("The last slope takes no part: δᴸ has it already.")
def _(w, z):
    return np.prod(w[1:]) * np.prod(sigmoid.derivative(z))


@shrink.mistake(
    "The weights are left out, and there is one slope too many: δᴸ has its own already."
)
def _(w, z):
    return np.prod(sigmoid.derivative(z))


@shrink.mistake(
    "σ′ is forgotten, and the first weight leads from the input: it takes no part."
)
def _(w, z):
    return np.prod(w)


@shrink.mistake(
    "One step after the other: their factors multiply, and here they are added."
)
def _(w, z):
    return np.sum(w[1:] * sigmoid.derivative(z[:-1]))


@shrink.mistake(
    "One step after the other: their factors multiply. A mean is of no use here."
)
def _(w, z):
    return np.mean(w[1:] * sigmoid.derivative(z[:-1]))


@shrink.mistake("`derivative` asks for z, and here it is handed the output.")
def _(w, z):
    return np.prod(w[1:] * sigmoid.derivative(sigmoid(z[:-1])))


@shrink.mistake("The slope is a(1 − a) of the output a, and here it is made of z.")
def _(w, z):
    return np.prod(w[1:] * z[:-1] * (1 - z[:-1]))


@shrink.mistake("These are the products on the way. What is left at its end?")
def _(w, z):
    return np.cumprod(w[1:] * sigmoid.derivative(z[:-1]))


@shrink.mistake("The sign is lost: a negative weight turns the error round.")
def _(w, z):
    return np.abs(np.prod(w[1:] * sigmoid.derivative(z[:-1])))


@shrink.mistake(
    "This is the bound of the slopes alone, without a weight and without a z."
)
def _(w, z):
    return 0.25 ** (len(w) - 1)


@shrink.mistake("This is the bound of the slopes alone, and for one step too many.")
def _(w, z):
    return 0.25 ** len(w)


@shrink.mistake("This is the highest step alone. The error goes on to layer 1.")
def _(w, z):
    return w[-1] * sigmoid.derivative(z[-2])


@shrink.mistake("This is the lowest step alone. The error comes from the last layer.")
def _(w, z):
    return w[1] * sigmoid.derivative(z[0])


@shrink.mistake(
    "One step is missing. Python counts from 0: `w[1]` is the weight of layer 2."
)
def _(w, z):
    return np.prod(w[2:] * sigmoid.derivative(z[1:-1]))


@shrink.mistake("The slope of the sigmoid is a(1 − a), and here it is 1 − a alone.")
def _(w, z):
    return np.prod(w[1:] * (1 - sigmoid(z[:-1])))


@shrink.mistake("BP2 multiplies by the weight, and here it divides.")
def _(w, z):
    return np.prod(sigmoid.derivative(z[:-1]) / w[1:])


@shrink.mistake("z has the weight in it already. The slope is taken at z as it is.")
def _(w, z):
    return np.prod(w[1:] * sigmoid.derivative(w[:-1] * z[:-1]))


@exercise(
    "07.3",
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
        (np.array([0.10, 0.30, 0.50]), np.array([0.10, 0.29, 0.44])),
        (np.array([0.10, 0.12, 0.17]), np.array([0.10, 0.08, 0.04])),
        (np.array([0.10, 0.12, 0.17]), np.array([0.10, 0.12, 0.16])),
        (np.array([0.10, 0.15, 0.20]), np.array([0.10, 0.15, 0.19])),
        (np.array([0.10, 0.80, 0.90]), np.array([0.10, 0.74, 0.76])),
        (np.array([0.55, 0.57, 0.58]), np.array([0.54, 0.55, 0.56])),
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


@diagnose.mistake(
    "The mean over the run mixes its beginning with its end. How has it ended?"
)
def _(training, test):
    if training.mean() < 0.2:
        return "plateau"
    if training.mean() - test.mean() > 0.1:
        return "over-fitting"
    return "learns"


@diagnose.mistake(
    "The best epoch is not the last: a run can lose what it had. How has it ended?"
)
def _(training, test):
    if training.max() < 0.2:
        return "plateau"
    if training.max() - test.max() > 0.1:
        return "over-fitting"
    return "learns"


@diagnose.mistake(
    "A test set that does better than the training set is no sign of over-fitting: "
    "the gap has a direction."
)
def _(training, test):
    if training[-1] < 0.2:
        return "plateau"
    if abs(training[-1] - test[-1]) > 0.1:
        return "over-fitting"
    return "learns"


@diagnose.mistake(
    "The order matters: a network that still guesses is on a plateau, whatever gap "
    "chance has put between its two shares."
)
def _(training, test):
    if training[-1] - test[-1] > 0.1:
        return "over-fitting"
    if training[-1] < 0.2:
        return "plateau"
    return "learns"


@diagnose.mistake("A small gap is no over-fitting yet: it has to be more than 0.1.")
def _(training, test):
    if training[-1] < 0.2:
        return "plateau"
    if training[-1] > test[-1]:
        return "over-fitting"
    return "learns"


@diagnose.mistake("The gap has to be more than 0.1, not more than 0.2.")
def _(training, test):
    if training[-1] < 0.2:
        return "plateau"
    if training[-1] - test[-1] > 0.2:
        return "over-fitting"
    return "learns"


@diagnose.mistake("The gap is a difference of two shares, and here it is a quotient.")
def _(training, test):
    if training[-1] < 0.2:
        return "plateau"
    if training[-1] / test[-1] > 1.1:
        return "over-fitting"
    return "learns"


@diagnose.mistake("Guessing ends at 0.2. Shares between 0.1 and 0.2 are luck as well.")
def _(training, test):
    if training[-1] < 0.15:
        return "plateau"
    if training[-1] - test[-1] > 0.1:
        return "over-fitting"
    return "learns"


@diagnose.mistake("Exactly 0.2 is not below 0.2.")
def _(training, test):
    if training[-1] <= 0.2:
        return "plateau"
    if training[-1] - test[-1] > 0.1:
        return "over-fitting"
    return "learns"


@diagnose.mistake(
    "Every run begins with guessing. How has it ended? Entry −1 is the last epoch."
)
def _(training, test):
    if np.any(training < 0.2):
        return "plateau"
    if training[-1] - test[-1] > 0.1:
        return "over-fitting"
    return "learns"


@diagnose.mistake("A run can learn and lose it again. How has it ended?")
def _(training, test):
    if np.all(training < 0.2):
        return "plateau"
    if training[-1] - test[-1] > 0.1:
        return "over-fitting"
    return "learns"


@diagnose.mistake("A gap on the way may have closed by the end. How has the run ended?")
def _(training, test):
    if training[-1] < 0.2:
        return "plateau"
    if np.max(training - test) > 0.1:
        return "over-fitting"
    return "learns"


@diagnose.mistake(
    "This compares the end with the beginning. A network that stands still at a "
    "high share does not guess."
)
def _(training, test):
    if training[-1] - training[0] < 0.1:
        return "plateau"
    if training[-1] - test[-1] > 0.1:
        return "over-fitting"
    return "learns"


@diagnose.mistake(
    "This compares the last two epochs. A network that stands still at a high share "
    "does not guess."
)
def _(training, test):
    if abs(training[-1] - training[-2]) < 0.1:
        return "plateau"
    if training[-1] - test[-1] > 0.1:
        return "over-fitting"
    return "learns"


@diagnose.mistake("The word has a hyphen: `over-fitting`.")
def _(training, test):
    if training[-1] < 0.2:
        return "plateau"
    if training[-1] - test[-1] > 0.1:
        return "overfitting"
    return "learns"


@diagnose.mistake(
    "A network that guesses on both sets is on its plateau, and here it never is. "
    "Where is the line drawn?"
)
def _(training, test):
    if training[-1] - test[-1] > 0.1:
        return "over-fitting"
    return "learns"


@diagnose.mistake(
    "The second question is missing: does the network do as well on the test set?"
)
def _(training, test):
    if training[-1] < 0.2:
        return "plateau"
    return "learns"


@diagnose.mistake(
    "Over-fitting is a gap between the two sets, not a test share that falls."
)
def _(training, test):
    if training[-1] < 0.2:
        return "plateau"
    if test[-1] < test[-2]:
        return "over-fitting"
    return "learns"


@diagnose.mistake("The shares go from 0 to 1, and not to 100.")
def _(training, test):
    if training[-1] < 20:
        return "plateau"
    if training[-1] - test[-1] > 10:
        return "over-fitting"
    return "learns"


@diagnose.mistake(
    "`if` needs one number, and `training` is a whole run. Which epoch counts?"
)
def _(training, test):
    if training < 0.2:
        return "plateau"
    if training[-1] - test[-1] > 0.1:
        return "over-fitting"
    return "learns"


@exercise(
    "07.4",
    "how deep is too deep",
    hints=[
        "After k steps, 0.21ᵏ of the error is left. Find k first.",
        "Try k = 1, 2, 3, … or solve 0.21ᵏ = 1e-6 with logarithms and round up.",
        "Between two layers lies one step. How many layers have k steps between them?",
    ],
    shows=(
        "At a factor of 0.21 a step, nine steps leave less than a millionth: "
        "0.21⁹ ≈ 8e-7. Ten layers have nine steps between them. The loss is "
        "exponential, so the answer is a logarithm."
    ),
)
def layers():
    steps = 0
    while 0.21**steps >= 1e-6:
        steps = steps + 1
    return steps + 1


layers.slip(9, "Nine steps are right. How many layers have nine steps between them?")
layers.slip(11, "This uses the bound 0.25. The factor here is smaller: 0.21.")
layers.slip(8, "0.21 to the power 7 is still more than a millionth.")
layers.slip(
    7, "That many steps would do for a factor of 0.1, and steps are not layers."
)
layers.slip(6, "Six powers of ten need six factors of 0.1. These are of 0.21.")
layers.slip(
    8.8, "A network has a whole number of layers: round up, then count.", to=8.9
)
layers.slip(9.8, "A network has a whole number of layers. Round up the steps.", to=9.9)
layers.slip(2, "This adds up what is lost at each step, 0.79. Factors multiply.", to=5)
layers.slip(
    1e5, "At each step a fifth is left: the error is lost exponentially fast.", to=1e7
)


layers.slip(
    13.8,
    "This is the natural logarithm of a million. Divide it by that of what one step "
    "takes away.",
    to=13.9,
)

layers.slip(
    12,
    "Deep enough, but the smallest number is asked for. After how many steps is "
    "0.21ᵏ below a millionth for the first time?",
    to=13.5,
)

layers.slip(
    14,
    "Deep enough, but the smallest number is asked for. After how many steps is "
    "0.21ᵏ below a millionth for the first time?",
    to=1000,
)

layers.slip(
    -1000000000.0,
    "The logarithms of a millionth and of 0.21 are both negative: their quotient is "
    "positive.",
    to=-1,
)

layers.slip(
    0,
    "With one layer there is no step, and nothing has been lost yet.",
    to=1,
)


@exercise(
    "07.5",
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

w.slip(
    2.0,
    "That would do if the largest slope were 1/2. It is σ(0) that is 1/2.",
)

w.slip(
    16.0,
    "That makes up for two slopes of 1/4. A factor has one.",
)

w.slip(
    -4.0,
    "The size is right. The least weight w > 0 is asked for.",
)


w.slip(
    6.89,
    "That is the weight for which the interval of good inputs is the widest, not "
    "the least weight.",
    to=6.893,
)

w.slip(
    0.5,
    "That is the output at z = 0. How large is the slope there?",
)

w.slip(
    2.5,
    "With this weight even the steepest point of the sigmoid leaves less than 1.",
    to=3.99,
)

w.slip(
    4.2,
    "That makes up for the factor of section 1, a mean over many units. Here is one "
    "unit, and its z may be chosen.",
    to=4.3,
)

w.slip(
    8.0,
    "With this weight the factor can be more than 1. The least one reaches 1 and no "
    "more.",
    to=15,
)

w.slip(
    17,
    "With this weight the factor can be more than 1. The least one reaches 1 and no "
    "more.",
    to=np.inf,
)


@exercise(
    "07.6",
    "a deep sigmoid network that passes gradients",
    goal=Goal("factor per layer", backward_factor, 0.9, 1.1),
    rtol=0.02,
    hints=[
        "Measure the factor at the scales 4, 6 and 8, as the exercise shows. Which way "
        "does it go, and how fast?",
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

sigma_w.slip(
    2.0,
    "A factor of 2 over the quarter that a slope leaves: that is a half at best.",
)

sigma_w.slip(
    5.0,
    "Larger than 4 it is. As the weights grow the slopes shrink: go on.",
    to=8.0,
)

sigma_w.slip(
    13.0,
    "Too far: now the error grows on its way down.",
    to=np.inf,
)

sigma_w.slip(
    0.01,
    "Smaller weights make it worse: the factor is scale times slope, and the slope "
    "stays below ¼.",
    to=0.9,
)

sigma_w.slip(
    2.1,
    "Too small still. The slopes are at most ¼, and they shrink as the weights grow.",
    to=3.8,
)

sigma_w.slip(
    4.1,
    "That makes up for the slopes at scale 1. With larger weights the slopes are "
    "smaller.",
    to=4.8,
)
