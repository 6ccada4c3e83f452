"""Approvals: who may decide what somebody else asked for, and that it is decided once.

Nobody approves what they asked for, nor what helps their own score; whoever asked may withdraw.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from ledger.errors import Problem
from ledger.proposal import Who
from ledger.wish import Wish


class Stand(StrEnum):
    """What became of a request."""

    OPEN = "open"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Request:
    """A wish with who asked when, and what somebody decided about it."""

    id: int
    version: int
    state: Stand
    wish: Wish
    asked_by: Who
    asked_at: datetime
    decided_by: Who | None = None
    decided_at: datetime | None = None
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Deciders:
    """Who may decide a request, and whom it helps: those never do."""

    approvers: frozenset[int]
    helped: frozenset[int] = field(default_factory=frozenset)

    def of(self, asked_by: int) -> frozenset[int]:
        """Who is left to decide what this person asked for."""
        return self.approvers - self.helped - {asked_by}


@dataclass(eq=False)
class DecidedAlready(Problem):
    """Somebody else was first; the answer says who and when."""

    sentence = "{name} decided this at {at}; nothing was done twice."

    name: str
    at: str


@dataclass(eq=False)
class OwnRequest(Problem):
    """Whoever asked wants to decide."""

    sentence = "Nothing was changed: you asked for this. Somebody else decides it."


@dataclass(eq=False)
class OwnBenefit(Problem):
    """The person whose score it helps wants to decide."""

    sentence = "Nothing was changed: this would change your own score. Somebody else decides it."


@dataclass(eq=False)
class NotDecider(Problem):
    """Somebody without the right wants to decide."""

    sentence = "Nothing was changed: this is not yours to decide. The card stays as it is."


@dataclass(eq=False)
class NotAsker(Problem):
    """Somebody else wants to withdraw."""

    sentence = "Nothing was changed: only {name}, who asked for it, can withdraw this."

    name: str


def may_decide(request: Request, who: Who, deciders: Deciders) -> None:
    """Refuse everybody but those who may approve or reject, each with the reason."""
    _still_open(request)
    if who.id == request.asked_by.id:
        raise OwnRequest
    if who.id in deciders.helped:
        raise OwnBenefit
    if who.id not in deciders.approvers:
        raise NotDecider


def may_withdraw(request: Request, who: Who) -> None:
    """Refuse everybody but who asked."""
    _still_open(request)
    if who.id != request.asked_by.id:
        raise NotAsker(request.asked_by.name)


def _still_open(request: Request) -> None:
    if request.state is not Stand.OPEN:
        assert request.decided_by is not None, request
        assert request.decided_at is not None, request
        raise DecidedAlready(request.decided_by.name, f"{request.decided_at:%H:%M}")
