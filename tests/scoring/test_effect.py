"""What was before a version and what is since stand beside each other, as means of periods."""

from fractions import Fraction

from ledger.period import Period
from scoring.effect import KPIS, Effect, Totals, average


def totals(month: str, version: int, collected: int | None) -> Totals:
    values = dict.fromkeys(KPIS) | {
        "collected_amount": None if collected is None else Fraction(collected)
    }
    return Totals(Period.parse(month), version, version == 2, values)


FOUND = Effect(
    (
        totals("2026-08", 1, 100),
        totals("2026-09", 1, None),
        totals("2026-10", 1, 201),
        totals("2026-11", 2, 300),
    )
)


def test_periods_before_and_since_are_told_apart() -> None:
    assert [str(one.period) for one in FOUND.before] == ["2026-08", "2026-09", "2026-10"]
    assert [str(one.period) for one in FOUND.since] == ["2026-11"]


def test_a_mean_is_of_the_periods_that_have_the_figure() -> None:
    assert average(FOUND.before, "collected_amount") == Fraction(301, 2)
    assert average(FOUND.since, "collected_amount") == 300
    assert average(FOUND.before, "csat") is None
    assert average((), "collected_amount") is None
