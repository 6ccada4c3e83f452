"""Ageing by owner, team and customer, where some of it is nobody's."""

from storage.window import By


def test_ageing_by_owner_holds_ids_exactly_beside_what_nobody_owns(books) -> None:
    """Ana owns 100 of the 150 open, nobody the rest; 20 are unapplied. It ended in a KeyError:
    beside a missing id pandas made floats of 63-bit numbers.
    """
    books.add("people", "person_id, name, team\n P1, Ana, East")
    books.add(
        "invoices",
        """
        invoice_id, customer_id, issued_on,  due_on,     amount, owner_id
        INV-1,      C1,          2025-01-01, 2025-01-31, 100,    P1
        INV-2,      C1,          2025-01-01, 2025-03-01, 50,
        """,
    )
    books.take(
        "payments",
        "payment_id, customer_id, value_on, amount, invoice_id\n P, C1, 2025-02-01, 20, X",
    )
    for by, key in ((By.PERSON, "P1"), (By.TEAM, "East")):
        rows = books.ageing("2025-02-10", by)
        assert list(rows) == [key, None]
        assert (rows[key]["1-30"], rows[key]["outstanding"]) == ("100.00", "100.00")
        assert (rows[None]["current"], rows[None]["unapplied"]) == ("50.00", "20.00")
        assert rows[None]["outstanding"] == "30.00"
