"""Proposals on every engine: stored, decided once, taken back, and what the books hold then."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from ledger.money import Money
from ledger.proposal import Act, State, Who
from storage import people, proposals
from storage.audit import broken_links
from storage.booked import Payment
from storage.documents import by_numbers, customers_called, nearest
from storage.invariants import violations
from storage.numbers import AT_ONCE
from storage.proposals import Decision, Found, Overtaken
from tests.storage.books import Books

PEOPLE = """
    person_id, name, role,    valid_from
    ana,       Ana,  sales,   2025-01-01
    fin,       Fin,  finance, 2025-01-01
    fay,       Fay,  finance, 2025-01-01
"""
INVOICES = """
    invoice_id, customer_id, customer_name, issued_on,  due_on,     amount, instalment, owners
    INV-1,      C1,          华星科技,       2025-06-01, 2025-06-10, 1000,   1,          ana:100
    INV-1,      C1,          华星科技,       2025-06-01, 2025-06-20, 500,    2,          ana:100
    INV-2/A,    C1,          华星科技,       2025-06-01, 2025-06-30, 200,    1,          ana:100
"""
DAY = date(2025, 6, 15)


class Desk:
    """Decide about proposals in one company; every step is a transaction of its own."""

    def __init__(self, books: Books) -> None:
        books.add("people", PEOPLE)
        books.add("invoices", INVOICES)
        self.books, self.now = books, datetime(2025, 6, 30, 2, 0, tzinfo=UTC)
        with books.database.read(self.now) as tx:
            self.customer = by_numbers(tx, books.company, ["INV-1"])["INV-1"].customer_id

    def who(self, number: str) -> Who:
        with self.books.database.read(self.now) as tx:
            found = people.by_number(tx, self.books.company, number, self.books.today)
        assert found
        return Who(found.id, found.name, "finance" in found.rights)

    def payment(self, amount: str, *names: str) -> Payment:
        return Payment(self.customer, Money.of(amount, "CNY"), DAY, names, "HX881", 125)

    def propose(self, amount: str, *names: str, by: str = "ana") -> Found:
        with self.books.database.write(self.now) as tx:
            return proposals.propose(
                tx, self.books.company, self.payment(amount, *names), self.who(by)
            )

    def find(self, found: Found) -> Found:
        with self.books.database.write(self.now) as tx:
            return proposals.find(tx, self.books.company, found.proposal.id)

    def confirm(self, found: Found, who: str = "fin") -> Found:
        with self.books.database.write(self.now) as tx:
            return proposals.confirm(tx, self.books.company, found, self.who(who))

    def take_back(self, found: Found, act: Act, who: str = "fin", on: date | None = None) -> Found:
        how = Decision(act, self.who(who), "because", on)
        with self.books.database.write(self.now) as tx:
            return proposals.take_back(tx, self.books.company, found, how)

    def is_sound(self) -> bool:
        with self.books.database.read(self.now) as tx:
            company = self.books.company
            return not violations(tx, company) and not broken_links(tx, company)


@pytest.fixture
def desk(books: Books) -> Desk:
    return Desk(books)


def lines(found: Found) -> list[tuple[str, str, str]]:
    """The lines of a plan: instalment, amount, open before."""
    return [(line.name, str(line.amount), str(line.open_before)) for line in found.plan.lines]


def test_a_proposal_says_what_it_would_settle_and_books_nothing(desk: Desk) -> None:
    found = desk.propose("1300", "INV-1")
    assert found.proposal.state is State.OPEN
    assert found.proposal.version == 1
    assert found.proposal.customer == "华星科技"
    assert found.proposal.proposed_by == desk.who("ana")
    assert lines(found) == [("INV-1/1", "1000.00", "1000.00"), ("INV-1/2", "300.00", "500.00")]
    assert found.plan.credited == (("Ana", 10_000),)
    assert found.plan.beneficiaries == {desk.who("ana").id}
    assert not found.is_stale
    assert desk.books.count("receipt") == 0
    assert desk.is_sound()


def test_what_is_read_again_is_what_was_stored(desk: Desk) -> None:
    found = desk.propose("1300", "INV-1", "INV-2/A")
    again = desk.find(found)
    assert again == found
    assert again.payment == desk.payment("1300", "INV-1", "INV-2/A")
    assert again.proposal.proposed_at == desk.now
    assert again.proposal.proposed_at.utcoffset() == timedelta(hours=8)


def test_a_confirmed_proposal_is_a_receipt_like_an_imported_one(desk: Desk) -> None:
    found = desk.confirm(desk.propose("1300", "INV-1"))
    assert found.proposal.state is State.BOOKED
    assert found.proposal.receipt == "R-1"
    assert found.proposal.confirmed_by == desk.who("fin")
    assert desk.books.settled() == {"R-1": [("INV-1", "1000.00"), ("INV-1/2", "300.00")]}
    assert lines(found) == [("INV-1/1", "1000.00", "1000.00"), ("INV-1/2", "300.00", "500.00")]
    assert desk.is_sound()


def test_numbers_go_round_those_that_imports_brought(desk: Desk) -> None:
    rows = [
        {"payment_id": f"R-{n}", "customer_id": "C1", "value_on": "2025-06-05", "amount": "1"}
        for n in (2, 3, 7)
    ]
    desk.books.add("payments", rows)
    first, second = desk.confirm(desk.propose("1")), desk.confirm(desk.propose("1"))
    assert (first.proposal.receipt, second.proposal.receipt) == ("R-4", "R-5")


def test_more_taken_numbers_than_one_query_tries_are_gone_round(desk: Desk) -> None:
    taken = range(AT_ONCE + 2, 2 * AT_ONCE + 3)
    rows = [
        {"payment_id": f"R-{n}", "customer_id": "C1", "value_on": "2025-06-05", "amount": "1"}
        for n in taken
    ]
    desk.books.add("payments", rows)
    assert desk.confirm(desk.propose("1")).proposal.receipt == f"R-{taken[-1] + 1}"


def test_what_was_read_before_somebody_else_decided_writes_nothing(desk: Desk) -> None:
    found = desk.propose("300", "INV-1")
    desk.confirm(found)
    with pytest.raises(Overtaken):
        desk.confirm(found, "fay")
    assert desk.books.count("receipt") == 1
    assert desk.books.count("allocation") == 1
    assert desk.is_sound()


def test_a_plan_that_others_paid_meanwhile_is_stale_until_it_is_made_new(desk: Desk) -> None:
    first, second = desk.propose("900", "INV-1/1"), desk.propose("900", "INV-1/1")
    desk.confirm(first)
    found = desk.find(second)
    assert found.is_stale
    assert lines(found) == [("INV-1/1", "100.00", "100.00")]
    with desk.books.database.write(desk.now) as tx:
        made_new = proposals.refresh(tx, desk.books.company, found, desk.who("fin"))
    assert not made_new.is_stale
    assert made_new.proposal.version == 2
    desk.confirm(made_new)
    assert desk.books.settled() == {"R-1": [("INV-1", "900.00")], "R-2": [("INV-1", "100.00")]}
    assert desk.is_sound()


def test_the_database_itself_refuses_to_settle_more_than_is_owed(desk: Desk) -> None:
    """Whatever else is passed by: the counter of the instalment stays in its bounds."""
    with pytest.raises(IntegrityError):
        desk.books.run(
            "UPDATE instalment SET balance_minor = balance_minor - 100001 "
            "WHERE workspace_id = {company} AND label = '1'"
        )
    assert desk.is_sound()


def test_the_database_itself_refuses_one_person_as_both_of_two(desk: Desk) -> None:
    desk.confirm(desk.propose("300"))
    with pytest.raises(IntegrityError):
        desk.books.run(
            "UPDATE proposal SET seconded_by = confirmed_by WHERE workspace_id = {company}"
        )


@pytest.mark.parametrize(
    ("act", "state", "kind", "on"),
    [
        (Act.UNDO, State.UNDONE, "undo", DAY),
        (Act.CORRECT, State.CORRECTED, "undo", DAY),
        (Act.BOUNCE, State.BOUNCED, "bounce", date(2025, 6, 20)),
    ],
)
def test_what_is_taken_back_is_reversed_with_new_rows_on_its_day(
    desk: Desk, act: Act, state: State, kind: str, on: date
) -> None:
    found = desk.confirm(desk.propose("1300", "INV-1"))
    gone = desk.take_back(found, act, on=on if act is Act.BOUNCE else None)
    assert gone.proposal.state is state
    assert gone.proposal.reason == "because"
    assert gone.proposal.decided_by == desk.who("fin")
    assert desk.books.settled()["R-1"] == [
        ("INV-1", "1000.00"),
        ("INV-1/2", "300.00"),
        ("INV-1", "-1000.00"),
        ("INV-1/2", "-300.00"),
    ]
    reversals = desk.books.sql(
        "SELECT kind, effective_on FROM reversal WHERE workspace_id = {company}"
    )
    assert [(row[0], str(row[1])) for row in reversals] == [(kind, str(on))]
    assert desk.books.outstanding(str(on)) == "1700.00"
    assert desk.books.outstanding("2025-06-16") == ("400.00" if act is Act.BOUNCE else "1700.00")
    assert desk.is_sound()


def test_the_card_says_what_is_open_after_it_was_taken_back(desk: Desk) -> None:
    first = desk.confirm(desk.propose("600", "INV-1/1"))
    desk.confirm(desk.propose("300", "INV-1/1"))
    assert lines(desk.take_back(first, Act.UNDO)) == [("INV-1/1", "600.00", "700.00")]


def test_what_nobody_decided_for_long_is_found(desk: Desk) -> None:
    waits, decided = desk.propose("1"), desk.propose("2")
    desk.confirm(decided)
    with desk.books.database.read(desk.now) as tx:
        company, since = desk.books.company, proposals.waiting
        assert since(tx, company, desk.now) == ((waits.proposal.id, desk.now),)
        assert since(tx, company, desk.now - timedelta(seconds=1)) == ()


def test_every_change_is_in_the_audit_log_with_before_and_after(desk: Desk) -> None:
    found = desk.propose("300", "INV-1")
    with desk.books.database.write(desk.now) as tx:
        payment = replace(found.payment, amount=Money.of("400", "CNY"), fee_minor=25_00)
        proposals.change(tx, desk.books.company, found, payment, desk.who("fin"))
    detail = desk.books.sql(
        "SELECT detail, actor FROM audit WHERE workspace_id = {company} "
        "AND action = 'payment.changed'"
    )
    assert detail[0][1] == f"person:{desk.who('fin').id}"
    assert '"amount": "300.00"' in detail[0][0]
    assert '"amount": "400.00"' in detail[0][0]
    assert detail[0][0].count('"fee": "25.00"') == 1


def test_documents_are_found_by_number_by_instalment_and_nearly(desk: Desk) -> None:
    with desk.books.database.read(desk.now) as tx:
        company = desk.books.company
        names = ["INV-1", "INV-1/2", "INV-1/1", "INV-1/3", "INV-2/A", "INV-2/A/1", "INV-9"]
        found = by_numbers(tx, company, names)
        assert {name: str(document.open) for name, document in found.items()} == {
            "INV-1": "1500.00",
            "INV-1/1": "1000.00",
            "INV-1/2": "500.00",
            "INV-2/A": "200.00",
            "INV-2/A/1": "200.00",
        }
        near = nearest(tx, company, "inv1")
        assert near is not None
        assert near.number == "INV-1"
        assert nearest(tx, company, "zzz") is None


def test_customers_are_found_by_number_name_or_a_part_of_it(desk: Desk) -> None:
    with desk.books.database.read(desk.now) as tx:
        company = desk.books.company
        for name in ("C1", "华星科技", "华星"):
            assert customers_called(tx, company, name) == ((desk.customer, "华星科技"),)
        assert customers_called(tx, company, "鸿达") == ()
