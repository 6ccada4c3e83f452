"""Numbers of what is entered in chat: R-1, EX-1 …, apart from those that imports brought."""

from typing import Any

from sqlalchemy import func, select
from sqlmodel import col

from storage.companies import Company
from storage.database import Tx

AT_ONCE = 100  # numbers that are tried in one query


def next_free(tx: Tx, company: Company, table: Any, prefix: str) -> str:
    """Give the first free number: the company's lock is held, so nobody else takes the same one.

    Imports may have brought numbers of this kind, with gaps: the first free one is looked for.
    """
    ours = func.count().filter(col(table.number).like(f"{prefix}%"))
    count = tx.execute(select(ours).where(col(table.workspace_id) == company.id)).scalar_one()
    while True:
        next_ones = [f"{prefix}{count + n}" for n in range(1, AT_ONCE + 1)]
        query = select(col(table.number)).where(
            col(table.workspace_id) == company.id, col(table.number).in_(next_ones)
        )
        taken = set(tx.execute(query).scalars())
        if free := [number for number in next_ones if number not in taken]:
            return free[0]
        count += AT_ONCE
