"""The command that makes slides, and what it takes of a notebook."""

import nbformat
import pytest

from docs.decks import deck, for_projector, main_path
from docs.slides import main
from nnlib.notebook.authoring.store import StoreError


def test_a_notebook_that_is_not_there_is_named(capsys):
    with pytest.raises(SystemExit):
        main(["notebooks/99_nothing.ipynb"])
    assert "no such notebook" in capsys.readouterr().err


def notebook_of(*cells):
    title = nbformat.v4.new_markdown_cell(
        "# 00 · A < B", metadata={"slideshow": {"slide_type": "slide"}}
    )
    return nbformat.v4.new_notebook(cells=[title, *cells])


def code_cell(source, printed="", **metadata):
    outputs = [nbformat.v4.new_output("stream", text=printed)] if printed else []
    return nbformat.v4.new_code_cell(source, outputs=outputs, metadata=metadata)


def test_folded_code_is_left_out_and_what_it_prints_is_not():
    page = deck(notebook_of(code_cell("secret = 1", "a < b", tags=["hide-input"])), [])
    assert "secret" not in page
    assert "a &lt; b" in page and "<title>00 · A &lt; B</title>" in page


def test_what_goes_deeper_is_left_out():
    deeper = code_cell("optional = 1", slideshow={"slide_type": "skip"})
    assert "optional" not in deck(main_path(notebook_of(deeper)), [])


def test_a_link_to_a_notebook_leads_to_its_deck_if_there_is_one():
    cell = nbformat.v4.new_markdown_cell("[one](01_one.ipynb), [two](02_two.ipynb)")
    page = deck(notebook_of(cell), ["01_one"])
    assert '<p><a href="01_one.html">one</a>, two</p>' in page


def test_figures_are_drawn_for_the_projector(tmp_path):
    cell = code_cell('style.use("screen")')
    for_projector(notebook_of(cell), tmp_path)
    assert cell.source == 'style.use("projector")'


def test_a_notebook_that_chooses_no_style_is_refused(tmp_path):
    with pytest.raises(StoreError, match=r"0 cells hold style\.use"):
        for_projector(notebook_of(code_cell("z = 1")), tmp_path)
