"""Suggestions: those of late, in memory for whoever asks and, a moment later, on the disk.

They are bounded in number and in age, and none is kept of what the user does not consent to. A question only
puts its suggestion into memory; a thread of its own writes it down. It does not know what feedback does.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterable, Sequence
from itertools import takewhile

from jepa_learning.domain.errors import StoreError
from jepa_learning.domain.event import Candidate
from jepa_learning.domain.suggestion import Offer, Place, Suggestion
from jepa_learning.ports.clock import Clock
from jepa_learning.ports.journal import Journal
from jepa_learning.ports.suggestion_store import SuggestionStore


class Suggestions:
    """Safe to share between threads.

    Args:
        is_consented: Says whether what is known of a kind in a project may be kept.
        new_id: Gives a short name, another one each time.
        most: How many are kept; the oldest go first.
        keep_s: How long one is kept.
    """

    def __init__(
        self,
        store: SuggestionStore,
        *,
        clock: Clock,
        is_consented: Callable[[str, str], bool],
        new_id: Callable[[], str],
        most: int,
        keep_s: float,
        journal: Journal,
    ) -> None:
        self._store = store
        self._clock = clock
        self._is_consented = is_consented
        self._new_id = new_id
        self._most = most
        self._keep_s = keep_s
        self._journal = journal
        self._lock, self._writing = threading.Lock(), threading.Lock()
        self._kept = {one.id: one for one in store.recall()}
        self._changed: set[str] = set()
        self._awake, self._stopping = threading.Event(), threading.Event()
        self._thread: threading.Thread | None = None

    def show(self, place: Place, candidates: Sequence[Candidate]) -> str | None:
        """Keep what is being shown, and return its id; None where nothing of it may be kept."""
        if not candidates or not self._is_consented(place.kind, place.project):
            return None
        offers = tuple(Offer(one.activity, one.probability) for one in candidates)
        now = self._clock.now()
        with self._lock:
            name = self._unused_id()
            self._keep([Suggestion(name, place, now, offers)])
        return name

    def recent(self) -> list[Suggestion]:
        """Return those that are kept, newest first."""
        with self._lock:
            self._let_go()
            return list(reversed(self._kept.values()))

    def change(self, change: Callable[[Sequence[Suggestion]], Iterable[Suggestion]]) -> None:
        """Keep what `change` makes of those that are kept, oldest first; it gives only what is different."""
        with self._lock:
            self._let_go()
            self._keep(change(list(self._kept.values())))

    def forget(self) -> None:
        """Erase all of them, in memory and in the store, before it returns.

        Raises:
            StoreError: The store cannot be written.
        """
        with self._writing:
            with self._lock:
                self._kept.clear()
                self._changed.clear()
            self._store.forget([one.id for one in self._store.recall()])

    def drop_unconsented(self) -> None:
        """Let go of all that the user no longer consents to."""
        with self._lock:
            self._drop([one.id for one in self._kept.values() if not self._may_keep(one)])

    def write(self) -> None:
        """Bring the store up to what is in memory.

        Raises:
            StoreError: The store cannot be written; it is tried again with the next change.
        """
        with self._writing:
            with self._lock:
                names, self._changed = self._changed, set()
                kept = [self._kept[name] for name in names if name in self._kept]
                gone = names - self._kept.keys()
            try:
                if kept:
                    self._store.remember(kept)
                if gone:
                    self._store.forget(gone)
            except StoreError:
                with self._lock:
                    self._changed |= names
                raise

    def start(self) -> None:
        """Begin to write in the background."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="suggestions", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Write what is left, and end."""
        self._stopping.set()
        self._awake.set()
        if self._thread is not None:
            self._thread.join()
        self._try_to_write()

    def _keep(self, suggestions: Iterable[Suggestion]) -> None:
        for one in suggestions:
            self._kept[one.id] = one
            self._changed.add(one.id)
        self._let_go()
        self._awake.set()

    def _let_go(self) -> None:
        """Forget what is too old or too much; the oldest stand first."""
        oldest, too_many = self._clock.now() - self._keep_s, len(self._kept) - self._most
        ranked = takewhile(
            lambda place: place[0] < too_many or place[1].time < oldest, enumerate(self._kept.values())
        )
        self._drop([one.id for _, one in ranked])

    def _drop(self, names: Collection[str]) -> None:
        for name in names:
            del self._kept[name]
        if names:
            self._changed.update(names)
            self._awake.set()

    def _may_keep(self, one: Suggestion) -> bool:
        return self._is_consented(one.place.kind, one.place.project)

    def _unused_id(self) -> str:
        return next(name for name in iter(self._new_id, None) if name not in self._kept)

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._awake.wait()
            self._awake.clear()
            self._try_to_write()

    def _try_to_write(self) -> None:
        try:
            self.write()
        except StoreError as error:
            self._journal.note("unsaved", level="warning", error=type(error).__name__)
