"""The cards of the gallery: what they draw and say is what the functions give."""

import math
from itertools import combinations

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.transforms import Bbox

from nnlib import activations
from nnlib.notebook import show, style
from nnlib.notebook.drawing import cards as figures

NAMES = activations.NAMES
ELEMENTWISE = [name for name in NAMES if name != "softmax"]

RANGES = {  # with a square bracket where f reaches its bound
    "identity": "(−∞, ∞)",
    "sigmoid": "(0, 1)",
    "tanh": "(−1, 1)",
    "relu": "[0, ∞)",
    "leaky_relu": "(−∞, ∞)",
    "prelu": "(−∞, ∞)",
    "elu": "(−1, ∞)",
    "selu": "(−1.76, ∞)",
    "softplus": "(0, ∞)",
    "softsign": "(−1, 1)",
    "gelu": "[−0.17, ∞)",
    "silu": "[−0.278, ∞)",
    "mish": "[−0.309, ∞)",
    "hard_sigmoid": "[0, 1]",
    "binary_step": "{0, 1}",
    "softmax": "(0, 1)",
}

# Where |f′| is 5 % of its maximum, solved by hand where that can be done.
EDGES = {
    "sigmoid": (-2 * math.acosh(math.sqrt(20)), 2 * math.acosh(math.sqrt(20))),
    "tanh": (-math.acosh(math.sqrt(20)), math.acosh(math.sqrt(20))),
    "softsign": (1 - math.sqrt(20), math.sqrt(20) - 1),
    "hard_sigmoid": (-3, 3),
    "relu": (0, math.inf),
    "leaky_relu": (0, math.inf),
    "elu": (math.log(0.05), math.inf),
    "softplus": (-math.log(19), math.inf),
    "identity": (-math.inf, math.inf),
    "prelu": (-math.inf, math.inf),
}


@pytest.fixture(params=["screen", "projector", "print", "Matplotlib's own"])
def chosen_style(request):
    with mpl.rc_context():
        if request.param != "Matplotlib's own":
            style.use(request.param)
        yield


def texts(fig):
    return [text.get_text() for text in fig.texts]


def curves(name):
    """z, f and f′ as the card of one activation draws them."""
    fig, _ = figures.cards([name])
    slope, value = fig.axes[0].lines
    z = value.get_xdata()
    assert np.array_equal(z, slope.get_xdata())
    return z, value, slope


def beside_a_jump(values):
    return np.abs(np.diff(values, append=values[-1])) > 0.1


@pytest.mark.parametrize("name", ELEMENTWISE)
def test_the_curves_are_f_and_its_derivative(name):
    z, value, slope = curves(name)
    f = activations.get(name)
    assert (z[0], z[-1]) == value.axes.get_xlim() == (-6, 6)
    for line, exact in ((value, f(z)), (slope, f.derivative(z))):
        gap = np.isnan(line.get_ydata())
        assert np.array_equal(gap, beside_a_jump(exact))
        np.testing.assert_array_equal(line.get_ydata()[~gap], exact[~gap])
    assert value.get_color() == style.of(name)["color"]
    assert (slope.get_color(), slope.get_linestyle()) == (style.GREY, "--")


def test_only_jumps_are_left_out():
    left_out = {
        name: [int(np.isnan(line.get_ydata()).sum()) for line in curves(name)[1:]]
        for name in ELEMENTWISE
    }
    assert left_out.pop("binary_step") == [1, 0]
    assert left_out.pop("hard_sigmoid") == [0, 2]
    jumps = {name for name, gaps in left_out.items() if gaps != [0, 0]}
    assert jumps == {"relu", "leaky_relu", "prelu", "selu"}


def test_softmax_is_drawn_over_one_logit_of_three():
    z, value, slope = curves("softmax")
    a = np.exp(z) / (np.exp(z) + 2)
    np.testing.assert_allclose(value.get_ydata(), a, rtol=1e-13)
    np.testing.assert_allclose(slope.get_ydata(), a * (1 - a), rtol=1e-13)


def unspaced(formula):
    return formula.replace(r"\,", "").replace(" ", "").replace("dfrac", "frac")


@pytest.mark.parametrize("name", NAMES)
def test_a_card_has_the_formulas(name):
    f = activations.get(name)
    slope, *where = f.derivative_formula.split(r",\quad")
    heads = ("f(z)", "f'(z)")
    if name == "softmax":
        heads = ("a_i", r"\partial a_i / \partial z_j")
    wanted = [f"{heads[0]} = {f.formula}", f"{heads[1]} = {slope}", *where]
    shown = [text for text in texts(figures.cards([name])[0]) if text[0] == "$"]
    assert [unspaced(text) for text in shown] == [f"${unspaced(w)}$" for w in wanted]


@pytest.mark.parametrize("name", NAMES)
def test_a_card_has_the_facts_and_the_sentence_says_them(name):
    f = activations.get(name)
    fig, sentence = figures.cards([name])
    title, *rest = [text for text in texts(fig) if text[0] != "$"]
    assert title == style.label(name)
    facts = rest[: 3 + len(f.parameters)]
    assert sentence == f"{title}: {', '.join(facts)}."
    assert [fact.split()[0] for fact in facts[:3]] == ["range", "limits", "saturated"]
    assert facts[0] == f"range {RANGES[name]}"
    for fact, (key, default) in zip(facts[3:], f.parameters.items(), strict=True):
        learned = ", then learned" if key in f.learned else ""
        assert fact == f"{key} {default:g}{learned}"
    assert " ".join(rest[len(facts) :]) == f.source


@pytest.mark.parametrize("name", NAMES)
def test_limits_are_those_of_the_function(name):
    words = {-math.inf: "−∞", math.inf: "∞"}
    low, high = (
        words.get(limit, f"{limit:.3g}".replace("-", "−"))
        for limit in activations.get(name).limits
    )
    assert f"limits {low} and {high}" in texts(figures.cards([name])[0])


@pytest.mark.parametrize("name", EDGES)
def test_a_tail_begins_where_the_slope_is_a_twentieth(name):
    np.testing.assert_allclose(
        figures.saturated_tails(activations.get(name)), EDGES[name], atol=2e-3
    )


@pytest.mark.parametrize(
    "name", [name for name in ELEMENTWISE if name != "binary_step"]
)
def test_the_slope_is_small_in_the_tails_and_not_just_inside(name):
    f = activations.get(name)
    low, high = figures.saturated_tails(f)
    z = np.linspace(-100, 100, 200_001)
    share = np.abs(f.derivative(z))
    share /= share.max()
    tails = (z < low - 0.002) | (z > high + 0.002)
    assert (share[tails] < 0.05).all()
    for edge in (low + 0.002, high - 0.002):
        if math.isfinite(edge):
            assert np.abs(f.derivative(edge)) / np.abs(f.derivative(z)).max() >= 0.05


def test_a_step_has_no_slope_to_compare_with():
    assert np.isnan(figures.saturated_tails(activations.get("binary_step"))).all()


def test_the_tail_follows_a_parameter():
    flat, steep = (activations.get("elu", alpha=alpha) for alpha in (0.01, 1.0))
    assert figures.saturated_tails(flat)[0] == pytest.approx(0, abs=2e-3)
    assert figures.saturated_tails(steep)[0] == pytest.approx(math.log(0.05), abs=2e-3)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("sigmoid", "saturated |z| > 4.4"),
        ("relu", "saturated z < 0"),
        ("elu", "saturated z < −3"),
        ("softmax", "saturated z < −3.7 or z > 5"),
        ("identity", "saturated nowhere"),
        ("binary_step", "saturated everywhere"),
    ],
)
def test_the_tails_in_words(name, said):
    assert said in texts(figures.cards([name])[0])


def test_two_cards_stand_in_a_row_in_the_order_given():
    names = ["tanh", "relu", "elu"]
    fig, sentence = figures.cards(names)
    boxes = [ax.get_position() for ax in fig.axes]
    assert boxes[0].y0 == boxes[1].y0 > boxes[2].y0
    assert boxes[0].x0 == boxes[2].x0 < boxes[1].x0
    labels = [style.label(name) for name in names]
    assert [text for text in texts(fig) if text in labels] == labels
    places = [sentence.index(f"{label}:") for label in labels]
    assert places == sorted(places)


@pytest.mark.parametrize("names", [NAMES[:8], NAMES[8:]], ids=["first", "second"])
def test_everything_on_the_cards_can_be_read(chosen_style, names):
    """No text over another one or over a picture, and none cut off."""
    fig, _ = figures.cards(names)
    FigureCanvasAgg(fig).draw()
    boxes = {text.get_text(): text.get_window_extent() for text in fig.texts}
    boxes |= {f"picture {i}": ax.get_tightbbox() for i, ax in enumerate(fig.axes)}
    boxes = {what: box.padded(-2) for what, box in boxes.items()}  # pixels, of margin
    for what, box in boxes.items():
        assert Bbox.union([fig.bbox, box]).bounds == fig.bbox.bounds, what
    for one, other in combinations(boxes, 2):
        assert not boxes[one].overlaps(boxes[other]), (one, other)
    assert all(text.get_fontsize() >= 9 for text in fig.texts)


def test_the_sentence_is_the_alt_text_of_the_stored_picture(monkeypatch):
    shown = {}

    def display(data, *, metadata, raw):
        shown.update(data=data, metadata=metadata)

    monkeypatch.setattr("nnlib.notebook.live.picture.display", display)
    fig, sentence = figures.cards(["sigmoid"])
    show(fig, sentence)
    assert sentence.startswith("sigmoid: range (0, 1), limits 0 and 1, saturated")
    assert (
        shown["metadata"]["image/png"]["alt"] == shown["data"]["text/plain"] == sentence
    )
