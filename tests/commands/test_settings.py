"""Administrators see and change what the company sets, and every change is logged."""

import json
from typing import Any

import pytest

from commands._contract import FieldProblem, discover
from commands.settings import Done, NoLimit
from storage.settings import Changed
from tests.commands.asking import Refused, ask, lines
from tests.commands.paying import Till, filled_in
from tests.storage.books import Books
from views.modal import Modal
from views.problems import words_of
from views.say import Say

AS_IT_IS = {"payment_limit": "30000", "ranking_channel": "", "digest_at": "08:30"}


@pytest.fixture
def acme(books: Books) -> Books:
    people = "person_id, name, role, rights\n adm, Adam, other, admin\n fin, Fin, finance,"
    books.add("people", people)
    return books


@pytest.fixture
def desk(till: Till) -> Till:
    till.books.add("people", "person_id, name, role, rights\n adm, Adam, other, admin")
    return till


def send(desk: Till, **fields: str) -> Any:
    return desk._do("adm", discover().forms["settings.form"], {**AS_IT_IS, **fields}, "")


def logged(desk: Till) -> list[tuple[str, dict[str, str]]]:
    query = "SELECT actor, action, detail FROM audit WHERE workspace_id = {company} ORDER BY seq"
    rows = [row for row in desk.books.sql(query) if row[1] == "setting.changed"]
    assert all(row[0].startswith("person:") for row in rows)
    return [json.loads(row[2]) for row in rows]


def test_an_administrator_sees_what_is_set(acme: Books) -> None:
    said = lines(ask(acme, "adm", "/receivables settings"))
    assert said[0].startswith("Settings of Company")
    assert said[1:] == [
        "Two people of finance confirm a payment above CNY 30,000.00.",
        "Payments that wait for a day go to finance by direct message.",
        "Rankings go to the channels of the teams.",
        "Digests come at 08:30 (Asia/Shanghai).",
        "Change",
        "every change is in the audit log · only you can see this",
    ]
    said = lines(ask(acme, "adm", "/receivables settings", "zh"))
    assert said[1:5] == [
        "CNY 30,000.00 以上的回款需两位财务人员确认。",
        "等待一天的回款会私信给财务人员。",
        "排名发到各团队的频道。",
        "定期消息在 08:30 发出（Asia/Shanghai）。",
    ]


def test_finance_is_no_administrator(acme: Books) -> None:
    assert ask(acme, "fin", "/receivables settings") == Refused()
    entries = discover()
    for entry in (entries.buttons["settings.change"], entries.forms["settings.form"]):
        assert entry.allow is entries.commands["receivables settings"].allow


def test_what_is_changed_counts_from_then_on_and_is_logged_with_its_before(desk: Till) -> None:
    told = send(desk, payment_limit="5万", finance_channel="#money", digest_at="9:05")
    assert told.text == (
        "3 settings were changed. Two people above: CNY 30,000.00 before, CNY 50,000.00 now. "
        "Channel of finance: not set before, #money now. Time of the digests: 08:30 before, "
        "09:05 now."
    )
    assert logged(desk) == [
        {"name": "payment_limit", "before": "30000", "after": "50000"},
        {"name": "finance_channel", "before": "", "after": "#money"},
        {"name": "digest_at", "before": "08:30", "after": "09:05"},
    ]
    form = desk._do("adm", discover().buttons["settings.change"], "settings")
    assert isinstance(form, Modal)
    assert filled_in(form) == {
        "payment_limit": "50000.00",
        "finance_channel": "#money",
        "ranking_channel": "",
        "digest_at": "09:05",
    }
    shown = ask(desk.books, "adm", "/receivables settings")
    assert "Payments that wait for a day go to #money." in lines(shown)
    desk.paid("ana", "INV-1023 45,000")
    desk.press("fin", "confirm")
    assert desk.states() == ["booked"], "one person is enough up to the new limit"
    assert desk.is_sound()


def test_what_was_changed_is_named_with_its_before_in_chinese_too(desk: Till) -> None:
    form = discover().forms["settings.form"]
    done = Done((Changed("payment_limit", "30000", "0"), Changed("digest_at", "8", "9")), "CNY")
    assert str(form.view(done, Say.of("zh", desk.now.date())).text) == (
        "已更改 2 项设置。双人确认的限额：原为 CNY 30,000.00，现为 CNY 0.00。"
        "定期消息的时间：原为 8，现为 9。"
    )


@pytest.mark.parametrize(
    ("typed", "limit"),
    [("5万", "50000"), ("¥50,000", "50000"), ("CNY 1,500.50", "1500.5"), ("0", "0")],
)
def test_a_limit_is_one_number_in_the_currency_of_the_company(
    desk: Till, typed: str, limit: str
) -> None:
    send(desk, payment_limit=typed)
    assert [row["after"] for row in logged(desk)] == [limit]
    filled = filled_in(desk._do("adm", discover().buttons["settings.change"], "settings"))
    assert send(desk, **filled).text == "Nothing was changed."


@pytest.mark.parametrize(
    "typed",
    [
        "30 000", "1 500", "12 500.00", "30.000", "30,000.005", "30,000 today", "30,000 ref 1",
        "30,000 fee 5", "-5", "", "1,000,000,000,000",
    ],
)  # fmt: skip
def test_what_may_be_another_number_is_no_limit(desk: Till, typed: str) -> None:
    with pytest.raises(FieldProblem) as wrong:
        send(desk, payment_limit=typed)
    assert isinstance(wrong.value.problem, NoLimit)
    assert logged(desk) == []


def test_what_stays_as_it_is_leaves_no_row(desk: Till) -> None:
    assert send(desk).text == "Nothing was changed."
    said = "1 setting was changed. Channel of rankings: not set before, C0RANKING now."
    assert send(desk, ranking_channel="C0RANKING").text == said
    assert send(desk, ranking_channel="C0RANKING").text == "Nothing was changed."
    assert [row["name"] for row in logged(desk)] == ["ranking_channel"]
    shown = lines(ask(desk.books, "adm", "/receivables settings"))
    assert "Rankings go to C0RANKING." in shown


@pytest.mark.parametrize(
    ("field", "text", "english", "chinese"),
    [
        (
            "payment_limit",
            "much",
            "much is no amount. Write it as 30,000 or 3万.",
            "“much”不是金额。请写成 30,000 或 3万。",
        ),
        (
            "payment_limit",
            "1,000 2,000",
            "1,000 2,000 is no amount. Write it as 30,000 or 3万.",
            "“1,000 2,000”不是金额。请写成 30,000 或 3万。",
        ),
        (
            "payment_limit",
            "USD 30,000",
            "The limit is in CNY, as the company's books are. Write it as 30,000.",
            "限额以公司本位币 CNY 计。请写成 30,000。",
        ),
        (
            "finance_channel",
            "our money!",
            "our money! is no channel. Write its name as #finance, or nothing.",
            "“our money!”不是频道。请写成 #finance，或留空。",
        ),
        (
            "digest_at",
            "24:00",
            "24:00 is no time of day. Write it as 08:30.",
            "“24:00”不是时间。请写成 08:30。",
        ),
    ],
)
def test_what_cannot_be_set_is_said_at_its_field(
    desk: Till, field: str, text: str, english: str, chinese: str
) -> None:
    with pytest.raises(FieldProblem) as wrong:
        send(desk, **{field: text})
    assert wrong.value.field == field
    said = [
        str(words_of(wrong.value.problem, Say.of(language, desk.now.date()))).replace("`", "")
        for language in ("en", "zh")
    ]
    assert said == [english, chinese]
    assert logged(desk) == []
