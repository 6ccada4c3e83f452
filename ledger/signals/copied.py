"""The same words were written about many customers on one day by one person."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from hashlib import sha256

from ledger.proposal import Who
from ledger.signal import Finding, Rule
from ledger.signal_facts import Facts, Touch

CUSTOMERS = 4  # two or three calls on one day may well end alike
LEAST_SIGNS = 12  # "no answer" is what everybody writes; a Chinese sign says as much as two others
LISTED = 3


def find(facts: Facts) -> Iterator[Finding]:
    """Look for a note that one person wrote about several customers on one day of the period."""
    alike: dict[tuple[Who, date, str], list[Touch]] = defaultdict(list)
    for touch in facts.touches:
        words = normal(touch.note)
        if touch.on in facts.period and _length(words) >= LEAST_SIGNS:
            alike[touch.by, touch.on, words].append(touch)
    for (by, on, words), touches in sorted(alike.items(), key=lambda item: _place(*item[0])):
        customers = {touch.customer for touch in touches}
        if len(customers) >= CUSTOMERS:
            yield _finding((by, on, words), sorted(one.name for one in customers), touches[0].note)


def normal(note: str) -> str:
    """Write a note without spaces, signs and digits, in which copies differ."""
    return "".join(sign for sign in note.casefold() if sign.isalpha())


def _length(words: str) -> int:
    return sum(1 if sign < "\u2e80" else 2 for sign in words)


def _place(by: Who, on: date, words: str) -> tuple[date, int, str]:
    return on, by.id, words


def _finding(about: tuple[Who, date, str], customers: list[str], note: str) -> Finding:
    by, on, words = about
    digest = sha256(words.encode()).hexdigest()[:16]
    return Finding(
        f"{by.id} {on} {digest}",
        {
            "name": by.name,
            "on": on,
            "count": len(customers),
            "customers": tuple(customers[:LISTED]),
            "note": " ".join(note.split()),
        },
        (by,),
    )


SIGNAL = Rule(
    kind="copied",
    name="The same note for many customers",
    sentence=(
        "On {on} {name} wrote the same about {count} customers, such as {customers}: “{note}”"
    ),
    innocent="It may be a letter or a statement that went to all of them.",
    right="hr",
    find=find,
)
