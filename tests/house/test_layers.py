"""Who may import whom: the contracts in pyproject.toml hold, and each of them can break."""

import subprocess
import sys
import tomllib
from pathlib import Path

from tests.house.tree import ROOT, plant

RUN = "import sys; from importlinter.cli import lint_imports_command; lint_imports_command()"

# The modules that the contracts name, and one import that breaks each contract.
NAMED = (
    "bot/__main__.py", "bot/slack.py", "bot/dispatch.py", "bot/demo/__init__.py",
    "commands/_contract.py", "storage/tables.py", "storage/database.py",
    "storage/importers/__init__.py", "ledger/signal.py", "ledger/signal_facts.py",
)  # fmt: skip
BREAKS = {
    "One direction": ("ledger/money.py", "import scoring"),
    "Inside bot": ("bot/dispatch.py", "import bot.slack"),
    "Commands do not call each other": ("commands/overdue.py", "import commands.paid"),
    "KPIs stand alone": ("scoring/kpis/days_late.py", "import scoring.kpis.collection_rate"),
    "Signals stand alone": ("ledger/signals/moved.py", "import ledger.signals.copied"),
    "No score knows a signal": ("scoring/card.py", "import ledger.signals"),
    "Import formats never touch the tables": ("storage/importers/ofx.py", "import storage.tables"),
    "Tables are seen by storage only": ("commands/target.py", "import storage.tables"),
    "Only storage knows the database and pandas": ("bot/worker.py", "import sqlalchemy"),
    "Only bot knows Slack and the scheduler": ("views/blocks.py", "import slack_sdk"),
    "Scoring, ledger and views are pure": ("scoring/engine.py", "import random"),
    "The dispatcher does not know Slack": ("bot/dispatch.py", "import slack_bolt"),
    "The sandbox imports nothing of ours": ("sandbox/state.py", "import ledger"),
    "Only the command line starts the sandbox": ("bot/worker.py", "import sandbox"),
}


def violations(root: Path) -> list[str]:
    """Name the contracts that are broken; what cannot be checked at all counts as broken."""
    command = [sys.executable, "-c", RUN, "--no-cache"]
    ran = subprocess.run(command, check=False, cwd=root, capture_output=True, text=True)
    broken = [line.removesuffix(" BROKEN") for line in ran.stdout.splitlines() if "BROKEN" in line]
    return broken or ([] if ran.returncode == 0 else [ran.stdout[-500:] + ran.stderr[-500:]])


def test_the_import_contracts_hold() -> None:
    assert violations(ROOT) == []


def test_a_lawful_tree_keeps_every_contract(tmp_path: Path) -> None:
    assert violations(_lawful(tmp_path)) == []


def test_every_contract_can_break(tmp_path: Path) -> None:
    root = _lawful(tmp_path)
    for name, line in BREAKS.values():
        path = root / name
        path.write_text((path.read_text() if path.exists() else "") + line + "\n")
    assert sorted(violations(root)) == sorted(BREAKS)
    assert sorted(BREAKS) == sorted(c["name"] for c in _settings()["contracts"])


def test_a_package_that_is_missing_is_no_success(tmp_path: Path) -> None:
    assert violations(tmp_path) != []


def _lawful(root: Path) -> Path:
    kpi, signal = "scoring/kpis/collection_rate.py", "ledger/signals/copied.py"
    plugins = ("commands/paid.py", "commands/target.py", kpi, signal)
    inner = ("scoring/kpis/__init__.py", "ledger/signals/__init__.py")
    plant(root, dict.fromkeys((*NAMED, *plugins, *inner), ""))
    (root / "pyproject.toml").write_bytes((ROOT / "pyproject.toml").read_bytes())
    return root


def _settings() -> dict:
    with (ROOT / "pyproject.toml").open("rb") as file:
        return tomllib.load(file)["tool"]["importlinter"]
