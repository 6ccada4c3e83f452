"""Small files of every kind, and what becomes of one column of them."""

import csv
import io
from collections.abc import Sequence
from string import Formatter
from typing import Any

from hypothesis import strategies as st

from storage.importers import ColumnMap, Sheet, read
from storage.importers.record import Finding

REQUIRED = {
    "people": {"person_id": "P1", "name": "Ana"},
    "teams": {"team": "East"},
    "customers": {"customer_id": "C1", "name": "Acme"},
    "invoices": {
        "invoice_id": "I1",
        "customer_id": "C1",
        "issued_on": "2026-09-01",
        "due_on": "2026-10-01",
        "amount": "100",
    },
    "payments": {
        "payment_id": "R1",
        "customer_id": "C1",
        "value_on": "2026-09-01",
        "amount": "100",
    },
    "targets": {"person_id": "P1", "kpi": "csat", "period": "2026-10", "target": "4"},
    "metrics": {"person_id": "P1", "metric": "csat", "period": "2026-10", "value": "4"},
    "rates": {"on": "2026-09-01", "currency": "USD", "rate": "7"},
    "calendar": {"on": "2026-10-01", "working": "no"},
    "leave": {"person_id": "P1", "from": "2026-10-12"},
    "ownership": {"invoice_id": "I1", "owners": "P1:60;P2:40", "valid_from": "2026-10-12"},
    "followups": {
        "followup_id": "F1",
        "person_id": "P1",
        "customer_id": "C1",
        "at": "2026-10-12T09:30:00+08:00",
    },
    "promises": {
        "promise_id": "M1",
        "customer_id": "C1",
        "amount": "100",
        "promised_on": "2026-10-20",
        "recorded_at": "2026-10-12",
    },
    "exemptions": {
        "exemption_id": "E1",
        "invoice_id": "I1",
        "kind": "exclude",
        "from": "2026-10-12",
        "requested_by": "P1",
        "approved_by": "P2",
    },
    "writeoffs": {
        "writeoff_id": "W1",
        "invoice_id": "I1",
        "amount": "100",
        "on": "2026-10-12",
        "requested_by": "P1",
        "approved_by": "P2",
    },
    "disputes": {"dispute_id": "D1", "invoice_id": "I1", "amount": "100", "from": "2026-10-12"},
}


# What one cell of a text file can hold.
anything = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=20)


def text(rows: Sequence[Sequence[str]], delimiter: str = ",") -> bytes:
    """Write rows as CSV."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue().encode()


def sheet(kind: str, *rows: dict[str, str], delimiter: str = ",", **how: Any) -> Sheet:
    """Read a file of these rows; what they leave out is filled in as far as it is required."""
    full = [{**REQUIRED[kind], **row} for row in rows]
    header = list(dict.fromkeys(name for row in full for name in row))
    lines = [header, *([row.get(name, "") for name in header] for row in full)]
    found = read(kind, f"{kind}.csv", text(lines, delimiter), **how)
    assert all(_is_whole(finding) for finding in found.findings), found.findings
    return found


def column(kind: str, name: str, *cells: str, **how: Any) -> list[Any]:
    """Read a file with these cells in one column: a value a row, or what is wrong with the row."""
    found = sheet(kind, *({name: cell} for cell in cells), **how)
    values = {record.row: record.values.get(name) for record in found.records}
    return [values[row] if row in values else said(found, row) for row in found.lines]


def said(found: Sheet, row: int) -> str:
    """Give the messages about one row."""
    return " ".join(finding.message for finding in found.findings if finding.row == row)


def findings(found: Sheet) -> list[tuple[int, str | None, str]]:
    """Give every finding with its row and column."""
    return [(finding.row, finding.column, finding.message) for finding in found.findings]


def _is_whole(finding: Finding) -> bool:
    blanks = {name for _, name, _, _ in Formatter().parse(finding.sentence) if name is not None}
    return blanks == finding.blanks.keys()


def mapped(**settings: Any) -> ColumnMap:
    """Make a map without a file."""
    return ColumnMap("test.toml", **settings)
