"""Rebuild: everything derived, learnt again from the log."""

from __future__ import annotations

import numpy as np
from tests.application.in_memory import ROOT, House, commits

from jepa_learning.application.shared_learner import Loading
from jepa_learning.domain.event import Query
from jepa_learning.ports.vector_memory import Memory

QUERY = Query("file", "new", intent="Change a", attributes={"project": str(ROOT)})


def test_a_rebuild_knows_what_was_known_tells_how_far_it_is_and_is_saved() -> None:
    house = House()
    house.log.append(commits(20))
    house.loaded()
    with house.learner.hold() as learner:
        before = learner.predict_one(QUERY, k=4)
    assert list(house.application.rebuild()) == [Loading(44, 44)]
    with house.learner.hold() as learner:
        assert learner.predict_one(QUERY, k=4) == before
    snapshot = house.snapshots.load()
    assert snapshot is not None
    assert snapshot[1] == 44


def test_a_rebuild_that_is_given_up_leaves_what_was_known() -> None:
    house = House()
    house.log.append(commits(20))
    house.loaded()
    steps = house.application.rebuild()
    next(steps)
    steps.close()
    with house.learner.hold() as learner:
        assert learner.knowledge("file", str(ROOT)).events == 44


def test_an_empty_log_is_rebuilt_at_once() -> None:
    assert list(House().loaded().application.rebuild()) == []


def test_a_rebuild_fills_the_vector_memory_again() -> None:
    house = House()
    house.log.append(commits(3))
    house.loaded()
    house.remember()
    house.memory.remember([Memory("stale", np.ones(64, dtype=np.float32))])
    before = len(house.memory)
    list(house.application.rebuild())
    assert len(house.memory) == before - 1
    assert "stale" not in {one.key for one in house.memory.all()}
