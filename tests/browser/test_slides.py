"""The slides, as a class sees them in Chromium: every slide of every notebook.

Their pictures are the stored ones; with ``NNLIB_WHOLE_SLIDES=1`` every notebook runs
for the projector first, as the command does by default.
"""

import os
import re
import subprocess
import sys
import time

import pytest
from playwright.sync_api import expect

from docs.serving import serving
from nnlib.notebook.authoring import store
from tests.browser.jupyterlab import WAIT_SECONDS, running
from tests.project import NOTEBOOKS, README, ROOT

WHOLE = os.environ.get("NNLIB_WHOLE_SLIDES") == "1"
PROJECTED = 1200  # pixels of a figure in the projector's style, 8 inches wide
READY = "() => window.Reveal?.isReady()"

# What does not fit on the slide that is shown, its answers open, or is hard to read.
FAULTS = """() => {
  const faults = [];
  const slide = Reveal.getCurrentSlide();
  slide.querySelectorAll("details").forEach((each) => (each.open = true));
  for (const element of [slide, ...slide.querySelectorAll(":not(mjx-container *)")]) {
    const {left, top, right, bottom} = element.getBoundingClientRect();
    const {scrollWidth, clientWidth} = element;
    const {fontSize, display} = getComputedStyle(element);
    const end = element === slide ? 720 : 690; // below stand number and arrows
    const inside = left >= 0 && top >= 0 && right <= 1280 && bottom <= end;
    const fits = display === "inline" || scrollWidth <= clientWidth + 1;
    const prose = element.matches("p, li") && !element.matches(".running");
    const readable = parseFloat(fontSize) >= (prose ? 24 : 16);
    if (display !== "none" && !(inside && fits && readable)) {
      const says = element.textContent.trim().slice(0, 40);
      faults.push([element.tagName, says, right, bottom, scrollWidth, fontSize]);
    }
  }
  return faults;
}"""


@pytest.fixture(scope="module")
def address(chromium, tmp_path_factory):
    """The decks on a server of this machine, as the command builds them."""
    folder = tmp_path_factory.mktemp("slides")
    command = [sys.executable, "-m", "docs.slides", "--build", "--folder", str(folder)]
    command += [] if WHOLE else ["--stored"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0 and not done.stderr, done.stdout + done.stderr
    with serving(folder / "html") as address:
        yield address


class Deck:
    """The slides of a notebook, and all that their page fetches and complains of."""

    def __init__(self, page, path, address):
        self.page, self.path = page, path
        self.fetched, self.problems = [], []
        page.set_default_timeout(WAIT_SECONDS * 1000)
        page.on("request", lambda request: self.fetched.append(request.url))
        page.on("requestfailed", lambda request: self.problems.append(request.url))
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        page.on("console", lambda message: self.problems.append(message.text))
        page.goto(f"{address}{path.stem}.html")
        page.wait_for_function(READY)


@pytest.fixture(scope="module", params=NOTEBOOKS, ids=lambda path: path.stem)
def deck(request, browser, address):
    page = browser.new_page(viewport={"width": 1280, "height": 720})
    yield Deck(page, request.param, address)
    page.close()


def test_every_slide_fits_on_the_way_through_by_the_arrow_key(deck):
    page, faults = deck.page, {}
    count = page.evaluate("() => Reveal.getTotalSlides()")
    for number in range(1, count + 1):
        assert page.evaluate("() => Reveal.getSlidePastCount() + 1") == number
        if found := page.evaluate(FAULTS):
            faults[number] = found
        page.keyboard.press("ArrowRight")
    assert page.evaluate("() => Reveal.isLastSlide()")
    assert faults == {}


def test_nothing_follows_a_question_that_may_answer_it(deck):
    questions = deck.page.locator(".page > :has(.nnlib-predict)")
    assert questions.count() > 0
    assert questions.evaluate_all("all => all.every(each => !each.nextElementSibling)")


def test_nothing_comes_from_elsewhere_and_nothing_complains(deck, address):
    data = re.compile(rf"{re.escape(address)}|data:image/png")
    assert [url for url in deck.fetched if not data.match(url)] == []
    assert deck.problems == []


def test_every_picture_is_there_and_says_what_it_shows(deck):
    images = deck.page.locator(".slides img")
    assert images.count() > 0
    assert (
        images.evaluate_all(
            "all => all.filter(image => !image.alt || !image.naturalWidth).length"
        )
        == 0
    )


def test_formulas_are_typeset(deck):
    slides = deck.page.locator(".slides")
    text = "".join(cell.source for cell in main_path(deck.path))
    displayed = slides.locator("mjx-container[display]").count()
    assert displayed == text.count("$$") / 2
    assert slides.locator("mjx-merror").count() == 0
    assert "$" not in slides.evaluate("slides => slides.innerText")


def test_the_headings_are_those_of_the_main_path(deck):
    shown = deck.page.locator(".slides :is(h1, h2, h3)").all_text_contents()
    text = "\n".join(cell.source for cell in main_path(deck.path))
    assert shown == re.findall(r"^#{1,3} (.+)$", text, re.M)


def main_path(path):
    """The texts of a notebook but for those that go deeper."""
    for cell in store.read(path).cells:
        kind = cell.metadata.get("slideshow", {}).get("slide_type")
        if cell.cell_type == "markdown" and kind != "skip":
            yield cell


def test_the_first_page_leads_to_every_deck(browser, address):
    page = browser.new_page()
    page.goto(address)
    links = page.get_by_role("listitem").get_by_role("link")
    names = links.evaluate_all("all => all.map(link => link.getAttribute('href'))")
    assert names == [f"{path.stem}.html" for path in NOTEBOOKS]
    page.close()


def test_the_command_of_the_readme_opens_the_slides(browser, tmp_path):
    """Of another notebook, which runs faster."""
    (line,) = re.findall(r"(-m docs\.slides) notebooks/\w+\.ipynb$", README, re.M)
    command = [sys.executable, *line.split(), str(NOTEBOOKS[0])]
    command += ["--folder", str(tmp_path / "slides")]
    environment = os.environ | {"BROWSER": "echo opened %s"}
    environment["PYTHONPATH"] = os.pathsep.join([str(ROOT), *sys.path])
    with running(command, tmp_path, environment):
        page = browser.new_page(viewport={"width": 1280, "height": 720})
        page.goto(opened(tmp_path / "server.log"))
        page.wait_for_function(READY)
        expect(page.locator("section.present h1")).to_contain_text("Start here")
        image = page.locator(".slides img").first
        assert image.evaluate("image => image.naturalWidth") == PROJECTED
        page.close()


def opened(log):
    """The address that the command has opened, once its log names it."""
    deadline = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < deadline:
        if found := re.search(r"^opened (\S+)$", log.read_text(), re.M):
            return found[1]
        time.sleep(0.1)
    raise AssertionError(log.read_text())
