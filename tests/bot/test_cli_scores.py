"""`score`, `ranking` and `digest preview`: the documents that scripts rely on."""

from pathlib import Path

import pytest

from tests.huikuan import Huikuan, written
from tests.storage.books import rows_of

PEOPLE = """
    person_id, name, role,    team, valid_from
    ana,       Ana,  sales,   East, 2025-01-01
    bo,        Bo,   sales,   East, 2025-01-01
    chen,      陈立, sales,   West, 2025-01-01
    mei,       Mei,  sales,   ,     2025-01-01
    fin,       Fin,  finance, ,     2025-01-01
"""


@pytest.fixture
def huikuan(
    sqlite_url: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture,
    tmp_path: Path,
) -> Huikuan:
    """Ana and Bo were paid alike, Chen less, and Mei has too few instalments to be ranked."""
    cli = Huikuan(sqlite_url, monkeypatch, capsys).on("2026-11-23")
    cli.init("Acme", "Asia/Shanghai", "CNY")
    _take(cli, tmp_path, "people", rows_of(PEOPLE))
    counts = {"ana": 5, "bo": 5, "chen": 5, "mei": 1}
    row = {"issued_on": "2026-11-01", "due_on": "2026-11-20", "amount": "100"}
    invoices = [
        row | {"invoice_id": f"{who}-{n}", "customer_name": f"C {who}", "owner_id": who}
        for who, count in counts.items()
        for n in range(count)
    ]
    _take(cli, tmp_path, "invoices", invoices)
    row = {"value_on": "2026-11-19"}
    paid = {"ana": "450", "bo": "450", "chen": "300", "mei": "100"}
    payments = [
        row | {"payment_id": f"R-{who}", "customer_name": f"C {who}", "amount": amount}
        for who, amount in paid.items()
    ]
    _take(cli, tmp_path, "payments", payments)
    return cli


def _take(cli: Huikuan, folder: Path, kind: str, rows: list[dict[str, str]]) -> None:
    cli.ask("import", kind, written(folder / f"{kind}.csv", rows))


def test_the_ranking_has_equals_on_one_place_and_the_unranked_with_a_reason(
    huikuan: Huikuan,
) -> None:
    document = huikuan.ask("ranking", "--period", "2026-11")
    assert (document["period"], document["cohort"]) == ("2026-11", 3)
    told = [(row["rank"], row["person_id"], row["reason"]) for row in document["rows"]]
    assert told == [
        (1, "ana", None),
        (1, "bo", None),
        (3, "chen", None),
        (None, "mei", "mostly_missing"),
    ]
    assert all(row["score"] for row in document["rows"])


def test_a_team_s_members_are_a_cohort_of_their_own(huikuan: Huikuan) -> None:
    document = huikuan.ask("ranking", "--period", "2026-11", "--team", "west")
    assert document["cohort"] == 1
    assert [(row["rank"], row["person_id"]) for row in document["rows"]] == [(1, "chen")]
    said = huikuan("ranking", "--period", "2026-11", "--team", "North")
    assert (said.status, said.document) == (2, None)
    assert "there is: East, West" in said.messages


def test_a_score_opens_into_its_components(huikuan: Huikuan) -> None:
    document = huikuan.ask("score", "--period", "2026-11", "--person", "ana")
    assert document["scheme"] == {"id": "sales", "version": 1}
    (row,) = document["rows"]
    parts = {part.pop("kpi"): part for part in row.pop("components")}
    assert row == {
        "person_id": "ana",
        "name": "Ana",
        "score": "86.00",
        "rank": 1,
        "cohort": 3,
        "grade": None,
        "reason": None,
        "gates": [],
    }
    assert parts["collection_rate"] == {
        "formula": "collection_rate v1",
        "value": "0.9000",
        "own_value": None,
        "cohort_value": None,
        "target": "0.9000",
        "attainment": "1.0000",
        "points": "100.00",
        "weight": "25.00",
        "effective_weight": "50.00",
        "reason": None,
    }
    assert parts["sales_amount"]["value"] is parts["sales_amount"]["points"] is None
    assert parts["sales_amount"]["reason"] == "no_metric"


def test_everybody_on_the_roster_has_a_row_and_who_is_not_says_why(huikuan: Huikuan) -> None:
    rows = huikuan.ask("score", "--period", "2026-11")["rows"]
    assert [row["person_id"] for row in rows] == ["ana", "bo", "chen", "mei"]
    assert rows[-1]["rank"] is None
    (fin,) = huikuan.ask("score", "--period", "2026-11", "--person", "fin")["rows"]
    assert (fin["score"], fin["rank"], fin["reason"]) == (None, None, "not_in_role")
    said = huikuan("score", "--period", "2026-11", "--person", "zoe")
    assert (said.status, said.document) == (2, None)
    assert said.messages == "huikuan: there is no person 'zoe'.\n"


def test_a_period_to_come_has_no_scores(huikuan: Huikuan) -> None:
    for command in ("score", "ranking"):
        said = huikuan(command, "--period", "2026-12")
        assert (said.status, said.document) == (2, None)
        assert "2026-12 has not begun" in said.messages


@pytest.mark.parametrize("kind", ["overdue", "ranking"])
def test_a_preview_is_the_message_as_slack_would_get_it(huikuan: Huikuan, kind: str) -> None:
    document = huikuan.ask("digest", "preview", kind)
    assert set(document) == {"text", "blocks", "thread"}
    assert document["blocks"][0]["type"] == "header"
    chinese = huikuan.ask("digest", "preview", kind, "--language", "zh", "--on", "2026-11-02")
    assert document["text"] != chinese["text"]


def test_a_preview_of_a_team_lists_its_items_in_the_thread(huikuan: Huikuan) -> None:
    document = huikuan.ask("digest", "preview", "overdue", "--scope", "team:East")
    assert document["text"].startswith("East: CNY 100.00 overdue")
    assert document["thread"][0]["text"] == "Ana: 1 overdue item. Bo: 1 overdue item."


def test_the_first_working_day_previews_the_month_that_is_over(huikuan: Huikuan) -> None:
    document = huikuan.ask("digest", "preview", "ranking", "--on", "2026-11-02")
    assert document["text"].startswith("October: ")
    document = huikuan.ask("digest", "preview", "ranking", "--on", "2026-11-09")
    assert document["text"].startswith("November so far: ")


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        (("flood",), "no message 'flood' is due by the clock; try "),
        (("overdue", "--scope", "region:North"), "There is no message about region:North."),
        (("overdue", "--scope", "team:North"), "I don't know a team North. Try East and West."),
        (("overdue", "--on", "2026-11-24"), "2026-11-24 is still to come"),
        (("place", "--scope", "person:ana"), "Ana has no place in the ranking of November."),
    ],
)
def test_what_cannot_be_previewed_is_wrong_usage(
    huikuan: Huikuan, typed: tuple[str, ...], message: str
) -> None:
    said = huikuan("digest", "preview", *typed)
    assert (said.status, said.document) == (2, None)
    assert message in said.messages


def test_people_read_a_line_each(huikuan: Huikuan, capsys: pytest.CaptureFixture) -> None:
    from bot.cli import main

    assert main(["ranking", "--period", "2026-11"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["1", "86.00", "ana", "Ana"]
    assert lines[-1].endswith("mei  Mei  (mostly missing)")
    assert main(["digest", "preview", "overdue"]) == 0
    assert capsys.readouterr().out.startswith("Acme: CNY 300.00 overdue")
