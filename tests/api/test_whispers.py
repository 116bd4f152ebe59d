"""What was whispered, what became of it, and the switch, over HTTP."""

from __future__ import annotations

from typing import Any

from tests.api.client import client_of
from tests.application.in_memory import NOW, ROOT, House, commits

from jepa_learning.domain.signals import CONTEXT_SWITCH_DETECTED, Signal


def whispering() -> House:
    here = House(cost=0.0)
    here.log.append(commits(40))
    here.loaded()
    here.signals.tell(Signal(CONTEXT_SWITCH_DETECTED, NOW, {"project": str(ROOT), "context": "httpx"}))
    return here


def test_whispers_are_listed_with_what_became_of_them() -> None:
    client = client_of(whispering())
    found: dict[str, Any] = client.get("/v1/whispers").json()
    (one,) = found["whispers"]
    assert found["on"] is True
    assert (one["mode"], one["fate"], one["channels"]) == ("prediction_mode", "waiting", [])
    assert client.get(f"/v1/whispers/{one['id']}").json() == one


def test_a_receipt_says_that_it_arrived_or_was_not_wanted() -> None:
    client = client_of(whispering())
    (one,) = client.get("/v1/whispers").json()["whispers"]
    path = f"/v1/whispers/{one['id']}/receipt"
    assert client.post(path, json={"delivered": "shell"}).json()["channels"] == ["shell"]
    assert client.post(path, json={"dismissed": True}).json()["fate"] == "dismissed"
    assert client.post(path, json={}).json()["code"] == "request_invalid"


def test_a_whisper_that_is_not_known_is_refused() -> None:
    answer = client_of(whispering()).get("/v1/whispers/none")
    assert (answer.status_code, answer.json()["code"]) == (422, "request_invalid")


def test_the_switch_holds_and_status_says_so() -> None:
    client = client_of(whispering())
    assert client.put("/v1/whispers/switch", json={"on": False}).json() == {"on": False}
    assert client.get("/v1/whispers").json()["on"] is False
    assert client.get("/v1/status").json()["whispers_on"] is False


def test_what_is_due_is_handed_over_once_to_each_channel() -> None:
    client = client_of(whispering())
    asked = {"channel": "host", "project": str(ROOT)}
    taken = client.post("/v1/whispers/take", json=asked).json()
    assert taken["whisper"]["suggested_followups"]
    assert taken["words"].startswith(f"lev jepa whispers ({taken['whisper']['id']}): ")
    nothing = {"whisper": None, "words": None}
    assert client.post("/v1/whispers/take", json=asked).json() == nothing
    assert (
        client.post("/v1/whispers/take", json={"channel": "other", "project": "/elsewhere"}).json() == nothing
    )
    (one,) = client.get("/v1/whispers").json()["whispers"]
    assert (one["fate"], one["channels"]) == ("shown", ["host"])
