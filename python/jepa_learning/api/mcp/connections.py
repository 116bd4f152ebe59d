"""What is behind the door: two servers for streamable HTTP, and one for each connection of JSON lines.

It imports the SDK, so it is imported when the first client comes. HTTP keeps no sessions: a client outlives
any sidecar. What is sent unasked goes over a connection of JSON lines, or over a stream that a client asked
for with `subscriptions/listen`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack
from typing import Any, Final

import anyio
from anyio.abc import TaskGroup
from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel import Server
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.server.subscriptions import ListenHandler
from mcp.server.transport_security import TransportSecuritySettings
from starlette.types import Receive, Scope, Send

from jepa_learning.api.mcp.pipe import serve_pipe
from jepa_learning.api.mcp.server import build_server
from jepa_learning.api.mcp.whisper import Subscriptions, WhisperBus
from jepa_learning.api.state import Sidecar

_LOOPBACK: Final = ("localhost", "127.0.0.1", "[::1]")
_SECURITY: Final = TransportSecuritySettings(
    allowed_hosts=[name for host in _LOOPBACK for name in (host, f"{host}:*")],
    allowed_origins=[name for host in _LOOPBACK for name in (f"http://{host}", f"http://{host}:*")],
)
"""Against DNS rebinding: a page in a browser can have its own name resolve to this machine."""


class Connections:
    """All that is open.

    Args:
        most_bytes: Longest message.
    """

    def __init__(self, sidecar: Sidecar, *, most_bytes: int) -> None:
        self._sidecar = sidecar
        self._most_bytes = most_bytes
        self._bus = WhisperBus(sidecar.application.current_whisper)
        self._listening = ListenHandler(self._bus)
        self._pipes: set[anyio.CancelScope] = set()
        self._managers = {writes: self._manager(writes) for writes in (False, True)}
        self._ending = asyncio.Event()
        self._running: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Serve HTTP from now on."""
        started: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._running = asyncio.create_task(self._run(started))
        await started

    async def close(self) -> None:
        """End every stream and connection."""
        self._listening.close()
        for pipe in self._pipes:
            pipe.cancel()
        self._ending.set()
        if self._running is not None:
            await self._running

    async def http(self, scope: Scope, receive: Receive, send: Send, *, writes: bool) -> None:
        """Answer one request of streamable HTTP."""
        await self._managers[writes].handle_request(scope, receive, send)

    async def pipe(
        self, receive: Receive, send: Send, *, writes: bool, project: str | None, came: Callable[[], None]
    ) -> None:
        """Serve one connection of JSON lines to its end."""
        subscribed: list[Subscriptions] = []

        def build(tasks: TaskGroup) -> Server[Any]:
            subscribed.append(Subscriptions(self._bus, tasks))
            return build_server(
                self._sidecar,
                writes=writes,
                project_of=lambda ctx: project,
                listening=self._listening,
                subscriptions=subscribed[0],
            )

        with anyio.CancelScope() as pipe:
            self._pipes.add(pipe)
            try:
                await serve_pipe(build, receive, send, most_bytes=self._most_bytes, came=came)
            finally:
                self._pipes.discard(pipe)
                for one in subscribed:
                    one.close()

    def _manager(self, writes: bool) -> StreamableHTTPSessionManager:  # noqa: FBT001
        server = build_server(self._sidecar, writes=writes, project_of=_project_of, listening=self._listening)
        return StreamableHTTPSessionManager(
            server,
            json_response=True,
            stateless=True,
            security_settings=_SECURITY,
            max_request_body_size=self._most_bytes,
        )

    async def _run(self, started: asyncio.Future[None]) -> None:
        async with AsyncExitStack() as managers:
            for manager in self._managers.values():
                await managers.enter_async_context(manager.run())
            started.set_result(None)
            await self._ending.wait()


def _project_of(ctx: ServerRequestContext[Any, Any]) -> str | None:
    """The folder that the client's URL names."""
    return None if ctx.request is None else ctx.request.query_params.get("project")
