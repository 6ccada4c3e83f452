"""Pulses: who is asked after a close, marks of who has answered, and answers without a name."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Bring the schema to this version."""
    _pulse()
    _pulse_asked()
    _pulse_mark()
    _pulse_answer()


def _pulse() -> None:
    op.create_table(
        "pulse",
        sa.Column("workspace_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("start_on", sa.Date(), nullable=False),
        sa.Column("end_on", sa.Date(), nullable=False),
        sa.Column("pack_version", sa.Integer(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("scheme_id", sa.Text(), nullable=False),
        sa.Column("scheme_version", sa.Integer(), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.CheckConstraint("asked >= 5", name="ck_pulse_asked"),
        sa.CheckConstraint("start_on < end_on", name="ck_pulse_interval"),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name="fk_pulse_workspace_id"),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        sa.UniqueConstraint(
            "workspace_id",
            "start_on",
            "end_on",
            "role",
            "scheme_id",
            "scheme_version",
            name="uq_pulse_start_on_end_on_role_scheme_id_scheme_version",
        ),
        sqlite_with_rowid=False,
    )


def _pulse_asked() -> None:
    op.create_table(
        "pulse_asked",
        sa.Column("workspace_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("pulse_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "person_id"],
            ["person.workspace_id", "person.id"],
            name="fk_pulse_asked_person_id",
        ),
        _to_pulse("pulse_asked"),
        sa.PrimaryKeyConstraint("workspace_id", "pulse_id", "person_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_pulse_asked_person_id", "pulse_asked", ["workspace_id", "person_id"])


def _pulse_mark() -> None:
    op.create_table(
        "pulse_mark",
        sa.Column("workspace_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("pulse_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("mark", sa.Text(), nullable=False),
        _to_pulse("pulse_mark"),
        sa.PrimaryKeyConstraint("workspace_id", "pulse_id", "mark"),
        sqlite_with_rowid=False,
    )


def _pulse_answer() -> None:
    op.create_table(
        "pulse_answer",
        sa.Column("workspace_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("pulse_id", sa.BigInteger(), nullable=False),
        sa.Column("fair", sa.Integer(), nullable=False),
        sa.Column("clear", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.CheckConstraint("clear BETWEEN 1 AND 5", name="ck_pulse_answer_clear"),
        sa.CheckConstraint("fair BETWEEN 1 AND 5", name="ck_pulse_answer_fair"),
        _to_pulse("pulse_answer"),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_pulse_answer_pulse_id", "pulse_answer", ["workspace_id", "pulse_id"])


def _to_pulse(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["workspace_id", "pulse_id"],
        ["pulse.workspace_id", "pulse.id"],
        name=f"fk_{table}_pulse_id",
    )
