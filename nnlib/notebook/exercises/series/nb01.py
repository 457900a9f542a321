"""The exercises of notebook 01, neurons and nonlinearity."""

import numpy as np

from ..exercise import exercise


@exercise(
    "01.1",
    "two linear layers made one",
    cases=[
        (
            np.array([[1.0, 2.0], [0.0, -1.0]]),
            np.array([1.0, 3.0]),
            np.array([[2.0], [0.5]]),
            np.array([-1.0]),
        ),
        (
            np.array([[1.0, 0.5, -2.0], [3.0, -1.0, 0.0]]),
            np.array([0.5, 0.0, 1.0]),
            np.array([[1.0, 2.0], [0.0, 1.0], [-1.0, 4.0]]),
            np.array([0.25, -0.5]),
        ),
        (np.array([[2.0]]), np.array([3.0]), np.array([[5.0]]), np.array([7.0])),
        (
            np.array([[1.0, -1.0], [2.0, 0.5]]),
            np.array([1.0, -2.0]),
            np.array([[0.5, 3.0], [-1.0, 2.0]]),
            np.array([0.25, 1.0]),
        ),
    ],
    hints=[
        "Write the second layer, with the first put in: (X W1 + b1) W2 + b2.",
        "Multiply out: X W1 W2 + b1 W2 + b2.",
        "What stands beside X is W. Everything without X is b.",
    ],
    shows=(
        "Two linear layers are one, with W = W1 W2 and b = b1 W2 + b2. Do it nine "
        "times over, and ten layers are one."
    ),
)
def collapse(W1, b1, W2, b2):
    return W1 @ W2, b1 @ W2 + b2


@collapse.mistake("The biases do not add up as they are: b1 passes through W2 too.")
def _(W1, b1, W2, b2):
    return W1 @ W2, b1 + b2


@collapse.mistake("b2 is there, and b1 is lost. Multiply (X W1 + b1) W2 out.")
def _(W1, b1, W2, b2):
    return W1 @ W2, b2


@collapse.mistake("b1 W2 is there, and the second layer's own bias is lost.")
def _(W1, b1, W2, b2):
    return W1 @ W2, b1 @ W2


@collapse.mistake("Rows are examples: X meets W1 first. Which order has the product?")
def _(W1, b1, W2, b2):
    return W2 @ W1, b1 @ W2 + b2


@collapse.mistake("W is right. The two results are in the wrong order.")
def _(W1, b1, W2, b2):
    return b1 @ W2 + b2, W1 @ W2


@collapse.mistake("`*` multiplies entry by entry. The layers need the product `@`.")
def _(W1, b1, W2, b2):
    return W1 * W2.T, b1 @ W2 + b2


@collapse.mistake("A product of layers is asked for, and this is their sum.")
def _(W1, b1, W2, b2):
    return W1 + W2.T, b1 + b2


@collapse.mistake("b2 belongs to the second layer and meets no further weights.")
def _(W1, b1, W2, b2):
    return W1 @ W2, (b1.sum() + b2) @ np.ones((len(b2), len(b2)))


@collapse.mistake("b1 has passed W1 already when it is added. It meets W2 alone.")
def _(W1, b1, W2, b2):
    return W1 @ W2, b1 @ W1.T @ W1 @ W2 + b2


@collapse.mistake("These are W and b of columns as examples. Here rows are.")
def _(W1, b1, W2, b2):
    return W2 @ W1, W2 @ b1 + b2


@collapse.mistake("W is right. b1 is a row, and a row stands before W2.")
def _(W1, b1, W2, b2):
    return W1 @ W2, W2 @ b1 + b2


@collapse.mistake("This W is turned round: it has the shape (outputs, inputs).")
def _(W1, b1, W2, b2):
    return (W1 @ W2).T, b1 @ W2 + b2


@collapse.mistake("That is W. The b of the one layer is asked for too.")
def _(W1, b1, W2, b2):
    return W1 @ W2


@collapse.mistake("W and b are two results. Return them apart: `return …, …`.")
def _(W1, b1, W2, b2):
    return W1 @ W2 + b1 @ W2 + b2


@collapse.mistake("b2 comes after W2. Here it passes through W2 as well.")
def _(W1, b1, W2, b2):
    return W1 @ W2, (b1 + b2) @ W2


@collapse.mistake("The biases are not multiplied with each other.")
def _(W1, b1, W2, b2):
    return W1 @ W2, b1 * b2


@collapse.mistake("b1 comes after W1. The weights that it meets are W2.")
def _(W1, b1, W2, b2):
    return W1 @ W2, b1 @ W1 + b2


@collapse.mistake("b1 has not passed W2 yet, and b2 is lost.")
def _(W1, b1, W2, b2):
    return W1 @ W2, b1


@collapse.mistake("b1 stands without X, so it is no part of W. What does it become?")
def _(W1, b1, W2, b2):
    return W1 @ W2 + b1, b2


@collapse.mistake("`*` multiplies entry by entry. X passes W1 and then W2: `@`.")
def _(W1, b1, W2, b2):
    return W1 * W2, b1 * W2 + b2


@collapse.mistake("The second layer sees what the first puts out: W1 and W2 multiply.")
def _(W1, b1, W2, b2):
    return W1 + W2, b1 + b2


@collapse.mistake("X stands before W1 as it is, so W1 is not turned.")
def _(W1, b1, W2, b2):
    return W1.T @ W2, b1 @ W2 + b2


@collapse.mistake("X meets W1 first, so W1 stands first. And b1 passes through W2.")
def _(W1, b1, W2, b2):
    return W2 @ W1, b1 + b2


@collapse.mistake("b2 is added to what b1 has become. They are not multiplied.")
def _(W1, b1, W2, b2):
    return W1 @ W2, b1 @ W2 * b2


@collapse.mistake("b has a number for each output. Nothing is to be summed over them.")
def _(W1, b1, W2, b2):
    return W1 @ W2, (b1 @ W2 + b2).sum()


@exercise(
    "01.2",
    "weights with which two ReLU units make XOR",
    hints=[
        "Make a table: the four points, and h1 and h2 at each of them.",
        "At (0, 0) both are 0. What must c be?",
        "At (0, 1) only h1 is not 0. That gives v1. Then (1, 1) gives v2.",
    ],
    shows=(
        "h1 − 2 h2 is XOR. One unit alone cannot do it; two, bent at different places, "
        "can."
    ),
)
def v():
    return np.array([1.0, -2.0, 0.0])


v.slip(
    [1, -1, 0], "At (1, 1) this gives 1: h1 is 2 there and h2 is 1. It has to give 0."
)
v.slip([1, 2, 0], "At (1, 1) this gives 4. h2 has to take away what h1 has too much.")
v.slip([1, -2, 1], "At (0, 0) this gives 1, for h1 and h2 are 0 there.")
v.slip([-1, 2, 1], "This is 1 where XOR is 0, and the other way round.")
v.slip([1, 0, 0], "This is h1 itself: at (1, 1) it gives 2.")
v.slip([1, 1, 0], "At (1, 1) this gives 3. Which sign has the second weight?")
v.slip(
    [2, -4, 0], "At (0, 1) this gives 2. The right side for XOR, but not the value 1."
)
v.slip([1, -2], "Three numbers are asked for: v1, v2 and c.")
v.slip([1, -3, 0], "At (1, 1) this gives −1. It takes away too much.")
v.slip([1, -1.5, 0], "At (1, 1) this gives ½, and 0 is asked for.")
v.slip([0.5, -1, 0], "At (0, 1) this gives ½. The shape is right, the size is half.")
v.slip([-1, 2, 0], "At (0, 1) this gives −1. Both signs are turned.")
v.slip([-2, 1, 0], "The two weights are the wrong way round.")
v.slip([1, -0.5, 0], "At (1, 1) this gives 1½: h1 is 2 there and h2 is 1.")
v.slip(
    [1, -2, -0.5],
    "This is right for a border at 0. The values 0 and 1 are asked for themselves.",
)
v.slip([8, -16, -4], "Right for a sigmoid, with ½ as border. Here nothing follows.")
v.slip([1, -2, 0.5], "At (0, 0) this gives ½, for h1 and h2 are 0 there.")
v.slip([2, -3, 0], "At (0, 1) this gives 2, for h1 is 1 there. It has to give 1.")
v.slip([1, 1, -1], "At (0, 0) this gives −1. h1 and h2 are 0 there, and c is left.")
v.slip([1, -1, -1], "At (0, 0) this gives −1. h1 and h2 are 0 there, and c is left.")
v.slip([1, 0, -1], "At (0, 0) this gives −1, and h2 is not used at all.")
v.slip([1, -4, 0], "At (1, 1) this gives −2: twice too much is taken away.")
v.slip([2, -2, 0], "At (0, 1) this gives 2, for h1 is 1 there. It has to give 1.")
v.slip([2, -4, -1], "Right in its signs. The values 0 and 1 themselves are asked for.")
v.slip([0, 1, 0], "This is h2 itself: it is 1 at (1, 1) alone, which is AND.")


@exercise(
    "01.3",
    "on which side of each line",
    cases=[
        (np.array([[1.0], [-2.0]]), np.array([0.5]), np.array([3.0, 1.0])),
        (
            np.array([[1.0, 0.0, -1.0], [1.0, 2.0, 1.0]]),
            np.array([-1.0, 0.5, 0.0]),
            np.array([0.0, 1.0]),
        ),
        (
            np.array([[1.0, -1.0, 2.0, 0.5], [0.0, 1.0, 1.0, -3.0]]),
            np.array([0.0, -0.5, -3.5, 1.0]),
            np.array([1.0, 1.0]),
        ),
        (
            np.array([[0.5, -0.5], [0.25, 1.0]]),
            np.array([-0.25, 0.125]),
            np.array([0.5, 0.5]),
        ),
    ],
    hints=[
        "Each hidden unit has its own z: all of them at once are `x @ W + b`.",
        "On the line z is 0. On one side it is positive.",
        "`(z > 0)` is True or False for each unit; `.astype(int)` makes it 1 or 0.",
    ],
    shows=(
        "Each hidden unit answers one question: on which side of my line is the point? "
        "Points with the same answers look alike to a network of switches."
    ),
)
def pattern(W, b, x):
    return (x @ W + b > 0).astype(int)


@pattern.mistake("The other side: 1 stands for z > 0.")
def _(W, b, x):
    return (x @ W + b < 0).astype(int)


@pattern.mistake("The biases are left out: then every line goes through the origin.")
def _(W, b, x):
    return (x @ W > 0).astype(int)


@pattern.mistake("These are the z themselves. Which of them are positive?")
def _(W, b, x):
    return x @ W + b


@pattern.mistake("On the line itself z is 0, and 1 stands for z > 0 only.")
def _(W, b, x):
    return (x @ W + b >= 0).astype(int)


@pattern.mistake("This is what ReLU puts out. Only the side is asked for, as 1 or 0.")
def _(W, b, x):
    return np.maximum(x @ W + b, 0)


@pattern.mistake("The other side is 0 here, and not −1.")
def _(W, b, x):
    return np.sign(x @ W + b).astype(int)


@pattern.mistake("This counts them. One answer for each unit is asked for.")
def _(W, b, x):
    return int((x @ W + b > 0).sum())


@pattern.mistake("The bias is taken away. In z it is added.")
def _(W, b, x):
    return (x @ W - b > 0).astype(int)


@pattern.mistake("½ is the border for a. For z the border is 0.")
def _(W, b, x):
    return (x @ W + b > 0.5).astype(int)


@pattern.mistake("One point is a row here, so it stands before W: `x @ W`.")
def _(W, b, x):
    return (W @ x + b > 0).astype(int)


@pattern.mistake("This is what sigmoid units put out. Is it yes or no?")
def _(W, b, x):
    return 1 / (1 + np.exp(-(x @ W + b)))


@pattern.mistake("This is what tanh units put out. Which of them are positive?")
def _(W, b, x):
    return np.tanh(x @ W + b)


@pattern.mistake("Where z is not above 0 the answer is 0. Here it is −1.")
def _(W, b, x):
    return np.where(x @ W + b > 0, 1, -1)


@pattern.mistake("This asks whether one of the units says yes. Each has an answer.")
def _(W, b, x):
    return int((x @ W + b > 0).any())


@pattern.mistake("This asks whether all units say yes. Each has an answer of its own.")
def _(W, b, x):
    return int((x @ W + b > 0).all())


@pattern.mistake("The size of z is no side. Its sign is.")
def _(W, b, x):
    return (np.abs(x @ W + b) > 0).astype(int)


@pattern.mistake("Half a yes is no answer: on the line z is 0, and that is a 0 here.")
def _(W, b, x):
    return np.heaviside(x @ W + b, 0.5)


@pattern.mistake("The answers are turned round: 1 stands for z > 0.")
def _(W, b, x):
    return (x @ W + b <= 0).astype(int)


@pattern.mistake("This names the unit with the largest z. Each unit has an answer.")
def _(W, b, x):
    return int((x @ W + b).argmax())


@exercise(
    "01.4",
    "the pieces of a folded line",
    hints=[
        "The first tent has 2 pieces, one bend in the middle.",
        "The second tent folds each piece of the first in its middle.",
        "So every layer doubles the number of pieces.",
    ],
    shows=(
        "Five layers of two units make 2⁵ = 32 pieces out of ten units. One layer "
        "needs 31 units for as many."
    ),
)
def pieces():
    return 2**5


pieces.slip(10, "That is the number of units. Each layer folds what is there already.")
pieces.slip(11, "That is what ten units in one layer could make: one more than units.")
pieces.slip(6, "That would be one bend more for each layer. Do they add or multiply?")
pieces.slip(25, "5² is the other way round: two pieces, five times folded.")
pieces.slip(16, "That is after four layers.")
pieces.slip(64, "That is after six layers.")
pieces.slip(31, "That is the number of bends. The pieces are one more.")
pieces.slip(33, "Bends and pieces: there is one piece more than bends.")
pieces.slip(5, "That is the number of layers. Each makes more pieces than one.")
pieces.slip(12, "Two a layer, and two to start with? Every piece is folded again.")
pieces.slip(20, "Pieces times layers: but each layer multiplies what is there.")
pieces.slip(30, "Nearly. Do the first and the last piece count?")
pieces.slip(1024, "Each layer doubles once, with both of its units; not each unit.")
pieces.slip(8, "That is after three layers.")
pieces.slip(9, "That is what four layers' worth of units could make in one layer.")
pieces.slip(15, "That is the number of bends after four layers.")
pieces.slip(63, "That is the number of bends after six layers.")
pieces.slip(17, "Those are the ends of the pieces after four layers.")
pieces.slip(
    243, "3⁵: two units of one layer can make three pieces, but the tent has two."
)
