"""Amounts as people write them; the column decides what one cell cannot."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.storage.importers.files import anything, column, mapped, sheet

READ = {
    "100": "100",
    "0": "0",
    "-0": "0",
    "94.5": "94.5",
    "1234567.89": "1234567.89",
    "1,234,567": "1234567",
    "1,234.50": "1234.50",
    "1.234,50": "1234.50",
    "1 234,50": "1234.50",
    "1\u202f234,50": "1234.50",
    "1'234.50": "1234.50",
    "1,28,500.00": "128500.00",
    "1,28,500.00 Dr": "128500.00",
    "12,34,56,789": "123456789",
    "1300,00": "1300.00",
    "380115,": "380115",
    "0,125": "0.125",
    "12345.678": "12345.678",
    ".5": "0.5",
    "+100": "100",
    "$1,000.00": "1000.00",
    "US$ 1,000.00": "1000.00",
    "1000 USD": "1000",
    "USD1000": "1000",
    "€99,50": "99.50",
    "￥１，２３４．５０": "1234.50",
    "80,000.00元": "80000.00",
    " 100 ": "100",
    "55.940000000000005": "55.940000000000005",
    "999999999999999.99": "999999999999999.99",
}


@pytest.mark.parametrize(("cell", "amount"), READ.items())
def test_an_amount_is_read_as_written(cell, amount) -> None:
    (found,) = column("metrics", "value", cell)
    assert found == Decimal(amount)
    assert not found.is_signed()


NEGATIVE = {
    "-5": "-5",
    "(1200)": "-1200",
    "(1,200.00)": "-1200.00",
    "75.00 CR": "-75.00",
    "75.00CR": "-75.00",
    "190.00-": "-190.00",
    "−5": "-5",
    "-$50": "-50",
    "$-50": "-50",
    "($50)": "-50",
    "75.00 贷": "-75.00",
}


@pytest.mark.parametrize(("cell", "amount"), NEGATIVE.items())
def test_a_negative_amount_is_read_as_written(cell, amount) -> None:
    assert column("metrics", "value", cell) == [Decimal(amount)]


@pytest.mark.parametrize(
    "cell",
    [
        *(
            "abc",
            "-",
            ".",
            ",",
            "1,2,3",
            "1.2.3",
            "1,23,4",
            "12,34.5",
            "1,,234",
            "1 2",
            "5万",
            "5k",
        ),
        *(
            "1e5",
            "1.5E+05",
            "nan",
            "inf",
            "--5",
            "(-5)",
            "-5 CR",
            "-5-",
            "0x10",
            "1_000",
            "٣٤",
            "½",
        ),
        *(
            "1000000000000000",
            "100 XYZ",
            "EUR",
            "1,0000.00",
            "01,234.50",
            "1'234'50",
            "1,234.567,8",
        ),
    ],
)
def test_what_is_no_amount_is_asked_back(cell) -> None:
    shown = cell
    expected = f"{shown} is not an amount; write it as 1234.50."
    assert column("invoices", "amount", cell) == [expected]


def test_a_cell_that_says_too_much_is_shown_in_part() -> None:
    (said,) = column("invoices", "amount", "9" * 200)
    assert said == f"{'9' * 59}… is not an amount; write it as 1234.50."


def test_ten_thousand_or_ten_is_asked_back_when_nothing_decides() -> None:
    assert column("invoices", "amount", "10.000", "100") == [
        "10.000 can be 10.000 or 10000; write it as 1234.50 or give decimal_mark in a map.",
        Decimal(100),
    ]


def test_another_amount_of_the_column_decides_the_decimal_mark() -> None:
    assert column("invoices", "amount", "10.000", "94.5") == [Decimal("10.000"), Decimal("94.5")]
    assert column("invoices", "amount", "10.000", "94,5") == [Decimal(10000), Decimal("94.5")]
    assert column("invoices", "amount", "10.000", "1.234.567") == [Decimal(10000), Decimal(1234567)]
    assert column("invoices", "amount", "1,234", "94,5") == [Decimal("1.234"), Decimal("94.5")]


def test_another_column_decides_the_decimal_mark() -> None:
    found = sheet("payments", {"amount": "10.000", "fee": "1,50"})
    assert found.records[0].values["amount"] == Decimal(10000)


def test_a_column_that_contradicts_itself_decides_nothing() -> None:
    assert column("invoices", "amount", "10.000", "94.5", "94,5") == [
        "10.000 can be 10.000 or 10000; write it as 1234.50 or give decimal_mark in a map.",
        Decimal("94.5"),
        Decimal("94.5"),
    ]


def test_the_map_decides_the_decimal_mark_and_refuses_the_other() -> None:
    comma = mapped(decimal_mark=",")
    assert column("invoices", "amount", "10.000", "1,5", column_map=comma) == [
        Decimal(10000),
        Decimal("1.5"),
    ]
    point = mapped(decimal_mark=".")
    assert column("invoices", "amount", "8.850", "1,5", column_map=point) == [
        Decimal("8.850"),
        "1,5 is not an amount; write it as 1234.50.",
    ]


def test_commas_group_the_amounts_of_a_file_that_commas_separate() -> None:
    assert column("invoices", "amount", "1,200", "950") == [Decimal(1200), Decimal(950)]
    assert column("invoices", "amount", "1,200", delimiter=";") == [
        "1,200 can be 1200 or 1.200; write it as 1234.50 or give decimal_mark in a map.",
    ]


def test_an_exchange_rate_with_a_comma_is_asked_back() -> None:
    assert column("rates", "rate", "7,123") == [
        "7,123 can be 7123 or 7.123; write it as 1234.50 or give decimal_mark in a map.",
    ]


def test_a_target_can_be_a_percentage() -> None:
    assert column("targets", "target", "90%", "0.9", "９０％", "x", "%") == [
        *(Decimal("0.90"), Decimal("0.9"), Decimal("0.90")),
        "x is not a number; write it as 0.95.",
        "% is not a number; write it as 0.95.",
    ]


def test_an_amount_is_no_percentage() -> None:
    assert column("invoices", "amount", "90%") == ["90% is not an amount; write it as 1234.50."]


amounts = st.decimals(min_value=0, max_value=10**14, places=2)


@given(amounts, st.sampled_from([",", ".", " ", "'", ""]), st.sampled_from([",", "."]))
def test_a_written_amount_reads_back(amount, group, mark) -> None:
    if group == mark:
        group = ""
    written = f"{amount:,}".replace(",", "g").replace(".", mark).replace("g", group)
    assert column("metrics", "value", written) == [amount]


@given(st.lists(st.decimals(min_value=-(10**9), max_value=10**9, places=3), min_size=1))
def test_a_column_is_never_read_with_the_wrong_mark(values) -> None:
    cells = [f"{value:,}" for value in values]
    found = column("metrics", "value", *cells, delimiter=";")
    pairs = zip(found, values, strict=True)
    assert all(read == value or "can be" in str(read) for read, value in pairs)


@given(anything)
def test_any_text_is_an_amount_or_asked_back(text) -> None:
    (found,) = column("metrics", "value", f"x{text}")
    assert isinstance(found, str)
