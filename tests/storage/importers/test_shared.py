"""Real exports read with a small map each, and every vector of a cell reads as it says."""

import csv
import gzip
import json
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

from storage.importers import ColumnMap, Record, Sheet, read
from tests.storage.importers.files import column

MAPS = Path(__file__).parents[2] / "maps"


def opened(kind: str, path: Path, map_name: str | None = None) -> Sheet:
    data = path.read_bytes()
    content = gzip.decompress(data) if path.suffix == ".gz" else data
    column_map = ColumnMap.load(MAPS / f"{map_name}.toml") if map_name else None
    return read(kind, path.name, content, column_map)


def clean(kind: str, path: Path, map_name: str | None = None) -> tuple[Record, ...]:
    """Read a file of which no row is rejected."""
    found = opened(kind, path, map_name)
    assert found.findings == ()
    assert len(found.records) == found.rows
    return found.records


def total(records: tuple[Record, ...], name: str = "amount") -> Decimal:
    return sum((record.values[name] for record in records), Decimal(0))


# --- cells ---------------------------------------------------------------------------------------

COLUMNS = {
    "amount": ("metrics", "value"),
    "date": ("people", "valid_from"),
    "invoice number": ("customers", "customer_id"),
    "customer number": ("customers", "customer_id"),
    "overdue by days": ("customers", "terms_days"),
}


def test_every_vector_of_a_cell_reads_as_it_says(shared_data) -> None:
    vectors = json.loads((shared_data / "vectors" / "cells.json").read_text())["vectors"]
    targets = [vector for vector in vectors if vector["status"] == "target"]
    assert len(targets) == 19
    wrong = {vector["id"]: _read(vector) for vector in targets if not _agrees(vector)}
    assert wrong == {}


def _agrees(vector: dict) -> bool:
    expected, found = vector["expected"], _read(vector)
    if expected is None:
        return "is not a" in str(found)
    if "ask" in expected:
        return " can be " in str(found)
    if "amount" in expected:
        return found == Decimal(expected["amount"])
    if "date" in expected:
        return found == date.fromisoformat(expected["date"])
    return found == expected.get("text", expected.get("days"))


def _read(vector: dict) -> object:
    """Read the cell in a column of its kind; one with a currency comes from camt, with a point."""
    given, expected = vector["input"], vector["expected"] or {}
    kind = given.get("kind") or ("date" if "date" in expected else "amount")
    how = {}
    if "currency" in given:
        how["column_map"] = ColumnMap("camt", decimal_mark=".")
    return column(*COLUMNS[kind], str(given["cell"]), **how)[0]


# --- receivables ---------------------------------------------------------------------------------


def test_ibm_s_invoices_read_month_first(shared_data) -> None:
    path = shared_data / "ar" / "ibm_accounts_receivable.csv"
    facts = json.loads((shared_data / "ar" / "ibm_expected.json").read_text())["facts"]
    records = clean("invoices", path, "ibm_invoices")
    assert len(records) == facts["rows"]
    assert len({record.values["customer_id"] for record in records}) == facts["customers"]
    assert total(records) == Decimal(facts["sum_of_amounts"])
    assert sum(record.values["invoice_id"].startswith("0") for record in records) == 266
    terms = {record.values["due_on"] - record.values["issued_on"] for record in records}
    assert {gap.days for gap in terms} == {30}


def test_ibm_s_file_proves_its_order_without_a_date_format(shared_data) -> None:
    path = shared_data / "ar" / "ibm_accounts_receivable.csv"
    told = ColumnMap.load(MAPS / "ibm_invoices.toml")
    untold = ColumnMap("untold", told.columns, told.defaults)
    assert read("invoices", path.name, path.read_bytes(), untold).records == clean(
        "invoices", path, "ibm_invoices"
    )


def test_ibm_s_payments_come_from_the_same_rows(shared_data) -> None:
    path = shared_data / "ar" / "ibm_accounts_receivable.csv"
    records = clean("payments", path, "ibm_payments")
    assert records[0].values == {
        "payment_id": "0000611365",
        "customer_id": "0379-NEVHP",
        "value_on": date(2013, 1, 15),
        "amount": Decimal("55.94"),
        "invoice_id": ("0000611365",),
        "currency": "USD",
    }
    settled = [record.values["value_on"] for record in records]
    with path.open(encoding="utf-8", newline="") as file:
        late = [int(row["DaysLate"]) for row in csv.DictReader(file)]
    invoices = clean("invoices", path, "ibm_invoices")
    due = [record.values["due_on"] for record in invoices]
    assert [max(0, (on - by).days) for on, by in zip(settled, due, strict=True)] == late


def test_sap_s_open_items_read_in_three_date_styles(shared_data) -> None:
    path = shared_data / "ar" / "sap_open_items.csv.gz"
    expected = json.loads((shared_data / "ar" / "sap_open_items_expected.json").read_text())
    facts = expected["facts"]
    records = clean("invoices", path, "sap_open_items")
    assert len(records) == facts["rows"]
    assert len({record.values["invoice_id"] for record in records}) == facts["distinct_doc_id"]
    customers = {record.values["customer_id"] for record in records}
    assert len(customers) == facts["distinct_cust_number"]
    assert (
        sorted(c for c in customers if not c.isdigit()) == facts["cust_numbers_that_are_not_digits"]
    )
    assert Counter(record.values["currency"] for record in records) == facts["currencies"]
    assert records[0].values == {
        "invoice_id": "1930571429",
        "customer_id": "0200706844",
        "customer_name": "WINC co",
        "issued_on": date(2020, 2, 27),
        "due_on": date(2020, 3, 13),
        "amount": Decimal("8734.71"),
        "currency": "USD",
    }


def test_classicmodels_reads_in_full(shared_data) -> None:
    folder = shared_data / "ar" / "classicmodels"
    facts = json.loads((folder / "expected.json").read_text())["facts"]
    customers = clean("customers", folder / "customers.csv", "classicmodels_customers")
    assert len(customers) == facts["customers"]
    without = [record for record in customers if "owner_id" not in record.values]
    assert len(without) == facts["customers_without_rep"]
    people = clean("people", folder / "people.csv", "classicmodels_people")
    assert people[0].values["name"] == "Diane Murphy"
    owners = {record.values.get("owner_id") for record in customers} - {None}
    assert owners <= {record.values["person_id"] for record in people}
    invoices = clean("invoices", folder / "invoices.csv", "classicmodels_invoices")
    assert len(invoices) == facts["orders"]
    payments = clean("payments", folder / "payments.csv", "classicmodels_payments")
    assert len(payments) == facts["payments"]
    assert total(payments) == Decimal(facts["sum_of_payments"])


# --- exports of products -------------------------------------------------------------------------


def test_exports_with_usual_titles_need_no_map(shared_data) -> None:
    expected = json.loads((shared_data / "exports" / "expected.json").read_text())
    for export in expected:
        if export["file"] in {"quickbooks_open_invoices.csv", "kingdee_cloud_ar_bills.csv"}:
            records = clean("invoices", shared_data / "exports" / export["file"])
            found = {record.values["invoice_id"]: record.values for record in records}
            for row in export["expect"]:
                values = found[row["invoice_id"]]
                assert values["customer_name"] == row["customer"]
                assert str(values["issued_on"]) == row["issued_on"]
                assert str(values["due_on"]) == row["due_on"]
                assert str(values["amount"]) == row["amount"]
                assert values.get("currency") == row.get("currency")
                assert values.get("owner_id") == row.get("owner")


def test_sap_s_list_is_utf_16_with_tabs(shared_data) -> None:
    path = shared_data / "exports" / "sap_fbl5n_en.txt"
    columns = {
        "invoice_id": ("Billing Document", "Document Number"),
        "customer_id": ("Account",),
        "issued_on": ("Document Date",),
        "due_on": ("Net due date",),
        "amount": ("Amount in doc. curr.",),
        "currency": ("Document currency",),
    }
    found = read("invoices", path.name, path.read_bytes(), ColumnMap("fbl5n", columns))
    assert [record.values["invoice_id"] for record in found.records] == [
        *("90012345", "90012360", "90012399"),
    ]
    assert found.records[0].values["amount"] == Decimal("4760.00")
    assert {finding.row for finding in found.findings} == {4, 5, 7, 8}
