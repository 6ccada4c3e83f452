"""`huikuan demo`: what may be said about it; the demo itself is loaded when it is asked for."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from bot.cli_contract import Context, Sub, WrongUsage
from bot.clock import is_zone
from ledger.currency import is_currency
from views.say import LANGUAGES

PORT = 7070


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--data", type=Path, metavar="DIR", help="your own export, as CSV files")
    parser.add_argument("--company", metavar="NAME", help="what the company is called")
    parser.add_argument("--currency", metavar="CODE", help="in which its scores are counted")
    parser.add_argument("--zone", metavar="ZONE", help="its time zone, such as Asia/Shanghai")
    parser.add_argument("--language", choices=LANGUAGES, default="en", help="of its channels")
    parser.add_argument("--port", type=int, default=PORT, help=f"of the page, {PORT} if not given")


def demo(args: Namespace, context: Context) -> int:
    """Import a company and show it in a local Slack."""
    if args.currency and not is_currency(args.currency.upper()):
        raise WrongUsage(f"--currency {args.currency!r} is no ISO 4217 code; write CNY, EUR, USD.")
    if args.zone and not is_zone(args.zone):
        raise WrongUsage(f"--zone {args.zone!r} is no time zone; write Asia/Shanghai.")
    if not 0 <= args.port <= 65535:
        raise WrongUsage(f"--port {args.port} is no port; write a number from 0 to 65535.")
    if args.data and not args.data.is_dir():
        raise WrongUsage(f"--data {args.data} is no folder.")
    from bot.demo.show import Wish, show  # noqa: PLC0415 - the sandbox is a web server

    currency = args.currency and args.currency.upper()
    wish = Wish(args.data, args.company, currency, args.zone, args.language)
    return show(wish, args.port, context)


COMMANDS = (Sub("demo", "a company in a local Slack in the browser", _arguments, demo),)
