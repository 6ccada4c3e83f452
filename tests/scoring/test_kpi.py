"""How sums, ratios and shares are made of what single figures and duties add, by whatever KPI."""

from fractions import Fraction

import pytest

from ledger.period import Period
from scoring import cohort
from scoring.facts import Duty, Family, Figure, Kind, Rate
from scoring.kpi import Kpi, Measure, Missing, Part, Unit, imported, ratio_of, share_of, sum_of
from scoring.kpis import Catalogue
from scoring.scheme import SHRUNK, rhythm_of
from tests.scoring.cast import facts, overdue, paid


def cash(figure: Figure) -> Part | None:
    """Everything stands below the line, cash above it; what is written off on neither side."""
    if figure.kind is Kind.WRITTEN_OFF:
        return None
    over = figure.amount if figure.kind is Kind.CASH else Fraction(0)
    return Part(over, figure.amount)


def test_a_ratio_is_all_that_is_above_the_line_over_all_that_is_below_it() -> None:
    """30 + 20 paid and 50 open, at whatever rates; what the KPI leaves out is on neither side."""
    lost = Figure(Kind.WRITTEN_OFF, 900, "CNY", due_in_period=True)
    dollars = paid(10, currency="USD", rate=Fraction(2))
    unrated = paid(7, currency="EUR", rate=None)
    found = ratio_of(cash, Missing.NOTHING_DUE)(
        facts(paid(30), dollars, overdue(50), lost, unrated)
    )
    assert found == Measure(Fraction(1, 2), Fraction(50), Fraction(100))
    one = ratio_of(cash, Missing.NOTHING_DUE)(facts(paid(1)))
    assert one == Measure(Fraction(1), Fraction(1), Fraction(1))


@pytest.mark.parametrize("why", [Missing.NOTHING_DUE, Missing.NOTHING_OPEN])
def test_a_ratio_with_nothing_below_the_line_says_why_there_is_none(why) -> None:
    for figures in ((), (paid(0),)):
        assert ratio_of(cash, why)(facts(*figures)) == Measure(None, missing=why)


def test_a_sum_adds_what_is_above_the_line_and_of_nothing_is_zero() -> None:
    assert sum_of(cash)(facts(paid(30), paid(12), overdue(50))) == Measure(
        Fraction(42), Fraction(42)
    )
    assert sum_of(cash)(facts()) == Measure(Fraction(0))


def test_a_share_of_duties_counts_them_unless_it_or_the_duty_goes_by_amount() -> None:
    """Two of 10 done, one of 70 not; another family's duty is nobody's business here."""

    def duty(amount: int, *, done: bool, items: int = 1, by_amount: bool = False) -> Duty:
        return Duty(Family.PROMISE, done, amount, "CNY", items=items, by_amount=by_amount)

    other = Duty(Family.INVOICING, True, 5, "CNY")
    given = facts(duties=(duty(20, done=True, items=2), duty(70, done=False), other))
    assert share_of(Family.PROMISE)(given) == Measure(Fraction(2, 3), Fraction(2), Fraction(3))
    by_amount = share_of(Family.PROMISE, by_amount=True)(given)
    assert by_amount == Measure(Fraction(2, 9), Fraction(20), Fraction(90))
    asked = facts(
        duties=(duty(20, done=True, by_amount=True), duty(60, done=False, by_amount=True))
    )
    assert share_of(Family.PROMISE)(asked) == Measure(Fraction(1, 4), Fraction(20), Fraction(80))
    single = facts(duties=(duty(20, done=True),))
    assert share_of(Family.PROMISE)(single) == Measure(Fraction(1), Fraction(1), Fraction(1))
    assert share_of(Family.FOLLOWUP)(given) == Measure(None, missing=Missing.NO_DUTY)


def test_what_another_system_says_is_the_measure_and_silence_is_none() -> None:
    assert imported("csat")(facts(metrics={"csat": Fraction(9, 2)})) == Measure(
        Fraction(9, 2), Fraction(9, 2)
    )
    for metrics in ({}, {"sales_amount": Fraction(1)}):
        assert imported("csat")(facts(metrics=metrics)) == Measure(None, missing=Missing.NO_METRIC)


def test_a_figure_counts_where_it_has_a_rate_and_the_kpi_takes_it() -> None:
    kpi = Kpi("x", "X", "", Unit.RATIO, True, sum_of(cash), takes=cash)
    assert kpi.counts(paid(1))
    assert not kpi.counts(paid(1, rate=None))
    assert not kpi.counts(Figure(Kind.WRITTEN_OFF, 1, "CNY", due_in_period=True))


def test_a_value_that_is_not_there_says_why_and_one_that_is_there_does_not() -> None:
    for value, missing in ((None, None), (Fraction(1), Missing.NO_METRIC)):
        with pytest.raises(AssertionError):
            Measure(value, missing=missing)


def test_an_id_that_no_file_has_is_a_figure_that_an_import_brings() -> None:
    kpi = Catalogue()["nps"]
    assert (kpi.id, kpi.name, kpi.unit, kpi.more_is_better) == ("nps", "nps", Unit.NUMBER, True)
    assert kpi.sentence == "Another system says {value}."
    assert kpi.measures == "A figure that another system reports."
    assert kpi.is_collections is False
    assert kpi.measure(facts(metrics={"nps": Fraction(7)})).value == 7
    assert Catalogue()["order_amount"].unit is Unit.AMOUNT


# --- of everybody together -----------------------------------------------------------------------


def test_the_rates_of_a_cohort_are_of_all_together() -> None:
    """90 of 100 and 45 of 300 came in: 135 of 400, not the mean of 0.9 and 0.15."""
    rates = cohort.rates_of([facts(paid(90), overdue(10)), facts(paid(45), overdue(255))])
    assert set(rates) == SHRUNK
    assert rates["collection_rate"] == Rate(Fraction(135), Fraction(400))
    assert rates["overdue_ratio"] == Rate(Fraction(265), Fraction(265))
    assert cohort.rates_of([])["collection_rate"] == Rate(Fraction(0), Fraction(0))


@pytest.mark.parametrize(
    ("period", "rhythm"),
    [
        ("2026-10", "month"),
        ("2026-Q3", "quarter"),
        ("2026", "year"),
        ("2026-10-01..2026-11-15", "custom"),
    ],
)
def test_a_period_has_the_rhythm_of_its_shortest_name(period, rhythm) -> None:
    assert rhythm_of(Period.parse(period)) == rhythm
