"""People: names and rights change in place (the log keeps the old), roles and teams by interval."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import select, update
from sqlmodel import col

from storage import rows
from storage.columns import FOREVER, OPEN_END
from storage.ids import new_id
from storage.importers.record import Finding, Record
from storage.intake.context import (
    Context,
    Verdict,
    at_row,
    notice,
    problem,
    rejected,
    unknown_person,
)
from storage.intake.masters import change
from storage.tables import Assignment, Person

ALWAYS = date(1900, 1, 1)  # a person imported without a date held the role as long as anybody knows


def store(context: Context, records: Sequence[Record]) -> list[Verdict]:
    """Store people: first who they are, then what they do, so that managers may come later."""
    named = {record.values["person_id"] for record in records} | set(context.people)
    verdicts = {record.row: _identity(context, record, named) for record in records}
    in_time = sorted(
        _from_ever(records), key=lambda r: (r.values.get("valid_from") or ALWAYS, r.row)
    )
    standing = _standing(context)
    for record in in_time:
        if not verdicts[record.row].rejected:
            verdicts[record.row] = _place(context, record, verdicts[record.row], standing)
    return [verdicts[record.row] for record in records]


def _from_ever(records: Sequence[Record]) -> list[Record]:
    """Beside dated rows of the same person, one without `valid_from` is what was before them.

    Else a file that tells a career would move people back each time it is imported again.
    """
    dated = {record.values["person_id"] for record in records if "valid_from" in record.values}
    return [
        replace(record, values={"valid_from": ALWAYS, **record.values})
        if record.values["person_id"] in dated
        else record
        for record in records
    ]


def _identity(context: Context, record: Record, named: set[str]) -> Verdict:
    values, number = record.values, record.values["person_id"]
    if (values.get("manager_id") or number) not in named:
        return rejected(record, unknown_person("manager_id", values["manager_id"]))
    if found := _wrong(record):
        return rejected(record, found)
    given = {"name": values["name"]}
    if "email" in values:
        given["email"] = values["email"] and values["email"].lower()
    if "rights" in values:
        given["rights"] = ";".join(sorted(values["rights"]))
    old = context.people.get(number)
    if old is None:
        row = {"workspace_id": context.company.id, "id": new_id(), "number": number}
        row |= {"email": None, "rights": ""} | given | {"recorded_at": context.tx.now}
        rows.add(context.tx, Person, [row])
        context.people[number] = row
        return Verdict(record, added=True, findings=_shared_address(context, record))
    new = change(context, Person, old, given)
    context.people[number] = new or old
    return Verdict(record, new is not None, _shared_address(context, record))


def _wrong(record: Record) -> Finding | None:
    values = record.values
    first, after = values.get("valid_from", ALWAYS), values.get("valid_to", OPEN_END)
    if first < after:
        return None
    sentence = "valid_to {to} is not after valid_from {start}; it is the first day after."
    return problem("valid_to", sentence, to=after, start=first)


def _shared_address(context: Context, record: Record) -> tuple[Finding, ...]:
    """Two people with one address are stored, but Slack cannot tell which of them is asking."""
    number, email = record.values["person_id"], (record.values.get("email") or "").lower()
    others = (row["number"] for row in context.people.values() if email and row["email"] == email)
    sentence = "{person} has the address {email} too: neither is known in Slack until one changes."
    return tuple(
        at_row(notice("email", sentence, person=other, email=email), record)
        for other in others
        if other != number
    )


def _standing(context: Context) -> dict[int, list[dict[str, Any]]]:
    """The intervals that stand now, by person."""
    table = Assignment.__table__  # type: ignore[attr-defined]
    query = select(table).where(
        col(Assignment.workspace_id) == context.company.id,
        col(Assignment.replaced_at) == FOREVER,
    )
    standing: dict[int, list[dict[str, Any]]] = {}
    for row in context.tx.execute(query).mappings():
        standing.setdefault(row["person_id"], []).append(dict(row))
    return standing


def _place(
    context: Context, record: Record, verdict: Verdict, standing: dict[int, list[dict[str, Any]]]
) -> Verdict:
    """Give a person role, team and manager for an interval; what it covers gives way.

    What a row does not have stays as it was; None, which chat says and no file, empties it.
    """
    values = record.values
    person = context.people[values["person_id"]]
    now = standing.setdefault(person["id"], [])
    wanted: dict[str, Any] = {}
    if "role" in values:
        wanted["role"] = values["role"]
    if "team" in values:
        wanted["team_id"] = None if values["team"] is None else context.team(values["team"])
    boss = values.get("manager_id")
    if boss in context.people:
        wanted["manager_id"] = context.people[boss]["id"]
    elif boss is None and "manager_id" in values:
        wanted["manager_id"] = None
    if _stands(now, wanted, record, context.today):
        return verdict
    _replace(context, person["id"], now, wanted, record)
    return replace(verdict, added=True)


def _interval(record: Record, now: list[dict[str, Any]], today: date) -> tuple[date, date]:
    """A row without `valid_from` replaces from today; a first one counts from ever."""
    first = record.values.get("valid_from", today if now else ALWAYS)
    after = record.values.get("valid_to", OPEN_END)
    return (first, after) if first < after else (ALWAYS, after)


def _stands(now: list[dict[str, Any]], wanted: dict[str, Any], record: Record, today: date) -> bool:
    """Tell whether the books hold what the row says already."""
    first, after = record.values.get("valid_from"), record.values.get("valid_to")
    for row in now:
        if first is None:
            same_time = after == row["valid_to"] or (
                after is None and row["valid_from"] <= today < row["valid_to"]
            )
        else:
            same_time = row["valid_from"] == first and after in {None, row["valid_to"]}
        if same_time and all(row[column] == value for column, value in wanted.items()):
            return True
    return False


def _replace(
    context: Context,
    person_id: int,
    now: list[dict[str, Any]],
    wanted: dict[str, Any],
    record: Record,
) -> None:
    """Put an interval in; only one that begins and ends inside another lets that one go on after.

    A last day without a later first one means that the person left.
    """
    first, after = _interval(record, now, context.today)
    comes_back = "valid_from" in record.values and "valid_to" in record.values
    base = {"role": "other", "team_id": None, "manager_id": None}
    new = []
    for row in list(now):
        if row["valid_to"] <= first or row["valid_from"] >= after:
            continue
        now.remove(row)
        _supersede(context, row)
        base = {column: row[column] for column in base}
        pieces = [(row["valid_from"], first)]
        if comes_back and row["valid_from"] < first:
            pieces.append((after, row["valid_to"]))
        new += [row | {"valid_from": a, "valid_to": b} for a, b in pieces if a < b]
    new.append(base | wanted | {"valid_from": first, "valid_to": after})
    shared: dict[str, Any] = {"workspace_id": context.company.id, "person_id": person_id}
    shared |= {"recorded_at": context.tx.now, "replaced_at": FOREVER}
    added = [row | shared | {"id": new_id()} for row in new]
    rows.add(context.tx, Assignment, added)
    now.extend(added)


def _supersede(context: Context, row: dict[str, Any]) -> None:
    this = (col(Assignment.workspace_id) == row["workspace_id"], col(Assignment.id) == row["id"])
    context.tx.execute(update(Assignment).where(*this).values(replaced_at=context.tx.now))
