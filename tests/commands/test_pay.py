"""/paid: what is proposed, what a form asks for, what is refused and in which words."""

import pytest

from commands._cards import CardChanged
from commands._contract import FieldProblem, Place
from ledger.errors import Problem, UnreadableAmount
from ledger.proposal import AlreadyDecided, NotFinance
from tests.commands.paying import CHANNEL, Till, filled_in
from views.message import Message

DIRECT = Place("D0ANA", posts=False)


@pytest.mark.parametrize(
    ("typed", "first", "settles"),
    [
        (
            "INV-1023 50,000 2026-11-20 ref HX881",
            "*CNY 50,000.00 from 华星科技, arrived 20 Nov*",
            ["Settles INV-1023: CNY 50,000.00 of 80,000.00, 30,000.00 stay open"],
        ),
        (
            "INV-1024 INV-1023 5万 昨天",
            "*CNY 50,000.00 from 华星科技, arrived 22 Nov*",
            [
                "Settles INV-1024/1: CNY 20,000.00, all of it",
                "Settles INV-1024/2: CNY 5,000.00, all of it",
                "Settles INV-1023: CNY 25,000.00 of 80,000.00, 55,000.00 stay open",
            ],
        ),
        (
            "INV-1024/2 INV-1024/1 6k",
            "*CNY 6,000.00 from 华星科技, arrived 23 Nov*",
            [
                "Settles INV-1024/2: CNY 5,000.00, all of it",
                "Settles INV-1024/1: CNY 1,000.00 of 20,000.00, 19,000.00 stay open",
            ],
        ),
        (
            "华星科技 12.5万",
            "*CNY 125,000.00 from 华星科技, arrived 23 Nov*",
            [
                "Settles INV-1023: CNY 80,000.00, all of it",
                "Settles INV-1024/1: CNY 20,000.00, all of it",
                "Settles INV-1024/2: CNY 5,000.00, all of it",
                "Unapplied: CNY 20,000.00",
            ],
        ),
        (
            "nordwind eur 1,000",
            "*EUR 1,000.00 from Nordwind GmbH, arrived 23 Nov*",
            ["Settles INV-2001: EUR 1,000.00 of 5,000.00, 4,000.00 stay open"],
        ),
        (
            "INV-2001 1k",
            "*EUR 1,000.00 from Nordwind GmbH, arrived 23 Nov*",
            ["Settles INV-2001: EUR 1,000.00 of 5,000.00, 4,000.00 stay open"],
        ),
        (
            "1001 500",
            "*CNY 500.00 from 鸿达贸易, arrived 23 Nov*",
            ["Settles 1001: CNY 500.00 of 9,000.00, 8,500.00 stay open"],
        ),
        (
            "inv-1023 2k",
            "*CNY 2,000.00 from 华星科技, arrived 23 Nov*",
            ["Settles INV-1023: CNY 2,000.00 of 80,000.00, 78,000.00 stay open"],
        ),
        (
            "500 1001",
            "*CNY 500.00 from 鸿达贸易, arrived 23 Nov*",
            ["Settles 1001: CNY 500.00 of 9,000.00, 8,500.00 stay open"],
        ),
        (
            "1001 5千",
            "*CNY 5,000.00 from 鸿达贸易, arrived 23 Nov*",
            ["Settles 1001: CNY 5,000.00 of 9,000.00, 4,000.00 stay open"],
        ),
    ],
)
def test_what_is_typed_becomes_a_card_that_says_what_it_would_settle(
    till: Till, typed: str, first: str, settles: list[str]
) -> None:
    till.paid("ana", typed)
    headline, *rest = till.messages()[-1]["lines"]
    assert headline == first
    assert rest[: len(settles)] == settles
    assert till.opened()["INV-1023/1"] == 80_000_00
    assert till.is_sound()


def test_the_card_stands_in_the_channel_and_whoever_typed_is_told(till: Till) -> None:
    told = till.paid("ana", "INV-1023 2k ref HX881", CHANNEL)
    assert isinstance(told, Message)
    assert told.text == "The card for finance stands below. Nothing is booked yet."
    (card,) = till.messages()
    number = till.card().partition(":")[0]
    assert (card["kind"], card["target"], card["audience"]) == ("post", "C0FINANCE", "finance")
    assert card["key"] == f"proposal/{number}/C0FINANCE"
    assert card["lines"] == [
        "*CNY 2,000.00 from 华星科技, arrived 23 Nov*",
        "Settles INV-1023: CNY 2,000.00 of 80,000.00, 78,000.00 stay open",
        "Unapplied: nothing",
        "[Confirm] [Change] [Not a payment]",
        "Proposed by Ana · reference HX881 · nothing is booked yet",
    ]


def test_where_the_bot_may_not_post_everybody_of_finance_has_the_card_alone(till: Till) -> None:
    told = till.paid("ana", "INV-1023 2k", DIRECT)
    assert isinstance(told, Message)
    assert told.text == "Finance has it by direct message. Nothing is booked yet."
    people = till.books.sql(
        "SELECT id FROM person WHERE workspace_id = {company} AND number IN ('fin', 'fay', 'flo')"
    )
    messages = till.messages()
    assert {message["target"] for message in messages} == {f"person:{row[0]}" for row in people}
    assert len(messages) == 3
    assert {message["kind"] for message in messages} == {"post"}


def test_without_anybody_of_finance_nothing_is_proposed(till: Till) -> None:
    till.books.run("UPDATE assignment SET role = 'other' WHERE workspace_id = {company}")
    till.books.run("UPDATE person SET rights = '' WHERE workspace_id = {company}")
    assert till.refused("ana", "/paid INV-1023 50k") == (
        "Nothing was proposed: nobody here has the right finance. Ask your administrator.",
        "没有提交：这里还没有人有财务权限。请联系管理员。",
    )
    assert till.states() == []


@pytest.mark.parametrize(
    ("typed", "english", "chinese"),
    [
        (
            "INV-1032 50k",
            (
                "Nothing was booked: INV-1032 is not in the books. "
                "Did you mean INV-1023 (华星科技, CNY 80,000.00 open)?"
            ),
            "没有入账：账上没有 INV-1032。你是不是想写 INV-1023（华星科技，未收 CNY 80,000.00）？",
        ),
        (
            "INV-1024/7 50k",
            (
                "Nothing was booked: INV-1024/7 is not in the books. "
                "Did you mean INV-1024 (华星科技, CNY 25,000.00 open)?"
            ),
            (
                "没有入账：账上没有 INV-1024/7。"
                "你是不是想写 INV-1024（华星科技，未收 CNY 25,000.00）？"
            ),
        ),
        (
            "XYZ-9/zzz 50k",
            (
                "Nothing was booked: XYZ-9/zzz is not in the books. "
                "Check the number, or name the customer."
            ),
            "没有入账：账上没有 XYZ-9/zzz。请核对单号，或写客户名称。",
        ),
        (
            "7777 50k",
            "Nothing was booked: 7777 is not in the books. Check the number, or name the customer.",
            "没有入账：账上没有 7777。请核对单号，或写客户名称。",
        ),
        (
            "INV-1023 1001 50k",
            (
                "Nothing was booked: INV-1023 and 1001 belong to different customers. "
                "Type one payment each."
            ),
            "没有入账：INV-1023 和 1001 属于不同客户。请逐笔填写。",
        ),
        (
            "INV-1023 USD 50k",
            "Nothing was booked: INV-1023 is in CNY, you wrote USD.",
            "没有入账：INV-1023 的币种是 CNY，你写的是 USD。",
        ),
        (
            "Nobody Ltd 50k",
            (
                "Nothing was booked: I find no single customer called Nobody Ltd. "
                "Name an invoice instead."
            ),
            "没有入账：无法确定“Nobody Ltd”是哪个客户。请改写应收单号。",
        ),
        (
            "INV-1023 50k 2026-12-24",
            (
                "Nothing was booked: 24 Dec has not come yet. "
                "A payment counts from the day it arrived."
            ),
            "没有入账：12月24日还没到。回款从到账日起计算。",
        ),
        (
            "INV-1023 0",
            "Nothing was booked: 0 is no amount. Write it as `50,000` or `5万`.",
            "没有入账：“0”不是金额。请写成 `50,000` 或 `5万`。",
        ),
        (
            "INV-1023 .001",
            "Nothing was booked: 0.001 is no amount. Write it as `50,000` or `5万`.",
            "没有入账：“0.001”不是金额。请写成 `50,000` 或 `5万`。",
        ),
        (
            "INV-1023 50.000",
            "Nothing was booked: 50.000 is no amount. Write it as `50,000` or `5万`.",
            "没有入账：“50.000”不是金额。请写成 `50,000` 或 `5万`。",
        ),
        (
            "INV-1023 " + "9" * 18,
            f"Nothing was booked: {'9' * 18} is no amount. Write it as `50,000` or `5万`.",
            f"没有入账：“{'9' * 18}”不是金额。请写成 `50,000` 或 `5万`。",
        ),
        (
            "INV-1023 1k fee " + "9" * 18,
            f"Nothing was booked: {'9' * 18} is no amount. Write it as `50,000` or `5万`.",
            f"没有入账：“{'9' * 18}”不是金额。请写成 `50,000` 或 `5万`。",
        ),
        (
            "INV-1023 5k 2026-13-40",
            "Nothing was booked: 2026-13-40 is no day. Write it as `2026-11-20`.",
            "没有入账：“2026-13-40”不是日期。请写成 `2026-11-20`。",
        ),
        (
            "INV-1023 50,000 11/20",
            "Nothing was booked: 11/20 is no day. Write it as `2026-11-20`.",
            "没有入账：“11/20”不是日期。请写成 `2026-11-20`。",
        ),
        (
            "INV-1023 50,000 20-11-26",
            "Nothing was booked: 20-11-26 is no day. Write it as `2026-11-20`.",
            "没有入账：“20-11-26”不是日期。请写成 `2026-11-20`。",
        ),
    ],
)
def test_what_does_not_fit_is_refused_in_these_words(
    till: Till, typed: str, english: str, chinese: str
) -> None:
    assert till.refused("ana", f"/paid {typed}") == (english, chinese)
    assert till.states() == []
    assert till.messages() == []


# --- the form ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "what", "amount", "day"),
    [
        ("", "", "", "2026-11-23"),
        ("INV-1023", "INV-1023", "", "2026-11-23"),
        ("1001", "1001", "", "2026-11-23"),
        ("5万 11月20日", "", "50,000", "2026-11-20"),
        ("5000", "", "5,000", "2026-11-23"),
        ("€12.5k", "", "EUR 12,500", "2026-11-23"),
        ("华星科技 昨天", "华星科技", "", "2026-11-22"),
    ],
)
def test_what_is_missing_is_asked_for_in_a_form_filled_with_what_was_understood(
    till: Till, typed: str, what: str, amount: str, day: str
) -> None:
    form = filled_in(till.paid("ana", f"{typed} fee 25 ref HX881"))
    assert form == {
        "what": what, "amount": amount, "day": day, "reference": "HX881", "fee": "25",
    }  # fmt: skip
    assert till.messages() == []


def test_the_form_proposes_as_the_words_would(till: Till) -> None:
    till.send(
        "ana", "pay.form", "", what="INV-1023", amount="5万", day="2026-11-20",
        reference="HX881", fee="12.5",
    )  # fmt: skip
    assert till.states() == ["open"]
    query = "SELECT amount_minor, fee_minor, reference FROM proposal WHERE workspace_id = {company}"
    assert till.books.sql(query) == [(50_000_00, 12_50, "HX881")]
    till.send("ana", "pay.form", "", what="1001", amount="CNY 500", day="")
    assert till.shown().startswith("*CNY 500.00 from 鸿达贸易, arrived 23 Nov*")


@pytest.mark.parametrize(
    ("fields", "field", "english", "chinese"),
    [
        (
            {"amount": "much"},
            "amount",
            "much is no amount. Write it as `50,000` or `5万`.",
            "“much”不是金额。请写成 `50,000` 或 `5万`。",
        ),
        ({"what": ""}, "what", "Name an invoice or a customer.", "请写应收单号或客户。"),
        (
            {"what": "Nobody Ltd"},
            "what",
            (
                "Nothing was booked: I find no single customer called Nobody Ltd. "
                "Name an invoice instead."
            ),
            "没有入账：无法确定“Nobody Ltd”是哪个客户。请改写应收单号。",
        ),
        (
            {"amount": "USD 5k"},
            "amount",
            "Nothing was booked: INV-1023 is in CNY, you wrote USD.",
            "没有入账：INV-1023 的币种是 CNY，你写的是 USD。",
        ),
        (
            {"amount": "0"},
            "amount",
            "0 is no amount. Write it as `50,000` or `5万`.",
            "“0”不是金额。请写成 `50,000` 或 `5万`。",
        ),
        (
            {"day": "2026-12-24"},
            "day",
            (
                "Nothing was booked: 24 Dec has not come yet. "
                "A payment counts from the day it arrived."
            ),
            "没有入账：12月24日还没到。回款从到账日起计算。",
        ),
        (
            {"fee": "some"},
            "fee",
            "some is no amount. Write it as `50,000` or `5万`.",
            "“some”不是金额。请写成 `50,000` 或 `5万`。",
        ),
        (
            {"fee": "9" * 18},
            "fee",
            f"{'9' * 18} is no amount. Write it as `50,000` or `5万`.",
            f"“{'9' * 18}”不是金额。请写成 `50,000` 或 `5万`。",
        ),
    ],
)
def test_what_is_wrong_in_the_form_is_said_at_its_field(
    till: Till, fields: dict[str, str], field: str, english: str, chinese: str
) -> None:
    whole = {"what": "INV-1023", "amount": "5万", "day": "2026-11-20"} | fields
    with pytest.raises(FieldProblem) as wrong:
        till.send("ana", "pay.form", "", **whole)
    assert wrong.value.field == field
    assert till.words(wrong.value) == (english, chinese)
    assert till.states() == []


def test_more_digits_than_an_amount_can_have_are_refused_at_the_field_too(till: Till) -> None:
    with pytest.raises(FieldProblem) as wrong:
        till.send("ana", "pay.form", "", what="INV-1023", amount="9" * 50, day="2026-11-20")
    assert isinstance(wrong.value.problem, UnreadableAmount)


# --- change --------------------------------------------------------------------------------------


def test_change_opens_the_form_with_what_the_card_says(till: Till) -> None:
    till.paid("ana", "INV-1023 INV-1024 50k 2026-11-20 fee 25 ref HX881")
    assert filled_in(till.press("ana", "change")) == {
        "what": "INV-1023 INV-1024",
        "amount": "CNY 50,000.00",
        "day": "2026-11-20",
        "reference": "HX881",
        "fee": "25.00",
    }
    till.paid("ana", "鸿达贸易 9k")
    assert filled_in(till.press("fin", "change"))["what"] == "鸿达贸易"


def test_a_change_makes_the_same_card_new_and_keeps_both_states_in_the_audit(till: Till) -> None:
    till.paid("ana", "INV-1023 50k")
    till.send("ana", "pay.form", till.card(), what="INV-1024", amount="20,000", day="2026-11-20")
    assert till.states() == ["open"]
    card, update = till.messages()
    assert (update["kind"], update["root"]) == ("update", card["id"])
    number = till.card().partition(":")[0]
    assert update["key"] == f"proposal/{number}/2/{card['id']}"
    assert update["lines"][:2] == [
        "*CNY 20,000.00 from 华星科技, arrived 20 Nov*",
        "Settles INV-1024/1: CNY 20,000.00, all of it",
    ]
    assert till.audited() == ["payment.proposed", "payment.changed"]
    assert till.is_sound()


def test_only_finance_or_the_proposer_changes_a_proposal(till: Till) -> None:
    till.paid("ana", "INV-1023 50k")
    with pytest.raises(NotFinance):
        till.press("bo", "change")
    with pytest.raises(NotFinance):
        till.send("bo", "pay.form", till.card(), what="INV-1024", amount="1", day="2026-11-20")
    assert filled_in(till.press("fin", "change"))


def test_a_form_from_a_card_that_changed_meanwhile_changes_nothing(till: Till) -> None:
    till.paid("ana", "INV-1023 50k")
    old = till.card()
    till.send("fin", "pay.form", old, what="INV-1023", amount="40k", day="2026-11-20")
    with pytest.raises(CardChanged):
        till.send("fay", "pay.form", old, what="INV-1023", amount="30k", day="2026-11-20")
    assert "CNY 40,000.00" in till.shown()


def test_nothing_is_changed_once_somebody_confirmed(till: Till) -> None:
    till.paid("ana", "INV-1023 50k")
    till.press("fin", "confirm")
    refused: type[Problem] = AlreadyDecided
    with pytest.raises(refused):
        till.press("ana", "change")
    with pytest.raises(refused):
        till.send("ana", "pay.form", till.card(), what="INV-1024", amount="1", day="2026-11-20")


def test_eight_digits_are_a_day_only_beside_an_amount_and_are_asked_otherwise(till: Till) -> None:
    till.paid("ana", "INV-1023 50,000 20261120")
    assert "arrived 20 Nov" in till.newest_card()
    till.paid("ana", "INV-1023 20261119 5000")
    assert "CNY 5,000.00 from 华星科技, arrived 19 Nov" in till.newest_card()
    proposed = len(till.states())
    form = filled_in(till.paid("ana", "INV-1023 20261120"))
    assert (form["what"], form["amount"], form["day"]) == ("INV-1023", "20261120", "2026-11-23")
    assert len(till.states()) == proposed, "twenty million are not proposed by mistake"
    till.send("ana", "pay.form", "", what="INV-1023", amount="20261120", day="2026-11-20")
    assert "CNY 20,261,120.00 from 华星科技, arrived 20 Nov" in till.newest_card()


def test_what_looks_like_a_day_is_a_document_that_the_books_know(till: Till) -> None:
    invoice = "invoice_id, customer_id, issued_on, due_on, amount\n"
    till.books.add("invoices", invoice + "11-20, C1, 2026-11-01, 2026-11-20, 700")
    till.paid("ana", "11-20 700")
    assert "Settles 11-20: CNY 700.00, all of it" in till.newest_card()


def test_a_number_is_found_in_full_width_and_without(till: Till) -> None:
    invoice = "invoice_id, customer_id, issued_on, due_on, amount\n"
    till.books.add("invoices", invoice + "（2026）沪－12, C1, 2026-11-01, 2026-11-20, 700")
    for typed in ("（2026）沪－12 700", "INV－1023 700", "inv－1023 ７００"):
        till.paid("ana", typed)
        assert "CNY 700.00" in till.shown().splitlines()[1]
    assert till.refused("ana", "/paid INV－9 700")[0].startswith(
        "Nothing was booked: INV－9 is not"
    )


def test_invoices_may_be_joined_by_any_comma(till: Till) -> None:
    for comma in (",", "，", "、", ";", "；", ", "):
        till.paid("ana", f"INV-1023{comma}INV-1024 ５，０００")
        assert till.shown().startswith("*CNY 5,000.00 from 华星科技, arrived 23 Nov*")
        what = f"INV-1023{comma}INV-1024"
        till.send("ana", "pay.form", "", what=what, amount="81，000", day="2026-11-20")
        assert "Settles INV-1024/1: CNY 1,000.00 of 20,000.00" in till.shown()


def test_eight_digits_that_the_books_know_are_a_document(till: Till) -> None:
    invoice = "invoice_id, customer_id, issued_on, due_on, amount\n"
    till.books.add("invoices", invoice + "20261101, C1, 2026-11-01, 2026-11-20, 700")
    till.paid("ana", "20261101 1,000 20261120")
    assert "*CNY 1,000.00 from 华星科技, arrived 20 Nov*" in till.newest_card()
    assert "Settles 20261101: CNY 700.00, all of it" in till.newest_card()
