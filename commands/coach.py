"""/receivables coach: help with the weakest KPI; whoever leads people assigns it, nobody else."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from commands import _coaching
from commands._access import members
from commands._contract import Ask, Button, Command, FieldProblem, Form
from ledger.errors import Problem
from ledger.period import Period
from ledger.proposal import Who
from scoring.coach import AssignedBefore, Item, reading, suggested
from scoring.kpis import catalogue
from storage import coached, coaching
from storage.circle import circle
from storage.coached import Wanted
from storage.database import Tx
from storage.people import Member
from storage.sight import Glimpse
from views import blocks, coach_items, coach_list
from views.coach_items import Items
from views.coach_list import Listed
from views.message import Message
from views.modal import OPTIONS, Modal, choice_field, date_field, text_field
from views.say import Say
from views.words import Words

LONGEST = 500
USUAL = timedelta(days=14)
LATEST = timedelta(days=365)
_ITEMS = {"items", "清单", "条目"}


@dataclass(eq=False)
class NotLed(Problem):
    """Somebody else's people, or oneself."""

    sentence = "Nothing was assigned: only whoever leads a person assigns them help."


@dataclass(eq=False)
class NothingToAssign(Problem):
    """Every item is hidden."""

    sentence = (
        "Nothing was assigned: every item is hidden. HR shows them with `/receivables coach items`."
    )


@dataclass(eq=False)
class NotADay(Problem):
    """A day that is over, or years away."""

    sentence = "Name a day from today on, within a year."


@dataclass(eq=False)
class LongNote(Problem):
    """A note that is a novel."""

    sentence = "Write at most 500 signs."


@dataclass(frozen=True, slots=True)
class Args:
    """What was typed: nothing, a person, or that the items are wanted."""

    person: str = ""
    items: bool = False


@dataclass(frozen=True, slots=True)
class Offer:
    """What may be assigned to somebody, the weakest KPI's first."""

    person: Member
    items: tuple[Item, ...]
    today: date


@dataclass(frozen=True, slots=True)
class Filled:
    """The form as it was sent."""

    person: int
    item: str
    note: str
    until_on: date


def parse(text: str, today: date) -> Args:  # noqa: ARG001 - every parse has both
    """Read a person, or that the items are wanted."""
    words = " ".join(text.split())
    return Args(items=True) if words.casefold() in _ITEMS else Args(words)


def run(tx: Tx, ask: Ask[Args]) -> Listed | Items:
    """List the items, or what is assigned to the asker and to their people."""
    if ask.args.items:
        found = coaching.items(tx, ask.caller.company)
        return Items(found, "hr" in ask.caller.person.rights)
    return _coaching.listed(tx, ask, ask.args.person)


def view(found: Listed | Items, say: Say) -> Message:
    """Lay out whichever it is."""
    if isinstance(found, Items):
        return coach_items.view(found, say)
    return coach_list.view(found, say)


def shows(found: Listed | Items) -> tuple[Glimpse, ...]:
    """Whose KPIs are shown."""
    return _coaching.shows(found) if isinstance(found, Listed) else ()


# --- assigning -----------------------------------------------------------------------------------


def read_person(value: str, today: date) -> int:  # noqa: ARG001 - every parse has both
    """Read whom the button is about."""
    return int(value)


def offer(tx: Tx, ask: Ask[int]) -> Offer:
    """Look what would help somebody most."""
    person = _led(tx, ask, ask.args)
    card = coached.card_of(tx, ask.caller.company, person, ask.today)
    items = [one for one in coaching.items(tx, ask.caller.company) if not one.hidden]
    if not items:
        raise NothingToAssign
    best = () if card is None else suggested(items, card, person.role or "")
    return Offer(person, (best or tuple(items))[:OPTIONS], ask.today)


def _led(tx: Tx, ask: Ask[Any], key: int) -> Member:
    around = circle(tx, ask.caller.company, ask.today)
    person = _coaching.member_led(around, ask.caller.person, key)
    if person is None:
        raise NotLed
    return person


def offer_form(offered: Offer, say: Say) -> Modal:
    """Ask which item, until when, and for a word of one's own."""
    options = [(one.id, _option(one, say)) for one in offered.items]
    until = (offered.today + USUAL).isoformat()
    return Modal(
        id="coach.form",
        title=say("Assign help"),
        submit=say("Assign"),
        close=say("Cancel"),
        state=str(offered.person.id),
        blocks=(
            choice_field("item", say("What helps {name}", name=offered.person.name), options),
            date_field("until", say("Until when"), until),
            text_field("note", say("What you want to say about it"), optional=True),
        ),
    )


def _option(item: Item, say: Say) -> Words:
    kpi = say(catalogue()[item.kpi].name)
    return say("{kpi}: {title}", kpi=kpi, title=item.title[say.language])


def read_form(fields: Mapping[str, str], state: str, today: date) -> Filled:
    """Read what is assigned; what is wrong is said at its field."""
    note = " ".join(fields.get("note", "").split())
    until_on = date.fromisoformat(fields["until"])
    if not today <= until_on <= today + LATEST:
        raise FieldProblem("until", NotADay())
    if len(note) > LONGEST:
        raise FieldProblem("note", LongNote())
    return Filled(int(state), fields["item"], note, until_on)


def assign(tx: Tx, ask: Ask[Filled]) -> str:
    """Store it with the KPI as it stands; its card goes to both."""
    company, wanted = ask.caller.company, ask.args
    person = _led(tx, ask, wanted.person)
    item = next(one for one in coaching.items(tx, company) if one.id == wanted.item)
    then = reading(coached.card_of(tx, company, person, ask.today), item.kpi)
    whole = Wanted(
        Who(person.id, person.name),
        item,
        wanted.note,
        wanted.until_on,
        Period.month_of(ask.today),
        then,
    )
    try:
        assigned = coached.assign(tx, company, _coaching.who(ask.caller), whole)
    except AssignedBefore as problem:
        raise FieldProblem("item", problem) from problem
    _coaching.post(tx, ask, assigned)
    return person.name


def told(name: str, say: Say) -> Message:
    """Say that the person is told."""
    said = say("Assigned. {name} has it by direct message, and so have you.", name=name)
    return Message(said, (blocks.section(said),))


def read_nothing(value: str, today: date) -> Args:  # noqa: ARG001 - every parse has both
    """The button is about everybody whom one leads."""
    return Args()


COMMAND = Command(
    name="receivables coach",
    summary="Help with the weakest KPI: what you have to try, and what your people have",
    usage=("/receivables coach", "/receivables coach items"),
    parse=parse,
    allow=members,
    run=run,
    view=view,
    shows=shows,
)

BUTTONS = (
    Button("coach.list", read_nothing, members, run, view, replaces=False, shows=shows),
    Button(
        "coach.assign", read_person, members, offer, offer_form, replaces=False, opens_form=True
    ),
)

FORMS = (Form("coach.form", read_form, members, assign, told),)
