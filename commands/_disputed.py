"""How what is disputed reads, wherever overdue amounts are shown without it."""

from collections.abc import Sequence

from ledger.money import Money
from storage.overdue import Disputed
from views import blocks
from views.say import Say
from views.words import dotted


def disputed_apart(found: Sequence[Disputed], say: Say) -> list[blocks.Block]:
    """Say what is disputed, a currency each, and that it is not among the overdue amounts."""
    said = [
        say.count(
            one.items,
            "{amount} disputed on 1 item",
            "{amount} disputed on {n} items",
            amount=say.money(Money(one.minor, one.currency)),
        )
        for one in found
    ]
    return [blocks.context(dotted(*said, say("not counted as overdue")))] if said else []
