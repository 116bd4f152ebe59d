"""The official Python client, through `lev jepa mcp` and over HTTP, to a real sidecar."""

from __future__ import annotations

import asyncio
import json
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx2
import mcp_types as types
import pytest
from mcp import Client, StdioServerParameters
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.exceptions import MCPDeprecationWarning
from tests.adapters.sources.transcript_builder import Transcript
from tests.e2e.sidecar_process import SECONDS, Home

ROOT = Path(__file__).parents[2]
LEV = [str(ROOT / "js" / "bin" / "lev.js"), "jepa"]
WHISPER = "jepa://whisper"


class WhisperingHome(Home):
    """A home whose sidecar whispers."""

    def command(self, *options: str) -> list[str]:
        return [sys.executable, str(Path(__file__).with_name("whispering_sidecar.py")), *options]


def made(home: Home) -> Iterator[Home]:
    yield home
    stop(home)
    shutil.rmtree(home.folders.runtime, ignore_errors=True)  # where the path is long, it is not in the home


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    yield from made(Home(tmp_path / "home"))


@pytest.fixture
def whispering(tmp_path: Path) -> Iterator[Home]:
    yield from made(WhisperingHome(tmp_path / "home"))


def stop(home: Home) -> None:
    subprocess.run(
        ["node", *LEV, "stop"], env=home.environ, capture_output=True, check=False, timeout=SECONDS
    )


def stdio(home: Home, *options: str, mode: str = "auto", **more: Any) -> Client:
    given = StdioServerParameters(command="node", args=[*LEV, "mcp", *options], env=home.environ)
    return Client(given, mode=mode, read_timeout_seconds=SECONDS, **more)


@asynccontextmanager
async def http(home: Home, *, mode: str = "auto") -> AsyncIterator[Client]:
    transport = httpx2.AsyncHTTPTransport(uds=str(home.folders.socket))
    async with httpx2.AsyncClient(transport=transport, timeout=SECONDS) as client:
        streams = streamable_http_client("http://localhost/mcp", http_client=client)
        async with Client(streams, mode=mode, read_timeout_seconds=SECONDS) as connected:
            yield connected


async def look_around(client: Client) -> int:
    """Ask for everything that is offered without writing; return the sidecar's process."""
    names = [tool.name for tool in (await client.list_tools()).tools]
    assert names == ["predict", "related", "search", "preload", "status"]
    told = await client.call_tool("status", {"detail": True})
    assert told.structured_content is not None
    assert told.structured_content["learnt"]["tool"] == 0
    refused = await client.call_tool("predict", {"k": 0})
    assert refused.is_error
    assert await whisper(client) is None
    pid: int = told.structured_content["whole"]["pid"]
    return pid


async def whisper(client: Client) -> Any:
    (contents,) = (await client.read_resource(WHISPER)).contents
    return json.loads(contents.text)["whisper"]  # type: ignore[union-attr]


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_over_stdio_a_sidecar_is_started_and_started_again_when_it_went_away(home: Home, mode: str) -> None:
    async def talk() -> None:
        async with stdio(home, mode=mode) as client:
            before = await look_around(client)
            await asyncio.to_thread(stop, home)
            assert await look_around(client) != before

    asyncio.run(talk())


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_over_http_everything_is_offered_as_over_stdio(home: Home, mode: str) -> None:
    async def talk() -> None:
        async with http(home, mode=mode) as client:
            await look_around(client)

    with home.running():
        asyncio.run(talk())


def test_who_listens_hears_of_a_new_whisper(whispering: Home) -> None:
    async def listen(client: Client) -> None:
        async with client.listen(resource_subscriptions=[WHISPER]) as changes:
            async for change in changes:
                assert change.uri == WHISPER  # type: ignore[union-attr]
                assert (await whisper(client))["id"] == "w1"
                return

    async def talk() -> None:
        async with stdio(whispering) as client:
            await listen(client)
        async with http(whispering) as client:
            assert (await whisper(client))["id"] == "w1"

    with whispering.running():
        asyncio.run(talk())


def test_who_subscribes_in_the_older_way_hears_of_a_new_whisper(whispering: Home) -> None:
    async def talk() -> None:
        told = asyncio.Event()

        async def hear(message: Any) -> None:
            if isinstance(message, types.ResourceUpdatedNotification) and message.params.uri == WHISPER:
                told.set()

        async with stdio(whispering, mode="legacy", message_handler=hear) as client:
            with pytest.warns(MCPDeprecationWarning):
                await client.subscribe_resource(WHISPER)
            await asyncio.wait_for(told.wait(), SECONDS)
            assert (await whisper(client))["id"] == "w1"

    with whispering.running():
        asyncio.run(talk())


def record(home: Home) -> None:
    """Leave transcripts of an agent that always works in the same way; one session still goes on."""
    projects = Path(home.environ["HOME"]) / ".claude" / "projects" / "-home-ada-shop"
    way = [
        ("Grep", None),
        ("Read", None),
        ("Edit", None),
        ("Bash", {"command": "pytest -q"}),
        ("Bash", {"command": "git commit -m x"}),
    ]
    for session in range(6):
        transcript = Transcript(projects / f"run-{session}.jsonl", session=f"run-{session}")
        transcript.seconds = 1000 * session
        for task in range(4):
            transcript.prompt(f"Fix part {task} of the basket")
            for number, (tool, given) in enumerate(way):
                transcript.call(10 * task + number, tool, given)
    transcript.prompt("Fix one more part of the basket")
    for number, (tool, given) in enumerate(way[:3]):
        transcript.call(100 + number, tool, given)


def test_after_a_recorded_run_the_next_tool_is_told_right_through_mcp(home: Home) -> None:
    record(home)

    async def talk() -> None:
        async with stdio(home, "--write") as client:
            refused = await client.call_tool("learn", {"sources": ["claude-code"]})
            assert refused.structured_content is not None
            assert "consent claude-code on" in refused.structured_content["problems"][0]
            allow = ["node", *LEV, "consent", "claude-code", "on"]
            await asyncio.to_thread(subprocess.run, allow, env=home.environ, capture_output=True, check=True)
            learnt = await client.call_tool("learn", {"sources": ["claude-code"]})
            assert learnt.structured_content is not None
            (read,) = learnt.structured_content["sources"]
            assert (read["source"], read["appended"], read["skipped"]) == ("claude-code", 123, 0)
            asked = {"kinds": ["tool"], "case": "run-5", "intent": "Fix one more part of the basket"}
            told = await client.call_tool("predict", asked)
            assert told.structured_content is not None
            (section,) = told.structured_content["sections"]
            assert section["candidates"][0]["activity"] == "Bash:pytest"
            assert section["candidates"][0]["probability"] > 0.5
            again = await client.call_tool("learn", {"sources": ["claude-code"]})
            assert again.structured_content is not None
            assert again.structured_content["sources"][0]["appended"] == 0

    asyncio.run(talk())


def lines_of_lev(
    home: Home, *said: str, **environ: str
) -> tuple[list[Any], subprocess.CompletedProcess[str]]:
    run = subprocess.run(
        ["node", *LEV, "mcp"],
        input="".join(f"{line}\n" for line in said),
        env={**home.environ, **environ},
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS,
    )
    return [json.loads(line) for line in run.stdout.splitlines()], run


def test_stdout_holds_the_protocol_and_nothing_else_and_every_question_is_answered_before_it_ends(
    home: Home,
) -> None:
    ping = {"jsonrpc": "2.0", "id": 7, "method": "ping"}
    told, run = lines_of_lev(home, "nonsense", "", "[1]", json.dumps(ping))
    assert all(line["jsonrpc"] == "2.0" for line in told)
    assert [line["id"] for line in told] == [None, None, 7]
    assert [line["error"]["data"]["code"] for line in told[:2]] == ["request_invalid"] * 2
    assert run.returncode == 0


def test_where_no_sidecar_can_be_started_the_client_is_told_why(home: Home) -> None:
    ping = {"jsonrpc": "2.0", "id": 7, "method": "ping"}
    told, run = lines_of_lev(home, json.dumps(ping), JEPA_LEARNING_SIDECAR__IDLE_EXIT_S="-1")
    (answer,) = told
    assert (answer["id"], answer["error"]["data"]["code"]) == (7, "sidecar_failed")
    assert "idle_exit_s" in answer["error"]["message"]
    assert run.returncode == 0
