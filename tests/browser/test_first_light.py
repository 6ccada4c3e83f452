"""The demo as a newcomer meets it: two languages, light and dark, a desk and a phone."""

import re
from collections.abc import Iterator

import pytest

from tests.browser.conftest import DESK, PHONE, Demo, running
from tests.browser.looking import expect, fits, open_page, presses, sees, types
from tests.chromium import needs_chromium

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
    page = open_page(demo, browser, viewport, words["rep"], "general", color_scheme=scheme)
    types(page, "/myscore")
    expect(page.get_by_role("heading").filter(has_text=words["score"]).last).to_be_visible()
    expect(page.get_by_role("button", name=words["why"], exact=True)).not_to_have_count(0)
    presses(page, words["why"])
    sees(page, words["counted"])
    presses(page, words["back"])
    expect(page.get_by_role("heading").filter(has_text=words["score"]).last).to_be_visible()
    fits(page, viewport, f"myscore-{language}-{scheme}-{viewport['width']}")
    page.close()


def test_a_guest_sees_not_one_figure(demo, browser):
    page = browser.new_page(viewport=DESK)
    page.goto(f"{demo.url}#{demo.member('gus')}")
    types(page, "/myscore")
    sees(page, "This is for members of Lanqiao")
    assert not re.search(r"\d+\.\d", page.locator("main").inner_text().replace("09:", ""))
    page.close()


def test_a_wrong_month_says_what_to_type_instead(demo, browser):
    page = open_page(demo, browser, DESK, "ana", "general")
    types(page, "/myscore octobr")
    sees(page, "I don't know that period: octobr")
    page.close()
