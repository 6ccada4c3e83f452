"""Every score of reps with targets and moves (`reps.py`), beside the same worked out by hand."""

import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pandas as pd
import pytest

from tests.formats.by_hand import Quarter, Rule, Scheme, digits, total
from tests.formats.reps import REPS, TODAY, Sources
from tests.huikuan import Huikuan

MAPS = "tests/maps/classicmodels"
QUARTERS = ("2004-Q4", "2005-Q1", "2005-Q2")  # the last one still runs
SCHEME = """
id = "reps-quarterly"
name = { en = "Reps, quarterly", zh = "销售季度" }
role = "sales"
rhythm = "quarter"
minimum_base = 2
[[kpi]]
id = "cash_cei"
weight = "20"
target = "0.90"
[[kpi]]
id = "days_late"
weight = "12.5"
target = "4"
curve = [["0", "10"], ["0.5", "60"], ["1", "100"], ["1.5", "112.5"]]
cap = "110"
floor = "15"
[[kpi]]
id = "overdue_ratio"
weight = "7.5"
target = "0.30"
[[kpi]]
id = "collected_amount"
weight = "10"
[[kpi]]
id = "sales_amount"
weight = "35"
cap = "100"
[[kpi]]
id = "csat"
weight = "15"
target = "4.5"
[[gate]]
kpi = "cash_cei"
below = "0.80"
total_cap = "50"
[[grade]]
from = "90"
name = "A"
[[grade]]
from = "70"
name = "B"
[[grade]]
from = "0"
name = "C"
"""
LATE = tuple(
    (Fraction(x), Fraction(y))
    for x, y in (("0", "10"), ("0.5", "60"), ("1", "100"), ("1.5", "112.5"))
)
BY_HAND = Scheme(
    (
        Rule("cash_cei", Fraction(20), Fraction("0.9")),
        Rule("days_late", Fraction("12.5"), Fraction(4), LATE, Fraction(15), Fraction(110)),
        Rule("overdue_ratio", Fraction("7.5"), Fraction("0.3")),
        Rule("collected_amount", Fraction(10)),
        Rule("sales_amount", Fraction(35), cap=Fraction(100)),
        Rule("csat", Fraction(15), Fraction("4.5")),
    ),
    minimum_base=2,
    gate=("cash_cei", Fraction("0.8"), Fraction(50)),
    grades=((Fraction(90), "A"), (Fraction(70), "B"), (Fraction(0), "C")),
)
AMOUNTS = {"collected_amount", "sales_amount"}
MEASURED = ("collected_amount", "collection_rate", "cash_cei", "days_late", "overdue_ratio")


@pytest.fixture(params=[True, False], ids=["named", "oldest_due_first"])
def sources(request: pytest.FixtureRequest, shared_data: Path) -> Sources:
    return Sources(shared_data, request.param)


@pytest.fixture
def company(huikuan: Huikuan, sources: Sources, tmp_path: Path) -> Huikuan:
    huikuan.on(str(TODAY)).init("Classic Models", "America/New_York", "USD")
    for kind, path in sources.files(tmp_path).items():
        mapped = kind in {"invoices", "payments"}
        said = huikuan("import", kind, path, *(["--map", f"{MAPS}_{kind}.toml"] if mapped else []))
        assert said.document["findings"] == [], said
        assert said.document["added"] == said.document["rows"] > 0
    file = tmp_path / "scheme.toml"
    file.write_text(SCHEME, encoding="utf-8")
    stored = huikuan.ask("scheme", "import", file, "--from", "2004-10-01")
    assert (stored["version"], stored["problems"]) == (1, [])
    return huikuan


def _said(kpi: str, value: Fraction | None) -> str | None:
    """Write a value as the command line does: amounts in dollars, all else with four places."""
    if value is not None and kpi in AMOUNTS:
        return digits(Fraction(digits(value, 0).rstrip(".")) / 100, 2)
    return digits(value, 4)


def _card(card: dict) -> dict:
    """A card worked out by hand, written as `score` prints one."""
    return {
        "score": digits(card["score"], 2),
        "rank": card["rank"],
        "cohort": card["cohort"],
        "grade": card["grade"],
        "reason": card["why"],
        "gates": card["gates"],
        "components": {
            part["kpi"]: {
                "value": _said(part["kpi"], part["value"]),
                "target": _said(part["kpi"], part["target"]),
                "attainment": digits(part["attainment"], 4),
                "points": digits(part["points"], 2),
                "weight": digits(part["weight"], 2),
                "effective_weight": digits(part["effective_weight"], 2),
            }
            for part in card["parts"]
        },
    }


def _printed(row: dict) -> dict:
    """The same of what was printed."""
    names = ("score", "rank", "cohort", "grade", "reason")
    told = ("value", "target", "attainment", "points", "weight", "effective_weight")
    return {
        **{name: row[name] for name in names},
        "gates": [gate["kpi"] for gate in row["gates"]],
        "components": {
            part["kpi"]: {name: part[name] for name in told} for part in row["components"]
        },
    }


def test_every_score_place_and_kpi_is_what_it_is_by_hand(company, sources) -> None:
    for name in QUARTERS:
        quarter = Quarter(name, TODAY)
        scored = company.ask("score", "--period", name)
        assert scored["scheme"] == {"id": "reps-quarterly", "version": 1}
        cards = sources.hand.cards(quarter, BY_HAND)
        found = {row["person_id"]: _printed(row) for row in scored["rows"]}
        assert found == {person: _card(card) for person, card in cards.items()}

        places = company.ask("ranking", "--period", name)["rows"]
        expected = {person: (card["rank"], card["why"]) for person, card in cards.items()}
        assert {row["person_id"]: (row["rank"], row["reason"]) for row in places} == expected
        ranks = [row["rank"] or len(places) + 1 for row in places]
        assert ranks == sorted(ranks)

        teams = company.ask("score", "--period", name, "--by", "team")["rows"]
        by_hand = sources.hand.team_cards(quarter, BY_HAND)
        expected = {team: _card(card) for team, card in by_hand.items()}
        assert {row["key"]: _printed(row) for row in teams} == expected

        for by in ("person", "team"):
            _assert_kpis(
                company.ask("kpis", "--period", name, "--by", by)["rows"], by, quarter, sources
            )


def _assert_kpis(printed: list[dict], by: str, quarter: Quarter, sources: Sources) -> None:
    figures = sources.hand.figures(quarter, scored=False)
    whose = figures["person"] if by == "person" else sources.hand.by_team(figures, quarter)
    for row in printed:
        own = figures[whose.isna() if row["key"] is None else whose == row["key"]]
        found = sources.hand.kpis(own)
        expected = {kpi: _said(kpi, found[kpi]) for kpi in MEASURED}
        assert {kpi: row[kpi] for kpi in MEASURED} == expected, (by, row["key"])
    cents = sum(Fraction(row["collected_amount"]) for row in printed) * 100
    assert cents == total(figures[figures["kind"] == "cash"]) > 0


def test_what_is_worked_out_by_hand_is_varied_and_agrees_with_the_data_sets_own_figures(
    shared_data,
) -> None:
    """Else two equal mistakes, or fifteen equal cards, would prove nothing."""
    hand = Sources(shared_data, named=True).hand
    cards = [card for q in QUARTERS for card in hand.cards(Quarter(q, TODAY), BY_HAND).values()]
    assert {card["why"] for card in cards} == {None, "few_due", "mostly_missing"}
    assert {card["grade"] for card in cards} == {"A", "B", "C"}
    assert any(card["gates"] and card["score"] == 50 for card in cards)
    assert len({hand.there(rep, Quarter(q, TODAY)) for rep in REPS for q in QUARTERS}) == 7

    whole = replace(
        hand, disputed={}, books=replace(hand.books, owners=_unshared(hand.books.owners))
    )
    expected = json.loads((shared_data / "ar/classicmodels/expected.json").read_text())["by_rep"]
    for then, name in zip(expected, QUARTERS, strict=False):
        figures = whole.figures(Quarter(name, TODAY), scored=False)
        for rep in then["rows"]:
            found = whole.kpis(figures[figures["person"] == rep["employeeNumber"]])
            assert digits(found["collected_amount"] / 100, 2) == rep["collected_amount"]
            for kpi, places in {"collection_rate": 6, "days_late": 4, "overdue_ratio": 6}.items():
                assert digits(found[kpi], places) == rep[kpi], (name, rep["employeeNumber"], kpi)


def _unshared(owners: pd.DataFrame) -> pd.DataFrame:
    return owners[owners["place"] == 0].assign(percent=100)
