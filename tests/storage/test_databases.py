"""The three databases: what they share, and that a company's rows lie in one partition."""

from sqlalchemy import text

from tests.storage.partitioned import PARTITIONS, partitioned_metadata


def test_every_table_is_partitioned_by_workspace(databases) -> None:
    database = databases.get("partitioned")
    wanted = {table.name for table in partitioned_metadata().sorted_tables}
    with database.engine.connect() as connection:
        kinds = connection.execute(text("SELECT relname FROM pg_class WHERE relkind = 'p'"))
        parts = connection.execute(
            text(
                "SELECT inhrelid FROM pg_inherits i JOIN pg_class c ON "
                "c.oid = i.inhrelid WHERE c.relkind = 'r'"
            )
        )
        assert set(kinds.scalars()) == wanted
        assert len(parts.all()) == PARTITIONS * len(wanted)


def test_no_company_sees_what_another_imports(books, database) -> None:
    """Two companies with the same numbers: C1 owes 100 to the one and 7 to the other."""
    other = type(books).of_new_company(database)
    for whose, amount in ((books, "100"), (other, "7")):
        whose.add("people", "person_id, name\n P1, Ana")
        whose.add(
            "invoices",
            f"""
            invoice_id, customer_id, issued_on, due_on, amount, owner_id
            INV-1, C1, 2025-01-01, 2025-01-31, {amount}, P1
        """,
        )
    assert books.outstanding("2025-03-01") == "100.00"
    assert other.outstanding("2025-03-01") == "7.00"
    other.add(
        "payments",
        """
        payment_id, customer_id, value_on, amount
        PAY-1, C1, 2025-02-01, 7
    """,
    )
    assert books.outstanding("2025-03-01") == "100.00"
    assert books.settled() == {}
    assert other.outstanding("2025-03-01") == "0.00"


def test_the_planner_keeps_what_it_was_told(books, database) -> None:
    books.add("people", "person_id, name\n P1, Ana")
    database.refresh_statistics()
    table = "pg_stats WHERE schemaname = 'public'" if database.is_postgres else "sqlite_stat1"
    with database.engine.connect() as connection:
        known = connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()  # noqa: S608
    assert known
