"""What a payment is for: the documents and the customer that are named, as the books know them."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal

from commands._payment import Understood
from commands._payment_problems import (
    NearDocument,
    NoSuchCustomer,
    NoSuchDay,
    NoSuchDocument,
    NotTheirs,
    NotUnderstood,
    OtherCurrency,
    SeveralCustomers,
)
from ledger.errors import Problem
from storage import documents
from storage.companies import Company
from storage.database import Tx
from storage.documents import Document
from storage.importers.cells import plain

_LIKE_A_DAY = re.compile(r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}([-/.]\d{2,4})?")
_FILLERS = {
    "and",
    "&",
    "+",
    "for",
    "from",
    "invoice",
    "invoices",
    "和",
    "及",
    "与",
    "跟",
    "发票",
    "单号",
}


def placed(
    tx: Tx, company: Company, understood: Understood, read: Callable[[str], Understood]
) -> Understood:
    """Settle what was named; where words do not fit, read again around a customer's whole name."""
    _settle_numbers(tx, company, understood)
    if _is_plain(tx, company, understood):
        return understood
    typed = understood.typed
    called = documents.customer_among(tx, company, typed)
    if called is None:
        return understood
    again = read(" ".join((*typed[: called.start], *typed[called.end :])))
    again.reference, again.customer = understood.reference, called.customer_id
    again.name = " ".join(typed[called.start : called.end])
    _settle_numbers(tx, company, again)
    return again


def _is_plain(tx: Tx, company: Company, understood: Understood) -> bool:
    """Tell whether the books know every document, and there is nothing else that names."""
    if not understood.documents:
        return not understood.words
    known = _known(tx, company, understood)
    are_known = all(known.keys() & _ways(name) for name in understood.documents)
    return are_known and not left_over(tx, company, understood)


def _settle_numbers(tx: Tx, company: Company, understood: Understood) -> None:
    """Bare digits are documents where the books know them, and one that is left is the amount.

    What could be a day as well is a document that the books know, or else the day where an amount
    is given; or else it is asked.
    """
    digits = [*understood.numbers, *understood.doubtful]
    known = documents.by_numbers(tx, company, digits) if digits else {}
    understood.documents += [number for number in understood.doubtful if number in known]
    understood.doubtful = [number for number in understood.doubtful if number not in known]
    for number in understood.numbers:
        alone = len(understood.numbers) == 1 and understood.is_named
        if understood.amount is None and (alone or number not in known):
            understood.amount = Decimal(number)
        else:
            understood.documents.append(number)
    understood.numbers.clear()
    if understood.doubtful and understood.amount is not None and understood.value_on is None:
        understood.value_on = date.fromisoformat(understood.doubtful.pop(0))


def documents_of(tx: Tx, company: Company, understood: Understood) -> list[Document]:
    """Find the documents that are named: all of one customer and one currency."""
    names, known = understood.documents, _known(tx, company, understood)
    understood.documents = [next((n for n in _ways(name) if n in known), name) for name in names]
    for name in understood.documents:
        if name not in known:
            if _LIKE_A_DAY.fullmatch(name):
                raise NoSuchDay(name)
            if near := documents.nearest(tx, company, name):
                raise NearDocument(name, near.number, near.customer, near.open)
            raise NoSuchDocument(name)
    found = [known[name] for name in understood.documents]
    if len({document.customer_id for document in found}) > 1:
        raise SeveralCustomers(tuple(understood.documents))
    wanted = understood.currency or found[0].open.currency
    for document in found:
        if document.open.currency != wanted:
            raise OtherCurrency(document.number, document.open.currency, wanted)
    return found


def customer_of(tx: Tx, company: Company, understood: Understood) -> int:
    """Find the one customer that is named."""
    if understood.customer is not None:
        return understood.customer
    name = " ".join(understood.words)
    found = documents.customers_called(tx, company, name)
    if len(found) != 1:
        raise NoSuchCustomer(name)
    return found[0][0]


def left_over(tx: Tx, company: Company, understood: Understood) -> Problem | None:
    """Tell which words are neither between documents nor the customer whose they are."""
    text = " ".join(word for word in understood.words if word.casefold() not in _FILLERS)
    named, name = understood.customer, understood.name or text
    if named is not None and text:
        return NotUnderstood(text, name)
    if not understood.documents or not name:
        return None
    whose = {one.customer_id: one for one in _known(tx, company, understood).values()}
    if len(whose) != 1:
        return None  # which is said of the documents themselves
    ((customer, document),) = whose.items()
    is_theirs = named == customer
    if named is None:
        called = [key for key, _ in documents.customers_called(tx, company, text)]
        is_theirs = text.casefold() in document.customer.casefold() or called == [customer]
    return None if is_theirs else NotTheirs(name, document.number, document.customer)


def _known(tx: Tx, company: Company, understood: Understood) -> dict[str, Document]:
    """Ask the books once for what was named."""
    if understood.known is None:
        wanted = [way for name in understood.documents for way in _ways(name)]
        understood.known = documents.by_numbers(tx, company, wanted)
    return understood.known


def _ways(name: str) -> tuple[str, ...]:
    """The number as it is written, in capitals, and without full width."""
    return name, name.upper(), plain(name), plain(name).upper()
