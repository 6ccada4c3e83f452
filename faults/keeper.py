"""`python -m faults.keeper`: the real bot with three messages by the clock, and a short sleep.

A message goes to a channel of its own and to one person. With --sabotage a part is left out.
"""

import os
import secrets
import sys
from argparse import ArgumentParser
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot import digests, worker
from bot.cli import main
from commands import _contract
from commands._contract import Digest, Monthly, Occasion, Registry, Scope, Weekly
from faults.calendar import MONDAY, SUNDAY
from ledger.occasions import LocalTime
from sandbox.workspace import channel_id
from storage import deliveries, occurrences, people
from storage.companies import Company
from storage.database import Tx
from views.message import Message

WAKE_SECONDS = 0.25
RHYTHMS = {"sunday": Weekly(SUNDAY), "monday": Weekly(MONDAY), "month": Monthly()}


def registry() -> Registry:
    """Declare the three messages; nothing can be typed."""
    found = (_digest(kind, rhythm) for kind, rhythm in RHYTHMS.items())
    return Registry({}, {}, {digest.kind: digest for digest in found})


def _digest(kind: str, rhythm: Weekly | Monthly) -> Digest[str]:
    def scopes(tx: Tx, company: Company, occasion: Occasion) -> tuple[Scope, ...]:
        reader = people.by_number(tx, company, kind, occasion.on)
        assert reader is not None, kind
        return (
            Scope("company", (channel_id(kind),)),
            Scope(f"person:{kind}", (deliveries.person(reader.id),)),
        )

    def compose(_tx: Tx, _company: Company, _scope: Scope, occasion: Occasion) -> str:
        return f"{kind} {occasion.key} {occasion.on}"

    return Digest(kind, (rhythm,), "team", scopes, compose, lambda words, _say: Message(words))


def no_occurrence() -> None:
    """Take no right to write: no row of the occasion, and no key of the message."""
    row = deliveries._row

    def another(tx: Tx, company: Company, key: str, body: deliveries.Body) -> dict[str, Any]:
        return row(tx, company, f"{key}/{secrets.token_hex(4)}", body)

    def taken(*_given: Any, **_named: Any) -> bool:
        return True

    occurrences.claim = taken
    deliveries._row = another


def naive_time() -> None:
    """Put a day and a time together as if clocks were never moved."""

    def on(self: LocalTime, day: date) -> datetime:
        winter = datetime(2026, 1, 15, tzinfo=ZoneInfo(self.zone)).utcoffset() or timedelta()
        return datetime.combine(day, self.at, UTC) - winter

    LocalTime.on = on  # type: ignore[method-assign]


def no_catching_up() -> None:
    """Leave out what is late by more than a second, as a scheduler does by default."""
    comings = digests._comings

    def punctual(*given: Any) -> Any:
        return tuple(c for c in comings(*given) if given[-1] - c.due_at <= timedelta(seconds=1))

    digests._comings = punctual


def every_missed_one() -> None:
    """Write every occasion that was missed, not the newest alone."""

    class Newest(digests.Due):
        __slots__ = ()

        def __init__(self, *given: Any) -> None:
            super().__init__(*given[:3], is_newest=True)

    digests.Due = Newest  # type: ignore[misc]


SABOTAGES: dict[str, Callable[[], None]] = {
    "no-occurrence": no_occurrence,
    "naive-time": naive_time,
    "no-catching-up": no_catching_up,
    "every-missed-one": every_missed_one,
}


def run(argv: list[str]) -> int:
    """Prepare what was asked for, and run the bot."""
    parser = ArgumentParser(prog="python -m faults.keeper", description=__doc__)
    parser.add_argument("--sabotage", choices=SABOTAGES)
    asked = parser.parse_args(argv)
    if asked.sabotage:
        SABOTAGES[asked.sabotage]()
    worker.WAKE_SECONDS = WAKE_SECONDS
    _contract.discover = registry  # type: ignore[assignment]
    os.environ.pop("HUIKUAN_COMPANY", None)
    return main(["run"])


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
