"""One MCP connection as JSON lines both ways over one HTTP request; `lev jepa mcp` carries them to a client.

The body of the request is the client's lines, the body of the answer the server's, at the same time. It does
not know what the messages mean.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from typing import Any

import anyio
import mcp_types as types
from anyio.abc import TaskGroup
from anyio.streams.memory import MemoryObjectReceiveStream, MemoryObjectSendStream
from mcp.server.lowlevel import Server
from mcp.shared.message import SessionMessage
from starlette.types import Receive, Send

Incoming = SessionMessage | Exception


async def serve_pipe(
    build: Callable[[TaskGroup], Server[Any]],
    receive: Receive,
    send: Send,
    *,
    most_bytes: int,
    came: Callable[[], None],
) -> None:
    """Serve one connection until the client's last line, or until it goes away.

    Args:
        build: Makes the server; tasks that it starts end with the connection.
        most_bytes: A longer line ends the connection.
        came: Called for every line of the client.
    """
    to_server, incoming = anyio.create_memory_object_stream[Incoming](0)
    outgoing, from_server = anyio.create_memory_object_stream[SessionMessage](0)
    await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
    await send({"type": "http.response.body", "body": b"", "more_body": True})
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(_read, receive, to_server, most_bytes, came)
        tasks.start_soon(_write, from_server, send)
        server = build(tasks)
        await server.run(incoming, outgoing, server.create_initialization_options())
        tasks.cancel_scope.cancel()
    await send({"type": "http.response.body", "body": b"", "more_body": False})


_HEADERS = [(b"content-type", b"application/x-ndjson")]


async def _read(
    receive: Receive, to_server: MemoryObjectSendStream[Incoming], most_bytes: int, came: Callable[[], None]
) -> None:
    async with to_server:
        async for line in _lines(receive, most_bytes):
            came()
            try:
                message = types.jsonrpc_message_adapter.validate_json(line, by_name=False)
            except ValueError as error:
                await to_server.send(error)  # the SDK answers what it can
            else:
                await to_server.send(SessionMessage(message))


async def _lines(receive: Receive, most_bytes: int) -> AsyncIterator[bytes]:
    rest = b""
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return
        *lines, rest = (rest + message.get("body", b"")).split(b"\n")
        for line in lines:
            if line.strip():
                yield line
        if len(rest) > most_bytes or not message.get("more_body", False):
            return


async def _write(from_server: MemoryObjectReceiveStream[SessionMessage], send: Send) -> None:
    async with from_server:
        async for one in from_server:
            body = one.message.model_dump(mode="json", by_alias=True, exclude_unset=True)
            line = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
            await send({"type": "http.response.body", "body": line, "more_body": True})
