"""What was wanted, and what is there: from the harness's own words, calendar and eyes.

Nothing here knows the bot. What is wanted comes from what was typed and acknowledged, and from the
almanac; what is there is what Slack holds, and for payments the rows of the database.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from faults import people
from faults.almanac import Owed
from faults.money import Money
from faults.people import Payment
from faults.slack import Slack, place_id


@dataclass(frozen=True, slots=True)
class Wanted:
    """A message that must be seen once: where, how it is known, and since when it is wanted."""

    channel: str
    sign: str
    since: float


@dataclass
class Verdict:
    """What came of everything; every list must be empty."""

    messages: int = 0
    payments: int = 0
    lost: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    unwanted: list[str] = field(default_factory=list)
    money: list[str] = field(default_factory=list)
    misread: list[str] = field(default_factory=list)
    late: list[str] = field(default_factory=list)
    vanished: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    @property
    def findings(self) -> dict[str, list[str]]:
        """Give what is wrong, by kind."""
        return {name: found for name, found in vars(self).items() if isinstance(found, list)}

    @property
    def is_green(self) -> bool:
        """Tell whether nothing is wrong."""
        return not any(self.findings.values())


def by_clock(owed: Owed, since: float) -> Wanted:
    """A message that the clock owes."""
    return Wanted(place_id(owed.place), owed.sign, since)


def by_word(payment: Payment) -> Iterator[Wanted]:
    """What somebody was promised: the card, and in a channel the line below it."""
    if payment.where not in {"channel", "direct"}:
        return
    for channel in people.places(payment, payment.where):
        card = f"card {payment.shown}"
        yield Wanted(channel, card, payment.told_at)
        if payment.where == "channel" and payment.confirmed_at:
            yield Wanted(channel, f"{card}/booked", payment.confirmed_at)
        if payment.where == "channel" and payment.taken_back_at:
            yield Wanted(channel, f"{card}/taken back", payment.taken_back_at)


def judge(
    slack: Slack, clock: list[tuple[Owed, float]], payments: list[Payment], money: Money
) -> Verdict:
    """Compare everything that is there with everything that was wanted."""
    found = Verdict()
    wanted = {(w.channel, w.sign) for w in (by_clock(*one) for one in clock)}
    wanted |= _of_payments(slack, payments, money, found)
    below = {(place_id(o.place), o.sign): o.below for o, _ in clock if o.below}
    for key in wanted:
        found.messages += 1
        _count(key, len(slack.seen.get(key, ())), found)
    reminded = {key for payment in payments if payment.was_left for key in _reminders(payment)}
    for key, moments in list(slack.seen.items()):
        root = (key[0], key[1].partition("/")[0])
        if key not in wanted and root in below:
            found.messages += 1
            _count(key, len(moments), found)
        elif key in reminded and key not in wanted:
            _count(key, len(moments), found)
        elif key not in wanted:
            found.unwanted.append(f"{key[1]} in {key[0]}")
    for (channel, sign), pages in below.items():
        there = sum(c == channel and s.startswith(f"{sign}/") for c, s in slack.seen)
        found.lost += [f"a page below {sign} in {channel}"] * max(0, pages - there)
        found.unwanted += [f"a page below {sign} in {channel}"] * max(0, there - pages)
    return found


def _reminders(payment: Payment) -> Iterator[tuple[str, str]]:
    """What nobody decided for a working day is repeated to finance."""
    for channel in people.places(payment, "direct"):
        yield channel, f"card {payment.shown}"


def _count(key: tuple[str, str], times: int, found: Verdict) -> None:
    if times == 0:
        found.lost.append(f"{key[1]} in {key[0]}")
    elif times > 1:
        found.twice.append(f"{key[1]} in {key[0]}: {times} times")


def _of_payments(
    slack: Slack, payments: list[Payment], money: Money, found: Verdict
) -> set[tuple[str, str]]:
    wanted = set()
    for payment in payments:
        where = payment.where
        proposed = money.proposed[payment.minor]
        if where == "?":  # nothing came back: it was done wholly, or not at all
            at_home = (place_id(payment.channel), f"card {payment.shown}") in slack.seen
            where = ("channel" if at_home else "direct") if proposed else "nowhere"
        if proposed != (where != "nowhere"):
            found.money.append(f"{payment.shown} was proposed {proposed} times")
        if where == "nowhere":
            continue
        wanted |= _of_one(slack, payment, where, money, found)
    return wanted


def _of_one(
    slack: Slack, payment: Payment, where: str, money: Money, found: Verdict
) -> set[tuple[str, str]]:
    """Every card ends confirmed, by one receipt of its amount, or taken back by one row."""
    found.payments += 1
    card, booked = f"card {payment.shown}", money.booked[payment.minor]
    undone = money.taken_back[payment.minor]
    if booked != 1:
        found.money.append(f"{payment.shown} was booked {booked} times")
    if undone > payment.wants_undo or (payment.taken_back_at and undone != 1):
        found.money.append(f"{payment.shown} was taken back {undone} times")
    if money.settled[payment.minor] != payment.minor * (booked - undone):
        found.money.append(f"{payment.shown} settles {money.settled[payment.minor]} of it")
    wanted = set()
    for channel in people.places(payment, where):
        wanted.add((channel, card))
        if where == "channel":
            wanted |= {(channel, f"{card}/booked")} if booked else set()
            wanted |= {(channel, f"{card}/taken back")} if undone else set()
    right = "Taken back" if undone else "is booked" if booked else "arrived"
    for place in slack.cards.get(payment.shown, []):
        if right not in slack.reads(place):
            found.misread.append(f"{card} in {place[0]}: {slack.reads(place)}")
    return wanted
