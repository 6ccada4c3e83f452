"""Closed periods, and the day on which scores count a line."""

import sqlalchemy as sa
from alembic import op

from storage.columns import Instant

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Bring the schema to this version."""
    op.create_table(
        "period_close",
        sa.Column("workspace_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("start_on", sa.Date(), nullable=False),
        sa.Column("end_on", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("pack", sa.LargeBinary(), nullable=False),
        sa.Column("closed_by", sa.BigInteger(), nullable=True),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.CheckConstraint("start_on < end_on", name="ck_period_close_interval"),
        sa.CheckConstraint("version >= 1", name="ck_period_close_version"),
        sa.ForeignKeyConstraint(
            ["workspace_id", "closed_by"],
            ["person.workspace_id", "person.id"],
            name="fk_period_close_closed_by",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name="fk_period_close_workspace_id"
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        sa.UniqueConstraint(
            "workspace_id",
            "start_on",
            "end_on",
            "version",
            name="uq_period_close_start_on_end_on_version",
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "period_step",
        sa.Column("workspace_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("start_on", sa.Date(), nullable=False),
        sa.Column("end_on", sa.Date(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("after_version", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("second_id", sa.BigInteger(), nullable=True),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.CheckConstraint(
            "step <> 'reopened' OR (person_id IS NOT NULL AND second_id IS NOT NULL "
            "AND person_id <> second_id AND reason <> '')",
            name="ck_period_step_two_people",
        ),
        sa.CheckConstraint("step IN ('closing', 'reopened')", name="ck_period_step_step"),
        sa.CheckConstraint("start_on < end_on", name="ck_period_step_interval"),
        sa.ForeignKeyConstraint(
            ["workspace_id", "person_id"],
            ["person.workspace_id", "person.id"],
            name="fk_period_step_person_id",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "second_id"],
            ["person.workspace_id", "person.id"],
            name="fk_period_step_second_id",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name="fk_period_step_workspace_id"
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        sa.UniqueConstraint(
            "workspace_id",
            "start_on",
            "end_on",
            "step",
            "after_version",
            name="uq_period_step_start_on_end_on_step_after_version",
        ),
        sqlite_with_rowid=False,
    )
    for table in ("allocation", "reduction"):
        _add_counted_on(table)


def _add_counted_on(table: str) -> None:
    """No period has been closed yet: a line counts on its effective day."""
    first = sa.text("'1970-01-01'")
    with op.batch_alter_table(table, table_kwargs={"sqlite_with_rowid": False}) as batch_op:
        batch_op.add_column(
            sa.Column("counted_on", sa.Date(), nullable=False, server_default=first)
        )
    op.execute(f"UPDATE {table} SET counted_on = effective_on")  # noqa: S608 - our own names
    with op.batch_alter_table(table, table_kwargs={"sqlite_with_rowid": False}) as batch_op:
        batch_op.create_index(f"ix_{table}_counted_on", ["workspace_id", "counted_on"])
