"""`explain`: the rows that scripts read give the number, and say why each counts or does not."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.commands.november import FACTS, INVOICES, PEOPLE
from tests.huikuan import Huikuan, written
from tests.storage.books import rows_of

EVERY_KPI = """
id = "every"
name = { en = "Every KPI", zh = "全部指标" }
role = "sales"
reason = "a test"
[[kpi]]
id = "collection_rate"
weight = "20"
target = "0.9"
[[kpi]]
id = "cash_cei"
weight = "10"
target = "0.9"
[[kpi]]
id = "collected_amount"
weight = "10"
target = "200000"
[[kpi]]
id = "days_late"
weight = "10"
target = "5"
[[kpi]]
id = "overdue_ratio"
weight = "10"
target = "0.1"
[[kpi]]
id = "bad_debt_ratio"
weight = "10"
target = "0.01"
[[kpi]]
id = "followup_coverage"
weight = "10"
target = "0.9"
[[kpi]]
id = "promise_kept_rate"
weight = "5"
target = "0.8"
[[kpi]]
id = "promise_kept_value"
weight = "5"
target = "0.8"
[[kpi]]
id = "invoicing_on_time"
weight = "5"
target = "0.9"
[[kpi]]
id = "sales_amount"
weight = "5"
"""
WORK = {
    "followups": """
        followup_id, person_id, customer_id, at,               invoice_id
        F-1,         P1,        C1,          2026-11-06 10:00, INV-1
    """,
    "promises": """
        promise_id, customer_id, amount, promised_on, recorded_at,      invoice_id, person_id
        PR-1,       C1,          30000,  2026-11-18,  2026-11-12 09:00, INV-2,      P1
    """,
}


@pytest.fixture
def huikuan(
    sqlite_url: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture,
    tmp_path: Path,
) -> Huikuan:
    cli = Huikuan(sqlite_url, monkeypatch, capsys).on("2026-11-23")
    cli.init("Acme", "Asia/Shanghai", "CNY")
    for kind, text in {"people": PEOPLE, "invoices": INVOICES, **FACTS, **WORK}.items():
        cli.ask("import", kind, written(tmp_path / f"{kind}.csv", rows_of(text)))
    (tmp_path / "every.toml").write_text(EVERY_KPI, encoding="utf-8")
    return cli


def by_kpi(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {one["kpi"]: one for one in document["components"]}


def explained(huikuan: Huikuan, tmp_path: Path) -> dict[str, dict[str, Any]]:
    scheme = str(tmp_path / "every.toml")
    document = huikuan.ask("explain", "--period", "2026-11", "--person", "P1", "--scheme", scheme)
    scored = huikuan.ask("score", "--period", "2026-11", "--person", "P1", "--scheme", scheme)
    (row,) = scored["rows"]
    assert document["score"] == row["score"]
    for one, other in zip(document["components"], row["components"], strict=True):
        assert {key: one[key] for key in other} == other
    return by_kpi(document)


def test_the_rows_that_counted_give_the_number_of_every_kpi(huikuan: Huikuan, tmp_path) -> None:
    for kpi, one in explained(huikuan, tmp_path).items():
        over = sum(Decimal(row["over"]) for row in one["counted"])
        assert over == Decimal(one["over"]), kpi
        if kpi in {"collected_amount", "sales_amount"}:
            value = over
        else:
            under = sum(Decimal(row["under"]) for row in one["counted"])
            assert under == Decimal(one["under"]), kpi
            value = over / under if under else None
        told = None if one["value"] is None else Decimal(one["value"])
        assert value == told or abs(value - told) <= Decimal("0.00005"), kpi


def test_what_was_done_and_promised_is_listed_with_its_reason(huikuan: Huikuan, tmp_path) -> None:
    found = explained(huikuan, tmp_path)
    (promise,) = found["promise_kept_value"]["counted"]
    assert (promise["document"], promise["done"], promise["amount"]) == ("PR-1", False, "30000.00")
    assert promise["why"] == "not kept when it fell due on 19 Nov"
    followed = {row["instalment"]: row["why"] for row in found["followup_coverage"]["counted"]}
    assert followed["INV-1/1"] == "followed up on 6 Nov, in time"
    left = {row["instalment"]: row["why"] for row in found["followup_coverage"]["left_out"]}
    assert left["INV-3/1"] == "exempt"


def test_every_row_says_the_fact_that_counts_or_leaves_it_out(huikuan: Huikuan) -> None:
    asked = ("explain", "--period", "2026-11", "--person", "P1")
    document = huikuan.ask(*asked)
    assert document["scheme"] == {"id": "sales", "version": 1}
    assert document["person_id"] == "P1"
    rate = by_kpi(document)["collection_rate"]
    assert [(row["instalment"], row["amount"], row["why"]) for row in rate["counted"]] == [
        ("INV-8/1", "5000.00", "5,000.00 written off"),
        ("INV-6/1", "20000.00", "20,000.00 open"),
        ("INV-5/1", "30000.00", "30,000.00 open"),
        ("INV-5/1", "10000.00", "10,000.00 open, disputed since 5 Nov (D-1)"),
        ("INV-1/1", "100000.00", "paid 100,000.00 on 9 Nov (R-1)"),
        ("INV-2/1", "50000.00", "paid 50,000.00 on 20 Nov (R-2)"),
        ("INV-2/1", "30000.00", "30,000.00 open"),
    ]
    assert {row["document"]: row["why"].partition(" · ")[2] for row in rate["left_out"]} == {
        "INV-9": "no exchange rate is known for its issue date",
        "INV-7": "extended to 15 Dec: flood (approved by Bo)",
        "INV-3": "exempt until 30 Nov: insolvent (approved by Bo)",
        "INV-4": "due after this period",
    }
    (sold,) = by_kpi(document)["sales_amount"]["counted"]
    assert (sold["amount"], sold["why"]) == (
        "1310000.00",
        "CNY 1,310,000.00, from an import on 23 Nov",
    )
    assert by_kpi(document)["csat"]["counted"] == []
    assert huikuan.ask(*asked, "--kpi", "csat")["components"] == [by_kpi(document)["csat"]]


def test_what_would_raise_it_is_what_collecting_would_add(huikuan: Huikuan, tmp_path) -> None:
    asked = ("explain", "--period", "2026-11", "--person", "P1")
    before = huikuan.ask(*asked)
    first = by_kpi(before)["collection_rate"]["would_raise"][0]
    assert (first["instalment"], first["open"]) == ("INV-5/1", "40000.00")
    row = {"payment_id": "R-9", "customer_id": "C2", "value_on": "2026-11-23", "amount": "40000"}
    huikuan.ask(
        "import", "payments", written(tmp_path / "more.csv", [row | {"invoice_id": "INV-5"}])
    )
    after = huikuan.ask(*asked)
    gained = Decimal(after["score"]) - Decimal(before["score"])
    assert abs(gained - Decimal(first["points"])) <= Decimal("0.01")
    assert by_kpi(before)["sales_amount"]["would_raise"] == []


def test_a_past_month_is_not_raised_but_has_its_counterfactual(huikuan: Huikuan) -> None:
    document = huikuan.on("2026-12-05").ask("explain", "--period", "2026-11", "--person", "P1")
    assert all(one["would_raise"] == [] for one in document["components"])
    assert by_kpi(document)["collection_rate"]["counterfactual"] == (
        "Had INV-2 been paid by its due date, 11 Nov, the score would be 66.8 instead of 56.3."
    )
    assert [one["kind"] for one in document["allowed"]] == [
        "exempt", "extended", "disputed", "handed_over",
    ]  # fmt: skip


def test_who_or_what_is_not_there_is_wrong_usage(huikuan: Huikuan, tmp_path) -> None:
    asked = ("explain", "--period", "2026-11", "--person")
    assert huikuan(*asked, "P77").status == 2
    unjudged = huikuan(*asked, "P1", "--kpi", "dso_simple")
    assert unjudged.status == 2
    assert "it judges: collection_rate, days_late" in unjudged.messages
    assert huikuan("explain", "--period", "2027-01", "--person", "P1").status == 2
    (tmp_path / "bad.toml").write_text('id = "x"\n', encoding="utf-8")
    bad = huikuan(*asked, "P1", "--scheme", tmp_path / "bad.toml")
    assert bad.status == 1
    assert bad.document["problems"]
