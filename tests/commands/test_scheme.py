"""/receivables scheme: read by everybody, changed by HR, and tried before it is stored."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from commands._contract import Ask, Caller, FieldProblem, discover
from commands.scheme import NoSchemeOfMine, NoSuchRole
from commands.scheme_form import NoFigure, OldForm, OwnScheme, TooLong
from ledger.errors import Problem
from ledger.period import Period
from storage import people, schemes
from storage.schemes import Author
from tests.commands.asking import Refused, ask, lines
from tests.storage.books import Books
from views.blocks import check
from views.message import Message
from views.modal import Modal
from views.problems import words_of
from views.say import Say

PEOPLE = """
    person_id, name, role,    rights,  team,  valid_from
    ana,       Ana,  sales,   ,        East,  2025-01-01
    bo,        Bo,   sales,   hr,      East,  2025-01-01
    hua,       Hua,  other,   hr,      Staff, 2025-01-01
    fin,       Fin,  finance, ,        Staff, 2025-01-01
"""
INVOICES = """
    invoice_id, customer_name, issued_on,  due_on,     amount, owner_id
    INV-1,      C1,            2026-10-01, 2026-10-20, 1000,   ana
    INV-2,      C2,            2026-10-01, 2026-10-20, 1000,   bo
"""
PAYMENTS = """
    payment_id, customer_name, value_on,   amount
    R-1,        C1,            2026-10-19, 900
    R-2,        C2,            2026-10-19, 450
"""
ENGLISH, CHINESE = (Say.of(language, date(2026, 11, 23)) for language in ("en", "zh"))


@pytest.fixture
def acme(books: Books) -> Books:
    """In October Ana collected 900 of 1,000 and Bo 450 of 1,000."""
    books.add("people", PEOPLE)
    books.add("invoices", INVOICES)
    books.add("payments", PAYMENTS)
    return books


def entry(kind: str, name: str) -> Any:
    found = discover()
    known: Mapping[str, Mapping[str, Any]] = {"press": found.buttons, "send": found.forms}
    return known[kind][name]


def do(books: Books, who: str, one: Any, *given: Any, say: Say = ENGLISH) -> Any:
    """Press a button or send a form; nothing is checked here but who may."""
    now = datetime.combine(books.today, time(9, 30), ZoneInfo(books.company.timezone))
    begin = books.database.write if one.writes else books.database.read
    with begin(now) as tx:
        member = people.by_number(tx, books.company, who, books.today)
        assert member is not None
        caller = Caller(books.company, member, say.language)
        args = one.parse(*given, books.today)
        if not one.allow(caller, args):
            return Refused()
        result = one.run(tx, Ask(caller, args, books.today, now))
        seen = one.view(result, say)
    if isinstance(seen, Message):
        check(seen)
    return seen


def press(books: Books, name: str, value: str, who: str = "hua", say: Say = ENGLISH) -> Any:
    return do(books, who, entry("press", name), value, say=say)


def send(books: Books, form: Modal, who: str = "hua", say: Say = ENGLISH, **fields: str) -> Any:
    """Send a form as it stands, with these fields changed."""
    given = {**values(form), **{name.replace("__", "."): text for name, text in fields.items()}}
    return do(books, who, entry("send", form.id), given, form.state, say=say)


def values(form: Modal) -> dict[str, str]:
    inputs = [block for block in form.blocks if block["type"] == "input"]
    return {one["block_id"]: one["element"].get("initial_value", "") for one in inputs}


def texts(form: Modal) -> list[str]:
    sections = [block for block in form.blocks if block["type"] == "section"]
    return [line for block in sections for line in block["text"]["text"].split("\n")]


def in_force(books: Books, period: str, role: str = "sales") -> tuple[str, int] | None:
    with books.database.read(books.now) as tx:
        found = schemes.in_force(tx, books.company, role, Period.parse(period))
    return found and (found.id, found.version)


# --- reading -------------------------------------------------------------------------------------


def test_everybody_reads_what_they_are_judged_by(acme: Books) -> None:
    acme.add(
        "targets",
        [{"person_id": "ana", "kpi": "sales_amount", "period": "2026-11", "target": "1400000"}],
    )
    message = ask(acme, "ana", "/receivables scheme")
    assert lines(message) == [
        "Sales: 50 % of your score are collections",
        "*Collection rate* · weight 25 · target 90 %",
        "Cash on what was due by the period's end ÷ that cash and what is still open of it.",
        "*Days late* · weight 15 · target 5",
        "Amount × days late ÷ amount, of what came in and of what is overdue.",
        "*Overdue share* · weight 10 · target 10 %",
        "What is overdue ÷ all that is open, at the end of the period.",
        "*Sales amount* · weight 30 · target CNY 1.40M",
        "What was sold in the period, as another system reports it.",
        "*Customer satisfaction* · weight 20 · target 4.5",
        "How customers rate us on average, as another system reports it.",
        "With fewer than 5 items due somebody is scored, and not ranked.",
        "version 1, as it comes with the app · your points: `/myscore`",
    ]
    assert isinstance(message, Message)
    assert message.text.startswith("Sales: 50 % of your score are collections. Collection rate 25")


def test_it_reads_in_chinese_too(acme: Books) -> None:
    said = lines(ask(acme, "ana", "/receivables scheme", "zh"))
    assert said[0] == "销售：回款占考核分数的 50%"
    assert said[1] == "*到期回款率* · 权重 25 · 目标 90%"
    assert "*销售额* · 权重 30 · 还没有设定目标" in said


RICH = """
id = "rich"
name = { en = "Rich", zh = "详细" }
role = "finance"
reason = "they collect"
aim = "better_process"
shrink = "4"
[[kpi]]
id = "followup_coverage"
weight = 40
target = 0.9
days = 1
by = "amount"
[[kpi]]
id = "promise_kept_rate"
weight = 40
target = 0.8
grace = 2
[[kpi]]
id = "collected_amount"
weight = 20
target = 1500000
[[gate]]
kpi = "collected_amount"
below = 1000000
total_cap = 60
[[grade]]
from = 75
name = "B"
[[grade]]
from = 90
name = "A"
"""


def test_rules_gates_grades_aim_and_reason_are_read_too(acme: Books) -> None:
    with acme.database.write(acme.now) as tx:
        stored = schemes.store(tx, acme.company, RICH, date(2026, 11, 1), Author())
    assert stored.flaws == ()
    said = lines(ask(acme, "fin", "/receivables scheme"))
    assert said[1].startswith("Aim: Better process. Invoices go out, customers are called and ")
    assert said[2] == "Why collections carry this weight: they collect"
    assert said[3:8] == [
        "*Follow-up in time* · weight 40 · target 90 %",
        "Newly overdue items that somebody followed up in time ÷ all newly overdue items.",
        "In time is within 1 business day.",
        "Items count by their amount.",
        "*Promises kept* · weight 40 · target 80 %",
    ]
    assert "Kept is at least 90 % within 2 business days of the date." in said
    assert "*Collected amount* · weight 20 · target CNY 1.50M" in said
    assert said[-4:] == [
        "While Collected amount is below CNY 1.00M, the total is at most 60.",
        "Grades: A from 90 and B from 75.",
        "Rates of few items are drawn towards everybody's, as if 4 more stood there.",
        "version 1, since 1 Nov · your points: `/myscore`",
    ]


def test_an_amount_that_is_asked_of_everybody_is_shown_as_it_is_asked_of_oneself(
    acme: Books,
) -> None:
    """Fin was away for a week, 5 of the month's 21 working days."""
    acme.add("leave", "person_id, from, to\nfin, 2026-11-02, 2026-11-09")
    with acme.database.write(acme.now) as tx:
        schemes.store(tx, acme.company, RICH, date(2026, 11, 1), Author())
    said = lines(ask(acme, "fin", "/receivables scheme"))
    assert "*Collected amount* · weight 20 · target CNY 1.14M" in said


def test_whose_role_has_no_scheme_is_told_whom_to_ask(acme: Books) -> None:
    for who in ("fin", "hua"):
        with pytest.raises(NoSchemeOfMine) as caught:
            ask(acme, who, "/receivables scheme mine")
    assert words_of(caught.value, ENGLISH) == (
        "Nobody scores you: your role has no scheme yet. Ask HR which one will apply to you."
    )
    assert (
        words_of(caught.value, CHINESE)
        == "没有人给你打分：你的岗位还没有考核方案。请向 HR 确认适用哪一个。"
    )


def test_hr_sees_what_is_in_force_for_every_role(acme: Books) -> None:
    said = lines(ask(acme, "hua", "/receivables scheme"))
    assert said[0] == "What people are judged by in November"
    assert said[1] == "*Sales* · Sales · version 1, as it comes with the app"
    assert said[2].startswith("Collection rate 25 · Days late 15")
    assert said[3:5] == ["*Project managers*", "No scheme yet: nobody of this role is scored."]
    assert said[-1] == "a change counts from the next period on · only you can see this"
    assert lines(ask(acme, "bo", "/receivables scheme mine"))[0].startswith("Sales: 50 %")


@pytest.mark.parametrize("button", ["scheme.back", "scheme.change", "scheme.aim"])
def test_nobody_but_hr_presses_its_buttons(acme: Books, button: str) -> None:
    value = {"scheme.back": "", "scheme.change": "sales", "scheme.aim": "sales kept"}[button]
    assert isinstance(press(acme, button, value, who="ana"), Refused)
    assert not isinstance(press(acme, button, value, who="hua"), Refused)


# --- HR picks an aim -----------------------------------------------------------------------------


def test_hr_is_offered_three_aims_and_the_scheme_as_it_is(acme: Books) -> None:
    said = lines(press(acme, "scheme.change", "sales"))
    assert said[0] == "Sales: what should it do first?"
    assert [line for line in said if line.startswith("*")] == [
        "*Cash sooner*",
        "*Fewer bad debts*",
        "*Better process*",
        "*As it is now*",
    ]
    assert "Overdue share 25 · Bad debt share 15 · Collection rate 10" in said[6]
    assert "As it is now" not in str(lines(press(acme, "scheme.change", "finance")))
    with pytest.raises(NoSuchRole):
        press(acme, "scheme.change", "other")


def test_the_form_begins_with_the_proposal(acme: Books) -> None:
    form = press(acme, "scheme.aim", "sales fewer_bad_debts")
    assert values(form) == {
        "weight.overdue_ratio": "25",
        "target.overdue_ratio": "10 %",
        "weight.bad_debt_ratio": "15",
        "target.bad_debt_ratio": "1 %",
        "weight.collection_rate": "10",
        "target.collection_rate": "90 %",
        "weight.sales_amount": "30",
        "target.sales_amount": "",
        "weight.csat": "20",
        "target.csat": "4.5",
        "reason": "",
    }
    assert json.dumps(form.payload())  # what Slack is sent


def test_a_preview_shows_each_person_before_and_after_and_stores_nothing(acme: Books) -> None:
    """By the shipped scheme Ana has 25 × 100 + 15 × 100 + 10 × 0 of 50 in October, and so on."""
    form = press(acme, "scheme.aim", "sales kept")
    preview = send(acme, form, weight__collection_rate="50", weight__days_late="0",
                   weight__overdue_ratio="0")  # fmt: skip
    assert preview.id == "scheme.store"
    said = texts(preview)
    assert said[0] == "*October, as it was and as it would have been*"
    assert said[2].startswith("Ana: ")
    assert said[2].endswith(" → 100.0")
    assert said[3].endswith(" → 50.0")
    assert said[-1] == (
        "Version 2 judges periods that begin on 1 Dec or later. Nothing is stored yet."
    )
    assert acme.count("scheme_version") == 0
    with acme.database.read(acme.now) as tx:
        assert schemes.show(tx, acme.company, "sales", date(2026, 12, 1)).scheme.version == 1  # type: ignore[union-attr]


def test_a_stored_scheme_counts_from_the_next_period_on(acme: Books) -> None:
    form = press(acme, "scheme.aim", "sales fewer_bad_debts")
    preview = send(acme, form, target__collection_rate="95%")
    message = send(acme, preview, note="Agreed with the works council")
    (said,) = lines(message)
    assert said == (
        "Version 2 of sales is stored. It judges periods that begin on 1 Dec or later; "
        "what has begun stays as it was."
    )
    assert in_force(acme, "2026-11") == ("sales", 1)
    assert in_force(acme, "2026-12") == ("sales", 2)
    with acme.database.read(acme.now) as tx:
        version = schemes.show(tx, acme.company, "sales", date(2026, 12, 1))
    assert version is not None
    assert version.document.startswith("# Agreed with the works council\n")
    assert version.scheme.aim == "fewer_bad_debts"
    targets = {part.kpi: part.target for part in version.scheme.parts}
    assert str(targets["collection_rate"]) == "19/20"
    ((actor,),) = acme.sql(
        "SELECT actor FROM audit WHERE workspace_id = {company} AND action = 'scheme'"
    )
    assert str(actor).startswith("person:")


def test_a_role_without_a_scheme_gets_its_first(acme: Books) -> None:
    form = press(acme, "scheme.aim", "finance cash_sooner")
    assert values(form)["reason"].startswith("Sending invoices")
    preview = send(acme, form)
    assert [line for line in texts(preview) if "→" in line] == ["Fin: no score → no score"]
    send(acme, preview)
    assert in_force(acme, "2026-12", "finance") == ("finance", 1)
    preview = send(acme, press(acme, "scheme.aim", "customer_service cash_sooner"))
    assert "Nobody had this role then." in texts(preview)


def test_what_is_wrong_stands_on_top_of_the_form_all_of_it(acme: Books) -> None:
    form = press(acme, "scheme.aim", "sales kept")
    again = send(acme, form, weight__collection_rate="85", weight__sales_amount="0")
    assert again.id == "scheme.form"
    headline, weights, band = texts(again)
    assert headline == "*This would not be fair yet*"
    assert weights == (
        "The weights add up to 130, not to 100, so points would not mean what they say."
    )
    assert band.startswith("Collections carry 110 % of the weight; above 50 % people are judged ")
    assert values(again)["weight.sales_amount"] == "0"
    assert values(again)["weight.collection_rate"] == "85"
    chinese = send(acme, again, say=CHINESE)
    assert texts(chinese)[1] == "权重合计为 130，不是 100，分数会失去意义。"
    good = send(acme, again, weight__collection_rate="5", weight__sales_amount="50")
    assert good.id == "scheme.store"


@pytest.mark.parametrize(
    ("field", "text", "problem"),
    [
        ("weight__csat", "a lot", NoFigure("a lot")),
        ("target__csat", "4,5x", NoFigure("4,5x")),
        ("target__csat", "4,5", NoFigure("4,5")),
        ("weight__csat", "12,5 %", NoFigure("12,5 %")),
        ("reason", "x" * 501, TooLong(500)),
    ],
)
def test_what_cannot_be_read_is_said_at_its_field(acme: Books, field, text, problem) -> None:
    form = press(acme, "scheme.aim", "sales kept")
    with pytest.raises(FieldProblem) as caught:
        send(acme, form, **{field: text})
    assert caught.value.field == field.replace("__", ".")
    for say in (ENGLISH, CHINESE):
        assert words_of(caught.value, say) == words_of(problem, say)
    assert words_of(NoFigure("x"), ENGLISH) == "x is no number. Write it as `25`, `0.9` or `90 %`."
    assert words_of(NoFigure("x"), CHINESE) == "x 不是数字。请写成 `25`、`0.9` 或 `90 %`。"


def test_a_form_that_somebody_overtook_stores_nothing(acme: Books) -> None:
    preview = send(acme, press(acme, "scheme.aim", "sales cash_sooner"))
    acme.today = date(2026, 12, 1)
    text = RICH.replace('"finance"', '"sales"').replace('"rich"', '"sales"')
    with acme.database.write(acme.now) as tx:
        schemes.store(tx, acme.company, text, date(2026, 12, 1), Author())
    with pytest.raises(OldForm) as caught:
        send(acme, preview)
    assert words_of(caught.value, CHINESE) == (
        "没有保存：期间有人改动了这个方案。请输入 `/receivables scheme` 查看。"
    )
    assert acme.count("scheme_version") == 1


def test_nobody_changes_what_they_are_judged_by(acme: Books) -> None:
    """Bo is of HR and sells."""
    preview = send(acme, press(acme, "scheme.aim", "sales cash_sooner"))
    for attempt in (
        lambda: press(acme, "scheme.aim", "sales kept", who="bo"),
        lambda: send(acme, preview, who="bo"),
        lambda: send(acme, replace(preview, id="scheme.form"), who="bo"),
    ):
        with pytest.raises(OwnScheme) as caught:
            attempt()
    assert isinstance(caught.value, Problem)
    assert words_of(caught.value, ENGLISH) == (
        "Nothing was changed: this scheme judges yourself. Ask somebody else of HR, please."
    )
    assert (
        words_of(caught.value, CHINESE)
        == "没有改动：这个方案考核的是你自己。请让 HR 的其他同事来改。"
    )
    assert acme.count("scheme_version") == 0


def test_what_a_kpi_had_beside_weight_and_target_stays(acme: Books) -> None:
    with acme.database.write(acme.now) as tx:
        schemes.store(tx, acme.company, RICH, date(2026, 11, 1), Author())
    preview = send(acme, press(acme, "scheme.aim", "finance kept"), target__promise_kept_rate="85%")
    send(acme, preview)
    with acme.database.read(acme.now) as tx:
        old = schemes.show(tx, acme.company, "rich", date(2026, 11, 1))
        new = schemes.show(tx, acme.company, "rich", date(2026, 12, 1))
    assert old is not None
    assert new is not None
    assert new.scheme.version == 2
    assert (new.scheme.rules, new.scheme.gates, new.scheme.grades, new.scheme.shrink) == (
        old.scheme.rules,
        old.scheme.gates,
        old.scheme.grades,
        old.scheme.shrink,
    )


def test_with_a_base_of_one_everybody_with_an_item_due_is_ranked(acme: Books) -> None:
    with acme.database.write(acme.now) as tx:
        text = RICH.replace('shrink = "4"', "minimum_base = 1").replace("days = 1", "days = 2")
        schemes.store(tx, acme.company, text.replace("grace = 2", ""), date(2026, 11, 1), Author())
    said = lines(ask(acme, "fin", "/receivables scheme"))
    assert "Everybody with an item due is ranked." in said
    assert "In time is within 2 business days." in said
    assert "Kept is at least 90 % by the day after the date." in said


# --- on the card of /myscore ---------------------------------------------------------------------

CAPPED = """
id = "capped"
name = { en = "Capped", zh = "封顶" }
role = "sales"
reason = "all of it"
aim = "cash_sooner"
[[kpi]]
id = "collection_rate"
weight = 100
target = 0.9
[[gate]]
kpi = "csat"
below = "3.5"
total_cap = 60
[[gate]]
kpi = "csat"
below = "4"
total_cap = 90
[[grade]]
from = 50
name = "C"
"""


def card(books: Books, text: str, who: str = "ana", language: str = "en") -> list[str]:
    with books.database.write(books.now) as tx:
        stored = schemes.store(tx, books.company, text, date(2026, 10, 1), Author())
    assert stored.flaws == ()
    return lines(ask(books, who, "/myscore 2026-10", language))


def rated(books: Books, value: str) -> None:
    row = {"person_id": "ana", "metric": "csat", "period": "2026-10", "value": value}
    books.add("metrics", [row])


def test_a_gate_that_capped_a_score_says_so_with_the_number_before(acme: Books) -> None:
    rated(acme, "3.2")
    said = card(acme, CAPPED)
    assert said[0] == "60.0 points in October"
    assert said[1].startswith("grade C · ")
    assert said[2] == ("Capped at 60 from 100.0 points: Customer satisfaction is 3.2, below 3.5")
    assert said[-1].startswith("Scheme Capped v1, collections 100 % · aim: Cash sooner · ")
    said = card(acme, CAPPED, language="zh")
    assert said[2] == "100.0 分封顶为 60 分：客户满意度为 3.2，低于 3.5"


def test_a_gate_that_changed_nothing_is_silent(acme: Books) -> None:
    rated(acme, "3.2")
    said = card(acme, CAPPED, who="bo")
    assert said[0] == "50.0 points in October"
    assert not any("Capped at" in line for line in said)


def test_a_rate_that_was_drawn_shows_the_own_one_and_everybody_s(acme: Books) -> None:
    """Ana 0.9 of one item, all 0.675, k = 1: 0.7875."""
    said = card(acme, CAPPED.replace('aim = "cash_sooner"', 'shrink = "1"'))
    assert said[0] == "87.5 points in October"
    assert "*Collection rate* · 78.8 %, target 90 % · 87.5 of 100.0 points" in said
    assert "Yours alone is 90.0 %; with few items it is drawn towards everybody's 67.5 %." in said
