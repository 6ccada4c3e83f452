"""The weakest KPI that somebody can influence, what helps with it, and who may settle what."""

from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction

import pytest

from ledger.proposal import Who
from scoring import coach
from scoring.coach import (
    Assigned,
    DoneBefore,
    Item,
    NotYoursToMark,
    NotYoursToWithdraw,
    OpenAgain,
    Sort,
    State,
    Step,
    StillOpen,
    WithdrawnBefore,
    may_mark,
    may_take_up,
    may_withdraw,
    merged,
    reading,
    starter,
    suggested,
    tip,
    weakest,
)
from scoring.engine import score
from scoring.kpis import catalogue
from scoring.scheme import template
from tests.scoring.cast import (
    OCTOBER,
    component,
    facts,
    lost,
    not_due,
    overdue,
    paid,
    scheme,
    weighted,
)

ANA, MEI, BO = Who(1, "Ana"), Who(2, "Mei"), Who(3, "Bo")
DAY = date(2026, 11, 23)
AT = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
SALES = template("sales")
# 860 of 1,000 paid, 140 of 1,000 open is overdue, and so long that days late are 6.3
KNOWN = facts(
    paid(51_000),
    paid(35_000, 10),
    overdue(14_000, 20),
    not_due(86_000),
    metrics={"sales_amount": Fraction(1_310_000_00)},
    targets={"sales_amount": Fraction(1_400_000_00)},
)


def test_the_weakest_leaves_the_most_points_on_the_table() -> None:
    """Collection rate 31.25 − 29.86, days late 18.75 − 13.88, overdue share 12.5 − 7.5."""
    assert SALES
    card = score(KNOWN, SALES)
    found = weakest(card, "sales")
    assert found is not None
    assert (found.kpi, coach.lost(found)) == ("overdue_ratio", 5)
    heavy = scheme(weighted("collection_rate", 90, "1"), weighted("overdue_ratio", 10, "0.1"))
    found = weakest(score(facts(paid(80), overdue(20)), heavy), "sales")
    assert found is not None, "18 points of 90 lost outweigh 10 of 10"
    assert (found.kpi, coach.lost(found)) == ("collection_rate", 18)


def test_sales_are_no_weakness_in_collecting() -> None:
    """She sold nothing, and met every target of collecting."""
    assert SALES
    known = facts(
        paid(100),
        not_due(100),
        metrics={"sales_amount": Fraction(0)},
        targets={"sales_amount": Fraction(100)},
    )
    card = score(known, SALES)
    assert component(card, "sales_amount").points == 0
    assert weakest(card, "sales") is None


def test_what_a_role_cannot_influence_is_nobodys_weakness() -> None:
    """Customer service grants no credit, so what is written off is not theirs to mend."""
    parts = scheme(weighted("bad_debt_ratio", 90, "0.01"), weighted("collection_rate", 10, "1"))
    card = score(facts(paid(90), overdue(10)), parts)
    assert weakest(card, "customer_service") == component(card, "collection_rate")
    gone = score(facts(paid(50), lost(50)), parts)
    assert weakest(gone, "sales") == component(gone, "bad_debt_ratio"), "sales do grant it"
    assert weakest(gone, "customer_service") != weakest(gone, "sales")
    items = [own(kpi="bad_debt_ratio")]
    assert suggested(items, gone, "sales") == tuple(items)
    assert suggested(items, gone, "customer_service") == ()


def test_a_kpi_without_anything_to_judge_is_not_weak() -> None:
    parts = scheme(weighted("collection_rate", 50, "1"), weighted("promise_kept_rate", 50, "1"))
    found = weakest(score(facts(paid(90), overdue(10)), parts), "sales")
    assert found is not None
    assert found.kpi == "collection_rate"
    assert weakest(score(facts(), parts), "sales") is None


def test_every_kpi_that_collects_has_tips_and_a_training_in_both_languages() -> None:
    """Two tips, which take no time of their own, and one training item; all short enough."""
    wanted = {one.id for one in catalogue().values() if one.is_collections and one.is_scored}
    assert {one.kpi for one in starter()} == wanted
    for kpi in wanted:
        own = [one for one in starter() if one.kpi == kpi]
        assert sum(one.sort is Sort.TIP for one in own) in {2, 3}, kpi
        assert sum(one.sort is Sort.TRAINING for one in own) == 1, kpi
        assert own[0].sort is Sort.TIP, kpi
    for one in starter():
        assert (one.minutes > 0) == (one.sort is Sort.TRAINING), one.id
        assert one.title.keys() == one.text.keys() == {"en", "zh"}, one.id
        assert all(
            any("一" <= sign <= "鿿" for sign in said["zh"]) for said in (one.title, one.text)
        )
        assert len(one.title["en"]) <= 50, one.id
        assert len(one.title["zh"]) <= 20, one.id
        assert len(one.text["en"]) <= 200, one.id
        assert len(one.text["zh"]) <= 80, one.id
    assert len({one.id for one in starter()}) == len(starter())


def test_a_shipped_item_is_what_its_file_says() -> None:
    starter.cache_clear()
    known = {one.id: one for one in starter()}
    assert known["overdue_ratio.oldest_first"] == Item(
        "overdue_ratio.oldest_first",
        "overdue_ratio",
        Sort.TIP,
        {
            "en": "Agree a date for the oldest invoice",
            "zh": "先为最早的一笔约定日期",
        },
        {
            "en": "Agree a date for the oldest invoice before you chase the newest.",
            "zh": "先为最早的一笔约定付款日期，再去催最新的。",
        },
    )
    training = known["overdue_ratio.hard_talk"]
    assert (training.sort, training.minutes) == (Sort.TRAINING, 40)


def own(title: str = "Visit them", kpi: str = "overdue_ratio", **other) -> Item:
    words = {"en": title, "zh": title}
    return Item(**({"id": f"own.{title}", "kpi": kpi, "sort": Sort.TIP, "version": 1} | other),
                title=words, text=words)  # fmt: skip


def test_a_companys_own_items_come_first_and_the_newest_version_counts() -> None:
    first = starter()[0]
    hidden = replace(first, hidden=True, version=1)
    again = replace(first, hidden=False, version=2)
    assert merged([]) == starter()
    assert merged([own()])[0] == own()
    assert hidden in merged([hidden])
    assert first not in merged([hidden])
    assert again in merged([again, hidden])
    assert len(merged([own(), again, hidden])) == len(starter()) + 1


def test_the_tip_of_a_kpi_is_its_first_that_is_shown() -> None:
    training = own("A day with them", sort=Sort.TRAINING, minutes=60)
    items = merged([training, own(hidden=True)])
    found = tip(items, "overdue_ratio")
    assert found is not None
    assert found.id == "overdue_ratio.oldest_first"
    assert tip(merged([own()]), "overdue_ratio") == own()
    assert tip([training], "overdue_ratio") is None


def test_what_is_suggested_begins_with_the_weakest_and_is_about_the_card() -> None:
    assert SALES
    card = score(KNOWN, SALES)
    kpis = [one.kpi for one in suggested(merged([own(hidden=True)]), card, "sales")]
    assert list(dict.fromkeys(kpis)) == ["overdue_ratio", "days_late", "collection_rate"]
    assert len(kpis) == sum(one.kpi in set(kpis) for one in starter())


def test_a_reading_is_the_value_with_its_points_or_nothing() -> None:
    assert SALES
    card = score(KNOWN, SALES)
    found = reading(card, "overdue_ratio")
    assert found is not None
    assert (found.period, found.value, found.points) == (
        OCTOBER,
        Fraction(14, 100),
        Fraction(15, 2),
    )
    assert reading(card, "csat") is None
    assert reading(card, "cash_cei") is None
    assert reading(None, "overdue_ratio") is None


def given(state: State | None = None, by: Who = ANA) -> Assigned:
    step = None if state is None else Step(state, by, AT)
    return Assigned(9, ANA, MEI, starter()[0], "", DAY, OCTOBER, None, AT, step)


def test_only_the_person_marks_it_and_only_while_it_is_open() -> None:
    may_mark(given(), ANA)
    may_mark(given(State.OPEN), ANA)
    for who in (MEI, BO):
        with pytest.raises(NotYoursToMark):
            may_mark(given(), who)
    with pytest.raises(DoneBefore) as done:
        may_mark(given(State.DONE), ANA)
    assert (done.value.name, done.value.day) == ("Ana", DAY)
    with pytest.raises(WithdrawnBefore) as withdrawn:
        may_mark(given(State.WITHDRAWN, MEI), ANA)
    assert (withdrawn.value.name, withdrawn.value.day) == ("Mei", DAY)


def test_only_who_assigned_it_or_leads_the_person_withdraws_it() -> None:
    nobody: frozenset[int] = frozenset()
    may_withdraw(given(), MEI, nobody)
    may_withdraw(given(), BO, frozenset({BO.id}))
    for who in (ANA, BO):
        with pytest.raises(NotYoursToWithdraw):
            may_withdraw(given(), who, nobody)
    with pytest.raises(DoneBefore):
        may_withdraw(given(State.DONE), MEI, nobody)


def test_only_what_is_done_is_taken_up_again() -> None:
    may_take_up(given(State.DONE), ANA, [given(State.DONE)])
    with pytest.raises(NotYoursToMark):
        may_take_up(given(State.DONE), MEI, ())
    with pytest.raises(StillOpen):
        may_take_up(given(), ANA, ())
    with pytest.raises(WithdrawnBefore):
        may_take_up(given(State.WITHDRAWN, MEI), ANA, ())
    other = replace(given(), item=starter()[1])
    may_take_up(given(State.DONE), ANA, [other])
    with pytest.raises(OpenAgain) as caught:
        may_take_up(given(State.DONE), ANA, [other, given()])
    assert caught.value.until == DAY
