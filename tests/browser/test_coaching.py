"""A manager assigns help, the person marks it as done, and HR reads counts without names."""

from tests.browser.conftest import DESK, PHONE, Demo, running
from tests.browser.looking import expect, fits, open_page, presses, sees, types, wait_for_a_card
from tests.chromium import needs_chromium

pytestmark = needs_chromium


def test_help_is_assigned_at_a_desk_and_marked_on_a_phone(tmp_path, browser) -> None:
    """Bo reads English, Mei and Hui Chinese."""
    with running(tmp_path, HUIKUAN_TODAY="2026-11-23") as demo:
        _assign(browser, demo)
        _mark(browser, demo)
        boss = open_page(demo, browser, DESK, "bo")
        sees(boss, "Done: Call three days before the due date")
        fits(boss, DESK, "coaching-done-en")
        hr = open_page(demo, browser, PHONE, "hui", "general")
        types(hr, "/receivables coach")
        sees(hr, "近 90 天全公司的辅导")
        assert "梅雪" not in hr.locator("main").inner_text().split("近 90 天")[-1]
        fits(hr, PHONE, "coaching-counts-zh")


def _assign(browser, demo: Demo) -> None:
    boss = open_page(demo, browser, DESK, "bo", "general")
    types(boss, "/receivables coach 梅雪")
    presses(boss, "Assign help")
    expect(boss.locator("#modal")).to_contain_text("What helps 梅雪")
    boss.locator("#modal input[type=text], #modal textarea").last.fill("together on Friday")
    fits(boss, DESK, "coaching-form-en")
    boss.locator("#modal [type=submit]").click()
    told = "Assigned. 梅雪 has it by direct message"
    expect(boss.locator("#modal")).to_contain_text(told)
    boss.close()


def _mark(browser, demo: Demo) -> None:
    wait_for_a_card(demo, "mei")
    rep = open_page(demo, browser, PHONE, "mei")
    sees(rep, "给你安排了辅导")
    fits(rep, PHONE, "coaching-card-zh")
    presses(rep, "标记为已完成")
    sees(rep, "标记完成")
    expect(rep.get_by_role("button", name="还没完成", exact=True)).to_be_visible()
    fits(rep, PHONE, "coaching-done-zh")
    rep.close()
