"""A team has one score, whoever asks and whether its period is closed (rules §5)."""

from datetime import date
from fractions import Fraction

import pytest

from ledger.period import Period
from scoring.pack import file_of, verify
from storage import closing, company_scores, schemes, team_scores, teams
from storage.rosters import Question
from storage.schemes import Author
from storage.scored import ScoredTeam
from tests.storage.books import Books

MARCH = Period.parse("2025-03")
TODAY = date(2025, 4, 1)
FRONT_DESK = """
id = "desk"
name = {en = "Front desk", zh = "前台"}
role = "customer_service"
reason = "They answer the telephone."
[[kpi]]
id = "collection_rate"
weight = "50"
target = "0.9"
[[kpi]]
id = "csat"
weight = "50"
target = "4.5"
"""


@pytest.fixture
def acme(books: Books) -> Books:
    """East: Ana sells; Pat and Qiu, who sold until the 10th, are under the front desk's scheme."""
    books.today = TODAY
    books.add(
        "people",
        """
        person_id, name, role,             team, valid_from, valid_to
        ana,       Ana,  sales,            East, 2024-01-01,
        pat,       Pat,  customer_service, East, 2024-01-01,
        qiu,       Qiu,  sales,            East, 2024-01-01, 2025-03-10
        qiu,       Qiu,  customer_service, East, 2025-03-10,
        liu,       Liu,  customer_service, East, 2024-01-01,
        """,
    )
    books.add(
        "invoices",
        """
        invoice_id, customer_name, issued_on,  due_on,     amount, owners
        I1,         Hua,           2025-01-01, 2025-03-20, 300000, ana
        I2,         Hua,           2025-03-01, 2025-03-25, 150000, pat
        I3,         Hua,           2025-03-01, 2025-03-10, 300000, liu
        """,
    )
    books.add(
        "payments",
        """
        payment_id, customer_name, value_on,   amount, invoice_id
        R1,         Hua,           2025-03-20, 300000, I1
        R2,         Hua,           2025-03-25, 150000, I2
        """,
    )
    books.add(
        "metrics",
        """
        person_id, metric, period,  value
        ana,       csat,   2025-03, 5
        pat,       csat,   2025-03, 3
        qiu,       csat,   2025-03, 4
        liu,       csat,   2025-03, 2
        """,
    )
    with books.database.write(books.now) as tx:
        stored = schemes.store(tx, books.company, FRONT_DESK, MARCH.start, Author())
    assert not stored.flaws
    return books


def of_scheme(books: Books, role: str) -> tuple[ScoredTeam, ...]:
    """Judge the teams under the scheme of a role, as rankings and the command line ask."""
    asked = Question(MARCH, TODAY)
    with books.database.read(books.now) as tx:
        scheme = schemes.in_force(tx, books.company, role, MARCH)
        assert scheme is not None
        people = company_scores.of_people(tx, books.company, scheme, asked)
        return company_scores.of_teams(tx, books.company, scheme, asked, people)


def of_itself(books: Books) -> team_scores.TeamScore:
    """Judge the team as it is asked about in chat."""
    with books.database.read(books.now) as tx:
        (east,) = [one for one in teams.everyone(tx, books.company) if one.name == "East"]
        return team_scores.of_team(tx, books.company, east, Question(MARCH, TODAY))


def test_a_team_is_judged_by_one_scheme_on_everybody_in_it(acme: Books) -> None:
    """Satisfaction is (5 + 3 + 4 + 2) / 4: Qiu, who was in two roles, is one of the four."""
    (east,) = of_scheme(acme, "customer_service")
    values = {part.kpi: part.measure.value for part in east.card.components}
    assert values == {"collection_rate": Fraction(450, 750), "csat": Fraction(14, 4)}
    assert of_itself(acme).card == east.card
    assert of_scheme(acme, "sales") == ()


def test_closing_changes_no_team_s_score(acme: Books) -> None:
    before = of_scheme(acme, "customer_service"), of_scheme(acme, "sales"), of_itself(acme).card
    with acme.database.write(acme.now) as tx:
        closed = closing.close(tx, acme.company, MARCH, TODAY, closing.Who())
    after = of_scheme(acme, "customer_service"), of_scheme(acme, "sales"), of_itself(acme).card
    assert after == before
    assert verify(file_of(closed.content)).same
