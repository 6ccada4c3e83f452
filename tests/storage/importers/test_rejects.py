"""The file of rejected rows can be repaired and imported again, and calculates nothing."""

import csv
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.importers import Finding, read, write_rejects
from storage.importers.cells import trimmed
from storage.importers.rejects import guarded
from tests.storage.importers.files import sheet


def rows(path: Path) -> list[list[str]]:
    return list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))


def test_rejected_rows_are_written_as_given_with_their_reasons(tmp_path) -> None:
    found = read("customers", "c.csv", "customer_id,name,色\n,华星,红\nC2,Ok,\nC3,,\n".encode())
    later = Finding(4, None, "Nobody knows {who}.", {"who": "C3"}, rejects=True)
    notice = Finding(3, "name", "Fine.", {}, rejects=False)
    path = tmp_path / "rejects.csv"
    write_rejects(found, [*found.findings, later, notice], path)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    assert rows(path) == [
        ["customer_id", "name", "色", "reason"],
        ["", "华星", "红", "customer_id: customer_id is empty; fill it in."],
        ["C3", "", "", "name: name is empty; fill it in.; Nobody knows C3."],
    ]


def test_a_repaired_file_is_imported_without_its_old_reasons(tmp_path) -> None:
    path = tmp_path / "rejects.csv"
    found = sheet("payments", {"amount": "x", "method": "=1+1"})
    write_rejects(found, found.findings, path)
    again = read("payments", path.name, path.read_bytes())
    assert again.ignored == ("reason",)
    write_rejects(again, again.findings, path)
    assert rows(path)[0].count("reason") == 1
    repaired = path.read_text(encoding="utf-8").replace(",x,", ",5,").encode()
    (record,) = read("payments", path.name, repaired).records
    assert record.values["amount"] == Decimal(5)
    assert record.values["method"] == "=1+1"


@pytest.mark.parametrize(
    "cell", ["=1+1", "+cmd|x", "-1+1", "@SUM(A1)", "\tx", "\r=1", "-", "+86 x"]
)
def test_a_formula_gets_an_apostrophe(cell) -> None:
    assert guarded(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["-50.00", "-1,234.50", "+100", "100-", "Acme", "", "'=x"])
def test_plain_numbers_and_words_stay(cell) -> None:
    assert guarded(cell) == cell


@given(st.text(max_size=10) | st.text("'=+-@\t\r\" 0", max_size=6))
def test_a_guarded_cell_reads_as_before(cell) -> None:
    assert trimmed(guarded(cell)) == trimmed(cell)
