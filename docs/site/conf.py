"""How Sphinx makes the website of the pages that ``docs.build`` has prepared."""

project = "Activations, losses, gradients"
author = "The nnlib authors"
copyright = "the nnlib authors; prose and figures CC BY 4.0, code BSD-3-Clause"
language = "en"

extensions = ["myst_nb"]
myst_enable_extensions = ["amsmath", "dollarmath"]
nb_execution_mode = "off"  # docs.build has run what moves
nb_render_markdown_format = "myst"  # tables and links in the output of a cell

# A formula is no stop for the Tab key, and offers no menu.
mathjax_path = "mathjax/tex-chtml.js"
mathjax3_config = {"options": {"enableMenu": False}}

html_theme = "sphinx_book_theme"
html_title = project
html_context = {"default_mode": "auto"}  # light or dark, as the reader's system is
html_favicon = "static/favicon.svg"
html_static_path = ["static"]
html_extra_path = ["extra"]
html_css_files = ["prediction.css", "book.css"]
html_js_files = [
    (name, {"defer": "defer"})
    for name in ("prediction.js", "questions.js", "figures.js", "paper.js", "run.js")
]
html_copy_source = False
html_show_sourcelink = False
html_theme_options = {
    "home_page_in_toc": True,
    "show_toc_level": 2,
    "navbar_persistent": [],  # the search stands in the sidebar
    "use_download_button": False,
}
