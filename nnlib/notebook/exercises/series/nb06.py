"""The exercises of notebook 06, softmax and log-likelihood."""

import numpy as np

from ..exercise import exercise


@exercise(
    "06.1",
    "the errors of one example",
    hints=[
        "δ = a − y, for every class.",
        "y is one-hot: 1 at the true class, the second, and 0 elsewhere.",
    ],
    shows=(
        "Every class gets an error: the true one is pushed up, and each other one "
        "down, by just as much as it was believed in. They sum to 0."
    ),
)
def delta():
    return np.array([0.7, 0.2, 0.1]) - np.array([0, 1, 0])


delta.slip([0, -0.8, 0], "The other classes have an error too: what is a − y there?")
delta.slip([-0.7, 0.8, -0.1], "The sign is turned: this is y − a.")
delta.slip([0.3, -0.8, 0.1], "a − y of the first class: y is 0 there.")
delta.slip([-0.3, 0.2, 0.1], "The true class is the second.")
delta.slip([0.7, -0.8, 0], "The third class has an error too.")
delta.slip([0.7, -0.2, 0.1], "Of the true class 1 is taken off: a − y.")
delta.slip(
    [0.21, -0.16, 0.09], "With softmax and cross-entropy no slope a(1 − a) is left."
)
delta.slip([0.147, -0.128, 0.009], "With softmax and cross-entropy no slope is left.")
delta.slip(
    [0.357, 1.609, 2.303],
    "These are −ln a. The error is the slope of the loss over the logit.",
)
delta.slip([0.7, 0.2, 0.1], "These are the outputs. Compare them with y.")
delta.slip([0, 1, 0], "That is y. Compare the outputs with it.")
delta.slip([-0.3, -0.8, -0.9], "y is 1 at the true class alone, not everywhere.")
delta.slip([0.7, 0.8, 0.1], "Sizes without a sign: one class is pushed the other way.")
delta.slip([0, 0.8, 0], "Turned round, and the other classes have an error too.")
delta.slip([0, -1.609, 0], "That is ln aₜ. The slope over each logit is asked for.")
delta.slip([0, 1.609, 0], "That is the loss. Its slope over each logit is asked for.")
delta.slip([0, -5, 0], "−1/aₜ is the slope over the output. Go on to the logits.")
delta.slip([0.49, 0.64, 0.01], "These are squares of the errors.")
delta.slip([0.233, -0.267, 0.033], "The loss of an example is no mean over classes.")
delta.slip([0.7, 0.2, -0.9], "Counted backwards? The true class is the second.")
delta.slip([0.3, 0.8, 0.9], "1 − a for each class. y is 0 where it is not true.")
delta.slip([0.35, -0.4, 0.05], "Halved. No ½ comes out of −ln aₜ.")
delta.slip([0, -0.8, 0.1], "The first class has an error too.")
delta.slip(1.609, "That is the loss. Its slope over each logit is asked for.")
delta.slip(-0.8, "That is one error. There are three classes.")


@exercise(
    "06.2",
    "the calibration error",
    cases=[
        (np.array([0.95, 0.95, 0.95, 0.95]), np.array([1.0, 1.0, 1.0, 0.0]), 10),
        (np.array([0.55, 0.52, 0.91, 0.99]), np.array([1.0, 0.0, 1.0, 1.0]), 10),
        (np.array([0.15, 0.95, 0.92, 0.97]), np.array([1.0, 1.0, 0.0, 1.0]), 10),
        (
            np.array([0.3, 0.35, 0.65, 0.75, 0.9, 1.0]),
            np.array([1.0, 0.0, 1.0, 0.0, 1.0, 0.0]),
            5,
        ),
        (np.array([0.5, 0.45, 0.6]), np.array([1.0, 0.0, 0.0]), 4),
    ],
    hints=[
        "The bin of an answer is `int(sure * bins)`; 1.0 belongs to the last one.",
        "In a bin: the mean confidence minus the share right, without its sign.",
        "Each bin counts by its share of all answers.",
    ],
    shows=(
        "In each bin the promise is compared with what was kept. Errors of two bins "
        "cannot cancel, and an empty bin counts for nothing."
    ),
)
def ece(sure, right, bins):
    place = np.minimum((sure * bins).astype(int), bins - 1)
    total = 0.0
    for k in range(bins):
        here = place == k
        if here.any():
            total += abs(sure[here].mean() - right[here].mean()) * here.mean()
    return total


def _gaps(sure, right, bins):
    place = np.minimum((sure * bins).astype(int), bins - 1)
    used = [place == k for k in range(bins) if (place == k).any()]
    return [sure[here].mean() - right[here].mean() for here in used], used


@ece.mistake("That is one gap over all answers: sure and unsure ones cancel.")
def _(sure, right, bins):
    return abs(sure.mean() - right.mean())


@ece.mistake("Without `abs` the bins cancel each other.")
def _(sure, right, bins):
    gaps, used = _gaps(sure, right, bins)
    return sum(gap * here.mean() for gap, here in zip(gaps, used, strict=True))


@ece.mistake("Every bin counts alike here. Each should count by its answers.")
def _(sure, right, bins):
    return np.mean(np.abs(_gaps(sure, right, bins)[0]))


@ece.mistake("This is the sum of the gaps. Weigh each by its share of the answers.")
def _(sure, right, bins):
    return np.sum(np.abs(_gaps(sure, right, bins)[0]))


@ece.mistake("Divided by all bins, the empty ones too.")
def _(sure, right, bins):
    return np.sum(np.abs(_gaps(sure, right, bins)[0])) / bins


@ece.mistake("That is the largest gap. The mean over the answers is asked for.")
def _(sure, right, bins):
    return np.max(np.abs(_gaps(sure, right, bins)[0]))


@ece.mistake("Here each answer is compared with itself, without bins.")
def _(sure, right, bins):
    return np.mean(np.abs(sure - right))


@ece.mistake("The squares of the gaps are taken. The sizes are asked for.")
def _(sure, right, bins):
    gaps, used = _gaps(sure, right, bins)
    return sum(gap**2 * here.mean() for gap, here in zip(gaps, used, strict=True))


@ece.mistake("`round` goes to the nearest bin edge. A bin starts at its edge: `int`.")
def _(sure, right, bins):
    place = np.round(sure * bins).astype(int)
    used = [place == k for k in range(bins + 1)]
    return sum(abs(sure[u].sum() - right[u].sum()) for u in used) / len(sure)


@ece.mistake("The middle of the bin is taken. The mean of the confidences is meant.")
def _(sure, right, bins):
    place = np.minimum((sure * bins).astype(int), bins - 1)
    gaps = [abs(((k + 0.5) / bins - right)[place == k].sum()) for k in np.unique(place)]
    return sum(gaps) / len(sure)


@ece.mistake("These are the gaps. One number is asked for: weigh them, and add.")
def _(sure, right, bins):
    return np.abs(_gaps(sure, right, bins)[0])


@ece.mistake("Weighed by counts. Divide by the number of all answers.")
def _(sure, right, bins):
    gaps, used = _gaps(sure, right, bins)
    return sum(abs(gap) * here.sum() for gap, here in zip(gaps, used, strict=True))


@ece.mistake(
    "Only bins that promise too much are counted. Too little is a gap as well."
)
def _(sure, right, bins):
    gaps, used = _gaps(sure, right, bins)
    return sum(max(gap, 0) * here.mean() for gap, here in zip(gaps, used, strict=True))


@ece.mistake("The last bin is left out.")
def _(sure, right, bins):
    place = np.minimum((sure * bins).astype(int), bins - 1)
    used = [place == k for k in range(bins - 1)]
    return sum(abs(sure[u].sum() - right[u].sum()) for u in used) / len(sure)


@ece.mistake(
    "An answer with the confidence 1.0 falls into no bin. It has the last one."
)
def _(sure, right, bins):
    place = (sure * bins).astype(int)
    used = [place == k for k in range(bins)]
    return sum(abs(sure[u].sum() - right[u].sum()) for u in used) / len(sure)


@ece.mistake("1.0 has a bin of its own here. It belongs to the last one.")
def _(sure, right, bins):
    place = (sure * bins).astype(int)
    used = [place == k for k in range(bins + 1)]
    return sum(abs(sure[u].sum() - right[u].sum()) for u in used) / len(sure)


@ece.mistake("An answer on an edge goes to the bin that starts there, not that ends.")
def _(sure, right, bins):
    place = np.ceil(sure * bins)
    used = [place == k for k in range(1, bins + 1)]
    return sum(abs(sure[u].sum() - right[u].sum()) for u in used) / len(sure)


@ece.mistake("Ten bins are used, whatever `bins` says.")
def _(sure, right, bins):
    return ece.solution(sure, right, 10)


@ece.mistake("Empty bins have no mean. Pass over them.")
def _(sure, right, bins):
    place = np.minimum((sure * bins).astype(int), bins - 1)
    used = [place == k for k in range(bins)]
    with np.errstate(invalid="ignore"):
        gaps = [(sure[u].sum() - right[u].sum()) / u.sum() for u in used]
    return sum(abs(gap) * u.mean() for gap, u in zip(gaps, used, strict=True))


@ece.mistake("It returns inside the loop, after the first bin.")
def _(sure, right, bins):
    gaps, used = _gaps(sure, right, bins)
    return abs(gaps[0]) * used[0].mean()


@ece.mistake("Bins of equally many answers. Here a bin is a range of confidence.")
def _(sure, right, bins):
    parts = np.array_split(np.argsort(sure), bins)
    return sum(abs(sure[p].sum() - right[p].sum()) for p in parts) / len(sure)


@ece.mistake("The square of each answer's own gap: there are no bins in it.")
def _(sure, right, bins):
    return np.mean((sure - right) ** 2)


@ece.mistake("The root of the mean square. The mean of the sizes is asked for.")
def _(sure, right, bins):
    gaps, used = _gaps(sure, right, bins)
    pairs = zip(gaps, used, strict=True)
    return np.sqrt(sum(gap**2 * here.mean() for gap, here in pairs))


@exercise(
    "06.3",
    "the temperature for a wanted confidence",
    digits=3,
    hints=[
        "For two logits softmax is a sigmoid of their difference: σ(2/T).",
        "σ(2/T) = 0.9 where e^(−2/T) = 1/9.",
        "So 2/T = ln 9.",
    ],
    shows=(
        "T = 2/ln 9 = 0.910. A temperature changes every confidence, and no answer: "
        "the order of the logits stays."
    ),
)
def T():
    return 2 / np.log(9)


T.slip(1.099, "Upside down: this is ln 9/2.", to=1.1)
T.slip(2.197, "That is ln 9: the difference of the logits that is wanted.", to=2.2)
T.slip(1.0, "At T = 1 the confidence is σ(2) = 0.88. A little more is wanted.")
T.slip(0.868, "That is 2/ln 10. The odds of 0.9 against 0.1 are 9.", to=0.87)
T.slip(1.111, "That is 1/0.9. The confidence comes out of a softmax.", to=1.112)
T.slip(-0.911, "A negative temperature would turn the order round.", to=-0.909)
T.slip(0.9, "Near: that is 2/ln 9 to one digit. Three are asked for.")
T.slip(1.82, "Twice too much: the difference of the logits is 2, not 4.", to=1.821)
T.slip(0.455, "That is 1/ln 9: the difference of the logits is 2, not 1.", to=0.456)
T.slip(4.39, "Multiplied: the logits are divided by T.", to=4.4)
T.slip(18.9, "σ is no plain exponential: there are two terms below.", to=19.1)
T.slip(2.22, "That is 2/0.9. The 0.9 comes out of a softmax.", to=2.223)
T.slip(1.8, "That is 0.9 times 2. The 0.9 comes out of a softmax.")
T.slip(2.09, "The logarithm to base 10. Softmax has e in it: `np.log`.", to=2.1)
T.slip(0.95, "Base 10, and without the 2.", to=0.96)
T.slip(0.921, "Near, but the network is not yet as sure as that.", to=0.949)
T.slip(0.961, "A little too high: the network is not as sure as that.", to=0.99)
T.slip(0.21, "That is −2 ln 0.9. There are two classes below the line.", to=0.212)
T.slip(0.105, "That is −ln 0.9. There are two classes below the line.", to=0.106)
T.slip(-0.212, "The logarithm of 0.9 alone: the odds are wanted.", to=-0.21)
T.slip(9.0, "9 are the odds. Their logarithm is the difference of the logits.")
T.slip(18.0, "The odds are 9 to 1. Their logarithm is a difference of logits.")
T.slip(0.222, "Divided by the odds. Divide by their logarithm.", to=0.223)
T.slip(4.55, "Inverted twice: T divides the logits.", to=4.56)
T.slip(1.2, "The higher T is, the less sure. Above 1 is less than σ(2).", to=1.43)
T.slip(0.477, "Base 10, and upside down.", to=0.478)
T.slip(0.5, "With T = ½ the difference is 4, and σ(4) is 0.98: too sure.")
T.slip(2.0, "With T = 2 the difference is 1, and σ(1) is 0.73: not sure enough.")
T.slip(1.44, "That is for 0.8.", to=1.45)
T.slip(0.679, "That is for 0.95.", to=0.68)


@exercise(
    "06.4",
    "a softmax that survives",
    cases=[
        np.array([1.0, 2.0, 3.0]),
        np.array([1000.0, 1001.0]),
        np.array([800.0, -800.0]),
        np.array([0.0, 1000.0]),
        np.array([[0.0, 1.0], [800.0, 801.0], [5.0, 5.0]]),
        np.array([-800.0, -801.0]),
        np.array([100001.0, 100000.0]),
    ],
    strict=True,
    without=("nnlib.activations",),
    hints=[
        "Adding a number to all logits changes nothing. Which number is safe?",
        "Take the largest off first: then the largest exponent is 0.",
        "For rows: `z.max(axis=-1, keepdims=True)`, and the sum likewise.",
    ],
    shows="No exponent is positive, and every row has its own largest logit.",
)
def stable_softmax(z):
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


@stable_softmax.mistake("e¹⁰⁰⁰ overflows. Take the largest logit off first.")
def _(z):
    return np.exp(z) / np.exp(z).sum(axis=-1, keepdims=True)


@stable_softmax.mistake("One largest for all rows: the other rows may vanish.")
def _(z):
    e = np.exp(z - z.max())
    return e / e.sum(axis=-1, keepdims=True)


@stable_softmax.mistake("The sum runs over all rows. Each row sums to 1.")
def _(z):
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum()


@stable_softmax.mistake("The mean is taken off, and some exponents still overflow.")
def _(z):
    e = np.exp(z - z.mean(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


@stable_softmax.mistake(
    "Clipped logits are other logits: 1000 and 1001 come out alike."
)
def _(z):
    e = np.exp(np.clip(z, -500, 500))
    return e / e.sum(axis=-1, keepdims=True)


@stable_softmax.mistake("The sum runs over the rows, down the columns.")
def _(z):
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=0)


@stable_softmax.mistake("The division is missing: the numbers do not sum to 1.")
def _(z):
    return np.exp(z - z.max(axis=-1, keepdims=True))


@stable_softmax.mistake("The smallest is taken off: then the largest still overflows.")
def _(z):
    e = np.exp(z - z.min(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


@stable_softmax.mistake("One largest and one sum for all rows: each row has its own.")
def _(z):
    e = np.exp(z - z.max())
    return e / e.sum()


@stable_softmax.mistake(
    "It runs down the columns. The classes of a row stand beside it."
)
def _(z):
    e = np.exp(z - z.max(axis=0))
    return e / e.sum(axis=0)


@stable_softmax.mistake("One row alone has no axis 1. The last axis is -1, for both.")
def _(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


@stable_softmax.mistake("Without `keepdims` the largest of a row meets the columns.")
def _(z):
    e = np.exp(z - z.max(axis=-1))
    return e / e.sum(axis=-1)


@stable_softmax.mistake("One row comes back as a table with one row.")
def _(z):
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return np.atleast_2d(e / e.sum(axis=-1, keepdims=True))


@stable_softmax.mistake("Dividing by the largest changes the differences. Subtract it.")
def _(z):
    e = np.exp(z / np.abs(z).max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


@stable_softmax.mistake("A fixed number does not fit all: small logits all become 0.")
def _(z):
    e = np.exp(z - 1000)
    return e / e.sum(axis=-1, keepdims=True)


@stable_softmax.mistake("The largest size is no largest logit: −800 is not 800.")
def _(z):
    e = np.exp(z - np.abs(z).max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


@stable_softmax.mistake("The sign is turned: the largest logit gets the least.")
def _(z):
    e = np.exp(z.min(axis=-1, keepdims=True) - z)
    return e / e.sum(axis=-1, keepdims=True)


@stable_softmax.mistake("The largest is taken off above, and not below.")
def _(z):
    below = np.exp(z).sum(axis=-1, keepdims=True)
    return np.exp(z - z.max(axis=-1, keepdims=True)) / below


@stable_softmax.mistake("That is the logarithm of softmax.")
def _(z):
    z = z - z.max(axis=-1, keepdims=True)
    return z - np.log(np.exp(z).sum(axis=-1, keepdims=True))


@stable_softmax.mistake("The exponential is missing: here logits are divided.")
def _(z):
    z = z - z.max(axis=-1, keepdims=True)
    return z / z.sum(axis=-1, keepdims=True)


@stable_softmax.mistake("Divided by the mean. The sum makes them sum to 1.")
def _(z):
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.mean(axis=-1, keepdims=True)


@stable_softmax.mistake("Cut off at 700, the larger logits come out alike.")
def _(z):
    e = np.exp(np.minimum(z, 700))
    return e / e.sum(axis=-1, keepdims=True)
