"""A dispute is decided for us: what was disputed ages again, and its days are not charged."""

from datetime import UTC, date, datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest

from ledger.money import decimal
from storage import companies
from storage.database import open_database
from tests.commands.contesting import Bench
from tests.storage.books import Books
from tests.stories.conftest import Story


@pytest.fixture
def acme(story: Story) -> Story:
    """
    2025-01-31  100k fall due
    2025-02-05  day 5: 30k of it are disputed
    2025-03-12  day 40: not any more
    2025-03-13  day 41
    """
    story.take("people", "person_id, name, role, team\n A, Ana, sales, X\n B, Bo, sales, X")
    header = "invoice_id, customer_id, issued_on, due_on, amount, owners"
    story.take("invoices", f"{header}\n INV-1, C1, 2025-01-01, 2025-01-31, 100000, A")
    story.on("2025-03-13")
    return story


def dispute(story: Story, to: str = "", outcome: str = "open", own_doing: str = "") -> None:
    header = "dispute_id, invoice_id, amount, from, to, outcome, own_doing"
    row = f"D-1, INV-1, 30000, 2025-02-05, {to}, {outcome}, {own_doing}"
    story.take("disputes", f"{header}\n {row}")


@pytest.mark.parametrize(
    ("own_doing", "on_70k", "on_30k"),
    [
        pytest.param("no", 41, 6, id="not of her making"),
        pytest.param("", 41, 6, id="nothing said means no"),
        pytest.param("yes", 41, 41, id="of her own making"),
    ],
)
def test_the_lateness_charges_what_was_not_disputed(
    acme: Story, own_doing: str, on_70k: int, on_30k: int
) -> None:
    """
    Day 41: all 100k is 41 days overdue; 41 days are charged on 70k and 6 on 30k
    """
    dispute(acme, "2025-03-12", "for_us", own_doing)
    assert acme.aged("2025-03-13") == {"31-60": "100000.00", "outstanding": "100000.00"}
    late = acme.values("A", "2025-03")
    assert late["days_late"] == decimal(Fraction(70 * on_70k + 30 * on_30k, 100), 4)
    assert late["overdue_ratio"] == "1.0000"


def test_each_day_of_it_in_ageing_and_score(acme: Story) -> None:
    """The disputed part is open and not overdue; the day that `to` names is the first one after."""
    dispute(acme, "2025-03-12", "for_us", "no")
    told = {}
    for day in ("2025-02-04", "2025-02-05", "2025-03-11", "2025-03-12"):
        acme.on(day)
        told[day] = acme.values("A", day[:7])["overdue_ratio"], acme.aged(day)
    whole = {"outstanding": "100000.00"}
    assert told == {
        "2025-02-04": ("1.0000", whole | {"1-30": "100000.00"}),
        "2025-02-05": ("0.7000", whole | {"1-30": "70000.00", "disputed": "30000.00"}),
        "2025-03-11": ("0.7000", whole | {"31-60": "70000.00", "disputed": "30000.00"}),
        "2025-03-12": ("1.0000", whole | {"31-60": "100000.00"}),
    }


def test_it_is_written_down_open_first_and_decided_later(acme: Story) -> None:
    """The same number again fills what was empty, once."""
    dispute(acme)
    assert acme.aged("2025-03-13")["disputed"] == "30000.00"
    assert acme.values("A", "2025-03")["overdue_ratio"] == "0.7000"
    dispute(acme, "2025-03-12", "for_us", "no")
    assert "disputed" not in acme.aged("2025-03-13")
    assert acme.values("A", "2025-03")["days_late"] == "30.5000"
    assert acme.aged("2025-03-11")["disputed"] == "30000.00"
    assert acme.is_sound()


def test_decided_for_the_customer_it_ages_until_the_credit_note_comes(acme: Story) -> None:
    """
    2025-03-12  lost: overdue again, the disputed days are not charged
    2025-03-20  a credit note of 30k
    """
    dispute(acme, "2025-03-12", "for_customer", "no")
    assert acme.aged("2025-03-13") == {"31-60": "100000.00", "outstanding": "100000.00"}
    assert acme.values("A", "2025-03")["days_late"] == "30.5000"
    acme.on("2025-03-20")
    header = "invoice_id, customer_id, issued_on, amount, kind, reverses_id"
    acme.take("invoices", f"{header}\n CN-1, C1, 2025-03-20, 30000, credit_note, INV-1")
    assert acme.aged("2025-03-20") == {"31-60": "70000.00", "outstanding": "70000.00"}
    assert acme.values("A", "2025-03")["days_late"] == "48.0000"


def test_what_is_not_disputed_is_settled_first(acme: Story) -> None:
    """
    2025-03-01  80k come, 29 days late: 70k of them on what is not disputed
    2025-03-13  10k less are disputed; of the 10k that were, the days of the dispute are free
    """
    dispute(acme)
    header = "payment_id, customer_id, value_on, amount, invoice_id"
    acme.take("payments", f"{header}\n PAY-1, C1, 2025-03-01, 80000, INV-1")
    told = acme.values("A", "2025-03")
    assert acme.aged("2025-03-13") == {"disputed": "20000.00", "outstanding": "20000.00"}
    # 29 days until the money on 70k; on 10k of the disputed part the four days before the dispute.
    assert told["days_late"] == decimal(Fraction(70 * 29 + 10 * 4, 80), 4)
    assert told["overdue_ratio"] == "0.0000"


def test_half_of_a_shared_dispute_is_each_owners(acme: Story) -> None:
    header = "invoice_id, customer_id, issued_on, due_on, amount, owners"
    acme.take("invoices", f"{header}\n INV-2, C2, 2025-01-01, 2025-01-31, 10.01, A:50;B:50")
    header = "dispute_id, invoice_id, amount, from"
    acme.take("disputes", f"{header}\n D-2, INV-2, 10.01, 2025-02-05")
    rows = acme.ask("ageing", "--by", "owner")["rows"]
    assert {row["key"]: row["disputed"] for row in rows} == {"A": "5.01", "B": "5.00"}
    assert acme.values("B", "2025-03")["overdue_ratio"] == "0.0000"


def test_until_somebody_else_confirms_it_no_score_moves(acme: Story, database_url: str) -> None:
    """It stands apart in ageing and reports from its first day, whoever wrote it down."""
    before = acme.values("A", "2025-03")
    dispute(acme)
    assert acme.values("A", "2025-03") != before
    database = open_database(database_url)
    with database.write(datetime(2025, 3, 13, tzinfo=UTC)) as tx:  # an import is a confirmation
        tx.connection.exec_driver_sql("DELETE FROM dispute_step WHERE step = 'confirm'")
    database.close()
    assert acme.values("A", "2025-03") == before
    assert acme.aged("2025-03-13")["disputed"] == "30000.00"
    assert acme.kpis("A", "2025-03")["overdue_ratio"] == "0.7000"


def test_in_chat_it_is_opened_confirmed_and_decided(acme: Story, database_url: str) -> None:
    """
    2025-02-05  day 5: Ana opens it; it stands apart, and her score does not see it
    2025-02-06  Mei, who leads her, confirms it
    2025-03-12  day 40: Fin decides it for us
    2025-03-13  day 41: 41 days on 70k, 6 on 30k, as if a file had brought it
    """
    header = "person_id, name, role, team, rights, manager_id, valid_from"
    acme.take("people", f"{header}\n M, Mei, other, X, , , \n F, Fin, finance, X, , ,")
    acme.take("people", f"{header}\n A, Ana, sales, X, , M, 2025-01-01")
    database = open_database(database_url)
    with database.read(datetime(2025, 2, 5, tzinfo=UTC)) as tx:
        company = companies.choose(tx, "Acme")
    at = datetime(2025, 2, 5, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
    bench = Bench(Books(database, company, date(2025, 2, 5)), at)
    bench.type("A", "/dispute INV-1 30,000 wrong quantity")
    acme.on("2025-02-05")
    assert acme.aged("2025-02-05")["disputed"] == "30000.00"
    assert acme.values("A", "2025-02")["overdue_ratio"] == "1.0000"
    bench.wait(days=1)
    bench.click("M", "confirm")
    acme.on("2025-02-06")
    assert acme.values("A", "2025-02")["overdue_ratio"] == "0.7000"
    bench.wait(days=34)
    bench.decide("F", "for_us", "2025-03-12")
    database.close()
    acme.on("2025-03-13")
    assert acme.aged("2025-03-13") == {"31-60": "100000.00", "outstanding": "100000.00"}
    assert acme.values("A", "2025-03")["days_late"] == "30.5000"
    assert acme.is_sound()
