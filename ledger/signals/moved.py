"""Overdue or large items changed hands in the last days of a period."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

from ledger.money import Money
from ledger.proposal import Who
from ledger.signal import Finding, Rule, together
from ledger.signal_facts import Customer, Facts, Move

LAST_DAYS = timedelta(days=10)  # open items count for whoever owns them on the last day
LISTED = 3

_Key = tuple[Customer, date, tuple[Who, ...], tuple[Who, ...], str]


def find(facts: Facts) -> Iterator[Finding]:
    """Look at items that moved in the last days, one customer and one handover at a time."""
    first = facts.period.end - LAST_DAYS
    together_moved: dict[_Key, list[Move]] = defaultdict(list)
    for move in facts.moves:
        if first <= move.on < facts.period.end and not move.leaves and _matters(move, facts.large):
            key = (move.customer, move.on, move.givers, move.takers, move.open.currency)
            together_moved[key].append(move)
    for moves in together_moved.values():
        yield _finding(moves)


def _matters(move: Move, large: Money) -> bool:
    is_large = move.open.currency == large.currency and move.open.minor >= large.minor
    return move.open.minor > 0 and (move.due_on < move.on or is_large)


def _finding(moves: list[Move]) -> Finding:
    one, rest = moves[0], len(moves) - LISTED
    documents = [move.document for move in moves[:LISTED]] + ([f"+{rest}"] if rest > 0 else [])
    ids = (",".join(str(who.id) for who in side) for side in (one.givers, one.takers))
    minor = sum(move.open.minor for move in moves)
    return Finding(
        f"{one.customer.id} {one.on} {'>'.join(ids)} {one.open.currency}",
        {
            "customer": one.customer.name,
            "amount": Money(minor, one.open.currency),
            "on": one.on,
            "givers": tuple(who.name for who in one.givers),
            "takers": tuple(who.name for who in one.takers),
            "documents": ", ".join(documents),
        },
        together(one.givers, one.takers),
    )


SIGNAL = Rule(
    kind="moved",
    name="Moved just before the end",
    sentence=("{amount} open of {customer} went from {givers} to {takers} on {on}: {documents}."),
    innocent="It may be a new territory, or a colleague who is away.",
    right="hr",
    find=find,
)
