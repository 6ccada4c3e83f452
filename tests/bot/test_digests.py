"""What comes by the clock is written once, by whoever wakes up, for its day and no other."""

import json
import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot import digests
from bot.clock import Clock
from bot.gateway import Identity
from bot.serve import bind
from bot.settings import Settings
from commands._contract import (
    AfterClose,
    Digest,
    Monthly,
    Occasion,
    Registry,
    Scope,
    Weekly,
    discover,
)
from ledger.period import Period
from storage import closing, companies, occurrences, rows
from storage import settings as company_settings
from storage.companies import Company
from storage.database import Database, Tx, open_database
from storage.tables import CalendarDay
from views.blocks import section
from views.message import Message
from views.say import Say

BEGAN = datetime(2026, 11, 20, 2, tzinfo=UTC)  # a Friday
MONDAY = datetime(2026, 11, 23, 0, 30, tzinfo=UTC)  # 08:30 in Shanghai
MINUTE, WEEK = timedelta(minutes=1), timedelta(days=7)


def registry(*kinds: Digest[Any]) -> Registry:
    return Registry({}, {}, {digest.kind: digest for digest in kinds})


def scopes(_tx: Tx, _company: Company, _occasion: Occasion) -> tuple[Scope, ...]:
    return (Scope("team:East", ("person:7", "C0EAST")), Scope("team:South", ("C0SOUTH",)))


def compose(_tx: Tx, _company: Company, scope: Scope, occasion: Occasion) -> str:
    return f"{scope.name} on {occasion.on}"


def view(result: str, say: Say) -> Message:
    return Message(f"{result} in {say.language}", (section(result),))


def thread(result: str, say: Say) -> tuple[Message, ...]:
    return (Message(f"{result}, more"), Message(f"{result}, end in {say.language}"))


WEEKLY = Digest("late", (Weekly(),), "team", scopes, compose, view, thread)
BOTH = replace(WEEKLY, kind="rank", when=(Weekly(), Monthly()), thread=lambda _r, _s: ())


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = open_database(database_url)
    yield database
    database.close()


@pytest.fixture
def company(database: Database) -> Company:
    return found(database, "Acme")


def found(database: Database, name: str) -> Company:
    with database.write(BEGAN) as tx:
        return companies.add(tx, name, "Asia/Shanghai", "CNY", "en")


def outbox(database: Database, columns: str = "dedupe_key") -> list[Any]:
    with database.read(MONDAY) as tx:
        asked = "SELECT dedupe_key, kind, target, audience, subject, body FROM outbox ORDER BY id"
        names = asked.removeprefix("SELECT ").partition(" FROM")[0].split(", ")
        rows = [dict(zip(names, row, strict=True)) for row in tx.connection.exec_driver_sql(asked)]
    wanted = columns.split(", ")
    return [row[columns] if len(wanted) == 1 else tuple(row[c] for c in wanted) for row in rows]


def claims(database: Database) -> list[tuple[str, ...]]:
    with database.read(MONDAY) as tx:
        asked = "SELECT kind, scope, occasion, state FROM occurrence ORDER BY id"
        return [tuple(row) for row in tx.connection.exec_driver_sql(asked)]


def test_a_message_is_written_when_it_falls_due_and_never_again(
    database: Database, company: Company
) -> None:
    due = registry(WEEKLY)
    assert digests.answer(database, company, due, MONDAY - MINUTE) == 0
    assert digests.answer(database, company, due, MONDAY) == 3
    for later in (MINUTE, timedelta(days=6)):
        assert digests.answer(database, company, due, MONDAY + later) == 0
    posts = [key for key in outbox(database) if key.count("/") == 3]
    assert posts == [
        "late/team:East/2026-11-23/person:7",
        "late/team:East/2026-11-23/C0EAST",
        "late/team:South/2026-11-23/C0SOUTH",
    ]
    assert digests.answer(database, company, due, MONDAY + WEEK) == 3


def test_a_message_is_written_in_both_languages_with_its_thread(
    database: Database, company: Company
) -> None:
    digests.answer(database, company, registry(WEEKLY), MONDAY)
    rows = outbox(database, "kind, target, audience, subject, body")[:3]
    assert [row[:4] for row in rows] == [
        ("post", "person:7", "team", "late/team:East"),
        ("reply", "person:7", "team", ""),
        ("reply", "person:7", "team", ""),
    ]
    root, more, end = (json.loads(row[4]) for row in rows)
    assert root["zh"]["text"] == "team:East on 2026-11-23 in zh"
    assert root["en"]["blocks"][0]["text"]["text"] == "team:East on 2026-11-23"
    assert more["en"]["text"] == "team:East on 2026-11-23, more"
    assert end["zh"]["text"] == "team:East on 2026-11-23, end in zh"


def test_of_missed_occasions_only_the_newest_is_written_as_of_its_day(
    database: Database, company: Company
) -> None:
    late = MONDAY + 3 * WEEK + timedelta(days=2)
    assert digests.answer(database, company, registry(WEEKLY), late) == 3
    assert "team:East on 2026-12-14 in en" in outbox(database, "body")[0]
    assert claims(database) == [
        *(("late", "weekly", day, "skipped") for day in ("2026-11-23", "2026-11-30", "2026-12-07")),
        ("late", "team:East", "2026-12-14", "answered"),
        ("late", "team:South", "2026-12-14", "answered"),
        ("late", "weekly", "2026-12-14", "answered"),
    ]
    assert digests.answer(database, company, registry(WEEKLY), late) == 0


def test_a_monthly_message_waits_for_a_working_day_of_the_company(
    database: Database, company: Company
) -> None:
    """1 December 2026 is a Tuesday, which this company has off."""
    with database.write(BEGAN) as tx:
        row = {"workspace_id": company.id, "id": 1, "on_day": date(2026, 12, 1), "working": False}
        rows.add(tx, CalendarDay, [row | {"name": "Founders' Day", "recorded_at": tx.now}])
    monthly = registry(replace(WEEKLY, when=(Monthly(),)))
    tuesday = datetime(2026, 12, 1, 0, 30, tzinfo=UTC)
    assert digests.answer(database, company, monthly, tuesday) == 0
    assert digests.answer(database, company, monthly, tuesday + timedelta(days=1)) == 3


def test_nothing_is_due_from_before_the_company_began(database: Database) -> None:
    with database.write(MONDAY) as tx:
        young = companies.add(tx, "Young", "Asia/Shanghai", "CNY", "en")
    assert digests.answer(database, young, registry(BOTH), MONDAY + timedelta(days=6)) == 0


def test_books_that_lay_here_before_slack_bring_no_old_messages(
    database: Database, company: Company
) -> None:
    bound = BEGAN + 10 * WEEK  # a Friday as well
    with database.write(bound) as tx:
        occurrences.begin(tx, company, "T0ACME")
    assert digests.answer(database, company, registry(BOTH), bound) == 0
    assert digests.answer(database, company, registry(BOTH), MONDAY + 10 * WEEK - MINUTE) == 0
    assert outbox(database) == []
    assert digests.answer(database, company, registry(BOTH), MONDAY + 10 * WEEK) == 6
    assert {key.split("/")[2] for key in outbox(database)} == {"2027-02-01", "2027-02"}


def test_who_was_asleep_writes_nothing_that_the_others_passed_over(
    database: Database, company: Company
) -> None:
    others: list[int] = []

    def slow(tx: Tx, company: Company, scope: Scope, occasion: Occasion) -> str:
        if scope.name == "team:South":
            others.append(digests.answer(database, company, registry(WEEKLY), MONDAY + WEEK))
        return compose(tx, company, scope, occasion)

    asleep = registry(replace(WEEKLY, compose=slow))
    assert digests.answer(database, company, asleep, MONDAY) == 2
    assert others == [3]
    posts = [key for key in outbox(database) if key.count("/") == 3]
    assert [key.split("/")[1:3] for key in posts] == [
        *[["team:East", "2026-11-23"]] * 2,
        *[["team:East", "2026-11-30"]] * 2,
        ["team:South", "2026-11-30"],
    ]


def test_one_reading_may_serve_everybody(database: Database, company: Company) -> None:
    read: list[str] = []

    def together(tx: Tx, company: Company, occasion: Occasion) -> tuple[tuple[Scope, str], ...]:
        read.append(occasion.key)
        return tuple((one, f"{one.name} of all") for one in scopes(tx, company, occasion))

    due = registry(replace(WEEKLY, compose_all=together))
    assert digests.answer(database, company, due, MONDAY) == 3
    assert read == ["2026-11-23"]
    assert "team:East of all" in outbox(database, "body")[0]


def test_nobody_who_writes_waits_while_a_message_is_composed(sqlite_url: str) -> None:
    database = open_database(sqlite_url)
    company, written = found(database, "Acme"), []

    def slow(tx: Tx, company: Company, scope: Scope, occasion: Occasion) -> str:
        with database.write(MONDAY, patience=0.0) as own:
            company_settings.put(own, company, "digest_at", "08:30")
        written.append(scope.name)
        return compose(tx, company, scope, occasion)

    assert digests.answer(database, company, registry(replace(WEEKLY, compose=slow)), MONDAY) == 3
    assert written == ["team:East", "team:South"]
    database.close()


def test_week_and_month_that_come_at_once_are_both_written(
    database: Database, company: Company
) -> None:
    digests.answer(database, company, registry(BOTH), MONDAY)
    first = datetime(2027, 2, 1, 0, 30, tzinfo=UTC)  # a Monday
    assert digests.answer(database, company, registry(BOTH), first) == 6
    keys = {key.split("/")[2] for key in outbox(database)}
    assert keys == {"2026-11-23", "2027-02-01", "2027-02"}


def test_the_time_of_day_is_a_setting_of_the_company(database: Database, company: Company) -> None:
    with database.write(BEGAN) as tx:
        company_settings.put(tx, company, "digest_at", "17:05")
    due, at = registry(WEEKLY), datetime(2026, 11, 23, 9, 5, tzinfo=UTC)
    assert digests.answer(database, company, due, at - MINUTE) == 0
    assert digests.answer(database, company, due, at) == 3


def test_a_later_time_of_day_brings_no_message_of_that_day_again(
    database: Database, company: Company
) -> None:
    asked: list[str] = []

    def noted(tx: Tx, company: Company, occasion: Occasion) -> tuple[Scope, ...]:
        asked.append(occasion.key)
        return scopes(tx, company, occasion)

    due = registry(replace(WEEKLY, scopes=noted))
    assert digests.answer(database, company, due, MONDAY) == 3
    with database.write(MONDAY) as tx:
        company_settings.put(tx, company, "digest_at", "17:05")
    assert digests.answer(database, company, due, MONDAY + timedelta(hours=12)) == 0
    assert asked == ["2026-11-23"]
    assert digests.answer(database, company, due, MONDAY + WEEK + timedelta(hours=12)) == 3


def test_companies_do_not_take_each_other_s_occasions(database: Database, company: Company) -> None:
    other = found(database, "Elsewhere")
    assert digests.answer(database, company, registry(WEEKLY), MONDAY) == 3
    assert digests.answer(database, other, registry(WEEKLY), MONDAY) == 3


def test_processes_that_wake_at_once_write_every_message_once(
    database: Database, company: Company
) -> None:
    many = tuple(Scope(f"person:P{n}", (f"person:{n}",)) for n in range(20))
    due = registry(replace(WEEKLY, scopes=lambda *_: many, thread=lambda _r, _s: ()))
    barrier, written = threading.Barrier(4), []

    def wake() -> None:
        barrier.wait()
        written.append(digests.answer(database, company, due, MONDAY))

    threads = [threading.Thread(target=wake) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sum(written) == 20
    assert len(set(outbox(database))) == len(outbox(database)) == 20


def test_what_breaks_holds_up_nothing_else_and_is_tried_again(
    database: Database, company: Company, capsys: pytest.CaptureFixture[str]
) -> None:
    works: list[str] = []

    def moody(tx: Tx, company: Company, scope: Scope, occasion: Occasion) -> str:
        assert scope.name != "team:South" or works, "CNY 412,300.00"
        return compose(tx, company, scope, occasion)

    due = registry(replace(WEEKLY, compose=moody), replace(WEEKLY, kind="other"))
    digests.answer(database, company, due, MONDAY)
    posts = [key for key in outbox(database) if key.count("/") == 3]
    assert [key.rpartition("/")[2] for key in posts] == [
        *("person:7", "C0EAST"),
        *("person:7", "C0EAST", "C0SOUTH"),
    ]
    assert ("late", "team:South", "2026-11-23", "answered") not in claims(database)
    works.append("again")
    assert digests.answer(database, company, due, MONDAY + MINUTE) == 1


def test_a_crash_between_two_messages_loses_none_and_repeats_none(
    database: Database, company: Company
) -> None:
    class Killed(BaseException):
        pass

    seen: list[str] = []

    def dying(tx: Tx, company: Company, scope: Scope, occasion: Occasion) -> str:
        seen.append(scope.name)
        if len(seen) == 2:
            raise Killed
        return compose(tx, company, scope, occasion)

    due = registry(replace(WEEKLY, compose=dying))
    with pytest.raises(Killed):
        digests.answer(database, company, due, MONDAY)
    assert digests.answer(database, company, due, MONDAY + MINUTE) == 1
    assert seen == ["team:East", "team:South", "team:South"]


def test_a_claim_is_given_once(database: Database, company: Company) -> None:
    coming = occurrences.Coming("late", "company", "k", MONDAY)
    with database.write(MONDAY) as tx:
        assert occurrences.last_due(tx, company, "late", "company") == BEGAN
        assert occurrences.claim(tx, company, coming)
        assert not occurrences.claim(tx, company, coming)
        assert occurrences.claim(tx, company, replace(coming, scope="team:East"))
        assert occurrences.last_due(tx, company, "late", "company") == MONDAY


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(wakes=st.lists(st.integers(0, 40 * 24 * 60), min_size=1, max_size=8))
def test_however_the_clock_walks_no_message_comes_twice(
    sqlite_url: str, wakes: Sequence[int]
) -> None:
    database = open_database(sqlite_url)
    company = found(database, f"Company {len(outbox(database))} {wakes}")
    for minutes in wakes:  # the clock may step back as well
        digests.answer(database, company, registry(BOTH), BEGAN + timedelta(minutes=minutes))
    with database.read(BEGAN) as tx:
        asked = "SELECT workspace_id, dedupe_key FROM outbox"
        rows = tx.connection.exec_driver_sql(asked)
        keys = [row[1] for row in rows if row[0] == company.id]
    assert len(set(keys)) == len(keys)
    last = BEGAN + timedelta(minutes=max(wakes))
    mondays = [d for d in _days(last) if d.weekday() == 0]
    if mondays:
        assert f"rank/team:South/{mondays[-1]}/C0SOUTH" in keys
    database.close()


def _days(last: datetime) -> list[date]:
    local = last + timedelta(hours=8)
    days = [BEGAN.date() + timedelta(days=n) for n in range(42)]
    return [d for d in days if d < local.date() or (d == local.date() and local.time() >= _AT)]


_AT = datetime(2026, 1, 1, 8, 30, tzinfo=UTC).time()


def test_the_real_messages_are_written_on_both_engines(
    database: Database, company: Company
) -> None:
    assert set(discover().digests) >= {"overdue", "ranking", "place"}
    assert digests.answer(database, company, discover(), MONDAY) == 0  # nobody is in the books


def test_on_a_fixed_day_a_close_after_the_company_came_is_told(
    database: Database, company: Company
) -> None:
    """All is recorded at 00:00 of the day in Shanghai, and the company came at 00:00 in London."""
    day = Clock(date(2026, 11, 23))
    bound = bind(database, Settings.read({}), day, Identity("T1", "Acme", "U1", "B1", None, None))
    now, october = day.now(company.timezone), Period.parse("2026-10")
    with database.write(now) as tx:
        closing.close(tx, bound, october, day.today(company.timezone), closing.Who())
    told = registry(replace(WEEKLY, when=(AfterClose(),)))
    assert digests.answer(database, bound, told, now) == 3
    assert digests.answer(database, bound, told, now) == 0
