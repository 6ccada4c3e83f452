"""`huikuan digest preview`: a scheduled message as Slack would get it, without sending it."""

from argparse import ArgumentParser, Namespace
from datetime import date
from typing import Any

from bot.cli_contract import Context, Sub, WrongUsage
from bot.cli_numbers import day
from commands._contract import Digest, Monthly, Occasion, Scope, discover
from ledger.calendar import Calendar
from ledger.occasions import first_working_day
from ledger.period import Period
from storage import calendars
from views.bodies import body
from views.message import Message
from views.say import LANGUAGES, Say


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("what", choices=("preview",), metavar="preview")
    parser.add_argument("kind", metavar="KIND", help="overdue, ranking, …")
    parser.add_argument("--scope", default="company", metavar="S", help="or team:East, person:P11")
    parser.add_argument("--on", type=day, metavar="D", help="a day; absent: today")
    parser.add_argument("--language", choices=LANGUAGES)


def _preview(args: Namespace, context: Context) -> int:
    digests, company = discover().digests, context.company
    digest = digests.get(args.kind)
    if digest is None:
        raise WrongUsage(f"no message {args.kind!r} is due by the clock; try {', '.join(digests)}.")
    with context.database.read(context.now) as tx:
        calendar = calendars.of(tx, company)
    occasion = occasion_of(digest, args.on or context.today, calendar)
    if occasion.on > context.today:
        raise WrongUsage(f"{occasion.on} is still to come; a message is about a day that is here.")
    with context.database.read(context.now) as tx:
        result = digest.compose(tx, company, Scope(args.scope, ()), occasion)
    context.record("digest", digest.shows(result))
    say = Say.of(args.language or company.language, occasion.on)
    message, thread = digest.view(result, say), digest.thread(result, say)
    document = {**body(message), "thread": [dict(body(reply)) for reply in thread]}
    context.print(document, "\n".join(_text(one) for one in (message, *thread)))
    return 0


def occasion_of(digest: Digest[Any], on: date, calendar: Calendar) -> Occasion:
    """The first working day of a month shows the monthly message, every other day the weekly."""
    month = Period.month_of(on)
    monthly = [rhythm for rhythm in digest.when if isinstance(rhythm, Monthly)]
    if monthly and on == first_working_day(calendar, month):
        return Occasion(monthly[0], str(month), on)
    return Occasion(digest.when[0], str(on), on)


def _text(message: Message) -> str:
    return str(message.text)


COMMANDS = (Sub("digest", "a scheduled message as it would be sent", _arguments, _preview),)
