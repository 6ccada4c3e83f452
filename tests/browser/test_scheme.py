"""HR picks an aim, weighs, sees what it would have changed, and stores; a rep reads the scheme."""

import pytest

from tests.browser.conftest import DESK, PHONE, running
from tests.browser.looking import expect, fits, open_page, presses, types
from tests.chromium import needs_chromium

WORDS = {
    "en": {
        "hr": "diego",
        "rep": "ana",
        "change": "Change",
        "choose": "Choose",
        "flaw": "The weights add up to 145, not to 100",
        "preview": "October, as it was and as it would have been",
        "stored": "Version 2 of sales is stored. It judges periods that begin on 1 Dec or later",
        "mine": "Sales: 50 % of your score are collections",
    },
    "zh": {
        "hr": "hui",
        "rep": "mei",
        "change": "修改",
        "choose": "选择",
        "flaw": "权重合计为 145，不是 100",
        "preview": "十月：原来的分数和按新方案的分数",
        "stored": "sales 第 2 版已保存，适用于12月1日及以后开始的考核周期",
        "mine": "销售：回款占考核分数的 50%",
    },
}

pytestmark = needs_chromium


@pytest.mark.parametrize(
    ("language", "viewport"),
    [("en", DESK), ("zh", PHONE)],
    ids=["in English at a desk", "in Chinese on a phone"],
)
def test_hr_picks_an_aim_previews_and_stores_it(tmp_path, browser, language, viewport) -> None:
    words = WORDS[language]
    with running(tmp_path, HUIKUAN_TODAY="2026-11-23") as demo:
        page = open_page(demo, browser, viewport, words["hr"], "general")
        types(page, "/receivables scheme")
        presses(page, words["change"])
        aims = page.get_by_role("button", name=words["choose"], exact=True)
        expect(aims).to_have_count(4)
        aims.first.click()
        _weigh(page, "70")
        _expect(page, words["flaw"])
        _weigh(page, "25")
        _expect(page, words["preview"])
        _expect(page, "Ana Silva")
        fits(page, viewport, f"scheme-preview-{words['hr']}")
        page.locator("#modal [type=submit]").click()
        _expect(page, words["stored"])
        page.close()
        _read_by_a_rep(browser, demo, words, viewport)


def _read_by_a_rep(browser, demo, words, viewport) -> None:
    page = open_page(demo, browser, viewport, words["rep"], "general")
    types(page, "/receivables scheme")
    expect(page.get_by_role("heading", name=words["mine"])).to_be_visible()
    fits(page, viewport, f"scheme-{words['rep']}")
    page.close()


def _weigh(page, weight: str) -> None:
    """Weigh the first KPI, and send the form."""
    field = page.locator("#modal input").first
    expect(field).not_to_have_value("")
    field.fill(weight)
    page.locator("#modal [type=submit]").click()


def _expect(page, text: str) -> None:
    expect(page.locator("#modal").get_by_text(text)).to_be_visible()
