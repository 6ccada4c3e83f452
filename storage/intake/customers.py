"""Customers: who owes, who looks after them by default, and on which terms."""

from collections.abc import Sequence
from typing import Any

from storage.importers.record import Finding, Record
from storage.intake.context import Context, Verdict, at_row, money, rejected
from storage.intake.masters import change
from storage.tables import Customer


def store(context: Context, records: Sequence[Record]) -> list[Verdict]:
    """Store customers; a parent that nobody imported is made."""
    return [_customer(context, record) for record in records]


def _customer(context: Context, record: Record) -> Verdict:
    values, number = record.values, record.values["customer_id"]
    given, findings = _written(context, record)
    if wrong := [finding for finding in findings if finding.rejects]:
        return rejected(record, *wrong)
    notices = tuple(at_row(finding, record) for finding in findings)
    old = context.customers.get(number)
    if old is None:
        context.make_customer(number, values["name"], **given)
        return Verdict(record, added=True, findings=notices)
    changed = change(context, Customer, old, given | {"name": values["name"]})
    if changed:
        context.customers[number] = changed
        for called in (changed["name"], *filter(None, changed["aliases"].split(";"))):
            context.called[called].add(number)
    return Verdict(record, added=changed is not None, findings=notices)


def _written(context: Context, record: Record) -> tuple[dict[str, Any], list[Finding]]:
    values, findings = record.values, []
    given: dict[str, Any] = {c: values[c] for c in ("terms_days", "currency") if c in values}
    given |= {c: ";".join(values[c]) for c in ("aliases", "payer_accounts") if c in values}
    shares = shares_of(record)
    if shares:
        owners = context.owners(shares)
        if isinstance(owners, Finding):
            findings.append(owners)
        given["owners"] = ";".join(f"{person}:{percent}" for person, percent in shares)
    if "credit_limit" in values:
        old = context.customers.get(values["customer_id"], {})
        currency = values.get("currency") or old.get("currency") or context.company.currency
        given["credit_limit_minor"], rounded = money(
            values["credit_limit"], currency, "credit_limit"
        )
        findings.extend(rounded)
    if "parent_id" in values:
        parent = context.customer(values["parent_id"], None)
        assert not isinstance(parent, Finding), "a customer found by number is never ambiguous"
        context.keep(parent)
        given["parent_id"] = parent["id"]
    return given, findings


def shares_of(record: Record) -> tuple[tuple[str, Any], ...]:
    """The owners that a row names, with their percent; none is an empty tuple."""
    if "owners" in record.values:
        return tuple(record.values["owners"])
    if "owner_id" in record.values:
        return ((record.values["owner_id"], 100),)
    return ()
