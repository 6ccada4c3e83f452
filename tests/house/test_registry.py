"""Every plug-in file is found, and says all that help, manifest and access checks need."""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from commands._contract import Button, Command, Form, Registry, discover
from scoring.kpi import Kpi, Measure, Missing, Unit
from scoring.kpis import catalogue
from tests.house.test_budgets import BUDGETS
from tests.house.tree import ROOT, plant, plugins
from views.message import Message

# Slack takes 32 characters and 50 commands; a second word is ours to route.
SLACK_NAME = re.compile(r"[a-z][a-z0-9-]{0,31}( [a-z]+)?")
SLACK_COMMANDS = 50
Entry = Command | Button | Form


def violations(root: Path, registry: Registry, budgets: dict[str, int]) -> list[str]:
    commands = list(registry.commands.values())
    entries: list[Entry] = [*commands, *registry.buttons.values(), *registry.forms.values()]
    found = {entry.run.__module__.rpartition(".")[2] for entry in entries}
    names = [entry.name if isinstance(entry, Command) else entry.id for entry in entries]
    return [
        *(f"commands/{name}.py is not discovered" for name in _lost(root, "commands", found)),
        *(f"{wrong}" for command in commands for wrong in _unsaid(command)),
        *(f"{name}: no query budget" for name in names if name not in budgets),
        *(f"{name}: a budget for nothing" for name in budgets if name not in names),
        *(f"{name}: access is a lambda, name it" for name, it in zip(names, entries, strict=True)
          if it.allow.__name__ == "<lambda>"),
        *(["Slack takes at most 50 commands"] if len(commands) > SLACK_COMMANDS else []),
    ]  # fmt: skip


def _unsaid(command: Command) -> Iterator[str]:
    if not SLACK_NAME.fullmatch(command.name):
        yield f"{command.name}: Slack would not take this name"
    if not command.summary.strip() or command.summary.endswith("."):
        yield f"{command.name}: the summary is a phrase without a full stop"
    if not command.usage:
        yield f"{command.name}: no usage, so help has no example"


def kpi_violations(root: Path, kpis: dict[str, Kpi]) -> list[str]:
    lost = _lost(root, "scoring/kpis", kpis)
    return [
        *(f"scoring/kpis/{name}.py is not discovered under its own name" for name in lost),
        *(f"{kpi.id}: needs a name, a sentence and how it is measured" for kpi in kpis.values()
          if not (kpi.name.strip() and kpi.sentence.strip() and kpi.measures.strip())),
    ]  # fmt: skip


def _lost(root: Path, folder: str, found: Iterable[str]) -> list[str]:
    return sorted(set(plugins(root, folder)) - set(found))


def test_every_command_file_is_found_and_says_what_it_must() -> None:
    assert violations(ROOT, discover(), BUDGETS) == []


def test_every_kpi_file_is_found_under_its_own_name() -> None:
    assert kpi_violations(ROOT, catalogue()) == []


def test_a_lost_silent_or_unbudgeted_command_is_seen(tmp_path: Path) -> None:
    root = plant(tmp_path, {"commands/lost.py": "", "commands/_words.py": ""})
    registry = Registry(
        {"Over due": _command("Over due", "Late.", ()), "paid": _command("paid", "Book money")},
        {"paid.undo": Button("paid.undo", _parse, lambda _caller, _args: True, _run, _view)},
    )
    assert violations(root, registry, {"paid": 3, "gone": 1}) == [
        "commands/lost.py is not discovered",
        "Over due: Slack would not take this name",
        "Over due: the summary is a phrase without a full stop",
        "Over due: no usage, so help has no example",
        "Over due: no query budget",
        "paid.undo: no query budget",
        "gone: a budget for nothing",
        "paid.undo: access is a lambda, name it",
    ]


def test_a_lost_or_nameless_kpi_is_seen(tmp_path: Path) -> None:
    root = plant(tmp_path, {"scoring/kpis/days_late.py": "", "scoring/kpis/csat.py": ""})
    nothing = Measure(None, missing=Missing.NO_METRIC)
    kpi = Kpi("csat", " ", "", Unit.NUMBER, more_is_better=True, measure=lambda _facts: nothing)
    assert kpi_violations(root, {"csat": kpi}) == [
        "scoring/kpis/days_late.py is not discovered under its own name",
        "csat: needs a name, a sentence and how it is measured",
    ]


def _command(name: str, summary: str, usage: tuple[str, ...] = ("/paid",)) -> Command:
    return Command(name, summary, usage, _parse, _allow, _run, _view)


def _parse(text: str, _today: date) -> str:
    return text


def _allow(_caller, _args) -> bool:
    return True


def _run(_tx, _ask) -> None:
    return None


def _view(_result, _say) -> Message:
    return Message("done")
