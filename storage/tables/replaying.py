"""Replays: candidate schemes tried over closed periods, what came out, and what was chosen then."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from storage.columns import (
    check,
    in_workspace,
    instant,
    key,
    points_to,
    ref,
    table_args,
    text,
    unique,
)


class Replay(SQLModel, table=True):
    """Somebody wants a candidate tried over the packs of closed periods: `2026-09/1 2026-10/2`.

    It has a number that people say. The same text over the same packs is asked for once.
    """

    workspace_id: int = key()
    id: int = key()
    number: int = Field()
    scheme_id: str = text()
    version: int = Field()
    document: str = text()
    document_sha256: str = text()
    packs: str = text()
    person_id: int = ref()
    recorded_at: datetime = instant()
    __table_args__ = table_args(
        in_workspace("replay"),
        points_to("replay", "person_id", "person"),
        unique("replay", "number"),
        unique("replay", "document_sha256", "packs"),
        check("replay", "number", "number >= 1"),
        check("replay", "packs", "packs <> ''"),
    )


class ReplayResult(SQLModel, table=True):
    """What came out of a replay, a line each person and period, beside the real results."""

    __tablename__ = "replay_result"
    workspace_id: int = key()
    id: int = key()
    replay_id: int = ref()
    lines: str = text()
    sha256: str = text()
    recorded_at: datetime = instant()
    __table_args__ = table_args(
        in_workspace("replay_result"),
        points_to("replay_result", "replay_id", "replay"),
        unique("replay_result", "replay_id"),
    )


class ReplayChoice(SQLModel, table=True):
    """A version of a scheme that was stored after its text had been replayed."""

    __tablename__ = "replay_choice"
    workspace_id: int = key()
    id: int = key()
    replay_id: int = ref()
    scheme_id: str = text()
    version: int = Field()
    recorded_at: datetime = instant()
    __table_args__ = table_args(
        in_workspace("replay_choice"),
        points_to("replay_choice", "replay_id", "replay"),
        unique("replay_choice", "scheme_id", "version"),
    )
