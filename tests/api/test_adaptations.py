"""`/v1/adaptations` in the form of docs/reference/http.md."""

from __future__ import annotations

from tests.api.client import client_of
from tests.application.in_memory import ROOT, House
from tests.application.test_notice_novelty import house_with_new_workflow

EXAMPLES = [
    {"kind": "step", "activity": step, "case": f"run{run}", "time": 1000.0 * run + place}
    for run in range(5)
    for place, step in enumerate(("checkout", "build", "sign", "publish"))
]


def test_examples_are_learnt_shown_and_undone() -> None:
    client = client_of(House().loaded())
    found = client.post("/v1/adaptations", json={"workflow": "release", "events": [*EXAMPLES, {"kind": "x"}]})
    assert found.status_code == 200, found.text
    answer = found.json()
    assert (answer["action"], answer["cases"], answer["steps"], answer["novelty"]) == (
        "redistribute",
        5,
        20,
        1.0,
    )
    assert answer["measured"]["questions"] == 20
    assert answer["measured"]["after"]["value"] > answer["measured"]["before"]["value"]
    assert (answer["intake"]["appended"], answer["intake"]["refused"][0]["index"]) == (20, 20)
    shown = {"kind": "step", "workflow": "release", "events": 20, "cases": 5, "activities": 4}
    assert client.get("/v1/adaptations").json() == {"workflows": [shown], "starts": [], "noticed": []}
    undone = client.post("/v1/adaptations/undo", json={"workflow": "release"}).json()
    assert undone == {"workflow": "release", "project": None, "erased": 20}


def test_examples_without_a_workflow_are_refused() -> None:
    answer = client_of(House().loaded()).post("/v1/adaptations", json={"events": EXAMPLES})
    assert (answer.status_code, answer.json()["code"]) == (422, "request_invalid")


def test_a_project_that_knows_nothing_is_not_started_and_says_why() -> None:
    client = client_of(House().loaded())
    answer = client.post("/v1/adaptations/starts", json={"project": str(ROOT)})
    assert answer.status_code == 200, answer.text
    assert answer.json() == {
        "project": str(ROOT),
        "lender": None,
        "cases": 0,
        "done": False,
        "why": "no file of this project is known yet",
        "assumed": [],
        "trial": None,
    }
    undone = client.post("/v1/adaptations/undo", json={"project": str(ROOT)})
    assert (undone.status_code, undone.json()["code"]) == (422, "request_invalid")
    both = client.post("/v1/adaptations/undo", json={"project": str(ROOT), "workflow": "release"})
    assert both.status_code == 422
    nowhere = client.post("/v1/adaptations/starts", json={"project": "/nowhere"})
    assert nowhere.json()["code"] == "project_not_found"


def test_what_is_new_is_told_and_counted_until_it_is_dismissed() -> None:
    house = house_with_new_workflow()
    house.notice_novelty()
    client = client_of(house)
    (one,) = client.get("/v1/adaptations").json()["noticed"]
    assert (one["what"], one["name"], one["offer"]) == (
        "workflow",
        "release",
        "lev jepa adapt --workflow release",
    )
    assert client.get("/v1/status").json()["noticed"] == 1
    assert client.post("/v1/adaptations/dismiss", json={"name": "release"}).json() == one
    assert client.get("/v1/adaptations").json()["noticed"] == []
    again = client.post("/v1/adaptations/dismiss", json={"name": "release"})
    assert (again.status_code, again.json()["code"]) == (422, "request_invalid")
