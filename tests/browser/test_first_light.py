"""The demo as a newcomer meets it: two languages, light and dark, a desk and a phone."""

import re
from collections.abc import Iterator

import pytest

from tests.browser.conftest import DESK, PHONE, Demo, playwright, running
from tests.chromium import needs_chromium

expect = playwright.expect

WORDS = {
    "en": {
        "rep": "ana",
        "why": "Why",
        "back": "Back",
        "score": "points so far in",
        "counted": "Counted (",
    },
    "zh": {"rep": "mei", "why": "为什么", "back": "返回", "score": "至今", "counted": "计入"},
}

pytestmark = needs_chromium


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """Run a demo of a fixed day."""
    with running(tmp_path_factory.mktemp("demo"), HUIKUAN_TODAY="2026-11-23") as shown:
        yield shown


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_rep_types_myscore_opens_why_and_goes_back(demo, browser, language, scheme, viewport):
    words = WORDS[language]
    page = browser.new_page(viewport=viewport, color_scheme=scheme)
    page.goto(f"{demo.url}#{demo.member(words['rep'])}/{demo.channel('general')}")
    box = page.locator("textarea").first
    box.fill("/myscore")
    box.press("Escape")
    box.press("Enter")
    expect(page.get_by_role("heading").filter(has_text=words["score"]).last).to_be_visible()
    expect(page.get_by_role("button", name=words["why"], exact=True)).not_to_have_count(0)
    page.get_by_role("button", name=words["why"], exact=True).last.click()
    expect(page.get_by_text(words["counted"]).last).to_be_visible()
    page.get_by_role("button", name=words["back"], exact=True).last.click()
    expect(page.get_by_role("heading").filter(has_text=words["score"]).last).to_be_visible()
    width = page.evaluate("document.scrollingElement.scrollWidth")
    assert width <= viewport["width"], "the page scrolls sideways"
    page.close()


def test_a_guest_sees_not_one_figure(demo, browser):
    page = browser.new_page(viewport=DESK)
    page.goto(f"{demo.url}#{demo.member('gus')}")
    box = page.locator("textarea").first
    box.fill("/myscore")
    box.press("Escape")
    box.press("Enter")
    expect(page.get_by_text("This is for members of Lanqiao").last).to_be_visible()
    assert not re.search(r"\d+\.\d", page.locator("main").inner_text().replace("09:", ""))
    page.close()


def test_a_wrong_month_says_what_to_type_instead(demo, browser):
    page = browser.new_page(viewport=DESK)
    page.goto(f"{demo.url}#{demo.member('ana')}/{demo.channel('general')}")
    box = page.locator("textarea").first
    box.fill("/myscore octobr")
    box.press("Escape")
    box.press("Enter")
    expect(page.get_by_text("I don't know that period: octobr").last).to_be_visible()
    page.close()
