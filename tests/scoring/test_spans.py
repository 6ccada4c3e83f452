"""A figure of a longer period from those of its parts."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.period import Period
from scoring.spans import adds_up, over

P = Period.parse


def test_only_amounts_add_up() -> None:
    assert adds_up("sales_amount")
    assert adds_up("collected_amount")
    assert not adds_up("csat")
    assert not adds_up("collection_rate")


def test_a_figure_of_exactly_the_period_stands() -> None:
    """The quarter's own 100 stand, whatever its months say."""
    given_ = {P("2026-Q1"): Fraction(100), P("2026-01"): Fraction(1), P("2026-02"): Fraction(1)}
    assert over(given_, P("2026-Q1"), "sales_amount") == 100


MONTHS = {P("2026-01"): Fraction(4), P("2026-02"): Fraction(5), P("2026-03"): Fraction(3)}


def test_months_add_up_to_a_quarter_of_an_amount() -> None:
    """4 + 5 + 3 = 12."""
    assert over(MONTHS, P("2026-Q1"), "sales_amount") == 12


def test_months_average_over_a_quarter_of_a_rating() -> None:
    """(4 + 5 + 3) ÷ 3 = 4."""
    assert over(MONTHS, P("2026-Q1"), "csat") == 4


def test_a_rating_averages_over_the_periods_given_and_not_over_their_days() -> None:
    """4.0 for the first quarter and 5.0 for April: 4.5 over four months."""
    given_ = {P("2026-Q1"): Fraction(4), P("2026-04"): Fraction(5)}
    assert over(given_, P("2026-01-01..2026-04-30"), "csat") == Fraction(9, 2)


def test_a_longer_period_of_which_a_part_is_missing_is_not_applicable() -> None:
    for missing in MONTHS:
        rest = {period: value for period, value in MONTHS.items() if period != missing}
        assert over(rest, P("2026-Q1"), "sales_amount") is None


def test_nothing_given_is_not_zero() -> None:
    assert over({}, P("2026-01"), "sales_amount") is None


def test_a_part_of_a_given_period_is_not_guessed() -> None:
    """The year's 120 say nothing of a month, nor of two years."""
    given_ = {P("2026"): Fraction(120)}
    assert over(given_, P("2026-01"), "sales_amount") is None
    assert over(given_, P("2026-01-01..2027-12-31"), "sales_amount") is None


def test_the_longest_parts_are_taken_first() -> None:
    """A quarter of 100 beside months of 4, 5 and 3; July to December make it a year."""
    given_ = {
        **MONTHS,
        P("2026-Q1"): Fraction(100),
        P("2026-Q2"): Fraction(10),
        P("2026-07-01..2026-12-31"): Fraction(1),
    }
    assert over(given_, P("2026"), "sales_amount") == 111


def test_a_long_part_that_leads_nowhere_gives_way_to_shorter_ones() -> None:
    """January to February cannot be followed by anything; January can."""
    given_ = {
        P("2026-01-01..2026-02-28"): Fraction(100),
        P("2026-01"): Fraction(1),
        P("2026-02-01..2026-03-31"): Fraction(2),
    }
    assert over(given_, P("2026-Q1"), "sales_amount") == 3


def test_parts_that_overlap_or_stick_out_are_not_counted_twice() -> None:
    given_ = {
        **MONTHS,
        P("2026-01-15..2026-02-14"): Fraction(100),
        P("2025-12-15..2026-01-31"): Fraction(100),
        P("2026-03-01..2026-04-30"): Fraction(100),
    }
    assert over(given_, P("2026-Q1"), "sales_amount") == 12


def test_ten_years_of_quarters_and_months_with_one_missing_are_no_riddle() -> None:
    """Every mixture of quarters and months leads to December 2035, which nobody gave."""
    months = {Period.months(2026, 1 + n, 1) for n in range(12)}
    quarters = {Period.months(2026, 1 + n, 3) for n in (0, 3, 6)}
    given_ = {
        Period(p.start.replace(year=year), p.end.replace(year=p.end.year - 2026 + year))
        for year in range(2026, 2036)
        for p in months | quarters
    } - {P("2035-12")}
    ones = dict.fromkeys(given_, Fraction(1))
    assert over(ones, P("2026-01-01..2035-12-31"), "sales_amount") is None
    assert over(ones, P("2026-01-01..2035-11-30"), "sales_amount") == 10 * 3 + 10 * 3 - 1


def test_five_years_of_days_add_up() -> None:
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(5 * 365 + 1)]
    given_ = {Period(day, day + timedelta(days=1)): Fraction(1) for day in days}
    assert over(given_, P("2026-01-01..2030-12-31"), "sales_amount") == len(days)


@given(st.lists(st.integers(1, 40), min_size=1, max_size=12), st.data())
def test_any_cut_of_a_period_gives_its_sum_and_without_a_part_nothing(lengths, data) -> None:
    begin = date(2026, 1, 1)
    parts = []
    for length in lengths:
        parts.append(Period(begin, begin + timedelta(days=length)))
        begin = parts[-1].end
    whole = Period(parts[0].start, parts[-1].end)
    given_ = {part: Fraction(n) for n, part in enumerate(parts, 1)}
    total = sum(given_.values())
    assert over(given_, whole, "sales_amount") == total
    assert over(given_, whole, "csat") == total / len(parts)
    given_.pop(data.draw(st.sampled_from(parts)))
    assert over(given_, whole, "sales_amount") is None


@pytest.mark.parametrize("text", ["2026-01", "2026-Q1", "2026"])
def test_a_zero_that_was_given_is_a_zero(text) -> None:
    assert over({P(text): Fraction(0)}, P(text), "csat") == 0
