"""What figures are asked for: which period, on which day, as known when, told apart by what."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Date, Text, bindparam

from ledger.period import Period
from scoring.fairness import Asked
from storage.columns import Instant
from storage.companies import Company


class By(StrEnum):
    """Whose figures are told apart."""

    COMPANY = "company"
    CUSTOMER = "customer"
    PERSON = "person"
    TEAM = "team"


@dataclass(frozen=True, slots=True)
class Window:
    """What is asked: cash of the period up to `as_of`, and what is open on `as_of`.

    `known_at` leaves out what was recorded later; `home` is the currency that rates lead to, or
    None to leave every amount in its own.
    """

    period: Period
    as_of: date
    known_at: datetime | None = None
    home: str | None = None

    def __post_init__(self) -> None:
        """Measure on a calendar date."""
        assert type(self.as_of) is date, self.as_of

    @property
    def asked(self) -> Asked:
        """The same question for what is allowed for; a score is what is rated."""
        return Asked(self.period, self.as_of, is_score=self.home is not None)

    @property
    def shape(self) -> "Shape":
        """What decides the text of a statement."""
        return Shape(known=self.known_at is not None, rated=self.home is not None)

    def values(self, company: Company, person_id: int | None = None) -> dict[str, Any]:
        """What fills the blanks of a statement."""
        return {
            "company": company.id,
            "person": person_id,
            "start": self.period.start,
            "end": self.period.end,
            "as_of": self.as_of,
            "known_at": self.known_at,
            "home": self.home,
        }


@dataclass(frozen=True, slots=True)
class Shape:
    """Whether later knowledge is left out, and whether amounts are rated in another currency.

    `present` says that nothing takes effect after the day asked for, so that balances stand as
    they are kept. `figures.shape_of` finds that out.

    Statements are built once a shape and filled with values, because building one takes longer
    than running it.
    """

    known: bool
    rated: bool
    present: bool = False


COMPANY = bindparam("company", type_=BigInteger)
PERSON = bindparam("person", type_=BigInteger)
START, END = bindparam("start", type_=Date), bindparam("end", type_=Date)
AS_OF = bindparam("as_of", type_=Date)
KNOWN_AT = bindparam("known_at", type_=Instant)
HOME = bindparam("home", type_=Text)
