"""One table for people, one document for machines, and whether the aims are met."""

from collections.abc import Iterable, Iterator
from typing import Any

from benchmarks.myscore import Row

MOST_MILLISECONDS = 30.0  # p95, from the envelope to its ack
MOST_GROWTH = 1.5  # p95 in the large books over p95 in the small ones
MOST_QUERIES = 6
HEAD = (
    "engine", "invoices", "rows", "import rows/s", "myscore med", "p95", "transport med", "p95",
    "in-process med", "p95", "queries",
)  # fmt: skip
NOTE = (
    "Milliseconds. myscore and transport (a command that touches no database): inside the sandbox,"
    "\nfrom the envelope given to the socket to the ack read. in-process: the dispatcher alone."
)


def document(rows: Iterable[Row]) -> dict[str, Any]:
    """Write everything that was found."""
    found = tuple(rows)
    return {
        "measured": "from the envelope given to the socket to the ack read, inside the sandbox",
        "aims": {
            "p95_ms": MOST_MILLISECONDS,
            "growth": MOST_GROWTH,
            "queries": MOST_QUERIES,
        },
        "cases": [_case(row) for row in found],
        "growth": growth(found),
        "missed": missed(found),
    }


def growth(rows: Iterable[Row]) -> dict[str, float]:
    """By engine: p95 in the largest books over p95 in the smallest."""
    by_engine: dict[str, list[Row]] = {}
    for row in rows:
        by_engine.setdefault(row.engine, []).append(row)
    return {engine: round(of[-1].wire.p95 / of[0].wire.p95, 2) for engine, of in by_engine.items()}


def missed(rows: Iterable[Row]) -> list[str]:
    """Say which aims are missed."""
    found = tuple(rows)
    return [*_missed_by_case(found), *_missed_by_growth(found)]


def table(rows: Iterable[Row]) -> str:
    """Lay out the table with its verdict."""
    found = tuple(rows)
    cells = [HEAD, *(_cells(row) for row in found)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    lines = ["  ".join(map(str.rjust, line, widths)) for line in cells]
    grown = ", ".join(f"{engine} {times:.2f}" for engine, times in growth(found).items())
    met = f"p95 ≤ {MOST_MILLISECONDS:.0f} ms, growth ≤ {MOST_GROWTH}, queries ≤ {MOST_QUERIES}"
    verdict = missed(found) or [f"Aims met: {met}."]
    return "\n".join([*lines, NOTE, f"p95 grows by: {grown}", *verdict])


def _cells(row: Row) -> tuple[str, ...]:
    taken = (value for of in (row.wire, row.floor, row.answer) for value in (of.median, of.p95))
    return (
        row.engine,
        f"{row.invoices:,}",
        f"{row.rows:,}",
        f"{row.rows_a_second:,.0f}",
        *(f"{value:.1f}" for value in taken),
        str(row.queries),
    )


def _case(row: Row) -> dict[str, Any]:
    return {
        "engine": row.engine,
        "invoices": row.invoices,
        "rows": row.rows,
        "import_rows_a_second": round(row.rows_a_second),
        "queries": row.queries,
        "myscore": row.wire.to_json(),
        "transport": row.floor.to_json(),
        "in_process": row.answer.to_json(),
    }


def _missed_by_case(rows: Iterable[Row]) -> Iterator[str]:
    for row in rows:
        where = f"{row.engine}, {row.invoices:,} invoices"
        if row.wire.p95 > MOST_MILLISECONDS:
            yield f"Missed: p95 of {row.wire.p95:.1f} ms ({where}), aim {MOST_MILLISECONDS:.0f}."
        if row.queries > MOST_QUERIES:
            yield f"Missed: {row.queries} queries ({where}), aim {MOST_QUERIES}."


def _missed_by_growth(rows: Iterable[Row]) -> Iterator[str]:
    for engine, times in growth(rows).items():
        if times > MOST_GROWTH:
            yield f"Missed: p95 grows {times:.2f} times on {engine}, aim {MOST_GROWTH}."
