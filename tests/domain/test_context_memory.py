"""What was touched in a place, ranked by how often and how lately."""

from __future__ import annotations

from jepa_learning.domain.context_memory import ContextMemory
from jepa_learning.domain.event import Attribute, Event


def touch(memory: ContextMemory, paths: str, place: str = "/a", **facts: Attribute) -> None:
    for path in paths.split():
        memory.learn_one(Event("file", path, "c", attributes={"project": place, **facts}), place)


def memory(**bounds: int) -> ContextMemory:
    return ContextMemory(**{"places": 3, "most": 4, "half_life": 2, **bounds})


def test_what_was_touched_often_and_lately_is_first() -> None:
    found = memory()
    touch(found, "old old old new")
    assert found.rank("/a", "file", 5) == ["old", "new"]
    touch(found, "new")
    assert found.rank("/a", "file", 5) == ["new", "old"]
    assert found.rank("/a", "file", 1) == ["new"]


def test_places_and_kinds_are_apart() -> None:
    found = memory()
    touch(found, "x.py")
    found.learn_one(Event("command", "make", "s"), "/a")
    assert found.rank("/a", "command", 5) == ["make"]
    assert found.rank("/b", "file", 5) == []


def test_a_deleted_file_is_forgotten_and_a_renamed_one_keeps_its_worth() -> None:
    found = memory()
    touch(found, "a a b")
    touch(found, "c", old_path="a")
    assert found.rank("/a", "file", 5) == ["c", "b"]
    touch(found, "c", status="D")
    assert found.rank("/a", "file", 5) == ["b"]


def test_a_sweep_over_many_files_touches_none() -> None:
    found = memory()
    touch(found, "a b c", bulk=True)
    assert found.rank("/a", "file", 5) == []


def test_it_holds_so_much_of_each_place_and_so_many_places() -> None:
    found = memory()
    touch(found, " ".join(f"f{number}" for number in range(50)))
    assert len(found.rank("/a", "file", 100)) <= 8
    assert found.rank("/a", "file", 1) == ["f49"]
    for place in ("/b", "/c", "/d"):
        touch(found, "x", place)
    assert found.rank("/a", "file", 5) == []


def test_a_long_stream_of_the_same_touches_stays_ranked() -> None:
    found = memory(half_life=1)
    touch(found, "a b " * 1000)
    assert found.rank("/a", "file", 5) == ["b", "a"]


def test_the_last_event_of_a_kind_is_told() -> None:
    found = memory()
    touch(found, "a b")
    last = found.latest("/a", "file")
    assert last is not None
    assert last.activity == "b"
    assert found.latest("/a", "step") is None
