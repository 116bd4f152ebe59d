"""The knowledge graph: which things and relations are in it, how strong, and what is left out."""

from __future__ import annotations

from jepa_learning.domain.event import Event
from jepa_learning.domain.understanding.knowledge_graph import KnowledgeGraph, Relation, knowledge_graph
from jepa_learning.domain.waste.history import History


def graph(events: list[Event], *, least: int = 3, most: int = 50) -> KnowledgeGraph:
    contexts = [event for event in events if event.kind == "context"]
    return knowledge_graph(History(events, gap_s=1800), contexts, least=least, most=most)


def find(found: KnowledgeGraph, source: str, target: str) -> Relation:
    (one,) = [one for one in found.relations if (one.source, one.target) == (source, target)]
    return one


def commits(count: int, *paths: str, name: str = "c") -> list[Event]:
    return [
        Event("file", path, f"{name}{number}", float(number)) for number in range(count) for path in paths
    ]


def runs(count: int) -> list[Event]:
    return [
        Event("step", step, f"r{number}", 100.0 * number, attributes={"workflow": "release"})
        for number in range(count)
        for step in ("build", "sign")
    ]


def test_what_follows_is_temporal_and_its_strength_a_share() -> None:
    one = find(graph(runs(4)), "step:sign", "step:build")
    assert (one.manner, one.name, one.strength, one.count) == ("temporal", "follows", 1.0, 4)


def test_steps_belong_to_their_workflow() -> None:
    one = find(graph(runs(4)), "step:build", "workflow:release")
    assert (one.manner, one.name, one.strength) == ("spatial", "is step of", 1.0)


def test_files_that_change_together_share_commits_of_either() -> None:
    events = [*commits(6, "src/a.py", "src/b.py"), *commits(6, "src/b.py", name="d")]
    one = find(graph(events), "file:src/a.py", "file:src/b.py")
    assert (one.manner, one.strength, one.count) == ("temporal", 0.5, 6)
    assert find(graph(events), "file:src/a.py", "folder:src").manner == "spatial"


def test_files_with_like_names_are_related_by_meaning() -> None:
    found = graph([*commits(3, "src/user_store.py"), *commits(3, "tests/test_user_store.py", name="t")])
    one = find(found, "file:src/user_store.py", "file:tests/test_user_store.py")
    assert (one.manner, one.count) == ("semantic", 2)
    assert round(one.strength, 2) == 0.67


def test_contexts_follow_each_other_in_their_case() -> None:
    events = [
        Event("context", name, f"day{day}", 1000.0 * day + place)
        for day in range(3)
        for place, name in enumerate(("httpx", "docs"))
    ]
    assert find(graph(events), "context:docs", "context:httpx").count == 3


def test_what_is_rare_is_not_in_it_and_what_is_too_much_is_counted() -> None:
    events = [*commits(5, "a.py"), *commits(4, "b.py", name="d"), *commits(1, "c.py", name="e")]
    found = graph(events, most=1)
    assert [node.id for node in found.nodes] == ["file:a.py"]
    assert (found.left_out, found.relations) == (1, ())


def test_what_is_done_in_a_context_happens_in_it_with_the_share_as_strength() -> None:
    switches = [
        Event("context", name, "day", 1000.0 * day + place * 100.0)
        for day in range(3)
        for place, name in enumerate(("httpx", "docs"))
    ]
    tests = [Event("command", "pytest", f"s{n}", 1000.0 * (n % 3) + 50.0) for n in range(3)]
    tests += [Event("command", "pytest", "s9", 2150.0)]
    early = [Event("file", "src/a.py", f"c{n}", -10.0 + n) for n in range(3)]
    found = graph([*early, *switches, *tests])
    one = find(found, "command:pytest", "context:httpx")
    assert (one.manner, one.name, one.strength, one.count) == ("spatial", "happens in", 0.75, 3)
    assert not [one for one in found.relations if (one.source, one.name) == ("file:src/a.py", "happens in")]


def test_a_context_is_related_by_meaning_to_the_folder_that_it_is_called_like() -> None:
    switches = [Event("context", "api tests", f"d{day}", 1000.0 * day) for day in range(3)]
    found = graph([*switches, *commits(3, "api/tests/x.py")])
    one = find(found, "context:api tests", "folder:api/tests")
    assert (one.manner, one.name, one.strength) == ("semantic", "is named like", 0.5)


def test_every_manner_of_relation_is_there_with_a_strength_between_nothing_and_one() -> None:
    switches = [Event("context", "user store", f"d{day}", 10.0 * day) for day in range(4)]
    events = [*switches, *commits(6, "src/user_store.py", "src/store_user.py"), *runs(4)]
    found = graph(events)
    assert {(one.manner, one.name) for one in found.relations} >= {
        ("temporal", "follows"),
        ("temporal", "changes with"),
        ("spatial", "is in"),
        ("spatial", "is step of"),
        ("spatial", "happens in"),
        ("semantic", "is named like"),
    }
    assert all(0.0 < one.strength <= 1.0 and one.count > 0 for one in found.relations)
