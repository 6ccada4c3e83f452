"""Checking the table of one KPI in a scheme file."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from typing import Any

from scoring.flaws import Flaw, Wrong
from scoring.kpi import Kpi, Unit
from scoring.kpis import catalogue
from scoring.scheme import RULES
from scoring.written import Table, exact, nearest, number, shown

KEYS = ("id", "weight", "target", "curve", "floor", "cap")
FLOOR, CAP, MOST_POINTS = Fraction(0), Fraction(120), Fraction(120)
MOST_DAYS = 90


@dataclass(frozen=True, slots=True)
class Part:
    """What could be read of a KPI's table: nothing stands for what is wrong or missing.

    `most` is how many points the KPI can bring.
    """

    kpi: str = ""
    weight: Fraction | None = None
    rules: Mapping[str, Any] = field(default_factory=dict)
    most: Fraction = MOST_POINTS


def part_of(table: Table, metrics: Collection[str]) -> tuple[Part, tuple[Flaw, ...]]:
    """Read one [[kpi]], and say everything that is wrong with it."""
    kpi = known_kpi(table, "id", metrics)
    weight = table.decimal("weight", needed=True)
    if weight is not None and not 0 < weight <= 100:
        table.wrong("weight", Wrong.WEIGHT, value=exact(weight))
        weight = None
    target = table.decimal("target")
    if target is not None and kpi is not None:
        _target(table, target, kpi)
    points = _curve(table)
    floor, cap = _limits(table)
    most = max(floor, min(cap, max(points, default=MOST_POINTS)))
    rules = RULES.get(kpi.id, {}) if kpi else {}
    read = {key: _rule(table, key) for key in rules if key in table.values}
    unknown = table.unknown_keys((*KEYS, *rules))
    good = {key: value for key, value in read.items() if value is not None}
    part = Part(kpi.id if kpi else "", weight, good, most)
    return part, (*unknown, *table.found())


def known_kpi(table: Table, key: str, metrics: Collection[str]) -> Kpi | None:
    """Read the id of a KPI that people can be scored by."""
    written = table.text(key, needed=True)
    if written is None:
        return None
    known, said = catalogue(), shown(written)
    if written not in known and (written not in metrics or set("{}") & set(written)):
        scored = [*(kpi.id for kpi in known.values() if kpi.is_scored), *metrics]
        if near := nearest(written, scored):
            table.wrong(key, Wrong.MISSPELT_KPI, value=said, near=near)
        else:
            table.wrong(key, Wrong.UNKNOWN_KPI, value=said)
        return None
    if not known[written].is_scored:
        table.wrong(key, Wrong.ONLY_COMPARED, value=said)
        return None
    return known[written]


def _target(table: Table, target: Fraction, kpi: Kpi) -> None:
    said = exact(target)
    if target < 0:
        table.wrong("target", Wrong.TARGET_NEGATIVE, value=said)
    elif target == 0 and kpi.more_is_better:
        table.wrong("target", Wrong.TARGET_ZERO)
    elif target > 1 and kpi.unit is Unit.RATIO:
        table.wrong("target", Wrong.TARGET_SHARE, value=said)


def _limits(table: Table) -> tuple[Fraction, Fraction]:
    floor, cap = table.decimal("floor"), table.decimal("cap")
    low, high = FLOOR if floor is None else floor, CAP if cap is None else cap
    if low < 0:
        table.wrong("floor", Wrong.FLOOR)
    if high <= low:
        table.wrong("cap", Wrong.CAP, cap=exact(high), floor=exact(low))
    return low, high


def _curve(table: Table) -> list[Fraction]:
    """Read a curve, and give its points; none where there is none, or something is wrong."""
    if "curve" not in table.values:
        return []
    pairs = _pairs(table.values["curve"])
    if pairs is None:
        table.wrong("curve", Wrong.CURVE)
        return []
    flaws = list(_curve_flaws(pairs))
    for wrong, blanks in flaws:
        table.wrong("curve", wrong, **blanks)
    return [] if flaws else [y for _, y in pairs]


def _curve_flaws(
    pairs: list[tuple[Fraction, Fraction]],
) -> Iterator[tuple[Wrong, dict[str, str]]]:
    for (x1, y1), (x2, y2) in pairwise(pairs):
        if x2 <= x1:
            yield Wrong.CURVE_ORDER, {"value": exact(x2), "before": exact(x1)}
        if y2 < y1:
            yield Wrong.CURVE_FALLS, {"value": exact(x2)}
    if len({y for _, y in pairs}) == 1:
        yield Wrong.CURVE_FLAT, {}


def _pairs(value: Any) -> list[tuple[Fraction, Fraction]] | None:
    if not isinstance(value, list) or len(value) < 2:
        return None
    pairs: list[tuple[Fraction, Fraction]] = []
    for one in value:
        if not isinstance(one, list) or len(one) != 2:
            return None
        x, y = map(number, one)
        if x is None or y is None:
            return None
        pairs.append((x, y))
    return pairs


def _rule(table: Table, key: str) -> Any:
    """Read what a KPI says beside its weight: days, by count or amount, threshold, grace."""
    if key == "by":
        return table.choice(key, ("count", "amount"))
    if key != "threshold":
        return table.whole(key, 0, MOST_DAYS)
    share = table.decimal(key)
    if share is not None and not 0 < share <= 1:
        table.wrong(key, Wrong.TARGET_SHARE, value=exact(share))
        return None
    return share
