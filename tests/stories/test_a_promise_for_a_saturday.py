"""A promise for a Saturday: it rolls to Monday, and has a business day of grace."""

from typing import Any

import pytest

from tests.stories.conftest import Story


@pytest.fixture
def acme(story: Story) -> Story:
    """
    2025-02-28  100k of INV-1 and of INV-2 fall due
    2025-03-03  Ana is promised 100k for INV-1, for Saturday 8 March
    """
    story.take("people", "person_id, name, role\n A, Ana, sales\n B, Bo, sales")
    story.take(
        "invoices",
        """
        invoice_id, customer_id, issued_on,  due_on,     amount, owner_id
        INV-1,      C1,          2025-02-01, 2025-02-28, 100000, A
        INV-2,      C1,          2025-02-01, 2025-02-28, 100000, A
        """,
    )
    promise(story, "M-1", "2025-03-03")
    return story


def promise(story: Story, number: str, recorded_on: str, on: str = "2025-03-08") -> None:
    header = "promise_id, customer_id, amount, promised_on, recorded_at, invoice_id, person_id"
    row = f"{number}, C1, 100000, {on}, {recorded_on}, INV-1, A"
    story.take("promises", f"{header}\n {row}")


def pay(story: Story, amount: int, on: str, document: str = "INV-1") -> None:
    header = "payment_id, customer_id, value_on, amount, invoice_id"
    story.take("payments", f"{header}\n PAY-{amount}, C1, {on}, {amount}, {document}")


def outcomes(story: Story, day: str = "2025-06-30") -> dict[str, str]:
    page = story.ask("customer", "C1", "--as-of", day)
    return {one["promise_id"]: one["outcome"] for one in page["promises"]}


def kept(story: Story, period: str = "2025-03") -> tuple[Any, Any]:
    told = story.kpis("A", period)
    return told["promise_kept_rate"], told["promise_kept_value"]


@pytest.mark.parametrize(
    ("money", "outcome", "share"),
    [
        pytest.param((92000, "2025-03-11", "INV-1"), "kept", "1.0000", id="92k on Tuesday"),
        pytest.param((90000, "2025-03-11", "INV-1"), "kept", "1.0000", id="the threshold itself"),
        pytest.param((89999, "2025-03-11", "INV-1"), "partial", "0.0000", id="one yuan below it"),
        pytest.param((60000, "2025-03-11", "INV-1"), "partial", "0.0000", id="60k on Tuesday"),
        pytest.param((100000, "2025-03-11", "INV-2"), "broken", "0.0000", id="on another invoice"),
        pytest.param((100000, "2025-03-12", "INV-1"), "broken", "0.0000", id="on Wednesday"),
        pytest.param((100000, "2025-03-04", "INV-1"), "kept", "1.0000", id="a business day after"),
    ],
)
def test_what_became_of_it(
    acme: Story, money: tuple[int, str, str], outcome: str, share: str
) -> None:
    pay(acme, *money)
    assert outcomes(acme) == {"M-1": outcome}
    assert kept(acme) == (share, share)


def test_money_that_was_there_already_keeps_no_promise(acme: Story) -> None:
    """
    2025-03-03  recorded on the day of the money: it says nothing, and counts in no rate
    """
    pay(acme, 100000, "2025-03-03")
    assert kept(acme) == (None, None)


def test_nothing_is_broken_before_its_last_day_is_over(acme: Story) -> None:
    told = []
    for day in ("2025-03-10", "2025-03-11", "2025-03-12"):
        acme.on(day)
        told.append((kept(acme)[0], outcomes(acme, day)["M-1"]))
    assert told == [(None, "open"), (None, "open"), ("0.0000", "broken")]


def test_a_make_up_saturday_is_a_working_day(acme: Story) -> None:
    """
    2025-03-08  a working Saturday: with its day of grace the promise ends on Monday
    """
    acme.take("calendar", "on, working, name\n 2025-03-08, yes, make-up day")
    pay(acme, 100000, "2025-03-11")
    assert outcomes(acme) == {"M-1": "broken"}
    assert kept(acme) == ("0.0000", "0.0000")


def test_each_cent_keeps_one_promise_the_oldest_first(acme: Story) -> None:
    """
    2025-03-04  the same 100k are promised again: paid once, one of two is kept
    """
    promise(acme, "M-2", "2025-03-04")
    pay(acme, 100000, "2025-03-10")
    assert outcomes(acme) == {"M-1": "kept", "M-2": "broken"}
    assert kept(acme) == ("0.5000", "0.5000")
