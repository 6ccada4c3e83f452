"""A row of the audit log says whether kept cards were taken away with it."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Bring the schema to this version."""
    op.add_column(
        "audit",
        sa.Column("takes_cards", sa.Boolean(), nullable=False, server_default=sa.true()),
    )
