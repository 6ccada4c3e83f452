"""Wishes: who may ask for one, who decides it, what it touches, and how it becomes a fact.

One look at the circle of people serves all of these questions.
"""

from dataclasses import dataclass
from datetime import date
from typing import assert_never

from ledger.approval import Deciders, Request, Stand
from ledger.errors import Problem
from ledger.proposal import Who
from ledger.wish import Aim, Exempt, GiveUp, Grant, Move, Use, Wish
from scoring.shift import Shift
from storage import approvals, audit, shifts, wish_documents, wish_owners, wish_people
from storage.approvals import Decision
from storage.circle import NOBODY, Circle, circle
from storage.companies import Company
from storage.database import Tx, lock_company
from storage.people import Member
from storage.wish_documents import Basis
from storage.wish_people import Standing


@dataclass(eq=False)
class NobodyDecides(Problem):
    """Nobody is left who could approve."""

    sentence = (
        "Nothing was asked for: nobody but those it concerns could approve it. "
        "Ask your administrator who else should have the right."
    )


@dataclass(frozen=True, slots=True)
class About:
    """A wish with everything around it as it is now."""

    wish: Wish
    of: Basis | Standing
    circle: Circle
    today: date

    @property
    def helped(self) -> frozenset[int]:
        """Whose own score, rights or target it is about: they never decide it."""
        return self.of.ever if isinstance(self.of, Basis) else self.of.helped

    @property
    def touches(self) -> frozenset[int] | None:
        """Whose scores it may change; None is everybody."""
        match self.wish:
            case Grant():
                return NOBODY
            case Aim(of_team=True):
                return None
            case _:
                return self.helped

    @property
    def judged(self) -> tuple[Member, ...]:
        """Whose score stands on the card, before and after.

        The owners of what is exempted; who gains or loses a share, once the move has begun.
        """
        match self.wish, self.of:
            case Exempt(), Basis() as basis:
                return tuple(self.circle.members[key] for key, _ in basis.owners)
            case Move() as move, Basis() if move.from_on <= self.today:
                return tuple(self.circle.members[key] for key in sorted(self.changed))
            case _:
                return ()

    @property
    def changed(self) -> frozenset[int]:
        """Who gains or loses a share of a document."""
        handover = self.of.handover if isinstance(self.of, Basis) else None
        return NOBODY if handover is None else handover.changed

    @property
    def told(self) -> frozenset[int]:
        """Who gets a card once it is approved, whether they were asked or not."""
        return self.changed | {one.id for one in self.judged}

    def deciders(self, asked_by: int) -> Deciders:
        """Who may approve or reject."""
        match self.wish:
            case Exempt():
                approvers = self.circle.above(asked_by) | self.circle.with_right("hr")
            case Move():
                theirs = (self.circle.above(key) for key in self.changed)
                leads = frozenset.intersection(*theirs) if self.changed else NOBODY
                approvers = self.circle.above(asked_by) | self.circle.with_right("hr") | leads
            case GiveUp() | Use():
                approvers = self.circle.with_right("finance")
            case Aim():
                approvers = self.circle.with_right("hr")
            case Grant():
                approvers = self.circle.with_right("admin")
            case _:
                assert_never(self.wish)
        return Deciders(approvers, self.helped)


def about(tx: Tx, company: Company, wish: Wish, today: date) -> About:
    """Look at what a wish is about, as it is now."""
    people = circle(tx, company, today)
    of: Basis | Standing
    match wish:
        case Aim():
            of = wish_people.of_aim(tx, company, wish, people)
        case Grant():
            of = wish_people.of_grant(wish, people)
        case Move():
            of = wish_owners.basis(tx, company, wish, people, today)
        case Exempt() | GiveUp() | Use():
            of = wish_documents.basis(tx, company, wish, today)
        case _:
            assert_never(wish)
    return About(wish, of, people, today)


def check(tx: Tx, company: Company, of: About) -> None:
    """Refuse what cannot be: it is looked at when it is asked for, and when it is approved."""
    match of.wish, of.of:
        case Move() as move, Basis() as basis:
            wish_owners.check(tx, company, move, basis, of.circle)
        case (Exempt() | GiveUp() | Use()) as wish, Basis() as basis:
            wish_documents.check(wish, basis)
        case _:
            assert isinstance(of.of, Standing), of


def ask(tx: Tx, company: Company, of: About, who: Who) -> tuple[Request, tuple[Shift, ...]]:
    """Store a wish for somebody else to decide, with what it would do to scores."""
    check(tx, company, of)
    deciders = of.deciders(who.id).of(who.id)
    if not deciders:
        raise NobodyDecides
    request = approvals.ask(tx, company, of.wish, who)
    if not of.judged:
        return request, ()
    before = shifts.scores(tx, company, of.judged, of.today)
    with shifts.rehearsal(tx):
        _carry_out(tx, company, of, who.id, min(deciders))
        after = shifts.scores(tx, company, of.judged, of.today)
    return request, shifts.between(of.judged, of.today, before, after)


def approve(
    tx: Tx, company: Company, of: About, request: Request, who: Who
) -> tuple[Request, tuple[Shift, ...]]:
    """Store what was wished for and that it was approved, together or not at all."""
    check(tx, company, of)
    before = shifts.scores(tx, company, of.judged, of.today)
    _carry_out(tx, company, of, request.asked_by.id, who.id)
    decided = approvals.decide(tx, company, request, Decision(Stand.APPROVED, who), of.touches)
    after = shifts.scores(tx, company, of.judged, of.today)
    return decided, shifts.between(of.judged, of.today, before, after)


def set_at_once(tx: Tx, company: Company, of: About, who: Who) -> None:
    """Store what needs nobody else: HR's targets of periods that are still to come."""
    assert isinstance(of.wish, Aim), of
    assert isinstance(of.of, Standing), of
    lock_company(tx, company.id)
    wish_people.set_target(tx, company, of.wish, of.of)
    detail = {"whose": of.of.name, "kpi": of.wish.kpi, "period": str(of.wish.period)}
    detail |= {"before": of.of.before, "after": of.wish.value}
    deed = audit.Deed(f"person:{who.id}", "slack", "target.set", detail, of.touches)
    audit.record(tx, company, deed)


def _carry_out(tx: Tx, company: Company, of: About, asked_by: int, approved_by: int) -> None:
    match of.wish, of.of:
        case Aim() as aim, Standing() as standing:
            wish_people.set_target(tx, company, aim, standing)
        case Grant() as grant, Standing() as standing:
            wish_people.set_rights(tx, company, grant, standing)
        case (Exempt() | GiveUp() | Use()) as wish, Basis() as basis:
            two = of.circle, asked_by, approved_by
            wish_documents.carry_out(tx, company, wish, basis, two)
        case Move() as move, Basis() as basis:
            wish_owners.carry_out(tx, company, move, basis, of.circle)
        case _:
            raise AssertionError(of)
