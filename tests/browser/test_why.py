"""A rep opens the number: Why and back, the months behind it, and what collecting would add."""

import os
from pathlib import Path

import pytest

from tests.browser.conftest import DESK, PHONE, playwright, running
from tests.chromium import needs_chromium

expect = playwright.expect
SOON = 15_000
PICTURES = os.environ.get("PICTURES")  # a folder to look at them

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
        page = browser.new_page(viewport=viewport)
        _type(page, demo, words["rep"], "/myscore")
        _press(page, words["why"], first=True)
        _sees(page, words["counted"])
        _sees(page, words["had"])
        _fits(page, viewport, "why", language)
        _press(page, words["back"])
        _press(page, words["history"])
        _sees(page, words["months"])
        expect(page.locator("figure.chart").last).to_be_visible(timeout=SOON)
        _fits(page, viewport, "history", language)
        _press(page, words["back"])
        _press(page, words["what_if"])
        _supposes(page, words, viewport, language)
        page.close()


def _supposes(page, words, viewport, language) -> None:
    """Choose two items, and see the score there would be."""
    modal = page.locator("#modal")
    for place in range(2):
        field = modal.locator("input").first
        field.click(timeout=SOON)
        field.fill("INV")
        modal.get_by_role("option").nth(place).click(timeout=SOON)
    _fits(page, viewport, "form", language)
    modal.locator("[type=submit]").click()
    for text in (words["booked"], words["instead"]):
        expect(modal.get_by_text(text).first).to_be_visible(timeout=SOON)
    _fits(page, viewport, "what-if", language)


def _type(page, demo, who: str, text: str) -> None:
    page.goto(f"{demo.url}#{demo.member(who)}/{demo.channel('general')}")
    box = page.locator("textarea").first
    box.fill(text)
    box.press("Escape")
    box.press("Enter")


def _press(page, label: str, *, first: bool = False) -> None:
    found = page.get_by_role("button", name=label, exact=True)
    (found.first if first else found.last).click(timeout=SOON)


def _sees(page, text: str) -> None:
    expect(page.get_by_text(text).last).to_be_visible(timeout=SOON)


def _fits(page, viewport, name: str, language: str) -> None:
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}-{language}.png")
    width = page.evaluate("document.scrollingElement.scrollWidth")
    assert width <= viewport["width"], "the page scrolls sideways"
