"""What is under way: requests, proposed payments, messages to deliver, occasions, settings."""

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

PROPOSAL_STATES = ("open", "seconded", "booked", "dismissed", "undone", "bounced", "corrected")
OUTBOX_STATES = ("waiting", "claimed", "sent", "uncertain", "dropped")
OCCURRENCE_STATES = ("answered", "skipped")


class Request(SQLModel, table=True):
    """A request whose effect is stored: the same key again gets the first answer."""

    workspace_id: int = key()
    id: int = key()
    idempotency_key: str = text()
    entry: str = text()
    person_id: int | None = ref(nullable=True)
    reply: str = text(default="")
    recorded_at: datetime = instant()
    __table_args__ = table_args(
        in_workspace("request"),
        unique("request", "idempotency_key"),
        points_to("request", "person_id", "person"),
    )


class Proposal(SQLModel, table=True):
    """A payment as somebody reported it; money is booked only when finance confirms it.

    `version` rises with every change of it, `plan` is what its card says it would settle, and
    `wish` is what a first person of finance wants ("bounce", "correct") where two are needed, and
    `wished_on` is the day of such a bounce.
    """

    workspace_id: int = key()
    id: int = key()
    state: str = text(default="open")
    version: int = Field(default=1)
    customer_id: int = ref()
    currency: str = text()
    amount_minor: int = minor()
    fee_minor: int = minor(default=0)
    value_on: date = day()
    names: str = text(default="")
    reference: str = text(default="")
    proposed_by: int = ref()
    proposed_at: datetime = instant()
    confirmed_by: int | None = ref(nullable=True)
    confirmed_at: datetime | None = instant(nullable=True)
    seconded_by: int | None = ref(nullable=True)
    decided_by: int | None = ref(nullable=True)
    decided_at: datetime | None = instant(nullable=True)
    wish: str = text(default="")
    wished_on: date | None = day(nullable=True)
    reason: str = text(default="")
    receipt_id: int | None = ref(nullable=True)
    plan: str = text(default="")
    __table_args__ = table_args(
        points_to("proposal", "customer_id", "customer"),
        points_to("proposal", "proposed_by", "person"),
        points_to("proposal", "confirmed_by", "person"),
        points_to("proposal", "seconded_by", "person"),
        points_to("proposal", "decided_by", "person"),
        points_to("proposal", "receipt_id", "receipt"),
        unique("proposal", "receipt_id"),
        check("proposal", "state", only(PROPOSAL_STATES, "state")),
        check("proposal", "amount", "amount_minor > 0 AND fee_minor >= 0"),
        check("proposal", "two_people", "seconded_by IS NULL OR seconded_by <> confirmed_by"),
        index("proposal", "state", "proposed_at"),
    )


class Outbox(SQLModel, table=True):
    """A message stored with the effect that causes it, and what became of it in Slack.

    `target` is a channel id or `person:ID`; `body` holds the message in every language it may be
    read in. An `update` changes the message of its `root_id`, a `reply` goes into its thread.
    """

    workspace_id: int = key()
    id: int = key()
    dedupe_key: str = text()
    kind: str = text()
    subject: str = text(default="")
    target: str = text()
    audience: str = text()
    root_id: int | None = ref(nullable=True)
    body: str = text()
    state: str = text(default="waiting")
    attempts: int = Field(default=0)
    not_before: datetime = instant()
    state_since: datetime = instant()
    claimed_by: str = text(default="")
    channel: str | None = text(nullable=True)
    slack_ts: str | None = text(nullable=True)
    error: str = text(default="")
    recorded_at: datetime = instant()
    __table_args__ = table_args(
        in_workspace("outbox"),
        unique("outbox", "dedupe_key"),
        points_to("outbox", "root_id", "outbox"),
        check("outbox", "audience", only(("team", "finance", "personal"), "audience")),
        check("outbox", "kind", only(("post", "reply", "update"), "kind")),
        check("outbox", "root", "(kind = 'post') = (root_id IS NULL)"),
        check("outbox", "state", only(OUTBOX_STATES, "state")),
        check("outbox", "ts", "kind = 'update' OR (state = 'sent') = (slack_ts IS NOT NULL)"),
        index("outbox", "state", "not_before"),
        index("outbox", "subject"),
        index("outbox", "root_id"),
    )


class Occurrence(SQLModel, table=True):
    """An occasion that came and was answered once: the row is the right to post.

    `state` says whether it was answered, or skipped because a newer one had come already. A row
    whose scope is the rhythm ("weekly") says that the occasion is done for every scope.
    """

    workspace_id: int = key()
    id: int = key()
    kind: str = text()
    scope: str = text()
    occasion: str = text()
    due_at: datetime = instant()
    state: str = text(default="answered")
    recorded_at: datetime = instant()
    __table_args__ = table_args(
        in_workspace("occurrence"),
        unique("occurrence", "kind", "scope", "occasion"),
        check("occurrence", "state", only(OCCURRENCE_STATES, "state")),
    )


class Setting(SQLModel, table=True):
    """A company's setting; the newest row of a name counts."""

    workspace_id: int = key()
    id: int = key()
    name: str = text()
    value: str = text()
    recorded_at: datetime = instant()
    __table_args__ = table_args(in_workspace("setting"), index("setting", "name"))


class SlackUser(SQLModel, table=True):
    """Which Slack user a person is, as Slack last said, and the language to write in."""

    __tablename__ = "slack_user"
    workspace_id: int = key()
    id: int = key()
    person_id: int = ref()
    slack_user_id: str = text()
    language: str = text()
    recorded_at: datetime = instant()
    __table_args__ = table_args(
        points_to("slack_user", "person_id", "person"),
        unique("slack_user", "person_id"),
        check("slack_user", "language", only(("en", "zh"), "language")),
    )
