"""The day of delivery stands beside every owner, whenever it became known."""

from datetime import date

from tests.storage.books import Books

PEOPLE = """
person_id, name, role
P1,        Ana,  sales
P2,        Bo,   sales
"""


def delivered(books: Books) -> set[tuple[str, str, str | None]]:
    rows = books.sql(
        "SELECT i.number, p.number, o.delivered_on FROM ownership o "
        "JOIN instalment n ON n.workspace_id = o.workspace_id AND n.id = o.instalment_id "
        "JOIN invoice i ON i.workspace_id = n.workspace_id AND i.id = n.invoice_id "
        "JOIN person p ON p.workspace_id = o.workspace_id AND p.id = o.person_id "
        "WHERE o.workspace_id = {company}"
    )
    return {(number, person, day and str(day)) for number, person, day in rows}


def test_the_day_of_delivery_stands_beside_every_owner(books: Books) -> None:
    books.add("people", PEOPLE)
    books.add(
        "invoices",
        """
        invoice_id, instalment, customer_id, issued_on,  due_on,     amount, owners, delivered_on
        INV-1,      1,          K1,          2025-03-03, 2025-04-02, 100,    P1:60;P2:40, 2025-03-03
        INV-2,      1,          K1,          2025-03-03, 2025-04-02, 100,    P1:100,
        """,
    )
    books.today = date(2025, 7, 1)
    books.add(
        "invoices",
        """
        invoice_id, instalment, customer_id, issued_on,  due_on,     amount, owners, delivered_on
        INV-1,      2,          K1,          2025-03-03, 2025-05-02, 100,    P2:100,
        INV-2,      1,          K1,          2025-03-03, 2025-04-02, 100,    P1:100, 2025-03-05
        INV-3,      1,          K1,          2025-03-03, 2025-04-02, 100,    P1:100,
        INV-3,      2,          K1,          2025-03-03, 2025-05-02, 100,    P2:100, 2025-03-06
        """,
    )
    assert delivered(books) == {
        ("INV-1", "P1", "2025-03-03"),
        ("INV-1", "P2", "2025-03-03"),
        ("INV-2", "P1", "2025-03-05"),
        ("INV-3", "P1", "2025-03-06"),
        ("INV-3", "P2", "2025-03-06"),
    }
