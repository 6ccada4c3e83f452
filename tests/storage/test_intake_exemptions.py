"""Exemptions: somebody else approved them, and an open one is given its last day once."""

import pytest

HEADER = "exemption_id, invoice_id, kind, from, requested_by, approved_by, until, reason"
ROW = "E-1, INV-1, exclude, 2025-02-01, P1, P2, , insolvent"
MARKED = """
    SELECT n.label FROM instalment n WHERE n.workspace_id = {company} AND n.is_marked
    ORDER BY n.label
"""


@pytest.fixture
def stocked(books):
    books.add("people", "person_id, name\n P1, Ana\n P2, Bo\n P3, Cai")
    books.add(
        "invoices",
        """
        invoice_id, customer_id, issued_on,  due_on,     amount, instalment
        INV-1,      C1,          2025-01-01, 2025-01-31, 100,    1
        INV-1,      C1,          2025-01-01, 2025-02-28, 100,    2
        """,
    )
    return books


def refusal(books, row: str) -> tuple[str | None, str]:
    outcome = books.take("exemptions", f"{HEADER}\n {row}")
    assert (outcome.added, outcome.rejected) == (0, 1)
    return outcome.findings[0].column, outcome.findings[0].message


def test_an_exemption_marks_every_instalment_also_one_that_comes_later(stocked) -> None:
    stocked.add("exemptions", f"{HEADER}\n {ROW}")
    assert stocked.sql(MARKED) == [("1",), ("2",)]
    header = "invoice_id, customer_id, issued_on, due_on, amount, instalment"
    stocked.add("invoices", f"{header}\n INV-1, C1, 2025-01-01, 2025-03-31, 100, 3")
    assert stocked.sql(MARKED) == [("1",), ("2",), ("3",)]


def test_an_exemption_of_one_instalment_marks_it_alone(stocked) -> None:
    row = ROW.replace("INV-1", "INV-1/2")
    stocked.add("exemptions", f"{HEADER}\n {row}")
    assert stocked.sql(MARKED) == [("2",)]
    assert stocked.take("exemptions", f"{HEADER}\n {row}").known == 1


def test_the_last_day_is_filled_once_and_the_log_tells(stocked) -> None:
    stocked.add("exemptions", f"{HEADER}\n {ROW}")
    until = ROW.replace("P2, ,", "P2, 2025-03-31,")
    assert stocked.take("exemptions", f"{HEADER}\n {until}").added == 1
    assert stocked.take("exemptions", f"{HEADER}\n {until}").known == 1
    assert stocked.take("exemptions", f"{HEADER}\n {ROW}").known == 1
    ends = "SELECT until_on FROM exemption_end WHERE workspace_id = {company}"
    assert [str(day) for (day,) in stocked.sql(ends)] == ["2025-03-31"]
    (detail,) = stocked.sql(
        "SELECT detail FROM audit WHERE workspace_id = {company} ORDER BY seq DESC LIMIT 1"
    )[0]
    assert '"after": {"until": "2025-03-31"}' in detail
    assert refusal(stocked, until.replace("03-31", "04-30")) == (
        "until",
        "E-1 is in the books with until 2025-03-31, this row says 2025-04-30.",
    )


@pytest.mark.parametrize(
    ("row", "column", "message"),
    [
        (
            ROW.replace("P1, P2", "P1, P1"),
            "approved_by",
            "P1 cannot approve an own request; somebody else has to.",
        ),
        (
            ROW.replace("P1, P2", "P9, P2"),
            "requested_by",
            "Nobody has the person_id P9; import people first.",
        ),
        (
            ROW.replace("P1, P2", "P1, P9"),
            "approved_by",
            "Nobody has the person_id P9; import people first.",
        ),
        (
            ROW.replace("INV-1", "INV-9"),
            "invoice_id",
            "There is no invoice INV-9; import invoices first.",
        ),
        (
            ROW.replace("INV-1", "INV-1/7"),
            "invoice_id",
            "There is no invoice INV-1/7; import invoices first.",
        ),
        (
            ROW.replace("exclude", "extend"),
            "until",
            "An extension needs the new due date; fill in until.",
        ),
        (
            ROW.replace("P2, ,", "P2, 2025-01-31,"),
            "until",
            "until 2025-01-31 is before 2025-02-01; it is the last day.",
        ),
        (
            ROW.replace("exclude", "waive"),
            "kind",
            "waive is neither exclude nor extend; write one of them.",
        ),
    ],
)
def test_what_cannot_be_is_refused(stocked, row, column, message) -> None:
    assert refusal(stocked, row) == (column, message)
    assert (stocked.count("exemption"), stocked.sql(MARKED)) == (0, [])


@pytest.mark.parametrize(
    ("written", "other", "said"),
    [
        ("exclude", "extend", "kind exclude, this row says extend."),
        ("2025-02-01", "2025-02-02", "from 2025-02-01, this row says 2025-02-02."),
        ("P1, P2", "P3, P2", "requested_by P1, this row says P3."),
        ("insolvent", "flood", "reason insolvent, this row says flood."),
    ],
)
def test_other_content_is_refused(stocked, written, other, said) -> None:
    stocked.add("exemptions", f"{HEADER}\n {ROW}")
    _, message = refusal(stocked, ROW.replace(written, other))
    assert message == f"E-1 is in the books with {said}"


def test_an_end_before_the_beginning_cannot_be_filled_in(stocked) -> None:
    stocked.add("exemptions", f"{HEADER}\n {ROW}")
    column, _ = refusal(stocked, ROW.replace("P2, ,", "P2, 2025-01-31,"))
    assert column == "until"
