"""What was settled since a moment is found without reading the rest."""

from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Bring the schema to this version."""
    with op.batch_alter_table("instalment", schema=None) as batch_op:
        batch_op.create_index(
            "ix_instalment_settled_at", ["workspace_id", "settled_at"], unique=False
        )
