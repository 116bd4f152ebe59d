"""The current whisper as a resource: read, and told of when it changes, in both ways of the protocol."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from mcp import Client
from tests.api.client import make_app, talking_to
from tests.api.mcp.clients import refusal, talk
from tests.application.in_memory import House

WHISPER = "jepa://whisper"
HINT = {
    "id": "w1",
    "mode": "prediction",
    "trigger": "switch",
    "confidence": 0.9,
    "llm_guidance": "Run the tests",
}


async def read(client: Client) -> Any:
    (contents,) = (await client.read_resource(WHISPER)).contents
    return json.loads(contents.text)  # type: ignore[union-attr]


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_where_no_whisper_stands_the_resource_says_that_there_is_none(mode: str) -> None:
    house = House().loaded()

    async def look(client: Client) -> Any:
        (resource,) = (await client.list_resources()).resources
        assert resource.uri == WHISPER
        return await read(client)

    assert talk(house, look, mode=mode) == {"whisper": None}


def test_the_whisper_that_stands_is_read_as_it_is() -> None:
    house = House().loaded()
    house.application.current_whisper.show(HINT)
    assert talk(house, read) == {"whisper": HINT}


def test_another_resource_is_refused_by_name() -> None:
    said = refusal(House().loaded(), lambda client: client.read_resource("jepa://nonsense"))
    assert said == "there is no such resource: the only one is jepa://whisper"


def test_who_listens_is_told_of_a_change_that_another_thread_made() -> None:
    house = House().loaded()

    async def listen(client: Client) -> Any:
        async with client.listen(resource_subscriptions=[WHISPER]) as changes:
            await asyncio.to_thread(house.application.current_whisper.show, HINT)
            async for change in changes:
                return change.uri, await read(client)  # type: ignore[union-attr]

    assert talk(house, listen) == (WHISPER, {"whisper": HINT})


@asynccontextmanager
async def piped(house: House) -> AsyncIterator[tuple[asyncio.Queue[Any], asyncio.Queue[Any]]]:
    """Hold a connection of JSON lines: one queue takes what is said, the other gives what is told."""
    app = make_app(house)
    said: asyncio.Queue[Any] = asyncio.Queue()
    told: asyncio.Queue[Any] = asyncio.Queue()

    async def receive() -> Any:
        message = await said.get()
        if message is None:
            return {"type": "http.request", "body": b"", "more_body": False}
        return {"type": "http.request", "body": json.dumps(message).encode() + b"\n", "more_body": True}

    async def send(message: Any) -> None:
        for line in message.get("body", b"").splitlines():
            await told.put(json.loads(line))

    scope = {
        "type": "http", "method": "POST", "path": "/mcp/stdio", "raw_path": b"/mcp/stdio", "headers": [],
        "query_string": b"", "root_path": "", "http_version": "1.1", "scheme": "http",
    }  # fmt: skip
    serving = asyncio.create_task(app(scope, receive, send))
    yield said, told
    await said.put(None)
    await serving
    await app.state.mcp.close()


OPENING: list[dict[str, Any]] = [
    {
        "id": 1,
        "method": "initialize",
        "params": {
            "protocolVersion": "2025-06-18",
            "capabilities": {},
            "clientInfo": {"name": "t", "version": "1"},
        },
    },
    {"method": "notifications/initialized"},
]


def test_who_subscribed_in_the_older_way_is_told_once_and_no_more_after_unsubscribing() -> None:
    house = House().loaded()
    current = house.application.current_whisper

    async def subscribe() -> list[Any]:
        heard = []
        async with piped(house) as (said, told):
            for number, message in enumerate(
                [
                    *OPENING,
                    {"id": 2, "method": "resources/subscribe"},
                    {"id": 3, "method": "resources/subscribe"},
                ]
            ):
                params = {"params": {"uri": WHISPER}} if number > 1 else {}
                await said.put({"jsonrpc": "2.0", **params, **message})
            for _ in range(3):
                await told.get()
            current.show(HINT)
            heard.append(await told.get())
            await said.put(
                {"jsonrpc": "2.0", "id": 4, "method": "resources/unsubscribe", "params": {"uri": WHISPER}}
            )
            await told.get()
            current.show(None)
            await said.put({"jsonrpc": "2.0", "id": 5, "method": "ping"})
            heard.append(await told.get())
        return heard

    changed, pong = asyncio.run(subscribe())
    assert (changed["method"], changed["params"]["uri"]) == ("notifications/resources/updated", WHISPER)
    assert pong["id"] == 5


def test_a_connection_that_ends_listens_no_more() -> None:
    house = House().loaded()

    async def subscribe() -> None:
        async with piped(house) as (said, told):
            for message in [*OPENING, {"id": 2, "method": "resources/subscribe", "params": {"uri": WHISPER}}]:
                await said.put({"jsonrpc": "2.0", **message})
            await told.get()
            await told.get()
            assert house.application.current_whisper.listeners == 1

    asyncio.run(subscribe())
    assert house.application.current_whisper.listeners == 0


def test_a_line_over_the_limit_ends_the_connection() -> None:
    async def shout() -> int:
        app = make_app(House().loaded(), request_limit_bytes=1000)
        async with talking_to(app) as client:
            answer = await client.post("/mcp/stdio", content=b"x" * 2000)
        await app.state.mcp.close()
        return len(answer.content)

    assert asyncio.run(shout()) == 0
