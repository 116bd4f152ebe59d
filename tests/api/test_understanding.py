"""`GET /v1/understanding` and `GET /v1/organization` in the form of docs/reference/http.md."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.api.client import client_of
from tests.application.in_memory import NOW, ROOT, House, commands

from jepa_learning.domain.event import Event


def commit(number: int, *paths: str) -> list[Event]:
    attributes = {"status": "M", "project": str(ROOT)}
    return [
        Event("file", path, f"c{number}", NOW + number, "work", "ada", attributes, "git") for path in paths
    ]


@pytest.fixture(scope="module")
def house() -> House:
    house = House()
    house.log.append([event for n in range(8) for event in commit(n, "api/token_cache.py", "auth/token.py")])
    house.log.append([event for n in range(40) for event in commit(100 + n, "api/app.py", "api/routes.py")])
    house.log.append(commands(["edit", "lint", "ls", "test", "push"] * 12))
    return house.loaded()


def test_a_project_is_told_without_what_is_elsewhere(house: House) -> None:
    found = client_of(house).get("/v1/understanding", params={"project": str(ROOT)}).json()
    assert (found["project"], found["name"], found["commits"]) == (str(ROOT), "httpx", 48)
    assert {one["topic"] for one in found["insights"]} >= {"together", "when"}
    together = [one for one in found["insights"] if one["topic"] == "together"]
    assert "`auth/token.py`" in together[0]["words"]
    assert (together[0]["count"], together[0]["of"], len(together[0]["cites"])) == (8, 8, 5)
    assert found["graph"] is None


def test_the_graph_is_told_where_it_is_asked_for(house: House) -> None:
    params = {"project": str(ROOT), "graph": True}
    graph = client_of(house).get("/v1/understanding", params=params).json()["graph"]
    assert {node["id"] for node in graph["nodes"]} >= {"file:api/token_cache.py", "folder:auth"}
    names = {(one["manner"], one["name"]) for one in graph["relations"]}
    assert names >= {("temporal", "changes with"), ("spatial", "is in")}
    assert all(0.0 < one["strength"] <= 1.0 for one in graph["relations"])


def test_outside_of_a_project_everything_is_told(house: House) -> None:
    found = client_of(house).get("/v1/understanding").json()
    assert (found["project"], found["acts"], found["commits"]) == (None, 60, 48)


def test_what_is_no_longer_consented_to_is_not_told() -> None:
    house = House()
    house.log.append(commit(1, "a.py", "b.py"))
    house.loaded().application.consents.change("git", str(ROOT), granted=False)
    assert client_of(house).get("/v1/understanding").json()["commits"] == 0


def test_a_better_place_is_suggested_and_nothing_is_moved(house: House) -> None:
    house.files[str(ROOT / "api/token_cache.py")] = "cache = {}\n"
    house.tree.known = {"api/token_cache.py", "auth/token.py"}
    found = client_of(house).get("/v1/organization", params={"project": str(ROOT)}).json()
    (move,) = found["moves"]
    assert (move["path"], move["to"], move["count"]) == ("api/token_cache.py", "auth/token_cache.py", 8)
    assert (found["commits"], found["files"]) == (48, 4)


def test_outside_of_a_project_nothing_can_be_suggested(house: House) -> None:
    answer = client_of(house).get("/v1/organization", params={"project": "/elsewhere"})
    assert (answer.status_code, answer.json()["code"]) == (404, "project_not_found")


def test_a_move_is_made_as_it_was_shown_and_undone_by_its_own_command(house: House) -> None:
    client, old = client_of(house), str(ROOT / "api/token_cache.py")
    house.files[old] = "cache = {}\n"
    house.tree.known = {"api/token_cache.py", "auth/token.py"}
    (move,) = client.get("/v1/organization", params={"project": str(ROOT)}).json()["moves"]
    assert ([one["by"] for one in move["reasons"]], move["why_not"]) == (
        ["co-change", "meaning", "structure"],
        None,
    )
    asked = {"id": move["id"], "project": str(ROOT), "digest": move["digest"]}
    assert client.post("/v1/organization/apply", json={**asked, "digest": "0" * 64}).status_code == 409
    assert client.post("/v1/organization/apply", json=asked).json()["state"] == "applied"
    assert house.files == {str(ROOT / "auth/token_cache.py"): "cache = {}\n"}
    assert [one["form"] for one in client.get("/v1/optimize/audit").json()["records"]] == ["file_move"]
    assert client.get("/v1/optimize/report").json()["applied"] == []
    refused = client.post("/v1/optimize/undo", json={"id": move["id"]})
    assert (refused.status_code, "organize --undo" in refused.json()["detail"]) == (404, True)
    assert client.post("/v1/organization/undo", json={"id": move["id"]}).json()["state"] == "undone"
    assert house.files == {old: "cache = {}\n"}
    assert client.post("/v1/organization/undo", json={"id": move["id"]}).status_code == 404


def test_one_person_or_agent_is_told_of_alone() -> None:
    house = House()
    house.log.append([event for n in range(4) for event in commit(n, "a.py", "b.py")])
    house.log.append(
        [replace(event, author="bob") for n in range(10, 16) for event in commit(n, "c.py", "d.py")]
    )
    facts = {"agent": "codex", "project": str(ROOT)}
    house.log.append(
        [Event("tool", f"Read f{n}", "run", NOW + n, author="agent", attributes=facts) for n in range(7)]
    )
    client = client_of(house.loaded())

    def told(**asked: str) -> tuple[object, ...]:
        found = client.get("/v1/understanding", params={"project": str(ROOT), **asked}).json()
        return found["author"], found["agent"], found["acts"], found["commits"]

    assert told() == (None, None, 7, 10)
    assert told(author="me") == told(author="ada") == ("ada", None, 0, 4)
    assert told(author="bo") == ("bob", None, 0, 6)
    assert told(agent="codex") == (None, "codex", 7, 0)
    assert told(agent="any") == (None, "any", 7, 0)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"author": "carol"}, "expected me (96 changes), or the e-mail address of somebody who committed"),
        ({"author": "carol@example.org"}, "git shortlog -se HEAD"),
        ({"agent": "claude-code"}, "nothing of any agent is known here"),
        ({"author": "me", "agent": "any"}, "expected one of them"),
    ],
)
def test_who_is_not_known_is_refused_with_those_who_are(
    house: House, asked: dict[str, str], words: str
) -> None:
    answer = client_of(house).get("/v1/understanding", params={"project": str(ROOT), **asked})
    assert (answer.status_code, words in answer.json()["detail"]) == (422, True)


def test_outside_of_a_repository_nobody_knows_who_me_is(house: House) -> None:
    answer = client_of(house).get("/v1/understanding", params={"author": "me"})
    assert "user.email" in answer.json()["detail"]
