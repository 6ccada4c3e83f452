"""/receivables settings: what an administrator sets; every change is in the audit log."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal

from commands._access import admins
from commands._contract import Ask, Button, Command, FieldProblem, Form
from commands._payment import exact, read_number
from ledger.errors import Problem
from ledger.money import Money
from storage import settings
from storage.companies import Company
from storage.database import Tx
from storage.settings import Changed
from views import blocks
from views.message import Message
from views.modal import Modal, text_field
from views.parts import footer
from views.say import Say
from views.words import Words, lines

MOST_MAJOR = Decimal(10**12)
LABELS = {
    "payment_limit": "Two people above",
    "finance_channel": "Channel of finance",
    "ranking_channel": "Channel of rankings",
    "digest_at": "Time of the digests",
}
_CHANNEL = re.compile(r"#?[\w-]{1,80}")
_TIME = re.compile(r"([01]?\d|2[0-3])[:：]([0-5]\d)")


@dataclass(eq=False)
class NoLimit(Problem):
    """What should be an amount is none."""

    sentence = "{text} is no amount. Write it as `30,000` or `3万`."

    text: str


@dataclass(eq=False)
class NotInThat(Problem):
    """A limit in another currency than the company's."""

    sentence = "The limit is in {currency}, as the company's books are. Write it as `30,000`."

    currency: str


@dataclass(eq=False)
class NoChannel(Problem):
    """What should be a channel's name is none."""

    sentence = "{text} is no channel. Write its name as `#finance`, or nothing."

    text: str


@dataclass(eq=False)
class NoTime(Problem):
    """What should be a time of day is none."""

    sentence = "{text} is no time of day. Write it as `08:30`."

    text: str


@dataclass(frozen=True, slots=True)
class Shown:
    """The settings that count now."""

    company: Company
    values: Mapping[str, str]

    @property
    def limit(self) -> Money:
        """The amount above which two people confirm."""
        return Money.of(self.values["payment_limit"], self.company.currency)


@dataclass(frozen=True, slots=True)
class Done:
    """What was changed; the limit is in the company's currency."""

    changed: tuple[Changed, ...]
    currency: str


def parse(text: str, today: date) -> None:
    """There is nothing to read: settings are shown, and changed in a form."""


def run(tx: Tx, ask: Ask[None]) -> Shown:
    """Read the settings."""
    return Shown(ask.caller.company, settings.all_of(tx, ask.caller.company))


def view(shown: Shown, say: Say) -> Message:
    """Say what is set, and let it be changed."""
    first = say("Settings of {company}", company=shown.company.name)
    parts = [
        blocks.header(first),
        blocks.section(lines(*_said(shown, say))),
        blocks.actions(blocks.button(say("Change"), "settings.change", "settings")),
        footer(say("every change is in the audit log"), say("only you can see this")),
    ]
    return Message(say.sentences([first, *_said(shown, say)]), tuple(parts))


def _said(shown: Shown, say: Say) -> list[Words]:
    values, limit = shown.values, say.money(shown.limit)
    waiting = say("Payments that wait for a day go to finance by direct message.")
    if values["finance_channel"]:
        waiting = say(
            "Payments that wait for a day go to {channel}.", channel=values["finance_channel"]
        )
    rankings = say("Rankings go to the channels of the teams.")
    if values["ranking_channel"]:
        rankings = say("Rankings go to {channel}.", channel=values["ranking_channel"])
    zone = shown.company.timezone
    return [
        say("Two people of finance confirm a payment above {limit}.", limit=limit),
        waiting,
        rankings,
        say("Digests come at {time} ({zone}).", time=values["digest_at"], zone=zone),
    ]


def form(shown: Shown, say: Say) -> Modal:
    """Ask for all of them, filled with what counts now."""
    values = shown.values
    finance, ranking = values["finance_channel"], values["ranking_channel"]
    return Modal(
        id="settings.form",
        title=say("Settings"),
        submit=say("Change"),
        close=say("Cancel"),
        blocks=(
            text_field("payment_limit", say(LABELS["payment_limit"]), str(shown.limit)),
            text_field("finance_channel", say(LABELS["finance_channel"]), finance, optional=True),
            text_field("ranking_channel", say(LABELS["ranking_channel"]), ranking, optional=True),
            text_field("digest_at", say(LABELS["digest_at"]), values["digest_at"]),
        ),
    )


def read_form(fields: Mapping[str, str], state: str, today: date) -> dict[str, str]:  # noqa: ARG001 - every parse has all
    """Read the fields but for the limit, whose currency only the company knows."""
    return {
        "payment_limit": fields.get("payment_limit", ""),
        "finance_channel": _channel("finance_channel", fields),
        "ranking_channel": _channel("ranking_channel", fields),
        "digest_at": _time(fields.get("digest_at", "")),
    }


def _limit(text: str, currency: str, today: date) -> str:
    read = read_number(text, today)
    if read and read[1] not in {None, currency}:
        raise FieldProblem("payment_limit", NotInThat(currency))
    amount = read[0] if read else MOST_MAJOR
    if amount >= MOST_MAJOR or exact(amount, currency) is None:
        raise FieldProblem("payment_limit", NoLimit(text))
    return f"{amount.normalize():f}"


def _channel(name: str, fields: Mapping[str, str]) -> str:
    text = fields.get(name, "")
    if text and not _CHANNEL.fullmatch(text):
        raise FieldProblem(name, NoChannel(text))
    return text


def _time(text: str) -> str:
    match = _TIME.fullmatch(text)
    if match is None:
        raise FieldProblem("digest_at", NoTime(text))
    return f"{time(int(match[1]), int(match[2])):%H:%M}"


def run_form(tx: Tx, ask: Ask[dict[str, str]]) -> Done:
    """Set what is different."""
    company = ask.caller.company
    limit = _limit(ask.args["payment_limit"], company.currency, ask.today)
    wanted = ask.args | {"payment_limit": limit}
    return Done(settings.change(tx, company, ask.caller.person.id, wanted), company.currency)


def told(done: Done, say: Say) -> Message:
    """Say what each setting was, and what it is now."""
    if not done.changed:
        return Message(say("Nothing was changed."))
    count = len(done.changed)
    headline = say.count(count, "1 setting was changed.", "{n} settings were changed.")
    each = [_before_and_after(one, done.currency, say) for one in done.changed]
    return Message(say.sentences([headline, *each]), (blocks.section(lines(headline, *each)),))


def _before_and_after(one: Changed, currency: str, say: Say) -> Words:
    before, after = (_shown(one.name, value, currency, say) for value in (one.before, one.after))
    label = say(LABELS[one.name])
    return say(
        "{setting}: {before} before, {after} now.", setting=label, before=before, after=after
    )


def _shown(name: str, value: str, currency: str, say: Say) -> Words | str:
    if name == "payment_limit":
        return say.money(Money.of(value, currency))
    return value or say("not set")


COMMAND = Command(
    name="receivables settings",
    summary="What administrators set: limits, channels, times",
    usage=("/receivables settings",),
    parse=parse,
    allow=admins,
    run=run,
    view=view,
)

BUTTONS = (
    Button(id="settings.change", parse=parse, allow=admins, run=run, view=form, replaces=False),
)

FORMS = (Form(id="settings.form", parse=read_form, allow=admins, run=run_form, view=told),)
