"""A promise was written down when its money had arrived already."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import timedelta
from fractions import Fraction

from ledger.signal import Finding, Rule
from ledger.signal_facts import Customer, Facts, Paid, Promised

RECENT = timedelta(days=10)  # money that is older is of another story
NEAR = timedelta(days=3)  # a promise for that very money names about its day, not the next one's
ENOUGH = Fraction(9, 10)  # what keeps a promise


def find(facts: Facts) -> Iterator[Finding]:
    """Look at promises for days of the period, beside what their customers had paid by then."""
    by_customer: dict[Customer, list[Paid]] = defaultdict(list)
    for paid in facts.paid:
        by_customer[paid.customer].append(paid)
    for promise in facts.promised:
        if promise.promised_on in facts.period:
            yield from _found(promise, by_customer[promise.customer])


def _found(promise: Promised, paid: Iterable[Paid]) -> Iterator[Finding]:
    there = [one for one in paid if _is_its_money(one, promise)]
    if there:
        yield _finding(promise, min(there, key=lambda one: (one.value_on, one.receipt)))


def _is_its_money(paid: Paid, promise: Promised) -> bool:
    """Tell whether a payment came before the word for it; on the same day nobody can say."""
    return (
        paid.document == promise.document
        and paid.amount.currency == promise.amount.currency
        and paid.amount.minor >= ENOUGH * promise.amount.minor
        and promise.written_on - RECENT <= paid.value_on < promise.written_on
        and abs(promise.promised_on - paid.value_on) <= NEAR
    )


def _finding(promise: Promised, paid: Paid) -> Finding:
    return Finding(
        promise.number,
        {
            "promise": promise.number,
            "customer": promise.customer.name,
            "amount": promise.amount,
            "promised_on": promise.promised_on,
            "written_on": promise.written_on,
            "receipt": paid.receipt,
            "paid": paid.amount,
            "value_on": paid.value_on,
        },
        () if promise.by is None else (promise.by,),
    )


SIGNAL = Rule(
    kind="promised_after",
    name="Promised once it was paid",
    sentence=(
        "{promise}: {customer} pays {amount} on {promised_on}, written down on {written_on}; "
        "{receipt} had brought {paid} on {value_on}."
    ),
    innocent="It may have been said on the phone before, and noted later.",
    right="hr",
    find=find,
)
