"""What is owed: invoices with instalments, who owns them, and credit notes on them."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel

from storage.columns import (
    FOREVER,
    OPEN_END,
    check,
    day,
    index,
    index_where_known,
    instant,
    key,
    minor,
    points_to,
    ref,
    table_args,
    text,
    unique,
)


class Invoice(SQLModel, table=True):
    """A document that asks for money; what is owed stands in its instalments."""

    workspace_id: int = key()
    id: int = key()
    number: str = text()
    customer_id: int = ref()
    currency: str = text()
    issued_on: date = day()
    delivered_on: date | None = day(nullable=True)
    sent_on: date | None = day(nullable=True)
    recorded_at: datetime = instant()
    __table_args__ = table_args(
        points_to("invoice", "customer_id", "customer"),
        unique("invoice", "number"),
        index("invoice", "customer_id"),
        index_where_known("invoice", "delivered_on"),
    )


class Instalment(SQLModel, table=True):
    """A part of an invoice with its own due date.

    `amount_minor` is what may be collected: an export that carries balances gives its open part,
    and the rest, `settled_before_minor`, counts nowhere. `settled_on` and `settled_at` are the
    effective day and the moment of the last row that brought the balance to zero. `is_marked`
    says that something is to be allowed for (a dispute, an exemption, a write-off, a new owner),
    so that figures read this instalment by itself.
    """

    workspace_id: int = key()
    id: int = key()
    invoice_id: int = ref()
    customer_id: int = ref()
    currency: str = text()
    label: str = text(default="")
    issued_on: date = day()
    due_on: date = day()
    amount_minor: int = minor()
    settled_before_minor: int = minor(default=0)
    balance_minor: int = minor()
    settled_on: date = day(default=OPEN_END)
    settled_at: datetime = instant(default=FOREVER)
    is_marked: bool = Field(default=False)
    recorded_at: datetime = instant()
    __table_args__ = table_args(
        points_to("instalment", "invoice_id", "invoice"),
        points_to("instalment", "customer_id", "customer"),
        unique("instalment", "invoice_id", "label"),
        check("instalment", "amount", "amount_minor >= 0 AND settled_before_minor >= 0"),
        check("instalment", "balance", "balance_minor BETWEEN 0 AND amount_minor"),
        index("instalment", "settled_on"),
        index("instalment", "settled_at"),
        index("instalment", "customer_id", "settled_on"),
    )


class Ownership(SQLModel, table=True):
    """Who is credited for an instalment during `[valid_from, valid_to)`.

    `weight_bp` is this person's share in basis points (10,000 is all of it); `split` holds the
    shares of all owners in the order written, `place` is this person's among them. `settled_on`
    repeats the instalment's, and `delivered_on` the invoice's, so that what a person has open, or
    had to invoice, is found without walking through everything the person ever owned.
    """

    workspace_id: int = key()
    id: int = key()
    instalment_id: int = ref()
    person_id: int = ref()
    place: int = Field(default=0)
    weight_bp: int = Field(default=10_000)
    split: str = text(default="10000")
    valid_from: date = day()
    valid_to: date = day(default=OPEN_END)
    settled_on: date = day(default=OPEN_END)
    delivered_on: date | None = day(nullable=True)
    recorded_at: datetime = instant()
    replaced_at: datetime = instant(default=FOREVER)
    __table_args__ = table_args(
        points_to("ownership", "instalment_id", "instalment"),
        points_to("ownership", "person_id", "person"),
        check("ownership", "interval", "valid_from < valid_to"),
        check("ownership", "weight", "weight_bp BETWEEN 1 AND 10000"),
        index("ownership", "instalment_id"),
        index("ownership", "person_id", "settled_on"),
        index_where_known("ownership", "person_id", "delivered_on"),
    )


class CreditNote(SQLModel, table=True):
    """A document that takes back what was billed; never cash."""

    __tablename__ = "credit_note"
    workspace_id: int = key()
    id: int = key()
    number: str = text()
    customer_id: int = ref()
    currency: str = text()
    issued_on: date = day()
    amount_minor: int = minor()
    applied_minor: int = minor(default=0)
    names: str = text(default="")
    recorded_at: datetime = instant()
    __table_args__ = table_args(
        points_to("credit_note", "customer_id", "customer"),
        unique("credit_note", "number"),
        check("credit_note", "amount", "amount_minor > 0"),
        check("credit_note", "applied", "applied_minor BETWEEN 0 AND amount_minor"),
        index("credit_note", "customer_id"),
    )


class Reduction(SQLModel, table=True):
    """A part of a credit note or of a write-off: the balance falls, no cash comes in."""

    workspace_id: int = key()
    id: int = key()
    credit_note_id: int | None = ref(nullable=True)
    write_off_id: int | None = ref(nullable=True)
    instalment_id: int = ref()
    amount_minor: int = minor()
    effective_on: date = day()
    counted_on: date = day()
    recorded_at: datetime = instant()
    __table_args__ = table_args(
        points_to("reduction", "credit_note_id", "credit_note"),
        points_to("reduction", "write_off_id", "write_off"),
        points_to("reduction", "instalment_id", "instalment"),
        check("reduction", "amount", "amount_minor > 0"),
        check("reduction", "one", "(credit_note_id IS NULL) <> (write_off_id IS NULL)"),
        index("reduction", "credit_note_id"),
        index("reduction", "write_off_id"),
        index("reduction", "effective_on"),
        index("reduction", "counted_on"),
        index("reduction", "instalment_id", "effective_on", "amount_minor"),
    )
