"""`POST /v1/related`: the answer in the form of docs/reference/http.md."""

from __future__ import annotations

from typing import Any

import pytest
from tests.api.client import client_of
from tests.application.in_memory import ROOT, SECRET, House, commands, commits

from jepa_learning.api.schemas.related import RelatedOut


def ask(house: House, **asked: object) -> dict[str, Any]:
    answer = client_of(house).post("/v1/related", json={"project": str(ROOT), **asked})
    assert answer.status_code == 200, answer.text
    found = answer.json()
    RelatedOut.model_validate(found)
    assert isinstance(found, dict)
    return found


@pytest.fixture
def house() -> House:
    house = House()
    house.log.append([*commits(40), *commands(["pytest test_a.py", "build"])])
    return house.loaded()


def test_the_answer_has_the_documented_fields(house: House) -> None:
    found = ask(house, file="a.py")
    assert set(found) == {"project", "name", "related", "notes", "took_ms"}
    assert (found["project"], found["name"]) == (str(ROOT), "httpx")
    first = found["related"][0]
    assert set(first) == {"kind", "activity", "project", "score", "why", "reasons"}
    assert (first["kind"], first["activity"], first["project"]) == ("file", "test_a.py", str(ROOT))
    assert set(first["reasons"]["cochange"]) == {"share", "words"}


def test_the_reason_names_each_ranking_with_its_evidence_the_largest_share_first(house: House) -> None:
    first = ask(house, file="a.py")["related"][0]
    assert set(first["why"].split("; ")) == {
        "co-change: changed together in 21 of 21 commits",
        "structure: its test",
    }
    shares = {f"{name}: {one['words']}": one["share"] for name, one in first["reasons"].items()}
    ordered = sorted(shares, key=lambda words: -shares[words])
    assert first["why"].replace("co-change", "cochange").split("; ") == ordered


def test_words_and_k_are_taken(house: House) -> None:
    found = ask(house, words="change the tests", k=1)
    assert len(found["related"]) == 1
    assert set(found["related"][0]["reasons"]) <= {"name", "intent", "meaning"}


def test_a_file_that_is_not_known_is_told_with_the_nearest(house: House) -> None:
    answer = client_of(house).post("/v1/related", json={"project": str(ROOT), "file": "tset_a.py"})
    assert (answer.status_code, answer.json()["code"]) == (422, "request_invalid")
    assert "the nearest are test_a.py" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("k", 0),
        ("k", 51),
        ("file", ""),
        ("file", 7),
        ("words", ""),
        ("project", "relative"),
        ("kind", "file"),
    ],
)
def test_a_field_that_makes_no_sense_is_refused_by_its_name(house: House, field: str, value: object) -> None:
    answer = client_of(house).post("/v1/related", json={field: value})
    assert (answer.status_code, answer.json()["code"]) == (422, "request_invalid")
    assert answer.json()["detail"].startswith(field)


@pytest.mark.parametrize("asked", [{}, {"file": "a.py", "words": "a"}])
def test_one_of_file_and_words_is_needed(house: House, asked: dict[str, str]) -> None:
    answer = client_of(house).post("/v1/related", json=asked)
    assert (answer.status_code, answer.json()["detail"]) == (422, "expected a file or words, one of both")


def test_nothing_that_was_asked_stands_in_the_journal(house: House) -> None:
    ask(house, words=f"change {SECRET}")
    assert SECRET not in str(house.journal.lines)
    assert house.journal.lines[-1][2]["route"] == "/v1/related"
