"""`huikuan customer ID`: one page on a customer."""

from argparse import ArgumentParser, Namespace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.cli_contract import Context, Sub, WrongUsage
from bot.cli_numbers import day
from ledger.money import decimal, major
from storage import customers, documents
from storage.customers import Balance, Behaviour, Page


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("customer", metavar="ID", help="the customer's number, or the name")
    parser.add_argument("--as-of", type=day, metavar="D", help="a day; absent: today")


def _customer(args: Namespace, context: Context) -> int:
    company = context.company
    with context.database.read(context.now) as tx:
        found = documents.customers_called(tx, company, args.customer)
        if not found:
            raise WrongUsage(f"there is no customer {args.customer!r}; check the number.")
        if len(found) > 1:
            names = ", ".join(sorted({name for _, name in found}))
            raise WrongUsage(f"{args.customer!r} can be several customers: {names}.")
        page = customers.page(tx, company, found[0][0], args.as_of or context.today)
    document = _document(page, ZoneInfo(company.timezone))
    context.print(document, _text(document))
    return 0


def _document(page: Page, zone: ZoneInfo) -> dict[str, Any]:
    used = page.credit_used
    return {
        "customer_id": page.number,
        "name": page.name,
        "as_of": str(page.as_of),
        "balances": [_balance(one) for one in page.balances],
        "terms_days": page.terms_days,
        "credit_limit": None if page.credit_limit is None else str(page.credit_limit),
        "credit_used": str(used),
        "credit_currency": used.currency,
        "behaviour": _behaviour(page.behaviour),
        "promises": [
            {
                "promise_id": one.number,
                "amount": str(one.amount),
                "currency": one.amount.currency,
                "promised_on": str(one.promised_on),
                "recorded_at": _moment(one.recorded_at, zone),
                "invoice_id": one.invoice,
                "person": one.person,
                "outcome": one.outcome.value,
            }
            for one in page.promises
        ],
        "disputes": [
            {
                "dispute_id": one.number,
                "invoice_id": one.invoice,
                "amount": str(one.amount),
                "currency": one.amount.currency,
                "from": str(one.from_on),
                "to": one.to_on and str(one.to_on),
                "outcome": one.outcome or "open",
                "own_doing": one.own_doing,
            }
            for one in page.disputes
        ],
        "touches": [
            {
                "followup_id": one.number,
                "at": _moment(one.at, zone),
                "person": one.person,
                "invoice_id": one.invoice,
                "automatic": one.automatic,
                "note": one.note,
            }
            for one in page.touches
        ],
    }


def _balance(one: Balance) -> dict[str, str]:
    minor = {**one.buckets, "disputed": one.disputed, "unapplied": one.unapplied}
    minor |= {"outstanding": one.outstanding}
    told = {name: major(amount, one.currency) for name, amount in minor.items()}
    return {"currency": one.currency} | told


def _behaviour(one: Behaviour) -> dict[str, object]:
    ratios = {
        "average_days_late": one.average_days_late,
        "paid_late": one.paid_late,
        "promises_kept": one.promises_kept,
    }
    told = {name: None if value is None else decimal(value, 4) for name, value in ratios.items()}
    last = one.last_paid_on and str(one.last_paid_on)
    return {"since": str(one.since), **told, "promises": one.promises_due, "last_paid_on": last}


def _moment(at: datetime, zone: ZoneInfo) -> str:
    return at.astimezone(zone).isoformat()


def _text(document: dict[str, Any]) -> str:
    """Write the page for people: a line a fact, one under each heading for a list."""
    lines = [f"{document['customer_id']}  {document['name']}, as of {document['as_of']}"]
    for name, value in document.items():
        if isinstance(value, list):
            lines += [f"{name}: {len(value)}", *(f"  {_line(one)}" for one in value)]
        elif isinstance(value, dict):
            lines.append(f"{name}: {_line(value)}")
        elif name not in {"customer_id", "name", "as_of"}:
            lines.append(f"{name}: {'-' if value is None else value}")
    return "\n".join(lines)


def _line(facts: dict[str, Any]) -> str:
    return " · ".join(f"{name} {value}" for name, value in facts.items() if value not in {None, ""})


COMMANDS = (Sub("customer", "one page on a customer", _arguments, _customer),)
