"""What is typed after /paid, in many ways, and what is understood of it."""

from datetime import date
from decimal import Decimal

import pytest

from commands._payment import Understood, read_payment

MONDAY = date(2026, 11, 23)


def understood(text: str) -> dict[str, object]:
    """What differs from nothing at all."""
    found, nothing = read_payment(text, MONDAY), Understood()
    names = [name for name in Understood.__dataclass_fields__ if name != "typed"]
    return {name: got for name in names if (got := getattr(found, name)) != getattr(nothing, name)}


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("50,000", "50000"), ("50,000.25", "50000.25"), ("50k", "50000"), ("12.5K", "12500"),
        ("1.2m", "1200000"), ("5万", "50000"), ("12.5万", "125000"), ("5萬", "50000"),
        ("1.5亿", "150000000"), ("3千", "3000"), (".5万", "5000"), ("12", "12"), ("12.50;", "12.5"),
        ("５０，０００", "50000"), ("50，000", "50000"), ("５万", "50000"),
        ("50，000.25；", "50000.25"),
    ],
)  # fmt: skip
def test_an_amount_is_read_in_many_ways(typed: str, amount: str) -> None:
    assert understood(typed) == {"amount": Decimal(amount)}


@pytest.mark.parametrize(
    ("typed", "currency"),
    [
        ("¥50,000", "CNY"), ("￥5万", "CNY"), ("5万元", "CNY"), ("€50,000", "EUR"), ("£50k", "GBP"),
        ("usd 50k", "USD"), ("50k USD", "USD"), ("USD ¥50k", "USD"), ("RMB 50k", "CNY"),
        ("5万 美元", "USD"), ("5万 元", "CNY"), ("€ 50,000", "EUR"),
    ],
)  # fmt: skip
def test_a_currency_is_a_code_or_a_sign_and_a_code_is_stronger(typed: str, currency: str) -> None:
    found = read_payment(typed, MONDAY)
    assert (found.amount, found.currency) == (Decimal(50_000), currency)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("today", "2026-11-23"), ("今天", "2026-11-23"), ("Yesterday", "2026-11-22"),
        ("昨天", "2026-11-22"), ("昨日", "2026-11-22"), ("前天", "2026-11-21"),
        ("2026-11-20", "2026-11-20"), ("2026/11/20", "2026-11-20"), ("11月20日", "2026-11-20"),
        ("12月3号", "2025-12-03"), ("20 Nov", "2026-11-20"), ("3 december", "2025-12-03"),
        ("2026-12-24", "2026-12-24"), ("2026年11月20日", "2026-11-20"), ("Nov 20", "2026-11-20"),
        ("November 20, 2026", "2026-11-20"), ("20 Nov 2025", "2025-11-20"),
        ("Nov. 3", "2026-11-03"),
        ("2026.11.20", "2026-11-20"), ("2026/1/5", "2026-01-05"),
        ("２０２６－１１－２０", "2026-11-20"),
        ("１１月２０日", "2026-11-20"), ("2024年2月29日", "2024-02-29"),
    ],
)  # fmt: skip
def test_a_day_is_read_in_many_ways_and_without_its_year_it_has_come(typed: str, day: str) -> None:
    assert understood(typed) == {"value_on": date.fromisoformat(day)}


def test_a_second_currency_is_no_better_than_the_first() -> None:
    both = {"amount": Decimal(50_000), "currency": "USD", "words": ["EUR"]}
    assert understood("USD 50,000 EUR") == both


def test_a_day_in_february_is_of_the_last_year_that_had_it() -> None:
    assert read_payment("29 Feb", date(2028, 3, 5)).value_on == date(2028, 2, 29)
    assert read_payment("29 Feb", date(2026, 3, 5)).value_on is None
    assert read_payment("29 Feb", date(2028, 1, 5)).value_on is None, "which is still to come"


def test_a_word_that_only_begins_like_a_month_is_none() -> None:
    for word in ("Marchetti", "Junction", "Mayer", "Decathlon", "..."):
        assert understood(f"12 {word}") == {"amount": 12, "words": [word]}


def test_a_day_that_no_calendar_has_is_no_day() -> None:
    assert understood("2月30日") == {"words": ["2月30日"]}
    assert understood("2026-02-30") == {"documents": ["2026-02-30"]}


@pytest.mark.parametrize(
    ("typed", "what"),
    [
        ("INV-1023", {"documents": ["INV-1023"]}),
        ("INV-1023, INV-1024/2；", {"documents": ["INV-1023", "INV-1024/2"]}),
        ("INV-1023，INV-1024", {"documents": ["INV-1023", "INV-1024"]}),
        ("INV-1023、INV-1024；INV-1025", {"documents": ["INV-1023", "INV-1024", "INV-1025"]}),
        ("INV-1023,INV-1024 5万", {"documents": ["INV-1023", "INV-1024"], "amount": 50_000}),
        ("INV-1023: 5万", {"documents": ["INV-1023"], "amount": 50_000}),
        (
            "（2026）沪-12, USD ５万",
            {"documents": ["（2026）沪-12"], "amount": 50_000, "currency": "USD"},
        ),
        ("华星科技，5万", {"words": ["华星科技"], "amount": 50_000}),
        ("Kern,Roth 5万", {"words": ["Kern,Roth"], "amount": 50_000}),
        ("fee 2,5", {"words": ["fee", "2,5"]}),
        ("昨天 20 Nov", {"value_on": date(2026, 11, 22), "words": ["20", "Nov"]}),
        ("2026-11-20 2026-11-21", {"value_on": date(2026, 11, 20), "words": ["2026-11-21"]}),
        ("A1023", {"documents": ["A1023"]}),
        ("1023 50000", {"numbers": ["1023", "50000"]}),
        ("华星科技", {"words": ["华星科技"]}),
        ("Nordwind GmbH", {"words": ["Nordwind", "GmbH"]}),
        ("ref HX 881 50k", {"reference": "HX 881 50k"}),
        ("流水号 HX881", {"reference": "HX881"}),
        ("ref", {"words": ["ref"]}),
        ("fee 25", {"fee": Decimal(25)}),
        ("手续费 12.5", {"fee": Decimal("12.5")}),
        ("手续费12.5", {"fee": Decimal("12.5")}),
        ("手续费：12.5", {"fee": Decimal("12.5")}),
        ("fee: 25", {"fee": Decimal(25)}),
        ("Fee:25", {"fee": Decimal(25)}),
        ("fee USD 25", {"fee": Decimal(25), "fee_currency": "USD"}),
        ("手续费25元", {"fee": Decimal(25), "fee_currency": "CNY"}),
        ("fee much", {"words": ["fee", "much"]}),
        ("fee 25 fee", {"fee": Decimal(25), "words": ["fee"]}),
        ("fee 25 fee 30 5万", {"fee": 25, "words": ["fee", "5万"], "amount": 30}),
        ("", {}),
    ],
)
def test_documents_names_references_and_fees_are_told_apart(typed: str, what: dict) -> None:
    assert understood(typed) == what


def test_a_whole_line_in_either_language_and_any_order() -> None:
    whole = {
        "documents": ["INV-1", "INV-2"],
        "amount": Decimal(12_500),
        "currency": "USD",
        "value_on": date(2026, 11, 22),
        "fee": Decimal(25),
        "reference": "HX881",
    }
    assert understood("INV-1 INV-2 USD 12.5k yesterday fee 25 ref HX881") == whole
    assert understood("昨天 1.25万 INV-1 INV-2 usd 手续费25 参考 HX881") == whole
    assert understood("华星科技 5万 昨天") == {
        "words": ["华星科技"],
        "amount": Decimal(50_000),
        "value_on": date(2026, 11, 22),
    }
