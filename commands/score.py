"""/myscore: where I stand, why, and what to collect next."""

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from commands._access import members
from commands._contract import Ask, Button, Command
from commands._words import read_period
from ledger.errors import Problem
from ledger.money import Money
from ledger.period import Period
from ledger.sight import Look, latest_of
from scoring.aims import ROLE_NAMES
from scoring.card import Component, ScoreCard
from scoring.coach import Item, reading, tip, weakest
from scoring.kpis import catalogue
from scoring.scheme import Scheme
from scoring.scheme_check import LEAST_PERCENT, MOST_PERCENT
from storage import calendars, coached, coaching, people, schemes, scores, sight
from storage.cards import Worth
from storage.companies import Company
from storage.database import Tx
from storage.places import Place
from storage.rosters import Question
from storage.scores import FirstDue, Standing
from views import blocks
from views.allowed import effect_lines
from views.coach_card import Card, own_lines
from views.flaws import aim_name
from views.kpi import missing_of, sentence_of, target_of, value_of
from views.limits import drawn_line, gate_lines
from views.message import Message
from views.parts import adding_up, footer, ranked_list
from views.say import Say
from views.seen import seen_by
from views.words import Words, bold, dotted, lines

ASSIGNED = 2  # of what somebody assigned, the newest
QUESTIONED = timedelta(days=92)  # after a period, as long as its close may take; then it is checked


@dataclass(eq=False)
class NoScheme(Problem):
    """The asker's role is judged by no scheme."""

    sentence = "Your role has no scheme yet. Ask HR which one will apply to you."


@dataclass(eq=False)
class NotBegun(Problem):
    """The period lies in the future."""

    sentence = "There is no score yet: {period} has not begun. Try `/myscore`."
    period: Period


@dataclass(frozen=True, slots=True)
class Args:
    """Which period is asked for."""

    period: Period


@dataclass(frozen=True, slots=True)
class Help:
    """What may be tried now: the tip for the weakest KPI, and what somebody assigned."""

    tip: Item | None = None
    assigned: tuple[Card, ...] = ()


@dataclass(frozen=True, slots=True)
class Mine:
    """The asker's own standing, with what the card says around it, and who else saw it."""

    standing: Standing
    scheme: Scheme
    today: date
    first_due: FirstDue | None
    days_left: int | None = None
    help: Help = Help()
    looks: tuple[Look, ...] = ()

    @property
    def is_running(self) -> bool:
        """Tell whether the period is not over yet."""
        return self.today in self.standing.card.period


def parse(text: str, today: date) -> Args:
    """Read the period; nothing means the running month."""
    return Args(read_period(text, today))


def run(tx: Tx, ask: Ask[Args]) -> Mine:
    """Judge the asker's own period and the one before it."""
    period = ask.args.period
    if period.start > ask.today:
        raise NotBegun(period)
    person, company = ask.caller.person, ask.caller.company
    role = people.role_in(tx, company, person, Question(period, ask.today))
    versions = schemes.of_role(tx, company, role) if role else None
    scheme = versions.scheme_for(period) if versions else None
    if versions is None or scheme is None:
        raise NoScheme
    standing = scores.standing(tx, company, person.id, versions, (period, ask.today))
    assert standing is not None, "a scheme is in force"
    first_due = None
    if standing.card.score is None and ask.today in period:
        first_due = scores.first_due(tx, company, person.id, ask.today)
    left = _days_left(tx, company, Period(ask.today, period.end)) if ask.today in period else None
    found = _help(tx, ask, standing.card, scheme) if ask.today in period else Help()
    looks = sight.of_person(tx, company, person.id, period)
    return Mine(standing, scheme, ask.today, first_due, left, found, looks)


def _help(tx: Tx, ask: Ask[Args], card: ScoreCard, scheme: Scheme) -> Help:
    """Find what helps in the running period; what is over, nobody can improve."""
    company, person = ask.caller.company, ask.caller.person
    weak = weakest(card, scheme.role)
    if card.score is None:
        return Help()
    found = None if weak is None else tip(coaching.items(tx, company, weak.kpi), weak.kpi)
    given = coached.of_people(tx, company, [person.id], card.period.start)[-ASSIGNED:]
    cards = (Card(one, reading(card, one.item.kpi), card.currency, own=True) for one in given)
    return Help(found, tuple(cards))


def _days_left(tx: Tx, company: Company, rest: Period) -> int:
    return calendars.of(tx, company).working_days(rest)


def view(mine: Mine, say: Say) -> Message:
    """Lay out the card: the score, each KPI, what would raise it most."""
    card = mine.standing.card
    if card.score is None:
        return _nothing(mine, say)
    parts = [
        blocks.header(_headline(mine, say)),
        blocks.section(lines(_change(mine, say), *gate_lines(say, card))),
        blocks.divider(),
        *_components(card, say),
        *_allowed(card, say),
        blocks.divider(),
        *_raise(mine, say),
    ]
    parts += _helps(mine, say)
    parts.append(_actions(mine, say))
    if mine.looks:
        parts.append(blocks.context(seen_by(latest_of(mine.looks), say)))
    return Message(_aloud(mine, say), (*parts, *_reason(mine.scheme, say), _footer(mine, say)))


def _headline(mine: Mine, say: Say) -> str:
    card = mine.standing.card
    assert card.score is not None, "a headline needs a score"
    points, period = say.points(card.score), say.period(card.period)
    if mine.is_running:
        return say("{points} points so far in {period}", points=points, period=period)
    return say("{points} points in {period}", points=points, period=period)


def _change(mine: Mine, say: Say) -> Words:
    grade = mine.standing.card.grade
    said = [say("grade {grade}", grade=grade)] if grade else []
    said.append(_compared(mine, say))
    if mine.standing.place is not None:
        said.append(_placed(mine.standing.place, mine.scheme, say))
    if mine.days_left is not None:
        said.append(say.count(mine.days_left, "1 working day left", "{n} working days left"))
    return dotted(*said)


def _placed(place: Place, scheme: Scheme, say: Say) -> Words:
    names = ROLE_NAMES.get(scheme.role, scheme.name)
    return say(
        "{place} of {cohort} in {role}",
        place=say.ordinal(place.rank),
        cohort=place.cohort,
        role=names[say.language],
    )


def _compared(mine: Mine, say: Say) -> Words:
    now = mine.standing.card.score
    before = None if mine.standing.before is None else mine.standing.before.score
    period = say.period(mine.standing.card.period.before())
    if now is None or before is None:
        return say("No score in {period} to compare with", period=period)
    shown = Fraction(say.points(now)) - Fraction(say.points(before))
    if shown > 0:
        return say("Up {points} since {period}", points=say.points(shown), period=period)
    if shown < 0:
        return say("Down {points} since {period}", points=say.points(-shown), period=period)
    return say("The same as in {period}", period=period)


def _components(card: ScoreCard, say: Say) -> list[blocks.Block]:
    counted = [component for component in card.components if component.points is not None]
    reached = adding_up([component.reached for component in counted], 1)
    possible = adding_up([component.possible for component in counted], 1)
    shown = dict(zip([c.kpi for c in counted], zip(reached, possible, strict=True), strict=True))
    return [
        _counted(card, component, shown[component.kpi], say)
        if component.kpi in shown
        else blocks.section(_not_counted(component, say), _why_not(card, component, say))
        for component in card.components
    ]


def _counted(
    card: ScoreCard, component: Component, points: tuple[Fraction, Fraction], say: Say
) -> blocks.Block:
    kpi, value, target = catalogue()[component.kpi], component.value, component.target
    assert value is not None and target is not None, component  # noqa: PT018 - one thought
    title = dotted(
        bold(say(kpi.name)),
        say(
            "{value}, target {target}",
            value=value_of(say, kpi, value, card.currency),
            target=target_of(say, kpi, target, card.currency),
        ),
        say(
            "{points} of {possible} points",
            points=say.points(points[0]),
            possible=say.points(points[1]),
        ),
    )
    said = [title, sentence_of(say, card, component)]
    said += filter(None, [drawn_line(say, kpi, component, card.currency)])
    return blocks.section(lines(*said), _why(card, component, say))


def _why(card: ScoreCard, component: Component, say: Say) -> blocks.Block:
    return blocks.button(say("Why"), "explain.why", f"{component.kpi} {card.period}")


def _allowed(card: ScoreCard, say: Say) -> list[blocks.Block]:
    said = effect_lines(say, card)
    if not said:
        return []
    title = bold(say("Allowed for"))
    return [blocks.divider(), blocks.section(lines(title, *said))]


def _why_not(card: ScoreCard, component: Component, say: Say) -> blocks.Block | None:
    """What is measured by rows can be opened even where none of them counts."""
    is_opened = catalogue()[component.kpi].is_collections
    return _why(card, component, say) if is_opened else None


def _not_counted(component: Component, say: Say) -> Words:
    kpi = catalogue()[component.kpi]
    return dotted(
        bold(say(kpi.name)),
        say(
            "not counted: {reason}; its weight of {weight} is spread over the others",
            reason=missing_of(say, component),
            weight=say.number(component.weight, 2, trim=True),
        ),
    )


def _raise(mine: Mine, say: Say) -> list[blocks.Block]:
    worth = mine.standing.worth
    if not worth:
        return [blocks.section(say("Nothing that is open would raise your score."))]
    title = bold(say("What would raise it most"))
    if not mine.is_running:
        running = say.period(mine.standing.running)
        title = bold(say("What you collect now counts for {period}", period=running))
    return [blocks.section(lines(title, ranked_list([_worth(one, mine, say) for one in worth])))]


def _worth(worth: Worth, mine: Mine, say: Say) -> Words:
    item = worth.item
    amount = Money(item.figure.amount_minor, item.figure.currency)
    return dotted(
        say("{document} {customer}", document=item.short_name, customer=item.customer),
        say.money(amount),
        _due(item.due_on, mine.today, say),
        say("{points} points", points=say.points(worth.points)),
    )


def _due(due_on: date, today: date, say: Say) -> Words:
    days = (today - due_on).days
    if days > 0:
        return say.count(days, "1 day overdue", "{n} days overdue")
    if days == 0:
        return say("due today")
    return say.count(-days, "due tomorrow", "due in {n} days")


def _helps(mine: Mine, say: Say) -> list[blocks.Block]:
    weak = weakest(mine.standing.card, mine.scheme.role)
    shown = []
    if weak is not None:
        kpi = say(catalogue()[weak.kpi].name)
        said = say("Weakest: {kpi}.", kpi=kpi)
        if mine.help.tip is not None:
            text = mine.help.tip.text[say.language]
            said = say("Weakest: {kpi}. Tip: {tip}", kpi=kpi, tip=text)
        shown.append(blocks.context(said))
    return shown + [blocks.context(lines(*own_lines(one, say))) for one in mine.help.assigned]


def _actions(mine: Mine, say: Say) -> blocks.Block:
    """What one may look at from here; what is collected now counts in the running period."""
    buttons = [blocks.button(say("History"), "history.show", str(mine.standing.card.period))]
    if mine.is_running and mine.standing.worth:
        buttons.append(blocks.button(say("What if"), "what_if.open", "now"))
    if mine.today < mine.standing.card.period.end + QUESTIONED:
        value = str(mine.standing.card.period)
        buttons.append(blocks.button(say("Question this score"), "appeal.ask", value))
    if mine.looks:
        value = str(mine.standing.card.period)
        buttons.append(blocks.button(say("Who saw this"), "seen.show", value))
    return blocks.actions(*buttons)


def _reason(scheme: Scheme, say: Say) -> list[blocks.Block]:
    """Why collections carry more or less than people expect."""
    if not scheme.reason or LEAST_PERCENT <= scheme.collections_percent <= MOST_PERCENT:
        return []
    reason = say("Why collections carry this weight: {reason}", reason=scheme.reason)
    return [blocks.context(reason)]


def _footer(mine: Mine, say: Say) -> blocks.Block:
    scheme = mine.scheme
    aim = [say("aim: {aim}", aim=aim_name(scheme.aim, say))] if scheme.aim else []
    return footer(
        say(
            "Scheme {scheme} v{version}, collections {percent}",
            scheme=scheme.name[say.language],
            version=scheme.version,
            percent=say.percent(scheme.collections_percent / 100, trim=True),
        ),
        *aim,
        say("as of {day}", day=say.day(mine.standing.card.period.measured_on(mine.today))),
        say("only you can see this"),
    )


def _aloud(mine: Mine, say: Say) -> str:
    said = [
        say("{headline}.", headline=_headline(mine, say)),
        say("{change}.", change=_compared(mine, say)),
    ]
    if mine.standing.worth:
        best = mine.standing.worth[0]
        said.append(
            say(
                "Next: {document}, {amount}, worth {points} points.",
                document=best.item.short_name,
                amount=say.money(Money(best.item.figure.amount_minor, best.item.figure.currency)),
                points=say.points(best.points),
            )
        )
    return say.sentences(said)


def _nothing(mine: Mine, say: Say) -> Message:
    period = say.period(mine.standing.card.period)
    nothing = say(
        "Nothing to score in {period}: nothing is due and nothing came in.", period=period
    )
    said = [nothing]
    if mine.first_due is not None:
        said.append(
            say(
                "First due: {document} {customer}, {amount}, {day}.",
                document=mine.first_due.name,
                customer=mine.first_due.customer,
                amount=say.money(mine.first_due.amount),
                day=say.day(mine.first_due.due_on),
            )
        )
    return Message(say.sentences(said), (blocks.section(lines(*said)), _footer(mine, say)))


COMMAND = Command(
    name="myscore",
    summary="Your score: where you stand, why, and what to collect next",
    usage=("/myscore", "/myscore october", "/myscore 2026-Q3"),
    parse=parse,
    allow=members,
    run=run,
    view=view,
)

BUTTONS = (Button(id="score.back", parse=parse, allow=members, run=run, view=view),)
