"""What arrived: receipts, what they settle, who is credited, and what was taken back."""

from datetime import date, datetime

from sqlmodel import SQLModel

from storage.columns import (
    FOREVER,
    check,
    day,
    index,
    instant,
    key,
    minor,
    only,
    points_to,
    ref,
    table_args,
    text,
    unique,
)


class Receipt(SQLModel, table=True):
    """Money that arrived. `names` are the documents it names, as written, joined by `;`."""

    workspace_id: int = key()
    id: int = key()
    number: str = text()
    customer_id: int = ref()
    currency: str = text()
    value_on: date = day()
    amount_minor: int = minor()
    allocated_minor: int = minor(default=0)
    reversed_minor: int = minor(default=0)
    fee_minor: int = minor(default=0)
    method: str = text(default="")
    reference: str = text(default="")
    names: str = text(default="")
    recorded_at: datetime = instant()
    __table_args__ = table_args(
        points_to("receipt", "customer_id", "customer"),
        unique("receipt", "number"),
        check("receipt", "amount", "amount_minor > 0"),
        check("receipt", "reversed", "reversed_minor IN (0, amount_minor)"),
        check(
            "receipt",
            "allocated",
            "allocated_minor BETWEEN 0 AND amount_minor - reversed_minor",
        ),
        index("receipt", "customer_id", "value_on"),
    )


class Reversal(SQLModel, table=True):
    """A receipt taken back: a bounce takes effect on its day, an undo on the receipt's."""

    workspace_id: int = key()
    id: int = key()
    number: str = text()
    receipt_id: int = ref()
    kind: str = text()
    effective_on: date = day()
    recorded_at: datetime = instant()
    __table_args__ = table_args(
        points_to("reversal", "receipt_id", "receipt"),
        unique("reversal", "number"),
        unique("reversal", "receipt_id"),
        check("reversal", "kind", only(("bounce", "undo"), "kind")),
    )


class Allocation(SQLModel, table=True):
    """A part of a receipt on an instalment; a negative row takes back the row it names.

    `counted_on` is the day on which scores count it: its effective day, or the first day of the
    first period not closed where that day lies in a closed one.
    """

    workspace_id: int = key()
    id: int = key()
    receipt_id: int = ref()
    instalment_id: int = ref()
    amount_minor: int = minor()
    value_on: date = day()
    effective_on: date = day()
    counted_on: date = day()
    credited_on: date = day()
    recorded_at: datetime = instant()
    reverses_id: int | None = ref(nullable=True)
    kind: str = text(default="cash")
    __table_args__ = table_args(
        points_to("allocation", "receipt_id", "receipt"),
        points_to("allocation", "instalment_id", "instalment"),
        points_to("allocation", "reverses_id", "allocation"),
        unique("allocation", "reverses_id"),
        check("allocation", "kind", only(("cash", "bounce", "undo"), "kind")),
        check("allocation", "sign", "(amount_minor > 0) = (reverses_id IS NULL)"),
        check("allocation", "reversal", "(kind = 'cash') = (reverses_id IS NULL)"),
        check("allocation", "not_zero", "amount_minor <> 0"),
        index("allocation", "receipt_id"),
        index("allocation", "instalment_id", "effective_on", "amount_minor"),
        index("allocation", "effective_on"),
        index("allocation", "counted_on"),
    )


class CreditShare(SQLModel, table=True):
    """The part of an allocation that one person is credited with, by ownership on its day.

    `effective_on` is the day on which the allocation counts.
    """

    __tablename__ = "credit_share"
    workspace_id: int = key()
    id: int = key()
    allocation_id: int = ref()
    person_id: int = ref()
    amount_minor: int = minor()
    effective_on: date = day()
    recorded_at: datetime = instant()
    replaced_at: datetime = instant(default=FOREVER)
    __table_args__ = table_args(
        points_to("credit_share", "allocation_id", "allocation"),
        points_to("credit_share", "person_id", "person"),
        index("credit_share", "allocation_id"),
        index("credit_share", "person_id", "effective_on"),
    )
