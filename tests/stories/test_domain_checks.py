"""The checks of the domain, end to end: files in, `ageing` and `kpis` out."""

from datetime import datetime

import pytest

from bot.clock import Clock


def test_every_fact_has_two_times_and_a_past_report_can_be_asked_again(story) -> None:
    """
    2025-01-31  1,000 fall due
    2025-02-10    600 arrive, recorded on 12 February
    2025-03-05        the bank takes them back
    """
    story.take(
        "invoices",
        """
        invoice_id, customer_id, issued_on,  due_on,     amount, recorded_at
        INV-1,      C1,          2025-01-01, 2025-01-31, 1000,   2025-01-01
        """,
    )
    payments = """
        payment_id, customer_id, value_on,   amount, recorded_at, reverses_id
        PAY-1,      C1,          2025-02-10, 600,    2025-02-12,
    """
    story.take("payments", payments)
    assert story.outstanding("2025-02-28", "2025-02-28") == "400.00"
    header = "payment_id, customer_id, value_on, amount, recorded_at, reverses_id"
    story.take("payments", f"{header}\n B-1, C1, 2025-03-05, 600, 2025-03-05, PAY-1")
    assert story.outstanding("2025-01-31") == "1000.00"
    assert story.outstanding("2025-02-28") == "400.00"
    assert story.aged("2025-03-31") == {"31-60": "1000.00", "outstanding": "1000.00"}
    assert story.outstanding("2025-02-28", "2025-02-28") == "400.00"
    assert story.outstanding("2025-02-11", "2025-02-11") == "1000.00"
    assert story.outstanding("2025-02-11", "2025-02-12") == "400.00"
    assert story.outstanding("2025-03-31", "2025-03-04") == "400.00"
    assert story.outstanding("2025-03-31", "2025-03-05T00:00:00+08:00") == "1000.00"


def test_a_bounce_is_taken_off_what_was_collected_but_not_off_the_rate(story) -> None:
    """
    2025-01-31  1,000 fall due
    2025-02-10    600 arrive           February: 600 collected, 60 % of 1,000
    2025-03-05    600 bounce           March: -600 collected, 0 of the 1,000 that are open
    """
    story.take(
        "invoices",
        """
        invoice_id, customer_id, issued_on,  due_on,     amount
        INV-1,      C1,          2025-01-01, 2025-01-31, 1000
        """,
    )
    story.take(
        "payments",
        """
        payment_id, customer_id, value_on,   amount, reverses_id
        PAY-1,      C1,          2025-02-10, 600,
        B-1,        C1,          2025-03-05, 600,    PAY-1
        """,
    )
    (february,) = story.ask("kpis", "--period", "2025-02")["rows"]
    assert (february["collected_amount"], february["collection_rate"]) == ("600.00", "0.6000")
    (march,) = story.ask("kpis", "--period", "2025-03")["rows"]
    assert (march["collected_amount"], march["collection_rate"]) == ("-600.00", "0.0000")
    assert (march["days_late"], march["overdue_ratio"]) == ("59.0000", "1.0000")


@pytest.mark.parametrize(
    ("instant", "overdue"),
    [("2025-03-01T23:30:00+08:00", None), ("2025-03-02T00:30:00+08:00", "100.00")],
)
def test_the_day_is_that_of_the_companys_zone(story, monkeypatch, instant, overdue) -> None:
    """
    2025-03-01  100 fall due; at 23:30 in Shanghai nothing is overdue, at 00:30 (in UTC still the
                same day) all of it is, by one day
    """
    story.take(
        "invoices",
        """
        invoice_id, customer_id, issued_on,  due_on,     amount
        INV-1,      C1,          2025-02-01, 2025-03-01, 100
        """,
    )
    monkeypatch.delenv("HUIKUAN_TODAY")
    monkeypatch.setattr(Clock, "really", lambda _self: datetime.fromisoformat(instant))
    document = story.ask("ageing")
    (total,) = document["totals"]
    assert document["as_of"] == instant[:10]
    assert total["1-30"] == (overdue or "0.00")
    assert total["outstanding"] == "100.00"


def test_buckets_hold_their_upper_edge(story) -> None:
    """
    2025-03-01  100 fall due: 30 days on 31 March, 31 on 1 April
    """
    story.take(
        "invoices",
        """
        invoice_id, customer_id, issued_on,  due_on,     amount
        INV-1,      C1,          2025-02-01, 2025-03-01, 100
        """,
    )
    in_bucket = {
        "2025-02-28": "current",
        "2025-03-01": "current",
        "2025-03-02": "1-30",
        "2025-03-31": "1-30",
        "2025-04-01": "31-60",
        "2025-04-30": "31-60",
        "2025-05-01": "61-90",
        "2025-05-30": "61-90",
        "2025-05-31": "90+",
    }
    for day, bucket in in_bucket.items():
        assert story.aged(day) == {bucket: "100.00", "outstanding": "100.00"}


def test_unapplied_money_is_offered_and_not_applied(story) -> None:
    """
    2025-01-31  100 and 50 fall due
    2025-02-01  180 arrive: 30 stand in unapplied
    2025-02-20  an invoice of 40 is imported: the 30 stay where they are
    """
    header = "invoice_id, customer_id, issued_on, due_on, amount"
    story.take(
        "invoices",
        f"{header}\nINV-1, C1, 2025-01-01, 2025-01-31, 100\nINV-2, C1, 2025-01-01, 2025-01-31, 50",
    )
    story.take("payments", "payment_id, customer_id, value_on, amount\nPAY-1, C1, 2025-02-01, 180")
    assert story.aged("2025-02-01") == {"unapplied": "30.00", "outstanding": "-30.00"}
    story.take("invoices", f"{header}\nINV-3, C1, 2025-02-20, 2025-03-20, 40")
    aged = {"current": "40.00", "unapplied": "30.00", "outstanding": "10.00"}
    assert story.aged("2025-02-28") == aged


def test_shared_cash_and_its_bounce_go_to_the_owners_by_their_shares(story) -> None:
    """
    2025-02-10  100,000 arrive for what Ana and Bo own 60/40
    2025-03-05  they bounce: -60,000 and -40,000, and February stays as it was
    """
    story.take("people", "person_id, name\n A, Ana\n B, Bo")
    story.take(
        "invoices",
        """
        invoice_id, customer_id, issued_on,  due_on,     amount, owners
        INV-1,      C1,          2025-01-01, 2025-01-31, 100000, A:60;B:40
        """,
    )
    header = "payment_id, customer_id, value_on, amount, reverses_id"
    story.take("payments", f"{header}\nPAY-1, C1, 2025-02-10, 100000,")
    february = story.ask("kpis", "--period", "2025-02", "--by", "person")
    assert story.collected("2025-02", "person") == {"A": "60000.00", "B": "40000.00"}
    story.take("payments", f"{header}\nB-1, C1, 2025-03-05, 100000, PAY-1")
    assert story.collected("2025-03", "person") == {"A": "-60000.00", "B": "-40000.00"}
    assert story.ask("kpis", "--period", "2025-02", "--by", "person") == february


def test_a_dispute_stands_apart_and_ages_with_the_rest_once_decided_for_us(story) -> None:
    """
    2025-01-31  100k fall due; 30k are disputed from day 5 to day 40, decided for us: on day 41
                all 100k is 41 days overdue
    """
    header = "invoice_id, customer_id, issued_on, due_on, amount"
    story.take("invoices", f"{header}\n INV-1, C1, 2025-01-01, 2025-01-31, 100000")
    header = "dispute_id, invoice_id, amount, from, to, outcome, own_doing"
    story.take("disputes", f"{header}\n D-1, INV-1, 30000, 2025-02-05, 2025-03-13, for_us, no")
    whole = {"outstanding": "100000.00"}
    assert story.aged("2025-02-04") == whole | {"1-30": "100000.00"}
    assert story.aged("2025-02-05") == whole | {"1-30": "70000.00", "disputed": "30000.00"}
    assert story.aged("2025-03-12") == whole | {"31-60": "70000.00", "disputed": "30000.00"}
    assert story.aged("2025-03-13") == whole | {"31-60": "100000.00"}


def test_an_invoice_that_moves_in_mid_period_splits_by_date(story) -> None:
    """
    2025-03-20  100k, the invoice is Ana's, of X
    2025-04-10  200k
    2025-04-16        it moves to Bo, of Y
    2025-04-20  300k
    """
    story.take("people", "person_id, name, role, team\n A, Ana, sales, X\n B, Bo, sales, Y")
    header = "invoice_id, customer_id, issued_on, due_on, amount, owner_id"
    story.take("invoices", f"{header}\n INV-1, C1, 2025-03-01, 2025-03-31, 600000, A")
    story.take(
        "payments",
        """
        payment_id, customer_id, value_on,   amount
        PAY-1,      C1,          2025-03-20, 100000
        PAY-2,      C1,          2025-04-10, 200000
        PAY-3,      C1,          2025-04-20, 300000
        """,
    )
    march = story.ask("kpis", "--period", "2025-03", "--by", "team")
    story.take("ownership", "invoice_id, owners, valid_from\n INV-1, B, 2025-04-16")
    assert story.collected("2025-04", "team") == {"X": "200000.00", "Y": "300000.00"}
    assert story.ask("kpis", "--period", "2025-03", "--by", "team") == march
