"""The people of the harness: they type payments, confirm each until its card says so, and undo."""

import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from threading import Event, Lock, Thread
from time import monotonic

from faults import company, money
from faults.slack import Slack, place_id

FIRST_MINOR = 100_000  # CNY 1,000.00: the n-th payment is n cents more
PAUSE_SECONDS = 0.05
AGAIN_SECONDS = 1.5  # before somebody presses again what did not seem to work
HERE, BY_DIRECT_MESSAGE = "stands below", "by direct message"
DOUBLE, UNDONE = 0.3, 0.1  # how often somebody clicks twice, or takes back


@dataclass
class Payment:
    """One payment that somebody typed, and what was said to them about it."""

    number: int
    channel: str
    where: str = "?"  # channel, direct, nowhere (refused), or ? where nothing came back
    told_at: float = 0.0
    confirmed_at: float = 0.0
    taken_back_at: float = 0.0
    wants_undo: bool = False
    pressed_at: float = 0.0
    was_left: bool = False  # undecided when its week ended: finance may be reminded, once each

    @property
    def minor(self) -> int:
        """The amount, by which it is known everywhere."""
        return FIRST_MINOR + self.number

    @property
    def shown(self) -> str:
        """The amount as a card shows it."""
        return f"{self.minor // 100:,}.{self.minor % 100:02d}"


@dataclass
class People:
    """Everybody who types and presses; `vanished` is what was acknowledged and then not done."""

    slack: Slack
    url: str
    dice: random.Random
    payments: list[Payment] = field(default_factory=list)
    vanished: list[str] = field(default_factory=list)
    gestures: int = 0
    acknowledged: int = 0

    def __post_init__(self) -> None:
        """Have nothing to do yet."""
        self._quota, self._numbers, self._lock = 0, count(1), Lock()
        self._invoices = company.invoices()

    def want(self, more: int) -> None:
        """Let so many payments more be typed and confirmed."""
        self._quota += more

    @property
    def is_done(self) -> bool:
        """Tell whether everything is typed, confirmed and taken back that should be."""
        cards = [payment for payment in self.payments if self._cards(payment)]
        return len(cards) >= self._quota and not any(map(self._wish, cards))

    def leave(self) -> None:
        """Go home: what nobody decided is left for another day."""
        for payment in self.payments:
            payment.was_left |= not payment.confirmed_at

    @contextmanager
    def working(self) -> Iterator[None]:
        """Let them work beside whoever is in here."""
        ended = Event()
        thread = Thread(target=self._run, args=(ended,), daemon=True)
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join(60)

    def _run(self, ended: Event) -> None:
        with ThreadPoolExecutor(8) as hands:
            while not ended.wait(PAUSE_SECONDS):
                if self.slack.is_connected:
                    self._turn(hands)

    def _turn(self, hands: ThreadPoolExecutor) -> None:
        """Do the next thing: confirm what stands there, else type another one."""
        now = monotonic()
        for payment in self.payments[-200:]:
            wish = self._wish(payment) if now - payment.pressed_at > AGAIN_SECONDS else None
            if wish is not None:
                payment.pressed_at = now
                times = 2 if self.dice.random() < DOUBLE else 1
                for _ in range(times):
                    hands.submit(self._press, payment, wish, self.dice.choice(company.FINANCE))
                return
        if sum(payment.where != "nowhere" for payment in self.payments) < self._wanted():
            self._type()

    def _wanted(self) -> int:
        """Those of which nothing is seen or heard, though the line was cut, count for nothing."""
        silent = sum(p.where == "?" and not self._cards(p) for p in self.payments)
        return self._quota + silent

    def _type(self) -> None:
        number = next(self._numbers)
        payment = Payment(number, self.dice.choice(company.pay_channels()))
        payment.wants_undo = self.dice.random() < UNDONE
        invoice = self._invoices[number % len(self._invoices)]
        words = f"/paid {invoice} {payment.shown.replace(',', '')} ref F{number}"
        who = self.dice.choice((*company.reps(), *company.FINANCE))
        self.payments.append(payment)
        before = self.slack.redelivered["/paid"]
        ok, said = self.slack.type(who, payment.channel, words)
        self.gestures += 1
        self.acknowledged += ok
        payment.told_at = monotonic()
        if not ok:
            return
        if HERE in said:
            payment.where = "channel"
        elif BY_DIRECT_MESSAGE in said:
            payment.where = "direct"
        elif self.slack.redelivered["/paid"] == before:  # else the second coming may be taken
            payment.where = "nowhere"

    def _press(self, payment: Payment, action: str, person: str) -> None:
        """Press, and where that was acknowledged, nothing failed and nobody was refused: look."""
        failed, told = self.slack.lookups_failed, self.slack.told(person)
        card = self._cards(payment)[0]
        if not self.slack.offers(card, action):
            return
        ok = self.slack.press(person, card, action)
        with self._lock:
            self.gestures += 1
            self.acknowledged += ok
        if not ok or self.slack.lookups_failed != failed:
            return
        count_of = money.count_booked if action == "pay.confirm" else money.count_taken_back
        if count_of(self.url, payment.minor) == 0 and not self._was_told(person, told):
            self.vanished.append(f"{action} of {payment.shown}")

    def _was_told(self, person: str, told: int) -> bool:
        until = monotonic() + AGAIN_SECONDS
        waiting = Event()
        while self.slack.told(person) == told and monotonic() < until:
            waiting.wait(PAUSE_SECONDS)
        return self.slack.told(person) != told

    def _wish(self, payment: Payment) -> str | None:
        """What somebody would press now, by how the card reads."""
        cards = self._cards(payment)
        if not cards or payment.taken_back_at:
            return None
        text = self.slack.reads(cards[0])
        if "Taken back" in text:
            payment.taken_back_at = monotonic()
            return None
        if "is booked" not in text:
            return "pay.confirm"
        payment.confirmed_at = payment.confirmed_at or monotonic()
        is_open = payment.wants_undo and self.slack.offers(cards[0], "pay.undo")
        return "pay.undo" if is_open else None

    def _cards(self, payment: Payment) -> list[tuple[str, str]]:
        """Where the card stands: in its channel, or with finance."""
        return self.slack.cards.get(payment.shown, [])


def places(payment: Payment, where: str) -> list[str]:
    """The conversations in which the card of a payment stands."""
    if where == "channel":
        return [place_id(payment.channel)]
    return [place_id(f"@{person}") for person in company.FINANCE]
