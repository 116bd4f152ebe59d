"""On TCP only who knows the token gets in, and only under a name of this machine."""

from __future__ import annotations

import pytest
from tests.api.client import client_of
from tests.application.in_memory import House

GOOD = {"Authorization": "Bearer secret", "Host": "127.0.0.1:4711"}


def ask(**headers: str) -> tuple[int, str | None]:
    wanted = {**GOOD, **headers}
    answer = client_of(House(), token="secret").get("/healthz", headers=wanted)
    return answer.status_code, answer.json().get("code")


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "127.0.0.1:80", "localhost", "LOCALHOST:8080", "[::1]", "[::1]:9"]
)
def test_a_loopback_name_and_the_token_get_in(host: str) -> None:
    assert ask(Host=host) == (200, None)


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "127.0.0.1.evil.example",
        "localhost.evil.example:80",
        "127.0.0.1:80:80",
        "0.0.0.0",
        "::1",
        "",
    ],
)
def test_any_other_name_is_refused_even_with_the_token(host: str) -> None:
    assert ask(Host=host) == (403, "host_refused")


@pytest.mark.parametrize(
    "given", ["", "Bearer", "Bearer ", "Bearer secre", "Bearer secrett", "bearer secret", "Basic secret"]
)
def test_a_missing_or_wrong_token_is_refused(given: str) -> None:
    assert ask(Authorization=given) == (401, "unauthorized")


def test_the_refusal_says_how_to_get_in_without_saying_the_token() -> None:
    answer = client_of(House(), token="secret").get("/healthz", headers={"Host": "localhost"})
    assert answer.headers["www-authenticate"] == "Bearer"
    assert "secret" not in answer.text
    assert answer.headers["x-request-id"]


def test_every_route_is_guarded() -> None:
    client = client_of(House(), token="secret")
    paths = ["/openapi.json", "/healthz", "/readyz", "/v1/status", "/v1/consent", "/nowhere"]
    assert {client.get(path).status_code for path in paths} == {401}


def test_without_a_token_the_transport_itself_is_the_guard() -> None:
    assert client_of(House()).get("/healthz", headers={"Host": "anything"}).status_code == 200
