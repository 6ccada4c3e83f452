"""An overdue invoice was credited, and as much was billed anew with a later due date."""

from collections.abc import Iterator
from datetime import timedelta
from fractions import Fraction

from ledger.signal import Finding, Rule
from ledger.signal_facts import Billed, Credited, Facts

BEFORE = timedelta(days=3)  # the new invoice may be written first, and the old one credited then
AFTER = timedelta(days=10)  # later than that it is hardly the same business
ALIKE = Fraction(1, 20)  # a fee or a rounding apart; who corrects a price changes it by more


def find(facts: Facts) -> Iterator[Finding]:
    """Look at each credit note on an overdue invoice for the new invoice that is nearest to it."""
    for credited in facts.credited:
        if credited.noted_on not in facts.period or credited.due_on >= credited.noted_on:
            continue
        same = [one for one in facts.billed if _is_again(one, credited)]
        if same:
            yield _finding(credited, min(same, key=lambda one: _distance(one, credited)))


def _is_again(billed: Billed, credited: Credited) -> bool:
    first, last = credited.noted_on - BEFORE, credited.noted_on + AFTER
    return (
        billed.customer == credited.customer
        and billed.document != credited.document
        and billed.amount.currency == credited.amount.currency
        and first <= billed.issued_on <= last
        and billed.due_on > credited.due_on
        and abs(billed.amount.minor - credited.amount.minor) <= ALIKE * credited.amount.minor
    )


def _distance(billed: Billed, credited: Credited) -> tuple[int, int, str]:
    days = abs((billed.issued_on - credited.noted_on).days)
    return abs(billed.amount.minor - credited.amount.minor), days, billed.document


def _finding(credited: Credited, billed: Billed) -> Finding:
    return Finding(
        f"{credited.note} {credited.document} {billed.document}",
        {
            "note": credited.note,
            "noted_on": credited.noted_on,
            "amount": credited.amount,
            "document": credited.document,
            "customer": credited.customer.name,
            "due_on": credited.due_on,
            "again": billed.document,
            "again_amount": billed.amount,
            "again_due_on": billed.due_on,
        },
        credited.owners,
    )


SIGNAL = Rule(
    kind="rebilled",
    name="Credited and billed again",
    sentence=(
        "{note} of {noted_on} took {amount} off {document} of {customer}, due {due_on}; "
        "{again} asks for {again_amount} by {again_due_on}."
    ),
    innocent="It may be a correction of a name, a tax number or an address.",
    right="finance",
    find=find,
)
