"""What was touched in a place, ranked by how often and how lately."""

from __future__ import annotations

from jepa_learning.domain.context_memory import ContextMemory
from jepa_learning.domain.event import Attribute, Event


def touch(memory: ContextMemory, paths: str, place: str = "/a", **facts: Attribute) -> None:
    for path in paths.split():
        memory.learn_one(Event("file", path, "c", attributes={"project": place, **facts}), place)


def memory(**bounds: int) -> ContextMemory:
    return ContextMemory(**{"places": 3, "most": 4, "half_life": 2, "common_half_life": 100, **bounds})


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


def turns(memory: ContextMemory, times: int, *, same: bool) -> None:
    """Go to and fro between two projects; behind each turn its own command is run, or one that all have."""
    for turn in range(times):
        place = ("/a", "/b")[turn % 2]
        for number in range(5):
            line = "git status" if same else f"make {place} {number}"
            memory.learn_one(Event("command", line, f"{turn}"), place)
        for number in range(10):
            memory.learn_one(Event("command", f"late {place} {number}", f"{turn}"), place)


def test_what_is_common_takes_the_room_of_what_was_worth_less() -> None:
    found = memory(most=50, half_life=1000)
    turns(found, 12, same=True)
    shared = found.share("command", [(["late /a 0", "late /a 1"], 0.4), (["late /b 0"], 0.4)], k=2)
    assert "git status" in shared.anywhere
    assert shared.anywhere[0] == "git status"


def test_what_is_a_places_own_keeps_its_room_where_it_was_worth_more() -> None:
    found = memory(most=50, half_life=5)
    turns(found, 12, same=False)
    own = [f"make /a {number}" for number in range(2)]
    shared = found.share("command", [(own, 1.0)], k=2)
    assert len(set(shared.of_places[0]) | set(shared.anywhere)) == 2


def test_room_is_never_exceeded_and_nothing_is_given_twice() -> None:
    found = memory(most=50, half_life=1000)
    turns(found, 4, same=True)
    shared = found.share("command", [(["git status", "x"], 0.5), (["git status", "y"], 0.4)], k=2)
    given = [one for of in (*shared.of_places, shared.anywhere) for one in of]
    assert len(given) == len(set(given)) <= 4


def test_what_two_places_need_is_of_the_likelier() -> None:
    lists = [(["git status", "make"], 0.7), (["git status", "ls"], 0.2)]
    shared = ContextMemory(places=8, most=50, half_life=50.0).share("command", lists, k=2)
    assert shared.of_places == (("git status", "make"), ("ls",))


def test_what_a_less_likely_place_needs_has_a_share_and_no_list_of_its_own() -> None:
    found = ContextMemory(places=8, most=50, half_life=50.0)
    lists, further = [(["make", "ls"], 0.4)], [(["ninja", "cd"], 0.3)]
    shared = found.share("command", lists, k=2, further=further)
    assert (shared.of_places, shared.anywhere) == ((("make",),), ("ninja",))
    assert found.share("command", lists, k=2).of_places == (("make", "ls"),)


def test_a_file_is_known_anywhere_by_its_absolute_path() -> None:
    found = memory()
    touch(found, "x.py")
    touch(found, "y.py", place="/b")
    assert found.rank_anywhere("file", 5) == ["/b/y.py", "/a/x.py"]
    touch(found, "x.py", status="D")
    assert found.rank_anywhere("file", 5) == ["/b/y.py"]
