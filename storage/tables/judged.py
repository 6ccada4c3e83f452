"""What people are judged against, targets, metrics, exchange rates; and their stored cards."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel

from storage.columns import (
    check,
    day,
    in_workspace,
    index,
    instant,
    key,
    points_to,
    ref,
    table_args,
    text,
    unique,
)


class Target(SQLModel, table=True):
    """What somebody should reach on a KPI in a period; the newest row of a key counts."""

    workspace_id: int = key()
    id: int = key()
    person_id: int | None = ref(nullable=True)
    team_id: int | None = ref(nullable=True)
    kpi: str = text()
    start_on: date = day()
    end_on: date = day()
    value: str = text()
    recorded_at: datetime = instant()
    __table_args__ = table_args(
        points_to("target", "person_id", "person"),
        points_to("target", "team_id", "team"),
        check("target", "one", "(person_id IS NULL) <> (team_id IS NULL)"),
        check("target", "interval", "start_on < end_on"),
        index("target", "person_id", "kpi"),
        index("target", "team_id", "kpi"),
    )


class Metric(SQLModel, table=True):
    """What another system measured of a person in a period; the newest row of a key counts."""

    workspace_id: int = key()
    id: int = key()
    person_id: int = ref()
    metric: str = text()
    start_on: date = day()
    end_on: date = day()
    value: str = text()
    recorded_at: datetime = instant()
    __table_args__ = table_args(
        points_to("metric", "person_id", "person"),
        check("metric", "interval", "start_on < end_on"),
        index("metric", "person_id", "metric"),
    )


class Rate(SQLModel, table=True):
    """What one unit of a currency is worth in the company's; the newest row of a day counts."""

    workspace_id: int = key()
    id: int = key()
    currency: str = text()
    on: date = day()
    rate: str = text()
    recorded_at: datetime = instant()
    __table_args__ = table_args(in_workspace("rate"), index("rate", "currency", "on"))


class Card(SQLModel, table=True):
    """A person's score in a period as it was worked out last; `document` is the whole card.

    It is kept to be read, never to be trusted: whatever changes a fact of the person takes it
    away, and so does another day than `as_of`, for which it holds, or another version of the
    scheme. `ranked` is the score as places are decided on it, in its smallest steps; None where
    there is no place. Whoever had two roles in a period has a card of each scheme.
    One whose rates are drawn towards the cohort's is `of_cohort`: a fact of anybody changes it.
    """

    workspace_id: int = key()
    id: int = key()
    person_id: int = ref()
    start_on: date = day()
    end_on: date = day()
    as_of: date = day()
    scheme_id: str = text()
    scheme_version: int = Field()
    ranked: int | None = Field(default=None)
    of_cohort: bool = False
    document: str = text()
    recorded_at: datetime = instant()
    __table_args__ = table_args(
        points_to("card", "person_id", "person"),
        unique("card", "person_id", "start_on", "end_on", "scheme_id"),
        check("card", "interval", "start_on < end_on"),
        index("card", "start_on", "end_on"),
    )
