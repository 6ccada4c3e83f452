"""`huikuan close`, `close verify` and `replay`: periods, settled and tried again."""

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

from bot.cli_contract import Context, Sub, WrongUsage
from bot.cli_numbers import period
from bot.cli_scheme import file_of, problems_of
from ledger.money import decimal
from scoring import pack
from scoring.replay import Line
from storage import closing, replay, schemes, sight
from storage.closing import Ahead, AlreadyClosed, Result, Who
from storage.database import Tx
from storage.replay import Candidate
from storage.sight import Shown


def _close_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("what", nargs="?", choices=("verify",), help="verify a pack's file")
    parser.add_argument("file", nargs="?", type=Path, metavar="FILE", help="the file to verify")
    parser.add_argument("--period", type=period, metavar="P")
    parser.add_argument("--preview", action="store_true", help="say what would be frozen")
    parser.add_argument("--pack", type=Path, metavar="FILE", help="write the pack there")


def _close(args: Namespace, context: Context) -> int:
    if args.what == "verify":
        return _verify(args, context)
    if args.period is None:
        raise WrongUsage("which period? Add --period 2026-10, or say: close verify FILE.")
    with context.database.read(context.now) as tx:
        ahead = closing.look_ahead(tx, context.company, args.period, context.today)
    with context.database.write(context.now) as tx:
        found = ahead.result if args.preview else _closed(tx, args, context, ahead)
        if args.pack is not None:
            _record(tx, found, context)
    if args.pack is not None:
        _write(args.pack, pack.file_of(found.content))
    document = {
        "period": str(args.period),
        "state": str(found.state),
        "sha256": found.sha256,
        "unsettled": list(found.unsettled),
    }
    first = f"{args.period} {found.state} {found.sha256}"
    context.print(document, "\n".join([first, *found.unsettled]))
    return 0


def _closed(tx: Tx, args: Namespace, context: Context, ahead: Ahead) -> Result:
    """Close; what is closed already is told as it is."""
    try:
        return closing.close_ahead(tx, context.company, ahead, Who())
    except AlreadyClosed:
        return closing.preview(tx, context.company, args.period, context.today)


def _record(tx: Tx, found: Result, context: Context) -> None:
    """Record that an operator has everybody's results, in a file."""
    whole = pack.opened(found.content)
    numbers = {one.number for group in whole.groups for one in group.people}
    numbers |= {row["key"] for row in whole.kpis["person"] if row["key"] is not None}
    named = [(number, found.period) for number in sorted(numbers)]
    glimpses = sight.of_numbers(tx, context.company, named)
    sight.record(tx, context.company, Shown(sight.OPERATOR, "close", glimpses))


def _verify(args: Namespace, context: Context) -> int:
    """Work a pack out again; no database is looked at."""
    if args.file is None:
        raise WrongUsage("which file? Say: close verify FILE.")
    try:
        file = args.file.read_bytes()
    except OSError as error:
        raise WrongUsage(f"{args.file} cannot be read: {error.strerror}.") from None
    found = pack.verify(file)
    document = {"sha256": found.sha256, "recomputed": found.recomputed, "same": found.same}
    said = "the same" if found.same else "not the same: the file is damaged, or is no pack"
    context.print(document, said)
    if not found.same:
        context.say(f"{args.file}: {said}")
    return 0 if found.same else 1


def _write(path: Path, data: bytes) -> None:
    try:
        path.write_bytes(data)
    except OSError as error:
        raise WrongUsage(f"{path} cannot be written: {error.strerror}.") from None


def _replay_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--scheme", type=Path, metavar="FILE", required=True)
    parser.add_argument("--periods", metavar="P,P", required=True)


def _replay(args: Namespace, context: Context) -> int:
    wanted = [period(one.strip()) for one in args.periods.split(",")]
    late = [one for one in wanted if one.start > context.today]
    if late:
        raise WrongUsage(f"{late[0]} has not begun; there is nothing to replay yet.")
    data = file_of(args.scheme)
    with context.database.read(context.now) as tx:
        checked = schemes.tried(tx, context.company, data)
        if checked.scheme is None:
            context.print({"problems": problems_of(checked.flaws)}, "nothing is replayed")
            return 1
        candidate = Candidate(checked.scheme, _text(data))
        lines = [
            line
            for one in wanted
            for line in replay.over(tx, context.company, candidate, one, context.today)
        ]
        named = [(line.number, line.period) for line in lines]
        glimpses = sight.of_numbers(tx, context.company, named)
    context.record("replay", glimpses)
    rows = [_row(line) for line in lines]
    said = [
        f"{row['period']}  {row['person_id']}  {row['score']} -> {row['candidate_score']}"
        for row in rows
    ]
    context.print({"rows": rows}, "\n".join(said))
    return 0


def _text(data: str | bytes) -> str:
    return data if isinstance(data, str) else data.decode("utf-8-sig")


def _row(line: Line) -> dict[str, Any]:
    return {
        "person_id": line.number,
        "period": str(line.period),
        "score": None if line.score is None else decimal(line.score, 2),
        "candidate_score": None
        if line.candidate_score is None
        else decimal(line.candidate_score, 2),
        "rank": line.rank,
        "candidate_rank": line.candidate_rank,
    }


COMMANDS = (
    Sub("close", "close a period into a pack; close verify FILE", _close_arguments, _close),
    Sub("replay", "a candidate scheme over past periods", _replay_arguments, _replay),
)
