"""The exercises of notebook 08, exploding gradients and initialisation."""

import numpy as np

from nnlib import Network, data, losses
from nnlib.initializers import get

from ..exercise import Goal, exercise


def orders_lost(sigma_w: float) -> float:
    """How many powers of ten δ changes by on its way through 50 layers of ELU.

    The median of five networks of width 100 on 50 digits, from the highest hidden layer
    to the first; it is negative where the error grows.
    """
    net = Network(
        [64, *[100] * 50, 10],
        hidden="elu",
        init=get("lecun_normal", sigma_w),
        stack=(5,),
        seed=2024,
    )
    digits = data.digits()
    with np.errstate(all="ignore"):
        net.forward(digits.X[:50])
        net.backward(losses.one_hot(digits.y[:50], 10))
        low, high = (np.sqrt(np.mean(net.delta[l] ** 2, (1, 2))) for l in (1, 50))
        return float(np.median(np.log10(high / low)))


@exercise(
    "08.1",
    "the scale that passes a ReLU's error",
    digits=3,
    hints=[
        "factor = σ_w √E[f′²]. For ReLU f′ is 1 on half of the z and 0 on the other.",
        "So E[f′²] = ½, and the factor is σ_w/√2.",
    ],
    shows="σ_w = √2, that is a variance of 2/fan-in: He's rule, derived.",
)
def sigma_w():
    return np.sqrt(2)


sigma_w.slip(2.0, "That is σ_w², the 2 in He's rule. Take the root.")
sigma_w.slip(1.0, "At σ_w = 1 ReLU loses half of the mean square at each step.")
sigma_w.slip(0.5, "That is E[f′²]. Which σ_w makes up for it?")
sigma_w.slip(0.707, "Upside down: the weights have to make up for a loss.", to=0.708)
sigma_w.slip(4.0, "That would make up for slopes of ¼, the largest of the sigmoid.")
sigma_w.slip(1.5, "Near. The factor would be 1.06, which is 18 after fifty steps.")
sigma_w.slip(1.4, "Near: three digits are asked for.")
sigma_w.slip(1.7, "Too far: that is √3. The mean square slope is a half.", to=1.74)
sigma_w.slip(2.82, "That is 2√2. Only one root of 2 is lost at a step.", to=2.83)
sigma_w.slip(0.25, "That is E[f′²] squared. Take the root of ½, and make up for it.")
sigma_w.slip(1.189, "One root too many: that is the fourth root of 2.", to=1.19)
sigma_w.slip(1.25, "Read off another curve? Derive it for ReLU.", to=1.3)
sigma_w.slip(1.05, "ELU and SELU cross near here. What is the slope of ReLU?", to=1.18)
sigma_w.slip(-1.415, "The size is right, but a scale is positive.", to=-1.41)
sigma_w.slip(0.0, "With σ_w = 0 nothing passes at all.")
sigma_w.slip(0.57, "That is the scale of `uniform`, 1/√3.", to=0.58)
sigma_w.slip(0.14, "That is a weight at fan-in 100: σ_w is that times √100.", to=0.142)
sigma_w.slip(0.176, "That is a weight at fan-in 64: σ_w is that times √64.", to=0.178)
sigma_w.slip(10.0, "Far too large: that is where the sigmoid crosses.", to=14)
sigma_w.slip(3.0, "Far too large: the factor would be 2.1.")


@exercise(
    "08.2",
    "the standard deviation of a rule",
    cases=[("lecun", 100, 40), ("glorot", 100, 50), ("he", 200, 10), ("he", 50, 400)],
    hints=[
        "LeCun: variance 1/n_in. Glorot: 2/(n_in + n_out). He: 2/n_in.",
        "The standard deviation is the root of the variance.",
    ],
    shows=(
        "Each rule is one fraction: LeCun's keeps the forward pass of a linear layer, "
        "Glorot's compromises with the backward one, and He's makes up for ReLU's half."
    ),
)
def std(rule, n_in, n_out):
    variance = {"lecun": 1 / n_in, "glorot": 2 / (n_in + n_out), "he": 2 / n_in}
    return variance[rule] ** 0.5


@std.mistake("These are the variances. The standard deviation is the root.")
def _(rule, n_in, n_out):
    return {"lecun": 1 / n_in, "glorot": 2 / (n_in + n_out), "he": 2 / n_in}[rule]


@std.mistake("n_in is the fan-in: the units that feed the layer. Here n_out stands.")
def _(rule, n_in, n_out):
    return {"lecun": 1 / n_out, "glorot": 2 / (n_in + n_out), "he": 2 / n_out}[
        rule
    ] ** 0.5


@std.mistake("Glorot's rule has the mean of both fans: 2/(n_in + n_out).")
def _(rule, n_in, n_out):
    return {"lecun": 1 / n_in, "glorot": 1 / (n_in + n_out), "he": 2 / n_in}[
        rule
    ] ** 0.5


@std.mistake("He's rule has a 2 that makes up for the half that ReLU passes.")
def _(rule, n_in, n_out):
    return {"lecun": 1 / n_in, "glorot": 2 / (n_in + n_out), "he": 1 / n_in}[
        rule
    ] ** 0.5


@std.mistake("The 2 belongs to He and Glorot. LeCun's variance is 1/n_in.")
def _(rule, n_in, n_out):
    return {"lecun": 2 / n_in, "glorot": 2 / (n_in + n_out), "he": 2 / n_in}[
        rule
    ] ** 0.5


@std.mistake("Upside down: the more units feed a layer, the smaller the weights.")
def _(rule, n_in, n_out):
    return {"lecun": n_in, "glorot": (n_in + n_out) / 2, "he": n_in / 2}[rule] ** 0.5


@std.mistake("That is the half-width of a uniform rule: √3 times the deviation.")
def _(rule, n_in, n_out):
    return {"lecun": 3 / n_in, "glorot": 6 / (n_in + n_out), "he": 6 / n_in}[
        rule
    ] ** 0.5


@std.mistake("LeCun and He are exchanged.")
def _(rule, n_in, n_out):
    return {"lecun": 2 / n_in, "glorot": 2 / (n_in + n_out), "he": 1 / n_in}[
        rule
    ] ** 0.5


@std.mistake("6/(n_in + n_out) is the square of the half-width. The variance has a 2.")
def _(rule, n_in, n_out):
    variance = {"lecun": 1 / n_in, "glorot": 6 / (n_in + n_out), "he": 2 / n_in}
    return variance[rule] ** 0.5


@std.mistake("Glorot divides by the sum of the fans, not by their product.")
def _(rule, n_in, n_out):
    variance = {"lecun": 1 / n_in, "glorot": 2 / (n_in * n_out), "he": 2 / n_in}
    return variance[rule] ** 0.5


@std.mistake("Glorot's is one over the mean of the fans, not the mean of 1/n.")
def _(rule, n_in, n_out):
    variance = {"lecun": 1 / n_in, "glorot": (1 / n_in + 1 / n_out) / 2, "he": 2 / n_in}
    return variance[rule] ** 0.5


@std.mistake("Glorot's rule has both fans in it.")
def _(rule, n_in, n_out):
    variance = {"lecun": 1 / n_in, "glorot": 1 / n_in, "he": 2 / n_in}
    return variance[rule] ** 0.5


@std.mistake("With 2/n_in Glorot's would be He's: n_out counts too.")
def _(rule, n_in, n_out):
    variance = {"lecun": 1 / n_in, "glorot": 2 / n_in, "he": 2 / n_in}
    return variance[rule] ** 0.5


@std.mistake("2/n_in + n_out is not 2/(n_in + n_out): brackets.")
def _(rule, n_in, n_out):
    variance = {"lecun": 1 / n_in, "glorot": 2 / n_in + n_out, "he": 2 / n_in}
    return variance[rule] ** 0.5


@std.mistake("LeCun's rule looks at the units that feed the layer.")
def _(rule, n_in, n_out):
    variance = {"lecun": 1 / n_out, "glorot": 2 / (n_in + n_out), "he": 2 / n_in}
    return variance[rule] ** 0.5


@std.mistake("He's rule looks at the units that feed the layer.")
def _(rule, n_in, n_out):
    variance = {"lecun": 1 / n_in, "glorot": 2 / (n_in + n_out), "he": 2 / n_out}
    return variance[rule] ** 0.5


@std.mistake("He's has a 2, not a 4.")
def _(rule, n_in, n_out):
    variance = {"lecun": 1 / n_in, "glorot": 2 / (n_in + n_out), "he": 4 / n_in}
    return variance[rule] ** 0.5


@std.mistake("He's 2 stands above: ReLU passes less, so the weights are larger.")
def _(rule, n_in, n_out):
    variance = {"lecun": 1 / n_in, "glorot": 2 / (n_in + n_out), "he": 1 / (2 * n_in)}
    return variance[rule] ** 0.5


@std.mistake("He's has one fan alone; the sum is Glorot's.")
def _(rule, n_in, n_out):
    variance = {
        "lecun": 1 / n_in,
        "glorot": 2 / (n_in + n_out),
        "he": 2 / (n_in + n_out),
    }
    return variance[rule] ** 0.5


@std.mistake("1/(3 n_in) is `uniform`. LeCun's has no 3.")
def _(rule, n_in, n_out):
    variance = {"lecun": 1 / (3 * n_in), "glorot": 2 / (n_in + n_out), "he": 2 / n_in}
    return variance[rule] ** 0.5


@std.mistake("The variance was squared. The standard deviation is its root.")
def _(rule, n_in, n_out):
    variance = {"lecun": 1 / n_in, "glorot": 2 / (n_in + n_out), "he": 2 / n_in}
    return variance[rule] ** 2


@std.mistake("Minus: a standard deviation is positive.")
def _(rule, n_in, n_out):
    variance = {"lecun": 1 / n_in, "glorot": 2 / (n_in + n_out), "he": 2 / n_in}
    return -(variance[rule] ** 0.5)


@std.mistake(
    "That is the scale σ_w, times √n_in. The deviation of a weight is asked for."
)
def _(rule, n_in, n_out):
    variance = {"lecun": 1 / n_in, "glorot": 2 / (n_in + n_out), "he": 2 / n_in}
    return (variance[rule] * n_in) ** 0.5


@std.mistake("The root covers the 2 as well: √(2/n), not 2/√n.")
def _(rule, n_in, n_out):
    variance = {"lecun": 1 / n_in, "glorot": 4 / (n_in + n_out), "he": 4 / n_in}
    return variance[rule] ** 0.5


@std.mistake("All rules are LeCun's here.")
def _(rule, n_in, n_out):
    variance = {"lecun": 1 / n_in, "glorot": 1 / n_in, "he": 1 / n_in}
    return variance[rule] ** 0.5


@std.mistake("A root is missing in LeCun's: that is a variance.")
def _(rule, n_in, n_out):
    variance = {"lecun": 1 / n_in**2, "glorot": 2 / (n_in + n_out), "he": 2 / n_in}
    return variance[rule] ** 0.5


@std.mistake(
    "These are weights, drawn. Their standard deviation is asked for: a number."
)
def _(rule, n_in, n_out):
    deviation = std.solution(rule, n_in, n_out)
    return np.random.default_rng(0).normal(0, deviation, (n_in, n_out))


@exercise(
    "08.3",
    "fifty layers of ELU",
    goal=Goal("powers of ten that are lost", orders_lost, -0.45, 0.45),
    rtol=0.01,
    hints=[
        "Move the scale of the first figure for ELU until its curve crosses 1.",
        "At fifty layers a factor of 1.05 is 11 already: the second digit counts.",
        "Try 1 and 1.2, see which side each one lies on, and go between them.",
    ],
    shows=(
        "The error arrives within a factor of three of what it was, through fifty "
        "layers, in networks that you have not seen."
    ),
)
def scale():
    return 1.13


scale.slip(1.0, "At 1 ELU still loses a little at each step, and there are fifty.")
scale.slip(1.02, "Close from below. A little more.", to=1.06)
scale.slip(1.19, "Close from above. A little less.", to=1.35)
scale.slip(
    1.41, "That is He's scale, made for ReLU. ELU has slopes below 0 too.", to=1.42
)
scale.slip(1.45, "Too much: 1.2 is too large already.", to=1.95)
scale.slip(2.0, "That is He's variance times the fan-in. And ELU is not ReLU.")
scale.slip(2.05, "Far too much: the error explodes.", to=np.inf)
scale.slip(0.5, "Half the scale halves the error at each step.")
scale.slip(0.51, "Below 1 the error shrinks at each of 49 steps.", to=0.98)
scale.slip(0.201, "Far too little: the error vanishes.", to=0.49)
scale.slip(
    0.02, "Is that the deviation of a weight? scale is that times √fan-in.", to=0.2
)
scale.slip(-np.inf, "A scale is positive.", to=0.0)
