"""A rep asks for an exemption, somebody else approves it, and whoever leads the team sees it."""

import pytest

from tests.browser.conftest import DESK, PHONE, running
from tests.browser.looking import fits, open_page, presses, sees, types, wait_for_a_card
from tests.chromium import needs_chromium

ASKED = "/receivables exempt INV-1394 until 2026-12-31 {reason}"

WORDS = {
    "en": {
        "approver": "bo",
        "reason": "court letter of 20 Nov",
        "asks": "asks to exempt INV-1394",
        "approve": "Approve",
        "exempt": "is exempt until 31 Dec",
        "team": "Exempted: CNY 17,200.00 open",
        "people": "Members",
    },
    "zh": {
        "approver": "hui",
        "reason": "法院通知",
        "asks": "做特殊情况调整",
        "approve": "批准",
        "exempt": "已做特殊情况调整，至12月31日",
        "team": "特殊情况调整：未收 CNY 17,200.00",
        "people": "成员",
    },
}

pytestmark = needs_chromium


@pytest.mark.parametrize(
    ("language", "viewport"),
    [("en", DESK), ("zh", PHONE)],
    ids=["in English at a desk", "in Chinese on a phone"],
)
def test_an_exemption_is_asked_for_approved_and_seen_in_the_teams_score(
    tmp_path, browser, language, viewport
) -> None:
    words = WORDS[language]
    with running(tmp_path, HUIKUAN_TODAY="2026-11-23") as demo:
        rep = open_page(demo, browser, viewport, "mei")
        types(rep, ASKED.format(reason=words["reason"]))
        sees(rep, "尚未生效")  # Mei reads Chinese
        wait_for_a_card(demo, words["approver"])
        boss = open_page(demo, browser, viewport, words["approver"])
        sees(boss, words["asks"])
        fits(boss, viewport, f"approval-asked-{language}")
        presses(boss, words["approve"])
        sees(boss, words["exempt"])
        fits(boss, viewport, f"approval-approved-{language}")
        types(boss, "/teamscore Sales East")
        sees(boss, words["team"])
        sees(boss, words["people"])
        fits(boss, viewport, f"approval-team-{language}")
        types(boss, "/receivables exempt")
        sees(boss, "INV-1394")
        fits(boss, viewport, f"approval-list-{language}")
