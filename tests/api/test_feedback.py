"""`GET` and `POST /v1/feedback`: the answers in the form of docs/reference/http.md."""

from __future__ import annotations

import pytest
from tests.api.client import client_of
from tests.application.in_memory import NOW, ROOT, House, commands, commits

from jepa_learning.api.schemas.feedback import SuggestionOut, SuggestionsOut


@pytest.fixture
def house() -> House:
    house = House(modified=["b.py"])
    house.log.append([*commits(40), *commands(["edit", "build", "test"] * 80)])
    return house.loaded()


def suggested(house: House, kind: str = "command") -> str:
    answer = client_of(house).post("/v1/predictions", json={"project": str(ROOT), "kinds": [kind]})
    return str(answer.json()["sections"][0]["suggestion"])


def test_the_id_that_predict_shows_takes_a_verdict(house: House) -> None:
    name = suggested(house)
    answer = client_of(house).post("/v1/feedback", json={"id": name, "verdict": "accepted"})
    assert answer.status_code == 200, answer.text
    SuggestionOut.model_validate(answer.json())
    assert answer.json() | {"candidates": []} == {
        "id": name, "kind": "command", "project": None, "time": NOW, "later": 0, "candidates": [],
    }  # fmt: skip
    assert answer.json()["candidates"][0] | {"probability": 0} == {
        "activity": "edit", "probability": 0, "verdict": "accepted", "told": NOW, "came": False,
    }  # fmt: skip


def test_the_list_has_them_newest_first(house: House) -> None:
    names = [suggested(house, "file"), suggested(house)]
    answer = client_of(house).get("/v1/feedback", params={"project": str(ROOT)})
    SuggestionsOut.model_validate(answer.json())
    assert [one["id"] for one in answer.json()["suggestions"]] == names[::-1]
    answer = client_of(house).get("/v1/feedback", params={"most": 1})
    assert [one["id"] for one in answer.json()["suggestions"]] == names[1:]


def test_an_abstention_is_no_suggestion(house: House) -> None:
    answer = client_of(House().loaded()).post("/v1/predictions", json={"kinds": ["command"]})
    assert answer.json()["sections"][0]["suggestion"] is None


def test_an_unknown_id_is_not_found(house: House) -> None:
    answer = client_of(house).post("/v1/feedback", json={"id": "cafe", "verdict": "accepted"})
    assert (answer.status_code, answer.json()["code"]) == (404, "suggestion_unknown")


@pytest.mark.parametrize(
    ("field", "value"), [("id", ""), ("verdict", "liked"), ("candidate", 0), ("candidate", 51), ("k", 1)]
)
def test_a_field_that_makes_no_sense_is_refused_by_its_name(house: House, field: str, value: object) -> None:
    asked = {"id": "cafe", "verdict": "accepted", field: value}
    answer = client_of(house).post("/v1/feedback", json=asked)
    assert (answer.status_code, answer.json()["code"]) == (422, "request_invalid")
    assert answer.json()["detail"].startswith(field)
