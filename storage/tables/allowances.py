"""What people do not control: disputes, exemptions, write-offs; and what waits for approval."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel

from storage.columns import (
    check,
    day,
    in_workspace,
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

DISPUTE_STEPS = ("confirm", "decide")
DISPUTE_OUTCOMES = ("for_us", "for_customer")
APPROVAL_STATES = ("open", "approved", "rejected", "withdrawn")


class Dispute(SQLModel, table=True):
    """An amount of an invoice that the customer contests from a day on."""

    workspace_id: int = key()
    id: int = key()
    number: str = text()
    invoice_id: int = ref()
    amount_minor: int = minor()
    from_on: date = day()
    reason: str = text(default="")
    raised_by: int | None = ref(nullable=True)
    recorded_at: datetime = instant()
    __table_args__ = table_args(
        points_to("dispute", "invoice_id", "invoice"),
        points_to("dispute", "raised_by", "person"),
        unique("dispute", "number"),
        check("dispute", "amount", "amount_minor > 0"),
        index("dispute", "invoice_id"),
    )


class DisputeStep(SQLModel, table=True):
    """What became of a dispute, each step once: confirmed by somebody else, and decided.

    A decision has the first day that is no longer disputed, which is its very first one where it
    was no dispute or was taken back; `person_id` is empty where an import said so. A dispute counts
    in scores from its confirmation on.
    """

    __tablename__ = "dispute_step"
    workspace_id: int = key()
    id: int = key()
    dispute_id: int = ref()
    step: str = text()
    outcome: str | None = text(nullable=True)
    to_on: date | None = day(nullable=True)
    own_doing: bool = Field(default=False)
    words: str = text(default="")
    person_id: int | None = ref(nullable=True)
    recorded_at: datetime = instant()
    __table_args__ = table_args(
        points_to("dispute_step", "dispute_id", "dispute"),
        points_to("dispute_step", "person_id", "person"),
        unique("dispute_step", "dispute_id", "step"),
        check("dispute_step", "step", only(DISPUTE_STEPS, "step")),
        check("dispute_step", "outcome", only(DISPUTE_OUTCOMES, "outcome")),
    )


class DisputedPart(SQLModel, table=True):
    """The part of a dispute that lies on an instalment: the oldest ones open on its first day."""

    __tablename__ = "disputed_part"
    workspace_id: int = key()
    id: int = key()
    dispute_id: int = ref()
    instalment_id: int = ref()
    amount_minor: int = minor()
    recorded_at: datetime = instant()
    __table_args__ = table_args(
        points_to("disputed_part", "dispute_id", "dispute"),
        points_to("disputed_part", "instalment_id", "instalment"),
        check("disputed_part", "amount", "amount_minor > 0"),
        index("disputed_part", "instalment_id"),
        index("disputed_part", "dispute_id"),
    )


class Exemption(SQLModel, table=True):
    """An approved allowance: an instalment is left out of rates, or falls due later.

    Only what is approved is here. `instalment_id` is empty where all of the invoice is meant.
    """

    workspace_id: int = key()
    id: int = key()
    number: str = text()
    invoice_id: int = ref()
    instalment_id: int | None = ref(nullable=True)
    kind: str = text()
    from_on: date = day()
    until_on: date | None = day(nullable=True)
    reason: str = text(default="")
    requested_by: int = ref()
    approved_by: int = ref()
    recorded_at: datetime = instant()
    __table_args__ = table_args(
        points_to("exemption", "invoice_id", "invoice"),
        points_to("exemption", "instalment_id", "instalment"),
        points_to("exemption", "requested_by", "person"),
        points_to("exemption", "approved_by", "person"),
        unique("exemption", "number"),
        check("exemption", "kind", only(("exclude", "extend"), "kind")),
        check("exemption", "two_people", "requested_by <> approved_by"),
        check("exemption", "interval", "until_on IS NULL OR until_on >= from_on"),
        index("exemption", "invoice_id"),
    )


class ExemptionEnd(SQLModel, table=True):
    """The last day of an exemption that was given without one; written once."""

    __tablename__ = "exemption_end"
    workspace_id: int = key()
    id: int = key()
    exemption_id: int = ref()
    until_on: date = day()
    person_id: int | None = ref(nullable=True)
    recorded_at: datetime = instant()
    __table_args__ = table_args(
        points_to("exemption_end", "exemption_id", "exemption"),
        points_to("exemption_end", "person_id", "person"),
        unique("exemption_end", "exemption_id"),
    )


class WriteOff(SQLModel, table=True):
    """An amount given up, asked for by one person and approved by another; never cash."""

    __tablename__ = "write_off"
    workspace_id: int = key()
    id: int = key()
    number: str = text()
    invoice_id: int = ref()
    currency: str = text()
    amount_minor: int = minor()
    written_off_on: date = day()
    reason: str = text(default="")
    requested_by: int = ref()
    approved_by: int = ref()
    recorded_at: datetime = instant()
    __table_args__ = table_args(
        points_to("write_off", "invoice_id", "invoice"),
        points_to("write_off", "requested_by", "person"),
        points_to("write_off", "approved_by", "person"),
        unique("write_off", "number"),
        check("write_off", "amount", "amount_minor > 0"),
        check("write_off", "two_people", "requested_by <> approved_by"),
        index("write_off", "invoice_id"),
        index("write_off", "written_off_on"),
    )


class Approval(SQLModel, table=True):
    """A wish that somebody else has to approve before it becomes a fact.

    `kind` says what it would become, `subject` is what it is about (so that one thing is asked
    for once), `detail` holds the wish as JSON; `version` rises with every change.
    """

    workspace_id: int = key()
    id: int = key()
    kind: str = text()
    subject: str = text()
    state: str = text(default="open")
    version: int = Field(default=1)
    detail: str = text()
    reason: str = text(default="")
    requested_by: int = ref()
    requested_at: datetime = instant()
    decided_by: int | None = ref(nullable=True)
    decided_at: datetime | None = instant(nullable=True)
    answer: str = text(default="")
    __table_args__ = table_args(
        in_workspace("approval"),
        points_to("approval", "requested_by", "person"),
        points_to("approval", "decided_by", "person"),
        check("approval", "state", only(APPROVAL_STATES, "state")),
        check(
            "approval",
            "two_people",
            "state <> 'approved' OR (decided_by IS NOT NULL AND decided_by <> requested_by)",
        ),
        index("approval", "state", "kind"),
        index("approval", "subject"),
    )
