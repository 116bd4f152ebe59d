"""What every snapshot store does."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.application.in_memory import ROOT, commands, commits

from jepa_learning.adapters.memory.snapshot_store import MemorySnapshotStore
from jepa_learning.adapters.snapshot.file import FileSnapshotStore
from jepa_learning.bootstrap import build_learner
from jepa_learning.config.layers import load_settings
from jepa_learning.domain.event import Event, Query
from jepa_learning.domain.learner import Learner
from jepa_learning.ports.snapshot_store import SnapshotStore

STORES: dict[str, Callable[[Path], SnapshotStore]] = {
    "memory": lambda folder: MemorySnapshotStore(),
    "file": lambda folder: FileSnapshotStore(folder / "learner.snapshot", fingerprint="this"),
}
QUERIES = (
    Query("file", "open", intent="Change a", attributes={"project": str(ROOT)}),
    Query("command", "session"),
    Query("step", "run"),
)


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> SnapshotStore:
    return STORES[request.param](tmp_path)


@pytest.fixture
def learner() -> Learner:
    learner = build_learner(load_settings().settings)
    learner.learn_many(commits(30))
    learner.learn_many(commands(["edit", "build", "test"] * 10 + ["edit"]))
    learner.learn_many(Event("step", step, f"run-{n}") for n in range(9) for step in ("build", "deploy"))
    return learner


def test_a_new_store_holds_nothing(store: SnapshotStore) -> None:
    assert store.load() is None


def test_a_learner_comes_back_with_its_sequence_number_and_all_that_it_knows(
    store: SnapshotStore, learner: Learner
) -> None:
    store.save(learner, sequence=7)
    found = store.load()
    assert found is not None
    assert found[1] == 7
    for query in QUERIES:
        assert found[0].predict_one(query, k=5) == learner.predict_one(query, k=5)


def test_a_learner_that_came_back_goes_on_as_the_one_that_was_saved(
    store: SnapshotStore, learner: Learner
) -> None:
    store.save(learner, sequence=7)
    found = store.load()
    assert found is not None
    for each in (found[0], learner):
        each.learn_many([*commits(35)[64:], *commands(["build", "test"], case="later")])
    for query in QUERIES:
        assert found[0].predict_one(query, k=5) == learner.predict_one(query, k=5)


def test_what_is_learnt_after_saving_is_not_in_the_snapshot(store: SnapshotStore, learner: Learner) -> None:
    store.save(learner, sequence=7)
    learner.learn_many(commands(["deploy"], case="later"))
    found = store.load()
    assert found is not None
    assert found[0].knowledge("command").events == learner.knowledge("command").events - 1


def test_the_last_snapshot_replaces_the_one_before(store: SnapshotStore, learner: Learner) -> None:
    store.save(learner, sequence=7)
    store.save(learner, sequence=8)
    found = store.load()
    assert found is not None
    assert found[1] == 8


def test_what_was_forgotten_is_gone(store: SnapshotStore, learner: Learner) -> None:
    store.save(learner, sequence=7)
    store.forget()
    store.forget()
    assert store.load() is None
