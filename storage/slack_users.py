"""Slack users: which one a person is, as Slack last said, and the language to write in."""

from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlmodel import col

from storage import rows
from storage.companies import Company
from storage.database import Tx
from storage.ids import new_id
from storage.tables import Person, SlackUser


@dataclass(frozen=True, slots=True)
class Reader:
    """A person as the outbox needs one: the address in the books, and what Slack said before."""

    person_id: int
    email: str | None
    slack_user_id: str | None = None
    language: str | None = None


def reader(tx: Tx, company: Company, person_id: int) -> Reader | None:
    """Find a person, with the Slack user that was remembered."""
    same = (col(SlackUser.workspace_id) == col(Person.workspace_id)) & (
        col(SlackUser.person_id) == col(Person.id)
    )
    query = (
        select(
            col(Person.id), col(Person.email), col(SlackUser.slack_user_id), col(SlackUser.language)
        )
        .join(SlackUser, same, isouter=True)
        .where(col(Person.workspace_id) == company.id, col(Person.id) == person_id)
    )
    row = tx.execute(query).first()
    return None if row is None else Reader(*row)


def remember(tx: Tx, company: Company, found: Reader) -> None:
    """Keep what Slack said of a person, instead of what it said before."""
    before = delete(SlackUser).where(
        col(SlackUser.workspace_id) == company.id, col(SlackUser.person_id) == found.person_id
    )
    tx.execute(before)
    row = {
        "workspace_id": company.id,
        "id": new_id(),
        "person_id": found.person_id,
        "slack_user_id": found.slack_user_id,
        "language": found.language,
        "recorded_at": tx.now,
    }
    rows.add(tx, SlackUser, [row])
