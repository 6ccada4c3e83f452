"""`huikuan ageing` and `huikuan kpis`: the numbers, as of a day or for a period."""

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.cli_contract import Context, Sub
from ledger import ageing
from ledger.errors import UnreadablePeriod
from ledger.money import decimal, half_up, major
from ledger.period import Period
from scoring.kpi import Unit
from storage import sight
from storage.window import By

if TYPE_CHECKING:
    from storage.reports import Aged


def day(written: str) -> date:
    """Read a date of the command line."""
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise ArgumentTypeError(f"{written} is not a date; write it as 2026-11-20") from None


def period(written: str) -> Period:
    """Read a period of the command line."""
    try:
        return Period.parse(written)
    except UnreadablePeriod:
        choices = "2026-10, 2026-Q3, 2026 or 2026-10-01..2026-11-15"
        raise ArgumentTypeError(f"{written} is not a period; write it as {choices}") from None


def moment(written: str) -> date | datetime:
    """Read a date, or an instant with its offset."""
    try:
        if len(written) == len("2026-11-20"):
            return date.fromisoformat(written)
        found = datetime.fromisoformat(written)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        example = "2026-11-20 or 2026-11-20T14:30:00+08:00"
        raise ArgumentTypeError(f"{written} is not a moment; write it as {example}")
    return found


def known_at(context: Context, written: date | datetime | None) -> datetime | None:
    """Turn what was written into an instant: a date counts to its end in the company's zone."""
    if written is None or isinstance(written, datetime):
        return written
    zone = ZoneInfo(context.company.timezone)
    midnight = datetime.combine(written + timedelta(days=1), time.min, zone)
    return midnight.astimezone(UTC) - timedelta(microseconds=1)


def _ageing_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--as-of", type=day, metavar="D", help="a day; absent: today")
    parser.add_argument("--known-at", type=moment, metavar="T", help="leave out what came later")
    parser.add_argument("--by", choices=("owner", "team", "customer", "currency"))


def _ageing(args: Namespace, context: Context) -> int:
    from storage import reports  # noqa: PLC0415 - pandas is slow to load

    company, as_of = context.company, args.as_of or context.today
    at = known_at(context, args.known_at)
    with context.database.read(context.now) as tx:
        totals = reports.ageing_of(tx, company, reports.Question(as_of, None, at))
        by = {"owner": By.PERSON, "team": By.TEAM, "customer": By.CUSTOMER}.get(args.by)
        rows = totals if args.by == "currency" else ()
        if by is not None:
            rows = reports.ageing_of(tx, company, reports.Question(as_of, by, at))
    document = {
        "as_of": str(as_of),
        "known_at": at and at.astimezone(ZoneInfo(company.timezone)).isoformat(),
        "by": args.by,
        "buckets": list(ageing.names()),
        "rows": [_named(row, args.by) | _amounts(row) for row in rows],
        "totals": [_amounts(row) for row in totals],
    }
    context.print(document, _table([*document["rows"], *document["totals"]]))
    return 0


def _named(row: "Aged", by: str) -> dict[str, str | None]:
    if by == "currency":
        return {"key": row.currency, "name": row.currency}
    return {"key": row.key, "name": row.name}


def _amounts(row: "Aged") -> dict[str, str | None]:
    minor = {
        **row.buckets,
        "disputed": row.disputed,
        "unapplied": row.unapplied,
        "outstanding": row.outstanding,
    }
    told: dict[str, str | None] = {"currency": row.currency}
    return told | {name: major(amount, row.currency) for name, amount in minor.items()}


def _kpi_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--period", type=period, metavar="P", required=True)
    parser.add_argument("--known-at", type=moment, metavar="T", help="leave out what came later")
    parser.add_argument("--by", choices=[by.value for by in By], default=By.COMPANY.value)


def _kpis(args: Namespace, context: Context) -> int:
    from storage import kpi_report  # noqa: PLC0415 - as above

    asked = kpi_report.Question(
        args.period, By(args.by), context.today, known_at(context, args.known_at)
    )
    with context.database.read(context.now) as tx:
        rows = kpi_report.kpis_of(tx, context.company, asked)
        people = {row.key for row in rows if row.key and asked.by is By.PERSON}
        named = [(number, args.period) for number in sorted(people)]
        glimpses = sight.of_numbers(tx, context.company, named)
    context.record("kpis", glimpses)
    shown: list[dict[str, str | None]] = [
        {"key": row.key, "name": row.name, "currency": row.currency}
        | {
            name: _written(value, row.units[name], row.currency)
            for name, value in row.values.items()
        }
        for row in rows
    ]
    document = {"period": str(args.period), "by": args.by, "rows": shown}
    context.print(document, _table(shown))
    return 0


def _written(value: Fraction | None, unit: Unit, currency: str) -> str | None:
    if value is None:
        return None
    return major(half_up(value), currency) if unit is Unit.AMOUNT else decimal(value, 4)


def _table(rows: list[dict[str, str | None]]) -> str:
    """Lay rows out in columns for people."""
    if not rows:
        return "Nothing."
    columns = list(rows[0])
    cells = [columns, *([row.get(column) or "-" for column in columns] for row in rows)]
    widths = [max(len(line[i]) for line in cells) for i in range(len(columns))]
    return "\n".join(
        "  ".join(cell.rjust(width) for cell, width in zip(line, widths, strict=True))
        for line in cells
    )


COMMANDS = (
    Sub("ageing", "what is owed, by how long it is overdue", _ageing_arguments, _ageing),
    Sub("kpis", "every key figure of a period", _kpi_arguments, _kpis),
)
