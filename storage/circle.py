"""The circle of a company's people on a day: who has which right, and who leads whom.

A manager is whoever the interval of a person names, and whoever leads the person's team.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, select
from sqlmodel import col

from storage import people
from storage.columns import FOREVER
from storage.companies import Company
from storage.database import Tx
from storage.people import Member
from storage.tables import Assignment, Team

NOBODY: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Circle:
    """Everybody by id, the managers of each, and of these the one whom their own interval names."""

    members: Mapping[int, Member]
    managers: Mapping[int, frozenset[int]]
    own_manager: Mapping[int, int]

    def with_right(self, right: str) -> frozenset[int]:
        """Everybody who has a right."""
        return frozenset(key for key, one in self.members.items() if right in one.rights)

    def above(self, person_id: int) -> frozenset[int]:
        """The managers of a person, themselves left out."""
        return self.managers.get(person_id, NOBODY) - {person_id}

    def all_above(self, person_id: int) -> frozenset[int]:
        """The managers of a person, their managers, and so on."""
        found: set[int] = set()
        rest = set(self.above(person_id))
        while rest:
            found |= rest
            rest = {boss for one in rest for boss in self.above(one)} - found
        return frozenset(found - {person_id})

    def leads_one_of(self, manager_id: int, wanted: frozenset[int]) -> bool:
        """Tell whether somebody leads one of these people, at whatever distance."""
        return any(manager_id in self.all_above(one) for one in wanted)

    def may_see_score(self, viewer: Member, person_id: int) -> bool:
        """A person's score is private to them, their managers and HR."""
        own = viewer.id == person_id or "hr" in viewer.rights
        return own or viewer.id in self.all_above(person_id)

    def named(self, number: str) -> Member | None:
        """Find somebody by number, or by a name that only one person has."""
        alike = [one for one in self.members.values() if number == one.number]
        alike = alike or [
            one for one in self.members.values() if one.name.casefold() == number.casefold()
        ]
        return alike[0] if len(alike) == 1 else None


def circle(tx: Tx, company: Company, today: date) -> Circle:
    """Read everybody and who leads whom today, in two statements."""
    members = {one.id: one for one in people.everyone(tx, company, today)}
    team = and_(
        col(Team.workspace_id) == col(Assignment.workspace_id),
        col(Team.id) == col(Assignment.team_id),
    )
    query = (
        select(col(Assignment.person_id), col(Assignment.manager_id), col(Team.manager_id))
        .join(Team, team, isouter=True)
        .where(
            col(Assignment.workspace_id) == company.id,
            col(Assignment.valid_from) <= today,
            col(Assignment.valid_to) > today,
            col(Assignment.replaced_at) == FOREVER,
        )
    )
    managers: dict[int, frozenset[int]] = defaultdict(frozenset)
    own: dict[int, int] = {}
    for person, named, leads in tx.execute(query):
        own |= {} if named is None else {person: named}
        managers[person] |= {boss for boss in (named, leads) if boss is not None}
    return Circle(members, managers, own)
