"""/teamscore: where a team stands; for whoever leads it, its people and what to talk about."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from commands._access import members
from commands._contract import Ask, Command
from commands._disputed import disputed_apart
from commands._words import NoSuchTeam, read_period
from ledger.errors import Problem, UnreadablePeriod
from ledger.money import Money
from ledger.period import Period
from scoring.card import Component, ScoreCard
from scoring.coach import Item, tip, weakest
from scoring.kpis import catalogue
from storage import coaching, exemptions, overdue, sight, teams
from storage.circle import Circle, circle
from storage.database import Tx
from storage.exemptions import Exempted
from storage.overdue import About, Moment, Overdue, Owed
from storage.people import Member
from storage.rosters import Question
from storage.scored import Scored
from storage.sight import Glimpse
from storage.team_scores import TeamScore, of_team
from storage.teams import Group
from views import blocks
from views.kpi import missing_of, target_of, value_of
from views.message import Message
from views.parts import adding_up, footer, ranked_list
from views.say import Say
from views.words import Words, bold, dotted, lines

FIRST = 3  # items to talk about
SHOWN = 30  # people of one team


@dataclass(eq=False)
class NoTeam(Problem):
    """The asker is in no team and leads none."""

    sentence = "You are in no team and lead none. Name one: `/teamscore {known}`."

    known: str


@dataclass(eq=False)
class NotYourTeam(Problem):
    """A team that the asker neither is in nor leads, or that is not there."""

    sentence = "Nothing was shown: {text} is not your team. `/teamscore` alone shows your own."

    text: str


@dataclass(eq=False)
class TeamNotBegun(Problem):
    """The period lies in the future."""

    sentence = "There is no team score yet: {period} has not begun. Try `/teamscore`."

    period: Period


@dataclass(frozen=True, slots=True)
class Args:
    """Which team, nothing being one's own, and which period."""

    team: str
    period: Period


@dataclass(frozen=True, slots=True)
class Led:
    """What only whoever leads the team is shown, and HR."""

    now: tuple[Scored, ...]
    before: tuple[Scored, ...]
    exempted: tuple[Exempted, ...]
    found: Overdue
    weakest: Component | None
    tip: Item | None
    assigns: bool


@dataclass(frozen=True, slots=True)
class Seen:
    """A team's standing as somebody may see it; `led` is for its leaders and HR."""

    team: str
    period: Period
    today: date
    card: ScoreCard | None
    before: ScoreCard | None
    led: Led | None
    others: tuple[str, ...] = ()

    @property
    def is_running(self) -> bool:
        """Tell whether the period is not over yet."""
        return self.today in self.period


def parse(text: str, today: date) -> Args:
    """Read a period and a team in either order; the longest period that can be read wins."""
    words = text.split()
    for count in range(len(words), 0, -1):
        for period, team in ((words[:count], words[count:]), (words[-count:], words[:-count])):
            try:
                return Args(" ".join(team), read_period(" ".join(period), today))
            except UnreadablePeriod:
                continue
    return Args(" ".join(words), read_period("", today))


def run(tx: Tx, ask: Ask[Args]) -> Seen:
    """Judge the team in the period and the one before it."""
    period, company, person = ask.args.period, ask.caller.company, ask.caller.person
    if period.start > ask.today:
        raise TeamNotBegun(period)
    groups = teams.everyone(tx, company)
    people = circle(tx, company, ask.today)
    group, others = _group(groups, people, person, ask.args.team)
    question = Question(period, ask.today)
    now, before = (of_team(tx, company, group, one) for one in (question, question.before()))
    led = None
    if _leads(people, person, group):
        led = _led(tx, ask, group, people, (now, before))
    return Seen(group.name, period, ask.today, now.card, before.card, led, others)


def _group(
    groups: Sequence[Group], people: Circle, person: Member, wanted: str
) -> tuple[Group, tuple[str, ...]]:
    """Find the team that is meant, and the other ones that the asker leads."""
    led = [group for group in groups if group.name in person.manages]
    if wanted:
        return _named(groups, people, person, wanted), ()
    below = {one.team for key, one in people.members.items() if person.id in people.above(key)}
    led = led or [group for group in groups if group.name in below]
    own = led or [group for group in groups if group.name == person.team]
    if not own:
        raise NoTeam(groups[0].name if groups else "East")
    return own[0], tuple(group.name for group in own[1:])


def _named(groups: Sequence[Group], people: Circle, person: Member, wanted: str) -> Group:
    """Find a team that the asker may see; who may see all of them is told which there are."""
    found = teams.named(groups, wanted)
    if found is None and person.rights:
        raise NoSuchTeam(wanted, tuple(group.name for group in groups))
    if found is None or not (
        person.rights or found.name == person.team or _leads(people, person, found)
    ):
        raise NotYourTeam(wanted)
    return found


def shows(seen: Seen) -> tuple[Glimpse, ...]:
    """The people's scores that are said: in the period, and the change since the one before."""
    if seen.led is None:
        return ()
    named = seen.led.now[:SHOWN]
    scored = {one.person.person_id for one in named if one.card.score is not None}
    before = [one for one in seen.led.before if one.person.person_id in scored]
    return (*sight.in_cards(named), *sight.in_cards(before))


def _leads(people: Circle, person: Member, group: Group) -> bool:
    """Whoever leads the team or all of its people, whoever leads them, and HR."""
    if "hr" in person.rights or group.name in person.manages:
        return True
    own = [key for key, one in people.members.items() if one.team == group.name]
    others = [key for key in own if key != person.id]
    return bool(others) and all(person.id in people.all_above(key) for key in others)


def _led(
    tx: Tx, ask: Ask[Args], group: Group, people: Circle, scores: tuple[TeamScore, TeamScore]
) -> Led:
    company, viewer = ask.caller.company, ask.caller.person
    now, before = (sight.shown_to(viewer, people, one.members) for one in scores)
    own = frozenset(key for key, one in people.members.items() if one.team == group.name)
    day = Moment(ask.today)
    card = scores[0].card
    weak = None if card is None else weakest(card, scores[0].role)
    return Led(
        now,
        before,
        exemptions.on(tx, company, ask.today, own),
        overdue.of(tx, company, About(frozenset({group.id})), day, day),
        weak,
        None if weak is None else tip(coaching.items(tx, company, weak.kpi), weak.kpi),
        any(viewer.id in people.all_above(one.person.person_id) for one in now),
    )


def view(seen: Seen, say: Say) -> Message:
    """Lay out the total; for whoever leads, its KPIs, its people and what to talk about."""
    headline = _headline(seen, say)
    shown = [blocks.header(headline)]
    compared = _compared(seen.card, seen.before, seen.period.before(), say)
    shown.append(blocks.section(compared))
    if seen.led is not None:
        shown += _for_leaders(seen, seen.led, say)
    return Message(
        say.sentences([say("{headline}.", headline=headline), say("{change}.", change=compared)]),
        (*shown, _footer(seen, say)),
    )


def _headline(seen: Seen, say: Say) -> Words:
    period = say.period(seen.period)
    if seen.card is None or seen.card.score is None:
        return say("{team} has no score in {period} yet", team=seen.team, period=period)
    told = {"team": seen.team, "points": say.points(seen.card.score), "period": period}
    if seen.is_running:
        return say("{team}: {points} points so far in {period}", **told)
    return say("{team}: {points} points in {period}", **told)


def _compared(now: ScoreCard | None, before: ScoreCard | None, earlier: Period, say: Say) -> Words:
    """Say the change as it is shown: between two rounded scores."""
    period = say.period(earlier)
    if now is None or now.score is None or before is None or before.score is None:
        return say("No score in {period} to compare with", period=period)
    shown = Fraction(say.points(now.score)) - Fraction(say.points(before.score))
    if shown > 0:
        return say("Up {points} since {period}", points=say.points(shown), period=period)
    if shown < 0:
        return say("Down {points} since {period}", points=say.points(-shown), period=period)
    return say("The same as in {period}", period=period)


def _for_leaders(seen: Seen, led: Led, say: Say) -> list[blocks.Block]:
    shown = []
    if seen.card is not None:
        shown.append(blocks.section(lines(*_components(seen.card, say))))
    if led.now:
        people = [_person(one, led, seen, say) for one in led.now]
        left = len(people) - SHOWN
        more = [say.count(left, "and 1 more", "and {n} more")] if left > 0 else []
        shown.append(blocks.section(lines(bold(say("Members")), *people[:SHOWN], *more)))
    shown += _allowed(led, seen.today, say)
    talk = [_item(parts, say) for parts in led.found.whole[:FIRST]]
    if talk:
        title = bold(say("Talk about these first"))
        shown.append(blocks.section(lines(title, ranked_list(talk))))
    if led.weakest is not None and led.tip is not None:
        kpi, text = catalogue()[led.weakest.kpi], led.tip.text[say.language]
        shown.append(blocks.context(say("Weakest: {kpi}. Tip: {tip}", kpi=say(kpi.name), tip=text)))
    if seen.is_running and led.assigns:
        shown.append(blocks.actions(blocks.button(say("Assign help"), "coach.list")))
    return shown


def _components(card: ScoreCard, say: Say) -> list[Words]:
    counted = [one for one in card.components if one.points is not None]
    reached = adding_up([one.reached for one in counted], 1)
    possible = adding_up([one.possible for one in counted], 1)
    points = {
        one.kpi: pair
        for one, pair in zip(counted, zip(reached, possible, strict=True), strict=True)
    }
    return [_component(card, one, points.get(one.kpi), say) for one in card.components]


def _component(
    card: ScoreCard, one: Component, points: tuple[Fraction, Fraction] | None, say: Say
) -> Words:
    kpi = catalogue()[one.kpi]
    if points is None or one.value is None or one.target is None:
        return dotted(
            bold(say(kpi.name)), say("not counted: {reason}", reason=missing_of(say, one))
        )
    return dotted(
        bold(say(kpi.name)),
        say(
            "{value}, target {target}",
            value=value_of(say, kpi, one.value, card.currency),
            target=target_of(say, kpi, one.target, card.currency),
        ),
        say(
            "{points} of {possible} points",
            points=say.points(points[0]),
            possible=say.points(points[1]),
        ),
    )


def _person(one: Scored, led: Led, seen: Seen, say: Say) -> Words:
    if one.card.score is None:
        return dotted(one.person.name, say("no score"))
    earlier = {other.person.person_id: other.card for other in led.before}
    change = _compared(one.card, earlier.get(one.person.person_id), seen.period.before(), say)
    points = say.points(one.card.score)
    return dotted(say("{name}: {points} points", name=one.person.name, points=points), change)


def _allowed(led: Led, today: date, say: Say) -> list[blocks.Block]:
    """Say how much is left out of rates by exemptions, and how much is disputed."""
    sums: dict[str, int] = {}
    for one in led.exempted:
        if one.from_on <= today:
            sums[one.open.currency] = sums.get(one.open.currency, 0) + one.open.minor
    shown = []
    if sums:
        amounts = [say.money(Money(minor, currency)) for currency, minor in sorted(sums.items())]
        text = say("Exempted: {amounts} open", amounts=say.join(amounts))
        shown.append(blocks.section(dotted(text, say("list: `/receivables exempt`"))))
    return shown + disputed_apart(led.found.disputed, say)


def _item(parts: Sequence[Owed], say: Say) -> Words:
    first = parts[0]
    owners = list(dict.fromkeys(part.owner for part in parts if part.owner))
    return dotted(
        say("{document} {customer}", document=first.document, customer=first.customer),
        say.money(Money(sum(part.amount_minor for part in parts), first.currency)),
        say.count(first.days, "1 day", "{n} days"),
        say.join(owners) if owners else say("nobody's"),
    )


def _footer(seen: Seen, say: Say) -> blocks.Block:
    said = [say("as of {day}", day=say.day(seen.period.measured_on(seen.today)))]
    if seen.others:
        said.append(say("you also lead {teams}", teams=say.join(seen.others)))
    if seen.led is None:
        said.append(say("the people's own scores are theirs; yours: `/myscore`"))
    return footer(*said, say("only you can see this"))


COMMAND = Command(
    name="teamscore",
    summary="A team's score; for whoever leads it, its people and what to talk about",
    usage=("/teamscore", "/teamscore october", "/teamscore last month Sales East"),
    parse=parse,
    allow=members,
    run=run,
    view=view,
    shows=shows,
)
