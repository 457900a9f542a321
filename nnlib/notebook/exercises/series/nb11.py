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
most.slip(0.75, "All y count: half of them lie beyond ±1, and their mean error is ⅓.")
most.slip(0.5, "Half of the targets can be reached, but the others are not all lost.")
most.slip(
    0.166, "That is the mean square error. What share of the variance is it?", to=0.167
)
most.slip(0.25, "Then only a quarter would be explained. The error is 1/6, of 4/3.")
most.slip(1.0, "Targets beyond ±1 cannot be reached.")
most.slip(0.666, "That would be a mean square error of 4/9. It is 1/6.", to=0.667)
most.slip(0.88, "Three digits are asked for: it is a little less.")


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
]:
    choose.mistake(advice)(wrong)
