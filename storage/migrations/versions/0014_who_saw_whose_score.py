"""Who saw whose score: what stored messages will show, and what was shown."""

import sqlalchemy as sa
from alembic import op

from storage.columns import Instant

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Bring the schema to this version."""
    _sight()
    _shown_score()


def _sight() -> None:
    op.create_table(
        "sight",
        sa.Column("workspace_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("seen_on", sa.Date(), nullable=False),
        sa.Column("viewer", sa.Text(), nullable=False),
        sa.Column("start_on", sa.Date(), nullable=False),
        sa.Column("end_on", sa.Date(), nullable=False),
        sa.Column("entry", sa.Text(), nullable=False),
        sa.Column("seen_at", Instant(), nullable=False),
        sa.CheckConstraint("start_on < end_on", name="ck_sight_interval"),
        sa.CheckConstraint("viewer = 'operator' OR viewer LIKE 'person:%'", name="ck_sight_viewer"),
        sa.ForeignKeyConstraint(
            ["workspace_id", "person_id"],
            ["person.workspace_id", "person.id"],
            name="fk_sight_person_id",
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name="fk_sight_workspace_id"),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        sa.UniqueConstraint(
            "workspace_id",
            "person_id",
            "seen_on",
            "viewer",
            "start_on",
            "end_on",
            "entry",
            name="uq_sight_person_id_seen_on_viewer_start_on_end_on_entry",
        ),
        sqlite_with_rowid=False,
    )


def _shown_score() -> None:
    op.create_table(
        "shown_score",
        sa.Column("workspace_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("outbox_id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("start_on", sa.Date(), nullable=False),
        sa.Column("end_on", sa.Date(), nullable=False),
        sa.Column("entry", sa.Text(), nullable=False),
        sa.CheckConstraint("start_on < end_on", name="ck_shown_score_interval"),
        sa.ForeignKeyConstraint(
            ["workspace_id", "outbox_id"],
            ["outbox.workspace_id", "outbox.id"],
            name="fk_shown_score_outbox_id",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "person_id"],
            ["person.workspace_id", "person.id"],
            name="fk_shown_score_person_id",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name="fk_shown_score_workspace_id"
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        sa.UniqueConstraint(
            "workspace_id",
            "outbox_id",
            "person_id",
            "start_on",
            "end_on",
            name="uq_shown_score_outbox_id_person_id_start_on_end_on",
        ),
        sqlite_with_rowid=False,
    )
