"""Whatever is booked: no money is made or lost, and the order of rows decides nothing."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from ledger.booking import Bounce, Due, Entry, Settling, Source, Standing, book, natural

DOCUMENTS = ["INV-1", "INV-01", "INV-2", "INV-10"]
LABELS = ["1", "2", "10"]
CUSTOMERS = st.sampled_from([1, 1, 1, 2])
CURRENCIES = st.sampled_from(["CNY", "CNY", "CNY", "EUR"])
AMOUNTS = st.integers(1, 100)
DAYS = st.integers(0, 20).map(lambda n: date(2026, 3, 1) + timedelta(days=n))
NAMES = st.lists(st.sampled_from([*DOCUMENTS, "INV-1/2", "INV-99"]), max_size=3, unique=True).map(
    tuple
)


@dataclass(frozen=True, slots=True)
class Command:
    """What one command books."""

    dues: tuple[Due, ...]
    settlings: tuple[Settling, ...]
    bounces: tuple[Bounce, ...]

    def book(self) -> tuple[Entry, ...]:
        return book(self.dues, self.settlings, self.bounces)


@st.composite
def commands(draw) -> Command:
    """Draw a few invoices, receipts, credit notes and bounces of two customers."""
    places = st.tuples(CUSTOMERS, st.sampled_from(DOCUMENTS), st.sampled_from(LABELS))
    dues = tuple(
        Due(key, document, customer, draw(CURRENCIES), draw(DAYS), draw(DAYS), draw(AMOUNTS), label)
        for key, (customer, document, label) in enumerate(
            draw(st.lists(places, max_size=8, unique=True)), 1
        )
    )
    sources = st.sampled_from([Source.RECEIPT, Source.RECEIPT, Source.CREDIT_NOTE])
    kinds = draw(st.lists(sources, max_size=8))
    written = st.lists(st.integers(1, 30), min_size=len(kinds), max_size=len(kinds), unique=True)
    settlings = tuple(
        Settling(
            100 + n, kind, f"R-{n}", draw(CUSTOMERS), draw(CURRENCIES), draw(DAYS), draw(AMOUNTS),
            draw(NAMES),
        )
        for n, kind in zip(draw(written), kinds, strict=True)
    )  # fmt: skip
    receipts = [one for one in settlings if one.source is Source.RECEIPT]
    taken = [one for one in receipts if draw(st.booleans())]
    bounces = tuple(
        Bounce(one.key, f"B-{one.key}", max(one.on, draw(DAYS)), draw(st.booleans()))
        for one in taken
    )
    return Command(dues, settlings, bounces)


def settled(entries, field: str) -> dict[int, int]:
    """Add entries up by their instalment or by what settles."""
    sums: dict[int, int] = defaultdict(int)
    for entry in entries:
        sums[getattr(entry, field)] += entry.amount_minor
    return sums


@given(commands())
def test_no_receipt_settles_more_than_it_is(command) -> None:
    used = settled(command.book(), "settling")
    assert all(0 <= used[one.key] <= one.amount_minor for one in command.settlings)


@given(commands())
def test_no_instalment_is_ever_settled_beyond_what_was_open(command) -> None:
    """After every single entry, in the order of booking."""
    open_minor = {one.key: one.open_minor for one in command.dues}
    left = dict(open_minor)
    for entry in command.book():
        assert entry.amount_minor != 0
        left[entry.due] -= entry.amount_minor
        assert 0 <= left[entry.due] <= open_minor[entry.due]


@given(commands())
def test_no_money_crosses_a_customer_or_a_currency(command) -> None:
    dues = {one.key: one for one in command.dues}
    settlings = {one.key: one for one in command.settlings}
    for entry in command.book():
        due, settling = dues[entry.due], settlings[entry.settling]
        assert (due.customer, due.currency) == (settling.customer, settling.currency)
        assert entry.source is settling.source


@given(commands())
def test_every_entry_takes_effect_on_the_later_of_value_and_issue_date(command) -> None:
    """Or, where it settles what a bounce reopened later than that, on the day of the bounce."""
    dues = {one.key: one for one in command.dues}
    settlings = {one.key: one for one in command.settlings}
    reopened: dict[int, set[date]] = defaultdict(set)
    for entry in command.book():
        if entry.undoes is not None:
            reopened[entry.due].add(entry.effective_on)
            continue
        later = max(settlings[entry.settling].on, dues[entry.due].issued_on)
        assert entry.effective_on == entry.credited_on >= later
        assert entry.effective_on in {later} | reopened[entry.due]


@given(commands(), st.randoms(use_true_random=False))
def test_the_order_of_rows_decides_nothing(command, random) -> None:
    def shuffled(rows):
        return tuple(random.sample(rows, len(rows)))

    other = Command(shuffled(command.dues), shuffled(command.settlings), shuffled(command.bounces))
    assert other.book() == command.book()


@given(commands())
def test_a_receipt_that_was_taken_back_settles_nothing_in_the_end(command) -> None:
    entries = command.book()
    for bounce in command.bounces:
        own = [entry for entry in entries if entry.settling == bounce.receipt]
        assert not any(settled(own, "due").values())


@given(commands())
def test_every_reversal_is_the_opposite_of_the_line_it_names(command) -> None:
    entries = command.book()
    undone = [entry.undoes for entry in entries if entry.undoes is not None]
    assert len(set(undone)) == len(undone)
    undo = {bounce.receipt: bounce.undo for bounce in command.bounces}
    for entry in entries:
        assert (entry.undoes is None) == (entry.amount_minor > 0)
        if entry.undoes is not None:
            line = entries[entry.undoes]
            assert line == replace(
                entry,
                amount_minor=-entry.amount_minor,
                effective_on=line.effective_on,
                undoes=None,
            )
            assert entry.effective_on >= line.effective_on
            assert not undo[entry.settling] or entry.effective_on == line.effective_on


@given(commands())
def test_a_bounce_of_a_later_command_restores_exactly_what_stood(command) -> None:
    first = replace(command, bounces=()).book()
    after = settled(first, "due")
    dues = [replace(one, open_minor=one.open_minor - after[one.key]) for one in command.dues]
    standing = [
        Standing(entry.settling, entry.due, entry.amount_minor, entry.effective_on)
        for entry in first
        if entry.source is Source.RECEIPT
    ]
    taken = {bounce.receipt for bounce in command.bounces}
    back = book(dues, (), command.bounces, standing)
    kept = settled((entry for entry in first if entry.settling not in taken), "due")
    both = settled((*first, *back), "due")
    assert {key: n for key, n in both.items() if n} == {key: n for key, n in kept.items() if n}


@given(commands())
def test_money_goes_to_what_it_names_and_else_to_the_oldest_that_is_open(command) -> None:
    """Replay the entries: whatever was skipped was closed, foreign, or not issued yet."""
    left = {one.key: one.open_minor for one in command.dues}
    dues = {one.key: one for one in command.dues}
    settlings = {one.key: one for one in command.settlings}
    for entry in command.book():
        due, settling = dues[entry.due], settlings[entry.settling]
        if entry.undoes is None and settling.names:
            assert {due.document, f"{due.document}/{due.label}"} & set(settling.names)
        elif entry.undoes is None:
            assert settling.source is Source.RECEIPT
            assert due.issued_on <= settling.on
            older = [one for one in command.dues if _oldest_first(one) < _oldest_first(due)]
            assert not any(left[one.key] for one in older if _may_settle(settling, one))
        left[entry.due] -= entry.amount_minor


@given(commands())
def test_nothing_stays_unapplied_while_something_it_may_settle_is_open(command) -> None:
    """Without bounces: what they reopen waits for somebody to decide."""
    calm = replace(command, bounces=())
    entries = calm.book()
    by_due, used = settled(entries, "due"), settled(entries, "settling")
    still_open = [one for one in command.dues if by_due[one.key] < one.open_minor]
    for settling in command.settlings:
        if used[settling.key] < settling.amount_minor:
            assert not any(_may_settle(settling, one) for one in still_open)


def _may_settle(settling: Settling, due: Due) -> bool:
    if (settling.customer, settling.currency) != (due.customer, due.currency):
        return False
    if settling.names:
        return bool({due.document, f"{due.document}/{due.label}"} & set(settling.names))
    return settling.source is Source.RECEIPT and due.issued_on <= settling.on


def _oldest_first(due: Due):
    return due.due_on, natural(due.document), natural(due.label)
