"""/overdue and the weekly digest: who sees what, and how it reads in both languages."""

from datetime import date, timedelta

import pytest

from commands._contract import Occasion, Weekly, discover
from commands._words import NoSuchPerson, NoSuchTeam, UnreadableScope
from tests.commands.asking import Refused, ask, digest, lines
from tests.storage.books import Books
from views.problems import words_of
from views.say import Say

PEOPLE = """
    person_id, name, role,    rights, team,  valid_from
    ana,       Ana,  sales,   ,       East,  2025-01-01
    bo,        Bo,   sales,   ,       East,  2025-01-01
    mei,       Mei,  sales,   ,       South, 2025-01-01
    una,       Una,  sales,   ,       ,      2025-01-01
    rob,       Rob,  other,   ,       Staff, 2025-01-01
    fin,       Fin,  finance, ,       Staff, 2025-01-01
    hui,       Hui,  other,   hr,     ,      2025-01-01
"""
TEAMS = """
    team,  manager_id, channel
    East,  bo,         sales-east
    South, bo,
"""


@pytest.fixture
def lanqiao(books: Books) -> Books:
    books.add("people", PEOPLE)
    books.add("teams", TEAMS)
    books.add("rates", [{"on": "2026-01-01", "currency": "EUR", "rate": "7.8"}])
    invoice(books, "INV-1", "2026-09-10", "310000", "ana")
    invoice(books, "INV-2", "2026-11-10", "900", "mei")
    invoice(books, "INV-3", "2026-11-20", "400", "ana:50;bo:50")
    invoice(books, "INV-4", "2026-10-01", "EUR 46200", "ana")
    invoice(books, "INV-5", "2026-11-01", "500", "ana")
    invoice(books, "INV-6", "2026-11-22", "80", "una")
    row = {"payment_id": "R1", "customer_name": "鸿达贸易", "value_on": "2026-11-18"}
    books.add("payments", [row | {"amount": "500", "invoice_id": "INV-5"}])
    return books


def invoice(books: Books, number: str, due_on: str, amount: str, owners: str) -> None:
    row = {"invoice_id": number, "customer_name": "鸿达贸易", "issued_on": "2026-08-01"}
    row |= {"recorded_at": "2026-08-01", "due_on": due_on, "owners": owners}
    code, _, major = amount.rpartition(" ")
    books.add("invoices", [row | {"amount": major, "currency": code}])


EAST = """
East: CNY 310,400.00 overdue, CNY 100.00 less than on 16 Nov
*1–30 days*
CNY 400.00
*31–60 days*
CNY 0.00
*61–90 days*
CNY 310,000.00
*over 90 days*
CNY 0.00
EUR 46,200.00 overdue, the same as on 16 Nov · 31–60 days: 46,200.00
*Talk about these first*
1. INV-1 鸿达贸易 · CNY 310,000.00 · 74 days · Ana · last paid 18 Nov
2. INV-4 鸿达贸易 · EUR 46,200.00 · 53 days · Ana · last paid 18 Nov
3. INV-3 鸿达贸易 · CNY 400.00 · 3 days · Ana and Bo · last paid 18 Nov
*Since 16 Nov*
CNY 500.00 paid on 1 item · CNY 400.00 newly overdue on 1 item
"""
EAST_ZH = """
East：逾期 CNY 310,400.00，比11月16日少 CNY 100.00
*1–30 天*
CNY 400.00
*31–60 天*
CNY 0.00
*61–90 天*
CNY 310,000.00
*超过 90 天*
CNY 0.00
逾期 EUR 46,200.00，与11月16日相同 · 31–60 天：46,200.00
*先谈这几笔*
1. INV-1 鸿达贸易 · CNY 310,000.00 · 逾期 74 天 · Ana · 最近回款11月18日
2. INV-4 鸿达贸易 · EUR 46,200.00 · 逾期 53 天 · Ana · 最近回款11月18日
3. INV-3 鸿达贸易 · CNY 400.00 · 逾期 3 天 · Ana 和 Bo · 最近回款11月18日
*11月16日以来*
1 笔回款 CNY 500.00 · 1 笔新逾期 CNY 400.00
截至11月23日 08:30 · 为何收到：每周发给 East 的负责人和团队频道
"""


def test_a_team_s_card_reads_like_this(lanqiao: Books) -> None:
    message = ask(lanqiao, "fin", "/overdue east")
    footer = "as of 23 Nov · only you can see this"
    assert lines(message) == [*EAST.strip().splitlines(), footer]
    assert message.text == (
        "East: CNY 310,400.00 overdue, CNY 100.00 less than on 16 Nov. "
        "First: INV-1 鸿达贸易, CNY 310,000.00, 74 days overdue."
    )


def test_the_weekly_message_reads_like_this_in_chinese(lanqiao: Books) -> None:
    message, *_ = digest(lanqiao, "overdue", "team:East", language="zh")
    assert lines(message) == EAST_ZH.strip().splitlines()
    assert message.text == (
        "East：逾期 CNY 310,400.00，比11月16日少 CNY 100.00。"
        "最先谈：INV-1 鸿达贸易，CNY 310,000.00，逾期 74 天。"
    )


def test_what_is_disputed_is_told_apart_from_what_is_overdue(lanqiao: Books) -> None:
    header = "dispute_id, invoice_id, amount, from"
    lanqiao.add("disputes", f"{header}\n D1, INV-1, 30000, 2026-11-20\n D2, INV-3, 400, 2026-11-22")
    said = lines(ask(lanqiao, "fin", "/overdue east"))
    assert said[0] == "East: CNY 280,000.00 overdue, CNY 30,500.00 less than on 16 Nov"
    assert "CNY 30,400.00 disputed on 2 items · not counted as overdue" in said
    assert not any("INV-3" in line for line in said)
    said = lines(ask(lanqiao, "fin", "/overdue east", "zh"))
    assert "2 笔有争议 CNY 30,400.00 · 未计入逾期" in said


def test_the_thread_lists_every_item_under_its_owner(lanqiao: Books) -> None:
    _, page = digest(lanqiao, "overdue", "team:East")
    assert lines(page) == [
        "*Ana*",
        "INV-1 鸿达贸易 · CNY 310,000.00 · 74 days",
        "INV-4 鸿达贸易 · EUR 46,200.00 · 53 days",
        "INV-3 鸿达贸易 · CNY 200.00 · 3 days",
        "*Bo*",
        "INV-3 鸿达贸易 · CNY 200.00 · 3 days",
    ]
    assert page.text == "Ana: 3 overdue items. Bo: 1 overdue item."


def test_a_long_thread_has_twenty_items_a_message_and_an_end(lanqiao: Books) -> None:
    for number in range(220):
        invoice(lanqiao, f"X{number}", "2026-11-20", "10", "mei")
    root, *thread = digest(lanqiao, "overdue", "team:South")
    assert lines(root)[0].startswith("South: CNY 3,100.00 overdue")
    assert [len(lines(page)) for page in thread] == [*([21] * 9), 22]
    assert lines(thread[-1])[-1] == "and 21 more items"
    typed = lines(ask(lanqiao, "fin", "/overdue south"))
    assert typed[-2:] == ["and 181 more items", "as of 23 Nov · only you can see this"]


def test_a_week_with_nothing_overdue_is_one_line(books: Books) -> None:
    books.add("people", PEOPLE)
    message, *thread = digest(books, "overdue", "team:East")
    assert lines(message) == ["East: nothing is overdue as of 23 Nov."]
    assert message.text == "East: nothing is overdue as of 23 Nov."
    assert thread == []
    said = lines(ask(books, "una", "/overdue", "zh"))
    assert said == ["你的应收款：截至11月23日没有逾期款。"]


@pytest.mark.parametrize(
    ("who", "typed", "first"),
    [
        ("fin", "/overdue", "Company"),  # finance sees the company
        ("hui", "/overdue", "Company"),  # HR too
        ("hui", "/overdue South", "South: "),
        ("bo", "/overdue", "East + South: "),  # who leads two teams sees both
        ("bo", "/overdue south", "South: "),
        ("ana", "/overdue", "East: "),
        ("ana", "/overdue EAST", "East: "),
        ("una", "/overdue", "Your receivables: CNY 80.00 overdue"),
    ],
)
def test_who_asks_decides_what_is_shown(lanqiao: Books, who: str, typed: str, first: str) -> None:
    assert lines(ask(lanqiao, who, typed))[0].startswith(first)


@pytest.mark.parametrize(
    ("who", "typed"),
    [("ana", "/overdue South"), ("una", "/overdue East"), ("ana", "/overdue Nowhere")],
)
def test_another_team_is_nobody_s_business(lanqiao: Books, who: str, typed: str) -> None:
    assert ask(lanqiao, who, typed) == Refused()


def test_who_may_see_all_teams_is_told_which_there_are(lanqiao: Books) -> None:
    with pytest.raises(NoSuchTeam) as problem:
        ask(lanqiao, "fin", "/overdue Nroth")
    english, chinese = (
        words_of(problem.value, Say.of(tongue, lanqiao.today)) for tongue in ("en", "zh")
    )
    assert english == "I don't know a team Nroth. Try East, South and Staff."
    assert chinese == "没有“Nroth”这个团队。请试试 East、South 和 Staff。"


def test_it_goes_to_the_lead_and_the_channel_of_teams_with_receivables(lanqiao: Books) -> None:
    ((bo,),) = lanqiao.sql("SELECT id FROM person WHERE number = 'bo'")
    with lanqiao.database.read(lanqiao.now) as tx:
        occasion = Occasion(Weekly(), "2026-11-23", lanqiao.today)
        found = discover().digests["overdue"].scopes(tx, lanqiao.company, occasion)
    assert [(scope.name, scope.targets) for scope in found] == [
        ("team:East", (f"person:{bo}", "sales-east")),
        ("team:South", (f"person:{bo}",)),
    ]


def test_a_past_monday_is_read_as_it_was_known_then(lanqiao: Books) -> None:
    occasion = Occasion(Weekly(), "2026-11-16", date(2026, 11, 16))
    message, *_ = digest(lanqiao, "overdue", "team:East", occasion)
    assert lines(message)[0] == "East: CNY 310,500.00 overdue, the same as on 9 Nov"
    lanqiao.today += timedelta(days=1)
    late, *_ = digest(lanqiao, "overdue", "team:East", Occasion(Weekly(), "k", date(2026, 11, 23)))
    assert lines(late)[0] == EAST.strip().splitlines()[0]


def test_a_message_may_be_about_a_person_or_the_company(lanqiao: Books) -> None:
    mei, *_ = digest(lanqiao, "overdue", "person:mei")
    assert lines(mei)[0].startswith("Mei: CNY 900.00 overdue")
    company, *_ = digest(lanqiao, "overdue", "company")
    assert lines(company)[0].startswith(f"{lanqiao.company.name}: CNY 311,380.00 overdue")
    assert lines(company)[-1] == "as of 23 Nov, 08:30"


@pytest.mark.parametrize(
    ("scope", "problem", "english", "chinese"),
    [
        (
            "region:North",
            UnreadableScope,
            "There is no message about region:North. Write `company`, `team:East` or `person:P11`.",
            "没有关于“region:North”的消息。请写 `company`、`team:East` 或 `person:P11`。",
        ),
        (
            "person:zoe",
            NoSuchPerson,
            "Nobody has the number zoe. Check it, please.",
            "没有编号为“zoe”的人员。请核对编号。",
        ),
    ],
)
def test_a_scope_that_is_not_there_is_said(
    lanqiao: Books, scope: str, problem: type[Exception], english: str, chinese: str
) -> None:
    with pytest.raises(problem) as raised:
        digest(lanqiao, "overdue", scope)
    for language, sentence in (("en", english), ("zh", chinese)):
        assert words_of(raised.value, Say.of(language, lanqiao.today)) == sentence


def test_a_hostile_customer_name_stays_a_name(lanqiao: Books) -> None:
    row = {"invoice_id": "H1", "customer_name": "<!channel> *Hua*", "issued_on": "2026-08-01"}
    row |= {"due_on": "2026-09-01", "amount": "9000000", "owners": "ana"}
    lanqiao.add("invoices", [row])
    for message in digest(lanqiao, "overdue", "team:East"):
        written = str((message.text.mrkdwn, message.blocks))
        assert "<!channel>" not in written
        assert "*Hua*" not in written
