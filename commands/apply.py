"""/receivables apply: settle an invoice with unapplied cash or credit, once finance approves."""

from dataclasses import dataclass
from datetime import date

from commands import _approvals
from commands._access import members
from commands._approvals import Waits
from commands._contract import Ask, Command
from commands._payment import read_amount, read_money
from ledger.errors import Problem
from ledger.wish import Use
from storage import documents, leftovers, wish_documents
from storage.database import Tx
from storage.leftovers import Leftover
from storage.wish_documents import Basis
from views import blocks
from views.message import Message
from views.parts import footer
from views.say import Say
from views.words import dotted, lines

SHOWN = 20


@dataclass(eq=False)
class NotToApply(Problem):
    """A wish that is not whole."""

    sentence = (
        "Nothing was asked for: write which money, which invoice and how much, "
        "as in `/receivables apply R-12 INV-1023 40`."
    )


@dataclass(eq=False)
class NotYourMoney(Problem):
    """Somebody who neither does the books nor has to do with the invoice."""

    sentence = (
        "Nothing was asked for: finance, the owner of {document} or who leads them "
        "may propose what settles it."
    )

    document: str


@dataclass(eq=False)
class FinanceOnly(Problem):
    """The list is finance's."""

    sentence = "Nothing was shown: what is unapplied is listed for finance."


@dataclass(frozen=True, slots=True)
class Args:
    """What was typed: the money, the document, the amount as written; nothing asks for the list."""

    source: str = ""
    document: str = ""
    amount: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """What is unapplied, the oldest first."""

    found: tuple[Leftover, ...]
    today: date


def parse(text: str, today: date) -> Args:  # noqa: ARG001 - every parse has both
    """Read the number of the money, the document, and how much."""
    words = text.split()
    source, document = (*words[:2], "", "")[:2]
    return Args(source, document, " ".join(words[2:]))


def missing(tx: Tx, ask: Ask[Args]) -> Listed | None:
    """List what is unapplied, which takes no lock."""
    if ask.args.source:
        return None
    if "finance" not in ask.caller.person.rights:
        raise FinanceOnly
    return Listed(leftovers.of_everybody(tx, ask.caller.company, SHOWN), ask.today)


def run(tx: Tx, ask: Ask[Args]) -> Waits | Listed:
    """Ask that money settles a document."""
    return missing(tx, ask) or _request(tx, ask)


def _request(tx: Tx, ask: Ask[Args]) -> Waits:
    args, company, asker = ask.args, ask.caller.company, ask.caller.person
    if not args.document or read_amount(args.amount, ask.today) is None:
        raise NotToApply
    document = wish_documents.named(tx, company, args.document)
    currency = documents.by_numbers(tx, company, [document])[document].open.currency
    amount = read_money(args.amount, currency, ask.today)
    if amount is None:
        raise NotToApply
    of = _approvals.about(tx, ask, Use(args.source, document, amount))
    assert isinstance(of.of, Basis), of
    owners = frozenset(key for key, _ in of.of.owners)
    is_theirs = asker.id in owners or of.circle.leads_one_of(asker.id, owners)
    if "finance" not in asker.rights and not is_theirs:
        raise NotYourMoney(document)
    return _approvals.request(tx, ask, of)


def view(result: Waits | Listed, say: Say) -> Message:
    """Say who may approve it, or list what is unapplied."""
    return _approvals.told(result, say) if isinstance(result, Waits) else _list(result, say)


def _list(listed: Listed, say: Say) -> Message:
    if not listed.found:
        nothing = say("Nothing is unapplied.")
        return Message(nothing, (blocks.section(nothing),))
    headline = say("Unapplied, the oldest first")
    rows = [
        dotted(one.number, one.customer, say.money(one.left), say.day(one.on))
        for one in listed.found
    ]
    how = say("settle with `/receivables apply R-12 INV-1023 40`")
    small = footer(how, say("only you can see this"))
    return Message(headline, (blocks.header(headline), blocks.section(lines(*rows)), small))


COMMAND = Command(
    name="receivables apply",
    summary="Settle an invoice with unapplied cash or credit, once finance approves",
    usage=("/receivables apply R-12 INV-1023 40", "/receivables apply"),
    parse=parse,
    allow=members,
    run=run,
    view=view,
    writes=True,
    missing=missing,
)
