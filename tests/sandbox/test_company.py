"""The sample company is valid, agrees with itself, and looks like a company."""

import json
import re
from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from sandbox.company import Plan, write
from tests.sandbox.company_ledger import Company, Ledger, Row, minor, on, read, shares

TODAY = date(2026, 11, 23)
MOST_SURPLUS = 250_000  # minor units
COLUMNS = {
    "rates": "on currency rate",
    "people": "person_id name email role rights team manager_id valid_from valid_to",
    "teams": "team manager_id channel parent",
    "customers": "customer_id name owner_id owners aliases payer_accounts parent_id terms_days "
    "credit_limit currency",
    "invoices": "invoice_id customer_id issued_on due_on amount currency owner_id owners kind "
    "reverses_id instalment delivered_on sent_on recorded_at",
    "payments": "payment_id customer_id value_on amount currency invoice_id method reference fee "
    "recorded_at reverses_id",
    "targets": "person_id kpi period target",
    "metrics": "person_id metric period value",
    "calendar": "on working name",
    "leave": "person_id from to",
    "ownership": "invoice_id owners valid_from",
    "followups": "followup_id person_id customer_id at invoice_id automatic note",
    "promises": "promise_id customer_id amount promised_on recorded_at currency invoice_id "
    "person_id",
    "exemptions": "exemption_id invoice_id kind from requested_by approved_by until reason",
    "writeoffs": "writeoff_id invoice_id amount on requested_by approved_by",
    "disputes": "dispute_id invoice_id amount from to outcome own_doing",
}
CAST = {  # id: role, rights, team
    "ana": ("sales", "", "Sales East"),
    "bo": ("sales", "", "Sales East"),
    "mei": ("sales", "", "Sales East"),
    "chen": ("sales", "", "Sales South"),
    "fin": ("finance", "finance", "Finance"),
    "fay": ("finance", "finance", "Finance"),
    "hui": ("other", "hr", ""),
    "zhu": ("other", "admin", ""),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("lanqiao")
    write(made, Plan(seed=7, today=TODAY))
    return made


@pytest.fixture(scope="module")
def company(folder) -> Company:
    return read(folder)


@pytest.fixture(scope="module")
def ledger(company) -> Ledger:
    return Ledger(company, TODAY)


# The files


def test_the_same_plan_makes_the_same_bytes(folder, tmp_path):
    write(tmp_path, Plan(seed=7, today=TODAY))
    assert _bytes(tmp_path) == _bytes(folder)


def test_another_seed_makes_another_company(folder, tmp_path):
    write(tmp_path, Plan(seed=8, today=TODAY))
    assert _bytes(tmp_path)["invoices.csv"] != _bytes(folder)["invoices.csv"]


def test_there_are_files_of_every_kind_with_the_canonical_columns(folder):
    headers = {path.stem: path.read_text("utf-8").split("\n")[0] for path in folder.iterdir()}
    assert headers == {kind: ",".join(columns.split()) for kind, columns in COLUMNS.items()}


def test_every_id_is_used_once(company):
    keys = {
        "customers": ("customer_id",),
        "invoices": ("invoice_id", "instalment"),
        "payments": ("payment_id",),
        "people": ("person_id", "valid_from"),
        "rates": ("on", "currency"),
        "targets": ("person_id", "kpi", "period"),
        "metrics": ("person_id", "metric", "period"),
    }
    for kind, key in keys.items():
        used = Counter(tuple(row[column] for column in key) for row in company[kind])
        assert used.most_common(1)[0][1] == 1, kind


def test_customers_have_names_of_their_own(company):
    names = [name for row in company["customers"] for name in _names(row)]
    assert len(names) == len(set(names))


def test_nothing_happens_on_or_after_today(company):
    written = [row["recorded_at"] for kind in ("invoices", "payments") for row in company[kind]]
    assert max(datetime.fromisoformat(at) for at in written).date() < TODAY
    dates = [row["issued_on"] for row in company["invoices"]]
    dates += [row["sent_on"] for row in company["invoices"]]
    dates += [row["value_on"] for row in company["payments"]]
    assert max(dates) < TODAY.isoformat()


def test_what_is_recorded_is_recorded_within_days_of_the_fact(company):
    for row in company["invoices"]:
        assert row["recorded_at"][:10] == row["issued_on"]
        assert row["recorded_at"].endswith("+08:00")
    for row in company["payments"]:
        lag = date.fromisoformat(row["recorded_at"][:10]) - on(row["value_on"])
        assert timedelta(0) <= lag <= timedelta(12)  # a holiday week lies between


def test_the_calendar_is_that_of_the_state_council(company, shared_data):
    vectors = json.loads((shared_data / "vectors" / "business_days_cn.json").read_text())["vectors"]
    (year,) = (one["expected"] for one in vectors if one["id"] == "BD-00")
    of_2025 = [row for row in company["calendar"] if row["on"].startswith("2025")]
    worked = [row["on"] for row in of_2025 if row["working"] == "yes"]
    off = [row["on"] for row in of_2025 if row["working"] == "no"]
    assert (worked, off) == (year["working_weekend_days"], year["holidays_on_weekdays"])


def test_people_did_something_about_what_is_late(company):
    """Follow-ups on most late items, promises on some; moves, disputes, an insolvent customer."""
    due = {row["invoice_id"]: row["due_on"] for row in reversed(company["invoices"])}
    owners = {row["person_id"] for row in company["people"]}
    for row in company["followups"]:
        assert due[row["invoice_id"]] < row["at"][:10] < TODAY.isoformat()
        assert row["person_id"] in owners
    for row in company["promises"]:
        assert row["recorded_at"][:10] < row["promised_on"]
    approved = [*company["exemptions"], *company["writeoffs"]]
    assert all(row["requested_by"] != row["approved_by"] for row in approved)
    least = {"followups": 60, "promises": 20, "disputes": 2, "exemptions": 1, "writeoffs": 1}
    least |= {"ownership": 1, "leave": 3}
    assert [kind for kind, count in least.items() if len(company[kind]) < count] == []


def test_a_rep_sent_a_statement_to_several_customers_on_one_day(company):
    """So that a close has a signal to look at, with nothing in it."""
    sent = [row for row in company["followups"] if row["note"].startswith("sent the statement of")]
    assert len({row["customer_id"] for row in sent}) == 4
    ((_, day),) = {(row["person_id"], row["at"][:10]) for row in sent}
    assert day == "2026-10-30"


# Its people


def test_the_cast_is_there(company):
    people = {row["person_id"]: row for row in company["people"]}
    for person_id, (role, rights, team) in CAST.items():
        row = people[person_id]
        assert (row["role"], row["rights"], row["team"]) == (role, rights, team)
        assert row["email"] == f"{person_id}@lanqiao.example"
    assert people["ana"]["manager_id"] == people["mei"]["manager_id"] == "bo"


def test_managers_stand_above_those_who_name_them(company):
    seen = {""}
    for row in company["people"]:
        assert row["manager_id"] in seen, row
        seen.add(row["person_id"])
    assert {row["manager_id"] for row in company["teams"]} <= seen


def test_somebody_moved_in_mid_month_somebody_joined_and_somebody_left(company):
    rows: dict[str, list[Row]] = defaultdict(list)
    for row in company["people"]:
        rows[row["person_id"]].append(row)
    (before, after), *others = [stays for stays in rows.values() if len(stays) > 1]
    assert not others
    assert before["valid_to"] == after["valid_from"] == "2026-10-16"
    assert before["team"] != after["team"]
    assert [stays[0]["person_id"] for stays in rows.values() if stays[-1]["valid_to"]] == ["max"]
    assert rows["yuki"][0]["valid_from"] == "2026-11-02"


def test_about_thirty_people_sit_in_five_teams(company):
    assert 26 <= len({row["person_id"] for row in company["people"]}) <= 32
    assert len(company["teams"]) == 5
    teams = {row["team"] for row in company["people"] if row["team"]}
    assert teams == {row["team"] for row in company["teams"]}


def test_shares_are_of_known_people_and_sum_to_a_hundred(company):
    people = {row["person_id"] for row in company["people"]}
    rows = [*company["customers"], *company["invoices"]]
    owners = [shares(row) for row in rows]
    assert all(sum(each.values()) == 100 and set(each) <= people for each in owners)
    assert sum(len(each) > 1 for each in owners) > 50


def test_nobody_is_given_an_invoice_before_joining_or_after_leaving(company):
    stays: dict[str, list[Row]] = defaultdict(list)
    for row in company["people"]:
        stays[row["person_id"]].append(row)
    for row in company["invoices"]:
        for person_id in shares(row):
            first, last = stays[person_id][0]["valid_from"], stays[person_id][-1]["valid_to"]
            assert first <= row["issued_on"] < (last or "9999")


# Its books


def test_invoices_are_spread_over_24_months(company):
    issued = {row["invoice_id"]: row["issued_on"][:7] for row in company["invoices"]}
    months = Counter(month for number, month in issued.items() if number.startswith("INV-"))
    assert sum(months.values()) == 1_440
    assert len(months) == 24
    assert min(months) == "2024-12"
    assert all(35 <= count <= 90 for count in months.values())


def test_a_tenth_is_in_foreign_currency_with_a_rate_on_the_day(company):
    first = {row["currency"]: row["on"] for row in reversed(company["rates"])}
    assert len(company["rates"]) <= 600
    foreign = [row for row in company["invoices"] if row["currency"] != "CNY"]
    assert {row["currency"] for row in foreign} == {"USD", "EUR"}
    assert 0.06 <= len(foreign) / len(company["invoices"]) <= 0.16
    assert all(first[row["currency"]] <= row["issued_on"] for row in foreign)


def test_instalments_differ_in_label_and_fall_due_in_order_retention_last(ledger):
    several = [items for items in ledger.invoices.values() if len(items) > 1]
    assert 40 <= len(several) <= 140
    for items in several:
        assert [item.due for item in items] == sorted(item.due for item in items)
        assert len({item.label for item in items}) == len(items) <= 4
    assert any(items[-1].label == "retention" for items in several)


def test_every_amount_is_positive_with_two_places(company):
    for kind in ("invoices", "payments"):
        for row in company[kind]:
            assert re.fullmatch(r"\d+\.\d\d", row["amount"])
            assert minor(row["amount"]) > 0


def test_a_payment_has_customer_and_currency_of_the_invoices_it_names(company):
    owed = {row["invoice_id"]: row for row in company["invoices"]}
    named = [(row, name) for row in company["payments"] for name in row["invoice_id"].split(";")]
    for payment, invoice_id in named:
        if invoice_id:
            invoice = owed[invoice_id]
            assert payment["customer_id"] == invoice["customer_id"]
            assert payment["currency"] == invoice["currency"]
            assert invoice["issued_on"] <= payment["value_on"]


def test_payments_name_one_invoice_or_several_or_none(company):
    named = Counter(
        len(row["invoice_id"].split(";")) if row["invoice_id"] else 0
        for row in company["payments"]
        if not row["reverses_id"]
    )
    assert named[0] > 50
    assert named[1] > 500
    assert sum(count for names, count in named.items() if names > 1) > 30


def test_a_bounce_repeats_its_payment_once_and_later(company):
    payments = {row["payment_id"]: row for row in company["payments"]}
    bounces = [row for row in payments.values() if row["reverses_id"]]
    assert 3 <= len(bounces) <= 15
    assert len({row["reverses_id"] for row in bounces}) == len(bounces)
    for bounce in bounces:
        payment = payments[bounce["reverses_id"]]
        assert not payment["reverses_id"]
        assert bounce["value_on"] > payment["value_on"]
        same = ("amount", "currency", "customer_id")
        assert all(bounce[column] == payment[column] for column in same)


def test_a_credit_note_never_exceeds_what_is_open(company, ledger):
    notes = [row for row in company["invoices"] if row["kind"] == "credit_note"]
    assert 5 <= len(notes) <= 30
    assert not ledger.uncredited


def test_money_beyond_what_is_open_is_a_few_surpluses(ledger):
    assert 2 <= len(ledger.unapplied) <= 12
    assert max(ledger.unapplied.values()) <= MOST_SURPLUS


# Its figures


def test_some_five_percent_of_the_invoices_are_open(ledger):
    assert 0.03 <= ledger.open_share() <= 0.07


def test_a_tenth_to_a_fifth_of_what_is_open_is_overdue(ledger):
    assert 10 <= ledger.overdue() <= 20


def test_some_overdue_invoices_are_worth_talking_about(ledger):
    large = [item for item in ledger.items() if item.due < TODAY and item.open >= 6_000_000]
    assert len(large) >= 3


def test_most_reps_are_due_enough_to_be_ranked(ledger):
    assert len(ledger.owners_with(5)) >= 8
    assert {"ana", "bo", "mei", "chen"} <= ledger.owners_with(5)


def test_some_reps_collect_much_better_than_others(ledger):
    rates = sorted(ledger.collected(rep) for rep in ledger.owners_with(5))
    days = sorted(ledger.days_late(rep) for rep in ledger.owners_with(5))
    assert rates[0] < 65
    assert rates[-1] > 85
    assert days[0] <= 2
    assert days[-1] >= 8


@pytest.mark.parametrize(
    ("seed", "today"),
    [(1, date(2027, 3, 1)), (2, date(2026, 10, 8)), (3, date(2028, 2, 29)), (4, date(2026, 1, 1))],
)
def test_other_seeds_days_and_sizes_hold_together_too(tmp_path, seed, today):
    write(tmp_path, Plan(seed=seed, today=today, reps=20, invoices=4_000, customers=90))
    ledger = Ledger(read(tmp_path), today)
    assert len(ledger.invoices) == 4_000
    assert not ledger.uncredited
    assert max(ledger.unapplied.values()) <= MOST_SURPLUS
    assert 0.03 <= ledger.open_share() <= 0.08
    assert 5 <= ledger.overdue() <= 35


def test_sales_and_targets_reach_into_the_running_month(company):
    reps = {row["person_id"] for row in company["people"] if row["role"] == "sales"} - {"max"}
    for kind, column in (("targets", "kpi"), ("metrics", "metric")):
        rows = [row for row in company[kind] if row[column] == "sales_amount"]
        assert {row["person_id"] for row in rows if row["period"] == "2026-11"} == reps
        assert len({row["period"] for row in rows}) == 24


def test_satisfaction_is_there_for_most_and_missing_for_some(company):
    rows = [row for row in company["metrics"] if row["metric"] == "csat"]
    past = sum(row["period"] != "2026-11" for row in rows)
    sales = [row for row in company["metrics"] if row["metric"] == "sales_amount"]
    assert 0.7 <= past / sum(row["period"] != "2026-11" for row in sales) <= 0.9
    assert 1 <= len(rows) - past < 13
    assert all(3 <= float(row["value"]) <= 5 for row in rows)


def _names(row: Row) -> list[str]:
    return [row["name"], *row["aliases"].split(";")]


def _bytes(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}
