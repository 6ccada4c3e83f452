"""`python -m benchmarks [name]`: measure, print one table, and write a document with --json."""

import json
import sys
import warnings
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

warnings.filterwarnings("ignore", "XDG_RUNTIME_DIR is not set")  # the Postgres wheel, as root

from benchmarks import busy, closing, large, myscore, report  # noqa: E402 - the wheel warns while it is imported

NAMES = ("myscore", "busy", "large", "closing")


def main() -> int:
    """Run what was asked for; with --check a missed aim is a failure."""
    asked = _arguments()
    document: dict[str, Any] = {}
    missed: list[str] = []
    if asked.name in {None, "myscore"}:
        rows = myscore.measure(myscore.QUICK if asked.quick else myscore.FULL, _tell)
        print(report.table(rows), flush=True)
        document, missed = report.document(rows), report.missed(rows)
    if asked.name in {None, "busy"}:
        waves = busy.measure(busy.QUICK if asked.quick else busy.FULL, _tell)
        print(busy.table(waves), flush=True)
        document["busy"], missed = busy.document(waves), [*missed, *busy.missed(waves)]
    if asked.name in {None, "large"}:
        cases = large.measure(large.QUICK if asked.quick else large.FULL, _tell)
        print(large.table(cases), flush=True)
        document["large"], missed = large.document(cases), [*missed, *large.missed(cases)]
    if asked.name in {None, "closing"}:
        months = closing.measure(closing.QUICK if asked.quick else closing.FULL, _tell)
        print(closing.table(months), flush=True)
        document["closing"] = closing.document(months)
    if asked.json:
        asked.json.write_text(f"{json.dumps(document, indent=2)}\n", encoding="utf-8")
    return 1 if asked.check and missed else 0


def _arguments() -> Namespace:
    parser = ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("name", nargs="?", choices=NAMES, help="absent: all")
    parser.add_argument("--quick", action="store_true", help="small books on SQLite: a minute")
    parser.add_argument("--check", action="store_true", help="exit with 1 if an aim is missed")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write everything found there")
    return parser.parse_args()


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
