"""The shared memory: opened when it is needed, told when it is away, never asked in the wrong space."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pytest

from jepa_learning.adapters.memory.journal import MemoryJournal
from jepa_learning.adapters.memory.memory_records import MemoryMemoryRecords
from jepa_learning.adapters.memory.vector_memory import MemoryVectorMemory
from jepa_learning.application.shared_memory import Moved, SharedMemory
from jepa_learning.domain.errors import StoreError
from jepa_learning.ports.memory_records import MemoryRecord, Space
from jepa_learning.ports.vector_memory import Matching, Memory, Recalled, Vector

HERE = Space("embedded", "", "words-1", 2)
SERVER = Space("server", "http://localhost:6333/collections/x", "words-1", 2)
OTHER_WORDS = Space("embedded", "", "words-2", 2)
RETRY_S = 60.0


class Store(MemoryVectorMemory):
    """A store that can be away: then everything that is asked of it fails."""

    is_away = False
    keeps_all = False

    def recall(self, vector: Vector, k: int, *, matching: Matching | None = None) -> list[Recalled]:
        self._require_presence()
        return super().recall(vector, k, matching=matching)

    def remember(self, memories: Sequence[Memory]) -> None:
        self._require_presence()
        super().remember(memories)

    def forget(self, *, keys: Sequence[str] | None = None) -> int:
        if self.keeps_all:
            raise StoreError("the store keeps what it has")
        return super().forget(keys=keys)

    def _require_presence(self) -> None:
        if self.is_away:
            raise StoreError("the store is away")


@dataclass
class Stores:
    """The stores behind a shared memory, by space; it lasts as long as they do."""

    wanted: Space = HERE
    records: MemoryMemoryRecords = field(default_factory=MemoryMemoryRecords)
    journal: MemoryJournal = field(default_factory=MemoryJournal)
    stores: dict[Space, Store] = field(default_factory=dict)
    opened: list[tuple[Space, str]] = field(default_factory=list)
    now: float = 0.0
    retry_s: float = RETRY_S

    def start(self, wanted: Space | None = None) -> SharedMemory:
        """As a process that starts does."""
        self.wanted = wanted or self.wanted
        return SharedMemory(
            self.wanted,
            open_store=self.open,
            records=self.records,
            new_owner=lambda: "me",
            journal=self.journal,
            timer=lambda: self.now,
            retry_s=self.retry_s,
        )

    def open(self, space: Space, owner: str) -> Store:
        store = self.stores.setdefault(space, Store(space.dimension))
        self.opened.append((space, owner))
        store._require_presence()
        return store

    @property
    def record(self) -> MemoryRecord:
        found = self.records.load()
        assert found is not None
        return found

    def held(self, space: Space = HERE) -> list[str]:
        return sorted(memory.key for memory in self.stores[space].all())


def vector() -> Vector:
    return np.array([1.0, 0.0], dtype=np.float32)


def fill(memory: SharedMemory, *keys: str, to: int) -> bool:
    return memory.fill(lambda filled: ([Memory(key, vector()) for key in keys], to))


@pytest.fixture
def stores() -> Stores:
    return Stores()


@pytest.fixture
def filled(stores: Stores) -> Stores:
    """A store with two memories of seven events, whose process has ended."""
    fill(stores.start(), "a", "b", to=7)
    return stores


def test_nothing_is_opened_before_it_is_needed(stores: Stores) -> None:
    stores.start().state()
    assert stores.opened == []


def test_what_was_remembered_is_recalled_and_counted(stores: Stores) -> None:
    memory = stores.start()
    assert fill(memory, "a", "b", to=7)
    assert ({one.key for one in memory.recall(vector(), 5)}, len(memory)) == ({"a", "b"}, 2)
    assert (memory.state().memories, memory.state().filled, memory.state().problem) == (2, 7, None)


def test_filling_goes_on_where_it_ended(filled: Stores) -> None:
    seen: list[int] = []
    filled.start().fill(lambda position: seen.append(position))
    assert seen == [7]


def test_a_step_with_nothing_to_do_ends_filling(filled: Stores) -> None:
    assert not filled.start().fill(lambda position: None)
    assert filled.record.filled == 7


def test_the_owner_stays_the_same(filled: Stores) -> None:
    len(filled.start())
    assert {owner for _, owner in filled.opened} == {"me"}


def test_a_store_that_nothing_is_known_of_is_emptied_first(stores: Stores) -> None:
    stores.stores[HERE] = Store(2)
    stores.stores[HERE].remember([Memory("of-whom", vector())])
    assert len(stores.start()) == 0


def test_a_store_that_was_lost_is_filled_from_the_beginning(filled: Stores) -> None:
    filled.stores.clear()
    seen: list[int] = []
    filled.start().fill(lambda position: seen.append(position))
    assert seen == [0]


def test_a_store_that_is_away_is_told_and_noted_once(filled: Stores) -> None:
    memory = filled.start()
    filled.stores[HERE].is_away = True
    for _ in range(3):
        with pytest.raises(StoreError, match="the store is away"):
            memory.recall(vector(), 1)
    assert memory.state().problem == "the store is away"
    assert [line[1] for line in filled.journal.lines] == ["memory silent"]


def test_a_store_that_is_away_is_not_asked_again_for_a_while(filled: Stores) -> None:
    memory = filled.start()
    filled.stores[HERE].is_away = True
    for _ in range(3):
        with pytest.raises(StoreError):
            len(memory)
    assert len(filled.opened) == 1 + 2  # by the process before: emptied, then opened


def test_a_store_that_is_back_is_used_again(filled: Stores) -> None:
    memory = filled.start()
    filled.stores[HERE].is_away = True
    with pytest.raises(StoreError):
        fill(memory, "c", to=9)
    filled.stores[HERE].is_away = False
    filled.now += RETRY_S
    assert fill(memory, "c", to=9)
    assert (filled.held(), filled.record.filled, memory.state().problem) == (["a", "b", "c"], 9, None)
    assert [line[1] for line in filled.journal.lines] == ["memory silent", "memory answers"]


def test_a_step_that_could_not_be_stored_is_taken_again(filled: Stores) -> None:
    memory = filled.start()
    len(memory)
    filled.stores[HERE].is_away = True
    with pytest.raises(StoreError):
        fill(memory, "c", to=9)
    assert filled.record.filled == 7


@pytest.mark.parametrize("other", [SERVER, OTHER_WORDS])
def test_where_the_settings_ask_for_another_space_nothing_is_answered_and_the_way_out_is_told(
    filled: Stores, other: Space
) -> None:
    memory = filled.start(other)
    assert "lev jepa memory migrate" in (memory.state().problem or "")
    with pytest.raises(StoreError, match="lev jepa memory migrate"):
        memory.recall(vector(), 1)
    with pytest.raises(StoreError, match="lev jepa memory migrate"):
        fill(memory, "c", to=9)
    assert (filled.held(), filled.record.space) == (["a", "b"], HERE)


def test_where_nothing_was_ever_written_another_space_is_simply_taken(stores: Stores) -> None:
    len(stores.start(HERE))
    assert len(stores.start(SERVER)) == 0
    assert (stores.record.space, stores.start(SERVER).state().problem) == (SERVER, None)


def test_moving_brings_all_memories_with_progress_and_erases_them_where_they_were(stores: Stores) -> None:
    fill(stores.start(), *[f"m{n}" for n in range(1200)], to=7)
    memory = stores.start(SERVER)
    assert list(memory.migrate()) == [Moved(500, 1200), Moved(1000, 1200), Moved(1200, 1200)]
    assert [space for space, _ in stores.opened][-2:] == [HERE, SERVER]
    assert (len(stores.held(SERVER)), stores.held(HERE)) == (1200, [])
    assert (len(memory), stores.record.filled, memory.state().problem) == (1200, 7, None)
    assert len(stores.opened) == 4, "the store that was moved to is kept open"


def test_moving_to_where_something_was_left_replaces_it(filled: Stores) -> None:
    filled.stores[SERVER] = Store(2)
    filled.stores[SERVER].remember([Memory("left", vector())])
    assert list(filled.start(SERVER).migrate()) == [Moved(2, 2)]
    assert filled.held(SERVER) == ["a", "b"]


def test_vectors_of_another_encoder_are_not_moved_but_made_anew(filled: Stores) -> None:
    memory = filled.start(OTHER_WORDS)
    assert list(memory.migrate()) == []
    assert filled.held(HERE) == []
    seen: list[int] = []
    memory.fill(lambda position: seen.append(position))
    assert seen == [0]


def test_there_is_nothing_to_move_where_all_is_as_it_should_be(filled: Stores) -> None:
    assert list(filled.start().migrate()) == []
    assert filled.held() == ["a", "b"]


@pytest.mark.parametrize("away", [HERE, SERVER])
def test_where_one_of_the_stores_is_away_nothing_is_lost_by_moving(filled: Stores, away: Space) -> None:
    memory = filled.start(SERVER)
    filled.stores.setdefault(SERVER, Store(2))
    filled.stores[away].is_away = True
    with pytest.raises(StoreError):
        list(memory.migrate())
    assert (filled.held(), filled.record.space) == (["a", "b"], HERE)


def test_where_what_was_moved_cannot_be_erased_this_is_told_and_it_counts_as_moved(filled: Stores) -> None:
    memory = filled.start(SERVER)
    filled.stores[HERE].keeps_all = True
    with pytest.raises(StoreError, match="all was moved, but not erased where it was, in embedded"):
        list(memory.migrate())
    assert (filled.held(SERVER), filled.record.space, len(memory)) == (["a", "b"], SERVER, 2)


def test_moving_that_is_broken_off_can_be_done_again(stores: Stores) -> None:
    fill(stores.start(), *[f"m{n}" for n in range(1200)], to=7)
    moving = stores.start(SERVER).migrate()
    next(moving)
    moving.close()
    assert (stores.record.space, stores.held(SERVER)) == (HERE, [])
    list(stores.start(SERVER).migrate())
    assert len(stores.held(SERVER)) == 1200


def test_what_is_forgotten_is_erased_and_the_rest_is_to_be_filled_in_again(filled: Stores) -> None:
    memory = filled.start()
    assert memory.forget(lambda: 5) == 5
    assert (filled.held(), memory.is_erasure_owed) == ([], False)
    seen: list[int] = []
    memory.fill(lambda position: seen.append(position))
    assert seen == [0]


def test_nothing_is_answered_from_what_is_to_be_forgotten(filled: Stores) -> None:
    memory = filled.start()
    answers: list[int] = []

    def erase() -> int:
        answers.append(len(memory.recall(vector(), 5)))
        return 1

    memory.forget(erase)
    assert answers == [0]


def test_what_is_forgotten_while_the_store_is_away_is_erased_when_it_is_back(filled: Stores) -> None:
    filled.stores[HERE].is_away = True
    memory = filled.start()
    assert memory.forget(lambda: 5) == 5
    assert memory.is_erasure_owed
    assert "not erased yet" in (memory.state().problem or "")
    assert filled.held() == ["a", "b"]
    filled.stores[HERE].is_away = False
    again = filled.start()  # also by another process
    assert again.recall(vector(), 5) == []
    assert (filled.held(), again.is_erasure_owed) == ([], False)


def test_what_is_forgotten_is_erased_where_it_is_not_where_it_should_be(filled: Stores) -> None:
    memory = filled.start(SERVER)
    memory.forget(lambda: 1)
    assert filled.held(HERE) == []
    assert (len(memory), filled.record.space) == (0, SERVER)


def test_a_record_that_cannot_be_read_is_a_problem_and_no_fault(filled: Stores) -> None:
    class Damaged(MemoryMemoryRecords):
        def load(self) -> MemoryRecord | None:
            raise StoreError("memory.json is damaged")

    filled.records = Damaged()
    memory = filled.start()
    assert memory.state().problem == "memory.json is damaged"
    with pytest.raises(StoreError, match="damaged"):
        len(memory)


def test_a_question_that_is_being_answered_while_all_is_forgotten_is_no_failure_of_the_store(
    filled: Stores,
) -> None:
    memory = filled.start()
    len(memory)

    def recall_too_late(vector: Vector, k: int, *, matching: Matching | None = None) -> list[Recalled]:
        filled.stores[HERE] = Store(2)  # as it is when it has been emptied and opened again
        memory.forget(lambda: 1)
        raise StoreError("the store is closed")

    filled.stores[HERE].recall = recall_too_late  # type: ignore[method-assign]
    with pytest.raises(StoreError, match="closed"):
        memory.recall(vector(), 1)
    assert (memory.recall(vector(), 1), memory.state().problem) == ([], None)


def test_a_closed_memory_can_be_opened_again(filled: Stores) -> None:
    memory = filled.start()
    len(memory)
    memory.close()
    assert len(memory) == 2
