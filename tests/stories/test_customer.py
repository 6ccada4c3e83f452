"""`huikuan customer`: one page on a customer, from files to the document."""

import pytest


@pytest.fixture
def acme(story):
    """Acme owes 4,000 of three invoices, Bolt 77 of one, Bell nothing."""
    story.take("people", "person_id, name\n P1, Ana\n P2, Bo")
    story.take(
        "customers",
        """
        customer_id, name, aliases, terms_days, credit_limit
        C1,          Acme, Akme,    30,         5000
        C2,          Bolt, ,        ,
        C3,          Bell, ,        ,
        """,
    )
    story.take(
        "invoices",
        """
        invoice_id, customer_id, issued_on,  due_on,     amount
        INV-1,      C1,          2025-01-01, 2025-01-31, 1000
        INV-2,      C1,          2025-01-01, 2025-02-10, 2000
        INV-3,      C1,          2025-01-01, 2025-03-10, 1000
        INV-4,      C2,          2025-01-01, 2025-03-10, 77
        """,
    )
    return story


def pay(story) -> None:
    """2,000 come 10 days late, 1,000 in time, and 50 too many."""
    story.take(
        "payments",
        """
        payment_id, customer_id, value_on,   amount, invoice_id
        PAY-1,      C1,          2025-02-20, 2000,   INV-2
        PAY-2,      C1,          2025-03-10, 1050,   INV-3
        """,
    )


def allow(story) -> None:
    """One promise is kept, one broken, one still to come; 300 of INV-1 are disputed."""
    story.take(
        "promises",
        """
        promise_id, customer_id, amount, promised_on, recorded_at, invoice_id, person_id
        M-1,        C1,          2000,   2025-02-20,  2025-02-12,  INV-2,      P1
        M-2,        C1,          1000,   2025-03-03,  2025-02-20,  INV-1,
        M-3,        C1,          1000,   2025-07-31,  2025-06-20,  INV-1,
        """,
    )
    story.take("disputes", "dispute_id, invoice_id, amount, from\n D-1, INV-1, 300, 2025-02-05")
    story.take(
        "followups",
        """
        followup_id, person_id, customer_id, at,               invoice_id, automatic, note
        F-1,         P1,        C1,          2025-02-03 09:00, INV-1,      no,        asked
        F-2,         P2,        C1,          2025-02-05 10:30, ,           yes,
        F-3,         P2,        C2,          2025-02-05 10:30, ,           ,
        """,
    )


def test_a_page_has_everything_about_one_customer(acme) -> None:
    pay(acme)
    allow(acme)
    page = acme.ask("customer", "C1")
    assert (page["customer_id"], page["name"], page["terms_days"]) == ("C1", "Acme", 30)
    assert page["balances"] == [
        {
            "currency": "CNY",
            "current": "0.00",
            "1-30": "0.00",
            "31-60": "0.00",
            "61-90": "0.00",
            "90+": "700.00",
            "disputed": "300.00",
            "unapplied": "50.00",
            "outstanding": "950.00",
        }
    ]
    assert (page["credit_limit"], page["credit_used"]) == ("5000.00", "950.00")
    assert page["behaviour"] == {
        "since": "2024-07-01",
        "average_days_late": "6.6667",
        "paid_late": "0.6667",
        "promises_kept": "0.5000",
        "promises": 2,
        "last_paid_on": "2025-03-10",
    }
    outcomes = [(one["promise_id"], one["outcome"], one["person"]) for one in page["promises"]]
    assert outcomes == [("M-3", "open", None), ("M-2", "broken", None), ("M-1", "kept", "Ana")]
    (dispute,) = page["disputes"]
    assert (dispute["invoice_id"], dispute["amount"], dispute["outcome"]) == (
        *("INV-1", "300.00", "open"),
    )
    assert [(one["followup_id"], one["at"], one["automatic"]) for one in page["touches"]] == [
        ("F-2", "2025-02-05T10:30:00+08:00", True),
        ("F-1", "2025-02-03T09:00:00+08:00", False),
    ]


def test_a_page_can_be_of_an_earlier_day(acme) -> None:
    pay(acme)
    page = acme.ask("customer", "Akme", "--as-of", "2025-02-15")
    (balance,) = page["balances"]
    assert (balance["1-30"], balance["current"]) == ("3000.00", "1000.00")
    assert page["behaviour"]["average_days_late"] is None


def test_a_customer_who_owes_nothing_has_a_line_of_nothing(acme) -> None:
    page = acme.ask("customer", "C3")
    (balance,) = page["balances"]
    assert (balance["currency"], balance["outstanding"]) == ("CNY", "0.00")
    assert (page["credit_limit"], page["credit_used"]) == (None, "0.00")
    assert page["promises"] == page["disputes"] == page["touches"] == []


@pytest.mark.parametrize(
    ("typed", "said"),
    [("C9", "there is no customer 'C9'"), ("b", "'b' can be several customers: Bell, Bolt")],
)
def test_who_is_not_one_customer_is_asked_back(acme, typed, said) -> None:
    answer = acme("customer", typed)
    assert (answer.status, answer.document) == (2, None)
    assert said in answer.messages


def test_people_read_it_too(acme, capsys) -> None:
    from bot.cli import main

    capsys.readouterr()
    assert main(["customer", "C1"]) == 0
    shown = capsys.readouterr().out.splitlines()
    assert shown[0] == "C1  Acme, as of 2025-06-30"
    assert "credit_used: 4000.00" in shown
    assert "disputes: 0" in shown
