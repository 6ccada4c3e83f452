"""Disputes: on the oldest instalments open on their first day, and decided once."""

import pytest

HEADER = "dispute_id, invoice_id, amount, from, to, outcome, own_doing"
ROW = "D-1, INV-1, 130, 2025-02-05, , ,"
PARTS = """
    SELECT d.number, n.label, p.amount_minor / 100 FROM disputed_part p
    JOIN dispute d ON d.workspace_id = p.workspace_id AND d.id = p.dispute_id
    JOIN instalment n ON n.workspace_id = p.workspace_id AND n.id = p.instalment_id
    WHERE p.workspace_id = {company} AND n.is_marked ORDER BY p.id
"""
STEPS = """
    SELECT step, outcome, to_on, own_doing FROM dispute_step WHERE workspace_id = {company}
    ORDER BY id
"""


@pytest.fixture
def stocked(books):
    """INV-1 comes in two parts of 100; 30 of the first are paid on 1 February."""
    books.add(
        "invoices",
        """
        invoice_id, customer_id, issued_on,  due_on,     amount, instalment
        INV-1,      C1,          2025-01-01, 2025-02-28, 100,    2
        INV-1,      C1,          2025-01-01, 2025-01-31, 100,    1
        INV-2,      C1,          2025-01-01, 2025-01-31, 100,    1
        """,
    )
    books.add(
        "payments",
        "payment_id, customer_id, value_on, amount, invoice_id\n R-1, C1, 2025-02-01, 30, INV-1",
    )
    return books


def steps(books) -> list[tuple[object, ...]]:
    return [
        (step, outcome, to_on and str(to_on), bool(own))
        for step, outcome, to_on, own in books.sql(STEPS)
    ]


def refusal(books, row: str) -> tuple[str | None, str]:
    outcome = books.take("disputes", f"{HEADER}\n {row}")
    assert (outcome.added, outcome.rejected) == (0, 1)
    return outcome.findings[0].column, outcome.findings[0].message


def test_a_dispute_lies_on_the_oldest_open_instalments_and_is_confirmed(stocked) -> None:
    stocked.add("disputes", f"{HEADER}\n {ROW}")
    assert stocked.sql(PARTS) == [("D-1", "1", 70), ("D-1", "2", 60)]
    assert steps(stocked) == [("confirm", None, None, False)]
    assert stocked.take("disputes", f"{HEADER}\n {ROW}").known == 1


def test_what_was_paid_after_its_first_day_was_open_on_it(stocked) -> None:
    """From 20 January on, before the 30 came: all 100 of the first part are disputed."""
    stocked.add("disputes", f"{HEADER}\n {ROW.replace('02-05', '01-20')}")
    assert stocked.sql(PARTS) == [("D-1", "1", 100), ("D-1", "2", 30)]


def test_money_of_the_same_folder_is_seen_too(books) -> None:
    folder = {
        "invoices": (
            "invoice_id, customer_id, issued_on, due_on, amount\n"
            "INV-1, C1, 2025-01-01, 2025-01-31, 100"
        ),
        "payments": "payment_id, customer_id, value_on, amount\n R, C1, 2025-02-01, 30",
        "disputes": f"{HEADER}\n D-1, INV-1, 71, 2025-02-05, , ,\n D-2, INV-1, 70, 2025-02-05, , ,",
    }
    *_, outcome = books.take_folder(folder, partial=True)
    assert (outcome.added, outcome.rejected) == (1, 1)
    assert outcome.findings[0].message == (
        "Of INV-1 70.00 was open and not disputed on 2025-02-05, less than 71.00; "
        "dispute no more than that."
    )
    assert books.sql(PARTS) == [("D-2", "1", 70)]


def test_what_is_disputed_already_is_not_disputed_twice(stocked) -> None:
    """Of the 170 open D-1 has 130 until 1 March; D-2 finds 40 in February, all again in March."""
    stocked.add("disputes", f"{HEADER}\n {ROW.replace(', , ,', ', 2025-03-01, for_us,')}")
    assert refusal(stocked, "D-2, INV-1, 41, 2025-02-28, , ,")[1].startswith("Of INV-1 40.00 was")
    stocked.add("disputes", f"{HEADER}\n D-2, INV-1, 40, 2025-02-28, , ,")
    stocked.add("disputes", f"{HEADER}\n D-3, INV-1, 130, 2025-03-01, , ,")
    assert stocked.sql(PARTS)[2:] == [("D-2", "2", 40), ("D-3", "1", 70), ("D-3", "2", 60)]


def test_an_end_and_an_outcome_are_filled_once(stocked) -> None:
    """Open, then ended on 1 March, then decided for us; each is in the log."""
    stocked.add("disputes", f"{HEADER}\n {ROW}")
    ended, decided = (
        ROW.replace(", , ,", f", 2025-03-01, {outcome},") for outcome in ("open", "for_us")
    )
    assert stocked.take("disputes", f"{HEADER}\n {ended}").added == 1
    assert stocked.take("disputes", f"{HEADER}\n {ended}").known == 1
    assert steps(stocked)[1] == ("decide", None, "2025-03-01", False)
    assert stocked.take("disputes", f"{HEADER}\n {decided}").added == 1
    assert steps(stocked)[1] == ("decide", "for_us", "2025-03-01", False)
    assert stocked.take("disputes", f"{HEADER}\n {ROW}").known == 1
    assert refusal(stocked, decided.replace("for_us", "for_customer")) == (
        "outcome",
        "D-1 is in the books with outcome for_us, this row says for_customer.",
    )
    assert refusal(stocked, decided.replace("03-01", "03-02")) == (
        "to",
        "D-1 is in the books with to 2025-03-01, this row says 2025-03-02.",
    )
    asked = "SELECT detail FROM audit WHERE workspace_id = {company} ORDER BY seq"
    history = [detail for (detail,) in stocked.sql(asked)][-2:]
    assert '"after": {"outcome": null, "to": "2025-03-01"}' in history[0]
    assert '"before": {"outcome": null, "to": "2025-03-01"}' in history[1]


def test_a_decision_without_its_day_is_stored_and_noticed(stocked) -> None:
    row = ROW.replace(", , ,", ", , for_customer,")
    outcome = stocked.take("disputes", f"{HEADER}\n {row}")
    assert (outcome.added, [finding.column for finding in outcome.findings]) == (1, ["to"])
    stocked.add("disputes", f"{HEADER}\n {row.replace(', , for', ', 2025-03-01, for')}")
    assert steps(stocked)[1] == ("decide", "for_customer", "2025-03-01", False)


def test_one_row_of_a_file_completes_another(stocked) -> None:
    ended = ROW.replace(", , ,", ", 2025-03-01, for_us, yes")
    half = ROW.replace(", , ,", ", 2025-03-01, ,")
    stocked.add("disputes", f"{HEADER}\n {ROW}\n {half}\n {ended}")
    assert steps(stocked)[1] == ("decide", "for_us", "2025-03-01", True)


def test_whose_doing_it_was_can_be_said_with_the_decision_alone(stocked) -> None:
    stocked.add("disputes", f"{HEADER}\n {ROW}")
    assert refusal(stocked, f"{ROW} yes") == (
        "own_doing",
        "D-1 is in the books with own_doing no, this row says yes.",
    )
    decided = ROW.replace(", , ,", ", 2025-03-01, for_us, yes")
    stocked.add("disputes", f"{HEADER}\n {decided}")
    assert stocked.take("disputes", f"{HEADER}\n {decided}").known == 1
    assert refusal(stocked, decided.replace("yes", "no"))[0] == "own_doing"


@pytest.mark.parametrize(
    ("written", "other", "message"),
    [
        ("INV-1", "INV-9", "There is no invoice INV-9; import invoices first."),
        (
            ", , ,",
            ", 2025-02-05, ,",
            "to 2025-02-05 is not after 2025-02-05; it is the first day no longer disputed.",
        ),
        (
            "2025-02-05",
            "2024-12-31",
            (
                "Of INV-1 0.00 was open and not disputed on 2024-12-31, less than 130.00; "
                "dispute no more than that."
            ),
        ),
        (
            ", , ,",
            ", , maybe,",
            "maybe is no outcome of a dispute; write open, for_us or for_customer.",
        ),
        ("130", "-1", "-1 is not above zero; correct it or leave the row out."),
    ],
)
def test_what_cannot_be_is_refused(stocked, written, other, message) -> None:
    assert refusal(stocked, ROW.replace(written, other))[1] == message
    assert (stocked.count("dispute"), stocked.count("dispute_step")) == (0, 0)


@pytest.mark.parametrize(
    ("written", "other", "said"),
    [
        ("INV-1", "INV-2", "invoice_id INV-1, this row says INV-2."),
        ("130", "131", "amount 130.00, this row says 131."),
        ("2025-02-05", "2025-02-06", "from 2025-02-05, this row says 2025-02-06."),
    ],
)
def test_other_content_is_refused(stocked, written, other, said) -> None:
    stocked.add("disputes", f"{HEADER}\n {ROW}")
    assert refusal(stocked, ROW.replace(written, other))[1] == f"D-1 is in the books with {said}"
