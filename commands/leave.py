"""/receivables leave: who is away; HR and managers record it, and targets count the days left."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from commands._access import members
from commands._contract import Ask, Button, Command, FieldProblem, Form
from commands._words import HALF_A_YEAR, NobodyOfThatName, read_coming_day, take_coming_day
from ledger.errors import Problem
from ledger.period import Period
from storage import absences, calendars
from storage.absences import Absence, BackTooEarly, OwnAbsence, Recorded
from storage.circle import Circle, circle
from storage.database import Tx
from storage.people import Member
from views import blocks
from views.message import Message
from views.modal import Modal, date_field, text_field
from views.parts import footer
from views.say import Say
from views.words import Words, bold, dotted, lines

SHOWN = 15  # of each list; the rest is counted
NAMED = 3  # of what an absence overlaps
SOON = timedelta(days=30)
COUNTED = timedelta(days=1000)  # working days of what is longer tell nobody anything
_BACK = {"back", "返岗", "回岗"}
_BETWEEN = {"from", "to", "till", "until", "-", "–", "从", "自", "到", "至"}
_GLUED = re.compile(r"(?<=[日号\d])\s*([到至])\s*(?=\d)|(?<!\S)([从自])(?=\d)")


@dataclass(eq=False)
class NotTheirsToRecord(Problem):
    """Somebody who neither leads them nor is of HR."""

    sentence = "Nothing was recorded: HR says when {name} is away, or whoever leads {name}."

    name: str


@dataclass(eq=False)
class NoFirstDay(Problem):
    """An absence without its first day."""

    sentence = "Name the first day away."


@dataclass(frozen=True, slots=True)
class Args:
    """What was typed: a person, the first day away, the first day back; nothing asks who is away.

    What could not be read as a person and two days is asked for in the form.
    """

    person: str = ""
    first_on: date | None = None
    back_on: date | None = None


@dataclass(frozen=True, slots=True)
class Asks:
    """Something is missing: a form asks for it, filled with what was understood."""

    args: Args
    today: date


@dataclass(frozen=True, slots=True)
class Listed:
    """Who is away now or soon, of whoever the asker may know of."""

    found: tuple[tuple[str, Absence], ...]
    may_record: bool
    today: date


@dataclass(frozen=True, slots=True)
class Stored:
    """An absence as the books have it now, with its working days; None without an end in sight."""

    name: str
    done: Recorded
    working_days: int | None


def parse(text: str, today: date) -> Args:
    """Read a person, whose name may have several words, and two days; the second is the one back.

    A day without a year is the one nearest to today, that of the return the next one after it.
    """
    words = _GLUED.sub(" ", text).split()
    for place in range(1, len(words)):
        first, rest = take_coming_day(words[place:], today - HALF_A_YEAR)
        if first is not None:
            name = words[:place]
            if len(name) > 1 and name[-1].casefold() in _BETWEEN:
                name.pop()
            back = " ".join(word for word in rest if word.casefold() not in _BACK | _BETWEEN)
            return Args(" ".join(name), first, read_coming_day(back, first))
    return Args(" ".join(words))


def missing(tx: Tx, ask: Ask[Args]) -> Asks | Listed | None:
    """List who is away, or tell whether a form is needed: neither takes a lock."""
    if not ask.args.person:
        return _listed(tx, ask)
    if ask.args.first_on and ask.args.back_on:
        return None
    _whom(tx, ask)
    return Asks(ask.args, ask.today)


def run(tx: Tx, ask: Ask[Args]) -> Stored | Listed | Asks:
    """Record that somebody is away, or say what is there or missing instead."""
    return missing(tx, ask) or _record(tx, ask)


def _record(tx: Tx, ask: Ask[Args]) -> Stored:
    args, company = ask.args, ask.caller.company
    assert args.first_on is not None, "the form asks for it"
    of = _whom(tx, ask)
    absence = Absence(of.id, args.first_on, args.back_on)
    done = absences.record(tx, company, ask.caller.person, of, absence)
    if args.back_on is None or args.back_on - args.first_on > COUNTED:
        return Stored(of.name, done, None)
    days = calendars.of(tx, company).working_days(Period(args.first_on, args.back_on))
    return Stored(of.name, done, days)


def _whom(tx: Tx, ask: Ask[Args]) -> Member:
    """Find who is away; nobody says it of themselves, or of whomever they do not lead."""
    asker, people = ask.caller.person, circle(tx, ask.caller.company, ask.today)
    of = people.named(ask.args.person)
    if of is None:
        raise NobodyOfThatName(ask.args.person)
    if asker.id == of.id:
        raise OwnAbsence
    if "hr" not in asker.rights and asker.id not in people.all_above(of.id):
        raise NotTheirsToRecord(of.name)
    return of


def _listed(tx: Tx, ask: Ask[Args]) -> Listed:
    company, person = ask.caller.company, ask.caller.person
    people = circle(tx, company, ask.today)
    may_see = _may_see(people, person)
    found = absences.around(tx, company, may_see, ask.today, ask.today + SOON)
    here = {key: one.name for key, one in people.members.items() if one.role or one.rights}
    shown = tuple((here[one.person_id], one) for one in found if one.person_id in here)
    return Listed(shown, may_see is None or may_see != {person.id}, ask.today)


def _may_see(people: Circle, person: Member) -> frozenset[int] | None:
    """HR everybody; else oneself and whomever one leads."""
    if "hr" in person.rights:
        return None
    led = {key for key in people.members if person.id in people.all_above(key)}
    return frozenset({person.id, *led})


def view(result: Stored | Listed | Asks, say: Say) -> Message | Modal:
    """Say what is stored, list who is away, or open the form."""
    match result:
        case Stored():
            return told(result, say)
        case Asks():
            return form(result, say)
        case Listed():
            return _list(result, say)


def told(stored: Stored, say: Say) -> Message:
    """Say when somebody is away, what that replaced, and what it does to targets."""
    done = stored.done
    headline = say("{name}: {days}", name=stored.name, days=_when(done.absence, say))
    small = footer(say("the same first day again replaces it"), say("only you can see this"))
    if not done.is_new:
        already = say("The books say so already; nothing was changed.")
        return Message(
            say.sentences([say("{headline}.", headline=headline), already]),
            (blocks.section(lines(bold(headline), already)), small),
        )
    said = list(_what_it_does(stored, say))
    shown = blocks.section(lines(bold(headline), *said))
    return Message(say.sentences([say("{headline}.", headline=headline), *said]), (shown, small))


def _what_it_does(stored: Stored, say: Say) -> tuple[Words, ...]:
    done, said = stored.done, []
    if done.before is not None:
        said.append(say("Until now: {days}.", days=_when(done.before, say)))
    if done.beside:
        days = say.join([_when(one, say) for one in done.beside[:NAMED]])
        said.append(say("There is also: {days}; a day counts once.", days=days))
    if stored.working_days is not None:
        one = "Amounts to reach leave 1 working day out, rates stay."
        many = "Amounts to reach leave {n} working days out, rates stay."
        said.append(say.count(stored.working_days, one, many))
    else:
        said.append(say("Amounts to reach leave these working days out, rates stay."))
    if done.closed_until is not None:
        day = say.day(done.closed_until)
        said.append(say("What lies before {day} is closed; its results stay.", day=day))
    return tuple(said)


def _when(one: Absence, say: Say) -> Words:
    first = say.day(one.first_on)
    if one.back_on is None:
        return say("away from {first} until further notice", first=first)
    return say("away from {first}, back on {back}", first=first, back=say.day(one.back_on))


def _list(listed: Listed, say: Say) -> Message:
    now = [one for one in listed.found if one[1].first_on <= listed.today]
    soon = [one for one in listed.found if one[1].first_on > listed.today]
    count = len({one.person_id for _, one in now})
    headline = say.count(count, "1 person is away today", "{n} people are away today")
    if not now:
        headline = say("Nobody whom you may see is away today")
    shown = [blocks.header(headline)]
    if now:
        shown.append(blocks.section(_rows(now, say)))
    if soon:
        rows = _rows(soon, say)
        shown.append(blocks.section(lines(bold(say("Within 30 days")), rows)))
    small = [say("only you can see this")]
    if listed.may_record:
        shown.append(blocks.actions(blocks.button(say("Record days away"), "leave.add", "new")))
        small.insert(0, say("or `/receivables leave ana 2026-12-01 2026-12-05`, the day back last"))
    return Message(headline, (*shown, footer(*small)))


def _rows(found: list[tuple[str, Absence]], say: Say) -> Words:
    rows = [dotted(name, _from(one, say)) for name, one in found[:SHOWN]]
    left = len(found) - SHOWN
    more = [say.count(left, "and 1 more entry", "and {n} more entries")] if left > 0 else []
    return lines(*rows, *more)


def _from(one: Absence, say: Say) -> Words:
    """Say when, below a headline that says what."""
    first = say.day(one.first_on)
    if one.back_on is None:
        return say("from {first} until further notice", first=first)
    return say("from {first}, back on {back}", first=first, back=say.day(one.back_on))


# --- the form ------------------------------------------------------------------------------------


def add(tx: Tx, ask: Ask[str]) -> Asks:  # noqa: ARG001 - every run has both
    """Open an empty form."""
    return Asks(Args(), ask.today)


def read_add(value: str, today: date) -> str:  # noqa: ARG001 - every parse has both
    """There is nothing to read."""
    return value


def form(asks: Asks, say: Say) -> Modal:
    """Ask who is away, from when on, and for the first day back."""
    args = asks.args
    back = say("First day back; empty is until further notice")
    return Modal(
        id="leave.form",
        title=say("Days away"),
        submit=say("Store"),
        close=say("Cancel"),
        blocks=(
            text_field("person", say("Number or name of the person"), args.person),
            date_field("from", say("First day away"), str(args.first_on or asks.today)),
            date_field("back", back, str(args.back_on or ""), optional=True),
        ),
    )


def read_form(fields: Mapping[str, str], state: str, today: date) -> Args:  # noqa: ARG001 - every parse has all
    """Read the fields."""
    person = " ".join(fields.get("person", "").split())
    first, back = (read_coming_day(fields.get(name, ""), today) for name in ("from", "back"))
    if first is None:
        raise FieldProblem("from", NoFirstDay())
    return Args(person, first, back)


def run_form(tx: Tx, ask: Ask[Args]) -> Stored:
    """Record what the form says; what is wrong is said at its field."""
    try:
        return _record(tx, ask)
    except (NobodyOfThatName, OwnAbsence, NotTheirsToRecord) as wrong:
        raise FieldProblem("person", wrong) from None
    except BackTooEarly as wrong:
        raise FieldProblem("back", wrong) from None


COMMAND = Command(
    name="receivables leave",
    summary="Who is away now and soon; HR and managers record it, and targets leave those days out",
    usage=(
        "/receivables leave",
        "/receivables leave ana",
        "/receivables leave ana 2026-12-01 2026-12-05",
    ),
    parse=parse,
    allow=members,
    run=run,
    view=view,
    writes=True,
    missing=missing,
)

BUTTONS = (
    Button(
        id="leave.add",
        parse=read_add,
        allow=members,
        run=add,
        view=form,
        replaces=False,
        opens_form=True,
    ),
)

FORMS = (Form("leave.form", read_form, members, run_form, told),)
