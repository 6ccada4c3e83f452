"""SAP open items: 9,700 invoices in two currencies, nothing of them paid."""

import csv
import gzip
import json
from collections import defaultdict
from decimal import Decimal

import pytest

from tests.formats.expected import aged, by_key
from tests.huikuan import Huikuan


@pytest.fixture
def sap(huikuan: Huikuan, receivables, tmp_path) -> Huikuan:
    data = gzip.decompress((receivables / "sap_open_items.csv.gz").read_bytes())
    path = tmp_path / "sap_open_items.csv"
    path.write_bytes(data)
    huikuan.on("2020-07-01").init("SAP", "America/Chicago", "USD")
    said = huikuan.ask("import", "invoices", path, "--map", "tests/maps/sap_open_items.toml")
    assert (said["rows"], said["added"], said["findings"]) == (9700, 9700, [])
    assert said["totals"] == _sums(data.decode())
    return huikuan


def _sums(text: str) -> dict[str, str]:
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for row in csv.DictReader(text.splitlines()):
        sums[row["invoice_currency"]] += Decimal(row["total_open_amount"])
    return {currency: f"{sums[currency]:.2f}" for currency in sorted(sums)}


@pytest.fixture
def expected(receivables) -> dict:
    return json.loads((receivables / "sap_open_items_expected.json").read_text())


def test_open_items_age_by_currency_and_are_never_added_across(sap, expected) -> None:
    for then in expected["ageing"]:
        document = sap.ask("ageing", "--as-of", then["as_of"], "--by", "currency")
        rows = by_key(document["rows"])
        assert set(rows) == set(then["by_currency"])
        assert [aged(rows[code], of) for code, of in then["by_currency"].items()] == [[], []]
        assert [row["currency"] for row in document["totals"]] == ["CAD", "USD"]
    # the number identifies a customer, whatever the spelling of its name
    rows = sap.ask("ageing", "--as-of", "2020-06-30", "--by", "customer")["rows"]
    assert len({row["key"] for row in rows}) == expected["facts"]["distinct_cust_number"]
    owed = {row["key"]: row["outstanding"] for row in rows if row["currency"] == "USD"}
    for customer in expected["largest_customers_usd"]:
        assert owed[customer["cust_number"]] == customer["outstanding"]
