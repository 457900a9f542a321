"""The page of a class, as a teacher's browser shows it."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from nnlib.notebook import collect
from nnlib.notebook.handed_in import Answer, HandIn

TIME = "2026-11-25 12:00"
SCRIPT = "<script>document.title = 'run'</script>"
IMAGE = "</pre><img src=x onerror=\"document.title = 'run'\">"


def test_the_page_is_readable_and_runs_nothing(browser, tmp_path):
    answers = (Answer("02.1", True, 2, TIME, IMAGE),)
    found = [collect.Found("a.json", HandIn(SCRIPT, TIME, answers))]
    file = tmp_path / "class.html"
    file.write_text(collect.page(found, [f"{SCRIPT}: no"]), encoding="utf-8")
    page = browser.new_page()
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(file.as_uri())
    assert page.title() == "Hand-ins of a class"
    expect(page.locator("tbody th, tr th").filter(has_text=SCRIPT)).to_have_count(1)
    summary = page.locator("summary")
    summary.press("Enter")
    expect(page.locator("pre")).to_be_visible()
    expect(page.locator("pre")).to_have_text(IMAGE)
    assert Axe().run(page).response["violations"] == []
    assert page.title() == "Hand-ins of a class" and said == []
    page.close()
