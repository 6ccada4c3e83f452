"""Disputes in chat: opened, confirmed by somebody not credited, decided; each step is appended."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from ledger import dispute as rules
from ledger.dispute import Dispute, Judges, Outcome
from ledger.errors import Problem
from ledger.money import Money
from ledger.proposal import Who
from scoring.shift import Shift
from storage import audit, rows, shifts, tables, wish_documents
from storage.circle import Circle, circle
from storage.companies import Company
from storage.database import Tx, lock_company
from storage.dispute_rows import look
from storage.ids import new_id
from storage.importers.record import Record
from storage.intake.context import Context
from storage.intake.disputes import Desk
from storage.intake.settling import settle
from storage.numbers import next_free
from storage.people import Member
from storage.tables import DisputeStep
from storage.wish_documents import Basis, NotInThatCurrency


@dataclass(eq=False)
class MoreThanUndisputed(Problem):
    """An amount above what was open and not disputed."""

    sentence = (
        "Nothing was recorded: of {document} {open} was open and not disputed on {day}, "
        "less than {amount}."
    )

    document: str
    open: Money
    day: date
    amount: Money


@dataclass(eq=False)
class WholeInvoice(Problem):
    """A dispute that names an instalment."""

    sentence = (
        "Nothing was recorded: a dispute lies on the oldest part of an invoice first. "
        "Name {number} instead of {document}."
    )

    document: str
    number: str


@dataclass(eq=False)
class NotYourInvoice(Problem):
    """An invoice of somebody else."""

    sentence = (
        "Nothing was recorded: {document} is not yours. "
        "Its owner, their manager, finance or HR may open a dispute."
    )

    document: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody says that a customer contests, since when and why."""

    document: str
    amount: Money
    from_on: date
    reason: str


@dataclass(frozen=True, slots=True)
class About:
    """A dispute with everything around it as it is now."""

    dispute: Dispute
    of: Basis
    circle: Circle
    today: date

    @property
    def owners(self) -> frozenset[int]:
        """Who is credited with the invoice today."""
        return frozenset(key for key, _ in self.of.owners)

    @property
    def judged(self) -> tuple[Member, ...]:
        """Whose score stands on the card, before and after."""
        return tuple(self.circle.members[key] for key, _ in self.of.owners)

    @property
    def judges(self) -> Judges:
        """Who may confirm and decide: above an owner, finance, HR; never who is credited."""
        above = frozenset(boss for one in self.owners for boss in self.circle.all_above(one))
        return Judges(above | self._offices, self.of.ever)

    @property
    def readers(self) -> frozenset[int]:
        """Whose is a card: the owners, their managers, finance, HR, and whoever opened it."""
        managers = frozenset(boss for one in self.owners for boss in self.circle.above(one))
        opener = self.dispute.opened_by
        return self.owners | managers | self._offices | ({opener.id} if opener else frozenset())

    @property
    def _offices(self) -> frozenset[int]:
        return self.circle.with_right("finance") | self.circle.with_right("hr")


def about(tx: Tx, company: Company, dispute: Dispute, today: date) -> About:
    """Look at what a dispute is about, as it is now."""
    basis = wish_documents.basis_of(tx, company, dispute.document, today)
    return About(dispute, basis, circle(tx, company, today), today)


def open_(
    tx: Tx, company: Company, who: Member, wanted: Wanted, today: date
) -> tuple[About, tuple[Shift, ...]]:
    """Store what a customer contests; tell what scores would be once somebody confirms it."""
    lock_company(tx, company.id)
    basis = wish_documents.basis_of(tx, company, wanted.document, today)
    people = circle(tx, company, today)
    _may_open(who, wanted, basis, people)
    dispute = look(tx, company, _store(tx, company, who, wanted, today))
    of = About(dispute, basis, people, today)
    _log(tx, company, of, Who(who.id, who.name), "opened")
    before = shifts.scores(tx, company, of.judged, today)
    with shifts.rehearsal(tx):
        _add(tx, company, of, "confirm", _Said(None))
        after = shifts.scores(tx, company, of.judged, today)
    return of, shifts.between(of.judged, today, before, after)


def confirm(
    tx: Tx, company: Company, of: About, who: Who, *, own_doing: bool
) -> tuple[About, tuple[Shift, ...]]:
    """Store that it is a dispute, and whether the credited people brought it about."""
    rules.may_confirm(of.dispute, who, of.judges)
    step = "own_doing" if own_doing else "confirmed"
    return _said(tx, company, of, ("confirm", step), _Said(who, own_doing=own_doing))


def dismiss(
    tx: Tx, company: Company, of: About, who: Who, words: str
) -> tuple[About, tuple[Shift, ...]]:
    """Store that it is no dispute, and never was, and why."""
    rules.may_confirm(of.dispute, who, of.judges)
    said = _Said(who, to_on=of.dispute.from_on, words=words)
    return _said(tx, company, of, ("decide", "dismissed"), said)


def take_back(tx: Tx, company: Company, of: About, who: Who) -> tuple[About, tuple[Shift, ...]]:
    """Store that whoever opened it was mistaken."""
    rules.may_take_back(of.dispute, who, tx.now)
    said = _Said(who, to_on=of.dispute.from_on)
    return _said(tx, company, of, ("decide", "taken_back"), said)


def decide(
    tx: Tx, company: Company, of: About, who: Who, verdict: tuple[Outcome, date, str]
) -> tuple[About, tuple[Shift, ...]]:
    """Store for whom it was decided, and the first day on which it is not disputed any more."""
    outcome, to_on, words = verdict
    rules.may_decide(of.dispute, who, of.judges)
    rules.check_end(of.dispute, to_on, tx.now.astimezone(ZoneInfo(company.timezone)).date())
    said = _Said(who, outcome=outcome, to_on=to_on, words=words)
    return _said(tx, company, of, ("decide", "decided"), said)


@dataclass(frozen=True, slots=True)
class _Said:
    """What a step says."""

    who: Who | None
    own_doing: bool = False
    outcome: Outcome | None = None
    to_on: date | None = None
    words: str = ""


def _may_open(who: Member, wanted: Wanted, of: Basis, people: Circle) -> None:
    if wanted.document != of.number:
        raise WholeInvoice(wanted.document, of.number)
    owners = frozenset(key for key, _ in of.owners)
    is_theirs = who.id in owners or people.leads_one_of(who.id, owners)
    if not is_theirs and not who.rights & {"finance", "hr"}:
        raise NotYourInvoice(wanted.document)
    assert of.open is not None, of
    if wanted.amount.currency != of.open.currency:
        raise NotInThatCurrency(wanted.document, of.open.currency, wanted.amount.currency)


def _store(tx: Tx, company: Company, who: Member, wanted: Wanted, today: date) -> int:
    """Lay it where an import would; it has to fit on its first day, and still today."""
    values: dict[str, Any] = {
        "dispute_id": next_free(tx, company, tables.Dispute, "D-"),
        "invoice_id": wanted.document,
        "amount": Decimal(str(wanted.amount)),
        "from": wanted.from_on,
        "reason": wanted.reason,
        "raised_by": who.id,
    }
    context, record = Context.of_money(tx, company), Record(0, values)
    desk = Desk.open(context, [record])
    ((invoice_id, invoice),) = desk.shelf.invoices.items()
    for day in sorted({wanted.from_on, today}):
        left = Money(desk.left(invoice_id, day), invoice["currency"])
        if left.minor < wanted.amount.minor:
            raise MoreThanUndisputed(wanted.document, left, day, wanted.amount)
    verdict = desk.take(record)
    assert not verdict.rejected, verdict.findings
    settle(context)
    (row,) = context.batch.disputes.values()
    return int(row["id"])


def _said(
    tx: Tx, company: Company, of: About, step: tuple[str, str], said: _Said
) -> tuple[About, tuple[Shift, ...]]:
    """Append a step and write it down; tell what it does to scores."""
    assert said.who is not None, said
    before = shifts.scores(tx, company, of.judged, of.today)
    _add(tx, company, of, step[0], said)
    now = replace(of, dispute=look(tx, company, of.dispute.id))
    _log(tx, company, now, said.who, step[1])
    after = shifts.scores(tx, company, of.judged, of.today)
    return now, shifts.between(of.judged, of.today, before, after)


def _add(tx: Tx, company: Company, of: About, step: str, said: _Said) -> None:
    row: dict[str, Any] = {
        "workspace_id": company.id,
        "id": new_id(),
        "dispute_id": of.dispute.id,
        "step": step,
        "outcome": said.outcome and said.outcome.value,
        "to_on": said.to_on,
        "own_doing": said.own_doing,
        "words": said.words,
        "person_id": said.who and said.who.id,
        "recorded_at": tx.now,
    }
    rows.add(tx, DisputeStep, [row])


def _log(tx: Tx, company: Company, of: About, who: Who, action: str) -> None:
    """Write down who said what of which dispute; it may change what is credited so far."""
    dispute = of.dispute
    detail = {"dispute": dispute.number, "invoice": dispute.document, "state": dispute.state.value}
    detail |= {"amount": str(dispute.amount), "currency": dispute.amount.currency}
    detail |= {"from": str(dispute.from_on), "reason": dispute.reason}
    if dispute.decided is not None:
        ended = dispute.decided
        detail |= {"to": str(ended.to_on), "outcome": ended.outcome or "", "words": ended.words}
    deed = audit.Deed(f"person:{who.id}", "slack", f"dispute.{action}", detail, of.of.ever)
    audit.record(tx, company, deed)
