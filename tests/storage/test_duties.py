"""What was to be done in a period, and whose it was: from the books, on every database."""

from datetime import date, datetime
from fractions import Fraction

import pytest

from ledger.period import Period
from scoring.facts import Family
from storage import duties
from storage.duties import Wanted
from storage.window import By
from tests.storage.books import Books
from tests.storage.dutiful import PEOPLE, SHANGHAI, Stage, chase, counted, deliver, owe, pay


@pytest.fixture
def stage(books: Books) -> Stage:
    books.add("people", PEOPLE)
    return Stage(books)


# --- invoices sent in time -----------------------------------------------------------------------


@pytest.fixture
def delivered(stage: Stage) -> Stage:
    return deliver(stage)


def test_an_invoice_is_sent_in_time_within_three_business_days_of_delivery(delivered) -> None:
    assert delivered.tasks("P1") == {"INV-1": "in_time", "INV-2": "too_late"}
    assert delivered.tasks("P2") == {"INV-1": "in_time"}
    assert delivered.tasks("P3") == {"INV-3": "never", "INV-6": "in_time"}
    assert delivered.tasks("P9") == {}
    assert delivered.tasks("P1", invoicing_days=4)["INV-2"] == "in_time"


def test_a_duty_counts_once_for_every_owner_and_once_for_the_team(delivered) -> None:
    """INV-1 is Ana's and Bo's, both of East: a whole duty of each, and one of the team."""
    kpi = "invoicing_on_time"
    half, whole = Fraction(1, 2), Fraction(1)
    assert delivered.shares(By.PERSON, kpi) == {"P1": half, "P2": whole, "P3": half}
    assert delivered.shares(By.TEAM, kpi) == {"East": half, "West": half}
    assert delivered.shares(By.COMPANY, kpi) == {0: half}
    assert delivered.shares(By.CUSTOMER, kpi) == {"K1": half}
    east = delivered.of_all(By.TEAM)["East"]
    assert {(one.done, one.items, one.amount_minor) for one in east} == {
        (True, 1, 100_00),
        (False, 1, 200_00),
    }


def test_what_is_not_sent_yet_counts_once_its_days_are_over(delivered) -> None:
    """On Wednesday there is still time; what is sent later is not seen yet."""
    for today, expected in (
        ("2025-03-11", {"INV-1": "not_over", "INV-2": "not_over"}),
        ("2025-03-12", {"INV-1": "in_time", "INV-2": "not_over"}),
        ("2025-03-13", {"INV-1": "in_time", "INV-2": "too_late"}),
    ):
        delivered.books.today = date.fromisoformat(today)
        assert delivered.tasks("P1") == expected
    delivered.books.today = date(2025, 3, 12)
    assert delivered.of_person("P3") == ()


# --- follow-up in time ---------------------------------------------------------------------------


@pytest.fixture
def chased(stage: Stage) -> Stage:
    return chase(stage)


def test_what_becomes_overdue_is_to_be_followed_up_in_three_business_days(chased) -> None:
    """INV-6 was paid by its first overdue day; INV-7 a day later, so it had been overdue."""
    chased.touch("F1", "P1", "2025-03-12", "INV-1")
    chased.touch("F2", "P1", "2025-03-13", "INV-2")
    assert chased.tasks("P1") == {"INV-1/1": "in_time", "INV-2/1": "too_late", "INV-7/1": "never"}
    assert chased.tasks("P2") == {"INV-1/1": "in_time"}
    assert chased.tasks("P3") == {"INV-3/1": "never"}
    assert chased.tasks("P1", followup_days=4)["INV-2/1"] == "in_time"
    assert chased.tasks("P1", chased.window(Period.parse("2025-04"))) == {"INV-5/1": "never"}


def test_a_touch_counts_from_the_first_overdue_day_on(chased) -> None:
    chased.touch("F1", "P1", "2025-03-06")
    assert chased.tasks("P1")["INV-1/1"] == "never"
    chased.touch("F2", "P1", "2025-03-07")
    assert chased.tasks("P1")["INV-1/1"] == "in_time"


def test_a_touch_that_names_no_invoice_is_about_all_of_the_customers(chased) -> None:
    chased.touch("F1", "P1", "2025-03-10")
    assert set(chased.tasks("P1").values()) == {"in_time"}
    assert chased.tasks("P3") == {"INV-3/1": "never"}


def test_of_several_touches_of_a_person_on_a_customer_on_a_day_the_first_counts(chased) -> None:
    noon = datetime(2025, 3, 10, 12, tzinfo=SHANGHAI)
    chased.touch("F2", "P1", "2025-03-10", "INV-2", at=noon.replace(hour=13))
    chased.touch("F1", "P1", "2025-03-10", "INV-1")
    assert chased.tasks("P1") == {"INV-1/1": "in_time", "INV-2/1": "never", "INV-7/1": "never"}
    chased.touch("F3", "P1", "2025-03-11", "INV-2")
    assert chased.tasks("P1")["INV-2/1"] == "in_time"


def test_an_automatic_message_never_counts(chased) -> None:
    chased.touch("F1", "P1", "2025-03-10", automatic=True)
    assert set(chased.tasks("P1").values()) == {"never"}


def test_a_co_owners_call_is_enough_and_a_strangers_counts_for_the_team_alone(chased) -> None:
    """Bo's call covers INV-1, of which he holds a share; Zoe holds nothing."""
    chased.touch("F1", "P2", "2025-03-10")
    assert chased.tasks("P1") == {"INV-1/1": "in_time", "INV-2/1": "never", "INV-7/1": "never"}
    chased.touch("F2", "P9", "2025-03-10")
    assert chased.tasks("P1")["INV-2/1"] == "never"
    kpi = "followup_coverage"
    assert chased.shares(By.PERSON, kpi) == {
        "P1": Fraction(1, 3),
        "P2": Fraction(1),
        "P3": Fraction(0),
    }
    assert chased.shares(By.TEAM, kpi) == {"East": Fraction(1), "West": Fraction(0)}
    assert chased.shares(By.COMPANY, kpi) == {0: Fraction(3, 4)}
    assert chased.shares(By.CUSTOMER, kpi) == {"K1": Fraction(1), "K2": Fraction(0)}


def test_a_scheme_may_weigh_follow_up_by_what_became_overdue(chased) -> None:
    """900 of 1,800 were followed up; by count it is one of three."""
    chased.touch("F1", "P1", "2025-03-10", "INV-2")
    assert chased.shares(By.PERSON, "followup_coverage")["P1"] == Fraction(1, 3)
    by_amount = chased.shares(By.PERSON, "followup_coverage", followup_by_amount=True)
    assert by_amount["P1"] == Fraction(900, 1800)


def test_holidays_make_the_time_longer(chased) -> None:
    chased.books.add("calendar", "on, working, name\n2025-03-11, no, Feast")
    chased.touch("F1", "P1", "2025-03-13", "INV-2")
    assert chased.tasks("P1")["INV-2/1"] == "in_time"


def test_what_was_recorded_later_was_not_known_then(stage) -> None:
    """A call of 10 March that Ana wrote down on 2 April."""
    stage.invoices(
        """
        invoice_id, customer_id, issued_on,  due_on,     amount, owners, recorded_at
        INV-1,      K1,          2025-01-07, 2025-03-06, 100,    P1:100, 2025-01-07
        """
    )
    later = datetime(2025, 4, 2, 12, tzinfo=SHANGHAI)
    stage.touch("F1", "P1", "2025-03-10", recorded_at=later)
    first_of_april = datetime(2025, 4, 1, tzinfo=SHANGHAI)
    assert stage.tasks("P1", stage.window(known_at=first_of_april)) == {"INV-1/1": "never"}
    assert stage.tasks("P1", stage.window(known_at=later)) == {"INV-1/1": "in_time"}
    team = stage.of_all(By.TEAM, stage.window(known_at=later))
    assert {key: [one.done for one in own] for key, own in team.items()} == {None: [True]}
    assert stage.tasks("P1", stage.window(known_at=datetime(2025, 1, 1, tzinfo=SHANGHAI))) == {}


# --- what is allowed for, and moves --------------------------------------------------------------


def test_an_exempt_instalment_is_left_out_of_a_score_and_stays_in_a_report(chased) -> None:
    chased.books.add(
        "exemptions",
        """
        exemption_id, invoice_id, kind,    from,       requested_by, approved_by, until
        EX-1,         INV-1,      exclude, 2025-03-01, P1,           P9,          2025-12-31
        EX-2,         INV-2,      extend,  2025-03-01, P1,           P9,          2025-03-20
        """,
    )
    chased.touch("F1", "P1", "2025-03-24", "INV-2")
    score = chased.window(home="CNY")
    assert chased.tasks("P1", score) == {
        "INV-1/1": "exempt",
        "INV-2/1": "in_time",
        "INV-7/1": "never",
    }
    assert chased.tasks("P1")["INV-1/1"] == "never"
    assert chased.tasks("P1")["INV-2/1"] == "too_late"
    done = {(one.done, one.items) for one in chased.of_person("P1", score)}
    assert done == {(True, 1), (False, 1)}


def exclude(stage: Stage, *names: str) -> None:
    head = "exemption_id, invoice_id, kind, from, requested_by, approved_by"
    rows = [f"EX-{name}, {name}, exclude, 2025-03-08, P1, P9" for name in names]
    stage.books.add("exemptions", "\n".join([head, *rows]))


def test_an_invoice_is_exempt_from_being_sent_where_all_of_it_is(stage) -> None:
    """INV-2 is in two instalments: with one of them exempt it was still to be sent."""
    stage.invoices(
        """
        invoice_id, instalment, customer_id, issued_on, due_on, amount, owners, delivered_on, sent_on
        INV-1, 1, K1, 2025-03-07, 2025-04-30, 100, P1:100, 2025-03-07, 2025-03-20
        INV-2, 1, K1, 2025-03-07, 2025-04-30, 100, P1:100, 2025-03-07, 2025-03-20
        INV-2, 2, K1, 2025-03-07, 2025-05-30, 100, P1:100, 2025-03-07, 2025-03-20
        """  # noqa: E501
    )
    score = stage.window(home="CNY")
    exclude(stage, "INV-1", "INV-2/1")
    assert stage.tasks("P1", score) == {"INV-1": "exempt", "INV-2": "too_late"}
    assert stage.tasks("P1") == {"INV-1": "too_late", "INV-2": "too_late"}
    exclude(stage, "INV-2/2")
    assert stage.tasks("P1", score) == {"INV-1": "exempt", "INV-2": "exempt"}
    assert stage.of_person("P1", score) == ()
    assert stage.of_all(By.TEAM, score) == {"East": ()}


def test_a_promise_is_exempt_where_the_invoice_it_names_is(stage) -> None:
    """Both are broken; the other one is about all that the customer owes."""
    owe(stage)
    stage.promise("PR-1", 1000, "2025-03-08", "2025-03-03", person="P1", invoice="INV-1")
    stage.promise("PR-2", 1000, "2025-03-08", "2025-03-03", person="P1")
    exclude(stage, "INV-1")
    found = stage.tasks("P1", stage.window(home="CNY"))
    assert {name: found[name] for name in ("PR-1", "PR-2")} == {"PR-1": "exempt", "PR-2": "broken"}
    assert stage.tasks("P1")["PR-1"] == "broken"


def test_what_was_extended_from_the_month_before_becomes_overdue_in_this_one(chased) -> None:
    """INV-4 was due on 27 February; its new due date is 10 March."""
    chased.books.add(
        "exemptions",
        """
        exemption_id, invoice_id, kind,   from,       requested_by, approved_by, until
        EX-1,         INV-4,      extend, 2025-02-20, P1,           P9,          2025-03-10
        """,
    )
    assert "INV-4/1" not in chased.tasks("P1")
    assert chased.tasks("P1", chased.window(home="CNY"))["INV-4/1"] == "never"
    february = Period.parse("2025-02")
    assert chased.tasks("P1", chased.window(february, home="CNY")) == {}
    assert chased.tasks("P1", chased.window(february)) == {"INV-4/1": "never"}


def test_what_is_disputed_is_not_to_be_followed_up_the_rest_is(chased) -> None:
    chased.books.add(
        "disputes",
        """
        dispute_id, invoice_id, amount, from,       to, outcome, own_doing
        D-1,        INV-2,      900,    2025-03-03, ,   open,    no
        D-2,        INV-1,      30,     2025-03-03, ,   open,    no
        """,
    )
    assert set(chased.tasks("P1", chased.window(home="CNY"))) == {"INV-1/1", "INV-7/1"}
    by_amount = chased.of_person("P2", followup_by_amount=True)
    assert [one.amount_minor for one in by_amount] == [70_00]


def test_what_is_written_off_or_settled_before_is_not_newly_overdue(chased) -> None:
    chased.books.add(
        "writeoffs",
        """
        writeoff_id, invoice_id, amount, on,         requested_by, approved_by
        W-1,         INV-2,      900,    2025-03-05, P1,           P9
        W-2,         INV-1,      40,     2025-03-07, P1,           P9
        """,
    )
    assert set(chased.tasks("P1")) == {"INV-1/1", "INV-7/1"}
    assert [one.amount_minor for one in chased.of_person("P2")] == [60_00]


def test_a_rep_who_moves_in_mid_month_keeps_the_duties_of_the_days_before(chased) -> None:
    """INV-2 became overdue on 7 March; Mei has it from the 10th, and her call covers it."""
    chased.books.add(
        "ownership",
        """
        invoice_id, owners, valid_from
        INV-2,      P3:100, 2025-03-10
        INV-5,      P3:100, 2025-03-10
        """,
    )
    chased.touch("F1", "P3", "2025-03-10", "INV-2")
    assert chased.tasks("P1")["INV-2/1"] == "in_time"
    assert chased.tasks("P3") == {"INV-3/1": "never"}
    april = chased.window(Period.parse("2025-04"))
    assert chased.tasks("P3", april) == {"INV-5/1": "never"}
    assert chased.tasks("P1", april) == {}


# --- two ways to the same ------------------------------------------------------------------------


@pytest.mark.parametrize("story", [deliver, chase, owe])
def test_one_persons_duties_are_what_everybodys_say_of_them(stage, story) -> None:
    story(stage)
    stage.touch("F1", "P1", "2025-03-10", "INV-1")
    stage.touch("F2", "P3", "2025-03-11")
    stage.promise("PR-1", 90, "2025-03-08", "2025-03-03", invoice="INV-1")
    stage.promise("PR-2", 50, "2025-03-08", "2025-03-03", person="P3")
    pay(stage, "PAY-1, K1, 2025-03-10, 95, INV-1")
    for window in (stage.window(), stage.window(home="CNY")):
        everybody = stage.of_all(By.PERSON, window)
        assert set(everybody) >= {"P1", "P3"}
        for person in ("P1", "P2", "P3", "P9"):
            assert set(stage.of_person(person, window)) == set(everybody.get(person, ()))


def test_what_nobody_asks_for_is_not_read(stage) -> None:
    owe(stage)
    stage.promise("PR-1", 1000, "2025-03-08", "2025-03-03", person="P1")
    company, wanted = stage.books.company, Wanted(families=frozenset({Family.PROMISE}))
    with stage.books.database.read(stage.books.now) as tx:
        found = duties.of_all(tx, company, stage.window(), By.COMPANY, wanted)
        nothing = Wanted(families=frozenset())
        assert duties.of_all(tx, company, stage.window(), By.TEAM, nothing) == {}
    assert [one.family for one in found[0]] == [Family.PROMISE]


# --- rates ---------------------------------------------------------------------------------------


def test_a_duty_weighs_at_the_booking_rate_and_without_one_is_left_out_of_a_score(stage) -> None:
    stage.books.add("rates", "on, currency, rate\n2025-01-01, USD, 7.30\n2025-02-01, USD, 7.10")
    stage.invoices(
        """
        invoice_id, customer_id, issued_on,  due_on,     amount, currency, owners
        INV-1,      K1,          2025-01-07, 2025-03-06, 100,    USD,      P1:100
        INV-2,      K1,          2025-01-07, 2025-03-06, 100,    EUR,      P1:100
        """
    )
    stage.promise("PR-1", 100, "2025-03-08", "2025-03-03", person="P1", currency="USD")
    (owed, *_), rated = stage.of_person("P1"), stage.of_person("P1", stage.window(home="CNY"))
    assert owed.rate == 1
    rates = {(one.family.value, one.currency): one.rate for one in rated}
    assert rates == {
        ("followup", "USD"): Fraction("7.3"),
        ("followup", "EUR"): None,
        ("promise", "USD"): Fraction("7.1"),
    }


def test_the_statements_do_not_grow_with_what_there_is(stage) -> None:
    """A month of nothing, and one of three families with everything: never one a row."""
    deliver(stage)
    stage.books.add("people", "person_id, name, role\nP7, Gus, sales")

    def asked(period: str, person: str | None) -> int:
        with stage.books.database.read(stage.books.now) as tx, counted(tx) as statements:
            window = stage.window(Period.parse(period), home="CNY")
            if person:
                duties.of_person(
                    tx, stage.books.company, window, stage.id("person", person), Wanted()
                )
            else:
                duties.of_all(tx, stage.books.company, window, By.TEAM, Wanted())
        return len(statements)

    for number in range(12):
        stage.promise(f"PR-{number}", 100, "2025-03-08", "2025-03-03")
    few = asked("2025-03", "P1"), asked("2025-03", None)
    for number in range(12, 40):
        stage.promise(f"PR-{number}", 100, "2025-03-08", "2025-03-03", invoice="INV-3")
    many = asked("2025-03", "P1"), asked("2025-03", None)
    assert many[0] <= few[0] <= 9
    assert many[1] <= few[1] + 2 <= 9  # who owns the invoices that are named, and their parts
    assert asked("2024-01", "P7") <= 4
