"""Whatever the facts: one path to a score, blind to how they are added up or ordered."""

from collections import defaultdict
from dataclasses import replace
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from scoring.engine import Again, Result, score
from scoring.facts import Duty, Family, Figure, Kind, Rate, Without
from scoring.kpis import catalogue
from scoring.scheme import Gate
from scoring.what_if import gains
from tests.scoring.cast import bounced, facts, not_due, overdue, paid, scheme, weighted

AMOUNTS = st.integers(1, 10**9)
DAYS = st.integers(0, 120)
WORTH = st.sampled_from(
    [
        {},
        {"currency": "USD", "rate": Fraction("7.3")},
        {"currency": "USD", "rate": Fraction("7.25")},
        {"currency": "JPY", "rate": Fraction("0.05")},
        {"currency": "EUR", "rate": None},
    ]
)
DUE = st.booleans()
OPEN = st.one_of(
    st.builds(lambda amount, days, worth: overdue(amount, days + 1, **worth), AMOUNTS, DAYS, WORTH),
    st.builds(
        lambda amount, due, worth: not_due(amount, due_in_period=due, **worth), AMOUNTS, DUE, WORTH
    ),
)
PAID = st.builds(
    lambda amount, days, due, stands, worth: paid(
        amount, days, due_in_period=due, stands=stands, **worth
    ),
    *(AMOUNTS, DAYS, DUE, DUE, WORTH),
)
BOUNCED = st.builds(lambda amount, worth: bounced(amount, **worth), AMOUNTS, WORTH)
FIGURES = st.lists(st.one_of(OPEN, PAID, BOUNCED), max_size=12).map(tuple)
OPENS = st.lists(OPEN, min_size=1, max_size=6)
SCHEME = scheme(
    weighted("collection_rate", 35, "0.9"),
    weighted("days_late", 25, "5"),
    weighted("overdue_ratio", 20, "0.1"),
    weighted("collected_amount", 20, "10000"),
)


def added_up(figures: tuple[Figure, ...]) -> tuple[Figure, ...]:
    """Add up figures that are alike in all but amount, days and number, as storage does."""
    alike: dict[Figure, list[Figure]] = defaultdict(list)
    for figure in figures:
        alike[replace(figure, amount_minor=0, amount_days=0, items=0)].append(figure)
    return tuple(
        replace(
            key,
            amount_minor=sum(figure.amount_minor for figure in same),
            amount_days=sum(figure.amount_days for figure in same),
            items=sum(figure.items for figure in same),
        )
        for key, same in alike.items()
    )


@given(FIGURES)
def test_figures_added_up_score_as_row_by_row(figures) -> None:
    assert score(facts(*added_up(figures)), SCHEME) == score(facts(*figures), SCHEME)


@given(FIGURES, st.randoms(use_true_random=False))
def test_the_order_of_figures_decides_nothing(figures, random) -> None:
    shuffled = random.sample(figures, len(figures))
    assert score(facts(*shuffled), SCHEME) == score(facts(*figures), SCHEME)


@given(FIGURES)
def test_what_the_kpis_bring_adds_up_to_the_score(figures) -> None:
    card = score(facts(*figures), SCHEME)
    assert card.score is not None  # collected_amount always has data
    assert sum(one.reached for one in card.components) == card.score
    assert sum(one.effective_weight for one in card.components) == 100
    assert 0 <= card.score <= 120
    assert all((one.points is None) == (one.missing is not None) for one in card.components)


@given(FIGURES)
def test_no_rate_leaves_zero_to_one_and_no_day_is_negative(figures) -> None:
    values = {kpi.id: kpi.measure(facts(*figures)).value for kpi in catalogue().values()}
    for kpi in ("collection_rate", "overdue_ratio"):
        assert values[kpi] is None or 0 <= values[kpi] <= 1
    assert values["days_late"] is None or values["days_late"] >= 0


@given(FIGURES, st.integers(2, 1000))
def test_rates_do_not_grow_with_the_size_of_the_books(figures, factor) -> None:
    larger = tuple(
        replace(one, amount_minor=one.amount_minor * factor, amount_days=one.amount_days * factor)
        for one in figures
    )
    for kpi in ("collection_rate", "overdue_ratio", "days_late"):
        measure = catalogue()[kpi].measure
        assert measure(facts(*larger)).value == measure(facts(*figures)).value


@given(FIGURES)
def test_a_value_is_what_stands_above_over_what_stands_below(figures) -> None:
    for kpi in ("collection_rate", "overdue_ratio", "days_late"):
        found = catalogue()[kpi].measure(facts(*figures))
        counted = [one for one in figures if catalogue()[kpi].counts(one)]
        assert found == catalogue()[kpi].measure(facts(*counted))
        assert found.value is None or found.value == found.over / found.under


DUTIES = st.lists(
    st.builds(
        lambda family, done, amount, worth: Duty(
            family, done, amount, **{"currency": "CNY", **worth}
        ),
        *(st.sampled_from(Family), st.booleans(), AMOUNTS, WORTH),
    ),
    max_size=4,
).map(tuple)
WHOLE = replace(
    scheme(
        weighted("collection_rate", 25, "0.9"),
        weighted("days_late", 20, "5"),
        weighted("overdue_ratio", 15, "0.1"),
        weighted("collected_amount", 10, "10000"),
        weighted("followup_coverage", 10, "0.9"),
        weighted("promise_kept_value", 10, "0.9"),
        weighted("csat", 10, "4"),
    ),
    gates=(Gate("overdue_ratio", Fraction(1), total_cap=Fraction(60)),),
    shrink=10,
)


@given(FIGURES, FIGURES, DUTIES, DUTIES)
def test_judging_what_came_on_top_is_judging_all_of_it(figures, more, duties, others) -> None:
    """With cohorts, gates, metrics, foreign money and allowances, and again after another."""
    known = replace(
        facts(*figures, duties=duties, base=3, metrics={"csat": Fraction(4)}),
        cohort={"collection_rate": Rate(Fraction(1), Fraction(2))},
        without={"exempt": Without(1, more)},
    )
    again = Again(known, WHOLE)
    for on_top, done in ((more, others), ((), ())):
        whole = replace(known, figures=(*figures, *on_top), duties=(*duties, *done))
        expected = score(whole, WHOLE)
        found = again.judged(on_top, done)
        assert found == Result(expected.components, expected.tripped, expected.score)


@given(FIGURES, OPENS)
def test_a_gain_is_the_score_of_the_changed_facts_less_the_score(figures, opens) -> None:
    """The changed facts: without the open item, and with cash as late as it was open."""
    known = facts(*figures, *opens)
    before = score(known, SCHEME).score
    assert before is not None
    for gain in gains(known, SCHEME, [[one] for one in opens]):
        item = opens[gain.place]
        rest = [one for place, one in enumerate(opens) if place != gain.place]
        cash = replace(item, kind=Kind.CASH, overdue=False)
        after = score(facts(*figures, *rest, cash), SCHEME).score
        assert after is not None
        assert gain.points == after - before


@given(FIGURES, OPENS)
def test_the_best_gains_come_first_and_none_is_forgotten(figures, opens) -> None:
    found = gains(facts(*figures, *opens), SCHEME, [[one] for one in opens])
    assert [gain.points for gain in found] == sorted((g.points for g in found), reverse=True)
    rated = {place for place, one in enumerate(opens) if one.rate is not None}
    assert {gain.place for gain in found} == rated


@given(FIGURES, OPENS)
def test_collecting_something_due_never_lowers_the_collection_rate(figures, opens) -> None:
    rate = scheme(weighted("collection_rate", 100, "1"))
    assert all(
        gain.points >= 0 for gain in gains(facts(*figures, *opens), rate, [[one] for one in opens])
    )
