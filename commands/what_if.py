"""What if: choose open items, and see the score if they were collected today."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from commands._access import members
from commands._contract import Ask, Button, Form
from ledger.errors import Problem
from ledger.money import Money
from ledger.period import Period
from scoring.card import Component
from scoring.engine import Again, Result
from scoring.items import Item, largest_first, whole
from scoring.kpis import catalogue
from scoring.what_if import collected
from storage import facts, itemised, people, schemes
from storage.companies import Company
from storage.database import Tx
from storage.rosters import Question
from views import blocks
from views.kpi import value_of
from views.message import Message
from views.modal import Modal, choices_field
from views.say import Say
from views.words import Words, dotted, lines

CHOICES = 20  # of the largest open instalments
EACH = 10  # of each sort: overdue, due in the month, due later, exempt…


@dataclass(eq=False)
class NoSchemeNow(Problem):
    """Nobody scores the asker in the running month."""

    sentence = "Your role has no scheme in this month, so nothing would change a score."


@dataclass(frozen=True, slots=True)
class Offer:
    """The open instalments to choose from, the largest first."""

    items: tuple[Item, ...]
    today: date


@dataclass(frozen=True, slots=True)
class Outcome:
    """The score as it is, and as it would be."""

    now: Result
    then: Result
    currency: str
    chosen: tuple[Item, ...]


def parse(value: str, today: date) -> str:  # noqa: ARG001 - every parse has both
    """Take the button as it is: it is about the running month."""
    return value


def run(tx: Tx, ask: Ask[str]) -> Offer:
    """Read the largest open instalments, those first that are due in the month and not exempt."""
    items = whole(_open(tx, ask.caller.company, ask.caller.person.id, ask.today))
    return Offer(items[:CHOICES], ask.today)


def view(offer: Offer, say: Say) -> Modal | Message:
    """Ask which of them would be paid."""
    if not offer.items:
        return Message(say("Nothing of yours is open, so there is nothing to collect."))
    options = [(str(item.instalment_id), _option(item, say)) for item in offer.items]
    label = say("Which of these would be paid today?")
    return Modal(
        "what_if.ask",
        say("What if"),
        say("Work it out"),
        say("Close"),
        (choices_field("items", label, options),),
    )


def _option(item: Item, say: Say) -> Words:
    return dotted(item.short_name, say.money(_money(item)), item.customer)


def parse_form(fields: Mapping[str, str], _state: str, today: date) -> frozenset[int]:  # noqa: ARG001
    """Read which instalments were chosen."""
    return frozenset(map(int, fields.get("items", "").split()))


def answer(tx: Tx, ask: Ask[frozenset[int]]) -> Outcome:
    """Score the running month as it is, and with these collected."""
    person, company = ask.caller.person, ask.caller.company
    question = Question(Period.month_of(ask.today), ask.today)
    role = people.role_in(tx, company, person, question)
    scheme = schemes.in_force(tx, company, role, question.period)
    if scheme is None:
        raise NoSchemeNow
    items = [
        item
        for item in _open(tx, company, person.id, ask.today)
        if item.instalment_id in ask.args and item.figure.rate is not None
    ]
    again = Again(facts.of_person(tx, company, scheme, question, person.id), scheme)
    then = again.judged(collected(item.figure for item in items))
    return Outcome(again.now, then, company.currency, whole(items))


def _open(tx: Tx, company: Company, person_id: int, today: date) -> tuple[Item, ...]:
    window = Question(Period.month_of(today), today).window(company)
    found = itemised.largest_open(tx, company, window, person_id, EACH)
    return tuple(sorted(found, key=lambda item: (_moves_little(item), *largest_first(item))))


def _moves_little(item: Item) -> bool:
    """What falls due after the month, or is exempt, moves the score least."""
    return item.figure.exempt or not item.figure.due_in_period


def said(outcome: Outcome, say: Say) -> Message:
    """Say the score as it would be, and what each KPI would be."""
    headline = _headline(outcome, say)
    shown = [blocks.header(headline)]
    if outcome.chosen:
        shown.append(blocks.section(lines(*(_option(item, say) for item in outcome.chosen))))
    pairs = zip(outcome.now.components, outcome.then.components, strict=True)
    changed = [
        _changed(now, then, outcome.currency, say) for now, then in pairs if now.value != then.value
    ]
    if changed:
        shown.append(blocks.section(lines(*changed)))
    small = blocks.context(
        say("Nothing is booked: this is only worked out. Only you can see this.")
    )
    return Message(say("{headline}.", headline=headline), (*shown, small))


def _headline(outcome: Outcome, say: Say) -> Words:
    then, now = outcome.then.score, outcome.now.score
    if then is None:
        return say("There would still be nothing to score")
    if now is None:
        return say("{then} points, where there is no score now", then=say.points(then))
    return say("{then} points instead of {now}", then=say.points(then), now=say.points(now))


def _changed(now: Component, then: Component, currency: str, say: Say) -> Words:
    kpi = catalogue()[now.kpi]
    values = [
        say("not counted") if value is None else value_of(say, kpi, value, currency)
        for value in (now.value, then.value)
    ]
    return say(
        "{kpi}: {after} instead of {before}", kpi=say(kpi.name), before=values[0], after=values[1]
    )


def _money(item: Item) -> Money:
    return Money(item.figure.amount_minor, item.figure.currency)


BUTTONS = (Button("what_if.open", parse, members, run, view, replaces=False, opens_form=True),)
FORMS = (Form("what_if.ask", parse_form, members, answer, said, writes=False),)
