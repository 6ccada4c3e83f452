"""Two processes follow a moved clock and write each message once: a sample of `make occasions`."""

import random
from datetime import UTC, date, datetime, time

import pytest

from faults import occasions
from faults.calendar import Wall
from faults.calendar import occasions as calendar_of
from faults.occasions import FEWEST, FIRST, LAST, WALLS, Plan

BERLIN = Wall("Europe/Berlin", time(2, 30))
SPRING = (date(2027, 3, 14), date(2027, 3, 29))  # clocks go on on the 28th; two are missed
SEED = 27  # both processes are killed at the change
CALM = 12  # nobody is killed


@pytest.mark.parametrize("engine", ["sqlite", "postgres"])
def test_around_a_clock_change_each_message_comes_once(engine: str) -> None:
    found = occasions.walk(Plan(engine, BERLIN, SPRING, SEED))
    assert found.wrong == []
    assert (found.kills, found.missed) == (2, 2)
    assert len(found.wanted) == 2 * found.occasions == 8
    assert set(found.seen) == set(found.wanted)


@pytest.mark.parametrize(
    ("sabotage", "what"),
    [
        ("no-occurrence", "twice"),
        ("no-catching-up", "never"),
    ],
)
def test_without_a_part_of_it_the_walk_goes_wrong(sabotage: str, what: str) -> None:
    found = occasions.walk(Plan("sqlite", BERLIN, SPRING, CALM, sabotage, patience=3.0))
    assert [line for line in found.wrong if line.startswith(what)], found.line()


def test_the_whole_walk_is_as_long_and_as_awkward_as_it_should_be() -> None:
    whole, changes, sharp, missed = 0, 0, 0, 0
    for wall in WALLS:
        stops = list(occasions.stops(wall, FIRST, LAST, random.Random(wall.zone)))  # noqa: S311 - no secret
        whole += sum(len(stop.expected) for stop in stops)
        missed += sum(len(stop.missed) for stop in stops)
        expected = {occasion.on for stop in stops for occasion in stop.expected}
        on_sundays = {day for day in wall.changes(FIRST, LAST) if day.weekday() == 6}
        assert on_sundays <= expected
        changes += len(on_sundays)
        sharp += sum(bool(stop.not_yet) for stop in stops)
    assert whole >= FEWEST
    assert changes >= 12
    assert sharp > changes
    assert missed > FEWEST / 3


def test_the_calendar_of_the_walk_is_right_where_it_is_awkward() -> None:
    def due(zone: str, at: time, day: date) -> datetime:
        return Wall(zone, at).due(day, day)[day]

    half_past_two = time(2, 30)
    assert due("Europe/Berlin", half_past_two, date(2027, 3, 28)) == _utc("2027-03-28T01:00")
    assert due("Europe/Berlin", half_past_two, date(2026, 10, 25)) == _utc("2026-10-25T00:30")
    assert due("America/New_York", time(1, 30), date(2027, 11, 7)) == _utc("2027-11-07T05:30")
    assert due("Australia/Lord_Howe", time(1, 30), date(2027, 4, 4)) == _utc("2027-04-03T14:30")
    assert due("Pacific/Apia", time(8, 30), date(2011, 12, 30)) == _utc("2011-12-30T10:00")
    months = [o.on for o in calendar_of(WALLS[-1], FIRST, date(2027, 3, 31)) if o.kind == "month"]
    assert months == [date(2026, 12, 1), date(2027, 1, 1), date(2027, 2, 1), date(2027, 3, 1)]


def _utc(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=UTC)
