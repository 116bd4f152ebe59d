"""Whisper receipts: writes down what became of whispers, and knows which of them stand.

The newest that stands is the current whisper. It does not know what a whisper is worth, or who takes it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from jepa_learning.application.current_whisper import CurrentWhisper
from jepa_learning.domain.whispers.receipt import Fate, Receipt
from jepa_learning.domain.whispers.shape import to_shape
from jepa_learning.domain.whispers.whisper import Whisper
from jepa_learning.ports.clock import Clock
from jepa_learning.ports.whisper_store import WhisperStore


class WhisperReceipts:
    """Keeps them; who shares it among threads has a lock.

    Args:
        current: Where the newest stands for everybody.
        stands_s: A whisper that nobody took by then never arrived.
    """

    def __init__(
        self, store: WhisperStore, *, current: CurrentWhisper, clock: Clock, stands_s: float
    ) -> None:
        self._store = store
        self._current = current
        self._clock = clock
        self._stands_s = stands_s
        self._standing: dict[str, Receipt] = {}

    @property
    def standing(self) -> Sequence[Receipt]:
        """Those that may still be told, newest first."""
        return tuple(reversed(self._standing.values()))

    def load(self) -> list[Receipt]:
        """Return all that are kept, oldest first; of what was told before, what stands, stands again.

        Raises:
            StoreError: They cannot be read.
        """
        kept = self._store.recent(withheld=True)[::-1]
        self._standing = {one.whisper.id: one for one in kept if one.stands}
        return kept

    def recall(self, id: str) -> Receipt | None:
        """Return what is known of a whisper; None where nothing is kept.

        Raises:
            StoreError: It cannot be read.
        """
        return self._store.recall(id)

    def recent(self, k: int, *, withheld: bool) -> list[Receipt]:
        """Return the last, newest first: of those shown, or of the withheld ones too.

        Raises:
            StoreError: They cannot be read.
        """
        return self._store.recent(k, withheld=withheld)

    def remember(self, receipt: Receipt) -> Receipt:
        """Write a receipt down; what stands is known without reading it again.

        Raises:
            StoreError: It cannot be written.
        """
        self._store.remember(receipt)
        id = receipt.whisper.id
        if receipt.stands and self._clock.now() - receipt.whisper.time <= self._stands_s:
            self._standing[id] = receipt
        elif self._standing.pop(id, None) is not None:
            self.show_newest()
        return receipt

    def show(self, receipt: Receipt) -> None:
        """Let everybody read it: it is the newest."""
        self._current.show(to_shape(receipt.whisper))

    def show_newest(self) -> None:
        """Let everybody read the newest that stands, or nothing."""
        newest = next(iter(self.standing), None)
        self._current.show(None if newest is None else to_shape(newest.whisper))

    def expire(self) -> None:
        """Take away what stood too long.

        Raises:
            StoreError: A receipt cannot be written.
        """
        now = self._clock.now()
        self._drop([id for id, one in self._standing.items() if now - one.whisper.time > self._stands_s])

    def take_away(self, *, same_as: Whisper | None = None) -> None:
        """Nothing stands any more, or nothing that is the same to who reads it.

        Raises:
            StoreError: A receipt cannot be written.
        """
        same = None if same_as is None else same_as.sameness
        self._drop([id for id, one in self._standing.items() if same is None or one.whisper.sameness == same])

    def forget(self, matches: Callable[[Whisper], bool]) -> None:
        """Erase the receipts of these whispers.

        Raises:
            StoreError: They cannot be erased.
        """
        kept = self._store.recent(withheld=True)
        self._store.forget([one.whisper.id for one in kept if matches(one.whisper)])

    def _drop(self, ids: Iterable[str]) -> None:
        dropped = [self._standing.pop(id) for id in ids]
        for receipt in dropped:
            if receipt.fate is Fate.WAITING:
                self._store.remember(receipt.expired())
        if dropped:
            self.show_newest()
