"""Teams: their manager, channel and parent; a team that people named is there already."""

from collections.abc import Sequence

from storage.importers.record import Record
from storage.intake.context import Context, Verdict, rejected, unknown_person
from storage.intake.masters import change
from storage.tables import Team


def store(context: Context, records: Sequence[Record]) -> list[Verdict]:
    """Store teams; a parent may stand further down in the file."""
    return [_team(context, record) for record in records]


def _team(context: Context, record: Record) -> Verdict:
    values = record.values
    manager, name = values.get("manager_id"), values["team"]
    if manager is not None and manager not in context.people:
        return rejected(record, unknown_person("manager_id", manager))
    is_new = name not in context.teams
    context.team(name)
    given: dict[str, object] = {}
    if manager is not None:
        given["manager_id"] = context.people[manager]["id"]
    if "channel" in values:
        given["channel"] = values["channel"]
    if "parent" in values:
        given["parent_id"] = context.team(values["parent"])
    changed = change(context, Team, context.teams[name], given)
    context.teams[name] = changed or context.teams[name]
    return Verdict(record, added=is_new or changed is not None)
