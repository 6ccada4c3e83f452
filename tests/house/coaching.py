"""Acme, where Ana leads people and help was assigned."""

from datetime import UTC, date, datetime

from ledger.period import Period
from ledger.proposal import Who
from scoring.coach import State, starter
from storage import coached, people
from storage.companies import Company
from storage.database import Database, Tx
from storage.tables import Assignment, Team

DAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)


def coach(tx: Tx, company: Company) -> None:
    """Let Ana lead the others; she assigned each something, and others two things to her."""
    everybody = {one.number: one for one in people.everyone(tx, company, DAY)}
    ana, fin = (Who(everybody[number].id, number) for number in ("P1", "P0"))
    others = [
        Who(one.id, number) for number, one in everybody.items() if number not in {"P0", "P1"}
    ]
    table = Assignment.__table__  # type: ignore[attr-defined]
    led = table.c.person_id.in_([one.id for one in others])
    tx.execute(table.update().where(led).values(manager_id=ana.id))
    own = Team.__table__  # type: ignore[attr-defined]
    mine = (own.c.workspace_id == company.id) & (own.c.name == "Team of P1")
    tx.execute(own.update().where(mine).values(manager_id=ana.id))
    month = Period.month_of(DAY)
    first, second, *_ = starter()
    for by, person, item in [*((ana, one, first) for one in others), (fin, ana, first)]:
        coached.assign(tx, company, by, coached.Wanted(person, item, "", DAY, month, None))
    done = coached.assign(tx, company, fin, coached.Wanted(ana, second, "", DAY, month, None))
    coached.step(tx, company, done, ana, State.DONE)


def coaching_of(database: Database, which: str) -> str:
    """Give what the buttons of coaching carry: an assignment that is mine, given or done."""
    wanted = {
        "own": "SELECT a.id FROM coach_assignment a JOIN person p ON p.id = a.person_id "
        "WHERE p.number = 'P1' ORDER BY a.id",
        "done": "SELECT assignment_id FROM coach_step",
        "given": "SELECT a.id FROM coach_assignment a JOIN person p ON p.id = a.assigned_by "
        "WHERE p.number = 'P1' ORDER BY a.id",
        "led": "SELECT id FROM person WHERE number = 'P2' ORDER BY id",
    }
    with database.read(NOW) as tx:
        found = tx.connection.exec_driver_sql(wanted[which]).first()
    assert found
    return str(found[0])
