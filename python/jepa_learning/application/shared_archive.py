"""The archive that questions share: read from the event log when a question is asked, up to its end.

It is made anew where something that was read is no longer in the log, and shows only what is consented to. It
does not know what is asked.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Final

from jepa_learning.application.consent import Consents
from jepa_learning.domain.archive import Archive
from jepa_learning.domain.entry import Entry, Scope
from jepa_learning.domain.privacy.consent import BY_HAND
from jepa_learning.ports.event_log import EventLog

_PAGE_EVENTS: Final = 1000  # read at once; between two, somebody else may ask


class SharedArchive:
    """Lets one question at a time look at an archive that is as new as the log.

    Args:
        build: Makes an archive that holds nothing.
        log: What it is read from.
        consents: Say what may be shown.
    """

    def __init__(self, build: Callable[[], Archive], *, log: EventLog, consents: Consents) -> None:
        self._build = build
        self._log = log
        self._consents = consents
        self._lock = threading.Lock()
        self._archive = build()
        self._sequence = self._read = 0
        self._is_whole = False
        self._stopping = threading.Event()

    def scope(self, kinds: Collection[str], project: str) -> Scope:
        """Return the entries of these kinds, of the project (empty: of any), that may be shown."""
        return Scope(kinds, project, self._may_be_shown)

    @contextmanager
    def hold(self) -> Iterator[Archive]:
        """Give the archive to the caller alone.

        Raises:
            StoreError: The log cannot be read.
        """
        with self._lock:
            while self._read_page():
                pass
            yield self._archive

    def read_ahead(self) -> None:
        """Read all that the log holds, page by page between questions, so that none of them has to.

        Raises:
            StoreError: The log cannot be read.
        """
        while not self._stopping.is_set():
            with self._lock:
                if not self._read_page():
                    return

    def follow(self) -> None:
        """Read what is new, where all that was there before has been read."""
        if self._is_whole:
            self.read_ahead()

    def forget(self) -> None:
        """Read everything anew: something that was read is being erased."""
        with self._lock:
            self._forget()

    def stop(self) -> None:
        """Read no further ahead."""
        self._stopping.set()

    def _may_be_shown(self, entry: Entry) -> bool:
        """What is stored stays where consent is withdrawn, but is not told of as long as it is."""
        return any(self._consents.is_granted(source, entry.place) for source in entry.sources or (BY_HAND,))

    def _forget(self) -> None:
        self._archive, self._sequence, self._read = self._build(), 0, 0

    def _read_page(self) -> int:
        """Read on, or from the beginning where something that was read has been erased since."""
        page = list(islice(self._log.read(after=self._sequence), _PAGE_EVENTS))
        for sequence, event in page:
            self._archive.learn_one(event)
            self._sequence, self._read = sequence, self._read + 1
        if not page and self._log.size().events < self._read:
            self._forget()
            return self._read_page()
        self._is_whole = not page
        return len(page)
