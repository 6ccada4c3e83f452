"""Who decides about a question to a score, and until when one is asked."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from ledger.appeal import (
    Appeal,
    DecidedBefore,
    NotWhileClosing,
    NotYoursToDecide,
    Outcome,
    TooLate,
    Verdict,
    in_time,
    may_decide,
)
from ledger.period import Period
from ledger.proposal import Who
from ledger.stages import State

ANA, MEI, HUA = (Who(n, name) for n, name in enumerate(("Ana", "Mei", "Hua"), 1))
OCTOBER = Period.months(2026, 10, 1)
AT = datetime(2026, 11, 3, 10, tzinfo=UTC)
OPEN = Appeal(1, ANA, OCTOBER, "", "INV-1 was not mine", AT, date(2026, 11, 10))
LAST = date(2026, 11, 9)


def test_only_who_had_no_part_in_it_decides() -> None:
    may_decide(OPEN, HUA, frozenset({HUA.id}))
    for who in (ANA, MEI):
        with pytest.raises(NotYoursToDecide):
            may_decide(OPEN, who, frozenset({HUA.id}))


def test_what_is_decided_stays_and_the_next_one_is_told_by_whom_and_when() -> None:
    done = replace(OPEN, verdict=Verdict(Outcome.UPHELD, "true", HUA, AT))
    with pytest.raises(DecidedBefore) as caught:
        may_decide(done, HUA, frozenset({HUA.id}))
    assert (caught.value.name, caught.value.day) == ("Hua", date(2026, 11, 3))


@pytest.mark.parametrize(
    ("state", "problem"), [(State.CLOSING, NotWhileClosing), (State.CLOSED, TooLate)]
)
def test_the_last_day_for_a_question_is_inside_and_the_next_one_is_too_late(
    state: State, problem: type[TooLate]
) -> None:
    in_time(OCTOBER, state, LAST, LAST)
    with pytest.raises(TooLate) as caught:
        in_time(OCTOBER, state, LAST, date(2026, 11, 10))
    assert (caught.value.period, caught.value.until) == (OCTOBER, LAST)
    assert type(caught.value) is problem, "after the close there are days for questions again"


def test_what_is_open_or_was_opened_again_is_questioned_on_any_day() -> None:
    for until in (None, LAST):
        in_time(OCTOBER, State.OPEN, until, date(2027, 1, 1))
