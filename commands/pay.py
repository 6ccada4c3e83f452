"""/paid: say that money came; finance confirms, and ledger, scores and rankings follow."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from commands import _cards
from commands._access import members
from commands._cards import CardChanged
from commands._contract import Ask, Button, Command, FieldProblem, Form
from commands._payment import (
    MOST_MINOR,
    Understood,
    exact,
    read_amount,
    read_names,
    read_number,
    read_payment,
)
from commands._payment_names import customer_of, documents_of, left_over, placed
from commands._payment_problems import (
    NearDocument,
    NoAmount,
    NobodyOfFinance,
    NoFee,
    NoSuchCustomer,
    NoSuchDay,
    NoSuchDocument,
    NotBooked,
    NothingNamed,
    NotTheirs,
    NotUnderstood,
    NotYet,
    OtherCurrency,
    OtherFee,
    SeveralCustomers,
)
from ledger.errors import UnreadableAmount
from ledger.money import Money
from ledger.proposal import Act, decide
from storage import deliveries, people, proposals
from storage.booked import Payment
from storage.companies import Company
from storage.database import Tx
from storage.proposals import Found
from views import blocks
from views.message import Message
from views.modal import Modal, date_field, text_field
from views.say import Say


@dataclass(frozen=True, slots=True)
class Asks:
    """Something is missing: a form asks for it, filled with what was understood."""

    understood: Understood
    today: date
    changes: str = ""  # the proposal and the version that the form was opened from


@dataclass(frozen=True, slots=True)
class Proposed:
    """A card was made; `here` is whether it stands where the command was typed."""

    found: Found
    here: bool


def parse(text: str, today: date) -> Understood:
    """Read what was typed; nothing here is an error."""
    return read_payment(text, today)


def run(tx: Tx, ask: Ask[Understood]) -> Proposed | Asks:
    """Propose the payment, or ask for what is missing."""
    understood, company = _placed(tx, ask), ask.caller.company
    if _is_unclear(tx, company, understood):
        return Asks(understood, ask.today)
    try:
        payment = _payment(tx, company, understood, ask.today)
    except NoAmount as wrong:
        raise NotBooked(wrong.text) from None
    return _propose(tx, ask, payment)


def missing(tx: Tx, ask: Ask[Understood]) -> Asks | None:
    """Tell whether a form is needed, which takes no lock."""
    understood = _placed(tx, ask)
    is_unclear = _is_unclear(tx, ask.caller.company, understood)
    return Asks(understood, ask.today) if is_unclear else None


def _placed(tx: Tx, ask: Ask[Understood]) -> Understood:
    return placed(tx, ask.caller.company, ask.args, lambda text: read_payment(text, ask.today))


def _is_unclear(tx: Tx, company: Company, understood: Understood) -> bool:
    is_missing = understood.amount is None or understood.doubtful or not understood.is_named
    return bool(is_missing or left_over(tx, company, understood))


def view(result: Proposed | Asks, say: Say) -> Message | Modal:
    """Say where the card stands, or open the form."""
    if isinstance(result, Asks):
        return _form(result, say)
    return _where(result, say)


def _where(result: Proposed, say: Say) -> Message:
    where = say("The card for finance stands below. Nothing is booked yet.")
    if not result.here:
        where = say("Finance has it by direct message. Nothing is booked yet.")
    return Message(where, (blocks.section(where),))


def _payment(tx: Tx, company: Company, understood: Understood, today: date) -> Payment:
    value_on = understood.value_on or today
    if value_on > today:
        raise NotYet(value_on)
    assert understood.amount is not None, "the form asks for it"
    if understood.documents:
        first = documents_of(tx, company, understood)[0]
        customer, currency = first.customer_id, understood.currency or first.open.currency
    else:
        customer = customer_of(tx, company, understood)
        currency = understood.currency or company.currency
    if wrong := left_over(tx, company, understood):
        raise wrong
    amount = exact(understood.amount, currency)
    if amount is None or not 0 < amount.minor < MOST_MINOR:
        raise NoAmount(f"{understood.amount:f}")
    if understood.fee_currency not in {None, currency}:
        raise OtherFee(understood.fee_currency or "", currency)
    fee = exact(understood.fee or Decimal(), currency)
    if fee is None or fee.minor >= MOST_MINOR:
        raise NoFee(f"{understood.fee:f}")
    names, reference = tuple(understood.documents), understood.reference
    return Payment(customer, amount, value_on, names, reference, fee.minor)


def _propose(tx: Tx, ask: Ask[Any], payment: Payment) -> Proposed:
    company, caller = ask.caller.company, ask.caller
    finance = people.rights_of(tx, company, "finance", ask.today)
    if not finance:
        raise NobodyOfFinance
    found = proposals.propose(tx, company, payment, _cards.who(caller))
    targets = [ask.place.channel] if ask.place.posts else map(deliveries.person, finance)
    _cards.post(tx, company, found, sorted(targets))
    return Proposed(found, ask.place.posts)


# --- the form: for what was missing, and for what is changed -------------------------------------


@dataclass(frozen=True, slots=True)
class Filled:
    """The form as it was sent: which proposal it changes, or none, and its words."""

    understood: Understood
    changes: str


def read_form(fields: Mapping[str, str], state: str, today: date) -> Filled:
    """Read the fields; what is wrong is said at its field."""
    understood = read_names(fields.get("what", ""))
    amount = read_amount(fields.get("amount", ""), today)
    if amount is None:
        raise FieldProblem("amount", NoAmount(fields.get("amount", "")))
    understood.amount, understood.currency = amount
    if not understood.is_named:
        raise FieldProblem("what", NothingNamed())
    understood.value_on = date.fromisoformat(fields["day"]) if fields.get("day") else None
    understood.reference = fields.get("reference", "")
    understood.fee, understood.fee_currency = _fee(fields.get("fee", ""), today)
    return Filled(understood, state)


def _fee(text: str, today: date) -> tuple[Decimal | None, str | None]:
    if not text.strip():
        return None, None
    read = read_number(text, today)
    if read is None:
        raise FieldProblem("fee", NoFee(text))
    return read


def run_form(tx: Tx, ask: Ask[Filled]) -> Proposed | None:
    """Propose what the form says, or change the proposal it is about."""
    company, filled = ask.caller.company, ask.args
    named = placed(tx, company, filled.understood, read_names)
    understood = replace(
        filled.understood,
        documents=named.documents,
        words=named.words,
        customer=named.customer,
        name=named.name,
        known=named.known,
    )
    try:
        payment = _payment(tx, company, understood, ask.today)
    except (NoSuchDay, NoSuchDocument, NearDocument) as wrong:
        raise FieldProblem("what", wrong) from None
    except (SeveralCustomers, NoSuchCustomer, NotTheirs, NotUnderstood) as wrong:
        raise FieldProblem("what", wrong) from None
    except (NoFee, OtherFee) as wrong:
        raise FieldProblem("fee", wrong) from None
    except (OtherCurrency, NoAmount, UnreadableAmount) as wrong:
        raise FieldProblem("amount", wrong) from None
    except NotYet as wrong:
        raise FieldProblem("day", wrong) from None
    if not filled.changes:
        return _propose(tx, ask, payment)
    who = _cards.who(ask.caller)
    found = proposals.find(tx, company, read_proposal(filled.changes, ask.today))
    decide(found.proposal, Act.CHANGE, who, ask.now)
    if filled.changes != f"{found.proposal.id}:{found.proposal.version}":
        raise CardChanged
    _cards.show(tx, company, proposals.change(tx, company, found, payment, who))
    return None


def _form(asks: Asks, say: Say) -> Modal:
    understood = asks.understood
    named = (*understood.documents, understood.name, *understood.words)
    what = " ".join(filter(None, named))
    amount = "".join(understood.doubtful[:1])
    if understood.amount is not None:
        amount = f"{understood.amount:,f}"
    if amount and understood.currency:
        amount = f"{understood.currency} {amount}"
    fee = "" if understood.fee is None else f"{understood.fee:f}"
    if fee and understood.fee_currency:
        fee = f"{understood.fee_currency} {fee}"
    return Modal(
        id="pay.form",
        title=say("Payment"),
        submit=say("Save") if asks.changes else say("Propose"),
        close=say("Cancel"),
        state=asks.changes,
        blocks=(
            text_field("what", say("Invoices, or the customer"), what),
            text_field("amount", say("Amount that arrived"), amount),
            date_field("day", say("Day it arrived"), str(understood.value_on or asks.today)),
            text_field("reference", say("Reference"), understood.reference, optional=True),
            text_field("fee", say("Bank fee"), fee, optional=True),
        ),
    )


def read_proposal(value: str, today: date) -> int:  # noqa: ARG001 - every parse has both
    """Read which proposal a button is about."""
    return int(value.partition(":")[0])


def change(tx: Tx, ask: Ask[int]) -> Asks:
    """Open the form with what the card says, if it may still be changed."""
    found = proposals.look(tx, ask.caller.company, ask.args)
    decide(found.proposal, Act.CHANGE, _cards.who(ask.caller), ask.now)
    payment = found.payment
    understood = Understood(
        documents=list(payment.names),
        amount=Decimal(str(payment.amount)),
        currency=payment.amount.currency,
        value_on=payment.value_on,
        reference=payment.reference,
        words=[] if payment.names else [found.proposal.customer],
        fee=Decimal(str(Money(payment.fee_minor, payment.amount.currency))) or None,
    )
    return Asks(understood, ask.today, f"{found.proposal.id}:{found.proposal.version}")


def said_where(result: Proposed | None, say: Say) -> Message | None:
    """Say where the card stands, if not where the form was opened."""
    return None if result is None or result.here else _where(result, say)


COMMAND = Command(
    name="paid",
    summary="Report a payment; finance confirms it with one click",
    usage=("/paid INV-1023 50,000 2026-11-20 ref HX881", "/paid INV-1023 INV-1024 5万", "/paid"),
    parse=parse,
    allow=members,
    run=run,
    view=view,
    writes=True,
    missing=missing,
)

BUTTONS = (
    Button(
        id="pay.change",
        parse=read_proposal,
        allow=members,
        run=change,
        view=_form,
        opens_form=True,
        replaces=False,
    ),
)

FORMS = (Form(id="pay.form", parse=read_form, allow=members, run=run_form, view=said_where),)
