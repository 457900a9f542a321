"""The terms of the series, and the notebook that explains each."""

from typing import NamedTuple

from .plan import SERIES, estimated


class Term(NamedTuple):
    """A term, its Chinese name in the sources, its meaning, its notebook's number."""

    name: str
    chinese: str
    meaning: str
    notebook: str


TERMS = (
    Term("unit", "神经元", "one neuron: a number z comes in, a = f(z) goes out", "01"),
    Term("layer", "层", "units side by side, fed by the same numbers", "01"),
    Term("weight, bias", "权重, 偏置", "the numbers that a network learns", "01"),
    Term("pre-activation", "加权输入", "z, the weighted sum plus bias, before f", "01"),
    Term(
        "activation function",
        "激活函数",
        "f in a = f(z), applied to each pre-activation",
        "02",
    ),
    Term("saturated", "饱和", "where ∣f′∣ is below 5 % of its largest value", "02"),
    Term(
        "overflow, underflow",
        "上溢, 下溢",
        "a number too large, or too near to 0, for its format",
        "02",
    ),
    Term(
        "loss, cost",
        "损失函数, 代价函数",
        "how wrong one example is; the mean over the batch",
        "03",
    ),
    Term(
        "quadratic cost, MSE",
        "二次代价函数, 均方误差",
        "mean squared distance, with a factor ½ or without",
        "03",
    ),
    Term(
        "cross-entropy",
        "交叉熵",
        "mean of −ln of the probability given to the truth",
        "03",
    ),
    Term(
        "one-hot", "独热编码", "a row with a 1 at the true class and 0 elsewhere", "03"
    ),
    Term("gradient", "梯度", "all slopes ∂C/∂w together", "04"),
    Term(
        "backpropagation",
        "反向传播",
        "computing the gradient layer by layer, from the output",
        "04",
    ),
    Term("error", "误差", "δ = ∂C/∂z, how the cost answers to a pre-activation", "04"),
    Term("learning rate", "学习率", "how far a step goes down the gradient", "05"),
    Term("epoch", "轮", "one pass through the training set", "05"),
    Term(
        "logit",
        "对数几率",
        "pre-activation of an output; with the sigmoid, the log of the odds",
        "06",
    ),
    Term(
        "log-likelihood cost",
        "对数似然函数",
        "cross-entropy with softmax and one true class",
        "06",
    ),
    Term(
        "vanishing gradient",
        "梯度消失",
        "δ shrinks from layer to layer on its way down",
        "07",
    ),
    Term(
        "factor", "", "size (RMS) of δ of a layer over that of the next layer up", "07"
    ),
    Term("plateau", "", "a stretch of training in which nothing seems to happen", "07"),
    Term(
        "over-fitting", "过拟合", "good on the training set, bad on new examples", "07"
    ),
    Term(
        "exploding gradient",
        "梯度爆炸",
        "δ grows from layer to layer on its way down",
        "08",
    ),
    Term("initialisation", "初始化", "how the first weights are drawn", "08"),
    Term(
        "fan-in, fan-out",
        "输入数, 输出数",
        "how many units feed a unit, and how many it feeds",
        "08",
    ),
    Term("dead", "死亡神经元", "a unit that is zero on every example", "09"),
    Term(
        "pre-training, fine-tuning",
        "预训练, 微调",
        "training layer by layer first, then the whole",
        "10",
    ),
)


def table() -> str:
    """The terms as a Markdown table, each linked to its notebook once that exists."""
    links = {
        entry.number: f"[{entry.number}]({entry.name}.ipynb)"
        for entry in SERIES
        if entry.name in estimated()
    }
    lines = ["| term | Chinese | meaning | explained in |", "|---|---|---|---:|"]
    lines += [
        f"| **{t.name}** | {t.chinese} | {t.meaning} | "
        f"{links.get(t.notebook, t.notebook)} |"
        for t in TERMS
    ]
    return "\n".join(lines)
