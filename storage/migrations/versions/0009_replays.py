"""Replays, what came out of them, and which versions of schemes were chosen after them."""

import sqlalchemy as sa
from alembic import op

from storage.columns import Instant

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Bring the schema to this version."""
    _replay()
    _replay_result()
    _replay_choice()


def _replay() -> None:
    op.create_table(
        "replay",
        sa.Column("workspace_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("scheme_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("document_sha256", sa.Text(), nullable=False),
        sa.Column("packs", sa.Text(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.CheckConstraint("number >= 1", name="ck_replay_number"),
        sa.CheckConstraint("packs <> ''", name="ck_replay_packs"),
        sa.ForeignKeyConstraint(
            ["workspace_id", "person_id"],
            ["person.workspace_id", "person.id"],
            name="fk_replay_person_id",
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name="fk_replay_workspace_id"),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        sa.UniqueConstraint("workspace_id", "number", name="uq_replay_number"),
        sa.UniqueConstraint(
            "workspace_id", "document_sha256", "packs", name="uq_replay_document_sha256_packs"
        ),
        sqlite_with_rowid=False,
    )


def _replay_result() -> None:
    op.create_table(
        "replay_result",
        sa.Column("workspace_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("replay_id", sa.BigInteger(), nullable=False),
        sa.Column("lines", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "replay_id"],
            ["replay.workspace_id", "replay.id"],
            name="fk_replay_result_replay_id",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name="fk_replay_result_workspace_id"
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        sa.UniqueConstraint("workspace_id", "replay_id", name="uq_replay_result_replay_id"),
        sqlite_with_rowid=False,
    )


def _replay_choice() -> None:
    op.create_table(
        "replay_choice",
        sa.Column("workspace_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("replay_id", sa.BigInteger(), nullable=False),
        sa.Column("scheme_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "replay_id"],
            ["replay.workspace_id", "replay.id"],
            name="fk_replay_choice_replay_id",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name="fk_replay_choice_workspace_id"
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        sa.UniqueConstraint(
            "workspace_id",
            "scheme_id",
            "version",
            name="uq_replay_choice_scheme_id_version",
        ),
        sqlite_with_rowid=False,
    )
