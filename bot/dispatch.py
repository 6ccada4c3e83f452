"""Request → Reply: identify, authorise, transact, answer. Problems become words. No SDK here.

Slack's facts are fetched before the transaction opens, so that no connection waits for the net;
whoever is turned away by them is turned away before any query.
"""

import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from difflib import get_close_matches
from time import perf_counter
from typing import Any

from bot import log
from bot.access import (
    Busy,
    ChannelFacts,
    Misspelt,
    Nameless,
    NoSuchCommand,
    NotAllowed,
    OldCard,
    Outsider,
    OutsideReaders,
    Refusal,
    Unchecked,
    Unknown,
    UserFacts,
    language_of,
)
from bot.clock import Clock
from bot.deadline import SPARE_SECONDS
from bot.replies import Kind, Reply, Request
from commands._contract import Ask, Caller, FieldProblem, Place, Registry
from ledger.errors import Problem
from storage import companies, people, requests, sight
from storage.companies import Company
from storage.database import Database, Locked, Tx
from storage.requests import Answered
from storage.sight import Shown
from views.message import Message
from views.problems import say_problem
from views.say import Say

MOST_WORDS = 3  # of a name such as "receivables ranking"

__all__ = ["Dispatcher", "Kind", "Reply", "Request"]


def _unchecked(_channel: str, _seconds: float) -> ChannelFacts:
    raise Unchecked


def _nobody() -> None:
    """Wake nobody."""


@dataclass(frozen=True, slots=True)
class Dispatcher:
    """Answer requests for one company, bound to one Slack workspace."""

    database: Database
    company: Company
    registry: Registry
    clock: Clock
    look_up: Callable[[str, float], UserFacts]
    look_up_channel: Callable[[str, float], ChannelFacts] = _unchecked
    wake: Callable[[], None] = _nobody
    secret: str = field(default="", repr=False)

    def answer(self, request: Request) -> Reply:
        """Answer in words, whatever happens."""
        start, say = perf_counter(), self._say(self.company.language)
        try:
            facts = self._facts(request)
            say = self._say(language_of(facts, self.company.language))
            reply, outcome = self._reply(request, facts, say), "answered"
        except FieldProblem as wrong:
            reply = Reply.problem(_said(wrong.problem, say), wrong.field)
            outcome = type(wrong.problem).__name__
        except Problem as problem:
            reply, outcome = Reply.problem(_said(problem, say)), type(problem).__name__
        except Locked:
            reply, outcome = Reply.problem(_said(Busy(), say)), "Locked"
        except Exception as error:  # noqa: BLE001 - the one broad catch: whoever asked is answered
            log.failure("request_failed", error, request=request.id, entry=request.name)
            reply, outcome = Reply.problem(_apology(request.id, say)), "failed"
        took = round((perf_counter() - start) * 1000)
        log.info("request", id=request.id, entry=request.name, outcome=outcome, ms=took)
        return reply

    def writes(self, request: Request) -> bool:
        """Tell whether a request has an effect that must be stored before it is acknowledged."""
        try:
            return bool(self._entry(request)[0].writes)
        except Refusal:
            return False

    def is_healthy(self) -> bool:
        """Tell whether the database answers."""
        try:
            with self.database.read(self.clock.now()) as tx:
                return bool(companies.all_companies(tx))
        except Exception as error:  # noqa: BLE001 - whatever it is, this process cannot answer
            log.failure("unhealthy", error)
            return False

    def refuse(self, problem: Problem) -> Reply:
        """Say a problem that came up before anything was looked at."""
        return Reply.problem(_said(problem, self._say(self.company.language)))

    def _facts(self, request: Request) -> UserFacts:
        team_id = self.company.slack_team_id
        assert team_id, "the company is bound to a workspace before anything is answered"
        if request.team_id not in {None, team_id}:
            raise Outsider(self.company.name)
        facts = self.look_up(request.user_id, _left(request))
        if not facts.belongs_to(team_id):
            raise Outsider(self.company.name)
        return facts

    def _reply(self, request: Request, facts: UserFacts, say: Say) -> Reply:
        entry, text = self._entry(request)
        request = replace(request, text=text)
        if entry.writes:
            needed = self._first(request, entry, facts, say)
            return needed or self._written(request, entry, facts, say)
        place = Place(request.channel)
        if getattr(entry, "opens_form", False):
            place = self._place(request)
        with self.database.read(self._now()) as tx:
            ask = self._ask(tx, self._caller(tx, facts), request, place)
            reply, shown = self._result(tx, entry, ask, request, say)
            is_new = sight.unrecorded(tx, self.company, shown)
        return self._recorded(request, reply, shown if is_new else None)

    def _recorded(self, request: Request, reply: Reply, shown: Shown | None) -> Reply:
        """Record whose scores an answer shows; what cannot be recorded in time is not shown."""
        if shown is not None:
            patience = max(request.deadline.left(), SPARE_SECONDS)  # the answer is ready
            with self.database.write(self._now(), patience) as tx:
                sight.record(tx, self.company, shown)
        return reply

    def _first(self, request: Request, entry: Any, facts: UserFacts, say: Say) -> Reply | None:
        """Say what is missing, if anything is, before anybody waits for a lock."""
        missing = getattr(entry, "missing", None)
        if missing is None:
            return None
        with self.database.read(self._now()) as tx:
            ask = self._ask(tx, self._caller(tx, facts), request, Place(request.channel))
            ask = self._allowed(entry, ask, request)
            found = missing(tx, ask)
            if found is None:
                return None
            shown = _shown(entry, ask, found)
            is_new = sight.unrecorded(tx, self.company, shown)
        reply = Reply.of(entry.view(found, say), replaces=True)
        return self._recorded(request, reply, shown if is_new else None)

    def _written(self, request: Request, entry: Any, facts: UserFacts, say: Say) -> Reply:
        """Carry out a request once: its key and its answer are stored with its effect."""
        place = self._place(request)
        key = f"{request.kind.value}:{request.user_id}:{request.key or request.id}"
        request = replace(request, key=key)
        with self.database.write(self._now(), _left(request)) as waited:
            stored = requests.answer_to(waited, self.company, key)
            if stored is not None:
                return Reply.again(stored)
            tx = replace(waited, now=self._now())  # later than whom it waited for
            caller = self._caller(tx, facts)
            ask = self._ask(tx, caller, request, place)
            reply, shown = self._result(tx, entry, ask, request, say)
            sight.record(tx, self.company, shown)
            if reply.form is None and not getattr(entry, "anonymous", False):
                done = Answered(key, request.name, caller.person.id, reply.stored())
                requests.remember(tx, self.company, done)
        self.wake()
        return reply

    def _ask(self, tx: Tx, caller: Caller, request: Request, place: Place) -> Ask[Any]:
        alias = self._alias(caller)
        return Ask(caller, None, self._today(), tx.now, request.key, place, alias)

    def _alias(self, caller: Caller) -> str:
        """What stands for somebody in what is stored without a name."""
        who = f"{caller.company.id}/{caller.person.id}"
        return hmac.new(self.secret.encode(), who.encode(), "sha256").hexdigest()

    def _result(
        self, tx: Tx, entry: Any, ask: Ask[Any], request: Request, say: Say
    ) -> tuple[Reply, Shown]:
        found = entry.run(tx, self._allowed(entry, ask, request))
        reply = Reply.of(entry.view(found, say), replaces=getattr(entry, "replaces", True))
        return reply, _shown(entry, ask, found)

    def _allowed(self, entry: Any, ask: Ask[Any], request: Request) -> Ask[Any]:
        """Read what is asked, and turn away who may not."""
        if request.kind is Kind.FORM:
            args = entry.parse(request.fields, request.text, ask.today)
        else:
            args = entry.parse(request.text, ask.today)
        if not entry.allow(ask.caller, args):
            raise NotAllowed
        return replace(ask, args=args)

    def _place(self, request: Request) -> Place:
        """Say where it was, before any transaction; money waits where outsiders read."""
        channel = request.channel
        if not channel or channel.startswith("D"):
            return Place(channel)
        try:
            facts = self.look_up_channel(channel, _left(request))
        except Unchecked:
            if request.kind is Kind.BUTTON:
                raise
            return Place(channel)
        if facts.is_external and request.kind is Kind.BUTTON:
            raise OutsideReaders
        return Place(channel, facts.is_open_to_posts)

    def _entry(self, request: Request) -> tuple[Any, str]:
        """Find what is meant, and the words that are left for it; the longest name wins."""
        if request.kind is not Kind.COMMAND:
            known: Mapping[str, Any] = self.registry.buttons
            if request.kind is Kind.FORM:
                known = self.registry.forms
            if request.name not in known:
                raise OldCard
            return known[request.name], request.text
        words = request.text.split()
        for count in range(min(len(words), MOST_WORDS), -1, -1):
            name = " ".join((request.name, *map(str.casefold, words[:count])))
            if command := self.registry.commands.get(name):
                rest = request.text.split(maxsplit=count)[count:] if count else [request.text]
                return command, "".join(rest)
        raise _unheard(request.name, sorted(self.registry.commands))

    def _caller(self, tx: Tx, facts: UserFacts) -> Caller:
        if facts.email is None:
            raise Nameless
        found = people.by_email(tx, self.company, facts.email, self._today())
        if found is None:
            raise Unknown(facts.email)
        return Caller(self.company, found, language_of(facts, self.company.language))

    def _now(self) -> datetime:
        return self.clock.now(self.company.timezone)

    def _today(self) -> date:
        return self.clock.today(self.company.timezone)

    def _say(self, language: str) -> Say:
        return Say.of(language, self._today())


def _shown(entry: Any, ask: Ask[Any], found: Any) -> Shown:
    """Whose scores a result shows to whoever asked."""
    return Shown(sight.person(ask.caller.person.id), entry.key, tuple(entry.shows(found)))


def _left(request: Request) -> float:
    """How long something may still take; nothing is begun for which no time is left."""
    seconds = request.deadline.left()
    if not seconds:
        raise Busy
    return seconds


def _unheard(name: str, known: list[str]) -> Refusal:
    near = get_close_matches(name, known, n=1)
    if near:
        return Misspelt(f"/{name}", f"/{near[0]}")
    return NoSuchCommand(f"/{name}", ", ".join(f"/{other}" for other in known))


def _said(problem: Problem, say: Say) -> Message:
    message = say_problem(problem, say)
    return Message(message.text) if isinstance(problem, Refusal) else message


def _apology(number: str, say: Say) -> Message:
    return Message(
        say(
            "Something went wrong on our side; nothing was changed. "
            "If it happens again, tell your administrator this number: {number}.",
            number=number,
        )
    )
