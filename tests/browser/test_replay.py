"""HR drafts the next scheme, tries it on three closed months, and reads what it would move."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from time import sleep

import pytest

from bot.clock import Clock
from ledger.period import Period
from storage import closing, companies
from storage.database import open_database
from tests.browser.conftest import DESK, PHONE, Demo, running
from tests.browser.looking import PICTURES, expect, types
from tests.chromium import needs_chromium

TODAY = date(2026, 11, 23)

pytestmark = needs_chromium


@pytest.fixture
def demo(tmp_path_factory) -> Iterator[Demo]:
    """Run one with August to October closed."""
    with running(tmp_path_factory.mktemp("demo"), HUIKUAN_TODAY=str(TODAY)) as found:
        database = open_database(f"sqlite:///{found.database}")
        with database.write(Clock(TODAY).now("Asia/Shanghai")) as tx:
            (company,) = companies.all_companies(tx)
            for month in ("2026-08", "2026-09", "2026-10"):
                closing.close(tx, company, Period.parse(month), TODAY, closing.Who())
        database.close()
        yield found


def test_hr_tries_a_draft_on_closed_months_and_another_of_hr_comes_back_to_it(demo, browser):
    _tries_a_draft_and_goes_through_everybody(demo, browser)
    _comes_back_to_it_on_a_phone(demo, browser)


def _tries_a_draft_and_goes_through_everybody(demo: Demo, browser) -> None:
    page = browser.new_page(viewport=DESK)
    _open(page, demo, "diego", demo.channel("general"))
    types(page, "/receivables scheme")
    page.get_by_role("button", name="Change", exact=True).last.click()
    aims = page.get_by_role("button", name="Choose", exact=True)
    expect(aims).to_have_count(4)
    aims.last.click()
    fields = page.locator("#modal input")
    expect(fields.first).not_to_have_value("")
    fields.nth(6).fill("20")  # the weight of sales, and below it that of satisfaction
    fields.nth(8).fill("30")
    page.locator("#modal [type=submit]").click()
    _picture(page, "form-en")
    page.get_by_role("button", name="Try on closed periods").click()
    said = page.locator("#modal").get_by_text("It comes to Diego Ramos by direct message")
    expect(said).to_be_visible()
    _picture(page, "asked-en")
    page.locator("#modal").get_by_role("button", name="Close").last.click()
    expect(page.locator("#modal")).to_be_hidden()
    _see_the_card(page, demo, "diego", "would gain")
    _picture(page, "card-en")
    page.get_by_role("button", name="Everybody, one by one").last.click()
    expect(page.get_by_text("They gain").last).to_be_visible()
    _picture(page, "people-en")
    page.close()


def _comes_back_to_it_on_a_phone(demo: Demo, browser) -> None:
    page = browser.new_page(viewport=PHONE)
    _open(page, demo, "hui", demo.channel("general"))
    types(page, "/receivables replay")
    expect(page.get_by_text("可用 3 个已关账周期试算考核方案").last).to_be_visible()
    _picture(page, "list-zh")
    page.get_by_role("button", name="查看", exact=True).last.click()
    expect(page.get_by_text("名次变动最大").last).to_be_visible()
    _picture(page, "card-zh")
    width = page.evaluate("document.scrollingElement.scrollWidth")
    assert width <= PHONE["width"], "the page scrolls sideways"
    page.get_by_role("button", name="逐人查看").last.click()
    expect(page.get_by_text("加分", exact=True).last).to_be_visible()
    _picture(page, "people-zh")
    types(page, "/receivables scheme")
    page.get_by_role("button", name="实施情况").last.click()
    expect(page.get_by_text("仅为同期数据").last).to_be_visible()
    _picture(page, "effect-zh")
    page.close()


def _open(page, demo: Demo, name: str, place: str) -> None:
    page.goto(f"{demo.url}#{demo.member(name)}/{place}")
    expect(page.locator("#bar h1")).to_be_visible()


def _see_the_card(page, demo: Demo, name: str, words: str) -> None:
    """Wait until the worker has written, which wakes every two seconds."""
    for _ in range(240):
        chats = demo.seen(name)["channels"]
        own = [c["id"] for c in chats if c["kind"] == "im" and c["has_app"]]
        if own:
            _open(page, demo, name, own[0])
            expect(page.locator("main").get_by_text(words).last).to_be_visible()
            return
        sleep(0.25)
    raise AssertionError("no card came")


def _picture(page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=str(Path(PICTURES) / f"replay-{name}.png"), full_page=True)
