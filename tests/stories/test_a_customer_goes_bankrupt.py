"""A customer goes bankrupt: an exemption allows for it, a write-off helps nobody."""

import pytest

from tests.stories.conftest import Story, scheme_of

FEWER_BAD_DEBTS = scheme_of(
    "sales",
    "collection_rate 20 0.90",
    "days_late 10 5",
    "overdue_ratio 10 0.10",
    "bad_debt_ratio 10 0.02",
    "csat 50 4.5",
)


@pytest.fixture
def acme(story: Story) -> Story:
    """
    2025-03-31  40k fall due of C1, which will never pay
    2025-04-10  50k fall due of C2, and are paid
    2025-05-31  10k fall due of C2
    """
    story.take(
        "people", "person_id, name, role, rights\n A, Ana, sales,\n F, Fin, finance, finance"
    )
    story.take(
        "invoices",
        """
        invoice_id, customer_id, issued_on,  due_on,     amount, owner_id
        INV-1,      C1,          2025-03-01, 2025-03-31, 40000,  A
        INV-2,      C2,          2025-03-01, 2025-04-10, 50000,  A
        INV-3,      C2,          2025-04-01, 2025-05-31, 10000,  A
        """,
    )
    header = "payment_id, customer_id, value_on, amount, invoice_id"
    story.take("payments", f"{header}\n PAY-1, C2, 2025-04-10, 50000, INV-2")
    story.take("metrics", "person_id, metric, period, value\n A, csat, 2025-04, 4.5")
    story.scheme(FEWER_BAD_DEBTS, "2025-01-01")
    return story


def exempt(story: Story, until: str = "") -> None:
    story.take(
        "exemptions",
        f"""
        exemption_id, invoice_id, kind,    from,       until,   requested_by, approved_by, reason
        E-1,          INV-1,      exclude, 2025-04-15, {until}, A,            F,           insolvent
        """,
    )


def write_off(story: Story, amount: int, number: str = "W-1") -> None:
    header = "writeoff_id, invoice_id, amount, on, requested_by, approved_by"
    story.take("writeoffs", f"{header}\n {number}, INV-1, {amount}, 2025-04-25, A, F")


def test_what_is_exempt_is_in_no_rate_and_in_every_report(acme: Story) -> None:
    """
    2025-04-15  INV-1 is excluded: Ana is judged by what is left, ageing and kpis stay
    """
    aged, kpis = acme.aged("2025-04-30"), acme.kpis("A", "2025-04")
    before = acme.values("A", "2025-04")
    assert before["collection_rate"] == "0.5556"
    assert before["days_late"] == "13.3333"
    assert before["overdue_ratio"] == "0.8000"
    exempt(acme)
    after = acme.values("A", "2025-04")
    assert after["collection_rate"] == "1.0000"
    assert after["days_late"] == "0.0000"
    assert after["overdue_ratio"] == "0.0000"
    assert acme.aged("2025-04-30") == aged
    assert acme.kpis("A", "2025-04") == kpis
    assert acme.values("A", "2025-03")["collection_rate"] == "0.0000"


@pytest.mark.parametrize(
    ("until", "rate"), [("2025-04-29", "0.5556"), ("2025-04-30", "1.0000"), ("", "1.0000")]
)
def test_an_exclusion_holds_where_the_last_day_lies_in_it(
    acme: Story, until: str, rate: str
) -> None:
    """The period's last day decides, and both ends of an exemption are inside."""
    exempt(acme, until)
    assert acme.values("A", "2025-04")["collection_rate"] == rate


def test_cash_on_what_is_exempt_still_counts_as_collected(acme: Story) -> None:
    """
    2025-04-20  the liquidator pays 5k
    """
    exempt(acme)
    header = "payment_id, customer_id, value_on, amount, invoice_id"
    acme.take("payments", f"{header}\n PAY-2, C1, 2025-04-20, 5000, INV-1")
    assert acme.values("A", "2025-04")["collection_rate"] == "1.0000"
    assert acme.kpis("A", "2025-04")["collected_amount"] == "55000.00"


def test_a_write_off_helps_nobody(acme: Story) -> None:
    """
    2025-04-25  40k are written off: it stands in April's figures as if it were still open
    2025-05     it is gone
    """
    before = acme.values("A", "2025-04")
    scores = [acme.score("A", "2025-04")["score"]]
    write_off(acme, 10000)
    scores.append(acme.score("A", "2025-04")["score"])
    write_off(acme, 30000, "W-2")
    scores.append(acme.score("A", "2025-04")["score"])
    after = acme.values("A", "2025-04")
    assert acme.aged("2025-04-30") == {"current": "10000.00", "outstanding": "10000.00"}
    assert after["bad_debt_ratio"] == "0.4000"
    assert after | {"bad_debt_ratio": before["bad_debt_ratio"]} == before
    assert scores == sorted(scores, key=float, reverse=True)
    assert float(scores[-1]) < float(scores[0])
    assert acme.kpis("A", "2025-04")["collected_amount"] == "50000.00"
    assert acme.values("A", "2025-05")["overdue_ratio"] == "0.0000"
    assert acme.is_sound()


def test_what_is_exempt_and_written_off_is_no_bad_debt_of_the_person(acme: Story) -> None:
    """
    2025-04-15  excluded
    2025-04-25  written off: in the reports a loss, in Ana's score nothing
    """
    exempt(acme)
    write_off(acme, 40000)
    assert acme.values("A", "2025-04")["bad_debt_ratio"] == "0.0000"
    assert acme.kpis("A", "2025-04")["bad_debt_ratio"] == "0.4000"


def test_nobody_approves_what_they_asked_for(acme: Story) -> None:
    header = "exemption_id, invoice_id, kind, from, requested_by, approved_by"
    row = "E-1, INV-1, exclude, 2025-04-15, A, A"
    path = acme.folder / "own.csv"
    path.write_text(f"{header}\n{row}\n".replace(", ", ","), encoding="utf-8")
    said = acme("import", "exemptions", path)
    assert (said.status, said.document["added"], said.document["rejected"]) == (1, 0, 1)
    assert acme.values("A", "2025-04")["collection_rate"] == "0.5556"


def test_an_extension_makes_its_last_day_the_due_date(acme: Story) -> None:
    """
    2025-04-20  INV-1 may be paid by then: 10 days late at the end of April instead of 30
    """
    header = "exemption_id, invoice_id, kind, from, until, requested_by, approved_by"
    acme.take("exemptions", f"{header}\n E-1, INV-1, extend, 2025-04-01, 2025-04-20, A, F")
    told = acme.values("A", "2025-04")
    assert told["days_late"] == "4.4444"
    assert told["collection_rate"] == "0.5556"
    assert acme.aged("2025-04-30")["1-30"] == "40000.00"
    assert acme.kpis("A", "2025-04")["days_late"] == "13.3333"
