"""Names: the id and name that people know behind the key of a row in a report."""

from sqlalchemy import select
from sqlmodel import col

from storage.companies import Company
from storage.database import Tx
from storage.tables import Customer, Person, Team
from storage.window import By

Names = dict[int | None, tuple[str | None, str | None]]


def of(tx: Tx, company: Company, by: By) -> Names:
    """Read id and name of everybody, every team or customer; nobody has neither."""
    found: Names = {None: (None, None)}
    match by:
        case By.COMPANY:
            found[0] = company.name, company.name
        case By.PERSON:
            found |= _read(tx, company, Person, Person.number)
        case By.TEAM:
            found |= _read(tx, company, Team, Team.name)
        case By.CUSTOMER:
            found |= _read(tx, company, Customer, Customer.number)
    return found


def _read(tx: Tx, company: Company, table: type[Person | Team | Customer], number: str) -> Names:
    query = select(col(table.id), col(number), col(table.name)).where(
        col(table.workspace_id) == company.id
    )
    return {row[0]: (row[1], row[2]) for row in tx.execute(query)}
