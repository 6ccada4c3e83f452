"""Where a dispute lies, where it stands, and who may say what of it."""

from datetime import UTC, date, datetime, timedelta

import pytest

from ledger.appeal import DecidedBefore
from ledger.approval import NotDecider, OwnBenefit
from ledger.dispute import (
    ConfirmedBefore,
    Dispute,
    EndsTooEarly,
    EndsTooLate,
    ImportDecided,
    Judges,
    NotOpener,
    Outcome,
    OwnDispute,
    State,
    Step,
    TooLateToTakeBack,
    check_end,
    may_confirm,
    may_decide,
    may_take_back,
    place,
)
from ledger.money import Money
from ledger.proposal import Who

ANA, MEI, HUA, BO = (Who(n, name) for n, name in enumerate(("Ana", "Mei", "Hua", "Bo"), 1))
AT, FIRST, LATER = datetime(2026, 11, 23, 10, 2, tzinfo=UTC), date(2026, 11, 20), date(2026, 12, 1)
JUDGES = Judges(frozenset({ANA.id, MEI.id, HUA.id}), frozenset({ANA.id}))
SAID = Step(HUA, AT)


def dispute(opened_by: Who | None = MEI, **steps: Step) -> Dispute:
    amount = Money(300_00, "CNY")
    return Dispute(1, "D-1", "INV-1", "Kay", amount, FIRST, "broken", opened_by, AT, **steps)


@pytest.mark.parametrize(
    ("minor", "free", "parts"),
    [
        (50, [(1, 70), (2, 60)], ((1, 50),)),
        (100, [(1, 70), (2, 60)], ((1, 70), (2, 30))),
        (60, [(1, 0), (2, 60), (3, 10)], ((2, 60),)),
        (131, [(1, 70), (2, 60)], None),
        (1, [], None),
    ],
)
def test_an_amount_lies_on_the_oldest_that_is_free(minor: int, free, parts) -> None:
    assert place(minor, free) == parts


def test_where_it_stands_follows_from_what_was_said() -> None:
    assert dispute().state is State.OPEN
    assert dispute(confirmed=SAID).state is State.CONFIRMED
    ended = Step(HUA, AT, outcome=Outcome.FOR_US, to_on=LATER)
    assert dispute(confirmed=SAID, decided=ended).state is State.DECIDED
    assert dispute(confirmed=SAID, decided=Step(None, AT)).state is State.DECIDED
    assert dispute(decided=Step(HUA, AT, to_on=FIRST)).state is State.NONE
    assert dispute(None, decided=Step(None, AT, to_on=FIRST)).state is State.NONE
    assert dispute(decided=Step(MEI, AT, to_on=FIRST)).state is State.TAKEN_BACK


def test_who_opened_it_never_confirms_it_and_may_decide_it() -> None:
    assert JUDGES.of(dispute()) == {HUA.id}
    assert JUDGES.of(dispute(None)) == {MEI.id, HUA.id}
    assert JUDGES.of(dispute(confirmed=SAID)) == {MEI.id, HUA.id}
    assert JUDGES.of(dispute(decided=SAID)) == frozenset()
    may_confirm(dispute(), HUA, JUDGES)
    may_confirm(dispute(None), MEI, JUDGES)
    may_decide(dispute(confirmed=SAID), MEI, JUDGES)


@pytest.mark.parametrize(
    ("given", "who", "problem"),
    [
        (dispute(), ANA, OwnBenefit),
        (dispute(), BO, NotDecider),
        (dispute(), MEI, OwnDispute),
        (dispute(confirmed=SAID), HUA, ConfirmedBefore),
        (dispute(decided=SAID), HUA, DecidedBefore),
        (dispute(decided=Step(None, AT)), HUA, ImportDecided),
    ],
)
def test_whoever_may_not_confirm_is_told_why(given: Dispute, who: Who, problem) -> None:
    with pytest.raises(problem) as caught:
        may_confirm(given, who, JUDGES)
    said = [getattr(caught.value, name) for name in ("name", "day") if hasattr(caught.value, name)]
    assert said in ([], ["Hua", AT.date()], [AT.date()]), "of whoever was first, and when"


@pytest.mark.parametrize(
    ("who", "problem"), [(ANA, OwnBenefit), (BO, NotDecider)], ids=["credited", "no say"]
)
def test_whoever_may_not_decide_is_told_why(who: Who, problem) -> None:
    with pytest.raises(problem):
        may_decide(dispute(confirmed=SAID), who, JUDGES)


def test_it_is_taken_back_by_whoever_opened_it_within_ten_minutes() -> None:
    may_take_back(dispute(), MEI, AT + timedelta(minutes=9))
    for given, who, problem in (
        (dispute(), HUA, NotOpener),
        (dispute(None), HUA, NotOpener),
    ):
        with pytest.raises(problem):
            may_take_back(given, who, AT)
    for given, problem in (
        (dispute(confirmed=SAID), ConfirmedBefore),
        (dispute(decided=SAID), DecidedBefore),
    ):
        with pytest.raises(problem) as caught:
            may_take_back(given, MEI, AT)
        assert (caught.value.name, caught.value.day) == ("Hua", AT.date())
    with pytest.raises(TooLateToTakeBack):
        may_take_back(dispute(), MEI, AT + timedelta(minutes=10))


def test_it_ends_after_it_began() -> None:
    today = FIRST + timedelta(days=10)
    check_end(dispute(), FIRST + timedelta(days=1), today)
    check_end(dispute(), today + timedelta(days=366), today)
    with pytest.raises(EndsTooEarly) as early:
        check_end(dispute(), FIRST, today)
    assert vars(early.value) == {"first": FIRST, "day": FIRST}
    last = today + timedelta(days=367)
    with pytest.raises(EndsTooLate) as late:
        check_end(dispute(), last, today)
    assert vars(late.value) == {"day": last}
