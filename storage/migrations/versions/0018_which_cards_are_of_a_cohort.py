"""A card whose rates are drawn towards the cohort's goes with a fact of anybody; all are made anew."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Bring the schema to this version."""
    op.execute("DELETE FROM card")
    op.add_column(
        "card", sa.Column("of_cohort", sa.Boolean(), nullable=False, server_default=sa.false())
    )
