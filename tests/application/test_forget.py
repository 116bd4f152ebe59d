"""Forget: from the log, the learner and the snapshot."""

from __future__ import annotations

from pathlib import Path

from tests.application.in_memory import NOW, ROOT, House, commands, commits


def with_history() -> House:
    house = House()
    house.log.append([*commits(3), *commands(["ls", "make"])])
    house.loaded()
    house.learner.save()
    return house


def counts(house: House) -> tuple[int, int]:
    with house.learner.hold() as learner:
        return learner.knowledge("file", str(ROOT)).events, learner.knowledge("command").events


def test_a_source_is_forgotten_by_log_learner_and_snapshot() -> None:
    house = with_history()
    assert house.application.forget(source="git") == 10
    assert (counts(house), house.snapshots.load()) == ((0, 2), None)
    assert [event.source for _, event in house.log.read()] == ["jsonl", "jsonl"]


def test_a_project_is_forgotten_by_any_folder_in_it() -> None:
    house = with_history()
    assert house.application.forget(directory=ROOT / "src") == 10
    assert counts(house) == (0, 2)


def test_a_project_that_is_gone_is_forgotten_by_the_name_it_had() -> None:
    house = with_history()
    house.log.append(commits(1, root=Path("/gone")))
    assert house.application.forget(directory=Path("/gone")) == 6
    assert counts(house) == (10, 2)


def test_what_happened_before_a_time_is_forgotten() -> None:
    house = with_history()
    assert house.application.forget(before=NOW - 9_000 + 1) == 6
    assert counts(house) == (4, 2)


def test_everything_is_forgotten_where_nothing_is_said() -> None:
    house = with_history()
    assert house.application.forget() == 12
    assert (counts(house), house.log.size().events) == ((0, 0), 0)


def test_what_is_forgotten_is_gone_from_the_vector_memory_too() -> None:
    house = with_history()
    house.remember()
    assert {one.payload["kind"] for one in house.memory.all()} == {"file", "case", "command"}
    house.application.forget(source="git")
    assert len(house.memory) == 0, "nothing is answered from it before it is filled again"
    house.remember()
    assert sorted(str(one.payload["activity"]) for one in house.memory.all()) == ["ls", "make"]


def test_what_is_forgotten_of_a_project_leaves_the_vectors_of_the_others() -> None:
    house = with_history()
    house.log.append(commits(1, root=Path("/other")))
    house.application.forget(directory=ROOT)
    house.remember()
    assert {one.payload["project"] for one in house.memory.all()} == {"/other", ""}
