"""A real sidecar remembers what it learnt, over kill -9 and in another store, and goes on without one."""

from __future__ import annotations

import json
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.e2e.sidecar_process import Home

AT_ONCE = "memory.delay_s=0"
ANSWERS = 10_000  # asked for before the test gives up; each takes some milliseconds


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    home = Home(tmp_path / "home")
    yield home
    shutil.rmtree(home.folders.runtime, ignore_errors=True)  # where the path is long, it is not in the home


def learn(client: httpx.Client, *commands: str) -> None:
    events = [
        {"kind": "command", "activity": line, "case": "s", "time": place, "source": "jsonl"}
        for place, line in enumerate(commands)
    ]
    client.post("/v1/events", json={"events": events}).raise_for_status()


def memory_of(client: httpx.Client) -> Any:
    return client.get("/v1/status").raise_for_status().json()["memory"]


def until_ready(client: httpx.Client) -> None:
    assert any(client.get("/readyz").is_success for _ in range(ANSWERS))


def filled_memory(client: httpx.Client) -> Any:
    for _ in range(ANSWERS):
        memory = memory_of(client)
        if memory["memories"] is not None and memory["behind"] == 0:
            return memory
    raise AssertionError(f"the memory is not filled: {memory}")


def search(client: httpx.Client, words: str) -> Any:
    return client.post("/v1/search", json={"words": words}).raise_for_status().json()


def test_what_is_remembered_survives_kill_nine_moves_on_request_and_is_forgotten(home: Home) -> None:
    with home.running("--set", AT_ONCE) as sidecar:
        learn(sidecar.client, "make retryable", "draw charts")
        assert filled_memory(sidecar.client)["memories"] == 2
        sidecar.process.kill()
    with home.running("--set", AT_ONCE, "--set", "memory.adapter=memory") as sidecar:
        found = search(sidecar.client, "retry")
        assert "kept in embedded" in found["notes"][-1]
        assert "lev jepa memory migrate" in memory_of(sidecar.client)["problem"]
        lines = sidecar.client.post("/v1/memory/migrate").text.splitlines()
        assert [json.loads(line) for line in lines] == [
            {"type": "progress", "done": 2, "total": 2},
            {"type": "end"},
        ]
        found = search(sidecar.client, "retryable")
        assert "meaning" in found["found"][0]["reasons"]
        assert sidecar.client.post("/v1/forget").json() == {"erased": 2, "owed": None}
        until_ready(sidecar.client)  # what is left is learnt anew
        assert memory_of(sidecar.client)["memories"] == 0


def test_where_the_server_is_away_all_else_goes_on_and_it_is_said(home: Home) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # nobody listens
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        options = ("--set", AT_ONCE, "--set", "memory.adapter=server", "--set", f"memory.url={url}")
        with home.running(*options) as sidecar:
            learn(sidecar.client, "make", "make test")
            found = search(sidecar.client, "make")
            assert [one["text"] for one in found["found"]] == ["make", "make test"]
            assert f"{url} does not answer" in found["notes"][-1]
            memory = memory_of(sidecar.client)
            assert (memory["place"], memory["behind"]) == (f"{url}/collections/leviathan-embeddings", 2)
            assert f"{url} does not answer" in memory["problem"]
            assert "memory silent" in home.folders.journal.read_text()
