"""/receivables pulse: after each close people say, without a name, if it was fair and clear."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from commands._access import hr_only, members
from commands._contract import (
    AfterClose,
    Ask,
    Button,
    Command,
    Digest,
    FieldProblem,
    Form,
    Occasion,
    Scope,
)
from commands._words import NoSuchPerson, read_period, read_scope
from ledger.errors import Problem
from ledger.period import Period
from ledger.pulse import LONGEST, Answer, Group
from storage import deliveries, people, pulses
from storage.companies import Company
from storage.database import Tx
from storage.pulses import Asker
from views import pulse_card
from views.message import Message
from views.pulse_card import Board, Counted, Row, Texts
from views.say import Say

EARLIER = 6  # groups, so that the last period is among them whatever roles there are


@dataclass(eq=False)
class NoSuchPulse(Problem):
    """A period about which nobody was asked."""

    sentence = "Nobody was asked about {period}. Try `/receivables pulse`."

    period: Period


@dataclass(eq=False)
class TooManyWords(Problem):
    """More than a text may have."""

    sentence = "Nothing was sent: say it in up to 500 signs."


@dataclass(frozen=True, slots=True)
class Sent:
    """What somebody answers about a period."""

    period: Period
    answer: Answer


@dataclass(frozen=True, slots=True)
class Page:
    """Which group's texts are read, and from which on."""

    group: int
    offset: int


@dataclass(frozen=True, slots=True)
class Notice:
    """What somebody sees who reads no pulse."""

    own: Group | None


def parse(text: str, today: date) -> Period | None:
    """Read the period; nothing is the last one that people were asked about."""
    return read_period(text, today) if text.strip() else None


def run(tx: Tx, ask: Ask[Period | None]) -> Board | Notice:
    """Show the pulse to HR; to others, that there is one."""
    own = pulses.newest_open_to(tx, ask.caller.company, _asker(ask))
    if not hr_only(ask.caller, ask.args):
        return Notice(own)
    found = pulses.all_groups(tx, ask.caller.company)
    period = ask.args or (found[0].period if found else None)
    chosen = [one for one in found if one.period == period]
    if ask.args and not chosen:
        raise NoSuchPulse(ask.args)
    earlier = [one for one in found if period and one.period.end < period.end][:EARLIER]
    rows = _rows(tx, ask, chosen, earlier)
    return Board(rows[: len(chosen)], rows[len(chosen) :], own)


def view(found: Board | Notice, say: Say) -> Message:
    """Lay out what people said, or who sees it."""
    if isinstance(found, Notice):
        return pulse_card.notice(found.own, say)
    return pulse_card.view(found, say)


def _rows(
    tx: Tx, ask: Ask[Any], chosen: Sequence[Group], earlier: Sequence[Group]
) -> tuple[Row, ...]:
    """Read what these groups said; the chosen ones beside their last period, with the words."""
    company, today = ask.caller.company, ask.today
    every = (*chosen, *earlier)
    names = pulses.names(tx, company, {one.about for one in every})
    said = pulses.said(tx, company, every, today)
    words = pulses.words(tx, company, chosen, today)
    return tuple(
        Row(
            one,
            today,
            names.get(one.about),
            said.get(one.id),
            said.get(_before(one, earlier)),
            words.get(one.id, ()),
        )
        for one in every
    )


def _before(group: Group, earlier: Iterable[Group]) -> int:
    """Find the same scheme's group of the period before, whatever its version."""
    for one in earlier:
        same = (one.about.role, one.about.scheme) == (group.about.role, group.about.scheme)
        if same and one.period == group.period.before():
            return one.id
    return 0


def read_page(value: str, today: date) -> Page:  # noqa: ARG001 - every parse has both
    """Read which texts a button is about."""
    group, offset = value.split()
    return Page(int(group), int(offset))


def texts(tx: Tx, ask: Ask[Page]) -> Texts:
    """Read what should change, page by page."""
    found = [one for one in pulses.all_groups(tx, ask.caller.company) if one.id == ask.args.group]
    (row,) = _rows(tx, ask, found, ())
    return Texts(row, ask.args.offset)


# --- answering -----------------------------------------------------------------------------------


def read_period_of(value: str, today: date) -> Period:  # noqa: ARG001 - every parse has both
    """Read what the button carries."""
    return Period.parse(value)


def open_form(tx: Tx, ask: Ask[Period]) -> Group:
    """Look whether the caller is asked, in time, and has not answered."""
    return pulses.open_to(tx, ask.caller.company, _asker(ask), ask.args)


def read_answer(fields: Mapping[str, str], state: str, today: date) -> Sent:  # noqa: ARG001 - every parse has all
    """Read an answer; what is wrong is said at its field."""
    words = " ".join(fields.get("words", "").split())
    if len(words) > LONGEST:
        raise FieldProblem("words", TooManyWords())
    answer = Answer(int(fields["fair"]), int(fields["clear"]), words)
    return Sent(Period.parse(state), answer)


def send(tx: Tx, ask: Ask[Sent]) -> Counted:
    """Count the answer, and write nothing else: no card changes, no request is remembered."""
    sent, asker = ask.args, _asker(ask)
    return Counted(*pulses.answer(tx, ask.caller.company, asker, sent.period, sent.answer))


def _asker(ask: Ask[Any]) -> Asker:
    return Asker(ask.caller.person.id, ask.alias, ask.today)


# --- what comes with a close ---------------------------------------------------------------------


def scopes(tx: Tx, company: Company, occasion: Occasion) -> tuple[Scope, ...]:
    """Everybody who is asked since this close."""
    return tuple(scope for scope, _ in invite_all(tx, company, occasion))


def invite_all(tx: Tx, company: Company, occasion: Occasion) -> tuple[tuple[Scope, Row], ...]:
    """Everybody who is asked since this close, each with what they are asked about."""
    _, _, version = occasion.key.partition("/")
    period = occasion.closed or Period.month_of(occasion.on).before()
    found = pulses.asked(tx, company, period, int(version or 1))
    names = pulses.names(tx, company, {group.about for _, group in found})
    members_ = {one.id: one for one in people.everyone(tx, company, occasion.on)}
    return tuple(
        (
            Scope(f"person:{members_[person].number}", (deliveries.person(person),)),
            Row(group, occasion.on, names.get(group.about)),
        )
        for person, group in found
        if person in members_
    )


def invite(tx: Tx, company: Company, scope: Scope, occasion: Occasion) -> Row:
    """What one person is asked about."""
    _, number = read_scope(scope.name)
    for own, row in invite_all(tx, company, occasion):
        if own.name == scope.name:
            return row
    raise NoSuchPerson(number or scope.name)


COMMAND = Command(
    name="receivables pulse",
    summary="What people say of their scores after a close: fair, clear, what should change",
    usage=("/receivables pulse", "/receivables pulse 2026-09"),
    parse=parse,
    allow=members,
    run=run,
    view=view,
)

BUTTONS = (
    Button(
        "pulse.open",
        read_period_of,
        members,
        open_form,
        pulse_card.form,
        replaces=False,
        opens_form=True,
    ),
    Button("pulse.texts", read_page, hr_only, texts, pulse_card.texts),
    Button("pulse.back", read_period_of, hr_only, run, view),
)

FORMS = (Form("pulse.form", read_answer, members, send, pulse_card.counted, anonymous=True),)

DIGESTS = (
    Digest(
        kind="pulse",
        when=(AfterClose(),),
        audience="personal",
        scopes=scopes,
        compose=invite,
        view=pulse_card.invitation,
        compose_all=invite_all,
    ),
)
