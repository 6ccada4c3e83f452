"""A rep opens a dispute, somebody else confirms and decides it; *Why* shows it before and after."""

import pytest

from tests.browser.conftest import DESK, PHONE, running
from tests.browser.looking import (
    expect,
    fits,
    leaves_the_form,
    open_page,
    sees,
    types,
    wait_for_a_card,
)
from tests.chromium import needs_chromium

WORDS = {
    "en": {
        "rep": "nina",
        "judge": "lars",
        "document": "INV-1405",
        "reason": "wrong quantity",
        "opened": "Scores see it once one of",
        "kpi": "Overdue share",
        "late": "Days late",
        "why": "Why",
        "counted": "Counted (",
        "disputed": "disputed since 10 Nov",
        "contests": "disputes CNY 9,000.00 of INV-1405",
        "score": "points, once confirmed",
        "sees_scores": True,
        "confirm": "Confirm",
        "charged": "its days are charged to nobody",
        "decide": "Decide",
        "for_us": "Decided for us: CNY 9,000.00 of INV-1405",
        "excused": "3 disputed days not charged",
        "open": "No dispute that you may see is open",
    },
    "zh": {
        "rep": "mei",
        "judge": "fay",
        "document": "INV-1394",
        "reason": "数量不符",
        "opened": "确认后才影响评分",
        "kpi": "逾期率",
        "late": "加权逾期天数",
        "why": "为什么",
        "counted": "已计入（",
        "disputed": "11月10日起有争议",
        "contests": "对 INV-1394 的 CNY 9,000.00 有争议",
        "score": "确认后 ",
        "sees_scores": False,
        "confirm": "确认",
        "charged": "争议天数不计入任何人",
        "decide": "裁定",
        "for_us": "裁定支持我方：INV-1394",
        "excused": "个争议天数不计",
        "open": "笔争议未了结",
    },
}

pytestmark = needs_chromium


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    with running(tmp_path_factory.mktemp("demo"), HUIKUAN_TODAY="2026-11-23") as running_demo:
        yield running_demo


@pytest.mark.parametrize(
    ("language", "viewport"),
    [("en", DESK), ("zh", PHONE)],
    ids=["in English at a desk", "in Chinese on a phone"],
)
def test_a_dispute_is_opened_confirmed_and_decided_and_why_says_so(
    demo, browser, language, viewport
) -> None:
    words = WORDS[language]
    rep = open_page(demo, browser, viewport, words["rep"])
    types(rep, f"/dispute {words['document']}")
    _fills_in(rep, words, viewport, language)
    _why(rep, words, words["kpi"])
    sees(rep, words["counted"])
    assert words["disputed"] not in str(rep.locator("main").inner_text()), "not confirmed yet"
    wait_for_a_card(demo, words["judge"], words["document"])
    judge = open_page(demo, browser, viewport, words["judge"])
    _confirms(judge, words, viewport, language)
    _why(rep, words, words["kpi"])
    sees(rep, words["disputed"])
    fits(rep, viewport, f"dispute-why-confirmed-{language}")
    _decides(judge, words, viewport, language)
    _why(rep, words, words["late"])
    sees(rep, words["excused"])
    fits(rep, viewport, f"dispute-why-decided-{language}")
    types(judge, "/dispute list")
    sees(judge, words["open"])
    fits(judge, viewport, f"dispute-list-{language}")
    rep.close()
    judge.close()


def _confirms(page, words, viewport, language) -> None:
    """It is a dispute, and the owner did not bring it about."""
    sees(page, words["contests"])
    seen = str(page.locator("main").inner_text())
    assert (words["score"] in seen) == words["sees_scores"], "a score is its manager's to see"
    fits(page, viewport, f"dispute-asked-{language}")
    page.get_by_role("button", name=words["confirm"], exact=True).last.click()
    decide = page.get_by_role("button", name=words["decide"], exact=True)
    expect(decide.last).to_be_visible()
    sees(page, words["charged"])
    fits(page, viewport, f"dispute-confirmed-{language}")


def _fills_in(page, words, viewport, language) -> None:
    modal = page.locator("#modal")
    for name, value in (
        ("amount", "9,000"),
        ("from", "2026-11-10"),
        ("reason", words["reason"]),
    ):
        modal.locator(f"[data-block={name}] input").fill(value)
    fits(page, viewport, f"dispute-form-{language}")
    modal.locator("[type=submit]").click()
    expect(modal.get_by_text(words["opened"]).last).to_be_visible()
    fits(page, viewport, f"dispute-opened-{language}")
    leaves_the_form(page)


def _decides(page, words, viewport, language) -> None:
    """For us, from today on: what the form proposes."""
    page.get_by_role("button", name=words["decide"], exact=True).last.click()
    modal = page.locator("#modal")
    expect(modal.locator("[type=submit]")).to_be_visible()
    fits(page, viewport, f"dispute-decide-{language}")
    modal.locator("[type=submit]").click()
    sees(page, words["for_us"])
    fits(page, viewport, f"dispute-decided-{language}")


def _why(page, words, kpi: str) -> None:
    """Ask why a KPI is what it is."""
    types(page, "/myscore")
    line = page.locator(".section", has_text=kpi).filter(
        has=page.get_by_role("button", name=words["why"], exact=True)
    )
    line.last.get_by_role("button", name=words["why"], exact=True).click()
