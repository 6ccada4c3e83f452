"""What the KPIs about duties measure: shares of what was to be done in time."""

from fractions import Fraction

import pytest

from scoring.facts import Duty, Family
from scoring.kpi import Measure, Missing
from scoring.kpis import catalogue
from tests.scoring.cast import facts, overdue, paid

OF_FAMILY = {
    "invoicing_on_time": Family.INVOICING,
    "followup_coverage": Family.FOLLOWUP,
    "promise_kept_rate": Family.PROMISE,
    "promise_kept_value": Family.PROMISE,
}


def duty(kpi: str, amount_minor: int, *, done: bool, **other) -> Duty:
    return Duty(OF_FAMILY[kpi], done, amount_minor, **({"currency": "CNY"} | other))


def measure(kpi: str, *duties: Duty) -> Measure:
    return catalogue()[kpi].measure(facts(paid(500), overdue(100), duties=duties))


@pytest.mark.parametrize("kpi", ["invoicing_on_time", "followup_coverage", "promise_kept_rate"])
def test_a_share_of_duties_goes_by_count_whatever_the_amounts(kpi) -> None:
    """Three done of four, the one that was not being the largest: 75 %."""
    duties = [duty(kpi, 100, done=True, items=2), duty(kpi, 50, done=True)]
    found = measure(kpi, *duties, duty(kpi, 9_000, done=False))
    assert found == Measure(Fraction(3, 4), Fraction(3), Fraction(4))


def test_promises_kept_by_value_are_weighted_by_what_was_promised() -> None:
    """100k kept and 300k not: a quarter, though it is half of them by count."""
    duties = [
        duty("promise_kept_value", 100_000, done=True),
        duty("promise_kept_value", 300_000, done=False),
    ]
    expected = Measure(Fraction(1, 4), Fraction(100_000), Fraction(400_000))
    assert measure("promise_kept_value", *duties) == expected
    assert measure("promise_kept_rate", *duties).value == Fraction(1, 2)


def test_a_scheme_may_weigh_follow_up_by_amount() -> None:
    """9,000 of 10,000 were followed up: 90 % by amount, half by count."""
    kpi = "followup_coverage"
    sizes = ((9_000, True), (1_000, False))
    by_count = [duty(kpi, size, done=done) for size, done in sizes]
    by_amount = [duty(kpi, size, done=done, by_amount=True) for size, done in sizes]
    assert measure(kpi, *by_count).value == Fraction(1, 2)
    assert measure(kpi, *by_amount).value == Fraction(9, 10)


def test_an_amount_in_another_currency_weighs_at_its_rate() -> None:
    """USD 100.00 at 7 kept, CNY 300.00 not: 700 of 1,000."""
    dollars = duty("promise_kept_value", 100_00, done=True, currency="USD", rate=Fraction(7))
    home = duty("promise_kept_value", 300_00, done=False)
    assert measure("promise_kept_value", dollars, home).value == Fraction(7, 10)


@pytest.mark.parametrize("kpi", sorted(OF_FAMILY))
def test_nothing_to_do_is_not_applicable_and_nothing_done_is_a_real_zero(kpi) -> None:
    other = next(one for one, family in OF_FAMILY.items() if family is not OF_FAMILY[kpi])
    assert measure(kpi, duty(other, 100, done=True)).missing is Missing.NO_DUTY
    assert measure(kpi, duty(kpi, 100, done=True, rate=None)).missing is Missing.NO_DUTY
    assert measure(kpi, duty(kpi, 100, done=False)).value == 0


def test_every_kpi_about_duties_says_which_and_counts_no_figure() -> None:
    families = {kpi.id: kpi.family for kpi in catalogue().values() if kpi.family}
    assert families == OF_FAMILY
    for kpi in OF_FAMILY:
        assert not catalogue()[kpi].counts(paid(1))
