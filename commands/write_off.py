"""/receivables writeoff: ask that an amount is given up; another person of finance approves."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from commands import _approvals
from commands._access import members
from commands._approvals import Waits
from commands._contract import Ask, Command, FieldProblem, Form
from commands._payment import read_amount, read_money
from commands._words import amount_words
from ledger.errors import Problem
from ledger.wish import GiveUp
from storage import documents, wish_documents
from storage.database import Tx
from storage.wish_documents import (
    Basis,
    MoreThanOpen,
    NearlyNamed,
    NotInThatCurrency,
    UnknownDocument,
    WholeInvoiceOnly,
)
from views.message import Message
from views.modal import Modal, text_field
from views.say import Say

LONGEST = 500


@dataclass(eq=False)
class NothingToGiveUp(Problem):
    """What should be an amount is none."""

    sentence = "Nothing was asked for: {text} is no amount. Write it as `5,000` or `5千`."

    text: str


@dataclass(eq=False)
class NoGrounds(Problem):
    """A write-off without a reason, or with a novel."""

    sentence = "Say why it will not come in, in up to 500 signs."


@dataclass(eq=False)
class NotYoursToGiveUp(Problem):
    """Somebody who neither does the books nor leads an owner."""

    sentence = (
        "Nothing was asked for: finance, or whoever leads the owner of {document}, "
        "may ask to write it off."
    )

    document: str


@dataclass(frozen=True, slots=True)
class Args:
    """What was typed: an invoice, an amount as written, why."""

    document: str = ""
    amount: str = ""
    reason: str = ""


def parse(text: str, today: date) -> Args:
    """Read the invoice, the amount (with a currency before it, or without), and the reason."""
    words = text.split()
    document, words = (words[0], words[1:]) if words else ("", [])
    count = amount_words(words)
    amount, reason = " ".join(words[:count]), " ".join(words[count:])
    if read_amount(amount, today) is None:
        return Args(document, "", " ".join(words))
    return Args(document, amount, reason)


def missing(tx: Tx, ask: Ask[Args]) -> Args | None:  # noqa: ARG001 - every `missing` has both
    """Tell whether a form is needed, which takes no lock."""
    args = ask.args
    return None if args.document and args.amount and args.reason else args


def run(tx: Tx, ask: Ask[Args]) -> Waits | Args:
    """Ask for a write-off, or for what is missing."""
    return missing(tx, ask) or _request(tx, ask)


def _request(tx: Tx, ask: Ask[Args]) -> Waits:
    args, company = ask.args, ask.caller.company
    document = wish_documents.named(tx, company, args.document)
    known = documents.by_numbers(tx, company, [document])[document]
    amount = read_money(args.amount, known.open.currency, ask.today)
    if amount is None:
        raise NothingToGiveUp(args.amount)
    if not 0 < len(args.reason) <= LONGEST:
        raise NoGrounds
    of = _approvals.about(tx, ask, GiveUp(document, amount, args.reason))
    assert isinstance(of.of, Basis), of
    owners = frozenset(key for key, _ in of.of.owners)
    asker = ask.caller.person
    if "finance" not in asker.rights and not of.circle.leads_one_of(asker.id, owners):
        raise NotYoursToGiveUp(document)
    return _approvals.request(tx, ask, of)


def view(result: Waits | Args, say: Say) -> Message | Modal:
    """Say who may approve it, or open the form."""
    return _approvals.told(result, say) if isinstance(result, Waits) else _form(result, say)


def _form(args: Args, say: Say) -> Modal:
    return Modal(
        id="writeoff.form",
        title=say("Write off"),
        submit=say("Ask"),
        close=say("Cancel"),
        blocks=(
            text_field("document", say("Invoice"), args.document),
            text_field("amount", say("Amount that will not come in"), args.amount),
            text_field("reason", say("Why it will not come in"), args.reason),
        ),
    )


def read_form(fields: Mapping[str, str], state: str, today: date) -> Args:  # noqa: ARG001 - every parse has all
    """Read the fields."""
    document, amount, reason = (
        " ".join(fields.get(name, "").split()) for name in ("document", "amount", "reason")
    )
    return Args(document, amount, reason)


def run_form(tx: Tx, ask: Ask[Args]) -> Waits:
    """Ask for what the form says; what is wrong is said at its field."""
    try:
        return _request(tx, ask)
    except (UnknownDocument, NearlyNamed, WholeInvoiceOnly, NotYoursToGiveUp) as wrong:
        raise FieldProblem("document", wrong) from None
    except (NothingToGiveUp, MoreThanOpen, NotInThatCurrency) as wrong:
        raise FieldProblem("amount", wrong) from None
    except NoGrounds as wrong:
        raise FieldProblem("reason", wrong) from None


COMMAND = Command(
    name="receivables writeoff",
    summary="Ask to write an amount off; another person of finance approves it",
    usage=("/receivables writeoff INV-1023 5,000 customer insolvent", "/receivables writeoff"),
    parse=parse,
    allow=members,
    run=run,
    view=view,
    writes=True,
    missing=missing,
)

FORMS = (
    Form(id="writeoff.form", parse=read_form, allow=members, run=run_form, view=_approvals.told),
)
