"""When a duty counts as done, and when it is left out."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction

import pytest

from ledger.calendar import Calendar
from ledger.period import Period
from ledger.promise import Judged, Outcome, Promise
from scoring.duties import (
    Because,
    Owed,
    Subject,
    Task,
    Terms,
    Touch,
    Touches,
    added_up,
    exempt,
    follow_up,
    invoicing,
    newly_overdue,
    promise,
)
from scoring.facts import Duty, Family
from scoring.fairness import Allowances, Asked, Claim, Hold, Relief
from scoring.rules import Rules

FRIDAY = date(2026, 10, 16)
MONDAY, TUESDAY, WEDNESDAY, THURSDAY = (FRIDAY + timedelta(days=n) for n in range(3, 7))
ANA, BO, CUSTOMER, INVOICE = 1, 2, 7, 70
SUBJECT = Subject(9, "INV-1/1", "Kay", 100_000, "CNY")
SCORE = Asked(Period.parse("2026-10"), date(2026, 10, 31), is_score=True)
REPORT = replace(SCORE, is_score=False)


def terms(today: date = date(2026, 11, 30), **rules) -> Terms:
    return Terms(Rules(**rules), Calendar(), today)


# --- invoices ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sent_on", "today", "because"),
    [
        (WEDNESDAY, date(2026, 11, 30), Because.IN_TIME),
        (FRIDAY - timedelta(days=9), WEDNESDAY, Because.IN_TIME),
        (WEDNESDAY, WEDNESDAY, Because.IN_TIME),
        (THURSDAY, date(2026, 11, 30), Because.TOO_LATE),
        (None, date(2026, 11, 30), Because.NEVER),
        (None, THURSDAY, Because.NEVER),
        (None, WEDNESDAY, Because.NOT_OVER),
        (WEDNESDAY, TUESDAY, Because.NOT_OVER),
        (date(2026, 12, 1), date(2026, 11, 30), Because.NEVER),
    ],
)
def test_an_invoice_delivered_on_friday_is_to_be_sent_by_wednesday(sent_on, today, because) -> None:
    found = invoicing(SUBJECT, FRIDAY, sent_on, terms(today))
    assert (found.begins_on, found.ends_on, found.because) == (FRIDAY, WEDNESDAY, because)


def test_a_scheme_says_how_many_days_there_are() -> None:
    assert invoicing(SUBJECT, FRIDAY, None, terms(invoicing_days=1)).ends_on == MONDAY


def test_what_has_time_left_is_no_duty_yet() -> None:
    running = invoicing(SUBJECT, FRIDAY, None, terms(FRIDAY))
    assert not running.counts
    assert added_up([running]) == ()
    with pytest.raises(AssertionError):
        _ = running.duty


# --- follow-up -----------------------------------------------------------------------------------


def touch(on: date, person: int = ANA, document: int | None = None, hour: int = 12) -> Touch:
    at = datetime.combine(on, time(hour), UTC)
    return Touch(f"F{on}{hour}", person, CUSTOMER, on, at, document)


def owed(*holds: Hold, **other) -> Owed:
    """An instalment due on Thursday 15 October; the first overdue day is Friday."""
    given = {"document": INVOICE, "customer": CUSTOMER, "due_on": FRIDAY - timedelta(days=1)}
    return Owed(SUBJECT, **(given | {"holds": holds} | other))


def hold(person: int, begin: date = date(2026, 1, 1), end: date = date.max) -> Hold:
    return Hold(person, begin, end)


def followed(one: Owed, *made: Touch, by_holders: bool = True, **rules) -> Because:
    how = terms(**rules)
    return follow_up(one, Touches.of(made), how, FRIDAY, by_holders=by_holders).because


def test_a_touch_counts_from_the_first_overdue_day_to_the_third_business_day() -> None:
    mine = owed(hold(ANA))
    assert followed(mine, touch(FRIDAY)) is Because.IN_TIME
    assert followed(mine, touch(WEDNESDAY)) is Because.IN_TIME
    assert followed(mine, touch(THURSDAY)) is Because.TOO_LATE
    assert followed(mine, touch(FRIDAY - timedelta(days=1))) is Because.NEVER
    assert followed(mine) is Because.NEVER
    assert followed(mine, touch(THURSDAY), followup_days=4) is Because.IN_TIME
    assert followed(mine, touch(THURSDAY), touch(TUESDAY)) is Because.IN_TIME


def test_a_touch_is_about_the_invoice_it_names_or_about_all() -> None:
    mine = owed(hold(ANA))
    assert followed(mine, touch(MONDAY, document=INVOICE)) is Because.IN_TIME
    assert followed(mine, touch(MONDAY, document=71)) is Because.NEVER
    assert followed(owed(hold(ANA), customer=8), touch(MONDAY)) is Because.NEVER


def test_one_touch_a_person_customer_and_day_counts_the_first() -> None:
    mine = owed(hold(ANA), hold(BO))
    early, late = touch(MONDAY, document=71, hour=9), touch(MONDAY, document=INVOICE, hour=10)
    assert followed(mine, late, early) is Because.NEVER
    assert followed(mine, early, replace(late, person=BO)) is Because.IN_TIME
    assert followed(mine, early, replace(late, on=TUESDAY)) is Because.IN_TIME


def test_whoever_holds_a_share_on_the_day_of_the_touch_may_call() -> None:
    shared = owed(hold(ANA), hold(BO, MONDAY, WEDNESDAY))
    assert followed(shared, touch(TUESDAY, BO)) is Because.IN_TIME
    assert followed(shared, touch(MONDAY, BO)) is Because.IN_TIME
    assert followed(shared, touch(FRIDAY, BO)) is Because.NEVER
    assert followed(shared, touch(WEDNESDAY, BO)) is Because.NEVER
    assert followed(shared, touch(FRIDAY, BO), by_holders=False) is Because.IN_TIME
    assert followed(owed(), touch(FRIDAY, BO)) is Because.IN_TIME


def test_a_task_says_about_what_it_is_and_on_which_day_it_was_done() -> None:
    call = follow_up(owed(), Touches.of([touch(MONDAY)]), terms(), FRIDAY, by_holders=True)
    sending = invoicing(SUBJECT, FRIDAY, TUESDAY, terms(WEDNESDAY))
    assert (call.family, call.done_on) == (Family.FOLLOWUP, MONDAY)
    assert (sending.family, sending.done_on) == (Family.INVOICING, TUESDAY)


def test_an_exempt_follow_up_is_left_out() -> None:
    task = follow_up(owed(), Touches.of(()), terms(), FRIDAY, by_holders=True)
    assert not exempt(task).counts


# --- the first overdue day -----------------------------------------------------------------------


def first(one: Owed, asked: Asked = SCORE, **given) -> tuple[date, int, bool] | None:
    found = newly_overdue(one, Allowances(**given), asked)
    return found and (found[0], found[1].subject.amount_minor, found[2])


def test_the_day_after_the_due_date_is_the_first_overdue_one() -> None:
    assert first(owed()) == (FRIDAY, 100_000, False)


def test_what_is_paid_by_the_end_of_that_day_is_never_overdue() -> None:
    """Part of it leaves the rest; a day later it had been overdue."""
    assert first(owed(settled=((FRIDAY, 100_000),))) is None
    assert first(owed(settled=((FRIDAY, 40_000),))) == (FRIDAY, 60_000, False)
    assert first(owed(settled=((MONDAY, 100_000),))) == (FRIDAY, 100_000, False)


def test_an_extension_moves_the_day_in_a_score_only() -> None:
    extended = Relief("EX-1", extends=True, from_on=FRIDAY, until_on=WEDNESDAY)
    assert first(owed(), reliefs=(extended,)) == (THURSDAY, 100_000, False)
    assert first(owed(), REPORT, reliefs=(extended,)) == (FRIDAY, 100_000, False)
    today = replace(extended, from_on=date(2026, 10, 31))
    assert first(owed(), reliefs=(today,)) == (THURSDAY, 100_000, False)
    later = replace(extended, from_on=date(2026, 11, 1))
    open_ended = replace(extended, until_on=None)
    assert first(owed(), reliefs=(later, open_ended)) == (FRIDAY, 100_000, False)


def test_an_exclusion_is_told_in_a_score_only() -> None:
    out = Relief("EX-1", extends=False, from_on=FRIDAY)
    over = replace(out, until_on=date(2026, 10, 30))
    assert first(owed(), reliefs=(out,)) == (FRIDAY, 100_000, True)
    assert first(owed(), REPORT, reliefs=(out,)) == (FRIDAY, 100_000, False)
    assert first(owed(), reliefs=(over,)) == (FRIDAY, 100_000, False)
    assert first(owed(), reliefs=(out, over)) == (FRIDAY, 100_000, True)


def test_a_disputed_part_is_not_overdue_and_the_rest_is() -> None:
    """30,000 of 100,000 are disputed: 70,000 become overdue."""
    part = Claim("D-1", 30_000, date(2026, 10, 1))
    assert first(owed(), claims=(part,)) == (FRIDAY, 70_000, False)
    unconfirmed, own = replace(part, is_confirmed=False), replace(part, own_doing=True)
    assert first(owed(), claims=(unconfirmed, own)) == (FRIDAY, 100_000, False)
    assert first(owed(), REPORT, claims=(unconfirmed, own)) == (FRIDAY, 40_000, False)


def test_what_is_all_disputed_becomes_overdue_when_the_dispute_is_over() -> None:
    """Disputed to Tuesday (the first day after it); without an end it never does."""
    over = Claim("D-1", 100_000, date(2026, 10, 1), TUESDAY)
    assert first(owed(), claims=(over,)) == (TUESDAY, 100_000, False)
    assert first(owed(), claims=(replace(over, to_on=None),)) is None
    paid = owed(settled=((MONDAY, 100_000),))
    assert first(paid, claims=(over,)) is None
    halves = replace(over, amount_minor=60_000), Claim("D-2", 40_000, FRIDAY, THURSDAY)
    assert first(owed(), claims=halves) == (TUESDAY, 60_000, False)


def test_a_fen_becomes_overdue_like_a_million() -> None:
    fen = replace(owed(), subject=replace(SUBJECT, amount_minor=1))
    over = Claim("D-1", 1, date(2026, 10, 1), TUESDAY)
    assert first(fen) == (FRIDAY, 1, False)
    assert first(fen, claims=(over,)) == (TUESDAY, 1, False)


def test_what_was_paid_while_it_was_disputed_does_not_become_overdue_by_a_bounce() -> None:
    """Disputed to Tuesday, paid on Friday; the bank took the money back on Monday."""
    over = Claim("D-1", 100_000, date(2026, 10, 1), TUESDAY)
    one = owed(settled=((FRIDAY, 100_000), (MONDAY, -100_000)))
    assert first(one, claims=(over,)) is None


# --- promises, and adding up ---------------------------------------------------------------------


def fallen(outcome: Outcome) -> Task:
    given = Promise(
        1, "PR-1", CUSTOMER, "CNY", 100_000, MONDAY, FRIDAY, datetime(2026, 10, 16, tzinfo=UTC)
    )
    return promise(Judged(given, TUESDAY, outcome), SUBJECT)


def test_only_a_kept_promise_is_done_and_what_is_open_or_late_recorded_is_left_out() -> None:
    found = {outcome: fallen(outcome) for outcome in Outcome}
    assert {outcome for outcome, task in found.items() if not task.counts} == {
        Outcome.OPEN,
        Outcome.TOO_LATE,
    }
    done = {outcome for outcome, task in found.items() if task.counts and task.duty.done}
    assert done == {Outcome.KEPT}
    assert (found[Outcome.KEPT].begins_on, found[Outcome.KEPT].ends_on) == (FRIDAY, TUESDAY)


def test_what_is_alike_adds_up_and_what_differs_stays_apart() -> None:
    kept, broken = fallen(Outcome.KEPT), fallen(Outcome.BROKEN)
    dollars = replace(kept, subject=replace(SUBJECT, currency="USD", rate=Fraction(7)))
    duties = added_up([kept, broken, fallen(Outcome.PARTIAL), dollars, fallen(Outcome.OPEN)])
    assert duties == (
        Duty(Family.PROMISE, done=True, amount_minor=100_000, currency="CNY"),
        Duty(Family.PROMISE, done=False, amount_minor=200_000, currency="CNY", items=2),
        Duty(Family.PROMISE, done=True, amount_minor=100_000, currency="USD", rate=Fraction(7)),
    )


def test_duties_of_different_amounts_add_up_to_one() -> None:
    kept = fallen(Outcome.KEPT)
    small = replace(kept, subject=replace(SUBJECT, amount_minor=5))
    (both,) = added_up([kept, small])
    assert (both.amount_minor, both.items) == (100_005, 2)


def test_a_scheme_may_weigh_follow_up_by_amount() -> None:
    weighed = terms(followup_by_amount=True)
    task = follow_up(owed(), Touches.of(()), weighed, FRIDAY, by_holders=True)
    assert task.duty.by_amount
    assert not invoicing(SUBJECT, FRIDAY, None, weighed).duty.by_amount
