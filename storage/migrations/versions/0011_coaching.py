"""Coaching: a company's own items, what was assigned, and what became of it."""

import sqlalchemy as sa
from alembic import op

from storage.columns import Instant

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Bring the schema to this version."""
    _coach_item()
    _coach_assignment()
    _coach_step()


def _key() -> tuple[sa.Column[int], ...]:
    return (
        sa.Column("workspace_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
    )


def _content() -> tuple[sa.Column[str], ...]:
    names = ("kpi", "sort", "title_en", "title_zh", "text_en", "text_zh")
    return tuple(sa.Column(name, sa.Text(), nullable=False) for name in names)


def _to_person(table: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["workspace_id", column],
        ["person.workspace_id", "person.id"],
        name=f"fk_{table}_{column}",
    )


def _in_workspace(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["workspace_id"], ["workspace.id"], name=f"fk_{table}_workspace_id"
    )


def _coach_item() -> None:
    op.create_table(
        "coach_item",
        *_key(),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        *_content(),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("hidden", sa.Boolean(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.CheckConstraint("sort IN ('tip', 'training')", name="ck_coach_item_sort"),
        sa.CheckConstraint("version >= 1", name="ck_coach_item_version"),
        sa.CheckConstraint("minutes >= 0", name="ck_coach_item_minutes"),
        _to_person("coach_item", "person_id"),
        _in_workspace("coach_item"),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        sa.UniqueConstraint("workspace_id", "item", "version", name="uq_coach_item_item_version"),
        sqlite_with_rowid=False,
    )


def _coach_assignment() -> None:
    op.create_table(
        "coach_assignment",
        *_key(),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("assigned_by", sa.BigInteger(), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        *_content(),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("start_on", sa.Date(), nullable=False),
        sa.Column("end_on", sa.Date(), nullable=False),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("points", sa.Text(), nullable=True),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.CheckConstraint("sort IN ('tip', 'training')", name="ck_coach_assignment_sort"),
        sa.CheckConstraint("start_on < end_on", name="ck_coach_assignment_interval"),
        sa.CheckConstraint("person_id <> assigned_by", name="ck_coach_assignment_others"),
        sa.CheckConstraint(
            "(value IS NULL) = (points IS NULL)", name="ck_coach_assignment_reading"
        ),
        _to_person("coach_assignment", "person_id"),
        _to_person("coach_assignment", "assigned_by"),
        _in_workspace("coach_assignment"),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_coach_assignment_person_id_end_on",
        "coach_assignment",
        ["workspace_id", "person_id", "end_on"],
    )


def _coach_step() -> None:
    op.create_table(
        "coach_step",
        *_key(),
        sa.Column("assignment_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.CheckConstraint("state IN ('open', 'done', 'withdrawn')", name="ck_coach_step_state"),
        sa.CheckConstraint("number >= 1", name="ck_coach_step_number"),
        sa.ForeignKeyConstraint(
            ["workspace_id", "assignment_id"],
            ["coach_assignment.workspace_id", "coach_assignment.id"],
            name="fk_coach_step_assignment_id",
        ),
        _to_person("coach_step", "person_id"),
        _in_workspace("coach_step"),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        sa.UniqueConstraint(
            "workspace_id",
            "assignment_id",
            "number",
            name="uq_coach_step_assignment_id_number",
        ),
        sqlite_with_rowid=False,
    )
