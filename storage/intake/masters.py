"""Rows that take a new value and keep the old one in the log: change them, and say whether."""

from typing import Any

from sqlalchemy import update
from sqlmodel import SQLModel, col

from storage.intake.context import Context


def change(
    context: Context, table: type[SQLModel], old: dict[str, Any], given: dict[str, Any]
) -> dict[str, Any] | None:
    """Store what differs and log before and after; None when nothing does."""
    changed = {column: value for column, value in given.items() if old[column] != value}
    if not changed:
        return None
    number = old.get("number", old.get("name"))
    before = {column: old[column] for column in changed}
    context.changes.append({table.__name__.lower(): number, "before": before, "after": changed})
    this: Any = table
    where = (col(this.workspace_id) == context.company.id, col(this.id) == old["id"])
    context.tx.execute(update(table).where(*where).values(**changed))
    return old | changed
