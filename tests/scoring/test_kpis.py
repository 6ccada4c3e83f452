"""What every KPI measures, on ledgers small enough to add up by hand."""

from fractions import Fraction

import pytest

from ledger.money import decimal
from scoring.facts import Figure, Kind
from scoring.kpi import Measure, Missing, Part
from scoring.kpis import catalogue
from tests.ledger.vectors import ids, vector
from tests.scoring.cast import bounced, facts, lost, not_due, overdue, paid


def measure(kpi: str, *figures: Figure, **other) -> Measure:
    return catalogue()[kpi].measure(facts(*figures, **other))


# --- collected amount ----------------------------------------------------------------------------


def test_all_cash_of_the_period_is_collected_whenever_it_was_due() -> None:
    """300 on what was due, 200 on what is due later; 500 still open count for nothing."""
    figures = paid(300), paid(200, due_in_period=False), overdue(400), not_due(100)
    assert measure("collected_amount", *figures) == Measure(Fraction(500), Fraction(500))


def test_what_a_bounce_took_back_is_subtracted_from_the_collected_amount() -> None:
    """300 came in; 120 of an earlier month bounced: 180."""
    assert measure("collected_amount", paid(300), bounced(120)).value == 180


def test_more_can_bounce_in_a_month_than_comes_in() -> None:
    """March: nothing came in, 60,000 and 40,000 of February bounced."""
    assert measure("collected_amount", bounced(60_000), bounced(40_000)).value == -100_000


def test_no_cash_is_a_real_zero() -> None:
    assert measure("collected_amount") == Measure(Fraction(0))


# --- collection rate -----------------------------------------------------------------------------


def test_the_collection_rate_is_cash_over_cash_and_what_is_still_open() -> None:
    """
    due in October or before: 860 paid, 140 open ⇒ 86 %
    due later: 500 paid early, 200 open ⇒ on neither side
    """
    figures = paid(860), overdue(140), paid(500, due_in_period=False), not_due(200)
    expected = Measure(Fraction(86, 100), Fraction(860), Fraction(1000))
    assert measure("collection_rate", *figures) == expected


def test_paying_everything_is_a_hundred_percent_and_never_more() -> None:
    """1,000 due, all of it paid, and 500 paid early on what is due in November."""
    figures = paid(400), paid(600, 20), paid(500, due_in_period=False)
    assert measure("collection_rate", *figures).value == 1


def test_what_a_bounce_reopens_enters_the_base_and_never_the_numerator() -> None:
    """
    1,000 open on 1 Mar of which 600 were thought paid in February; they bounced on 5 Mar
    March: 0 of 400 + 600
    """
    assert measure("collection_rate", bounced(600), overdue(1000, 28)) == Measure(
        Fraction(0), Fraction(0), Fraction(1000)
    )


def test_money_that_came_and_bounced_in_one_month_stands_on_both_sides() -> None:
    """1,000 open at the start, 600 paid and bounced: 600 of 1,000 + 600 reopened."""
    figures = paid(600, stands=False), bounced(600), overdue(1000)
    assert measure("collection_rate", *figures).value == Fraction(600, 1600)


def test_nothing_due_is_not_zero() -> None:
    for figures in ((), (not_due(100),), (paid(100, due_in_period=False),), (bounced(100),)):
        found = measure("collection_rate", *figures)
        assert (found.value, found.missing) == (None, Missing.NOTHING_DUE)


def test_something_due_and_nothing_paid_is_a_real_zero() -> None:
    assert measure("collection_rate", overdue(100)).value == 0


# --- days late -----------------------------------------------------------------------------------


def test_days_late_are_weighted_by_the_amount() -> None:
    """4,000 on time, 6,000 six days late, 2,000 eight days late: 52,000 ÷ 12,000 = 4.33."""
    value = measure("days_late", paid(4000), paid(6000, 6), paid(2000, 8)).value
    assert value is not None
    assert decimal(value, 2) == "4.33"


def test_open_overdue_items_count_as_late_as_they_are() -> None:
    """1,000 paid on time; 1,000 open, 30 days overdue; 8,000 not due: 15 days."""
    assert measure("days_late", paid(1000), overdue(1000, 30), not_due(8000)).value == 15


def test_money_paid_early_counts_as_zero_days() -> None:
    """1,000 paid before their due date, 1,000 paid four days late: 2 days."""
    assert measure("days_late", paid(1000, due_in_period=False), paid(1000, 4)).value == 2


def test_a_bounce_leaves_only_the_reopened_item() -> None:
    """1,000 due 31 Jan, paid on 10 Feb, bounced on 20 Feb: on 28 Feb it is 28 days late."""
    figures = paid(1000, 10, stands=False), bounced(1000), overdue(1000, 28)
    assert measure("days_late", *figures).value == 28


def test_nothing_paid_and_nothing_overdue_is_not_on_time() -> None:
    for figures in ((), (not_due(100),), (paid(100, stands=False), bounced(100))):
        found = measure("days_late", *figures)
        assert (found.value, found.missing) == (None, Missing.NOTHING_PAID)


def test_days_are_weighted_as_others_weight_them(shared_data) -> None:
    """10 after 5 days and 100 after 10 days are 9.55 days on average, not 7.5."""
    asked, expected = vector(shared_data, "kpis", "KP-05")
    figures = [paid(int(one["amount"]), one["days"]) for one in asked["payments"]]
    value = measure("days_late", *figures).value
    assert value is not None
    assert decimal(value, 2) == expected["weighted"]


def test_equal_amounts_weigh_alike(shared_data) -> None:
    """28, 22, 15, 35 and 20 days are 24 on average."""
    asked, expected = vector(shared_data, "kpis", "KP-06")
    value = measure("days_late", *(paid(100, days) for days in asked["days"])).value
    assert value == int(expected["simple"])


def test_every_kpi_vector_is_looked_at(shared_data) -> None:
    """Here, in test_comparisons.py, and the bounds of Wilson in test_small_books.py."""
    asked = {one: vector(shared_data, "kpis", one)[0]["kpi"] for one in ids(shared_data, "kpis")}
    elsewhere = {"dso_simple", "dso_countback", "add", "cei", "wilson_95"}
    assert {one for one, kpi in asked.items() if kpi not in elsewhere} == {"KP-05", "KP-06"}
    assert len(asked) == 8


# --- overdue ratio -------------------------------------------------------------------------------


def test_the_overdue_ratio_is_what_is_overdue_of_what_is_open() -> None:
    """140 overdue, 860 not: 14 %; what was paid or bounced is not open."""
    figures = overdue(140, 50), not_due(860), paid(5000), bounced(70)
    assert measure("overdue_ratio", *figures) == Measure(
        Fraction(14, 100), Fraction(140), Fraction(1000)
    )


def test_what_is_due_in_the_period_but_not_yet_is_open_and_not_overdue() -> None:
    """On 15 October: 100 due on the 10th, 300 due on the 20th."""
    soon = Figure(Kind.OPEN, 300, "CNY", due_in_period=True)
    assert measure("overdue_ratio", overdue(100, 5), soon).value == Fraction(1, 4)


def test_nothing_open_is_not_zero() -> None:
    found = measure("overdue_ratio", paid(100))
    assert (found.value, found.missing) == (None, Missing.NOTHING_OPEN)


# --- what was written off ------------------------------------------------------------------------


def test_a_write_off_helps_nobody() -> None:
    """
    500 paid, 300 overdue by 10 days, 200 not due; then 300 of it is written off
    the rate stays 500 of 800, the overdue share 300 of 500, lateness 3,000 ÷ 800
    """
    kept = paid(500), overdue(300, 10), not_due(200)
    given_up = paid(500), lost(300, 10), not_due(200)
    for kpi in ("collection_rate", "cash_cei", "overdue_ratio", "days_late", "collected_amount"):
        assert measure(kpi, *given_up) == measure(kpi, *kept), kpi
    assert measure("bad_debt_ratio", *kept).value == 0
    assert measure("bad_debt_ratio", *given_up).value == Fraction(300, 1000)


def test_nothing_owed_has_no_bad_debt_and_nothing_to_collect() -> None:
    assert measure("bad_debt_ratio").missing is Missing.NOTHING_DUE
    assert measure("cash_cei", not_due(100)).missing is Missing.NOTHING_DUE


# --- what is allowed for -------------------------------------------------------------------------


def test_an_exempt_item_is_in_no_rate_and_its_cash_still_counts() -> None:
    """80 paid and 20 open as ever; beside them 50 paid and 70 overdue, exempt."""
    plain = paid(80), overdue(20, 5)
    exempt = paid(50, 9, exempt=True), overdue(70, 9, exempt=True), lost(5, exempt=True)
    for kpi in ("collection_rate", "cash_cei", "overdue_ratio", "days_late", "bad_debt_ratio"):
        assert measure(kpi, *plain, *exempt) == measure(kpi, *plain), kpi
    assert measure("collected_amount", *plain, *exempt).value == 130


def test_what_was_overdue_at_the_handover_stays_out_of_the_new_owners_share() -> None:
    assert measure("overdue_ratio", not_due(100), overdue(900, inherited=True)).value == 0
    assert measure("collection_rate", overdue(900, inherited=True)).value == 0


def test_a_disputed_part_is_open_and_not_overdue() -> None:
    """100 overdue, 30 more disputed: 100 of 130, and nothing of the 30 is late."""
    figures = overdue(100, 4), not_due(30, disputed=True, due_in_period=True)
    assert measure("overdue_ratio", *figures).value == Fraction(100, 130)
    assert measure("days_late", *figures).value == 4
    assert measure("collection_rate", *figures).value == 0


# --- imported ------------------------------------------------------------------------------------


@pytest.mark.parametrize("kpi", ["sales_amount", "csat"])
def test_a_metric_is_what_was_imported_and_without_one_not_applicable(kpi) -> None:
    assert measure(kpi, metrics={kpi: Fraction("4.6")}).value == Fraction("4.6")
    assert measure(kpi, metrics={kpi: Fraction(0)}).value == 0
    assert measure(kpi, paid(100)).missing is Missing.NO_METRIC


# --- other currencies ----------------------------------------------------------------------------


def test_people_are_credited_at_the_booking_rate() -> None:
    """USD 10,000 booked at 7.30 and paid in full (at 7.10, which counts nowhere): CNY 73,000."""
    dollars = paid(10_000_00, currency="USD", rate=Fraction("7.30"))
    assert measure("collected_amount", dollars).value == 73_000_00


@pytest.mark.parametrize(
    ("currency", "minor", "rate", "fen"),
    [
        ("JPY", 10_000, "0.05", 500_00),
        ("KWD", 1_000, "23.5", 23_50),
        ("EUR", 1_00, "7.8", 7_80),
        ("CLF", 1_0000, "280", 280_00),
    ],
)
def test_one_unit_at_its_rate_counts_in_the_companys_minor_units(
    currency, minor, rate, fen
) -> None:
    """JPY 10,000 at 0.05 is CNY 500.00, or 50,000 fen; KWD 1.000 at 23.5 is CNY 23.50."""
    foreign = paid(minor, 3, currency=currency, rate=Fraction(rate))
    assert measure("collected_amount", foreign).value == fen
    late = measure("days_late", foreign, paid(fen))
    assert (late.value, late.under) == (Fraction(3, 2), 2 * fen)


def test_a_company_in_yen_counts_yen() -> None:
    """CNY 500.00 at 20 is JPY 10,000."""
    yuan = paid(500_00, rate=Fraction(20))
    assert measure("collected_amount", yuan, currency="JPY").value == 10_000


def test_an_invoice_without_a_rate_is_left_out_of_everything_and_counted() -> None:
    """CNY 100 paid; USD 900 paid and USD 50 open (two items) without a rate."""
    unrated = {"currency": "USD", "rate": None}
    known = facts(paid(100), paid(900, **unrated), overdue(50, items=2, **unrated))
    for kpi in ("collected_amount", "collection_rate", "days_late", "overdue_ratio"):
        alone = catalogue()[kpi].measure(facts(paid(100)))
        assert catalogue()[kpi].measure(known) == alone
    assert known.without_rate == 3
    assert not catalogue()["collected_amount"].counts(paid(900, **unrated))


def test_an_amount_without_a_rate_is_never_added_up() -> None:
    unrated = paid(900, 3, rate=None)
    for read in (lambda: unrated.amount, lambda: unrated.late):
        with pytest.raises(AssertionError):
            read()


# --- all of them ---------------------------------------------------------------------------------


@pytest.mark.parametrize("kpi", sorted(catalogue()))
def test_a_kpi_counts_what_it_takes_and_says_why_it_leaves_the_rest(kpi) -> None:
    """Every sort of figure is either part of the measure or left out for a reason."""
    known = catalogue()[kpi]
    assert known.id == kpi
    assert known.formula == f"{kpi} v{known.version}"
    gone = paid(100, stands=False)
    for figure in (
        paid(100),
        paid(100, exempt=True),
        overdue(100, exempt=True),
        overdue(100, inherited=True),
        not_due(100, disputed=True),
        lost(100),
        paid(100, due_in_period=False),
        gone,
        bounced(100),
        overdue(100),
        not_due(100),
    ):
        if not known.counts(figure):
            assert known.left_out(figure)
        else:
            assert known.measure(facts(figure)).value is not None


@pytest.mark.parametrize(
    ("kpi", "figure", "reason"),
    [
        ("collected_amount", overdue(1), "still open"),
        ("collection_rate", bounced(1), "taken back by the bank: it is open again"),
        ("collection_rate", not_due(1), "due after this period"),
        ("days_late", not_due(1), "not due yet"),
        (
            "days_late",
            paid(1, stands=False),
            "taken back by the bank: only the reopened item counts",
        ),
        ("overdue_ratio", paid(1), "no longer open"),
        ("overdue_ratio", overdue(1, inherited=True), "overdue already when it was taken over"),
        ("collected_amount", lost(1), "written off: no cash came in"),
        ("days_late", not_due(1, disputed=True), "disputed"),
        ("cash_cei", not_due(1, disputed=True), "disputed"),
        ("cash_cei", not_due(1), "not due yet"),
        ("cash_cei", bounced(1), "taken back by the bank: it is open again"),
        ("bad_debt_ratio", bounced(1), "taken back by the bank: it is open again"),
        ("collection_rate", overdue(1, exempt=True), "exempt"),
        ("days_late", overdue(1, exempt=True), "exempt"),
        ("overdue_ratio", overdue(1, exempt=True), "exempt"),
        ("cash_cei", overdue(1, exempt=True), "exempt"),
        ("bad_debt_ratio", overdue(1, exempt=True), "exempt"),
        ("csat", paid(1), "it is measured elsewhere"),
    ],
)
def test_what_is_left_out_has_its_reason(kpi, figure, reason) -> None:
    known = catalogue()[kpi]
    assert not known.counts(figure)
    assert known.left_out(figure) == reason


def test_less_is_better_where_lateness_and_loss_are_measured() -> None:
    scored = [kpi for kpi in catalogue().values() if kpi.is_scored]
    inverse = {kpi.id for kpi in scored if not kpi.more_is_better}
    assert inverse == {"days_late", "overdue_ratio", "bad_debt_ratio"}


def test_a_missing_value_says_why_and_a_value_has_no_excuse() -> None:
    with pytest.raises(AssertionError):
        Measure(None)
    with pytest.raises(AssertionError):
        Measure(Fraction(1), missing=Missing.NO_TARGET)


def test_a_part_without_a_lower_line_adds_nothing_below() -> None:
    assert Part(Fraction(5)) == Part(Fraction(5), Fraction(0))
