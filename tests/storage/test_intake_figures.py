"""Targets, metrics and rates take new values and keep the old; what was known when."""

from datetime import UTC, date, datetime, timedelta

import pytest

from ledger.period import Period
from storage import judgements
from storage.window import By

SHANGHAI_MIDNIGHT = datetime(2025, 2, 11, 16, tzinfo=UTC)  # 12 February in Shanghai begins


def values(books, table: str, column: str) -> list[str]:
    """Give every value that a table ever held, oldest first."""
    return [
        row[0]
        for row in books.sql(
            f"SELECT {column} FROM {table} "  # noqa: S608
            "WHERE workspace_id = {company} ORDER BY id"
        )
    ]


def test_metrics_take_the_new_value_and_keep_the_old(books) -> None:
    books.add("people", "person_id, name\n P1, Ana")
    header = "person_id, metric, period, value"
    books.add("metrics", f"{header}\n P1, csat, 2025-01, 4.5\n P1, sales_amount, 2025-01, 1000")
    before = books.now
    books.today = date(2025, 7, 1)
    outcome = books.take("metrics", f"{header}\n P1, csat, 2025-01, 4.7\n P1, csat, 2025-02, 4.1")
    assert (outcome.added, outcome.known) == (2, 0)
    again = books.take("metrics", f"{header}\n P1, csat, 2025-01, 4.70")
    assert (again.added, again.known) == (0, 1)
    assert values(books, "metric", "value") == ["4.5", "1000", "4.7", "4.1"]
    assert books.kpis("2025-01", By.PERSON)["P1"]["csat"] == "4.7000"
    assert books.kpis("2025-01", By.PERSON, known_at=before)["P1"]["csat"] == "4.5000"
    assert books.kpis("2025-01")[None]["sales_amount"] == "1000.00"


def test_targets_take_the_new_value_and_keep_the_old(books) -> None:
    books.add("people", "person_id, name\n P1, Ana")
    header = "person_id, team, kpi, period, target"
    books.add("targets", f"{header}\n P1,, collection_rate, 2025-01, 0.9\n ,East, csat, 2025, 4")
    books.today = date(2025, 7, 1)
    assert books.take("targets", f"{header}\n P1,, collection_rate, 2025-01, 95%").added == 1
    assert values(books, "target", "value") == ["0.9", "4", "0.95"]
    january = Period.parse("2025-01")
    with books.database.read(books.now) as tx:
        ((_, judged),) = judgements.of_everyone(tx, books.company, january).items()
    assert judged.targets_of(january)["collection_rate"] * 100 == 95


def test_a_target_is_for_a_person_or_a_team_not_for_both(books) -> None:
    books.add("people", "person_id, name\n P1, Ana")
    outcome = books.take("targets", "person_id, team, kpi, period, target\n P1,East,csat,2025-01,4")
    assert outcome.rejected == 1


def test_rates_take_the_new_value_and_keep_the_old(books) -> None:
    header = "on, currency, rate"
    books.add("rates", f"{header}\n 2025-01-01, USD, 7.3\n 2025-01-01, EUR, 7.9")
    books.today = date(2025, 7, 1)
    outcome = books.take("rates", f"{header}\n 2025-01-01, USD, 7.31\n 2025-01-01, EUR, 7.90")
    assert (outcome.added, outcome.known) == (1, 1)
    assert values(books, "rate", "rate") == ["7.3", "7.9", "7.31"]


@pytest.mark.parametrize("row", ["2025-01-01, USD, 0", "2025-01-01, USD, -7", "2025-01-01, CNY, 2"])
def test_a_rate_that_cannot_be_is_rejected(books, row) -> None:
    assert books.take("rates", f"on, currency, rate\n {row}").rejected == 1


@pytest.mark.parametrize(
    ("written", "known_from"),
    [
        ("2025-02-12", SHANGHAI_MIDNIGHT),
        ("2025-02-12T09:30:00", SHANGHAI_MIDNIGHT + timedelta(hours=9, minutes=30)),
        ("2025-02-12 09:30", SHANGHAI_MIDNIGHT + timedelta(hours=9, minutes=30)),
        ("2025-02-12T09:30:00+08:00", SHANGHAI_MIDNIGHT + timedelta(hours=9, minutes=30)),
        ("2025-02-12T09:30:00Z", datetime(2025, 2, 12, 9, 30, tzinfo=UTC)),
        ("", datetime(2025, 6, 29, 16, tzinfo=UTC)),  # the import, on 30 June at 00:00 local
    ],
)
def test_recorded_at_is_a_local_day_a_local_time_a_moment_or_the_import(
    books, written, known_from
) -> None:
    """1,000 due 31 January; 600 of 10 February are in the books from `recorded_at` on."""
    header = "invoice_id, customer_id, issued_on, due_on, amount, recorded_at"
    books.add("invoices", f"{header}\n INV-1, C1, 2025-01-01, 2025-01-31, 1000, 2025-01-01")
    header = "payment_id, customer_id, value_on, amount, recorded_at"
    books.add("payments", f"{header}\n PAY-1, C1, 2025-02-10, 600, {written}")
    just_before = known_from - timedelta(microseconds=1)
    assert books.outstanding("2025-02-28", just_before) == "1000.00"
    assert books.unapplied("2025-02-28") == "0.00"
    assert books.outstanding("2025-02-28", known_from) == "400.00"


def test_an_invoice_is_not_there_before_it_was_recorded(books) -> None:
    header = "invoice_id, customer_id, issued_on, due_on, amount, recorded_at"
    books.add("invoices", f"{header}\n INV-1, C1, 2025-01-01, 2025-01-31, 1000, 2025-02-12")
    earlier = SHANGHAI_MIDNIGHT - timedelta(microseconds=1)
    assert books.outstanding("2025-02-28", earlier) == "0.00"
    assert books.outstanding("2025-02-28", SHANGHAI_MIDNIGHT) == "1000.00"
