"""Targets: a person's own, else the team's, else the scheme's; amounts for the days in the role."""

from datetime import UTC, date, datetime
from fractions import Fraction

import pytest

from ledger.period import Period
from scoring.scheme import template
from storage import company_scores, facts, judgements
from storage.rosters import Question
from tests.storage.books import Books

OCTOBER, QUARTER = Period.parse("2026-10"), Period.parse("2026-Q4")
PEOPLE = """
    person_id, name, role,    team,  valid_from, valid_to
    ana,       Ana,  sales,   East,  2025-01-01,
    joe,       Joe,  other,   East,  2025-01-01, 2026-10-12
    joe,       Joe,  sales,   East,  2026-10-12,
    mei,       Mei,  sales,   West,  2025-01-01, 2026-10-12
    mei,       Mei,  sales,   East,  2026-10-12,
    fin,       Fin,  finance, ,      2025-01-01,
"""


@pytest.fixture
def acme(books: Books) -> Books:
    books.today = date(2026, 11, 23)
    books.add("people", PEOPLE)
    rows = [
        {"person_id": who, "kpi": "sales_amount", "period": "2026-10", "target": "2200"}
        for who in ("ana", "joe", "mei", "fin")
    ]
    books.add("targets", rows)
    return books


def targets(
    books: Books, who: str, period: Period = OCTOBER, role: str | None = "sales"
) -> dict[str, Fraction]:
    """Read one person's targets alone, and see that everybody's reading says the same."""
    person = _id(books, "person", "number", who)
    with books.database.read(books.now) as tx:
        alone = judgements.of_person(tx, books.company, person, period, role)
        every = judgements.of_everyone(tx, books.company, period, role=role)
    found = alone.targets_of(period)
    assert every.get(person, judgements.Judged()).targets_of(period) == found
    return found


def _id(books: Books, table: str, column: str, value: str) -> int:
    query = f"SELECT id FROM {table} WHERE workspace_id = {{company}} AND {column} = '{value}'"  # noqa: S608
    return int(books.sql(query)[0][0])


def team(books: Books, team: str, kpi: str, target: str, period: str = "2026-10") -> None:
    books.add("targets", [{"team": team, "kpi": kpi, "period": period, "target": target}])


def test_an_amount_is_cut_to_the_working_days_in_the_role(acme: Books) -> None:
    """Joe came to sales on Monday the 12th: 15 of 22 days. Mei moved inside it: all of them."""
    assert targets(acme, "ana") == {"sales_amount": 2200_00}
    assert targets(acme, "joe") == {"sales_amount": 1500_00}
    assert targets(acme, "mei") == {"sales_amount": 2200_00}
    assert targets(acme, "fin") == {"sales_amount": 0}
    assert targets(acme, "fin", role="finance") == {"sales_amount": 2200_00}
    assert targets(acme, "joe", role=None) == {"sales_amount": 2200_00}


def test_leave_and_the_company_s_calendar_count(acme: Books) -> None:
    """National Day takes five days and gives a Saturday: 18; Ana is away for five of them."""
    holidays = (1, 2, 5, 6, 7)
    rows = [{"on": f"2026-10-{day:02d}", "working": "no"} for day in holidays]
    acme.add("calendar", [*rows, {"on": "2026-10-10", "working": "yes"}])
    assert targets(acme, "joe") == {"sales_amount": Fraction(2200_00 * 15, 18)}
    acme.add("leave", [{"person_id": "ana", "from": "2026-10-12", "to": "2026-10-19"}])
    assert targets(acme, "ana") == {"sales_amount": Fraction(2200_00 * 13, 18)}


def test_whoever_is_away_until_further_notice_is_asked_for_what_was_before(acme: Books) -> None:
    acme.add("leave", [{"person_id": "ana", "from": "2026-10-12"}])
    assert targets(acme, "ana") == {"sales_amount": 700_00}
    acme.add("leave", [{"person_id": "mei", "from": "2026-10-12", "to": "2026-10-13"}])
    assert targets(acme, "mei") == {"sales_amount": 2100_00}


def test_months_add_up_each_for_its_own_days(acme: Books) -> None:
    for month in ("2026-11", "2026-12"):
        row = {"person_id": "joe", "kpi": "sales_amount", "period": month, "target": "100"}
        acme.add("targets", [row])
    assert targets(acme, "joe", QUARTER) == {"sales_amount": 1700_00}
    assert targets(acme, "ana", QUARTER) == {}


def test_a_team_s_rate_is_its_people_s_unless_they_have_their_own(acme: Books) -> None:
    team(acme, "East", "collection_rate", "0.85")
    row = {"person_id": "ana", "kpi": "collection_rate", "period": "2026-10", "target": "0.95"}
    acme.add("targets", [row])
    assert targets(acme, "ana")["collection_rate"] == Fraction("0.95")
    assert targets(acme, "joe")["collection_rate"] == Fraction("0.85")
    assert "collection_rate" not in targets(acme, "fin", role="finance")
    assert "collection_rate" not in targets(acme, "joe", role=None)


def test_of_two_teams_the_later_one_s_rate_counts_and_of_two_rows_the_newer(acme: Books) -> None:
    team(acme, "East", "collection_rate", "0.85")
    team(acme, "West", "collection_rate", "0.70")
    assert targets(acme, "mei")["collection_rate"] == Fraction("0.85")
    team(acme, "East", "collection_rate", "0.80")
    assert targets(acme, "mei")["collection_rate"] == Fraction("0.80")


def test_a_team_s_amount_is_the_team_s_own(acme: Books) -> None:
    team(acme, "East", "sales_amount", "9000")
    team(acme, "West", "collection_rate", "0.70")
    assert targets(acme, "ana") == {"sales_amount": 2200_00}
    with acme.database.read(acme.now) as tx:
        found = judgements.of_teams(tx, acme.company, OCTOBER)
        before = datetime(2026, 1, 1, tzinfo=UTC)
        assert judgements.of_teams(tx, acme.company, OCTOBER, before) == {}
    east, west = (_id(acme, "team", "name", name) for name in ("East", "West"))
    assert {key: one.targets_of(OCTOBER) for key, one in found.items()} == {
        east: {"sales_amount": 9000_00},
        west: {"collection_rate": Fraction("0.70")},
    }


def test_leave_is_as_it_was_known(acme: Books) -> None:
    acme.today = date(2026, 11, 25)
    acme.add("leave", [{"person_id": "ana", "from": "2026-10-12", "to": "2026-10-19"}])
    person = _id(acme, "person", "number", "ana")
    with acme.database.read(acme.now) as tx:
        known_at = datetime(2026, 11, 24, tzinfo=UTC)
        then = judgements.of_everyone(tx, acme.company, OCTOBER, known_at, "sales")
        now = judgements.of_everyone(tx, acme.company, OCTOBER, None, "sales")
    assert then[person].targets_of(OCTOBER) == {"sales_amount": 2200_00}
    assert now[person].targets_of(OCTOBER) == {"sales_amount": 1700_00}


def test_a_card_is_judged_by_what_its_person_has_to_reach(acme: Books) -> None:
    """Each sold 1,500: Joe, there for 15 of 22 days, had to; Ana had 2,200; East had 6,000."""
    rows = [
        {"person_id": who, "metric": "sales_amount", "period": "2026-10", "value": "1500"}
        for who in ("ana", "joe", "mei")
    ]
    acme.add("metrics", rows)
    scheme = template("sales")
    assert scheme is not None
    team(acme, "East", "sales_amount", "6000")
    question = Question(OCTOBER, acme.today)
    with acme.database.read(acme.now) as tx:
        people = company_scores.of_people(tx, acme.company, scheme, question)
        teams = company_scores.of_teams(tx, acme.company, scheme, question, people)
        alone = facts.of_person(tx, acme.company, scheme, question, people[1].person.person_id)
    points = {one.person.number: one.card.components[3].points for one in people}
    assert points == {"ana": Fraction(1500 * 100, 2200), "joe": 100, "mei": points["ana"]}
    assert alone.targets == {"sales_amount": 1500_00}
    (east,) = [one for one in teams if one.name == "East"]
    assert east.card.components[3].target == 6000_00
    assert east.card.components[3].measure.value == 4500_00
