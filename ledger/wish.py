"""Wishes: what somebody asks for and somebody else has to approve before it becomes a fact."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from ledger.money import Money
from ledger.period import Period
from ledger.shares import Share


@dataclass(frozen=True, slots=True)
class Exempt:
    """Leave a document out of rates for a time, or let it fall due on the last day of it."""

    document: str
    extends: bool
    from_on: date
    until_on: date
    reason: str
    sort: Literal["exemption"] = "exemption"

    @property
    def subject(self) -> str:
        """What is asked for once at a time."""
        return self.document


@dataclass(frozen=True, slots=True)
class GiveUp:
    """Write an amount of a document off, on the day of the approval."""

    document: str
    amount: Money
    reason: str
    sort: Literal["write_off"] = "write_off"

    @property
    def subject(self) -> str:
        """What is asked for once at a time."""
        return self.document


@dataclass(frozen=True, slots=True)
class Use:
    """Settle a document with what is unapplied of a receipt or a credit note."""

    source: str
    document: str
    amount: Money
    sort: Literal["apply"] = "apply"

    @property
    def subject(self) -> str:
        """What is asked for once at a time."""
        return f"{self.source} {self.document}"


@dataclass(frozen=True, slots=True)
class Aim:
    """Set what a person or a team should reach on a KPI in a period; `value` is as written."""

    whose: str  # a person's number or a team's name
    of_team: bool
    kpi: str
    period: Period
    value: str
    sort: Literal["target"] = "target"

    @property
    def subject(self) -> str:
        """What is asked for once at a time."""
        return f"{self.whose} {self.kpi} {self.period}"


@dataclass(frozen=True, slots=True)
class Grant:
    """Let a person have these rights and no others."""

    person: str
    rights: tuple[str, ...]
    sort: Literal["rights"] = "rights"

    @property
    def subject(self) -> str:
        """What is asked for once at a time."""
        return self.person


@dataclass(frozen=True, slots=True)
class Move:
    """Let these people own a document from a day on, until the day of its next move."""

    document: str
    shares: tuple[Share, ...]
    from_on: date
    sort: Literal["ownership"] = "ownership"

    @property
    def subject(self) -> str:
        """What is asked for once at a time."""
        return self.document


Wish = Exempt | GiveUp | Use | Aim | Grant | Move
