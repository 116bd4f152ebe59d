"""The routes of optimize: forms, refusals, and applying what was shown."""

from __future__ import annotations

import pytest
from tests.api.client import Client, client_of
from tests.application.in_memory import NOW, ROOT, House
from tests.application.test_optimize import BASHRC, with_workflow, work


@pytest.fixture
def house() -> House:
    house = House(defaults={"git": True, "shell": True, "jsonl": True}, files={BASHRC: "x\n"})
    house.log.append(work(40))
    return house.loaded()


@pytest.fixture
def client(house: House) -> Client:
    return client_of(house)


def test_proposals_are_shown_applied_reported_and_undone(house: House, client: Client) -> None:
    advice = client.post("/v1/optimize", json={"project": str(ROOT)}).json()
    (proposal,) = advice["proposals"]
    assert (advice["acts"], proposal["form"], proposal["risk"]) == (160, "shell_function", "low")
    assert proposal["diff"].startswith("--- /dev/null")
    asked = {"id": proposal["id"], "project": str(ROOT), "digest": proposal["digest"]}
    applied = client.post("/v1/optimize/apply", json=asked).json()
    assert (applied["state"], len(house.files)) == ("applied", 2)
    (result,) = client.get("/v1/optimize/report").json()["applied"]
    assert (result["uses"], result["remove"]) == (0, False)
    assert client.post("/v1/optimize/undo", json={"id": proposal["id"]}).json()["state"] == "undone"
    assert house.files == {BASHRC: "x\n"}


def test_a_diff_that_is_another_is_refused(client: Client) -> None:
    (proposal,) = client.post("/v1/optimize", json={"project": str(ROOT)}).json()["proposals"]
    answer = client.post(
        "/v1/optimize/apply", json={"id": proposal["id"], "project": str(ROOT), "digest": "0" * 64}
    )
    assert (answer.status_code, answer.json()["code"]) == (409, "change_refused")


def test_an_id_that_is_not_there_is_unknown(client: Client) -> None:
    answer = client.post("/v1/optimize/undo", json={"id": "ffffff"})
    assert (answer.status_code, answer.json()["code"]) == (404, "change_unknown")


def test_bytes_that_are_no_letters_are_shown_as_such(house: House, client: Client) -> None:
    house.files[BASHRC] = "PS1=\udcff"
    (proposal,) = client.post("/v1/optimize", json={"project": str(ROOT)}).json()["proposals"]
    assert "PS1=\ufffd" in proposal["diff"]
    asked = {"id": proposal["id"], "project": str(ROOT), "digest": proposal["digest"]}
    assert client.post("/v1/optimize/apply", json=asked).status_code == 200
    assert house.files[BASHRC].startswith("PS1=\udcff\n")


def test_the_audit_says_on_whose_word_and_what_became_of_it(client: Client) -> None:
    (proposal,) = client.post("/v1/optimize", json={"project": str(ROOT)}).json()["proposals"]
    asked = {"id": proposal["id"], "project": str(ROOT), "digest": proposal["digest"]}
    client.post("/v1/optimize/apply", json=asked)
    client.post("/v1/optimize/undo", json={"id": proposal["id"]})
    audit = client.get("/v1/optimize/audit").json()
    (record,) = audit["records"]
    assert (record["by"], record["permit"], record["state"], record["undone"]) == ("user", "", "undone", NOW)
    assert audit["autonomous"]["why_not"] == "it is switched off: optimize.autonomous.enabled"


def test_a_patch_of_a_workflow_says_where_and_claims_no_saving() -> None:
    client = client_of(with_workflow())
    answer = client.post("/v1/optimize", json={"project": str(ROOT)}).json()
    patch = answer["proposals"][0]
    assert (patch["form"], patch["predicted"], patch["replayed"], patch["confidence"]) == (
        "workflow_patch",
        None,
        None,
        None,
    )
    assert patch["because"][0].startswith(
        ".github/workflows/ci.yml:11: actions/setup-node@v4 keeps no packages"
    )
    assert "\n+          cache: npm\n" in patch["diff"]
