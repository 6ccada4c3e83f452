"""Sabotages: a part of the bot left out, so that the harness is seen to catch it."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from slack_sdk import WebClient
from slack_sdk.http_retry import default_retry_handlers

from bot import gateway, messenger
from bot.dispatch import Dispatcher
from bot.outbox import Outbox
from storage import deliveries, occurrences, outbox
from storage.companies import Company
from storage.database import Tx
from storage.outbox import Delivery


def sdk_retries() -> None:
    """Let the SDK send again what it thinks was not sent."""
    made = gateway.web_client

    def retrying(*given: Any, **named: Any) -> WebClient:
        client = made(*given, **named)
        client.retry_handlers = default_retry_handlers()
        return client

    messenger.web_client = retrying  # type: ignore[attr-defined]


def send_before_commit() -> None:
    """Call Slack first; the claim is committed together with what became of it."""
    record = outbox._record

    def claim(self: Outbox) -> Delivery | None:
        with self._database.rehearse(self._now()) as tx:
            return outbox.claim(tx, self._company, self._name, frozenset(self._paced))

    def late(tx: Tx, company: Company, delivery: Delivery, values: Mapping[str, Any]) -> bool:
        claimed = {"state": "claimed", "attempts": delivery.attempts}
        outbox._set(tx, company, (delivery.id,), claimed)
        return record(tx, company, delivery, values)

    Outbox._claim = claim  # type: ignore[method-assign]
    outbox._record = late


def no_claim() -> None:
    """Take messages without claiming them: whoever looks takes them, too."""
    put, record = outbox._set, outbox._record

    def unclaimed(
        tx: Tx, company: Company, row_ids: tuple[int, ...], values: Mapping[str, Any]
    ) -> None:
        if values.get("state") != "claimed":
            put(tx, company, row_ids, values)

    def anyway(tx: Tx, company: Company, delivery: Delivery, values: Mapping[str, Any]) -> bool:
        claimed = {"state": "claimed", "attempts": delivery.attempts}
        put(tx, company, (delivery.id,), claimed)
        return record(tx, company, delivery, values)

    outbox._set, outbox._record = unclaimed, anyway


def no_occurrence() -> None:
    """Write what comes by the clock without taking the right to: no row, and no key."""
    row = deliveries._row

    def another(tx: Tx, company: Company, dedupe_key: str, body: deliveries.Body) -> dict[str, Any]:
        if not dedupe_key.startswith(outbox.URGENT):
            dedupe_key = f"{dedupe_key}/{secrets.token_hex(4)}"
        return row(tx, company, dedupe_key, body)

    def taken(*_given: Any, **_named: Any) -> bool:
        return True

    def nothing(*_given: Any, **_named: Any) -> frozenset[tuple[str, str]]:
        return frozenset()

    deliveries._row = another
    occurrences.claim, occurrences.taken = taken, nothing


def ack_first() -> None:
    """Acknowledge a click before its effect is stored."""
    Dispatcher.writes = lambda _self, _request: False  # type: ignore[assignment,method-assign]


def no_key() -> None:
    """Carry a request out however often it is delivered."""
    answer = Dispatcher.answer

    def anew(self: Dispatcher, request: Any) -> Any:
        return answer(self, replace(request, key=secrets.token_hex(8)))

    Dispatcher.answer = anew  # type: ignore[method-assign]


SABOTAGES: dict[str, Callable[[], None]] = {
    "sdk-retries": sdk_retries,
    "send-before-commit": send_before_commit,
    "no-claim": no_claim,
    "no-occurrence": no_occurrence,
    "ack-first": ack_first,
    "no-key": no_key,
}
