"""Money is confirmed in chat and everything follows; a Monday comes; outsiders get nothing.

Once in English at a desk in the light, once in Chinese on a phone in the dark. The steps share
a demo, so each has an invoice of its own.
"""

import re
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import DESK, PHONE, Demo, running
from tests.browser.looking import expect, types
from tests.chromium import needs_chromium
from tests.huikuan import Huikuan

OUTSIDERS = ("gus", "zoe")
IN_PRIVATE = "Finance has it by direct message."
MONDAY, FIRST_WORKING_DAY = 2, 3  # in the menu of the clock

ENGLISH = {
    "finance": "fin",
    "second": "greta",
    "confirm": "Confirm",
    "undo": "Undo",
    "bounced": "Bounced",
    "change": "Change",
    "booked": "is booked (R-",
    "booked_by": "is booked (R-1), by Fin Murphy.",
    "taken_back": "Taken back: CNY 16,200.00 from 南洋橡胶 (R-1)",
    "taken_back_by": "taken back by Fin Murphy, today",
    "not_again": "a second person of finance is needed, and you are the first.",
    "both": "confirmed by Greta Olsen",
    "too_early": "It arrived on 20 Nov; it can have bounced from then until today.",
    "in": "CNY 1,000.00 from 南洋橡胶 is booked",
    "bounce": "Bounced: CNY 1,000.00 from 南洋橡胶",
    "reason": "reason: no funds",
    "required": "Please complete this required field.",
    "no_amount": "abc is no amount. Write it as 50,000 or 5万.",
    "paid_already": "Paid already: INV-1306",
    "only_finance": "only finance decides about payments",
    "overdue": "Sales East: CNY 29,350.00 overdue",
    "overdue_less": "Sales East: CNY 17,200.00 overdue",
    "digest": "Sales East: CNY 215,300.00 overdue",
    "first": "Talk about these first",
    "ranking": "November so far:",
    "month": "November:",
    "place": "十一月至今：你在 6 人中排第",
    "members": "This is for members of Lanqiao 蓝桥 only.",
    "invalid": "/pay is not a valid command.",
    "wrong": {
        "INV-1032x 500": "INV-1032x is not in the books",
        "INV-1360 500 2026-13-40": "2026-13-40 is no day. Write it as 2026-11-20.",
        "INV-1360 0": "Nothing was booked: 0 is no amount.",
        "INV-1360 USD 500": "INV-1360 is in CNY, you wrote USD.",
        "INV-1360 500 2026-12-24": "24 Dec has not come yet.",
        "INV-1360 INV-1367 500": "INV-1360 and INV-1367 belong to different customers.",
    },
}
CHINESE = {
    "finance": "fay",
    "second": "qian",
    "confirm": "确认",
    "undo": "撤销",
    "bounced": "退票",
    "change": "修改",
    "booked": "已入账（R-",
    "booked_by": "已入账（R-1），由费雨操作。",
    "taken_back": "已撤销：南洋橡胶 CNY 16,200.00（R-1）",
    "taken_back_by": "费雨 今天",
    "not_again": "没有改动：还需要另一名财务人员，你是第一位。",
    "both": "钱多多 今天",
    "too_early": "这笔款11月20日到账，退票日只能在当天到今天之间。",
    "in": "南洋橡胶 CNY 1,000.00 已入账",
    "bounce": "已退票：南洋橡胶 CNY 1,000.00",
    "reason": "原因：no funds",
    "required": "请填写此必填字段。",
    "no_amount": "“abc”不是金额。请写成 50,000 或 5万。",
    "paid_already": "此前已结清：INV-1306",
    "only_finance": "只有财务人员可以处理回款",
    "overdue": "Sales East：逾期 CNY 29,350.00",
    "overdue_less": "Sales East：逾期 CNY 17,200.00",
    "digest": "Sales East：逾期 CNY 215,300.00",
    "first": "先谈这几笔",
    "ranking": "十一月至今：",
    "month": "十一月：",
    "place": "十一月至今：你在 6 人中排第",
    "members": "这里只对 Lanqiao 蓝桥的成员开放。",
    "invalid": "/pay 不是有效的命令。",
    "wrong": {
        "INV-1032x 500": "账上没有 INV-1032x",
        "INV-1360 500 2026-13-40": "“2026-13-40”不是日期。请写成 2026-11-20。",
        "INV-1360 0": "没有入账：“0”不是金额。",
        "INV-1360 USD 500": "INV-1360 的币种是 CNY，你写的是 USD。",
        "INV-1360 500 2026-12-24": "12月24日还没到。",
        "INV-1360 INV-1367 500": "INV-1360 和 INV-1367 属于不同客户。",
    },
}
LANGUAGES = {"en": (ENGLISH, DESK, "light"), "zh": (CHINESE, PHONE, "dark")}

pytestmark = needs_chromium


@dataclass
class Company:
    """A demo in one language, and the browser that its people use."""

    demo: Demo
    browser: Any
    words: dict[str, Any]
    viewport: dict[str, int]
    scheme: str
    huikuan: Huikuan
    pages: list[Any] = field(default_factory=list)

    def open(self, name: str, channel: str | None = None) -> "Person":
        """Let somebody look at a channel, or at what the app wrote to them."""
        page = self.browser.new_page(viewport=self.viewport, color_scheme=self.scheme)
        place = self.demo.channel(channel) if channel else self._direct(name)
        page.goto(f"{self.demo.url}#{self.demo.member(name)}/{place}")
        self.pages.append(page)
        expect(page.locator("#bar h1")).to_be_visible()
        return Person(self, page)

    def goes_home(self) -> None:
        """Close every page."""
        while self.pages:
            self.pages.pop().close()

    def _direct(self, name: str) -> str:
        chats = self.demo.seen(name)["channels"]
        return next((c["id"] for c in chats if c["kind"] == "im" and c["has_app"]), "")

    def balance(self, customer: str) -> Decimal:
        """What a customer owes, as the command line says it."""
        rows = self.huikuan.ask("ageing", "--by", "customer")["rows"]
        return sum((Decimal(r["outstanding"]) for r in rows if r["name"] == customer), Decimal())


@dataclass
class Person:
    """Somebody at a browser."""

    company: Company
    page: Any

    def types(self, line: str) -> "Person":
        """Send a line."""
        types(self.page, line)
        return self

    def presses(self, what: str) -> "Person":
        """Press the newest button that says so."""
        self.page.get_by_role("button", name=self.company.words[what], exact=True).last.click()
        return self

    def sees(self, words: str, where: str = "main") -> "Person":
        """The words come to be seen, and nothing makes the page scroll sideways."""
        found = self.page.locator(where).get_by_text(words).last
        expect(found).to_be_visible()
        width = self.page.evaluate("document.scrollingElement.scrollWidth")
        assert width <= self.company.viewport["width"], "the page scrolls sideways"
        return self

    def proposes(self, line: str) -> "Person":
        """Type a payment, and wait for its card."""
        cards = self.page.get_by_role("button", name=self.company.words["confirm"], exact=True)
        before = cards.count()
        self.types(f"/paid {line}")
        expect(cards).to_have_count(before + 1)
        return self

    def sends(self, **fields: str) -> "Person":
        """Fill in the form, and send it."""
        for name, value in fields.items():
            self.page.locator(f"#modal [data-block={name}] input").fill(value)
        self.page.locator("#modal [type=submit]").click()
        return self

    def says(self) -> str:
        """The newest message."""
        return str(self.page.locator("article").last.inner_text())

    def score(self) -> Decimal:
        """Ask for the own score."""
        cards = self.page.locator(".headline")
        before = cards.count()
        self.types("/myscore")
        expect(cards).to_have_count(before + 1)
        found = re.search(r"(\d+\.\d) (?:points|分)", cards.last.inner_text())
        assert found, cards.last.inner_text()
        return Decimal(found[1])

    def moves_clock(self, to: int) -> None:
        """Move the workspace's clock by an entry of its menu."""
        drawer = self.page.locator("#open-menu")
        if drawer.is_visible():
            drawer.click()
        self.page.locator("#clock").click()
        self.page.get_by_role("menuitem").nth(to).click()
        if drawer.is_visible():
            self.page.keyboard.press("Escape")


def a_confirmed_payment_counts_until_it_is_undone(company: Company) -> None:
    words = company.words
    fin, mei = company.open(words["finance"], "payments"), company.open("mei", "general")
    before, owed = mei.score(), company.balance("南洋橡胶")
    fin.types("/overdue Sales East").sees(words["overdue"])
    fin.proposes("INV-1362 16,200 2026-11-20 ref HX881").sees("HX881")
    fin.page.get_by_role("button", name=words["confirm"], exact=True).last.dblclick()
    fin.sees(words["booked"])
    fin.page.locator(".replies").last.click()
    fin.sees(words["booked_by"], "#thread")
    fin.page.keyboard.press("Escape")
    fin.types("/overdue Sales East").sees(words["overdue_less"])
    assert mei.score() > before
    assert company.balance("南洋橡胶") == owed - 16_200
    fin.presses("undo").sees(words["taken_back"]).sees(words["taken_back_by"])
    fin.types("/overdue Sales East").sees(words["overdue"])
    assert mei.score() == before
    assert company.balance("南洋橡胶") == owed
    booked = [m for m in company.demo.seen("mei")["messages"] if words["booked_by"] in m["text"]]
    assert len(booked) == 1, "two clicks told the channel twice"


def over_the_limit_two_people_of_finance_confirm(company: Company) -> None:
    words = company.words
    first = company.open(words["finance"], "payments")
    first.proposes("INV-1360 46,600 2026-11-20").presses("confirm").sees(words["not_again"])
    second = company.open(words["second"], "payments")
    second.presses("confirm").sees(words["both"])


def a_bounce_asks_for_day_and_reason(company: Company) -> None:
    words = company.words
    fin = company.open(words["finance"], "payments")
    fin.proposes("INV-1394 1,000 2026-11-20").presses("confirm").sees(words["in"])
    fin.presses("bounced").sees("CNY 1,000.00", "#modal")
    fin.sends(day="2026-11-01", reason="no funds").sees(words["too_early"], "#modal")
    fin.sends(day="2026-11-22").sees(words["bounce"]).sees(words["reason"])


def a_bare_command_opens_a_form_whose_card_stands_in_its_channel(company: Company) -> None:
    words = company.words
    fin = company.open(words["finance"], "payments").types("/paid")
    fin.sends().sees(words["required"], "#modal")
    fin.sends(what="INV-1394", amount="abc").sees(words["no_amount"], "#modal")
    fin.sends(amount="2.5k").sees("CNY 2,500.00")
    fin.presses("change").sends(amount="2,600").sees("CNY 2,600.00")
    fin.proposes("INV-1306 500").sees(words["paid_already"])


def what_cannot_be_booked_says_what_to_type_instead(company: Company) -> None:
    fin = company.open(company.words["finance"], "payments")
    for typed, answer in company.words["wrong"].items():
        fin.types(f"/paid {typed}").sees(answer)
    fin.types("/pay 5").sees(company.words["invalid"])


def a_rep_proposes_and_cannot_confirm(company: Company) -> None:
    rep = "ana" if company.words is ENGLISH else "mei"
    page = company.open(rep, "sales-east").proposes("INV-1419 5,000 2026-11-20")
    page.presses("confirm").sees(company.words["only_finance"])


def a_monday_and_a_new_month_bring_their_messages(company: Company) -> None:
    words = company.words
    bo = company.open("bo", "sales-east")
    bo.moves_clock(MONDAY)
    bo.sees(words["first"])
    bo.page.locator(".replies").last.click()
    bo.sees("INV-1362", "#thread")
    company.open("mei", "rankings").sees(words["ranking"])
    company.open("bo").sees("Sales East")
    mei = company.open("mei").sees(words["place"])
    mei.moves_clock(FIRST_WORKING_DAY)
    mei.sees("十一月：你在 6 人中排第")
    company.open("ana", "rankings").sees(words["month"])
    places = [m["text"] for m in company.demo.seen("mei")["messages"] if "人中排第" in m["text"]]
    assert [text.startswith("十一月至今") for text in places] == [True, False]
    assert not [m for m in company.demo.seen("bo")["messages"] if "人中排第" in m["text"]]
    rankings = company.demo.channel("rankings")
    posted = [m["text"] for m in company.demo.seen("ana")["messages"] if m["channel"] == rankings]
    assert len(posted) == 2
    assert posted[0].startswith(words["ranking"])
    assert posted[1].startswith(words["month"])


def a_guest_and_another_company_get_nothing_anywhere(company: Company) -> None:
    lines = ("/paid INV-1360 500", "/overdue", "/receivables ranking", "/paid")
    for name in OUTSIDERS:
        page = company.open(name, "shared-with-elsewhere")
        for line in lines:
            page.types(line).sees(company.words["members"])
    company.open("ana", "shared-with-elsewhere").types("/paid INV-1330 500").sees(IN_PRIVATE)
    for name in OUTSIDERS:
        seen = company.demo.seen(name)
        assert [channel["name"] for channel in seen["channels"]] == ["shared-with-elsewhere"]
        texts = {message["text"] for message in seen["messages"]}
        assert texts == {company.words["members"]}


STEPS = (
    a_confirmed_payment_counts_until_it_is_undone,
    over_the_limit_two_people_of_finance_confirm,
    a_bounce_asks_for_day_and_reason,
    a_bare_command_opens_a_form_whose_card_stands_in_its_channel,
    what_cannot_be_booked_says_what_to_type_instead,
    a_rep_proposes_and_cannot_confirm,
    a_monday_and_a_new_month_bring_their_messages,
    a_guest_and_another_company_get_nothing_anywhere,
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_money_goes_round_in_chat_and_the_clock_brings_its_messages(
    language: str, browser: Any, tmp_path: Path, monkeypatch: Any, capsys: Any
) -> None:
    words, viewport, scheme = LANGUAGES[language]
    clock = "2026-11-23T09:41:00+08:00"
    with running(tmp_path, "--language", language, HUIKUAN_CLOCK=clock) as demo:
        huikuan = Huikuan(f"sqlite:///{demo.database}", monkeypatch, capsys).on("2026-11-23")
        company = Company(demo, browser, words, viewport, scheme, huikuan)
        for step in STEPS:
            step(company)
            company.goes_home()
