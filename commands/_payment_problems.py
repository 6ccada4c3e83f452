"""Why a payment cannot be proposed as it was typed."""

from dataclasses import dataclass
from datetime import date

from ledger.errors import Problem
from ledger.money import Money


@dataclass(eq=False)
class NoSuchDocument(Problem):
    """A document that is not in the books, and nothing like it."""

    sentence = (
        "Nothing was booked: {number} is not in the books. Check the number, or name the customer."
    )

    number: str


@dataclass(eq=False)
class NoSuchDay(Problem):
    """Something that looks like a day of no calendar."""

    sentence = "Nothing was booked: {text} is no day. Write it as `2026-11-20`."

    text: str


@dataclass(eq=False)
class NearDocument(Problem):
    """A document that is not in the books, and the one that was probably meant."""

    sentence = (
        "Nothing was booked: {number} is not in the books. "
        "Did you mean {nearest} ({customer}, {open} open)?"
    )

    number: str
    nearest: str
    customer: str
    open: Money


@dataclass(eq=False)
class SeveralCustomers(Problem):
    """Documents of several customers cannot be one payment."""

    sentence = (
        "Nothing was booked: {documents} belong to different customers. Type one payment each."
    )

    documents: tuple[str, ...]


@dataclass(eq=False)
class OtherCurrency(Problem):
    """The amount and the document are in different currencies."""

    sentence = "Nothing was booked: {document} is in {theirs}, you wrote {ours}."

    document: str
    theirs: str
    ours: str


@dataclass(eq=False)
class NotUnderstood(Problem):
    """Words beside a customer that mean nothing."""

    sentence = (
        "Nothing was booked: I don't know what {text} means beside {customer}. "
        "Take it out, or write it where it belongs."
    )

    text: str
    customer: str


@dataclass(eq=False)
class NotTheirs(Problem):
    """Words beside a document that mean nothing, or name a customer whose it is not."""

    sentence = (
        "Nothing was booked: {document} belongs to {customer}; I don't know what {text} "
        "means beside it. Take it out, or write it where it belongs."
    )

    text: str
    document: str
    customer: str


@dataclass(eq=False)
class NoSuchCustomer(Problem):
    """No customer, or several, of that name."""

    sentence = (
        "Nothing was booked: I find no single customer called {name}. Name an invoice instead."
    )

    name: str


@dataclass(eq=False)
class NotYet(Problem):
    """Money that is said to arrive in the future."""

    sentence = (
        "Nothing was booked: {day} has not come yet. A payment counts from the day it arrived."
    )

    day: date


@dataclass(eq=False)
class NoAmount(Problem):
    """What should be an amount is none, or nothing, or more than there is."""

    sentence = "{text} is no amount. Write it as `50,000` or `5万`."

    text: str


@dataclass(eq=False)
class NoFee(NoAmount):
    """The same of the bank's fee."""


@dataclass(eq=False)
class OtherFee(Problem):
    """The bank's fee is in another currency than the payment."""

    sentence = (
        "Nothing was booked: the fee is in {theirs}, the payment in {ours}. "
        "Write the fee in {ours}, please."
    )

    theirs: str
    ours: str


@dataclass(eq=False)
class NobodyOfFinance(Problem):
    """Nobody could confirm."""

    sentence = "Nothing was proposed: nobody here has the right finance. Ask your administrator."


@dataclass(eq=False)
class NotBooked(NoAmount):
    """What is wrong with an amount, said where there is no field that it stands at."""

    sentence = "Nothing was booked: {text} is no amount. Write it as `50,000` or `5万`."


@dataclass(eq=False)
class NothingNamed(Problem):
    """Neither an invoice nor a customer is named."""

    sentence = "Name an invoice or a customer."
