"""/receivables replay: a scheme tried on closed periods, beside what stands; nothing is changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from commands import _drafts, _replaying
from commands._access import scheme_makers
from commands._contract import Ask, Button, Command, FieldProblem, Form
from commands._drafts import Draft
from ledger.errors import Problem
from ledger.period import Period
from scoring.aims import ROLE_NAMES
from scoring.scheme import read, templates
from storage import periods, replays, schemes
from storage.database import Tx
from storage.periods import Closed
from storage.replay import Candidate
from storage.replays import Replay
from storage.schemes import Version
from storage.sight import Glimpse
from views import blocks, replay_card
from views.message import Message
from views.modal import Modal, choice_field, choices_field
from views.parts import footer
from views.replay_card import Card, are_many, headline_of, scheme_of
from views.say import Say
from views.words import Words, bold, dotted, lines

LAST = 5  # replays that are listed
MOST = 12  # periods to choose from, the newest


@dataclass(eq=False)
class NoSuchReplay(Problem):
    """A number that no replay has."""

    sentence = "There is no replay {text}. `/receivables replay` lists the last ones."

    text: str


@dataclass(frozen=True, slots=True)
class Board:
    """The last replays, and the periods that a scheme can be tried on."""

    replays: tuple[replay_card.Replay, ...]
    chosen: Mapping[int, tuple[str, int]]
    closed: tuple[Period, ...]


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be tried, each with the value that names it, and on which periods."""

    versions: tuple[Version, ...]
    closed: tuple[Period, ...]
    today: date


@dataclass(frozen=True, slots=True)
class Wish:
    """A candidate by its name, and the periods; none are the usual ones."""

    candidate: str
    periods: tuple[Period, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a replay."""

    number: int
    page: int


def parse(text: str, today: date) -> int | None:  # noqa: ARG001 - every parse has both
    """Read the number of a replay; nothing lists the last ones."""
    written = text.strip().removeprefix("#")
    if not written:
        return None
    if not written.isascii() or not written.isdecimal() or len(written) > len("999999"):
        raise NoSuchReplay(text.strip())
    return int(written)


def run(tx: Tx, ask: Ask[int | None]) -> Board | Card:
    """List the last replays, or look at one."""
    if ask.args is not None:
        return _card(tx, ask, Page(ask.args, 0))
    company = ask.caller.company
    closed = tuple(one.period for one in periods.holding(tx, company))
    found = tuple(_replaying.shown(one) for one in replays.newest(tx, company, LAST))
    chosen = {number: made for made, number in replays.choices(tx, company).items()}
    return Board(found, chosen, closed)


def view(found: Board | Card, say: Say) -> Message:
    """Lay out one replay, or the list of them."""
    return replay_card.view(found, say) if isinstance(found, Card) else _board(found, say)


def shows(found: Board | Card) -> tuple[Glimpse, ...]:
    """Whose scores it says: the list of replays says nobody's."""
    return _replaying.shows_moves(found) if isinstance(found, Card) else ()


def _board(found: Board, say: Say) -> Message:
    if not found.closed:
        headline = say("No period is closed yet, so nothing can be tried")
        told = say("`/receivables close` closes a month; then a scheme can be tried on it.")
        parts = (blocks.header(headline), blocks.section(told))
        return Message(say.sentences([say("{headline}.", headline=headline), told]), parts)
    headline = say.count(
        len(found.closed),
        "A scheme can be tried on 1 closed period",
        "A scheme can be tried on {n} closed periods",
    )
    told = say("Everybody is judged again from what was settled; results stay as they are.")
    button = blocks.button(say("Try a scheme"), "replay.ask", "new", "primary")
    shown = [blocks.header(headline), blocks.section(told), blocks.actions(button)]
    for one in found.replays:
        show = blocks.button(say("Show"), "replay.show", f"{one.number} 0")
        shown.append(blocks.section(_listed(one, found, say), show))
    last = [say("the last replays")] if found.replays else []
    small = footer(*last, say("only you can see this"))
    return Message(say.sentences([say("{headline}.", headline=headline), told]), (*shown, small))


def _listed(one: replay_card.Replay, found: Board, say: Say) -> Words:
    what = say("{scheme}, tried on {periods}", scheme=scheme_of(one.scheme, say),
               periods=say.join([say.period(period) for period in one.periods]))  # fmt: skip
    named = dotted(bold(say("Replay {n}", n=one.number)), what)
    told = [named, headline_of(one, say, tells=are_many(one))]
    if one.number in found.chosen:
        scheme_id, version = found.chosen[one.number]
        told.append(say("Version {n} of {id} was chosen after it.", n=version, id=scheme_id))
    return lines(*told)


# --- what is to be tried -------------------------------------------------------------------------


def read_new(value: str, today: date) -> None:
    """Read nothing: the button is about all that can be tried."""


def choose(tx: Tx, ask: Ask[None]) -> Choices:
    """Find what can be tried, on which periods."""
    company = ask.caller.company
    closed = tuple(one.period for one in periods.holding(tx, company))
    if not closed:
        raise _replaying.NothingClosed
    found = schemes.of_every_role(tx, company, ROLE_NAMES)
    newest = {one.scheme.id: one for versions in found.values() for one in versions.versions}
    return Choices(tuple(newest.values()), closed[-MOST:], ask.today)


def form(found: Choices, say: Say) -> Modal:
    """Ask for a candidate and the periods."""
    stored = [(f"version {one.scheme.id}", _version(one, say)) for one in found.versions]
    shipped = [
        (f"template {one}", say("{scheme} ({id}), as it comes with the app",
                                scheme=read(text, 1).name[say.language], id=one))
        for one, text in templates().items()
    ]  # fmt: skip
    newest_first = [(str(one), say.period(one)) for one in reversed(found.closed)]
    return Modal(
        id="replay.form",
        title=say("Try a scheme"),
        submit=say("Try"),
        close=say("Cancel"),
        state="",
        blocks=(
            choice_field("candidate", say("Scheme"), [*stored, *shipped]),
            choices_field(
                "periods",
                say("Closed periods; none: the last three of its rhythm"),
                newest_first,
                optional=True,
            ),
        ),
    )


def _version(one: Version, say: Say) -> Words:
    assert one.valid_from is not None, "what is stored begins on a day"
    return say(
        "{scheme} v{n}, from {day} on",
        scheme=one.scheme.name[say.language],
        n=one.scheme.version,
        day=say.day(one.valid_from),
    )


def read_form(fields: Mapping[str, str], state: str, today: date) -> Wish:  # noqa: ARG001 - every parse has all
    """Read what was chosen."""
    chosen = sorted(Period.parse(one) for one in fields.get("periods", "").split())
    return Wish(fields["candidate"], tuple(chosen))


def begin(tx: Tx, ask: Ask[Wish]) -> Replay:
    """Ask for the replay of what was chosen."""
    company = ask.caller.company
    closed = periods.holding(tx, company)
    kind, _, name = ask.args.candidate.partition(" ")
    if kind == "template":
        candidate = _tried(tx, ask, templates()[name])
    else:
        found = schemes.newest(tx, company, name)
        assert found is not None, name
        candidate = Candidate(found.scheme, found.document)
    wanted = tuple(one for one in closed if one.period in ask.args.periods)
    try:
        return _asked(tx, ask, candidate, wanted)
    except _replaying.NothingClosed as problem:
        raise FieldProblem("periods", problem) from None


def try_draft(tx: Tx, ask: Ask[Draft]) -> Replay:
    """Ask for the replay of the draft in the form, over the usual periods."""
    version = _drafts.current(tx, ask, ask.args.start)
    candidate = _tried(tx, ask, _drafts.text_of(ask.args, version))
    return _asked(tx, ask, candidate, ())


def _tried(tx: Tx, ask: Ask[Any], text: str) -> Candidate:
    checked = schemes.tried(tx, ask.caller.company, text)
    assert checked.scheme is not None, checked.flaws
    return Candidate(checked.scheme, text)


def _asked(tx: Tx, ask: Ask[Any], candidate: Candidate, wanted: tuple[Closed, ...]) -> Replay:
    holding = periods.holding(tx, ask.caller.company)
    closed = wanted or replays.of_rhythm(holding, candidate.scheme.rhythm)
    return _replaying.ask_for(tx, ask, candidate, closed)


def begun(found: Replay, say: Say) -> Message:
    """Say where the result comes, or that it is there already."""
    told: dict[str, str | int] = {
        "n": found.number,
        "scheme": scheme_of(found.scheme, say),
        "periods": say.join([say.period(period) for period in found.periods]),
    }
    if found.lines is None:
        words = say(
            "Replay {n} tries {scheme} on {periods}. It comes to {name} by direct message, and "
            "`/receivables replay {n}` shows it then; nothing is stored but the replay.",
            name=found.by.name,
            **told,
        )
    else:
        words = say(
            "{scheme} was tried on {periods} before: type `/receivables replay {n}`.", **told
        )
    return Message(words, (blocks.section(words),))


# --- what came out -------------------------------------------------------------------------------


def read_page(value: str, today: date) -> Page:  # noqa: ARG001 - every parse has both
    """Read which replay, and which page of it."""
    number, _, page = value.partition(" ")
    return Page(int(number), int(page))


def show(tx: Tx, ask: Ask[Page]) -> Card:
    """Look at a page of a replay."""
    return _card(tx, ask, ask.args)


def _card(tx: Tx, ask: Ask[Any], wanted: Page) -> Card:
    company = ask.caller.company
    found = replays.numbered(tx, company, wanted.number)
    if found is None:
        raise NoSuchReplay(str(wanted.number))
    reader = (ask.caller.person.id, ask.today)
    return _replaying.card_of(tx, company, found, reader, wanted.page)


COMMAND = Command(
    name="receivables replay",
    summary="Try a scheme on closed periods: who would gain, who lose, and why",
    usage=("/receivables replay", "/receivables replay 1"),
    parse=parse,
    allow=scheme_makers,
    run=run,
    view=view,
    shows=shows,
)

BUTTONS = (
    Button("replay.ask", read_new, scheme_makers, choose, form, replaces=False, opens_form=True),
    Button("replay.show", read_page, scheme_makers, show, replay_card.view, shows=shows),
    Button("replay.more", read_page, scheme_makers, show, replay_card.view, shows=shows),
    Button(
        "replay.people",
        read_page,
        scheme_makers,
        show,
        replay_card.people,
        shows=_replaying.shows_people,
    ),
    Button(
        "replay.draft",
        lambda state, _today: Draft.read(state),
        scheme_makers,
        try_draft,
        begun,
        writes=True,
        replaces=False,
    ),
)

FORMS = (Form("replay.form", read_form, scheme_makers, begin, begun),)
