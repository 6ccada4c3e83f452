"""Each rule finds what it is for, and leaves alone what looks like it and is none. October 2026."""

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.money import Money
from ledger.period import Period
from ledger.proposal import Who
from ledger.signal import (
    Finding,
    NotYoursToReview,
    Outcome,
    Review,
    ReviewedBefore,
    Signal,
    may_review,
)
from ledger.signal_facts import (
    Billed,
    Credited,
    Customer,
    Extended,
    Facts,
    Move,
    Paid,
    Promised,
    TakenBack,
    Touch,
)
from ledger.signals import catalogue, found_in

OCTOBER = Period.parse("2026-10")
ANA, BO, HUA, FIN = (Who(n, name) for n, name in enumerate(("Ana", "Bo", "Hua", "Fin"), 1))
ACME, OTHER = Customer(7, "Acme"), Customer(8, "Other")


def yuan(amount: int, currency: str = "CNY") -> Money:
    return Money(amount * 100, currency)


def october(day: int) -> date:
    return date(2026, 10, day)


def november(day: int) -> date:
    return date(2026, 11, day)


def found(**facts) -> list[Finding]:
    """What the rules find in October where only this was recorded."""
    every = list(found_in(Facts(OCTOBER, yuan(30_000), **facts)))
    for kind, finding in every:
        blanks = {name for _, name, _, _ in Formatter().parse(catalogue()[kind].sentence) if name}
        assert blanks == finding.facts.keys()
    return [finding for _, finding in every]


def test_a_rule_is_found_under_its_own_name() -> None:
    names = ["copied", "extended", "moved", "promised_after", "rebilled", "reversed"]
    assert list(catalogue()) == names
    assert all(rule.right in {"hr", "finance"} for rule in catalogue().values())


# --- credited and billed again -------------------------------------------------------------------

CREDITED = Credited("CN-9", october(28), "INV-1", ACME, yuan(8000), october(5), (ANA,))
AGAIN = Billed("INV-7", ACME, october(29), november(28), yuan(8000))


def test_an_overdue_invoice_that_is_credited_and_billed_again_is_seen() -> None:
    (one,) = found(credited=(CREDITED,), billed=(AGAIN,))
    assert (one.subject, one.about) == ("CN-9 INV-1 INV-7", (ANA,))
    assert one.facts["again_due_on"] == november(28)
    late = replace(AGAIN, issued_on=november(7), amount=yuan(8400))
    assert found(credited=(CREDITED,), billed=(late,)), "after the end, a twentieth more"


def test_of_several_new_invoices_the_nearest_is_named() -> None:
    near, far = replace(AGAIN, document="INV-8"), replace(AGAIN, issued_on=november(5))
    for other in (far, replace(AGAIN, amount=yuan(8100)), replace(AGAIN, amount=yuan(7900))):
        (one,) = found(credited=(CREDITED,), billed=(other, near))
        assert one.facts["again"] == "INV-8"
    assert found(credited=(CREDITED,), billed=(replace(AGAIN, issued_on=october(25)),))


def test_each_credit_note_is_looked_at_whatever_stands_before_it() -> None:
    others = replace(CREDITED, note="CN-8", noted_on=november(1))
    (one,) = found(credited=(others, CREDITED), billed=(AGAIN,))
    assert one.facts["note"] == "CN-9"


@pytest.mark.parametrize(
    "billed",
    [
        [],
        [replace(AGAIN, document="INV-1")],
        [replace(AGAIN, customer=Customer(8, "Acme"))],
        [replace(AGAIN, amount=yuan(8000, "USD"))],
        [replace(AGAIN, amount=yuan(7500))],
        [replace(AGAIN, issued_on=october(24))],
        [replace(AGAIN, issued_on=november(8))],
        [replace(AGAIN, due_on=october(5))],
    ],
    ids=[
        *("a genuine credit note", "the credited invoice itself", "another customer of that name"),
        *("another currency", "a lower price", "long before", "long after", "due as before"),
    ],
)
def test_a_credit_note_that_re_ages_nothing_is_left_alone(billed: list[Billed]) -> None:
    assert found(credited=(CREDITED,), billed=tuple(billed)) == []


def test_a_correction_before_the_due_date_is_left_alone() -> None:
    early = replace(CREDITED, due_on=october(28))
    assert found(credited=(early,), billed=(replace(AGAIN, due_on=november(29)),)) == []
    others = replace(CREDITED, noted_on=november(1))
    assert found(credited=(others,), billed=(AGAIN,)) == [], "of November's"


# --- extended ------------------------------------------------------------------------------------

EXTENDED = Extended(
    *("EX-1", "INV-1", ACME, yuan(8000)),
    *(october(5), november(30), october(28), (ANA, BO), ANA, HUA),
)


def test_what_gets_a_later_due_date_once_it_is_overdue_at_the_end_is_seen() -> None:
    (one,) = found(extended=(EXTENDED,))
    assert (one.subject, one.about, one.took_part) == ("EX-1", (ANA, BO), (HUA,))
    assert found(extended=(replace(EXTENDED, on=november(3)),)), "before it was closed"
    again = replace(EXTENDED, on=october(9), earlier=1)
    assert found(extended=(again,)), "one after another, whenever"
    (other,) = found(extended=(replace(EXTENDED, owners=(BO,)),))
    assert other.about == (BO, ANA), "who asked may gain as well"


@pytest.mark.parametrize(
    "other",
    [
        {"on": october(22)},
        {"until_on": october(31)},
        {"on": october(1), "due_on": date(2026, 9, 20), "earlier": 1},
    ],
    ids=["the first of the last days", "until the last day", "the second on the first day"],
)
def test_the_days_at_the_edges_are_looked_at(other: dict) -> None:
    assert found(extended=(replace(EXTENDED, **other),))


@pytest.mark.parametrize(
    "other",
    [
        {"on": october(5), "earlier": 1},
        {"until_on": october(30)},
        {"on": october(21)},
        {"due_on": november(1), "on": november(3)},
        {"on": date(2026, 9, 30), "due_on": date(2026, 9, 1), "earlier": 1},
    ],
    ids=[
        *("agreed by the due date", "over before the end", "in the month's midst"),
        *("due in the next month", "of an earlier month"),
    ],
)
def test_a_later_date_that_takes_nothing_out_of_the_result_is_left_alone(other: dict) -> None:
    assert found(extended=(replace(EXTENDED, **other),)) == []


def test_what_is_extended_after_the_close_is_of_the_next_period() -> None:
    late = replace(EXTENDED, on=november(12))
    assert found(extended=(late,), closed_on=november(11)) == []
    assert found(extended=(late,), closed_on=november(12))


# --- taken back ----------------------------------------------------------------------------------

BACK = TakenBack(
    *("R-1", ACME, yuan(50_000), october(29), november(3)),
    is_late=True,
    credited=(ANA,),
    booked_by=(FIN,),
)


def test_money_of_the_last_days_that_comes_back_after_the_end_is_seen() -> None:
    (one,) = found(taken_back=(BACK,))
    assert (one.subject, one.about, one.took_part) == ("R-1", (ANA,), (FIN,))
    assert found(taken_back=(replace(BACK, value_on=october(17)),)), "the first of the last days"
    assert found(taken_back=(replace(BACK, back_on=november(1)),)), "the first day after the end"


@pytest.mark.parametrize(
    "other",
    [
        {"is_late": False},
        {"value_on": october(16)},
        {"value_on": november(1)},
        {"back_on": october(31)},
        {"back_on": date(2026, 12, 16)},
    ],
    ids=[
        *("the result fell with it", "early in the month", "of November"),
        *("inside the month", "long afterwards"),
    ],
)
def test_money_that_comes_back_otherwise_is_left_alone(other: dict) -> None:
    assert found(taken_back=(replace(BACK, **other),)) == []


# --- promised ------------------------------------------------------------------------------------

PROMISED = Promised("P-1", ACME, yuan(8000), october(20), october(21), "INV-1", ANA)
PAID = Paid("R-1", ACME, yuan(8000), october(19), "INV-1")


def test_a_promise_that_is_written_down_after_its_money_is_seen() -> None:
    (one,) = found(promised=(PROMISED,), paid=(PAID,))
    assert (one.subject, one.about) == ("P-1", (ANA,))
    of_none = replace(PROMISED, document=None, by=None)
    (other,) = found(promised=(of_none,), paid=(replace(PAID, document=None),))
    assert other.about == (), "nobody wrote it"


@pytest.mark.parametrize(
    ("promise", "paid"),
    [
        ({"written_on": october(29)}, {}),
        ({"promised_on": october(22)}, {}),
        ({}, {"amount": yuan(7200)}),
    ],
    ids=["ten days older", "three days apart", "nine tenths"],
)
def test_what_just_fits_is_seen(promise: dict, paid: dict) -> None:
    given_ = {"promised": (replace(PROMISED, **promise),), "paid": (replace(PAID, **paid),)}
    assert found(**given_)


def test_of_several_payments_the_first_is_named() -> None:
    later, again = replace(PAID, receipt="R-0", value_on=october(20)), replace(PAID, receipt="R-2")
    (one,) = found(promised=(PROMISED,), paid=(later, again, PAID))
    assert one.facts["receipt"] == "R-1"


@pytest.mark.parametrize(
    ("promise", "paid"),
    [
        ({"written_on": october(16)}, {}),
        ({"written_on": october(19)}, {}),
        ({"promised_on": october(31)}, {}),
        ({"written_on": october(30)}, {}),
        ({"promised_on": november(1)}, {"value_on": october(30)}),
        ({}, {"amount": yuan(7199)}),
        ({}, {"amount": yuan(8000, "USD")}),
        ({}, {"document": "INV-2"}),
        ({}, {"customer": OTHER}),
    ],
    ids=[
        *("in time", "the same day", "the next instalment of a plan", "older money"),
        *("for November", "less money", "another currency", "another invoice"),
        "another customer",
    ],
)
def test_a_promise_of_other_money_is_left_alone(promise: dict, paid: dict) -> None:
    facts = {"promised": (replace(PROMISED, **promise),), "paid": (replace(PAID, **paid),)}
    assert found(**facts) == []


# --- copied --------------------------------------------------------------------------------------

NOTE = "Called, the boss is travelling."


def touches(*customers: int, note: str = NOTE, by: Who = ANA, day: int = 30) -> tuple[Touch, ...]:
    return tuple(Touch(by, october(day), Customer(n, f"C{n}"), note) for n in customers)


def test_the_same_words_about_four_customers_on_one_day_are_seen() -> None:
    other = touches(3, note="called - the BOSS is  travelling")
    copies = (*touches(1), *other, *touches(2, 4))
    (one,) = found(touches=copies)
    assert one.about == (ANA,)
    digest = sha256(b"calledthebossistravelling").hexdigest()[:16]
    assert one.subject == f"1 2026-10-30 {digest}"
    assert one.facts["customers"] == ("C1", "C2", "C3")
    assert (one.facts["count"], one.facts["note"]) == (4, NOTE)
    assert found(touches=touches(1, 2, 3, 4, note="已电话联系财务"))
    assert found(touches=touches(1, 2, 3, 4, note="He will call me")), "twelve letters"


@pytest.mark.parametrize(
    "written",
    [
        touches(1, 2, 3),
        (*touches(1, 2), *touches(3, 4, day=29)),
        (*touches(1, 2), *touches(3, 4, by=BO)),
        touches(1, 1, 1, 1),
        touches(1, 2, 3, 4, note="No answer!!! 2026-10-30"),
        touches(1, 2, 3, 4, note="无人接听"),
        tuple(replace(one, on=november(2)) for one in touches(1, 2, 3, 4)),
        tuple(one for n in range(1, 5) for one in touches(n, note=f"{NOTE} He {'abcd'[n - 1]}.")),
    ],
    ids=[
        *("three calls", "on different days", "of two people", "one customer", "no answer"),
        *("no answer in Chinese", "in November", "words of their own"),
    ],
)
def test_words_that_repeat_by_nature_are_left_alone(written: tuple[Touch, ...]) -> None:
    assert found(touches=written) == []


# --- moved ---------------------------------------------------------------------------------------

MOVE = Move("INV-1", ACME, october(28), yuan(8000), october(5), (ANA,), (BO,))


def test_overdue_or_large_items_that_move_in_the_last_days_are_seen_once_a_handover() -> None:
    large = replace(MOVE, document="INV-2", due_on=november(20), open=yuan(30_000))
    more = [replace(MOVE, document=f"INV-{n}") for n in (3, 4)]
    (one,) = found(moves=(MOVE, large, *more))
    assert one.about == (ANA, BO)
    assert one.facts["amount"] == yuan(54_000)
    assert one.facts["documents"] == "INV-1, INV-2, INV-3, +1"
    assert one.subject == "7 2026-10-28 1>2 CNY"
    both = replace(MOVE, givers=(ANA, HUA))
    assert [each.subject for each in found(moves=(both,))] == ["7 2026-10-28 1,3>2 CNY"]
    assert found(moves=(MOVE, *more))[0].facts["documents"] == "INV-1, INV-3, INV-4"
    dollars = replace(MOVE, document="INV-9", open=yuan(8000, "USD"))
    assert [each.facts["documents"] for each in found(moves=(MOVE, dollars))] == ["INV-1", "INV-9"]


def test_a_cent_of_the_first_of_the_last_days_is_enough() -> None:
    assert found(moves=(replace(MOVE, on=october(22), open=Money(1, "CNY")),))


@pytest.mark.parametrize(
    "other",
    [
        {"on": october(21)},
        {"on": november(1)},
        {"leaves": True},
        {"due_on": october(28)},
        {"due_on": november(20), "open": yuan(50_000, "USD")},
        {"open": yuan(0)},
    ],
    ids=[
        *("in the month's midst", "after the end", "somebody leaves", "small, and not overdue"),
        *("not overdue in another currency", "paid that day"),
    ],
)
def test_a_handover_that_changes_little_is_left_alone(other: dict) -> None:
    assert found(moves=(replace(MOVE, **other),)) == []


# --- who looks -----------------------------------------------------------------------------------


def test_only_who_had_no_part_in_it_reviews_it_and_only_once() -> None:
    at = datetime(2026, 11, 12, 10, tzinfo=UTC)
    signal, reviewers = Signal(1, "copied", OCTOBER, {}, 1, at), frozenset({HUA.id, FIN.id})
    may_review(signal, HUA, reviewers)
    with pytest.raises(NotYoursToReview):
        may_review(signal, ANA, reviewers)
    reviewed = replace(signal, review=Review(Outcome.NOTED, "a letter", FIN, at))
    with pytest.raises(ReviewedBefore) as caught:
        may_review(reviewed, HUA, reviewers)
    assert (caught.value.name, caught.value.day) == ("Fin", november(12))


# --- what holds of all ---------------------------------------------------------------------------

days = st.integers(-40, 60).map(lambda n: OCTOBER.start + timedelta(days=n))
sums = st.sampled_from([yuan(7600), yuan(8000), yuan(40_000), yuan(8000, "USD")])
whom = st.sampled_from([ACME, OTHER])
people = st.sampled_from([(ANA,), (BO,), (ANA, BO)])
numbers = st.sampled_from(["N-1", "N-2", "N-3"])
documents = st.sampled_from(["INV-1", "INV-2", "INV-7"])


def few(of: st.SearchStrategy) -> st.SearchStrategy:
    return st.lists(of, max_size=4)


books = st.fixed_dictionaries(
    {
        "credited": few(st.builds(Credited, numbers, days, documents, whom, sums, days, people)),
        "billed": few(st.builds(Billed, documents, whom, days, days, sums)),
        "taken_back": few(
            st.builds(TakenBack, numbers, whom, sums, days, days, st.booleans(), people)
        ),
        "promised": few(
            st.builds(
                *(Promised, numbers, whom, sums, days, days),
                *(st.none() | documents, st.none() | st.just(ANA)),
            )
        ),
        "paid": few(st.builds(Paid, numbers, whom, sums, days, st.none() | documents)),
        "moves": few(st.builds(Move, documents, whom, days, sums, days, people, people)),
        "touches": few(st.builds(Touch, st.just(ANA), days, whom, st.sampled_from([NOTE, "no"]))),
    }
)


@given(books, st.randoms(use_true_random=False))
def test_whatever_the_order_of_facts_the_same_is_found(facts: dict, rng: random.Random) -> None:
    def subjects(given_: dict) -> list[tuple[str, str]]:
        looked = Facts(OCTOBER, yuan(30_000), **{name: tuple(v) for name, v in given_.items()})
        return sorted((kind, one.subject) for kind, one in found_in(looked))

    shuffled = {name: rng.sample(rows, len(rows)) for name, rows in facts.items()}
    assert subjects(facts) == subjects(shuffled)
