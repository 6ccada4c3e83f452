"""A step of a dispute may have words: why it is none, or why it was decided so."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Bring the schema to this version."""
    with op.batch_alter_table("dispute_step") as batch_op:
        batch_op.add_column(sa.Column("words", sa.Text(), nullable=False, server_default=""))
