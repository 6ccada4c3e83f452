"""A way to the app that goes wrong on request: twice, late, in another order, or not at all."""

import asyncio
import uuid
from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import Any

from sandbox.delivery.envelope import ACK_SECONDS, Ack, Envelope, Transport
from sandbox.delivery.socket_mode import SocketMode
from sandbox.misbehave import DELIVERY_FAULTS, Misbehaviour

Spawn = Callable[[Coroutine[Any, Any, None]], None]


class Mischief:
    """Stand before the real way to the app."""

    def __init__(
        self, inner: Transport, sockets: SocketMode, misbehaviour: Misbehaviour, spawn: Spawn
    ) -> None:
        self._inner = inner
        self._sockets = sockets
        self._misbehaviour = misbehaviour
        self._spawn = spawn
        self._passed = asyncio.Event()

    async def deliver(self, envelope: Envelope) -> Ack:
        """Deliver, unless a fault happens now."""
        fault = self._misbehaviour.strike(DELIVERY_FAULTS, envelope.name)
        if fault is None:
            ack = await self._inner.deliver(envelope)
            self._passed.set()
            return ack
        if fault.kind == "drop_socket":
            await self._sockets.drop()
            return Ack(error="operation_timeout")
        if fault.kind == "reorder":
            await self._let_another_pass(fault.seconds)
        if fault.kind == "late":
            await asyncio.sleep(fault.seconds)
        if fault.kind == "duplicate":
            self._spawn(self._again(envelope, fault.seconds))
        ack = await self._inner.deliver(envelope)
        return await _lost() if fault.kind == "lost_ack" else ack

    async def close(self) -> None:
        """Close the real way."""
        await self._inner.close()

    async def _let_another_pass(self, seconds: float) -> None:
        self._passed = asyncio.Event()
        try:
            await asyncio.wait_for(self._passed.wait(), seconds)
        except TimeoutError:
            return

    async def _again(self, envelope: Envelope, seconds: float) -> None:
        await asyncio.sleep(seconds)
        await self._inner.deliver(replace(envelope, id=str(uuid.uuid4())))


async def _lost() -> Ack:
    await asyncio.sleep(ACK_SECONDS)
    return Ack(error="operation_timeout")
