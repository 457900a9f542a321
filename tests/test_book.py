"""The command that builds the book, and the pages that it makes."""

import nbformat
import pytest

from docs.build import main
from docs.pages import add_button, make_page
from nnlib.notebook.live.picture import WIDGET_VIEW

NOTHING = {"figures": {}, "predictions": {}}


def test_a_folder_of_other_things_is_left_alone(tmp_path, capsys):
    for earlier in ("html", "source", "cache", "jupyter_execute"):
        (tmp_path / earlier).mkdir()
    (tmp_path / "thesis.txt").write_text("years of work")
    assert main(["--folder", str(tmp_path)]) == 1
    assert "holds thesis.txt, which is no part of the book" in capsys.readouterr().err
    assert (tmp_path / "html").exists()
    assert (tmp_path / "thesis.txt").read_text() == "years of work"


def test_a_notebook_that_is_not_there_is_named(capsys):
    with pytest.raises(SystemExit):
        main(["notebooks/99_nothing.ipynb"])
    assert "no such notebook" in capsys.readouterr().err


def html_of(source, text):
    """The HTML that a page has of a cell with one output of HTML."""
    data = {"text/html": text, "text/plain": "text"}
    output = nbformat.v4.new_output("display_data", data)
    cell = nbformat.v4.new_code_cell(source, outputs=[output])
    notebook = nbformat.v4.new_notebook(cells=[cell])
    make_page(notebook, notebook, NOTHING, None)
    return notebook.cells[0].outputs[0].data["text/html"]


def test_a_link_to_a_notebook_leads_to_its_page():
    link = '<a href="02_activation_gallery.ipynb#Summary" target="_blank">02</a>'
    expected = '<a href="02_activation_gallery.html#Summary">02</a>'
    assert html_of("recall(...)", link) == expected


def test_the_answer_of_a_check_becomes_hints_and_a_solution():
    page = html_of('check("02.1", slope)', '<div class="nnlib-message">not tried</div>')
    assert "not tried" not in page
    assert page.count("<details>") == page.count("</details>") >= 2
    assert "A solution of 02.1" in page


def test_a_button_under_the_title_opens_the_notebook():
    opening = nbformat.v4.new_markdown_cell("# 07 · Vanishing gradients\n\nMany.")
    notebook = nbformat.v4.new_notebook(cells=[opening])
    add_button(notebook, "07_vanishing_gradients.ipynb")
    title, button, text = opening.source.split("\n\n")
    address = "lite/notebooks/index.html?path=07_vanishing_gradients.ipynb"
    assert f'<a href="{address}">Run it</a>' in button
    assert (title, text) == ("# 07 · Vanishing gradients", "Many.")


def test_wheels_without_a_jupyterlite_are_refused(capsys):
    with pytest.raises(SystemExit):
        main(["--wheels", "folder"])
    assert "--wheels is for --lite" in capsys.readouterr().err


def test_a_question_cannot_end_the_script_that_holds_it(tmp_path):
    record = NOTHING | {"predictions": {"id": {"question": "</script><b>"}}}
    stored = nbformat.v4.new_output("display_data", {"text/html": "asked"})
    executed = nbformat.v4.new_output(
        "display_data", {"text/html": "asked", WIDGET_VIEW: {"model_id": "id"}}
    )
    pages = [
        nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("", outputs=[out])])
        for out in (stored, executed)
    ]
    make_page(*pages, record, tmp_path)
    page = pages[0].cells[0].outputs[0].data["text/html"]
    assert page.count("</script>") == 1 and page.endswith("</script></div>")
