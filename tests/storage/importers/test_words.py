"""Words, numbers of things, lists, shares and choices."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.period import Period
from storage.importers import words
from storage.importers.cells import Unreadable
from tests.storage.importers.files import column


def test_words_are_one_line_of_composed_characters() -> None:
    assert column("customers", "name", "  Acme \n Ltd.\x00x"[:13], "Mu\u0308ller", "a\u202eb") == [
        *("Acme   Ltd.", "Müller", "a b"),
    ]


def test_numbers_keep_their_leading_zeros() -> None:
    assert column("customers", "customer_id", "0200706844", "CCU013", '="0012"') == [
        *("0200706844", "CCU013", "0012"),
    ]


def test_numbers_lose_a_float_s_end_only_where_the_whole_column_has_it() -> None:
    assert column("customers", "customer_id", "1930571429.0", "12.0") == ["1930571429", "12"]
    assert column("customers", "customer_id", "1930571429.0", "A1") == ["1930571429.0", "A1"]
    assert column("payments", "invoice_id", "1.0;2.0", "") == [("1", "2"), None]


def test_a_number_that_a_spreadsheet_shortened_is_asked_back() -> None:
    assert column("customers", "customer_id", "1.93057E+09") == [
        "A spreadsheet shortened 1.93057E+09; format the column as text and export it again.",
    ]


@pytest.mark.parametrize("cell", ["#REF!", "#N/A", "#NAME?", "#####"])
def test_a_spreadsheet_s_error_is_asked_back(cell) -> None:
    assert column("customers", "name", cell) == [
        f"{cell} is a spreadsheet's error; repair the cell and export it again.",
    ]


def test_a_cell_as_long_as_a_novel_is_asked_back() -> None:
    assert column("customers", "name", "x" * 1000, "x" * 1001) == [
        "x" * 1000,
        "The cell has 1001 characters, more than 1000; shorten it.",
    ]


def test_a_list_has_semicolons_and_names_each_once() -> None:
    assert column("customers", "aliases", "Acme; ACME Ltd；Acme;;", ";", "") == [
        *(("Acme", "ACME Ltd"), None, None),
    ]


def test_one_owner_has_it_all() -> None:
    assert column("invoices", "owners", "P1") == [(("P1", Decimal(100)),)]


def test_shares_sum_to_a_hundred() -> None:
    assert column("invoices", "owners", "A:60;B:40", "A: 33.5% ； B：66.5") == [
        (("A", Decimal(60)), ("B", Decimal(40))),
        (("A", Decimal("33.5")), ("B", Decimal("66.5"))),
    ]


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ("A:60;B:50", "A:60;B:50 sums to 110, not to 100; write shares that sum to 100, as "),
        ("A:60", "A:60 sums to 60, not to 100; write shares that sum to 100, as "),
        ("A;B", "A;B does not say who owns how much; write it as "),
        ("A:60;B:0", "A:60;B:0 does not say who owns how much; write it as "),
        ("A:-60;B:160", "A:-60;B:160 does not say who owns how much; write it as "),
    ],
)
def test_other_shares_are_asked_back(cell, message) -> None:
    assert column("invoices", "owners", cell) == [f"{message}A:60;B:40."]


def test_an_owner_named_twice_is_asked_back() -> None:
    assert column("customers", "owners", "A:60;A:40") == [
        "A:60;A:40 names A twice; write each owner once.",
    ]


def test_days_are_whole() -> None:
    assert column("customers", "terms_days", "30", "30.0", "Net 30", "45 days", "30天", "0") == [
        *(30, 30, 30, 45, 30, 0),
    ]
    assert column("customers", "terms_days", "-5", "1.5", "EOM") == [
        "-5 is not a number of days; write it as 30.",
        "1.5 is not a number of days; write it as 30.",
        "EOM is not a number of days; write it as 30.",
    ]


def test_a_currency_has_a_code_or_one_name() -> None:
    cells = ("CNY", "usd", "人民币", "美元", "港币", "欧元", "日元", "RMB", "€", "US Dollar")
    codes = ["CNY", "USD", "CNY", "USD", "HKD", "EUR", "JPY", "CNY", "EUR", "USD"]
    assert column("invoices", "currency", *cells) == codes


@pytest.mark.parametrize("cell", ["$", "¥", "XYZ", "XAU", "dollars"])
def test_another_currency_is_asked_back(cell) -> None:
    assert column("invoices", "currency", cell) == [
        f"{cell} is not a currency; write its ISO 4217 code, such as CNY or USD.",
    ]


def test_a_period_is_read_as_everywhere() -> None:
    cells = ("2026-10", "2026-Q3", "2026", "2026-10-01..2026-11-15")
    assert column("targets", "period", *cells) == [Period.parse(cell) for cell in cells]


@pytest.mark.parametrize("cell", ["October", "2026-13", "٢٠٢٦-10"])
def test_another_period_is_asked_back(cell) -> None:
    assert column("targets", "period", cell) == [
        f"{cell} is not a period; write it as 2026-10, 2026-Q3, 2026 or 2026-10-01..2026-11-15.",
    ]


def test_a_role_has_its_usual_names() -> None:
    cells = ("sales", "Sales Rep", "销售", "Project-Manager", "项目经理", "财务", "客服", "other")
    assert column("people", "role", *cells) == [
        *("sales", "sales", "sales", "project_manager", "project_manager"),
        *("finance", "customer_service", "other"),
    ]


def test_another_role_is_asked_back() -> None:
    assert column("people", "role", "Boss") == [
        "Boss is not a role; write sales, project_manager, finance, customer_service or other.",
    ]


def test_rights_are_a_list_of_three_words() -> None:
    assert column("people", "rights", "finance;HR", "管理员", "boss") == [
        *(("finance", "hr"), ("admin",)),
        "boss is not a right; write finance, hr or admin, several as finance;hr.",
    ]


def test_an_invoice_or_a_credit_note_has_its_usual_names() -> None:
    cells = ("invoice", "Sales invoice", "应收单", "credit_note", "Credit Memo", "红字发票", "RV")
    assert column("invoices", "kind", *cells) == [
        *("invoice", "invoice", "invoice", "credit_note", "credit_note", "credit_note"),
        "RV is neither an invoice nor a credit note; write invoice or credit_note.",
    ]


def test_yes_and_no_have_their_usual_names() -> None:
    assert [words.yes_no(cell) for cell in ("yes", "是", "TRUE", "no", "否", "0")] == [
        *(True, True, True, False, False, False),
    ]
    with pytest.raises(Unreadable) as refused:
        words.yes_no("maybe")
    assert refused.value.sentence.format_map(refused.value.blanks) == (
        "maybe is neither yes nor no; write yes or no."
    )


names = st.text(st.characters(categories=("L", "N")), min_size=1, max_size=8)


@given(st.dictionaries(names, st.integers(1, 10_000), min_size=2, max_size=5))
def test_shares_read_back_or_do_not_sum(weights) -> None:
    written = ";".join(f"{name}:{weight / 100:.2f}" for name, weight in weights.items())
    (found,) = column("invoices", "owners", written)
    if sum(weights.values()) == 10_000:
        assert sum(weight for _, weight in found) == 100
    else:
        assert isinstance(found, str)
