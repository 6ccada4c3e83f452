"""Coaching items: the shipped ones and a company's own; every version is kept and audited."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import func, select
from sqlmodel import col

from ledger.proposal import Who
from scoring.coach import Item, Sort, merged
from storage import audit, rows
from storage.companies import Company
from storage.database import Tx, lock_company
from storage.ids import new_id
from storage.tables import CoachItem


def items(tx: Tx, company: Company, kpi: str | None = None) -> tuple[Item, ...]:
    """List what there is, hidden items too: a company's own before the shipped ones."""
    newest = (
        select(col(CoachItem.item), func.max(col(CoachItem.version)).label("version"))
        .where(col(CoachItem.workspace_id) == company.id)
        .group_by(col(CoachItem.item))
        .subquery()
    )
    query: Any = (
        select(*map(col, _COLUMNS))
        .join(
            newest,
            (newest.c.item == col(CoachItem.item)) & (newest.c.version == col(CoachItem.version)),
        )
        .where(col(CoachItem.workspace_id) == company.id)
        .order_by(col(CoachItem.recorded_at).desc(), col(CoachItem.id).desc())
    )
    if kpi is not None:
        query = query.where(col(CoachItem.kpi) == kpi)
    return merged(tuple(item_of(row) for row in tx.execute(query).mappings()))


def add(tx: Tx, company: Company, who: Who, item: Item) -> Item:
    """Add an item of the company's own; it has a name that no other item has."""
    lock_company(tx, company.id)
    made = replace(item, id=f"own.{new_id()}", version=1)
    _store(tx, company, who, made, "coach.item_added")
    return made


def turn(tx: Tx, company: Company, who: Who, item_id: str, *, hidden: bool) -> Item:
    """Hide an item or show it again; one that is so already stays as it is."""
    lock_company(tx, company.id)
    found = next(one for one in items(tx, company) if one.id == item_id)
    if found.hidden == hidden:
        return found
    made = replace(found, hidden=hidden, version=found.version + 1)
    _store(tx, company, who, made, "coach.item_hidden" if hidden else "coach.item_shown")
    return made


def item_of(row: Mapping[str, Any]) -> Item:
    """Read an item as the tables keep it."""
    return Item(
        row["item"],
        row["kpi"],
        Sort(row["sort"]),
        {"en": row["title_en"], "zh": row["title_zh"]},
        {"en": row["text_en"], "zh": row["text_zh"]},
        row["minutes"],
        row.get("hidden", False),
        row["version"],
    )


def content_of(item: Item) -> dict[str, Any]:
    """Write an item as the tables keep it."""
    return {
        "item": item.id,
        "version": item.version,
        "kpi": item.kpi,
        "sort": item.sort.value,
        "title_en": item.title["en"],
        "title_zh": item.title["zh"],
        "text_en": item.text["en"],
        "text_zh": item.text["zh"],
        "minutes": item.minutes,
    }


_COLUMNS: tuple[Any, ...] = (
    CoachItem.item,
    CoachItem.version,
    CoachItem.kpi,
    CoachItem.sort,
    CoachItem.title_en,
    CoachItem.title_zh,
    CoachItem.text_en,
    CoachItem.text_zh,
    CoachItem.minutes,
    CoachItem.hidden,
)


def _store(tx: Tx, company: Company, who: Who, item: Item, action: str) -> None:
    content = content_of(item)
    row: dict[str, Any] = {"workspace_id": company.id, "id": new_id(), "hidden": item.hidden}
    row |= {"person_id": who.id, "recorded_at": tx.now}
    rows.add(tx, CoachItem, [row | content])
    audit.record(tx, company, audit.Deed(f"person:{who.id}", "slack", action, content, frozenset()))
