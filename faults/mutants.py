"""What became of the mutants of `make mutants`: figures of each file, and who survived."""

import json
from collections import ChainMap, Counter
from pathlib import Path

from mutmut.mutation.diff_apply import get_diff_for_mutant
from mutmut.stats import status_by_exit_code

HEAD = ("| file | mutants | killed | survived |", "| --- | --- | --- | --- |")


def main() -> None:
    """Print a table of all files, and under it the change of every mutant that nothing saw."""
    found = {meta.parts[1:]: _verdicts(meta) for meta in sorted(Path("mutants").rglob("*.py.meta"))}
    rows = {"/".join(parts).removesuffix(".meta"): verdicts for parts, verdicts in found.items()}
    print("\n".join(HEAD))
    for name, verdicts in rows.items():
        if verdicts:
            print(_row(name, verdicts))
    for package in ("ledger", "scoring"):
        own = [one for name, one in rows.items() if name.startswith(f"{package}/")]
        print(_row(f"{package}/, all of it", dict(ChainMap(*own))))
    for verdicts in rows.values():
        for mutant, verdict in verdicts.items():
            if verdict != "killed":
                print(f"\n{mutant}: {verdict}")
                print(*_changed(mutant), sep="\n")


def _verdicts(meta: Path) -> dict[str, str]:
    """What never ends was seen too; what no test reaches was not."""
    codes = json.loads(meta.read_text(encoding="utf-8"))["exit_code_by_key"]
    said = {mutant: status_by_exit_code[code] for mutant, code in codes.items()}
    return {mutant: "killed" if word == "timeout" else word for mutant, word in said.items()}


def _row(name: str, verdicts: dict[str, str]) -> str:
    count = Counter(verdicts.values())
    left = len(verdicts) - count["killed"]
    return f"| {name} | {len(verdicts)} | {count['killed']} | {left} |"


def _changed(mutant: str) -> list[str]:
    lines = get_diff_for_mutant(mutant).splitlines()
    return [line for line in lines[2:] if line.startswith(("-", "+"))]


if __name__ == "__main__":
    main()
