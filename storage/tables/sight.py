"""Who saw whose score: what a stored message will show, and what was shown."""

from datetime import date, datetime

from sqlmodel import SQLModel

from storage.columns import (
    check,
    day,
    in_workspace,
    instant,
    key,
    points_to,
    ref,
    table_args,
    text,
    unique,
)


class Sight(SQLModel, table=True):
    """Somebody was shown another person's score: a row a day, viewer, period and way; only added.

    `viewer` is `person:ID`, or `operator` at the command line; `seen_at` is the day's first time.
    """

    workspace_id: int = key()
    id: int = key()
    person_id: int = ref()
    seen_on: date = day()
    viewer: str = text()
    start_on: date = day()
    end_on: date = day()
    entry: str = text()
    seen_at: datetime = instant()
    __table_args__ = table_args(
        in_workspace("sight"),
        points_to("sight", "person_id", "person"),
        unique("sight", "person_id", "seen_on", "viewer", "start_on", "end_on", "entry"),
        check("sight", "interval", "start_on < end_on"),
        check("sight", "viewer", "viewer = 'operator' OR viewer LIKE 'person:%'"),
    )


class ShownScore(SQLModel, table=True):
    """A stored message shows somebody's score to its one reader: a sight, once it is sent."""

    __tablename__ = "shown_score"
    workspace_id: int = key()
    id: int = key()
    outbox_id: int = ref()
    person_id: int = ref()
    start_on: date = day()
    end_on: date = day()
    entry: str = text()
    __table_args__ = table_args(
        in_workspace("shown_score"),
        points_to("shown_score", "outbox_id", "outbox"),
        points_to("shown_score", "person_id", "person"),
        unique("shown_score", "outbox_id", "person_id", "start_on", "end_on"),
        check("shown_score", "interval", "start_on < end_on"),
    )
