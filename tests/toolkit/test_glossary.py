"""The glossary names a notebook of the series for every term, and links to it."""

import re

import pytest

from nnlib.notebook.authoring import store
from nnlib.notebook.authoring.glossary import TERMS, table
from nnlib.notebook.series import SERIES
from tests.project import NOTEBOOKS


def test_terms_stand_in_the_order_of_the_notebooks_that_explain_them():
    numbers = [term.notebook for term in TERMS]
    assert numbers == sorted(numbers)
    assert set(numbers) <= {entry.number for entry in SERIES}
    assert len({term.name for term in TERMS}) == len(TERMS)


def test_a_term_links_to_its_notebook_once_that_exists():
    there = {path.name for path in NOTEBOOKS}
    for term, line in zip(TERMS, table().splitlines()[2:], strict=True):
        assert line.startswith(f"| **{term.name}** |")
        link = re.search(r"\[(\d\d)\]\((.+)\) \|$", line)
        exists = any(name.startswith(term.notebook) for name in there)
        assert bool(link) == exists
        if link:
            assert link[1] == term.notebook
            assert link[2] in there


# Bold, and no term: names of activations and rules, and what is to catch the eye.
EMPHASIS = """
    a · a number · a − y · activation · activations · any of three · below
    best rates · bp1 · bp2 · bp3 · bp4 · budget · claims · draws · explodes
    exploding · exponentially · folded code · formula · forward · gelu · glorot
    glorot's · he · hidden · high rates kill on the way · how to read a card
    integer · it is about something random · it needs no draw · keys
    leave it for elu, selu or prelu · leave it for tanh · lecun · less
    live figure · logits · loss · low biases kill at once
    main path and going deeper
    many outputs and many examples have one rate to share · matched first steps
    mish · n(0, 1) · nine of ten · no one left behind · one · one of three
    one of two · outliers · output · over the same edges · pre-training helps, too
    prediction · quadratic · question · rate · recall · right or wrong
    rows are examples · rules · same rate · saturates · scale · share right
    shift + enter · silu · softplus · steps · tanh · that was the series
    the default: relu with he's weights · the sigmoid · they help · they work
    units · update · vanishes · weights count · what do they have in common
    what makes the quadratic cost slow is what makes it robust · what to read in it
    where a rule alone does not reach · why not four · worst layer · wrong gradient
    xor · ˡ · ˡ⁻¹ · δ = (a − y) σ′(z) · δ = a − y · σ · ᴸ · ₖˡ · ⱼᴸ
"""
STRUCTURE = re.compile(r"exercise\b|you will be able to|sources|next:")
NAMES = {part: term for term in TERMS for part in term.name.lower().split(", ")}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_what_is_bold_is_in_the_glossary_or_no_term(path):
    emphasis = {
        " ".join(part.split()) for part in EMPHASIS.replace("\n", "·").split("·")
    }
    text = "\n".join(
        c.source for c in store.read(path).cells if c.cell_type == "markdown"
    )
    for bold in re.findall(r"\*\*(.+?)\*\*", text):
        name = bold.lower().strip(" .?")
        if not STRUCTURE.match(name) and name not in emphasis:
            assert name in NAMES, f"{bold!r} is bold: in the glossary, or no term?"
            assert NAMES[name].notebook <= path.name[:2] or path.name.startswith("00")
