"""/receivables signals: what a person should look at; somebody with no part in it says what it is.

Nothing follows from a signal by itself. Whom it is about reads it, with the reviewer's words, once
somebody wants to talk about it: before that it is a suspicion that may be none, and would only
shame; afterwards nobody is talked about behind their back.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from commands import _signals
from commands._access import members
from commands._contract import Ask, Button, Caller, Command, FieldProblem, Form
from ledger.errors import Problem
from ledger.proposal import Who
from ledger.signal import Outcome, Signal, may_review
from storage import signals
from storage.circle import circle
from storage.database import Tx
from views import blocks, signal_card
from views.modal import Modal, text_field
from views.say import Say
from views.signal_card import Listed

LONGEST = 500
OWN = 5  # of what somebody wants to talk about with the reader


@dataclass(eq=False)
class NothingSeen(Problem):
    """A review that says nothing."""

    sentence = "Say what you saw, or what you want to ask, in up to 500 signs."


@dataclass(frozen=True, slots=True)
class Made:
    """What somebody makes of which signal."""

    signal: int
    outcome: Outcome
    words: str


@dataclass(frozen=True, slots=True)
class Pressed:
    """A signal that somebody is about to review."""

    signal: Signal
    outcome: Outcome


def parse(text: str, today: date) -> None:
    """There is nothing to read: what waits is listed."""


def run(tx: Tx, ask: Ask[None]) -> Listed:
    """List the open ones that the reader may review, and what is noted about the reader."""
    company, person = ask.caller.company, ask.caller.person
    around = circle(tx, company, ask.today)
    waiting = signals.all_open(tx, company)
    others = tuple(one for one in waiting if person.id in signals.reviewers_of(one, around))
    return Listed(others, signals.noted_about(tx, company, person.id, OWN))


def read_pressed(value: str, today: date) -> int:  # noqa: ARG001 - every parse has both
    """Read which signal the button is about."""
    return int(value)


def dismiss(tx: Tx, ask: Ask[int]) -> Pressed:
    """Ask what was seen."""
    return _pressed(tx, ask, Outcome.DISMISSED)


def note(tx: Tx, ask: Ask[int]) -> Pressed:
    """Ask what is to be talked about."""
    return _pressed(tx, ask, Outcome.NOTED)


def _pressed(tx: Tx, ask: Ask[int], outcome: Outcome) -> Pressed:
    signal = signals.look(tx, ask.caller.company, ask.args)
    _check(tx, ask, signal)
    return Pressed(signal, outcome)


def form(pressed: Pressed, say: Say) -> Modal:
    """Ask for the reason, or for what is to be talked about."""
    is_nothing = pressed.outcome is Outcome.DISMISSED
    ask = say("What you saw") if is_nothing else _question(pressed.signal, say)
    return Modal(
        id=f"signal.{pressed.outcome}",
        title=say("Nothing in it") if is_nothing else say("Talk about it"),
        submit=say("Save"),
        close=say("Cancel"),
        state=str(pressed.signal.id),
        blocks=(
            blocks.section(signal_card.body(pressed.signal, say)),
            text_field("words", ask),
        ),
    )


def _question(signal: Signal, say: Say) -> str:
    """Ask for words to whom it is about, and say who reads them."""
    if not signal.about:
        return say("What you want to ask")
    people = say.join([who.name for who in signal.about])
    return say("What you want to ask; to be read by {people}", people=people)


def read_dismissed(fields: Mapping[str, str], state: str, today: date) -> Made:  # noqa: ARG001 - every parse has all
    """Read why there is nothing in it."""
    return Made(int(state), Outcome.DISMISSED, _words(fields))


def read_noted(fields: Mapping[str, str], state: str, today: date) -> Made:  # noqa: ARG001 - every parse has all
    """Read what is to be talked about."""
    return Made(int(state), Outcome.NOTED, _words(fields))


def _words(fields: Mapping[str, str]) -> str:
    words = " ".join(fields.get("words", "").split())
    if not 0 < len(words) <= LONGEST:
        raise FieldProblem("words", NothingSeen())
    return words


def review(tx: Tx, ask: Ask[Made]) -> Signal:
    """Store it; every copy says so, and whom it is about reads what is to be talked about."""
    company, made = ask.caller.company, ask.args
    signal = signals.find(tx, company, made.signal)
    _check(tx, ask, signal)
    done = signals.review(tx, company, signal, _who(ask.caller), (made.outcome, made.words))
    _signals.show(tx, company, done)
    return done


def _check(tx: Tx, ask: Ask[Any], signal: Signal) -> None:
    around = circle(tx, ask.caller.company, ask.today)
    may_review(signal, _who(ask.caller), signals.reviewers_of(signal, around))


def _who(caller: Caller) -> Who:
    return Who(caller.person.id, caller.person.name)


COMMAND = Command(
    name="receivables signals",
    summary="What a person should look at: signals that wait for you, and those about you",
    usage=("/receivables signals",),
    parse=parse,
    allow=members,
    run=run,
    view=signal_card.listed,
)


def _opens(name: str, run_: Any) -> Button[int, Pressed]:
    """A button that asks for words first."""
    return Button(
        f"signal.{name}", read_pressed, members, run_, form, replaces=False, opens_form=True
    )


BUTTONS = (_opens("dismiss", dismiss), _opens("note", note))

FORMS = (
    Form("signal.dismissed", read_dismissed, members, review, signal_card.reviewed),
    Form("signal.noted", read_noted, members, review, signal_card.reviewed),
)
