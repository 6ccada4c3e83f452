"""`huikuan scheme` and `score --scheme`: what people are judged by, as scripts use it."""

from pathlib import Path

import pytest

from tests.huikuan import Huikuan, written

SCHEME = """
id = "sales-monthly"
name = { en = "Sales, monthly", zh = "销售月度" }
role = "sales"
rhythm = "month"
minimum_base = 1
[[kpi]]
id = "collection_rate"
weight = "40"
target = "0.90"
curve = [["0", "0"], ["1", "100"], ["1.2", "120"]]
[[kpi]]
id = "csat"
weight = "60"
target = 4.5
[[gate]]
kpi = "collection_rate"
below = "0.5"
total_cap = "30"
[[grade]]
from = "90"
name = "A"
"""
EVERYBODY = ["ana", "bo", "chen"]


@pytest.fixture
def huikuan(
    sqlite_url: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture,
    tmp_path: Path,
) -> Huikuan:
    """Of 100 each, Ana collected 90, Bo 45 and Chen nothing; Pm manages a project."""
    cli = Huikuan(sqlite_url, monkeypatch, capsys).on("2026-11-23")
    cli.init("Acme", "Asia/Shanghai", "CNY")
    people = [
        {"person_id": who, "name": who.title(), "role": "sales", "team": team}
        for who, team in zip(EVERYBODY, ("East", "East", "West"), strict=True)
    ]
    people.append({"person_id": "pm", "name": "Pm", "role": "project_manager", "team": "West"})
    invoices = [
        {"invoice_id": f"INV-{who}", "customer_name": f"C {who}", "issued_on": "2026-11-01"}
        | {"due_on": "2026-11-20", "amount": "100", "owner_id": who}
        for who in (*EVERYBODY, "pm")
    ]
    payments = [
        {"payment_id": f"R-{who}", "customer_name": f"C {who}", "value_on": "2026-11-19"}
        | {"amount": amount, "invoice_id": f"INV-{who}"}
        for who, amount in (("ana", "90"), ("bo", "45"), ("pm", "100"))
    ]
    for kind, rows in (("people", people), ("invoices", invoices), ("payments", payments)):
        cli.ask("import", kind, written(tmp_path / f"{kind}.csv", rows))
    return cli


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "scheme.toml"
    path.write_text(SCHEME, encoding="utf-8")
    return path


def changed(file: Path, old: str, new: str) -> Path:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")
    return file


def scores(huikuan: Huikuan, *typed: object) -> dict[str, str]:
    rows = huikuan.ask("score", "--period", "2026-11", *typed)["rows"]
    return {row.get("person_id") or row["key"]: row["score"] for row in rows}


def test_a_file_becomes_the_next_version(huikuan: Huikuan, file: Path) -> None:
    first = huikuan.ask("scheme", "import", file, "--from", "2026-11-01")
    assert first == {
        "id": "sales-monthly",
        "version": 1,
        "valid_from": "2026-11-01",
        "problems": [],
    }
    assert huikuan.ask("scheme", "import", file, "--from", "2026-11-01") == first
    changed(file, '"0.90"', '"0.95"')
    assert huikuan.ask("scheme", "import", file, "--from", "2026-12-01")["version"] == 2


def test_a_scheme_shows_with_the_keys_of_its_file(huikuan: Huikuan, file: Path) -> None:
    huikuan.ask("scheme", "import", file, "--from", "2026-11-01")
    huikuan.ask("scheme", "import", changed(file, '"0.90"', '"0.950"'), "--from", "2026-12-01")
    shown = huikuan.ask("scheme", "show", "sales-monthly")
    assert shown["name"] == {"en": "Sales, monthly", "zh": "销售月度"}
    assert (shown["id"], shown["version"], shown["valid_from"]) == (
        "sales-monthly",
        1,
        "2026-11-01",
    )
    assert shown["kpi"] == [
        {"id": "collection_rate", "weight": "40", "target": "0.90"}
        | {"curve": [["0", "0"], ["1", "100"], ["1.2", "120"]]},
        {"id": "csat", "weight": "60", "target": "4.5"},
    ]
    assert shown["gate"] == [{"kpi": "collection_rate", "below": "0.5", "total_cap": "30"}]
    assert shown["grade"] == [{"from": "90", "name": "A"}]
    assert (shown["minimum_base"], shown["shrink"], shown["reason"]) == (1, "0", "")
    later = huikuan.ask("scheme", "show", "sales-monthly", "--on", "2026-12-01")
    assert (later["version"], later["kpi"][0]["target"]) == (2, "0.950")


def test_the_shipped_scheme_shows_too(huikuan: Huikuan) -> None:
    shown = huikuan.ask("scheme", "show", "sales")
    assert (shown["version"], shown["valid_from"]) == (1, None)
    assert [part["weight"] for part in shown["kpi"]] == ["25", "15", "10", "30", "20"]


def test_a_template_is_imported_by_its_id(huikuan: Huikuan) -> None:
    name = "project-manager-monthly"
    assert huikuan.ask("scheme", "import", name, "--from", "2026-11-01")["version"] == 1
    assert huikuan.ask("scheme", "show", name)["role"] == "project_manager"
    found = huikuan.ask("score", "--period", "2026-11", "--role", "project_manager")
    assert found["scheme"] == {"id": name, "version": 1}
    assert [row["person_id"] for row in found["rows"]] == ["pm"]
    found = huikuan.ask("score", "--period", "2026-11", "--person", "pm")
    assert found["scheme"] == {"id": name, "version": 1}
    assert found["rows"][0]["score"] is not None


def test_problems_are_told_and_nothing_is_stored(huikuan: Huikuan, file: Path) -> None:
    changed(changed(file, '"60"', '"61"'), '"csat"', '"csatt"')
    for typed in (("scheme", "import", file, "--from", "2026-11-01"),):
        said = huikuan(*typed)
        assert said.status == 1
        assert (said.document["id"], said.document["version"]) == ("sales-monthly", None)
        problems = said.document["problems"]
        assert [one["where"] for one in problems] == ["kpi.csatt.id", "kpi"]
        assert problems[0]["message"] == (
            "csatt is no KPI and no imported metric; did you mean csat?"
        )
        assert "kpi: The weights add up to 101, not to 100" in said.messages
    assert huikuan("scheme", "show", "sales-monthly").status == 2
    said = huikuan("score", "--period", "2026-11", "--scheme", file)
    assert (said.status, list(said.document)) == (1, ["problems"])
    assert said.document["problems"] == problems


def test_what_is_no_toml_at_all_is_a_problem_too(huikuan: Huikuan, tmp_path: Path) -> None:
    for data in (b"\xff\xfe", b"id = ", b""):
        path = tmp_path / "bad.toml"
        path.write_bytes(data)
        said = huikuan("scheme", "import", path, "--from", "2026-11-01")
        assert said.status == 1
        assert said.document["id"] is None
        assert said.document["problems"]


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        (("scheme", "import", "none.toml", "--from", "2026-11-01"), "there is no file none.toml"),
        (("scheme", "import", "sales"), "from when on? Add --from D"),
        (("scheme", "show", "none"), "there is: sales."),
        (("score", "--period", "2026-11", "--scheme", "none.toml"), "no file none.toml"),
        (("score", "--period", "2026-11", "--role", "finance"), "the role finance has no scheme"),
        (("score", "--period", "2026-11", "--by", "team", "--person", "ana"), "do not go together"),
        (("score", "--period", "2026-12", "--by", "team"), "2026-12 has not begun"),
    ],
)
def test_what_cannot_be_asked_is_wrong_usage(huikuan: Huikuan, typed, message) -> None:
    said = huikuan(*typed)
    assert (said.status, said.document) == (2, None)
    assert message in said.messages


def test_a_scheme_is_tried_without_being_stored(huikuan: Huikuan, file: Path) -> None:
    before = scores(huikuan)
    document = huikuan.ask("score", "--period", "2026-11", "--scheme", file)
    assert document["scheme"] == {"id": "sales-monthly", "version": 1}
    told = {row["person_id"]: (row["score"], row["grade"]) for row in document["rows"]}
    assert told == {"ana": ("100.00", "A"), "bo": ("30.00", None), "chen": ("0.00", None)}
    gates = {row["person_id"]: row["gates"] for row in document["rows"]}
    assert gates["ana"] == []
    assert gates["bo"] == [
        {"kpi": "collection_rate", "value": "0.4500", "below": "0.5000", "total_cap": "30.00"}
    ]
    assert scores(huikuan) == before
    assert huikuan("scheme", "show", "sales-monthly").status == 2


def test_a_stored_scheme_judges_from_its_day_on(huikuan: Huikuan, file: Path) -> None:
    huikuan.ask("scheme", "import", file, "--from", "2026-11-01")
    found = huikuan.ask("score", "--period", "2026-11")
    assert found["scheme"] == {"id": "sales-monthly", "version": 1}
    assert scores(huikuan) == {"ana": "100.00", "bo": "30.00", "chen": "0.00"}
    assert huikuan.ask("score", "--period", "2026-10")["scheme"]["id"] == "sales"


def test_teams_have_a_key_instead_of_a_person(huikuan: Huikuan, file: Path) -> None:
    """East collected 135 of 200 and is judged on that, not on the mean of its people."""
    document = huikuan.ask("score", "--period", "2026-11", "--by", "team", "--scheme", file)
    rows = {row["key"]: row for row in document["rows"]}
    assert list(rows) == ["East", "West"]
    assert all("person_id" not in row for row in rows.values())
    rate = rows["East"]["components"][0]
    assert (rate["value"], rows["East"]["score"]) == ("0.6750", "75.00")
    assert scores(huikuan, "--by", "team", "--scheme", file) == {
        "East": "75.00",
        "West": "55.56",  # with what its project manager collected: 100 of 200
    }
    lines = huikuan("ranking", "--period", "2026-11", "--role", "sales")
    assert lines.status == 0


def test_small_books_are_drawn_to_the_cohort_s_rate(huikuan: Huikuan, file: Path) -> None:
    """Each has one instalment; the cohort collected 135 of 300: 0.45. With k = 1 Ana's is 0.675."""
    changed(file, "minimum_base = 1", 'shrink = "1"')
    rows = huikuan.ask("score", "--period", "2026-11", "--scheme", file)["rows"]
    rate = rows[0]["components"][0]
    if rate["own_value"] is not None:
        assert (rate["own_value"], rate["cohort_value"], rate["value"]) == (
            "0.9000",
            "0.4500",
            "0.6750",
        )


def test_people_read_lines(huikuan: Huikuan, file: Path, capsys: pytest.CaptureFixture) -> None:
    from bot.cli import main

    assert main(["scheme", "import", str(file), "--from", "2026-11-01"]) == 0
    assert "sales-monthly v1, for periods that begin on 2026-11-01 or later" in (
        capsys.readouterr().out
    )
    assert main(["scheme", "show", "sales-monthly"]) == 0
    assert capsys.readouterr().out.strip() == SCHEME.strip()
    assert main(["score", "--period", "2026-11", "--by", "team"]) == 0
    assert "East" in capsys.readouterr().out
