"""A period is closed, questioned and learned from, by the people of a company in two languages."""

import pytest

from tests.browser.conftest import DESK, PHONE, running
from tests.browser.looking import fills_in, fits, open_page, presses, sees, types, wait_for_a_card
from tests.chromium import needs_chromium

pytestmark = needs_chromium


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    with running(tmp_path_factory.mktemp("demo"), HUIKUAN_TODAY="2026-11-23") as shown:
        yield shown


def test_october_is_closed_questioned_ranked_and_learned_from(demo, browser) -> None:
    hr = open_page(demo, browser, DESK, "diego")
    types(hr, "/receivables close")
    sees(hr, "October is over and open")
    presses(hr, "Begin closing")
    sees(hr, "Everybody may question their result until 30 Nov.")
    fits(hr, DESK, "quarter-1-closing-en")

    rep = _rep_questions_the_score(demo, browser)
    _somebody_else_decides(demo, browser)
    sees(rep, "申诉不成立")
    fits(rep, PHONE, "quarter-4-answered-zh")

    presses(hr, "Close the period")
    fills_in(hr, "the board meets", "Close the period")
    board = open_page(demo, browser, DESK, "bo", "rankings")
    sees(board, "October is closed")
    sees(board, "October: ")
    fits(board, DESK, "quarter-5-summary-en")


def _rep_questions_the_score(demo, browser):
    """Mei reads Chinese, on a phone: she looks why, and questions the result."""
    wait_for_a_card(demo, "mei")
    rep = open_page(demo, browser, PHONE, "mei", color_scheme="dark")
    sees(rep, "十月即将关账：请查看你的结果")
    types(rep, "/myscore october")
    sees(rep, "十月 82.3 分")
    presses(rep, "为什么")
    sees(rep, "计入")
    fits(rep, PHONE, "quarter-2-why-zh")
    presses(rep, "返回")
    presses(rep, "申诉")
    fills_in(rep, "INV-1362 客户10月30日已付款", "提交")
    rep.get_by_role("dialog").last.get_by_role("button", name="关闭").last.click()
    return rep


def _somebody_else_decides(demo, browser) -> None:
    wait_for_a_card(demo, "hui")
    decider = open_page(demo, browser, PHONE, "hui")
    sees(decider, "梅雪对十月的总分提出申诉")
    fits(decider, PHONE, "quarter-3-asked-zh")
    presses(decider, "申诉不成立")
    fills_in(decider, "款项11月2日到账，计入十一月", "裁定")
    sees(decider, "惠敏于11月23日裁定")
