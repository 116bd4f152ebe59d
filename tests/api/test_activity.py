"""Every request is followed: its id, its line, and how long there has been none."""

from __future__ import annotations

import pytest
from tests.api.client import client_of
from tests.application.in_memory import House

from jepa_learning.api.activity import Activity


def test_a_request_id_is_kept_or_made() -> None:
    client = client_of(House())
    assert (
        client.get("/healthz", headers={"X-Request-ID": "abc-1.x_Y"}).headers["x-request-id"] == "abc-1.x_Y"
    )
    made = {client.get("/healthz").headers["x-request-id"] for _ in range(3)}
    assert len(made) == 3


@pytest.mark.parametrize("given", ["", "a b", "x" * 65, 'a"b', "a\tb"])
def test_a_request_id_that_could_do_harm_in_a_log_is_replaced(given: str) -> None:
    found = client_of(House()).get("/healthz", headers={"X-Request-ID": given}).headers["x-request-id"]
    assert found != given


def test_a_request_leaves_one_line_with_its_route_and_not_its_path() -> None:
    house = House()
    client = client_of(house)
    client.get("/v1/consent", params={"project": "/home/ada/secret"})
    client.get("/home/ada/secret")
    client.get("/healthz")
    assert [(level, facts["route"], facts["status"]) for level, _, facts in house.journal.lines] == [
        ("info", "/v1/consent", 200),
        ("info", "unknown", 404),
        ("debug", "/healthz", 200),
    ]
    assert "secret" not in str(house.journal.lines)


def test_it_is_idle_only_while_no_request_is_open() -> None:
    now = 100.0
    activity = Activity(lambda: now)
    now = 105.0
    assert activity.idle_s == 5.0
    activity.begin()
    activity.begin()
    activity.end()
    now = 200.0
    assert activity.idle_s == 0.0
    activity.end()
    now = 201.0
    assert activity.idle_s == 1.0
