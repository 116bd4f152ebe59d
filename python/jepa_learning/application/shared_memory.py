"""The one vector memory that all use cases share: when it is opened, whether it answers, what it holds.

It is derived from the event log and may be lost, be away, or be in another place than is configured: then it
says so and nothing else stops. It never answers from another space than the one that was asked in, nor before
what was to be erased is gone. It does not know what is remembered.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final, Protocol

from jepa_learning.domain.errors import JepaLearningError, StoreError
from jepa_learning.ports.journal import Journal, place_of
from jepa_learning.ports.memory_records import MemoryRecord, MemoryRecords, Space
from jepa_learning.ports.vector_memory import Matching, Memory, Recalled, Vector, VectorMemory

_PAGE: Final = 500  # memories moved at a time


class OpenStore(VectorMemory, Protocol):
    """A vector memory that can be closed."""

    def close(self) -> None:
        """Let go of it."""
        ...


@dataclass(frozen=True, slots=True)
class MemoryState:
    """How things stand.

    Attributes:
        space: Where it is kept, as the settings have it.
        memories: How many there are, as far as is known.
        filled: Sequence number of the last event that it knows of.
        problem: Why it cannot be asked now, and what to do; None where it can.
        notice: Why it is kept otherwise than the settings ask for; None where it is not.
    """

    space: Space
    memories: int | None
    filled: int
    problem: str | None
    notice: str | None = None


@dataclass(frozen=True, slots=True)
class Moved:
    """How far moving to another store is, in memories."""

    done: int
    total: int


Step = Callable[[int], tuple[Sequence[Memory], int] | None]
"""Given the event up to which it is filled: what comes next and up to which event; None at the end."""


class SharedMemory:
    """Lets many ask and one fill.

    Args:
        wanted: Where it is to be kept.
        open_store: Opens the store of a space, for an owner.
        records: What is written down about it.
        new_owner: Makes a name for this data directory.
        journal: Told when it stops and begins to answer.
        timer: Gives seconds; only differences are used.
        retry_s: A store that failed is left alone for so long.
        notice: Why `wanted` is not what the settings ask for, where that is so.
    """

    def __init__(
        self,
        wanted: Space,
        *,
        open_store: Callable[[Space, str], OpenStore],
        records: MemoryRecords,
        new_owner: Callable[[], str],
        journal: Journal,
        timer: Callable[[], float],
        retry_s: float,
        notice: str | None = None,
    ) -> None:
        self._notice = notice
        self._wanted = wanted
        self._open_store = open_store
        self._records = records
        self._new_owner = new_owner
        self._journal = journal
        self._timer = timer
        self._retry_s = retry_s
        self._filling, self._turn = threading.Lock(), threading.RLock()
        self._store: OpenStore | None = None
        self._count: int | None = None
        self._problem: str | None = None
        self._failed_at = 0.0

    def recall(self, vector: Vector, k: int, *, matching: Matching | None = None) -> list[Recalled]:
        """Return the `k` nearest memories, as a vector memory does.

        Raises:
            StoreError: It cannot be asked now; the words say why and what to do.
        """
        with self._using() as store:
            return store.recall(vector, k, matching=matching)

    def __len__(self) -> int:
        """Return how many memories there are.

        Raises:
            StoreError: It cannot be asked now.
        """
        with self._using():
            return self._count or 0

    def fill(self, step: Step) -> bool:
        """Take one step of filling it; return whether there was one to take.

        Raises:
            StoreError: It cannot be written now; the step is to be taken again.
        """
        with self._filling, self._using() as store:
            record = self._known()
            found = step(record.filled or 0)
            if found is None:
                return False
            memories, filled = found
            if record.filled is None:  # from here on there may be something to move or to erase
                self._save(replace(record, filled=0))
            store.remember(memories)
            self._count = len(store)
            self._save(replace(record, filled=filled))
        return True

    def forget(self, erase: Callable[[], int]) -> int:
        """Erase elsewhere by calling `erase`, and everything here; what is left is to be filled in again.

        Where the store is away, this is written down: it is erased before it is asked again.

        Raises:
            StoreError: That it must be erased could not be written down; nothing was erased.
        """
        with self._filling:
            with self._turn:
                self._let_go()
                self._save(replace(self._known(), is_erasure_owed=True))
            erased = erase()
            with suppress(StoreError):
                self._use()
        return erased

    def migrate(self) -> Generator[Moved, None, None]:
        """Move everything to where it is wanted, step by step; nothing is answered meanwhile.

        Vectors of another encoder are erased instead: they are filled in anew.

        Raises:
            StoreError: A store cannot be read or written; until all is moved, the old one counts.
        """
        with self._filling:
            with self._turn:
                self._let_go()
                record = self._settled(self._known())
            if record.space == self._wanted:
                return
            if record.space.is_comparable(self._wanted):
                yield from self._move(record)
            else:
                with closing(self._open_store(record.space, record.owner)) as old:
                    old.forget()
                self._save(replace(record, space=self._wanted, filled=None))

    def state(self) -> MemoryState:
        """Tell how things stand, without asking the store."""
        try:
            record = self._records.load()
        except StoreError as error:
            return MemoryState(self._wanted, None, 0, str(error), self._notice)
        if record is None:
            return MemoryState(self._wanted, self._count, 0, self._problem, self._notice)
        problem = self._problem
        if _is_owed(record):
            problem = f"what was to be forgotten is not erased yet: {problem or 'it is about to be'}"
        elif problem is None and not self._is_at_home(record):
            problem = self._elsewhere(record)
        return MemoryState(self._wanted, self._count, record.filled or 0, problem, self._notice)

    @property
    def is_erasure_owed(self) -> bool:
        """Whether something that was to be forgotten is still in the store, which is away."""
        record = self._records.load()
        return record is not None and _is_owed(record)

    def close(self) -> None:
        """Let go of the store."""
        with self._turn:
            self._let_go()

    @contextmanager
    def _using(self) -> Iterator[OpenStore]:
        store = self._use()
        try:
            yield store
        except StoreError as error:
            with self._turn:
                if self._store is store:  # else it was closed meanwhile, by somebody who knows why
                    self._fail(error)
            raise

    def _use(self) -> OpenStore:
        """The open store; one that failed is tried again only after a while."""
        with self._turn:
            if self._store is not None:
                return self._store
            if self._problem is not None and self._timer() < self._failed_at + self._retry_s:
                raise StoreError(self._problem)
            try:
                self._store = self._opened()
            except JepaLearningError as error:
                self._fail(error)
                raise StoreError(str(error)) from error
            if self._problem is not None:
                self._journal.note("memory answers")
                self._problem = None
            return self._store

    def _opened(self) -> OpenStore:
        record = self._settled(self._known())
        if not self._is_at_home(record):
            raise StoreError(self._elsewhere(record))
        if record.space != self._wanted:
            record = self._save(replace(record, space=self._wanted))
        store = self._open_store(record.space, record.owner)
        try:
            self._count = len(store)
            if record.filled and not self._count:  # the store was lost
                self._save(replace(record, filled=0))
        except BaseException:
            store.close()
            raise
        return store

    def _settled(self, record: MemoryRecord) -> MemoryRecord:
        """Erase what is still to be erased."""
        if not record.is_erasure_owed:
            return record
        with closing(self._open_store(record.space, record.owner)) as store:
            if len(store):
                store.forget()
        return self._save(replace(record, filled=None, is_erasure_owed=False))

    def _move(self, record: MemoryRecord) -> Iterator[Moved]:
        with ExitStack() as held:
            old = held.enter_context(closing(self._open_store(record.space, record.owner)))
            new = self._open_store(self._wanted, record.owner)
            held.callback(new.close)
            held.callback(_erase_in_vain, new)
            new.forget()
            done, total, memories = 0, len(old), old.all()
            while page := list(islice(memories, _PAGE)):
                new.remember(page)
                done += len(page)
                yield Moved(done, max(total, done))
            with self._turn:
                self._save(replace(record, space=self._wanted))
                self._store, self._count, self._problem = new, done, None
            held.pop_all()  # the new one stays open: one that forgets with the process would be empty
            with closing(old):
                _erase_moved(old, record.space)

    def _is_at_home(self, record: MemoryRecord) -> bool:
        return record.filled is None or record.space == self._wanted

    def _elsewhere(self, record: MemoryRecord) -> str:
        return (
            f"the vectors are kept in {record.space}, and the settings ask for {self._wanted}: "
            "move them with: lev jepa memory migrate"
        )

    def _known(self) -> MemoryRecord:
        """What is written down. A store that nothing is known of is emptied before it is used."""
        found = self._records.load()
        return found or self._save(MemoryRecord(self._wanted, self._new_owner(), is_erasure_owed=True))

    def _save(self, record: MemoryRecord) -> MemoryRecord:
        self._records.save(record)
        return record

    def _fail(self, error: JepaLearningError) -> None:
        if self._problem is None:
            self._journal.note("memory silent", level="warning", code=error.code, where=place_of(error))
        self._problem, self._failed_at = str(error), self._timer()
        self._close_store()

    def _let_go(self) -> None:
        """Close the store, and let it be opened again at once."""
        self._close_store()
        self._failed_at = -self._retry_s

    def _close_store(self) -> None:
        if self._store is not None:
            self._store.close()
        self._store, self._count = None, None


def _erase_moved(store: OpenStore, space: Space) -> None:
    try:
        store.forget()
    except StoreError as error:
        raise StoreError(f"all was moved, but not erased where it was, in {space}: {error}") from error


def _erase_in_vain(store: OpenStore) -> None:
    """Leave nothing where moving ended half way; if even that fails, the next move begins with it."""
    with suppress(StoreError):
        store.forget()


def _is_owed(record: MemoryRecord) -> bool:
    """Whether something that was written is still to be erased; a store nothing is known of may be empty."""
    return record.is_erasure_owed and record.filled is not None
