"""What became of promises, and whose they were: from the books, on every database."""

from datetime import date
from fractions import Fraction

import pytest

from ledger.period import Period
from scoring.facts import Duty, Family
from storage.window import By, Window
from tests.storage.books import Books
from tests.storage.dutiful import PEOPLE, Stage, owe, pay


@pytest.fixture
def stage(books: Books) -> Stage:
    books.add("people", PEOPLE)
    return Stage(books)


def only(found: tuple[Duty, ...], family: Family) -> tuple[Duty, ...]:
    return tuple(one for one in found if one.family is family)


# --- promises ------------------------------------------------------------------------------------


@pytest.fixture
def promised(stage: Stage) -> Stage:
    return owe(stage)


def of(stage: Stage, person: str, window: Window | None = None) -> dict[str, str]:
    """What became of a person's promises."""
    every = stage.tasks(person, window)
    return {name: why for name, why in every.items() if name.startswith("PR-")}


def test_a_promise_for_a_saturday_is_kept_by_money_on_tuesday(promised) -> None:
    promised.promise("PR-1", 1000, "2025-03-08", "2025-03-03", person="P1", invoice="INV-1")
    promised.promise("PR-2", 1000, "2025-03-08", "2025-03-03", person="P1", invoice="INV-2")
    promised.promise("PR-3", 1000, "2025-03-08", "2025-03-03", person="P1", customer="K2")
    pay(promised, "PAY-1, K1, 2025-03-11, 920, INV-1\nPAY-3, K2, 2025-03-11, 600, INV-3")
    assert of(promised, "P1") == {"PR-1": "kept", "PR-2": "broken", "PR-3": "partial"}
    assert of(promised, "P3") == {}
    kept = promised.shares(By.PERSON, "promise_kept_rate")
    assert kept["P1"] == Fraction(1, 3)


def test_a_promise_falls_due_in_the_period_of_its_last_day_of_grace(promised) -> None:
    """For Friday 28 February with a day of grace: Monday 3 March."""
    promised.promise("PR-1", 1000, "2025-02-28", "2025-02-03", person="P1")
    promised.promise("PR-2", 1000, "2025-03-31", "2025-02-03", person="P1")
    assert of(promised, "P1") == {"PR-1": "broken"}
    assert of(promised, "P1", promised.window(Period.parse("2025-02"))) == {}
    assert of(promised, "P1", promised.window(Period.parse("2025-04"))) == {"PR-2": "broken"}


def test_a_promise_is_open_until_its_last_day_is_over(promised) -> None:
    promised.promise("PR-1", 1000, "2025-03-08", "2025-03-03", person="P1")
    for today, expected in (
        ("2025-03-10", {}),
        ("2025-03-11", {"PR-1": "not_over"}),
        ("2025-03-12", {"PR-1": "broken"}),
    ):
        promised.books.today = date.fromisoformat(today)
        assert of(promised, "P1") == expected


def test_a_promise_of_nobody_is_of_who_holds_what_it_names_or_serves_the_customer(
    promised,
) -> None:
    promised.promise("PR-1", 1000, "2025-03-08", "2025-03-03", invoice="INV-2")
    promised.promise("PR-2", 1000, "2025-03-08", "2025-03-03")
    promised.promise("PR-3", 1000, "2025-03-08", "2025-03-03", customer="K2")
    assert of(promised, "P3") == {"PR-1": "broken"}
    assert of(promised, "P1") == of(promised, "P2") == {"PR-2": "broken"}
    everybody = promised.of_all(By.PERSON)
    assert [one.items for one in only(everybody[None], Family.PROMISE)] == [1]
    teams = promised.of_all(By.TEAM)
    assert {
        team: sum(one.items for one in only(own, Family.PROMISE)) for team, own in teams.items()
    } == {"East": 1, "West": 1, None: 1}


def test_cash_goes_to_other_peoples_older_promises_first(promised) -> None:
    """1,000 without a document: Bo's older promise takes it all, Ana's is broken."""
    promised.promise("PR-1", 1000, "2025-03-08", "2025-03-03", person="P2")
    promised.promise("PR-2", 1000, "2025-03-08", "2025-03-04", person="P1")
    pay(promised, "PAY-1, K1, 2025-03-07, 1000,")
    assert of(promised, "P1") == {"PR-2": "broken"}
    assert of(promised, "P2") == {"PR-1": "kept"}


def test_money_that_settles_nothing_yet_keeps_a_promise_that_names_nothing(promised) -> None:
    """2,300 on 2,000 owed: 300 are unapplied."""
    promised.promise("PR-1", 2000, "2025-03-08", "2025-03-03", person="P1")
    promised.promise("PR-2", 300, "2025-03-08", "2025-03-03", person="P1")
    pay(promised, "PAY-1, K1, 2025-03-07, 2300,")
    assert of(promised, "P1") == {"PR-1": "kept", "PR-2": "kept"}


def test_a_bounce_takes_its_cash_back(promised) -> None:
    promised.promise("PR-1", 1000, "2025-03-08", "2025-03-03", person="P1", invoice="INV-1")
    pay(promised, "PAY-1, K1, 2025-03-07, 1000, INV-1")
    assert of(promised, "P1") == {"PR-1": "kept"}
    bounce = "payment_id, customer_id, value_on, amount, reverses_id\n"
    promised.books.add("payments", bounce + "BACK-1, K1, 2025-03-20, 1000, PAY-1")
    assert of(promised, "P1") == {"PR-1": "broken"}


def test_a_bounce_of_the_next_month_leaves_this_one_as_it_was(promised) -> None:
    promised.promise("PR-1", 1000, "2025-03-08", "2025-03-03", person="P1", invoice="INV-1")
    pay(promised, "PAY-1, K1, 2025-03-07, 1000, INV-1")
    bounce = "payment_id, customer_id, value_on, amount, reverses_id\n"
    promised.books.add("payments", bounce + "BACK-1, K1, 2025-04-02, 1000, PAY-1")
    assert of(promised, "P1") == {"PR-1": "kept"}


def test_a_promise_written_down_with_the_money_there_counts_not(promised) -> None:
    promised.promise("PR-1", 1000, "2025-03-14", "2025-03-07", person="P1", invoice="INV-1")
    pay(promised, "PAY-1, K1, 2025-03-07, 1000, INV-1")
    assert of(promised, "P1") == {"PR-1": "recorded_late"}
    assert only(promised.of_person("P1"), Family.PROMISE) == ()


def test_a_rescheduled_promise_was_not_kept(promised) -> None:
    promised.promise("PR-1", 1000, "2025-03-08", "2025-03-03", person="P1")
    promised.promise("PR-2", 1000, "2025-03-20", "2025-03-10", person="P1", replaces="PR-1")
    pay(promised, "PAY-1, K1, 2025-03-20, 1000,")
    assert of(promised, "P1") == {"PR-1": "rescheduled", "PR-2": "kept"}


# --- from files to the report --------------------------------------------------------------------


def test_files_of_follow_ups_and_promises_make_the_figures_of_the_month(books: Books) -> None:
    """
    due 6 March: INV-1 is called about on the 10th, INV-2 is not; one of two, 100 of 400
    promised for Saturday 8 March: 92 of 100 come on Tuesday; 300 on INV-2 never come
    """
    books.add("people", PEOPLE)
    books.add(
        "invoices",
        """
        invoice_id, customer_id, issued_on,  due_on,     amount, owners, delivered_on, sent_on
        INV-1,      K1,          2025-01-07, 2025-03-06, 100,    P1:100, 2025-03-07,   2025-03-12
        INV-2,      K1,          2025-01-07, 2025-03-06, 300,    P1:100, 2025-03-07,   2025-03-13
        """,
    )
    books.add(
        "followups",
        """
        followup_id, person_id, customer_id, at,               invoice_id, automatic
        F1,          P1,        K1,          2025-03-10 09:30, INV-1,      no
        F2,          P1,        K1,          2025-03-11 09:30, INV-2,      yes
        """,
    )
    books.add(
        "promises",
        """
        promise_id, customer_id, amount, promised_on, recorded_at, invoice_id, person_id
        PR-1,       K1,          100,    2025-03-08,  2025-03-03,  INV-1,      P1
        PR-2,       K1,          300,    2025-03-08,  2025-03-03,  INV-2,
        """,
    )
    books.add(
        "payments",
        "payment_id, customer_id, value_on, amount, invoice_id\nA, K1, 2025-03-11, 92, INV-1",
    )
    expected = {
        "invoicing_on_time": "0.5000",
        "followup_coverage": "0.5000",
        "promise_kept_rate": "0.5000",
        "promise_kept_value": "0.2500",
    }
    for by, key in ((By.PERSON, "P1"), (By.TEAM, "East"), (By.CUSTOMER, "K1"), (By.COMPANY, None)):
        found = books.kpis("2025-03", by)[key]
        assert {kpi: found[kpi] for kpi in expected} == expected
    assert books.kpis("2025-05")[None]["followup_coverage"] is None
