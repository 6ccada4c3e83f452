"""Proposals: payments as somebody reported them, and every decision about them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import String, cast, insert, select, update
from sqlmodel import col

from ledger.currency import places
from ledger.errors import Problem
from ledger.money import Money
from ledger.proposal import Act, Plan, Proposal, Settles, State, Who
from storage import audit, booked, occurrences, settings
from storage.booked import Payment
from storage.companies import Company
from storage.database import Tx, lock_company
from storage.ids import new_id
from storage.people import rights_of
from storage.tables import Customer, Occurrence, Person, Rate, Receipt
from storage.tables import Proposal as Row

REMINDER = "payment.reminder"


@dataclass(frozen=True, slots=True)
class Found:
    """A proposal with its payment, the plan its card shows, and the plan as it would be now."""

    proposal: Proposal
    payment: Payment
    shown: str
    plan: Plan

    @property
    def is_stale(self) -> bool:
        """Tell whether what the card shows is not what would be booked."""
        return self.shown != fingerprint(self.plan)


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody decides, why, and for a bounce the day on which the bank took it back."""

    act: Act
    who: Who
    reason: str = ""
    on: date | None = None


def propose(tx: Tx, company: Company, payment: Payment, who: Who) -> Found:
    """Store a payment for finance to confirm; nothing is booked."""
    lock_company(tx, company.id)
    plan = booked.plan(tx, company, payment)
    row = _fields(payment) | {
        "workspace_id": company.id,
        "id": new_id(),
        "proposed_by": who.id,
        "proposed_at": tx.now,
        "plan": fingerprint(plan),
    }
    tx.execute(insert(Row), row)
    _log(tx, company, who, "payment.proposed", {"proposal": str(row["id"]), **_told(payment)})
    return _read(tx, company, row["id"], plan)


def find(tx: Tx, company: Company, proposal_id: int) -> Found:
    """Read a proposal under the company's lock, so that what is decided next is decided on it."""
    lock_company(tx, company.id)
    return _read(tx, company, proposal_id)


def look(tx: Tx, company: Company, proposal_id: int) -> Found:
    """Read a proposal without any lock: nothing is decided on what is read here."""
    return _read(tx, company, proposal_id)


def _read(tx: Tx, company: Company, proposal_id: int, plan: Plan | None = None) -> Found:
    """Read a proposal; a plan that was made in this transaction is not made again."""
    query = select(Row.__table__).where(  # type: ignore[attr-defined]
        col(Row.workspace_id) == company.id, col(Row.id) == proposal_id
    )
    row = tx.execute(query).mappings().one()
    payment, bounced_on = _payment(row), _bounced_on(tx, company, row)
    if row["state"] not in {State.OPEN, State.SECONDED}:
        plan = plan_of(row["plan"], payment)
        if bounced_on:
            plan = booked.reopened(tx, company, plan)
    elif plan is None:
        plan = booked.plan(tx, company, payment)
    proposal = replace(_proposal(tx, company, row, payment), bounced_on=bounced_on)
    if bounced_on:
        proposal = replace(proposal, state=State.BOUNCED)
    return Found(proposal, payment, row["plan"], plan)


@dataclass(eq=False)
class Overtaken(Problem):
    """Somebody else decided between the reading and the writing; nothing of ours is kept."""

    sentence = "Somebody else decided this at the same moment; nothing was booked twice."


def step(tx: Tx, company: Company, found: Found, values: Mapping[str, Any]) -> None:
    """Move a proposal on from the version that was read, and from no other."""
    this = found.proposal
    moved = tx.execute(
        update(Row)
        .where(
            col(Row.workspace_id) == company.id,
            col(Row.id) == this.id,
            col(Row.version) == this.version,
        )
        .values(version=this.version + 1, **values)
    )
    if moved.rowcount != 1:
        raise Overtaken


def refresh(tx: Tx, company: Company, found: Found, who: Who) -> Found:
    """Let the card show what would be booked now; whoever confirmed another plan did not this."""
    again = {"state": State.OPEN, "confirmed_by": None, "confirmed_at": None}
    step(tx, company, found, again | {"plan": fingerprint(found.plan)})
    _log(tx, company, who, "payment.refreshed", {"proposal": str(found.proposal.id)})
    return _read(tx, company, found.proposal.id, found.plan)


def change(tx: Tx, company: Company, found: Found, payment: Payment, who: Who) -> Found:
    """Replace what was reported; whoever did so is its proposer, who cannot second it."""
    plan = booked.plan(tx, company, payment)
    before = _told(found.payment)
    now_by = {"proposed_by": who.id, "plan": fingerprint(plan)}
    step(tx, company, found, _fields(payment) | now_by)
    detail = {"proposal": str(found.proposal.id), "before": before, "after": _told(payment)}
    _log(tx, company, who, "payment.changed", detail)
    return _read(tx, company, found.proposal.id, plan)


def wait(tx: Tx, company: Company, found: Found, how: Decision) -> Found:
    """Store the first of two decisions; nothing takes effect yet."""
    who, act = how.who, how.act
    detail = {"proposal": str(found.proposal.id)}
    values: dict[str, Any] = {"wish": act.value, "decided_by": who.id, "decided_at": tx.now}
    if act is Act.CONFIRM:
        values = {"state": State.SECONDED, "confirmed_by": who.id, "confirmed_at": tx.now}
    else:
        detail |= {"reason": how.reason, "on": str(how.on or found.payment.value_on)}
    step(tx, company, found, values | {"reason": how.reason, "wished_on": how.on})
    _log(tx, company, who, f"payment.{act}.first", detail)
    return _read(tx, company, found.proposal.id, found.plan)


def confirm(tx: Tx, company: Company, found: Found, who: Who) -> Found:
    """Book the money: receipt, allocations and credits, once."""
    first = found.proposal.confirmed_by
    alone = first is None or first.id == who.id  # the same again, if the limit was raised meanwhile
    people = {"confirmed_by": who.id} if alone else {"seconded_by": who.id}
    receipt = booked.book(tx, company, found.payment)
    booked_now = {"state": State.BOOKED, "confirmed_at": tx.now, "receipt_id": receipt}
    step(tx, company, found, people | booked_now | {"plan": fingerprint(found.plan)})
    detail = {"proposal": str(found.proposal.id), "receipt": str(receipt), **_told(found.payment)}
    touches = booked.touched(tx, company, found.payment.customer_id)
    _log(tx, company, who, "payment.confirmed", detail, touches)
    return _read(tx, company, found.proposal.id)


def dismiss(tx: Tx, company: Company, found: Found, who: Who) -> Found:
    """Say that this was no payment."""
    decided = {"state": State.DISMISSED, "decided_by": who.id, "decided_at": tx.now}
    step(tx, company, found, decided)
    _log(tx, company, who, "payment.dismissed", {"proposal": str(found.proposal.id)})
    return _read(tx, company, found.proposal.id)


def take_back(tx: Tx, company: Company, found: Found, how: Decision) -> Found:
    """Take booked money back with new rows."""
    receipt = receipt_id(tx, company, found.proposal.id)
    on = how.on or found.payment.value_on
    booked.take_back(tx, company, receipt, on, undo=how.act is not Act.BOUNCE)
    state = {Act.UNDO: State.UNDONE, Act.CORRECT: State.CORRECTED, Act.BOUNCE: State.BOUNCED}
    decided = {"state": state[how.act], "decided_by": how.who.id, "decided_at": tx.now}
    plan = fingerprint(booked.reopened(tx, company, found.plan))
    touches = booked.touched(tx, company, found.payment.customer_id)
    step(tx, company, found, decided | {"reason": how.reason, "plan": plan})
    detail = {"proposal": str(found.proposal.id), "reason": how.reason, "on": str(on)}
    _log(tx, company, how.who, f"payment.{how.act}", detail, touches)
    return _read(tx, company, found.proposal.id)


def settle_bounce(tx: Tx, company: Company, found: Found) -> Found:
    """Store that booked money bounced, which an import brought and nobody pressed."""
    assert found.proposal.bounced_on is not None, found.proposal
    told = {"state": State.BOUNCED, "wish": "", "decided_by": None, "decided_at": None}
    step(tx, company, found, told | {"plan": fingerprint(found.plan)})
    detail = {"proposal": str(found.proposal.id), "on": str(found.proposal.bounced_on)}
    audit.record(tx, company, audit.Deed("bot", "import", "payment.bounced", detail))
    return _read(tx, company, found.proposal.id)


def bounced_in_books(tx: Tx, company: Company) -> tuple[int, ...]:
    """The proposals that read as booked, and whose receipt was taken back by an import."""
    same = (col(Receipt.workspace_id) == col(Row.workspace_id)) & (
        col(Receipt.id) == col(Row.receipt_id)
    )
    query = (
        select(col(Row.id))
        .join(Receipt, same)
        .where(
            col(Row.workspace_id) == company.id,
            col(Row.state) == State.BOOKED,
            col(Receipt.reversed_minor) > 0,
        )
    )
    return tuple(row.id for row in tx.execute(query.order_by(col(Row.id))))


def _bounced_on(tx: Tx, company: Company, row: Mapping[str, Any]) -> date | None:
    """Tell when an import took the receipt back: of that nobody here is the author."""
    by_import = row["state"] == State.BOUNCED and row["decided_by"] is None
    if row["state"] != State.BOOKED and not by_import:
        return None
    return booked.bounced_on(tx, company, row["receipt_id"])


def receipt_id(tx: Tx, company: Company, proposal_id: int) -> int:
    """The receipt that a proposal was booked as."""
    query = select(col(Row.receipt_id)).where(
        col(Row.workspace_id) == company.id, col(Row.id) == proposal_id
    )
    return int(tx.execute(query).scalar_one())


def waiting(tx: Tx, company: Company, before: datetime) -> tuple[tuple[int, datetime], ...]:
    """What nobody decided since before that moment, nor was reminded of: ids and moments."""
    reminded = (
        select(col(Occurrence.id))
        .where(
            col(Occurrence.workspace_id) == col(Row.workspace_id),
            col(Occurrence.kind) == REMINDER,
            col(Occurrence.scope) == "proposal:" + cast(col(Row.id), String),
        )
        .correlate(Row)
        .exists()
    )
    query = select(col(Row.id), col(Row.proposed_at)).where(
        col(Row.workspace_id) == company.id,
        col(Row.state).in_([State.OPEN, State.SECONDED]),
        col(Row.proposed_at) <= before,
        ~reminded,
    )
    return tuple((row.id, row.proposed_at) for row in tx.execute(query.order_by(col(Row.id))))


def claim_reminder(tx: Tx, company: Company, proposal_id: int) -> bool:
    """Take the right to remind of a proposal, once."""
    coming = occurrences.Coming(REMINDER, f"proposal:{proposal_id}", "1", tx.now)
    return occurrences.claim(tx, company, coming)


def fingerprint(plan: Plan) -> str:
    """Write down what a card shows, so that a later change of it can be seen."""
    lines = [
        [line.instalment_id, line.name, line.amount.minor, line.open_before.minor]
        for line in plan.lines
    ]
    credited = [list(share) for share in plan.credited]
    return json.dumps([lines, plan.unapplied.minor, credited], ensure_ascii=False)


def plan_of(written: str, payment: Payment) -> Plan:
    """Read a plan as it was written down."""
    currency = payment.amount.currency
    lines, unapplied, credited = json.loads(written)
    return Plan(
        tuple(Settles(i, name, Money(a, currency), Money(o, currency)) for i, name, a, o in lines),
        Money(unapplied, currency),
        tuple((name, weight) for name, weight in credited),
    )


def _fields(payment: Payment) -> dict[str, Any]:
    return {
        "customer_id": payment.customer_id,
        "currency": payment.amount.currency,
        "amount_minor": payment.amount.minor,
        "fee_minor": payment.fee_minor,
        "value_on": payment.value_on,
        "names": ";".join(payment.names),
        "reference": payment.reference,
    }


def _payment(row: Mapping[str, Any]) -> Payment:
    return Payment(
        row["customer_id"],
        Money(row["amount_minor"], row["currency"]),
        row["value_on"],
        tuple(filter(None, row["names"].split(";"))),
        row["reference"],
        row["fee_minor"],
    )


def _told(payment: Payment) -> dict[str, str]:
    fee = Money(payment.fee_minor, payment.amount.currency)
    return {
        "amount": str(payment.amount),
        "currency": payment.amount.currency,
        "value_on": str(payment.value_on),
        "names": ";".join(payment.names),
        "reference": payment.reference,
    } | ({"fee": str(fee)} if fee.minor else {})


def _proposal(tx: Tx, company: Company, row: Mapping[str, Any], payment: Payment) -> Proposal:
    zone = ZoneInfo(company.timezone)
    people = _people(tx, company, row)

    def local(column: str) -> datetime | None:
        moment: datetime | None = row[column]
        return moment and moment.astimezone(zone)

    return Proposal(
        id=row["id"],
        version=row["version"],
        state=State(row["state"]),
        customer=_customer_name(tx, company, row["customer_id"]),
        amount=payment.amount,
        value_on=payment.value_on,
        reference=payment.reference,
        proposed_by=people[row["proposed_by"]],
        proposed_at=row["proposed_at"].astimezone(zone),
        needs_two=_needs_two(tx, company, payment.amount),
        confirmed_by=people.get(row["confirmed_by"]),
        confirmed_at=local("confirmed_at"),
        seconded_by=people.get(row["seconded_by"]),
        decided_by=people.get(row["decided_by"]),
        decided_at=local("decided_at"),
        wish=Act(row["wish"]) if row["wish"] else None,
        wished_on=row["wished_on"],
        reason=row["reason"],
        receipt=row["receipt_id"] and booked.number_of(tx, company, row["receipt_id"]),
    )


def _people(tx: Tx, company: Company, row: Mapping[str, Any]) -> dict[int | None, Who]:
    columns = ("proposed_by", "confirmed_by", "seconded_by", "decided_by")
    ids = {row[column] for column in columns} - {None}
    query = select(col(Person.id), col(Person.name)).where(
        col(Person.workspace_id) == company.id, col(Person.id).in_(ids)
    )
    today = tx.now.astimezone(ZoneInfo(company.timezone)).date()
    finance = rights_of(tx, company, "finance", today)
    return {r.id: Who(r.id, r.name, r.id in finance) for r in tx.execute(query)}


def _customer_name(tx: Tx, company: Company, customer_id: int) -> str:
    query = select(col(Customer.name)).where(
        col(Customer.workspace_id) == company.id, col(Customer.id) == customer_id
    )
    return str(tx.execute(query).scalar_one())


def _needs_two(tx: Tx, company: Company, amount: Money) -> bool:
    """Above the limit, or in a currency without a rate, two people of finance are needed."""
    limit = Fraction(Decimal(settings.all_of(tx, company)["payment_limit"]))
    rate = Fraction(1)
    if amount.currency != company.currency:
        query = (
            select(col(Rate.rate))
            .where(col(Rate.workspace_id) == company.id, col(Rate.currency) == amount.currency)
            .order_by(col(Rate.on).desc(), col(Rate.recorded_at).desc())
            .limit(1)
        )
        found = tx.execute(query).scalar_one_or_none()
        if found is None:
            return True
        rate = Fraction(found)
    return Fraction(amount.minor, 10 ** places(amount.currency)) * rate > limit


def _log(  # noqa: PLR0913, PLR0917 - one line of the log
    tx: Tx,
    company: Company,
    who: Who,
    action: str,
    detail: dict[str, Any],
    touches: frozenset[int] = frozenset(),
) -> None:
    deed = audit.Deed(f"person:{who.id}", "slack", action, detail, touches)
    audit.record(tx, company, deed)
