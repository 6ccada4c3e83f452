"""`huikuan scheme import` and `huikuan scheme show`: what people are judged by, as files."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from bot.cli_contract import Context, Sub, WrongUsage
from bot.cli_numbers import day
from scoring.flaws import Flaw
from scoring.scheme import templates
from storage import schemes
from storage.schemes import Author, Version

DEFAULTS: Mapping[str, Any] = {
    "rhythm": "month",
    "reason": "",
    "minimum_base": 5,
    "shrink": "0",
    "rank_decimals": 1,
    "kpi": [],
    "gate": [],
    "grade": [],
}


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("what", choices=("import", "show"), metavar="import|show")
    parser.add_argument(
        "subject", metavar="FILE|ID", help="a file, or a template's id; to show: the scheme's id"
    )
    parser.add_argument(
        "--from", dest="valid_from", type=day, metavar="D", help="import: for periods from then on"
    )
    parser.add_argument("--on", type=day, metavar="D", help="show: a day; absent: today")


def _run(args: Namespace, context: Context) -> int:
    return _import(args, context) if args.what == "import" else _show(args, context)


def _import(args: Namespace, context: Context) -> int:
    if args.valid_from is None:
        raise WrongUsage("from when on? Add --from D, the first day of the first period.")
    path = Path(args.subject)
    shipped = None if path.is_file() else templates().get(args.subject)
    file = shipped or file_of(path)
    with context.database.write(context.now) as tx:
        stored = schemes.store(tx, context.company, file, args.valid_from, Author())
    document = {
        "id": stored.id,
        "version": stored.version,
        "valid_from": str(stored.valid_from),
        "problems": problems_of(stored.flaws),
    }
    for flaw in stored.flaws:
        context.say(f"{flaw.where}: {flaw.message}")
    said = f"{stored.id} v{stored.version}, for periods that begin on {stored.valid_from} or later"
    context.print(document, "nothing is stored" if stored.flaws else said)
    return 1 if stored.flaws else 0


def _show(args: Namespace, context: Context) -> int:
    with context.database.read(context.now) as tx:
        found = schemes.show(tx, context.company, args.subject, args.on or context.today)
        known = schemes.ids(tx, context.company)
    if found is None:
        raise WrongUsage(f"no scheme {args.subject!r} is in force; there is: {', '.join(known)}.")
    context.print(_document(found), found.document)
    return 0


def _document(version: Version) -> dict[str, Any]:
    """Give the keys as in the file, the ones left out as they are by default, and the version."""
    written = {**DEFAULTS, **version.written}
    valid_from = None if version.valid_from is None else str(version.valid_from)
    return {**written, "version": version.scheme.version, "valid_from": valid_from}


def file_of(path: Path) -> bytes:
    """Read a scheme file, whatever is in it."""
    try:
        return path.read_bytes()
    except OSError:
        raise WrongUsage(f"there is no file {path} that can be read.") from None


def print_problems(flaws: Iterable[Flaw], context: Context) -> int:
    """Print what is wrong with a scheme that was to be tried; a finding in the data."""
    found = tuple(flaws)
    for flaw in found:
        context.say(f"{flaw.where}: {flaw.message}")
    context.print({"problems": problems_of(found)}, "this scheme judges nobody")
    return 1


def problems_of(flaws: Iterable[Flaw]) -> list[dict[str, str]]:
    """Write flaws as scripts read them."""
    return [{"where": flaw.where, "message": flaw.message} for flaw in flaws]


COMMANDS = (Sub("scheme", "what people are judged by: import or show", _arguments, _run),)
