"""The exercises of notebook 11, choosing."""

import numpy as np

from ..exercise import exercise

ROWS = np.array([[0.6, 0.3, 0.1], [0.2, 0.7, 0.9], [0.55, 0.8, 0.6], [0.1, 0.2, 0.4]])
ONE = np.array([[0.2], [0.51], [0.97]])


@exercise(
    "11.1",
    "the most that tanh can explain",
    digits=3,
    hints=[
        "Beyond ±1 the best a tanh can do is ±1. Its error there is |y| − 1.",
        "The mean of (|y| − 1)² over y from 1 to 2 is ⅓, and half of the y lie beyond.",
        "Var y = 4²/12 = 4/3. The share explained is 1 − error/variance.",
    ],
    shows="1 − (1/6)/(4/3) = 0.875: what lies outside the range stays unexplained.",
)
def most():
    return 0.875


most.slip(0.125, "That is the share left unexplained.")
most.slip(
    0.833, "That is 1 − 1/6. The error is measured by the variance, 4/3.", to=0.834
)
most.slip(
    0.75, "That takes the error of the y beyond ±1 for all. The others have none."
)
most.slip(0.5, "Half of the targets can be reached, but the others are not all lost.")
most.slip(
    0.166, "That is the mean square error. What share of the variance is it?", to=0.167
)
most.slip(0.25, "That counts the y within ±1 alone. Those beyond are hit in part.")
most.slip(1.0, "Targets beyond ±1 cannot be reached.")
most.slip(
    0.666, "That is the mean square of what tanh puts out. How far off is it?", to=0.667
)
most.slip(0.88, "Three digits are asked for: it is a little less.")
most.slip(0.87, "Three digits are asked for: it is a little more.")
most.slip(
    0.333, "That is the error of the y beyond ±1. The others count as well.", to=0.334
)
most.slip(1.333, "That is the variance of the targets.", to=1.334)
most.slip(87, "A share from 0 to 1 is asked for, not per cent.", to=88)
most.slip(0.937, "That is one side: y below −1 is cut off as well.", to=0.938)
most.slip(0.0624, "One side alone, and left unexplained.", to=0.0626)
most.slip(0.916, "That is one side alone, and without the variance.", to=0.917)
most.slip(0.083, "That is the mean square error of one side.", to=0.084)
most.slip(0.812, "That takes |y| − 1 as the error. Its square is asked for.", to=0.813)
most.slip(0.353, "That is a ratio of standard deviations, and unexplained.", to=0.354)
most.slip(0.646, "That is a ratio of standard deviations. Take variances.", to=0.647)
most.slip(0.77, "That is the sine. Here the targets are spread evenly.", to=0.811)
most.slip(
    0.583, "That is 3/12 over 4/12 less 1/6: measure the error by 4²/12.", to=0.584
)
most.slip(-100, "A share that is explained here is above 0.", to=-0.001)
most.slip(0.9, "Near, by eye. The integral of (y − 1)² from 1 to 2 settles it.")


@exercise(
    "11.2",
    "from outputs to answers",
    cases=[(ROWS, "one of several"), (ROWS, "any of several"), (ONE, "one of two")],
    hints=[
        "One of several: the place of the largest output in a row, `a.argmax(axis=1)`.",
        "Any of several, and one of two: each output for itself, above ½ or not.",
    ],
    shows="One of several takes the largest; yes-or-no questions compare with a half.",
)
def answer(a, kind):
    return a.argmax(axis=1) if kind == "one of several" else (a > 0.5).astype(int)


@answer.mistake("Several labels may be true at once: the largest output is but one.")
def _(a, kind):
    return (a > 0.5).astype(int) if kind == "one of two" else a.argmax(axis=1)


@answer.mistake("One of several has one answer a row, even if none or two exceed ½.")
def _(a, kind):
    return (a > 0.5).astype(int)


@answer.mistake("A single output has no largest: compare it with ½.")
def _(a, kind):
    return (a > 0.5).astype(int) if kind == "any of several" else a.argmax(axis=1)


@answer.mistake("`axis=0` runs over the examples. The classes of a row lie on axis 1.")
def _(a, kind):
    return a.argmax(axis=0) if kind == "one of several" else (a > 0.5).astype(int)


@answer.mistake("That is how sure the network is. Which class does it name?")
def _(a, kind):
    return a.max(axis=1) if kind == "one of several" else (a > 0.5).astype(int)


@answer.mistake("Turned round: above ½ means yes, which is 1.")
def _(a, kind):
    return a.argmax(axis=1) if kind == "one of several" else (a < 0.5).astype(int)


@answer.mistake("Sigmoids and softmax put out 0 to 1: a half is the border, not 0.")
def _(a, kind):
    return a.argmax(axis=1) if kind == "one of several" else (a > 0).astype(int)


@answer.mistake("These are one-hot rows. The number of the class is asked for.")
def _(a, kind):
    if kind == "one of several":
        return (a == a.max(axis=1, keepdims=True)).astype(int)
    return (a > 0.5).astype(int)


@answer.mistake("The smallest output is the least likely class.")
def _(a, kind):
    return a.argmin(axis=1) if kind == "one of several" else (a > 0.5).astype(int)


@answer.mistake("The largest output answers one of several. The others are yes or no.")
def _(a, kind):
    return a.argmax(axis=1)


@answer.mistake("That is how sure it is, not what it says.")
def _(a, kind):
    return a.max(axis=1)


@answer.mistake("`argmax` without an axis looks for one place in the whole table.")
def _(a, kind):
    return a.argmax()


@answer.mistake("Classes count from 0, as the columns do.")
def _(a, kind):
    return a.argmax(axis=1) + 1 if kind == "one of several" else (a > 0.5).astype(int)


@answer.mistake("A row for each example: keep the column of a single output.")
def _(a, kind):
    if kind == "one of several":
        return a.argmax(axis=1)
    return (a > 0.5).astype(int) if kind == "any of several" else (a[:, 0] > 0.5) * 1


@answer.mistake("A row for each example, an answer for each output: keep the shape.")
def _(a, kind):
    yes = (a > 0.5).astype(int)
    return a.argmax(axis=1) if kind == "one of several" else yes.ravel()


@answer.mistake("That says whether any label is true. Every output has its own answer.")
def _(a, kind):
    yes = (a > 0.5).astype(int)
    return a.argmax(axis=1) if kind == "one of several" else yes.max(axis=1)


@answer.mistake("That counts how many labels are true. Which ones are?")
def _(a, kind):
    yes = (a > 0.5).astype(int)
    return a.argmax(axis=1) if kind == "one of several" else yes.sum(axis=1)


@answer.mistake("These are the outputs themselves. What do they say?")
def _(a, kind):
    return a


@answer.mistake("A third is what guessing gives. A yes is more likely than a no.")
def _(a, kind):
    yes = (a > 1 / 3).astype(int)
    return a.argmax(axis=1) if kind == "one of several" else yes


@answer.mistake("One number for each example: without `keepdims`.")
def _(a, kind):
    if kind == "one of several":
        return a.argmax(axis=1, keepdims=True)
    return (a > 0.5).astype(int)


@answer.mistake("`astype(int)` cuts the decimals off: 0.97 becomes 0.")
def _(a, kind):
    return a.argmax(axis=1) if kind == "one of several" else a.astype(int)


@answer.mistake("These are the places of the yeses. A 0 or 1 for each output, please.")
def _(a, kind):
    return a.argmax(axis=1) if kind == "one of several" else np.where(a > 0.5)


@answer.mistake("Cut at ½ first, and it is lost which output is the largest.")
def _(a, kind):
    yes = (a > 0.5).astype(int)
    return yes.argmax(axis=1) if kind == "one of several" else yes


@answer.mistake("That is −1 or 1. A no is 0.")
def _(a, kind):
    return a.argmax(axis=1) if kind == "one of several" else np.sign(a - 0.5)


@answer.mistake("That looks at the first output alone.")
def _(a, kind):
    return a.argmax(axis=1) if kind == "one of several" else (a[:, 0] > 0.5) * 1


@answer.mistake("One of two: the output is the chance of a 1, not of a 0.")
def _(a, kind):
    if kind == "one of several":
        return a.argmax(axis=1)
    return (a > 0.5).astype(int) if kind == "any of several" else (a < 0.5).astype(int)


@answer.mistake("The mean of the outputs depends on the others. The border is a half.")
def _(a, kind):
    return a.argmax(axis=1) if kind == "one of several" else (a > a.mean()).astype(int)


@answer.mistake("That allows one yes in a row. There may be none, or several.")
def _(a, kind):
    top = (a == a.max(axis=1, keepdims=True)).astype(int)
    return a.argmax(axis=1) if kind == "one of several" else top


@answer.mistake("These are shares. What does the network say?")
def _(a, kind):
    return a / a.sum(axis=1, keepdims=True)


@answer.mistake("That is the answer for the first example alone.")
def _(a, kind):
    if kind == "one of several":
        return int(a[0].argmax())
    return (a > 0.5).astype(int)


@answer.mistake("Exchanged: which kind has one answer a row, and which one an output?")
def _(a, kind):
    yes = (a > 0.5).astype(int)
    return yes if kind == "one of several" else a.argmax(axis=1)


@answer.mistake("That is the order of the outputs. Which class comes out on top?")
def _(a, kind):
    return a.argsort(axis=1) if kind == "one of several" else (a > 0.5).astype(int)


@exercise(
    "11.3",
    "the output and the loss",
    cases=["price", "spam or not", "digit", "topics of an article", "temperature"],
    hints=[
        "A price has no bounds: identity. A digit is one of ten: softmax.",
        "An article may have several topics: a sigmoid for each, and a yes-or-no loss.",
        "A temperature may be below 0, and above 1.",
    ],
    shows="The kind of answer decides: any number, yes or no, one of several.",
)
def choose(task):
    return {
        "price": ("identity", "mean_squared_error"),
        "spam or not": ("sigmoid", "binary_cross_entropy"),
        "digit": ("softmax", "categorical_cross_entropy"),
        "topics of an article": ("sigmoid", "binary_cross_entropy"),
        "temperature": ("identity", "mean_squared_error"),
    }[task]


def _but(**others):
    """The solution with other answers for some tasks, named by their first word."""

    def wrong(task):
        return others.get(task.split()[0], choose.solution(task))

    return wrong


CATEGORICAL = ("softmax", "categorical_cross_entropy")
BINARY = ("sigmoid", "binary_cross_entropy")
MSE = ("identity", "mean_squared_error")
for wrong, advice in [
    (_but(topics=CATEGORICAL), "An article may have several topics; softmax shares 1."),
    (_but(digit=BINARY), "It works. But a digit is one of ten: softmax says so."),
    (_but(price=BINARY), "A price has no upper bound, and a sigmoid ends at 1."),
    (_but(spam=CATEGORICAL), "With one output softmax is always 1: use a sigmoid."),
    (_but(temperature=BINARY), "A temperature may be below 0, and above 1."),
    (
        _but(spam=("sigmoid", "mean_squared_error")),
        "It trains, and is slow where it is badly wrong: see notebook 05.",
    ),
    (
        _but(digit=("softmax", "mean_squared_error")),
        "It trains. The slope of softmax stays in δ: see notebook 06.",
    ),
    (
        _but(digit=("sigmoid", "categorical_cross_entropy")),
        "The pairing that lies: every sigmoid can go to 1, and the loss to 0.",
    ),
    (
        _but(topics=("sigmoid", "categorical_cross_entropy")),
        "Categorical is for one of several. Each topic is a yes or no of its own.",
    ),
    (
        lambda task: MSE,
        "Linear and squared for everything: it trains, but often worse.",
    ),
    (lambda task: CATEGORICAL, "Not every task asks for one of several."),
    (lambda task: BINARY, "Not every task is a yes or no, or a number from 0 to 1."),
    (
        _but(price=("sigmoid", "mean_squared_error")),
        "The loss fits. A sigmoid ends at 1, and prices do not.",
    ),
    (
        _but(topics=("softmax", "binary_cross_entropy")),
        "The loss fits. Softmax shares 1 between topics that may all be true.",
    ),
    (
        _but(spam=("softmax", "binary_cross_entropy")),
        "The loss fits. Over one output softmax is always 1.",
    ),
    (
        _but(digit=("identity", "mean_squared_error")),
        "A digit is a class, not a size: 9 is not more of what 1 is.",
    ),
    (
        lambda task: choose.solution(task)[::-1],
        "The other way round: the output first, then the loss.",
    ),
    (
        lambda task: choose.solution(task)[0],
        "That is the output alone. A pair is asked for: output and loss.",
    ),
    (
        lambda task: choose.solution(task)[1],
        "That is the loss alone. A pair is asked for: output and loss.",
    ),
    (
        lambda task: " ".join(choose.solution(task)),
        "That is one text. A pair is asked for: two of them, in a tuple.",
    ),
    (
        lambda task: (choose.solution(task)[0].title(), choose.solution(task)[1]),
        "The names are written in small letters.",
    ),
    (
        lambda task: ("identity", choose.solution(task)[1]),
        "The losses fit. A linear output is not a probability.",
    ),
    (
        lambda task: ("sigmoid", choose.solution(task)[1]),
        "The losses fit. A sigmoid ends at 0 and 1; and a digit is one of ten.",
    ),
    (
        lambda task: ("softmax", choose.solution(task)[1]),
        "The losses fit. Softmax is for one of several alone.",
    ),
    (
        lambda task: (choose.solution(task)[0], MSE[1]),
        "The outputs fit. The squared error leaves the slope of some of them in δ.",
    ),
    (
        lambda task: (choose.solution(task)[0], BINARY[1]),
        "The outputs fit. Not every target is a yes or no.",
    ),
    (
        lambda task: (choose.solution(task)[0], CATEGORICAL[1]),
        "The outputs fit. Not every target is one of several.",
    ),
    (
        _but(temperature=("sigmoid", "mean_squared_error")),
        "The loss fits. A sigmoid ends at 0 and 1, and a temperature does not.",
    ),
    (
        _but(temperature=("tanh", "mean_squared_error")),
        "The loss fits. tanh ends at ±1, and is not among the three.",
    ),
    (_but(temperature=CATEGORICAL), "A temperature is a number, not a class."),
    (_but(price=CATEGORICAL), "A price is a number, not a class."),
    (
        _but(price=CATEGORICAL, temperature=CATEGORICAL),
        "Prices and temperatures are numbers, not classes.",
    ),
    (
        _but(price=BINARY, temperature=BINARY),
        "Neither has the bounds 0 and 1, and a sigmoid has.",
    ),
    (
        _but(price=("sigmoid", MSE[1]), temperature=("sigmoid", MSE[1])),
        "The losses fit. Neither number has the bounds 0 and 1.",
    ),
    (
        _but(price=("identity", BINARY[1])),
        "The output fits. That loss wants targets from 0 to 1.",
    ),
    (
        _but(temperature=("identity", BINARY[1])),
        "The output fits. That loss wants targets from 0 to 1.",
    ),
    (
        _but(price=("identity", BINARY[1]), temperature=("identity", BINARY[1])),
        "The outputs fit. That loss wants targets from 0 to 1.",
    ),
    (_but(spam=MSE), "A linear output of 1.3 is the chance of nothing."),
    (
        _but(spam=("identity", BINARY[1])),
        "The loss fits. Its logarithm wants outputs between 0 and 1.",
    ),
    (
        _but(spam=("sigmoid", CATEGORICAL[1])),
        "The output fits. That loss looks at the true class alone, here at spam.",
    ),
    (
        _but(spam=CATEGORICAL, topics=CATEGORICAL),
        "Softmax shares 1: with one output it is always 1, and topics share it out.",
    ),
    (
        _but(digit=BINARY, spam=CATEGORICAL),
        "Exchanged: a digit is one of ten, spam a yes or no.",
    ),
    (
        _but(digit=BINARY, topics=CATEGORICAL),
        "Exchanged: which has one answer, and which may have several?",
    ),
    (
        _but(digit=BINARY, spam=CATEGORICAL, topics=CATEGORICAL),
        "All three exchanged: who is one of several, and who is yes or no?",
    ),
    (_but(topics=MSE), "A topic is a yes or no, and a linear output no probability."),
    (
        _but(topics=("sigmoid", MSE[1])),
        "The output fits. The squared error leaves its slope in δ.",
    ),
    (
        _but(topics=("softmax", MSE[1])),
        "Softmax shares 1 between topics that may all be true.",
    ),
    (
        _but(spam=("sigmoid", MSE[1]), topics=("sigmoid", MSE[1])),
        "The outputs fit. The squared error leaves their slope in δ.",
    ),
    (
        _but(digit=("softmax", BINARY[1])),
        "The output fits. That loss asks every class for itself.",
    ),
    (
        _but(digit=("identity", CATEGORICAL[1])),
        "The loss fits. Its logarithm wants outputs between 0 and 1.",
    ),
    (
        _but(digit=("softmax", "sparse_categorical_cross_entropy")),
        "That is for labels written as integers, and not among the three.",
    ),
    (
        _but(price=("identity", "mse"), temperature=("identity", "mse")),
        "Give the loss by its full name.",
    ),
    (
        _but(price=("identity", "quadratic"), temperature=("identity", "quadratic")),
        "That is half of it. Take its name from the list.",
    ),
]:
    choose.mistake(advice)(wrong)
