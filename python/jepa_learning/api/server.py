"""Runs the app with uvicorn until it is asked to leave, is idle for long enough or cannot be reached."""

from __future__ import annotations

import logging
import signal
import socket
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

import uvicorn
from starlette.types import ASGIApp

from jepa_learning.api.activity import Activity
from jepa_learning.ports.journal import Journal, Level

_TICKS_A_LOOK: Final = 10
"""A second: so often it looks whether it can still be reached."""

_SIGNALS: Final = (signal.SIGTERM, signal.SIGINT)
_LEVELS: Final[dict[int, Level]] = {
    logging.WARNING: "warning",
    logging.ERROR: "error",
    logging.CRITICAL: "error",
}


class Server(uvicorn.Server):
    """One server on one bound socket.

    Args:
        activity: Says how long there has been no request.
        idle_exit_s: Leave after so long.
        grace_s: How long open requests may go on when leaving.
        on_listening: Called once connections are taken.
        on_leaving: Called when it takes no more, to end what would go on by itself.
        is_reachable: Says whether it could still be found; where not, it leaves once it has nothing to do, so
            that its data directory is free for another.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        activity: Activity,
        idle_exit_s: float,
        grace_s: int,
        on_listening: Callable[[], None],
        on_leaving: Callable[[], Awaitable[None]],
        is_reachable: Callable[[], bool],
    ) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                lifespan="off",
                http="h11",
                ws="none",
                log_config=None,
                access_log=False,
                server_header=False,
                timeout_graceful_shutdown=grace_s,
            )
        )
        self._activity = activity
        self._idle_exit_s = idle_exit_s
        self._on_listening = on_listening
        self._on_leaving = on_leaving
        self._is_reachable = is_reachable

    def leave(self) -> None:
        """Take no more requests, finish those that are open, return from `run`."""
        self.should_exit = True

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen, and say so."""
        await super().startup(sockets)
        self._on_listening()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Finish what is open, without what would never end."""
        await self._on_leaving()
        await super().shutdown(sockets)

    async def on_tick(self, counter: int) -> bool:
        """Say, ten times a second, whether it is time to leave."""
        return await super().on_tick(counter) or self._is_of_no_use(counter)

    def _is_of_no_use(self, counter: int) -> bool:
        idle_s = self._activity.idle_s
        is_looking = idle_s > 0 and counter % _TICKS_A_LOOK == 0
        return idle_s >= self._idle_exit_s or (is_looking and not self._is_reachable())

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave on a signal; it is not raised again afterwards, because then there is something to save."""
        before = {number: signal.signal(number, self.handle_exit) for number in _SIGNALS}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def log_to(journal: Journal) -> None:
    """Have warnings of what serves noted, without what they say: it may quote a request."""
    for name in ("uvicorn.error", "asyncio", "mcp"):
        logger = logging.getLogger(name)
        logger.handlers = [_ToJournal(journal)]
        logger.propagate = False


class _ToJournal(logging.Handler):
    def __init__(self, journal: Journal) -> None:
        super().__init__(logging.WARNING)
        self._journal = journal

    def emit(self, record: logging.LogRecord) -> None:
        error: Any = record.exc_info[0] if record.exc_info else None
        self._journal.note(
            "server",
            level=_LEVELS.get(record.levelno, "warning"),
            error=getattr(error, "__name__", None),
            where=f"{record.module}:{record.lineno}",
        )
