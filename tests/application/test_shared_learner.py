"""What all use cases share: one order of learning, trusted snapshots, questions that need not wait."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from tests.application.in_memory import ROOT, House, commands, commits

from jepa_learning.adapters.memory.event_log import MemoryEventLog
from jepa_learning.application.shared_learner import Loading, SharedLearner
from jepa_learning.domain.errors import StoreError
from jepa_learning.domain.event import Event, Query
from jepa_learning.domain.learner import Learner
from jepa_learning.ports.snapshot_store import SnapshotStore


def known(learner: SharedLearner, kind: str = "command") -> int:
    with learner.hold() as held:
        return held.knowledge(kind, str(ROOT)).events


def test_it_learns_from_the_log_whoever_appended() -> None:
    house = House().loaded()
    house.log.append(commands(["ls", "make"]))
    assert house.learner.catch_up() == 2
    assert (known(house.learner), house.learner.catch_up()) == (2, 0)


def test_it_is_loading_until_all_of_the_log_is_learnt() -> None:
    house = House()
    house.log.append(commands([f"echo {n}" for n in range(2500)]))
    assert house.learner.loading == Loading(0, 0)
    steps = list(house.learner.load())
    assert [(step.done, step.total) for step in steps] == [(1000, 2500), (2000, 2500), (2500, 2500)]
    assert house.learner.loading is None
    assert known(house.learner) == 2500


def test_a_start_from_a_snapshot_learns_only_what_lies_behind_it() -> None:
    house = House().loaded()
    house.log.append(commands(["ls", "make"]))
    house.learner.catch_up()
    house.learner.save()
    house.log.append(commands(["make test"], case="later"))
    again = another(house)
    assert [step.done for step in again.load()] == [3]
    assert known(again) == 3


class CountingLog(MemoryEventLog):
    """Counts the events that it gives."""

    given = 0

    def read(
        self, *, after: int = 0, kind: str | None = None, project: str | None = None
    ) -> Iterator[tuple[int, Event]]:
        for one in super().read(after=after, kind=kind, project=project):
            self.given += 1
            yield one


def test_a_start_without_a_snapshot_reads_a_long_log_once() -> None:
    house, log = House(), CountingLog()
    log.append(commands([f"echo {n}" for n in range(5000)]))
    learner = SharedLearner(
        house.build, log=log, snapshots=house.snapshots, save_every=9999, journal=house.journal
    )
    assert [step.done for step in learner.load()][-1] == 5000
    assert log.given < 2 * 5000


def another(house: House, snapshots: SnapshotStore | None = None) -> SharedLearner:
    return SharedLearner(
        house.build,
        log=house.log,
        snapshots=snapshots or house.snapshots,
        save_every=1000,
        journal=house.journal,
    )


def test_a_snapshot_of_another_log_is_not_trusted() -> None:
    house = House().loaded()
    house.log.append(commands(["ls"]))
    house.learner.catch_up()
    house.learner.save()
    other = House()
    other.snapshots = house.snapshots
    learner = another(other)
    assert list(learner.load()) == []
    assert (known(learner), house.snapshots.load()) == (0, None)


def test_it_saves_after_so_many_events_and_not_before() -> None:
    house = House(save_every=3).loaded()
    house.log.append(commands(["a", "b"]))
    house.learner.catch_up()
    assert house.snapshots.load() is None
    house.log.append(commands(["c"]))
    house.learner.catch_up()
    assert house.snapshots.load() is not None


def test_the_more_is_saved_the_more_must_be_new_before_it_saves_again() -> None:
    house = House(save_every=2).loaded()
    saved: list[int] = []
    for n in range(30):
        house.log.append(commands([f"echo {n}"]))
        house.learner.catch_up()
        found = house.snapshots.load()
        saved.append(found[1] if found else 0)
    assert sorted(set(saved)) == [0, 2, 4, 6, 9, 13, 19, 28]


def test_it_says_that_it_is_taught_only_while_it_is() -> None:
    house = House().loaded()
    told: list[bool] = []
    build = house.build

    class Telling(Learner):
        def learn_one(self, event: Event) -> None:
            told.append(learner.is_taught)

    def telling() -> Learner:
        made = build()
        made.__class__ = Telling
        return made

    house.build = telling  # type: ignore[method-assign,assignment]
    learner = another(house)
    house.log.append(commands(["ls"]))
    learner.catch_up()
    assert (told, learner.is_taught) == ([True], False)


def test_it_saves_after_a_long_load() -> None:
    house = House(save_every=3)
    house.log.append(commands(["a", "b", "c"]))
    house.loaded()
    assert house.snapshots.load() is not None


class FullDisk:
    """A snapshot store on a full disk."""

    def save(self, learner: Learner, *, sequence: int) -> None:
        raise StoreError("no space")

    def load(self) -> None:
        return None

    def forget(self) -> None:
        return None


def test_a_snapshot_that_cannot_be_saved_loses_nothing_and_is_noted_once() -> None:
    house = House()
    learner = another(house, FullDisk())
    house.log.append(commands(["a"]))
    learner.catch_up()
    learner.save()
    learner.save()
    assert known(learner) == 1
    assert house.journal.lines == [("warning", "unsaved", {"error": "StoreError"})]


class Stumbling(Learner):
    """A learner with a fault: one command is too much for it."""

    def learn_one(self, event: Event) -> None:
        if event.activity == "b":
            raise ZeroDivisionError("secret words")
        super().learn_one(event)


def test_an_event_on_which_the_learner_fails_keeps_it_from_no_other_and_is_noted() -> None:
    house = House()
    build = house.build
    house.build = lambda: faulty(build())  # type: ignore[assignment]
    learner = another(house)
    house.log.append(commands(["a", "b", "c"]))
    learner.catch_up()
    assert known(learner) == 2
    ((level, happening, facts),) = house.journal.lines
    assert (level, happening, facts["error"]) == ("error", "unlearnt", "ZeroDivisionError")
    assert str(facts["where"]).startswith("test_shared_learner.py:")
    assert [step.done for step in learner.rebuild()] == [3]


def faulty(learner: Learner) -> Learner:
    learner.__class__ = Stumbling
    return learner


def test_the_same_log_always_makes_the_same_learner() -> None:
    house = House().loaded()
    for event in commits(20):
        house.log.append([event])
        house.learner.catch_up()
    query = Query("file", "new", intent="Change a", attributes={"project": str(ROOT)})
    again = another(house, snapshots=FullDisk())
    list(again.load())
    with house.learner.hold() as one, again.hold() as other:
        assert one.predict_one(query, k=4) == other.predict_one(query, k=4)


def test_after_forgetting_nothing_is_known_until_it_has_loaded_again() -> None:
    house = House().loaded()
    house.log.append([*commands(["ls"]), *commits(3)])
    house.learner.catch_up()
    house.learner.save()
    erased = house.learner.forget(lambda: house.log.forget(source="jsonl"))
    assert (erased, known(house.learner, "file"), house.snapshots.load()) == (1, 0, None)
    assert house.learner.loading == Loading(0, 10)
    house.reload()
    assert (known(house.learner), known(house.learner, "file"), house.learner.loading) == (0, 10, None)


def test_what_was_forgotten_during_a_rebuild_does_not_come_back() -> None:
    house = House().loaded()
    house.log.append(commands(["ls"]))
    house.learner.catch_up()
    steps = house.learner.rebuild()
    next(steps)
    house.learner.forget(lambda: house.log.forget())
    house.reload()
    assert list(steps) == []
    assert known(house.learner) == 0


def test_what_is_appended_during_a_rebuild_is_learnt_once() -> None:
    house = House().loaded()
    house.log.append(commands(["ls"]))
    house.learner.catch_up()
    steps = house.learner.rebuild()
    next(steps)
    house.log.append(commands(["make"], case="later"))
    house.learner.catch_up()
    list(steps)
    assert known(house.learner) == 2


def test_the_last_event_of_a_kind_is_remembered_over_a_start() -> None:
    house = House().loaded()
    house.log.append(commands(["ls", "make"]))
    house.learner.catch_up()
    house.learner.save()
    again = another(house)
    assert again.latest("command") is None
    list(again.load())
    latest = again.latest("command")
    assert latest is not None
    assert latest.activity == "make"


def test_a_question_comes_between_two_slices_of_teaching() -> None:
    house = House().loaded()
    order: list[str] = []
    slices = threading.Semaphore(0)

    class Teaching(Learner):
        def learn_one(self, event: Event) -> None:
            if event.activity.endswith(" 0"):  # the first of each slice
                order.append("taught")
                slices.release()
                asking.acquire()  # until somebody waits for the learner

    asking = threading.Semaphore(0)
    house.learner._learner.__class__ = Teaching
    house.log.append(commands([f"echo {n % 50}" for n in range(150)]))
    teacher = threading.Thread(target=house.learner.catch_up)
    teacher.start()
    slices.acquire()
    asker = threading.Thread(target=lambda: ask(house.learner, order))
    asker.start()
    while not house.learner._queue.locked():
        pass
    asking.release(3)
    asker.join()
    teacher.join()
    assert order == ["taught", "asked", "taught", "taught"]


def ask(learner: SharedLearner, order: list[str]) -> None:
    with learner.hold():
        order.append("asked")


@pytest.mark.parametrize("n", [0, 1])
def test_saving_what_was_saved_already_writes_nothing(n: int) -> None:
    house = House().loaded()
    house.log.append(commands(["ls"] * n))
    house.learner.catch_up()
    house.learner.save()
    house.snapshots.forget()
    house.learner.save()
    assert house.snapshots.load() is None
