"""Who saw what: whatever says another person's points has left a record, and nothing else has.

The registry is walked by a manager, HR, an administrator and a colleague, with what its own
examples and budgets type and press; what was sent is read, too, and so is the command line. A
reader is shown somebody's score where a message has their name and their points. Invariant P9:
what was shown of others is what was recorded.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from bot import chores
from bot.access import UserFacts
from bot.cli import subcommands
from bot.clock import Clock
from bot.dispatch import Dispatcher, Kind, Reply, Request
from commands._contract import Registry, discover, nobodys
from ledger.period import Period
from storage import closing, company_scores, outbox, schemes, sight
from storage.companies import bind_to_slack
from storage.database import open_database
from storage.rosters import Question
from tests.commands.approving import Desk
from tests.house.acme import HOME
from tests.house.test_budgets import FILLED, PRESSED, given
from tests.house.tree import ROOT, parsed, plant, sources
from tests.huikuan import Huikuan
from tests.storage.books import Books
from views.say import Say
from views.seen import WAYS

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
PERIODS = (Period.parse("2026-11"), Period.parse("2026-10"))
CAST = ("mei", "hua", "ada", "bo")  # a manager, HR, an administrator, a colleague
SCHEME = "sales cash_sooner"
PARTS = {"receivables coach", "coach.list", "coach.finish", "coach"}  # KPIs, not whole scores
Seen = set[tuple[str, str, str]]  # viewer, entry, whose score


@dataclass
class World:
    """A company with scores, where people type and press everything there is."""

    books: Books
    registry: Registry
    points: dict[str, set[str]]

    @classmethod
    def open(cls, url: str) -> "World":
        """Let there be a wish that changes a score, and a question about one."""
        books = Desk.open(Books.of_new_company(open_database(url))).books
        books.run(
            "UPDATE person SET email = number || '@acme.example' WHERE workspace_id = {company}"
        )
        with books.database.write(NOW) as tx:
            bind_to_slack(tx, books.company, HOME)
        books.company = replace(books.company, slack_team_id=HOME)
        world = cls(books, discover(), _points(books))
        move = "owner INV-1023 ana:60 bo:40 from 2026-11-01"
        exempt = "exempt INV-1024 until 2026-12-31 insolvent"
        for who, asked in (("mei", move), ("ana", exempt)):
            assert not world.do(who, Kind.COMMAND, "receivables", asked).is_problem
        words = {"kpi": "score", "words": "paid on time"}
        assert not world.do("ana", Kind.FORM, "appeal.form", "2026-11", words).is_problem
        with books.database.write(NOW) as tx:
            closing.close(tx, books.company, PERIODS[1], TODAY, closing.Who())
        tried = {"candidate": "template sales-quarterly", "periods": "2026-10"}
        assert not world.do("hua", Kind.FORM, "replay.form", "", tried).is_problem
        assert chores.do(books.database, books.company, lambda: NOW) == 1
        return world

    def do(self, who: str, kind: Kind, name: str, text: str, fields: Any = None) -> Reply:
        """Type, press or fill in, as the dispatcher answers it."""
        facts = UserFacts(f"U0{who}", HOME, email=f"{who}@acme.example", locale="en-US")
        clock = Clock(TODAY)
        asked = Dispatcher(self.books.database, self.books.company, self.registry, clock,
                           lambda _user, _seconds: facts)  # fmt: skip
        key = f"{who} {name} {text}"
        return asked.answer(Request(key, kind, name, text, f"U0{who}", HOME, fields=fields or {}))

    def walk(self, who: str) -> Seen:
        """Let somebody ask everything; give whose scores they were told, and by what."""
        told: Seen = set()
        for kind, known in (
            (Kind.COMMAND, self.registry.commands),
            (Kind.BUTTON, self.registry.buttons),
            (Kind.FORM, self.registry.forms),
        ):
            for name in known:
                for asked in self.asked(kind, name):
                    fields, text = asked if kind is Kind.FORM else ({}, *asked)
                    reply = self.do(who, kind, name, text, fields)
                    told |= {(who, name, whose) for whose in self.told(reply, who)}
        return told

    def asked(self, kind: Kind, name: str) -> Iterator[tuple[Any, ...]]:
        """What is asked of an entry: its examples, and what the cards of this company carry."""
        for *first, text in given(kind, name):
            if not text.endswith((" card", " proposal")):  # of money, which nobody asked about here
                yield (*first, self._here(text))
        if name == "teamscore":
            yield ("East",)
        if name == "scheme.form":
            form = self.do("hua", Kind.BUTTON, "scheme.aim", SCHEME).form
            assert form is not None
            found = [b for b in form.blocks if b["type"] == "input"]
            fields = {b["block_id"]: b["element"].get("initial_value", "") for b in found}
            yield fields, form.state

    def _here(self, text: str) -> str:
        """Say `the others wish` by its number."""
        if not text.startswith("the "):
            return text
        kind = "appeal" if text.endswith("appeal") else "approval"
        versioned = "id || ':' || version" if text.endswith("wish") else "id"
        query = f"SELECT max({versioned}) FROM {kind} WHERE "  # noqa: S608 - our own words
        return str(self.books.sql(query + "workspace_id = {company}")[0][0])

    def told(self, said: Any, who: str) -> set[str]:
        """Whose names stand with their points in what somebody reads.

        In one line; in a whole message where nobody else has the same points.
        """
        texts = list(_texts(_words(said)))
        whole, each = [" ".join(texts)], [line for text in texts for line in text.split("\n")]
        return {
            number
            for number, points in self.points.items()
            if number != who
            and (_stand(number, points, each) or _stand(number, self._alone(points), whole))
        }

    def _alone(self, points: set[str]) -> set[str]:
        return {one for one in points if sum(one in of for of in self.points.values()) == 1}

    def deliver(self) -> Seen:
        """Let everything that is stored be sent; give whose scores it says to whom."""
        told: Seen = set()
        company, names = self.books.company, self._names()
        with self.books.database.write(NOW) as tx:
            while one := outbox.claim(tx, company, "test", frozenset()):
                assert outbox.sent(tx, company, one, "D0", f"{one.id}.0")
                who, entry = (
                    names.get(one.target, ""),
                    one.dedupe_key.replace(":", "/").partition("/")[0],
                )
                told |= {(who, entry, whose) for whose in self.told(one.body["en"], who)}
        return told

    def recorded(self) -> Seen:
        """Who saw whose score by what, as it is kept."""
        query = (
            "SELECT s.viewer, s.entry, p.number FROM sight s JOIN person p "
            "ON p.workspace_id = s.workspace_id AND p.id = s.person_id WHERE s.workspace_id = "
        )
        names = self._names()
        return {
            (names.get(viewer, viewer), entry, whose)
            for viewer, entry, whose in self.books.sql(query + "{company}")
        }

    def _names(self) -> dict[str, str]:
        query = "SELECT id, number FROM person WHERE workspace_id = {company}"
        return {sight.person(key): number for key, number in self.books.sql(query)}


def _points(books: Books) -> dict[str, set[str]]:
    """What everybody's points are, as people read them."""
    say, found = Say.of("en", TODAY), {}
    with books.database.read(NOW) as tx:
        versions = schemes.of_role(tx, books.company, "sales")
        for period in PERIODS:
            scheme = versions.scheme_for(period)
            assert scheme is not None
            asked = Question(period, TODAY)
            for one in company_scores.of_people(tx, books.company, scheme, asked):
                if one.card.score is not None:
                    own = found.setdefault(one.person.number, set())
                    own.add(say.points(one.card.score))
    return found


def _stand(number: str, points: set[str], texts: list[str]) -> bool:
    name = number.capitalize()
    return any(name in text and points & set(re.findall(r"\d+\.\d+", text)) for text in texts)


def _words(said: Any) -> Any:
    if not isinstance(said, Reply):
        return said
    shown = said.form.blocks if said.form else ()
    return [said.message and str(said.message.text), said.message and said.message.blocks, shown]


def _texts(said: Any) -> Iterator[str]:
    """Every text in a message, however deep."""
    if isinstance(said, str):
        yield said
    elif isinstance(said, dict):
        yield from _texts(list(said.values()))
    elif isinstance(said, list | tuple):
        for one in said:
            yield from _texts(one)


@pytest.fixture
def world(sqlite_url: str) -> Iterator[World]:
    found = World.open(sqlite_url)
    yield found
    found.books.database.close()


def test_what_is_shown_of_others_is_what_is_recorded(world: World) -> None:
    told: Seen = set()
    for who in CAST:
        told |= world.walk(who)
        told |= world.deliver()
    assert {(who, entry) for who, entry, _ in told} == {
        ("mei", "teamscore"),
        ("mei", "approval"),
        ("hua", "teamscore"),
        ("hua", "scheme.form"),
        ("hua", "replay.people"),
        ("hua", "approval"),
        ("hua", "appeal"),
        ("big", "approval"),
        ("mei", "dispute"),
        ("hua", "dispute"),
        ("big", "appeal"),
    }
    assert told == {one for one in world.recorded() if one[1] not in PARTS}
    assert {("mei", "receivables coach", "ana"), ("mei", "coach.list", "ana")} <= world.recorded()
    assert all(whose in {"ana", "bo", "wu"} for _, _, whose in told)


@pytest.mark.parametrize("entry", ["teamscore", "scheme.form", "approval"])
def test_an_entry_that_forgets_is_seen(
    world: World, entry: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = world.registry
    if entry == "approval":
        world.deliver()
        world.books.run("DELETE FROM sight WHERE workspace_id = {company}")
        monkeypatch.setattr(sight, "keep", lambda *_: None)
        assert not world.do("ana", Kind.COMMAND, "receivables",
                            "exempt INV-1023 until 2026-12-31 insolvent").is_problem  # fmt: skip
        told = world.deliver()
    else:
        commands = {n: replace(one, shows=nobodys) for n, one in known.commands.items()}
        forms = {n: replace(one, shows=nobodys) for n, one in known.forms.items()}
        world.registry = replace(known, commands=commands, forms=forms)
        told = world.walk("hua")
    assert {one for one in told - world.recorded() if one[1] == entry}


# --- the command line ----------------------------------------------------------------------------

PERIOD = ("--period", "2026-11")
OPERATED: dict[str, tuple[str, ...]] = {
    "score": PERIOD,
    "ranking": PERIOD,
    "explain": (*PERIOD, "--person", "ana"),
    "kpis": (*PERIOD, "--by", "person"),
    "replay": ("--scheme", "scheme.toml", "--periods", "2026-10,2026-11"),
    "close": ("--period", "2026-10", "--preview", "--pack", "pack.json"),
    "digest": ("preview", "place", "--scope", "person:ana"),
}
NOBODYS = {
    "init", "import", "ageing", "customer", "check", "run", "doctor", "manifest", "demo",
    "read-payment", "statement", "scheme",
}  # fmt: skip


def test_every_subcommand_is_known_to_show_scores_or_not() -> None:
    assert {sub.name for sub in subcommands()} <= {*OPERATED, *NOBODYS}


def test_what_an_operator_is_shown_is_recorded(
    world: World,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture,
    tmp_path: Path,
) -> None:
    monkeypatch.chdir(tmp_path)
    url = str(world.books.database.engine.url)
    cli = Huikuan(url, monkeypatch, capsys).on("2026-11-23")
    template = ROOT / "scoring" / "templates" / "sales.toml"
    (tmp_path / "scheme.toml").write_text(template.read_text(encoding="utf-8"), encoding="utf-8")
    for name, typed in OPERATED.items():
        before = world.recorded()
        said = cli(name, *typed)
        assert said.status == 0 or name == "digest", said
        new = {whose for viewer, entry, whose in world.recorded() - before if viewer == "operator"}
        assert "ana" in new or name == "digest", name
    assert {entry for viewer, entry, _ in world.recorded() if viewer == "operator"} >= (
        OPERATED.keys() - {"digest"}
    )


# --- where scores of others come from ------------------------------------------------------------

SOURCES = {
    "company_scores", "team_scores", "replay", "replays", "kpi_report", "explanations", "shifts",
    "wishes", "scores", "history", "closed_scores", "closing", "card_keeping", "coached",
}  # fmt: skip
RECORDS = re.compile(r"shows=|\.record\(|sight\.record")
ALONE = {
    "commands/score.py": "the asker's own",
    "commands/history.py": "the asker's own",
    "commands/explain.py": "the asker's own",
    "commands/_closing.py": "counts, and how many have no place",
    "commands/close.py": "counts, and a hash",
    "commands/approve.py": "its card is written by _approvals",
    "commands/target.py": "targets, and its card is written by _approvals",
    "bot/worker.py": "keeps cards, shows none",
    "bot/chores.py": "its card is written by _replaying",
}


def forgetful(root: Path) -> list[str]:
    """Files that can get at scores of others, and neither record nor say why not."""
    return [
        name
        for path in sources(root, "commands", "bot")
        for name in (str(path.relative_to(root)),)
        if _reads_scores(path) and not RECORDS.search(path.read_text(encoding="utf-8"))
        and name not in ALONE
    ]  # fmt: skip


def _reads_scores(path: Path) -> bool:
    return any(
        isinstance(node, ast.ImportFrom)
        and node.module is not None
        and (
            (node.module == "storage" and SOURCES & {alias.name for alias in node.names})
            or node.module.removeprefix("storage.") in SOURCES
        )
        for node in ast.walk(parsed(path))
    )


def test_whoever_can_get_at_scores_records_or_says_why_not() -> None:
    assert forgetful(ROOT) == []
    assert [name for name in ALONE if not _reads_scores(ROOT / name)] == []


def test_a_forgetful_file_is_seen(tmp_path: Path) -> None:
    root = plant(
        tmp_path,
        {
            "commands/gossip.py": "from storage import company_scores\n",
            "bot/leak.py": "from storage.replay import over\n",
            "commands/fair.py": "from storage import shifts\n\nshows=1\n",
        },
    )
    assert forgetful(root) == ["commands/gossip.py", "bot/leak.py"]


def test_every_way_that_is_not_typed_has_words() -> None:
    found = discover()
    shown = [one.key for one in (*found.buttons.values(), *found.forms.values())
             if one.shows is not nobodys]  # fmt: skip
    assert {*shown} <= WAYS.keys()
    assert {*PRESSED, *FILLED} >= {*shown}
