"""The company that is put to the test, written as files, and its Slack. Data, and few rules.

Every invoice is long overdue and far larger than any payment, so what the weekly messages hold
can be said beforehand: so many people with a place, so many pages below each list.
"""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sandbox.workspace import BOT_USER, Channel, Member, Workspace, channel_id, member_id

NAME, ZONE, CURRENCY, TEAM_ID = "Lanqiao", "Asia/Shanghai", "CNY", "T0FAULTS"
TEAMS = ("East", "South", "North", "West")
REPS_A_TEAM = 4
FINANCE = ("fin", "fay", "qian")
INVOICES_A_REP = 11
PAGES = 3  # of 20 items: 44 a team
CHANNELS_TO_PAY_IN = 8


@dataclass(frozen=True, slots=True)
class Team:
    """A team: its channel, and its people, of whom the first leads it."""

    name: str
    channel: str
    people: tuple[str, ...]


def teams() -> tuple[Team, ...]:
    """List the teams."""
    return tuple(
        Team(name, name.lower(), tuple(f"{name.lower()}{n}" for n in range(1, REPS_A_TEAM + 1)))
        for name in TEAMS
    )


def reps() -> tuple[str, ...]:
    """List everybody who sells."""
    return tuple(person for team in teams() for person in team.people)


def pay_channels() -> tuple[str, ...]:
    """List the channels in which payments are typed."""
    more = (f"pay-{n}" for n in range(1, CHANNELS_TO_PAY_IN + 1))
    return (*more, *(team.channel for team in teams()))


def invoices() -> tuple[str, ...]:
    """List the invoices' numbers."""
    count = len(reps()) * INVOICES_A_REP
    return tuple(f"INV-{n:04d}" for n in range(1, count + 1))


def write(folder: Path) -> None:
    """Write the files."""
    people = [
        (person, person.title(), _email(person), "sales", "", team.name, team.people[0])
        for team in teams()
        for person in team.people
    ]
    people = [(*row[:6], "" if row[0] == row[6] else row[6]) for row in people]
    people += [(one, one.title(), _email(one), "finance", "finance", "", "") for one in FINANCE]
    named = ("person_id", "name", "email", "role", "rights", "team", "manager_id")
    _save(folder / "people.csv", named, people)
    led = [(team.name, team.people[0], team.channel) for team in teams()]
    _save(folder / "teams.csv", ("team", "manager_id", "channel"), led)
    customers = [(f"C{n:03d}", f"Firm {n:03d}", rep) for n, rep in enumerate(reps(), 1)]
    _save(folder / "customers.csv", ("customer_id", "name", "owner_id"), customers)
    owed = [
        (number, f"C{n % len(reps()) + 1:03d}", "2025-10-01", "2025-11-01", "1000000.00", CURRENCY)
        for n, number in enumerate(invoices())
    ]
    columns = ("invoice_id", "customer_id", "issued_on", "due_on", "amount", "currency")
    _save(folder / "invoices.csv", columns, owed)


def workspace() -> Workspace:
    """Make the company's Slack: everybody is in every channel, and so is the bot."""
    everybody = (*reps(), *FINANCE)
    members = tuple(Member(member_id(one), one.title(), _email(one), tz=ZONE) for one in everybody)
    inside = (*(member.id for member in members), BOT_USER)
    channels = tuple(Channel(channel_id(name), name, inside) for name in pay_channels())
    return Workspace(TEAM_ID, NAME, members, channels)


def _email(person: str) -> str:
    return f"{person}@lanqiao.example"


def _save(path: Path, columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(rows)
