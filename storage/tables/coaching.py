"""Coaching: a company's own items, what was assigned to whom, and what became of it."""

from datetime import date, datetime

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

COACH_SORTS = ("tip", "training")
COACH_STATES = ("open", "done", "withdrawn")


class CoachItem(SQLModel, table=True):
    """A version of a company's own item, or of a shipped one that it hid; the newest counts."""

    __tablename__ = "coach_item"
    workspace_id: int = key()
    id: int = key()
    item: str = text()
    version: int = Field()
    kpi: str = text()
    sort: str = text()
    title_en: str = text()
    title_zh: str = text()
    text_en: str = text()
    text_zh: str = text()
    minutes: int = Field(default=0)
    hidden: bool = Field(default=False)
    person_id: int = ref()
    recorded_at: datetime = instant()
    __table_args__ = table_args(
        in_workspace("coach_item"),
        points_to("coach_item", "person_id", "person"),
        unique("coach_item", "item", "version"),
        check("coach_item", "sort", only(COACH_SORTS, "sort")),
        check("coach_item", "version", "version >= 1"),
        check("coach_item", "minutes", "minutes >= 0"),
    )


class CoachAssignment(SQLModel, table=True):
    """An item as it was assigned, with how its KPI stood then: exact fractions, or nothing."""

    __tablename__ = "coach_assignment"
    workspace_id: int = key()
    id: int = key()
    person_id: int = ref()
    assigned_by: int = ref()
    item: str = text()
    version: int = Field()
    kpi: str = text()
    sort: str = text()
    title_en: str = text()
    title_zh: str = text()
    text_en: str = text()
    text_zh: str = text()
    minutes: int = Field(default=0)
    note: str = text(default="")
    until_on: date = day()
    start_on: date = day()
    end_on: date = day()
    value: str | None = text(nullable=True)
    points: str | None = text(nullable=True)
    recorded_at: datetime = instant()
    __table_args__ = table_args(
        in_workspace("coach_assignment"),
        points_to("coach_assignment", "person_id", "person"),
        points_to("coach_assignment", "assigned_by", "person"),
        check("coach_assignment", "sort", only(COACH_SORTS, "sort")),
        check("coach_assignment", "interval", "start_on < end_on"),
        check("coach_assignment", "others", "person_id <> assigned_by"),
        check("coach_assignment", "reading", "(value IS NULL) = (points IS NULL)"),
        index("coach_assignment", "person_id", "end_on"),
    )


class CoachStep(SQLModel, table=True):
    """What was done with an assignment: marked as done, withdrawn, or taken up again."""

    __tablename__ = "coach_step"
    workspace_id: int = key()
    id: int = key()
    assignment_id: int = ref()
    number: int = Field()
    state: str = text()
    person_id: int = ref()
    recorded_at: datetime = instant()
    __table_args__ = table_args(
        in_workspace("coach_step"),
        points_to("coach_step", "assignment_id", "coach_assignment"),
        points_to("coach_step", "person_id", "person"),
        unique("coach_step", "assignment_id", "number"),
        check("coach_step", "state", only(COACH_STATES, "state")),
        check("coach_step", "number", "number >= 1"),
    )
