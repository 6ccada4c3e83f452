"""The statements behind signals about money, each built once."""

from functools import cache

from sqlalchemy import and_, func, select
from sqlmodel import col

from storage.figure_queries import of
from storage.signal_blanks import (
    COMPANY,
    END,
    IDS,
    SINCE,
    START,
    UNTIL,
    Statement,
    customer,
    promised_in_period,
)
from storage.tables import (
    Allocation,
    CreditNote,
    CreditShare,
    Customer,
    Instalment,
    Invoice,
    Person,
    Promise,
    Proposal,
    Receipt,
    Reduction,
    Reversal,
)


@cache
def credited() -> Statement:
    """What credit notes of the period took off overdue instalments, by note and invoice."""
    return (
        select(
            col(CreditNote.number).label("note"),
            col(CreditNote.issued_on).label("noted_on"),
            col(Invoice.id).label("invoice_id"),
            col(Invoice.number),
            *customer(Invoice),
            func.sum(col(Reduction.amount_minor)).label("amount_minor"),
            func.min(col(Instalment.due_on)).label("due_on"),
        )
        .select_from(CreditNote)
        .join(Reduction, of(CreditNote, "id", Reduction, "credit_note_id"))
        .join(Instalment, of(Reduction, "instalment_id", Instalment))
        .join(Invoice, of(Instalment, "invoice_id", Invoice))
        .join(Customer, of(Invoice, "customer_id", Customer))
        .where(
            col(CreditNote.workspace_id) == COMPANY,
            col(CreditNote.issued_on) >= START,
            col(CreditNote.issued_on) < END,
            col(Instalment.due_on) < col(CreditNote.issued_on),
        )
        .group_by(
            col(CreditNote.number),
            col(CreditNote.issued_on),
            col(Invoice.id),
            col(Invoice.number),
            col(Invoice.customer_id),
            col(Customer.name),
            col(Invoice.currency),
        )
        .order_by(col(CreditNote.number), col(Invoice.number))
    )


@cache
def billed() -> Statement:
    """What was billed around the period to customers who got a credit note in it."""
    noted = select(col(CreditNote.customer_id)).where(
        col(CreditNote.workspace_id) == COMPANY,
        col(CreditNote.issued_on) >= START,
        col(CreditNote.issued_on) < END,
    )
    return (
        select(
            col(Invoice.number),
            *customer(Invoice),
            col(Invoice.issued_on),
            func.sum(col(Instalment.amount_minor)).label("amount_minor"),
            func.min(col(Instalment.due_on)).label("due_on"),
        )
        .select_from(Invoice)
        .join(Instalment, of(Invoice, "id", Instalment, "invoice_id"))
        .join(Customer, of(Invoice, "customer_id", Customer))
        .where(
            col(Invoice.workspace_id) == COMPANY,
            col(Invoice.customer_id).in_(noted),
            col(Invoice.issued_on) >= SINCE,
            col(Invoice.issued_on) < UNTIL,
        )
        .group_by(
            col(Invoice.number),
            col(Invoice.customer_id),
            col(Customer.name),
            col(Invoice.currency),
            col(Invoice.issued_on),
        )
        .order_by(col(Invoice.number))
    )


@cache
def taken_back() -> Statement:
    """Receipts of the period that were taken back."""
    return (
        select(
            col(Receipt.id),
            col(Receipt.number),
            *customer(Receipt),
            col(Receipt.amount_minor),
            col(Receipt.value_on),
            col(Receipt.recorded_at).label("booked_at"),
            col(Reversal.kind),
            col(Reversal.effective_on),
            col(Reversal.recorded_at),
        )
        .select_from(Reversal)
        .join(Receipt, of(Reversal, "receipt_id", Receipt))
        .join(Customer, of(Receipt, "customer_id", Customer))
        .where(
            col(Reversal.workspace_id) == COMPANY,
            col(Receipt.value_on) >= START,
            col(Receipt.value_on) < END,
        )
        .order_by(col(Receipt.number))
    )


@cache
def credited_with() -> Statement:
    """Who was credited with some receipts."""
    return (
        select(col(Allocation.receipt_id), col(CreditShare.person_id), col(Person.name))
        .distinct()
        .select_from(Allocation)
        .join(CreditShare, of(Allocation, "id", CreditShare, "allocation_id"))
        .join(Person, of(CreditShare, "person_id", Person))
        .where(
            col(Allocation.workspace_id) == COMPANY,
            col(Allocation.receipt_id).in_(IDS),
            col(Allocation.kind) == "cash",
        )
        .order_by(col(Person.name), col(CreditShare.person_id))
    )


@cache
def booked_by() -> Statement:
    """Who confirmed some receipts in chat."""
    return (
        select(col(Proposal.receipt_id), col(Person.id).label("person_id"), col(Person.name))
        .select_from(Proposal)
        .join(
            Person,
            and_(
                col(Person.workspace_id) == col(Proposal.workspace_id),
                col(Person.id).in_((col(Proposal.confirmed_by), col(Proposal.seconded_by))),
            ),
        )
        .where(col(Proposal.workspace_id) == COMPANY, col(Proposal.receipt_id).in_(IDS))
        .order_by(col(Person.name), col(Person.id))
    )


@cache
def paid() -> Statement:
    """What arrived around the period from customers with such a promise, by receipt and invoice."""
    promising = select(col(Promise.customer_id)).where(*promised_in_period())
    settles = and_(of(Receipt, "id", Allocation, "receipt_id"), col(Allocation.kind) == "cash")
    return (
        select(
            col(Receipt.number).label("receipt"),
            *customer(Receipt),
            col(Receipt.amount_minor),
            col(Receipt.value_on),
            col(Invoice.number),
            func.sum(col(Allocation.amount_minor)).label("part_minor"),
        )
        .select_from(Receipt)
        .join(Customer, of(Receipt, "customer_id", Customer))
        .join(Allocation, settles, isouter=True)
        .join(Instalment, of(Allocation, "instalment_id", Instalment), isouter=True)
        .join(Invoice, of(Instalment, "invoice_id", Invoice), isouter=True)
        .where(
            col(Receipt.workspace_id) == COMPANY,
            col(Receipt.customer_id).in_(promising),
            col(Receipt.value_on) >= SINCE,
            col(Receipt.value_on) < END,
            col(Receipt.reversed_minor) == 0,
        )
        .group_by(
            col(Receipt.number),
            col(Receipt.customer_id),
            col(Customer.name),
            col(Receipt.currency),
            col(Receipt.amount_minor),
            col(Receipt.value_on),
            col(Invoice.number),
        )
        .order_by(col(Receipt.number), col(Invoice.number))
    )
