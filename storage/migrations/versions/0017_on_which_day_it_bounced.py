"""The first of two who say that money bounced also says on which day: the second approves that."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Bring the schema to this version."""
    op.add_column("proposal", sa.Column("wished_on", sa.Date(), nullable=True))
