"""Versions of the networks over HTTP."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from tests.api.client import Client, client_of, lines_of
from tests.application.in_memory import ROOT, House
from tests.application.rehearsed_model import BETTER, RehearsedModel
from tests.domain.lessons import names_about, often_right


@pytest.fixture
def house(tmp_path: Path) -> House:
    """A house whose network of sequences was promoted twice."""
    house = House(models=tmp_path, make_network=partial(RehearsedModel, verdict=BETTER)).loaded()
    house.networks.models["sequence"].learn_many(often_right(8), names_about())
    while house.networks.learn_round():
        pass
    return house


@pytest.fixture
def client(house: House) -> Client:
    return client_of(house)


def states(answer: object) -> dict[str, tuple[str, bool]]:
    assert isinstance(answer, dict)
    return {one["name"]: (one["state"], one["answers"]) for one in answer["models"]}


def test_the_versions_are_shown_oldest_first(client: Client) -> None:
    models = client.get("/v1/models").json()["models"]
    assert [one["name"] for one in models] == ["sequence-1", "sequence-2"]
    assert models[1] == {
        "kind": "sequence",
        "name": "sequence-2",
        "state": "live",
        "answers": True,
        "reason": "better: +0.5",
        "parent": "sequence-1",
        "made": 1_700_000_000.0,
        "scope": "",
        "first": 0,
        "last": 0,
        "lessons": 8,
        "gain": 0.5,
        "error": 0.1,
        "questions": 40,
    }


def test_a_version_is_promoted_and_rolled_back(client: Client) -> None:
    promoted = client.post("/v1/models/promote", json={"name": "sequence-1"}).json()
    assert states(promoted) == {"sequence-1": ("live", True), "sequence-2": ("aside", False)}
    back = client.post("/v1/models/rollback", json={"kind": "sequence"}).json()
    assert states(back) == {"sequence-1": ("aside", False), "sequence-2": ("aside", False)}


def test_a_rollback_needs_no_body(client: Client) -> None:
    assert states(client.post("/v1/models/rollback").json())["sequence-1"] == ("live", True)


@pytest.mark.parametrize(
    ("path", "asked", "status", "code"),
    [
        ("promote", {"name": "sequence-9"}, 404, "model_unknown"),
        ("promote", {}, 422, "request_invalid"),
        ("rollback", {"kind": "file"}, 422, "request_invalid"),
        ("rollback", {"kind": "command"}, 422, "request_invalid"),
    ],
)
def test_what_cannot_be_switched_is_refused(
    client: Client, path: str, asked: dict[str, str], status: int, code: str
) -> None:
    answer = client.post(f"/v1/models/{path}", json=asked)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert states(client.get("/v1/models").json())["sequence-2"] == ("live", True)


def test_training_tells_what_was_left_out_and_why(client: Client) -> None:
    file, sequence, end = lines_of(client.post("/v1/models/train", json={"project": str(ROOT)}).text)
    assert (file["type"], file["kind"], file["model"]) == ("trained", "file", None)
    assert "lessons: 40 are needed" in sequence["left_out"]
    assert end == {"type": "end"}


def test_status_tells_how_each_network_is_doing(client: Client) -> None:
    file, sequence = client.get("/v1/status").json()["networks"]
    assert (file["version"], file["own"], file["loaded"]) == (None, False, False)
    assert file["silent"]
    assert sequence == {
        "kind": "sequence",
        "version": "sequence-2",
        "own": True,
        "loaded": True,
        "waiting": 0,
        "learnt": 8,
        "promotions": 2,
        "verdict": {"promoted": True, "gain": 0.5, "error": 0.1, "questions": 40, "reason": "better: +0.5"},
        "collapse": {"rank": 8.0, "variance": 1.0, "sigreg": 1.0, "dimension": 16, "alarm": None},
        "surprise": {
            "events": 4,
            "mean": 0.5,
            "median": 0.5,
            "high": 0.9,
            "last": 0.25,
            "percentile": 25.0,
        },
        "silent": None,
    }
