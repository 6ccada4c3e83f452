"""A quarter's end in chat, on both engines: a score is questioned, a period is reopened."""

from collections.abc import Iterator

import pytest

from storage.database import Database, open_database
from tests.commands.settling import Court, Office, court_of, office_of
from tests.storage.books import Books


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = open_database(database_url)
    yield database
    database.close()


def test_an_appeal_succeeds_while_the_period_is_closing(database: Database) -> None:
    """Ana questions October, Hua upholds it, finance books what was missing, and it closes."""
    court: Court = court_of(Books.of_new_company(database))
    office = Office(court.books, court.now)
    office.click("hua", "close.begin")
    court.question("ana", "overdue_ratio", "2026-10")
    assert court.unsettled("2026-10") == ("1 appeals are not decided",)
    court.wait(days=1)
    court.rule("hua", "upheld")
    assert court.seen("ana")[0].startswith("*Upheld: Ana questioned ")
    assert "Decided by Hua on 24 Nov: the bank's line says so" in court.seen("ana")
    assert court.unsettled("2026-10") == ()
    office.wait(days=8)
    office.fill("hua", "close.form", "")
    assert (office.work(), office.stands()) == (1, "closed")
    assert court.audited() == [
        *("period.closing", "appeal.asked", "appeal.decided"),
        *("period.close_asked", "period.closed"),
    ]
    assert office.is_sound()


def test_a_period_is_reopened_and_its_new_pack_stands_beside_the_old(database: Database) -> None:
    """A payment of October turns up after the close; reopened, October counts it itself."""
    office = office_of(Books.of_new_company(database))
    office.close()
    ((_, before),) = office.packs()
    office.fill("fin", "close.reopened", "a bank file was missing")
    office.click("ada", "close.second")
    assert office.stands() == "open"
    late = (
        "payment_id, customer_id, value_on, amount, invoice_id\nR-9, C1, 2026-10-30, 500, INV-1024"
    )
    office.books.add("payments", late)
    office.click("hua", "close.begin")
    office.fill("hua", "close.form", "everybody has seen it")
    assert office.work() == 1
    (first, second) = office.packs()
    assert (first, second[0]) == ((1, before), 2)
    assert second[1] != before, "what October collected is another result"
    assert office.is_sound()
