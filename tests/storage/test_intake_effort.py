"""Follow-ups and promises: facts by number, of known people and invoices."""

import pytest

FOLLOW_UPS = """
    followup_id, person_id, customer_id, at,               invoice_id, automatic, note
    F-1,         P1,        C1,          2025-02-03 23:30, INV-1,      no,        asked for Friday
    F-2,         P1,        C3,          2025-02-04,       ,           yes,
"""
PROMISES = """
    promise_id, customer_id, amount, promised_on, recorded_at, currency, invoice_id, person_id
    M-1,        C1,          80,     2025-02-10,  2025-02-03,  CNY,      INV-1,      P1
    M-2,        C2,          50,     2025-02-11,  2025-02-03,  ,         ,
"""


@pytest.fixture
def stocked(books):
    books.add("people", "person_id, name\n P1, Ana\n P2, Bo")
    books.add("customers", "customer_id, name, currency\n C1, Acme,\n C2, Bolt, USD")
    books.add(
        "invoices",
        """
        invoice_id, customer_id, issued_on,  due_on,     amount
        INV-1,      C1,          2025-01-01, 2025-01-31, 100
        INV-2,      C2,          2025-01-01, 2025-01-31, 100
        """,
    )
    return books


def test_a_follow_up_counts_on_its_day_in_the_company_s_zone(stocked) -> None:
    """23:30 in Shanghai is still 3 February, though 15:30 in UTC; C3 is new and is made."""
    stocked.add("followups", FOLLOW_UPS)
    asked = "SELECT number, on_day, automatic, note FROM follow_up WHERE workspace_id = {company}"
    found = sorted((n, str(day), bool(auto), note) for n, day, auto, note in stocked.sql(asked))
    assert found == [
        ("F-1", "2025-02-03", False, "asked for Friday"),
        ("F-2", "2025-02-04", True, ""),
    ]
    assert stocked.count("customer") == 3
    assert stocked.take("followups", FOLLOW_UPS).known == 2


def test_a_promise_is_in_its_own_the_invoice_s_or_the_customer_s_currency(stocked) -> None:
    outcome = stocked.add("promises", PROMISES)
    assert [str(money) for money in outcome.totals] == ["80.00", "50.00"]
    asked = "SELECT number, currency, amount_minor FROM promise WHERE workspace_id = {company}"
    assert sorted(stocked.sql(asked)) == [("M-1", "CNY", 8000), ("M-2", "USD", 5000)]
    assert stocked.take("promises", PROMISES).known == 2


def test_a_promise_for_an_invoice_takes_its_currency_and_rounds_with_a_finding(stocked) -> None:
    header = "promise_id, customer_id, amount, promised_on, recorded_at, invoice_id"
    outcome = stocked.take("promises", f"{header}\n M-3, C1, 9.9951, 2025-02-10, 2025-02-03, INV-1")
    assert outcome.added == 1
    (finding,) = outcome.findings
    assert finding.message == "CNY has 2 decimals: 9.9951 was rounded to 10.00."


@pytest.mark.parametrize(
    ("kind", "written", "other", "message"),
    [
        ("followups", "P1,        C1", "P2, C1", "person_id P1, this row says P2"),
        ("followups", "C1", "C2", "customer"),
        ("followups", "C1,          2025-02-03 23:30", "C1, 2025-02-03 22:00", "at "),
        ("followups", " no,", "yes,", "automatic no, this row says yes."),
        ("followups", "Friday", "Monday", "note asked for Friday, this row says"),
        ("promises", " 80,", " 81,", "amount 80.00, this row says 81."),
        ("promises", "CNY", "USD", "currency CNY, this row says USD."),
        ("promises", "2025-02-10", "2025-02-12", "promised_on 2025-02-10, this row says"),
        ("promises", "INV-1", "INV-7", "There is no invoice INV-7"),
        ("promises", " P1", " P2", "person_id P1, this row says P2."),
    ],
)
def test_other_content_under_a_known_number_is_refused(
    stocked, kind, written, other, message
) -> None:
    rows = FOLLOW_UPS if kind == "followups" else PROMISES
    stocked.add(kind, rows)
    assert written in rows
    outcome = stocked.take(kind, rows.replace(written, other, 1))
    assert (outcome.rejected, outcome.known, outcome.added) == (1, 1, 0)
    assert message in outcome.findings[0].message
    assert stocked.count("follow_up" if kind == "followups" else "promise") == 2


@pytest.mark.parametrize(
    ("written", "other", "message"),
    [
        ("P1", "P9", "Nobody has the person_id P9; import people first."),
        ("INV-1", "INV-9", "There is no invoice INV-9; import invoices first."),
        ("INV-1", "INV-2", "INV-2 belongs to customer C2, not to C1; correct one."),
    ],
)
@pytest.mark.parametrize("kind", ["followups", "promises"])
def test_what_nobody_knows_is_refused(stocked, kind, written, other, message) -> None:
    rows = FOLLOW_UPS if kind == "followups" else PROMISES
    first = "\n".join(rows.strip().splitlines()[:2]).replace(written, other)
    outcome = stocked.take(kind, first)
    column = "person_id" if written == "P1" else "invoice_id"
    found = [(finding.column, finding.message) for finding in outcome.findings]
    assert found == [(column, message)]
    assert (outcome.rejected, stocked.count("customer")) == (1, 2)


@pytest.mark.parametrize("amount", ["0", "-5"])
def test_a_promise_of_nothing_is_refused(stocked, amount) -> None:
    outcome = stocked.take("promises", PROMISES.replace(" 80,", f" {amount},"))
    said = f"{amount} is not above zero; correct it or leave the row out."
    assert outcome.findings[0].message == said
