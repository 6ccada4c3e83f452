"""A manager assigns help, the person marks it as done, and HR reads counts without names."""

from tests.browser.conftest import DESK, PHONE, Demo, running
from tests.browser.looking import SOON, expect, fits, sees, types, wait_for_a_card
from tests.chromium import needs_chromium

pytestmark = needs_chromium


def test_help_is_assigned_at_a_desk_and_marked_on_a_phone(tmp_path, browser) -> None:
    """Bo reads English, Mei and Hui Chinese."""
    with running(tmp_path, HUIKUAN_TODAY="2026-11-23") as demo:
        _assign(browser, demo)
        _mark(browser, demo)
        boss = browser.new_page(viewport=DESK)
        _own(boss, demo, "bo")
        sees(boss, "Done: Call three days before the due date")
        fits(boss, DESK, "coaching-done-en")
        hr = browser.new_page(viewport=PHONE)
        _type(hr, demo, "hui", "/receivables coach")
        sees(hr, "近 90 天全公司的辅导")
        assert "梅雪" not in hr.locator("main").inner_text().split("近 90 天")[-1]
        fits(hr, PHONE, "coaching-counts-zh")


def _assign(browser, demo: Demo) -> None:
    boss = browser.new_page(viewport=DESK)
    _type(boss, demo, "bo", "/receivables coach 梅雪")
    boss.get_by_role("button", name="Assign help", exact=True).click(timeout=SOON)
    expect(boss.locator("#modal")).to_contain_text("What helps 梅雪", timeout=SOON)
    boss.locator("#modal input[type=text], #modal textarea").last.fill("together on Friday")
    fits(boss, DESK, "coaching-form-en")
    boss.locator("#modal [type=submit]").click()
    told = "Assigned. 梅雪 has it by direct message"
    expect(boss.locator("#modal")).to_contain_text(told, timeout=SOON)
    boss.close()


def _mark(browser, demo: Demo) -> None:
    wait_for_a_card(demo, "mei")
    rep = browser.new_page(viewport=PHONE)
    _own(rep, demo, "mei")
    sees(rep, "给你安排了辅导")
    fits(rep, PHONE, "coaching-card-zh")
    rep.get_by_role("button", name="标记为已完成", exact=True).last.click()
    sees(rep, "标记完成")
    expect(rep.get_by_role("button", name="还没完成", exact=True)).to_be_visible(timeout=SOON)
    fits(rep, PHONE, "coaching-done-zh")
    rep.close()


def _type(page, demo: Demo, who: str, line: str) -> None:
    page.goto(f"{demo.url}#{demo.member(who)}/{demo.channel('general')}")
    expect(page.locator("#bar h1")).to_be_visible()
    types(page, line)


def _own(page, demo: Demo, who: str) -> None:
    """Look at what the app wrote to somebody."""
    chats = demo.seen(who)["channels"]
    place = next(c["id"] for c in chats if c["kind"] == "im" and c["has_app"])
    page.goto(f"{demo.url}#{demo.member(who)}/{place}")
