"""`huikuan init`: make the database and a company in it."""

from argparse import ArgumentParser, Namespace
from dataclasses import asdict
from pathlib import Path

from bot.cli_contract import Context, Sub, WrongUsage, where
from bot.clock import is_zone
from ledger.currency import is_currency
from storage import companies
from storage.companies import Company
from storage.database import Tx, open_database
from storage.migrate import migrate


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--yes", action="store_true", help="do it without asking")
    parser.add_argument("--company", required=True, metavar="NAME")
    parser.add_argument("--timezone", required=True, metavar="ZONE", help="Asia/Shanghai")
    parser.add_argument("--currency", required=True, metavar="CODE", help="CNY")
    parser.add_argument("--language", choices=("en", "zh"), default="en", help="of unknown readers")


def init(args: Namespace, context: Context) -> int:
    """Make the database and the company; with a name that is there already, change nothing."""
    wanted = _checked(args)
    if not args.yes and not _agreed(wanted, context):
        raise WrongUsage("nothing was made; `--yes` answers for you.")
    url = context.settings.database_url
    if url.startswith("sqlite:"):
        Path(where(url)).parent.mkdir(parents=True, exist_ok=True)
    database = open_database(url)
    try:
        migrate(database)
        with database.write(context.clock.now(wanted.timezone)) as tx:
            company, is_new = _company(tx, wanted)
    finally:
        database.close()
    made = "is made" if is_new else "is there already; nothing was changed"
    text = f"{company.name} {made}: {company.timezone}, {company.currency}, {where(url)}"
    context.print({**_public(company), "created": is_new, "database": where(url)}, text)
    return 0


def _checked(args: Namespace) -> Company:
    name, code = args.company.strip(), args.currency.strip().upper()
    if not name:
        raise WrongUsage("--company needs a name.")
    if not is_currency(code):
        raise WrongUsage(f"--currency {args.currency!r} is no ISO 4217 code; write CNY, EUR, USD.")
    if not is_zone(args.timezone):
        raise WrongUsage(f"--timezone {args.timezone!r} is no time zone; write Asia/Shanghai.")
    return Company(0, name, args.timezone, code, args.language)


def _agreed(wanted: Company, context: Context) -> bool:
    question = f"Make {wanted.name} ({wanted.timezone}, {wanted.currency})? [y/N] "
    context.say(question)
    try:
        return input().strip().lower() in {"y", "yes", "是"}
    except EOFError:
        return False


def _company(tx: Tx, wanted: Company) -> tuple[Company, bool]:
    for company in companies.all_companies(tx):
        if company.name == wanted.name:
            return company, False
    added = companies.add(tx, wanted.name, wanted.timezone, wanted.currency, wanted.language)
    return added, True


def _public(company: Company) -> dict[str, object]:
    kept = {"name", "timezone", "currency", "language"}
    return {key: value for key, value in asdict(company).items() if key in kept}


COMMANDS = (Sub("init", "make the database and a company", _arguments, init),)
