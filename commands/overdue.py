"""/overdue: what is past its due date, what to talk about first, and what changed in a week."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from itertools import groupby

from commands._access import see_team
from commands._contract import Ask, Command, Digest, Occasion, Scope, Weekly
from commands._disputed import disputed_apart
from commands._words import NoSuchPerson, NoSuchTeam, read_scope
from ledger import ageing
from ledger.money import Money
from ledger.occasions import LocalTime
from storage import deliveries, overdue, people, settings, teams
from storage.companies import Company
from storage.database import Tx
from storage.overdue import About, Change, Moment, Overdue, Owed
from views import blocks
from views.message import Message
from views.parts import footer, ranked_list
from views.say import Say
from views.words import Words, bold, dotted, lines

WEEK = timedelta(days=7)
FIRST = 5  # items to talk about first
PAGE = 20  # items a message of the thread
SECTION = 10  # items that surely fit into one section
PAGES = 10  # messages of the thread; what is left is counted
TYPED_PAGES = 2  # of them below a card that was asked for


@dataclass(frozen=True, slots=True)
class Args:
    """Which team is asked for; nothing means one's own, or for finance, HR and admin all."""

    team: str


@dataclass(frozen=True, slots=True)
class Listed:
    """Whose overdue items, on which day; `name` is empty for the asker's own.

    `at` is the time of day of a scheduled message, None where somebody asked.
    """

    name: str
    found: Overdue
    on: date
    before_on: date
    home: str
    at: time | None = None
    is_team: bool = False

    @property
    def changes(self) -> tuple[Change, ...]:
        """The changes by currency, the company's own first."""
        return tuple(
            sorted(self.found.changes, key=lambda one: (one.currency != self.home, one.currency))
        )

    @property
    def total(self) -> tuple[Change, ...]:
        """The currencies in which something is overdue now."""
        return tuple(change for change in self.changes if change.now)


def parse(text: str, today: date) -> Args:  # noqa: ARG001 - every parse has both
    """Read the team's name; nothing means one's own."""
    return Args(" ".join(text.split()))


def run(tx: Tx, ask: Ask[Args]) -> Listed:
    """Read what is overdue today and a week ago."""
    company = ask.caller.company
    name, about = _about(tx, ask)
    known_at = ask.now - WEEK
    kept = overdue.anything_known(tx, company, known_at)
    before = Moment(ask.today - WEEK, known_at if kept else None)
    found = overdue.of(tx, company, about, Moment(ask.today), before)
    return Listed(name, found, ask.today, before.on, company.currency)


def _about(tx: Tx, ask: Ask[Args]) -> tuple[str, About]:
    person, company, wanted = ask.caller.person, ask.caller.company, ask.args.team
    groups = teams.everyone(tx, company)
    if wanted:
        return _team(groups, wanted)
    if person.rights:
        return company.name, About()
    own = [group for group in groups if group.name in person.manages]
    own = own or [group for group in groups if group.name == person.team]
    if not own:
        return "", About(person=person.id)
    names = " + ".join(group.name for group in own)
    return names, About(frozenset(group.id for group in own))


def _team(groups: Sequence[teams.Group], wanted: str) -> tuple[str, About]:
    found = teams.named(groups, wanted)
    if found is None:
        raise NoSuchTeam(wanted, tuple(group.name for group in groups) or ("-",))
    return found.name, About(frozenset({found.id}))


def scopes(tx: Tx, company: Company, occasion: Occasion) -> tuple[Scope, ...]:
    """Every team with receivables: to whoever leads it, and to its channel."""
    return tuple(
        Scope(f"team:{group.name}", targets)
        for group in teams.with_receivables(tx, company, occasion.on)
        if (targets := _targets(group))
    )


def _targets(group: teams.Group) -> tuple[str, ...]:
    lead = () if group.manager_id is None else (deliveries.person(group.manager_id),)
    return (*lead, *filter(None, [group.channel]))


def compose(tx: Tx, company: Company, scope: Scope, occasion: Occasion) -> Listed:
    """Read the ledger as of the occasion, and as it was known at the same moment a week before."""
    what, key = read_scope(scope.name)
    name, about = company.name, About()
    if what == "team":
        name, about = _team(teams.everyone(tx, company), key)
    if what == "person":
        name, about = _person(tx, company, key, occasion.on)
    at = time.fromisoformat(settings.all_of(tx, company)["digest_at"])
    local = LocalTime(company.timezone, at)
    now, before = (_moment(tx, company, local, on) for on in (occasion.on, occasion.on - WEEK))
    found = overdue.of(tx, company, about, now, before)
    return Listed(name, found, now.on, before.on, company.currency, at, what == "team")


def _person(tx: Tx, company: Company, number: str, on: date) -> tuple[str, About]:
    member = people.by_number(tx, company, number, on)
    if member is None:
        raise NoSuchPerson(number)
    return member.name, About(person=member.id)


def _moment(tx: Tx, company: Company, local: LocalTime, on: date) -> Moment:
    """The knowledge of that moment; what was imported since has to do where nothing was known."""
    instant = local.on(on)
    was_kept = instant <= tx.now and overdue.anything_known(tx, company, instant)
    return Moment(on, instant if was_kept else None)


def view(listed: Listed, say: Say) -> Message:
    """Lay out the totals, what to talk about first, and what changed."""
    headline = _headline(listed, say)
    if not listed.total:
        return Message(headline, (blocks.section(headline),))
    shown = [blocks.header(headline), _buckets(listed, say)]
    shown += [blocks.section(_others(listed, say))] if listed.total[1:] else []
    shown += disputed_apart(listed.found.disputed, say)
    shown.append(blocks.section(lines(bold(say("Talk about these first")), _first(listed, say))))
    if since := _since(listed, say):
        shown.append(blocks.section(since))
    if listed.at is None:
        shown += _details(listed, say)
    return Message(_aloud(listed, say), (*shown, _footer(listed, say)))


def thread(listed: Listed, say: Say) -> tuple[Message, ...]:
    """List every item by its owner, 20 a message."""
    pages = _pages(listed)
    return tuple(
        Message(_page_aloud(page, say), tuple(_page(listed, number, say)))
        for number, page in enumerate(pages[:PAGES])
    )


def _whose(listed: Listed, say: Say) -> str:
    return listed.name or say("Your receivables")


def _headline(listed: Listed, say: Say) -> Words:
    who = _whose(listed, say)
    if not listed.total:
        return say("{who}: nothing is overdue as of {day}.", who=who, day=say.day(listed.on))
    first = listed.total[0]
    return say(
        "{who}: {amount} overdue, {change}",
        who=who,
        amount=say.short(Money(first.now, first.currency)),
        change=_compared(first, listed, say),
    )


def _compared(change: Change, listed: Listed, say: Say) -> Words:
    day, by = say.day(listed.before_on), change.now - change.before
    if by == 0:
        return say("the same as on {day}", day=day)
    amount = say.money(Money(abs(by), change.currency))
    if by < 0:
        return say("{amount} less than on {day}", amount=amount, day=day)
    return say("{amount} more than on {day}", amount=amount, day=day)


def _buckets(listed: Listed, say: Say) -> blocks.Block:
    currency = listed.total[0].currency
    return blocks.fields(
        [
            lines(bold(_bucket(name, say)), say.money(Money(amount, currency)))
            for name, amount in _by_bucket(listed.found.items, currency)
        ]
    )


def _by_bucket(items: Iterable[Owed], currency: str) -> Iterator[tuple[str, int]]:
    for name in ageing.names()[1:]:
        own = (i.amount_minor for i in items if i.bucket == name and i.currency == currency)
        yield name, sum(own)


def _bucket(name: str, say: Say) -> Words:
    if name.endswith("+"):
        return say("over {n} days", n=int(name.removesuffix("+")))
    first, _, last = name.partition("-")
    return say("{first}–{last} days", first=first, last=last)


def _others(listed: Listed, say: Say) -> Words:
    """Say the other currencies a line each, with their buckets where something lies in them."""
    return lines(*(_other(change, listed, say) for change in listed.total[1:]))


def _other(change: Change, listed: Listed, say: Say) -> Words:
    currency = change.currency
    parts = [
        say(
            "{bucket}: {amount}",
            bucket=_bucket(name, say),
            amount=say.amount(Money(minor, currency)),
        )
        for name, minor in _by_bucket(listed.found.items, currency)
        if minor
    ]
    total = say(
        "{amount} overdue, {change}",
        amount=say.money(Money(change.now, currency)),
        change=_compared(change, listed, say),
    )
    return dotted(total, *parts)


def _first(listed: Listed, say: Say) -> Words:
    return ranked_list([_talk(parts, listed, say) for parts in listed.found.whole[:FIRST]])


def _talk(parts: Sequence[Owed], listed: Listed, say: Say) -> Words:
    first = parts[0]
    owners = list(dict.fromkeys(part.owner for part in parts if part.owner))
    paid_on = listed.found.last_paid.get(first.customer_id)
    return dotted(
        *_item(first, sum(part.amount_minor for part in parts), say),
        say.join(owners) if owners else say("nobody's"),
        say("last paid {day}", day=say.day(paid_on)) if paid_on else say("never paid yet"),
    )


def _item(item: Owed, minor: int, say: Say) -> tuple[str, ...]:
    return (
        say("{document} {customer}", document=item.document, customer=item.customer),
        say.money(Money(minor, item.currency)),
        say.count(item.days, "1 day", "{n} days"),
    )


def _since(listed: Listed, say: Say) -> Words | None:
    said = [dotted(*parts) for change in listed.changes if (parts := _moved(change, say))]
    if not said:
        return None
    return lines(bold(say("Since {day}", day=say.day(listed.before_on))), *said)


def _moved(change: Change, say: Say) -> list[Words]:
    def amount(minor: int) -> str:
        return say.money(Money(minor, change.currency))

    said = []
    if change.paid:
        said.append(
            say.count(
                change.paid_items,
                "{amount} paid on 1 item",
                "{amount} paid on {n} items",
                amount=amount(change.paid),
            )
        )
    if change.newly:
        said.append(
            say.count(
                change.newly_items,
                "{amount} newly overdue on 1 item",
                "{amount} newly overdue on {n} items",
                amount=amount(change.newly),
            )
        )
    if change.other:
        said.append(say("other changes {amount}", amount=amount(change.other)))
    return said


def _pages(listed: Listed) -> tuple[tuple[Owed, ...], ...]:
    in_order = sorted(
        listed.found.items, key=lambda item: (item.owner is None, item.owner or "", -item.days)
    )
    return tuple(tuple(in_order[at : at + PAGE]) for at in range(0, len(in_order), PAGE))


def _page(listed: Listed, number: int, say: Say) -> Iterator[blocks.Block]:
    pages = _pages(listed)
    for owner, own in groupby(pages[number], key=lambda item: item.owner):
        rows = [dotted(*_item(item, item.amount_minor, say)) for item in own]
        cut = [rows[at : at + SECTION] for at in range(0, len(rows), SECTION)]
        yield blocks.section(lines(bold(owner or say("Nobody's")), *cut[0]))
        yield from (blocks.section(lines(*part)) for part in cut[1:])
    if number == PAGES - 1 and len(pages) > PAGES:
        left = sum(map(len, pages[PAGES:]))
        yield blocks.context(say.count(left, "and 1 more item", "and {n} more items"))


def _page_aloud(page: Sequence[Owed], say: Say) -> Words:
    said = []
    for owner, own in groupby(page, key=lambda item: item.owner):
        count = len(tuple(own))
        who = owner or say("Nobody's")
        said.append(
            say.count(count, "{who}: 1 overdue item.", "{who}: {n} overdue items.", who=who)
        )
    return say.sentences(said)


def _details(listed: Listed, say: Say) -> list[blocks.Block]:
    """Put the items below a card that was asked for, where the first five are not all."""
    pages = _pages(listed)
    if len(listed.found.whole) <= FIRST:
        return []
    shown = [blocks.divider()]
    for number in range(min(TYPED_PAGES, len(pages))):
        shown += _page(listed, number, say)
    if left := sum(map(len, pages[TYPED_PAGES:])):
        more = say.count(left, "and 1 more item", "and {n} more items")
        shown.append(blocks.context(more))
    return shown


def _footer(listed: Listed, say: Say) -> blocks.Block:
    day = say.day(listed.on)
    if listed.at is None:
        return footer(say("as of {day}", day=day), say("only you can see this"))
    said = [say("as of {day}, {time}", day=day, time=f"{listed.at:%H:%M}")]
    if listed.is_team:
        why = "why this message: every week, to whoever leads {team} and to its channel"
        said.append(say(why, team=listed.name))
    return footer(*said)


def _aloud(listed: Listed, say: Say) -> Words:
    first = listed.found.whole[0]
    item, minor = first[0], sum(part.amount_minor for part in first)
    return say.sentences(
        [
            say("{headline}.", headline=_headline(listed, say)),
            say.count(
                item.days,
                "First: {document} {customer}, {amount}, 1 day overdue.",
                "First: {document} {customer}, {amount}, {n} days overdue.",
                document=item.document,
                customer=item.customer,
                amount=say.money(Money(minor, item.currency)),
            ),
        ]
    )


COMMAND = Command(
    name="overdue",
    summary="What is overdue: your team's, what to talk about first, and what changed",
    usage=("/overdue", "/overdue Sales East"),
    parse=parse,
    allow=see_team,
    run=run,
    view=view,
)

DIGESTS = (
    Digest(
        kind="overdue",
        when=(Weekly(),),
        audience="team",
        scopes=scopes,
        compose=compose,
        view=view,
        thread=thread,
    ),
)
