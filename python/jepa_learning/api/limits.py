"""Bounds every request: how large its body may be, and how long its answer may take to begin."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping
from typing import Any

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from jepa_learning.api.problems import problem


class Limits:
    """ASGI middleware.

    A body is refused by its declared length before any of it is read, or as soon as it has grown too large.
    An answer that has begun (a stream) may go on for as long as it likes.

    Args:
        request_bytes: Largest body, unless `larger` names its path.
        timeout_s: Longest wait for the begin of an answer.
        larger: Largest bodies by how their path begins, each with the setting that says so.
        connections: Paths whose requests last as long as a connection; each bounds its messages itself.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        request_bytes: int,
        timeout_s: float,
        larger: Mapping[str, tuple[int, str]] | None = None,
        connections: Collection[str] = (),
    ) -> None:
        self._app = app
        self._larger = larger or {}
        self._connections = connections
        self._request_bytes = request_bytes
        self._timeout_s = timeout_s
        self._overdue: set[asyncio.Task[Any]] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on within its bounds."""
        if scope["type"] != "http" or scope["path"] in self._connections:
            await self._app(scope, receive, send)
            return
        most, setting = self._most(scope["path"])
        if _declared_length(scope) > most:
            await problem("request_too_large", _too_large(most, setting))(scope, receive, send)
        else:
            await self._within_time(scope, self._bounded(receive, most, setting), send)

    def _most(self, path: str) -> tuple[int, str]:
        larger = (one for beginning, one in self._larger.items() if path.startswith(beginning))
        return next(larger, (self._request_bytes, "sidecar.request_limit_bytes"))

    def _bounded(self, receive: Receive, most: int, setting: str) -> Receive:
        received = 0

        async def bounded() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > most:
                raise HTTPException(413, _too_large(most, setting))
            return message

        return bounded

    async def _within_time(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer = _Answer(send)
        task = asyncio.ensure_future(self._app(scope, receive, answer.send))
        try:
            await asyncio.wait({task}, timeout=self._timeout_s)
        except asyncio.CancelledError:
            task.cancel()
            raise
        if task.done() or answer.has_begun:
            await task
            return
        answer.is_closed = True
        self._abandon(task)
        await problem("request_timeout", self._too_slow())(scope, receive, send)

    def _abandon(self, task: asyncio.Task[Any]) -> None:
        """Nobody waits for it any more; work in a thread goes on to its end, so it is kept until then."""
        task.cancel()
        self._overdue.add(task)
        task.add_done_callback(self._overdue.discard)
        task.add_done_callback(lambda done: done.cancelled() or done.exception())

    def _too_slow(self) -> str:
        return (
            f"there is no answer after {self._timeout_s:g} s: the work goes on; ask again later, or raise "
            "sidecar.request_timeout_s"
        )


class _Answer:
    """What is sent, until it is closed; then it goes nowhere."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.has_begun = False
        self.is_closed = False

    async def send(self, message: Message) -> None:
        if not self.is_closed:
            self.has_begun = True
            await self._send(message)


def _too_large(most: int, setting: str) -> str:
    return f"the body has more than {most} bytes: send less at once, or raise {setting}"


def _declared_length(scope: Scope) -> int:
    declared = Headers(scope=scope).get("content-length", "")
    return int(declared) if declared.isdecimal() else 0
