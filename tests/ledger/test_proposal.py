"""Who may decide about a reported payment: fin and flo are of finance, ana and bo sell."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from ledger.calendar import Calendar
from ledger.money import Money
from ledger.proposal import (
    BECOMES,
    UNDO_WINDOW,
    Act,
    AlreadyDecided,
    BouncedInBooks,
    NeedsAnother,
    NotFinance,
    NothingToTakeBack,
    Proposal,
    Settles,
    State,
    TooLateToUndo,
    Who,
    decide,
    remind_at,
)

ANA, BO = Who(1, "Ana"), Who(2, "Bo")
FIN, FLO = Who(3, "Fin", is_finance=True), Who(4, "Flo", is_finance=True)
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)

SMALL = Proposal(
    id=1,
    version=1,
    state=State.OPEN,
    customer="Acme",
    amount=Money(10_000_00, "CNY"),
    value_on=date(2026, 3, 2),
    reference="INV-1",
    proposed_by=ANA,
    proposed_at=NOON,
    needs_two=False,
)
LARGE = replace(SMALL, amount=Money(50_000_00, "CNY"), needs_two=True)


def booked(proposal: Proposal) -> Proposal:
    return replace(proposal, state=State.BOOKED, confirmed_by=FIN, confirmed_at=NOON)


def test_what_stays_open_of_an_instalment_is_what_was_open_less_the_money() -> None:
    """INV-1, 100.00 open; 60.00 of the payment go to it."""
    line = Settles(1, "INV-1/1", Money(6000, "CNY"), Money(10000, "CNY"))
    assert line.left == Money(4000, "CNY")


def test_every_act_but_a_change_leads_to_a_state_of_its_own() -> None:
    assert set(BECOMES) == set(Act) - {Act.CHANGE}
    assert len(set(BECOMES.values())) == len(BECOMES)


# --- confirming ----------------------------------------------------------------------------------


def test_one_person_of_finance_confirms_a_small_payment() -> None:
    assert decide(SMALL, Act.CONFIRM, FIN, NOON)


def test_finance_may_confirm_a_small_payment_that_it_proposed() -> None:
    assert decide(replace(SMALL, proposed_by=FIN), Act.CONFIRM, FIN, NOON)


@pytest.mark.parametrize("proposal", [SMALL, LARGE])
def test_nobody_outside_finance_confirms(proposal) -> None:
    for who in (ANA, BO):
        with pytest.raises(NotFinance):
            decide(proposal, Act.CONFIRM, who, NOON)


def test_a_large_payment_waits_for_a_second_person_of_finance() -> None:
    """Ana reports 50,000; Fin confirms, then Flo."""
    assert not decide(LARGE, Act.CONFIRM, FIN, NOON)
    waiting = replace(LARGE, state=State.SECONDED, confirmed_by=FIN, confirmed_at=NOON)
    assert decide(waiting, Act.CONFIRM, FLO, NOON)
    with pytest.raises(NeedsAnother):
        decide(waiting, Act.CONFIRM, FIN, NOON)


def test_a_finance_proposer_of_a_large_payment_is_one_of_the_two() -> None:
    """Fin reports 50,000; Flo alone confirms, Fin cannot."""
    proposal = replace(LARGE, proposed_by=FIN)
    assert decide(proposal, Act.CONFIRM, FLO, NOON)
    with pytest.raises(NeedsAnother):
        decide(proposal, Act.CONFIRM, FIN, NOON)


# --- changing and dismissing ---------------------------------------------------------------------


@pytest.mark.parametrize("act", [Act.CHANGE, Act.DISMISS])
def test_finance_and_the_proposer_may_change_or_dismiss(act) -> None:
    for who in (ANA, FIN, FLO):
        assert decide(LARGE, act, who, NOON)
    with pytest.raises(NotFinance):
        decide(LARGE, act, BO, NOON)


def test_what_one_of_two_confirmed_can_be_dismissed_but_not_changed() -> None:
    """Flo must confirm what Fin saw, not what Ana made of it since."""
    waiting = replace(LARGE, state=State.SECONDED, confirmed_by=FIN, confirmed_at=NOON)
    assert decide(waiting, Act.DISMISS, FLO, NOON)
    with pytest.raises(AlreadyDecided):
        decide(waiting, Act.CHANGE, ANA, NOON)


def test_whoever_comes_second_is_told_who_was_first_and_when() -> None:
    """Confirmed by Fin at 12:00; dismissed by Flo at 12:05."""
    for act in (Act.CONFIRM, Act.CHANGE, Act.DISMISS):
        with pytest.raises(AlreadyDecided) as refusal:
            decide(booked(SMALL), act, FLO, NOON)
        assert (refusal.value.name, refusal.value.at) == ("Fin", "12:00")
    later = NOON + timedelta(minutes=5)
    dismissed = replace(SMALL, state=State.DISMISSED, decided_by=FLO, decided_at=later)
    with pytest.raises(AlreadyDecided) as refusal:
        decide(dismissed, Act.CONFIRM, FIN, later)
    assert (refusal.value.name, refusal.value.at) == ("Flo", "12:05")


# --- taking back ---------------------------------------------------------------------------------


@pytest.mark.parametrize("act", [Act.UNDO, Act.CORRECT, Act.BOUNCE])
def test_only_finance_takes_back_and_only_what_is_booked(act) -> None:
    with pytest.raises(NotFinance):
        decide(booked(SMALL), act, ANA, NOON)
    assert decide(booked(SMALL), act, FIN, NOON)
    for state in set(State) - {State.BOOKED}:
        with pytest.raises(NothingToTakeBack):
            decide(replace(booked(SMALL), state=state), act, FIN, NOON)


def test_an_undo_needs_one_person_within_ten_minutes() -> None:
    """Booked at 12:00: until 12:10 Fin alone takes even a large payment back."""
    assert timedelta(minutes=10) == UNDO_WINDOW
    assert decide(booked(LARGE), Act.UNDO, FIN, NOON + timedelta(minutes=10))
    with pytest.raises(TooLateToUndo):
        decide(booked(LARGE), Act.UNDO, FIN, NOON + timedelta(minutes=10, seconds=1))


@pytest.mark.parametrize("act", [Act.CORRECT, Act.BOUNCE])
def test_two_of_finance_take_a_large_payment_back(act) -> None:
    """Fin asks; Fin again is not enough, Flo is."""
    assert not decide(booked(LARGE), act, FIN, NOON)
    asked = replace(booked(LARGE), wish=act, decided_by=FIN)
    assert decide(asked, act, FLO, NOON)
    with pytest.raises(NeedsAnother):
        decide(asked, act, FIN, NOON)


def test_who_agrees_must_want_the_same() -> None:
    """Fin asks to correct, Flo says it bounced: that is a new wish, which waits for another."""
    asked = replace(booked(LARGE), wish=Act.CORRECT, decided_by=FIN)
    assert not decide(asked, Act.BOUNCE, FLO, NOON)


def test_who_agrees_that_it_bounced_must_mean_the_same_day() -> None:
    """Fin says it bounced on 3 March, Flo says on the 4th: Fin's word no longer counts as one."""
    day, next_day = date(2026, 3, 3), date(2026, 3, 4)
    asked = replace(booked(LARGE), wish=Act.BOUNCE, decided_by=FIN, wished_on=day)
    assert not decide(asked, Act.BOUNCE, FLO, NOON, next_day)
    assert decide(asked, Act.BOUNCE, FLO, NOON, day)
    assert decide(booked(SMALL), Act.BOUNCE, FLO, NOON, day)


def test_what_the_bank_took_back_is_decided_by_nobody_any_more() -> None:
    bounced = replace(booked(SMALL), bounced_on=date(2026, 3, 5))
    for act in Act:
        with pytest.raises(BouncedInBooks) as refusal:
            decide(bounced, act, FIN, NOON)
        assert refusal.value.day == date(2026, 3, 5)


# --- reminding -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("proposed", "repeated"),
    [
        ("2026-11-23T10:00", "2026-11-24T10:00"),
        ("2026-11-27T16:30", "2026-11-30T16:30"),  # Friday to Monday
        ("2026-11-28T10:00", "2026-12-01T00:00"),  # Saturday: Monday is its working day
    ],
)
def test_days_off_do_not_count(proposed: str, repeated: str) -> None:
    zone = ZoneInfo("Asia/Shanghai")
    at, then = (datetime.fromisoformat(text).replace(tzinfo=zone) for text in (proposed, repeated))
    assert remind_at(at, Calendar()) == then
    assert remind_at(at, Calendar()).tzinfo is zone
