"""Contexts are looked for in the background."""

from __future__ import annotations

import threading

from jepa_learning.adapters.memory.journal import MemoryJournal
from jepa_learning.application.follow_contexts import FollowContexts
from jepa_learning.domain.errors import StoreError

SECONDS = 30  # any wait ends then, with a failure: far longer than anything takes


def test_it_looks_when_it_starts_and_when_something_was_learnt() -> None:
    looked = threading.Semaphore(0)
    worker = FollowContexts(looked.release, delay_s=0.0, journal=MemoryJournal())

    worker.start()
    assert looked.acquire(timeout=SECONDS)
    worker.wake()
    assert looked.acquire(timeout=SECONDS)

    worker.stop()


def test_a_fault_is_noted_and_a_store_that_is_away_is_tried_again() -> None:
    journal, outcomes = MemoryJournal(), [StoreError("away"), ValueError("secret"), None]

    def follow() -> None:
        outcome = outcomes.pop(0)
        if outcome is not None:
            raise outcome

    worker = FollowContexts(follow, delay_s=0.0, journal=journal)
    assert [worker.attempt() for _ in range(3)] == [False, False, True]

    [(level, happening, facts)] = journal.lines
    assert (level, happening, facts["error"]) == ("error", "fault", "ValueError")
    assert outcomes == []


def test_it_ends_even_if_it_was_never_started() -> None:
    FollowContexts(lambda: None, delay_s=0.0, journal=MemoryJournal()).stop()
