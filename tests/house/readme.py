"""The tables in README.md and docs/ that the registries write; `make docs` puts them in place.

In a Markdown file, a table stands between `<!-- table: NAME -->` and `<!-- end -->`.
"""

import inspect
import re
import sys
from importlib import import_module
from pathlib import Path

from tests.house.tree import ROOT

BLOCK = re.compile(r"(<!-- table: ([a-z-]+) -->\n)(.*?)(<!-- end -->)", re.DOTALL)


def documents(root: Path) -> list[Path]:
    return [path for path in (root / "README.md", *sorted(root.glob("docs/*.md"))) if path.exists()]


def tables() -> dict[str, str]:
    """Write every table from what the product itself says."""
    return {"commands": _commands(), "subcommands": _subcommands(), "kpis": _kpis()}


def filled(text: str, made: dict[str, str]) -> str:
    """Put the tables into a text; an unknown name is left as it stands."""
    return BLOCK.sub(lambda block: block[1] + made.get(block[2], block[3]) + block[4], text)


def _commands() -> str:
    from commands._contract import discover

    rows = [
        ("<br>".join(f"`{example}`" for example in command.usage), command.summary)
        for _, command in sorted(discover().commands.items())
    ]
    return _table(("In Slack", "What it does"), rows)


def _subcommands() -> str:
    from bot.cli import subcommands

    return _table(
        ("On the command line", "What it does"),
        [(f"`huikuan {sub.name}`", sub.help) for sub in subcommands()],
    )


def _kpis() -> str:
    from scoring.kpis import catalogue

    rows = []
    for kpi in catalogue().values():
        words = inspect.getdoc(import_module(f"scoring.kpis.{kpi.id}")) or ""
        formula = " ".join(words.split("\n\n")[0].split()).partition(": ")[2]
        better = "more is better" if kpi.more_is_better else "less is better"
        rows.append((f"**{kpi.name}** (`{kpi.id}`)", formula, f"{kpi.unit.value}, {better}"))
    return _table(("KPI", "Formula", "Reads as"), rows)


def _table(heads: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    rule = tuple("---" for _ in heads)
    cells = ([cell.replace("|", r"\|") for cell in row] for row in (heads, rule, *rows))
    return "".join(f"| {' | '.join(row)} |\n" for row in cells)


if __name__ == "__main__":
    for path in documents(ROOT):
        before = path.read_text(encoding="utf-8")
        after = filled(before, tables())
        if after != before:
            path.write_text(after, encoding="utf-8")
            sys.stdout.write(f"{path.name} is up to date again\n")
