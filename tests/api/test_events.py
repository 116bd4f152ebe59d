"""`POST /v1/events`: what is good is kept, what is bad is told with its place."""

from __future__ import annotations

import pytest
from tests.api.client import client_of
from tests.application.in_memory import SECRET, House

BUILD = {"kind": "step", "activity": "build", "case": "run-1", "time": 1_600_000_000}


def test_events_are_appended_and_learnt() -> None:
    house = House().loaded()
    answer = client_of(house).post("/v1/events", json={"events": [BUILD, {**BUILD, "activity": "deploy"}]})
    assert answer.status_code == 200
    assert answer.json() == {
        "received": 2,
        "appended": 2,
        "known": 0,
        "denied": 0,
        "redacted": 0,
        "refused": [],
    }
    assert [event.activity for _, event in house.log.read()] == ["build", "deploy"]


def test_an_event_that_is_sent_again_is_known() -> None:
    client = client_of(House().loaded())
    client.post("/v1/events", json={"events": [BUILD]})
    assert client.post("/v1/events", json={"events": [BUILD]}).json()["known"] == 1


@pytest.mark.parametrize(
    "bad", [7, None, "x", [], {}, {**BUILD, "kind": "stop"}, {**BUILD, "when": 1}, {**BUILD, "time": "now"}]
)
def test_a_bad_event_loses_no_other(bad: object) -> None:
    house = House().loaded()
    answer = client_of(house).post("/v1/events", json={"events": [bad, BUILD, bad]}).json()
    assert (answer["received"], answer["appended"]) == (3, 1)
    assert [(one["index"], one["code"]) for one in answer["refused"]] == [
        (0, "event_invalid"),
        (2, "event_invalid"),
    ]
    assert house.log.size().events == 1


def test_what_is_denied_and_redacted_is_counted() -> None:
    denied = {"kind": "file", "activity": ".env", "case": "c"}
    secret = {**BUILD, "activity": f"login {SECRET}"}
    answer = client_of(House().loaded()).post("/v1/events", json={"events": [denied, secret]}).json()
    assert (answer["denied"], answer["redacted"], answer["appended"]) == (1, 1, 1)


def test_without_consent_events_are_denied() -> None:
    house = House().loaded()
    house.consents.change("jsonl", None, granted=False)
    assert client_of(house).post("/v1/events", json={"events": [BUILD]}).json()["denied"] == 1


@pytest.mark.parametrize("body", [{}, {"events": 1}, {"events": [], "more": 1}, [], None])
def test_a_body_of_another_shape_is_refused(body: object) -> None:
    answer = client_of(House().loaded()).post("/v1/events", json=body)
    assert (answer.status_code, answer.json()["code"]) == (422, "request_invalid")
