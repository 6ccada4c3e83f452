"""The statements behind signals about what people did, each built once."""

from datetime import timedelta
from functools import cache
from typing import Any

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from storage.columns import FOREVER, days_between
from storage.figure_queries import of
from storage.signal_blanks import (
    COMPANY,
    END,
    IDS,
    START,
    START_AT,
    Statement,
    customer,
    promised_in_period,
)
from storage.tables import (
    Allocation,
    Approval,
    Assignment,
    Customer,
    Exemption,
    FollowUp,
    Instalment,
    Invoice,
    Ownership,
    Person,
    Promise,
    Reduction,
)

STAYS = timedelta(days=31)  # who hands over and leaves within a month hands over for good


@cache
def owners() -> Statement:
    """Who owns some invoices on the last day of the period."""
    return (
        select(col(Instalment.invoice_id), col(Ownership.person_id), col(Person.name))
        .select_from(Instalment)
        .join(Ownership, of(Instalment, "id", Ownership, "instalment_id"))
        .join(Person, of(Ownership, "person_id", Person))
        .where(
            col(Instalment.workspace_id) == COMPANY,
            col(Instalment.invoice_id).in_(IDS),
            col(Ownership.replaced_at) == FOREVER,
            col(Ownership.valid_from) < END,
            col(Ownership.valid_to) >= END,
        )
        .order_by(col(Ownership.place), col(Person.number))
    )


@cache
def extended() -> Statement:
    """Later due dates that were given in the period or after it, each with those given before."""
    asker, approver = aliased(Person), aliased(Person)
    whole = col(Exemption.instalment_id).is_(None)
    covered = or_(whole, col(Exemption.instalment_id) == col(Instalment.id))
    shown = (
        col(Exemption.number).label("exemption"),
        col(Exemption.from_on),
        col(Exemption.until_on),
        col(Exemption.recorded_at),
        col(Invoice.id).label("invoice_id"),
        col(Invoice.number),
        *customer(Invoice),
        col(asker.id).label("asker_id"),
        col(asker.name).label("asker"),
        col(approver.id).label("approver_id"),
        col(approver.name).label("approver"),
    )
    return (
        select(
            *shown,
            _earlier().label("earlier"),
            _in_chat().label("in_chat"),
            func.sum(col(Instalment.amount_minor)).label("amount_minor"),
            func.min(col(Instalment.due_on)).label("due_on"),
        )
        .select_from(Exemption)
        .join(Invoice, of(Exemption, "invoice_id", Invoice))
        .join(Instalment, and_(of(Invoice, "id", Instalment, "invoice_id"), covered))
        .join(Customer, of(Invoice, "customer_id", Customer))
        .join(asker, of(Exemption, "requested_by", asker))
        .join(approver, of(Exemption, "approved_by", approver))
        .where(
            col(Exemption.workspace_id) == COMPANY,
            col(Exemption.kind) == "extend",
            col(Exemption.until_on) >= START,
            col(Exemption.recorded_at) >= START_AT,
        )
        .group_by(col(Exemption.workspace_id), col(Exemption.id), col(Exemption.invoice_id), *shown)
        .order_by(col(Exemption.number))
    )


def _earlier() -> Any:
    """How many later due dates an invoice got before this one."""
    before = aliased(Exemption)
    earlier = select(func.count()).where(
        col(before.workspace_id) == col(Exemption.workspace_id),
        col(before.invoice_id) == col(Exemption.invoice_id),
        col(before.kind) == "extend",
        col(before.until_on) < col(Exemption.until_on),
    )
    return earlier.scalar_subquery()


def _in_chat() -> Any:
    """An exemption that was approved in chat is stored with its approval."""
    return exists().where(
        col(Approval.workspace_id) == col(Exemption.workspace_id),
        col(Approval.kind) == "exemption",
        col(Approval.state) == "approved",
        col(Approval.decided_at) == col(Exemption.recorded_at),
    )


@cache
def promised() -> Statement:
    """Promises for a day of the period."""
    return (
        select(
            col(Promise.number).label("promise"),
            *customer(Promise),
            col(Promise.amount_minor),
            col(Promise.promised_on),
            col(Promise.recorded_at),
            col(Invoice.number),
            col(Promise.person_id),
            col(Person.name),
        )
        .select_from(Promise)
        .join(Customer, of(Promise, "customer_id", Customer))
        .join(Invoice, of(Promise, "invoice_id", Invoice), isouter=True)
        .join(Person, of(Promise, "person_id", Person), isouter=True)
        .where(*promised_in_period())
        .order_by(col(Promise.number))
    )


@cache
def touches() -> Statement:
    """Follow-ups of the period by hand about which something was written."""
    return (
        select(
            col(FollowUp.person_id),
            col(Person.name),
            col(FollowUp.customer_id),
            col(Customer.name).label("customer"),
            col(FollowUp.on_day),
            col(FollowUp.note),
        )
        .select_from(FollowUp)
        .join(Person, of(FollowUp, "person_id", Person))
        .join(Customer, of(FollowUp, "customer_id", Customer))
        .where(
            col(FollowUp.workspace_id) == COMPANY,
            col(FollowUp.on_day) >= START,
            col(FollowUp.on_day) < END,
            ~col(FollowUp.automatic),
            col(FollowUp.note) != "",
        )
        .order_by(col(FollowUp.on_day), col(FollowUp.number))
    )


@cache
def moves() -> Statement:
    """Items that changed hands in the period while they were open, a row each giver and taker."""
    old, giver, taker = aliased(Ownership), aliased(Person), aliased(Person)
    handed = and_(
        of(Ownership, "instalment_id", old, "instalment_id"),
        col(old.valid_to) == col(Ownership.valid_from),
        col(old.replaced_at) == FOREVER,
    )
    stays = exists().where(
        col(Assignment.workspace_id) == col(Ownership.workspace_id),
        col(Assignment.person_id) == col(old.person_id),
        col(Assignment.replaced_at) == FOREVER,
        days_between(col(Assignment.valid_to), col(Ownership.valid_from)) > STAYS.days,
    )
    return (
        select(
            col(Instalment.id),
            col(Invoice.number),
            col(Instalment.label),
            *customer(Instalment),
            col(Instalment.due_on),
            col(Ownership.valid_from).label("on"),
            _open_on(col(Ownership.valid_from)).label("open_minor"),
            col(giver.id).label("giver_id"),
            col(giver.name).label("giver"),
            col(taker.id).label("taker_id"),
            col(taker.name).label("taker"),
            stays.label("stays"),
        )
        .select_from(Instalment)
        .join(Ownership, of(Instalment, "id", Ownership, "instalment_id"))
        .join(old, handed)
        .join(Invoice, of(Instalment, "invoice_id", Invoice))
        .join(Customer, of(Instalment, "customer_id", Customer))
        .join(giver, of(old, "person_id", giver))
        .join(taker, of(Ownership, "person_id", taker))
        .where(
            col(Instalment.workspace_id) == COMPANY,
            col(Instalment.settled_on) > START,
            col(Ownership.replaced_at) == FOREVER,
            col(Ownership.valid_from) >= START,
            col(Ownership.valid_from) < END,
        )
        .order_by(col(Invoice.number), col(Instalment.label), col(old.place), col(Ownership.place))
    )


def _open_on(day: Any) -> Any:
    """What was open of an instalment when a day began."""
    left: Any = col(Instalment.amount_minor)
    for table in (Allocation, Reduction):
        settled = select(func.coalesce(func.sum(col(table.amount_minor)), 0)).where(
            col(table.workspace_id) == col(Instalment.workspace_id),
            col(table.instalment_id) == col(Instalment.id),
            col(table.effective_on) < day,
        )
        left = left - settled.scalar_subquery()
    return left
