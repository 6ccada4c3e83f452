"""What a payment is for: the documents and the customer that are named, as the books know them."""

import re
from datetime import date
from decimal import Decimal

from commands._payment import Understood
from commands._payment_problems import (
    NearDocument,
    NoSuchCustomer,
    NoSuchDay,
    NoSuchDocument,
    NotUnderstood,
    OtherCurrency,
    SeveralCustomers,
)
from storage import documents
from storage.companies import Company
from storage.database import Tx
from storage.documents import Document

_LIKE_A_DAY = re.compile(r"\d{4}[-/]\d{1,2}[-/]\d{1,2}")
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


def settle_numbers(tx: Tx, company: Company, understood: Understood) -> None:
    """Bare digits are documents where the books know them, and one that is left is the amount.

    What could be a day as well is a document that the books know, or else the day where an amount
    is given; or else it is asked.
    """
    digits = [*understood.numbers, *understood.doubtful]
    known = documents.by_numbers(tx, company, digits) if digits else {}
    understood.documents += [number for number in understood.doubtful if number in known]
    understood.doubtful = [number for number in understood.doubtful if number not in known]
    for number in understood.numbers:
        alone = len(understood.numbers) == 1 and bool(understood.documents or understood.words)
        if understood.amount is None and (alone or number not in known):
            understood.amount = Decimal(number)
        else:
            understood.documents.append(number)
    understood.numbers.clear()
    if understood.doubtful and understood.amount is not None and understood.value_on is None:
        understood.value_on = date.fromisoformat(understood.doubtful.pop(0))


def documents_of(tx: Tx, company: Company, understood: Understood) -> list[Document]:
    """Find the documents that are named: all of one customer and one currency."""
    names = understood.documents
    known = documents.by_numbers(tx, company, [*names, *(name.upper() for name in names)])
    understood.documents = [n if n in known or n.upper() not in known else n.upper() for n in names]
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
    name = " ".join(understood.words)
    found = documents.customers_called(tx, company, name)
    if len(found) != 1:
        raise NoSuchCustomer(name)
    return found[0][0]


def left_over(tx: Tx, company: Company, understood: Understood) -> NotUnderstood | None:
    """Tell which words beside documents are neither between them nor their own customer."""
    words = [word for word in understood.words if word.casefold() not in _FILLERS]
    names = understood.documents
    if not words or not names:
        return None
    known = documents.by_numbers(tx, company, [*names, *(name.upper() for name in names)])
    whose = {document.customer_id: document for document in known.values()}
    if len(whose) != 1:
        return None  # which is said of the documents themselves
    (document,), text = whose.values(), " ".join(words)
    if text.casefold() in document.customer.casefold():
        return None
    called = [key for key, _ in documents.customers_called(tx, company, text)]
    if called == [document.customer_id]:
        return None
    return NotUnderstood(text, document.number, document.customer)
