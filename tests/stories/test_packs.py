"""The same facts make the same pack: on both databases, in any locale and zone, in any process.

Twice the facts: the sample company, and classicmodels with its real orders and payments. Each is
imported once into each kind of database, copied three times, and closed by three processes. What
is imported afterwards leaves the pack as it is, and is a signed line after it.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from bot.cli import main
from tests.house.tree import ROOT
from tests.huikuan import written
from tests.stories.packs import Told, classicmodels, lanqiao

# Machines in Boston, Berlin and Kiribati; hashes of strings differ in each.
PLACES = (
    {"TZ": "America/New_York", "LC_ALL": "en_US.UTF-8", "PYTHONHASHSEED": "1"},
    {"TZ": "Europe/Berlin", "LC_ALL": "de_DE.ISO-8859-1", "PYTHONHASHSEED": "22"},
    {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "333"},
)
NOWHERE = "sqlite:////nowhere/none.db"


@dataclass(frozen=True)
class Outcome:
    """What a process said, the pack that it wrote, and where."""

    sha256: str
    pack: bytes
    url: str


@pytest.fixture(params=["lanqiao", "classicmodels"])
def told(request: pytest.FixtureRequest, tmp_path: Path) -> Told:
    folder = tmp_path / "files"
    folder.mkdir()
    if request.param == "lanqiao":
        return lanqiao(folder)
    return classicmodels(folder, request.getfixturevalue("shared_data") / "ar" / "classicmodels")


@pytest.fixture
def copies(
    told: Told,
    new_sqlite: Callable[[], str],
    new_postgres: Callable[..., str],
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
) -> list[str]:
    """Import into each kind of database, and copy what came of it for each place."""
    monkeypatch.setenv("HUIKUAN_TODAY", told.on)
    template = request.getfixturevalue("postgres_template")
    made = [new_sqlite(), new_postgres(template=template)]
    for url in made:
        monkeypatch.setenv("HUIKUAN_DATABASE_URL", url)
        named = ["--company", told.name, "--timezone", told.zone, "--currency", told.currency]
        assert main(["init", "--yes", *named]) == 0
        assert main(["import", "folder", str(told.folder), "--json"]) == 0
    file = Path(made[0].removeprefix("sqlite:///"))
    files = [file.with_name(f"copy-{number}.db") for number, _ in enumerate(PLACES)]
    for other in files:
        other.write_bytes(file.read_bytes())
    name = urlsplit(made[1]).path.strip("/")
    return [*(f"sqlite:///{path}" for path in files), *(new_postgres(template=name) for _ in files)]


def test_a_pack_is_the_same_bytes_on_every_machine_and_late_facts_leave_it_so(
    told: Told, copies: list[str], tmp_path: Path
) -> None:
    every = list(_closed(told, copies, tmp_path))
    first = every[0]
    pack = json.loads(first.pack)["pack"]
    assert pack["groups"]
    assert len(list(_figures(pack))) > 10
    assert {one.sha256 for one in every} == {first.sha256}
    assert {one.pack for one in every} == {first.pack}
    for place in PLACES:
        said = _ran(NOWHERE, told.on, place, "close", "verify", tmp_path / "0.json")
        assert said == {"sha256": first.sha256, "recomputed": first.sha256, "same": True}
    for one in (every[0], every[-1]):
        _taken_late(told, one, pack, tmp_path)


def _closed(told: Told, copies: list[str], folder: Path) -> Iterator[Outcome]:
    """Close the period in every copy; a process each."""
    for number, (url, place) in enumerate(zip(copies, PLACES * 2, strict=True)):
        file = folder / f"{number}.json"
        said = _ran(url, told.on, place, "close", "--period", told.period, "--pack", file)
        assert said["state"] == "closed"
        yield Outcome(said["sha256"], file.read_bytes(), url)


def _ran(url: str, on: str, place: Mapping[str, str], *typed: object) -> Any:
    """Run one command in a process of its own, in a locale and zone of its own."""
    given = {"PATH": "/usr/bin:/bin", "HUIKUAN_DATABASE_URL": url, "HUIKUAN_TODAY": on}
    command = [sys.executable, "-m", "bot", *map(str, typed), "--json"]
    said = subprocess.run(
        command, check=True, cwd=ROOT, stdout=subprocess.PIPE, env=given | dict(place)
    )
    return json.loads(said.stdout)


# --- what comes late -----------------------------------------------------------------------------


def _taken_late(told: Told, one: Outcome, pack: Mapping[str, Any], folder: Path) -> None:
    """A bounce, a credit note and a payment with days of the closed period, or just after it."""
    after = pack["period"]["end"]
    paid = _bounced(told, pack)
    number = paid["payment_id"]
    rows = told.rows("invoices")
    owed = next(row for row in rows if _is_owed(pack, row, told.currency))
    by = {"customer_id": owed["customer_id"], "currency": told.currency, "amount": "1.00"}
    day, named = f"{told.period}-28", owed["invoice_id"]
    files = {
        "invoices": {"invoice_id": "LATE-1", "issued_on": day, "kind": "credit_note"}
        | {"reverses_id": named},
        "payments": {"payment_id": "LATE-2", "value_on": day, "invoice_id": named},
    }
    before = _collected(told, one.url, after[:7])
    for kind, row in files.items():
        _take(told, one, kind, written(folder / f"{kind}-late.csv", [by | row]))
    between = _collected(told, one.url, after[:7])
    assert _change(before, between) == {owed["owner_id"]: Decimal(1)}, "late money counts now"
    bounce = {"payment_id": "LATE-3", "customer_id": paid["customer_id"], "value_on": after}
    bounce |= {"currency": told.currency, "amount": paid["amount"], "reverses_id": number}
    _take(told, one, "payments", written(folder / "bounce.csv", [bounce]))
    taken = _change(between, _collected(told, one.url, after[:7]))
    assert taken == {person: -share for person, share in _shares(pack, number).items()}
    assert _ran(one.url, told.on, PLACES[1], "close", "--period", told.period)["sha256"] == (
        one.sha256
    )
    assert all(not one["violations"] for one in _ran(one.url, told.on, {}, "check")["invariants"])


def _take(told: Told, one: Outcome, kind: str, path: Path) -> None:
    assert _ran(one.url, told.on, PLACES[0], "import", kind, path)["added"] == 1


def _bounced(told: Told, pack: Mapping[str, Any]) -> dict[str, str]:
    """A payment that one or more people were credited with in the closed period, in full."""
    for row in told.rows("payments"):
        shares = _shares(pack, row["payment_id"])
        if shares and sum(shares.values()) == Decimal(row["amount"]):
            return row
    raise AssertionError("no payment was credited in full")


def _shares(pack: Mapping[str, Any], receipt: str) -> dict[str, Decimal]:
    """Who was credited with what of a receipt, as the pack has it."""
    found: dict[str, Decimal] = {}
    for person, row in _figures(pack):
        if row["receipt"] == receipt and row["figure"]["kind"] == "cash":
            amount = Decimal(row["figure"]["amount_minor"]) / 100
            found[person] = found.get(person, Decimal()) + amount
    return found


def _is_owed(pack: Mapping[str, Any], row: Mapping[str, str], currency: str) -> bool:
    """Tell whether one person owns an invoice that was open when the period ended."""
    owners = [
        person
        for person, one in _figures(pack)
        if one["instalment"].partition("/")[0] == row["invoice_id"]
        and one["figure"]["kind"] == "open"
        and not one["figure"]["disputed"]
    ]
    return owners == [row.get("owner_id")] and row["currency"] == currency


def _figures(pack: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for group in pack["groups"]:
        for one in group["people"]:
            for row in one["rows"]:
                yield one["number"], row


def _collected(told: Told, url: str, period: str) -> dict[str, Decimal]:
    rows = _ran(url, told.on, {}, "kpis", "--period", period, "--by", "person")["rows"]
    return {
        row["key"]: Decimal(row["collected_amount"])
        for row in rows
        if row["currency"] == told.currency
    }


def _change(before: Mapping[str, Decimal], after: Mapping[str, Decimal]) -> dict[str, Decimal]:
    changed = {key: after[key] - before.get(key, Decimal()) for key in after}
    return {key: by for key, by in changed.items() if by}
