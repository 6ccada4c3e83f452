"""A company's settings: a name and a value; the newest row of a name counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from storage import audit, instants, rows
from storage.companies import Company
from storage.database import Tx, lock_company
from storage.ids import new_id
from storage.tables import Setting

DEFAULTS: Mapping[str, str] = {
    "payment_limit": "30000",  # in the company's currency; above it two people of finance confirm
    "finance_channel": "",  # where proposals are repeated; empty: direct messages to finance
    "ranking_channel": "",  # where rankings are posted; empty: the channels of the teams
    "digest_at": "08:30",  # local time of the weekly and monthly messages
}


@dataclass(frozen=True, slots=True)
class Changed:
    """A setting that has another value now."""

    name: str
    before: str
    after: str


def all_of(tx: Tx, company: Company) -> dict[str, str]:
    """Every setting with the value that counts now."""
    return _values(_stored(tx, company))


def put(tx: Tx, company: Company, name: str, value: str) -> None:
    """Set a value from now on."""
    _put(tx, company, name, value, _from(tx, _stored(tx, company)))


def change(
    tx: Tx, company: Company, person_id: int, wanted: Mapping[str, str]
) -> tuple[Changed, ...]:
    """Set what is different, each with a row of the audit log."""
    lock_company(tx, company.id)
    stored = _stored(tx, company)
    now, at = _values(stored), _from(tx, stored)
    found = tuple(
        Changed(name, now[name], value) for name, value in wanted.items() if now[name] != value
    )
    for one in found:
        _put(tx, company, one.name, one.after, at)
        detail = {"name": one.name, "before": one.before, "after": one.after}
        deed = audit.Deed(f"person:{person_id}", "slack", "setting.changed", detail)
        audit.record(tx, company, deed)
    return found


def _stored(tx: Tx, company: Company) -> tuple[Any, ...]:
    """Every row, the newest last."""
    query = (
        select(col(Setting.name), col(Setting.value), col(Setting.recorded_at))
        .where(col(Setting.workspace_id) == company.id)
        .order_by(col(Setting.recorded_at), col(Setting.id))
    )
    return tuple(tx.execute(query))


def _values(stored: Sequence[Any]) -> dict[str, str]:
    return {**DEFAULTS, **{row.name: row.value for row in stored}}


def _from(tx: Tx, stored: Sequence[Any]) -> datetime:
    """From when on a new row counts: after all that is there."""
    return instants.after(stored[-1].recorded_at if stored else None, tx.now)


def _put(tx: Tx, company: Company, name: str, value: str, at: datetime) -> None:
    assert name in DEFAULTS, name
    row = {"workspace_id": company.id, "id": new_id(), "name": name, "value": value}
    rows.add(tx, Setting, [row | {"recorded_at": at}])
