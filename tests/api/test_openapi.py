"""The OpenAPI schema is complete: every route with its answers, errors and examples."""

from __future__ import annotations

from typing import Any

import pytest
from tests.api.client import client_of
from tests.application.in_memory import House

SCHEMA: dict[str, Any] = client_of(House()).get("/openapi.json").json()
OPERATIONS = [
    (f"{method.upper()} {path}", operation)
    for path, methods in SCHEMA["paths"].items()
    for method, operation in methods.items()
]
STREAMS = {"POST /v1/models/train", "POST /v1/imports", "POST /v1/rebuild", "POST /v1/memory/migrate"}
each = pytest.mark.parametrize(("name", "operation"), OPERATIONS, ids=[name for name, _ in OPERATIONS])


@each
def test_every_route_says_what_it_does(name: str, operation: dict[str, Any]) -> None:
    assert operation["description"].endswith(".")
    assert operation["tags"]


@each
def test_every_route_describes_its_answer(name: str, operation: dict[str, Any]) -> None:
    (status,) = [code for code in operation["responses"] if code.startswith("2")]
    content = operation["responses"][status]["content"]
    kind = "application/x-ndjson" if name in STREAMS else "application/json"
    kind = "text/plain" if name.startswith("POST /v1/hooks/") else kind  # read by shells
    assert list(content) == [kind]
    assert content[kind]["schema"]


@each
def test_every_route_describes_its_errors_with_examples(name: str, operation: dict[str, Any]) -> None:
    errors = {code: answer for code, answer in operation["responses"].items() if not code.startswith("2")}
    assert {"401", "403", "413", "500", "503"} <= set(errors)
    for code, answer in errors.items():
        content = answer["content"]["application/problem+json"]
        examples = [example["value"] for example in content["examples"].values()]
        assert examples
        assert {example["status"] for example in examples} == {int(code)}


def test_an_event_is_described_field_by_field() -> None:
    events = SCHEMA["components"]["schemas"]["EventsIn"]["properties"]["events"]
    assert set(events["items"]["properties"]) >= {"kind", "activity", "case", "time", "intent", "attributes"}


def test_no_page_loads_anything_from_elsewhere() -> None:
    client = client_of(House())
    assert {client.get(path).status_code for path in ("/docs", "/redoc")} == {404}
