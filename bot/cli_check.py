"""`huikuan check`: look whether everything that must always hold does."""

from argparse import Namespace

from bot.cli_contract import Context, Sub, no_arguments
from storage import invariants

SHOWN = 20  # rows of one broken rule for people; the document has them all


def _check(_args: Namespace, context: Context) -> int:
    company = context.company
    with context.database.read(context.now) as tx:
        broken = {found.id: found.rows for found in invariants.violations(tx, company)}
    told = [
        {
            "id": rule.id,
            "text": rule.text,
            "violations": len(broken.get(rule.id, ())),
            "rows": list(broken.get(rule.id, ())),
        }
        for rule in invariants.INVARIANTS
    ]
    lines = [_line(rule, broken.get(rule.id, ())) for rule in invariants.INVARIANTS]
    context.print({"invariants": told}, "\n".join(lines))
    return 1 if broken else 0


def _line(rule: invariants.Invariant, rows: tuple[str, ...]) -> str:
    if not rows:
        return f"{rule.id}  holds   {rule.text}"
    more = f" and {len(rows) - SHOWN} more" if len(rows) > SHOWN else ""
    return f"{rule.id}  BROKEN  {rule.text}: {', '.join(rows[:SHOWN])}{more}"


COMMANDS = (Sub("check", "look whether the books hold together", no_arguments, _check),)
