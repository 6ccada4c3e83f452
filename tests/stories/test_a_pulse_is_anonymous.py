"""Ten people answer a pulse; whoever reads the whole database cannot tell who said what.

Every table of the database is read, in the order in which it lies on the disk, before and after
every answer.
"""

import logging
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import MetaData, inspect, select

from storage.database import Database, open_database
from tests.commands.polling import OCTOBER, SEPTEMBER, Poll
from tests.storage.books import Books

NAMES = ("ana", "bo", "cai", "dan", "eve", "fay", "gao", "han", "ivo", "jin")
PEOPLE = "\n".join(
    (
        "person_id, name, email, role, rights, team, valid_from",
        *(f"{n}, {n.title()}, {n}@acme.example, sales, , East, 2025-01-01" for n in NAMES),
        "hua, Hua, hua@acme.example, other, hr, East, 2025-01-01",
    )
)
GIVEN = {name: (1 + n % 5, 5 - n % 5, f"the wish of number {n}") for n, name in enumerate(NAMES)}
OWN = {"pulse_answer", "pulse_mark"}

Tables = dict[str, list[dict[str, Any]]]


@pytest.fixture
def poll(database_url: str) -> Iterator[Poll]:
    database = open_database(database_url)
    yield Poll.open(Books.of_new_company(database), PEOPLE)
    database.close()


@dataclass
class Reader:
    """Somebody who reads every table there is, without any order but the disk's."""

    database: Database
    metadata: MetaData = field(default_factory=MetaData)

    def everything(self) -> Tables:
        """Read it all."""
        if not self.metadata.tables:
            self.metadata.reflect(self.database.engine)
        with self.database.engine.connect() as connection:
            return {
                name: [dict(row) for row in connection.execute(select(table)).mappings()]
                for name, table in self.metadata.tables.items()
            }


def values(tables: Tables, *but: str) -> set[str]:
    """Every value of every column, as it is written."""
    return {
        str(value)
        for name, found in tables.items()
        if name not in but
        for row in found
        for value in row.values()
    }


def test_whoever_reads_everything_after_every_answer_learns_nothing(poll: Poll, caplog) -> None:
    poll.close(SEPTEMBER)
    poll.answer("ana", 3, 3, "once before", period=SEPTEMBER)
    poll.close()
    caplog.set_level(logging.INFO, "huikuan")
    caplog.clear()  # whoever ran before may have let the log say more
    reader = Reader(poll.books.database)
    before, seen = reader.everything(), []
    for name in NAMES:
        poll.answer(name, *GIVEN[name])
        seen.append(reader.everything())
    _only_answers_and_marks_change((before, *seen))
    _no_log_line_names_anybody([record.__dict__["fields"] for record in caplog.records])
    _no_join_leads_to_a_person(poll, seen[-1])
    _no_order_is_kept(poll, seen)
    assert poll.is_whole()


def _only_answers_and_marks_change(seen: Sequence[Tables]) -> None:
    """No request, no message, no line of the audit log."""
    for before, after in pairwise(seen):
        assert {name for name in after if after[name] != before[name]} == OWN
    for name in OWN:
        assert len(seen[-1][name]) - len(seen[0][name]) == len(NAMES)


def _no_log_line_names_anybody(logged: Sequence[Mapping[str, Any]]) -> None:
    assert len(logged) == len(NAMES)
    for fields in logged:
        assert not set(NAMES) & {str(value) for value in fields.values()}


def _no_join_leads_to_a_person(poll: Poll, found: Tables) -> None:
    """All of a group are reached from an answer, or nobody; no other value is anywhere else."""
    keys = inspect(poll.books.database.engine)
    for table in OWN:
        assert {key["referred_table"] for key in keys.get_foreign_keys(table)} == {"pulse"}
        columns = {column["name"] for column in keys.get_columns(table)}
        assert columns <= {"workspace_id", "id", "pulse_id", "fair", "clear", "words", "mark"}
    answers, marks = found["pulse_answer"], found["pulse_mark"]
    elsewhere = values(found, "pulse_answer")
    assert not {str(row["id"]) for row in answers} & elsewhere
    assert not any(row["words"] in text for row in answers for text in elsewhere)
    assert not {row["mark"] for row in marks} & values(found, "pulse_mark")
    assert len({row["mark"] for row in marks}) == len(NAMES) + 1, "nobody is followed on"
    asked = Counter(row["pulse_id"] for row in found["pulse_asked"])
    assert {asked[row["pulse_id"]] for row in answers} == {len(NAMES)}


def _no_order_is_kept(poll: Poll, seen: Sequence[Tables]) -> None:
    """Neither by number, nor as it lies on the disk, nor by the transaction that wrote it."""
    order = [GIVEN[name][2] for name in NAMES]
    lying = [_said(tables["pulse_answer"]) for tables in seen]
    assert [sorted(one) for one in lying] == [sorted(order[: n + 1]) for n in range(len(order))]
    assert not all(one[-1] == order[n] for n, one in enumerate(lying)), "the newest is not last"
    numbered = _said(sorted(seen[-1]["pulse_answer"], key=lambda row: row["id"]))
    for one in (lying[-1], numbered):
        assert one not in (order, order[::-1])
    if poll.books.database.is_postgres:
        query = "SELECT DISTINCT a.xmin FROM pulse_answer a JOIN pulse p ON p.id = a.pulse_id "
        wrote = poll.books.sql(query + "WHERE p.start_on = '2026-10-01'")
        assert len(wrote) == 1, "the last transaction wrote them all"


def _said(rows: Iterable[Mapping[str, Any]]) -> list[str]:
    return [row["words"] for row in rows if row["words"] != "once before"]


def test_without_the_secret_a_mark_says_nothing(poll: Poll) -> None:
    poll.close()
    poll.answer("ana", 1, 1)
    poll.secret = "xoxb-of-somebody-else"
    assert poll.press("ana", "pulse.open", OCTOBER).form is not None
    assert poll.secret not in repr(poll.way_in())
