"""The card of a period: where it stands, who moved it on, what is unsettled, its hash."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from ledger.calendar import Calendar
from ledger.period import Period
from ledger.stages import By, Course, Stage, State
from scoring.ranking import Unranked
from views import blocks
from views.message import Message
from views.parts import footer
from views.say import Say
from views.words import Words, bold, dotted, lines

SIGNALS = "signals are not looked at"  # they change no result, so that no close waits for them


@dataclass(frozen=True, slots=True)
class Affected:
    """Whom a close is about: how many are on the roster, how many ranked, and why others not."""

    scheme: Mapping[str, str]
    roster: int
    ranked: int
    unranked: tuple[tuple[Unranked, int], ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a period stands on a day."""

    period: Period
    course: Course
    today: date
    calendar: Calendar
    affected: Affected | None = None
    unsettled: tuple[tuple[str, int], ...] = ()

    @property
    def until(self) -> date | None:
        """The last day of questions, while it is closing."""
        return self.course.questions_until(self.calendar)

    @property
    def needs_reason(self) -> bool:
        """Tell whether closing now passes over somebody who is still to be heard."""
        heard = self.until is not None and self.today > self.until
        return not heard or any(what != SIGNALS for what, _ in self.unsettled)


@dataclass(frozen=True, slots=True)
class Card:
    """The same for one reader, who may do what their rights allow."""

    standing: Standing
    reader: int
    rights: frozenset[str]


def view(card: Card, say: Say) -> Message:
    """Say where the period stands, and offer the next step to whoever may take it."""
    found = card.standing
    headline = headline_of(found, say)
    parts = [blocks.header(headline), blocks.section(lines(*_course(found, say)))]
    if found.affected is not None:
        parts.append(blocks.section(lines(*_affected(found.affected, say))))
    if found.course.state is not State.CLOSED:
        parts.append(blocks.section(lines(*unsettled_lines(found, say))))
    if buttons := _buttons(card, say):
        parts.append(blocks.actions(*buttons))
    small = footer(
        say("as of {day}", day=say.day(found.today)),
        say("every step is in the audit log"),
        say("only you can see this"),
    )
    return Message(say("{headline}.", headline=headline), (*parts, small))


def headline_of(found: Standing, say: Say) -> Words:
    """Say in one line where the period stands."""
    period = say.period(found.period)
    if found.course.asked_to_close:
        return say("{period} is being closed", period=period)
    if found.course.asked_to_reopen:
        return say("{period} waits to be reopened", period=period)
    match found.course.state:
        case State.OPEN:
            return say("{period} is over and open", period=period)
        case State.CLOSING:
            return say("{period} is in closing", period=period)
        case _:
            return say("{period} is closed", period=period)


def _course(found: Standing, say: Say) -> list[Words]:
    said = [_stage(one, say) for one in found.course.stages]
    if found.until is not None:
        day = say.day(found.until)
        said.append(say("Everybody may question their result until {day}.", day=day))
    closed = found.course.newest("closed")
    if closed is not None and found.course.state is State.CLOSED:
        said.append(say("Hash: {sha256}", sha256=closed.sha256))
    return said or [say("Nothing was done with it yet.")]


def _stage(stage: Stage, say: Say) -> Words:
    told = {"day": say.day(stage.at.date()), "name": _name(stage.by, say)}
    match stage.what:
        case "closing":
            return say("{day}: put into closing by {name}", **told)
        case "close" if stage.reason:
            return say("{day}: {name} asked to close it: {reason}", reason=stage.reason, **told)
        case "close":
            return say("{day}: {name} asked to close it", **told)
        case "closed":
            return say("{day}: closed by {name}, pack {n}", n=stage.version, **told)
        case "reopen":
            return say("{day}: {name} asked to reopen it: {reason}", reason=stage.reason, **told)
        case _:
            assert stage.second is not None, stage
            return say("{day}: reopened by {name} and {second}", second=stage.second.name, **told)


def _name(by: By, say: Say) -> str:
    return by.name or say("the command line")


def _affected(affected: Affected, say: Say) -> list[Words]:
    scheme = affected.scheme[say.language]
    title = say.count(
        affected.roster, "1 person in {scheme}", "{n} people in {scheme}", scheme=scheme
    )
    ranked = say.count(affected.ranked, "1 is ranked", "{n} are ranked")
    return [dotted(bold(title), ranked), *(_unranked(*one, say) for one in affected.unranked)]


def _unranked(why: Unranked, count: int, say: Say) -> Words:
    match why:
        case Unranked.NOT_IN_ROLE:
            return say.count(
                count, "1 not ranked: not in the role", "{n} not ranked: not in the role"
            )
        case Unranked.NO_SCORE:
            return say.count(
                count, "1 not ranked: nothing to score", "{n} not ranked: nothing to score"
            )
        case Unranked.MOSTLY_MISSING:
            return say.count(
                count,
                "1 not ranked: more than half of the weight has nothing to judge",
                "{n} not ranked: more than half of the weight has nothing to judge",
            )
        case _:
            assert why is Unranked.FEW_DUE, why
            return say.count(
                count, "1 not ranked: too few invoices due", "{n} not ranked: too few invoices due"
            )


def unsettled_lines(found: Standing, say: Say) -> list[Words]:
    """Say what is not decided and may change results."""
    if not found.unsettled:
        return [say("Nothing is unsettled.")]
    return [bold(say("Not decided yet")), *(_open(*one, say) for one in found.unsettled)]


def _open(what: str, count: int, say: Say) -> Words:
    match what:
        case "payments wait for finance":
            return say.count(count, "1 payment waits for finance", "{n} payments wait for finance")
        case "wishes wait for approval":
            return say.count(
                count, "1 request waits for approval", "{n} requests wait for approval"
            )
        case "disputes are not decided":
            return say.count(count, "1 dispute", "{n} disputes")
        case "appeals are not decided":
            return say.count(count, "1 question about a score", "{n} questions about scores")
        case _:
            assert what == SIGNALS, what
            return say.count(count, "1 signal to look at", "{n} signals to look at")


def _buttons(card: Card, say: Say) -> list[blocks.Block]:
    course, value = card.standing.course, str(card.standing.period)
    asked = course.asked_to_close or course.asked_to_reopen
    match course.state:
        case _ if asked and (asked.what == "close" or asked.by.id == card.reader):
            return []
        case _ if asked:
            return [blocks.button(say("Reopen too"), "close.second", value)]
        case State.OPEN if "hr" in card.rights:
            return [blocks.button(say("Begin closing"), "close.begin", value, "primary")]
        case State.CLOSING if "hr" in card.rights:
            return [blocks.button(say("Close the period"), "close.ask", value, "primary")]
        case State.CLOSED if {"hr", "finance"} & card.rights:
            return [blocks.button(say("Reopen"), "close.reopen", value)]
        case _:
            return []


def invitation(found: Standing, say: Say) -> Message:
    """Tell one person, who is on the roster, what can be done until when."""
    assert found.until is not None, found
    period = say.period(found.period)
    headline = say("{period} is closed soon: look at your result", period=period)
    said = say(
        "Until {day} you can question it. Somebody who had no part in it decides.",
        day=say.day(found.until),
    )
    button = blocks.button(say("My score"), "score.back", str(found.period), "primary")
    parts = (blocks.header(headline), blocks.section(said), blocks.actions(button))
    return Message(say.sentences([say("{headline}.", headline=headline), said]), parts)


def summary(found: Standing, say: Say) -> Message:
    """Tell a channel that a period is settled; nobody is named but who closed it."""
    closed = found.course.newest("closed")
    assert closed is not None, found
    headline = say("{period} is closed", period=say.period(found.period))
    said = [_stage(closed, say)]
    if found.affected is not None:
        said.append(_affected(found.affected, say)[0])
    said.append(say("What comes in late for it counts in the next period that is open."))
    small = footer(
        say("your own result: `/myscore {period}`", period=str(found.period)),
        say("hash {sha256}", sha256=closed.sha256),
    )
    parts = (blocks.header(headline), blocks.section(lines(*said)), small)
    return Message(say("{headline}.", headline=headline), parts)
