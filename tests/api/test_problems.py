"""Every error is application/problem+json with a stable code."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from tests.api.client import client_of
from tests.application.in_memory import House

from jepa_learning.api.problems import STATUS, problem
from jepa_learning.api.schemas.basis import Problem
from jepa_learning.domain.errors import JepaLearningError


def tree(error: type[JepaLearningError]) -> Iterator[type[JepaLearningError]]:
    yield error
    for below in error.__subclasses__():
        yield from tree(below)


ERRORS = list(tree(JepaLearningError))


def raising(error: Exception) -> House:
    house = House().loaded()

    def fail(*args: object, **named: object) -> None:
        raise error

    house.log.size = fail  # type: ignore[method-assign,assignment]
    return house


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: error.code)
def test_an_error_of_the_tree_comes_with_its_code_and_words(error: type[JepaLearningError]) -> None:
    answer = client_of(raising(error("what, expected, do"))).get("/v1/status")
    assert answer.headers["content-type"] == "application/problem+json"
    found = Problem.model_validate(answer.json())
    assert (found.code, found.detail) == (error.code, "what, expected, do")
    assert found.status == answer.status_code == STATUS[error.code]


def test_a_fault_is_answered_without_its_words_and_noted_with_its_place() -> None:
    house = raising(ZeroDivisionError("/home/ada/secret"))
    answer = client_of(house).get("/v1/status", headers={"X-Request-ID": "abc"})
    assert (answer.status_code, answer.json()["code"]) == (500, "internal")
    assert "abc" in answer.json()["detail"]
    fault, request = house.journal.lines
    assert (fault[0], fault[1], fault[2]["error"], fault[2]["request"]) == (
        "error",
        "fault",
        "ZeroDivisionError",
        "abc",
    )
    assert str(fault[2]["where"]).startswith("test_problems.py:")
    assert request[2]["status"] == 500
    assert "secret" not in answer.text + str(house.journal.lines)


REQUESTS: dict[str, Callable[[], object]] = {
    "route_unknown": lambda: client_of(House()).get("/v2/events"),
    "method_not_allowed": lambda: client_of(House()).delete("/healthz"),
    "request_invalid": lambda: client_of(House().loaded()).post("/v1/predictions", content=b"{"),
}


@pytest.mark.parametrize("code", REQUESTS)
def test_what_the_framework_refuses_has_a_code_of_ours(code: str) -> None:
    answer = REQUESTS[code]()
    assert answer.headers["content-type"] == "application/problem+json"  # type: ignore[attr-defined]
    assert answer.json()["code"] == code  # type: ignore[attr-defined]
    assert answer.json()["status"] == answer.status_code == STATUS[code]  # type: ignore[attr-defined]


def test_a_method_that_is_not_allowed_comes_with_those_that_are() -> None:
    assert client_of(House()).delete("/healthz").headers["allow"] == "GET"


def test_a_path_with_a_slash_too_many_is_unknown_and_not_redirected() -> None:
    assert client_of(House()).get("/healthz/").status_code == 404


@pytest.mark.parametrize("code", STATUS)
def test_every_code_makes_a_problem(code: str) -> None:
    response = problem(code, "words")
    assert response.status_code == STATUS[code]
