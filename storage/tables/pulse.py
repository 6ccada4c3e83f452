"""Pulses: who is asked, what was answered, and marks without a name; nothing ties them together.

An answer has no person, no moment and no order: its id is a random number, and all answers of a
group are written anew with each that comes. A mark says that somebody has answered, and only the
process that knows its secret can tell who.
"""

from datetime import date

from sqlalchemy import Text
from sqlmodel import Field, SQLModel

from storage.columns import (
    check,
    day,
    in_workspace,
    index,
    key,
    points_to,
    ref,
    table_args,
    text,
    unique,
)


class Pulse(SQLModel, table=True):
    """People who are asked together about a period: by which scheme they were judged, until when.

    Without a scheme they are those of several schemes that judged only a few.
    """

    workspace_id: int = key()
    id: int = key()
    start_on: date = day()
    end_on: date = day()
    pack_version: int = Field()
    role: str = text(default="")
    scheme_id: str = text(default="")
    scheme_version: int = Field(default=0)
    asked: int = Field()
    until_on: date = day()
    __table_args__ = table_args(
        in_workspace("pulse"),
        unique("pulse", "start_on", "end_on", "role", "scheme_id", "scheme_version"),
        check("pulse", "interval", "start_on < end_on"),
        check("pulse", "asked", "asked >= 5"),
    )


class PulseAsked(SQLModel, table=True):
    """Somebody who is asked, whether they answer or not."""

    __tablename__ = "pulse_asked"
    workspace_id: int = key()
    pulse_id: int = key()
    person_id: int = key()
    __table_args__ = table_args(
        points_to("pulse_asked", "pulse_id", "pulse"),
        points_to("pulse_asked", "person_id", "person"),
        index("pulse_asked", "person_id"),
    )


class PulseMark(SQLModel, table=True):
    """Somebody has answered; who it was cannot be read from it."""

    __tablename__ = "pulse_mark"
    workspace_id: int = key()
    pulse_id: int = key()
    mark: str = Field(sa_type=Text, primary_key=True)
    __table_args__ = table_args(points_to("pulse_mark", "pulse_id", "pulse"))


class PulseAnswer(SQLModel, table=True):
    """What somebody answered, one of many."""

    __tablename__ = "pulse_answer"
    workspace_id: int = key()
    id: int = key()
    pulse_id: int = ref()
    fair: int = Field()
    clear: int = Field()
    words: str = text(default="")
    __table_args__ = table_args(
        points_to("pulse_answer", "pulse_id", "pulse"),
        check("pulse_answer", "fair", "fair BETWEEN 1 AND 5"),
        check("pulse_answer", "clear", "clear BETWEEN 1 AND 5"),
        index("pulse_answer", "pulse_id"),
    )
