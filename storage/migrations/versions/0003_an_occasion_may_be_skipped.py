"""An occasion may be skipped."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Bring the schema to this version."""
    rows = {"sqlite_with_rowid": False}
    with op.batch_alter_table("occurrence", table_kwargs=rows) as batch_op:
        batch_op.add_column(
            sa.Column("state", sa.Text(), nullable=False, server_default="answered")
        )
        batch_op.create_check_constraint("ck_occurrence_state", "state IN ('answered', 'skipped')")
