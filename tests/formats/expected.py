"""Expected figures beside ours: what differs, to the cent and to four places."""

from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

FOUR_PLACES = Decimal("0.0001")
MEASURED = ("collected_amount", "collection_rate", "days_late", "overdue_ratio")

Differences = list[tuple[Any, ...]]


def aged(row: Mapping[str, Any], expected: Mapping[str, Any]) -> Differences:
    """Compare one row of `ageing`; each bucket, what is unapplied, and outstanding."""
    wanted = {name: bucket["amount"] for name, bucket in expected["buckets"].items()}
    wanted |= {n: expected[n] for n in ("unapplied", "outstanding") if n in expected}
    assert len(wanted) >= 6, wanted
    return [
        (row["currency"], name, row[name], amount)
        for name, amount in wanted.items()
        if row[name] != amount
    ]


def measured(row: Mapping[str, Any], expected: Mapping[str, Any]) -> Differences:
    """Compare one row of `kpis`, the figures that there are so far."""
    return [
        (row["key"], name, row[name], expected[name])
        for name in MEASURED
        if row[name] != _rounded(name, expected[name])
    ]


def by_key(rows: Iterable[Mapping[str, Any]]) -> dict[str | None, Mapping[str, Any]]:
    """Find rows by their key; no key comes twice."""
    found = {row["key"]: row for row in rows}
    assert len(found) == len(list(rows))
    return found


def period(expected: Mapping[str, Any]) -> str:
    """Write the days of an expectation as `--period` reads them."""
    return f"{expected['from']}..{expected['to']}"


def _rounded(name: str, value: str | None) -> str | None:
    if value is None or name == "collected_amount":
        return value
    return str(Decimal(value).quantize(FOUR_PLACES, ROUND_HALF_UP))
