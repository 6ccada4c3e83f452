"""A quarter's end on both engines: what looks like gaming is looked at, and judges nobody."""

from collections.abc import Iterator

import pytest

from storage.database import Database, open_database
from tests.commands.signalling import Watch
from tests.storage.books import Books


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = open_database(database_url)
    yield database
    database.close()


def test_a_signal_is_looked_at_and_dismissed(database: Database) -> None:
    """October goes into closing with an invoice that was credited and billed again: a tax number.

    Finance sees it, finds nothing in it, and Ana never hears of it; HR talks with Bo about a
    handover. The pack is what it would have been, and nothing is found a second time.
    """
    watch = Watch.of(Books.of_new_company(database))
    before = watch.books.kpis("2026-10")
    watch.begin()
    assert len(watch.kinds()) == 6
    watch.review("fin", "dismissed", "rebilled", "a new tax number, see their letter")
    watch.review("hua", "noted", "moved", "Why on the 28th?")
    assert watch.listed("fay")[0] == "1 signal to look at"
    assert watch.listed("bo")[1] == "*About you*"
    assert "*About you*" not in watch.listed("ana")
    watch.wait(days=8)
    watch.fill("hua", "close.form", "")
    assert (watch.work(), watch.stands()) == (1, "closed"), "four wait, and hold nothing up"
    assert watch.books.kpis("2026-10") == before
    ((_, sha256),) = watch.packs()
    watch.books.run("DELETE FROM signal_review WHERE workspace_id = {company}")
    watch.books.run("DELETE FROM signal_person WHERE workspace_id = {company}")
    watch.books.run("DELETE FROM signal WHERE workspace_id = {company}")
    watch.wait(days=1)
    assert watch.work() == 1, "all of it is found again, as it lies in the books"
    assert len(watch.kinds()) == 6
    assert watch.packs() == [(1, sha256)]
    assert watch.is_sound()
