"""Who may decide what somebody else asked for."""

from datetime import UTC, date, datetime

import pytest

from ledger.approval import (
    DecidedAlready,
    Deciders,
    NotAsker,
    NotDecider,
    OwnBenefit,
    OwnRequest,
    Request,
    Stand,
    may_decide,
    may_withdraw,
)
from ledger.money import Money
from ledger.period import Period
from ledger.proposal import Who
from ledger.wish import Aim, Exempt, GiveUp, Grant, Use

ANA, MEI, HUA, BO = (Who(n, name) for n, name in enumerate(("Ana", "Mei", "Hua", "Bo"), 1))
AT = datetime(2026, 11, 23, 10, 2, tzinfo=UTC)
WISH = Exempt("INV-1", extends=False, from_on=date(2026, 11, 1), until_on=date(2026, 12, 31),
              reason="insolvent")  # fmt: skip
OPEN = Request(1, 1, Stand.OPEN, WISH, ANA, AT)
DONE = Request(1, 2, Stand.APPROVED, WISH, ANA, AT, MEI, AT)
DECIDERS = Deciders(frozenset({MEI.id, HUA.id, ANA.id}), frozenset({ANA.id, HUA.id}))


def test_only_approvers_whom_it_does_not_help_are_left_to_decide() -> None:
    assert DECIDERS.of(ANA.id) == {MEI.id}
    assert DECIDERS.of(MEI.id) == frozenset()
    assert Deciders(frozenset({MEI.id})).of(ANA.id) == {MEI.id}


@pytest.mark.parametrize(
    ("who", "problem"), [(ANA, OwnRequest), (HUA, OwnBenefit), (BO, NotDecider)]
)
def test_who_asked_who_gains_and_who_has_no_right_never_decide(who, problem) -> None:
    with pytest.raises(problem):
        may_decide(OPEN, who, DECIDERS)


def test_an_approver_decides_once_and_the_next_one_is_told_who_did() -> None:
    may_decide(OPEN, MEI, DECIDERS)
    for act in (lambda: may_decide(DONE, MEI, DECIDERS), lambda: may_withdraw(DONE, ANA)):
        with pytest.raises(DecidedAlready) as caught:
            act()
        assert (caught.value.name, caught.value.at) == ("Mei", "10:02")


def test_only_who_asked_withdraws() -> None:
    may_withdraw(OPEN, ANA)
    with pytest.raises(NotAsker) as caught:
        may_withdraw(OPEN, MEI)
    assert caught.value.name == "Ana"


def test_the_same_thing_is_one_subject_whatever_else_is_wished() -> None:
    hundred, november = Money(100_00, "CNY"), Period.months(2026, 11, 1)
    assert [
        WISH.subject,
        GiveUp("INV-1", hundred, "gone").subject,
        Use("R-1", "INV-1", hundred).subject,
        Aim("ana", of_team=False, kpi="csat", period=november, value="4").subject,
        Grant("ana", ("hr",)).subject,
    ] == ["INV-1", "INV-1", "R-1 INV-1", "ana csat 2026-11", "ana"]
