"""A careless finance person and an eager administrator: nothing they do changes a closed pack.

They import every kind of fact with days before, in and after what is closed, book from chat, take
back, move owners, write schemes, change settings, close twice, and reopen with two names. Whatever
was closed keeps its bytes; while it is closed, scores and figures of the period stay, and what the
books credit people with in it adds up to what the pack says.
"""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from ledger.errors import Problem
from ledger.money import Money
from ledger.period import Period
from ledger.proposal import Act, Who
from scoring import pack
from storage import booked, closing, company_scores, packs, periods, proposals, schemes
from storage import settings as own_settings
from storage.audit import broken_links
from storage.database import Database, open_database
from storage.intake import ownership
from storage.invariants import violations
from storage.rosters import Question
from storage.schemes import Author
from storage.window import By
from tests.storage.books import Books
from tests.stories.conftest import scheme_of

STEPS = 60
PEOPLE = """
    person_id, name, role,    rights,  team, valid_from
    ana,       Ana,  sales,   ,        East, 2024-01-01
    bo,        Bo,   sales,   ,        West, 2024-01-01
    fin,       Fin,  finance, finance, ,     2024-01-01
    hal,       Hal,  other,   hr,      ,     2024-01-01
"""
INVOICES = """
    invoice_id, customer_id, issued_on,  due_on,     amount, owners
    INV-1,      K1,          2025-01-05, 2025-02-10, 1000,   ana:60;bo:40
    INV-2,      K1,          2025-01-20, 2025-02-20, 800,    ana:100
    INV-3,      K2,          2025-02-01, 2025-02-25, 1200,   bo:100
    INV-4,      K2,          2025-02-10, 2025-03-20, 600,    ana:50;bo:50
"""
PAID = """
    payment_id, customer_id, value_on,   amount, invoice_id
    PAY-1,      K1,          2025-02-12, 1000,   INV-1
    PAY-2,      K2,          2025-02-26, 300,    INV-3
"""
CREDITED = """
SELECT p.number, SUM(s.amount_minor) FROM credit_share s
JOIN person p ON p.workspace_id = s.workspace_id AND p.id = s.person_id
WHERE s.workspace_id = {{company}} AND s.replaced_at > '9000-01-01'
AND s.effective_on >= '{start}' AND s.effective_on < '{end}' GROUP BY p.number
"""
CUSTOMER_OF = {"INV-1": "K1", "INV-2": "K1", "INV-3": "K2", "INV-4": "K2"}


class Careless(RuleBasedStateMachine):
    """One thing after another is done to books of which February is closed."""

    database: Database

    @initialize()
    def begin(self) -> None:
        """Close February on the 1st of March."""
        self.books = Books.of_new_company(self.database)
        self.books.today = date(2025, 3, 1)
        for kind, rows in (("people", PEOPLE), ("invoices", INVOICES), ("payments", PAID)):
            self.books.add(kind, rows)
        self.numbers = iter(range(10, 10_000))
        self.paid, self.booked = ["PAY-1", "PAY-2"], []
        self.kept: dict[tuple[Period, int], bytes] = {}
        self.stood: dict[Period, Any] = {}
        self.done: list[str] = []
        ids = self.books.sql("SELECT number, id FROM person WHERE workspace_id = {company}")
        self.people = {number: int(row_id) for number, row_id in ids}
        self.close(Period.parse("2025-02"))

    @rule(seed=st.integers(0, 2**32 - 1))
    def act(self, seed: int) -> None:
        """Do something, and look whether all that is closed is as it was."""
        chance = Random(f"{seed}/{next(self.numbers)}")  # noqa: S311 - no secret
        deeds = [self.file] * 9 + [self.pays, self.bounces, self.moves] * 3
        deeds += [self.from_chat, self.takes_back, self.writes_a_scheme, self.changes_a_setting]
        deeds += [self.days_pass, self.closes, self.closes, self.reopens]
        deed = chance.choice(deeds)
        self.done.append(deed.__name__)
        deed(chance)
        self.look()

    # --- the finance person -----------------------------------------------------------------------

    def day(self, chance: Random) -> date:
        """Give a day from January on, up to today."""
        return date(2025, 1, 5) + timedelta(
            days=chance.randint(0, (self.books.today - date(2025, 1, 5)).days)
        )

    def pays(self, chance: Random) -> None:
        """Import a payment of any day, of one invoice or of none."""
        number, invoice = f"PAY-{next(self.numbers)}", chance.choice(list(CUSTOMER_OF))
        named = chance.choice([invoice, ""])
        row = f"{number},{CUSTOMER_OF[invoice]},{self.day(chance)},{chance.randint(1, 300)},{named}"
        if self.take("payments", f"payment_id,customer_id,value_on,amount,invoice_id\n{row}"):
            self.paid.append(number)

    def bounces(self, chance: Random) -> None:
        """Take any payment back, on any day."""
        number, found = (
            chance.choice(self.paid),
            "SELECT amount_minor, value_on, names FROM receipt",
        )
        minor, value_on, names = self.books.sql(f"{found} WHERE number = '{number}'")[-1]
        customer = CUSTOMER_OF.get(names, "K1")
        on = chance.choice([value_on, self.day(chance)])
        row = f"B-{number},{customer},{on},{int(minor) // 100},{number}"
        self.take("payments", f"payment_id,customer_id,value_on,amount,reverses_id\n{row}")

    def moves(self, chance: Random) -> None:
        """Give an invoice to others, from any day on."""
        owners = chance.choice(["ana:100", "bo:100", "ana:30;bo:70", "bo:50;ana:50"])
        row = f"{chance.choice(list(CUSTOMER_OF))},{owners},{self.day(chance)}"
        self.take("ownership", f"invoice_id,owners,valid_from\n{row}")

    def file(self, chance: Random) -> None:
        """Import something of another kind."""
        n, day, today = next(self.numbers), self.day(chance), self.books.today
        invoice, person = chance.choice(list(CUSTOMER_OF)), chance.choice(["ana", "bo"])
        customer, amount = CUSTOMER_OF[invoice], chance.randint(1, 90)
        note = "invoice_id,customer_id,issued_on,due_on,amount,kind,reverses_id,owners"
        kind, head, row = chance.choice([
            ("invoices", note, f"CN-{n},{customer},{day},,{amount},credit_note,{invoice},"),
            ("invoices", note, f"INV-{n},{customer},{day},{day},{amount},invoice,,{person}:100"),
            ("writeoffs", "writeoff_id,invoice_id,amount,on,requested_by,approved_by",
             f"W-{n},{invoice},{amount},{day},fin,hal"),
            ("disputes", "dispute_id,invoice_id,amount,from,to,outcome,own_doing",
             f"D-{n},{invoice},{amount},{day},,open,no"),
            ("exemptions",
             "exemption_id,invoice_id,kind,from,requested_by,approved_by,until,reason",
             f"E-{n},{invoice},exclude,{day},{person},hal,,insolvent"),
            ("promises", "promise_id,customer_id,amount,promised_on,recorded_at",
             f"M-{n},{customer},{amount},{day + timedelta(days=2)},{day}"),
            ("followups", "followup_id,person_id,customer_id,at",
             f"F-{n},{person},{customer},{day} 09:00"),
            ("calendar", "on,working", f"{day},{chance.choice(['yes', 'no'])}"),
            ("leave", "person_id,from,to", f"{person},{day},{day + timedelta(days=3)}"),
            ("targets", "person_id,kpi,period,target", f"{person},sales_amount,2025-02,{amount}"),
            ("metrics", "person_id,metric,period,value", f"{person},csat,2025-02,4.{n % 10}"),
            ("rates", "on,currency,rate", f"{day},USD,7.{n % 90 + 10}"),
            ("people", "person_id,name,role,team,valid_from",
             f"{person},Someone {n},sales,North,{day}"),
            ("teams", "team,manager_id", f"East,{person}"),
            ("customers", "customer_id,name,owner_id", f"{customer},Customer {n},{person}"),
        ])  # fmt: skip
        self.done[-1] += f" {kind} {today}"
        self.take(kind, f"{head}\n{row}")

    def take(self, kind: str, rows: str) -> bool:
        """Import one file; what does not fit is refused, and stores nothing."""
        return bool(self.books.take(kind, rows).added)

    def from_chat(self, chance: Random) -> None:
        """Report a payment in Slack, and confirm it."""
        found = "SELECT id FROM customer WHERE workspace_id = {company} AND number = "
        invoice = chance.choice(list(CUSTOMER_OF))
        ((customer,),) = self.books.sql(found + f"'{CUSTOMER_OF[invoice]}'")
        money = Money(chance.randint(100, 9000), "CNY")
        payment = booked.Payment(int(customer), money, self.day(chance), (invoice,))
        fin = Who(self.people["fin"], "Fin", is_finance=True)
        with self.database.write(self.books.now) as tx:
            proposed = proposals.propose(tx, self.books.company, payment, fin)
            proposals.confirm(tx, self.books.company, proposed, fin)
        self.booked.append(proposed.proposal.id)

    def takes_back(self, chance: Random) -> None:
        """Undo what was booked from chat, or let it bounce."""
        if not self.booked:
            return
        number = self.booked.pop(chance.randrange(len(self.booked)))
        fin = Who(self.people["fin"], "Fin", is_finance=True)
        how = proposals.Decision(chance.choice([Act.UNDO, Act.BOUNCE]), fin, "a mistake")
        with self.database.write(self.books.now) as tx:
            found = proposals.find(tx, self.books.company, number)
            proposals.take_back(tx, self.books.company, found, how)

    # --- the administrator ------------------------------------------------------------------------

    def writes_a_scheme(self, chance: Random) -> None:
        """Store a scheme from any day on, that of the past as well."""
        text = scheme_of(
            "sales", f"collected_amount 100 {chance.randint(1, 9)}000", reason="why not"
        )
        with self.database.write(self.books.now) as tx:
            schemes.store(tx, self.books.company, text, self.day(chance).replace(day=1), Author())

    def changes_a_setting(self, chance: Random) -> None:
        """Set another limit."""
        wanted = {"payment_limit": str(chance.randint(1, 90_000))}
        with self.database.write(self.books.now) as tx:
            own_settings.change(tx, self.books.company, self.people["hal"], wanted)

    def days_pass(self, chance: Random) -> None:
        """Time goes by, not beyond May."""
        later = self.books.today + timedelta(days=chance.randint(1, 20))
        self.books.today = min(later, date(2025, 5, 20))

    def closes(self, chance: Random) -> None:
        """Close any month, one that runs or is closed as well."""
        self.close(Period.parse(chance.choice(["2025-01", "2025-02", "2025-03", "2025-04"])))

    def close(self, period: Period) -> None:
        """Close a month, if that is to be had, and remember what it says."""
        was_closed = period in self.stood
        try:
            with self.database.write(self.books.now) as tx:
                company = self.books.company
                found = closing.close(tx, company, period, self.books.today, closing.Who())
        except Problem:
            assert was_closed or self.books.today < period.end
            return
        assert not was_closed
        version = 1 + max((v for p, v in self.kept if p == period), default=0)
        self.kept[period, version] = found.content
        self.stood[period] = self.told(period)
        assert pack.verify(pack.file_of(found.content)).same

    def reopens(self, chance: Random) -> None:
        """Reopen what is closed, seldom; with two names and a reason."""
        if chance.random() < 0.7 or not self.stood:
            return
        period = chance.choice(sorted(self.stood, key=str))
        both = (self.people["fin"], self.people["hal"])
        with self.database.write(self.books.now) as tx:
            closing.reopen(tx, self.books.company, period, both, "a file was missing")
        del self.stood[period]

    # --- what must hold ---------------------------------------------------------------------------

    def told(self, period: Period) -> Any:
        """What a period says of itself: figures of everybody, scores and ranks."""
        company = self.books.company
        with self.database.read(self.books.now) as tx:
            held = periods.closed(tx, company, period)
            scheme = schemes.in_force(tx, company, "sales", period)
            scored = ()
            if scheme is not None:
                question = Question(period, self.books.today)
                people = company_scores.of_people(tx, company, scheme, question)
                scored = tuple((one.person.number, one.card) for one in people)
        return held, self.books.kpis(str(period), By.PERSON), self.books.kpis(str(period)), scored

    def look(self) -> None:
        """Every pack has its bytes; what is closed says what it said, and the books agree."""
        company = self.books.company
        with self.database.read(self.books.now) as tx:
            for (period, version), content in self.kept.items():
                this = periods.Closed(period, version, pack.hash_of(content))
                same = packs.decompressed(periods.pack_of(tx, company, this)) == content
                assert same, (period, version, self.done)
            stated = {p: dict(all_of) for p, all_of in periods.all_closed(tx, company).items()}
        assert stated == {
            period: {v: pack.hash_of(c) for (p, v), c in self.kept.items() if p == period}
            for period in {p for p, _ in self.kept}
        }
        for period, before in self.stood.items():
            assert self.told(period) == before, (period, self.done)
            assert self.credited(period) == _collected(before[0], self.kept), (period, self.done)

    def credited(self, period: Period) -> dict[str, Fraction]:
        """What the books credit people with in a period now, from rows."""
        rows = self.books.sql(CREDITED.format(start=period.start, end=period.end))
        return {number: Fraction(minor) for number, minor in rows if minor}

    def teardown(self) -> None:
        """The log is whole, and the books are sound."""
        with self.database.read(self.books.now) as tx:
            assert broken_links(tx, self.books.company) == ()
            assert violations(tx, self.books.company) == ()


def _collected(held: periods.Closed, kept: dict[tuple[Period, int], bytes]) -> dict[str, Fraction]:
    rows = json.loads(kept[held.period, held.version])["kpis"]["person"]
    found = {row["key"]: Fraction(row["collected_amount"]) for row in rows if row["key"]}
    return {key: amount for key, amount in found.items() if amount}


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = open_database(database_url)
    yield opened
    opened.close()


def walk(database: Database, walks: int = 2) -> None:
    how = settings(
        max_examples=walks,
        stateful_step_count=STEPS,
        deadline=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    of_this = type("OfThisDatabase", (Careless,), {"database": database})
    run_state_machine_as_test(of_this, settings=how, _min_steps=STEPS)


def test_nothing_that_they_do_changes_a_closed_pack(database: Database) -> None:
    walk(database, walks=1)


def test_owners_who_change_what_is_closed_would_be_found(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without what is closed, a move would credit anew what February settled."""
    monkeypatch.setattr(ownership, "_credit_anew", _all_anew(ownership._credit_anew))
    with pytest.raises(AssertionError, match="moves"):
        walk(database)


def _all_anew(careful: Any) -> Any:
    def anew(context: Any) -> None:
        context.closed = ()
        careful(context)

    return anew
