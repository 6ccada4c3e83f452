"""The textbook's figures, which stand beside the scored ones for comparison."""

from fractions import Fraction

import pytest

from ledger.money import decimal
from scoring.facts import Figure, Kind
from scoring.kpi import Measure, Missing
from scoring.kpis import catalogue
from tests.ledger.vectors import vector
from tests.scoring.cast import bounced, facts, lost, not_due, overdue, paid


def billed(amount_minor: int) -> Figure:
    return Figure(Kind.BILLED, amount_minor, "CNY", due_in_period=True)


def credited(amount_minor: int) -> Figure:
    return Figure(Kind.CREDIT, amount_minor, "CNY", due_in_period=True)


def value(kpi: str, *figures: Figure, **other) -> str | None:
    found = catalogue()[kpi].measure(facts(*figures, **other)).value
    return None if found is None else decimal(found, 4)


# One rep-month: opening 200, billed 300, cash 250, credit notes 20, written off 10,
# closing 220 of which 150 are not yet due.
MONTH = paid(250), credited(20), lost(10), overdue(70), not_due(150), billed(300)


def test_collection_effectiveness_of_a_rep_month() -> None:
    """250 ÷ (500 - 20 - 150) and (500 - 220) ÷ (500 - 150)."""
    assert value("cash_cei", *MONTH) == "0.7576"
    assert value("cei", *MONTH) == "0.8000"
    assert value("bad_debt_ratio", *MONTH) == decimal(Fraction(10, 480), 4)


def test_writing_off_more_never_raises_a_scored_figure() -> None:
    """All 70 overdue of the month given up beside the 10."""
    more = paid(250), credited(20), lost(80), not_due(150), billed(300)
    for kpi in catalogue().values():
        if kpi.is_scored and kpi.family is None:
            before, after = kpi.measure(facts(*MONTH)).value, kpi.measure(facts(*more)).value
            assert before == after or kpi.id == "bad_debt_ratio", kpi.id
    assert value("bad_debt_ratio", *more) == decimal(Fraction(80, 480), 4)


def test_a_bounce_in_the_month_leaves_the_index_at_what_was_settled() -> None:
    """Opening 100, 60 of an earlier month bounce, closing 160, all overdue: -60 ÷ 100."""
    assert value("cei", bounced(60), overdue(160)) == "-0.6000"


def test_the_index_equals_the_published_one(shared_data) -> None:
    """With N = 1, that is with the total sales: 79.6 %."""
    asked, expected = vector(shared_data, "kpis", "KP-07")
    opening, sales, closing, current = (
        int(asked[name]) for name in ("opening", "sales_total", "closing", "closing_current")
    )
    figures = paid(opening + sales - closing), not_due(current), overdue(closing - current)
    found = catalogue()["cei"].measure(facts(*figures)).value
    assert found is not None
    assert decimal(found * 100, 1) == expected["with_total_sales"]


def test_days_of_billing() -> None:
    """AR 15,000 of which 4,000 current, sales 10,000 in 30 days: 45, 12 and 33."""
    figures = billed(10_000), not_due(4_000), overdue(11_000)
    assert value("dso_simple", *figures, days=30) == "45.0000"
    assert value("dso_best_possible", *figures, days=30) == "12.0000"
    assert value("add", *figures, days=30) == "33.0000"
    found = catalogue()["dso_simple"].measure(facts(*figures, days=30))
    assert found == Measure(Fraction(45), Fraction(15_000), Fraction(10_000))


def test_without_billing_there_are_no_days_of_it() -> None:
    for kpi in ("dso_simple", "dso_best_possible", "add"):
        found = catalogue()[kpi].measure(facts(overdue(100), days=30))
        assert found.missing is Missing.NOTHING_BILLED


@pytest.mark.parametrize("name", ["KP-01", "KP-02"])
def test_days_sales_outstanding_equal_the_published_ones(shared_data, name) -> None:
    asked, expected = vector(shared_data, "kpis", name)
    figures = overdue(int(asked["ar"])), *(billed(int(sales)) for sales in asked["sales"])
    found = catalogue()["dso_simple"].measure(facts(*figures, days=asked["days"])).value
    assert found is not None
    assert decimal(found, 2) == expected["value"]


def test_average_days_delinquent_equal_the_published_ones(shared_data) -> None:
    """DSO less best possible DSO: with 10 days and sales of 10, a balance of n is n days."""
    asked, expected = vector(shared_data, "kpis", "KP-04")
    for dso, best, days in zip(asked["dso"], asked["bpdso"], expected["values"], strict=True):
        figures = billed(10), not_due(int(best)), overdue(int(dso) - int(best))
        assert value("add", *figures, days=10) == f"{days}.0000"


def back(*months: tuple[int, int]) -> dict[str, tuple[tuple[int, Fraction], ...]]:
    return {"billed_back": tuple((days, Fraction(sales)) for days, sales in months)}


def test_counting_back_exhausts_the_balance() -> None:
    """AR 300; June 120, May 100, April 160: 30 + 31 + 80 ÷ 160 of 30 days = 76."""
    months = back((30, 120), (31, 100), (30, 160))
    assert value("dso_countback", overdue(300), **months) == "76.0000"


def test_counting_back_equals_the_published_figure(shared_data) -> None:
    asked, expected = vector(shared_data, "kpis", "KP-03")
    months = back(*((one["days"], int(one["sales"])) for one in asked["months_newest_first"]))
    found = catalogue()["dso_countback"].measure(facts(overdue(int(asked["ar"])), **months)).value
    assert found is not None
    assert decimal(found, 2) == expected["value"]


def test_counting_back_stops_at_a_month_without_billing() -> None:
    months = back((30, 120), (31, 0), (30, 160))
    found = catalogue()["dso_countback"].measure(facts(overdue(300), **months))
    assert found.missing is Missing.NOTHING_BILLED
    assert value("dso_countback", overdue(120), **months) == "30.0000"


def test_a_balance_older_than_all_billing_is_not_counted_back() -> None:
    found = catalogue()["dso_countback"].measure(facts(overdue(300), **back((30, 120))))
    assert found.missing is Missing.OLDER_THAN_BILLING


def test_a_single_fen_is_counted_back_too() -> None:
    """1 of 4 in June; 2 over June and May with 1 each; 3 when June brought 2 leave 1."""
    assert value("dso_countback", overdue(1), **back((30, 4))) == "7.5000"
    assert value("dso_countback", overdue(2), **back((30, 1), (31, 1))) == "61.0000"
    found = catalogue()["dso_countback"].measure(facts(overdue(3), **back((30, 2))))
    assert found.missing is Missing.OLDER_THAN_BILLING


def test_nothing_open_is_no_days_back() -> None:
    assert value("dso_countback", **back((30, 120))) == "0.0000"


def test_no_comparison_is_scored() -> None:
    compared = {kpi.id for kpi in catalogue().values() if not kpi.is_scored}
    assert compared == {"cei", "dso_simple", "dso_countback", "dso_best_possible", "add"}
