"""Networks learn while there is nothing else to do."""

from __future__ import annotations

import threading
from collections.abc import Callable

from jepa_learning.adapters.memory.journal import MemoryJournal
from jepa_learning.application.keep_learning import KeepLearning

SECONDS = 30  # any wait ends then, with a failure: far longer than anything takes


def worker(rounds: Callable[[], bool], *, asked: Callable[[], bool] = lambda: False) -> KeepLearning:
    return KeepLearning(rounds, is_asked=asked, delay_s=0.0, journal=MemoryJournal())


def test_it_learns_until_too_few_lessons_are_left() -> None:
    left = [True, True, False]
    assert worker(lambda: left.pop(0))() == 2
    assert left == []


def test_a_question_goes_before_every_round() -> None:
    order: list[str] = []
    asking = [True, False, True, True, False, False]

    def is_asked() -> bool:
        order.append("asked" if asking[0] else "free")
        return asking.pop(0)

    def learn_round() -> bool:
        order.append("round")
        return bool(asking)

    worker(learn_round, asked=is_asked)()
    assert order == ["asked", "free", "round", "asked", "asked", "free", "round", "free", "round"]


def test_when_something_new_is_learnt_it_leaves_off() -> None:
    def learn_round() -> bool:
        keep.wake()
        return True

    keep = worker(learn_round)
    assert keep() == 1


def test_in_the_background_it_learns_when_it_is_woken_and_ends_when_it_is_stopped() -> None:
    learnt, lessons = threading.Semaphore(0), [True, False, True, False]

    def learn_round() -> bool:
        learnt.release()
        return lessons.pop(0)

    keep = worker(learn_round)
    keep.start()
    assert all(learnt.acquire(timeout=SECONDS) for _ in range(2))
    keep.wake()
    assert all(learnt.acquire(timeout=SECONDS) for _ in range(2))
    keep.stop()
    assert lessons == []


def test_it_can_be_stopped_before_it_was_started() -> None:
    keep = worker(lambda: True)
    keep.stop()
    assert keep() == 0


def test_a_fault_is_noted_and_does_not_end_it() -> None:
    called, journal = threading.Semaphore(0), MemoryJournal()

    def learn_round() -> bool:
        called.release()
        raise ZeroDivisionError

    keep = KeepLearning(learn_round, is_asked=lambda: False, delay_s=0.0, journal=journal)
    keep.start()
    assert called.acquire(timeout=SECONDS)
    keep.wake()
    assert called.acquire(timeout=SECONDS)
    keep.stop()
    assert {happening for _, happening, _ in journal.lines} == {"fault"}
