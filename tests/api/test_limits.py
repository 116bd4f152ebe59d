"""The size of a body and the time of an answer are bounded."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.types import Message, Receive, Scope, Send
from tests.api.client import client_of, make_app, talking_to
from tests.application.in_memory import ROOT, House
from tests.application.test_import_sources import lines, opening

from jepa_learning.api.limits import Limits


def scope(**headers: str) -> Scope:
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return {"type": "http", "method": "POST", "path": "/", "headers": raw}


async def exchange(app: Limits, asked: Scope, *bodies: bytes) -> tuple[list[Message], int]:
    """Send bodies chunk by chunk; return what was answered, and how many chunks were taken."""
    sent: list[Message] = []
    taken = 0

    async def receive() -> Message:
        nonlocal taken
        taken += 1
        return {"type": "http.request", "body": bodies[taken - 1], "more_body": taken < len(bodies)}

    async def send(message: Message) -> None:
        sent.append(message)

    await app(asked, receive, send)
    return sent, taken


async def never(scope: Scope, receive: Receive, send: Send) -> None:
    await asyncio.Event().wait()


async def reading(scope: Scope, receive: Receive, send: Send) -> None:
    while (await receive())["more_body"]:
        pass


def code(sent: list[Message]) -> tuple[int, str]:
    return sent[0]["status"], json.loads(sent[1]["body"])["code"]


def test_a_body_that_says_it_is_too_large_is_refused_before_any_of_it_is_read() -> None:
    app = Limits(reading, request_bytes=10, timeout_s=30)
    sent, taken = asyncio.run(exchange(app, scope(content_length="11"), b"x" * 11))
    assert (code(sent), taken) == ((413, "request_too_large"), 0)


def test_a_body_of_the_largest_size_is_taken() -> None:
    house = House().loaded()
    body = json.dumps({"events": []}).encode()
    client, kind = client_of(house, request_limit_bytes=len(body)), {"content-type": "application/json"}
    assert client.post("/v1/events", content=body, headers=kind).status_code == 200
    assert client.post("/v1/events", content=body + b" ", headers=kind).json()["code"] == "request_too_large"


def test_what_an_agents_hook_says_may_be_larger() -> None:
    said = {"hook_event_name": "Stop", "session_id": "run", "content": "x" * 50}
    body = json.dumps(said).encode()
    client = client_of(House().loaded(), request_limit_bytes=20, call_limit_bytes=len(body))
    assert client.post("/v1/hooks/agents/codex", content=body).status_code == 200
    refused = client.post("/v1/hooks/agents/codex", content=body + b" ").json()
    assert (refused["code"], "sidecar.call_limit_bytes" in refused["detail"]) == ("request_too_large", True)
    assert client.post("/v1/hooks/git", content=body).json()["code"] == "request_too_large"


def test_a_body_that_grows_too_large_is_refused_as_soon_as_it_has() -> None:
    client = client_of(House().loaded(), request_limit_bytes=20)
    taken: list[int] = []

    async def chunks() -> AsyncIterator[bytes]:
        for number in range(1000):
            taken.append(number)
            yield b" " * 15

    answer = client.post("/v1/events", content=chunks())
    assert (answer.status_code, answer.json()["code"]) == (413, "request_too_large")
    assert len(taken) == 2


def test_an_answer_that_does_not_begin_in_time_is_given_up() -> None:
    app = Limits(never, request_bytes=10, timeout_s=0.01)
    sent, _ = asyncio.run(exchange(app, scope()))
    assert code(sent) == (503, "request_timeout")


def test_the_client_is_not_kept_waiting_for_a_thread_that_goes_on() -> None:
    house, done = House().loaded(), threading.Event()

    def size() -> object:
        done.wait()
        return original()

    original, house.log.size = house.log.size, size  # type: ignore[method-assign,assignment]

    async def ask() -> httpx.Response:
        async with talking_to(make_app(house, request_timeout_s=0.05)) as client:
            answer = await client.get("/v1/status")
        done.set()
        return answer

    answer = asyncio.run(ask())
    assert (answer.status_code, answer.json()["code"]) == (503, "request_timeout")


def test_a_stream_that_has_begun_may_go_on() -> None:
    async def slow_stream(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await asyncio.wait({asyncio.ensure_future(asyncio.Event().wait())}, timeout=0.1)
        await send({"type": "http.response.body", "body": b"end"})

    sent, _ = asyncio.run(exchange(Limits(slow_stream, request_bytes=10, timeout_s=0.01), scope()))
    assert [message.get("body") for message in sent] == [None, b"end"]


def test_what_goes_wrong_after_the_time_limit_disturbs_nobody() -> None:
    async def late(scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            await send({"type": "http.response.start", "status": 200, "headers": []})
            raise ValueError("late") from None

    async def run() -> list[Message]:
        sent, _ = await exchange(Limits(late, request_bytes=10, timeout_s=0.01), scope())
        await asyncio.sleep(0)
        return sent

    assert code(asyncio.run(run())) == (503, "request_timeout")


def test_a_stream_stops_working_when_the_client_has_gone() -> None:
    house = opening(git=lines("a", "b", "c", "d", "e", "f"))

    async def run() -> None:
        app = make_app(house)
        body = json.dumps({"project": str(ROOT)}).encode()
        gone = asyncio.Event()
        incoming = iter([{"type": "http.request", "body": body, "more_body": False}])

        async def receive() -> Message:
            for message in incoming:
                return message
            await gone.wait()
            return {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            if message.get("body"):
                gone.set()
                await asyncio.Event().wait()  # a client that has gone reads no further

        headers = [(b"content-type", b"application/json"), (b"host", b"localhost")]
        await app(
            {
                "type": "http",
                "method": "POST",
                "path": "/v1/imports",
                "raw_path": b"/v1/imports",
                "query_string": b"",
                "root_path": "",
                "scheme": "http",
                "http_version": "1.1",
                "headers": headers,
                "server": ("localhost", 80),
            },
            receive,
            send,
        )

    asyncio.run(run())
    assert [event.activity for _, event in house.log.read()] == ["a", "b"]
    assert not house.application.import_sources._one_at_a_time.locked()


@pytest.mark.parametrize("length", ["", "x", "-1", "1e9"])
def test_a_length_that_is_no_number_is_not_trusted(length: str) -> None:
    app = Limits(reading, request_bytes=10, timeout_s=30)
    _, taken = asyncio.run(exchange(app, scope(content_length=length), b"x"))
    assert taken == 1
