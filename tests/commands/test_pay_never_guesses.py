"""/paid never guesses: what it cannot place opens the form, or is named at its field."""

from collections.abc import Mapping

import pytest

from commands._contract import FieldProblem
from tests.commands.paying import Till, filled_in
from views.modal import Modal

WHOLE = {"what": "INV-1023", "amount": "5,000", "day": "2026-11-20"}


def sent(till: Till, **fields: str) -> Mapping[str, tuple[str, str]]:
    """Send the form, and give the field that refuses with its words; nothing if it was taken."""
    try:
        till.send("ana", "pay.form", "", **(WHOLE | fields))
    except FieldProblem as wrong:
        return {wrong.field: till.words(wrong)}
    return {}


@pytest.mark.parametrize(
    ("typed", "what", "amount"),
    [
        ("INV-1023 50,000 20日", "INV-1023 20日", "50,000"),
        ("INV-1023 12 500", "INV-1023 12 500", ""),
        ("1 250 000.50 华星科技 yesterday", "华星科技 1 250 000.50", ""),
        ("INV-1023 50,000 Friday", "INV-1023 Friday", "50,000"),
        ("INV-1023 50,000 11.20", "INV-1023 11.20", "50,000"),
        ("INV-1023 11.20 50,000", "INV-1023 50,000", "11.20"),
        ("INV-1023 50,000 30,000", "INV-1023 30,000", "50,000"),
        ("INV-1023 5,000 US dollars", "INV-1023 US dollars", "5,000"),
        ("INV-2001 $ 5,000", "INV-2001 $", "5,000"),
        ("INV-2001 EUR 5,000 USD", "INV-2001 USD", "EUR 5,000"),
        ("INV-1023 5,000 fee much", "INV-1023 fee much", "5,000"),
        ("INV-3001 华星科技 500", "INV-3001 华星科技", "500"),
        ("1001 Nordwind 500", "1001 Nordwind", "500"),
    ],
)
def test_a_word_left_over_beside_an_invoice_opens_the_form_with_what_was_typed(
    till: Till, typed: str, what: str, amount: str
) -> None:
    form = till.paid("ana", typed)
    assert isinstance(form, Modal), till.shown()
    filled = filled_in(form)
    assert (filled["what"], filled["amount"]) == (what, amount)
    assert till.states() == []


@pytest.mark.parametrize(
    "typed",
    [
        "INV-1023 华星科技 5,000", "INV-1023 华星 5,000", "INV-1023 5,000 from 华星科技",
        "INV-1023 and INV-1024 5,000", "INV-1023 和 INV-1024 5,000", "发票 INV-1023 5,000",
        "INV-1023 星友 5,000", "INV-1023 RMB 5,000", "INV-1023 5,000 元",
    ],
)  # fmt: skip
def test_what_only_joins_invoices_or_names_their_own_customer_is_nothing_left_over(
    till: Till, typed: str
) -> None:
    till.books.add("customers", "customer_id, name, aliases\n C1, 华星科技, 星友")
    till.paid("ana", typed)
    assert till.shown().startswith("*CNY 5,000.00 from 华星科技, arrived 23 Nov*")


@pytest.mark.parametrize(
    ("typed", "english", "chinese"),
    [
        (
            "INV-2001 RMB 5,000",
            "Nothing was booked: INV-2001 is in EUR, you wrote CNY.",
            "没有入账：INV-2001 的币种是 EUR，你写的是 CNY。",
        ),
        (
            "INV-1023 5,000 美元",
            "Nothing was booked: INV-1023 is in CNY, you wrote USD.",
            "没有入账：INV-1023 的币种是 CNY，你写的是 USD。",
        ),
        (
            "INV-1023 5,000 fee USD 25",
            (
                "Nothing was booked: the fee is in USD, the payment in CNY. "
                "Write the fee in CNY, please."
            ),
            "没有入账：手续费的币种是 USD，回款是 CNY。请用 CNY 填写手续费。",
        ),
        (
            "INV-1023 INV-3001 5,000 Friday",
            (
                "Nothing was booked: INV-1023 and INV-3001 belong to different customers. "
                "Type one payment each."
            ),
            "没有入账：INV-1023 和 INV-3001 属于不同客户。请逐笔填写。",
        ),
    ],
)
def test_another_currency_by_its_name_or_of_the_fee_is_refused(
    till: Till, typed: str, english: str, chinese: str
) -> None:
    assert till.refused("ana", f"/paid {typed}") == (english, chinese)


@pytest.mark.parametrize(
    "amount",
    [
        "$ 5,000", "HK$ 5,000", "5万 2千", "5,000 USD EUR", "-500", "12 500", "50 000", "1 250 000",
        "12 500.00", "50.000", "5000.005", "5,000 2026-11-20", "5,000 ref A", "5,000 fee 5",
    ],
)  # fmt: skip
def test_the_amount_of_the_form_is_an_amount_and_nothing_beside_it(till: Till, amount: str) -> None:
    assert sent(till, amount=amount) == {
        "amount": (
            f"{amount} is no amount. Write it as `50,000` or `5万`.",
            f"“{amount}”不是金额。请写成 `50,000` 或 `5万`。",
        )
    }


def test_a_fee_of_the_form_is_an_amount_in_the_currency_of_the_payment(till: Till) -> None:
    assert list(sent(till, fee="25 or 30")) == ["fee"]
    assert list(sent(till, fee="USD 25")) == ["fee"]
    assert list(sent(till, fee="25 500")) == ["fee"]
    assert list(sent(till, fee="12.345")) == ["fee"]
    assert sent(till, fee="25 元") == {}
    assert till.shown().splitlines()[-1] == (
        "Proposed by Ana · bank fee CNY 25.00 · nothing is booked yet"
    )


def test_what_the_form_cannot_place_is_named_at_its_field(till: Till) -> None:
    assert sent(till, what="华星科技 INV-3001") == {
        "what": (
            (
                "Nothing was booked: INV-3001 belongs to 鸿达贸易; I don't know what 华星科技 "
                "means beside it. Take it out, or write it where it belongs."
            ),
            "没有入账：INV-3001 属于鸿达贸易，看不懂旁边的“华星科技”。请删去，或填到对应的位置。",
        )
    }
    for what in ("INV-1023 Friday", "INV-1023 30,000", "INV-1023 fee 25", "INV-1023 CNY"):
        assert list(sent(till, what=what)) == ["what"], what
    assert till.states() == []


def test_the_fee_that_was_typed_is_asked_again_with_its_currency(till: Till) -> None:
    assert filled_in(till.paid("ana", "INV-2001 fee EUR 25"))["fee"] == "EUR 25"
