"""`POST /v1/predictions`: the answer in the form of docs/reference/http.md."""

from __future__ import annotations

from typing import Any

import pytest
from tests.api.client import client_of
from tests.application.in_memory import ROOT, SECRET, House, commands, commits

from jepa_learning.api.schemas.predictions import PredictionOut


def ask(house: House, **asked: object) -> dict[str, Any]:
    answer = client_of(house).post("/v1/predictions", json={"project": str(ROOT), **asked})
    assert answer.status_code == 200, answer.text
    found = answer.json()
    PredictionOut.model_validate(found)
    assert isinstance(found, dict)
    return found


@pytest.fixture
def house() -> House:
    house = House(modified=["b.py"])
    house.log.append([*commits(40), *commands(["edit", "build", "test"] * 20)])
    return house.loaded()


def test_the_answer_has_the_documented_fields(house: House) -> None:
    found = ask(house)
    assert set(found) == {"project", "name", "known", "sections", "took_ms"}
    assert (found["project"], found["name"], found["known"]) == (str(ROOT), "httpx", ["b.py"])
    assert [one["kind"] for one in found["sections"]] == ["file", "command", "step"]
    fields = (
        "kind learnt cases candidates abstained hint confidence disagreement regime needed rollout suggestion"
    )
    assert all(set(one) == set(fields.split()) for one in found["sections"])
    assert set(found["sections"][0]["candidates"][0]) == {"activity", "probability", "why"}


def test_reasons_are_only_there_when_they_are_asked_for(house: House) -> None:
    candidate = ask(house, explain=True)["sections"][0]["candidates"][0]
    assert all(set(reason) == {"share", "words"} for reason in candidate["reasons"].values())
    assert sum(reason["share"] for reason in candidate["reasons"].values()) <= 1.0 + 1e-9
    assert candidate["why"] in {reason["words"] for reason in candidate["reasons"].values()}


def test_k_kinds_and_horizon_are_kept_to(house: House) -> None:
    found = ask(house, k=2, kinds=["command"], horizon=6)
    (section,) = found["sections"]
    assert (len(section["candidates"]), len(section["rollout"])) == (2, 6)
    assert set(section["rollout"][0]) == {"activity", "probability", "confidence"}


def test_a_rollout_may_look_128_steps_ahead_and_is_never_surer_than_before(house: House) -> None:
    (section,) = ask(house, kinds=["command"], horizon=128)["sections"]
    confidence = [step["confidence"] for step in section["rollout"]]
    assert len(confidence) == 128
    assert confidence == sorted(confidence, reverse=True)


def test_outside_of_any_project_commands_are_still_predicted(house: House) -> None:
    found = ask(house, project=None)
    assert (found["project"], found["name"], found["known"]) == (None, None, [])
    assert found["sections"][0]["hint"]
    assert found["sections"][1]["candidates"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("k", 0),
        ("k", 51),
        ("k", 2.5),
        ("k", True),
        ("horizon", 0),
        ("horizon", 129),
        ("kinds", []),
        ("kinds", ["files"]),
        ("kinds", "file"),
        ("project", "relative/dir"),
        ("cwd", 7),
        ("known", [1]),
        ("intent", 5),
        ("explain", "yes"),
        ("kind", "file"),
    ],
)
def test_a_field_that_makes_no_sense_is_refused_by_its_name(house: House, field: str, value: object) -> None:
    answer = client_of(house).post("/v1/predictions", json={field: value})
    assert (answer.status_code, answer.json()["code"]) == (422, "request_invalid")
    assert answer.json()["detail"].startswith(field)


def test_what_the_request_held_does_not_come_back_in_the_refusal(house: House) -> None:
    answer = client_of(house).post("/v1/predictions", json={"k": SECRET, "intent": [SECRET], SECRET: 1})
    assert answer.status_code == 422
    assert SECRET not in answer.text.replace(f"{SECRET}: Extra inputs", "")


def test_nothing_that_was_asked_or_learnt_stands_in_the_journal(house: House) -> None:
    ask(house, intent="Change the secret plan")
    assert not {"secret", "b.py", "edit", "httpx"} & set(str(house.journal.lines).replace("'", " ").split())
    (line,) = house.journal.lines
    assert (line[1], line[2]["route"], line[2]["status"]) == ("request", "/v1/predictions", 200)
