"""Approvals: wishes that wait for somebody else, each decided once, in one step with its effect."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import Field, TypeAdapter
from sqlalchemy import Select, insert, select, update
from sqlmodel import col

from ledger.approval import Request, Stand
from ledger.errors import Problem
from ledger.proposal import Who
from ledger.wish import Wish
from storage import audit
from storage.companies import Company
from storage.database import Tx, lock_company
from storage.ids import new_id
from storage.tables import Approval, Person


@dataclass(eq=False)
class AskedAlready(Problem):
    """The same waits for somebody already."""

    sentence = "Nothing was asked for: {name} asked for this already, and it waits for an answer."

    name: str


@dataclass(eq=False)
class Overtaken(Problem):
    """Somebody else decided between the reading and the writing; nothing of ours is kept."""

    sentence = "Somebody else decided this at the same moment; nothing was done twice."


@dataclass(frozen=True, slots=True)
class Decision:
    """How somebody decides, and what they answer."""

    state: Stand
    who: Who
    answer: str = ""


def ask(tx: Tx, company: Company, wish: Wish, who: Who) -> Request:
    """Store a wish for somebody else to approve; nothing else changes."""
    lock_company(tx, company.id)
    for other in waiting(tx, company, [wish.sort]):
        if other.wish.subject == wish.subject:
            raise AskedAlready(other.asked_by.name)
    row = {"workspace_id": company.id, "id": new_id(), "kind": wish.sort, "subject": wish.subject}
    row |= {"detail": _written().dump_json(wish).decode(), "requested_by": who.id}
    tx.execute(insert(Approval), row | {"requested_at": tx.now})
    request = _read(tx, company, int(row["id"]))
    _log(tx, company, who, request, frozenset())
    return request


def find(tx: Tx, company: Company, request_id: int) -> Request:
    """Read a request under the company's lock, so that what is decided next is decided on it."""
    lock_company(tx, company.id)
    return _read(tx, company, request_id)


def look(tx: Tx, company: Company, request_id: int) -> Request:
    """Read a request without any lock: nothing is decided on what is read here."""
    return _read(tx, company, request_id)


def decide(
    tx: Tx, company: Company, request: Request, how: Decision, touches: frozenset[int] | None
) -> Request:
    """Move a request on from the version that was read, and from no other.

    What it allows is stored by the caller in the same transaction; `touches` are the people whose
    scores that may change.
    """
    moved = tx.execute(
        update(Approval)
        .where(
            col(Approval.workspace_id) == company.id,
            col(Approval.id) == request.id,
            col(Approval.version) == request.version,
            col(Approval.state) == Stand.OPEN,
        )
        .values(
            version=request.version + 1,
            state=how.state,
            decided_by=how.who.id,
            decided_at=tx.now,
            answer=how.answer,
        )
    )
    if moved.rowcount != 1:
        raise Overtaken
    decided = _read(tx, company, request.id)
    _log(tx, company, how.who, decided, touches)
    return decided


def waiting(tx: Tx, company: Company, sorts: Iterable[str]) -> tuple[Request, ...]:
    """The open requests of these sorts, the oldest first."""
    query = _requests(company).where(
        col(Approval.state) == Stand.OPEN, col(Approval.kind).in_(tuple(sorts))
    )
    rows = tx.execute(query.order_by(col(Approval.id))).mappings()
    return tuple(_request(company, row) for row in rows)


def _read(tx: Tx, company: Company, request_id: int) -> Request:
    row = tx.execute(_requests(company).where(col(Approval.id) == request_id)).mappings().one()
    return _request(company, row)


def _requests(company: Company) -> Select[Any]:
    asker = Person.__table__.alias("asker")  # type: ignore[attr-defined]
    decider = Person.__table__.alias("decider")  # type: ignore[attr-defined]
    own = Approval.__table__  # type: ignore[attr-defined]
    asked = (asker.c.workspace_id == own.c.workspace_id) & (asker.c.id == own.c.requested_by)
    decided = (decider.c.workspace_id == own.c.workspace_id) & (decider.c.id == own.c.decided_by)
    query: Select[Any] = (
        select(own, asker.c.name.label("asker"), decider.c.name.label("decider"))
        .select_from(own.join(asker, asked).join(decider, decided, isouter=True))
        .where(own.c.workspace_id == company.id)
    )
    return query


def _request(company: Company, row: Mapping[str, Any]) -> Request:
    zone, decided_at = ZoneInfo(company.timezone), row["decided_at"]
    by = row["decided_by"]
    return Request(
        row["id"],
        row["version"],
        Stand(row["state"]),
        _written().validate_json(row["detail"]),
        Who(row["requested_by"], row["asker"]),
        row["requested_at"].astimezone(zone),
        None if by is None else Who(by, row["decider"]),
        decided_at and decided_at.astimezone(zone),
        row["answer"],
    )


@cache
def _written() -> TypeAdapter[Wish]:
    return TypeAdapter(Annotated[Wish, Field(discriminator="sort")])


def _log(
    tx: Tx, company: Company, who: Who, request: Request, touches: frozenset[int] | None
) -> None:
    """Write down who asked for what, or decided how; the wish stands in full beside both."""
    detail = {"request": str(request.id), "wish": _written().dump_python(request.wish, mode="json")}
    if request.decided_by is not None:
        detail |= {"asked_by": f"person:{request.asked_by.id}", "answer": request.answer}
    step = "requested" if request.state is Stand.OPEN else request.state.value
    action = f"{request.wish.sort}.{step}"
    audit.record(tx, company, audit.Deed(f"person:{who.id}", "slack", action, detail, touches))
