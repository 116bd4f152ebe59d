"""Lets in only who knows the token, and only under a name of this machine; for TCP, which anybody can reach.

The name is checked because a page in a browser can have its own name resolve to 127.0.0.1 (DNS rebinding).
"""

from __future__ import annotations

import hmac
import re
from typing import Final

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from jepa_learning.api.problems import problem

_LOOPBACK: Final = re.compile(r"(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?", re.IGNORECASE)


class Guard:
    """ASGI middleware.

    Args:
        token: What `Authorization: Bearer` must carry.
    """

    def __init__(self, app: ASGIApp, *, token: str) -> None:
        self._app = app
        self._expected = f"Bearer {token}".encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer that it may not."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if not _LOOPBACK.fullmatch(headers.get("host", "")):
            refusal = problem(
                "host_refused", "the Host header names no loopback address: use 127.0.0.1 or localhost"
            )
            await refusal(scope, receive, send)
        elif not hmac.compare_digest(headers.get("authorization", "").encode(), self._expected):
            detail = "the bearer token is missing or wrong: sidecar.json in the runtime folder has it"
            await problem("unauthorized", detail, {"www-authenticate": "Bearer"})(scope, receive, send)
        else:
            await self._app(scope, receive, send)
