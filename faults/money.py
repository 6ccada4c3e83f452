"""What the database holds of the payments that were typed: plain SQL, nothing of ours."""

import importlib
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

import psycopg

PROPOSED = "SELECT amount_minor FROM proposal"
BOOKED = "SELECT id, amount_minor, allocated_minor FROM receipt WHERE number LIKE 'R-%'"
TAKEN_BACK = "SELECT receipt_id FROM reversal"


@dataclass
class Money:
    """Counted by amount in minor units, because every typed payment has an amount of its own."""

    proposed: Counter[int] = field(default_factory=Counter)
    booked: Counter[int] = field(default_factory=Counter)
    settled: defaultdict[int, int] = field(default_factory=lambda: defaultdict(int))
    taken_back: Counter[int] = field(default_factory=Counter)


def read(url: str) -> Money:
    """Read it all."""
    found = Money()
    found.proposed.update(row[0] for row in _rows(url, PROPOSED))
    amounts = {}
    for receipt, amount, allocated in _rows(url, BOOKED):
        amounts[receipt] = amount
        found.booked[amount] += 1
        found.settled[amount] += allocated
    found.taken_back.update(amounts[row[0]] for row in _rows(url, TAKEN_BACK) if row[0] in amounts)
    return found


def count_booked(url: str, minor: int) -> int:
    """Count the receipts of one payment."""
    return len(_rows(url, f"{BOOKED} AND amount_minor = {minor:d}"))


def count_taken_back(url: str, minor: int) -> int:
    """Count how often one payment was taken back."""
    ids = f"SELECT id FROM receipt WHERE number LIKE 'R-%' AND amount_minor = {minor:d}"  # noqa: S608
    return len(_rows(url, f"{TAKEN_BACK} WHERE receipt_id IN ({ids})"))


def _rows(url: str, query: str) -> list[tuple[Any, ...]]:
    if url.startswith("sqlite:"):
        # the same SQLite as the bot's: another one must not touch a file under WAL
        module = importlib.import_module("pysqlite3.dbapi2")
        line = module.connect(url.removeprefix("sqlite:///"), timeout=30)
    else:
        line = psycopg.connect(url)
    try:
        return list(line.execute(query).fetchall())
    finally:
        line.close()
