"""Money of a period's last days was taken back just after the period had counted it."""

from collections.abc import Iterator
from datetime import timedelta

from ledger.signal import Finding, Rule
from ledger.signal_facts import Facts, TakenBack

LAST_DAYS = timedelta(days=15)  # what came earlier had time to bounce inside the period
SOON = timedelta(days=45)  # a period is closed some weeks after its end; later it is another story


def find(facts: Facts) -> Iterator[Finding]:
    """Look at receipts of the last days that came back when the result could not change."""
    end = facts.period.end
    for one in facts.taken_back:
        is_last = end - LAST_DAYS <= one.value_on < end
        if is_last and one.is_late and end <= one.back_on < end + SOON:
            yield _finding(one)


def _finding(one: TakenBack) -> Finding:
    return Finding(
        one.receipt,
        {
            "receipt": one.receipt,
            "customer": one.customer.name,
            "amount": one.amount,
            "value_on": one.value_on,
            "back_on": one.back_on,
        },
        one.credited,
        one.booked_by,
    )


SIGNAL = Rule(
    kind="reversed",
    name="Taken back after it had counted",
    sentence=(
        "{receipt} over {amount} from {customer} counted on {value_on}, "
        "and was taken back on {back_on}."
    ),
    innocent="It may be a draft that bounced, or money booked on the wrong customer.",
    right="finance",
    find=find,
)
