"""Consent and forgetting over HTTP."""

from __future__ import annotations

import pytest
from tests.api.client import client_of
from tests.application.in_memory import NOW, ROOT, House, commands, commits


def test_consent_is_shown_for_a_project_by_any_folder_in_it() -> None:
    answer = client_of(House()).get("/v1/consent", params={"project": str(ROOT / "src")}).json()
    assert answer["project"] == str(ROOT)
    assert answer["sources"][0] == {
        "source": "git",
        "scope": str(ROOT),
        "granted": True,
        "asked": False,
        "time": None,
    }


def test_consent_is_shown_everywhere() -> None:
    answer = client_of(House()).get("/v1/consent").json()
    assert answer["project"] is None
    assert [(one["source"], one["scope"], one["granted"]) for one in answer["sources"]] == [
        ("git", "*", True),
        ("jsonl", "*", True),
        ("shell", "*", False),
    ]


def test_a_change_of_consent_is_answered_with_what_holds_now() -> None:
    client = client_of(House())
    answer = client.put("/v1/consent", json={"source": "shell", "granted": True, "project": str(ROOT)}).json()
    assert answer["sources"][2] == {
        "source": "shell",
        "scope": "*",
        "granted": True,
        "asked": True,
        "time": NOW,
    }
    git = client.put(
        "/v1/consent", json={"source": "git", "granted": False, "project": str(ROOT / "src")}
    ).json()
    assert git["sources"][0]["granted"] is False
    assert client.get("/v1/consent").json()["sources"][0]["granted"] is True


@pytest.mark.parametrize(
    "body",
    [
        {"source": "mail", "granted": True},
        {"source": "git"},
        {"source": "git", "granted": 1},
        {"source": "", "granted": True},
    ],
)
def test_a_word_that_makes_no_sense_is_refused(body: object) -> None:
    answer = client_of(House()).put("/v1/consent", json=body)
    assert (answer.status_code, answer.json()["code"]) == (422, "request_invalid")


def test_what_is_forgotten_is_counted_and_gone() -> None:
    house = House()
    house.log.append([*commits(3), *commands(["ls", "make"])])
    client = client_of(house.loaded())
    assert client.post("/v1/forget", json={"source": "git", "project": str(ROOT)}).json() == {
        "erased": 10,
        "owed": None,
    }
    assert client.get("/v1/status", params={"project": str(ROOT)}).json()["log"]["events"] == 2
    assert client.post("/v1/forget").json() == {"erased": 2, "owed": None}


@pytest.mark.parametrize("body", [{"before": "yesterday"}, {"sources": ["git"]}, {"project": "here"}])
def test_what_cannot_be_forgotten_as_asked_is_refused_and_nothing_is_erased(body: object) -> None:
    house = House()
    house.log.append(commits(3))
    answer = client_of(house.loaded()).post("/v1/forget", json=body)
    assert (answer.status_code, answer.json()["code"], house.log.size().events) == (
        422,
        "request_invalid",
        10,
    )
