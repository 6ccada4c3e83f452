"""Rates: what one unit of a currency is worth in the company's, day by day."""

from collections.abc import Sequence

from storage import rows
from storage.importers.record import Record
from storage.intake.context import Context, Verdict, problem, rejected
from storage.intake.judged import Newest, newest
from storage.tables import Rate


def store(context: Context, records: Sequence[Record]) -> list[Verdict]:
    """Store rates; the newest of a day counts."""
    table = newest(context, Rate, ("currency", "on"), "rate")
    verdicts = [_rate(context, record, table) for record in records]
    rows.add(context.tx, Rate, table.new)
    return verdicts


def _rate(context: Context, record: Record, table: Newest) -> Verdict:
    values = record.values
    if values["rate"] <= 0:
        sentence = "The rate {rate} is not above zero; write what one {currency} is worth."
        blanks = {"rate": values["rate"], "currency": values["currency"]}
        return rejected(record, problem("rate", sentence, **blanks))
    if values["currency"] == context.company.currency and values["rate"] != 1:
        sentence = "{currency} is the company's own currency: its rate is 1, not {rate}."
        blanks = {"rate": values["rate"], "currency": values["currency"]}
        return rejected(record, problem("rate", sentence, **blanks))
    key = {"currency": values["currency"], "on": values["on"]}
    return Verdict(record, added=table.put(context, key, values["rate"], "rate"))
