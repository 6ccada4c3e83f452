"""What became of a customer's word: kept, kept in part, broken, rescheduled, or not over yet."""

import random
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from ledger.calendar import Calendar
from ledger.promise import Cash, Judged, Moment, Outcome, Promise, Terms, entangled, judge

SATURDAY = date(2026, 1, 17)
MONDAY, TUESDAY, WEDNESDAY = (SATURDAY + timedelta(days=n) for n in (2, 3, 4))
MONTH_END = Moment(date(2026, 1, 31), date(2026, 6, 30))
INVOICE, OTHER = 7, 8


def promise(key: int = 1, amount: int = 100_000, **other) -> Promise:
    """A promise of customer 1 for a Saturday, written down on Monday 12 January."""
    given = {"promised_on": SATURDAY, "recorded_on": date(2026, 1, 12)} | other
    moment = datetime.combine(given["recorded_on"], time(8), UTC)
    given = {"customer": 1, "currency": "CNY", "recorded_at": moment} | given
    return Promise(key=key, number=f"PR-{key}", amount_minor=amount, **given)


def cash(amount: int, on: date, document: int | None = INVOICE, number: str = "", **other) -> Cash:
    number = number or f"{on}/{document}"
    return Cash(number, 1, "CNY", on, amount, document, **other)


def outcomes(promises, money, moment: Moment = MONTH_END, **terms) -> dict[int, str]:
    found = judge(promises, money, Terms(**terms), moment)
    return {one.promise.key: one.outcome.value for one in found}


def outcome(one: Promise, *money: Cash, **other) -> str:
    return outcomes([one], money, **other)[one.key]


def test_a_promise_of_one_cent_is_kept_by_one_cent() -> None:
    assert outcome(promise(amount=1), cash(1, TUESDAY)) == "kept"


# --- a promise for a Saturday --------------------------------------------------------------------


def test_a_promise_for_a_saturday_falls_due_on_tuesday() -> None:
    """100k for a Saturday rolls to Monday; one business day of grace makes it Tuesday."""
    named = promise(document=INVOICE)
    (found,) = judge([named], [cash(92_000, TUESDAY)], Terms(), MONTH_END)
    assert (found.falls_due_on, found.outcome, found.paid_minor) == (TUESDAY, "kept", 92_000)
    assert outcome(named, cash(60_000, TUESDAY)) == "partial"
    assert outcome(named, cash(100_000, TUESDAY, OTHER)) == "broken"
    assert outcome(named, cash(100_000, WEDNESDAY)) == "broken"
    assert outcome(named) == "broken"


def test_the_threshold_itself_keeps_a_promise_and_a_cent_less_does_not() -> None:
    assert outcome(promise(), cash(90_000, TUESDAY)) == "kept"
    assert outcome(promise(), cash(89_999, TUESDAY)) == "partial"
    assert outcome(promise(), cash(50_000, TUESDAY), threshold=Fraction(1, 2)) == "kept"
    assert outcome(promise(), cash(99_999, TUESDAY), threshold=Fraction(1)) == "partial"


def test_grace_is_counted_in_business_days_of_the_calendar() -> None:
    """Tuesday is a holiday: one day of grace after Monday is Wednesday; without grace it is not."""
    holiday = Calendar({TUESDAY: False})
    assert outcome(promise(), cash(100_000, WEDNESDAY), calendar=holiday) == "kept"
    assert outcome(promise(), cash(100_000, TUESDAY), grace=0) == "broken"
    assert outcome(promise(), cash(100_000, MONDAY), grace=0) == "kept"
    assert (
        outcome(promise(), cash(100_000, MONDAY), grace=0, calendar=Calendar({SATURDAY: True}))
        == "broken"
    )


def test_money_in_parts_adds_up_until_the_last_day_of_grace() -> None:
    parts = [cash(50_000, date(2026, 1, 14)), cash(45_000, TUESDAY)]
    assert outcome(promise(), *parts) == "kept"


# --- what is not over yet, and what is taken back ------------------------------------------------


def test_a_promise_is_open_until_its_last_day_of_grace_is_over() -> None:
    for day, expected in ((MONDAY, "open"), (TUESDAY, "open"), (WEDNESDAY, "broken")):
        assert outcome(promise(), moment=Moment(day, day)) == expected


def test_a_promise_is_kept_as_soon_as_the_money_is_there() -> None:
    early = cash(100_000, date(2026, 1, 14))
    assert outcome(promise(), early, moment=Moment(date(2026, 1, 13), date(2026, 1, 13))) == "open"
    assert outcome(promise(), early, moment=Moment(date(2026, 1, 14), date(2026, 1, 14))) == "kept"


def test_the_last_day_of_a_past_period_is_over() -> None:
    assert outcome(promise(), moment=Moment(TUESDAY, WEDNESDAY)) == "broken"


def test_a_bounce_takes_its_cash_back_from_its_day_on() -> None:
    bounced = cash(100_000, TUESDAY, back_on=date(2026, 1, 28))
    before = Moment(date(2026, 1, 27), date(2026, 6, 30))
    assert outcome(promise(), bounced, moment=before) == "kept"
    assert outcome(promise(), bounced) == "broken"
    assert outcome(promise(), bounced, cash(95_000, TUESDAY, number="again")) == "kept"
    on_the_day = Moment(date(2026, 1, 28), date(2026, 6, 30))
    assert outcome(promise(), bounced, moment=on_the_day) == "broken"


# --- written down too late -----------------------------------------------------------------------


def test_a_promise_counts_only_from_one_business_day_before_the_money_on() -> None:
    """Written down on Monday: Tuesday's money counts. Written down on Tuesday: it counts not."""
    money = cash(100_000, TUESDAY)
    assert outcome(promise(recorded_on=MONDAY), money) == "kept"
    assert outcome(promise(recorded_on=SATURDAY), money) == "kept"
    late = promise(recorded_on=TUESDAY, promised_on=date(2026, 1, 23))
    assert outcome(late, money) == "too_late"
    assert outcome(replace(late, recorded_on=WEDNESDAY), money) == "too_late"


def test_the_threshold_decides_whether_the_money_was_there() -> None:
    late = promise(recorded_on=TUESDAY, promised_on=date(2026, 1, 23))
    assert outcome(late, cash(90_000, TUESDAY)) == "too_late"
    assert outcome(late, cash(89_999, TUESDAY)) == "broken"


def test_money_that_was_there_is_that_of_one_promise_too() -> None:
    """190k in three parts on the day of two promises of 100k: there was 90k for the second."""
    late = promise(1, recorded_on=TUESDAY, promised_on=date(2026, 1, 23))
    parts = [cash(size, TUESDAY, number=str(size)) for size in (60_000, 61_000, 69_000)]
    both = [late, replace(late, key=2, number="PR-2")]
    assert outcomes(both, parts) == {1: "too_late", 2: "too_late"}
    assert outcomes(both, parts[:2]) == {1: "too_late", 2: "broken"}


def test_a_promise_that_one_day_can_keep_counts() -> None:
    """Written down on Monday for Saturday: Tuesday, its last day of grace, is the only one."""
    assert outcome(promise(recorded_on=MONDAY)) == "broken"


def test_a_promise_written_down_after_its_own_day_does_not_count() -> None:
    assert outcome(promise(recorded_on=TUESDAY)) == "too_late"
    assert outcome(promise(recorded_on=date(2026, 1, 29))) == "too_late"


def test_money_that_was_there_long_before_is_not_what_was_promised() -> None:
    """100k came in on 5 January; what was promised on 12 January is the rest, and it is broken."""
    assert outcome(promise(), cash(100_000, date(2026, 1, 5))) == "broken"
    assert outcome(promise(), cash(80_000, date(2026, 1, 12))) == "broken"


def test_money_of_the_weekend_is_not_a_business_day_after_friday() -> None:
    friday = promise(recorded_on=date(2026, 1, 16), promised_on=date(2026, 1, 30))
    assert outcome(friday, cash(100_000, SATURDAY)) == "too_late"
    assert outcome(friday, cash(100_000, MONDAY)) == "kept"


# --- whose cash it is ----------------------------------------------------------------------------


def test_each_cent_counts_once_and_the_oldest_promise_comes_first() -> None:
    older = promise(1, recorded_on=date(2026, 1, 8), promised_on=date(2026, 1, 20))
    newer = promise(2, recorded_on=date(2026, 1, 9))
    assert outcomes([newer, older], [cash(150_000, MONDAY)]) == {1: "kept", 2: "partial"}
    assert outcomes([newer, older], [cash(100_000, MONDAY)]) == {1: "kept", 2: "broken"}


def test_a_promise_that_names_the_document_comes_before_an_older_one_that_names_none() -> None:
    older, named = promise(1, recorded_on=date(2026, 1, 8)), promise(2, document=INVOICE)
    assert outcomes([older, named], [cash(100_000, MONDAY)]) == {1: "broken", 2: "kept"}
    assert outcomes([older, named], [cash(100_000, MONDAY, OTHER)]) == {1: "kept", 2: "broken"}
    assert outcomes([older, named], [cash(100_000, MONDAY, None)]) == {1: "kept", 2: "broken"}


def test_what_is_over_goes_to_the_next_and_never_beyond_the_amount() -> None:
    named, free = promise(1, 60_000, document=INVOICE), promise(2, 50_000)
    found = judge([named, free], [cash(100_000, MONDAY)], Terms(), MONTH_END)
    assert [one.paid_minor for one in found] == [60_000, 40_000]


def test_cash_of_another_customer_or_currency_counts_not() -> None:
    elsewhere = replace(cash(100_000, MONDAY), customer=2)
    dollars = replace(cash(100_000, MONDAY), currency="USD", number="usd")
    assert outcome(promise(), elsewhere, dollars) == "broken"


# --- rescheduled ---------------------------------------------------------------------------------


def test_a_promise_that_another_one_replaces_in_time_is_rescheduled() -> None:
    """Both fall due on their own days; the money of the later day keeps the later one."""
    first = promise(1)
    again = promise(2, recorded_on=MONDAY, promised_on=date(2026, 1, 26), replaces=1)
    paid = cash(100_000, date(2026, 1, 26))
    assert outcomes([first, again], [paid]) == {1: "rescheduled", 2: "kept"}
    assert outcomes([first, again], []) == {1: "rescheduled", 2: "broken"}
    on_its_day = Moment(MONDAY, MONDAY)
    assert outcomes([first, again], [], on_its_day) == {1: "rescheduled", 2: "open"}


def test_money_after_the_rescheduling_is_the_later_promises() -> None:
    """Tuesday would still have been in time for the first; it was given up on Monday."""
    again = promise(2, recorded_on=MONDAY, promised_on=date(2026, 1, 26), replaces=1)
    paid = cash(100_000, TUESDAY)
    assert outcomes([promise(1), again], [paid]) == {1: "rescheduled", 2: "kept"}


def test_the_last_day_of_grace_is_in_time_for_a_new_date() -> None:
    again = promise(2, recorded_on=TUESDAY, promised_on=date(2026, 1, 26), replaces=1)
    assert outcomes([promise(1), again], [])[1] == "rescheduled"


def test_what_was_kept_or_broken_before_is_not_rescheduled() -> None:
    later = promise(2, recorded_on=WEDNESDAY, promised_on=date(2026, 1, 28), replaces=1)
    assert outcomes([promise(1), later], []) == {1: "broken", 2: "broken"}
    again = replace(later, recorded_on=MONDAY)
    assert outcomes([promise(1), again], [cash(90_000, date(2026, 1, 15))])[1] == "kept"


# --- properties ----------------------------------------------------------------------------------

DAYS = st.dates(date(2026, 1, 1), date(2026, 2, 10))
DOCUMENTS = st.sampled_from([None, INVOICE, OTHER])
PROMISES = st.lists(
    st.tuples(st.integers(1, 400), DAYS, DAYS, DOCUMENTS, st.integers(1, 2)), max_size=6
).map(
    lambda rows: [
        promise(n, amount, promised_on=on, recorded_on=at, document=document, customer=customer)
        for n, (amount, on, at, document, customer) in enumerate(rows, 1)
    ]
)
MONEY = st.lists(
    st.tuples(st.integers(1, 400), DAYS, DOCUMENTS, st.integers(1, 2)), max_size=8
).map(
    lambda rows: [
        replace(cash(amount, on, document, f"PAY-{n}"), customer=customer)
        for n, (amount, on, document, customer) in enumerate(rows, 1)
    ]
)


@given(PROMISES, MONEY)
def test_no_cent_counts_twice_and_none_counts_where_it_may_not(promises, money) -> None:
    found = judge(promises, money, Terms(), MONTH_END)
    by_number = {part.number: part for part in money}
    for part in money:
        assert sum(one.given.get(part.number, 0) for one in found) <= part.amount_minor
    for one in found:
        assert one.paid_minor <= one.promise.amount_minor
        for number, minor in one.given.items():
            part = by_number[number]
            assert minor > 0
            assert part.customer == one.promise.customer
            assert one.promise.document in {None, part.document}
            assert Terms().counts_from(one.promise) <= part.value_on <= one.falls_due_on


@given(PROMISES, MONEY, st.randoms(use_true_random=False))
def test_the_order_of_what_is_given_is_idle(promises, money, chance: random.Random) -> None:
    mixed, shuffled = list(promises), list(money)
    chance.shuffle(mixed)
    chance.shuffle(shuffled)
    expected = judge(promises, money, Terms(), MONTH_END)
    assert judge(mixed, shuffled, Terms(), MONTH_END) == expected


@given(PROMISES, MONEY)
def test_an_outcome_says_what_the_cash_says(promises, money) -> None:
    for one in judge(promises, money, Terms(), MONTH_END):
        reached = Fraction(one.paid_minor, one.promise.amount_minor) >= Fraction(9, 10)
        assert (one.outcome is Outcome.KEPT) == reached
        if one.outcome is Outcome.PARTIAL:
            assert one.paid_minor > 0
        if one.outcome is Outcome.BROKEN:
            assert one.paid_minor == 0


@given(PROMISES, MONEY)
def test_another_cent_never_breaks_a_promise_of_the_only_one(promises, money) -> None:
    """With one promise alone, more money in time never makes it worse.

    Where that and what was there before are enough together, it stands in no rate any more.
    """
    rank = {"broken": 0, "partial": 1, "too_late": 2, "kept": 3}

    def judged(extra: list[Cash]) -> tuple[Judged, ...]:
        return judge(promises[:1], [*money, *extra], Terms(), MONTH_END)

    for one in judged([]):
        gift = replace(
            cash(50, one.falls_due_on, one.promise.document, "gift"), customer=one.promise.customer
        )
        (richer,) = judged([gift])
        assert rank[richer.outcome] >= rank[one.outcome]


def test_promises_are_entangled_when_their_days_meet() -> None:
    """Monday 5 to Tuesday 13 meets 12 to 20; the next begins when all that is over."""
    first = promise(1, recorded_on=date(2026, 1, 6), promised_on=date(2026, 1, 12))
    second = promise(2, recorded_on=date(2026, 1, 13))
    third = promise(3, recorded_on=date(2026, 1, 22), promised_on=date(2026, 1, 28))
    other = replace(second, key=4, customer=2)
    every = [third, other, second, first]

    def with_key(*keys: int) -> set[int]:
        kept = entangled(every, Terms(), lambda one: one.key in keys)
        return {one.key for one in kept}

    assert with_key(1) == with_key(2) == {1, 2}
    assert with_key(3) == {3}
    assert with_key(2, 4) == {1, 2, 4}
    assert with_key() == set()
    touching = replace(third, recorded_on=date(2026, 1, 21))
    assert len(entangled([second, touching], Terms(), lambda one: one.key == 3)) == 2


def test_a_long_promise_entangles_a_short_one_before_it_and_one_inside_of_it() -> None:
    """6 to 9 January, then 8 to 30, inside of which 20 to 23: asked for the first, all three."""
    first = promise(1, recorded_on=date(2026, 1, 6), promised_on=date(2026, 1, 8))
    inside = promise(2, recorded_on=date(2026, 1, 20), promised_on=date(2026, 1, 22))
    long = promise(3, recorded_on=date(2026, 1, 8), promised_on=date(2026, 1, 30))
    assert len(entangled([first, inside, long], Terms(), lambda one: one.key == 1)) == 3


@given(PROMISES, MONEY, st.sets(st.integers(1, 6)))
def test_what_is_not_entangled_changes_nothing(promises, money, keys) -> None:
    every = {one.promise.key: one for one in judge(promises, money, Terms(), MONTH_END)}
    kept = entangled(promises, Terms(), lambda one: one.key in keys)
    found = {one.promise.key: one for one in judge(kept, money, Terms(), MONTH_END)}
    for key in keys & set(every):
        assert found[key] == every[key]
