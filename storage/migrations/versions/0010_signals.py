"""Signals of gaming, whom they are about, and what somebody made of them."""

import sqlalchemy as sa
from alembic import op

from storage.columns import Instant

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Bring the schema to this version."""
    _signal()
    _signal_person()
    _signal_review()


def _signal() -> None:
    op.create_table(
        "signal",
        sa.Column("workspace_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("start_on", sa.Date(), nullable=False),
        sa.Column("end_on", sa.Date(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("batch_id", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.CheckConstraint("start_on < end_on", name="ck_signal_interval"),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name="fk_signal_workspace_id"),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        sa.UniqueConstraint("workspace_id", "kind", "subject", name="uq_signal_kind_subject"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_signal_start_on_end_on", "signal", ["workspace_id", "start_on", "end_on"])
    op.create_index("ix_signal_batch_id", "signal", ["workspace_id", "batch_id"])


def _signal_person() -> None:
    op.create_table(
        "signal_person",
        sa.Column("workspace_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("signal_id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.CheckConstraint("part IN ('about', 'took_part')", name="ck_signal_person_part"),
        *_points("signal_person"),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        sa.UniqueConstraint(
            "workspace_id", "signal_id", "person_id", name="uq_signal_person_signal_id_person_id"
        ),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_signal_person_person_id", "signal_person", ["workspace_id", "person_id"])


def _signal_review() -> None:
    op.create_table(
        "signal_review",
        sa.Column("workspace_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("signal_id", sa.BigInteger(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.CheckConstraint("words <> ''", name="ck_signal_review_words"),
        sa.CheckConstraint("outcome IN ('dismissed', 'noted')", name="ck_signal_review_outcome"),
        *_points("signal_review"),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        sa.UniqueConstraint("workspace_id", "signal_id", name="uq_signal_review_signal_id"),
        sqlite_with_rowid=False,
    )


def _points(table: str) -> tuple[sa.ForeignKeyConstraint, ...]:
    """Each row is about a signal and a person."""
    return tuple(
        sa.ForeignKeyConstraint(
            ["workspace_id", f"{target}_id"],
            [f"{target}.workspace_id", f"{target}.id"],
            name=f"fk_{table}_{target}_id",
        )
        for target in ("signal", "person")
    )
