"""`huikuan import KIND FILE…` and `huikuan import folder DIR`: files become facts."""

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

from bot.cli_contract import Context, Sub, WrongUsage
from storage import intake
from storage.importers import KINDS, write_rejects
from storage.importers.maps import ColumnMap
from storage.importers.record import WrongFile


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("kind", choices=[*KINDS, "folder"], metavar="KIND")
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--map", metavar="MAP", help="a column map: its name, or a TOML file")
    parser.add_argument("--dry-run", action="store_true", help="say what would come of it")
    parser.add_argument("--partial", action="store_true", help="store the good rows of a file")
    parser.add_argument("--rejects", type=Path, metavar="FILE", help="write rejected rows there")


def _run(args: Namespace, context: Context) -> int:
    company = context.company
    files = _opened(args, company.currency)
    rules = intake.Rules(partial=args.partial, dry_run=args.dry_run)
    outcomes = intake.run_in(context.database, context.now, company, files, rules)
    if args.rejects:
        _write_rejects(args.rejects, outcomes)
    documents = [_document(outcome) for outcome in outcomes]
    one = args.kind != "folder" and len(documents) == 1
    context.print(documents[0] if one else {"files": documents}, _lines(outcomes, args))
    for outcome in outcomes:
        for finding in outcome.findings:
            context.say(f"{outcome.file.name} row {finding.row}: {finding.message}")
    return 0 if all(outcome.clean for outcome in outcomes) else 1


def _opened(args: Namespace, home: str) -> tuple[intake.File, ...]:
    try:
        if args.kind == "folder":
            return _folder(args.files, home)
        column_map = ColumnMap.load(args.map) if args.map else None
        return tuple(intake.open_file(args.kind, path, column_map, home) for path in args.files)
    except FileNotFoundError as missing:
        raise WrongUsage(f"there is no file {missing.filename}") from None
    except OSError as unreadable:
        raise WrongUsage(f"{unreadable.filename} cannot be read: {unreadable.strerror}") from None
    except WrongFile as wrong:
        raise WrongUsage(str(wrong)) from None


def _folder(folders: list[Path], home: str) -> tuple[intake.File, ...]:
    if len(folders) != 1 or not folders[0].is_dir():
        raise WrongUsage("import folder takes one folder that is there")
    files = intake.open_folder(folders[0], home)
    if not files:
        wanted = ", ".join(f"{kind}.csv" for kind in intake.FOLDER)
        raise WrongUsage(f"{folders[0]} holds none of {wanted}")
    return files


def _document(outcome: intake.Outcome) -> dict[str, Any]:
    return {
        "kind": outcome.file.sheet.kind,
        "file": outcome.file.name,
        "rows": outcome.file.sheet.rows,
        "added": outcome.added,
        "known": outcome.known,
        "rejected": outcome.rejected,
        "held": outcome.held,
        "totals": {money.currency: str(money) for money in outcome.totals},
        "findings": [
            {"row": finding.row, "column": finding.column, "message": finding.message}
            for finding in outcome.findings
        ],
    }


def _lines(outcomes: tuple[intake.Outcome, ...], args: Namespace) -> str:
    """Say what became of each file, and why nothing was stored where nothing was."""
    lines = []
    for outcome in outcomes:
        said = f"{outcome.file.name}: {outcome.added} added, {outcome.known} known"
        if outcome.rejected:
            said += f", {outcome.rejected} rejected"
        if outcome.held:
            said += f", {outcome.held} held back (--partial stores them)"
        lines.append(said + (" (dry run: nothing is stored)" if args.dry_run else ""))
    return "\n".join(lines)


def _write_rejects(path: Path, outcomes: tuple[intake.Outcome, ...]) -> None:
    """One file for one kind; for a folder the kind is put before the name."""
    for outcome in outcomes:
        kind = outcome.file.sheet.kind
        target = path if len(outcomes) == 1 else path.with_name(f"{kind}-{path.name}")
        if outcome.rejected:
            write_rejects(outcome.file.sheet, outcome.findings, target)


COMMANDS = (Sub("import", "read files of one kind, or a folder", _arguments, _run),)
