"""Many rows at once: insert them, and look existing ones up in portions."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import insert
from sqlmodel import SQLModel

from storage.database import Tx

PORTION = 5_000  # SQLite takes 32,766 parameters a statement


def add(tx: Tx, table: type[SQLModel], rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows of one table; none is fine."""
    if rows:
        tx.execute(insert(table), rows)


def portions(values: Iterable[Any]) -> Iterator[list[Any]]:
    """Cut values into lists that fit into one statement."""
    rest = iter(values)
    while part := list(islice(rest, PORTION)):
        yield part
