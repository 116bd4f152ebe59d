"""The door to MCP: `/mcp` (streamable HTTP) and `/mcp/stdio` (one connection as JSON lines).

What is behind it is made when the first client comes: the SDK takes half a second to import, and most
sidecars need none. Who only waits is no activity: an agent that is left open keeps no sidecar awake.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from types import SimpleNamespace
from typing import TYPE_CHECKING, Final

import anyio.to_thread
from starlette.datastructures import Headers, QueryParams
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from jepa_learning.api.activity import Activity
from jepa_learning.api.problems import problem
from jepa_learning.api.schemas.agents import Entry
from jepa_learning.api.schemas.basis import fit
from jepa_learning.api.state import Sidecar
from jepa_learning.domain.errors import RequestError

if TYPE_CHECKING:
    from jepa_learning.api.mcp.connections import Connections

HTTP: Final = "/mcp"
STDIO: Final = "/mcp/stdio"

Serve = Callable[[Scope, Receive, Send, Entry], Awaitable[None]]


class Door:
    """Lets clients of MCP in.

    Args:
        activity: Told of every message, and of who only waits.
        most_bytes: Longest message.
    """

    def __init__(self, sidecar: Sidecar, *, activity: Activity, most_bytes: int) -> None:
        self._sidecar = sidecar
        self._activity = activity
        self._most_bytes = most_bytes
        self._opening: asyncio.Task[Connections] | None = None

    def routes(self) -> list[Route]:
        """Return what the app serves."""
        return [Route(HTTP, _Endpoint(HTTP, self._http)), Route(STDIO, _Endpoint(STDIO, self._stdio))]

    async def close(self) -> None:
        """End every connection that is open: a stream would outlast any patience."""
        if self._opening is not None:
            await (await self._opening).close()

    async def _http(self, scope: Scope, receive: Receive, send: Send, entry: Entry) -> None:
        connections = await self._connections()
        if Headers(scope=scope).get("mcp-method") == "subscriptions/listen":
            with self._activity.resting():
                await connections.http(scope, receive, send, writes=entry.write)
        else:
            await connections.http(scope, receive, send, writes=entry.write)

    async def _stdio(self, scope: Scope, receive: Receive, send: Send, entry: Entry) -> None:
        connections = await self._connections()
        with self._activity.resting():
            await connections.pipe(
                receive, send, writes=entry.write, project=entry.project, came=self._activity.touch
            )

    async def _connections(self) -> Connections:
        if self._opening is None:
            self._opening = asyncio.create_task(self._open())
        return await asyncio.shield(self._opening)

    async def _open(self) -> Connections:
        made = await anyio.to_thread.run_sync(_import_connections)
        connections = made(self._sidecar, most_bytes=self._most_bytes)
        await connections.start()
        return connections


class _Endpoint:
    """An ASGI application behind one route."""

    def __init__(self, path: str, serve: Serve) -> None:
        self._route = SimpleNamespace(path=path)
        self._serve = serve

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope["route"] = self._route  # what the journal calls it
        try:
            entry = fit(Entry, dict(QueryParams(scope["query_string"])))
        except RequestError as error:
            await problem(error.code, str(error))(scope, receive, send)
            return
        await self._serve(scope, receive, send, entry)


def _import_connections() -> type[Connections]:
    """Half a second of work, in a thread: others are answered meanwhile."""
    from jepa_learning.api.mcp.connections import Connections

    return Connections
