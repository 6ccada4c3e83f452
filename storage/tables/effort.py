"""What people do to collect: follow-ups with customers, and what customers promise."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel

from storage.columns import (
    check,
    day,
    index,
    instant,
    key,
    minor,
    points_to,
    ref,
    table_args,
    text,
    unique,
)


class FollowUp(SQLModel, table=True):
    """A touch: somebody spoke to a customer, or a reminder went out by itself (`automatic`).

    `on_day` is the day of `at` in the company's zone; of several on one day by one person on one
    customer one counts.
    """

    __tablename__ = "follow_up"
    workspace_id: int = key()
    id: int = key()
    number: str = text()
    person_id: int = ref()
    customer_id: int = ref()
    invoice_id: int | None = ref(nullable=True)
    at: datetime = instant()
    on_day: date = day()
    automatic: bool = Field(default=False)
    note: str = text(default="")
    recorded_at: datetime = instant()
    __table_args__ = table_args(
        points_to("follow_up", "person_id", "person"),
        points_to("follow_up", "customer_id", "customer"),
        points_to("follow_up", "invoice_id", "invoice"),
        unique("follow_up", "number"),
        index("follow_up", "customer_id", "on_day"),
        index("follow_up", "person_id", "on_day"),
        index("follow_up", "on_day"),
    )


class Promise(SQLModel, table=True):
    """A customer's word to pay an amount by a day; one that replaces another reschedules it."""

    workspace_id: int = key()
    id: int = key()
    number: str = text()
    customer_id: int = ref()
    currency: str = text()
    amount_minor: int = minor()
    promised_on: date = day()
    invoice_id: int | None = ref(nullable=True)
    person_id: int | None = ref(nullable=True)
    replaces_id: int | None = ref(nullable=True)
    recorded_at: datetime = instant()
    __table_args__ = table_args(
        points_to("promise", "customer_id", "customer"),
        points_to("promise", "invoice_id", "invoice"),
        points_to("promise", "person_id", "person"),
        points_to("promise", "replaces_id", "promise"),
        unique("promise", "number"),
        unique("promise", "replaces_id"),
        check("promise", "amount", "amount_minor > 0"),
        index("promise", "customer_id", "promised_on"),
        index("promise", "person_id", "promised_on"),
        index("promise", "promised_on"),
    )
