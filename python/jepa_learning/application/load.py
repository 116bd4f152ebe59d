"""Load: have the learner know all that the log holds, in a thread of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable

from jepa_learning.application.shared_learner import SharedLearner

Done = Callable[[Exception | None], None]
"""Called when loading has ended: with None when it is whole, else with what failed."""


class Load:
    """Loads in the background.

    Args:
        retain: Called when all is loaded; erases what is kept no longer.
        done: Called in the background at the end, unless it was stopped.
    """

    def __init__(self, learner: SharedLearner, *, retain: Callable[[], int], done: Done) -> None:
        self._learner = learner
        self._retain = retain
        self._done = done
        self._stopping = threading.Event()
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin, once an earlier start has come to its end; return at once."""
        with self._starting:
            self._thread = threading.Thread(target=self._run, args=(self._thread,), name="load", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """End before it is whole, and wait until it has ended."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self, earlier: threading.Thread | None = None) -> None:
        if earlier is not None:
            earlier.join()
        try:
            for _ in self._learner.load():
                if self._stopping.is_set():
                    return
            self._retain()
        except Exception as error:
            self._done(error)
        else:
            self._done(None)
