"""/receivables exempt: ask that an item is left out of rates, or falls due later; what is."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from commands import _approvals
from commands._access import members
from commands._approvals import Waits
from commands._contract import Ask, Command, FieldProblem, Form
from commands._words import HALF_A_YEAR, read_coming_day, take_coming_day
from ledger.errors import Problem
from ledger.money import Money
from ledger.wish import Exempt
from storage import approvals, documents, exemptions, wish_documents
from storage.circle import Circle, circle
from storage.database import Tx
from storage.exemptions import Exempted
from storage.people import Member
from storage.wish_documents import Basis, NearlyNamed, UnknownDocument
from views import approval_card, blocks
from views.approval_card import Card
from views.message import Message
from views.modal import Modal, date_field, text_field
from views.parts import footer
from views.say import Say
from views.words import Words, bold, dotted, lines

LONGEST = 500
SHOWN = 15  # of each list; the rest is counted
_EXTEND = {"extend", "延期", "展期"}
_UNTIL = {"until", "to", "till", "至", "到"}
_FROM = {"from", "since", "从", "自"}


@dataclass(eq=False)
class EndsBeforeItBegins(Problem):
    """The last day lies before the first."""

    sentence = "Nothing was asked for: {last} is before {first}; name the last day."

    first: date
    last: date


@dataclass(eq=False)
class NoCause(Problem):
    """A request without a reason, or with a novel."""

    sentence = "Say what happened and how one can see it, in up to 500 signs."


@dataclass(eq=False)
class NotYourItem(Problem):
    """An item of somebody else."""

    sentence = (
        "Nothing was asked for: {document} is not yours. "
        "Its owner, their manager or HR may ask for an exemption."
    )

    document: str


@dataclass(frozen=True, slots=True)
class Args:
    """What was typed: a document, the first and the last day, why; nothing asks for the lists."""

    document: str = ""
    extends: bool = False
    from_on: date | None = None
    until_on: date | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Asks:
    """Something is missing: a form asks for it, filled with what was understood."""

    args: Args
    today: date


@dataclass(frozen=True, slots=True)
class Asked:
    """An exemption was asked for, as it was understood."""

    waits: Waits
    wish: Exempt


@dataclass(frozen=True, slots=True)
class Listed:
    """What waits and what holds, of whoever the asker may know of; totals by currency."""

    waiting: tuple[Card, ...]
    holding: tuple[Exempted, ...]
    today: date

    @property
    def totals(self) -> tuple[Money, ...]:
        """What is open of all that is left out of rates today."""
        sums: dict[str, int] = {}
        for one in self.holding:
            if one.from_on <= self.today and not one.extends:
                sums[one.open.currency] = sums.get(one.open.currency, 0) + one.open.minor
        return tuple(Money(minor, currency) for currency, minor in sorted(sums.items()))


def parse(text: str, today: date) -> Args:
    """Read a document, days and the reason; whatever follows the days is the reason.

    A first day without a year is the one nearest to today, a last one the next from it on.
    """
    words, args = text.split(), Args()
    if words and words[0].casefold() in _EXTEND:
        args, words = replace(args, extends=True), words[1:]
    if not words:
        return args
    args, words = replace(args, document=words[0]), words[1:]
    last: list[str] = []
    while words and words[0].casefold() in _UNTIL | _FROM:
        is_last = words[0].casefold() in _UNTIL
        day, rest = take_coming_day(words[1:], today if is_last else today - HALF_A_YEAR)
        if day is None:
            break
        if is_last:
            last = words[1 : len(words) - len(rest)]
        else:
            args = replace(args, from_on=day)
        words = rest
    until, _ = take_coming_day(last, args.from_on or today)
    return replace(args, until_on=until, reason=" ".join(words))


def missing(tx: Tx, ask: Ask[Args]) -> Asks | Listed | None:
    """List what there is, or tell whether a form is needed: neither takes a lock."""
    args = ask.args
    if not args.document and not args.extends:
        return _listed(tx, ask)
    is_whole = args.document and args.until_on and 0 < len(args.reason) <= LONGEST
    return None if is_whole else Asks(args, ask.today)


def run(tx: Tx, ask: Ask[Args]) -> Asked | Listed | Asks:
    """Ask for an exemption, or say what is there instead."""
    return missing(tx, ask) or _request(tx, ask, ask.args)


def _request(tx: Tx, ask: Ask[Args], args: Args) -> Asked:
    assert args.until_on is not None, "the form asks for it"
    first = args.from_on or min(ask.today, args.until_on)
    if args.until_on < first:
        raise EndsBeforeItBegins(first, args.until_on)
    document = wish_documents.named(tx, ask.caller.company, args.document)
    wish = Exempt(document, args.extends, first, args.until_on, args.reason)
    of = _approvals.about(tx, ask, wish)
    assert isinstance(of.of, Basis), of
    owners = frozenset(key for key, _ in of.of.owners)
    asker = ask.caller.person
    is_theirs = asker.id in owners or of.circle.leads_one_of(asker.id, owners)
    if not is_theirs and "hr" not in asker.rights:
        raise NotYourItem(document)
    return Asked(_approvals.request(tx, ask, of), wish)


def _listed(tx: Tx, ask: Ask[Args]) -> Listed:
    company, person = ask.caller.company, ask.caller.person
    people = circle(tx, company, ask.today)
    mine = None if "hr" in person.rights else _around(people, person)
    waiting = approvals.waiting(tx, company, ["exemption"])
    own = [one for one in waiting if mine is None or one.asked_by.id in mine]
    known = documents.by_numbers(tx, company, [one.wish.subject for one in own])
    cards = tuple(
        Card(one, known[one.wish.subject].customer, company.currency, ask.now) for one in own
    )
    return Listed(cards, exemptions.on(tx, company, ask.today, mine), ask.today)


def _around(people: Circle, person: Member) -> frozenset[int]:
    """The asker, their team, and everybody whom they lead."""
    return frozenset(
        key
        for key, one in people.members.items()
        if key == person.id
        or (person.team is not None and one.team == person.team)
        or person.id in people.all_above(key)
    )


def view(result: Asked | Listed | Asks, say: Say) -> Message | Modal:
    """Say who may approve it, list what there is, or open the form."""
    match result:
        case Asked():
            return told(result, say)
        case Asks():
            return _form(result, say)
        case Listed():
            return _lists(result, say)


def told(asked: Asked, say: Say) -> Message:
    """Say who may approve it, and which days were understood."""
    who, wish = _approvals.told(asked.waits, say).text, asked.wish
    first, last = say.day(wish.from_on), say.day(wish.until_on)
    if wish.extends:
        days = say("Once approved, it falls due on {day}.", day=last)
    else:
        sentence = "Once approved, it is in no rate of a period that ends from {first} to {last}."
        days = say(sentence, first=first, last=last)
    return Message(say.sentences([who, days]), (blocks.section(lines(who, days)),))


def _lists(listed: Listed, say: Say) -> Message:
    headline = _headline(listed, say)
    shown = [blocks.header(headline)]
    if listed.waiting:
        rows = [approval_card.asked(card, say) for card in listed.waiting]
        shown.append(blocks.section(lines(bold(say("Waits for an answer")), *_cut(rows, say))))
    if listed.holding:
        rows = [_row(one, say) for one in listed.holding]
        shown.append(blocks.section(lines(bold(say("Holds now")), *_cut(rows, say))))
    how = say("ask with `/receivables exempt INV-1023 until 2026-12-31 customer insolvent`")
    shown.append(footer(say("ageing shows them all the same"), how))
    return Message(headline, tuple(shown))


def _headline(listed: Listed, say: Say) -> Words:
    if not listed.totals:
        return say("Nothing is exempted today")
    amounts = [say.money(one) for one in listed.totals]
    return say("{amounts} left out of rates today", amounts=say.join(amounts))


def _row(one: Exempted, say: Say) -> Words:
    said: list[str] = [
        say("{document} {customer}", document=one.document, customer=one.customer),
        say("{amount} open", amount=say.money(one.open)),
        _time(one, say),
    ]
    if one.reason:
        said.append(one.reason)
    return dotted(*said, say("approved by {name}", name=one.approved_by))


def _time(one: Exempted, say: Say) -> Words:
    if one.until_on is None:
        return say("from {day} on", day=say.day(one.from_on))
    if one.extends:
        return say("falls due on {day}", day=say.day(one.until_on))
    return say("until {day}", day=say.day(one.until_on))


def _cut(rows: list[Words], say: Say) -> list[Words]:
    left = len(rows) - SHOWN
    more = [say.count(left, "and 1 more item", "and {n} more items")] if left > 0 else []
    return rows[:SHOWN] + more


# --- the form ------------------------------------------------------------------------------------


def _form(asks: Asks, say: Say) -> Modal:
    args = asks.args
    last = say("Falls due on") if args.extends else say("Until, this day included")
    first = date_field("from", say("From"), str(args.from_on or asks.today))
    return Modal(
        id="exempt.form",
        title=say("Later due date") if args.extends else say("Exempt"),
        submit=say("Ask"),
        close=say("Cancel"),
        state="extend" if args.extends else "exclude",
        blocks=(
            text_field("document", say("Invoice, or one instalment of it"), args.document),
            *(() if args.extends else (first,)),
            date_field("until", last, str(args.until_on or "")),
            text_field("reason", say("What happened, and how one can see it"), args.reason),
        ),
    )


def read_form(fields: Mapping[str, str], state: str, today: date) -> Args:
    """Read the fields; what is wrong is said at its field."""
    reason = " ".join(fields.get("reason", "").split())
    if not 0 < len(reason) <= LONGEST:
        raise FieldProblem("reason", NoCause())
    first, last = (read_coming_day(fields.get(name, ""), today) for name in ("from", "until"))
    return Args(fields.get("document", "").strip(), state == "extend", first, last, reason)


def run_form(tx: Tx, ask: Ask[Args]) -> Asked:
    """Ask for what the form says."""
    try:
        return _request(tx, ask, ask.args)
    except (UnknownDocument, NearlyNamed, NotYourItem) as wrong:
        raise FieldProblem("document", wrong) from None
    except (EndsBeforeItBegins, wish_documents.DueLaterAnyway) as wrong:
        raise FieldProblem("until", wrong) from None


COMMAND = Command(
    name="receivables exempt",
    summary="Exempt an item for a time, or give it a later due date, once somebody else approves",
    usage=(
        "/receivables exempt INV-1023 until 2026-12-31 customer insolvent",
        "/receivables exempt extend INV-1023 until 2027-01-15 flood at the customer's",
        "/receivables exempt",
    ),
    parse=parse,
    allow=members,
    run=run,
    view=view,
    writes=True,
    missing=missing,
)

FORMS = (Form(id="exempt.form", parse=read_form, allow=members, run=run_form, view=told),)
