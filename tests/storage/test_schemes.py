"""Schemes of a company: immutable versions, and which of them judges a period."""

from datetime import UTC, date, datetime

from ledger.period import Period
from scoring.flaws import Wrong
from scoring.scheme import Scheme, template
from storage import audit, schemes
from storage.schemes import Author, Stored
from tests.storage.books import Books


def text(
    id_: str = "own", weights: str = "40/60", role: str = "sales", rhythm: str = "month"
) -> str:
    rate, sold = weights.split("/")
    return f"""
id = "{id_}"
name = {{ en = "Own", zh = "自定" }}
role = "{role}"
rhythm = "{rhythm}"
[[kpi]]
id = "collection_rate"
weight = {rate}
[[kpi]]
id = "csat"
weight = {sold}
"""


def store(books: Books, file: str | bytes, from_on: str, person: int | None = None) -> Stored:
    with books.database.write(books.now) as tx:
        author = Author() if person is None else Author(person, "slack")
        return schemes.store(tx, books.company, file, date.fromisoformat(from_on), author)


def judging(books: Books, period: str, role: str = "sales", known_at=None) -> tuple[str, int]:
    with books.database.read(books.now) as tx:
        found = schemes.in_force(tx, books.company, role, Period.parse(period), known_at)
    assert isinstance(found, Scheme)
    return found.id, found.version


def test_the_shipped_scheme_judges_sales_until_there_is_another(books: Books) -> None:
    assert judging(books, "2026-10") == ("sales", 1)
    assert store(books, text(), "2026-10-01").version == 1
    assert judging(books, "2026-10") == ("own", 1)
    assert judging(books, "2026-09") == ("sales", 1)
    with books.database.read(books.now) as tx:
        for role in ("finance", "other", None):
            period = Period.parse("2026-10")
            assert schemes.in_force(tx, books.company, role, period) is None


def test_a_version_judges_the_periods_that_begin_on_its_day_or_later(books: Books) -> None:
    store(books, text(weights="40/60"), "2026-01-01")
    store(books, text(weights="50/50"), "2026-10-15")
    assert judging(books, "2026-10") == ("own", 1)  # it had begun
    assert judging(books, "2026-11") == ("own", 2)
    assert judging(books, "2026-10-15..2026-11-15") == ("own", 2)


def test_the_version_decided_last_counts_from_its_day_on(books: Books) -> None:
    store(books, text(weights="40/60"), "2026-01-01")
    store(books, text(weights="50/50"), "2026-10-01")
    store(books, text(weights="45/55"), "2026-06-01")
    assert [judging(books, month)[1] for month in ("2026-05", "2026-06", "2026-11")] == [1, 3, 3]


def test_a_period_is_judged_by_the_scheme_of_its_rhythm(books: Books) -> None:
    store(books, text("monthly"), "2026-01-01")
    store(books, text("quarterly", rhythm="quarter"), "2026-01-01")
    store(books, text("yearly", rhythm="year"), "2026-01-01")
    store(books, text("long", rhythm="custom"), "2026-01-01")
    told = {
        judging(books, p)[0]: p for p in ("2026-10", "2026-Q3", "2026", "2026-07-02..2026-08-01")
    }
    assert list(told) == ["monthly", "quarterly", "yearly", "long"]


def test_a_scheme_that_changes_its_rhythm_has_one_version_in_force(books: Books) -> None:
    store(books, text("own"), "2026-01-01")
    store(books, text("own", rhythm="quarter"), "2026-07-01")
    assert judging(books, "2026-10") == ("own", 2)
    assert judging(books, "2026-06") == ("own", 1)


def test_the_same_again_is_the_same_version(books: Books) -> None:
    first = store(books, text(), "2026-10-01")
    again = store(books, "# a note\n" + text().replace("40", '"40.0"'), "2026-10-01")
    assert again == first == Stored("own", 1, date(2026, 10, 1))
    assert books.count("scheme_version") == 1
    assert store(books, text(), "2026-11-01").version == 2
    assert store(books, text(weights="50/50"), "2026-11-01").version == 3
    assert store(books, text(), "2026-11-01").version == 4  # back to what was is a decision, too


def test_with_a_problem_nothing_is_stored(books: Books) -> None:
    found = store(books, text(weights="40/61"), "2026-10-01")
    assert (found.id, found.version) == ("own", None)
    assert [flaw.wrong for flaw in found.flaws] == [Wrong.WEIGHTS]
    assert store(books, b"\xff", "2026-10-01").id is None
    assert books.count("scheme_version") == 0
    assert books.count("audit") == 0


def test_a_scheme_is_tried_as_the_version_that_it_would_become(books: Books) -> None:
    with books.database.read(books.now) as tx:
        first = schemes.tried(tx, books.company, text()).scheme
        assert schemes.tried(tx, books.company, text(weights="1/1")).scheme is None
    store(books, text(), "2026-10-01")
    with books.database.read(books.now) as tx:
        second = schemes.tried(tx, books.company, text()).scheme
        shipped = schemes.tried(tx, books.company, text("sales")).scheme
    told = [one and one.version for one in (first, second, shipped)]
    assert told == [1, 2, 2]


def test_an_id_keeps_its_role(books: Books) -> None:
    store(books, text(), "2026-10-01")
    found = store(books, text(role="project_manager"), "2026-10-01")
    assert [flaw.wrong for flaw in found.flaws] == [Wrong.OTHER_ROLE]
    assert books.count("scheme_version") == 1


def test_the_next_version_of_the_shipped_scheme_is_its_second(books: Books) -> None:
    assert store(books, text("sales"), "2026-10-01").version == 2
    assert judging(books, "2026-10") == ("sales", 2)
    with books.database.read(books.now) as tx:
        before = schemes.show(tx, books.company, "sales", date(2026, 9, 30))
        after = schemes.show(tx, books.company, "sales", date(2026, 10, 1))
    assert before is not None
    assert (before.scheme, before.valid_from) == (template("sales"), None)
    assert after is not None
    assert (after.scheme.version, after.valid_from) == (2, date(2026, 10, 1))
    assert after.written["kpi"][0]["weight"] == 40


def test_a_scheme_shows_as_it_was_in_force_on_a_day(books: Books) -> None:
    store(books, text(), "2026-10-01")
    store(books, text(weights="50/50"), "2026-11-15")
    with books.database.read(books.now) as tx:
        shown = [
            schemes.show(tx, books.company, "own", date(2026, month, day))
            for month, day in ((9, 30), (10, 1), (11, 14), (11, 15))
        ]
        assert schemes.show(tx, books.company, "none", date(2026, 11, 1)) is None
        assert schemes.ids(tx, books.company) == ("own", "sales")
    assert [one and one.scheme.version for one in shown] == [None, 1, 1, 2]


def test_what_was_known_at_a_moment_is_told_as_it_was(books: Books) -> None:
    books.today = date(2026, 10, 1)
    store(books, text(), "2026-10-01")
    books.today = date(2026, 10, 20)
    store(books, text(weights="50/50"), "2026-10-01")
    assert judging(books, "2026-10") == ("own", 2)
    assert judging(books, "2026-10", known_at=datetime(2026, 10, 10, tzinfo=UTC)) == ("own", 1)
    assert judging(books, "2026-10", known_at=datetime(2026, 9, 1, tzinfo=UTC)) == ("sales", 1)


def test_every_version_is_in_the_audit_log_with_the_one_before(books: Books) -> None:
    books.add("people", [{"person_id": "hr", "name": "Hr", "rights": "hr"}])
    (person,) = books.sql("SELECT id FROM person WHERE workspace_id = {company}")[0]
    store(books, text(), "2026-10-01")
    store(books, text(weights="50/50"), "2026-11-01", person)
    rows = books.sql(
        "SELECT actor, origin, detail FROM audit WHERE workspace_id = {company} "
        "AND action = 'scheme' ORDER BY seq"
    )
    assert [row[:2] for row in rows] == [
        ("operator", "command line"),
        (f"person:{person}", "slack"),
    ]
    assert '"before": null' in rows[0][2]
    assert "weight = 40" in rows[1][2]
    assert "weight = 50" in rows[1][2]
    with books.database.read(books.now) as tx:
        assert audit.broken_links(tx, books.company) == ()


def test_a_metric_may_be_weighed_once_it_was_imported(books: Books) -> None:
    file = text().replace('"csat"', '"nps"')
    assert [flaw.wrong for flaw in store(books, file, "2026-10-01").flaws] == [Wrong.UNKNOWN_KPI]
    books.add("people", [{"person_id": "ana", "name": "Ana", "role": "sales"}])
    books.add(
        "metrics", [{"person_id": "ana", "metric": "nps", "period": "2026-10", "value": "40"}]
    )
    assert store(books, file, "2026-10-01").version == 1


def test_several_roles_are_read_at_once(books: Books) -> None:
    store(books, text("pm", role="project_manager"), "2026-10-01")
    with books.database.read(books.now) as tx:
        found = schemes.of_every_role(tx, books.company, ("sales", "project_manager", "finance"))
    told = {role: one.scheme_for(Period.parse("2026-10")) for role, one in found.items()}
    assert {role: one and one.id for role, one in told.items()} == {
        "sales": "sales",
        "project_manager": "pm",
        "finance": None,
    }


def test_another_company_sees_none_of_it(books: Books) -> None:
    other = Books.of_new_company(books.database)
    store(books, text(), "2026-10-01")
    assert judging(other, "2026-10") == ("sales", 1)
    assert store(other, text(), "2026-10-01").version == 1
