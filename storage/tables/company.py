"""Who there is: companies, their people, teams and customers; and the log of what they did."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel

from storage.columns import (
    FOREVER,
    OPEN_END,
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

ROLES = ("sales", "project_manager", "finance", "customer_service", "other")


class Workspace(SQLModel, table=True):
    """A company: one Slack workspace. The only table whose key does not begin with one."""

    id: int = key()
    name: str = text()
    slack_team_id: str | None = text(nullable=True)
    timezone: str = text()
    currency: str = text()
    language: str = text()
    created_at: datetime = instant()
    __table_args__ = table_args(
        check("workspace", "language", only(("en", "zh"), "language")),
    )


class Person(SQLModel, table=True):
    """Somebody of the company; role, team and manager are intervals in Assignment.

    An e-mail address that two people share identifies neither of them.
    """

    workspace_id: int = key()
    id: int = key()
    number: str = text()
    name: str = text()
    email: str | None = text(nullable=True)
    rights: str = text(default="")
    recorded_at: datetime = instant()
    __table_args__ = table_args(
        in_workspace("person"), unique("person", "number"), index("person", "email")
    )


class Team(SQLModel, table=True):
    """A group of people whose results are read together."""

    workspace_id: int = key()
    id: int = key()
    name: str = text()
    manager_id: int | None = ref(nullable=True)
    parent_id: int | None = ref(nullable=True)
    channel: str | None = text(nullable=True)
    recorded_at: datetime = instant()
    __table_args__ = table_args(
        in_workspace("team"),
        unique("team", "name"),
        points_to("team", "manager_id", "person"),
        points_to("team", "parent_id", "team"),
    )


class Assignment(SQLModel, table=True):
    """A person's role, team and manager during `[valid_from, valid_to)`."""

    workspace_id: int = key()
    id: int = key()
    person_id: int = ref()
    role: str = text()
    team_id: int | None = ref(nullable=True)
    manager_id: int | None = ref(nullable=True)
    valid_from: date = day()
    valid_to: date = day(default=OPEN_END)
    recorded_at: datetime = instant()
    replaced_at: datetime = instant(default=FOREVER)
    __table_args__ = table_args(
        points_to("assignment", "person_id", "person"),
        points_to("assignment", "team_id", "team"),
        points_to("assignment", "manager_id", "person"),
        check("assignment", "interval", "valid_from < valid_to"),
        check("assignment", "role", only(ROLES, "role")),
        index("assignment", "person_id", "valid_from"),
        index("assignment", "team_id"),
        index("assignment", "manager_id"),
    )


class Customer(SQLModel, table=True):
    """Who owes. `owners` ("A:60;B:40") are the default for new invoices and move nothing."""

    workspace_id: int = key()
    id: int = key()
    number: str = text()
    name: str = text()
    owners: str = text(default="")
    aliases: str = text(default="")
    payer_accounts: str = text(default="")
    parent_id: int | None = ref(nullable=True)
    terms_days: int | None = Field(default=None)
    credit_limit_minor: int | None = minor(nullable=True)
    currency: str | None = text(nullable=True)
    recorded_at: datetime = instant()
    __table_args__ = table_args(
        in_workspace("customer"),
        unique("customer", "number"),
        points_to("customer", "parent_id", "customer"),
        index("customer", "name"),
    )


class Audit(SQLModel, table=True):
    """Who did what, when, from where, with the state before and after; chained by hash.

    Whether kept cards were taken away with it is no part of the deed, and not in the chain.
    """

    workspace_id: int = key()
    seq: int = key()
    recorded_at: datetime = instant()
    actor: str = text()
    origin: str = text()
    action: str = text()
    detail: str = text()
    previous_hash: str = text()
    row_hash: str = text()
    takes_cards: bool = True
    __table_args__ = table_args(in_workspace("audit"))
