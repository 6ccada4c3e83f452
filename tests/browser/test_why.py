"""A rep opens the number: Why and back, the months behind it, and what collecting would add."""

import pytest

from tests.browser.conftest import DESK, PHONE, running
from tests.browser.looking import expect, fits, open_page, presses, sees, types
from tests.chromium import needs_chromium

WORDS = {
    "en": {
        "rep": "ana",
        "why": "Why",
        "counted": "Counted (",
        "back": "Back",
        "history": "History",
        "months": "each month by the scheme in force for it",
        "what_if": "What if",
        "booked": "Nothing is booked",
        "instead": "points instead of",
        "had": "Formula collection_rate v1",
    },
    "zh": {
        "rep": "mei",
        "why": "为什么",
        "counted": "已计入（",
        "back": "返回",
        "history": "历史",
        "months": "每月按当时的考核方案",
        "what_if": "假设",
        "booked": "没有入账",
        "instead": "分，现为",
        "had": "前回款，得分会是",
    },
}

pytestmark = needs_chromium


@pytest.mark.parametrize(
    ("language", "viewport"),
    [("en", DESK), ("zh", PHONE)],
    ids=["in English at a desk", "in Chinese on a phone"],
)
def test_a_rep_opens_the_number_and_what_could_change_it(
    tmp_path, browser, language, viewport
) -> None:
    words = WORDS[language]
    with running(tmp_path, HUIKUAN_TODAY="2026-11-23") as demo:
        page = open_page(demo, browser, viewport, words["rep"], "general")
        types(page, "/myscore")
        page.get_by_role("button", name=words["why"], exact=True).first.click()
        sees(page, words["counted"])
        sees(page, words["had"])
        fits(page, viewport, f"why-{language}")
        presses(page, words["back"])
        presses(page, words["history"])
        sees(page, words["months"])
        expect(page.locator("figure.chart").last).to_be_visible()
        fits(page, viewport, f"history-{language}")
        presses(page, words["back"])
        presses(page, words["what_if"])
        _supposes(page, words, viewport, language)
        page.close()


def _supposes(page, words, viewport, language) -> None:
    """Choose two items, and see the score there would be."""
    modal = page.locator("#modal")
    for place in range(2):
        field = modal.locator("input").first
        field.click()
        field.fill("INV")
        modal.get_by_role("option").nth(place).click()
    fits(page, viewport, f"form-{language}")
    modal.locator("[type=submit]").click()
    for text in (words["booked"], words["instead"]):
        expect(modal.get_by_text(text).first).to_be_visible()
    fits(page, viewport, f"what-if-{language}")
