"""What the user is at, over HTTP."""

from tests.api.client import client_of
from tests.application.in_memory import ROOT, House
from tests.application.test_contexts import DAY


def house() -> House:
    found = House()
    found.log.append(DAY)
    found.loaded().contexts.follow()
    return found


def test_the_last_contexts_are_listed_with_when_and_why() -> None:
    found = client_of(house()).get("/v1/contexts", params={"k": 2}).json()

    assert [one["name"] for one in found["recent"]] == ["httpx: tests", "httpx: docs"]
    assert found["running"]["name"] == "httpx: tests"
    assert found["running"]["events"] > 20
    assert found["recent"][0]["ended"] is None
    assert found["recent"][1]["ended"] == found["recent"][0]["began"]
    assert found["recent"][1]["project"] == str(ROOT)


def test_status_names_the_running_context() -> None:
    found = client_of(house()).get("/v1/status").json()["context"]

    assert (found["name"], found["before"]) == ("httpx: tests", "httpx: docs")


def test_where_nothing_is_known_there_is_no_context() -> None:
    client = client_of(House().loaded())

    assert client.get("/v1/contexts").json() == {"running": None, "recent": []}
    assert client.get("/v1/status").json()["context"] is None


def test_a_number_out_of_range_is_refused() -> None:
    assert (
        client_of(House().loaded()).get("/v1/contexts", params={"k": 0}).json()["code"] == "request_invalid"
    )
