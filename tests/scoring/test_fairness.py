"""What is allowed for on one instalment, on ledgers small enough to count the days by hand."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.period import Period
from scoring.facts import Figure, Kind
from scoring.fairness import Allowances, Allowed, Asked, Case, Claim, Entry, Hold, Relief, allow
from scoring.kpis import catalogue
from tests.scoring.cast import facts

DUE = date(2025, 3, 1)
ANA, BO = 1, 2
ISSUED, FOR_EVER = date(2025, 1, 1), date(9999, 12, 31)


def day(number: int) -> date:
    """So many days after the due date."""
    return DUE + timedelta(days=number)


def score_on(on: date, period: Period | None = None) -> Asked:
    return Asked(period or Period.month_of(on), on, is_score=True)


def still_open(amount: int, on: date, **other) -> Entry:
    return Entry(**({"kind": Kind.OPEN, "whole_minor": amount, "own_minor": amount,
                     "currency": "CNY", "issued_on": ISSUED, "due_on": DUE, "on": on}
                    | other))  # fmt: skip


def paid(amount: int, on: date, **other) -> Entry:
    return still_open(amount, on, kind=Kind.CASH, movement=7, **other)


def parts(found: tuple[Allowed, ...]) -> list[tuple[int, int]]:
    """Amount and days late of every part."""
    return [
        (one.figure.amount_minor, one.figure.amount_days // one.figure.amount_minor)
        for one in found
    ]


# --- disputes ------------------------------------------------------------------------------------


def test_a_dispute_decided_for_us_costs_no_days_that_were_disputed() -> None:
    """100k due day 0, 30k disputed from day 5 to day 40: on day 41, 41 days on 70k, 6 on 30k."""
    claim = Claim("D-1", 30_000, day(5), day(40))
    found = allow(still_open(100_000, day(41)), Allowances(100_000, (claim,)), score_on(day(41)))
    assert parts(found) == [(70_000, 41), (30_000, 6)]
    assert [one.figure.overdue for one in found] == [True, True]
    assert [one.figure.items for one in found] == [1, 0]
    late = catalogue()["days_late"].measure(facts(*(one.figure for one in found))).value
    assert late == (70_000 * 41 + 30_000 * 6) / 100_000


def test_what_is_the_persons_own_doing_is_charged_in_full() -> None:
    claim = Claim("D-1", 30_000, day(5), day(40), own_doing=True)
    found = allow(still_open(100_000, day(41)), Allowances(100_000, (claim,)), score_on(day(41)))
    assert parts(found) == [(100_000, 41)]


def test_a_dispute_that_nobody_else_confirmed_moves_no_score_but_is_disputed_all_the_same() -> None:
    claim = Claim("D-1", 30_000, day(5), is_confirmed=False)
    asked = score_on(day(20))
    given_ = Allowances(100_000, (claim,))
    assert parts(allow(still_open(100_000, day(20)), given_, asked)) == [(100_000, 20)]
    seen = allow(still_open(100_000, day(20)), given_, replace(asked, is_score=False))
    assert [(one.figure.amount_minor, one.figure.overdue) for one in seen] == [
        (70_000, True), (30_000, False),
    ]  # fmt: skip


def test_a_disputed_part_is_open_and_not_overdue_while_it_lasts() -> None:
    claim = Claim("D-1", 30_000, day(5), day(40))
    for on, is_disputed in ((day(4), None), (day(5), True), (day(39), True), (day(40), False)):
        found = allow(still_open(100_000, on), Allowances(100_000, (claim,)), score_on(on))
        assert (found[1].figure.disputed if len(found) > 1 else None) is is_disputed
        assert sum(one.figure.amount_minor for one in found) == 100_000


def test_what_is_not_disputed_is_settled_first() -> None:
    """60k come in on day 10 while 30k of 100k are disputed; 40k on day 41, after it."""
    claim = Claim("D-1", 30_000, day(5), day(40))
    on_it = Allowances(100_000, (claim,), before={7: 0})
    assert parts(allow(paid(60_000, day(10)), on_it, score_on(day(10)))) == [(60_000, 10)]
    later = replace(on_it, before={7: 60_000})
    found = allow(paid(40_000, day(41)), later, score_on(day(41)))
    assert parts(found) == [(10_000, 41), (30_000, 6)]


def test_a_credit_note_takes_the_disputed_part_away() -> None:
    """30k disputed, lost on day 40, credited on day 45: the 70k left were never disputed."""
    claim = Claim("D-1", 30_000, day(5), day(40))
    credited = Allowances(100_000, (claim,), credits=((day(45), 30_000),), before={7: 0})
    on = day(50)
    assert parts(allow(still_open(70_000, on), credited, score_on(on))) == [(70_000, 50)]
    assert parts(allow(paid(70_000, on), credited, score_on(on))) == [(70_000, 50)]


def test_a_shared_item_is_cut_like_the_whole() -> None:
    """Half of 100k, of which 30k are disputed: 35k and 15k."""
    claim = Claim("D-1", 30_000, day(5))
    entry = still_open(100_000, day(20), own_minor=50_000)
    found = allow(entry, Allowances(100_000, (claim,)), score_on(day(20)))
    assert [one.figure.amount_minor for one in found] == [35_000, 15_000]


def test_an_item_that_is_disputed_whole_has_one_part() -> None:
    claim = Claim("D-1", 30_000, day(5))
    found = allow(still_open(20_000, day(20)), Allowances(30_000, (claim,)), score_on(day(20)))
    assert [(one.figure.amount_minor, one.figure.disputed, one.figure.items) for one in found] == [
        (20_000, True, 1)
    ]


def test_a_bounce_is_never_cut() -> None:
    claim = Claim("D-1", 30_000, day(5))
    entry = paid(-100_000, day(20))
    bounce = replace(entry, kind=Kind.BOUNCE)
    found = allow(bounce, Allowances(100_000, (claim,)), score_on(day(20)))
    assert [one.figure.amount_minor for one in found] == [-100_000]


def test_disputed_days_count_from_the_first_to_the_last_one() -> None:
    """Disputed on days 5 to 9: of the days after day 2 five, after day 5 four, after day 9 none."""
    claim = Claim("D-1", 30_000, day(5), day(10))
    assert [claim.days(day(after), day(99)) for after in (2, 4, 5, 8, 9)] == [5, 5, 4, 1, 0]
    assert [claim.days(day(0), day(to)) for to in (4, 5, 9, 10)] == [0, 1, 5, 5]
    assert replace(claim, to_on=None).days(day(0), day(7)) == 3
    assert [claim.covers(day(n)) for n in (4, 5, 9, 10)] == [False, True, True, False]
    assert replace(claim, to_on=None).covers(day(900))


def test_of_several_claims_the_first_is_served_first() -> None:
    """60 and 70 of 100 are disputed: 60 and 40, and nothing is left undisputed."""
    first, second = Claim("D-1", 60, day(1)), Claim("D-2", 70, day(2))
    found = allow(still_open(100, day(5)), Allowances(100, (first, second)), score_on(day(5)))
    assert [(one.figure.amount_minor, one.claim) for one in found] == [(60, first), (40, second)]
    later = replace(second, from_on=day(6))
    found = allow(still_open(100, day(5)), Allowances(100, (first, later)), score_on(day(5)))
    assert [(one.figure.amount_minor, one.claim) for one in found] == [(40, None), (60, first)]


def test_two_claims_meet_where_they_share_a_day() -> None:
    five_to_nine = Claim("D-1", 1, day(5), day(10))
    for other, is_met in (
        (Claim("D-2", 1, day(9)), True), (Claim("D-2", 1, day(10)), False),
        (Claim("D-2", 1, day(1), day(6)), True), (Claim("D-2", 1, day(1), day(5)), False),
        (Claim("D-2", 1, day(1)), True),
    ):  # fmt: skip
        assert five_to_nine.meets(other) is other.meets(five_to_nine) is is_met


def test_what_was_disputed_before_can_be_disputed_again() -> None:
    """All 100 on days 2 to 9, decided for us; then 60 from day 15 on: no day is lost or doubled."""
    first, second = Claim("D-1", 100, day(2), day(10)), Claim("D-2", 60, day(15))
    found = allow(still_open(100, day(28)), Allowances(100, (first, second)), score_on(day(28)))
    assert parts(found) == [(60, 28 - 8 - 14), (40, 28 - 8)]
    assert [one.claims for one in found] == [((second, 14), (first, 8)), ((first, 8),)]
    assert [(one.figure.disputed, one.figure.overdue) for one in found] == [
        (True, False), (False, True),
    ]  # fmt: skip
    over = replace(second, to_on=day(20))
    found = allow(still_open(100, day(28)), Allowances(100, (first, over)), score_on(day(28)))
    assert parts(found) == [(60, 28 - 8 - 5), (40, 28 - 8)]


def test_disputes_that_share_a_day_lie_beside_each_other_the_one_of_the_day_last() -> None:
    """60 on days 1 to 9 and 40 from day 8 on: of 50 that are open 40 are disputed on day 12."""
    first, second = Claim("D-1", 60, day(1), day(10)), Claim("D-2", 40, day(8))
    found = allow(still_open(50, day(12)), Allowances(100, (first, second)), score_on(day(12)))
    assert [(one.figure.amount_minor, one.claim) for one in found] == [(40, second), (10, first)]
    third = Claim("D-3", 50, day(11))
    found = allow(still_open(100, day(12)), Allowances(100, (second, third)), score_on(day(12)))
    assert [(one.figure.amount_minor, one.claim) for one in found] == [
        (10, None), (40, second), (50, third),
    ]  # fmt: skip


def test_cash_settles_what_is_disputed_on_its_day_last() -> None:
    """50 of 100 on days 1 to 4, 30 from day 6 on: cash of 80 on day 7 has the days of the first."""
    first, second = Claim("D-1", 50, day(1), day(5)), Claim("D-2", 30, day(6))
    on_it = Allowances(100, (first, second), before={7: 0})
    found = allow(paid(80, day(7)), on_it, score_on(day(7)))
    assert [(one.figure.amount_minor, one.claims) for one in found] == [
        (50, ()), (10, ((second, 2), (first, 4))), (20, ((first, 4),)),
    ]  # fmt: skip


def test_while_a_dispute_lasts_a_credit_note_settles_the_rest_first() -> None:
    """30 of 100 disputed on day 5; credit notes of 10 on days 4, 5 and 20: as ageing has it."""
    claim = Claim("D-1", 30, day(5))
    notes = tuple((day(n), 10) for n in (4, 5, 20))
    found = allow(
        still_open(70, day(20)), Allowances(100, (claim,), credits=notes), score_on(day(20))
    )
    assert [(one.figure.amount_minor, one.claim) for one in found] == [(40, None), (30, claim)]


def test_a_credit_note_is_for_the_dispute_from_its_end_to_the_day_of_the_row() -> None:
    """Disputed on days 5 to 9; credit notes of 10 on days 9, 10, 20 and 21, asked on day 20."""
    claim = Claim("D-1", 30, day(5), day(10))
    notes = tuple((day(n), 10) for n in (9, 10, 20, 21))
    found = allow(
        still_open(70, day(20)), Allowances(100, (claim,), credits=notes), score_on(day(20))
    )
    assert [(one.figure.amount_minor, one.claim) for one in found] == [(60, None), (10, claim)]


def test_cash_reaches_what_is_disputed_when_the_rest_is_settled() -> None:
    """100, of which 30 are disputed and 10 of the rest were credited: 60 come first."""
    claim = Claim("D-1", 30, day(5))
    on_it = Allowances(100, (claim,), credits=((day(1), 10),), before={7: 50})
    found = allow(paid(25, day(6)), on_it, score_on(day(6)))
    assert [(one.figure.amount_minor, one.claim) for one in found] == [(10, None), (15, claim)]
    (first,) = allow(paid(10, day(6)), on_it, score_on(day(6)))
    assert first.claim is None
    (without_any_before,) = allow(paid(60, day(6)), replace(on_it, before={}), score_on(day(6)))
    assert without_any_before.claim is None


def test_cash_beside_a_credit_note_settles_what_is_left_of_the_rest() -> None:
    """30 of 100 disputed, then 10 credited: cash of 60 is undisputed, the last 30 are not."""
    claim = Claim("D-1", 30, day(5))
    on_it = Allowances(100, (claim,), credits=((day(6), 10),), before={7: 0})

    def cut(amount: int, before: int = 0) -> list[tuple[int, Claim | None]]:
        given_ = replace(on_it, before={7: before})
        found = allow(paid(amount, day(6)), given_, score_on(day(6)))
        return [(one.figure.amount_minor, one.claim) for one in found]

    assert cut(60) == [(60, None)]
    assert cut(90) == [(60, None), (30, claim)]
    assert cut(20, before=70) == [(20, claim)]


def lost(amount: int, movement: int, on: date) -> Entry:
    return still_open(amount, on, kind=Kind.WRITTEN_OFF, movement=movement)


def test_a_dispute_lies_on_what_is_open_and_then_on_what_was_written_off_last() -> None:
    """30 of 100 are disputed, and two parts written off; what is left decides."""
    claim = Claim("D-1", 30, day(5))

    def cut(still: int, first: int, second: int) -> list[list[tuple[int, Claim | None]]]:
        given_ = Allowances(100, (claim,), after={1: second + still, 2: still})
        on = day(20)
        rows = still_open(still, on), lost(second, 2, on), lost(first, 1, on)
        found = [allow(row, given_, score_on(on)) for row in rows]
        return [[(one.figure.amount_minor, one.claim) for one in row] for row in found]

    assert cut(80, 10, 10) == [[(50, None), (30, claim)], [(10, None)], [(10, None)]]
    assert cut(30, 69, 1) == [[(30, claim)], [(1, None)], [(69, None)]]
    assert cut(10, 45, 45) == [[(10, claim)], [(25, None), (20, claim)], [(45, None)]]
    assert cut(10, 75, 15) == [[(10, claim)], [(15, claim)], [(70, None), (5, claim)]]


def test_what_was_written_off_before_the_period_is_gone_by_the_day_of_the_cash() -> None:
    """Of 100, 70 were written off on day 5, and 30 are disputed: cash of 30 is on them."""
    claim = Claim("D-1", 30, day(1))
    on_it = Allowances(100, (claim,), lost=((day(5), 70),), before={7: 0})
    for on, of in ((4, None), (5, claim)):
        (found,) = allow(paid(30, day(on)), on_it, score_on(day(on)))
        assert found.claim == of


def test_cash_up_to_the_last_fen_of_the_rest_is_undisputed() -> None:
    some = Allowances(100, (Claim("D-1", 30, day(5)),), before={7: 0})
    every = Allowances(100, (Claim("D-1", 100, day(5)),), before={7: 0})
    for given_, amount, is_disputed in ((some, 70, False), (every, 1, True)):
        (found,) = allow(paid(amount, day(6)), given_, score_on(day(6)))
        assert (found.claim is not None) is is_disputed


def test_of_one_s_own_doing_no_day_is_excused_in_a_report() -> None:
    claim = Claim("D-1", 100, day(5), own_doing=True)
    asked = replace(score_on(day(20)), is_score=False)
    (found,) = allow(still_open(100, day(20)), Allowances(100, (claim,)), asked)
    assert (found.claims, found.figure.amount_days) == (((claim, 0),), 2_000)


def test_what_becomes_of_a_row_field_by_field() -> None:
    """USD 100.00 of which 40.00 disputed, taken over on day 10, exempt; looked at on day 30."""
    claim = Claim("D-1", 40_00, day(12))
    relief = Relief("E-1", extends=False, from_on=day(1))
    given_ = Allowances(
        100_00, (claim,), (relief,), (Hold(ANA, ISSUED, day(10)), Hold(BO, day(10), FOR_EVER))
    )
    entry = still_open(100_00, day(30), person=BO, currency="USD", rate=Fraction(7), stands=False)
    asked = Asked(Period(day(0), day(31)), day(30), is_score=True)
    figure = Figure(
        kind=Kind.OPEN,
        amount_minor=60_00,
        currency="USD",
        due_in_period=True,
        overdue=True,
        stands=False,
        exempt=True,
        disputed=False,
        inherited=True,
        amount_days=60_00 * 20,
        rate=Fraction(7),
    )
    disputed = replace(
        figure, amount_minor=40_00, overdue=False, disputed=True, amount_days=40_00, items=0
    )
    case = Case(DUE, relief, day(10))
    assert allow(entry, given_, asked) == (
        Allowed(figure, case),
        Allowed(disputed, case, ((claim, 19),)),
    )


@pytest.mark.parametrize(
    ("due_on", "as_of", "in_period", "overdue"),
    [
        (date(2025, 3, 30), date(2025, 3, 31), True, True),
        (date(2025, 3, 31), date(2025, 3, 31), True, False),
        (date(2025, 4, 1), date(2025, 3, 31), False, False),
    ],
)
def test_a_row_is_due_up_to_the_last_day_and_overdue_from_the_next_one(
    due_on, as_of, in_period, overdue
) -> None:
    (found,) = allow(still_open(1, as_of, due_on=due_on), Allowances(), score_on(as_of))
    assert (found.figure.due_in_period, found.figure.overdue) == (in_period, overdue)


# --- exemptions ----------------------------------------------------------------------------------


def test_an_excluded_item_is_in_no_rate_from_its_first_to_its_last_day() -> None:
    relief = Relief("E-1", extends=False, from_on=day(5), until_on=day(40), reason="insolvent")
    for on, is_exempt in ((day(4), False), (day(5), True), (day(40), True), (day(41), False)):
        (found,) = allow(still_open(100, on), Allowances(reliefs=(relief,)), score_on(on))
        assert found.figure.exempt is is_exempt
        assert found.is_plain is not is_exempt


def test_an_exemption_without_an_end_lasts() -> None:
    relief = Relief("E-1", extends=False, from_on=day(5))
    (found,) = allow(still_open(100, day(900)), Allowances(reliefs=(relief,)), score_on(day(900)))
    assert found.figure.exempt


def test_an_exemption_changes_scores_only() -> None:
    relief = Relief("E-1", extends=False, from_on=day(5))
    asked = replace(score_on(day(20)), is_score=False)
    (found,) = allow(still_open(100, day(20)), Allowances(reliefs=(relief,)), asked)
    assert not found.figure.exempt
    assert found.figure.overdue


def test_an_extension_changes_scores_only() -> None:
    relief = Relief("E-1", extends=True, from_on=day(5), until_on=day(40))
    asked = replace(score_on(day(20)), is_score=False)
    (found,) = allow(still_open(100, day(20)), Allowances(reliefs=(relief,)), asked)
    assert found.case == Case(DUE)


def test_an_extension_is_the_new_due_date() -> None:
    """Due 1 March, extended to 31 March: overdue from 1 April on, and due in March all the same."""
    relief = Relief("E-1", extends=True, from_on=day(5), until_on=date(2025, 3, 31))
    given_ = Allowances(reliefs=(relief,))
    (in_march,) = allow(still_open(100, date(2025, 3, 31)), given_, score_on(date(2025, 3, 31)))
    assert (in_march.figure.overdue, in_march.figure.due_in_period) == (False, True)
    (in_april,) = allow(still_open(100, date(2025, 4, 2)), given_, score_on(date(2025, 4, 2)))
    assert (in_april.figure.overdue, in_april.figure.amount_days) == (True, 200)
    assert not in_april.figure.exempt


def test_an_extension_past_the_month_takes_the_item_out_of_what_is_due() -> None:
    relief = Relief("E-1", extends=True, from_on=day(0), until_on=date(2025, 4, 30))
    march = score_on(date(2025, 3, 31))
    (found,) = allow(still_open(100, march.as_of), Allowances(reliefs=(relief,)), march)
    assert not found.figure.due_in_period


def test_the_latest_of_several_extensions_is_the_due_date() -> None:
    def until(number: int, **other) -> Relief:
        return Relief(f"E-{number}", True, day(1), day(number), **other)

    def due(*reliefs: Relief, on: int = 30) -> date:
        (found,) = allow(still_open(1, day(on)), Allowances(reliefs=reliefs), score_on(day(on)))
        return found.case.due_on

    assert due(until(20), until(10)) == due(until(10), until(20)) == day(20)
    assert due(until(-5)) == DUE
    assert due(replace(until(20), until_on=None)) == DUE
    assert due(replace(until(20), from_on=day(30))) == day(20)
    assert due(replace(until(20), from_on=day(31))) == DUE


# --- handovers -----------------------------------------------------------------------------------


def handed_over(on: date) -> Allowances:
    return Allowances(holds=(Hold(ANA, ISSUED, on), Hold(BO, on, FOR_EVER)))


def test_the_new_owner_is_charged_days_from_the_handover_on() -> None:
    """Due day 0, taken over on day 20: on day 50 Bo is charged 30 days, and Ana's count stays."""
    on = day(50)
    (bos,) = allow(still_open(100, on, person=BO), handed_over(day(20)), score_on(on))
    assert bos.figure.amount_days == 3_000
    assert bos.case.since == day(20)
    (teams,) = allow(still_open(100, on), handed_over(day(20)), score_on(on))
    assert teams.figure.amount_days == 5_000


def test_inherited_overdue_stays_out_of_the_share_to_the_end_of_the_next_period() -> None:
    """Taken over on 21 March: out of Bo's overdue share in March and April, in it from May on."""
    for on, is_out in (
        (date(2025, 3, 31), True), (date(2025, 4, 30), True), (date(2025, 5, 1), False),
    ):  # fmt: skip
        (found,) = allow(still_open(100, on, person=BO), handed_over(day(20)), score_on(on))
        assert found.figure.inherited is is_out
        assert found.figure.overdue


def test_what_was_not_overdue_at_the_handover_is_nobodys_baseline() -> None:
    for taken_over in (day(-5), day(0)):
        (found,) = allow(
            still_open(100, day(30), person=BO), handed_over(taken_over), score_on(day(30))
        )
        assert (found.figure.inherited, found.figure.amount_days) == (False, 3_000)


def test_a_handover_counts_from_its_first_day_and_of_the_period_before_from_the_first() -> None:
    (found,) = allow(still_open(100, day(30), person=BO), handed_over(day(30)), score_on(day(30)))
    assert found.case.since == day(30)
    due_on, first = date(2025, 2, 1), date(2025, 3, 1)
    april = score_on(date(2025, 4, 30))
    (found,) = allow(
        still_open(100, april.as_of, person=BO, due_on=due_on), handed_over(first), april
    )
    assert found.figure.inherited


def test_who_begins_with_the_invoice_takes_nothing_over() -> None:
    """On day 20, for what was due before; issued a day earlier, it had been taken over."""
    both = Allowances(holds=(Hold(ANA, day(20), FOR_EVER), Hold(BO, day(20), FOR_EVER)))
    for issued, since in ((20, None), (19, day(20))):
        entry = still_open(100, day(30), person=BO, issued_on=day(issued))
        (found,) = allow(entry, both, score_on(day(30)))
        assert found.case.since == since


def test_what_nobody_owned_is_taken_over_like_somebody_s() -> None:
    nobodys = Allowances(holds=(Hold(BO, day(20), FOR_EVER),))
    (found,) = allow(still_open(100, day(50), person=BO), nobodys, score_on(day(50)))
    assert (found.case.since, found.figure.amount_days) == (day(20), 3_000)
    (found,) = allow(paid(100, day(30), person=BO), nobodys, score_on(day(30)))
    assert found.figure.amount_days == 1_000


def test_one_day_of_age_is_overdue_at_the_handover() -> None:
    (found,) = allow(still_open(100, day(30), person=BO), handed_over(day(1)), score_on(day(30)))
    assert found.figure.amount_days == 2_900


def test_who_had_a_share_the_day_before_took_nothing_over() -> None:
    """Bo had a half of it, and all of it from day 20 on."""
    halves = Allowances(
        holds=(Hold(ANA, ISSUED, day(20)), Hold(BO, ISSUED, day(20)),
               Hold(BO, day(20), FOR_EVER))
    )  # fmt: skip
    (found,) = allow(still_open(100, day(30), person=BO), halves, score_on(day(30)))
    assert found.case.since is None


def test_cash_after_a_handover_is_late_from_the_handover_on() -> None:
    (found,) = allow(paid(100, day(30), person=BO), handed_over(day(20)), score_on(day(30)))
    assert found.figure.amount_days == 1_000
    assert not found.figure.inherited


# --- all together --------------------------------------------------------------------------------

amounts = st.integers(1, 10_000)
claims = st.builds(
    lambda size, first, length: Claim("D", size, day(first), length and day(first + length)),
    amounts, st.integers(-10, 60), st.none() | st.integers(1, 40),
)  # fmt: skip


@given(amounts, amounts, st.lists(claims, max_size=3), st.integers(-10, 90), st.booleans())
def test_no_cent_is_lost_and_no_day_is_charged_beyond_the_calendars(
    whole, before, disputed, on, is_cash
) -> None:
    """Whatever is disputed, the parts add up, and nobody is charged more than without it."""
    entry = paid(whole, day(on)) if is_cash else still_open(whole, day(on))
    given_ = Allowances(whole + before, tuple(disputed), before={7: before})
    found = allow(entry, given_, score_on(day(max(on, 0))))
    assert sum(one.figure.amount_minor for one in found) == whole
    assert sum(one.figure.items for one in found) == 1
    charged = sum(one.figure.amount_days for one in found)
    assert 0 <= charged <= whole * max(0, on)


@given(amounts, amounts, amounts, st.lists(claims, max_size=3), st.integers(0, 90))
def test_what_was_written_off_is_cut_as_if_it_were_still_open(
    still, first, second, disputed, on
) -> None:
    """So that writing off helps nobody, whatever is disputed."""
    whole = still + first + second
    given_ = Allowances(whole, tuple(disputed), after={1: second + still, 2: still})
    asked = score_on(day(on))

    def told(*entries: Entry) -> Counter[tuple[bool, bool, Claim | None, int]]:
        found: Counter[tuple[bool, bool, Claim | None, int]] = Counter()
        for figure, part in ((a.figure, a) for e in entries for a in allow(e, given_, asked)):
            days = figure.amount_days // figure.amount_minor
            found[figure.overdue, figure.disputed, part.claim, days] += figure.amount_minor
        return found

    rows = still_open(still, day(on)), lost(first, 1, day(on)), lost(second, 2, day(on))
    assert told(*rows) == told(still_open(whole, day(on)))


@pytest.mark.parametrize("kind", [Kind.OPEN, Kind.WRITTEN_OFF])
def test_nothing_to_allow_for_changes_nothing(kind) -> None:
    entry = still_open(100, day(10), kind=kind)
    (found,) = allow(entry, Allowances(), score_on(day(10)))
    assert found.is_plain
    assert (found.figure.overdue, found.figure.amount_days, found.figure.kind) == (True, 1000, kind)
