"""How Alembic reaches the database: over the connection that `storage.migrate` hands it."""

from alembic import context
from sqlmodel import SQLModel

import storage.tables  # noqa: F401 - fills the metadata


def run() -> None:
    """Run the migrations in the transaction of the connection that was handed over."""
    context.configure(
        connection=context.config.attributes["connection"],
        target_metadata=SQLModel.metadata,
        render_as_batch=True,
        transaction_per_migration=False,
    )
    context.run_migrations()


run()
