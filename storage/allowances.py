"""What is allowed for on marked instalments: disputes, exemptions, handovers; as known when."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, and_, bindparam, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from scoring.fairness import Allowances, Claim, Hold, Relief
from storage import rows
from storage.columns import FOREVER
from storage.companies import Company
from storage.database import Tx
from storage.tables import (
    Allocation,
    Dispute,
    DisputedPart,
    DisputeStep,
    Exemption,
    ExemptionEnd,
    Instalment,
    Ownership,
    Person,
    Reduction,
)
from storage.window import COMPANY, KNOWN_AT, Window

IDS = bindparam("instalments", type_=BigInteger, expanding=True)
_CONFIRMED = aliased(DisputeStep, name="confirmed")
_DECIDED = aliased(DisputeStep, name="decided")


def read(
    tx: Tx, company: Company, window: Window, instalments: Collection[int]
) -> dict[int, Allowances]:
    """Read everything that is allowed for on these instalments, in a few statements."""
    found: dict[int, Allowances] = {}
    for part in rows.portions(sorted(instalments)):
        ids = list(part)
        claims = _claims(tx, company, window, ids)
        reliefs = _reliefs(tx, company, window, ids)
        holds = _holds(tx, company, window, ids)
        for one in ids:
            found[one] = Allowances(
                claims=tuple(claims.get(one, ())),
                reliefs=tuple(reliefs.get(one, ())),
                holds=tuple(holds.get(one, ())),
            )
        disputed = {one: found[one] for one in sorted(claims)}
        found |= _with_movements(tx, company, window, disputed)
    return found


def _run(tx: Tx, statement: Any, company: Company, window: Window, ids: list[int]) -> Any:
    values = {"company": company.id, "instalments": ids, "known_at": window.known_at}
    return tx.execute(statement(known=window.known_at is not None), values)


@cache
def _claimed(*, known: bool) -> Any:
    return (
        select(
            col(DisputedPart.instalment_id),
            col(Dispute.number),
            col(DisputedPart.amount_minor),
            col(Dispute.from_on),
            col(_DECIDED.to_on),
            col(_CONFIRMED.own_doing).label("said"),
            col(_DECIDED.own_doing),
            col(_CONFIRMED.id).label("confirmed"),
        )
        .join(Dispute, _is(Dispute, DisputedPart, "dispute_id"))
        .join(_CONFIRMED, _step(_CONFIRMED, "confirm", known=known), isouter=True)
        .join(_DECIDED, _step(_DECIDED, "decide", known=known), isouter=True)
        .where(
            col(DisputedPart.workspace_id) == COMPANY,
            col(DisputedPart.instalment_id).in_(IDS),
            *_known(Dispute, known=known),
            or_(col(_DECIDED.to_on).is_(None), col(_DECIDED.to_on) > col(Dispute.from_on)),
        )
        .order_by(col(Dispute.from_on), col(Dispute.number))
    )


def _claims(tx: Tx, company: Company, window: Window, ids: list[int]) -> dict[int, list[Claim]]:
    found: dict[int, list[Claim]] = defaultdict(list)
    for row in _run(tx, _claimed, company, window, ids):
        claim = Claim(
            row.number,
            row.amount_minor,
            row.from_on,
            row.to_on,
            own_doing=bool(row.said or row.own_doing),
            is_confirmed=row.confirmed is not None,
        )
        found[row.instalment_id].append(claim)
    return found


@cache
def _relieved(*, known: bool) -> Any:
    of_it = and_(
        col(Exemption.workspace_id) == col(Instalment.workspace_id),
        col(Exemption.invoice_id) == col(Instalment.invoice_id),
    )
    ended = _is(ExemptionEnd, Exemption, "id", "exemption_id")
    return (
        select(
            col(Instalment.id).label("instalment_id"),
            col(Exemption.instalment_id).label("only"),
            col(Exemption.number),
            col(Exemption.kind),
            col(Exemption.from_on),
            col(Exemption.until_on),
            col(ExemptionEnd.until_on).label("ended_on"),
            col(Exemption.reason),
            col(Person.name),
        )
        .select_from(Instalment)
        .join(Exemption, of_it)
        .join(Person, _is(Person, Exemption, "approved_by"))
        .join(ExemptionEnd, and_(ended, *_known(ExemptionEnd, known=known)), isouter=True)
        .where(
            col(Instalment.workspace_id) == COMPANY,
            col(Instalment.id).in_(IDS),
            *_known(Exemption, known=known),
        )
        .order_by(col(Exemption.from_on), col(Exemption.number))
    )


def _reliefs(tx: Tx, company: Company, window: Window, ids: list[int]) -> dict[int, list[Relief]]:
    found: dict[int, list[Relief]] = defaultdict(list)
    for row in _run(tx, _relieved, company, window, ids):
        if row.only in {None, row.instalment_id}:
            until = row.until_on or row.ended_on
            extends = row.kind == "extend"
            found[row.instalment_id].append(
                Relief(row.number, extends, row.from_on, until, row.reason, row.name)
            )
    return found


@cache
def _held(*, known: bool) -> Any:
    return select(
        col(Ownership.instalment_id),
        col(Ownership.person_id),
        col(Ownership.valid_from),
        col(Ownership.valid_to),
    ).where(
        col(Ownership.workspace_id) == COMPANY,
        col(Ownership.instalment_id).in_(IDS),
        *_standing(known=known),
    )


def _holds(tx: Tx, company: Company, window: Window, ids: list[int]) -> dict[int, list[Hold]]:
    found: dict[int, list[Hold]] = defaultdict(list)
    for row in _run(tx, _held, company, window, ids):
        found[row.instalment_id].append(Hold(row.person_id, row.valid_from, row.valid_to))
    return found


def _with_movements(
    tx: Tx, company: Company, window: Window, disputed: Mapping[int, Allowances]
) -> dict[int, Allowances]:
    """Add what disputed instalments come to, what was taken off them, and in which order."""
    if not disputed:
        return {}
    ids = list(disputed)
    wholes = {row.id: row.amount_minor for row in _run(tx, _amounts, company, window, ids)}
    cash = _by_instalment(_run(tx, _cash, company, window, ids))
    taken = _by_instalment(_run(tx, _reductions, company, window, ids))
    return {
        one: _moved(replace(given, whole_minor=wholes[one]), cash[one], taken[one], window)
        for one, given in disputed.items()
    }


def _by_instalment(found: Iterable[Any]) -> dict[int, list[Any]]:
    rows_of: dict[int, list[Any]] = defaultdict(list)
    for row in found:
        rows_of[row.instalment_id].append(row)
    return rows_of


def _moved(
    given: Allowances, cash: Sequence[Any], taken: Sequence[Any], window: Window
) -> Allowances:
    """Tell apart what took something off an instalment: a write-off of the window is a row."""
    notes = [row for row in taken if row.write_off_id is None]
    given_up = [row for row in taken if row.write_off_id is not None]
    counted = [r for r in given_up if window.period.start <= r.counted_on <= window.as_of]
    settled = sum(r.amount_minor for r in (*cash, *taken) if r.effective_on <= window.as_of)
    return replace(
        given,
        credits=tuple((row.effective_on, row.amount_minor) for row in notes),
        lost=tuple((r.effective_on, r.amount_minor) for r in given_up if r not in counted),
        before=dict(_added_up(cash, 0)),
        after=dict(_added_up(reversed(counted), given.whole_minor - settled)),
    )


def _added_up(movements: Iterable[Any], total: int) -> Iterator[tuple[int, int]]:
    """How much there was before each movement, counted from a total on."""
    for row in movements:
        yield row.id, total
        total += row.amount_minor


@cache
def _amounts(*, known: bool) -> Any:  # noqa: ARG001 - every statement is asked the same
    return select(col(Instalment.id), col(Instalment.amount_minor)).where(
        col(Instalment.workspace_id) == COMPANY, col(Instalment.id).in_(IDS)
    )


@cache
def _reductions(*, known: bool) -> Any:
    kinds = col(Reduction.write_off_id), col(Reduction.counted_on)
    return _movements(Reduction, known=known).add_columns(*kinds)


@cache
def _cash(*, known: bool) -> Any:
    return _movements(Allocation, known=known)


def _movements(table: type[Allocation | Reduction], *, known: bool) -> Any:
    return (
        select(
            col(table.id),
            col(table.instalment_id),
            col(table.effective_on),
            col(table.amount_minor),
        )
        .where(
            col(table.workspace_id) == COMPANY,
            col(table.instalment_id).in_(IDS),
            *_known(table, known=known),
        )
        .order_by(col(table.effective_on), col(table.id))
    )


def _step(step: Any, name: str, *, known: bool) -> Any:
    of_it = _is(step, Dispute, "id", "dispute_id")
    return and_(of_it, col(step.step) == name, *_known(step, known=known))


def _known(table: Any, *, known: bool) -> list[Any]:
    return [col(table.recorded_at) <= KNOWN_AT] if known else []


def _standing(*, known: bool) -> list[Any]:
    if not known:
        return [col(Ownership.replaced_at) == FOREVER]
    return [*_known(Ownership, known=known), col(Ownership.replaced_at) > KNOWN_AT]


def _is(table: Any, other: Any, column: str, to: str = "id") -> Any:
    return and_(
        col(table.workspace_id) == col(other.workspace_id),
        col(getattr(table, to)) == col(getattr(other, column)),
    )
