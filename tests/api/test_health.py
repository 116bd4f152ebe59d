"""Alive, ready, status, leaving."""

from __future__ import annotations

import pytest
from tests.api.client import VERSION, client_of
from tests.application.in_memory import ROOT, House, commands, commits


def test_it_is_alive_before_it_is_ready() -> None:
    house = House()
    client = client_of(house)
    alive = {"status": "ok", "version": VERSION, "protocol": 1, "pid": 4711}
    assert client.get("/healthz").json() == {**alive, "ready": False}
    house.loaded()
    assert client.get("/healthz").json() == {**alive, "ready": True}


def test_until_it_is_ready_it_says_how_far_loading_is() -> None:
    house = House()
    house.log.append(commands([f"echo {n}" for n in range(2500)]))
    client = client_of(house)
    steps = house.learner.load()
    next(steps)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["code"], answer.headers["retry-after"]) == (
        503,
        "not_ready",
        "1",
    )
    assert "1,000 of 2,500 events" in answer.json()["detail"]
    list(steps)
    assert client.get("/readyz").json() == {"ready": True}


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/v1/events"),
        ("POST", "/v1/imports"),
        ("POST", "/v1/predictions"),
        ("GET", "/v1/status"),
        ("POST", "/v1/forget"),
        ("POST", "/v1/rebuild"),
    ],
)
def test_until_it_is_ready_what_needs_the_learner_is_refused(method: str, path: str) -> None:
    answer = client_of(House()).request(method, path, json={} if method == "POST" else None)
    assert (answer.status_code, answer.json()["code"]) == (503, "not_ready")


def test_until_it_is_ready_consent_can_be_changed_and_it_can_be_asked_to_leave() -> None:
    left: list[str] = []
    client = client_of(House(), left=left)
    assert client.put("/v1/consent", json={"source": "git", "granted": True}).status_code == 200
    answer = client.post("/v1/shutdown")
    assert (answer.status_code, answer.json(), left) == (202, {"status": "leaving"}, ["left"])


def test_status_tells_what_is_known_learnt_and_running() -> None:
    house = House()
    house.log.append([*commits(3), *commands(["ls"])])
    found = client_of(house.loaded()).get("/v1/status", params={"project": str(ROOT)}).json()
    assert (found["version"], found["protocol"], found["pid"]) == (VERSION, 1, 4711)
    assert found["project"] == {"root": str(ROOT), "name": "httpx"}
    learnt = {"kind": "file", "events": 10, "cases": 4, "activities": 4}
    assert learnt.items() <= found["learnt"][0].items()
    assert found["log"] == {"events": 11, "size_bytes": 0}
    assert [one["source"] for one in found["consent"]] == ["git", "jsonl", "shell"]
    assert found["folders"] == {"data": "/d", "state": "/s", "runtime": "/r"}


def test_a_status_of_a_path_that_is_not_absolute_is_refused() -> None:
    answer = client_of(House().loaded()).get("/v1/status", params={"project": "here"})
    assert (answer.status_code, answer.json()["code"]) == (422, "request_invalid")
    assert answer.json()["detail"].startswith("project")
