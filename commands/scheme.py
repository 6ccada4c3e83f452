"""/receivables scheme: what one is judged by; for HR what is in force, and the way to change it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from commands._access import members, scheme_makers
from commands._contract import Ask, Button, Command
from ledger.errors import Problem
from ledger.period import Period
from scoring.aims import AIMS, ROLE_NAMES, proposed
from scoring.engine import targets
from scoring.scheme import Scheme
from storage import effects, facts, periods, pulses, schemes
from storage.companies import Company
from storage.database import Tx
from storage.rosters import Question
from storage.schemes import Version
from views import blocks, effect_card
from views.flaws import aim_name, aim_sentence
from views.message import Message
from views.parts import footer
from views.pulse_card import Row, beside
from views.say import Say
from views.scheme import aim_lines, limit_lines, part_lines, weights_line
from views.words import Words, bold, dotted, lines

_MINE = {"mine", "my", "me", "我", "我的"}
_KEPT = "kept"  # the scheme as it is, to be changed a little


@dataclass(eq=False)
class NoSchemeOfMine(Problem):
    """The asker's role is judged by no scheme."""

    sentence = "Nobody scores you: your role has no scheme yet. Ask HR which one will apply to you."


@dataclass(eq=False)
class NoSuchRole(Problem):
    """A role that no scheme can be proposed for."""

    sentence = "There is no proposal for {role}. Choose one of the roles on the card."

    role: str


@dataclass(frozen=True, slots=True)
class Mine:
    """The asker's own scheme, with the targets that they are judged by, in the running period."""

    version: Version
    own: Mapping[str, Fraction]
    company: Company


@dataclass(frozen=True, slots=True)
class InForce:
    """What is in force for each role in a period."""

    versions: Mapping[str, Version | None]
    period: Period
    pulses: Mapping[str, Row] = field(default_factory=dict)
    is_any_closed: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """What HR may aim at for a role, and what is in force for it."""

    role: str
    version: Version | None
    today: date


def parse(text: str, today: date) -> bool:  # noqa: ARG001 - every parse has both
    """Read whether the own scheme is asked for by name."""
    return text.strip().casefold() in _MINE


def run(tx: Tx, ask: Ask[bool]) -> Mine | InForce:
    """Give HR what is in force, and everybody else their own scheme."""
    period = Period.month_of(ask.today)
    if scheme_makers(ask.caller, ask.args) and not ask.args:
        found = schemes.of_every_role(tx, ask.caller.company, ROLE_NAMES)
        versions = {role: one.version_for(period) for role, one in found.items()}
        closed = bool(periods.holding(tx, ask.caller.company))
        return InForce(versions, period, _pulses(tx, ask.caller.company, ask.today), closed)
    person, company = ask.caller.person, ask.caller.company
    version = None
    if person.role is not None:
        version = schemes.of_role(tx, company, person.role).version_for(period)
    if version is None:
        raise NoSchemeOfMine
    judged = facts.judged_of(tx, company, person.id, period, [version.scheme])
    asked = Question(period, ask.today)
    own = targets(facts.made(company, asked, facts.Read(judged=judged)), version.scheme)
    return Mine(version, own, company)


def _pulses(tx: Tx, company: Company, today: date) -> dict[str, Row]:
    """What people said last of each role's scheme."""
    newest = {one.about.role: one for one in reversed(pulses.all_groups(tx, company))}
    said = pulses.said(tx, company, newest.values(), today)
    return {role: Row(one, today, said=said.get(one.id)) for role, one in newest.items()}


def view(found: Mine | InForce, say: Say) -> Message:
    """Lay out the own scheme, or all of them."""
    return _mine(found, say) if isinstance(found, Mine) else _in_force(found, say)


def _mine(mine: Mine, say: Say) -> Message:
    scheme, currency = mine.version.scheme, mine.company.currency
    headline = say(
        "{scheme}: {percent} of your score are collections",
        scheme=scheme.name[say.language],
        percent=say.percent(scheme.collections_percent / 100, trim=True),
    )
    about = aim_lines(scheme, say)
    of = currency, say
    parts = [blocks.section(lines(*about))] if about else []
    parts += [blocks.section(part_lines(scheme, part, mine.own, of)) for part in scheme.parts]
    limits = limit_lines(scheme, currency, say)
    small = footer(_version(mine.version, say), say("your points: `/myscore`"))
    return Message(
        say.sentences([say("{headline}.", headline=headline), weights_line(scheme, say)]),
        (blocks.header(headline), *parts, blocks.section(lines(*limits)), small),
    )


def _version(version: Version, say: Say) -> Words:
    number = version.scheme.version
    if version.valid_from is None:
        return say("version {n}, as it comes with the app", n=number)
    return say("version {n}, since {day}", n=number, day=say.day(version.valid_from))


def _in_force(found: InForce, say: Say) -> Message:
    period = say.period(found.period)
    headline = say("What people are judged by in {period}", period=period)
    sections = []
    for role, version in found.versions.items():
        change = blocks.button(say("Change") if version else say("Choose"), "scheme.change", role)
        said = _role(role, version, found.pulses.get(role), say)
        sections.append(blocks.section(said, change))
        if version and found.is_any_closed:
            more = blocks.button(say("What became of it"), "scheme.effect", role)
            sections.append(blocks.actions(more))
    small = footer(say("a change counts from the next period on"), say("only you can see this"))
    return Message(
        say("{headline}.", headline=headline), (blocks.header(headline), *sections, small)
    )


def _role(role: str, version: Version | None, pulse: Row | None, say: Say) -> Words:
    title = bold(ROLE_NAMES[role][say.language])
    if version is None:
        return lines(title, say("No scheme yet: nobody of this role is scored."))
    scheme = version.scheme
    named = dotted(title, scheme.name[say.language], _version(version, say))
    said = [] if pulse is None else [beside(pulse, say)]
    return lines(named, weights_line(scheme, say), *aim_lines(scheme, say), *said)


# --- HR picks the aim ----------------------------------------------------------------------------


def read_role(value: str, today: date) -> str:  # noqa: ARG001 - every parse has both
    """Read which role a button is about."""
    if value not in ROLE_NAMES:
        raise NoSuchRole(value)
    return value


def choose(tx: Tx, ask: Ask[str]) -> Choice:
    """Find what is in force for the role."""
    period = Period.month_of(ask.today)
    version = schemes.of_role(tx, ask.caller.company, ask.args).version_for(period)
    return Choice(ask.args, version, ask.today)


def choice(found: Choice, say: Say) -> Message:
    """Offer three aims with what each would weigh, and the scheme as it is."""
    role = found.role
    headline = say("{role}: what should it do first?", role=ROLE_NAMES[role][say.language])
    sections = [_option(role, aim, _aim(proposed(role, aim), say), say) for aim in AIMS]
    if found.version is not None:
        kept = lines(bold(say("As it is now")), weights_line(found.version.scheme, say))
        sections.append(_option(role, _KEPT, kept, say))
    back = blocks.actions(blocks.button(say("Back"), "scheme.back"))
    small = footer(say("weights and targets can be changed before anything is stored"))
    return Message(headline, (blocks.header(headline), *sections, back, small))


def _option(role: str, aim: str, said: Words, say: Say) -> blocks.Block:
    return blocks.section(said, blocks.button(say("Choose"), "scheme.aim", f"{role} {aim}"))


def _aim(scheme: Scheme, say: Say) -> Words:
    name, sentence = aim_name(scheme.aim, say), aim_sentence(scheme.aim, say)
    return lines(bold(name), sentence, weights_line(scheme, say))


# --- what became of it ---------------------------------------------------------------------------


def effect(tx: Tx, ask: Ask[str]) -> effect_card.Card:
    """Look at the company's figures before the version in force, and since."""
    company = ask.caller.company
    found = effects.of_role(tx, company, ask.args, ask.today)
    if found is None:
        raise NoSuchRole(ask.args)
    return effect_card.Card(found.scheme, found.since, found.replay, found.effect, company.currency)


COMMAND = Command(
    name="receivables scheme",
    summary="What you are judged by: KPIs, weights, targets; for HR the way to change it",
    usage=("/receivables scheme", "/receivables scheme mine"),
    parse=parse,
    allow=members,
    run=run,
    view=view,
)

BUTTONS = (
    Button(id="scheme.back", parse=parse, allow=scheme_makers, run=run, view=view),
    Button(id="scheme.change", parse=read_role, allow=scheme_makers, run=choose, view=choice),
    Button("scheme.effect", read_role, scheme_makers, effect, effect_card.view),
)
