"""What a command is: five parts in one file, found by name, the same for buttons.

`parse` reads words into Args, `allow` decides by declared facts, `run` reads (and, where it says
so, writes) inside one transaction, `view` turns the result into a message. There is no default
for `allow`.
"""

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any, Generic, TypeVar

import commands
from ledger.errors import Problem
from ledger.period import Period
from storage.companies import Company
from storage.database import Tx
from storage.people import Member
from storage.sight import Glimpse
from views.message import Message
from views.modal import Modal
from views.say import Say

A = TypeVar("A")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks, and for which company; everything that access is decided by."""

    company: Company
    person: Member
    language: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where something was typed or pressed; `posts` is true where the bot may post for all.

    That is an internal channel which the bot is in.
    """

    channel: str = ""
    posts: bool = False


@dataclass(frozen=True, slots=True)
class Ask(Generic[A]):
    """One question: who asks what, when, where. `today` is the date in the company's zone.

    `request` is the key that a repeated delivery of the same request has again; `alias` stands for
    the caller where nobody may read who it was: only who holds the app's secret can make it.
    """

    caller: Caller
    args: A
    today: date
    now: datetime
    request: str = ""
    place: Place = Place()
    alias: str = ""


def nobodys(result: Any) -> tuple[Glimpse, ...]:  # noqa: ARG001 - as every `shows`
    """What most entries show: nobody's score but the asker's own."""
    return ()


@dataclass(frozen=True, slots=True)
class Command(Generic[A, R]):
    """A slash command; `name` is typed after the slash, `usage` are examples that run.

    Of one that writes, `missing` only reads: what it gives is shown instead, a form say. `shows`
    names the people whose scores stand in the message: it is recorded before they are shown.
    """

    name: str
    summary: str
    usage: tuple[str, ...]
    parse: Callable[[str, date], A]
    allow: Callable[[Caller, A], bool]
    run: Callable[[Tx, Ask[A]], R]
    view: Callable[[R, Say], Message | Modal]
    slow: bool = False
    writes: bool = False
    missing: Callable[[Tx, Ask[A]], R | None] | None = None
    shows: Callable[[R], Iterable[Glimpse]] = nobodys

    @property
    def key(self) -> str:
        """What it is called in records."""
        return self.name


@dataclass(frozen=True, slots=True)
class Button(Generic[A, R]):
    """A button on a card; `id` is its action id ("explain.why"), `parse` reads its value.

    The message of its view replaces the card that the button stands on; with `replaces` off it is
    said to the one who pressed, alone, and None says nothing, because the card itself changes.
    One that `opens_form` only reads, and where it was pressed is checked as if it wrote.
    """

    id: str
    parse: Callable[[str, date], A]
    allow: Callable[[Caller, A], bool]
    run: Callable[[Tx, Ask[A]], R]
    view: Callable[[R, Say], Message | Modal | None]
    writes: bool = False
    replaces: bool = True
    opens_form: bool = False
    shows: Callable[[R], Iterable[Glimpse]] = nobodys

    @property
    def key(self) -> str:
        """What it is called in records."""
        return self.id


@dataclass(frozen=True, slots=True)
class Form(Generic[A, R]):
    """A modal that was filled in; `id` is its callback id, `parse` reads fields and state.

    A FieldProblem raised by `parse` or `run` is said at its field; None closes the form, another
    form takes its place. Of one that is `anonymous` no request is remembered, because that would
    say who sent it and when; so it tells a repetition by itself.
    """

    id: str
    parse: Callable[[Mapping[str, str], str, date], A]
    allow: Callable[[Caller, A], bool]
    run: Callable[[Tx, Ask[A]], R]
    view: Callable[[R, Say], Message | Modal | None]
    writes: bool = True
    anonymous: bool = False
    shows: Callable[[R], Iterable[Glimpse]] = nobodys

    @property
    def key(self) -> str:
        """What it is called in records."""
        return self.id


@dataclass(eq=False)
class FieldProblem(Problem):
    """A problem that belongs to one field of a form."""

    sentence = "{problem}"

    field: str
    problem: Problem


@dataclass(frozen=True, slots=True)
class Weekly:
    """Once a week, on this weekday (Monday is 0); the time is the company's setting."""

    weekday: int = 0


@dataclass(frozen=True, slots=True)
class Monthly:
    """Once a month, on its first working day; the time is the company's setting."""


@dataclass(frozen=True, slots=True)
class AfterClose:
    """At once when a period was closed; the key is the period and its pack: 2026-10/1."""


Rhythm = Weekly | Monthly | AfterClose


@dataclass(frozen=True, slots=True)
class Scope:
    """What one scheduled message is about: `company`, `team:East` or `person:P11`."""

    name: str
    targets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Occasion:
    """One coming of a scheduled message: its kind of rhythm, its key and its local date."""

    rhythm: Rhythm
    key: str
    on: date

    @property
    def closed(self) -> Period | None:
        """The period that was closed, where that is the occasion."""
        period, _, pack = self.key.partition("/")
        return Period.parse(period) if pack and isinstance(self.rhythm, AfterClose) else None


@dataclass(frozen=True, slots=True)
class Digest(Generic[R]):
    """A message that comes on its own: when, about what, for whom, and how it reads.

    `scopes` lists what is due on an occasion, `compose` reads the facts as of its day, `view` is
    the message and `thread` what goes below it. `audience` is that of storage.deliveries. Where
    one reading serves everybody, `compose_all` gives each scope with its facts at once.
    """

    kind: str
    when: tuple[Rhythm, ...]
    audience: str
    scopes: Callable[[Tx, Company, Occasion], tuple[Scope, ...]]
    compose: Callable[[Tx, Company, Scope, Occasion], R]
    view: Callable[[R, Say], Message]
    thread: Callable[[R, Say], tuple[Message, ...]] = lambda _result, _say: ()
    compose_all: Callable[[Tx, Company, Occasion], tuple[tuple[Scope, R], ...]] | None = None
    shows: Callable[[R], Iterable[Glimpse]] = nobodys


@dataclass(frozen=True, slots=True)
class Registry:
    """Everything people can type and press."""

    commands: dict[str, Command[Any, Any]]
    buttons: dict[str, Button[Any, Any]]
    digests: dict[str, Digest[Any]] = field(default_factory=dict)
    forms: dict[str, Form[Any, Any]] = field(default_factory=dict)


@cache
def discover() -> Registry:
    """Find every COMMAND, BUTTONS, FORMS and DIGESTS in the files of this package."""
    typed: dict[str, Command[Any, Any]] = {}
    pressed: dict[str, Button[Any, Any]] = {}
    due: dict[str, Digest[Any]] = {}
    filled: dict[str, Form[Any, Any]] = {}
    for module in pkgutil.iter_modules(commands.__path__):
        if module.name.startswith("_"):
            continue
        found = importlib.import_module(f"commands.{module.name}")
        if command := getattr(found, "COMMAND", None):
            assert command.name not in typed, command.name
            typed[command.name] = command
        for button in getattr(found, "BUTTONS", ()):
            assert button.id not in pressed, button.id
            pressed[button.id] = button
        for form in getattr(found, "FORMS", ()):
            assert form.id not in filled, form.id
            filled[form.id] = form
        for digest in getattr(found, "DIGESTS", ()):
            assert digest.kind not in due, digest.kind
            due[digest.kind] = digest
    return Registry(typed, pressed, due, filled)
