"""A period is closed: its pack is the same everywhere, and what comes later is a line after it."""

import json
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from ledger.period import Period
from storage import closing, companies
from storage.database import open_database
from tests.house.tree import ROOT
from tests.stories.conftest import Story, scheme_of

PEOPLE = """
    person_id, name, role,  team, valid_from
    A,         Ana,  sales, East, 2025-01-01
    B,         Bo,   sales, West, 2025-01-01
"""


@pytest.fixture
def february(story: Story) -> Story:
    """A and B share 60/40 of 100k, due and paid in February; February is closed on 1 March."""
    story.on("2025-03-01")
    story.take("people", PEOPLE)
    story.take(
        "invoices",
        "invoice_id, customer_id, issued_on, due_on, amount, owners\n"
        "INV-1, C1, 2025-02-01, 2025-02-20, 100000, A:60;B:40\n"
        "INV-2, C1, 2025-02-05, 2025-02-25, 8000, A:100",
    )
    story.take(
        "payments",
        "payment_id, customer_id, value_on, amount, invoice_id\n"
        "PAY-1, C1, 2025-02-18, 100000, INV-1",
    )
    return story


def closed(story: Story, period: str = "2025-02") -> str:
    """Close a period, write its pack, and tell the hash."""
    said = story.ask("close", "--period", period, "--pack", story.folder / "pack.json")
    assert said["state"] == "closed"
    return str(said["sha256"])


def test_a_payment_bounces_after_the_close(february: Story) -> None:
    """The payment bounces on 5 March: March has −60k for A and −40k for B; February stays."""
    before = closed(february)
    card, sums = february.score("A", "2025-02"), february.collected("2025-02", "person")
    february.on("2025-03-10").take(
        "payments",
        "payment_id, customer_id, value_on, amount, reverses_id\n"
        "B-1, C1, 2025-03-05, 100000, PAY-1",
    )
    assert february.collected("2025-03", "person") == {"A": "-60000.00", "B": "-40000.00"}
    assert february.collected("2025-02", "person") == sums == {"A": "60000.00", "B": "40000.00"}
    assert february.score("A", "2025-02") == card
    assert closed(february) == before
    assert february.is_sound()


@pytest.mark.parametrize("bounces_first", [False, True])
def test_a_bounce_takes_back_the_shares_that_were_closed_though_another_owns_since(
    february: Story, bounces_first: bool
) -> None:
    """INV-1 goes to B from 1 February on, after the close; the bounce is 60/40 all the same."""
    before = closed(february)
    february.on("2025-03-10")
    files = {
        "ownership": "invoice_id, owners, valid_from\nINV-1, B:100, 2025-02-01",
        "payments": "payment_id, customer_id, value_on, amount, reverses_id\n"
        "B-1, C1, 2025-03-05, 100000, PAY-1",
    }
    for kind in sorted(files, reverse=bounces_first):
        february.take(kind, files[kind])
    assert february.collected("2025-03", "person") == {"A": "-60000.00", "B": "-40000.00"}
    assert february.collected("2025-02", "person") == {"A": "60000.00", "B": "40000.00"}
    assert closed(february) == before
    assert february.is_sound()


def test_a_late_payment_counts_in_the_first_open_period_with_its_own_value_date(
    february: Story,
) -> None:
    """8,000 due 25 Feb came on 27 Feb and is recorded on 3 March: 2 days late, in March."""
    before = closed(february)
    february.on("2025-03-03").take(
        "payments",
        "payment_id, customer_id, value_on, amount, invoice_id\nPAY-2, C1, 2025-02-27, 8000, INV-2",
    )
    assert february.outstanding("2025-02-28") == "0.00"
    assert february.collected("2025-02", "person")["A"] == "60000.00"
    march = february.kpis("A", "2025-03")
    assert (march["collected_amount"], march["days_late"]) == ("8000.00", "2.0000")
    assert closed(february) == before


def test_what_is_undone_after_the_close_is_taken_back_in_the_open_period(february: Story) -> None:
    """A payment of February that finance takes back in March, as a mistake, is a line of March."""
    before = closed(february)
    with_it = february.collected("2025-02", "person")
    february.on("2025-03-10").take(
        "payments",
        "payment_id, customer_id, value_on, amount, reverses_id\n"
        "B-1, C1, 2025-02-18, 100000, PAY-1",
    )
    assert february.collected("2025-03", "person") == {"A": "-60000.00", "B": "-40000.00"}
    assert february.collected("2025-02", "person") == with_it
    assert closed(february) == before


def test_a_late_credit_note_leaves_the_closed_period_as_it_was(february: Story) -> None:
    before = closed(february)
    overdue = february.kpis("A", "2025-02")["overdue_ratio"]
    february.on("2025-03-03").take(
        "invoices",
        "invoice_id, customer_id, issued_on, amount, kind, reverses_id\n"
        "CN-1, C1, 2025-02-26, 8000, credit_note, INV-2",
    )
    assert february.kpis("A", "2025-02")["overdue_ratio"] == overdue
    assert closed(february) == before


def test_a_move_after_the_close_changes_nothing_that_is_settled(february: Story) -> None:
    """INV-1 is moved to B alone from 1 February on: what February credited stays credited."""
    before = closed(february)
    february.on("2025-03-04").take(
        "ownership", "invoice_id, owners, valid_from\nINV-1, B:100, 2025-02-01"
    )
    assert closed(february) == before
    assert february.collected("2025-02", "person") == {"A": "60000.00", "B": "40000.00"}


def test_a_scheme_begins_after_what_is_closed(february: Story) -> None:
    """Found by the careless finance person: February was judged by a scheme of after its close."""
    closed(february)
    card = february.score("A", "2025-02")
    file = february.file(scheme_of("sales", "collected_amount 100 8000", reason="amounts alone"))
    said = february("scheme", "import", file, "--from", "2025-02-01")
    assert (said.status, said.document["problems"]) == (
        1,
        [
            {
                "where": "valid_from",
                "message": "What lies before 2025-03-01 is closed and keeps the scheme that it was "
                "judged by; let this one begin on 2025-03-01 or later.",
            }
        ],
    )
    assert february.score("A", "2025-02") == card
    assert february("scheme", "import", file, "--from", "2025-03-01").status == 0
    assert february.score("A", "2025-02") == card


def test_a_period_that_runs_is_not_closed(story: Story) -> None:
    said = story("close", "--period", "2025-06")
    assert said.status == 2
    said_so = "June 2025 was not closed: it runs until 30 Jun 2025. Close it from the next day on."
    assert said_so in said.messages


def test_a_preview_freezes_nothing(february: Story) -> None:
    said = february.ask("close", "--period", "2025-02", "--preview")
    assert (said["state"], said["unsettled"]) == ("open", [])
    assert closed(february) == said["sha256"]
    assert february.ask("close", "--period", "2025-02", "--preview")["state"] == "closed"


def test_what_is_not_settled_is_said(february: Story) -> None:
    february.take("disputes", "dispute_id, invoice_id, amount, from\nD-1, INV-2, 3000, 2025-02-10")
    said = february.ask("close", "--period", "2025-02", "--preview")
    assert said["unsettled"] == ["1 disputes are not decided"]


# --- packs ---------------------------------------------------------------------------------------


def verified(file: Path, **environment: str) -> tuple[int, dict[str, object]]:
    """Verify a pack in a process of its own, which has no database."""
    command = [sys.executable, "-m", "bot", "close", "verify", str(file), "--json"]
    nowhere = {"PATH": "/usr/bin:/bin", "HOME": str(file.parent)} | environment
    ran = subprocess.run(
        command, check=False, cwd=ROOT, capture_output=True, text=True, env=nowhere
    )
    return ran.returncode, json.loads(ran.stdout)


def test_a_pack_is_worked_out_again_without_a_database(february: Story) -> None:
    """Under another zone and another locale, from the file alone."""
    sha = closed(february)
    file = february.folder / "pack.json"
    for environment in ({}, {"TZ": "America/New_York", "LC_ALL": "de_DE.UTF-8"}, {"TZ": "UTC+14"}):
        status, said = verified(file, **environment)
        assert (status, said) == (0, {"sha256": sha, "recomputed": sha, "same": True})


def test_a_pack_with_allowances_of_two_sorts_is_worked_out_again(february: Story) -> None:
    """A's exempt item falls due before the disputed one, and B's after it: the order is one."""
    february.take(
        "invoices",
        "invoice_id, customer_id, issued_on, due_on, amount, owners\n"
        "INV-3, C2, 2025-01-01, 2025-02-03, 500, A:100\n"
        "INV-4, C2, 2025-01-02, 2025-02-04, 600, A:100\n"
        "INV-5, C3, 2025-01-03, 2025-02-05, 700, B:100\n"
        "INV-6, C3, 2025-01-04, 2025-02-06, 800, B:100",
    )
    february.take(
        "disputes",
        "dispute_id, invoice_id, amount, from, outcome, own_doing\n"
        "D-1, INV-4, 600, 2025-02-10, open, no\nD-2, INV-5, 700, 2025-02-10, open, no",
    )
    february.take(
        "exemptions",
        "exemption_id, invoice_id, kind, from, requested_by, approved_by, until, reason\n"
        "E-1, INV-3, exclude, 2025-02-01, A, B, 2025-12-31, insolvent\n"
        "E-2, INV-6, exclude, 2025-02-01, B, A, 2025-12-31, insolvent",
    )
    sha = closed(february)
    file = february.folder / "pack.json"
    (group,) = json.loads(file.read_bytes())["pack"]["groups"]
    sorts = {one["number"]: sorted(one["facts"]["without"]) for one in group["people"]}
    assert sorts == {"A": ["disputed", "exempt"], "B": ["disputed", "exempt"]}
    assert february("close", "verify", file).document == {
        "sha256": sha,
        "recomputed": sha,
        "same": True,
    }


def test_one_changed_byte_is_found(february: Story) -> None:
    closed(february)
    file = february.folder / "pack.json"
    whole = file.read_bytes()
    for place in range(0, len(whole), max(1, len(whole) // 200)):
        other = bytes([whole[place] ^ 1])
        file.write_bytes(whole[:place] + other + whole[place + 1 :])
        said = february("close", "verify", file)
        assert (said.status, said.document["same"]) == (1, False), place
    for damaged in (b"", b"{}", b"[]", b"\xff", whole[:-2], whole + b" ", b'{"pack":1,"sha256":2}'):
        file.write_bytes(damaged)
        assert february("close", "verify", file).status == 1


def test_a_pack_with_another_result_and_its_own_hash_is_found(february: Story) -> None:
    """Somebody writes another score into the pack, and the hash that fits."""
    from scoring import pack

    closed(february)
    file = february.folder / "pack.json"
    document = json.loads(file.read_bytes())
    document["pack"]["groups"][0]["people"][0]["card"]["score"] = "99"
    content = json.dumps(
        document["pack"], ensure_ascii=False, sort_keys=True, separators=(",", ":")
    ).encode()
    file.write_bytes(pack.file_of(content))
    said = february("close", "verify", file)
    assert said.status == 1
    assert said.document["sha256"] != said.document["recomputed"] is not None


def test_there_is_no_such_file(story: Story) -> None:
    assert story("close", "verify", story.folder / "nothing.json").status == 2


# --- replay --------------------------------------------------------------------------------------


def test_a_candidate_is_replayed_over_a_closed_period_and_changes_nothing(february: Story) -> None:
    """By the amount that came in alone: A's 60k of a target of 80k are 75 points."""
    sha = closed(february)
    stood = february.score("A", "2025-02")["score"]
    file = february.file(
        scheme_of("sales", "collected_amount 100 80000", reason="a test of amounts alone")
    )
    rows = february.ask("replay", "--scheme", file, "--periods", "2025-02,2025-01")["rows"]
    found = {(row["person_id"], row["period"]): row for row in rows}
    assert found["A", "2025-02"]["score"] == stood
    assert found["A", "2025-02"]["candidate_score"] == "75.00"
    assert found["B", "2025-02"]["candidate_score"] == "50.00"
    assert found["A", "2025-01"]["candidate_score"] == "0.00"
    assert closed(february) == sha
    assert february.score("A", "2025-02")["score"] == stood


def test_a_candidate_with_a_flaw_is_not_replayed(february: Story) -> None:
    file = february.file(scheme_of("sales", "collected_amount 99 80000"))
    said = february("replay", "--scheme", file, "--periods", "2025-02")
    assert said.status == 1
    assert said.document["problems"]


def test_what_comes_late_for_a_month_that_is_open_counts_there(february: Story) -> None:
    """March is closed before February: a payment of 27 February is still February's."""
    february.on("2025-04-02")
    march = closed(february, "2025-03")
    february.take(
        "payments",
        "payment_id, customer_id, value_on, amount, invoice_id\n"
        "PAY-2, C1, 2025-02-27, 8000, INV-2\nPAY-3, C1, 2025-03-03, 0.50, ",
    )
    assert february.collected("2025-02", "person") == {"A": "68000.00", "B": "40000.00"}
    assert closed(february, "2025-03") == march
    closed(february, "2025-02")
    february.take(
        "payments",
        "payment_id, customer_id, value_on, amount, reverses_id\nB-2, C1, 2025-02-28, 8000, PAY-2",
    )
    assert february.collected("2025-02", "person") == {"A": "68000.00", "B": "40000.00"}
    assert february.collected("2025-04", "person")["A"] == "-8000.00", "March is closed, too"
    assert february.is_sound()


def test_a_pack_that_was_gathered_ahead_is_taken_only_if_nothing_was_done_since(
    february: Story,
) -> None:
    """A payment comes in between gathering and the lock: it is in the pack."""
    month, today = Period.parse("2025-02"), date(2025, 3, 1)
    now = datetime(2025, 3, 1, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
    database = open_database(february.url)
    with database.read(now) as tx:
        company = companies.choose(tx, None)
        early = closing.look_ahead(tx, company, month, today)
    with database.rehearse(now) as tx:
        kept = closing.close_ahead(tx, company, early, closing.Who())
        assert kept.content == early.result.content
    february.take(
        "payments",
        "payment_id, customer_id, value_on, amount, invoice_id\nPAY-2, C1, 2025-02-27, 8000, INV-2",
    )
    with database.write(now) as tx:
        found = closing.close_ahead(tx, company, early, closing.Who())
    assert found.content != early.result.content
    assert february.collected("2025-02", "person") == {"A": "68000.00", "B": "40000.00"}
    database.close()
