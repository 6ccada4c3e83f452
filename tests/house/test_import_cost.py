"""Importing every command loads no pandas, no Excel reader and no scheduler."""

import subprocess
import sys
from pathlib import Path

from tests.house.tree import ROOT, plant, plugins

HEAVY = ("pandas", "numpy", "openpyxl", "apscheduler", "slack_bolt", "aiohttp")
RUN = """
import sys
sys.path.insert(0, ".")
from importlib import import_module
heavy, modules = sys.argv[1].split(","), sys.argv[2:]
for module in modules:
    import_module("commands." + module)
print(*[name for name in heavy if name in sys.modules])
"""


def violations(root: Path) -> list[str]:
    command = [sys.executable, "-c", RUN, ",".join(HEAVY), *plugins(root, "commands")]
    ran = subprocess.run(command, check=False, cwd=root, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    return [f"importing the commands loads {name}" for name in ran.stdout.split()]


def test_the_commands_load_nothing_heavy() -> None:
    assert violations(ROOT) == []


def test_a_heavy_import_is_seen_behind_another_module(tmp_path: Path) -> None:
    plant(
        tmp_path,
        {
            "commands/overdue.py": "import storage.reports\n",
            "storage/reports.py": "import pandas\n",
        },
    )
    assert "importing the commands loads pandas" in violations(tmp_path)
