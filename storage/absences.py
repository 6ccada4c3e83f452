"""Absences: who is away and when, and how one comes in from chat as an import brings it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlmodel import col

from ledger.errors import Problem
from storage import audit, periods, posted
from storage.columns import OPEN_END
from storage.companies import Company
from storage.database import Tx, lock_company
from storage.people import Member
from storage.tables import Leave


@dataclass(eq=False)
class OwnAbsence(Problem):
    """Somebody wants to say themselves when they are away."""

    sentence = (
        "Nothing was recorded: your days away lower your own targets. "
        "Whoever leads you, or somebody else of HR, records them."
    )


@dataclass(eq=False)
class BackTooEarly(Problem):
    """A first day back that is not after the first day away."""

    sentence = "Nothing was recorded: {back} is not after {first}. Write the first day back."

    back: date
    first: date


@dataclass(frozen=True, slots=True)
class Absence:
    """Somebody is away from a day on; without `back_on` until further notice."""

    person_id: int
    first_on: date
    back_on: date | None = None

    @property
    def until(self) -> date:
        """The first day back, which may be the end of time."""
        return self.back_on or OPEN_END

    def meets(self, other: "Absence") -> bool:
        """Tell whether a day lies in both."""
        return self.first_on < other.until and other.first_on < self.until


@dataclass(frozen=True, slots=True)
class Recorded:
    """An absence as it counts from now on, with what there was of it and beside it.

    Of what lies before `closed_until` the results stand; None where none of it is closed.
    """

    absence: Absence
    before: Absence | None
    beside: tuple[Absence, ...] = ()
    closed_until: date | None = None

    @property
    def is_new(self) -> bool:
        """Tell whether the books did not say so already."""
        return self.before != self.absence


def around(
    tx: Tx, company: Company, people: frozenset[int] | None, since: date, until: date
) -> tuple[Absence, ...]:
    """List whoever is away on a day of `[since, until)`, of these people or of everybody."""
    newest = _standing(company, people)
    query = (
        select(newest.c.person_id, newest.c.from_on, newest.c.to_on)
        .where(newest.c.place == 1, newest.c.from_on < until, newest.c.to_on > since)
        .order_by(newest.c.from_on, newest.c.to_on, newest.c.person_id)
    )
    return tuple(
        Absence(row.person_id, row.from_on, None if row.to_on == OPEN_END else row.to_on)
        for row in tx.execute(query)
    )


def record(tx: Tx, company: Company, who: Member, of: Member, absence: Absence) -> Recorded:
    """Store that somebody is away, as an import does; one that begins on that day is replaced."""
    lock_company(tx, company.id)
    if who.id == of.id:
        raise OwnAbsence
    if absence.until <= absence.first_on:
        raise BackTooEarly(absence.until, absence.first_on)
    standing = around(tx, company, frozenset({of.id}), date.min, date.max)
    before = next((one for one in standing if one.first_on == absence.first_on), None)
    beside = tuple(one for one in standing if one != before and one.meets(absence))
    open_from = periods.open_from(tx, company)
    done = Recorded(absence, before, beside, open_from if absence.first_on < open_from else None)
    if done.is_new:
        _store(tx, company, who, of, done)
    return done


def _store(tx: Tx, company: Company, who: Member, of: Member, done: Recorded) -> None:
    values = {"person_id": of.number, "from": done.absence.first_on, "to": done.absence.until}
    posted.post(tx, company, "leave", values, [(of.number, of.id)])
    detail: dict[str, Any] = {key: str(value) for key, value in values.items()}
    detail["before"] = None if done.before is None else str(done.before.until)
    deed = audit.Deed(f"person:{who.id}", "slack", "leave.recorded", detail, frozenset({of.id}))
    audit.record(tx, company, deed)


def _standing(company: Company, people: Sequence[int] | frozenset[int] | None) -> Any:
    """Number the rows of each person's first day away, the newest of them as 1."""
    newest_first = (col(Leave.recorded_at).desc(), col(Leave.id).desc())
    of_one_day = (col(Leave.person_id), col(Leave.from_on))
    place = func.row_number().over(partition_by=of_one_day, order_by=newest_first)
    query = select(
        col(Leave.person_id), col(Leave.from_on), col(Leave.to_on), place.label("place")
    ).where(col(Leave.workspace_id) == company.id)
    if people is not None:
        query = query.where(col(Leave.person_id).in_(people))
    return query.subquery()
