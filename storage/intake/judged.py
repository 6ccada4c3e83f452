"""Targets and metrics: figures of a period; the newest row of a key counts, the old ones stay."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from storage import instants, rows
from storage.ids import new_id
from storage.importers.record import Record
from storage.intake.context import Context, Verdict, problem, rejected, unknown_person
from storage.tables import Metric, Target


@dataclass(frozen=True, slots=True)
class Newest:
    """The values that count now, by key, of one table; new ones are collected and added at once.

    Beside each value stands when it was recorded.
    """

    values: dict[tuple[Any, ...], tuple[str, datetime]]
    new: list[dict[str, Any]]

    def put(self, context: Context, key: dict[str, Any], value: Decimal, column: str) -> bool:
        """Remember a value; tell whether it is new."""
        text, name = format(value.normalize(), "f"), tuple(key.values())
        old, before = self.values.get(name, (None, None))
        if old == text:
            return False
        at = instants.after(before, context.tx.now)
        self.values[name] = text, at
        shared = {"workspace_id": context.company.id, "recorded_at": at}
        self.new.append({"id": new_id()} | shared | key | {column: text})
        return True


def newest(context: Context, table: Any, keys: Sequence[str], column: str) -> Newest:
    """Read the values that count now."""
    wanted = [getattr(table, name) for name in (*keys, column, "recorded_at")]
    query = (
        select(*map(col, wanted))
        .where(col(table.workspace_id) == context.company.id)
        .order_by(col(table.recorded_at), col(table.id))
    )
    return Newest({tuple(row[:-2]): (row[-2], row[-1]) for row in context.tx.execute(query)}, [])


def store_targets(context: Context, records: Sequence[Record]) -> list[Verdict]:
    """Store what people and teams should reach."""
    keys = ("person_id", "team_id", "kpi", "start_on", "end_on")
    table = newest(context, Target, keys, "value")
    verdicts = [_target(context, record, table) for record in records]
    rows.add(context.tx, Target, table.new)
    return verdicts


def store_metrics(context: Context, records: Sequence[Record]) -> list[Verdict]:
    """Store what other systems measured."""
    table = newest(context, Metric, ("person_id", "metric", "start_on", "end_on"), "value")
    verdicts = [_metric(context, record, table) for record in records]
    rows.add(context.tx, Metric, table.new)
    return verdicts


def _target(context: Context, record: Record, table: Newest) -> Verdict:
    values = record.values
    person, team = values.get("person_id"), values.get("team")
    if person is not None and team is not None:
        sentence = "A target is for a person or for a team; {person} and {team} are both named."
        return rejected(record, problem("team", sentence, person=person, team=team))
    if person is not None and person not in context.people:
        return rejected(record, unknown_person("person_id", person))
    key = {
        "person_id": None if person is None else context.people[person]["id"],
        "team_id": None if team is None else context.team(team),
        "kpi": values["kpi"],
        "start_on": values["period"].start,
        "end_on": values["period"].end,
    }
    return Verdict(record, added=table.put(context, key, values["target"], "value"))


def _metric(context: Context, record: Record, table: Newest) -> Verdict:
    values = record.values
    if values["person_id"] not in context.people:
        return rejected(record, unknown_person("person_id", values["person_id"]))
    key = {
        "person_id": context.people[values["person_id"]]["id"],
        "metric": values["metric"],
        "start_on": values["period"].start,
        "end_on": values["period"].end,
    }
    return Verdict(record, added=table.put(context, key, values["value"], "value"))
