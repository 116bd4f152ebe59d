"""The official client, talking to a server on the application in memory."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import pytest
from mcp import Client
from mcp.server.subscriptions import ListenHandler
from mcp.shared.exceptions import MCPError
from tests.api.client import sidecar_of
from tests.application.in_memory import ROOT, House

from jepa_learning.api.mcp.server import build_server
from jepa_learning.api.mcp.whisper import WhisperBus

Said = TypeVar("Said")


def talk(
    house: House, say: Callable[[Client], Awaitable[Said]], *, writes: bool = False, mode: str = "auto"
) -> Said:
    """Say something to a server of the application and return what came of it."""
    sidecar = sidecar_of(house)
    listening = ListenHandler(WhisperBus(house.application.current_whisper))
    server = build_server(sidecar, writes=writes, project_of=lambda ctx: str(ROOT), listening=listening)

    async def connected() -> Said:
        async with Client(server, mode=mode) as client:
            return await say(client)

    return asyncio.run(connected())


def refusal(house: House, say: Callable[[Client], Awaitable[object]]) -> str:
    """Say something that the protocol itself refuses; return its words."""

    async def refused(client: Client) -> str:
        with pytest.raises(MCPError) as error:
            await say(client)
        return error.value.message

    return talk(house, refused)


def call(house: House, tool: str, *, writes: bool = False, **asked: Any) -> Any:
    """Call a tool; return the whole result."""
    return talk(house, lambda client: client.call_tool(tool, asked), writes=writes)


def told(house: House, tool: str, *, writes: bool = False, **asked: Any) -> Any:
    """Call a tool that does what it is asked; return what it told."""
    result = call(house, tool, writes=writes, **asked)
    assert not result.is_error, result.content
    return result.structured_content
