"""Stages: where a period stands, and who moved it on, when and why."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from ledger.calendar import Calendar

QUESTION_DAYS = 5  # working days in which people look at their results and question them


class State(StrEnum):
    """Where a period stands."""

    OPEN = "open"
    CLOSING = "closing"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class By:
    """Who did something; nobody where the command line did."""

    id: int | None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Stage:
    """One thing that was done with a period, or is wished for, at a local moment.

    `what` is closing, close (wished for), closed, reopen (wished for) or reopened; `version` is
    that of the pack which is closed, or after which it happened.
    """

    what: str
    at: datetime
    by: By
    version: int
    reason: str = ""
    second: By | None = None
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Course:
    """Everything that was done with a period, the oldest first."""

    stages: tuple[Stage, ...] = ()

    @property
    def version(self) -> int:
        """The number of the newest pack; 0 before the first."""
        return max((one.version for one in self.stages if one.what == "closed"), default=0)

    @property
    def state(self) -> State:
        """Where the period stands."""
        if self.version and self.newest("reopened") is None:
            return State.CLOSED
        return State.OPEN if self.newest("closing") is None else State.CLOSING

    def newest(self, what: str) -> Stage | None:
        """Find what was done since the newest pack, or that pack itself."""
        found = (one for one in self.stages if (one.what, one.version) == (what, self.version))
        return next(found, None)

    @property
    def asked_to_close(self) -> Stage | None:
        """Who wants it closed, while it is not."""
        return None if self.state is State.CLOSED else self.newest("close")

    @property
    def asked_to_reopen(self) -> Stage | None:
        """Who wants it reopened, while a second person has not agreed."""
        return self.newest("reopen") if self.state is State.CLOSED else None

    def questions_until(self, calendar: Calendar) -> date | None:
        """The last day on which results are questioned before the close; None outside of it."""
        begun = self.newest("closing")
        if begun is None:
            return None
        return calendar.add_business_days(begun.at.date(), QUESTION_DAYS)
