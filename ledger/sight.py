"""Sight: that somebody's score was seen, by whom and how; one line a day, viewer and way."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ledger.period import Period


@dataclass(frozen=True, slots=True)
class Look:
    """That a score of a period was seen on a day; whoever has the command line has no name."""

    seen_on: date
    viewer: str
    name: str | None
    entry: str
    period: Period


@dataclass(frozen=True, slots=True)
class Line:
    """Everything that one viewer saw on one day in one way."""

    seen_on: date
    name: str | None
    entry: str
    periods: tuple[Period, ...]


def lines_of(looks: Iterable[Look]) -> tuple[Line, ...]:
    """Put looks together that differ in their period alone, in the order in which they came."""
    found: dict[tuple[date, str, str], list[Look]] = {}
    for one in looks:
        found.setdefault((one.seen_on, one.viewer, one.entry), []).append(one)
    return tuple(
        Line(day, same[0].name, entry, tuple(sorted({one.period for one in same})))
        for (day, _, entry), same in found.items()
    )


def latest_of(looks: Iterable[Look]) -> tuple[Look, ...]:
    """Give each viewer's newest look, the newest first."""
    newest: dict[str, Look] = {}
    for one in sorted(looks, key=lambda look: look.seen_on, reverse=True):
        newest.setdefault(one.viewer, one)
    return tuple(newest.values())
