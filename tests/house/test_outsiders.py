"""Zoe belongs to another company and sees nothing: of every command and every button.

Parametrised over the registry, so a new entry has this test before it has any other.
"""

from collections.abc import Iterator

import pytest

from bot.access import UserFacts
from bot.dispatch import Kind
from storage.database import Database
from tests.house.acme import ELSEWHERE, HOME, counted, dispatcher, each_entry, open_acme, request

ZOE = {"id": "U0ZOE", "email": "zoe@elsewhere.example", "locale": "en-US"}
OUTSIDERS = {
    "of another workspace": UserFacts(team_id=ELSEWHERE, **ZOE),
    "a guest": UserFacts(team_id=HOME, is_restricted=True, **ZOE),
    "a guest of one channel": UserFacts(team_id=HOME, is_ultra_restricted=True, **ZOE),
    "a stranger of a shared channel": UserFacts(team_id=HOME, is_stranger=True, **ZOE),
    "a bot": UserFacts(team_id=HOME, is_bot=True, **ZOE),
    "deactivated": UserFacts(team_id=HOME, is_deleted=True, **ZOE),
}
each_outsider = pytest.mark.parametrize("facts", OUTSIDERS.values(), ids=OUTSIDERS.keys())


@pytest.fixture
def database(sqlite_url: str) -> Iterator[Database]:
    database = open_acme(sqlite_url)
    yield database
    database.close()


@each_entry
@each_outsider
def test_an_outsider_is_turned_away_before_any_query(
    database: Database, kind: Kind, name: str, facts: UserFacts
) -> None:
    asked = dispatcher(database, facts)
    with counted(database) as statements:
        reply = asked.answer(request(kind, name))
    assert reply.message.text == "This is for members of Acme only."
    assert not reply.message.blocks
    assert not reply.replaces
    assert statements == []


@each_entry
def test_a_request_from_another_workspace_is_turned_away(
    database: Database, kind: Kind, name: str
) -> None:
    asked = dispatcher(database, UserFacts(team_id=HOME, **ZOE))
    reply = asked.answer(request(kind, name, team_id=ELSEWHERE))
    assert reply.message.text == "This is for members of Acme only."
    assert not reply.message.blocks


@each_entry
def test_rights_in_another_company_are_none_here(database: Database, kind: Kind, name: str) -> None:
    asked = dispatcher(database, UserFacts(team_id=HOME, **ZOE))
    reply = asked.answer(request(kind, name))
    expected = "I don't know you yet. Ask your administrator to add zoe@elsewhere.example."
    assert reply.message.text == expected
    assert not reply.message.blocks
