"""Two companies in one database, for the rules that hold of every command and button."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from bot.access import UserFacts
from bot.clock import Clock
from bot.dispatch import Dispatcher, Kind, Request
from commands._contract import Ask, Caller, discover
from commands._words import NoSuchTeam
from ledger.money import Money
from ledger.period import Period
from ledger.proposal import Who
from ledger.pulse import Answer
from ledger.signal import Finding
from ledger.wish import Exempt
from storage import (
    appeals,
    closing,
    companies,
    disputes,
    intake,
    occurrences,
    people,
    period_moves,
    periods,
    proposals,
    pulses,
    replays,
    schemes,
    signals,
    wishes,
)
from storage.booked import Payment
from storage.circle import circle
from storage.companies import Company
from storage.database import Database, Tx, open_database
from storage.documents import by_numbers
from storage.ids import new_id
from storage.replay import Candidate
from storage.tables import Assignment, Customer, Person, Team
from storage.wish_people import UnknownPerson
from tests.house.coaching import coach
from tests.storage.books import file_of
from views.say import Say

DAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)
HOME, ELSEWHERE = "T0ACME", "T0ELSEWHERE"
ANA = UserFacts("U0ANA", HOME, email="ana@acme.example", locale="en-US")

ENTRIES = [
    *((Kind.COMMAND, name) for name in discover().commands),
    *((Kind.BUTTON, name) for name in discover().buttons),
    *((Kind.FORM, name) for name in discover().forms),
]
_FILLED: dict[tuple[int, bool], bytes] = {}
each_entry = pytest.mark.parametrize(("kind", "name"), ENTRIES, ids=[name for _, name in ENTRIES])


def open_acme(url: str, size: int = 0, *, contested: bool = False) -> Database:
    """Open an SQLite file with Acme, where Ana may do everything, and Elsewhere, which is Zoe's.

    It is filled once for each size, with disputes or without; the other tests of this process take
    a copy.
    """
    path, kept = url.removeprefix("sqlite:///"), (size, contested)
    if kept in _FILLED:
        Path(path).write_bytes(_FILLED[kept])
    else:
        _fill(url, size)
        if contested:
            _contest(url, size)
        _FILLED[kept] = Path(path).read_bytes()
    return open_database(url)


def _fill(url: str, size: int) -> None:
    database = open_database(url)
    with database.write(NOW) as tx:
        acme = companies.add(tx, "Acme", "Asia/Shanghai", "CNY", "en")
        companies.bind_to_slack(tx, acme, HOME)
        other = companies.add(tx, "Elsewhere", "Asia/Shanghai", "CNY", "en")
        _person(tx, other, "P1", "zoe@elsewhere.example")
        _person(tx, acme, "P1", ANA.email or "")
        _person(tx, acme, "P0", "fin@acme.example")
        stock(tx, acme, size)
        if size:
            _propose(tx, acme)
            _ask(tx, acme)
            _close(tx, acme)
            _appeal(tx, acme)
            _replay(tx, acme)
            _signal(tx, acme, size)
            coach(tx, acme)
            _pulse(tx, acme)
    database.close()


def stock(tx: Tx, company: Company, size: int) -> None:
    """Add so many of everything a command might ask for one by one. Grow this with the tables."""
    for number in range(size):
        _person(tx, company, f"P{number + 2}", f"p{number}@acme.example")
        _add(
            tx,
            Customer(
                workspace_id=company.id,
                id=new_id(),
                number=f"C{number}",
                name=f"Customer {number}",
                recorded_at=NOW,
            ),
        )
    if not size:
        return
    _person(tx, company, "ana", "another@acme.example")
    _person(tx, company, "bo", "bo@acme.example")
    columns = "invoice_id, customer_id, issued_on, due_on, amount, owner_id"
    invoices = [f"INV-{n}, C0, 2026-10-01, 2026-11-01, 90000," for n in range(1023, 1025 + size)]
    owned = "INV-2000, C0, 2026-10-01, 2026-11-01, 90000, P2"
    money = "payment_id, customer_id, value_on, amount, invoice_id\nR-12, C0, 2026-11-20, 50, INV-0"
    files = [
        file_of("invoices", "\n".join((columns, *invoices, owned))),
        file_of("payments", money),
    ]
    assert all(one.added for one in intake.run(tx, company, files, intake.Rules()))


def _propose(tx: Tx, company: Company) -> None:
    """Let one payment wait to be confirmed, and another one be booked."""
    ana, fin = (people.by_number(tx, company, number, DAY) for number in ("P1", "P0"))
    assert ana
    assert fin
    for number, document in sorted(by_numbers(tx, company, ["INV-1023", "INV-1024"]).items()):
        payment = Payment(document.customer_id, Money(100_00, "CNY"), DAY, (number,))
        found = proposals.propose(tx, company, payment, Who(fin.id, fin.name))
        if number == "INV-1024":
            proposals.confirm(tx, company, found, Who(ana.id, ana.name))


def _ask(tx: Tx, company: Company) -> None:
    """Let a wish wait for Ana's approval, and one of hers for somebody else's."""
    for number, document in (("P0", "INV-2000"), ("P1", "INV-1024")):
        asker = people.by_number(tx, company, number, DAY)
        assert asker
        wish = Exempt(document, extends=False, from_on=DAY, until_on=DAY, reason="insolvent")
        of = wishes.about(tx, company, wish, DAY)
        wishes.ask(tx, company, of, Who(asker.id, asker.name))


def _contest(url: str, size: int) -> None:
    """Let so many disputes wait, one of Ana's own, and one be confirmed."""
    database = open_database(url)
    with database.write(NOW) as tx:
        acme = companies.choose(tx, "Acme")
        ana, fin = (people.by_number(tx, acme, number, DAY) for number in ("P1", "P0"))
        assert ana
        assert fin
        waiting = [(fin, "INV-2000", 100_00 + number) for number in range(size)]
        last = [(ana, "INV-1024", 200_00), (fin, "INV-2000", 300_00)]
        for opener, document, amount in (*waiting, *last):
            wanted = disputes.Wanted(document, Money(amount, "CNY"), DAY, "wrong quantity")
            of, _ = disputes.open_(tx, acme, opener, wanted, DAY)
        disputes.confirm(tx, acme, of, Who(ana.id, ana.name), own_doing=False)
    database.close()


def dispute_of(database: Database, which: str) -> str:
    """Give what the buttons of the card of a dispute carry: that `open`, `own` or `confirmed`."""
    amount = {"open": 100_00, "own": 200_00, "confirmed": 300_00}[which]
    with database.read(NOW) as tx:
        query = "SELECT id FROM dispute WHERE amount_minor = ?"
        found = tx.connection.exec_driver_sql(query, (amount,)).one()
    return str(found[0])


def _close(tx: Tx, company: Company) -> None:
    """Close two months; somebody wants the second one reopened."""
    fin = people.by_number(tx, company, "P0", DAY)
    assert fin
    for month in ("2026-08", "2026-09"):
        closing.close(tx, company, Period.parse(month), DAY, closing.Who(fin.id))
    period_moves.ask_to_reopen(tx, company, Period.parse("2026-09"), fin.id, "a late file")


def _appeal(tx: Tx, company: Company) -> None:
    """Let somebody question their score, which Ana may decide."""
    asker = people.by_number(tx, company, "P0", DAY)
    assert asker
    about = (Period.parse("2026-11"), "collection_rate", "paid on time")
    who = Who(asker.id, asker.name)
    assert appeals.ask(tx, company, who, about, circle(tx, company, DAY))


def _replay(tx: Tx, company: Company) -> None:
    """Try the shipped scheme on a closed month."""
    fin = people.by_number(tx, company, "P0", DAY)
    assert fin
    shipped = schemes.shipped("sales")
    assert shipped
    candidate, closed = Candidate(shipped.scheme, shipped.document), periods.holding(tx, company)
    asked = replays.ask(tx, company, candidate, closed, Who(fin.id, fin.name))
    replays.keep(tx, company, asked.id, replays.work_out(tx, company, asked.id))


def _signal(tx: Tx, company: Company, size: int) -> None:
    """Let signals wait for Ana, about somebody else."""
    fin = people.by_number(tx, company, "P0", DAY)
    assert fin
    facts = {"receipt": "R-9", "customer": "C0", "amount": Money(100, "CNY")}
    facts |= {"value_on": DAY, "back_on": DAY}
    who = (Who(fin.id, fin.name),)
    found = [("reversed", Finding(f"R-{number}", facts, who)) for number in range(size)]
    assert signals.keep(tx, company, Period.parse("2026-08"), found)


def _pulse(tx: Tx, company: Company) -> None:
    """Let everybody be asked about two months; five others said what they think of August."""
    for number in range(2):
        _person(tx, company, f"Q{number}", f"q{number}@acme.example")
    occurrences.begin(tx, company, HOME)
    for month, day in (("2026-08", date(2026, 10, 1)), ("2026-09", DAY)):
        period = Period.parse(month)
        assert pulses.begin(tx, company, period, 1, day)
    for name, person in _asked(tx, company)[1:6]:
        asker = pulses.Asker(person, name, date(2026, 10, 2))
        pulses.answer(tx, company, asker, Period.parse("2026-08"), Answer(3, 4, "more time"))


def _asked(tx: Tx, company: Company) -> list[tuple[str, int]]:
    found = people.everyone(tx, company, DAY)
    ana = [one for one in found if one.number == "P1"]
    return [(one.number, one.id) for one in (*ana, *(one for one in found if one not in ana))]


def pulse_of(database: Database) -> str:
    """Give what the button carries that turns the pages of what was said about August."""
    with database.read(NOW) as tx:
        query = "SELECT id FROM pulse ORDER BY start_on"
        found = tx.connection.exec_driver_sql(query).first()
    assert found
    return f"{found[0]} 0"


def newest_of(database: Database, table: str) -> str:
    """Give what the buttons of the card of an appeal, or of a signal, carry."""
    with database.read(NOW) as tx:
        query = f"SELECT max(id) FROM {table}"  # noqa: S608 - our own words
        found = tx.connection.exec_driver_sql(query).one()
    return str(found[0])


def wish_of(database: Database, whose: str) -> str:
    """Give what the buttons of the card of a wish carry: my `own`, or that of `others`."""
    order = "ORDER BY id DESC" if whose == "own" else "ORDER BY id"
    with database.read(NOW) as tx:
        query = f"SELECT id, version FROM approval {order}"  # noqa: S608 - our own words
        found = tx.connection.exec_driver_sql(query).first()
    assert found
    return f"{found[0]}:{found[1]}"


def proposal(database: Database, state: str) -> str:
    """Give what the buttons of the card in this state carry."""
    query = "SELECT id, version FROM proposal WHERE state = ?"
    with database.read(NOW) as tx:
        found = tx.connection.exec_driver_sql(query, (state,)).one()
    return f"{found[0]}:{found[1]}"


_FRAME = ("BEGIN", "COMMIT", "ROLLBACK")


def carry_out(database: Database, entry: Any, *given: Any) -> list[str]:
    """Let Ana do one thing as the dispatcher does, and count what it asks of the database."""
    with database.read(NOW) as tx:
        company = companies.choose(tx, "Acme")
    begin = database.write if entry.writes else database.read
    with counted(database) as statements, suppress(NoSuchTeam, UnknownPerson), begin(NOW) as tx:
        ana = people.by_email(tx, company, ANA.email or "", DAY)
        assert ana
        args = entry.parse(*given, DAY)
        result = entry.run(tx, Ask(Caller(company, ana, "en"), args, DAY, NOW, alias="ana"))
        entry.view(result, Say.of("en", DAY))
    return [statement for statement in statements if not statement.startswith(_FRAME)]


def dispatcher(database: Database, facts: UserFacts) -> Dispatcher:
    """Answer for Acme; whoever asks, Slack says this of them."""
    with database.read(NOW) as tx:
        acme = companies.choose(tx, "Acme")
    return Dispatcher(database, acme, discover(), Clock(DAY), lambda _user, _seconds: facts)


def request(kind: Kind, name: str, text: str = "", team_id: str | None = None) -> Request:
    return Request("r1", kind, name, text, "U0SOMEBODY", team_id)


@contextmanager
def counted(database: Database) -> Iterator[list[str]]:
    """Collect the statements that run meanwhile."""
    statements: list[str] = []

    def note(_connection, _cursor, statement: str, *_rest) -> None:
        statements.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(database.engine, "before_cursor_execute", note)


def _person(tx: Tx, company: Company, number: str, email: str) -> None:
    ids = {"workspace_id": company.id, "recorded_at": NOW}
    person, team = new_id(), new_id()
    rights = "finance;hr;admin"
    _add(tx, Person(id=person, number=number, name=number, email=email, rights=rights, **ids))
    _add(tx, Team(id=team, name=f"Team of {number}", **ids))
    row = {"person_id": person, "team_id": team, "role": "sales", "valid_from": date(2025, 1, 1)}
    _add(tx, Assignment(id=new_id(), **row, **ids))


def _add(tx: Tx, row) -> None:
    tx.execute(type(row).__table__.insert(), row.model_dump())
