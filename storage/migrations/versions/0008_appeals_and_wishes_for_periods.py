"""Wishes to close or reopen a period, and appeals with what was decided about them."""

import sqlalchemy as sa
from alembic import op

from storage.columns import Instant

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Bring the schema to this version."""
    _period_wish()
    _appeal()
    _appeal_decision()


def _period_wish() -> None:
    op.create_table(
        "period_wish",
        sa.Column("workspace_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("start_on", sa.Date(), nullable=False),
        sa.Column("end_on", sa.Date(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("after_version", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.CheckConstraint("kind <> 'reopen' OR reason <> ''", name="ck_period_wish_reason"),
        sa.CheckConstraint("kind IN ('close', 'reopen')", name="ck_period_wish_kind"),
        sa.CheckConstraint("start_on < end_on", name="ck_period_wish_interval"),
        sa.ForeignKeyConstraint(
            ["workspace_id", "person_id"],
            ["person.workspace_id", "person.id"],
            name="fk_period_wish_person_id",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name="fk_period_wish_workspace_id"
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        sa.UniqueConstraint(
            "workspace_id",
            "start_on",
            "end_on",
            "kind",
            "after_version",
            name="uq_period_wish_start_on_end_on_kind_after_version",
        ),
        sqlite_with_rowid=False,
    )


def _appeal() -> None:
    op.create_table(
        "appeal",
        sa.Column("workspace_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("start_on", sa.Date(), nullable=False),
        sa.Column("end_on", sa.Date(), nullable=False),
        sa.Column("kpi", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.CheckConstraint("start_on < end_on", name="ck_appeal_interval"),
        sa.CheckConstraint("words <> ''", name="ck_appeal_words"),
        sa.ForeignKeyConstraint(
            ["workspace_id", "person_id"],
            ["person.workspace_id", "person.id"],
            name="fk_appeal_person_id",
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name="fk_appeal_workspace_id"),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_appeal_start_on_end_on", "appeal", ["workspace_id", "start_on", "end_on"])
    op.create_index("ix_appeal_person_id", "appeal", ["workspace_id", "person_id"])


def _appeal_decision() -> None:
    op.create_table(
        "appeal_decision",
        sa.Column("workspace_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("appeal_id", sa.BigInteger(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.CheckConstraint("words <> ''", name="ck_appeal_decision_words"),
        sa.CheckConstraint("outcome IN ('upheld', 'dismissed')", name="ck_appeal_decision_outcome"),
        sa.ForeignKeyConstraint(
            ["workspace_id", "appeal_id"],
            ["appeal.workspace_id", "appeal.id"],
            name="fk_appeal_decision_appeal_id",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "person_id"],
            ["person.workspace_id", "person.id"],
            name="fk_appeal_decision_person_id",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name="fk_appeal_decision_workspace_id"
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        sa.UniqueConstraint("workspace_id", "appeal_id", name="uq_appeal_decision_appeal_id"),
        sqlite_with_rowid=False,
    )
