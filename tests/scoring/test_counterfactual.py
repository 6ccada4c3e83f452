"""The one change that would have added most: on rows small enough to score by hand."""

from datetime import date
from fractions import Fraction

import pytest

from scoring.counterfactual import Change, Had, Rows, largest
from scoring.duties import Because, Subject, Task
from scoring.engine import Again, score
from scoring.facts import Facts, Family, Figure
from scoring.fairness import Allowed, Case
from scoring.items import Item
from scoring.kpis import catalogue
from scoring.scheme import Scheme
from tests.scoring.cast import bounced, facts, lost, not_due, overdue, paid, scheme, weighted

DUE = date(2026, 10, 10)
EARLIER = date(2026, 9, 20)
RATE = scheme(weighted("collection_rate", 100, "1"))
LATE = scheme(weighted("days_late", 100, "10"))
EVERY = scheme(
    weighted("collection_rate", 40, "1"),
    weighted("followup_coverage", 20, "1"),
    weighted("promise_kept_rate", 20, "1"),
    weighted("invoicing_on_time", 20, "1"),
)


def item(key: int, figure: Figure, due_on: date = DUE, **other) -> Item:
    return Item(figure, key, f"INV-{key}", "1", "Kay", due_on, 100, **other)


def task(family: Family, because: Because, key: int = 1, name: str = "INV-1/1") -> Task:
    about = Subject(key, name, "Kay", 100, "CNY")
    return Task(family, about, DUE, date(2026, 10, 15), because)


def asked(items: list[Item], tasks: tuple[Task, ...] = ()) -> tuple[Facts, Rows]:
    duties = tuple(one.duty for one in tasks if one.counts)
    known = facts(*(one.figure for one in items), duties=duties)
    return known, Rows(tuple(items), tasks)


def found(by: Scheme, items: list[Item], tasks: tuple[Task, ...] = ()) -> Had | None:
    known, rows = asked(items, tasks)
    return largest(Again(known, by), rows, tasks)


def test_the_largest_of_what_was_late_is_named_with_the_score_there_would_be() -> None:
    """600 paid, 100 and 300 open and overdue: with the 300 paid 900 of 1,000."""
    items = [item(1, paid(600)), item(2, overdue(100)), item(3, overdue(300))]
    assert found(RATE, items) == Had(Change.PAID, "INV-3", DUE, Fraction(90))


def test_what_was_due_before_the_period_leaves_it() -> None:
    """600 paid, 400 open since September: had they been paid then, 600 of 600."""
    items = [item(1, paid(600)), item(2, overdue(400), EARLIER)]
    assert found(RATE, items) == Had(Change.PAID, "INV-2", EARLIER, Fraction(100))


def test_money_that_came_late_would_have_come_in_time() -> None:
    """100 ten days late, 100 in time: 5 days on average, of 10; with both in time 0 days."""
    items = [item(1, paid(100, 10)), item(2, paid(100))]
    assert score(asked(items)[0], LATE).score == 120
    strict = scheme(weighted("days_late", 100, "4"))
    had = found(strict, items)
    assert had is not None
    assert (had.name, had.score) == ("INV-1", 120)


def test_a_bounce_and_what_it_reopened_are_paid_once() -> None:
    """100 paid, taken back, open again: had they been paid in time, 100 of 100."""
    back = item(1, bounced(100))
    items = [item(1, paid(100, 3, stands=False)), back, item(1, overdue(100, 12))]
    had = found(LATE, items)
    assert had is not None
    assert had.score == 120
    assert found(RATE, items) == Had(Change.PAID, "INV-1", DUE, Fraction(100))


def test_a_written_off_instalment_would_have_been_cash() -> None:
    items = [item(1, paid(500)), item(2, lost(500))]
    assert found(RATE, items) == Had(Change.PAID, "INV-2", DUE, Fraction(100))


@pytest.mark.parametrize(
    "hindered",
    [
        item(2, overdue(400, exempt=True)),
        item(2, overdue(400, disputed=True)),
        item(2, overdue(400, rate=None)),
        item(2, overdue(400), allowed=Allowed(overdue(400), Case(DUE, since=DUE))),
    ],
)
def test_what_was_not_in_ones_hands_is_not_looked_at(hindered: Item) -> None:
    assert found(RATE, [item(1, paid(600)), hindered]) is None
    small = item(3, overdue(100))
    had = found(RATE, [item(1, paid(600)), hindered, small])
    assert had is not None
    assert had.name == "INV-3"


def test_an_extended_one_would_have_been_paid_by_its_later_day() -> None:
    later = date(2026, 10, 20)
    figure = overdue(400)
    extended = item(2, figure, EARLIER, allowed=Allowed(figure, Case(later)))
    assert found(RATE, [item(1, paid(600)), extended]) == Had(
        Change.PAID, "INV-2", later, Fraction(100)
    )


def test_nothing_late_or_nothing_to_gain_says_nothing() -> None:
    assert found(RATE, [item(1, paid(600)), item(2, not_due(400))]) is None
    only_amount = scheme(weighted("sales_amount", 100, "1"))
    assert found(only_amount, [item(1, overdue(100))]) is None


def test_what_would_change_a_number_and_not_the_score_says_nothing() -> None:
    """Paid ten days late or in time, the rate is the same; two days late is the cap already."""
    assert found(RATE, [item(1, paid(600, 10))]) is None
    assert found(LATE, [item(1, paid(100, 2)), item(2, paid(900))]) is None


def test_what_would_have_been_paid_in_time_has_no_day_late() -> None:
    """INV-1 ten days late, INV-2 four, of a target of two: had INV-1 been in time, two."""
    items = [item(1, paid(100, 10)), item(2, paid(100, 4))]
    two_days = scheme(weighted("days_late", 100, "2"))
    assert found(two_days, items) == Had(Change.PAID, "INV-1", DUE, Fraction(100))


def test_what_falls_due_on_the_first_day_of_the_period_stays_in_it() -> None:
    """500 of 900 in October, and 100 open since the 1st: 600 of 1,000 with it."""
    first = item(2, overdue(100), date(2026, 10, 1))
    items = [item(1, paid(500)), item(3, overdue(400, exempt=True)), first]
    assert found(RATE, items) == Had(Change.PAID, "INV-2", date(2026, 10, 1), Fraction(100))
    items[1] = item(3, overdue(400, disputed=True))
    assert found(RATE, items) == Had(
        Change.PAID, "INV-2", date(2026, 10, 1), Fraction(600, 1000) * 100
    )


def test_a_fen_that_is_a_day_late_is_late() -> None:
    assert found(RATE, [item(1, paid(1)), item(2, overdue(1, 1))]) == Had(
        Change.PAID, "INV-2", DUE, Fraction(100)
    )


def test_a_promise_that_weighs_by_amount_would_have_been_kept_with_all_of_it() -> None:
    """100 kept of 100 + 300 promised; had the 300 been kept too, all of it."""
    by_value = scheme(weighted("promise_kept_value", 100, "1"))
    large = Task(Family.PROMISE, Subject(2, "PR-2", "Kay", 300, "CNY"), DUE, DUE, Because.BROKEN)
    had = found(by_value, [], (task(Family.PROMISE, Because.KEPT), large))
    assert had == Had(Change.KEPT, "PR-2", DUE, Fraction(100))


@pytest.mark.parametrize(
    ("family", "because", "change"),
    [
        (Family.INVOICING, Because.TOO_LATE, Change.SENT),
        (Family.FOLLOWUP, Because.NEVER, Change.FOLLOWED_UP),
        (Family.PROMISE, Because.PARTIAL, Change.KEPT),
    ],
)
def test_a_duty_that_was_not_done_would_have_been(family, because, change) -> None:
    """All of 600 paid: 40 of 60 points; with the duty done 60 of 60."""
    had = found(EVERY, [item(1, paid(600))], (task(family, because),))
    assert had == Had(change, "INV-1/1", date(2026, 10, 15), Fraction(100))


def test_what_counts_as_done_or_does_not_count_changes_nothing() -> None:
    done = (task(Family.FOLLOWUP, Because.IN_TIME), task(Family.PROMISE, Because.NOT_OVER))
    assert found(EVERY, [item(1, paid(600))], done) is None


def test_what_would_have_been_paid_in_time_would_not_have_asked_for_a_follow_up() -> None:
    """300 of 600 open, and not followed up; paid in time there is no duty: 100 points."""
    missed = (
        task(Family.FOLLOWUP, Because.NEVER, key=2),
        task(Family.FOLLOWUP, Because.EXEMPT, key=2),
        task(Family.INVOICING, Because.IN_TIME, key=2),
    )
    had = found(EVERY, [item(1, paid(300)), item(2, overdue(300))], missed)
    assert had == Had(Change.PAID, "INV-2", DUE, Fraction(100))


def test_of_a_kpi_only_its_own_rows_are_looked_at() -> None:
    items = [item(1, paid(600)), item(2, overdue(300)), item(2, not_due(5)), item(3, not_due(50))]
    tasks = (task(Family.FOLLOWUP, Because.NEVER), task(Family.PROMISE, Because.BROKEN))
    known, rows = asked(items, tasks)
    share = rows.of(catalogue()["overdue_ratio"])
    assert {one.instalment_id for one in share.items} == {2, 3}
    assert share.tasks == ()
    followed = rows.of(catalogue()["followup_coverage"])
    assert (followed.items, followed.tasks) == ((), tasks[:1])
    had = largest(Again(known, EVERY), followed, tasks)
    assert had is not None
    assert had.change is Change.FOLLOWED_UP


def test_of_very_many_the_largest_is_found() -> None:
    items = [item(n, overdue(100 + n)) for n in range(2, 120)]
    assert found(RATE, [item(1, paid(60_000)), *items]) is not None
    had = found(RATE, [item(1, paid(60_000)), *items])
    assert had is not None
    assert had.name == "INV-119"
