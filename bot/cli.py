"""The command line, `huikuan …`: a table of subcommands, and how their troubles are said."""

import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from html import unescape
from importlib import import_module

from bot.cli_contract import INIT, Context, Sub, WrongUsage
from bot.clock import Clock
from bot.settings import BadSetting
from ledger.errors import Problem
from storage.companies import NoCompany, WhichCompany
from storage.importers import WrongFile
from views.problems import say_problem
from views.say import Say

FAMILIES = (
    "bot.cli_company",
    "bot.cli_import",
    "bot.cli_numbers",
    "bot.cli_customer",
    "bot.cli_check",
    "bot.cli_scores",
    "bot.cli_explain",
    "bot.cli_scheme",
    "bot.cli_close",
    "bot.cli_digest",
    "bot.cli_run",
    "bot.cli_demo",
)
WRONG_USAGE = 2
BROKEN = 70  # a bug of ours: neither a finding nor wrong usage


def main(argv: Sequence[str] | None = None) -> int:
    """Run one subcommand; the result is the exit status."""
    try:
        args = parser().parse_args(argv)
    except SystemExit as said:  # argparse has said it: help, or wrong usage
        return int(said.code or 0)
    context = Context(as_json=args.json)
    try:
        return int(args.run(args, context))
    except (BadSetting, Problem) as trouble:
        context.say(f"huikuan: {sentence(trouble)}")
        return WRONG_USAGE
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        sys.stderr.close()  # whoever read our output has gone
        return BROKEN
    finally:
        context.close()


def parser() -> ArgumentParser:
    """Build the parser from the table."""
    whole = ArgumentParser(
        prog="huikuan", description="Receivables and collection results, inside Slack."
    )
    choices = whole.add_subparsers(metavar="COMMAND", required=True)
    for sub in subcommands():
        one = choices.add_parser(sub.name, help=sub.help, description=sub.help)
        one.add_argument("--json", action="store_true", help="one JSON document on stdout")
        sub.add_arguments(one)
        one.set_defaults(run=sub.run)
    return whole


def subcommands() -> tuple[Sub, ...]:
    """List the subcommands of all families, in the order of help."""
    return tuple(sub for family in FAMILIES for sub in import_module(family).COMMANDS)


def sentence(trouble: BadSetting | Problem) -> str:
    """Say in one line what stopped a subcommand, and the way out."""
    match trouble:
        case BadSetting() | WrongFile():
            return str(trouble)
        case WrongUsage(line=line):
            return line
        case NoCompany():
            return f"the database holds no company yet. Make one: {INIT}"
        case WhichCompany(wanted=None, names=names):
            return f"which company? Set HUIKUAN_COMPANY to one of: {', '.join(names)}."
        case WhichCompany(wanted=wanted, names=names):
            return f"there is no company {wanted!r}; HUIKUAN_COMPANY may be: {', '.join(names)}."
        case Problem():
            return unescape(say_problem(trouble, Say.of("en", Clock().today("UTC"))).text)
