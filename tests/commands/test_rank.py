"""The ranking names its upper half and nobody below; one's own place is told to its owner alone."""

from datetime import date

import pytest

from commands._contract import Monthly, Occasion, Weekly, discover
from commands._words import NoSuchPerson
from commands.rank import NoRankingYet, Unplaced
from storage import settings
from tests.commands.asking import ask, digest, lines
from tests.storage.books import Books
from views.problems import words_of
from views.say import Say

NAMES = ("Ana", "Bo", "Chen", "Dan", "Eva", "Fay", "Gao", "Hui")
RATES = {"Ana": 95, "Bo": 90, "Chen": 90, "Dan": 80, "Eva": 70, "Fay": 60, "Gao": 50, "Hui": 40}
FOOTER = (
    "cohort: Sales, at least 5 invoices due · the month still runs, as of 23 Nov · "
    "your own place: `/receivables ranking`"
)
NOVEMBER = Occasion(Weekly(), "2026-11-23", date(2026, 11, 23))
DECEMBER = Occasion(Monthly(), "2026-12", date(2026, 12, 1))


@pytest.fixture
def acme(books: Books) -> Books:
    """Eight reps in four teams; each has five invoices of which so many percent are paid."""
    people = [
        {"person_id": name.lower(), "name": name, "role": "sales", "valid_from": "2025-01-01"}
        | {"team": ("North", "East", "South", "West")[n // 2]}
        for n, name in enumerate(NAMES)
    ]
    books.add("people", people)
    books.add("teams", [{"team": "North", "channel": "north"}, {"team": "East", "channel": "e"}])
    fill(books, RATES, "2026-11")
    return books


def fill(books: Books, rates: dict[str, int], month: str, due: str = "28") -> None:
    rows = [_invoice(name, n, month) for name in rates for n in range(5)]
    books.add("invoices", [row | {"due_on": f"{month}-{due}"} for row in rows])
    books.add("payments", [_payment(name, rate, month) for name, rate in rates.items()])


def _invoice(name: str, n: int, month: str) -> dict[str, str]:
    row = {"invoice_id": f"{name}-{month}-{n}", "customer_name": f"Customer of {name}"}
    row |= {"issued_on": f"{month}-01", "amount": "100"}
    return row | {"owner_id": name.lower()}


def _payment(name: str, rate: int, month: str) -> dict[str, str]:
    row = {"payment_id": f"R-{name}-{month}", "customer_name": f"Customer of {name}"}
    return row | {"value_on": f"{month}-10", "amount": str(rate * 5)}


def test_the_weekly_ranking_reads_like_this(acme: Books) -> None:
    (message,) = digest(acme, "ranking", "company", NOVEMBER)
    assert lines(message) == [
        "November so far: North leads with 111.4 points",
        "*Teams, top 2 of 4*",
        "1. North, 111.4",
        "2. East, 107.2",
        "*People, top 3 of 8 in Sales*",
        "1. Ana, 112.8",
        "2. Bo and Chen, 110.0 each",
        FOOTER,
    ]
    assert message.text == "November so far: North leads with 111.4 points."


def test_the_monthly_ranking_is_of_the_month_that_is_over(acme: Books) -> None:
    later = {"issued_on": "2026-10-01", "due_on": "2027-01-31", "invoice_id": "L1"}
    acme.add("invoices", [_invoice("Ana", 9, "2026-10") | later])
    fill(acme, {"Ana": 100}, "2026-10", due="01")  # paid nine days late
    fill(acme, dict.fromkeys(NAMES[1:], 100), "2026-10")
    acme.today = date(2026, 12, 1)
    (message,) = digest(acme, "ranking", "company", DECEMBER, "zh")
    said = lines(message)
    assert said[0].startswith("十一月：North 以 ")
    assert "*个人：销售 8 人中的前 3 名*" in said
    assert any(line.startswith("*进步最大* · Ana，比十月高 ") for line in said)
    assert said[-1] == "排名范围：销售，至少 5 笔到期款 · 自己的名次：`/receivables ranking`"
    assert "进步最大" in message.text


def test_nobody_below_the_public_places_is_named(acme: Books) -> None:
    for name in ("ranking", "place"):
        scopes = ["company"] if name == "ranking" else [f"person:{who.lower()}" for who in NAMES]
        for scope in scopes:
            (message,) = digest(acme, name, scope, NOVEMBER)
            said = "\n".join([message.text, *lines(message)])
            assert [who for who in NAMES[3:] if who in said] == []


@pytest.mark.parametrize(
    ("who", "said"),
    [
        ("ana", ["*You: 112.8, 1st of 8*", "Bo and Chen: 110.0"]),
        (
            "bo",
            ["Ana: 112.8", "*You: 110.0, 2nd of 8*", "1 more has as many", "Next: 104.4 and 98.9"],
        ),
        ("dan", ["Bo and Chen: 110.0", "*You: 104.4, 4th of 8*", "Next: 98.9 and 93.3"]),
        ("hui", ["Above: 93.3", "Above: 87.8", "*You: 82.2*"]),
    ],
)
def test_one_s_own_place_is_told_with_the_points_around_it(
    acme: Books, who: str, said: list[str]
) -> None:
    (message,) = digest(acme, "place", f"person:{who}", NOVEMBER)
    told = lines(message)[1:-1]
    assert [line for line in told if "bring" not in line] == said
    assert lines(message)[-1] == "cohort: Sales · as of 23 Nov · only you can see this"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_last_is_told_the_points_and_the_way_up_but_not_that_it_is_the_last_place(
    acme: Books, language: str
) -> None:
    (message,) = digest(acme, "place", "person:hui", NOVEMBER, language)
    asked = ask(acme, "hui", "/receivables ranking people", language)
    said, typed = "\n".join([message.text, *lines(message)]), "\n".join(lines(asked))
    assert "82.2" in message.text
    assert "5.6" in message.text
    for last in ("8th", "of 8*", "8 人中第 8", "第 8"):
        assert last not in said
        assert last not in typed
    (seventh,) = digest(acme, "place", "person:gao", NOVEMBER)
    assert seventh.text.startswith("November so far: you are 7th of 8.")


def test_equals_at_the_end_are_not_told_the_place_either_but_equals_of_all_are(
    books: Books,
) -> None:
    books.add("people", [{"person_id": n.lower(), "name": n, "role": "sales"} for n in NAMES])
    fill(books, RATES | {"Gao": 40}, "2026-11")
    assert lines(digest(books, "place", "person:gao", NOVEMBER)[0])[1:-1] == [
        *("Above: 98.9", "Above: 93.3", "*You: 82.2*", "1 more has as many"),
        "11.1 points more bring the next place.",
    ]
    books.add(
        "payments",
        [
            _payment(n, 96 - r, "2026-11") | {"payment_id": f"X-{n}"}
            for n, r in (RATES | {"Gao": 40}).items()
        ],
    )
    (message,) = digest(books, "place", "person:gao", NOVEMBER)
    assert message.text == "November so far: you are 1st of 8."


def test_who_asks_sees_the_ranking_with_the_own_place(acme: Books) -> None:
    message = ask(acme, "dan", "/receivables ranking people")
    assert lines(message) == [
        "November so far: Ana leads with 112.8 points",
        "*People, top 3 of 8 in Sales*",
        "1. Ana, 112.8",
        "2. Bo and Chen, 110.0 each",
        "Bo and Chen: 110.0",
        "*You: 104.4, 4th of 8*",
        "Next: 98.9 and 93.3",
        "5.6 points more bring the next place.",
        FOOTER.replace("your own place: `/receivables ranking`", "only you can see this"),
    ]
    teams = lines(ask(acme, "dan", "/receivables ranking 团队", "zh"))
    assert teams[:2] == ["十一月至今：North 以 111.4 分领先", "*团队：4 个中的前 2 名*"]


def test_a_small_cohort_is_not_named_and_nobody_is_told_a_place(books: Books) -> None:
    people = [{"person_id": n.lower(), "name": n, "role": "sales"} for n in NAMES[:3]]
    books.add("people", people)
    fill(books, dict.fromkeys(NAMES[:3], 90), "2026-11")
    message = ask(books, "ana", "/receivables ranking")
    assert lines(message)[:3] == [
        "November so far: too few are ranked to name a first place",
        "*Teams* · 0 ranked; the first are named once there are 4",
        "*People* · 3 ranked; the first are named once there are 5",
    ]
    assert not any(name in "".join(lines(message)) for name in NAMES)
    with pytest.raises(Unplaced) as problem:
        digest(books, "place", "person:ana", NOVEMBER)
    said = [words_of(problem.value, Say.of(tongue, books.today)) for tongue in ("en", "zh")]
    assert said == [
        "Ana has no place in the ranking of November.",
        "Ana 在十一月的排名中没有名次。",
    ]


def test_a_first_place_that_too_many_share_is_not_named(books: Books) -> None:
    books.add("people", [{"person_id": n.lower(), "name": n, "role": "sales"} for n in NAMES[:5]])
    fill(books, dict.fromkeys(NAMES[:5], 90), "2026-11")
    said = lines(ask(books, "ana", "/receivables ranking people"))
    assert said[1] == "*People* · the first places are shared by too many to name them"
    assert "4 more have as many" in said


def test_a_shared_first_place_is_named_together(books: Books) -> None:
    books.add("people", [{"person_id": n.lower(), "name": n, "role": "sales"} for n in NAMES])
    fill(books, RATES | {"Ana": 90, "Chen": 85}, "2026-11")
    message = ask(books, "ana", "/receivables ranking people")
    assert lines(message)[0] == "November so far: Ana and Bo lead with 110.0 points"


def test_it_goes_to_the_ranking_channel_or_else_to_the_teams(acme: Books) -> None:
    assert _targets(acme, "ranking") == [("company", ("e", "north"))]
    with acme.database.write(acme.now) as tx:
        settings.put(tx, acme.company, "ranking_channel", "C0RANKING")
    assert _targets(acme, "ranking") == [("company", ("C0RANKING",))]
    places = _targets(acme, "place")
    assert [name for name, _ in places] == [f"person:{name.lower()}" for name in NAMES]
    ids = dict(acme.sql("SELECT number, id FROM person"))
    assert places[0][1] == (f"person:{ids['ana']}",)


def test_without_channels_and_without_places_nothing_is_due(books: Books) -> None:
    assert _targets(books, "ranking") == _targets(books, "place") == []


def _targets(books: Books, kind: str) -> list[tuple[str, tuple[str, ...]]]:
    with books.database.read(books.now) as tx:
        found = discover().digests[kind].scopes(tx, books.company, NOVEMBER)
    return [(scope.name, scope.targets) for scope in found]


def test_a_period_to_come_has_no_ranking(acme: Books) -> None:
    with pytest.raises(NoRankingYet) as problem:
        ask(acme, "ana", "/receivables ranking teams 2026-12")
    said = [words_of(problem.value, Say.of(tongue, acme.today)) for tongue in ("en", "zh")]
    assert said == [
        "There is no ranking yet: December has not begun. Try `/receivables ranking`.",
        "还没有排名：十二月尚未开始。请试试 `/receivables ranking`。",
    ]


@pytest.mark.parametrize("scope", ["person:zoe", "company"])
def test_a_place_is_about_a_person_of_the_company(acme: Books, scope: str) -> None:
    with pytest.raises(NoSuchPerson):
        digest(acme, "place", scope, NOVEMBER)
