"""Ageing in whole days and in buckets whose upper edge is inside."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.ageing import EDGES, age, bucket, names
from ledger.money import Money, half_up
from tests.ledger.vectors import ids, vector

DUE = date(2025, 3, 1)


@pytest.mark.parametrize(
    ("as_of", "days", "falls_into"),
    [
        (date(2025, 2, 1), -28, "current"),
        (date(2025, 3, 1), 0, "current"),
        (date(2025, 3, 2), 1, "1-30"),
        (date(2025, 3, 31), 30, "1-30"),
        (date(2025, 4, 1), 31, "31-60"),
        (date(2025, 4, 30), 60, "31-60"),
        (date(2025, 5, 1), 61, "61-90"),
        (date(2025, 5, 30), 90, "61-90"),
        (date(2025, 5, 31), 91, "90+"),
    ],
)
def test_an_instalment_ages_by_calendar_days(as_of, days, falls_into) -> None:
    """Due 2025-03-01: on 03-31 it is 30 days overdue (1-30), on 04-01 31 (31-60)."""
    assert age(DUE, as_of) == days
    assert bucket(days) == falls_into


@pytest.mark.parametrize(
    ("instant", "days"),
    [
        (datetime(2025, 3, 1, 15, 30, tzinfo=UTC), 0),
        (datetime(2025, 3, 1, 16, 30, tzinfo=UTC), 1),
    ],
)
def test_the_day_of_shanghai_counts_and_not_the_day_of_utc(instant, days) -> None:
    """Due 2025-03-01: at 23:30 in Shanghai 0 days; at 00:30 the next day 1, still 03-01 in UTC."""
    assert instant.date() == DUE
    assert age(DUE, instant.astimezone(ZoneInfo("Asia/Shanghai")).date()) == days


def test_an_instant_is_no_day_to_age_by() -> None:
    """A datetime passes for a date everywhere, and would count half days."""
    instant = datetime(2025, 3, 1, tzinfo=UTC)
    with pytest.raises(AssertionError):
        age(DUE, instant)
    with pytest.raises(AssertionError):
        age(instant, DUE)


def test_other_edges_give_other_buckets() -> None:
    assert names() == ("current", "1-30", "31-60", "61-90", "90+")
    assert names((0, 7, 45)) == ("current", "1-7", "8-45", "45+")
    assert [bucket(days, (0, 7, 45)) for days in (0, 7, 8, 45, 46)] == [
        "current",
        "1-7",
        "8-45",
        "8-45",
        "45+",
    ]


@given(st.integers(-1000, 1000))
def test_the_bucket_of_an_age_is_the_one_whose_edges_enclose_it(days) -> None:
    place = names().index(bucket(days))
    assert place == 0 or days > EDGES[place - 1]
    assert place == len(EDGES) or days <= EDGES[place]


@pytest.mark.parametrize("vector_id", ["AG-01", "AG-02"])
def test_published_ages_fall_into_their_published_buckets(shared_data, vector_id) -> None:
    """27 days past due are 1-30, 55 days are 31-60."""
    asked, expected = vector(shared_data, "ageing", vector_id)
    assert bucket(asked["days_past_due"], tuple(asked["edges"])) == expected["bucket"]


def test_published_percentages_of_buckets_are_rounded_half_up(shared_data) -> None:
    """2,000, 6,100, 5,900 and 4,000 of 18,000 are 11, 34, 33 and 22 %."""
    asked, expected = vector(shared_data, "ageing", "AG-03")
    amounts = [int(amount) for amount in asked["bucket_totals"]]
    total = sum(amounts)
    assert total == int(expected["total"])
    assert [half_up(Fraction(a * 100, total)) for a in amounts] == expected["percent"]


def test_only_what_is_past_its_due_date_is_overdue(shared_data) -> None:
    """500 due five days ago is overdue, 1,000 due in thirty days is not."""
    asked, expected = vector(shared_data, "ageing", "AG-06")
    overdue = [
        Money.of(invoice["amount"], "CNY")
        for invoice in asked["invoices"]
        if age(DUE + timedelta(days=int(invoice["due"].removeprefix("D"))), DUE) > 0
    ]
    assert len(overdue) == expected["overdue_count"]
    assert overdue == [Money.of(expected["overdue_amount"], "CNY")]


def test_every_ageing_vector_is_looked_at(shared_data) -> None:
    """AG-04 and AG-05 stand in test_booking.py; AG-07 is a report's total by customer."""
    here = {"AG-01", "AG-02", "AG-03", "AG-06"}
    assert ids(shared_data, "ageing") == here | {"AG-04", "AG-05", "AG-07"}
