"""Background: work that is done in a thread of its own, shortly after something was learnt.

It does not know what the work is: `Remember`, `KeepLearning`, `ImportSoon` and others say that when called.
"""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections.abc import Callable

from jepa_learning.domain.errors import StoreError
from jepa_learning.ports.journal import Journal, place_of


class Background(ABC):
    """Calls itself once it was started and woken, and nothing was learnt for a while.

    Args:
        name: Of the thread.
        delay_s: How long nothing must have been learnt before.
        journal: Told of a fault.
        retry_s: How long it waits after an error before it tries again; None waits to be woken.
        is_taught: Whether something is being learnt just now: that goes first.
    """

    def __init__(
        self,
        *,
        name: str,
        delay_s: float,
        journal: Journal,
        retry_s: float | None = None,
        is_taught: Callable[[], bool] = lambda: False,
    ) -> None:
        self._name = name
        self._delay_s, self._retry_s = delay_s, retry_s
        self._journal = journal
        self._is_taught = is_taught
        self._awake, self._stopping = threading.Event(), threading.Event()
        self._thread: threading.Thread | None = None

    @abstractmethod
    def __call__(self) -> object:
        """Do what there is to do."""

    def start(self) -> None:
        """Begin in the background, or look again where it has begun."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
            self._thread.start()
        self.wake()

    def wake(self) -> None:
        """Say that there may be something new; nothing happens unless it was started."""
        self._awake.set()

    def stop(self) -> None:
        """End after what is being done, and wait for that."""
        self._stopping.set()
        self._awake.set()
        if self._thread is not None:
            self._thread.join()

    def attempt(self) -> bool:
        """Do it once. Return whether that went well: a fault is noted, and ends no thread."""
        try:
            self()
            return True
        except StoreError:  # the store has told of it, and whoever asks is told
            return False
        except Exception as error:
            self._note_fault(error)
            return False

    def _note_fault(self, error: Exception) -> None:
        self._journal.note("fault", level="error", error=type(error).__name__, where=place_of(error))

    def _wait_for_leisure(self, why_not: Callable[[], str | None], *, look_s: float) -> bool:
        """Wait as long as something keeps it waiting, looking every `look_s` seconds.

        Return False where something was learnt meanwhile, which goes first, or it is to end.
        """
        while why_not() is not None:
            if self._stopping.wait(look_s) or self._awake.is_set():
                return False
        return True

    def _run(self) -> None:
        while self._settle():
            if not self.attempt() and self._retry_s is not None:
                if self._stopping.wait(self._retry_s):
                    return
                self._awake.set()

    def _settle(self) -> bool:
        """Wait to be woken, and until nothing was learnt for a while. Return False when it is to end."""
        self._awake.wait()
        while self._awake.is_set() or self._is_taught():  # as long as there is learning, that goes first
            self._awake.clear()
            if self._stopping.wait(self._delay_s):
                return False
        return True
