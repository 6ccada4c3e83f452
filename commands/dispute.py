"""/dispute: what a customer contests; opened by one, confirmed by another, decided, on one card."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from commands import _disputes
from commands._access import members
from commands._contract import Ask, Command, FieldProblem, Form
from commands._payment import read_amount, read_money
from commands._words import A_YEAR, amount_words, read_coming_day, spaced, take_coming_day
from ledger.dispute import Dispute
from ledger.errors import Problem
from storage import dispute_rows, disputes, documents, wish_documents
from storage.circle import circle
from storage.database import Tx
from storage.disputes import MoreThanUndisputed, NotYourInvoice, Wanted, WholeInvoice
from storage.wish_documents import NearlyNamed, NotInThatCurrency, UnknownDocument
from views import blocks, dispute_card
from views.message import Message
from views.modal import Modal, date_field, text_field
from views.parts import footer
from views.say import Say

LONGEST = 500
SHOWN = 15
NAMED = 3
_LIST = {"list", "open", "列表", "清单"}
_FROM = {"from", "since", "从", "自"}


@dataclass(eq=False)
class NotAnAmount(Problem):
    """What should be an amount is none."""

    sentence = "Nothing was recorded: {text} is no amount. Write it as `5,000` or `5千`."

    text: str


@dataclass(eq=False)
class NotContestedYet(Problem):
    """A first day that is still to come."""

    sentence = "Nothing was recorded: {day} is still to come. Name the first day of the dispute."

    day: date


@dataclass(eq=False)
class NothingContested(Problem):
    """A dispute without a reason, or with a novel."""

    sentence = "Say what the customer contests, in up to 500 signs."


@dataclass(frozen=True, slots=True)
class Args:
    """What was typed: an invoice, an amount as written, the first day, why; or a list is wanted.

    `is_whole` tells whether the first day, where one was named, was understood.
    """

    document: str = ""
    amount: str = ""
    from_on: date | None = None
    reason: str = ""
    lists: bool = False
    is_whole: bool = True


@dataclass(frozen=True, slots=True)
class Asks:
    """Something is missing: a form asks for it, filled with what was understood."""

    args: Args
    today: date


@dataclass(frozen=True, slots=True)
class Opened:
    """A dispute was stored; these people may confirm it."""

    dispute: Dispute
    judges: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """Open disputes, each with its owners and whether the reader may act on it."""

    found: tuple[tuple[Dispute, tuple[str, ...], bool], ...]


def parse(text: str, today: date) -> Args:
    """Read the invoice, the amount, since when if that is said, and the reason."""
    words = spaced(text)
    if len(words) == 1 and words[0].casefold() in _LIST:
        return Args(lists=True)
    args, words = Args(words[0] if words else ""), words[1:]
    count = amount_words(words)
    written = " ".join(words[:count])
    if read_amount(written, today) is not None:
        args, words = replace(args, amount=written), words[count:]
    if words and words[0].casefold() in _FROM:
        day, rest = take_coming_day(words[1:], today - A_YEAR)
        args = replace(args, from_on=day, is_whole=day is not None)
        words = words if day is None else rest
    return replace(args, reason=" ".join(words))


def missing(tx: Tx, ask: Ask[Args]) -> Asks | Listed | None:
    """List what is open, or tell whether a form is needed: neither takes a lock."""
    args = ask.args
    if args.lists:
        return _listed(tx, ask)
    is_clear = args.document and args.amount and args.reason and args.is_whole
    return None if is_clear else Asks(args, ask.today)


def run(tx: Tx, ask: Ask[Args]) -> Opened | Listed | Asks:
    """Open a dispute, or say what is there or missing instead."""
    return missing(tx, ask) or _open(tx, ask)


def _open(tx: Tx, ask: Ask[Args]) -> Opened:
    args, company = ask.args, ask.caller.company
    name = wish_documents.named(tx, company, args.document)
    known = documents.by_numbers(tx, company, [name])[name]
    amount = read_money(args.amount, known.open.currency, ask.today)
    if amount is None:
        raise NotAnAmount(args.amount)
    from_on = args.from_on or ask.today
    if from_on > ask.today:
        raise NotContestedYet(from_on)
    if not 0 < len(args.reason) <= LONGEST:
        raise NothingContested
    wanted = Wanted(name, amount, from_on, args.reason)
    of, shifts = disputes.open_(tx, company, ask.caller.person, wanted, ask.today)
    _disputes.post(tx, company, of, shifts)
    return Opened(of.dispute, _disputes.names(of, of.judges.of(of.dispute) & of.readers))


def _listed(tx: Tx, ask: Ask[Args]) -> Listed:
    """What is open of whoever the reader is, leads or keeps the books of."""
    company, person = ask.caller.company, ask.caller.person
    around = circle(tx, company, ask.today)
    sees_all = bool(person.rights & {"finance", "hr"})
    found = []
    for one in dispute_rows.still_open(tx, company, ask.today):
        leads = around.leads_one_of(person.id, one.owners)
        if sees_all or leads or person.id in one.owners:
            names = tuple(sorted(around.members[key].name for key in one.owners))
            acts = (sees_all or leads) and person.id not in one.owners
            found.append((one.dispute, names, acts and one.dispute.decided is None))
    return Listed(tuple(found))


def view(result: Opened | Listed | Asks, say: Say) -> Message | Modal:
    """Say what is stored and who may confirm it, list what is open, or open the form."""
    match result:
        case Opened():
            return opened(result, say)
        case Asks():
            return _form(result, say)
        case Listed():
            return _list(result, say)


def opened(result: Opened, say: Say) -> Message:
    """Say that it stands apart from now on, and what has to happen before scores see it."""
    dispute, judges = result.dispute, result.judges
    stands = say(
        "{amount} of {document} {customer} is disputed since {day}: not overdue any more.",
        amount=say.money(dispute.amount),
        document=dispute.document,
        customer=dispute.customer,
        day=say.day(dispute.from_on),
    )
    if not judges:
        then = say("Nobody is left who could confirm it, so no score sees it. Ask HR.")
    elif len(judges) > NAMED:
        then = say("Scores see it once one of {n} people confirms it.", n=len(judges))
    else:
        then = say("Scores see it once it is confirmed: {people} may.", people=say.join(judges))
    return Message(say.sentences([stands, then]), (blocks.section(stands), blocks.section(then)))


def _list(listed: Listed, say: Say) -> Message:
    count = len(listed.found)
    headline = say.count(count, "1 dispute is open", "{n} disputes are open")
    if not count:
        headline = say("No dispute that you may see is open")
    shown = [blocks.header(headline)]
    for dispute, owners, acts in listed.found[:SHOWN]:
        card = blocks.button(say("Card"), "dispute.card", str(dispute.id)) if acts else None
        shown.append(blocks.section(dispute_card.row(dispute, owners, say), card))
    if count > SHOWN:
        left = count - SHOWN
        more = say.count(left, "and 1 more item", "and {n} more items")
        shown.append(blocks.section(more))
    how = say("open one with `/dispute INV-1023 30,000 wrong quantity`")
    return Message(headline, (*shown, footer(how, say("only you can see this"))))


# --- the form ------------------------------------------------------------------------------------


def _form(asks: Asks, say: Say) -> Modal:
    args = asks.args
    return Modal(
        id="dispute.form",
        title=say("Open a dispute"),
        submit=say("Open"),
        close=say("Cancel"),
        blocks=(
            text_field("document", say("Invoice"), args.document),
            text_field("amount", say("Amount that the customer contests"), args.amount),
            date_field("from", say("Since"), str(args.from_on or asks.today)),
            text_field("reason", say("What the customer contests"), args.reason),
        ),
    )


def read_form(fields: Mapping[str, str], state: str, today: date) -> Args:  # noqa: ARG001 - every parse has all
    """Read the fields."""
    document, amount, reason = (
        " ".join(fields.get(name, "").split()) for name in ("document", "amount", "reason")
    )
    return Args(document, amount, read_coming_day(fields.get("from", ""), today), reason)


def run_form(tx: Tx, ask: Ask[Args]) -> Opened:
    """Open what the form says; what is wrong is said at its field."""
    try:
        return _open(tx, ask)
    except (UnknownDocument, NearlyNamed, WholeInvoice, NotYourInvoice) as wrong:
        raise FieldProblem("document", wrong) from None
    except (NotAnAmount, MoreThanUndisputed, NotInThatCurrency) as wrong:
        raise FieldProblem("amount", wrong) from None
    except NotContestedYet as wrong:
        raise FieldProblem("from", wrong) from None
    except NothingContested as wrong:
        raise FieldProblem("reason", wrong) from None


COMMAND = Command(
    name="dispute",
    summary="Open a dispute about an invoice; somebody else confirms it before scores see it",
    usage=("/dispute INV-1023 30,000 wrong quantity", "/dispute list", "/dispute"),
    parse=parse,
    allow=members,
    run=run,
    view=view,
    writes=True,
    missing=missing,
)

FORMS = (Form("dispute.form", read_form, members, run_form, opened),)
