"""Checking a scheme file: everything that is wrong with it, as data, never as an exception."""

import re
import tomllib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from scoring.aims import AIMS
from scoring.flaws import Flaw, Wrong
from scoring.kpis import catalogue
from scoring.roles import ROLES, WITHOUT_COLLECTIONS, beyond
from scoring.scheme import RHYTHMS, RULES, Scheme, loaded, read
from scoring.scheme_limits import gate_flaws, grade_flaws
from scoring.scheme_parts import Part, part_of
from scoring.written import Table, exact

LEAST_PERCENT, MOST_PERCENT = 30, 50
_KEYS = (
    *("id", "name", "role", "rhythm", "reason", "aim", "confirmed"),
    *("minimum_base", "shrink", "rank_decimals", "kpi", "gate", "grade"),
)
_ID = re.compile(r"[\w-]{1,60}")


@dataclass(frozen=True, slots=True)
class Checked:
    """A scheme in which nothing is wrong, as version 1, or everything that is wrong with it."""

    scheme: Scheme | None
    flaws: tuple[Flaw, ...]
    id: str | None = None


def check(file: str | bytes, metrics: Collection[str] = ()) -> Checked:
    """Check a scheme file; `metrics` are the ids that imports have brought so far."""
    try:
        text = file if isinstance(file, str) else file.decode("utf-8-sig")
        written = loaded(text)
    except UnicodeDecodeError:
        return Checked(None, (Flaw("file", Wrong.NOT_TEXT),))
    except (tomllib.TOMLDecodeError, ValueError, RecursionError) as error:
        return Checked(None, (Flaw("file", Wrong.NOT_TOML, {"reason": str(error)}),))
    flaws = tuple(_flaws(written, metrics))
    given = written.get("id")
    name = given if isinstance(given, str) else None
    return Checked(None if flaws else read(text, version=1), flaws, name)


def _flaws(written: Mapping[str, Any], metrics: Collection[str]) -> Iterator[Flaw]:
    table = Table("", written)
    yield from table.unknown_keys(_KEYS)
    kpis, gates, grades = map(table.tables, ("kpi", "gate", "grade"))
    yield from _head(table)
    yield from table.found()
    parts = []
    for place, one in enumerate(kpis, 1):
        part, flaws = part_of(Table(_place(one, place), one), metrics)
        parts.append(part)
        yield from flaws
    if parts:
        yield from _together(parts)
        yield from _judged(table, parts)
    elif table.values.get("kpi", []) == []:
        yield Flaw("kpi", Wrong.NO_KPI)
    yield from gate_flaws(gates, parts, metrics)
    yield from grade_flaws(grades, parts)


def _place(one: Mapping[str, Any], place: int) -> str:
    """Name a KPI by its id where it has one, else by its place."""
    kpi = one.get("id")
    return f"kpi.{kpi}" if isinstance(kpi, str) and kpi else f"kpi.{place}"


def _head(table: Table) -> Iterator[Flaw]:
    found = table.text("id", needed=True)
    if found is not None and not _ID.fullmatch(found):
        yield Flaw("id", Wrong.NO_ID, {"value": found})
    name = table.values.get("name")
    if not isinstance(name, dict) or not all(_is_said(name.get(one)) for one in ("en", "zh")):
        yield Flaw("name", Wrong.NO_NAME)
    else:
        yield from Table("name", name).unknown_keys(("en", "zh"))
    table.choice("role", ROLES, needed=True)
    table.choice("rhythm", RHYTHMS)
    table.choice("aim", ("", *AIMS))
    table.text("reason")
    table.whole("minimum_base", 0, 1000)
    table.whole("rank_decimals", 0, 6)
    table.decimal("shrink", least=Fraction(0))
    if not isinstance(table.values.get("confirmed", False), bool):
        yield Flaw("confirmed", Wrong.NO_SWITCH, {"key": "confirmed"})


def _is_said(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _together(parts: Sequence[Part]) -> Iterator[Flaw]:
    """Look at what no table of one KPI can tell: sums, what stands twice, one rule of promises."""
    weights = [part.weight for part in parts]
    total = sum((weight for weight in weights if weight is not None), Fraction(0))
    if total != 100 and None not in weights:
        yield Flaw("kpi", Wrong.WEIGHTS, {"total": exact(total)})
    ids = [part.kpi for part in parts if part.kpi]
    for kpi in sorted({kpi for kpi in ids if ids.count(kpi) > 1}):
        yield Flaw(f"kpi.{kpi}", Wrong.TWICE, {"value": kpi})
    said: dict[str, Any] = {}
    for part in parts:
        for key, value in part.rules.items():
            rule = RULES[part.kpi][key]
            if said.setdefault(rule, value) != value:
                yield Flaw(f"kpi.{part.kpi}.{key}", Wrong.RULES_DIFFER, {"key": key})


def _judged(table: Table, parts: Sequence[Part]) -> Iterator[Flaw]:
    """Ask whether these people should be judged by this at all."""
    role, reason = table.values.get("role"), table.values.get("reason")
    is_confirmed = table.values.get("confirmed") is True
    known = catalogue()
    weighed = [(known[part.kpi], part.weight) for part in parts if part.kpi and part.weight]
    collections = sum((w for kpi, w in weighed if kpi.is_collections), Fraction(0))
    if is_confirmed and not _is_said(reason):
        yield Flaw("reason", Wrong.CONFIRMED_BARE)
    if isinstance(role, str) and not is_confirmed:
        if role in WITHOUT_COLLECTIONS and collections:
            yield Flaw("role", Wrong.NOT_COLLECTING)
        for kpi, wrong in beyond(role, [one.id for one, _ in weighed]):
            yield Flaw(f"kpi.{kpi}", wrong, {"kpi": kpi})
    if not _is_said(reason) and len(weighed) == len(parts):
        blanks = {"percent": exact(collections)}
        if collections < LEAST_PERCENT:
            yield Flaw("reason", Wrong.BAND_LOW, blanks)
        if collections > MOST_PERCENT:
            yield Flaw("reason", Wrong.BAND_HIGH, blanks)
