"""/receivables owner: ask that a document is others' from a day on; somebody else approves."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from commands import _approvals
from commands._access import members
from commands._approvals import Waits
from commands._contract import Ask, Command, FieldProblem, Form
from commands._words import HALF_A_YEAR, read_coming_day, spaced, take_coming_day
from ledger.errors import Problem
from ledger.shares import NamedTwice, NotAHundred, TooFine, shared
from ledger.wish import Move
from storage import wish_documents
from storage.circle import Circle, circle
from storage.database import Tx
from storage.wish_documents import NearlyNamed, UnknownDocument
from storage.wish_owners import BeforeItsInvoice, MovedThatDay, TheirsAlready, TooFarAhead
from views.message import Message
from views.modal import Modal, date_field, text_field
from views.say import Say

MOST = 10  # owners of one document; the card names each
_FROM = {"from", "since", "从", "自"}
_TO = {"to", "给", "归"}
_SHARE = re.compile(r"([^:：]+?)\s*[:：]\s*(\d{1,9}(?:\.\d{1,9})?)\s*[%％]?(?:[\s,，;；、]+|$)")


@dataclass(eq=False)
class NotShares(Problem):
    """Words that do not say who owns how much."""

    sentence = (
        "Nothing was asked for: {text} does not say who owns how much. "
        "Write it as `ana:60 bo:40`, at most {most} people."
    )

    text: str
    most: int


@dataclass(eq=False)
class NoSuchOwner(Problem):
    """Nobody, or several, of that number or name."""

    sentence = "Nothing was asked for: I find no single person called {text}. Write their number."

    text: str


@dataclass(eq=False)
class NoFirstDay(Problem):
    """A form without a day."""

    sentence = "Name the day from which it is theirs."


@dataclass(eq=False)
class NotYoursToMove(Problem):
    """Somebody who neither keeps books or people, nor leads everybody concerned."""

    sentence = (
        "Nothing was asked for: HR, finance, or whoever leads everybody who gains or loses a share "
        "of {document} may ask to move it."
    )

    document: str


@dataclass(frozen=True, slots=True)
class Args:
    """What was typed: a document, who owns how much as written, the first day."""

    document: str = ""
    shares: str = ""
    from_on: date | None = None


def parse(text: str, today: date) -> Args:
    """Read a document, shares and the day; what is no day is asked for in a form.

    A day without a year is the one nearest to today: a handover is often written down afterwards.
    """
    words = spaced(text)
    document, words = (words[0], words[1:]) if words else ("", [])
    place = next((at for at, word in enumerate(words) if word.casefold() in _FROM), len(words))
    day, rest = take_coming_day(words[place + 1 :], today - HALF_A_YEAR)
    shares = [*words[:place], *(rest if day else [])]
    return Args(document, " ".join(shares[bool(shares) and shares[0].casefold() in _TO :]), day)


def missing(tx: Tx, ask: Ask[Args]) -> Args | None:  # noqa: ARG001 - every `missing` has both
    """Tell whether a form is needed, which takes no lock."""
    args = ask.args
    return None if args.document and args.shares and args.from_on else args


def run(tx: Tx, ask: Ask[Args]) -> Waits | Args:
    """Ask for a move, or for what is missing."""
    return missing(tx, ask) or _request(tx, ask)


def _request(tx: Tx, ask: Ask[Args]) -> Waits:
    args, company, asker = ask.args, ask.caller.company, ask.caller.person
    assert args.from_on is not None, "the form asks for it"
    parts = read_shares(args.shares)
    document = wish_documents.named(tx, company, args.document)
    people = circle(tx, company, ask.today)
    shares = shared((_number(people, name), percent) for name, percent in parts)
    of = _approvals.about(tx, ask, Move(document, shares, args.from_on))
    leads = of.changed and all(asker.id in of.circle.all_above(one) for one in of.changed)
    if not leads and not {"hr", "finance"} & asker.rights:
        raise NotYoursToMove(document)
    return _approvals.request(tx, ask, of)


def read_shares(text: str) -> tuple[tuple[str, str], ...]:
    """Read who owns how much, as written; one name alone owns all of it."""
    words = text.strip(" \t,，;；、")
    if not re.search("[:：]", words):
        words = f"{words}:100"
    found, place = [], 0
    while place < len(words) and (match := _SHARE.match(words, place)):
        found.append((match[1].strip(), match[2]))
        place = match.end()
    if place < len(words) or len(found) > MOST:
        raise NotShares(text, MOST)
    return tuple(found)


def _number(people: Circle, name: str) -> str:
    person = people.named(name)
    if person is None:
        raise NoSuchOwner(name)
    return person.number


def view(result: Waits | Args, say: Say) -> Message | Modal:
    """Say who may approve it, or open the form."""
    return _approvals.told(result, say) if isinstance(result, Waits) else _form(result, say)


def _form(args: Args, say: Say) -> Modal:
    return Modal(
        id="owner.form",
        title=say("Move to other owners"),
        submit=say("Ask"),
        close=say("Cancel"),
        blocks=(
            text_field("document", say("Invoice, or one instalment of it"), args.document),
            text_field("shares", say("Who owns how much, as ana:60 bo:40"), args.shares),
            date_field("from", say("From this day on"), str(args.from_on or "")),
        ),
    )


def read_form(fields: Mapping[str, str], state: str, today: date) -> Args:  # noqa: ARG001 - every parse has all
    """Read the fields; what is wrong is said at its field."""
    document, shares = (" ".join(fields.get(name, "").split()) for name in ("document", "shares"))
    day = read_coming_day(fields.get("from", ""), today)
    if day is None:
        raise FieldProblem("from", NoFirstDay())
    return Args(document, shares, day)


def run_form(tx: Tx, ask: Ask[Args]) -> Waits:
    """Ask for what the form says."""
    try:
        return _request(tx, ask)
    except (UnknownDocument, NearlyNamed, NotYoursToMove) as wrong:
        raise FieldProblem("document", wrong) from None
    except (NotShares, NoSuchOwner, NotAHundred, NamedTwice, TooFine, TheirsAlready) as wrong:
        raise FieldProblem("shares", wrong) from None
    except (BeforeItsInvoice, TooFarAhead, MovedThatDay) as wrong:
        raise FieldProblem("from", wrong) from None


COMMAND = Command(
    name="receivables owner",
    summary="Ask that others own an invoice from a day on; whoever gains or loses does not approve",
    usage=("/receivables owner INV-1023 ana:60 bo:40 from 2026-12-01", "/receivables owner"),
    parse=parse,
    allow=members,
    run=run,
    view=view,
    writes=True,
    missing=missing,
)

FORMS = (Form(id="owner.form", parse=read_form, allow=members, run=run_form, view=_approvals.told),)
