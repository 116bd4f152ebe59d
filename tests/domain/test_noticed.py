"""Sightings count names: new workflows, where files changed last, and tools that nobody had used before."""

from __future__ import annotations

from dataclasses import replace

from jepa_learning.bootstrap import adaptation_rules
from jepa_learning.domain.event import Event
from jepa_learning.domain.noticed import Sightings

RULES = replace(adaptation_rules().notice, most_runs=3, newest=4, least_uses=2, least_cases=2)


def seen(*events: Event) -> Sightings:
    sightings = Sightings(RULES)
    for event in events:
        sightings.learn_one(event)
    return sightings


def step(workflow: str, run: int, project: str = "") -> Event:
    return Event("step", "build", f"{workflow}{run}", attributes={"workflow": workflow, "project": project})


def typed(line: str, case: str) -> Event:
    return Event("command", line, case)


def test_a_workflow_is_new_up_to_so_many_runs_and_is_of_where_most_of_it_happened() -> None:
    sightings = seen(
        *(step("usual", run) for run in range(4)),
        step("first", 0, "/a"),
        *(step("later", run, "/b") for run in (0, 0, 1)),
        step("later", 2, "/c"),
    )
    assert sightings.workflows() == [("later", 3), ("first", 1)]
    assert sightings.place_of("later") == "/b"


def test_repositories_are_in_the_order_of_their_last_change() -> None:
    changes = [
        Event("file", "x", "c", attributes={"project": root}) for root in ("/a", "/b", "/a", "/c", "/b")
    ]
    assert seen(*changes).repositories() == ["/b", "/c", "/a"]


def test_a_tool_is_new_where_it_was_in_none_of_as_many_before() -> None:
    before = [typed("git push", f"c{n}") for n in range(4)]
    lately = [typed("jj new", "c5"), typed("git diff", "c5"), typed("jj log", "c6"), typed("ls", "c6")]
    assert seen(*before, *lately).new_tools() == [("jj", "command", 2, 2)]
    assert seen(*before[1:], *lately).new_tools() == []


def test_of_each_the_newest_names_are_held_and_the_others_forgotten() -> None:
    sightings = Sightings(replace(RULES, names=3))
    for number in range(10):
        sightings.learn_one(step("usual", number))
        sightings.learn_one(step(f"flow{number}", 0, "/a"))
        sightings.learn_one(Event("file", "x", "c", attributes={"project": f"/{number}"}))
        sightings.learn_one(typed(f"tool{number}", f"c{number}"))
    assert sightings.workflows() == [("flow9", 1), ("flow8", 1)], (
        "the usual one was seen of late, and is not new"
    )
    assert sightings.repositories() == ["/9", "/8", "/7"]
    assert [len(held) for held in (sightings._places, sightings._known)] == [3, 3]
