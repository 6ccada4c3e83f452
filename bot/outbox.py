"""Delivery: every stored message exactly once, in its channel's order, and never outside.

A claim is committed before Slack is called, and what became of the call is recorded after it. What
is uncertain is settled by reading back, once nothing of it can be on its way any more.
"""

import random
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic

from bot import log
from bot.access import Unchecked, UserFacts, language_of
from bot.gateway import POST_TIMEOUT_SECONDS, SlackRefused, SlackUnreachable
from bot.messenger import NO_CHANNEL, Impossible, Lost, Messenger, Refused
from storage import outbox, slack_users
from storage.companies import Company
from storage.database import Database
from storage.outbox import Delivery
from storage.slack_users import Reader
from storage.undelivered import hand_to_finance

FLIGHT_LIMIT = timedelta(seconds=POST_TIMEOUT_SECONDS + 60)
MOST_PREPARATION_SECONDS = 20.0  # after that a claim is handed back unsent: it was asleep
PACE_SECONDS = 1.0
MOST_REFUSALS = 8
LONGEST_WAIT_SECONDS = 60.0
MARGIN = timedelta(hours=1)
# Refusals that pass, or that somebody has to end: the message waits for it.
PASSING = frozenset(
    {
        "ratelimited",
        "unreachable",
        "not_sent",
        "unchecked",
        "token_revoked",
        "token_expired",
        "account_inactive",
        "invalid_auth",
        "not_authed",
        "missing_scope",
        "no_permission",
        "team_access_not_granted",
        "org_login_required",
        "ekm_access_denied",
        "request_timeout",
        "accesslimited",
        "slept",
    }
)
_CHANNEL_ID = re.compile(r"[CGD][A-Z0-9]{8,}")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a message goes, and in which language."""

    channel: str
    language: str


class Outbox:
    """Deliver what is stored for one company."""

    def __init__(
        self,
        database: Database,
        company: Company,
        messenger: Messenger,
        now: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._company = company
        self._messenger = messenger
        self._now = now
        self._name = secrets.token_hex(8)
        self._paced: dict[str, float] = {}

    def deliver(self, is_ending: Callable[[], bool] = lambda: False) -> float | None:
        """Deliver until nothing is due; give the seconds until a channel may be posted to again."""
        if not self._is_anything_due():
            return None
        self._settle(is_ending)
        while not is_ending() and (delivery := self._claim()):
            self._attempt(delivery)
        return min((at - monotonic() for at in self._paced.values()), default=None)

    def _is_anything_due(self) -> bool:
        with self._database.read(self._now()) as tx:
            return outbox.is_anything_due(tx, self._company, FLIGHT_LIMIT)

    def _claim(self) -> Delivery | None:
        at = monotonic()
        self._paced = {target: until for target, until in self._paced.items() if until > at}
        with self._database.write(self._now()) as tx:
            return outbox.claim(tx, self._company, self._name, frozenset(self._paced))

    def _attempt(self, delivery: Delivery) -> None:
        """Send one message, and record how that ended."""
        claimed_at = monotonic()
        try:
            place = self._place(delivery)
            if monotonic() - claimed_at > MOST_PREPARATION_SECONDS:
                raise Refused("slept")  # noqa: TRY301 - handed back like any other refusal
            ts = self._send(delivery, place)
        except Refused as refused:
            self._again(delivery, refused)
        except Impossible as impossible:
            self._drop(delivery, impossible.error)
        except Lost as lost:
            self._lose(delivery, lost.error)
        except Exception as error:  # noqa: BLE001 - a bug here must not post anything twice
            log.failure("delivery_failed", error, row=delivery.id)
            self._lose(delivery, "failed")
        else:
            with self._database.write(self._now()) as tx:
                outbox.sent(tx, self._company, delivery, place.channel, ts)
            log.info("delivered", row=delivery.id, kind=delivery.kind)

    def _send(self, delivery: Delivery, place: Place) -> str:
        body = delivery.body[place.language]
        if delivery.kind == "update":
            assert delivery.ts is not None, delivery.id
            self._messenger.update(place.channel, delivery.ts, body)
            return delivery.ts
        self._paced[delivery.target] = monotonic() + PACE_SECONDS
        return self._messenger.post(place.channel, delivery.id, body, delivery.ts)

    # --- how it ended ----------------------------------------------------------------------------

    def _again(self, delivery: Delivery, refused: Refused) -> None:
        """It was surely not sent: try again later, but what Slack always refuses not for ever."""
        if refused.error not in PASSING and delivery.attempts >= MOST_REFUSALS:
            self._drop(delivery, refused.error)
            return
        log.warning("not_delivered", row=delivery.id, reason=refused.error)
        after = timedelta(seconds=max(refused.after, _backoff(delivery.attempts)))
        with self._database.write(self._now()) as tx:
            outbox.again(tx, self._company, delivery, after, refused.error)

    def _lose(self, delivery: Delivery, why: str) -> None:
        """Nobody knows whether it was sent; an update does no harm twice."""
        if delivery.kind == "update":
            self._again(delivery, Refused("unreachable"))
            return
        log.warning("uncertain", row=delivery.id, reason=why)
        with self._database.write(self._now()) as tx:
            outbox.uncertain(tx, self._company, delivery, why)

    def _drop(self, delivery: Delivery, why: str) -> None:
        """It cannot be sent: for money, finance gets it by direct message instead."""
        log.warning("not_posted", row=delivery.id, kind=delivery.kind, reason=why)
        with self._database.write(self._now()) as tx:
            if outbox.dropped(tx, self._company, delivery, why) and why in NO_CHANNEL:
                hand_to_finance(tx, self._company, delivery)

    # --- what is uncertain -----------------------------------------------------------------------

    def _settle(self, is_ending: Callable[[], bool]) -> None:
        """Read back what may have been posted, when the flight limit is over."""
        with self._database.write(self._now()) as tx:
            outbox.expire(tx, self._company, FLIGHT_LIMIT)
            found = outbox.unsettled(tx, self._company, FLIGHT_LIMIT)
        for delivery in found:
            if is_ending() or not self._read_back(delivery):
                return

    def _read_back(self, delivery: Delivery) -> bool:
        """Settle one; False when Slack cannot be asked now."""
        try:
            channel = delivery.channel or self._channel(delivery.target)
            oldest = delivery.made_at - MARGIN
            ts = self._messenger.find(channel, delivery.id, delivery.ts, oldest)
        except Impossible as impossible:
            if impossible.error == "thread_not_found":
                self._drop(delivery, impossible.error)
            else:
                self._cannot_be_read(delivery, impossible.error)
        except Refused as refused:
            if refused.error not in {"missing_scope", "too_much_to_read"}:
                log.warning("not_settled", row=delivery.id, reason=refused.error)
                return False
            self._cannot_be_read(delivery, refused.error)
        else:
            self._settled(delivery, channel, ts)
        return True

    def _settled(self, delivery: Delivery, channel: str, ts: str | None) -> None:
        log.info("settled", row=delivery.id, found=ts is not None)
        with self._database.write(self._now()) as tx:
            if ts is None:
                outbox.again(tx, self._company, delivery, timedelta(), "not_found")
            else:
                outbox.sent(tx, self._company, delivery, channel, ts)

    def _cannot_be_read(self, delivery: Delivery, why: str) -> None:
        """It stays uncertain, holds nothing up, and a person has to look (`huikuan doctor`)."""
        log.warning("cannot_be_settled", row=delivery.id, reason=why)
        with self._database.write(self._now()) as tx:
            outbox.uncertain(tx, self._company, delivery, outbox.UNREADABLE)

    # --- where it goes ---------------------------------------------------------------------------

    def _place(self, delivery: Delivery) -> Place:
        """Find the conversation, and refuse one that somebody outside could read."""
        if delivery.target.startswith("person:"):
            facts = self._user(delivery.target)
            language = language_of(facts, self._company.language)
            return Place(delivery.channel or self._messenger.direct(facts.id), language)
        if delivery.audience == "personal":
            raise Impossible("personal_message_for_a_channel")
        channel = delivery.channel or self._channel(delivery.target)
        self._check(channel)
        return Place(channel, self._company.language)

    def _channel(self, target: str) -> str:
        if target.startswith("person:"):
            return self._messenger.direct(self._user(target).id)
        if _CHANNEL_ID.fullmatch(target):
            return target
        return self._messenger.channel_called(target)

    def _check(self, channel: str) -> None:
        try:
            facts = self._messenger.gateway.channel_facts(channel)
        except SlackRefused as refused:
            if refused.error in NO_CHANNEL:
                raise Impossible(refused.error) from refused
            raise Refused("unchecked") from refused
        except SlackUnreachable as error:
            raise Refused("unchecked") from error
        if facts.is_external:
            raise Impossible("external_channel")
        if facts.is_archived:
            raise Impossible("is_archived")
        if not facts.has_bot:
            raise Impossible("not_in_channel")

    def _user(self, target: str) -> UserFacts:
        """Find the Slack user of a person: who was remembered, while that still is the person."""
        person_id = int(target.removeprefix("person:"))
        with self._database.read(self._now()) as tx:
            reader = slack_users.reader(tx, self._company, person_id)
        if reader is None or reader.email is None:
            raise Impossible("users_not_found")
        facts = self._remembered(reader) or self._looked_up(reader)
        if not facts.belongs_to(self._company.slack_team_id or ""):
            raise Impossible("no_member_of_the_workspace")
        return facts

    def _remembered(self, reader: Reader) -> UserFacts | None:
        if reader.slack_user_id is None:
            return None
        facts = self._asked(reader.slack_user_id)
        is_same = not facts.is_deleted and _is_address(facts, reader)
        return facts if is_same else None

    def _looked_up(self, reader: Reader) -> UserFacts:
        assert reader.email is not None, reader.person_id
        found = self._messenger.user_of(reader.email)
        facts = self._asked(found.id)
        language = language_of(facts, self._company.language)
        known = Reader(reader.person_id, reader.email, facts.id, language)
        with self._database.write(self._now()) as tx:
            slack_users.remember(tx, self._company, known)
        return facts

    def _asked(self, user_id: str) -> UserFacts:
        try:
            return self._messenger.gateway.user(user_id)
        except Unchecked as unchecked:
            raise Refused("unchecked") from unchecked


def _is_address(facts: UserFacts, reader: Reader) -> bool:
    return (facts.email or "").casefold() == (reader.email or "").casefold()


def _backoff(attempts: int) -> float:
    """Wait longer after every attempt, and not all at the same moment."""
    return min(2.0 ** (attempts - 1), LONGEST_WAIT_SECONDS) * random.uniform(1.0, 1.25)  # noqa: S311 - no secret
