"""${message}."""

${imports if imports else ""}
import sqlalchemy as sa
from alembic import op

from storage.columns import Instant

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}


def upgrade() -> None:
    """Bring the schema to this version."""
    ${upgrades if upgrades else "pass"}
