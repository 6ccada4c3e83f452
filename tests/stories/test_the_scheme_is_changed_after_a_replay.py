"""HR tries two drafts on three closed months, stores the second, and reads what became of it."""

import json
from collections.abc import Iterator

import pytest

from ledger.period import Period
from storage import periods, replays, schemes
from storage.database import Database, open_database
from tests.commands.approving import said
from tests.commands.replaying import close, drafted, fill, office_of, press, read
from tests.commands.settling import Office
from tests.storage.books import Books

# The same on both engines, and wherever else this is worked out.
FIRST = "f58af7fab0110d129f179788165ac65ca93385bdb9090bfeeb2f254d9c743dcd"
DECEMBER = {
    "invoices": """
        invoice_id, customer_name, issued_on,  due_on,     amount, owner_id
        INV-D1,     C-ana,         2026-12-01, 2026-12-20, 1000,   ana
        INV-D2,     C-bo,          2026-12-01, 2026-12-20, 1000,   bo
    """,
    "payments": """
        payment_id, customer_name, value_on,   amount, invoice_id
        R-D1,       C-ana,         2026-12-19, 1000,   INV-D1
        R-D2,       C-bo,          2026-12-19, 900,    INV-D2
    """,
    "metrics": """
        person_id, metric,       period,  value
        ana,       csat,         2026-12, 4.5
        bo,        csat,         2026-12, 5.0
        ana,       sales_amount, 2026-12, 2000
        bo,        sales_amount, 2026-12, 2000
    """,
}


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = open_database(database_url)
    yield database
    database.close()


def test_the_scheme_is_changed_after_a_replay(database: Database) -> None:
    """
    csat 20 → 40: Bo +12.7, Cai +8.2, Ana -1.6
    csat 20 → 25: less of the same
    """
    office = office_of(Books.of_new_company(database))
    first, second = _try(office, 1, "40", "10"), _try(office, 2, "25", "25")
    assert first[0] == "Of 4 people 2 would gain, 1 lose; the middle moves from 63.0 to 71.2"
    assert second[0].startswith("Of 4 people 2 would gain, 1 lose; the middle moves from 63.0 to ")
    stored = fill(office, _draft(office, "25", "25"), note="the first one moved too much")
    assert said(stored).split("\n")[1] == "Chosen after replay 2."
    _judges_from_december_on(office)
    _what_became_of_it(office)
    assert office.is_sound()


def _draft(office: Office, csat: str, sales: str):
    return drafted(office, weight__csat=csat, weight__sales_amount=sales)


def _try(office: Office, number: int, csat: str, sales: str) -> list[str]:
    """Draft, try, and let the worker answer; no pack and no version is touched."""
    before = _real(office)
    press(office, "replay.draft", _draft(office, csat, sales).state)
    assert office.work() == 1
    assert _real(office) == before
    with office.books.database.read(office.now) as tx:
        found = replays.numbered(tx, office.books.company, number)
    assert found is not None
    if number == 1:
        assert found.sha256 == FIRST
    card = read(office.type("hua", f"/receivables replay {number}"))
    assert card == _sent(office)
    return card


def _sent(office: Office) -> list[str]:
    """What came by direct message last."""
    query = "SELECT body FROM outbox WHERE workspace_id = {company} ORDER BY id DESC"
    return read(json.loads(office.books.sql(query)[0][0])["en"])


def _real(office: Office) -> object:
    with office.books.database.read(office.now) as tx:
        company = office.books.company
        return periods.all_closed(tx, company), schemes.of_role(tx, company, "sales")


def _judges_from_december_on(office: Office) -> None:
    with office.books.database.read(office.now) as tx:
        versions = schemes.of_role(tx, office.books.company, "sales")
    judged = {month: versions.scheme_for(Period.parse(month)) for month in ("2026-11", "2026-12")}
    assert {month: one and one.version for month, one in judged.items()} == {
        "2026-11": 1,
        "2026-12": 2,
    }


def _what_became_of_it(office: Office) -> None:
    """
    collected  August 2,200 · September 2,250 · October 2,250 · November nothing: 1,675 a month
               December 1,900
    """
    office.wait(days=15)
    assert read(press(office, "scheme.effect", "sales"))[0] == (
        "Sales v2, since 1 Dec: no period of it is closed yet"
    )
    office.wait(days=30)
    for kind, rows in DECEMBER.items():
        office.books.add(kind, rows)
    close(office, "2026-11")
    close(office, "2026-12")
    card = read(press(office, "scheme.effect", "sales"))
    assert card[0] == "Collected a period: CNY 1,675.00 before Sales v2, CNY 1,900.00 since"
    assert card[1] == "*Means of 4 periods before → 1 since*"
    assert "chosen after replay 2" in card[-1]
    assert any(line.startswith("*December 2026 v2* · Collected ") for line in card)
