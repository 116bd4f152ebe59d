"""`POST /v1/search`: the answer in the form of docs/reference/http.md."""

from __future__ import annotations

from typing import Any

import pytest
from tests.api.client import client_of
from tests.application.in_memory import NOW, ROOT, SECRET, House, commands, commits

from jepa_learning.api.schemas.basis import MAX_ENTRY_KINDS
from jepa_learning.api.schemas.search import SearchOut
from jepa_learning.domain.entry import ENTRY_KINDS


def ask(house: House, words: str, **asked: object) -> dict[str, Any]:
    answer = client_of(house).post("/v1/search", json={"project": str(ROOT), "words": words, **asked})
    assert answer.status_code == 200, answer.text
    found = answer.json()
    SearchOut.model_validate(found)
    assert isinstance(found, dict)
    return found


@pytest.fixture
def house() -> House:
    house = House()
    house.log.append([*commits(40), *commands(["pytest test_a.py", "build"])])
    return house.loaded()


def test_the_answer_has_the_documented_fields(house: House) -> None:
    found = ask(house, "begin")
    assert set(found) == {"project", "name", "found", "notes", "took_ms"}
    assert found["notes"] == ["meanings are not compared: the vector memory is empty"]
    (first,) = found["found"]
    assert first.pop("score") == pytest.approx(1.0)
    assert first.pop("reasons")["words"]["words"] == "'begin'"
    assert first.pop("why") in {"written: as asked; words: 'begin'", "words: 'begin'; written: as asked"}
    assert first == {
        "kind": "case",
        "text": "Begin",
        "case": "first",
        "project": str(ROOT),
        "source": "git",
        "time": NOW - 10_000,
        "events": 4,
        "gone": False,
    }


def test_kinds_and_k_are_kept_to(house: House) -> None:
    found = ask(house, "test", kinds=["command"], k=3)["found"]
    assert [one["text"] for one in found] == ["pytest test_a.py"]
    assert len(ask(house, "change", k=3)["found"]) == 3


def test_every_kind_there_is_can_be_asked_for(house: House) -> None:
    assert ask(house, "begin", kinds=list(ENTRY_KINDS))["found"]
    assert len(ENTRY_KINDS) == MAX_ENTRY_KINDS


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("k", 0),
        ("k", 51),
        ("words", ""),
        ("words", 7),
        ("kinds", []),
        ("kinds", ["commit"]),
        ("project", "x"),
    ],
)
def test_a_field_that_makes_no_sense_is_refused_by_its_name(house: House, field: str, value: object) -> None:
    answer = client_of(house).post("/v1/search", json={"words": "a", field: value})
    assert (answer.status_code, answer.json()["code"]) == (422, "request_invalid")
    assert answer.json()["detail"].startswith(field)


def test_blank_words_are_refused(house: House) -> None:
    answer = client_of(house).post("/v1/search", json={"words": "  "})
    assert (answer.status_code, answer.json()["code"]) == (422, "request_invalid")


def test_nothing_that_was_asked_stands_in_the_journal(house: House) -> None:
    ask(house, f"change {SECRET}")
    assert SECRET not in str(house.journal.lines)
    assert house.journal.lines[-1][2]["route"] == "/v1/search"
