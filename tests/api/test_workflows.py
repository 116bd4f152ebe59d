"""The end of a run is a boundary: what often follows is whispered, and what was left out."""

from __future__ import annotations

from typing import Any

import pytest
from tests.api.client import client_of
from tests.application.in_memory import NOW, ROOT, House, commits

RUN = {"workflow": "Release check", "status": "done", "project": str(ROOT)}


def house() -> House:
    here = House(cost=0.0)
    here.log.append(commits(40))
    return here.loaded()


def steps(*names: str) -> dict[str, Any]:
    made = [
        {"kind": "step", "activity": name, "case": "run-1", "time": NOW + place}
        for place, name in enumerate(names)
    ]
    return {"events": made}


def test_a_run_that_ends_brings_a_whisper() -> None:
    here = house()
    client = client_of(here)
    client.post("/v1/events", json=steps("build", "tag"))
    assert client.post("/v1/workflows/ended", json=RUN).json() == {"heard": True}
    (one,) = client.get("/v1/whispers").json()["whispers"]
    assert (one["mode"], one["trigger"], one["hint"]) == (
        "workflow_mode",
        "workflow_ended",
        "Release check is done",
    )
    assert one["guesses"]


def test_a_step_that_is_usually_done_is_whispered_and_then_used() -> None:
    here = house()
    client = client_of(here)
    here.follow_whispers()
    forgotten = {"step": "tag", "done": 9, "runs": 9}
    client.post("/v1/workflows/ended", json={**RUN, "forgotten": forgotten})
    (one,) = [one for one in client.get("/v1/whispers").json()["whispers"] if one["mode"] == "forgotten_mode"]
    assert one["hint"] == "tag was done in 9 of 9 runs, not in this"
    client.post(f"/v1/whispers/{one['id']}/receipt", json={"delivered": "shell"})
    client.post("/v1/events", json=steps("tag"))
    here.follow_whispers()
    assert client.get(f"/v1/whispers/{one['id']}").json()["fate"] == "used"


def test_one_that_nobody_read_is_known_never_to_have_arrived() -> None:
    here = house()
    client = client_of(here)
    client.post("/v1/workflows/ended", json=RUN)
    here.clock.time += 901.0
    (one,) = client.get("/v1/whispers").json()["whispers"]
    assert one["fate"] == "lost"


def test_during_a_pause_nothing_is_heard() -> None:
    here = house()
    here.pause.begin(60.0)
    client = client_of(here)
    assert client.post("/v1/workflows/ended", json=RUN).json() == {"heard": False}
    assert client.get("/v1/whispers").json()["whispers"] == []


@pytest.mark.parametrize(
    "wrong", [{"status": "left"}, {"workflow": ""}, {"forgotten": {"step": "x", "done": 1, "runs": 0}}]
)
def test_what_is_no_end_is_refused(wrong: dict[str, Any]) -> None:
    answer = client_of(house()).post("/v1/workflows/ended", json={**RUN, **wrong})
    assert (answer.status_code, answer.json()["code"]) == (422, "request_invalid")
