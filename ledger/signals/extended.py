"""An overdue item got a later due date just before the close, or one after another."""

from collections.abc import Iterator
from datetime import date, timedelta

from ledger.signal import Finding, Rule, together
from ledger.signal_facts import Extended, Facts

LAST_DAYS = timedelta(days=10)  # who plans ahead agrees earlier; this is when results are counted


def find(facts: Facts) -> Iterator[Finding]:
    """Look at extensions that take out of a period's overdue what was overdue already."""
    for one in facts.extended:
        was_overdue, is_out = one.due_on < one.on, one.until_on >= facts.period.last
        last_day = facts.closed_on or date.max
        counts = one.due_on < facts.period.end and facts.period.start <= one.on <= last_day
        is_last = one.on >= facts.period.end - LAST_DAYS
        if was_overdue and is_out and counts and (is_last or one.earlier):
            yield _finding(one)


def _finding(one: Extended) -> Finding:
    return Finding(
        one.number,
        {
            "document": one.document,
            "customer": one.customer.name,
            "amount": one.amount,
            "due_on": one.due_on,
            "on": one.on,
            "until_on": one.until_on,
            "asked_by": one.asked_by.name,
            "approved_by": one.approved_by.name,
        },
        together(one.owners, [one.asked_by]),
        (one.approved_by,),
    )


SIGNAL = Rule(
    kind="extended",
    name="Extended once it was overdue",
    sentence=(
        "{document} of {customer}, {amount}, was due on {due_on}. On {on} it got until {until_on}: "
        "{asked_by} asked, {approved_by} approved."
    ),
    innocent="It may be a payment plan that the customer keeps to.",
    right="hr",
    find=find,
)
