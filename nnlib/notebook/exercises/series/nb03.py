"""The exercises of notebook 03, loss functions."""

import numpy as np

from ..exercise import exercise


@exercise(
    "03.1",
    "the loss of a network that guesses",
    digits=3,
    hints=[
        "A network that guesses gives each of ten classes the same probability.",
        "The loss of an example is −ln of the probability that the true class got.",
    ],
    shows=(
        "ln 10 = 2.30. A network of ten classes whose loss is 2.30 has not learned "
        "anything yet; one whose loss is larger is sure of wrong answers."
    ),
)
def guess():
    return np.log(10)


guess.slip(0.1, "That is the probability. The loss is −ln of it.")
guess.slip(0.9, "That is the share of wrong answers. The loss is −ln of a probability.")
guess.slip(1.0, "That is the logarithm to the base 10. Cross-entropy takes ln.")
guess.slip(
    3.32, "That is the logarithm to the base 2. Cross-entropy takes ln.", to=3.323
)
guess.slip(
    -2.304, "The sign: ln of a number below 1 is negative, and the loss −ln.", to=-2.3
)
guess.slip(
    0.105, "That is −ln 0.9. Which probability did the true class get?", to=0.106
)
guess.slip(
    3.25,
    "That is binary cross-entropy, summed over ten outputs of 0.1. Among classes of "
    "which one is true, only its own probability counts.",
    to=3.26,
)
guess.slip(23.0, "That is ten times too much: one class of the ten is true.", to=23.1)
guess.slip(
    0.23, "That is divided by ten: one class is true, and its −ln counts.", to=0.231
)
guess.slip(
    0.45, "That is the quadratic loss of all ten outputs. Cross-entropy is asked."
)
guess.slip(0.405, "That is ½ (0.1 − 1)², the quadratic loss of the true class.")
guess.slip(0.09, "That is a mean squared error. The loss meant is −ln.")
guess.slip(10, "That is 1/0.1, or the number of classes. Take ln of it.")
guess.slip(0, "0 is the loss of a network that is sure and right.")
guess.slip(2.19, "That is ln 9. The true class got a tenth, and not a ninth.", to=2.2)
guess.slip(0.5, "That is the least wrong guess of two. Here are ten classes.")
guess.slip(0.434, "1/ln 10 is upside down.")
guess.slip(0.693, "That is ln 2, the loss of guessing between two classes.")
guess.slip(0.325, "That is binary cross-entropy, as a mean over ten outputs of 0.1.")


@exercise(
    "03.2",
    "from one normalisation to another",
    cases=[(1.0, 10), (0.5, 1), (0.3, 3), (2.0, 2)],
    hints=[
        "Compare the gradients for one output: (a − y)/n, and 2(a − y)/(n m).",
        "A step is the rate times the gradient. Set the two steps equal.",
    ],
    shows=(
        "The mean squared error of m outputs has 2/m times the gradient, so it needs "
        "m/2 times the rate. Both go down the same hill by the same steps then."
    ),
)
def mse_rate(eta, m):
    return eta * m / 2


@mse_rate.mistake("Upside down: a smaller gradient needs a larger rate.")
def _(eta, m):
    return eta * 2 / m


@mse_rate.mistake("The gradients differ by 2/m, so the steps would differ too.")
def _(eta, m):
    return eta


@mse_rate.mistake("The ½ is accounted for. The mean over the m outputs is not.")
def _(eta, m):
    return eta / 2


@mse_rate.mistake("The mean over the m outputs is accounted for. The ½ is not.")
def _(eta, m):
    return eta * m


@mse_rate.mistake("The ½ works the other way: without it the gradient is larger.")
def _(eta, m):
    return eta * m * 2


@mse_rate.mistake("This divides by m. The mean makes the gradient smaller already.")
def _(eta, m):
    return eta / m


@mse_rate.mistake("That is right for ten outputs, wired in. How many are there?")
def _(eta, m):
    return 5 * eta


@mse_rate.mistake("That is the factor alone. The rate is the factor times eta.")
def _(eta, m):
    return m / 2


@mse_rate.mistake("A fifth is how long the steps are. What rate makes up for it?")
def _(eta, m):
    return eta / 5


@mse_rate.mistake("The 2 is undone the wrong way, and the m is left out.")
def _(eta, m):
    return 2 * eta


@mse_rate.mistake("Both factors are the wrong way: the gradient is 2/m as large.")
def _(eta, m):
    return eta / (2 * m)


@mse_rate.mistake("Half too much: each of the 2 and the m comes in once.")
def _(eta, m):
    return eta * m / 4


@mse_rate.mistake("`//` drops what is left over: for m = 3 the factor is 1.5.")
def _(eta, m):
    return eta * (m // 2)


@mse_rate.mistake("The factor is multiplied with the rate, not added to it.")
def _(eta, m):
    return eta + m / 2


@mse_rate.mistake("That is the ratio of the gradients. What rate makes up for it?")
def _(eta, m):
    return 2 / m


@mse_rate.mistake("m comes in twice. Each output's gradient is divided by m once.")
def _(eta, m):
    return eta * m**2 / 2


@mse_rate.mistake("The root belongs to a distance. The gradients differ by 2/m itself.")
def _(eta, m):
    return eta * np.sqrt(m / 2)


@exercise(
    "03.3",
    "the accident in three lines",
    cases=[
        (
            np.array([[1.0], [2.0], [-1.0]]),
            np.array([1.0, 0.0, 2.0]),
            np.array([[0.5]]),
            0.25,
        ),
        (
            np.array([[1.0, 0.0], [0.5, -2.0]]),
            np.array([3.0, -1.0]),
            np.array([[1.0], [2.0]]),
            -0.5,
        ),
        (np.array([[2.0, 1.0, -1.0]]), np.array([1.0]), np.array([[1.0]] * 3), 0.0),
    ],
    hints=[
        "Print the shapes of `a`, `y` and `error`. How many errors should there be?",
        "a has the shape (n, 1). y has to become a column too.",
        "`y[:, None]` is that column; the rest of the three lines is right.",
    ],
    shows=(
        "One error for each example, and the slope has the shape of w. Shapes are the "
        "first thing to print when training looks odd."
    ),
)
def slope(x, y, w, b):
    error = x @ w + b - y[:, None]
    return x.T @ error / len(x)


@slope.mistake(
    "That is the accident itself: every output meets every target. What is the shape "
    "of `a - y`?"
)
def _(x, y, w, b):
    return x.T @ (x @ w + b - y) / len(x)


@slope.mistake(
    "The shape is right now, and the accident is still inside: each output is compared "
    "with the mean of all targets."
)
def _(x, y, w, b):
    return (x.T @ (x @ w + b - y) / len(x)).mean(axis=1, keepdims=True)


@slope.mistake("The accident, added up: each output still meets every target.")
def _(x, y, w, b):
    return (x.T @ (x @ w + b - y) / len(x)).sum(axis=1, keepdims=True)


@slope.mistake("The mean over the examples is missing: divide by n.")
def _(x, y, w, b):
    return x.T @ (x @ w + b - y[:, None])


@slope.mistake("The sign is turned: this is downhill, and ∂C/∂w points uphill.")
def _(x, y, w, b):
    return x.T @ (y[:, None] - x @ w - b) / len(x)


@slope.mistake("The bias is left out of the output.")
def _(x, y, w, b):
    return x.T @ (x @ w - y[:, None]) / len(x)


@slope.mistake("The quadratic cost has a ½, which cancels the 2.")
def _(x, y, w, b):
    return 2 * x.T @ (x @ w + b - y[:, None]) / len(x)


@slope.mistake(
    "The numbers are right. w has the shape (features, 1), and so has ∂C/∂w."
)
def _(x, y, w, b):
    return (x.T @ (x @ w + b - y[:, None]) / len(x))[:, 0]


@slope.mistake("These are the errors. ∂C/∂w multiplies them with the inputs.")
def _(x, y, w, b):
    return x @ w + b - y[:, None]


@slope.mistake("Half too small: the derivative of ½ e² is e.")
def _(x, y, w, b):
    return x.T @ (x @ w + b - y[:, None]) / (2 * len(x))


@slope.mistake("The mean is over the examples, the rows of x, not over the features.")
def _(x, y, w, b):
    return x.T @ (x @ w + b - y[:, None]) / x.shape[1]


@slope.mistake(
    "The accident is still inside, and the shape is lost: each output meets the "
    "mean of all targets."
)
def _(x, y, w, b):
    return (x.T @ (x @ w + b - y) / len(x)).mean(axis=1)


@slope.mistake(
    "This keeps one column of the accident: every output meets the first target."
)
def _(x, y, w, b):
    return (x.T @ (x @ w + b - y) / len(x))[:, :1]


@slope.mistake(
    "The errors are squared. Squares are in the cost; its slope has the errors."
)
def _(x, y, w, b):
    return x.T @ (x @ w + b - y[:, None]) ** 2 / len(x)


@slope.mistake("That is the cost. Its slope over w is asked for.")
def _(x, y, w, b):
    return np.mean((x @ w + b - y[:, None]) ** 2) / 2


@slope.mistake("That is w after a step. The slope itself is asked for.")
def _(x, y, w, b):
    return w - x.T @ (x @ w + b - y[:, None]) / len(x)


@slope.mistake("Each error goes with its own x, before the mean and not after.")
def _(x, y, w, b):
    return x.mean(axis=0)[:, None] * (x @ w + b - y[:, None]).mean()


@exercise(
    "03.4",
    "binary cross-entropy from the logit",
    cases=[
        (0.0, 1.0),
        (2.0, 1.0),
        (-3.0, 1.0),
        (2.0, 0.25),
        (1000.0, 1.0),
        (1000.0, 0.0),
        (-1000.0, 1.0),
        (np.array([-1000.0, -40.0, 0.5, 800.0]), np.array([0.0, 0.0, 1.0, 1.0])),
    ],
    strict=True,
    without=("nnlib.losses",),
    hints=[
        "Put a = σ(z) in: −ln σ(z) = ln(1 + e⁻ᶻ), and −ln(1 − σ(z)) = ln(1 + eᶻ).",
        "So the loss is ln(1 + eᶻ) − y z. Where does eᶻ overflow?",
        "ln(1 + eᶻ) = max(z, 0) + ln(1 + e^−|z|); `np.log1p` keeps the digits.",
    ],
    shows=(
        "From the logit nothing overflows, and no loss is cut off: at z = 1000 and "
        "y = 0 it is 1000, and not infinite."
    ),
)
def bce(z, y):
    return np.maximum(z, 0) - y * z + np.log1p(np.exp(-np.abs(z)))


@bce.mistake(
    "At z = 1000 the sigmoid is exactly 1, and ln(1 − a) is ln 0. Do not go through a."
)
def _(z, y):
    a = 1 / (1 + np.exp(-np.maximum(z, -700)))
    return -(y * np.log(a) + (1 - y) * np.log(1 - a))


@bce.mistake(
    "Clipping a stops the overflow, and the loss with it: at z = 1000 and y = 0 it "
    "should be 1000."
)
def _(z, y):
    a = np.clip(1 / (1 + np.exp(-np.clip(z, -700, 700))), 1e-7, 1 - 1e-7)
    return -(y * np.log(a) + (1 - y) * np.log(1 - a))


@bce.mistake("The formula is right, and eᶻ overflows at z = 710.")
def _(z, y):
    return np.log1p(np.exp(z)) - y * z


@bce.mistake("The labels are the wrong way round: y belongs to −ln a.")
def _(z, y):
    return np.maximum(z, 0) - (1 - y) * z + np.log1p(np.exp(-np.abs(z)))


@bce.mistake("The term −y z is missing.")
def _(z, y):
    return np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z))) + 0 * y


@bce.mistake("ln(1 + eᶻ) = max(z, 0) + ln(1 + e^−|z|): the first part is missing.")
def _(z, y):
    return np.log1p(np.exp(-np.abs(z))) - y * z


@bce.mistake("The sign is turned: a loss is never negative.")
def _(z, y):
    return -(np.maximum(z, 0) - y * z + np.log1p(np.exp(-np.abs(z))))


@bce.mistake("The mean over the examples comes later: one loss for each is asked for.")
def _(z, y):
    return np.mean(np.maximum(z, 0) - y * z + np.log1p(np.exp(-np.abs(z))))


@bce.mistake(
    "e⁻ᶻ overflows at z = −1000, and ln of 0 is taken at 1000. Can z itself be used?"
)
def _(z, y):
    a = 1 / (1 + np.exp(-z))
    return -(y * np.log(a) + (1 - y) * np.log(1 - a))


@bce.mistake("The sign of y z: a large z is right where y is 1, so it takes away.")
def _(z, y):
    return np.maximum(z, 0) + y * z + np.log1p(np.exp(-np.abs(z)))


@bce.mistake("max(z, 0) is 0 for negative z. |z| is not.")
def _(z, y):
    return np.abs(z) - y * z + np.log1p(np.exp(-np.abs(z)))


@bce.mistake("One loss for each example is asked for, and not their sum.")
def _(z, y):
    return np.sum(np.maximum(z, 0) - y * z + np.log1p(np.exp(-np.abs(z))))


@bce.mistake("Right for y = 1 and y = 0. For a y between them both terms count.")
def _(z, y):
    return np.where(y == 1, np.logaddexp(0, -z), np.logaddexp(0, z))


@bce.mistake("That is the loss for y = 1 alone.")
def _(z, y):
    return np.logaddexp(0, -z) + 0 * y


@bce.mistake("ln(1 + eᶻ) = max(z, 0) + ln(1 + e^−|z|): the second part is missing.")
def _(z, y):
    return np.maximum(z, 0) - y * z


@bce.mistake("This is ln(1 + e^−|z|) alone. max(z, 0) − y z is missing.")
def _(z, y):
    return np.log1p(np.exp(-np.abs(z))) + 0 * y


@bce.mistake("That is the slope of the loss, a − y. The loss itself is asked for.")
def _(z, y):
    return 1 / (1 + np.exp(-np.clip(z, -700, 700))) - y


@bce.mistake("The term for 1 − y is missing: with y = 0 a large z is wrong.")
def _(z, y):
    return y * np.logaddexp(0, -z)


def _clipped(edge):
    def clipped(z, y):
        a = np.clip(1 / (1 + np.exp(-np.clip(z, -700, 700))), edge, 1 - edge)
        return -(y * np.log(a) + (1 - y) * np.log(1 - a))

    return clipped


def _lifted(edge):
    def lifted(z, y):
        a = 1 / (1 + np.exp(-np.clip(z, -700, 700)))
        return -(y * np.log(a + edge) + (1 - y) * np.log(1 - a + edge))

    return lifted


for edge in (1e-15, 1e-12, 1e-10, 1e-9, 1e-8):
    bce.mistake(
        f"An a that stops {edge:.0e} short of 0 and 1 caps the loss: at z = 1000 and "
        "y = 0 it should be 1000."
    )(_clipped(edge))
    bce.mistake(
        f"{edge:.0e} inside the logarithm caps the loss: at z = 1000 and y = 0 it "
        "should be 1000."
    )(_lifted(edge))


@bce.mistake("Clipping z caps the loss: at z = 1000 and y = 0 it should be 1000.")
def _(z, y):
    z = np.clip(z, -30, 30)
    return np.log1p(np.exp(z)) - y * z
