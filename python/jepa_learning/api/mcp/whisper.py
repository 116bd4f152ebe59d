"""The current whisper as a resource, and who is told when it changes."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Final

from anyio.abc import TaskGroup
from mcp.server.session import ServerSession
from mcp.server.subscriptions import ResourceUpdated, ServerEvent

from jepa_learning.application.current_whisper import CurrentWhisper

WHISPER: Final = "jepa://whisper"

Leave = Callable[[], None]


def read_whisper(current: CurrentWhisper) -> str:
    """Return the whisper that stands now, as JSON; null where there is none."""
    return json.dumps({"whisper": current.recall()}, ensure_ascii=False)


class WhisperBus:
    """Carries changes of the whisper, from whatever thread made them, to the streams of the SDK.

    It is the SDK's `SubscriptionBus`: nobody but the current whisper publishes.
    """

    def __init__(self, current: CurrentWhisper) -> None:
        self._current = current

    async def publish(self, event: ServerEvent) -> None:
        """Nothing else is published here."""

    def subscribe(self, listener: Callable[[ServerEvent], None]) -> Leave:
        """Call the listener in this event loop after every change; return what ends that."""
        loop = asyncio.get_running_loop()
        event = ResourceUpdated(uri=WHISPER)
        return self._current.listen(lambda: _soon(loop, listener, event))


class Subscriptions:
    """What the client of one connection subscribed to, in the way of protocol versions before 2026-07-28."""

    def __init__(self, bus: WhisperBus, tasks: TaskGroup) -> None:
        self._bus = bus
        self._tasks = tasks
        self._leave: Leave | None = None

    def subscribe(self, session: ServerSession) -> None:
        """Tell the client of every change, once."""

        def tell(event: ServerEvent) -> None:
            self._tasks.start_soon(session.send_resource_updated, WHISPER)

        self.close()
        self._leave = self._bus.subscribe(tell)

    def close(self) -> None:
        """Tell it no more."""
        if self._leave is not None:
            self._leave()
            self._leave = None


def _soon(
    loop: asyncio.AbstractEventLoop, listener: Callable[[ServerEvent], None], event: ServerEvent
) -> None:
    if not loop.is_closed():
        loop.call_soon_threadsafe(listener, event)
