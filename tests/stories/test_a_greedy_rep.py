"""A greedy rep: whatever one does alone, one's own score stays what it is for somebody idle.

Two companies have the same facts from others: money, invoices, days that pass. In one of them Ana
does everything a rep may do, in the other she does nothing.
"""

from collections.abc import Iterator
from fractions import Fraction
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    rule,
    run_state_machine_as_test,
)

from ledger.period import Period
from scoring.card import Component, ScoreCard
from scoring.kpis import catalogue
from scoring.scheme import Scheme, Weighted, template
from storage import company_scores
from storage.database import Database, open_database
from storage.rosters import Question
from tests.storage.books import Books
from tests.stories.greedy import DOCUMENTS, Rep, later

STEPS = 200
OTHERS = 0.08
LOWEST = Fraction(-(10**9))
SALES = template("sales")
assert SALES is not None
OUTCOMES = ("collection_rate", "cash_cei", "days_late", "overdue_ratio", "bad_debt_ratio")
PROCESS = ("followup_coverage", "promise_kept_rate", "promise_kept_value", "invoicing_on_time")
TARGETS = dict.fromkeys((*OUTCOMES, *PROCESS), Fraction(9, 10))
ALL = Scheme(
    "all",
    1,
    {"en": "All", "zh": "全部"},
    "sales",
    tuple(Weighted(kpi, Fraction(100, len(TARGETS)), target) for kpi, target in TARGETS.items()),
)
PEOPLE = """
    person_id, name, role,    rights,  team, email
    ana,       Ana,  sales,   ,        East, ana@acme.example
    bo,        Bo,   sales,   ,        East, bo@acme.example
    fin,       Fin,  finance, finance, ,     fin@acme.example
    hal,       Hal,  other,   hr,      ,     hal@acme.example
"""
TEAMS = "team, manager_id\n East, bo"
INVOICES = """
    invoice_id, customer_id, customer_name, issued_on,  due_on,     amount, owners,       instalment
    INV-1,      K1,          Kay,           2025-01-10, 2025-02-10, 1000,   ana:100,      1
    INV-1,      K1,          Kay,           2025-01-10, 2025-03-10, 500,    ana:100,      2
    INV-2,      K1,          Kay,           2025-02-10, 2025-03-05, 800,    ana:60;bo:40, 1
    INV-3,      K2,          Lee,           2025-02-10, 2025-03-20, 1200,   ana:100,      1
    INV-4,      K2,          Lee,           2025-02-10, 2025-04-20, 700,    ana:100,      1
    INV-9,      K2,          Lee,           2025-02-10, 2025-03-25, 900,    bo:100,       1
"""
MARCH = Period.parse("2025-03")


def company(database: Database) -> Books:
    """The books of a company on Monday 10 March."""
    books = Books.of_new_company(database)
    books.today = later(MARCH.start, 9)
    books.add("people", PEOPLE)
    books.add("teams", TEAMS)
    books.add("invoices", INVOICES)
    header = "person_id, metric, period, value\n"
    books.add("metrics", header + " ana, csat, 2025-03, 4\n ana, csat, 2025-04, 4")
    return books


def card(books: Books, scheme: Scheme) -> ScoreCard:
    """Ana's card of the running month."""
    asked = Question(Period.month_of(books.today), books.today)
    with books.database.read(books.now) as tx:
        people = company_scores.of_people(tx, books.company, scheme, asked)
    return next(one.card for one in people if one.person.number == "ana")


def worth(found: ScoreCard) -> dict[str, Fraction]:
    """How good each KPI looks; what is not applicable stands below anything."""
    return {part.kpi: _worth(part) for part in found.components}


def _worth(part: Component) -> Fraction:
    if part.value is None:
        return LOWEST
    return part.value if catalogue()[part.kpi].more_is_better else -part.value


def _or_lowest(score: Fraction | None) -> Fraction:
    return LOWEST if score is None else score


class Greed(RuleBasedStateMachine):
    """Ana does one thing after another; from time to time somebody else does, in both companies."""

    database: Database
    rep: Rep
    idle: Books
    still: dict[str, Any]

    @initialize()
    def begin(self) -> None:
        """Open both companies."""
        self.rep, self.idle = Rep(company(self.database)), company(self.database)
        self.numbers = iter(range(1, 10_000))
        self._measure_the_idle()

    @rule(seed=st.integers(0, 2**32 - 1))
    def act(self, seed: int) -> None:
        """Ana does something, or now and then somebody else."""
        chance = Random(f"{seed}/{next(self.numbers)}")  # noqa: S311 - no secret
        rep = self.rep
        deeds = [rep.type] * 3 + [self.note_a_touch, self.note_a_promise]
        deeds += [rep.press] * 3 if rep.seen else []
        deeds += [rep.fill_in] * 5 if rep.form else []
        if chance.random() < OTHERS:
            deeds = [self.others_report_money, self.days_pass]
        self.rep.wrote = False
        chance.choice(deeds)(chance)
        self._compare()

    def note_a_touch(self, chance: Random) -> None:
        """Ana's own list of calls is imported: real ones, and what went out by itself."""
        document, automatic = chance.choice(["", "INV-1", "INV-3"]), chance.choice(["yes", "no"])
        customer = {"INV-1": "K1", "INV-3": "K2"}.get(document) or chance.choice(["K1", "K2"])
        head = "followup_id, person_id, customer_id, at, invoice_id, automatic"
        row = f"ana, {customer}, {self.rep.books.today} 09:00, {document}, {automatic}"
        self._note("followups", f"{head}\n F-{next(self.numbers)}, {row}")

    def note_a_promise(self, chance: Random) -> None:
        """Ana's own list of promises is imported, recorded today."""
        today = self.rep.books.today
        head = "promise_id, customer_id, amount, promised_on, recorded_at, person_id"
        by = later(today, chance.randint(-3, 9))
        row = f"{chance.choice(['K1', 'K2'])}, {chance.randint(1, 1500)}, {by}, {today}, ana"
        self._note("promises", f"{head}\n M-{next(self.numbers)}, {row}")

    def _note(self, kind: str, rows: str) -> None:
        self.rep.books.add(kind, rows)
        self.rep.done[kind] = self.rep.done.get(kind, 0) + 1
        self.rep.wrote = True

    def others_report_money(self, chance: Random) -> None:
        """The bank's list is imported by the operator."""
        document = chance.choice(DOCUMENTS)
        customer = "K1" if document in DOCUMENTS[:2] else "K2"
        head = "payment_id, customer_id, value_on, amount, invoice_id"
        row = f"PAY-{next(self.numbers)}, {customer}, {self.idle.today}, {chance.randint(1, 200)}"
        for books in (self.rep.books, self.idle):
            books.add("payments", f"{head}\n {row}, {document}")
        self._measure_the_idle()

    def days_pass(self, chance: Random) -> None:
        """Time goes by, not beyond April."""
        on = min(later(self.idle.today, chance.randint(1, 3)), later(MARCH.start, 60))
        for books in (self.rep.books, self.idle):
            books.today = on
        self._measure_the_idle()

    def _measure_the_idle(self) -> None:
        self.still = {scheme.id: card(self.idle, scheme) for scheme in (SALES, ALL)}
        self.rep.wrote = True

    def _compare(self) -> None:
        """What is only read changes nothing, as a transaction that reads cannot write."""
        if not self.rep.wrote:
            return
        now, still = card(self.rep.books, SALES), self.still[SALES.id]
        assert _or_lowest(now.score) <= _or_lowest(still.score), self.rep.done
        now, still = card(self.rep.books, ALL), self.still[ALL.id]
        for kpi in OUTCOMES:
            assert worth(now)[kpi] <= worth(still)[kpi], (kpi, self.rep.done)
        self._bound_what_is_written_down(now)

    def _bound_what_is_written_down(self, now: ScoreCard) -> None:
        """Process figures never count more than was done, nor more money than came."""
        over = {part.kpi: part.measure.over for part in now.components}
        assert over["followup_coverage"] <= self._touched()
        assert over["promise_kept_value"] <= self._came_in()
        assert over["invoicing_on_time"] == 0

    def _touched(self) -> int:
        """How many of Ana's instalments are of customers whom somebody really spoke to."""
        query = (
            "SELECT count(DISTINCT n.id) FROM instalment n JOIN follow_up f "
            "ON f.workspace_id = n.workspace_id AND f.customer_id = n.customer_id "
            "WHERE n.workspace_id = {company} AND NOT f.automatic"
        )
        return int(self.rep.books.sql(query)[0][0])

    def _came_in(self) -> int:
        """How much money others confirmed, in minor units; a threshold of 90 % rounds it up."""
        query = "SELECT coalesce(sum(amount_minor), 0) FROM receipt WHERE workspace_id = {company}"
        return int(self.rep.books.sql(query)[0][0]) * 10 // 9


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = open_database(database_url)
    yield opened
    opened.close()


def walk(machine: type[Greed], database: Database, walks: int = 2) -> None:
    """Take walks; what is found says what was done, making it small would take too long."""
    how = settings(
        max_examples=walks,
        stateful_step_count=STEPS,
        deadline=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    of_this = type("OfThisDatabase", (machine,), {"database": database})
    run_state_machine_as_test(of_this, settings=how, _min_steps=STEPS)


def test_two_hundred_steps_alone_raise_nothing(database: Database) -> None:
    walk(Greed, database, walks=1)


class Trusted(Greed):
    """Ana's word about money is taken for money."""

    def note_a_touch(self, chance: Random) -> None:
        """Import a payment that nobody else confirmed."""
        head = "payment_id, customer_id, value_on, amount"
        row = f"OWN-{next(self.numbers)}, {chance.choice(['K1', 'K2'])}, {self.idle.today}, 90"
        self._note("payments", f"{head}\n {row}")


def test_a_rep_whose_word_were_enough_would_be_found(database: Database) -> None:
    with pytest.raises(AssertionError, match="payments"):
        walk(Trusted, database)


def test_the_same_money_raises_it_once_somebody_else_confirms_it(database: Database) -> None:
    """What would be found, if the rep's own word were enough."""
    books = company(database)
    before = {scheme.id: worth(card(books, scheme)) for scheme in (SALES, ALL)}
    head = "payment_id, customer_id, value_on, amount, invoice_id"
    books.add("payments", f"{head}\n PAY-1, K1, 2025-03-10, 1500, INV-1")
    assert worth(card(books, SALES))["collection_rate"] > before["sales"]["collection_rate"]
    after = worth(card(books, ALL))
    assert {kpi for kpi in OUTCOMES if after[kpi] > before["all"][kpi]} >= {"cash_cei", "days_late"}


def test_one_touch_a_day_counts_and_nothing_that_went_out_by_itself(database: Database) -> None:
    """
    2025-03-11  INV-1/2 is overdue since today
    """
    books = company(database)
    books.today = later(MARCH.start, 10)
    told = [worth(card(books, ALL))["followup_coverage"]]
    head = "followup_id, person_id, customer_id, at, automatic\n "
    for number, automatic in ((1, "yes"), (2, "no"), (3, "no"), (4, "no")):
        books.add("followups", f"{head} F-{number}, ana, K1, 2025-03-11 09:00, {automatic}")
        told.append(worth(card(books, ALL))["followup_coverage"])
    assert told[0] == told[1]
    assert told[1] < told[2] == told[3] == told[4]


def test_every_kpi_that_is_scored_is_an_outcome_or_work_written_down() -> None:
    """A new one must be looked at here."""
    scored = {kpi.id for kpi in catalogue().values() if kpi.is_scored and kpi.is_collections}
    assert scored == {*OUTCOMES, *PROCESS, "collected_amount"}
