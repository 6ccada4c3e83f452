"""/receivables people: who is in the books; HR changes roles and teams, administrators rights."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from commands import _approvals
from commands._access import scheme_makers
from commands._approvals import Waits
from commands._contract import Ask, Button, Command, FieldProblem, Form
from commands._people_problems import (
    AddressTaken,
    AdminsOnly,
    NoSuchGroup,
    NoSuchJob,
    NoSuchRight,
    OwnEntry,
    SeveralOfThatName,
    Unnamed,
)
from commands._words import NobodyOfThatName
from ledger.wish import Grant
from scoring.aims import ROLE_NAMES
from storage import audit, posted, teams
from storage.circle import Circle, circle
from storage.database import Tx, lock_company
from storage.people import Member
from views import blocks
from views.message import Message
from views.modal import Modal, date_field, text_field
from views.parts import footer
from views.say import Say
from views.words import Words, dotted, lines

A_SECTION = 20
SHOWN = 200
OTHER = "other"
_RIGHTS = {"finance": "finance", "hr": "hr", "admin": "admin", "财务": "finance", "管理员": "admin"}
_BETWEEN = re.compile(r"[\s,，、;；]+")
_NONE = {"none", "-", "无"}
_KEYS = {"name": "name", "email": "email", "role": "role", "team": "team", "manager": "manager_id"}
_LABELS = {
    "name": "Name",
    "email": "E-mail",
    "role": "Role",
    "team": "Team",
    "manager": "Manager",
}


@dataclass(frozen=True, slots=True)
class Args:
    """What was typed: nothing asks for the list, `rights` for a change of them, else a person."""

    person: str = ""
    rights: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """Everybody who is in the books, as of today."""

    members: tuple[Member, ...]
    circle: Circle


@dataclass(frozen=True, slots=True)
class Entry:
    """One person's entry, to be filled in or changed; `shown` is empty of somebody new."""

    number: str
    today: date
    shown: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Filled:
    """The form as it was sent; `opened` is the number of the person whom it was opened for."""

    fields: Mapping[str, str]
    from_on: date
    opened: str


@dataclass(frozen=True, slots=True)
class Stored:
    """A person's entry is stored, from a day on; what of it is different by field, old and new."""

    name: str
    from_on: date
    changes: tuple[tuple[str, str, str], ...]


def parse(text: str, today: date) -> Args:  # noqa: ARG001 - every parse has both
    """Read a person, or `rights`, a person and the rights."""
    words = text.split()
    if words and words[0].casefold() in {"rights", "权限"}:
        return _granted(words[1:])
    return Args(" ".join(words))


def _granted(words: list[str]) -> Args:
    """Part a name, which may have several words, from the rights behind it.

    Where the last word is none, it is taken for one, to be told so.
    """
    place = len(words)
    while place > 1 and all(one in _RIGHTS or one in _NONE for one in _parts(words[place - 1])):
        place -= 1
    place = max(1, place - 1) if place == len(words) else place
    return Args(" ".join(words[:place]), _parts(" ".join(words[place:])))


def _parts(text: str) -> tuple[str, ...]:
    return tuple(filter(None, _BETWEEN.split(text.casefold())))


def missing(tx: Tx, ask: Ask[Args]) -> Listed | Entry | None:
    """List everybody, or open one entry: neither takes a lock."""
    if ask.args.rights is not None:
        return None
    people = circle(tx, ask.caller.company, ask.today)
    if ask.args.person:
        return _entry(people, ask.args.person, ask)
    here = (one for one in people.members.values() if one.role is not None or one.rights)
    return Listed(tuple(here), people)


def run(tx: Tx, ask: Ask[Args]) -> Listed | Entry | Waits:
    """Ask that somebody has other rights, or show what the books say."""
    return missing(tx, ask) or _rights(tx, ask)


def _entry(people: Circle, text: str, ask: Ask[Any]) -> Entry:
    member = people.named(text)
    if member is None:
        called = [one for one in people.members.values() if one.name.casefold() == text.casefold()]
        if called:
            raise SeveralOfThatName(text, tuple(one.number for one in called))
        return Entry(text, ask.today)
    if member.id == ask.caller.person.id:
        raise OwnEntry
    return Entry(member.number, ask.today, _shown(people, member))


def _shown(people: Circle, member: Member) -> dict[str, str]:
    """What the form shows of somebody; whoever leads their team is no manager of their own."""
    manager = people.own_manager.get(member.id)
    return {
        "name": member.name,
        "email": member.email or "",
        "role": member.role or "",
        "team": member.team or "",
        "manager": "" if manager is None else people.members[manager].number,
    }


def _rights(tx: Tx, ask: Ask[Args]) -> Waits:
    args, asker = ask.args, ask.caller.person
    assert args.rights is not None, "asked for by word"
    if "admin" not in asker.rights:
        raise AdminsOnly
    wanted = [word for word in args.rights if word not in _NONE]
    for word in wanted:
        if word not in _RIGHTS:
            raise NoSuchRight(word)
    if not args.rights:
        raise NoSuchRight("-")
    member = circle(tx, ask.caller.company, ask.today).named(args.person)
    if member is None:
        raise NobodyOfThatName(args.person)
    if member.id == asker.id:
        raise OwnEntry
    rights = tuple(sorted({_RIGHTS[word] for word in wanted}))
    return _approvals.request(tx, ask, _approvals.about(tx, ask, Grant(member.number, rights)))


def view(result: Listed | Entry | Waits, say: Say) -> Message | Modal:
    """List everybody, open an entry, or say who may approve."""
    match result:
        case Waits():
            return _approvals.told(result, say)
        case Entry():
            return form(result, say)
        case Listed():
            return _list(result, say)


def _list(listed: Listed, say: Say) -> Message:
    count = len(listed.members)
    headline = say.count(count, "1 person is in the books", "{n} people are in the books")
    rows = [_row(one, listed.circle, say) for one in listed.members[:SHOWN]]
    if count > SHOWN:
        rows.append(say.count(count - SHOWN, "and 1 more", "and {n} more"))
    cut = [rows[at : at + A_SECTION] for at in range(0, len(rows), A_SECTION)]
    return Message(
        headline,
        (
            blocks.header(headline),
            *(blocks.section(lines(*part)) for part in cut),
            blocks.actions(blocks.button(say("Add somebody"), "people.add", "new")),
            footer(
                say("change one with `/receivables people ana`"),
                say("rights with `/receivables people rights ana hr`"),
                say("only you can see this"),
            ),
        ),
    )


def _row(one: Member, people: Circle, say: Say) -> Words:
    said: list[str] = [say("{name} ({share})", name=one.name, share=one.number)]
    said += [say("no role")] if one.role is None else [_role(one.role, say)]
    if one.team:
        said.append(one.team)
    above = [people.members[key].name for key in sorted(people.above(one.id))]
    if above:
        said.append(say("under {people}", people=say.join(above)))
    if one.rights:
        said.append(say("rights: {rights}", rights=", ".join(sorted(one.rights))))
    return dotted(*said)


def _role(role: str, say: Say) -> str:
    return ROLE_NAMES[role][say.language] if role in ROLE_NAMES else say("Other role")


# --- the form ------------------------------------------------------------------------------------


def add(tx: Tx, ask: Ask[str]) -> Entry:  # noqa: ARG001 - every run has both
    """Open an empty entry."""
    return Entry("", ask.today)


def read_add(value: str, today: date) -> str:  # noqa: ARG001 - every parse has both
    """There is nothing to read."""
    return value


def form(entry: Entry, say: Say) -> Modal:
    """Ask for everything that the books hold of a person but rights."""
    one = entry.shown
    role = say("Role: {known}", known=", ".join(_jobs()))
    manager = say("Number of a manager beside the team's lead")
    return Modal(
        id="people.form",
        title=say("Person") if one else say("Add somebody"),
        submit=say("Store"),
        close=say("Cancel"),
        state=entry.number if one else "",
        blocks=(
            text_field("number", say("Number"), entry.number),
            text_field("name", say("Name"), one.get("name", "")),
            text_field("email", say("E-mail"), one.get("email", ""), optional=True),
            text_field("role", role, one.get("role") or "sales"),
            text_field("team", say("Team"), one.get("team", ""), optional=True),
            text_field("manager", manager, one.get("manager", ""), optional=True),
            date_field("from", say("From"), str(entry.today)),
        ),
    )


def _jobs() -> tuple[str, ...]:
    return (*ROLE_NAMES, OTHER)


def read_form(fields: Mapping[str, str], state: str, today: date) -> Filled:
    """Read the fields; what is missing is said at its field."""
    given = {name: " ".join(text.split()) for name, text in fields.items()}
    for name in ("number", "name"):
        if not given.get(name):
            raise FieldProblem(name, Unnamed())
    role = given.get("role", "").casefold()
    if role not in _jobs():
        raise FieldProblem("role", NoSuchJob(given.get("role", ""), _jobs()))
    first = date.fromisoformat(given["from"]) if given.get("from") else today
    return Filled({**given, "role": role}, first, state)


def run_form(tx: Tx, ask: Ask[Filled]) -> Stored:
    """Store the entry as an import does: what it covers gives way from its day on."""
    company, given, asker = ask.caller.company, ask.args.fields, ask.caller.person
    lock_company(tx, company.id)
    people = circle(tx, company, ask.today)
    old = next((one for one in people.members.values() if one.number == given["number"]), None)
    if old is not None and old.id == asker.id:
        raise FieldProblem("number", OwnEntry())
    is_finance = old is not None and old.role == "finance"
    if (given["role"] == "finance") != is_finance and "admin" not in asker.rights:
        raise FieldProblem("role", AdminsOnly())  # the role carries the right
    shown = {} if old is None else _shown(people, old)
    values: dict[str, Any] = {"person_id": given["number"], "name": given["name"]}
    values |= {"role": given["role"], "valid_from": ask.args.from_on}
    values |= _emptied(ask.args, shown) | _address(people, given) | _place(tx, ask, people)
    changes = posted.post_person(tx, company, values)
    detail = {key: str(value or "") for key, value in values.items()} | {"changes": list(changes)}
    deed = audit.Deed(f"person:{asker.id}", "slack", "person.changed", detail)
    audit.record(tx, company, deed)
    return Stored(given["name"], ask.args.from_on, _different(shown, values))


def _emptied(filled: Filled, shown: Mapping[str, str]) -> dict[str, None]:
    """What stood in the form and was taken out; a form of somebody new takes nothing out."""
    if filled.opened != filled.fields["number"]:
        return {}
    return {
        _KEYS[name]: None for name, text in shown.items() if text and not filled.fields.get(name)
    }


def _different(
    shown: Mapping[str, str], values: Mapping[str, Any]
) -> tuple[tuple[str, str, str], ...]:
    """What is stored otherwise than the books had it; of somebody new there is no before."""
    now = {name: values.get(_KEYS[name], text) or "" for name, text in shown.items()}
    return tuple((name, text, now[name]) for name, text in shown.items() if text != now[name])


def _address(people: Circle, given: Mapping[str, str]) -> dict[str, str]:
    email = given.get("email", "").lower()
    for one in people.members.values():
        if email and one.email == email and one.number != given["number"]:
            raise FieldProblem("email", AddressTaken(one.name))
    return {"email": email} if email else {}


def _place(tx: Tx, ask: Ask[Filled], people: Circle) -> dict[str, str]:
    """Find team and manager, both of which have to be there."""
    given, found = ask.args.fields, {}
    if wanted := given.get("team", ""):
        groups = teams.everyone(tx, ask.caller.company)
        group = teams.named(groups, wanted)
        if group is None:
            known = tuple(one.name for one in groups) or ("-",)
            raise FieldProblem("team", NoSuchGroup(wanted, known))
        found["team"] = group.name
    if wanted := given.get("manager", ""):
        manager = people.named(wanted)
        if manager is None:
            raise FieldProblem("manager", NobodyOfThatName(wanted))
        found["manager_id"] = manager.number
    return found


def told(stored: Stored, say: Say) -> Message:
    """Say from when on it counts, and what is different then."""
    words = say("{name} is stored, from {day} on.", name=stored.name, day=say.day(stored.from_on))
    changes = [_change(one, say) for one in stored.changes]
    return Message(words, (blocks.section(lines(words, *changes)),))


def _change(change: tuple[str, str, str], say: Say) -> Words:
    name, *values = change
    before, after = (
        "–" if not text else _role(text, say) if name == "role" else text for text in values
    )
    return say("{field}: {before} → {after}", field=say(_LABELS[name]), before=before, after=after)


COMMAND = Command(
    name="receivables people",
    summary="Who is in the books: HR changes roles and teams, two administrators rights",
    usage=(
        "/receivables people",
        "/receivables people ana",
        "/receivables people rights ana hr",
    ),
    parse=parse,
    allow=scheme_makers,
    run=run,
    view=view,
    writes=True,
    missing=missing,
)

BUTTONS = (
    Button(
        id="people.add",
        parse=read_add,
        allow=scheme_makers,
        run=add,
        view=form,
        replaces=False,
        opens_form=True,
    ),
)

FORMS = (Form(id="people.form", parse=read_form, allow=scheme_makers, run=run_form, view=told),)
