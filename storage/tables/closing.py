"""Closed periods: the packs that froze them, what else was done with a period, and appeals."""

from datetime import date, datetime

from sqlalchemy import LargeBinary
from sqlmodel import Field, SQLModel

from storage.columns import (
    check,
    day,
    in_workspace,
    index,
    instant,
    key,
    only,
    points_to,
    ref,
    table_args,
    text,
    unique,
)

PERIOD_STEPS = ("closing", "reopened")
PERIOD_WISHES = ("close", "reopen")
OUTCOMES = ("upheld", "dismissed")


class PeriodClose(SQLModel, table=True):
    """A period that was closed: everything its results were made of, compressed, with its hash.

    A period that is reopened and closed again has a second row beside the first.
    """

    __tablename__ = "period_close"
    workspace_id: int = key()
    id: int = key()
    start_on: date = day()
    end_on: date = day()
    version: int = Field()
    sha256: str = text()
    pack: bytes = Field(sa_type=LargeBinary)
    closed_by: int | None = ref(nullable=True)
    recorded_at: datetime = instant()
    __table_args__ = table_args(
        in_workspace("period_close"),
        points_to("period_close", "closed_by", "person"),
        unique("period_close", "start_on", "end_on", "version"),
        check("period_close", "interval", "start_on < end_on"),
        check("period_close", "version", "version >= 1"),
    )


class PeriodStep(SQLModel, table=True):
    """A step of a period besides its closing: it went into closing, or two people reopened it."""

    __tablename__ = "period_step"
    workspace_id: int = key()
    id: int = key()
    start_on: date = day()
    end_on: date = day()
    step: str = text()
    after_version: int = Field(default=0)
    reason: str = text(default="")
    person_id: int | None = ref(nullable=True)
    second_id: int | None = ref(nullable=True)
    recorded_at: datetime = instant()
    __table_args__ = table_args(
        in_workspace("period_step"),
        points_to("period_step", "person_id", "person"),
        points_to("period_step", "second_id", "person"),
        unique("period_step", "start_on", "end_on", "step", "after_version"),
        check("period_step", "step", only(PERIOD_STEPS, "step")),
        check("period_step", "interval", "start_on < end_on"),
        check(
            "period_step",
            "two_people",
            "step <> 'reopened' OR (person_id IS NOT NULL AND second_id IS NOT NULL "
            "AND person_id <> second_id AND reason <> '')",
        ),
    )


class PeriodWish(SQLModel, table=True):
    """Somebody wants a period closed, which the worker does, or reopened, which needs a second."""

    __tablename__ = "period_wish"
    workspace_id: int = key()
    id: int = key()
    start_on: date = day()
    end_on: date = day()
    kind: str = text()
    after_version: int = Field(default=0)
    reason: str = text(default="")
    person_id: int = ref()
    recorded_at: datetime = instant()
    __table_args__ = table_args(
        in_workspace("period_wish"),
        points_to("period_wish", "person_id", "person"),
        unique("period_wish", "start_on", "end_on", "kind", "after_version"),
        check("period_wish", "kind", only(PERIOD_WISHES, "kind")),
        check("period_wish", "interval", "start_on < end_on"),
        check("period_wish", "reason", "kind <> 'reopen' OR reason <> ''"),
    )


class Appeal(SQLModel, table=True):
    """Somebody questions their own score of a period; `kpi` is empty for the whole of it."""

    workspace_id: int = key()
    id: int = key()
    person_id: int = ref()
    start_on: date = day()
    end_on: date = day()
    kpi: str = text(default="")
    words: str = text()
    due_on: date = day()
    recorded_at: datetime = instant()
    __table_args__ = table_args(
        in_workspace("appeal"),
        points_to("appeal", "person_id", "person"),
        check("appeal", "interval", "start_on < end_on"),
        check("appeal", "words", "words <> ''"),
        index("appeal", "start_on", "end_on"),
        index("appeal", "person_id"),
    )


class AppealDecision(SQLModel, table=True):
    """What somebody else decided about an appeal, once."""

    __tablename__ = "appeal_decision"
    workspace_id: int = key()
    id: int = key()
    appeal_id: int = ref()
    outcome: str = text()
    words: str = text()
    person_id: int = ref()
    recorded_at: datetime = instant()
    __table_args__ = table_args(
        in_workspace("appeal_decision"),
        points_to("appeal_decision", "appeal_id", "appeal"),
        points_to("appeal_decision", "person_id", "person"),
        unique("appeal_decision", "appeal_id"),
        check("appeal_decision", "outcome", only(OUTCOMES, "outcome")),
        check("appeal_decision", "words", "words <> ''"),
    )
