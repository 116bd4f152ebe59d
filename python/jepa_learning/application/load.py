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
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin; return at once."""
        self._thread = threading.Thread(target=self._run, name="load", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End before it is whole, and wait until it has ended."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        try:
            for _ in self._learner.load():
                if self._stopping.is_set():
                    return
            self._retain()
        except Exception as error:
            self._done(error)
        else:
            self._done(None)
