"""Mark what was assigned as done, take it up again, or withdraw it: the card itself changes."""

from datetime import date

from commands import _coaching
from commands._access import members
from commands._contract import Ask, Button
from scoring.coach import State, may_mark, may_take_up, may_withdraw
from storage import coached
from storage.circle import circle
from storage.database import Tx
from views import coach_list
from views.coach_list import Listed
from views.message import Message
from views.say import Say


def parse(value: str, today: date) -> int:  # noqa: ARG001 - every parse has both
    """Read which assignment the card is about."""
    return int(value)


def run(tx: Tx, ask: Ask[int]) -> None:
    """Mark it as done."""
    found = coached.find(tx, ask.caller.company, ask.args)
    may_mark(found, _coaching.who(ask.caller))
    _coaching.settle(tx, ask, found, State.DONE)


def take_up(tx: Tx, ask: Ask[int]) -> None:
    """Open it again: it is not done yet."""
    company = ask.caller.company
    found = coached.find(tx, company, ask.args)
    others = coached.of_people(tx, company, [found.person.id], found.period.start)
    may_take_up(found, _coaching.who(ask.caller), others)
    _coaching.settle(tx, ask, found, State.OPEN)


def withdraw(tx: Tx, ask: Ask[int]) -> None:
    """Take it back from the person."""
    company = ask.caller.company
    found = coached.find(tx, company, ask.args)
    leads = circle(tx, company, ask.today).all_above(found.person.id)
    may_withdraw(found, _coaching.who(ask.caller), leads)
    _coaching.settle(tx, ask, found, State.WITHDRAWN)


def view(result: None, say: Say) -> None:
    """Say nothing: the card itself changes."""


def finish(tx: Tx, ask: Ask[int]) -> Listed:
    """Mark it as done from the list, and show the list again."""
    run(tx, ask)
    return _coaching.listed(tx, ask)


def listed(found: Listed, say: Say) -> Message:
    """Lay out the list as it stands now."""
    return coach_list.view(found, say)


BUTTONS = (
    Button("coach.done", parse, members, run, view, writes=True, replaces=False),
    Button("coach.again", parse, members, take_up, view, writes=True, replaces=False),
    Button("coach.withdraw", parse, members, withdraw, view, writes=True, replaces=False),
    Button("coach.finish", parse, members, finish, listed, writes=True, shows=_coaching.shows),
)
