"""/receivables replay: a scheme is tried on closed periods; nothing real is touched."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from commands import _replaying
from commands._contract import Caller, FieldProblem, discover
from ledger.period import Period
from storage import closing, people, periods, replay, replays
from storage.companies import Company
from storage.database import open_database
from storage.replay import Candidate
from tests.commands.approving import said
from tests.commands.replaying import NOW, close, drafted, fill, office_of, press, read
from tests.commands.settling import Office
from tests.storage.books import Books
from views.modal import Modal

AUTUMN = "August, September and October"


@pytest.fixture(scope="module")
def autumn(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Company]:
    """Three closed months, which the tests copy."""
    path = tmp_path_factory.mktemp("autumn") / "huikuan.db"
    shutil.copyfile(sqlite_template, path)
    database = open_database(f"sqlite:///{path}")
    company = office_of(Books.of_new_company(database)).books.company
    database.close()
    return path, company


@pytest.fixture
def office(autumn: tuple[Path, Company], tmp_path: Path) -> Iterator[Office]:
    path, company = autumn
    shutil.copyfile(path, tmp_path / "own.db")
    database = open_database(f"sqlite:///{tmp_path / 'own.db'}")
    yield Office(Books(database, company, NOW.date()), NOW)
    database.close()


def tried(office: Office, language: str = "en", **weights: str) -> list[str]:
    """Draft a scheme, try it, let the worker work it out, and read what comes of it."""
    preview = drafted(office, **(weights or {"weight__csat": "40", "weight__sales_amount": "10"}))
    press(office, "replay.draft", preview.state)
    assert office.work() == 1
    return read(office.posts("replay/")[-1][1][language])


def results(office: Office) -> list[Any]:
    return office.books.sql(
        "SELECT r.number, s.sha256, s.lines FROM replay r JOIN replay_result s "
        "ON s.workspace_id = r.workspace_id AND s.replay_id = r.id "
        "WHERE r.workspace_id = {company} ORDER BY r.number"
    )


# --- asked for -----------------------------------------------------------------------------------


def test_before_anything_is_closed_nothing_can_be_tried(books: Books) -> None:
    office = office_of(books, months=())
    assert read(office.type("hua", "/receivables replay")) == [
        "No period is closed yet, so nothing can be tried",
        "`/receivables close` closes a month; then a scheme can be tried on it.",
    ]
    english = (
        "Nothing was tried: no period of this scheme's rhythm is closed yet. "
        "`/receivables close` closes one."
    )
    both = (
        english,
        "没有试算：还没有与该方案周期相同的已关账周期。用 `/receivables close` 关账。",
    )
    assert office.refusal(lambda: press(office, "replay.ask", "new")) == both
    preview = drafted(office, weight__csat="40", weight__sales_amount="10")
    assert not any("[" in line for line in read(preview)), "no button where nothing is closed"
    assert office.refusal(lambda: press(office, "replay.draft", preview.state)) == both


def test_a_draft_is_tried_from_its_preview_and_comes_by_direct_message(office: Office) -> None:
    preview = drafted(office, weight__csat="40", weight__sales_amount="10")
    assert "[Try on closed periods]" in read(preview)
    assert said(press(office, "replay.draft", preview.state)) == (
        f"Replay 1 tries Sales v2 on {AUTUMN}. It comes to Hua by direct message, and "
        "`/receivables replay 1` shows it then; nothing is stored but the replay."
    )
    assert read(office.type("hua", "/receivables replay 1"))[:3] == [
        "Replay 1 is being worked out",
        f"*Sales v2*, tried on {AUTUMN}",
        "It comes to Hua by direct message as soon as it is worked out.",
    ]
    assert (office.work(), office.work()) == (1, 0)
    ((target, body),) = office.posts("replay/")
    (hua,) = office.books.sql(
        "SELECT id FROM person WHERE workspace_id = {company} AND number = 'hua'"
    )
    assert target == f"person:{hua[0]}", "to whoever asked, and into no channel"
    assert read(body["en"]) == read(office.type("hua", "/receivables replay #1"))


def test_the_card_begins_with_the_answer_and_says_why(office: Office) -> None:
    card = tried(office)
    assert card[:-1] == [
        "Of 4 people 2 would gain, 1 lose; the middle moves from 63.0 to 71.2",
        f"*Sales v2*, tried on {AUTUMN}",
        "1 has no score there · points are means of the periods",
        "[Everybody, one by one]",
        "as it was: 1.0 1.0 1.0",
        "as it would be: 0.0 1.0 2.0",
        "*People by their points, as it was → as it would be*",
        "50–60: 1 → 0 · 60–70: 1 → 1 · 70–80: 1 → 2",
        "*Largest moves of places, 1 to 2 of 2*",
        "Person | Place | Points | Mostly because",
        "Bo, August | 3 → 2 | 70.9 → 79.8 | Customer satisfaction, weight 20 → 40: adds 6.4",
        "Ana, August | 2 → 3 | 80.5 → 77.4 | Customer satisfaction, weight 20 → 40: takes 2.2",
    ]
    ((_, sha256, _),) = results(office)
    assert card[-1] == (
        "replay 1, asked for by Hua on 23 Nov · results stay as they are · "
        f"hash {sha256[:12]} · only you can see this"
    )


def test_everybody_is_gone_through_with_who_has_no_score(office: Office) -> None:
    tried(office)
    assert read(press(office, "replay.people", "1 0"))[1:-1] == [
        "*They gain*",
        "*Bo*: 53.6 → 66.3 · Customer satisfaction, weight 20 → 40: adds 9.1",
        "*Cai*: 63.0 → 71.2 · Customer satisfaction, weight 20 → 40: adds 5.9",
        "*They lose*",
        "*Ana*: 73.6 → 72.0 · Collection rate, weight 35.7 → 27.8: takes 1.9",
        "*They have no score there*",
        "*Dee*: no score",
        "[Back]",
    ]
    chinese = read(press(office, "replay.people", "1 0", language="zh"))
    assert chinese[:3] == [
        "4 人中 2 人加分、1 人减分，中位数由 63.0 变为 71.2",
        "*加分*",
        "*Bo*：53.6 → 66.3 · 客户满意度权重 20 → 40：加 9.1 分",
    ]
    assert read(press(office, "replay.show", "1 0"))[0] == chinese_twin(office)


def chinese_twin(office: Office) -> str:
    return read(office.posts("replay/")[-1][1]["en"])[0]


def test_a_template_is_tried_on_the_periods_that_were_chosen(office: Office) -> None:
    form = press(office, "replay.ask", "new")
    assert isinstance(form, Modal)
    candidate, which = form.blocks
    values = [one["value"] for one in candidate["element"]["options"]]
    assert values[0].startswith("template "), "nothing of the company's own is stored yet"
    assert [one["text"]["text"] for one in which["element"]["options"]] == [
        "October",
        "September",
        "August",
    ]
    with pytest.raises(FieldProblem) as refused:
        fill(office, form, candidate="template sales-quarterly")
    assert refused.value.field == "periods"
    told = fill(office, form, candidate="template sales-quarterly", periods="2026-10 2026-09")
    assert said(told).startswith("Replay 1 tries Sales, quarterly v1 on September and October.")
    office.work()
    card = read(office.posts("replay/")[0][1]["zh"])
    assert card[:2] == [
        "4 人中 3 人加分、0 人减分，中位数由 51.5 变为 63.5",
        "*销售（季度） v1*，试算周期：九月和十月",
    ]


def test_a_version_that_is_stored_and_has_not_begun_is_tried_as_well(office: Office) -> None:
    fill(office, drafted(office, weight__csat="40", weight__sales_amount="10"))
    form = press(office, "replay.ask", "new")
    first = form.blocks[0]["element"]["options"][0]
    assert (first["value"], first["text"]["text"]) == ("version sales", "Sales v2, from 1 Dec on")
    assert said(fill(office, form)).startswith(f"Replay 1 tries Sales v2 on {AUTUMN}.")
    assert office.work() == 1


def test_a_role_that_nobody_was_judged_by_then_has_nothing_to_compare(office: Office) -> None:
    form = press(office, "replay.ask", "new")
    fill(office, form, candidate="template finance-monthly")
    office.work()
    card = read(office.posts("replay/")[0][1]["en"])
    assert card[0] == "Nobody of this role was judged then: nothing can be compared"
    assert not any("[" in line for line in card)


# --- kept apart ----------------------------------------------------------------------------------


def test_the_same_candidate_over_the_same_packs_is_one_replay_and_one_hash(office: Office) -> None:
    tried(office)
    ((number, sha256, text),) = results(office)
    preview = drafted(office, weight__csat="40", weight__sales_amount="10")
    assert said(press(office, "replay.draft", preview.state)) == (
        f"Sales v2 was tried on {AUTUMN} before: type `/receivables replay 1`."
    )
    assert office.work() == 0
    with office.books.database.read(office.now) as tx:
        found = replays.numbered(tx, office.books.company, number)
        assert found is not None
        again = replays.work_out(tx, office.books.company, found.id)
        by_hand = [
            line
            for held in periods.holding(tx, office.books.company)
            for line in replay.over(
                tx,
                office.books.company,
                Candidate(found.scheme, found.document),
                held.period,
                office.now.date(),
            )
        ]
    assert replays.written(again) == replays.written(by_hand) == text
    assert replays.hash_of(text) == sha256


def test_a_replay_names_its_packs_and_stays_when_a_period_is_closed_anew(office: Office) -> None:
    before = tried(office)
    ((_, sha256, _),) = results(office)
    late = "payment_id, customer_name, value_on, amount, invoice_id\n"
    with office.books.database.write(office.now) as tx:
        company = office.books.company
        fin, hua = (people.by_number(tx, company, who, office.now.date()) for who in ("fin", "hua"))
        assert fin
        assert hua
        closing.reopen(tx, company, Period.parse("2026-10"), (fin.id, hua.id), "a late file")
    office.books.add("payments", f"{late} R-X, C-bo, 2026-10-19, 100, INV-bo-10-0")
    close(office, "2026-10")
    assert read(press(office, "replay.show", "1 0")) == before
    after = tried(office)
    assert "replay 2, " in after[-1]
    first_hash, second_hash = (row[1] for row in results(office))
    assert first_hash == sha256 != second_hash
    with office.books.database.read(office.now) as tx:
        first = replays.numbered(tx, office.books.company, 1)
        assert first is not None
        assert (
            replays.hash_of(replays.written(replays.work_out(tx, office.books.company, first.id)))
            == sha256
        ), "from the pack of then"


def test_nothing_real_is_touched(office: Office) -> None:
    def state() -> list[Any]:
        tables = ("period_close", "scheme_version", "card")
        return [
            office.books.sql(f"SELECT count(*) FROM {name} WHERE workspace_id = {{company}}")  # noqa: S608
            for name in tables
        ]

    before = state()
    tried(office)
    assert state() == before
    assert office.audited()[-1] == "replay.asked"
    assert office.is_sound()


def test_what_is_stored_after_a_replay_says_so(office: Office) -> None:
    tried(office)
    preview = drafted(office, weight__csat="40", weight__sales_amount="10")
    told = said(fill(office, preview, note="agreed in the board"))
    assert told.split("\n")[1] == "Chosen after replay 1."
    listed = read(office.type("hua", "/receivables replay", "zh"))
    assert listed[3:6] == [
        "*第 1 次试算* · 销售 v2，试算周期：八月、九月和十月",
        "4 人中 2 人加分、1 人减分",
        "之后据此启用了 sales 第 2 版。",
    ]
    with office.books.database.write(office.now) as tx:
        company = office.books.company
        assert replays.choices(tx, company) == {("sales", 2): 1}
        assert replays.chosen(tx, company, ("sales", 2), "anything") == 1, "once"
        assert replays.chosen(tx, company, ("sales", 3), "anything") is None


def test_another_draft_than_the_one_tried_says_nothing_of_a_replay(office: Office) -> None:
    tried(office)
    told = said(fill(office, drafted(office, weight__csat="30", weight__sales_amount="20")))
    assert "replay" not in told


# --- who sees it ---------------------------------------------------------------------------------


def test_only_who_makes_schemes_may_try_one(office: Office) -> None:
    found = discover()
    entries = [
        found.commands["receivables replay"],
        *(it for name, it in found.buttons.items() if name.startswith("replay.")),
        found.forms["replay.form"],
    ]
    with office.books.database.read(office.now) as tx:
        company = office.books.company
        for who, may in (("ana", False), ("fin", False), ("hua", True), ("big", True)):
            member = people.by_number(tx, company, who, office.now.date())
            assert member is not None
            caller = Caller(company, member, "en")
            assert [entry.allow(caller, None) for entry in entries] == [may] * len(entries)


def test_an_administrator_reads_names_only_of_those_whom_they_lead(office: Office) -> None:
    """Mei leads Ana and Bo, not Cai and Dee, whom Big leads as well."""
    tried(office, weight__csat="60", weight__sales_amount="0", weight__collection_rate="15")
    lines = read(press(office, "replay.people", "1 0", who="mei"))
    names = {line.partition(":")[0] for line in lines if ": " in line}
    assert names == {"*Ana*", "*Bo*"}
    card = read(press(office, "replay.show", "1 0", who="mei"))
    assert not any(line.startswith(("Cai", "Dee")) for line in card)


def test_who_leads_nobody_of_them_reads_no_name(office: Office) -> None:
    office.books.add(
        "people",
        "person_id, name, role, rights, team, manager_id, valid_from\n"
        "abe, Abe, other, admin, Staff, big, 2026-11-23",
    )
    tried(office)
    card = read(press(office, "replay.show", "1 0", who="abe"))
    assert "Names are shown to HR, and to whoever leads these people." in card
    assert not any("[" in line or "Ana" in line for line in card)


# --- not understood, not worked out --------------------------------------------------------------


@pytest.mark.parametrize("text", ["7", "one", "²", "1 2", "1" * 30])
def test_a_replay_that_is_not_there_is_said_so(office: Office, text: str) -> None:
    english, chinese = office.refusal(lambda: office.type("hua", f"/receivables replay {text}"))
    assert english == f"There is no replay {text}. `/receivables replay` lists the last ones."
    assert chinese == f"没有第 {text} 次试算。输入 `/receivables replay` 查看最近的试算。"


def test_a_replay_that_breaks_holds_up_nothing_and_is_tried_again(office: Office) -> None:
    preview = drafted(office, weight__csat="40", weight__sales_amount="10")
    press(office, "replay.draft", preview.state)
    office.books.run("UPDATE replay SET packs = '2026-10/9' WHERE workspace_id = {company}")
    assert office.work() == 0
    office.books.run("UPDATE replay SET packs = '2026-10/1' WHERE workspace_id = {company}")
    assert office.work() == 1


def test_two_workers_keep_one_result(office: Office) -> None:
    press(
        office, "replay.draft", drafted(office, weight__csat="40", weight__sales_amount="10").state
    )
    with office.books.database.write(office.now) as tx:
        company = office.books.company
        (waiting,) = replays.waiting(tx, company)
        lines = replays.work_out(tx, company, waiting)
        assert _replaying.carry_out(tx, company, waiting, lines)
        assert not _replaying.carry_out(tx, company, waiting, lines)
    assert office.work() == 0
    assert len(office.posts("replay/")) == 1
