"""Follow contexts: look for switches of context in the background, shortly after something was learnt."""

from __future__ import annotations

import threading
from collections.abc import Callable

from jepa_learning.domain.errors import StoreError
from jepa_learning.ports.journal import Journal, place_of


class FollowContexts:
    """Looks at the log, in a thread of its own once it was started.

    Args:
        follow: Looks at what is new.
        delay_s: How long nothing must have been learnt before.
        journal: Told of a fault.
    """

    def __init__(self, follow: Callable[[], object], *, delay_s: float, journal: Journal) -> None:
        self._follow = follow
        self._delay_s = delay_s
        self._journal = journal
        self._awake, self._stopping = threading.Event(), threading.Event()
        self._thread: threading.Thread | None = None

    def __call__(self) -> None:
        """Look once; a fault is noted, and the next time does what is left."""
        try:
            self._follow()
        except StoreError:  # whoever asks is told
            pass
        except Exception as error:  # a fault, which must not end the thread for good
            self._journal.note("fault", level="error", error=type(error).__name__, where=place_of(error))

    def start(self) -> None:
        """Begin in the background, or look again where it has begun."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="follow-contexts", daemon=True)
            self._thread.start()
        self.wake()

    def wake(self) -> None:
        """Say that something was learnt; nothing happens unless it was started."""
        self._awake.set()

    def stop(self) -> None:
        """End, and wait for that."""
        self._stopping.set()
        self._awake.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        while True:
            self._awake.wait()
            while self._awake.is_set():  # as long as there is learning, that goes first
                self._awake.clear()
                if self._stopping.wait(self._delay_s):
                    return
            self()
