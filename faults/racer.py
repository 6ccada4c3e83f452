"""`python -m faults.racer NAME run`: the bot without one of its guards, patched from outside.

A harness that cannot catch a broken build proves nothing, so each of these must be found. The
audit chain and the receipt's number are guards by accident: every booking writes the next row of
both, and two at once collide there. Where the real guards are taken away, these go too.
"""

import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

from sqlalchemy import Engine, create_engine, event, text, update
from sqlmodel import col

from bot.cli import main
from storage import audit, booked, database, proposals, requests
from storage.ids import new_id
from storage.proposals import Row


def no_key() -> None:
    """Forget which requests were carried out: Slack's second delivery is a second wish."""
    answer_to = requests.answer_to

    def forgotten(*given: Any) -> None:
        answer_to(*given)  # its lock stays

    _instead(requests, "answer_to", forgotten)
    _instead(requests, "remember", _nothing)


def no_version() -> None:
    """Decide on what was read, whoever decided meanwhile: no key, no lock, no version compared."""
    _forget_all()
    _no_lock()
    _instead(proposals, "step", _step_anyway)


def no_guard() -> None:
    """Settle what was open when it was read: no lock, and no CHECK in the database."""
    _forget_all()
    _no_lock(checks=False)


SABOTAGES: dict[str, Callable[[], None]] = {
    "no-key": no_key,
    "no-version": no_version,
    "no-guard": no_guard,
}


def _instead(module: ModuleType, name: str, other: Callable[..., Any]) -> None:
    """Put something else in the place of a guard, which has to be there still."""
    assert hasattr(module, name), f"{module.__name__} has no {name} to leave out"
    setattr(module, name, other)


def _nothing(*_given: Any) -> None:
    """Do nothing."""


def _forget_all() -> None:
    _instead(requests, "answer_to", _nothing)
    _instead(requests, "remember", _nothing)
    _instead(audit, "record", _nothing)
    _instead(booked, "next_free", lambda *_given: f"R-{new_id()}")


def _step_anyway(tx: Any, company: Any, found: Any, values: Any) -> None:
    this = found.proposal
    mine = update(Row).where(col(Row.workspace_id) == company.id, col(Row.id) == this.id)
    tx.execute(mine.values(version=this.version + 1, **values))


def _no_lock(*, checks: bool = True) -> None:
    """Begin as SQLAlchemy does by default, and take no lock of the company."""
    _instead(proposals, "lock_company", _nothing)
    careful = database.open_database

    def careless(url: str) -> database.Database:
        opened = careful(url)
        if not opened.is_postgres:
            return database.Database(_sqlite(str(opened.engine.url), checks=checks))
        if not checks:
            _drop_checks(opened)
        return opened

    sys.modules["bot.cli_contract"].open_database = careless  # type: ignore[attr-defined]


def _drop_checks(opened: database.Database) -> None:
    with opened.engine.begin() as connection:
        found = connection.execute(
            text(
                "SELECT conrelid::regclass::text, conname FROM pg_constraint WHERE contype = 'c' "
                "AND conrelid IN ('instalment'::regclass, 'receipt'::regclass)"
            )
        )
        for table, name in found.all():
            connection.execute(text(f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {name}"))


def _sqlite(url: str, *, checks: bool) -> Engine:
    """SQLite as it comes: a transaction begins at its first write, not before it reads."""
    engine = create_engine(
        url, module=database.sqlite_module(), connect_args={"timeout": 30}, pool_size=20
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        for pragma in ("synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")
        if not checks:
            connection.execute("PRAGMA ignore_check_constraints=ON")

    return engine


if __name__ == "__main__":
    SABOTAGES[sys.argv.pop(1)]()
    sys.exit(main(sys.argv[1:]))
