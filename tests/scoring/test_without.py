"""The score without an allowance: the same rows, judged as if it were not made."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from ledger.period import Period
from scoring.card import Effect
from scoring.engine import score
from scoring.facts import Duty, Family, Kind
from scoring.fairness import Allowance, Allowances, Asked, Claim, Entry, Hold, Relief, allow
from scoring.without import Lifted, lifted, taken_away, undone, without
from tests.scoring.cast import facts, scheme, weighted

ISSUED, DUE = date(2026, 9, 5), date(2026, 10, 5)
ON = date(2026, 10, 20)
OCTOBER = Asked(Period.parse("2026-10"), ON, is_score=True)
ANA, BO = 1, 2
MOVED, FOR_EVER = date(2026, 10, 15), date(9999, 12, 31)
RATE = scheme(weighted("collection_rate", 50, "1"), weighted("days_late", 50, "10"))
ROWS = {
    1: Allowances(reliefs=(Relief("E-1", extends=False, from_on=DUE),)),
    2: Allowances(reliefs=(Relief("E-2", extends=True, from_on=DUE, until_on=date(2026, 11, 9)),)),
    3: Allowances(100, claims=(Claim("D-1", 40, DUE),)),
    4: Allowances(100, claims=(Claim("D-2", 40, DUE, date(2026, 10, 15)),)),
    5: Allowances(holds=(Hold(BO, ISSUED, MOVED), Hold(ANA, MOVED, FOR_EVER))),
    6: Allowances(),
}  # fmt: skip


def still_open(**other) -> Entry:
    entry = Entry(Kind.OPEN, 100, 100, "CNY", ISSUED, DUE, ON, person=ANA)
    return replace(entry, **other)


EACH = tuple(ROWS.items())


def known(rows=EACH, **other):
    """One open instalment of 100 for each sort of allowance, and one for which none is made."""
    every = [(number, still_open(**other), given_) for number, given_ in rows]
    figures = [one.figure for _, entry, g in every for one in allow(entry, g, OCTOBER)]
    return facts(*figures, without=without(every, OCTOBER))


def plain(*numbers: int):
    """The same, with no allowance on some instalments."""
    return [(number, Allowances() if number in numbers else ROWS[number]) for number in ROWS]


def test_each_sort_says_the_score_without_it() -> None:
    card = score(known(), RATE)
    touched = dict(zip(Allowance, ((1,), (2,), (3,), (4,), (5,)), strict=True))
    assert [effect.kind for effect in card.allowed] == list(Allowance)
    for effect in card.allowed:
        assert effect.instalments == 1
        assert effect.score == score(known(plain(*touched[effect.kind])), RATE).score
        assert effect.score != card.score


def test_what_changes_nothing_or_has_no_rate_is_not_told() -> None:
    useless = Relief("E-3", extends=True, from_on=DUE, until_on=DUE - timedelta(days=3))
    rows = [(1, Allowances(reliefs=(useless,))), (2, Allowances(claims=(Claim("D", 0, DUE),)))]
    assert score(known(rows), RATE).allowed == ()
    assert score(known(rate=None), RATE).allowed == ()


def test_what_counts_on_top_is_the_row_taken_away_and_the_row_without_the_allowance() -> None:
    """Two exempt rows of one instalment, and a plain one that is nobody's business."""
    exempt = [(1, still_open(), ROWS[1]), (1, still_open(whole_minor=50, own_minor=50), ROWS[1])]
    found = without([*exempt, (6, still_open(), ROWS[6])], OCTOBER)
    (whole,) = allow(still_open(), Allowances(), OCTOBER)
    (half,) = allow(exempt[1][1], Allowances(), OCTOBER)
    assert list(found) == ["exempt"]
    assert found["exempt"].instalments == 1
    assert found["exempt"].figures == tuple(
        figure
        for one in (whole.figure, half.figure)
        for figure in (taken_away(replace(one, exempt=True)), one)
    )
    two = without([exempt[0], (7, *exempt[1][1:])], OCTOBER)
    assert two["exempt"].instalments == 2


def test_a_dispute_that_cost_and_spared_no_day_changed_nothing() -> None:
    """It was over before the due date: the row is in two parts, which add up to the same."""
    over = Allowances(100, claims=(Claim("D", 40, DUE - timedelta(9), DUE - timedelta(3)),))
    assert len(allow(still_open(), over, OCTOBER)) == 2
    assert without([(1, still_open(), over)], OCTOBER) == {}


def test_what_is_taken_away_has_its_signs_turned() -> None:
    (one,) = allow(still_open(), Allowances(), OCTOBER)
    gone = taken_away(one.figure)
    assert (gone.amount_minor, gone.amount_days, gone.items) == (-100, -1500, -1)
    assert replace(gone, amount_minor=100, amount_days=1500, items=1) == one.figure


def test_what_leaves_nothing_to_judge_has_no_score_without_it() -> None:
    only_rate = scheme(weighted("collection_rate", 100, "1"))
    paid = Entry(Kind.CASH, 100, 100, "CNY", ISSUED, DUE, DUE, person=ANA, movement=1)
    relief = Relief("E", extends=True, from_on=DUE, until_on=date(2026, 11, 9))
    row = (1, paid, Allowances(reliefs=(relief,)))
    figures = [one.figure for one in allow(paid, row[2], OCTOBER)]
    card = score(facts(*figures, without=without([row], OCTOBER)), only_rate)
    assert card.score is None
    assert card.allowed == (Effect(Allowance.EXTENDED, 1, Fraction(100)),)


def test_lifting_one_sort_leaves_the_others() -> None:
    for kind in Allowance:
        for number, given_ in ROWS.items():
            touches = list(Allowance).index(kind) + 1 == number
            assert (lifted(given_, kind, ON) != given_) == touches


@given(st.lists(st.sampled_from(sorted(ROWS)), min_size=1, max_size=8))
def test_without_all_of_a_sort_is_the_score_of_rows_without_it(numbers: list[int]) -> None:
    """However many instalments it touches."""
    rows = [(place, ROWS[number]) for place, number in enumerate(numbers)]
    for effect in score(known(rows), RATE).allowed:
        bare = [(place, lifted(given_, effect.kind, ON)) for place, given_ in rows]
        assert effect.score == score(known(bare), RATE).score


# --- duties --------------------------------------------------------------------------------------

MISSED = Duty(Family.FOLLOWUP, done=False, amount_minor=100, currency="CNY")
CALLED = replace(MISSED, done=True)
CALLS = scheme(weighted("collection_rate", 50, "1"), weighted("followup_coverage", 50, "1"))


def changed(now: Duty | None, then: Duty | None, instalment: int = 1) -> Lifted:
    return Lifted(Allowance.EXEMPT, Family.FOLLOWUP, frozenset({instalment}), now, then)


def test_a_duty_that_is_exempt_would_count_without_the_exemption() -> None:
    """Of two calls one was made; the other one's instalment is exempt, open, and was not called."""
    found = without([(1, still_open(), ROWS[1])], OCTOBER, [changed(None, MISSED)])
    assert (found["exempt"].instalments, found["exempt"].duties) == (1, (MISSED,))
    (open_,) = known([(1, ROWS[1])]).figures
    paid_ = replace(open_, kind=Kind.CASH, exempt=False, overdue=False)
    of_two = facts(open_, paid_, duties=(CALLED,), without=found)
    card = score(of_two, CALLS)
    assert (card.score, card.allowed[0].score) == (100, 50)


def test_a_duty_that_counts_otherwise_stands_with_its_signs_turned() -> None:
    found = without((), OCTOBER, [changed(CALLED, MISSED), changed(MISSED, None, 2)])
    assert found["exempt"].instalments == 2
    assert found["exempt"].figures == ()
    assert found["exempt"].duties == (undone(CALLED), MISSED, undone(MISSED))
    assert set(found) == {"exempt"}
    assert (undone(CALLED).items, undone(CALLED).amount_minor) == (-1, -100)
