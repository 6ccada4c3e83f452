"""What somebody does at the page: open it, type, press, fill a form in, and look."""

import os
from pathlib import Path
from time import sleep

from tests.browser.conftest import Demo, playwright

expect = playwright.expect
# A limit for what never comes, not a measure: several browsers may share a small machine.
expect.set_options(timeout=60_000)
PICTURES = os.environ.get("PICTURES")  # a folder to look at them


def open_page(demo: Demo, browser, viewport, name: str, place: str = "", **more):
    """Let somebody look at a channel, or at what the app wrote to them once it did."""
    page = browser.new_page(viewport=viewport, **more)
    chats = demo.seen(name)["channels"]
    own = (c["id"] for c in chats if c["kind"] == "im" and c["has_app"])
    where = demo.channel(place) if place else next(own, demo.channel("general"))
    page.goto(f"{demo.url}#{demo.member(name)}/{where}")
    expect(page.locator("#bar h1")).to_be_visible()
    return page


def wait_for_a_card(demo: Demo, name: str, words: str = "") -> None:
    """Let the worker write, which wakes every two seconds."""
    for _ in range(240):
        seen = demo.seen(name)
        has_chat = any(c["kind"] == "im" and c["has_app"] for c in seen["channels"])
        if has_chat and words in str(seen):
            return
        sleep(0.25)
    raise AssertionError("no card came")


def types(page, line: str) -> None:
    """Send a line, once no form lies over the box: what is typed would go to the form."""
    expect(page.locator("dialog")).to_have_count(0)
    box = page.locator("#composer-box")
    box.fill(line)
    box.press("Escape")
    box.press("Enter")


def presses(page, button: str) -> None:
    page.locator("main").get_by_role("button", name=button, exact=True).last.click()


def leaves_the_form(page) -> None:
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_have_count(0)


def fills_in(page, words: str, submit: str) -> None:
    """Write into the last field of the form that is open, and send it."""
    form = page.get_by_role("dialog").last
    form.get_by_role("textbox").last.fill(words)
    form.get_by_role("button", name=submit, exact=True).click()


def sees(page, text: str) -> None:
    expect(page.locator("main").get_by_text(text).last).to_be_visible()


def fits(page, viewport, name: str) -> None:
    """Look that nothing scrolls sideways, and keep a picture where a folder is given."""
    width = page.evaluate("document.scrollingElement.scrollWidth")
    assert width <= viewport["width"], "the page scrolls sideways"
    if PICTURES:
        page.screenshot(path=str(Path(PICTURES) / f"{name}.png"))
