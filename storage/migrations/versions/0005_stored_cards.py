"""Stored cards."""

import sqlalchemy as sa
from alembic import op

from storage.columns import Instant

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Bring the schema to this version."""
    op.create_table(
        "card",
        sa.Column("workspace_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("start_on", sa.Date(), nullable=False),
        sa.Column("end_on", sa.Date(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("scheme_id", sa.Text(), nullable=False),
        sa.Column("scheme_version", sa.Integer(), nullable=False),
        sa.Column("ranked", sa.Integer(), nullable=True),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.CheckConstraint("start_on < end_on", name="ck_card_interval"),
        sa.ForeignKeyConstraint(
            ["workspace_id", "person_id"],
            ["person.workspace_id", "person.id"],
            name="fk_card_person_id",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        sa.UniqueConstraint(
            "workspace_id",
            "person_id",
            "start_on",
            "end_on",
            name="uq_card_person_id_start_on_end_on",
        ),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("card", schema=None) as batch_op:
        batch_op.create_index(
            "ix_card_start_on_end_on", ["workspace_id", "start_on", "end_on"], unique=False
        )
