"""What the rules of signals look at: the facts of a period, company-wide, without any score."""

from dataclasses import dataclass
from datetime import date

from ledger.money import Money
from ledger.period import Period
from ledger.proposal import Who


@dataclass(frozen=True, slots=True)
class Customer:
    """Who owes; two customers may have one name."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Credited:
    """What a credit note took off one invoice; `due_on` is the oldest day that it took away."""

    note: str
    noted_on: date
    document: str
    customer: Customer
    amount: Money
    due_on: date
    owners: tuple[Who, ...]


@dataclass(frozen=True, slots=True)
class Billed:
    """An invoice as it was written, with its first due day."""

    document: str
    customer: Customer
    issued_on: date
    due_on: date
    amount: Money


@dataclass(frozen=True, slots=True)
class Extended:
    """A later due date that was approved; `earlier` counts those that the document had before."""

    number: str
    document: str
    customer: Customer
    amount: Money
    due_on: date
    until_on: date
    on: date
    owners: tuple[Who, ...]
    asked_by: Who
    approved_by: Who
    earlier: int = 0


@dataclass(frozen=True, slots=True)
class TakenBack:
    """A receipt that came back on a day; `is_late` says that a close had counted it by then."""

    receipt: str
    customer: Customer
    amount: Money
    value_on: date
    back_on: date
    is_late: bool
    credited: tuple[Who, ...]
    booked_by: tuple[Who, ...] = ()


@dataclass(frozen=True, slots=True)
class Promised:
    """A customer's word, and who wrote it down on which day."""

    number: str
    customer: Customer
    amount: Money
    promised_on: date
    written_on: date
    document: str | None = None
    by: Who | None = None


@dataclass(frozen=True, slots=True)
class Paid:
    """What a receipt brought for a document; without one, all that it brought."""

    receipt: str
    customer: Customer
    amount: Money
    value_on: date
    document: str | None = None


@dataclass(frozen=True, slots=True)
class Touch:
    """A follow-up by hand, and the words that were written about it."""

    by: Who
    on: date
    customer: Customer
    note: str


@dataclass(frozen=True, slots=True)
class Move:
    """An open item that went from some people to others; `leaves` says that the givers left."""

    document: str
    customer: Customer
    on: date
    open: Money
    due_on: date
    givers: tuple[Who, ...]
    takers: tuple[Who, ...]
    leaves: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """What was recorded of a period and around it; `large` is what the company calls a lot."""

    period: Period
    large: Money
    closed_on: date | None = None
    credited: tuple[Credited, ...] = ()
    billed: tuple[Billed, ...] = ()
    extended: tuple[Extended, ...] = ()
    taken_back: tuple[TakenBack, ...] = ()
    promised: tuple[Promised, ...] = ()
    paid: tuple[Paid, ...] = ()
    touches: tuple[Touch, ...] = ()
    moves: tuple[Move, ...] = ()
