"""The file of rejected rows: as given, with the reasons, ready to repair and import again."""

import csv
import re
from collections.abc import Iterable
from pathlib import Path

from storage.importers.kinds import KINDS
from storage.importers.record import Finding, Sheet

REASON = "reason"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what makes a spreadsheet calculate a cell
_NUMBER = re.compile(r"[-+]?[0-9][0-9., ']*-?")


def write_rejects(sheet: Sheet, findings: Iterable[Finding], path: str | Path) -> None:
    """Write every rejected row as CSV in UTF-8 with a byte order mark, the reasons in a column.

    A cell that a spreadsheet would take for a formula gets an apostrophe before it, in every
    column: a name may come from a stranger. Plain numbers stay, and an import takes it off again.
    """
    reasons: dict[int, list[str]] = {}
    for finding in findings:
        if finding.rejects and finding.row in sheet.lines:
            reasons.setdefault(finding.row, []).append(_said(finding))
    with Path(path).open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        old = _place_of_reason(sheet)
        writer.writerow(_line(sheet.header, REASON, old))
        for row in sorted(reasons):
            writer.writerow(_line(sheet.lines[row], "; ".join(reasons[row]), old))


def _said(finding: Finding) -> str:
    return f"{finding.column}: {finding.message}" if finding.column else finding.message


def _place_of_reason(sheet: Sheet) -> int | None:
    """Find the reasons of an earlier import, which the new ones replace."""
    ours = REASON not in KINDS[sheet.kind].columns
    return sheet.header.index(REASON) if ours and REASON in sheet.header else None


def _line(cells: tuple[str, ...], reason: str, old: int | None) -> list[str]:
    kept = [cell for place, cell in enumerate(cells) if place != old]
    return [guarded(cell) for cell in [*kept, reason]]


def guarded(cell: str) -> str:
    """Keep a spreadsheet from calculating a cell; `-12.50` stays a number."""
    return f"'{cell}" if cell.startswith(_FORMULA) and not _NUMBER.fullmatch(cell) else cell
