"""Follows every request: gives it an id, notes one line, answers a fault, knows when all is quiet."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from jepa_learning.api.problems import problem
from jepa_learning.ports.journal import Journal, place_of

_ID: Final = re.compile(r"[A-Za-z0-9._-]{1,64}")
_QUIET_ROUTES: Final = frozenset({"/healthz", "/readyz"})


class Activity:
    """How many requests are open, and how long there has been none.

    Args:
        timer: Gives seconds; only differences are used.
    """

    def __init__(self, timer: Callable[[], float]) -> None:
        self.timer = timer
        self._open = 0
        self._last = timer()

    def begin(self) -> None:
        """A request has come."""
        self._open += 1

    def end(self) -> None:
        """A request has been answered."""
        self._open -= 1
        self._last = self.timer()

    def touch(self) -> None:
        """Something has come over a connection that rests."""
        self._last = self.timer()

    @contextmanager
    def resting(self) -> Iterator[None]:
        """While it lasts, do not count a request that is open: it only waits."""
        self.end()
        try:
            yield
        finally:
            self.begin()

    @property
    def idle_s(self) -> float:
        """Seconds since the last request ended; 0 while one is open."""
        return 0.0 if self._open else self.timer() - self._last


class Followed:
    """ASGI middleware, the outermost one of ours."""

    def __init__(self, app: ASGIApp, *, activity: Activity, journal: Journal) -> None:
        self._app = app
        self._activity = activity
        self._journal = journal

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and follow it to its end."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = _Request(scope, send)
        began = self._activity.timer()
        self._activity.begin()
        try:
            await self._app(scope, receive, request.send)
        # the outermost place: a fault becomes an answer and a line, not a dead sidecar
        except Exception as error:
            self._journal.note(
                "fault", level="error", request=request.id, error=type(error).__name__, where=place_of(error)
            )
            if request.status is None:
                detail = (
                    f"a fault of the sidecar; report it with the lines of request {request.id} in its log"
                )
                await problem("internal", detail)(scope, receive, request.send)
        finally:
            self._activity.end()
            self._note(request, scope, self._activity.timer() - began)

    def _note(self, request: _Request, scope: Scope, seconds: float) -> None:
        # never the path as it came: it may say anything
        route = getattr(scope.get("route"), "path", "unknown")
        self._journal.note(
            "request",
            level="debug" if route in _QUIET_ROUTES else "info",
            request=request.id,
            method=scope["method"],
            route=route,
            status=request.status,
            duration_ms=round(seconds * 1000, 2),
        )


class _Request:
    """One request's id and, once it is answered, its status."""

    def __init__(self, scope: Scope, send: Send) -> None:
        given = Headers(scope=scope).get("x-request-id", "")
        self.id = given if _ID.fullmatch(given) else secrets.token_hex(8)
        self.status: int | None = None
        self._send = send

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            MutableHeaders(scope=message)["x-request-id"] = self.id
        await self._send(message)
