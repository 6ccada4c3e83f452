"""Posted: one fact from chat, stored by the very code that an import stores it with."""

from collections.abc import Iterable, Mapping
from typing import Any

from ledger.booking import Settling
from storage.circle import Circle
from storage.companies import Company
from storage.database import Tx
from storage.importers.record import Record
from storage.intake import STORES
from storage.intake.books import Books
from storage.intake.context import Context, Verdict
from storage.intake.invoices import fill_once
from storage.intake.settling import settle


def post(
    tx: Tx,
    company: Company,
    kind: str,
    values: Mapping[str, Any],
    people: Iterable[tuple[str, int]],
) -> tuple[dict[str, Any], ...]:
    """Store one row of a kind that names these people; give what it changed in place.

    Whoever calls has looked at everything that could be wrong with it.
    """
    return _store(_among(tx, company, people), kind, values)


def tried(
    tx: Tx,
    company: Company,
    kind: str,
    values: Mapping[str, Any],
    people: Iterable[tuple[str, int]],
) -> Verdict:
    """Tell what would become of one row of a kind; nothing is stored."""
    (verdict,) = STORES[kind](_among(tx, company, people), [Record(0, values)])
    return verdict


def post_person(tx: Tx, company: Company, values: Mapping[str, Any]) -> tuple[dict[str, Any], ...]:
    """Store one row of people, who may name a team and a manager."""
    return _store(Context.open(tx, company), "people", values)


def post_target_of_team(tx: Tx, company: Company, values: Mapping[str, Any]) -> None:
    """Store a target of a team that is there."""
    _store(Context.open(tx, company), "targets", values)


def fill_in(
    tx: Tx, company: Company, number: str, values: Mapping[str, Any]
) -> tuple[dict[str, Any], ...]:
    """Fill in the days of an invoice that are empty; give what it changed."""
    context = Context.of_money(tx, company)
    books = Books.open(context, [number])
    filled = fill_once(context, books, books.invoices[number], values)
    assert isinstance(filled, bool), filled
    settle(context)
    return tuple(context.changes)


def use(
    tx: Tx, company: Company, source: Mapping[str, Any], settling: Settling, *, is_receipt: bool
) -> None:
    """Settle with what a stored receipt or credit note has left; the lines are known from now."""
    context = Context.of_money(tx, company)
    batch = context.batch
    used = batch.used_receipts if is_receipt else batch.used_credit_notes
    used[settling.key] = {**source, "recorded_at": tx.now}
    batch.settlings.append(settling)
    settle(context)


def numbers(circle: Circle, *ids: int) -> list[tuple[str, int]]:
    """Name people by number, as a row does."""
    return [(circle.members[key].number, key) for key in ids]


def _among(tx: Tx, company: Company, people: Iterable[tuple[str, int]]) -> Context:
    context = Context.of_money(tx, company)
    context.people = {number: {"id": key, "number": number} for number, key in people}
    return context


def _store(context: Context, kind: str, values: Mapping[str, Any]) -> tuple[dict[str, Any], ...]:
    (verdict,) = STORES[kind](context, [Record(0, values)])
    assert not verdict.rejected, verdict.findings
    settle(context)
    return tuple(context.changes)
