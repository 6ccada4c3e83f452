"""Signals of gaming: what was found, whom it is about, and what somebody made of it."""

from datetime import date, datetime

from sqlmodel import SQLModel

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

SIGNAL_PARTS = ("about", "took_part")
SIGNAL_OUTCOMES = ("dismissed", "noted")


class Signal(SQLModel, table=True):
    """Something in a period that a person should look at; found again it stays one row.

    `subject` says what it is about, by numbers that people know; `facts` fill the blanks of its
    kind's sentence, as JSON. `batch_id` is shared by what was found at once, and is told at once.
    """

    workspace_id: int = key()
    id: int = key()
    kind: str = text()
    subject: str = text()
    start_on: date = day()
    end_on: date = day()
    facts: str = text()
    batch_id: int = ref()
    recorded_at: datetime = instant()
    __table_args__ = table_args(
        in_workspace("signal"),
        unique("signal", "kind", "subject"),
        check("signal", "interval", "start_on < end_on"),
        index("signal", "start_on", "end_on"),
        index("signal", "batch_id"),
    )


class SignalPerson(SQLModel, table=True):
    """Whom a signal is about, and who took part in it without gaining: none of them reviews it."""

    __tablename__ = "signal_person"
    workspace_id: int = key()
    id: int = key()
    signal_id: int = ref()
    person_id: int = ref()
    part: str = text()
    recorded_at: datetime = instant()
    __table_args__ = table_args(
        points_to("signal_person", "signal_id", "signal"),
        points_to("signal_person", "person_id", "person"),
        unique("signal_person", "signal_id", "person_id"),
        check("signal_person", "part", only(SIGNAL_PARTS, "part")),
        index("signal_person", "person_id"),
    )


class SignalReview(SQLModel, table=True):
    """What somebody else made of a signal, once: nothing in it, or to be talked about."""

    __tablename__ = "signal_review"
    workspace_id: int = key()
    id: int = key()
    signal_id: int = ref()
    outcome: str = text()
    words: str = text()
    person_id: int = ref()
    recorded_at: datetime = instant()
    __table_args__ = table_args(
        points_to("signal_review", "signal_id", "signal"),
        points_to("signal_review", "person_id", "person"),
        unique("signal_review", "signal_id"),
        check("signal_review", "outcome", only(SIGNAL_OUTCOMES, "outcome")),
        check("signal_review", "words", "words <> ''"),
    )
