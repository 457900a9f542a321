"""The book in a browser, with no kernel and no network.

One page is built with moving figures and opened, and four without; with
``NNLIB_WHOLE_BOOK=1`` all are, which takes minutes.
"""

import os
import subprocess
import sys

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from docs.serving import serving
from nnlib.notebook.authoring import store
from nnlib.notebook.exercises import exercises
from nnlib.notebook.predictions.expected import Number
from tests.notebooks import lint
from tests.project import NOTEBOOKS, ROOT

WHOLE = os.environ.get("NNLIB_WHOLE_BOOK") == "1"
MOVING = [path for path in NOTEBOOKS if WHOLE or path.stem[:2] == "06"]
SITE = ROOT / "docs" / "site"
FEW_TEXTS = ["00_start_here", "guide", "index", "inventory"]
TEXTS = sorted(page.stem for page in SITE.glob("*.md")) if WHOLE else FEW_TEXTS
PAGE_MEGABYTES, BOOK_MEGABYTES = 3, 60
# Where a figure starts, some controls change one of the two, as in its notebook.
SENTENCE_ALONE = {("04", "weight"), ("04", "hidden"), ("04", "loss")}
PICTURE_ALONE = {("06", "c, added to all")}
SERIOUS = ("serious", "critical")
VIOLATIONS = {"resultTypes": ["violations"]}


@pytest.fixture(scope="module")
def site(chromium, tmp_path_factory):
    """The folder of the book, as its command builds it."""
    folder = tmp_path_factory.mktemp("book")
    command = [sys.executable, "-m", "docs.build", "--folder", str(folder)]
    done = subprocess.run(
        [*command, *map(str, MOVING)], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "html"


@pytest.fixture(scope="module")
def address(site):
    """The book on a server of this machine."""
    with serving(site) as address:
        yield address


class Visit:
    """A page of the book, and all that it has fetched and complained of so far."""

    def __init__(self, context, address):
        self.page = context.new_page()
        self.fetched, self.problems = {}, []
        self.page.on("response", self._note)
        self.page.on("requestfailed", lambda r: self.problems.append(r.url))
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))
        self.page.on("console", self._listen)
        self.page.goto(address, wait_until="networkidle")

    def _note(self, response):
        self.fetched[response.url] = int(response.headers.get("content-length", 0))
        if response.status >= 400:
            self.problems.append(f"{response.status} {response.url}")

    def _listen(self, message):
        if message.type in ("error", "warning"):
            self.problems.append(message.text)


@pytest.fixture(scope="module", params=MOVING, ids=lambda path: path.stem)
def path(request):
    return request.param


@pytest.fixture
def visit(browser, address, path):
    """A page in a browser that has forgotten all others."""
    context = browser.new_context(viewport={"width": 1280, "height": 1000})
    yield Visit(context, f"{address}{path.stem}.html")
    context.close()


def test_a_page_is_light_and_fetches_nothing_from_outside(visit, address):
    """Formulas are typeset, and nothing complains, to the end of the page."""
    assert sum(visit.fetched.values()) < PAGE_MEGABYTES * 1e6
    for image in visit.page.locator("article img").all():
        image.scroll_into_view_if_needed()
        assert image.evaluate("async image => (await image.decode(), image.width)")
        assert image.get_attribute("alt")
    if visit.page.locator("article .math").count():
        expect(visit.page.locator("mjx-container").first).to_be_visible()
    visit.page.wait_for_load_state("networkidle")
    assert [url for url in visit.fetched if not url.startswith(address)] == []
    assert visit.problems == []


def test_every_control_changes_picture_and_sentence(visit, path):
    figures = visit.page.locator(".nnlib-figure").all()
    assert len(figures) >= len(lint.live_cells(store.read(path))) > 0
    for figure in figures:
        start = shown(figure)
        for control in figure.locator(".nnlib-inputs :is(input, select)").all():
            named = (path.stem[:2], name_of(control))
            seen = [*ways_to_move(figure, control)]
            changes = [[a != b for a, b in zip(*pair, strict=True)] for pair in seen]
            picture, sentence = map(any, zip(*changes, strict=True))
            assert picture or named in SENTENCE_ALONE, (named, seen)
            assert sentence or named in PICTURE_ALONE, (named, seen)
            reset(figure)
            assert shown(figure) == start
    assert visit.problems == []


def ways_to_move(figure, control):
    """What is shown before and after a control has moved, until both differ.

    Some controls, such as a parameter that most activations do not have, do something
    only where a menu stands at another option.
    """
    key = "Space" if control.get_attribute("type") == "checkbox" else "End"
    backwards = {"End": "Home", "Space": "Space"}[key]
    choices = [None]
    for menu in figure.locator("select").all():
        if menu.evaluate(
            "(menu, control) => menu !== control", control.element_handle()
        ):
            count = menu.locator("option").count()
            choices += [(menu, option) for option in range(count)]
    for choice in choices:
        reset(figure)
        if choice is not None:
            menu, option = choice
            menu.select_option(index=option)
        for way in (key, backwards):
            before = shown(figure)
            control.press(way)
            after = shown(figure)
            yield before, after
            if before[0] != after[0] and before[1] != after[1]:
                return


def name_of(control):
    """The text of its label, without the options or the value that stand in it."""
    return control.evaluate(
        "control => [...control.closest('label').childNodes]"
        ".filter(node => node.nodeType === Node.TEXT_NODE)"
        ".map(node => node.data).join('')"
    )


def reset(figure):
    figure.get_by_role("button", name="Reset").click()


def shown(figure):
    """The picture and the sentence of a figure that has answered; they say the same."""
    expect(figure).not_to_have_attribute("aria-busy", "true")
    image = figure.locator("img")
    image.scroll_into_view_if_needed()
    assert image.evaluate("async image => (await image.decode(), image.naturalWidth)")
    sentence = figure.locator(".nnlib-sentence").inner_text()
    expect(image).to_have_attribute("alt", sentence)
    return image.evaluate("image => image.src"), sentence


def test_axe_finds_nothing_serious(visit):
    page = visit.page
    page.locator("details").evaluate_all("all => all.forEach(d => (d.open = true))")
    for colours in ("light", "dark"):
        page.emulate_media(color_scheme=colours)
        assert serious_faults(page, colours) == []


def serious_faults(page, colours):
    """What axe finds in a page that has these colours."""
    expect(page.locator("html")).to_have_attribute("data-theme", colours)
    page.evaluate("Promise.all(document.getAnimations().map(each => each.finished))")
    return [
        (rule["id"], node["html"][:200])
        for rule in Axe().run(page, options=VIOLATIONS).response["violations"]
        if rule["impact"] in SERIOUS
        for node in rule["nodes"]
    ]


def test_the_tab_key_reaches_every_control(visit):
    assert missed_by_tab(visit.page) == set()


def missed_by_tab(page):
    """The links and controls that the Tab key does not reach; radios go by groups."""
    page.mouse.move(0, 0)  # a heading below the mouse has a link of its own
    wanted = page.locator("article :is(a, input, select, button, summary):visible")
    wanted.evaluate_all("all => all.forEach((node, i) => (node.dataset.n = i))")
    groups = wanted.evaluate_all(
        "all => all.map(e => e.type === 'radio' ? e.name : e.dataset.n)"
    )
    page.locator("article h1").click()
    reached = set()
    for _ in range(2 * len(groups)):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("() => document.activeElement.dataset.n"))
    return {*groups} - {groups[int(number)] for number in reached - {None}}


@pytest.mark.parametrize("name", TEXTS)
def test_a_page_of_text_fetches_nothing_from_outside_and_is_open_to_all(
    browser, address, name
):
    context = browser.new_context(color_scheme="light")
    visit = Visit(context, f"{address}{name}.html")
    assert [url for url in visit.fetched if not url.startswith(address)] == []
    assert visit.problems == []
    assert missed_by_tab(visit.page) == set()
    assert serious_faults(visit.page, "light") == []
    visit.page.emulate_media(color_scheme="dark")
    assert serious_faults(visit.page, "dark") == []
    context.close()


def test_a_guess_is_judged_and_remembered(visit):
    page = visit.page
    question = page.locator(".nnlib-question").filter(has=page.get_by_role("radio"))
    asking = question.first
    asking.get_by_role("radio").first.check()
    asking.get_by_role("button", name="Lock in").click()
    expect(asking).to_contain_text("You said")
    expect(asking).to_contain_text("Answer:")
    page.reload()
    expect(asking).to_contain_text("You have predicted this before.")
    expect(asking.get_by_role("radio").first).to_be_checked()
    asking.get_by_role("button", name="Predict again").click()
    page.reload()
    expect(asking.get_by_role("radio").first).to_be_enabled()


@pytest.mark.parametrize(
    "expected",
    [
        Number((0, 1), 0.9334, "", 0.03, None),
        Number((-2, 2), 0.5, "s", 0.2, None),
        Number((1e-9, 1), 2.5e-6, "", None, 3),
        Number((1, 5e7), 123456.0, "weights", None, 1.5),
    ],
    ids=["share", "signed", "decades", "large"],
)
def test_the_page_judges_a_number_as_a_kernel_does(browser, address, expected):
    page = browser.new_page()
    page.goto(address + "00_start_here.html")
    low, high = expected.entry["low"], expected.entry["high"]
    answer = expected.rules["answer"]
    guesses = [low + (high - low) * i / 37 for i in range(38)]
    guesses += [answer * f for f in (0.3, 1 / 1.5, 0.7, 0.99, 1, 1.001, 1.5, 3)]
    guesses += [answer - 0.03, answer + 0.2]
    asking = {"rules": expected.rules, "number": expected.entry}
    for guess in guesses:
        said = page.evaluate("([a, g]) => judge(a, g)", [asking, guess])
        judged = {
            "right": expected.is_right(guess),
            "feedback": expected.feedback(guess),
        }
        assert said == judged
    page.close()


def test_hints_open_one_after_the_other(visit, path):
    page = visit.page
    own = [task for task in exercises() if task.id.startswith(path.stem[:2])]
    blocks = page.locator(".nnlib-exercise")
    assert blocks.count() == len(own)
    for task, block in zip(own, blocks.all(), strict=True):
        for number in range(1, len(task.hints) + 1):
            assert block.locator("summary:visible").count() == number
            block.locator("summary:visible").last.click()
        block.locator("summary:visible").last.click()
        expect(block.locator("pre")).to_have_text(f"{task.source}\n")


def test_without_scripts_pictures_sentences_and_answers_remain(browser, address, path):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}{path.stem}.html")
    for figure in page.locator(".nnlib-figure").all():
        figure.scroll_into_view_if_needed()
        sentence = figure.locator(".nnlib-sentence").inner_text()
        expect(figure.locator("img")).to_have_attribute("alt", sentence)
        expect(figure.locator("img")).to_be_visible()
    answer = page.locator(".nnlib-question details").first
    answer.locator("summary").click()
    expect(answer.locator("p")).to_be_visible()
    context.close()


def test_a_page_moves_when_opened_from_its_folder(browser, site, path):
    page = browser.new_page()
    page.goto((site / f"{path.stem}.html").as_uri())
    figure = page.locator(".nnlib-figure").first
    before = shown(figure)
    seen = {before}
    for key in ("End", "Home"):
        figure.locator(".nnlib-inputs :is(input, select)").first.press(key)
        seen.add(shown(figure))
    assert len(seen) > 1
    page.close()


def test_paper_is_light_and_has_pictures_without_controls(visit):
    page = visit.page
    page.emulate_media(media="print", color_scheme="dark")
    figure = page.locator(".nnlib-figure").first
    expect(figure.locator("img")).to_be_visible()
    expect(figure.locator(".nnlib-inputs")).to_be_hidden()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.evaluate(
        "() => addEventListener('beforeprint', () => {"
        " window.printed = document.documentElement.dataset.theme; })"
    )
    page.pdf()
    assert page.evaluate("() => window.printed") == "light"
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_the_search_finds_a_word_and_asks_nobody_outside(browser, address):
    context = browser.new_context()
    visit = Visit(context, f"{address}search.html?q=saturated")
    expect(visit.page.locator("#search-results li").first).to_be_visible()
    assert [url for url in visit.fetched if not url.startswith(address)] == []
    assert visit.problems == []
    context.close()


def test_the_first_page_leads_to_every_notebook(browser, address):
    page = browser.new_page()
    page.goto(address)
    for path in NOTEBOOKS:
        link = page.locator(f"article a[href='{path.stem}.html']")
        expect(link.first).to_be_visible()
    page.close()


def test_the_book_is_small(site):
    size = sum(file.stat().st_size for file in site.rglob("*") if file.is_file())
    assert size < BOOK_MEGABYTES * 1e6
