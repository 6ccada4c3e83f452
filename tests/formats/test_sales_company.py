"""classicmodels: a company with sales reps; a payment settles the orders that it names."""

import csv
import json
from pathlib import Path

import pytest

from tests.formats.expected import aged, by_key, measured, period
from tests.huikuan import Huikuan, written

MAPS = "tests/maps/classicmodels"
SHARED_ADDRESS = {  # Jeff and Julie Firrelli, 1076 and 1188
    "row": 10,
    "column": "email",
    "message": "1076 has the address jfirrelli@classicmodelcars.com too: "
    "neither is known in Slack until one changes.",
}


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def folder(receivables) -> Path:
    return receivables / "classicmodels"


@pytest.fixture
def expected(folder) -> dict:
    return json.loads((folder / "expected.json").read_text())


@pytest.fixture
def files(folder, tmp_path) -> dict[str, Path]:
    """Leave cancelled orders out, and put the orders beside each payment."""
    orders = [row for row in _rows(folder / "invoices.csv") if row["status"] != "Cancelled"]
    settles = {
        paid["checkNumber"]: ";".join(order["orderNumber"] for order in paid["orders"])
        for paid in json.loads((folder / "matching.json").read_text())["payments"]
    }
    payments = [
        row | {"invoice_id": settles[row["checkNumber"]]} for row in _rows(folder / "payments.csv")
    ]
    return {
        "people": folder / "people.csv",
        "customers": folder / "customers.csv",
        "invoices": written(tmp_path / "invoices.csv", orders),
        "payments": written(tmp_path / "payments.csv", payments),
    }


@pytest.fixture
def company(huikuan: Huikuan, files, expected) -> Huikuan:
    facts = expected["facts"]
    paid = {"USD": facts["sum_of_payments"]}
    huikuan.on("2005-06-01").init("Classic Models", "America/New_York", "USD")
    imported = {
        kind: huikuan("import", kind, path, "--map", f"{MAPS}_{kind}.toml").document
        for kind, path in files.items()
    }
    found = [said["findings"] for said in imported.values()]
    assert found == [[SHARED_ADDRESS], [], [], []]
    assert {kind: said["added"] for kind, said in imported.items()} == {
        "people": 23,
        "customers": facts["customers"],
        "invoices": facts["orders"] - facts["cancelled"],
        "payments": facts["payments"],
    }
    assert imported["payments"]["totals"] == paid
    return huikuan


def test_the_companys_items_age_as_on_three_days(company, expected) -> None:
    for then in expected["ageing"]:
        (total,) = company.ask("ageing", "--as-of", then["as_of"])["totals"]
        assert aged(total, then) == []
    (now,) = company.ask("ageing", "--as-of", "2005-12-31")["totals"]
    assert now["outstanding"] == expected["facts"]["sum_of_open_at_end"]


def test_two_quarters_of_the_company_are_measured(company, expected) -> None:
    for then in expected["kpis"]:
        (row,) = company.ask("kpis", "--period", period(then))["rows"]
        assert measured(row, then) == []


def test_two_quarters_of_each_rep_are_measured(company, expected) -> None:
    for then in expected["by_rep"]:
        rows = by_key(company.ask("kpis", "--period", period(then), "--by", "person")["rows"])
        differences = [measured(rows[of["employeeNumber"]], of) for of in then["rows"]]
        assert differences == [[]] * len(then["rows"])
        assert set(rows) >= {of["employeeNumber"] for of in then["rows"]}


def test_what_the_reps_and_nobody_collected_is_what_the_company_collected(
    company, expected
) -> None:
    for then in expected["kpis"]:
        rows = company.ask("kpis", "--period", period(then), "--by", "person")["rows"]
        cents = sum(int(row["collected_amount"].replace(".", "")) for row in rows)
        assert cents == int(then["collected_amount"].replace(".", ""))
