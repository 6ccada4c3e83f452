"""What everybody is measured by: schemes, the business calendar, and who was away."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel

from storage.columns import (
    OPEN_END,
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
from storage.tables.company import ROLES


class SchemeVersion(SQLModel, table=True):
    """An immutable version of a scheme; `document` is its text as a scheme file has it.

    It is in force for periods that begin on `valid_from` or later, until a later version is.
    """

    __tablename__ = "scheme_version"
    workspace_id: int = key()
    id: int = key()
    scheme_id: str = text()
    version: int = Field()
    role: str = text()
    valid_from: date = day()
    document: str = text()
    made_by: int | None = ref(nullable=True)
    recorded_at: datetime = instant()
    __table_args__ = table_args(
        in_workspace("scheme_version"),
        points_to("scheme_version", "made_by", "person"),
        unique("scheme_version", "scheme_id", "version"),
        check("scheme_version", "version", "version >= 1"),
        check("scheme_version", "role", only(ROLES, "role")),
        index("scheme_version", "role", "valid_from"),
    )


class CalendarDay(SQLModel, table=True):
    """A day on which the company works, or not, other than Monday to Friday say.

    The newest row of a day counts.
    """

    __tablename__ = "calendar_day"
    workspace_id: int = key()
    id: int = key()
    on_day: date = day()
    working: bool = Field()
    name: str = text(default="")
    recorded_at: datetime = instant()
    __table_args__ = table_args(in_workspace("calendar_day"), index("calendar_day", "on_day"))


class Leave(SQLModel, table=True):
    """Days `[from_on, to_on)` on which a person was away; the newest row of a start counts."""

    workspace_id: int = key()
    id: int = key()
    person_id: int = ref()
    from_on: date = day()
    to_on: date = day(default=OPEN_END)
    recorded_at: datetime = instant()
    __table_args__ = table_args(
        points_to("leave", "person_id", "person"),
        check("leave", "interval", "from_on < to_on"),
        index("leave", "person_id", "from_on"),
    )
