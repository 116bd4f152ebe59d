"""Who is let in to MCP over HTTP, and what a client finds there."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from typing import Any

import httpx
import pytest
from tests.api.client import make_app, talking_to
from tests.application.in_memory import House

from jepa_learning.api.activity import Activity

HEADERS = {"accept": "application/json, text/event-stream", "content-type": "application/json"}
LIST = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}


def post(
    path: str, *, headers: dict[str, str] | None = None, body: Any = LIST, **limits: Any
) -> httpx.Response:
    async def send() -> httpx.Response:
        app = make_app(House().loaded(), **limits)
        async with talking_to(app) as client:
            answer = await client.post(path, headers={**HEADERS, **(headers or {})}, json=body)
        await app.state.mcp.close()
        return answer

    return asyncio.run(send())


def names(answer: httpx.Response) -> list[str]:
    return [tool["name"] for tool in answer.json()["result"]["tools"]]


def test_the_url_says_whether_a_client_may_write() -> None:
    assert "learn" not in names(post("/mcp"))
    assert "learn" in names(post("/mcp?write=true"))


@pytest.mark.parametrize("query", ["write=please", "project=here", "nonsense=1"])
def test_a_url_that_makes_no_sense_is_a_problem(query: str) -> None:
    for path in ("/mcp", "/mcp/stdio"):
        answer = post(f"{path}?{query}")
        assert (answer.status_code, answer.json()["code"]) == (422, "request_invalid")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"host": "evil.example"}, 421),
        ({"host": "localhost.evil.example:80"}, 421),
        ({"origin": "https://evil.example"}, 403),
        ({"host": "127.0.0.1:8000", "origin": "http://localhost:3000"}, 200),
    ],
)
def test_a_page_that_has_its_name_resolve_to_this_machine_is_kept_out(
    headers: dict[str, str], status: int
) -> None:
    assert post("/mcp", headers=headers).status_code == status


@pytest.mark.parametrize("path", ["/mcp", "/mcp/stdio"])
def test_on_tcp_the_token_is_asked_for_here_too(path: str) -> None:
    answer = post(path, token="t")
    assert (answer.status_code, answer.json()["code"]) == (401, "unauthorized")


def test_a_message_over_the_limit_is_refused() -> None:
    answer = post("/mcp", body={**LIST, "params": {"x": "x" * 2000}}, request_limit_bytes=1000)
    assert (answer.status_code, answer.json()["code"]) == (413, "request_too_large")


def test_the_app_is_made_without_the_sdk() -> None:
    code = "import sys, jepa_learning.api.app; sys.exit('mcp' in sys.modules or 'mcp_types' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_who_only_waits_is_no_activity() -> None:
    now = 100.0
    activity = Activity(lambda: now)
    activity.begin()
    with activity.resting():
        now = 150.0
        assert activity.idle_s == 50.0
        activity.touch()
        assert activity.idle_s == 0.0
    assert activity.idle_s == 0.0
    activity.end()
    now = 151.0
    assert activity.idle_s == 1.0
