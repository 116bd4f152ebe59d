"""`GET /v1/preparations` in the form of docs/reference/http.md."""

from __future__ import annotations

from tests.api.client import client_of
from tests.application.in_memory import NOW, ROOT, House
from tests.application.test_preload import days


def test_what_is_ready_is_handed_over() -> None:
    house = House(defaults={"git": True, "jsonl": True, "shell": True})
    house.log.append(days())
    house.loaded()
    house.contexts.follow()
    client = client_of(house)
    found = client.get("/v1/preparations").json()["prepared"]
    assert [one["project"] for one in found] == [str(ROOT), "/work/site", ""]
    assert set(found[0]) == {
        *("context", "project", "probability", "why", "files", "commands", "tools", "run", "made", "until")
    }
    assert (found[0]["probability"], found[0]["run"], found[0]["made"]) == (1.0, None, NOW)
    assert "src/a.py" in found[0]["files"]
    only = client.get("/v1/preparations", params={"project": "/work/site"}).json()["prepared"]
    assert [one["project"] for one in only] == ["/work/site"]


def test_before_anything_is_known_the_list_is_empty() -> None:
    assert client_of(House().loaded()).get("/v1/preparations").json() == {"prepared": []}


def test_a_folder_must_be_named_in_full() -> None:
    answer = client_of(House().loaded()).get("/v1/preparations", params={"project": "here"})
    assert (answer.status_code, answer.json()["code"]) == (422, "request_invalid")
