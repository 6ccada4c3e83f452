"""/followup, /promise, /customer: what people do to collect, recorded where they talk."""

import pytest

from storage.window import By
from tests.commands.approving import Desk, lines_of
from tests.storage.books import Books


@pytest.fixture
def desk(books: Books) -> Desk:
    return Desk.open(books)


def shown(desk: Desk, who: str, typed: str, language: str = "en") -> list[str]:
    blocks = desk.type(who, typed, language).blocks  # type: ignore[union-attr]
    return lines_of({"blocks": [block for block in blocks if block["type"] != "divider"]})


# --- follow-ups ----------------------------------------------------------------------------------


def test_a_follow_up_is_recorded_and_counts_for_what_is_newly_overdue(desk: Desk) -> None:
    """INV-1024 of 20,000 was due on 20 November, a Friday; Ana calls on Monday."""
    before = desk.books.kpis("2026-11", By.PERSON)["ana"]["followup_coverage"]
    assert shown(desk, "ana", "/followup inv-1024 called, pays on Friday") == [
        "*Follow-up with 华星科技 is recorded*",
        "*华星科技* · INV-1024 · CNY 25,000.00 open",
        "called, pays on Friday",
        "It counts for what is newly overdue of this customer.",
        "dated today · only you can see this",
    ]
    after = desk.books.kpis("2026-11", By.PERSON)["ana"]["followup_coverage"]
    assert (before, after) == ("0.0000", "0.5000")


def test_of_two_touches_on_one_day_the_first_counts(desk: Desk) -> None:
    shown(desk, "ana", "/followup 华星科技 called")
    assert shown(desk, "ana", "/followup 华星科技 wrote", "zh")[3] == (
        "今天已跟进过该客户；只计第一次。"
    )
    assert desk.books.count("follow_up") == 2
    assert shown(desk, "bo", "/followup 华星科技 called")[3] == (
        "It counts for what is newly overdue of this customer."
    )


@pytest.mark.parametrize("typed", ["/followup", "/followup INV-1023", "/promise", "/promise 华星"])
def test_what_is_missing_is_asked_for(desk: Desk, typed: str) -> None:
    english, chinese = desk.refused("ana", typed)
    assert english.startswith("Nothing was recorded: ")
    assert chinese.startswith("没有记录：")
    assert desk.books.count("follow_up") == desk.books.count("promise") == 0


def test_nobody_is_called_so(desk: Desk) -> None:
    assert desk.refused("ana", "/followup INV-9 called") == (
        "Nothing was found: neither a customer nor an invoice is called INV-9.",
        "没有找到：客户和发票中都没有叫 INV-9 的。",
    )
    desk.books.add("customers", "customer_id, name\n C8, 华星科技北京\n C9, 华星物流")
    english, _ = desk.refused("ana", "/customer 华星")
    assert english.startswith("Nothing was found: several customers are called 华星: ")


# --- promises ------------------------------------------------------------------------------------


def test_a_promise_for_a_saturday_falls_due_on_tuesday(desk: Desk) -> None:
    """28 November is a Saturday: it rolls to Monday, and one day of grace makes it Tuesday."""
    assert shown(desk, "ana", "/promise INV-1023 40,000 2026-11-28") == [
        "*华星科技 promises CNY 40,000.00 for 28 Nov*",
        "INV-1023",
        "It is kept when 90 % of it is here by 1 Dec.",
        "only you can see this",
    ]
    assert desk.books.sql(
        "SELECT amount_minor, currency, promised_on FROM promise WHERE workspace_id = {company}"
    )[0][:2] == (4_000_000, "CNY")


def test_a_second_promise_for_the_same_thing_takes_the_place_of_the_first(desk: Desk) -> None:
    shown(desk, "ana", "/promise INV-1023 5万 11月27日")
    said = shown(desk, "ana", "/promise INV-1023 2026-12-04 40,000", "zh")
    assert said[0] == "*华星科技承诺 12月4日前支付 CNY 40,000.00*"
    assert said[3] == "它取代 11月27日的承诺。"
    assert shown(desk, "ana", "/promise 鸿达贸易 100 2026-12-04")[1].startswith("It is kept")
    ((replaced,),) = desk.books.sql(
        "SELECT count(*) FROM promise WHERE workspace_id = {company} AND replaces_id IS NOT NULL"
    )
    assert replaced == 1


def test_a_promise_for_a_day_that_is_over_is_refused(desk: Desk) -> None:
    english, chinese = desk.refused("ana", "/promise INV-1023 100 2026-11-20")
    assert english == (
        "Nothing was recorded: 20 Nov is over. Name the day by which the money will come, "
        "with its year if it is another."
    )
    assert chinese == ("没有记录：11月20日已过。请写明款项将到账的日期；若不在今年，请写上年份。")
    desk.refused("ana", "/promise INV-1023 0 2026-12-20")


@pytest.mark.parametrize("day", ["20 Nov", "11月20日", "Nov 22", "1 Jun"])
def test_a_day_just_over_is_not_taken_for_next_years(desk: Desk, day: str) -> None:
    assert "is over" in desk.refused("ana", f"/promise INV-1023 30,000 {day}")[0]
    assert shown(desk, "ana", "/promise INV-1023 30,000 5 Jan")[0].endswith("for 5 Jan 2027*")


def kept_rate(desk: Desk) -> str | None:
    """Ana's rate a week later, with 30,000 for INV-1023 on 25 November."""
    desk.books.add(
        "payments",
        "payment_id, customer_id, value_on, amount, invoice_id\n"
        "R-20, C1, 2026-11-25, 30000, INV-1023",
    )
    desk.wait(days=7)
    return desk.books.kpis("2026-11", By.PERSON)["ana"]["promise_kept_rate"]


def test_a_colleague_does_not_take_the_place_of_somebodys_promise(desk: Desk) -> None:
    """Bo owns an invoice of the same customer; his cent for next June leaves Ana's word alone."""
    shown(desk, "ana", "/promise INV-1023 30,000 2026-11-25")
    said = shown(desk, "bo", "/promise INV-1023 1 2027-06-30")
    assert not any("takes the place" in line for line in said)
    assert kept_rate(desk) == "1.0000"


def test_nobodys_promise_is_its_owners_to_move(desk: Desk) -> None:
    """A file brought a promise that names nobody: it is Ana's, who owns the invoice."""
    desk.books.add(
        "promises",
        "promise_id, customer_id, amount, promised_on, recorded_at, invoice_id\n"
        "P-1, C1, 30000, 2026-11-25, 2026-11-20, INV-1023",
    )
    assert not any("place" in line for line in shown(desk, "fin", "/promise INV-1023 1 30 Nov"))
    assert shown(desk, "ana", "/promise INV-1023 30,000 30 Nov")[3] == (
        "It takes the place of the promise for 25 Nov."
    )


def test_whoever_has_nothing_to_do_with_a_customer_records_no_promise_of_it(desk: Desk) -> None:
    """An earlier promise would take the money that keeps Ana's."""
    english, chinese = desk.refused("wu", "/promise INV-1023 30,000 2026-11-25")
    assert english == (
        "Nothing was recorded: 华星科技 is looked after by others, who record what it promises. "
        "Write down what you heard with `/followup`."
    )
    assert chinese == (
        "没有记录：华星科技由其他人负责，付款承诺由他们记录。请用 `/followup` 写下客户所说的内容。"
    )
    shown(desk, "ana", "/promise INV-1023 30,000 2026-11-25")
    assert kept_rate(desk) == "1.0000"


def test_what_nobody_looks_after_promises_to_whoever_heard_it(desk: Desk) -> None:
    desk.books.add(
        "invoices",
        "invoice_id, customer_id, issued_on, due_on, amount\nINV-9, C9, 2026-10-01, 2026-11-01, 90",
    )
    assert "90.00" in shown(desk, "wu", "/promise INV-9 90 2026-12-15")[0]


def test_customer_service_writes_down_what_anybodys_customer_promises(desk: Desk) -> None:
    """It is scored by what it was promised, and takes the place of nobody's word."""
    desk.books.add(
        "people",
        "person_id, name, role, valid_from, email\ncai, Cai, customer_service, 2026-01-01, cai@x.y",
    )
    shown(desk, "ana", "/promise INV-1023 30,000 2026-11-25")
    said = shown(desk, "cai", "/promise INV-1023 30,000 2026-12-15")
    assert not any("takes the place" in line for line in said)
    assert kept_rate(desk) == "1.0000"


def test_a_promise_is_one_number_and_one_day(desk: Desk) -> None:
    typed = (
        "12 500 2026-12-15", "2026-12-15 12 500", "50.000 2026-12-15", "1 250 000 15 Dec",
        "5万 2026-11-30 15 Dec", "50,000 fee 25 15 Dec", "15 Dec 50,000 ref HX",
        "9" * 18 + " 15 Dec",
    )  # fmt: skip
    for words in typed:
        english, _ = desk.refused("ana", f"/promise INV-1023 {words}")
        assert english.startswith("Nothing was recorded: name the invoice"), words
    assert desk.books.count("promise") == 0


# --- a customer ----------------------------------------------------------------------------------


def test_the_page_of_a_customer(desk: Desk) -> None:
    desk.books.add(
        "disputes", "dispute_id, invoice_id, amount, from\nD-1, INV-1023, 1000, 2026-11-12"
    )
    shown(desk, "ana", "/followup INV-1023 called")
    shown(desk, "ana", "/promise INV-1023 40,000 2026-11-28")
    assert shown(desk, "ana", "/customer INV-1023") == [
        "华星科技 owes CNY 65,000.00",
        "*CNY* · not due yet: 5,000.00 · 1-30 days: 59,000.00 · disputed: 1,000.00",
        "Pays 0.0 days late on average, in the last twelve months.",
        "Last paid on 6 Nov.",
        "Promised CNY 40,000.00 for 28 Nov: open",
        "Disputes CNY 1,000.00 of INV-1023 since 12 Nov",
        "Ana, 23 Nov: called",
        "as of 23 Nov · only you can see this",
    ]
    chinese = shown(desk, "ana", "/customer 华星科技", "zh")
    assert chinese[0] == "华星科技欠款 CNY 65,000.00"
    assert chinese[4] == "承诺 11月28日付 CNY 40,000.00：待兑现"


@pytest.mark.parametrize("who", ["ana", "bo", "mei", "fin", "hua", "ada"])
def test_owners_their_team_leaders_and_the_books_see_a_customer(desk: Desk, who: str) -> None:
    assert shown(desk, who, "/customer 华星科技")[0] == "华星科技 owes CNY 65,000.00"


def test_others_do_not(desk: Desk) -> None:
    english, chinese = desk.refused("wu", "/customer 华星科技")
    assert english.startswith("Nothing was shown: 华星科技 is looked after by others.")
    assert "65,000" not in english + chinese
    assert desk.refused("wu", "/customer")[0].startswith("Which customer?")


def test_a_follow_up_tells_others_no_amount(desk: Desk) -> None:
    assert shown(desk, "wu", "/followup INV-1023 rang by mistake")[:3] == [
        "*Follow-up with 华星科技 is recorded*",
        "*华星科技* · INV-1023",
        "rang by mistake",
    ]


def test_whoever_leads_another_team_does_not_see_a_customer(desk: Desk) -> None:
    """Nora leads North, where nobody owns anything; Big leads Mei, who leads Ana."""
    desk.books.add("people", "person_id, name, team, valid_from\n nora, Nora, North, 2025-01-01")
    desk.books.add("teams", "team, manager_id\n North, nora")
    desk.refused("nora", "/customer 华星科技")
    assert shown(desk, "big", "/customer 华星科技")[0] == "华星科技 owes CNY 65,000.00"


def test_whoever_looks_after_a_customer_without_an_invoice_sees_it(desk: Desk) -> None:
    desk.books.add("customers", "customer_id, name, owners\n C9, 新客户, wu:100")
    assert shown(desk, "wu", "/promise 新客户 100 2026-12-04")[1].startswith("It is kept")
    desk.refused("ana", "/promise 新客户 100 2026-12-04")


def test_every_record_is_in_the_log(desk: Desk) -> None:
    shown(desk, "ana", "/followup INV-1023 called")
    shown(desk, "ana", "/promise INV-1023 40,000 2026-11-28")
    found = desk.books.sql("SELECT action FROM audit WHERE workspace_id = {company} ORDER BY seq")
    assert [row[0] for row in found][-2:] == ["followup.recorded", "promise.recorded"]
