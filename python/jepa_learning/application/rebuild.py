"""Rebuild: throw away all that is derived and learn it again from the event log."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from jepa_learning.application.contexts import Contexts
from jepa_learning.application.networks import Networks
from jepa_learning.application.shared_learner import Loading, SharedLearner
from jepa_learning.application.shared_memory import SharedMemory


class Rebuild:
    """Learns everything again, telling how far it is; the old knowledge answers until the new is whole.

    Args:
        networks: Begin again from what ships, at once.
        memory: Emptied at once.
        contexts: Erased at once.
        retain: Erases from the log what is kept no longer, so that it is not learnt again.
        refill: Has the contexts derived again from all that is in the log by now, and, in the background, the
            memory filled and the networks taught.
    """

    def __init__(
        self,
        learner: SharedLearner,
        *,
        networks: Networks,
        memory: SharedMemory,
        contexts: Contexts,
        retain: Callable[[], object],
        refill: Callable[[], None],
    ) -> None:
        self._learner = learner
        self._networks = networks
        self._memory = memory
        self._contexts = contexts
        self._retain = retain
        self._refill = refill

    def __call__(self) -> Iterator[Loading]:
        """Rebuild step by step, and save at the end."""
        self._retain()
        self._memory.forget(lambda: 0)
        self._networks.forget()
        self._contexts.forget()
        yield from self._learner.rebuild()
        self._learner.save()
        self._refill()
