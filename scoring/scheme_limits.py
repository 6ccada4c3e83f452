"""Checking gates and grades of a scheme file."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from scoring.flaws import Flaw, Wrong
from scoring.kpi import Unit
from scoring.scheme_parts import MOST_POINTS, Part, known_kpi
from scoring.written import Table, exact

Tables = Sequence[Mapping[str, Any]]


def gate_flaws(gates: Tables, parts: Sequence[Part], metrics: Collection[str]) -> Iterator[Flaw]:
    """Say what is wrong with the gates."""
    for place, written in enumerate(gates, 1):
        table = Table(f"gate.{place}", written)
        yield from table.unknown_keys(("kpi", "below", "total_cap"))
        _gate(table, parts, metrics)
        yield from table.found()


def grade_flaws(grades: Tables, parts: Sequence[Part]) -> Iterator[Flaw]:
    """Say what is wrong with the grades."""
    limits: set[Fraction] = set()
    names: set[str] = set()
    for place, written in enumerate(grades, 1):
        table = Table(f"grade.{place}", written)
        yield from table.unknown_keys(("from", "name"))
        least, name = table.decimal("from", needed=True), table.text("name", needed=True)
        if least is not None:
            _grade(table, least, limits, most_of(parts))
        if name is not None and name in names:
            table.wrong("name", Wrong.GRADE_TWICE, value=name)
        names |= {name} if name is not None else set()
        yield from table.found()


def most_of(parts: Sequence[Part]) -> Fraction:
    """How many points there are at most; what cannot be read counts as it does by default."""
    weights = [part.weight for part in parts]
    if None in weights or sum(filter(None, weights)) != 100:
        return MOST_POINTS
    return sum((part.most * (part.weight or 0) / 100 for part in parts), Fraction(0))


def _gate(table: Table, parts: Sequence[Part], metrics: Collection[str]) -> None:
    kpi = known_kpi(table, "kpi", metrics)
    below, cap = table.decimal("below", needed=True), table.decimal("total_cap", needed=True)
    most = most_of(parts)
    if cap is not None and not 0 <= cap < most:
        table.wrong("total_cap", Wrong.GATE_CAP, value=exact(cap), most=exact(most))
    if kpi is not None and not kpi.more_is_better:
        table.wrong("kpi", Wrong.GATE_LESS, value=kpi.id)
    elif kpi is not None and below is not None:
        if below <= 0 and kpi.unit is not Unit.AMOUNT:
            table.wrong("below", Wrong.GATE_NEVER, value=exact(below))
        if below > 1 and kpi.unit is Unit.RATIO:
            table.wrong("below", Wrong.GATE_ALWAYS, value=exact(below))


def _grade(table: Table, least: Fraction, limits: set[Fraction], most: Fraction) -> None:
    if least in limits:
        table.wrong("from", Wrong.GRADE_TWICE, value=exact(least))
    if not 0 <= least <= most:
        table.wrong("from", Wrong.GRADE_RANGE, value=exact(least), most=exact(most))
    limits.add(least)
