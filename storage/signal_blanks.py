"""What the statements behind signals share: the blanks that are filled, and a few columns."""

from typing import Any

from sqlalchemy import BigInteger, Date, bindparam
from sqlmodel import col

from storage.columns import Instant
from storage.tables import Customer, Promise

COMPANY = bindparam("company", type_=BigInteger)
START, END = bindparam("start", type_=Date), bindparam("end", type_=Date)  # the period
SINCE, UNTIL = bindparam("since", type_=Date), bindparam("until", type_=Date)  # and around it
START_AT = bindparam("start_at", type_=Instant)
IDS = bindparam("ids", type_=BigInteger, expanding=True)

Statement = Any  # a select, whatever its columns are


def customer(of: Any) -> tuple[Any, ...]:
    """Who owes, and in which currency."""
    return col(of.customer_id), col(Customer.name).label("customer"), col(of.currency)


def promised_in_period() -> tuple[Any, ...]:
    """Tell that a promise is for a day of the period."""
    return (
        col(Promise.workspace_id) == COMPANY,
        col(Promise.promised_on) >= START,
        col(Promise.promised_on) < END,
    )
