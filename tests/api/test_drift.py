"""`GET /v1/drift` and what `GET /v1/status` says of regimes, in the form of docs/reference/http.md."""

from __future__ import annotations

from typing import Any

import pytest
from tests.api.client import client_of
from tests.application.in_memory import ROOT, House, commands, commits

from jepa_learning.api.schemas.drift import DriftOut


def drift(house: House, **asked: object) -> dict[str, Any]:
    answer = client_of(house).get("/v1/drift", params={"project": str(ROOT), **asked})
    assert answer.status_code == 200, answer.text
    found = answer.json()
    DriftOut.model_validate(found)
    assert isinstance(found, dict)
    return found


@pytest.fixture(scope="module")
def house() -> House:
    house = House()
    house.log.append([*commits(60), *commands(["edit", "build", "test", "commit"] * 80)])
    return house.loaded()


def test_the_answer_has_the_documented_fields(house: House) -> None:
    found = drift(house)
    assert (found["project"], found["name"]) == (str(ROOT), "httpx")
    assert [one["kind"] for one in found["streams"]] == ["file", "command"]
    stream = found["streams"][1]
    assert (stream["regime"], stream["means"]) == ("equilibrium", "things go on as they did")
    assert (stream["events"], stream["anchor"], stream["remembered"]) == (320, 1, [])
    assert stream["lessons"] == {"waiting": 0, "learnt": 0, "aside": 0, "newest": []}
    assert set(stream["motions"][0]) == {"manifold", "speeds", "direction", "curvature", "chance"}
    assert set(stream["couplings"][0]) == {"one", "other", "alike"}


def test_only_the_kinds_that_are_asked_for_are_told(house: House) -> None:
    assert [one["kind"] for one in drift(house, kind=["command"])["streams"]] == ["command"]
    assert drift(house, kind=["step"])["streams"] == []


def test_without_a_project_files_of_none_are_told(house: House) -> None:
    found = client_of(house).get("/v1/drift").json()
    assert (found["project"], [one["kind"] for one in found["streams"]]) == (None, ["command"])


def test_a_kind_that_does_not_exist_is_refused(house: House) -> None:
    answer = client_of(house).get("/v1/drift", params={"kind": "dance"})
    assert (answer.status_code, answer.json()["code"]) == (422, "request_invalid")


def test_status_names_the_regime_of_each_kind(house: House) -> None:
    learnt = client_of(house).get("/v1/status").json()["learnt"]
    assert {one["regime"] for one in learnt} == {"equilibrium"}
    assert {one["means"] for one in learnt} == {"things go on as they did"}
