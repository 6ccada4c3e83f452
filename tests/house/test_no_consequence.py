"""Nothing in the code changes pay, role or assignment from a score: a person does, or nobody.

Two looks. The files that write who somebody is, what role, team, manager or rights they have, know
no score, not even through what they import. And closing a period, the moment at which scores are
final, changes no row but those of the close itself. Pay is nowhere: no table has a word for it.
"""

import ast
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import SQLModel

from ledger.period import Period
from storage import closing
from storage.database import Database, open_database
from tests.commands.approving import Desk
from tests.house.tree import ROOT, parsed, plant, sources
from tests.storage.books import Books

PEOPLE = {"Person", "Assignment", "Team"}  # who somebody is, in which role and team, led by whom
WRITES = {"add", "change", "insert", "update", "delete"}
SCORES = {
    "scoring.card",
    "scoring.engine",
    "scoring.ranking",
    "scoring.shift",
    "storage.cards",
    "storage.company_scores",
    "storage.replay",
    "storage.scored",
    "storage.scores",
    "storage.shifts",
    "storage.team_scores",
}
PAY = ("pay_", "salary", "wage", "bonus", "compensation", "commission")
OF_A_CLOSE = {"audit", "period_close"}  # its line in the log, and its pack


def violations(root: Path) -> list[str]:
    writers = [path for path in sources(root, "storage", "commands", "bot") if _writes(path)]
    assert writers, "nobody writes people: this rule would hold over nothing"
    return [
        f"{path.relative_to(root)} writes people and knows scores, by {name}"
        for path in writers
        for name in sorted(_reached(root, _module(root, path)) & SCORES)
    ]


def _writes(path: Path) -> bool:
    """Tell whether a file changes rows of people: a call that writes, given one of their tables."""
    return any(
        isinstance(node, ast.Call)
        and _called(node) in WRITES
        and any(_table(given) in PEOPLE for given in (*node.args, *_owner(node)))
        for node in ast.walk(parsed(path))
    )


def _called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def _owner(node: ast.Call) -> Iterator[ast.expr]:
    """What a method is called of: `Person.__table__.insert()`."""
    if isinstance(node.func, ast.Attribute):
        yield node.func.value


def _table(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute) and node.attr == "__table__":
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def _module(root: Path, path: Path) -> str:
    return ".".join(path.relative_to(root).with_suffix("").parts).removesuffix(".__init__")


def _reached(root: Path, name: str) -> set[str]:
    """Everything of ours that a module imports, directly or through others."""
    found: set[str] = set()
    rest = {name}
    while rest:
        found |= rest
        rest = {other for one in rest for other in _imports(root, one)} - found
    return found - {name}


@cache
def _imports(root: Path, name: str) -> frozenset[str]:
    path = _file(root, name)
    if path is None:
        return frozenset()
    found = set()
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return frozenset(one for one in found if _file(root, one))


def _file(root: Path, name: str) -> Path | None:
    path = root.joinpath(*name.split("."))
    candidates = (path.with_suffix(".py"), path / "__init__.py")
    return next((one for one in candidates if one.is_file()), None)


def test_who_writes_people_knows_no_score() -> None:
    assert violations(ROOT) == []


@pytest.mark.parametrize(
    "line",
    [
        "rows.add(tx, Assignment, [row])",
        "change(context, Person, old, given)",
        "tx.execute(update(Assignment).values(role=role))",
        "tx.execute(Person.__table__.insert(), row)",
    ],
)
def test_a_promotion_by_score_is_seen(tmp_path: Path, line: str) -> None:
    root = plant(
        tmp_path,
        {
            "storage/promotions.py": f"from storage import places\n\n\n{line}\n",
            "storage/places.py": "from scoring.card import ScoreCard\n",
            "scoring/card.py": "",
        },
    )
    assert violations(root) == [
        "storage/promotions.py writes people and knows scores, by scoring.card"
    ]


def test_no_table_has_a_word_for_pay() -> None:
    import storage.tables

    assert storage.tables
    names = [
        f"{table.name}.{column.name}"
        for table in SQLModel.metadata.sorted_tables
        for column in table.columns
    ]
    assert names
    assert [name for name in names if any(word in name for word in PAY)] == []


def test_a_close_changes_nothing_but_what_belongs_to_it(sqlite_url: str) -> None:
    database = open_database(sqlite_url)
    books = Desk.open(Books.of_new_company(database)).books
    before = _rows(database)
    with database.write(books.now) as tx:
        who = closing.Who()
        closing.close(tx, books.company, Period.parse("2026-10"), date(2026, 11, 23), who)
    after = _rows(database)
    database.close()
    assert len(after["assignment"]) > 1
    assert {name for name in after if after[name] != before[name]} == OF_A_CLOSE


def _rows(database: Database) -> dict[str, list[Any]]:
    """Every row of every table."""
    with database.engine.connect() as connection:
        return {
            table.name: sorted(map(repr, connection.execute(table.select()).all()))
            for table in SQLModel.metadata.sorted_tables
        }
