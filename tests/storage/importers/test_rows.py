"""What must be filled and positive within one row; all that is wrong with a row is said."""

from decimal import Decimal

import pytest

from storage.importers import WrongFile, read
from tests.storage.importers.files import REQUIRED, column, findings, sheet


@pytest.mark.parametrize("kind", sorted(REQUIRED))
def test_a_row_needs_no_more_than_the_required_columns(kind) -> None:
    found = sheet(kind, {})
    assert not found.findings
    assert set(found.records[0].values) == set(REQUIRED[kind])


def test_everything_that_is_wrong_with_a_row_is_said() -> None:
    found = sheet("invoices", {"invoice_id": "", "issued_on": "soon", "amount": "x"}, {})
    assert findings(found) == [
        (2, "issued_on", "soon is not a date; write it as 2026-11-20."),
        (2, "amount", "x is not an amount; write it as 1234.50."),
        (2, "invoice_id", "invoice_id is empty; fill it in."),
    ]
    assert [record.row for record in found.records] == [3]


def test_of_two_columns_one_must_be_filled() -> None:
    found = sheet("invoices", {"customer_id": "", "customer_name": ""}, {"customer_name": "Acme"})
    assert findings(found) == [
        (2, "customer_id", "customer_id / customer_name are empty; fill in one of them."),
    ]


def test_terms_stand_for_a_due_date() -> None:
    found = sheet("invoices", {"due_on": "", "terms_days": "30"})
    assert found.records[0].values["terms_days"] == 30
    assert "due_on" not in found.records[0].values


def test_a_target_is_a_person_s_or_a_team_s() -> None:
    assert not sheet("targets", {"person_id": "", "team": "East"}).findings


def test_a_credit_note_needs_no_due_date() -> None:
    found = sheet("invoices", {"kind": "credit_note", "due_on": ""}, {"due_on": ""})
    assert findings(found) == [
        (3, "due_on", "due_on / terms_days are empty; fill in one of them."),
    ]


def test_a_file_of_credit_notes_needs_no_column_for_it() -> None:
    header = "invoice_id,customer_id,issued_on,amount,kind\n"
    found = read("invoices", "i.csv", f"{header}I1,C1,2026-09-01,5,credit_note\n".encode())
    assert len(found.records) == 1
    with pytest.raises(WrongFile):
        read("invoices", "i.csv", f"{header}I1,C1,2026-09-01,5,invoice\n".encode())


def test_a_negative_credit_note_is_taken_without_its_sign() -> None:
    found = sheet("invoices", {"kind": "credit_note", "amount": "-50.00", "open": "-20"})
    assert found.records[0].values["amount"] == Decimal("50.00")
    assert found.records[0].values["open"] == Decimal(20)


def test_a_negative_bounce_is_taken_without_its_sign() -> None:
    found = sheet("payments", {"amount": "-50.00", "reverses_id": "R0"})
    assert found.records[0].values["amount"] == Decimal("50.00")


@pytest.mark.parametrize(
    ("kind", "name", "cell", "message"),
    [
        (
            *("invoices", "amount", "(50.00)"),
            "-50.00 is negative; write kind credit_note if it is a credit note.",
        ),
        ("invoices", "open", "-1", "-1 is negative; write zero or more."),
        (
            *("payments", "amount", "-50"),
            "-50 is negative; name the payment it takes back in reverses_id.",
        ),
        ("payments", "amount", "0", "0 is not above zero; correct it or leave the row out."),
        ("payments", "fee", "-1", "-1 is negative; write zero or more."),
        ("customers", "credit_limit", "-1", "-1 is negative; write zero or more."),
        ("rates", "rate", "0", "0 is not above zero; correct it or leave the row out."),
        ("rates", "rate", "-7", "-7 is not above zero; correct it or leave the row out."),
    ],
)
def test_an_amount_below_its_floor_is_asked_back(kind, name, cell, message) -> None:
    found = sheet(kind, {name: cell})
    assert findings(found) == [(2, name, message)]


def test_a_credit_note_of_nothing_is_asked_back() -> None:
    assert findings(sheet("invoices", {"kind": "credit_note", "amount": "0"})) == [
        (2, "amount", "0 is not above zero; correct it or leave the row out."),
    ]


def test_an_invoice_of_nothing_is_an_invoice() -> None:
    assert column("invoices", "amount", "0") == [0]


def test_two_owners_columns_must_agree() -> None:
    agreeing = {"owner_id": "A", "owners": "A:100"}
    found = sheet("invoices", agreeing, {"owner_id": "A", "owners": "A:60;B:40"})
    assert findings(found) == [
        (3, "owners", "owner_id says A, owners says A:60;B:40; keep one of them."),
    ]


# --- signs beside amounts ------------------------------------------------------------------------


def test_a_sign_fills_an_empty_currency_when_it_means_one() -> None:
    found = sheet("invoices", {"amount": "€100"}, {"amount": "100"}, home="CNY")
    assert [record.values.get("currency") for record in found.records] == ["EUR", None]


def test_a_sign_of_the_company_s_own_currency_says_nothing_new() -> None:
    found = sheet("invoices", {"amount": "$1,000.00"}, home="USD")
    assert found.records[0].values["amount"] == Decimal("1000.00")
    assert "currency" not in found.records[0].values


def test_a_sign_that_can_mean_several_currencies_is_asked_back() -> None:
    assert findings(sheet("invoices", {"amount": "$1,000.00"}, home="CNY")) == [
        (
            *(2, "currency"),
            "$1,000.00 does not say which currency it is; fill in the column currency.",
        ),
    ]


def test_a_sign_must_agree_with_the_currency_of_the_row() -> None:
    found = sheet(
        "invoices", {"amount": "$5", "currency": "CAD"}, {"amount": "EUR 5", "currency": "CNY"}
    )
    assert findings(found) == [
        (3, "amount", "EUR 5 is written in EUR, the currency of the row is CNY; correct one."),
    ]


def test_a_target_is_in_the_company_s_currency() -> None:
    assert findings(sheet("targets", {"target": "€500"}, {"target": "¥500"}, home="CNY")) == [
        (2, "target", "€500 is written in €, the currency of the row is CNY; correct one."),
    ]
