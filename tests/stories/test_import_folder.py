"""`huikuan import`: a folder is one command, and every way to be wrong has its exit status."""

from pathlib import Path

import pytest

from tests.huikuan import written
from tests.storage.books import rows_of

FOLDER = {
    "rates": "on, currency, rate\n 2025-01-02, USD, 7.3",
    "people": "person_id, name, role, team\n P1, Ana, sales, East",
    "customers": "customer_id, name, owner_id\n C1, Acme, P1",
    "invoices": """
        Rechnung, customer_id, issued_on,  due_on,     amount
        INV-1,    C1,          2025-01-01, 2025-01-31, 100
        INV-2,    C1,          2025-01-01, 2025-02-28, 50
    """,
    "payments": "payment_id, customer_id, value_on, amount, invoice_id\n"
    "PAY-1, C1, 2025-02-01, 120, INV-1;INV-2",
    "targets": "person_id, kpi, period, target\n P1, collection_rate, 2025-02, 0.9",
    "metrics": "person_id, metric, period, value\n P1, csat, 2025-02, 4.5",
}


@pytest.fixture
def folder(tmp_path) -> Path:
    path = tmp_path / "export"
    path.mkdir()
    for kind, rows in FOLDER.items():
        written(path / f"{kind}.csv", rows_of(rows))
    (path / "invoices.toml").write_text('invoice_id = "Rechnung"\n')
    return path


def test_a_folder_is_imported_as_one_command_each_file_with_its_map(story, folder) -> None:
    files = story.ask("import", "folder", folder)["files"]
    assert [file["kind"] for file in files] == list(FOLDER)
    assert [file["added"] for file in files] == [1, 1, 1, 2, 1, 1, 1]
    assert files[3]["totals"] == {"CNY": "150.00"}
    assert story.aged("2025-02-28") == {"current": "30.00", "outstanding": "30.00"}
    assert story.collected("2025-02", "person") == {"P1": "120.00"}
    again = story.ask("import", "folder", folder)["files"]
    assert [file["known"] for file in again] == [1, 1, 1, 2, 1, 1, 1]


def test_rejected_rows_are_a_finding_and_are_written_beside(story, folder, tmp_path) -> None:
    """INV-3 falls due on no day; PAY-1 is good: it stays out without `--partial`, in with it."""
    header = "invoice_id, customer_id, issued_on, due_on, amount"
    rows = f"{header}\nINV-3, C1, 2025-01-01, 2025-02-30, 7\nINV-4, C1, 2025-01-01, 2025-02-28, 8"
    file, rejects = written(tmp_path / "more.csv", rows_of(rows)), tmp_path / "rejects.csv"
    for how, added, held in (("--dry-run", 0, 1), ("--json", 0, 1), ("--partial", 1, 0)):
        said = story("import", "invoices", file, how, "--rejects", rejects)
        assert (said.status, said.document["added"], said.document["held"]) == (1, added, held)
        assert said.document["rejected"] == 1
        assert [finding["row"] for finding in said.document["findings"]] == [2]
        assert set(said.document["findings"][0]) == {"row", "column", "message"}
        assert "INV-3" in rejects.read_text()
        assert "INV-4" not in rejects.read_text()
    assert story.outstanding("2025-03-01") == "8.00"


def test_a_file_that_is_none_of_the_kind_is_wrong_usage(story, folder, tmp_path) -> None:
    nothing = tmp_path / "nothing"
    nothing.mkdir()
    for typed in (
        ("payments", folder / "people.csv"),
        ("payments", folder / "none.csv"),
        ("folder", nothing),
        ("folder", folder / "people.csv"),
        ("sheep", folder / "people.csv"),
        ("people", folder / "people.csv", "--map", "none.toml"),
    ):
        said = story("import", *typed)
        assert (said.status, said.document) == (2, None)
        assert said.messages
