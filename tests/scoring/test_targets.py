"""Amount targets count for the working days that somebody was there, rates as they are."""

from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.calendar import Calendar
from ledger.period import Period
from scoring.targets import Presence, Source, Whose, targets_over

OCTOBER, QUARTER = Period.parse("2026-10"), Period.parse("2026-Q4")
PLAIN = Calendar()
EVER = Period(date(2000, 1, 1), date(9999, 12, 31))
NATIONAL_DAYS = Calendar(
    {date(2026, 10, day): False for day in (1, 2, 5, 6, 7)} | {date(2026, 10, 10): True}
)


def days(first: str, after: str) -> Period:
    return Period(date.fromisoformat(first), date.fromisoformat(after))


def test_whoever_is_there_throughout_has_the_whole_target() -> None:
    assert Presence((EVER,)).share_of(OCTOBER, PLAIN) == 1
    assert Presence((OCTOBER,)).share_of(OCTOBER, PLAIN) == 1


@pytest.mark.parametrize(
    ("presence", "share"),
    [
        # October 2026 has 22 Mondays to Fridays, the 12th is a Monday
        (Presence((days("2026-10-12", "2027-01-01"),)), Fraction(15, 22)),  # a joiner
        (Presence((days("2025-01-01", "2026-10-12"),)), Fraction(7, 22)),  # a leaver
        (
            Presence((days("2025-01-01", "2026-10-05"), days("2026-10-26", "2027-01-01"))),
            Fraction(2 + 5, 22),
        ),  # away in another role between
        (Presence((EVER,), (days("2026-10-12", "2026-10-19"),)), Fraction(17, 22)),  # a week off
        (Presence((EVER,), (days("2026-10-17", "2026-10-19"),)), Fraction(1)),  # a weekend off
        (
            Presence((EVER,), (days("2026-10-12", "2026-10-16"), days("2026-10-14", "2026-10-19"))),
            Fraction(17, 22),
        ),  # two leaves that overlap count once
        (Presence(), Fraction(0)),
        (Presence((EVER,), (EVER,)), Fraction(0)),
        (Presence((days("2026-11-01", "2027-01-01"),)), Fraction(0)),
    ],
)
def test_joiners_movers_and_leave_take_their_working_days_off(presence, share) -> None:
    assert presence.share_of(OCTOBER, PLAIN) == share


def test_working_days_are_those_of_the_company_s_calendar() -> None:
    """Five holidays and a Saturday that is worked: 18 days, of which 15 and the Saturday count."""
    joiner = Presence((days("2026-10-10", "2027-01-01"),))
    assert joiner.share_of(OCTOBER, NATIONAL_DAYS) == Fraction(16, 18)


def test_a_period_without_a_working_day_is_not_divided() -> None:
    weekend = days("2026-10-17", "2026-10-19")
    assert Presence().share_of(weekend, PLAIN) == 1


def test_rates_are_not_prorated_and_amounts_are() -> None:
    half = Presence((days("2026-10-01", "2026-10-16"),))
    given_ = {
        "sales_amount": {OCTOBER: Fraction(2200)},
        "collection_rate": {OCTOBER: Fraction(9, 10)},
    }
    assert targets_over(given_, OCTOBER, half, PLAIN) == {
        "sales_amount": 1100,
        "collection_rate": Fraction(9, 10),
    }
    assert targets_over(given_, OCTOBER, None, PLAIN)["sales_amount"] == 2200


def test_each_part_is_cut_to_its_own_days() -> None:
    """Here from 12 October on: 15 of 22 days of October, November and December in full."""
    months = [Period.months(2026, month, 1) for month in (10, 11, 12)]
    given_ = {"sales_amount": dict(zip(months, map(Fraction, (2200, 100, 100)), strict=True))}
    joiner = Presence((days("2026-10-12", "2027-06-01"),))
    assert targets_over(given_, QUARTER, joiner, PLAIN) == {"sales_amount": 1700}


def test_a_target_of_a_longer_period_is_none_of_a_shorter_one() -> None:
    assert targets_over({"sales_amount": {QUARTER: Fraction(3)}}, OCTOBER, None, PLAIN) == {}


@given(st.integers(0, 31), st.integers(0, 31))
def test_the_parts_of_a_mover_add_up_to_the_whole(first, second) -> None:
    one, other = sorted((first, second))
    cuts = [OCTOBER.start, *(OCTOBER.start + timedelta(days=n) for n in (one, other)), OCTOBER.end]
    parts = [Period(a, b) for a, b in pairwise(cuts) if a < b]
    assert sum(Presence((part,)).share_of(OCTOBER, PLAIN) for part in parts) == 1


def test_a_target_says_for_how_many_working_days_it_is_asked() -> None:
    joiner = Presence((days("2026-10-12", "2027-01-01"),))
    assert joiner.days_of(OCTOBER, PLAIN) == (15, 22)
    assert Presence((EVER,)).days_of(OCTOBER, PLAIN) == (22, 22)
    assert Source(Whose.OWN, *joiner.days_of(OCTOBER, PLAIN)).is_cut
    assert not Source(Whose.OWN, 22, 22).is_cut
    assert not Source(Whose.SCHEME).is_cut
