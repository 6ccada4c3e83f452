"""IBM's receivables sample: 2,466 invoices of 100 customers, each paid in full on one day."""

import csv
import json

import pytest

from tests.formats.expected import aged, by_key, measured, period
from tests.huikuan import Huikuan, written

MAPS = "tests/maps"


@pytest.fixture
def ibm(huikuan: Huikuan, receivables, tmp_path) -> Huikuan:
    """Import the file twice: once as invoices, with its countries as owners, once as payments."""
    path = receivables / "ibm_accounts_receivable.csv"
    with path.open(encoding="utf-8") as file:
        countries = sorted({row["countryCode"] for row in csv.DictReader(file)})
    people = [{"person_id": code, "name": code, "role": "sales"} for code in countries]
    huikuan.on("2014-01-01").init("IBM", "America/New_York", "USD")
    huikuan.ask("import", "people", written(tmp_path / "people.csv", people))
    for kind, by in (("invoices", "invoices_by_country"), ("payments", "payments")):
        said = huikuan.ask("import", kind, path, "--map", f"{MAPS}/ibm_{by}.toml")
        assert (said["rows"], said["added"], said["rejected"]) == (2466, 2466, 0)
        assert said["totals"] == {"USD": "147703.18"}
        assert said["findings"] == []
    return huikuan


@pytest.fixture
def expected(receivables) -> dict:
    return json.loads((receivables / "ibm_expected.json").read_text())


def test_a_settled_history_comes_out_as_two_other_computations_did(ibm, expected) -> None:
    for then in expected["ageing"]:
        (total,) = ibm.ask("ageing", "--as-of", then["as_of"])["totals"]
        assert aged(total, then) == []
    then = expected["ageing_by_country"]
    rows = by_key(ibm.ask("ageing", "--as-of", "2013-03-31", "--by", "owner")["rows"])
    assert set(rows) == set(then)
    assert [aged(rows[country], then[country]) for country in then] == [[]] * 5
    for then in expected["kpis"]:
        (row,) = ibm.ask("kpis", "--period", period(then))["rows"]
        assert measured(row, then) == []


def test_reading_the_same_files_again_adds_nothing(ibm, receivables) -> None:
    path = receivables / "ibm_accounts_receivable.csv"
    said = ibm.ask("import", "invoices", path, "--map", f"{MAPS}/ibm_invoices_by_country.toml")
    assert (said["added"], said["known"], said["totals"]) == (0, 2466, {"USD": "147703.18"})
    said = ibm.ask("import", "payments", path, "--map", f"{MAPS}/ibm_payments.toml")
    assert (said["added"], said["known"], said["totals"]) == (0, 2466, {"USD": "147703.18"})
    (total,) = ibm.ask("ageing", "--as-of", "2014-12-31")["totals"]
    assert total["outstanding"] == "0.00"
