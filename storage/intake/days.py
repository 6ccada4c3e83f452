"""The calendar and leave: the newest row of a day, or of somebody's first day away, counts."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from storage import instants, rows
from storage.columns import OPEN_END
from storage.ids import new_id
from storage.importers.record import Record
from storage.intake.context import Context, Verdict, problem, rejected, unknown_person
from storage.tables import CalendarDay, Leave


def store_calendar(context: Context, records: Sequence[Record]) -> list[Verdict]:
    """Store on which days the company works, other than Monday to Friday say."""
    standing = _standing(context, CalendarDay, ("on_day",), ("working", "name"))
    new: list[dict[str, Any]] = []
    verdicts = []
    for record in records:
        key = (record.values["on"],)
        *old, before = standing.get(key, (None, "", None))
        value = [record.values["working"], record.values.get("name", old[1])]
        verdicts.append(Verdict(record, added=old != value))
        if old != value:
            written = {"on_day": key[0], "working": value[0], "name": value[1]}
            new.append(_row(context, written, before))
            standing[key] = (*value, new[-1]["recorded_at"])
    rows.add(context.tx, CalendarDay, new)
    return verdicts


def store_leave(context: Context, records: Sequence[Record]) -> list[Verdict]:
    """Store who was away from a day on; `to` is the first day back."""
    standing = _standing(context, Leave, ("person_id", "from_on"), ("to_on",))
    new: list[dict[str, Any]] = []
    verdicts = [_leave(context, record, standing, new) for record in records]
    rows.add(context.tx, Leave, new)
    return verdicts


def _leave(
    context: Context,
    record: Record,
    standing: dict[tuple[Any, ...], tuple[Any, ...]],
    new: list[dict[str, Any]],
) -> Verdict:
    values = record.values
    person, first = context.people.get(values["person_id"]), values["from"]
    if person is None:
        return rejected(record, unknown_person("person_id", values["person_id"]))
    key = (person["id"], first)
    old, before = standing.get(key, (None, None))
    back = values.get("to", old or OPEN_END)
    if back <= first:
        sentence = "{to} is not after {start}; write the first day back."
        return rejected(record, problem("to", sentence, to=back, start=first))
    if old == back:
        return Verdict(record)
    new.append(_row(context, {"person_id": key[0], "from_on": first, "to_on": back}, before))
    standing[key] = (back, new[-1]["recorded_at"])
    return Verdict(record, added=True)


def _row(context: Context, written: dict[str, Any], before: datetime | None) -> dict[str, Any]:
    """A row in the place of one that was recorded before."""
    own = {"workspace_id": context.company.id, "id": new_id()}
    return own | written | {"recorded_at": instants.after(before, context.tx.now)}


def _standing(
    context: Context, table: Any, keys: Sequence[str], values: Sequence[str]
) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    """The values that count now, by key, with when they were recorded."""
    wanted = [col(getattr(table, name)) for name in (*keys, *values, "recorded_at")]
    query = (
        select(*wanted)
        .where(col(table.workspace_id) == context.company.id)
        .order_by(col(table.recorded_at), col(table.id))
    )
    found = map(tuple, context.tx.execute(query))
    return {row[: len(keys)]: row[len(keys) :] for row in found}
