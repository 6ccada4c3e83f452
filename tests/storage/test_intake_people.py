"""People move between teams by intervals; customers are made, named and handed over."""

from datetime import date

import pytest

from storage.window import By


def assignments(books) -> list[tuple[str, str, str | None, str, str]]:
    """Give person, role, team and interval of what stands, in time."""
    rows = books.sql(
        "SELECT p.number, a.role, t.name, a.valid_from, a.valid_to FROM assignment a "
        "JOIN person p ON p.workspace_id = a.workspace_id AND p.id = a.person_id "
        "LEFT JOIN team t ON t.workspace_id = a.workspace_id AND t.id = a.team_id "
        "WHERE a.workspace_id = {company} AND a.replaced_at > '9000-01-01'"
    )
    return sorted(tuple(str(cell) if cell else None for cell in row) for row in rows)


def test_a_person_without_dates_held_the_role_as_long_as_anybody_knows(books) -> None:
    books.add("people", "person_id, name, role, team\n P1, Ana, sales, East")
    assert assignments(books) == [("P1", "sales", "East", "1900-01-01", "9999-12-31")]


def test_a_new_row_without_valid_from_replaces_from_the_day_of_the_import(books) -> None:
    books.add("people", "person_id, name, role, team\n P1, Ana, sales, East")
    books.today = date(2025, 4, 16)
    books.add("people", "person_id, name, role, team\n P1, Ana, sales, West")
    assert assignments(books) == [
        ("P1", "sales", "East", "1900-01-01", "2025-04-16"),
        ("P1", "sales", "West", "2025-04-16", "9999-12-31"),
    ]
    again = books.take("people", "person_id, name, role, team\n P1, Ana, sales, West")
    assert (again.added, again.known) == (0, 1)


def test_a_move_with_dates_splits_what_was_there(books) -> None:
    books.add("people", "person_id, name, role, team\n P1, Ana, sales, East")
    books.add(
        "people",
        "person_id, name, role, team, valid_from, valid_to\n"
        "P1, Ana, sales, West, 2025-02-01, 2025-03-01",
    )
    assert assignments(books) == [
        ("P1", "sales", "East", "1900-01-01", "2025-02-01"),
        ("P1", "sales", "East", "2025-03-01", "9999-12-31"),
        ("P1", "sales", "West", "2025-02-01", "2025-03-01"),
    ]


@pytest.mark.parametrize(
    "rows",
    [
        "P1, Ana, East, ,\n P1, Ana, West, 2025-04-16,",
        "P1, Ana, West, 2025-04-16,\n P1, Ana, East, ,",
        "P1, Ana, East, , 2025-04-16\n P1, Ana, West, 2025-04-16,",
        "P1, Ana, West, 2025-04-16,\n P1, Ana, East, , 2025-04-16",
        "P1, Ana, East, 1900-01-01, 2025-04-16\n P1, Ana, West, 2025-04-16,",
    ],
)
def test_a_career_in_one_file_is_the_same_in_any_order_and_known_the_second_time(
    books, rows
) -> None:
    file = f"person_id, name, team, valid_from, valid_to\n{rows}"
    books.take("people", file)
    career = [
        ("P1", "other", "East", "1900-01-01", "2025-04-16"),
        ("P1", "other", "West", "2025-04-16", "9999-12-31"),
    ]
    assert assignments(books) == career
    again = books.take("people", file)
    assert (again.added, again.known, again.findings) == (0, 2, ())
    assert assignments(books) == career


def test_valid_to_is_the_first_day_that_no_longer_counts(books) -> None:
    """Ana is of East to 15 April, of nobody after it; 10 arrive on the 15th, 20 on the 16th."""
    books.add(
        "people",
        "person_id, name, role, team, valid_from, valid_to\n"
        "P1, Ana, sales, East, 2025-01-01, 2025-04-16",
    )
    books.add(
        "invoices",
        "invoice_id, customer_id, issued_on, due_on, amount, owner_id\n"
        "INV-1, C1, 2025-04-01, 2025-04-30, 30, P1",
    )
    books.add(
        "payments",
        "payment_id, customer_id, value_on, amount\n"
        "PAY-1, C1, 2025-04-15, 10\n PAY-2, C1, 2025-04-16, 20",
    )
    assert books.collected("2025-04", By.TEAM) == {"East": "10.00", None: "20.00"}


def test_an_interval_that_ends_before_it_begins_is_rejected(books) -> None:
    outcome = books.take(
        "people",
        "person_id, name, team, valid_from, valid_to\n P1, Ana, East, 2025-04-16, 2025-04-16",
    )
    (finding,) = outcome.findings
    assert (outcome.rejected, finding.column) == (1, "valid_to")


def test_a_manager_may_stand_further_down_in_the_file(books) -> None:
    books.add("people", "person_id, name, manager_id\n P1, Ana, P2\n P2, Bo,")
    query = "SELECT count(*) FROM assignment WHERE workspace_id = {company} AND manager_id > 0"
    assert books.sql(query) == [(1,)]


def test_names_teams_and_customers_take_the_new_value_and_keep_the_old_in_history(books) -> None:
    books.add("people", "person_id, name, email\n P1, Ana, ana@x.example")
    books.add("teams", "team, channel\n East, C100")
    books.add("customers", "customer_id, name, terms_days\n C1, Acme, 30")
    for kind, rows, before, after in (
        ("people", "person_id, name\n P1, Anna", '{"name": "Ana"}', '{"name": "Anna"}'),
        ("teams", "team, channel\n East, C200", '{"channel": "C100"}', '{"channel": "C200"}'),
        (
            "customers",
            "customer_id, name, terms_days\n C1, Acme, 45",
            '{"terms_days": 30}',
            '{"terms_days": 45}',
        ),
    ):
        assert books.take(kind, rows).added == 1
        assert books.take(kind, rows).known == 1
        history = books.sql("SELECT detail FROM audit WHERE workspace_id = {company} ORDER BY seq")
        assert f'"before": {before}' in history[-1][0]
        assert f'"after": {after}' in history[-1][0]
    assert books.sql("SELECT name, email FROM person WHERE workspace_id = {company}") == [
        ("Anna", "ana@x.example")
    ]


def test_a_customer_that_nobody_imported_is_made_by_number_or_by_name(books) -> None:
    header = "invoice_id, customer_id, customer_name, issued_on, due_on, amount"
    books.add(
        "invoices",
        f"{header}\n"
        "INV-1, C1, , 2025-01-01, 2025-01-31, 1\n"
        "INV-2, C2, Bolt, 2025-01-01, 2025-01-31, 2\n"
        "INV-3, , Coil, 2025-01-01, 2025-01-31, 4\n"
        "INV-4, , Bolt, 2025-01-01, 2025-01-31, 8\n"
        "INV-5, , Coil, 2025-01-01, 2025-01-31, 16",
    )
    assert books.open_items("2025-01-31", By.CUSTOMER) == {
        "C1": "1.00",
        "C2": "10.00",
        "Coil": "20.00",
    }


def test_a_customer_is_found_by_its_aliases_unless_several_are_called_so(books) -> None:
    books.add("customers", "customer_id, name, aliases\n C1, Acme, ACM;Acme Ltd\n C2, Ace, ACM")
    header = "payment_id, customer_name, value_on, amount"
    books.add("payments", f"{header}\nPAY-1, Acme Ltd, 2025-01-31, 5")
    assert books.ageing("2025-01-31", By.CUSTOMER)["C1"]["unapplied"] == "5.00"
    outcome = books.take("payments", f"{header}\nPAY-2, ACM, 2025-01-31, 5")
    (finding,) = outcome.findings
    message = "Several customers are called ACM (C1, C2); write customer_id."
    assert (outcome.rejected, finding.message) == (1, message)


def test_an_invoice_without_an_owner_takes_its_customers(books) -> None:
    """Acme is Ana's and Bo's 60/40; then only Bo's, which moves nothing that exists."""
    books.add("people", "person_id, name\n P1, Ana\n P2, Bo")
    books.add("customers", "customer_id, name, owners\n C1, Acme, P1:60;P2:40")
    header = "invoice_id, customer_id, issued_on, due_on, amount"
    books.add("invoices", f"{header}\nINV-1, C1, 2025-01-01, 2025-01-31, 100")
    assert books.open_items("2025-01-31", By.PERSON) == {"P1": "60.00", "P2": "40.00"}
    books.add("customers", "customer_id, name, owner_id\n C1, Acme, P2")
    assert books.open_items("2025-01-31", By.PERSON) == {"P1": "60.00", "P2": "40.00"}
    books.add("invoices", f"{header}\nINV-2, C1, 2025-01-01, 2025-01-31, 100")
    assert books.open_items("2025-01-31", By.PERSON) == {"P1": "60.00", "P2": "140.00"}


def test_shares_split_each_figure_by_itself_and_lose_nothing(books) -> None:
    """100.00 in thirds is 33.34, 33.33 and 33.33, in the order in which the owners are written."""
    books.add("people", "person_id, name\n P1, Ana\n P2, Bo\n P3, Cai")
    header = "invoice_id, customer_id, issued_on, due_on, amount, owners"
    thirds = "P2:33.34;P3:33.33;P1:33.33"
    books.add("invoices", f"{header}\nINV-1, C1, 2025-01-01, 2025-01-31, 100, {thirds}")
    opened = {"P1": "33.33", "P2": "33.34", "P3": "33.33"}
    assert books.open_items("2025-01-31", By.PERSON) == opened
    books.add("payments", "payment_id, customer_id, value_on, amount\n PAY-1, C1, 2025-01-31, 0.02")
    assert books.collected("2025-01", By.PERSON) == {"P1": "0.00", "P2": "0.01", "P3": "0.01"}


@pytest.mark.parametrize("shares", ["P1:60;P2:30", "P1:50;P1:50", "P1:33.333;P2:66.667", "P1:x"])
def test_shares_that_are_no_whole_are_rejected(books, shares) -> None:
    books.add("people", "person_id, name\n P1, Ana\n P2, Bo")
    header = "invoice_id, customer_id, issued_on, due_on, amount, owners"
    outcome = books.take("invoices", f"{header}\nINV-1, C1, 2025-01-01, 2025-01-31, 100, {shares}")
    assert outcome.rejected == 1
