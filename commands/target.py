"""/receivables target: what people and teams should reach; HR sets it, managers propose."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from commands import _approvals
from commands._access import members
from commands._approvals import Waits
from commands._contract import Ask, Command
from commands._words import read_period
from ledger.approval import OwnBenefit
from ledger.errors import Problem, UnreadablePeriod
from ledger.period import Period
from ledger.wish import Aim
from scoring.kpi import Kpi, Unit
from scoring.kpis import catalogue
from storage import targets, teams, wishes
from storage.circle import circle
from storage.database import Tx
from storage.targets import SetTarget
from storage.wish_people import Standing
from storage.wishes import About
from views import blocks
from views.approval_card import written_target
from views.message import Message
from views.parts import footer
from views.say import Say
from views.words import Words, dotted, lines

SHOWN = 25
_TEAM = ("team:", "团队:", "团队：")
_VALUE = re.compile(r"((?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)\s*([%％kKmM万亿]?)")
_TIMES = {"": 0, "%": -2, "％": -2, "k": 3, "m": 6, "万": 4, "亿": 8}
MOST = Decimal(10) ** 15


@dataclass(eq=False)
class NotATarget(Problem):
    """A wish that is not whole."""

    sentence = (
        "Nothing was changed: write whose, which KPI, how much and which period, "
        "as in `/receivables target ana collection_rate 92% 2026-12` or `team:East`."
    )


@dataclass(eq=False)
class NoSuchKpi(Problem):
    """A KPI that is not there."""

    sentence = "Nothing was changed: there is no KPI {text}. Try {known}."

    text: str
    known: tuple[str, ...]


@dataclass(eq=False)
class NoValue(Problem):
    """A value that is no number, or one that could be read in two ways."""

    sentence = (
        "Nothing was changed: {text} is no number here. "
        "Write it like `92%`, `0.92`, `5.5` or `1,200,000`."
    )

    text: str


@dataclass(eq=False)
class NoShare(Problem):
    """A share that nobody could reach."""

    sentence = (
        "Nothing was changed: {text} is more than the whole. Write a share as `92%` or `0.92`."
    )

    text: str


@dataclass(eq=False)
class JudgesNobody(Problem):
    """Nothing to reach, where more is better."""

    sentence = (
        "Nothing was changed: where more is better, a target of 0 judges nobody. "
        "Write what should be reached."
    )


@dataclass(eq=False)
class NotTheirLead(Problem):
    """Somebody who neither leads them nor is of HR."""

    sentence = "Nothing was changed: HR sets targets, and whoever leads {whose} may propose one."

    whose: str


@dataclass(eq=False)
class PeriodOver(Problem):
    """A period that has ended."""

    sentence = "Nothing was changed: {period} is over, and a target for it would change the past."

    period: Period


@dataclass(frozen=True, slots=True)
class Args:
    """What was typed: nothing asks for the list."""

    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Listed:
    """Targets that have not ended, of whoever the asker may know of."""

    found: tuple[SetTarget, ...]
    currency: str


@dataclass(frozen=True, slots=True)
class Set:
    """A target that counts from now on."""

    name: str
    aim: Aim
    before: str
    currency: str


def parse(text: str, today: date) -> Args:  # noqa: ARG001 - every parse has both
    """Take the words; `run` reads them, because it may be told what is wrong."""
    return Args(tuple(text.split()))


def missing(tx: Tx, ask: Ask[Args]) -> Listed | None:
    """List the targets of the asker, their people and teams, or of everybody for HR."""
    if ask.args.words:
        return None
    company, person = ask.caller.company, ask.caller.person
    people = circle(tx, company, ask.today)
    own = None
    if "hr" not in person.rights:
        own = frozenset(
            k for k in people.members if k == person.id or person.id in people.all_above(k)
        )
    names = {*person.manages, person.team}
    groups = frozenset(one.id for one in teams.everyone(tx, company) if one.name in names)
    return Listed(targets.standing(tx, company, ask.today, own, groups), company.currency)


def run(tx: Tx, ask: Ask[Args]) -> Listed | Set | Waits:
    """Set a target, propose one, or list what there is."""
    return missing(tx, ask) or _wished(tx, ask)


def _wished(tx: Tx, ask: Ask[Args]) -> Set | Waits:
    aim = _read(ask.args.words, ask.today)
    if aim.period.end <= ask.today:
        raise PeriodOver(aim.period)
    of, asker = _approvals.about(tx, ask, aim), ask.caller.person
    assert isinstance(of.of, Standing), of
    is_hr = "hr" in asker.rights
    others = of.helped - {asker.id}
    leads = bool(others) and all(asker.id in of.circle.all_above(one) for one in others)
    if not is_hr and not leads:
        raise NotTheirLead(of.of.name)
    if is_hr and asker.id in of.helped:
        raise OwnBenefit
    if is_hr and aim.period.start > ask.today:
        return _set(tx, ask, of, aim)
    return _approvals.request(tx, ask, of)


def _set(tx: Tx, ask: Ask[Args], of: About, aim: Aim) -> Set:
    assert isinstance(of.of, Standing), of
    company = ask.caller.company
    wishes.set_at_once(tx, company, of, _approvals.who(ask.caller))
    return Set(of.of.name, aim, of.of.before, company.currency)


def _read(words: tuple[str, ...], today: date) -> Aim:
    """Read whose, KPI, value and period; a name may have several words."""
    place = next((at for at, word in enumerate(words) if word.casefold() in catalogue()), 0)
    if not place or len(words) < place + 2:
        known = tuple(sorted(catalogue()))
        if len(words) > 1 and not place:
            raise NoSuchKpi(words[1], known)
        raise NotATarget
    whose = " ".join(words[:place])
    prefix = next((one for one in _TEAM if whose.casefold().startswith(one)), "")
    named = whose.removeprefix(whose[: len(prefix)]).strip()
    written, rest = words[place + 1], words[place + 2 :]
    if rest[:1] in {("%",), ("％",)}:
        written, rest = written + rest[0], rest[1:]
    kpi = catalogue()[words[place].casefold()]
    value = _target(written, kpi)
    try:
        period = _period(" ".join(rest), today)
    except UnreadablePeriod:
        raise NotATarget from None
    return Aim(named, bool(prefix), kpi.id, period, format(value.normalize(), "f"))


def _target(text: str, kpi: Kpi) -> Decimal:
    """Read a value, in the bounds that a scheme's target has, too."""
    value = _value(text)
    if value is None or (kpi.unit is not Unit.RATIO and text[-1] in "%％"):
        raise NoValue(text)
    if kpi.unit is Unit.RATIO and value > 1:
        raise NoShare(text)
    if kpi.more_is_better and not value:
        raise JudgesNobody
    return value


def _period(text: str, today: date) -> Period:
    """Read a period; a month without a year is the running or the next one."""
    found = read_period(text, today)
    if found.end > today or read_period(text, found.start) != found:
        return found
    return read_period(text, found.start.replace(year=found.start.year + 1))


def _value(text: str) -> Decimal | None:
    match = _VALUE.fullmatch(text)
    if match is None:
        return None
    value = Decimal(match[1].replace(",", "")).scaleb(_TIMES[match[2].casefold()])
    return value if value <= MOST else None


def view(result: Listed | Set | Waits, say: Say) -> Message:
    """List what there is, say what was set, or who may approve it."""
    match result:
        case Waits():
            return _approvals.told(result, say)
        case Set():
            return _was_set(result, say)
        case Listed():
            return _list(result, say)


def _was_set(done: Set, say: Say) -> Message:
    aim = done.aim
    words = say(
        "{whose} should reach {value}, {kpi} in {period}",
        whose=done.name,
        value=written_target(say, aim.kpi, aim.value, done.currency),
        kpi=say(catalogue()[aim.kpi].name),
        period=say.period(aim.period),
    )
    said: list[Words] = [words]
    if done.before:
        before = written_target(say, aim.kpi, done.before, done.currency)
        said.append(say("So far {before}", before=before))
    return Message(words, (blocks.section(lines(*said)),))


def _list(listed: Listed, say: Say) -> Message:
    if not listed.found:
        nothing = say("No target is set for you or your people; the scheme's own targets count.")
        return Message(nothing, (blocks.section(nothing),))
    headline = say.count(len(listed.found), "1 target is set", "{n} targets are set")
    rows = [_row(one, listed.currency, say) for one in listed.found]
    left = len(rows) - SHOWN
    more = [say.count(left, "and 1 more entry", "and {n} more entries")] if left > 0 else []
    how = say("set one with `/receivables target ana collection_rate 92% 2026-12`")
    parts = (blocks.header(headline), blocks.section(lines(*rows[:SHOWN], *more)))
    return Message(headline, (*parts, footer(how, say("only you can see this"))))


def _row(one: SetTarget, currency: str, say: Say) -> Words:
    known = catalogue().get(one.kpi)
    value = written_target(say, one.kpi, one.value, currency) if known else one.value
    said = [one.whose, say(known.name) if known else one.kpi, say.period(one.period), value]
    if one.before and known:
        older = [written_target(say, one.kpi, old, currency) for old in one.before]
        said.append(say("before: {values}", values=say.join(older)))
    return dotted(*said)


COMMAND = Command(
    name="receivables target",
    summary="What people and teams should reach: list it; HR sets it, managers propose",
    usage=(
        "/receivables target",
        "/receivables target ana collection_rate 92% 2026-12",
        "/receivables target team:East collected_amount 1.2m 2027-Q1",
    ),
    parse=parse,
    allow=members,
    run=run,
    view=view,
    writes=True,
    missing=missing,
)
